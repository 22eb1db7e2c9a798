"""What is dangerous reaches a doctor: fetched, asked to decide, answered in the thread; and what was promised."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from assessment.models import AdviceResponse, Consultation, Episode, Inquiry
from assessment.notes.contact_note import consultation_note
from assessment.notes.summary import episode_summary
from assessment.pages.clock_field import clock_field
from assessment.record.clock import today
from assessment.record.consultations import begin_consultation, end_consultation
from guidelines.in_force.content import Content
from referrals.duties.reasons import REASONS
from referrals.letters.prefill import prefilled_sections
from referrals.pathways.in_force import pathway_of
from tests.support.http.forms import form_with
from tests.support.records.cast import Cast
from tests.support.records.duties import called, duties_now
from tests.support.records.letters import CENTRE, look
from tests.support.records.patients import answer, current
from tests.support.records.prompts import RED_FLAGS, SUICIDAL, assess, decide, prompt_of

pytestmark = pytest.mark.usefixtures("in_a")

TOMORROW = today() + timedelta(days=1)
WAITS = "vurderet af sygeplejerske, afventer læge"
NOW = "assessment.pages.advice.prompt_views.hour_now"
HIGH = {
    "outcome": ["assessed"],
    "assessed__plans": ["Ingen planer"],
    "assessed__risk": ["Moderat"],
    "assessed__arranged": ["Lægen ringer"],
    "assessed__next_contact": [f"{today():%d.%m.%Y}"],
}


@pytest.fixture
def active(cast: Cast, episode: Episode) -> Episode:
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="active")
    return episode


@pytest.fixture
def nurse(cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The nurse's pages, at ten past nine."""
    monkeypatch.setattr(NOW, lambda: time(9, 10))
    client: Client = sign_in(cast.nurse)
    return client


def page(episode: Episode, key: str = SUICIDAL) -> str:
    return reverse("advice_respond", args=[episode.pk, *key.split("/")])


def send(client: Client, episode: Episode, typed: dict[str, list[str]], key: str = SUICIDAL) -> Any:
    where = page(episode, key)
    return client.post(where, form_with(client.get(where), "outcome") | typed)


def overview(client: Client, episode: Episode) -> Any:
    return client.get(reverse("episode", args=[episode.pk]))


def test_the_doctor_is_fetched_with_whom_when_and_what_to_do(cast: Cast, active: Episode, nurse: Client) -> None:
    """It reaches the doctor who was named, with the facts, and the prompt stays open. Tried: without anybody named; the
    hour left out; the prompt closed by it."""
    assertContains(nurse.get(page(active)), "Bliv hos patienten")
    refused = send(nurse, active, {"outcome": ["fetch_doctor"]})
    assertContains(refused, "skriv, hvem der tog over", status_code=422)
    assert send(nurse, active, {"outcome": ["fetch_doctor"], "fetch_doctor__to": [str(cast.gp2.pk)]}).status_code == 302
    kept = AdviceResponse.objects.get()
    assert (kept.safety, kept.comment) == ("handed_on", "Test gp2, kl. 9.10")
    assert kept.inquiry.doctor == cast.gp2
    assert ["Selvmordstanker", "Aktive tanker"] in kept.inquiry.shown
    assert prompt_of(active, SUICIDAL).is_open
    (duty,) = duties_now("safety_decision")
    assert (duty.owner, REASONS[duty.reason].sentence(duty.words)[:27]) == (cast.gp2, "Givet videre, afventer læge")


@pytest.mark.parametrize("key", ["", "fetch_doctor", "assessed"])
def test_whom_to_call_and_the_doctor_come_first_also_after_a_fault(active: Episode, nurse: Client, key: str) -> None:
    """Tried: the contacts left out of an answer with a fault, or where danger was written; below the reasons."""
    where = page(active)
    got = nurse.get(where)
    sent = form_with(got, "outcome") | ({"outcome": [key]} if key else {}) | {"assessed__plans": ["Har tabletter"]}
    for shown in (got, nurse.post(where, sent)):
        text = shown.content.decode()
        assert text.count("Kontakter ved akut fare:") == 1
        places = [text.index(words) for words in ("<h1", "Kontakter ved akut fare:", "Hent lægen nu", "Hvorfor for")]
        assert places == sorted(places)


