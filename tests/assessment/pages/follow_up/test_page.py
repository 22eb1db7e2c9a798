"""The page of a follow-up: what it asks and shows, what it saves, and how it sends and ends."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import Staff
from assessment.course.attempts import record_attempt
from assessment.course.endings import end_episode
from assessment.models import Answer, Consultation, Episode, Inquiry, Treatment
from assessment.record.clock import today
from assessment.record.consultations import begin_consultation, describe_consultation
from assessment.rules.agenda import ASKED_OF_DANGER
from assessment.treatments.ledger import add_treatment, change_treatment
from guidelines.vocabulary.dates import add_months
from tests.support.http.forms import HTMX, Typed, form_of, text_at
from tests.support.http.queries import MOST, queries_of
from tests.support.records.cast import Cast
from tests.support.records.follow_up import LAST, past_the_plan
from tests.support.records.patients import current, treat

pytestmark = pytest.mark.usefixtures("in_a")
STOOD = {"resources__most_important": "Gå tur med hunden", "own__mood": "good"}
LAST_DAY = f"{today() - timedelta(days=LAST):%d.%m.%Y}"


@pytest.fixture
def nurse(cast: Cast, sign_in: Callable[[Staff], Client]) -> Client:
    return sign_in(cast.nurse)


@pytest.fixture
def call(cast: Cast, episode: Episode) -> Consultation:
    """A follow-up by phone that runs, of somebody who was agreed with a week ago and has a medicine in use."""
    past_the_plan(cast.nurse, episode, own__goal_reached=2, **STOOD)
    before = Consultation.objects.get(episode=episode, number=3)
    Consultation.objects.filter(pk=before.pk).update(agreed="Går 10 min. hver dag.")
    values = {"kind": "tramadol", "status": "current", "name": "Tramadol", "effect": "insufficient"}
    at = timezone.now() - timedelta(days=LAST)
    add_treatment(by=cast.gp, consultation=before, identifier=uuid4(), at=at, daily_dose_mg=200, **values)
    return begin_consultation(by=cast.nurse, episode=current(episode), form="phone", kind="follow_up")


def address(episode: Episode) -> str:
    return reverse("follow_up", args=[episode.pk])


def opened(client: Client, episode: Episode) -> tuple[HttpResponse, Typed]:
    page = client.get(address(episode))
    return page, form_of(page)


def row(episode: Episode) -> Treatment:
    return Treatment.objects.get(episode=episode, name="Tramadol")


def save(client: Client, episode: Episode, typed: Typed, step: int = 1, **said: Any) -> HttpResponse:
    """The page saved by itself, with this said."""
    changed = {key.replace("__", "."): [value] for key, value in said.items()}
    return client.post(address(episode), typed | {"step": [str(step)]} | changed, headers=HTMX)


def of_row(episode: Episode, **said: str) -> Typed:
    return {f"row-{row(episode).pk}-{name}": [value] for name, value in said.items()}


def test_it_asks_what_has_changed_and_answers_nothing_beforehand(
    nurse: Client, cast: Cast, episode: Episode, call: Consultation
) -> None:
    """Tried: what stood chosen; without what was agreed, the goal, and who had the contact before."""
    page, typed = opened(nurse, episode)
    # What is dangerous, and nobody has asked, comes first.
    every = [field.name for field in page.context["fields"]]
    dangers = [key for key in every if key in ASKED_OF_DANGER]
    assert dangers == ["workup.red_flags", "wellbeing.suicidal_thoughts"] == every[:2]
    asked = every[2:]
    assert asked[:6] == ["own.agreed_kept", "peg.pain", "peg.enjoyment", "peg.activity", "wellbeing.sleep", "own.mood"]
    assert asked[6:] == [
        "own.goal_reached",
        "own.worry",
        "practical.next_follow_up",
        "own.next_form",
        "own.next_with",
    ]
    assert not [key for key in (*asked, *of_row(episode, looked="", effect="")) if any(typed.get(key, []))]
    for said in (f"sidste kontakt {LAST_DAY}, Test nurse", "»Går 10 min. hver dag.«", "»Gå tur med hunden«", "7 af 10"):
        assertContains(page, said)
    assertContains(page, "Tramadol, 200 mg i døgnet")
    assertContains(nurse.get(reverse("agenda", args=[episode.pk]), follow=True), "Går 10 min. hver dag.")


def test_a_save_says_what_has_changed_since_last(nurse: Client, episode: Episode, call: Consultation) -> None:
    """Tried: a higher score as better; the goal told as a pain; PEG before its three items were of today."""
    _page, typed = opened(nurse, episode)
    saved = save(nurse, episode, typed, peg__pain="9", own__goal_reached="3")
    assert text_at(saved, "change_peg.pain") == f"↑ 2 højere (værre) end {LAST_DAY}"
    assert text_at(saved, "change_own.goal_reached") == f"↑ 1 højere (bedre) end {LAST_DAY}"
    assert text_at(saved, "change_peg") == ""
    every = {"peg.pain": ["9"], "peg.enjoyment": ["6"], "peg.activity": ["8"], "own.goal_reached": ["3"]}
    saved = nurse.post(address(episode), typed | every | {"step": ["2"]}, headers=HTMX)
    assert text_at(saved, "change_peg.enjoyment") == f"= som {LAST_DAY}"
    assert text_at(saved, "change_peg") == f"PEG-score 7,7 af 10 ↑ 1 højere (værre) end {LAST_DAY}"
    assert Answer.objects.filter(consultation=call, recorded_by__user__name="Test nurse").count() == 4


def test_unchanged_keeps_that_a_medicine_was_looked_at_once(
    nurse: Client, episode: Episode, call: Consultation
) -> None:
    """Tried: a new state with every save; the row as it was before in the note's list of what is new."""
    _page, typed = opened(nurse, episode)
    before = row(episode)
    said = of_row(episode, looked="same")
    for step in ("1", "2"):
        saved = nurse.post(address(episode), typed | said | {"step": [step]}, headers=HTMX)
        assert text_at(saved, f"state_row-{before.pk}") == "✓ gennemgået i dag"
    now = row(episode)
    assert (now.version, now.consultation, now.effect) == (before.version + 1, call, "insufficient")
    nurse.post(address(episode), form_of(nurse.get(address(episode))) | {"next": ["1"]})
    call.refresh_from_db()
    assert "Uændret, bruges nu, utilstrækkelig effekt: Tramadol 200 mg i døgnet." in call.note


