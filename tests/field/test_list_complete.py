"""What was tried, what was not, and what is only not noted: said in one press, by somebody, with a day."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import AccessLogEntry
from assessment.episode.workspace import Workspace, build_workspace
from assessment.models import Answer, Episode, Treatment
from assessment.notes.contact_note import consultation_note
from assessment.notes.summary import episode_summary
from assessment.record.consultations import begin_consultation
from assessment.treatments.ledger import add_treatment, remove_treatment
from assessment.treatments.statements import (
    COMPLETE,
    NONE,
    ListChanged,
    record_statement,
    says_complete,
    says_none_tried,
)
from guidelines.in_force.content import Content
from guidelines.vocabulary.facts import LIST_COMPLETE, TREATMENTS
from tests.support.records.cast import Cast
from tests.support.records.patients import answer, current, treat

pytestmark = pytest.mark.usefixtures("in_a")

WIDESPREAD: dict[str, Any] = {
    "pain__onset_date": date(2020, 1, 1),
    "pain__distribution": "generalised",
    "everyday__function_reduced": True,
    "workup__other_disease_explains": False,
    "workup__active_cancer": False,
    "workup__red_flags": (),
}
TCA = "generalised-pain/tca"


@pytest.fixture
def say(cast: Cast, episode: Episode) -> Any:
    def state(word: str, *, stands: bool = True) -> None:
        consultation = begin_consultation(by=cast.nurse, episode=current(episode), form="in_person")
        record_statement(by=cast.nurse, consultation=consultation, word=word, stands=stands)

    return state


def look(episode: Episode, content: Content) -> Workspace:
    return build_workspace(current(episode), content, timezone.localdate())


def tried(episode: Episode, content: Content, kind: str) -> Any:
    return look(episode, content).facts.values.get(f"treatment.{kind}.tried", "unknown")


def test_what_is_not_in_the_list_is_unknown_until_somebody_has_said_that_it_is_complete(
    cast: Cast, episode: Episode, content: Content, say: Any
) -> None:
    """Tried: a list taken as complete with its first row."""
    treat(cast.gp, episode, "tramadol", "current")
    assert (tried(episode, content, "tramadol"), tried(episode, content, "tca")) == (True, "unknown")
    say(COMPLETE)
    assert (tried(episode, content, "tramadol"), tried(episode, content, "tca")) == (True, False)
    said = Answer.objects.get(question=LIST_COMPLETE)
    assert (said.value, said.recorded_by_id, said.recorded_at.date()) == (True, cast.nurse.pk, timezone.now().date())
    assert AccessLogEntry.objects.filter(staff=cast.nurse, action="change", patient_id=episode.patient_id).exists()
    say(COMPLETE, stands=False)
    assert tried(episode, content, "tca") == "unknown"


def test_a_row_that_is_added_later_leaves_it_standing_with_its_day(
    cast: Cast, episode: Episode, content: Content, say: Any
) -> None:
    treat(cast.gp, episode, "tramadol", "current")
    say(COMPLETE)
    before = current(episode).answers[LIST_COMPLETE]
    treat(cast.gp, episode, "paracetamol", "current")
    assert current(episode).answers[LIST_COMPLETE] == before
    assert tried(episode, content, "tca") is False


def test_that_nothing_was_tried_ends_with_the_first_row(
    cast: Cast, episode: Episode, content: Content, say: Any
) -> None:
    say(NONE)
    assert tried(episode, content, "tca") is False
    treat(cast.gp, current(episode), "tramadol", "current")
    assert not says_none_tried(current(episode))
    assert tried(episode, content, "tca") == "unknown"


def test_an_empty_list_is_not_complete(cast: Cast, episode: Episode, content: Content, say: Any) -> None:
    """The last row was entered by mistake: nobody has said that nothing was tried.

    Tried: the statement left standing over an empty list.
    """
    with pytest.raises(ListChanged):
        say(COMPLETE)
    treat(cast.gp, episode, "tramadol", "current")
    say(COMPLETE)
    consultation = begin_consultation(by=cast.gp, episode=current(episode), form="in_person")
    remove_treatment(by=cast.gp, consultation=consultation, treatment=Treatment.objects.get())
    assert not says_complete(current(episode))
    assert tried(episode, content, "tca") == "unknown"


def test_one_kind_is_said_not_to_have_been_tried(cast: Cast, episode: Episode, content: Content, say: Any) -> None:
    """Tried: the kind's row overruled by it; the other kinds taken along."""
    treat(cast.gp, episode, "tramadol", "current")
    say("tca")
    assert (tried(episode, content, "tca"), tried(episode, content, "ssri")) == (False, "unknown")
    with pytest.raises(ListChanged):
        say("tramadol")
    treat(cast.gp, episode, "tca", "current")
    assert tried(episode, content, "tca") is True
    say("ssri")
    say("ssri", stands=False)
    assert tried(episode, content, "ssri") == "unknown"