def test_on_the_telephone_one_stays_on_the_line(active: Episode, nurse: Client) -> None:
    """Tried: the words of a meeting."""
    Episode.objects.get(pk=active.pk).consultations.update(form="phone")
    shown = nurse.get(page(active))
    assertContains(shown, "Bliv i røret")
    assertNotContains(shown, "Bliv hos patienten")


def test_what_was_filled_in_for_an_assessment_is_not_dropped_when_the_doctor_is_fetched(
    cast: Cast, active: Episode, nurse: Client
) -> None:
    """Tried: the doctor of the assessment dropped in silence."""
    sent = {"outcome": ["fetch_doctor"], "fetch_doctor__said": ["Lægen kom."], "doctor": [str(cast.gp2.pk)]}
    refused = send(nurse, active, sent | {"doctor_at": ["10.30"]})
    assertContains(refused, "hører til din egen vurdering", status_code=422)
    assert not AdviceResponse.objects.exists()


def test_a_doctor_is_asked_to_decide_by_an_hour_of_today(cast: Cast, active: Episode, nurse: Client) -> None:
    """Tried: without an hour; an hour that has passed; for medicines too."""
    asked = {"outcome": ["ask_doctor"], "ask_doctor__said": ["Må hun tage hjem?"]}
    assertContains(send(nurse, active, asked), "hvornår du senest skal have svar", status_code=422)
    late = send(nurse, active, asked | {"ask_doctor__at": ["kl. 8.30"]})
    assertContains(late, "Det klokkeslæt er passeret", status_code=422)
    assert send(nurse, active, asked | {"ask_doctor__at": ["12"]}).status_code == 302
    inquiry = Inquiry.objects.get()
    assert (inquiry.doctor, inquiry.answer_by, inquiry.answer_at) == (None, today(), time(12))
    assert "svar senest kl. 12.00: Må hun tage hjem?" in inquiry.text


def test_what_a_nurse_assessed_as_dangerous_waits_until_a_doctor_has_answered(
    cast: Cast, active: Episode, nurse: Client, gp_client: Client
) -> None:
    """Strip, overview and list say so; a press that it is seen is not enough, and is not offered; words and the next
    contact are. Tried: green at once; green when it is seen; the day left out."""
    sent = HIGH | {"assessed__leaves_with": ["Søster"], "doctor": [str(cast.gp2.pk)], "doctor_at": ["10.30"]}
    assert send(nurse, active, sent).status_code == 302
    for client in (nurse, gp_client):
        shown = overview(client, active)
        assertContains(shown, WAITS)
        assertContains(shown, "Sikkerhed: afventer læge")
        assertNotContains(shown, 'state-met">vurderet')
    (duty,) = duties_now("safety_decision")
    inquiry = Inquiry.objects.get()
    assert (duty.owner, duty.words["how"]) == (cast.gp2, f"V{WAITS[1:]}, svar senest kl. 10.30")
    assertNotContains(nurse.get(reverse("inquiry", args=[inquiry.pk])), 'name="take_back"')
    where, listed = reverse("inquiry_answer", args=[inquiry.pk]), gp_client.get(reverse("home"))
    assertContains(listed, "Vurderet af sygeplejerske, afventer læge")
    assertNotContains(listed, where)
    for typed, fault in (
        ({"kind": "seen"}, "Skriv, hvad der er besluttet"),
        ({"kind": "decided"}, "Skriv, hvad der er besluttet"),
        ({"kind": "calls"}, "Skriv, hvad der er besluttet"),
        ({"kind": "decided", "text": "Ringet op."}, "Skriv dagen for næste kontakt."),
    ):
        assertContains(gp_client.post(where, typed | {"seen": "0"}), fault, status_code=422)
    said = {"kind": "decided", "text": "Ringet op, risiko lav.", "next_contact": f"{TOMORROW:%d.%m.%Y}", "seen": "0"}
    assert gp_client.post(where, said).status_code == 302
    assertNotContains(overview(nurse, active), WAITS)
    assert called("safety_decision") == []
    assert inquiry.steps.get().text == f"Ringet op, risiko lav.\nNæste kontakt: {TOMORROW:%d.%m.%Y}"


