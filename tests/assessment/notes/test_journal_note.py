"""The journal note of one consultation: what it changed, in sentences, and nothing that it did not, each thing once."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from assessment.care_plan.agreement import save_plan
from assessment.models import Consultation, Episode
from assessment.notes.contact_note import consultation_note
from assessment.treatments.ledger import add_treatment, change_treatment, remove_treatment
from assessment.treatments.statements import record_no_treatments
from guidelines.in_force.content import Content
from tests.support.records.cast import Cast
from tests.support.records.notes import PEG, TODAY, decide, end, fill_in, lines, now, sections, unanswer
from tests.support.records.patients import answer, treat

pytestmark = pytest.mark.usefixtures("in_a")


def test_a_first_visit_says_what_was_answered_as_it_would_be_said(
    cast: Cast, episode: Episode, content: Content
) -> None:
    answer(cast.gp, episode, **PEG, work__status="sick_leave", risk__drives=True)
    note = consultation_note(now(cast.gp, episode), content)
    assert note.text.splitlines() == [
        f"Kons. 1, fremmøde, {TODAY:%d.%m.%Y} (Test gp).",
        "PEG 6,7 af 10.",
        "Sygemeldt. Kører bil.",
    ]
    long = consultation_note(now(cast.gp, episode), content, is_long=True).text
    assert "Seneste uge smerter 6 af 10, tabt livsglæde 7 af 10, bremset i gøremål 7 af 10." in long


def test_subjective_objective_assessment_and_plan_follow_one_another(
    cast: Cast, episode: Episode, content: Content
) -> None:
    """Tried: the parts in the order of the questions."""
    answer(cast.gp, episode, workup__objective_findings="Normal kraft.", diagnosis__complexity="complex")
    answer(cast.gp, episode, wellbeing__sleep="severely_affected", practical__problem_statement="Hjælp til søvnen.")
    treat(cast.gp, episode, "tens", "current")
    titles = list(sections(cast.gp, episode, content))
    assert titles == ["", "Behandling", "Obj.", "Vurdering", "Plan"]


def test_the_next_visit_says_what_it_was_before_and_quotes_what_was_written(
    cast: Cast, episode: Episode, content: Content
) -> None:
    """Tried: the earlier value left out, and one of another contact taken for it."""
    answer(cast.gp, episode, **PEG, work__status="sick_leave", pain__description="Murrer.", pain__intensity_worst=8)
    end(cast.gp, episode)
    answer(cast.gp, episode, peg__pain=9, work__status="working", pain__description="Brænder.\nMest om natten.")
    answer(cast.gp, episode, pain__intensity_worst=9)
    assert lines(cast.gp, episode, content) == [
        "Værst 9 af 10 (før 8). Seneste uge smerter 9 af 10 (før 6).\nBrænder.\nMest om natten.",
        "I arbejde (før sygemeldt).",
    ]


def test_a_score_is_compared_where_both_contacts_gave_all_of_it(cast: Cast, episode: Episode, content: Content) -> None:
    """Of a score that is given in part only what was answered stands. Tried: the number of before beside one of several
    contacts; the mixed score in today's note."""
    answer(cast.gp, episode, **PEG)
    end(cast.gp, episode)
    answer(cast.gp, episode, peg__pain=9, peg__enjoyment=8, peg__activity=9)
    assert lines(cast.gp, episode, content) == [f"PEG 8,7 af 10 (før 6,7 den {TODAY:%d.%m.%Y})."]
    end(cast.gp, episode)
    answer(cast.gp, episode, peg__pain=6)
    assert lines(cast.gp, episode, content) == ["Seneste uge smerter 6 af 10 (før 9)."]
    end(cast.gp, episode)
    answer(cast.gp, episode, peg__pain=5, peg__enjoyment=5, peg__activity=5)
    assert lines(cast.gp, episode, content) == ["PEG 5 af 10."]


def test_what_was_asked_and_is_as_before_is_said_as_unchanged(cast: Cast, episode: Episode, content: Content) -> None:
    """Tried: what is as before told as if it were new."""
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="passive", wellbeing__sleep="good")
    end(cast.gp, episode)
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="active", wellbeing__sleep="affected")
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="passive", risk__drives=True)
    answer(cast.gp, episode, risk__drives=None)
    # Asked in this consultation, with the answer from before. What is unanswered before and after is nothing.
    assert lines(cast.gp, episode, content) == ["Påvirket søvn (før god søvn).", "Uændret: Passive selvmordstanker."]