@pytest.mark.parametrize(
    ("question", "value"),
    [(LIST_COMPLETE, False), (LIST_COMPLETE, []), (TREATMENTS, ["tca"]), ("treatments.kind.tca", True)],
)
def test_the_database_knows_what_can_be_said(question: str, value: Any, cast: Cast, episode: Episode, say: Any) -> None:
    say(NONE)
    said = Answer.objects.get(question=TREATMENTS)
    said.pk, said.question, said.value, said.version = uuid4(), question, value, 99
    with pytest.raises(IntegrityError, match="answer_"), transaction.atomic():
        said.save(force_insert=True)


def test_each_advice_that_hangs_on_the_list_offers_the_answer_in_one_press(
    cast: Cast, episode: Episode, content: Content, gp_client: Client
) -> None:
    """Tried: the button left out, the press leading elsewhere, and a kind pressed that is no kind."""
    answer(cast.gp, episode, **WIDESPREAD)
    treat(cast.gp, episode, "tramadol", "current")
    page, press = reverse("advice", args=[episode.pk]), reverse("treatments_state", args=[episode.pk])
    row = next(row for row in look(episode, content).advice.rows() if row.recommendation.key == TCA)
    assert row.open_list is not None
    assert ([kind.key for kind in row.open_list.kinds], row.open_list.word) == (["tca"], COMPLETE)
    label = content.vocabulary.treatment_kinds["tca"].label
    assertContains(gp_client.get(page), f"{label}: ikke prøvet")
    done = gp_client.post(press, {"say": "tca"}, headers={"Referer": f"http://testserver{page}"})
    assert (done.status_code, done["Location"]) == (302, page)
    row = next(row for row in look(episode, content).advice.rows() if row.recommendation.key == TCA)
    assert (row.result.status, row.result.attention, row.open_list) == ("applies", True, None)
    assertNotContains(gp_client.get(page), f"»{label}: ikke prøvet«")
    for wrong in ("leeches", "", "treatments"):
        assertContains(gp_client.post(press, {"say": wrong}, follow=True), "Intet er gemt")
    for elsewhere in ("https://example.org/", "//example.org", "http://testserver/forloeb/"):
        back = gp_client.post(press, {"take_back": "tca"}, headers={"Referer": elsewhere})["Location"]
        assert back == reverse("section", args=[episode.pk, "treatment"]) + "#field_treatments"


def test_many_kinds_are_folded_in_the_panel_and_stay_one_press_away(episode: Episode, gp_client: Client) -> None:
    """They push the advice down. Tried: each of them in sight; none of them there."""
    panel = gp_client.get(reverse("episode", args=[episode.pk])).content.decode().partition('id="panel"')[2]
    before, _summary, folded = panel.partition("Sig det om én slags ad gangen (")
    assert 'name="say"' not in before
    inside, _end, after = folded.partition("</details>")
    assert inside.count('name="say"') > 3
    assert 'value="none"' in after


def test_the_page_says_who_has_said_it_and_takes_it_back(cast: Cast, episode: Episode, sign_in: Any) -> None:
    nurse_client = sign_in(cast.nurse)
    page, press = reverse("section", args=[episode.pk, "treatment"]), reverse("treatments_state", args=[episode.pk])
    assertNotContains(nurse_client.get(page), "Ingen har sagt, at listen er komplet")
    treat(cast.gp, episode, "tramadol", "current")
    assertContains(nurse_client.get(page), "Ingen har sagt, at listen er komplet")
    nurse_client.post(press, {"say": "complete"})
    shown = nurse_client.get(page)
    assertContains(shown, "listen er komplet")
    assertContains(shown, f"{cast.nurse}, {timezone.localdate():%d.%m.%Y}")
    assertNotContains(shown, "Ingen har sagt, at listen er komplet")
    nurse_client.post(press, {"take_back": "complete"})
    assertContains(nurse_client.get(page), "Ingen har sagt, at listen er komplet")


def test_a_page_that_is_behind_says_so_and_records_nothing(cast: Cast, episode: Episode, gp_client: Client) -> None:
    treat(cast.gp, episode, "tca", "current")
    for word in ("none", "tca"):
        done = gp_client.post(reverse("treatments_state", args=[episode.pk]), {"say": word}, follow=True)
        assertContains(done, "listen er ændret i mellemtiden")
    assert not Answer.objects.exists()


