"""Contacts are what they were: only the press that names the form of contact begins one.

Each act below is sent as its page sends it: without a contact it belongs to none, in a running one to that one.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.episode.workspace import build_workspace
from assessment.models import Answer, Consultation, Episode
from assessment.notes.consultation_log import happenings_in
from assessment.notes.contact_note import consultation_note
from assessment.notes.preoperative import gather_history
from assessment.record.clock import today
from assessment.record.consultations import begin_consultation, end_consultation
from assessment.record.contacts import Contact, WithoutContact, contact_now, days_without_contact, since_last
from guidelines.in_force.content import Content, current_content
from referrals.follow_up.note import course_in_the_note
from referrals.models import Referral, ReferralEvent
from tests.support.http.forms import form_of
from tests.support.http.previsit import FILLED
from tests.support.records.cast import Cast
from tests.support.records.furnished import Record, furnish
from tests.support.records.patients import answer, current

pytestmark = pytest.mark.usefixtures("in_a")

Form = dict[str, Any]
Act = Callable[[Record], tuple[str, Form]]


def _at(address: str, record: Record, /, *more: Any, **form: Any) -> tuple[str, Form]:
    return reverse(address, args=[record.episode.pk, *more]), form


def _taper(name: str, **form: Any) -> Act:
    return lambda record: _at(name, record, record.taper.pk, seen_version=1, **form)


def _unknown(episode: Episode) -> list[str]:
    """The points of the history before an operation that nobody has answered."""
    return gather_history(build_workspace(current(episode), current_content(), today())).unknown


def _advice(record: Record) -> tuple[str, Form]:
    row = apps.get_model("assessment.AdviceResponse").objects.get(episode=record.episode, safety="")
    version = row.recommendation_version
    key = (row.release.publication.key, version.recommendation.key)
    return _at("advice_respond", record, *key, seen=version.pk, response="dismiss", reason="declined")


def _sheet(record: Record) -> tuple[str, Form]:
    return _at("previsit_keying", record, **FILLED, seen_version=1, day=f"{timezone.localdate():%d.%m.%Y}")


def _referral(name: str, **form: Any) -> Act:
    return lambda record: (reverse(name, args=[record.letter.referral_id]), form)


def _date(record: Record) -> tuple[str, Form]:
    return _at(
        "section", record, "pain", seen_version=1, **{"pain.onset_date": "01.03.2020", "pain.intensity_average": "7"}
    )


def _questionnaire(record: Record) -> tuple[str, Form]:
    form = {"identifier": record.response.pk, "seen_version": 1, "sleep": "1", "answered_on": TODAY}
    return _at("questionnaire_response", record, "phq-9", record.response.pk, **form)


ROW = {"kind": "tca", "status": "stopped", "name": "amitriptylin", "effect": "not_assessed"}
TODAY = f"{timezone.localdate():%d.%m.%Y}"
TOMORROW = f"{timezone.localdate() + timedelta(days=1):%d.%m.%Y}"
ACTS: dict[str, Act] = {
    "taper note": _taper("taper_plan", action="note", note="Ringer i morgen."),
    "taper step carried out": _taper("taper_plan", action="take"),
    "taper approved": _taper("taper_approve"),
    "taper paused": _taper("taper_status", status="paused", status_reason="Ferie"),
    "question to a doctor": lambda record: _at("inquiries_of_episode", record, text="Må dosis øges?", answer_by=TODAY),
    "advice answered": _advice,
    "sheet keyed in": _sheet,
    "date corrected": _date,
    "treatment added": lambda record: _at("treatment_add", record, identifier=uuid4(), **ROW),
    "treatment removed": lambda record: _at("treatment_remove", record, record.treatment.pk),
    "questionnaire": _questionnaire,
    "questionnaire removed": lambda record: _at("questionnaire_remove", record, "phq-9", record.response.pk),
    "plan": lambda record: _at("plan", record, seen_version=1, goal="Gå en tur"),
    "history gone through": lambda record: _at(
        "surgery_history_done", record, seen_version=1, without=_unknown(record.episode)
    ),
    "referral: follow-up planned": _referral("referral_follow_up", day=TOMORROW, seen_version="1"),
}
KEPT = (
    "Answer",
    "AdviceResponse",
    "Inquiry",
    "TreatmentEvent",
    "QuestionnaireResponseEvent",
    "CarePlanEvent",
    "TaperPlanEvent",
)


@pytest.fixture
def record(cast: Cast, patient: Any) -> Record:
    """One row of everything, in a consultation that is ended."""
    made = furnish(cast.gp, patient)
    end_consultation(by=cast.gp, consultation=made.consultation)
    return made


def written(record: Record) -> dict[tuple[str, Any], Any]:
    """Every row and every state that was kept, with the consultation that it names."""
    found = {}
    for name in KEPT:
        model: Any = apps.get_model("assessment", name)
        for row in model.objects.filter(episode=record.episode):
            found[name, row.pk] = row.consultation_id
    return found


def acted(client: Client, record: Record, act: str) -> set[Any]:
    """The consultations that the rows of this act name."""
    before = written(record)
    response = client.post(*ACTS[act](record))
    assert response.status_code == 302, response.content.decode()
    new = {consultation for key, consultation in written(record).items() if key not in before}
    assert new, "nothing was recorded"
    return new


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("earlier", ["ended today", "left open yesterday"])
def test_what_is_no_visit_opens_none(earlier: str, act: str, gp_client: Client, cast: Cast, record: Record) -> None:
    """Tried: `contact_now` joining one of an earlier day."""
    if earlier == "left open yesterday":
        yesterday = timezone.now() - timedelta(days=1)
        Consultation.objects.update(opened_at=yesterday, ended_at=None, ended_by=None)
    stood = list(Consultation.objects.values())
    assert acted(gp_client, record, act) == {None}
    assert list(Consultation.objects.values()) == stood


@pytest.mark.parametrize("act", ACTS)
def test_in_a_running_contact_it_belongs_to_that_one(act: str, gp_client: Client, cast: Cast, record: Record) -> None:
    """Tried: `contact_now` always saying that there is none."""
    running = begin_consultation(by=cast.gp, episode=record.episode, form="phone")
    assert acted(gp_client, record, act) == {running.pk}
    assert Consultation.objects.get(number=2).form == "phone"


def test_an_event_of_a_referral_stands_on_its_day_and_in_no_consultation(
    gp_client: Client, cast: Cast, record: Record, content: Content
) -> None:
    """Of what was written since last it is part as well. Tried: the day without contact telling of everything that was
    recorded on it; every moment as one since last."""
    referral = Referral.objects.get(pk=record.letter.referral_id)
    Consultation.objects.update(ended_at=timezone.now())
    sent = {"kind": "received", "on": f"{timezone.localdate():%d.%m.%Y}"}
    assert gp_client.post(reverse("referral_event", args=[referral.pk]), sent).status_code == 302
    assert ReferralEvent.objects.filter(kind="received").exists()
    ended = Consultation.objects.get()
    ended.episode = record.episode

    def told(contact: Contact) -> list[str]:
        parts = course_in_the_note(record.episode, contact, content, False)
        return [line for _held, lines in parts for line in lines]

    assert not any("modtaget" in line for line in told(ended))
    (line,) = told(WithoutContact(record.episode, timezone.localdate()))
    assert "modtaget" in line
    assert told(since_last(begin_consultation(by=cast.gp, episode=record.episode, form="phone"))) == [line]


def test_a_day_without_contact_has_its_note_and_its_log(
    gp_client: Client, cast: Cast, record: Record, content: Content
) -> None:
    """Tried: a note that takes what a consultation of the day recorded."""
    acted(gp_client, record, "taper note")
    acted(gp_client, record, "date corrected")
    (day,) = days_without_contact(record.episode)
    assert day == contact_now(record.episode)
    lines = consultation_note(day, content).text.splitlines()
    assert lines[0] == f"Uden kontakt, {timezone.localdate():%d.%m.%Y} (Test gp)."
    assert any("trin 1, notat: Ringer i morgen." in line for line in lines)
    assert not any("PHQ-9" in line or "Tramadol: bruges" in line for line in lines)
    assert [(row.what, row.said) for row in happenings_in(day, content)] == [("Smertedebut", "01.03.2020")]

    address = reverse("without_contact", args=[record.episode.pk, timezone.localdate().isoformat()])
    assert address in gp_client.get(reverse("consultations", args=[record.episode.pk])).content.decode()
    page = gp_client.get(address).content.decode()
    assert "Ringer i morgen." in page
    assert "01.03.2020" in page
    assert gp_client.get(address.replace("-", "_")).status_code == 404


def test_the_history_of_an_answer_says_without_contact(gp_client: Client, record: Record) -> None:
    acted(gp_client, record, "date corrected")
    page = gp_client.get(reverse("history", args=[record.episode.pk, "pain.onset_date"])).content.decode()
    assert "uden kontakt" in page


def test_every_page_says_that_no_contact_runs_and_offers_each_form(gp_client: Client, record: Record) -> None:
    url = reverse("section", args=[record.episode.pk, "pain"])
    page = gp_client.get(url).content.decode()
    assert "Ingen kontakt er i gang" in page
    offered = re.findall(r'<button[^>]*name="contact_form"[^>]*value="(\w+)"', page)
    assert sorted(offered) == sorted([*Consultation.Form.values, Consultation.Form.PHONE]), "the last: nobody answered"
    gp_client.post(reverse("consultation_begin", args=[record.episode.pk]), {"contact_form": "home"})
    assert "Ingen kontakt er i gang" not in gp_client.get(url).content.decode()


def test_one_left_open_is_named_with_its_day_until_somebody_ends_it(gp_client: Client, record: Record) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    Consultation.objects.update(opened_at=yesterday, ended_at=None, ended_by=None)
    page = " ".join(gp_client.get(reverse("episode", args=[record.episode.pk])).content.decode().split())
    assert f"Konsultation 1, {timezone.localdate(yesterday):%d.%m.%Y}, fremmøde: ikke afsluttet" in page
    assert reverse("consultation_end", args=[record.episode.pk]) in page


def test_two_days_without_contact_are_kept_apart(cast: Cast, gp_client: Client, episode: Episode) -> None:
    """Tried: what stood before a day without contact kept from the day before it."""
    url = reverse("section", args=[episode.pk, "pain"])
    for value in ("7", "6"):
        gp_client.post(url, form_of(gp_client.get(url)) | {"peg.pain": [value]})
    fresh = current(episode)
    assert "before" not in fresh.answers["peg.pain"]
    fresh.answers["peg.pain"]["at"] = (timezone.now() - timedelta(days=2)).isoformat()
    fresh.save(update_fields=["answers"])
    gp_client.post(url, form_of(gp_client.get(url)) | {"peg.pain": ["4"]})
    assert current(episode).answers["peg.pain"]["before"]["value"] == 6
    assert {row.consultation for row in Answer.objects.all()} == {None}


def test_what_was_recorded_in_a_contact_stays_there(cast: Cast, gp_client: Client, episode: Episode) -> None:
    answer(cast.gp, episode, peg__pain=7)
    end_consultation(by=cast.gp, consultation=Consultation.objects.get())
    url = reverse("section", args=[episode.pk, "pain"])
    gp_client.post(url, form_of(gp_client.get(url)) | {"peg.pain": ["4"]})
    assert [row.consultation and row.consultation.number for row in Answer.objects.order_by("version")] == [1, None]


def test_what_was_written_before_the_first_consultation_is_not_since_the_last(
    cast: Cast, gp_client: Client, episode: Episode, content: Content
) -> None:
    """On one line, without headings of its own that stand again below. Tried: one title for both; the headings kept."""
    for section, typed in (
        ("pain", {"pain.intensity_average": ["7"]}),
        ("practical", {"practical.problem_statement": ["Ondt"]}),
    ):
        url = reverse("section", args=[episode.pk, section])
        gp_client.post(url, form_of(gp_client.get(url)) | typed)
    visit = begin_consultation(by=cast.gp, episode=current(episode), form="in_person")
    answer(cast.gp, episode, understanding__motivated=True)
    note = consultation_note(visit, content)
    (before,) = (part.lines for part in note.sections if part.title == "Før første konsultation")
    assert before == ("Noteret af Test gp. NRS 7 af 10. Ondt.",)
    assert [part.title for part in note.sections if part.title.startswith("Siden")] == []
    assert note.text.count("Plan:") == 1


def test_what_was_written_between_two_consultations_stands_in_the_next_note(
    cast: Cast, gp_client: Client, episode: Episode, content: Content
) -> None:
    """Under a heading of its own, with who wrote it; in no other note. Tried: the note without it; without the moment
    from which, or until which, it is told."""

    def told(consultation: Consultation) -> list[str]:
        found = [
            part.lines for part in consultation_note(consultation, content).sections if part.title == "Siden sidst"
        ]
        return [line for lines in found for line in lines]

    visits = []
    for value in ("7", "4", "5"):
        visit = begin_consultation(by=cast.gp, episode=current(episode), form="in_person")
        end_consultation(by=cast.gp, consultation=visit)
        visits.append(Consultation.objects.get(pk=visit.pk))
        url = reverse("section", args=[episode.pk, "pain"])
        gp_client.post(url, form_of(gp_client.get(url)) | {"pain.intensity_average": [value]})
    first, second, third = map(told, visits)
    assert first == []
    assert second == ["Noteret af Test gp. NRS 7 af 10."]
    assert third == ["Noteret af Test gp. NRS 4 af 10 (før 7)."]