def test_a_medicine_that_has_changed_and_one_that_somebody_else_has_changed(
    nurse: Client, cast: Cast, episode: Episode, call: Consultation
) -> None:
    """Tried: the version not looked at; the doctor's dose written over."""
    _page, typed = opened(nurse, episode)
    saved = nurse.post(address(episode), typed | of_row(episode, effect="good", side_effects="træt"), headers=HTMX)
    assert text_at(saved, f"state_row-{row(episode).pk}") == "✓ gennemgået i dag"
    assert (row(episode).effect, row(episode).side_effects, row(episode).daily_dose_mg) == ("good", "træt", 200)
    _page, typed = opened(nurse, episode)
    change_treatment(by=cast.gp, consultation=call, treatment=row(episode), seen_version=2, daily_dose_mg=150)
    late = typed | of_row(episode, effect="none") | {"step": ["1"]}
    assert "Test gp har ændret rækken" in text_at(
        nurse.post(address(episode), late, headers=HTMX), f"state_row-{row(episode).pk}"
    )
    pressed = nurse.post(address(episode), late | {"next": ["1"], "step": ["2"]})
    assertContains(pressed, "Test gp har ændret rækken", status_code=422)
    assert (row(episode).effect, row(episode).daily_dose_mg) == ("good", 150)
    form = f"{reverse('treatment_change', args=[episode.pk, row(episode).pk])}?fra=opfoelgning"
    assertContains(nurse.get(form), f'action="{form}"')