def test_texts_that_leave_the_program_say_that_a_nurses_assessment_waits(
    cast: Cast, active: Episode, gp_client: Client, content: Content
) -> None:
    """The note, the summary and the letter; the note of an ended contact says what it said. Tried: any of them without;
    said still in the summary and the letter when a doctor has answered."""

    def told() -> tuple[str, str, str]:
        workspace = look(active, content)
        note = consultation_note(Consultation.objects.get(number=1), content).text
        letter = "\n".join(prefilled_sections(pathway_of(content), workspace, CENTRE).values())
        return note, episode_summary(workspace).text, letter

    waits = "(noteret af sygeplejerske, afventer læge)"
    kept = assess(cast.nurse, active)
    assert [text.count(waits) for text in told()] == [1, 1, 1]
    end_consultation(by=cast.gp, consultation=Consultation.objects.get())
    said = {"kind": "decided", "text": "Enig.", "next_contact": f"{TOMORROW:%d.%m.%Y}", "seen": "0"}
    assert gp_client.post(reverse("inquiry_answer", args=[kept.inquiry.pk]), said).status_code == 302
    assert [text.count(waits) for text in told()] == [1, 0, 0]


def test_a_red_flag_that_a_nurse_has_closed_waits_for_a_doctor_too(
    cast: Cast, episode: Episode, gp_client: Client, content: Content
) -> None:
    """The prompt does not apply any more, and the strip says all the same who is waited for; the doctor's answer stands
    in the note of the day. Tried: only of prompts that apply."""
    answer(cast.gp, episode, workup__red_flags=("trauma",))
    kept = decide(cast.nurse, episode, RED_FLAGS, "closed", found="Ømt knæ, ellers intet.")
    assertContains(overview(gp_client, episode), WAITS)
    where = reverse("inquiry_answer", args=[kept.inquiry.pk])
    assert gp_client.post(where, {"kind": "decided", "text": "Enig.", "seen": "0"}).status_code == 302
    assertNotContains(overview(gp_client, episode), WAITS)
    visit = begin_consultation(by=cast.gp, episode=current(episode), form="phone")
    assert "besluttet: Enig." in str(consultation_note(visit, content).text)


def test_what_a_doctor_promises_to_do_about_it_stands_under_safety_until_it_is_done(
    cast: Cast, active: Episode, gp_client: Client
) -> None:
    """Tried: an answered question of danger among the ordinary ones."""
    kept = assess(cast.nurse, active)
    said = {"kind": "calls", "text": "Ringer kl. 12.", "seen": "0"}
    assert gp_client.post(reverse("inquiry_answer", args=[kept.inquiry.pk]), said).status_code == 302
    (duty,) = duties_now("safety_answer")
    assert (duty.owner, duty.urgency, called("answer")) == (cast.gp, 0, [])


@pytest.mark.parametrize("kind", ["decided", "answer", "calls", "book", "changing"])
@pytest.mark.parametrize(("stands", "becomes"), [(14, 1), (0, 0)])
def test_the_day_that_a_doctor_writes_becomes_the_next_follow_up_whatever_is_answered(
    stands: int, becomes: int, kind: str, cast: Cast, active: Episode, gp_client: Client
) -> None:
    """In the record, in the thread and in the message; an earlier day stays. Tried: of »decided« only."""
    answer(cast.gp, active, practical__next_follow_up=today() + timedelta(days=stands))
    inquiry = assess(cast.nurse, active, next_contact=today() + timedelta(days=14)).inquiry
    said = {"kind": kind, "text": "Ringer selv.", "next_contact": f"{TOMORROW:%d.%m.%Y}", "seen": "0"}
    answered = gp_client.post(reverse("inquiry_answer", args=[inquiry.pk]), said, follow=True)
    day = today() + timedelta(days=becomes)
    assertContains(answered, f"Næste opfølgning er {day:%d.%m.%Y}.")
    assert current(active).answers["practical.next_follow_up"]["value"] == f"{day}"
    assert inquiry.steps.get().text == f"Ringer selv.\nNæste kontakt: {TOMORROW:%d.%m.%Y}"