def test_a_field_that_is_not_filled_in_is_named_with_its_row(
    cast: Cast, episode: Episode, content: Content, say: Any
) -> None:
    """Tried: the list asked for, although it is complete."""
    answer(cast.gp, episode, **WIDESPREAD)
    consultation = begin_consultation(by=cast.gp, episode=current(episode), form="in_person")
    for kind, status in (("tca", "stopped"), ("codeine", "current")):
        add_treatment(by=cast.gp, consultation=consultation, identifier=uuid4(), kind=kind, status=status)
    say(COMPLETE)
    rows = {row.recommendation.key: row for row in look(episode, content).advice.rows()}
    lacking = {
        key: [(field.title, field.field) for field in row.open_list.fields]
        for key, row in rows.items()
        if row.open_list
    }
    assert lacking["generalised-pain/duloxetine"] == [("TCA (tricykliske antidepressiva)", "effekt")]
    assert lacking["opioid-care/fast-acting"] == [("Kodein", "opioidtype")]
    assert lacking["opioid-care/yearly-review"] == [("Kodein", "startet")]
    assert all(row.open_list.kinds == () and not row.open_list.word for row in rows.values() if row.open_list)


def test_an_open_red_flag_is_named_and_its_clearing_too(cast: Cast, episode: Episode, content: Content) -> None:
    """Tried: "Åbent faresignal: Ja", and no word of which."""
    answer(cast.gp, episode, workup__red_flags=("trauma",), workup__red_flags_cleared=False)
    (row,) = (row for row in look(episode, content).advice.safety if row.recommendation.key.endswith("/red-flags"))
    assert [(fact.short, fact.value) for fact in row.why] == [
        ("Faresignaler", "Fald, ulykke eller anden skade"),
        ("Faresignaler udredt", "Nej"),
    ]


def test_note_and_summary_say_what_was_said(cast: Cast, episode: Episode, content: Content, say: Any) -> None:
    treat(cast.gp, episode, "tramadol", "current")
    say("tca")
    say(COMPLETE)
    consultation = begin_consultation(by=cast.gp, episode=current(episode), form="in_person")
    note = consultation_note(consultation, content).text
    day = f"{timezone.localdate():%d.%m.%Y}"
    assert "Listen er komplet. Ikke prøvet: TCA (tricykliske antidepressiva)." in note
    for line in ("Behandlinger: listen er komplet", "TCA (tricykliske antidepressiva): ikke prøvet"):
        assert f"{line} ({day})." in episode_summary(look(episode, content)).text


def test_what_a_safety_prompt_lacks_is_asked_first(cast: Cast, episode: Episode, content: Content) -> None:
    """Tried: the questions in the order of the alphabet, and by how many recommendations hang on them."""
    treat(cast.gp, episode, "tramadol", "current")
    workspace = look(episode, content)
    first = ["workup.red_flags", "wellbeing.suicidal_thoughts", TREATMENTS]
    assert [question.key for question in workspace.advice.safety_questions()][:3] == first
    assert [question.key for question in workspace.next_questions][:3] == first


def test_what_the_word_says_is_shown_before_it_is_pressed(cast: Cast, episode: Episode, gp_client: Client) -> None:
    """By name, medicine and what is no medicine apart; the advice leads there, and does not say it in passing."""
    treat(cast.gp, episode, "tramadol", "current")
    answer(cast.gp, episode, **WIDESPREAD)
    page = gp_client.get(reverse("section", args=[episode.pk, "treatment"]))
    left_out = dict(page.context["left_out"])
    assert "TCA (tricykliske antidepressiva)" in left_out["Medicin"]
    assert "Tramadol" not in left_out["Medicin"]
    assert left_out["Uden medicin"]
    overview = gp_client.get(reverse("episode", args=[episode.pk]))
    assertContains(overview, "#means-complete")
    assertNotContains(overview, 'value="complete"')


def test_what_follows_from_the_word_is_no_answer_of_today(
    cast: Cast, episode: Episode, content: Content, say: Any
) -> None:
    """It stands with the day of the word, not that of the newest row."""
    treat(cast.gp, episode, "tramadol", "current")
    say("ssri")
    say(COMPLETE)
    shown = look(episode, content).display.one("treatment.tca.tried")
    assert (shown.value, shown.day) == (
        f"Nej: ikke på listen, som blev sagt komplet {timezone.localdate():%d.%m.%Y}",
        "",
    )
    assert look(episode, content).display.one("treatment.ssri.tried").value == "Nej"
    assert look(episode, content).display.one("treatment.tramadol.tried").day
