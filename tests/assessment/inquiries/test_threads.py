"""A question to a doctor: whom it waits for, what comes of it, and that every answer is kept."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from accounts.models import Staff
from accounts.tenancy.context import practice_context
from assessment.inquiries.inquiry_lists import changing_now, inquiries_of, list_inquiries, waiting_inquiries
from assessment.inquiries.shown_facts import facts_to_show
from assessment.inquiries.threads import (
    NotADoctorHere,
    NotToAnswer,
    StaleInquiry,
    answer_inquiry,
    ask_doctor,
    pass_on,
    take_back,
)
from assessment.models import Episode, Inquiry, InquiryStep
from assessment.notes.contact_note import consultation_note
from assessment.record.clock import today
from assessment.record.consultations import begin_consultation, end_consultation
from assessment.record.contacts import WithoutContact, contact_now, days_without_contact
from assessment.rules.contacts.inquiry_state import ANSWERED, CLOSED, KINDS, OPEN, state_after
from guidelines.in_force.content import Content
from tests.support.records.cast import Cast
from tests.support.records.letters import look
from tests.support.records.patients import answer, treat

pytestmark = pytest.mark.usefixtures("in_a")


def asked(by: Staff, episode: Episode, **values: Any) -> Inquiry:
    said = {"text": "Må tramadol skiftes?", "answer_by": today(), "contact": contact_now(episode)}
    ask_doctor(by=by, **said | values)
    return inquiries_of(episode)[0]


def stands(inquiry: Inquiry) -> str:
    return inquiries_of(inquiry.episode)[0].state


def test_it_waits_for_a_doctor_then_for_the_patient_to_be_told_and_then_is_over() -> None:
    """What a doctor changes waits for the row. Tried: an answer after the patient was told that leaves it over."""
    assert state_after([]) == OPEN
    assert {kind: state_after([kind]) for kind in KINDS} == {
        **dict.fromkeys(("answer", "calls", "book", "changes", "changed"), ANSWERED),
        "changing": OPEN,
        **dict.fromkeys(("seen", "decided", "passed_on", "taken_back"), CLOSED),
    }
    assert state_after(["answer", "passed_on"]) == CLOSED
    assert state_after(["answer", "passed_on", "answer"]) == ANSWERED


def test_an_answer_comes_back_to_whoever_asked_until_it_is_passed_on(cast: Cast, episode: Episode) -> None:
    inquiry = asked(cast.nurse, episode, doctor=cast.gp)
    assert (inquiry.state, inquiry.owner) == (OPEN, cast.gp)
    answer_inquiry(by=cast.gp2, inquiry=inquiry, kind="answer", text="Ja.", seen=0)
    (waiting,) = waiting_inquiries()
    assert (waiting.state, waiting.owner) == (ANSWERED, cast.nurse)
    pass_on(by=cast.nurse, inquiry=waiting, seen=1)
    assert (stands(inquiry), waiting_inquiries()) == (CLOSED, [])


def test_a_doctor_who_changes_the_treatment_answers_with_the_row(cast: Cast, episode: Episode) -> None:
    """Until then it waits for that doctor; a nurse's row, and another doctor's, say nothing. Each row that the doctor
    changes the same day is told."""
    inquiry = asked(cast.nurse, episode)
    answer_inquiry(by=cast.gp2, inquiry=inquiry, kind="changing", seen=0)
    for other in (cast.nurse, cast.gp):
        treat(other, episode, "paracetamol", "current", name="Paracetamol")
        (waiting,) = waiting_inquiries()
        assert (waiting.state, waiting.owner, changing_now(cast.gp2, episode)) == (OPEN, cast.gp2, [waiting])
    with pytest.raises(StaleInquiry):
        pass_on(by=cast.nurse, inquiry=waiting, seen=1)
    treat(cast.gp2, episode, "tramadol", "stopped", name="Tramadol")
    treat(cast.gp2, episode, "tca", "current", name="Amitriptylin", daily_dose_mg=10)
    (answered,) = waiting_inquiries()
    assert (answered.state, answered.owner, changing_now(cast.gp2, episode)) == (ANSWERED, cast.nurse, [])
    told = [step.words for step in answered.replies]
    assert told[0].startswith("behandlingen er rettet: Tramadol")
    assert "10 mg i døgnet" in told[1]
    pass_on(by=cast.nurse, inquiry=answered, seen=3)
    treat(cast.gp2, episode, "gabapentinoid", "current", name="Gabapentin")
    assert (stands(inquiry), waiting_inquiries()) == (CLOSED, [])


def test_what_else_happens_is_said_in_place_of_a_row(cast: Cast, episode: Episode) -> None:
    inquiry = asked(cast.nurse, episode)
    answer_inquiry(by=cast.gp2, inquiry=inquiry, kind="changing", seen=0)
    answer_inquiry(by=cast.gp2, inquiry=inquiry, kind="answer", text="Fortsæt uændret.", seen=1)
    assert (stands(inquiry), changing_now(cast.gp2, episode)) == (ANSWERED, [])
    treat(cast.gp2, episode, "tca", "current", name="Amitriptylin")
    assert len(inquiries_of(episode)[0].kinds) == 2


def test_a_doctor_who_calls_the_patient_is_the_one_to_say_that_it_is_done(cast: Cast, episode: Episode) -> None:
    """Also when something is written afterwards. Tried: by the last step alone."""
    inquiry = asked(cast.nurse, episode)
    answer_inquiry(by=cast.gp2, inquiry=inquiry, kind="calls", seen=0)
    assert waiting_inquiries()[0].owner == cast.gp2
    answer_inquiry(by=cast.gp2, inquiry=waiting_inquiries()[0], kind="answer", text="Spørg om søvnen.", seen=1)
    assert waiting_inquiries()[0].owner == cast.gp2


def test_what_was_asked_of_a_colleague_who_has_left_is_for_any_doctor(cast: Cast, episode: Episode) -> None:
    """Tried: the doctor as the owner, whatever became of the account; the role alone; the account alone."""
    inquiry = asked(cast.nurse, episode, doctor=cast.gp2)
    for change in ({"is_active": False}, {"role": "nurse"}):
        Staff.objects.filter(pk=cast.gp2.pk).update(**change)
        (left,) = inquiries_of(episode)
        assert (left.addressee, left.owner, left.has_lost_its_doctor) == (None, None, True)
        Staff.objects.filter(pk=cast.gp2.pk).update(is_active=True, role="gp")
    type(cast.gp2.user).objects.filter(pk=cast.gp2.user_id).update(is_active=False)
    assert inquiries_of(episode)[0].addressee is None
    assert list_inquiries(by=cast.gp)[0] == [inquiry]


@pytest.mark.parametrize("who", ["gp_b", "nurse"])
def test_only_a_doctor_of_the_practice_is_asked(cast: Cast, episode: Episode, who: str) -> None:
    """Tried: the practice not compared; the role not compared."""
    with pytest.raises(NotADoctorHere):
        asked(cast.nurse, episode, doctor=getattr(cast, who))
    assert not Inquiry.objects.exists()


def test_two_answers_at_once_are_both_kept_and_the_second_doctor_is_told(cast: Cast, episode: Episode) -> None:
    """Tried: the steps that came in between not given back."""
    inquiry = asked(cast.nurse, episode)
    assert answer_inquiry(by=cast.gp, inquiry=inquiry, kind="answer", text="Ja.", seen=0) == []
    (other,) = answer_inquiry(by=cast.gp2, inquiry=inquiry, kind="answer", text="Nej.", seen=0)
    assert (other.recorded_by, other.text) == (cast.gp, "Ja.")
    (now,) = inquiries_of(episode)
    assert [step.text for step in now.replies] == ["Ja.", "Nej."]


def test_an_answer_that_nobody_has_read_is_not_passed_on(cast: Cast, episode: Episode) -> None:
    """Tried: the number of steps not compared; the state not looked at."""
    inquiry = asked(cast.nurse, episode)
    with pytest.raises(StaleInquiry):
        pass_on(by=cast.nurse, inquiry=inquiry, seen=0)
    for doctor in (cast.gp, cast.gp2):
        answer_inquiry(by=doctor, inquiry=inquiry, kind="answer", text="Ja.", seen=0)
    with pytest.raises(StaleInquiry):
        pass_on(by=cast.nurse, inquiry=inquiry, seen=1)
    pass_on(by=cast.nurse, inquiry=inquiry, seen=2)
    with pytest.raises(StaleInquiry):
        pass_on(by=cast.nurse, inquiry=inquiry, seen=3)


def test_nobody_answers_what_they_asked_themselves(cast: Cast, episode: Episode) -> None:
    inquiry = asked(cast.gp, episode)
    with pytest.raises(NotToAnswer):
        answer_inquiry(by=cast.gp, inquiry=inquiry, kind="answer", text="Ja.", seen=0)
    with pytest.raises(NotToAnswer):
        answer_inquiry(by=cast.gp2, inquiry=inquiry, kind="seen", seen=0)


def test_a_question_is_taken_back_by_whoever_asked_and_only_before_it_is_answered(cast: Cast, episode: Episode) -> None:
    inquiry = asked(cast.nurse, episode)
    with pytest.raises(NotToAnswer):
        take_back(by=cast.gp, inquiry=inquiry)
    take_back(by=cast.nurse, inquiry=inquiry)
    assert stands(inquiry) == CLOSED
    with pytest.raises(StaleInquiry):
        take_back(by=cast.nurse, inquiry=inquiry)


def test_what_is_due_first_stands_first_and_ones_own_before_all(cast: Cast, episode: Episode) -> None:
    late = asked(cast.nurse, episode, answer_by=today() - timedelta(days=1), text="Den ene?")
    mine = asked(cast.nurse, episode, doctor=cast.gp2, text="Den anden?")
    assert (late.is_late, mine.is_late) == (True, False)
    assert list_inquiries(by=cast.gp)[0] == [late, mine]
    assert list_inquiries(by=cast.gp2)[0] == [mine, late]


def test_another_practice_sees_nothing_of_it_and_an_ended_episode_waits_for_nothing(
    cast: Cast, episode: Episode
) -> None:
    asked(cast.nurse, episode)
    with practice_context(cast.practice_b.pk):
        assert waiting_inquiries() == []
    Episode.objects.filter(pk=episode.pk).update(ended_at=timezone.now())
    assert waiting_inquiries() == []


def test_a_question_and_its_steps_are_never_changed(cast: Cast, episode: Episode) -> None:
    inquiry = asked(cast.nurse, episode)
    answer_inquiry(by=cast.gp, inquiry=inquiry, kind="book", seen=0)
    for table in (Inquiry, InquiryStep):
        statement = f"UPDATE {table._meta.db_table} SET text = 'x'"
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)


def test_the_facts_are_kept_as_they_were_shown(cast: Cast, episode: Episode, content: Content) -> None:
    answer(cast.gp, episode, pain__intensity_average=7)
    treat(cast.gp, episode, "tramadol", "current", name="Tramadol", daily_dose_mg=200, side_effects="Træt.")
    shown = facts_to_show(look(episode, content))
    assert any("bivirkninger: Træt." in how for _what, how in shown)
    inquiry = asked(cast.nurse, episode, shown=shown)
    answer(cast.gp, episode, pain__intensity_average=9)
    assert [tuple(pair) for pair in inquiry.shown] == shown
    assert facts_to_show(look(episode, content)) != shown


def test_question_and_answer_stand_in_the_note_of_each_contact_that_they_belong_to(
    cast: Cast, episode: Episode, content: Content
) -> None:
    """Tried: the steps that came after the contact told in it; a question told in every contact."""
    call = begin_consultation(by=cast.nurse, episode=episode, form="phone")
    inquiry = asked(cast.nurse, episode)
    end_consultation(by=cast.nurse, consultation=call)
    answer_inquiry(by=cast.gp, inquiry=inquiry, kind="answer", text="Ja, til morfin.", seen=0)
    question, answered = "Spørgsmål til læge (Test nurse): Må tramadol skiftes?", "Test gp: Ja, til morfin."
    first = consultation_note(call, content).text
    assert question in first
    assert answered not in first
    of_the_day = consultation_note(WithoutContact(episode, today()), content).text
    assert f"{question}\n  {answered}" in of_the_day
    assert [contact.day for contact in days_without_contact(episode)] == [today()]
    again = begin_consultation(by=cast.nurse, episode=episode, form="phone")
    pass_on(by=cast.nurse, inquiry=inquiry, seen=1)
    assert f"{answered}\n  Test nurse: givet videre til patienten" in consultation_note(again, content).text
    end_consultation(by=cast.nurse, consultation=again)
    third = begin_consultation(by=cast.nurse, episode=episode, form="phone")
    assert question not in consultation_note(third, content).text