def test_the_next_contact_has_an_owner_and_a_day_also_on_the_day_itself(
    cast: Cast, active: Episode, nurse: Client
) -> None:
    """»Lægen ringer inden kl. 12« is the doctor's duty of today, until that doctor has had a contact; nobody else's
    contact ends it. Tried: no duty on the day of the assessment; any contact ends it; an hour that has passed."""
    sent = HIGH | {"assessed__leaves_with__instead": ["Alene hjemme"], "assessed__next_by": [str(cast.gp2.pk)]}
    late = send(nurse, active, sent | {"assessed__next_at": ["9.00"]})
    assertContains(late, "Det klokkeslæt er passeret", status_code=422)
    assert send(nurse, active, sent | {"assessed__next_at": ["12"]}).status_code == 302
    (duty,) = duties_now("promised")
    assert (duty.owner, duty.day, duty.urgency) == (cast.gp2, today(), 0)
    assert REASONS[duty.reason].sentence(duty.words).startswith("Næste kontakt kl. 12.00, aftalt under Sikkerhed")
    # It stands once: not as a follow-up, and not as an assessment to be looked at again.
    assert called("follow_up", "prompt_again", away=1) == []
    # The contact that ran is ended, and the other doctor has one of their own after it.
    for _ in range(2):
        visit = begin_consultation(by=cast.gp, episode=current(active), form="phone")
        end_consultation(by=cast.gp, consultation=visit)
    assert len(called("promised")) == 1
    begin_consultation(by=cast.gp2, episode=current(active), form="phone")
    assert called("promised") == []


def test_alone_and_not_known_can_be_answered_and_not_known_is_no_no(active: Episode, nurse: Client) -> None:
    """Tried: both a name and a choice; neither."""
    neither = send(nurse, active, HIGH)
    assertContains(neither, "Udfyld feltet.", status_code=422)
    both = send(
        nurse, active, HIGH | {"assessed__leaves_with": ["Søster"], "assessed__leaves_with__instead": ["Ved ikke"]}
    )
    assertContains(both, "ikke begge dele", status_code=422)
    assert send(nurse, active, HIGH | {"assessed__leaves_with__instead": ["Ved ikke"]}).status_code == 302
    assert "Hvem er hos patienten bagefter: Ved ikke" in AdviceResponse.objects.get().words


def test_handed_on_at_the_end_of_a_contact_it_reaches_the_doctor_who_was_chosen(
    cast: Cast, active: Episode, gp_client: Client
) -> None:
    """Somebody outside the clinic is written; a doctor of the practice needs no more words. Tried: the name as words
    only; another practice's doctor."""
    where = reverse("consultation_end", args=[active.pk])
    name = SUICIDAL.replace("/", ".")
    sent = form_with(gp_client.get(where), "agreed") | {"end": ["1"], f"left.{name}": ["handed_on"]}
    assert gp_client.post(where, sent | {f"to.{name}": ["outside"]}).status_code == 422
    assert gp_client.post(where, sent | {f"to.{name}": [str(cast.gp_b.pk)]}).status_code == 422
    assert not AdviceResponse.objects.exists()
    assert gp_client.post(where, sent | {f"to.{name}": [str(cast.gp2.pk)]}).status_code == 302
    kept = AdviceResponse.objects.get()
    assert (kept.comment, kept.inquiry.doctor) == ("Test gp2", cast.gp2)
    assert "givet videre: Test gp2" in Consultation.objects.get().note


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("12", time(12)),
        ("9", time(9)),
        ("kl. 9.15", time(9, 15)),
        ("0915", time(9, 15)),
        ("915", time(9, 15)),
        ("23:59", time(23, 59)),
    ],
)
def test_an_hour_is_read_as_it_is_written(written: str, means: time) -> None:
    """Tried: the library's reading of 12 alone, which is two minutes past one."""
    assert clock_field().clean(written) == means


@pytest.mark.parametrize("written", ["24.00", "9.60", "om lidt"])
def test_what_is_no_hour_is_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        clock_field().clean(written)


def test_a_question_is_late_when_its_hour_has_passed(cast: Cast, active: Episode) -> None:
    """Tried: by the day alone."""
    kept = decide(cast.nurse, active, SUICIDAL, "assessed", plans="Ingen", risk="Lav", arranged="Intet")
    inquiry = Inquiry.objects.get(pk=kept.inquiry.pk)
    begun = kept.recorded_at
    assert not inquiry.is_late_at(begun)
    inquiry.answer_at = time(0, 0)
    assert inquiry.is_late_at(begun)