def test_one_press_sends_the_question_and_ends_with_the_note(
    nurse: Client, cast: Cast, episode: Episode, call: Consultation
) -> None:
    """Sent twice, it asks once. Tried: the question left as a draft; asked anew by the second press."""
    _page, typed = opened(nurse, episode)
    said = {
        "own.agreed_kept": ["partly"],
        "own.mood": ["affected"],
        "own.worry": ["Bange for at miste jobbet"],
        "practical.next_follow_up": ["om 4 uger"],
        "own.next_form": ["phone"],
        "own.next_with": ["nurse"],
        "ask-text": ["Må tramadol skiftes?"],
        "ask-doctor": [str(cast.gp.pk)],
        "agreed": ["Øver trappegang."],
        "next": ["1"],
    }
    for _time in range(2):
        sent = nurse.post(address(episode), typed | said)
    assertRedirects(sent, reverse("consultation", args=[episode.pk, call.number]))
    assert not current(episode).drafts
    call.refresh_from_db()
    inquiry = Inquiry.objects.get()
    assert (inquiry.text, inquiry.doctor, inquiry.consultation) == ("Må tramadol skiftes?", cast.gp, call)
    day = f"{today() + timedelta(weeks=4):%d.%m.%Y}"
    for line in (
        "Noget påvirket humør",
        "Bekymrer mest: »Bange for at miste jobbet«.",
        "Det aftalte er holdt delvist",
        "Øver trappegang.",
        "Må tramadol skiftes?",
        f"Opfølgning {day} pr. telefon hos sygeplejersken.",
    ):
        assert line in call.note, call.note
    assert len(call.note) < 900
    assertContains(nurse.get(reverse("consultation", args=[episode.pk, call.number])), "Øver trappegang.")


def test_what_is_typed_is_kept_until_it_is_sent_and_a_fault_ends_nothing(
    nurse: Client, episode: Episode, call: Consultation
) -> None:
    """Tried: ended although the day was wrong; the draft dropped with the refusal."""
    _page, typed = opened(nurse, episode)
    save(nurse, episode, typed | {"ask-text": ["Må tramadol skiftes?"], "agreed": ["Går ture."]})
    _page, typed = opened(nurse, episode)
    assert (typed["ask-text"], typed["agreed"]) == (["Må tramadol skiftes?"], ["Går ture."])
    pressed = nurse.post(
        address(episode), typed | {"ask-answer_by": ["01.01.2020"], "next": ["1"], "own.mood": ["good"]}
    )
    assertContains(pressed, "Datoen er passeret", status_code=422)
    assertContains(pressed, "Må tramadol skiftes?", status_code=422)
    assert (Inquiry.objects.count(), current(episode).answers["own.mood"]["value"]) == (0, "good")
    assert Consultation.objects.get(pk=call.pk).ended_at is None


def test_the_day_of_the_next_contact_is_one_press(nurse: Client, episode: Episode, call: Consultation) -> None:
    """Without a script, too. Tried: the press saved what stood in the field."""
    _page, typed = opened(nurse, episode)
    assertRedirects(nurse.post(address(episode), typed | {"ahead": ["3 mdr."]}), f"{address(episode)}#save")
    assert current(episode).answers["practical.next_follow_up"]["value"] == add_months(today(), 3).isoformat()


def test_without_a_contact_nothing_is_ended_and_all_is_kept(nurse: Client, cast: Cast, episode: Episode) -> None:
    """Tried: an error without words; the form of contact chosen beforehand."""
    past_the_plan(cast.nurse, episode)
    record_attempt(by=cast.nurse, episode=current(episode), form="phone")
    page, typed = opened(nurse, episode)
    assertContains(page, "ikke truffet: 1 af 3")
    assertNotContains(page, 'name="next"')
    sent = nurse.post(address(episode), typed | {"peg.pain": ["9"], "agreed": ["Ringer."], "next": ["1"]}, follow=True)
    assertContains(sent, "Ingen kontakt er i gang.")
    assert current(episode).answers["peg.pain"]["consultation"] is None
    begun = nurse.post(reverse("consultation_begin", args=[episode.pk]), {"contact_form": "phone", "kind": "follow_up"})
    assertRedirects(begun, address(episode))
    assert opened(nurse, episode)[1]["agreed"] == ["Ringer."]


def test_what_was_dangerous_is_asked_first_and_what_is_open_is_decided_before_the_end(
    nurse: Client, cast: Cast, episode: Episode
) -> None:
    """Tried: the thoughts asked behind PEG; the contact ended past the open prompt."""
    past_the_plan(cast.nurse, episode, wellbeing__suicidal_thoughts="active")
    begin_consultation(by=cast.nurse, episode=current(episode), form="phone", kind="follow_up")
    page, typed = opened(nurse, episode)
    assert page.context["fields"][0].name == "wellbeing.suicidal_thoughts"
    sent = nurse.post(address(episode), typed | {"agreed": ["Ringer i morgen."], "next": ["1"]})
    assertRedirects(sent, reverse("consultation_end", args=[episode.pk]))
    assert Consultation.objects.get(episode=episode, ended_at=None).agreed == "Ringer i morgen."