def test_the_same_values_in_another_order_are_unchanged(cast: Cast, episode: Episode, content: Content) -> None:
    """Tried: the words compared, in the order that they were chosen in."""
    answer(cast.gp, episode, workup__red_flags=("unexplained_weight_loss", "trauma"))
    end(cast.gp, episode)
    answer(cast.gp, episode, workup__red_flags=())
    answer(cast.gp, episode, workup__red_flags=("trauma", "unexplained_weight_loss"))
    (line,) = (one for one in lines(cast.gp, episode, content) if "ægttab" in one)
    assert line.startswith("Uændret: ")


def test_what_is_normal_stands_in_the_long_note_alone_until_it_changes(
    cast: Cast, episode: Episode, content: Content
) -> None:
    """Tried: a normal answer left out although it was another one before."""
    answer(cast.gp, episode, health__heart_disease=False, pain__acute=True)
    assert lines(cast.gp, episode, content) == ["Akut smertetilstand."]
    assert "ingen hjertesygdom" in consultation_note(now(cast.gp, episode), content, is_long=True).text.lower()
    end(cast.gp, episode)
    answer(cast.gp, episode, pain__acute=False)
    assert lines(cast.gp, episode, content) == ["Ingen akut smertetilstand (før akut smertetilstand)."]


def test_an_answer_that_was_not_asked_again_is_not_in_the_note(cast: Cast, episode: Episode, content: Content) -> None:
    answer(cast.gp, episode, **PEG)
    end(cast.gp, episode)
    answer(cast.gp, episode, **PEG, risk__drives=True)
    assert [line for line in lines(cast.gp, episode, content) if "PEG" in line] == []


def test_a_withdrawn_answer_and_the_score_that_falls_with_it_are_named(
    cast: Cast, episode: Episode, content: Content
) -> None:
    answer(cast.gp, episode, **PEG)
    end(cast.gp, episode)
    answer(cast.gp, episode, peg__pain=None)
    (line,) = lines(cast.gp, episode, content)
    assert "Smerter seneste uge (PEG): svaret er trukket tilbage (før 6 af 10)." in line
    assert "PEG-score kan ikke længere beregnes (før 6,7 af 10)." in line


def test_an_answer_without_a_value_says_why(cast: Cast, episode: Episode, content: Content) -> None:
    answer(cast.gp, episode, work__status="sick_leave")
    unanswer(cast.gp, episode, "risk.smoking", "asked-declined")
    end(cast.gp, episode)
    unanswer(cast.gp, episode, "work.status", "asked-unknown", "skifter job")
    assert lines(cast.gp, episode, content) == [
        "Erhvervsstatus: spurgt, patienten er usikker: skifter job (før Sygemeldt)."
    ]


def test_treatments_are_added_changed_and_removed(cast: Cast, episode: Episode, content: Content) -> None:
    """Tried: a changed dose told without the one before, and a row that came and went in one visit told."""
    gp = cast.gp
    tca = add_treatment(
        by=gp, consultation=now(gp, episode), identifier=uuid4(), kind="tca", status="current", daily_dose_mg=10
    )
    massage = add_treatment(
        by=gp, consultation=now(gp, episode), identifier=uuid4(), kind="massage", status="stopped", effect="none"
    )
    treat(gp, episode, "tens", "current")
    assert sections(gp, episode, content)["Behandling"] == (
        (
            "Bruges nu, effekten er ikke vurderet: TCA (tricykliske antidepressiva) 10 mg i døgnet; TENS. "
            "Stoppet, ingen effekt: Massage."
        ),
    )
    end(gp, episode)
    change_treatment(
        by=gp,
        consultation=now(gp, episode),
        treatment=tca,
        seen_version=1,
        daily_dose_mg=25,
        effect="good",
    )
    remove_treatment(by=cast.nurse, consultation=now(cast.nurse, episode), treatment=massage)
    mistake = add_treatment(by=gp, consultation=now(gp, episode), identifier=uuid4(), kind="ssri", status="current")
    remove_treatment(by=gp, consultation=now(gp, episode), treatment=mistake)
    note = consultation_note(now(gp, episode), content).text.splitlines()
    assert note[0].endswith("(Test gp, Test nurse).")
    assert note[1:] == [
        (
            "Behandling: TCA (tricykliske antidepressiva) 25 mg i døgnet (før 10 mg i døgnet), bruges nu, "
            "god effekt ved 10 mg i døgnet (før effekten er ikke vurderet). Fjernet som fejlindført: Massage."
        )
    ]


