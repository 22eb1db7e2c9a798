"""The summary of an episode, the opioid line, and what the rooms above add to a note."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessment.care_plan.agreement import save_plan
from assessment.episode.workspace import build_workspace
from assessment.models import Consultation, Episode
from assessment.notes import contact_note
from assessment.notes.contact_note import consultation_note
from assessment.notes.layout import JournalNote, NoteSection, note_of
from assessment.notes.summary import episode_summary
from assessment.record.clock import today
from assessment.record.contacts import Contact, WithoutContact
from assessment.rules.line_words import label_text, was_and_is
from assessment.treatments.ledger import add_treatment, remove_treatment, treatments_of
from assessment.treatments.statements import record_no_treatments
from guidelines.in_force.content import Content
from tests.support.records.cast import Cast
from tests.support.records.notes import PEG, decide, end, fill_in, lines, now, sections, unanswer
from tests.support.records.patients import answer, treat

pytestmark = pytest.mark.usefixtures("in_a")

TODAY = timezone.localdate()


def summary(episode: Episode, content: Content) -> JournalNote:
    found = Episode.objects.select_related("patient").get(pk=episode.pk)
    return episode_summary(build_workspace(found, content, today()))


def test_the_summary_says_everything_known_with_its_day_once(cast: Cast, episode: Episode, content: Content) -> None:
    answer(cast.gp, episode, **PEG, resources__most_important="At kunne gå en tur.", resources__manages="Haven.")
    unanswer(cast.gp, episode, "risk.smoking", "asked-declined")
    treat(cast.gp, episode, "tens", "stopped", started=date(2026, 1, 2), stopped_for_side_effects=True)
    end(cast.gp, episode)
    answer(cast.gp, episode, peg__pain=9, practical__next_follow_up=TODAY + timedelta(days=9))
    title = decide(cast.nurse, episode, content, "dismiss", reason="declined", comment="vil vente")
    fill_in(cast.gp, episode, content)
    Consultation.objects.filter(episode=episode, number=1).update(agreed="Ringer om en uge.")
    save_plan(by=cast.gp, episode=now(cast.gp, episode).episode, values={"goal": "Gå en tur"}, seen_version=0)
    title = title.split(": ", 1)[1]
    assert summary(episode, content).text.splitlines() == [
        f"Forløb 1, begyndt {TODAY:%d.%m.%Y}. 2 konsultationer, senest {TODAY:%d.%m.%Y}.",
        (
            f"PEG 7,7 af 10 (delvis, {TODAY:%d.%m.%Y}). "
            "Seneste uge smerter 9 af 10, tabt livsglæde 7 af 10, bremset i gøremål 7 af 10."
        ),
        "Det lykkes: »Haven.«",
        "Vigtigst: »At kunne gå en tur.«",
        "Rygning: spurgt, ønsker ikke at svare.",
        "Behandling: TENS, stoppet (fra 02.01.2026), effekten er ikke vurderet, stoppet på grund af bivirkninger.",
        "Obj.: PHQ-9: depression: Sum 12 (moderat).",
        f"Plan: Aftalt {TODAY:%d.%m.%Y}: Ringer om en uge. Patientens mål: Gå en tur.",
        f"{title}: afvist (patienten ønsker det ikke; vil vente; {TODAY:%d.%m.%Y}).",
        f"Opfølgning {TODAY + timedelta(days=9):%d.%m.%Y}.",
    ]


def test_the_summary_of_an_empty_episode_says_only_that_it_began(episode: Episode, content: Content) -> None:
    assert summary(episode, content).text == f"Forløb 1, begyndt {TODAY:%d.%m.%Y}."


def test_the_summary_says_that_nothing_was_tried(cast: Cast, episode: Episode, content: Content) -> None:
    record_no_treatments(by=cast.gp, consultation=now(cast.gp, episode), none_tried=True)
    assert "Behandling: Ingen behandling er prøvet." in summary(episode, content).text


def test_an_opioid_in_use_brings_its_ground_plan_and_goal(cast: Cast, episode: Episode, content: Content) -> None:
    answer(cast.gp, episode, diagnosis__pain_class="secondary", opioid__last_review=date(2026, 5, 1))
    add_treatment(
        by=cast.gp,
        consultation=now(cast.gp, episode),
        identifier=uuid4(),
        kind="strong_opioid",
        status="current",
        name="morfin",
    )
    save_plan(by=cast.gp, episode=now(cast.gp, episode).episode, values={"goal": "Gå en tur"}, seen_version=0)
    # What stands elsewhere in the same note is not said twice, and of nothing known nothing is said.
    assert "Opioid i brug" not in long_note(cast, episode, content)
    end(cast.gp, episode)
    answer(cast.gp, episode, opioid__treatment_plan_recorded=True)
    assert "Opioid i brug" not in "".join(lines(cast.gp, episode, content))
    assert (
        "Opioid i brug (morfin, Stærkt opioid): Kronisk sekundær smerte. Opioidbehandlingen er senest vurderet "
        "01.05.2026. Patientens mål: »Gå en tur«." in long_note(cast, episode, content)
    )


def long_note(cast: Cast, episode: Episode, content: Content) -> str:
    return consultation_note(now(cast.gp, episode), content, is_long=True).text


def test_an_opioid_that_is_stopped_or_removed_brings_no_such_line(
    cast: Cast, episode: Episode, content: Content
) -> None:
    answer(cast.gp, episode, diagnosis__pain_class="secondary")
    end(cast.gp, episode)
    treat(cast.gp, episode, "strong_opioid", "stopped")
    treat(cast.gp, episode, "strong_opioid", "current", name="oxycodon")
    gone = next(row for row in treatments_of(episode) if row.name == "oxycodon")
    assert "Opioid i brug (oxycodon, Stærkt opioid): Kronisk sekundær smerte." in long_note(cast, episode, content)
    remove_treatment(by=cast.gp, consultation=now(cast.gp, episode), treatment=gone)
    note = long_note(cast, episode, content)
    assert "Stærkt opioid, stoppet" in note
    assert "Opioid i brug" not in note


def test_a_note_source_adds_to_a_heading_of_both_notes(
    cast: Cast, episode: Episode, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Contact | None] = []

    def source(
        of: Episode, consultation: Contact | None, _content: Content, _is_long: bool
    ) -> list[tuple[str, list[str]]]:
        seen.append(consultation)
        return [("decisions", [f"Særligt om forløb {of.number}"])]

    monkeypatch.setattr(contact_note, "note_sources", [source])
    decide(cast.gp, episode, content, "follow")
    assert sections(cast.gp, episode, content)["Plan"][-1].endswith(" Særligt om forløb 1.")
    assert "Særligt om forløb 1" in summary(episode, content).text
    # Asked of what was written since last, too.
    assert [one for one in seen if not isinstance(one, WithoutContact)] == [now(cast.gp, episode), None]


def test_an_answer_to_a_question_that_is_no_longer_asked_keeps_its_words(
    cast: Cast, episode: Episode, content: Content
) -> None:
    answer(cast.gp, episode, work__status="sick_leave")
    questions = {key: found for key, found in content.vocabulary.questions.items() if key != "work.status"}
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(content.vocabulary.__dict__, "questions", questions)
        note_lines = lines(cast.gp, episode, content)
    assert note_lines == ["Erhvervsstatus: Sygemeldt."]


def test_a_note_is_a_line_for_each_part_and_a_title_once() -> None:
    """Tried: a block of lines joined to the words before it, and the title said for each part."""
    made = note_of([("", ["en"]), ("B", []), ("C", ["to.", "tre."]), ("C", ["fire\nfem", "seks"]), ("", ["syv"])])
    c = NoteSection("C", ("to. tre.", "fire\nfem\nseks"))
    assert made == JournalNote((NoteSection("", ("en",)), c, NoteSection("", ("syv",))))
    assert made.text == "en\nC: to. tre.\nfire\nfem\nseks\nsyv"
    assert label_text("Fund", " Ømhed.\nNormal kraft. ") == "Fund: Ømhed.\n  Normal kraft."
    assert was_and_is("PEG", "6 af 10", "7 af 10", "af 10") == "PEG: 6 → 7 af 10"
    assert was_and_is("Søvn", "God", "Påvirket") == "Søvn: God → Påvirket"


def test_the_page_shows_the_text_to_copy_with_one_key(gp_client: Client, cast: Cast, episode: Episode) -> None:
    answer(cast.gp, episode, pain__description="Æøå <b>& “citat”")
    response = gp_client.get(reverse("episode_summary", args=[episode.pk]))
    html = response.content.decode()
    assert "Æøå &lt;b&gt;&amp; “citat”" in html
    assert 'accesskey="k" data-copy="note-text" aria-describedby="copy-outcome"' in html
    assert 'id="note-text"' in html
    assert 'id="copy-outcome" role="status"' in html
    assert "readonly" in html
    assert 'aria-current="page"' in html


def test_the_page_costs_the_same_however_long_the_episode_is(
    gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert gp_client.get(reverse("episode_summary", args=[episode.pk])).status_code == 200
        return len(captured)

    answer(cast.gp, episode, **PEG)
    treat(cast.gp, episode, "tca", "current")
    fill_in(cast.gp, episode, content)
    decide(cast.gp, episode, content, "follow", 5)
    cost()
    short = cost()
    for number in range(5):
        end(cast.gp, episode)
        answer(cast.nurse, episode, peg__pain=number)
        treat(cast.gp2, episode, "tens", "stopped")
        decide(cast.gp, episode, content, "follow", number)
        fill_in(cast.gp, episode, content)
    assert cost() <= short <= 22