def test_a_contact_of_yesterday_is_ended_on_its_own_page(nurse: Client, episode: Episode, call: Consultation) -> None:
    """Begun at 23:59: the answers of today are none of its. Tried: ended with the answers of today."""
    _page, typed = opened(nurse, episode)
    Consultation.objects.filter(pk=call.pk).update(opened_at=call.opened_at - timedelta(days=1))
    sent = nurse.post(address(episode), typed | {"peg.pain": ["9"], "agreed": ["Går."], "next": ["1"]})
    assertRedirects(sent, reverse("consultation_end", args=[episode.pk]))
    assert current(episode).answers["peg.pain"]["consultation"] is None


def test_a_follow_up_on_an_ended_episode_says_so_and_keeps_the_question(
    nurse: Client, cast: Cast, episode: Episode
) -> None:
    """Tried: the question asked all the same."""
    past_the_plan(cast.nurse, episode)
    end_episode(by=cast.gp, episode=current(episode), reason="agreed", as_of=today())
    page, typed = opened(nurse, episode)
    assertContains(page, "Forløbet blev afsluttet")
    asked = nurse.post(address(episode), typed | {"ask-text": ["Må tramadol skiftes?"], "send": ["1"]})
    assertContains(asked, "Forløbet er afsluttet. Åbn det igen først.", status_code=422)
    assert not Inquiry.objects.exists()
    assert opened(nurse, episode)[1]["ask-text"] == ["Må tramadol skiftes?"]


def test_function_that_is_worse_is_said_at_once_and_goes_along_with_the_question(
    nurse: Client, episode: Episode, call: Consultation
) -> None:
    """001_4dba22924d30146e.txt, 5.2.3. Tried: pain alone as an alarm; the change left out of what the doctor sees."""
    _page, typed = opened(nurse, episode)
    pain = save(nurse, episode, typed, peg__pain="10", peg__activity="7", own__mood="good")
    assert text_at(pain, "worse") == ""
    worse = save(nurse, episode, typed, 2, peg__pain="10", peg__activity="8", own__mood="good")
    assert "Funktion siden sidst: Værre" in text_at(worse, "worse")
    nurse.post(
        address(episode),
        typed | {"peg.activity": ["8"], "own.mood": ["good"]} | {"ask-text": ["Og nu?"], "send": ["1"]},
    )
    assert [how for what, how in Inquiry.objects.get().shown if "værre" in what] == ["Funktion siden sidst: Værre"]


def test_what_somebody_else_has_agreed_meanwhile_stands_beside_and_is_not_written_over(
    nurse: Client, cast: Cast, episode: Episode, call: Consultation
) -> None:
    """Tried: the later one taken; the page without the version that it now shows."""
    _page, typed = opened(nurse, episode)
    describe_consultation(by=cast.gp, consultation=call, form="phone", agreed="Ser lægen.", seen_version=call.version)
    late = nurse.post(address(episode), typed | {"agreed": ["Øver trappegang."], "next": ["1"]})
    assertContains(late, "En anden har skrevet i mellemtiden: »Ser lægen.«", status_code=422)
    both = form_of(late) | {"agreed": ["Ser lægen. Øver trappegang."], "next": ["1"]}
    assertRedirects(nurse.post(address(episode), both), reverse("consultation", args=[episode.pk, call.number]))
    call.refresh_from_db()
    assert call.agreed == "Ser lægen. Øver trappegang."


def test_a_save_looks_up_no_more_than_that_of_a_section_and_the_page_no_more_for_more_medicines(
    nurse: Client, cast: Cast, episode: Episode, call: Consultation
) -> None:
    """Tried: who told of each medicine looked up one by one."""
    _page, typed = opened(nurse, episode)
    assert len(queries_of(lambda: save(nurse, episode, typed, peg__pain="9"))) <= MOST
    of_one = len(queries_of(lambda: nurse.get(address(episode))))
    for name in ("Panodil", "Pinex"):
        treat(cast.gp, episode, "paracetamol", "current", name=name)
    assert len(queries_of(lambda: nurse.get(address(episode)))) == of_one