def test_nothing_tried_is_said_and_taken_back(cast: Cast, episode: Episode, content: Content) -> None:
    record_no_treatments(by=cast.gp, consultation=now(cast.gp, episode), none_tried=True)
    assert lines(cast.gp, episode, content) == ["Ingen behandling er prøvet."]
    end(cast.gp, episode)
    treat(cast.gp, now(cast.gp, episode).episode, "tens", "current")
    assert lines(cast.gp, episode, content) == [
        "Bruges nu, effekten er ikke vurderet: TENS. Gælder ikke længere: ingen behandling er prøvet."
    ]


def test_a_decision_stands_with_reason_comment_and_in_the_long_note_how_it_was_changed(
    cast: Cast, episode: Episode, content: Content
) -> None:
    first = decide(cast.gp, episode, content, "defer", reason="later", comment="efter ferien")
    second = decide(cast.gp, episode, content, "follow", index=1)
    decide(cast.gp, episode, content, "dismiss", reason="tried")
    first, second = (headline.split(": ", 1)[1] for headline in (first, second))
    expected = f"Afvist: {first} (allerede prøvet). Fulgt: {second}."
    assert sections(cast.gp, episode, content)["Plan"] == (expected,)
    long = consultation_note(now(cast.gp, episode), content, is_long=True).text
    assert "Udskudt (senere i forløbet, efter ferien), derefter afvist: " in long


def test_what_is_advised_against_keeps_its_word(cast: Cast, episode: Episode, content: Content) -> None:
    """Tried: the title alone, so that what is avoided reads as what is done."""
    entries = list(content.recommendations.values())
    index = next(i for i, one in enumerate(entries) if one.version.direction == "against" and not one.is_safety)
    decide(cast.gp, episode, content, "avoid", index=index)
    (line,) = sections(cast.gp, episode, content)["Plan"]
    assert line.startswith("Undgås: Undgå ")


def test_the_plan_ends_with_the_next_contact(cast: Cast, episode: Episode, content: Content) -> None:
    answer(cast.gp, episode, practical__next_follow_up=TODAY + timedelta(days=14), practical__transport_needed=True)
    decide(cast.gp, episode, content, "follow")
    save_plan(by=cast.gp, episode=now(cast.gp, episode).episode, values={"goal": "Gå en tur"}, seen_version=0)
    Consultation.objects.filter(episode=episode).update(agreed="Ringer om en uge.\nBlodprøver først")
    said = sections(cast.gp, episode, content)["Plan"]
    assert said[0] == "Ringer om en uge.\nBlodprøver først.\nPatientens mål: Gå en tur. Behov for hjælp til transport."
    assert said[-1] == f"Opfølgning {TODAY + timedelta(days=14):%d.%m.%Y}."
    assert len(said) == 3


def test_a_filled_in_instrument_names_score_band_day_and_comment_and_no_key(
    cast: Cast, episode: Episode, content: Content
) -> None:
    fill_in(cast.gp, episode, content, comment="Udfyldt hjemme.")
    level = {"result": {"value": "high", "band": "høj risiko"}}
    fill_in(cast.gp, episode, content, scores=level, answered_on=date(2026, 1, 2))
    fill_in(cast.gp, episode, content, scores={})
    (text,) = sections(cast.gp, episode, content)["Obj."]
    assert sorted(text.splitlines()) == sorted(
        [
            "PHQ-9: depression, udfyldt 02.01.2026: høj risiko.",
            "PHQ-9: depression: Sum 12 (moderat)",
            "  Udfyldt hjemme.",
            "PHQ-9: depression: ikke alle spørgsmål er besvaret.",
        ]
    )


def test_the_next_contact_stands_though_it_was_planned_before_but_not_once_it_has_passed(
    cast: Cast, episode: Episode, content: Content
) -> None:
    answer(cast.gp, episode, practical__next_follow_up=TODAY)
    end(cast.gp, episode)
    answer(cast.gp, episode, risk__drives=True)
    assert lines(cast.gp, episode, content)[-1] == f"Opfølgning {TODAY:%d.%m.%Y}."
    answer(cast.gp, episode, practical__next_follow_up=TODAY - timedelta(days=1))
    end(cast.gp, episode)
    answer(cast.gp, episode, risk__drives=False)
    assert lines(cast.gp, episode, content) == ["Kører ikke bil (før kører bil)."]
