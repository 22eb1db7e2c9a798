"""The journal note of one consultation: everything that it changed, nothing that it did not, each thing once."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from assessment.care_plan.agreement import save_plan
from assessment.models import Consultation, Episode
from assessment.treatments.ledger import add_treatment, change_treatment, remove_treatment
from assessment.treatments.statements import record_no_treatments
from guidelines.in_force.content import Content
from tests.support.records.cast import Cast
from tests.support.records.notes import PEG, TODAY, decide, end, fill_in, lines, now, sections, unanswer
from tests.support.records.patients import answer, treat

pytestmark = pytest.mark.usefixtures("in_a")


def test_a_first_visit_says_what_was_answered_with_scores(cast: Cast, episode: Episode, content: Content) -> None:
    answer(cast.gp, episode, **PEG, work__status="sick_leave", risk__drives=True)
    assert sections(cast.gp, episode, content) == {
        "Kontakt": (f"Konsultation 1, {TODAY:%d.%m.%Y}, fremmøde", "Deltog: Test gp"),
        "Smerten": (
            "Smerter seneste uge (PEG): 6 af 10",
            "Tabt livsglæde seneste uge (PEG): 7 af 10",
            "Bremset i gøremål seneste uge (PEG): 7 af 10",
            "PEG-score: 6,7 af 10",
        ),
        "Arbejde og uddannelse": ("Erhvervsstatus: Sygemeldt",),
        "Livsstil og risiko": ("Bilkørsel: Ja",),
    }


def test_the_next_visit_says_only_what_changed_from_what_to_what(
    cast: Cast, episode: Episode, content: Content
) -> None:
    answer(cast.gp, episode, **PEG, work__status="sick_leave", pain__description="Murrer.")
    end(cast.gp, episode)
    answer(cast.gp, episode, peg__pain=9, work__status="sick_leave", pain__description="Brænder.\nMest om natten.")
    assert lines(cast.gp, episode, content) == [
        "Smerter seneste uge (PEG): 6 → 9 af 10",
        "Beskrivelse af smerterne: Brænder.\n  Mest om natten.\n  (før: Murrer.)",
        f"PEG-score: 7,7 af 10 (delvis, {TODAY:%d.%m.%Y})",
    ]


def test_a_score_is_compared_where_both_contacts_gave_all_of_it(cast: Cast, episode: Episode, content: Content) -> None:
    """What is given in part has no arrow. Tried: the number of before beside one of several contacts."""
    answer(cast.gp, episode, **PEG)
    end(cast.gp, episode)
    answer(cast.gp, episode, peg__pain=9, peg__enjoyment=8, peg__activity=9)
    assert "PEG-score: 6,7 → 8,7 af 10" in lines(cast.gp, episode, content)
    end(cast.gp, episode)
    answer(cast.gp, episode, peg__pain=6)
    assert f"PEG-score: 7,7 af 10 (delvis, {TODAY:%d.%m.%Y})" in lines(cast.gp, episode, content)
    end(cast.gp, episode)
    answer(cast.gp, episode, peg__pain=5, peg__enjoyment=5, peg__activity=5)
    assert "PEG-score: 5 af 10" in lines(cast.gp, episode, content)


def test_what_was_asked_and_is_as_before_is_said_as_unchanged(cast: Cast, episode: Episode, content: Content) -> None:
    answer(cast.gp, episode, **PEG)
    end(cast.gp, episode)
    answer(cast.gp, episode, peg__pain=9, risk__drives=True)
    answer(cast.gp, episode, peg__pain=6, risk__drives=None)
    # Asked in this consultation, with the answer from before. What is unanswered before and after is nothing.
    assert lines(cast.gp, episode, content) == [
        "Smerter seneste uge (PEG): 6 af 10 (uændret)",
        f"PEG-score: 6,7 af 10 (delvis, {TODAY:%d.%m.%Y})",
    ]


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
    assert lines(cast.gp, episode, content) == [
        "Smerter seneste uge (PEG): svar trukket tilbage (før: 6 af 10)",
        "PEG-score: kan ikke længere beregnes (før: 6,7 af 10)",
    ]


def test_an_answer_without_a_value_says_why(cast: Cast, episode: Episode, content: Content) -> None:
    answer(cast.gp, episode, work__status="sick_leave")
    unanswer(cast.gp, episode, "risk.smoking", "asked-declined")
    end(cast.gp, episode)
    unanswer(cast.gp, episode, "work.status", "asked-unknown", "skifter job")
    assert lines(cast.gp, episode, content) == [
        "Erhvervsstatus: Sygemeldt → spurgt, patienten er usikker: skifter job",
    ]


def test_treatments_are_added_changed_and_removed(cast: Cast, episode: Episode, content: Content) -> None:
    gp = cast.gp
    tca = add_treatment(
        by=gp, consultation=now(gp, episode), identifier=uuid4(), kind="tca", status="current", daily_dose_mg=10
    )
    massage = add_treatment(
        by=gp, consultation=now(gp, episode), identifier=uuid4(), kind="massage", status="stopped", effect="none"
    )
    treat(gp, episode, "tens", "current")
    assert sections(gp, episode, content)["Behandling"][0] == (
        "Tilføjet: TCA (tricykliske antidepressiva): Bruges nu; 10 mg i døgnet; Effekt: Ikke vurderet"
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
    found = sections(gp, episode, content)
    assert found["Behandling"] == (
        "Fjernet som fejlindført: Massage: Stoppet; Effekt: Ingen effekt",
        "Ændret: TCA (tricykliske antidepressiva): Døgndosis: 10 → 25 mg i døgnet; Effekt: Ikke vurderet → God effekt",
    )
    assert found["Kontakt"][1] == "Deltog: Test gp, Test nurse"


def test_nothing_tried_is_said_and_taken_back(cast: Cast, episode: Episode, content: Content) -> None:
    record_no_treatments(by=cast.gp, consultation=now(cast.gp, episode), none_tried=True)
    assert lines(cast.gp, episode, content) == ["Behandlinger: ingen behandling er prøvet"]
    end(cast.gp, episode)
    treat(cast.gp, now(cast.gp, episode).episode, "tens", "current")
    assert lines(cast.gp, episode, content) == [
        "Tilføjet: TENS: Bruges nu; Effekt: Ikke vurderet",
        "Behandlinger: svar trukket tilbage (før: ingen behandling er prøvet)",
    ]


def test_a_decision_stands_with_reason_comment_and_how_it_was_changed(
    cast: Cast, episode: Episode, content: Content
) -> None:
    first = decide(cast.gp, episode, content, "defer", reason="later", comment="efter ferien")
    second = decide(cast.gp, episode, content, "follow", index=1)
    decide(cast.gp, episode, content, "dismiss", reason="tried")
    assert sections(cast.gp, episode, content)["Vurdering og beslutninger"] == (
        f"{first}: udskudt (senere i forløbet), efter ferien → afvist (allerede prøvet)",
        f"{second}: fulgt",
    )


def test_the_headings_come_in_the_order_of_a_journal(cast: Cast, episode: Episode, content: Content) -> None:
    answer(cast.gp, episode, practical__next_follow_up=TODAY + timedelta(days=14), practical__transport_needed=False)
    answer(cast.gp, episode, pain__intensity_average=5)
    treat(cast.gp, episode, "tens", "current")
    decide(cast.gp, episode, content, "follow")
    fill_in(cast.gp, episode, content)
    save_plan(by=cast.gp, episode=now(cast.gp, episode).episode, values={"goal": "Gå en tur"}, seen_version=0)
    Consultation.objects.filter(episode=episode).update(agreed="Ringer om en uge.\nBlodprøver først.")
    found = sections(cast.gp, episode, content)
    assert list(found) == [
        *("Kontakt", "Smerten", "Praktiske forhold", "Skemaer", "Behandling", "Vurdering og beslutninger"),
        *("Aftaler og plan", "Næste kontakt"),
    ]
    assert found["Aftaler og plan"] == ("Ringer om en uge.", "Blodprøver først.", "Patientens mål: Gå en tur")
    assert found["Næste kontakt"] == (f"Næste opfølgning: {TODAY + timedelta(days=14):%d.%m.%Y}",)


def test_a_filled_in_instrument_names_score_band_day_and_comment_and_no_key(
    cast: Cast, episode: Episode, content: Content
) -> None:
    fill_in(cast.gp, episode, content, comment="Udfyldt hjemme.")
    level = {"result": {"value": "high", "band": "høj risiko"}}
    fill_in(cast.gp, episode, content, scores=level, answered_on=date(2026, 1, 2))
    fill_in(cast.gp, episode, content, scores={})
    assert lines(cast.gp, episode, content) == [
        "PHQ-9: depression, udfyldt 02.01.2026: høj risiko",
        "PHQ-9: depression: Sum 12 (moderat)\n  Udfyldt hjemme.",
        "PHQ-9: depression: ikke alle spørgsmål er besvaret",
    ]


def test_the_next_contact_stands_though_it_was_planned_before_but_not_once_it_has_passed(
    cast: Cast, episode: Episode, content: Content
) -> None:
    answer(cast.gp, episode, practical__next_follow_up=TODAY)
    end(cast.gp, episode)
    answer(cast.gp, episode, risk__drives=True)
    assert lines(cast.gp, episode, content)[-1] == f"Næste opfølgning: {TODAY:%d.%m.%Y}"
    answer(cast.gp, episode, practical__next_follow_up=TODAY - timedelta(days=1))
    end(cast.gp, episode)
    answer(cast.gp, episode, risk__drives=False)
    assert lines(cast.gp, episode, content) == ["Bilkørsel: Ja → Nej"]
