"""Each reason is found where it is one, and is gone where it was seen to."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from assessment.inquiries.threads import answer_inquiry, ask_doctor, pass_on
from assessment.models import Episode, Inquiry
from assessment.record.clock import today
from assessment.record.consultations import begin_consultation, end_consultation
from assessment.record.contacts import contact_now
from guidelines.in_force.content import Content, current_content
from guidelines.vocabulary.dates import add_months
from referrals.duties.reasons import REASONS, Urgency
from tests.support.records.cast import Cast
from tests.support.records.duties import called, due_days, duties_now
from tests.support.records.patients import answer, current, treat
from tests.support.records.prompts import assess, decide

pytestmark = pytest.mark.usefixtures("in_a")
DAY = timedelta(days=1)
WORDS = ("title", "question", "text", "answer_by", "medicine", "step", "steps", "last", "limit", "begun", "why", "day")
WORDS_OF_SAFETY = ("how", "at")


def opioid(cast: Cast, episode: Episode, **values: Any) -> None:
    treat(cast.gp, episode, "tramadol", "current", name="Tramadol", **values)


def test_an_open_prompt_calls_first_and_goes_with_a_decision(cast: Cast, episode: Episode) -> None:
    """Tried: a decision that does not take it away."""
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="passive")
    (duty,) = duties_now("prompt")
    assert (duty.urgency, duty.for_doctor, duty.due_on) == (Urgency.SAFETY, True, today())
    assess(cast.gp, episode)
    assert duties_now("prompt", "prompt_again") == []


def test_one_that_was_assessed_calls_again_on_its_day_and_says_so(cast: Cast, episode: Episode) -> None:
    """Tried: as if nobody had assessed it."""
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="passive")
    assess(cast.gp, episode, next_contact=today() + 3 * DAY)
    (again,) = {duty.day: duty for duty in duties_now("prompt_again", away=400)}.values()
    assert duties_now("prompt", away=400) == []
    words = REASONS[again.reason].sentence(again.words)
    assert words.endswith(f"vurderes igen (vurderet {today():%d.%m.%Y})")


@pytest.mark.parametrize(("ago", "calls"), [(-1, False), (0, True), (1, True)])
def test_a_follow_up_calls_from_its_day_on(ago: int, calls: bool, cast: Cast, episode: Episode) -> None:
    """Tried: `<` for `<=`."""
    answer(cast.gp, episode, practical__next_follow_up=today() + 10 * DAY)
    assert bool(called("follow_up", away=10 + ago)) is calls
    assert called("no_date", away=400) == []


def test_a_follow_up_with_the_doctor_is_a_doctor_s_and_what_was_said_of_an_earlier_one_is_not_said_of_it(
    cast: Cast, episode: Episode
) -> None:
    """Tried: the nurse's who wrote it; nobody's where a doctor planned it; the doctor's for ever."""
    day = today() + 10 * DAY
    for by, whom, whose in (
        (cast.nurse, "nurse", cast.nurse),
        (cast.nurse, "doctor", None),
        (cast.gp, "doctor", cast.gp),
    ):
        day += DAY
        answer(by, episode, practical__next_follow_up=day, own__next_with=whom)
        (duty,) = duties_now("follow_up", away=400)
        assert (duty.owner, duty.for_doctor) == (whose, whom == "doctor")
    assert len(called("follow_up", away=400)) == 1
    said = current(episode)
    said.answers["own.next_with"]["at"] = (timezone.now() - 40 * DAY).isoformat()
    Episode.objects.filter(pk=episode.pk).update(answers=said.answers)
    answer(cast.nurse, current(episode), practical__next_follow_up=day + DAY)
    (duty,) = duties_now("follow_up", away=400)
    assert (duty.owner, duty.for_doctor) == (cast.nurse, False)


def test_without_a_follow_up_there_is_no_date(cast: Cast, episode: Episode) -> None:
    assert len(called("no_date")) == 1
    answer(cast.gp, episode, practical__next_follow_up=today() + DAY)
    assert called("no_date") == []


def test_an_opioid_is_to_be_assessed_three_months_after_the_last_time(cast: Cast, episode: Episode) -> None:
    """Tried: six months."""
    opioid(cast, episode)
    assert called("opioid_unknown_start") == [""]
    last = today() - 20 * DAY
    answer(cast.gp, episode, opioid__last_review=last)
    assert due_days("opioid_review") == [add_months(last, 3)]
    (duty,) = duties_now("opioid_review", away=400)
    assert duty.words["limit"] == f"{add_months(last, 6):%d.%m.%Y}"
    assert called("opioid_unknown_start") == []


def test_an_opioid_that_nobody_has_assessed_calls_three_months_after_its_start(cast: Cast, episode: Episode) -> None:
    begun = today() - 200 * DAY
    opioid(cast, episode, started=begun)
    assert due_days("opioid_never") == [add_months(begun, 3)]


def test_a_nurse_s_contact_is_no_assessment_of_an_opioid(cast: Cast, episode: Episode) -> None:
    """Neither of the day itself nor of one before: it waits for a doctor, and says so."""
    opioid(cast, episode, started=today() - 200 * DAY)
    for day in (today(), today() - DAY):
        answer(cast.nurse, episode, opioid__last_review=day)
        assert called("opioid_never") == [""]
        (noted,) = duties_now("opioid_noted")
        assert (noted.due_on, noted.for_doctor) == (today(), True)
        words = f"Opioid: Vurdering {day:%d.%m.%Y} noteret af sygeplejerske (fremmøde), afventer læge"
        assert REASONS["opioid_noted"].sentence(noted.words) == words
    answer(cast.gp, episode, opioid__last_review=today())
    assert due_days("opioid_review") == [add_months(today(), 3)]
    assert called("opioid_noted", "opioid_never") == []


def test_whether_there_is_a_plan_is_asked_and_none_calls(cast: Cast, episode: Episode) -> None:
    """Unknown is not no. Tried: an unanswered question taken for no plan."""
    opioid(cast, episode)
    answer(cast.gp, episode, opioid__last_review=today())
    assert (called("opioid_perhaps_plan"), called("opioid_no_plan")) == ([""], [])
    answer(cast.gp, episode, opioid__treatment_plan_recorded=False)
    assert (called("opioid_perhaps_plan"), called("opioid_no_plan")) == ([], [""])
    answer(cast.gp, episode, opioid__treatment_plan_recorded=True)
    assert called("opioid_perhaps_plan", "opioid_no_plan") == []


def test_no_plan_calls_before_the_first_review_too(cast: Cast, episode: Episode) -> None:
    """Also of a medicine that is an opioid by its code alone."""
    treat(cast.gp, episode, "other_drug", "current", name="Ketobemidon", atc="N02AB01", started=today())
    answer(cast.gp, episode, opioid__treatment_plan_recorded=False)
    assert (called("opioid_no_plan"), called("opioid_never")) == ([""], [])


def test_an_opioid_from_an_operation_needs_a_plan(cast: Cast, episode: Episode) -> None:
    """Tried: an unanswered question taken for no plan; a stopped opioid that calls."""
    answer(cast.gp, episode, surgery__opioid_started=True)
    assert called("perhaps_after_operation") == [""]
    answer(cast.gp, episode, surgery__taper_plan_received=False)
    assert (called("perhaps_after_operation"), called("after_operation")) == ([], [""])
    answer(cast.gp, episode, surgery__taper_plan_received=True)
    assert called("after_operation") == []


def test_an_ended_episode_has_no_duties(cast: Cast, episode: Episode) -> None:
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="passive")
    assert duties_now()
    Episode.objects.filter(pk=episode.pk).update(ended_at=timezone.now())
    assert duties_now() == []


def test_every_reason_has_words_and_a_page_that_there_is(content: Content) -> None:
    """Tried: a page under another name."""
    for reason in REASONS.values():
        words = dict.fromkeys((*WORDS, *WORDS_OF_SAFETY), "x")
        assert reason.sentence(words)
        if not (reason.about or reason.about_only):
            assert len(reason.address_of(Episode().pk, "")) == 1 + len(reason.fixed)
    safety = {key for key, reason in REASONS.items() if reason.urgency == Urgency.SAFETY}
    of_doctors = {"safety_look", "safety_decision", "safety_answer"}
    assert safety == {"prompt", "prompt_again", "alert", "promised", "gone", *of_doctors}


def test_a_contact_on_the_day_is_the_follow_up(cast: Cast, episode: Episode) -> None:
    """Tried: a contact the day before."""
    consultation = begin_consultation(by=cast.gp, episode=episode, form="phone")
    answer(cast.gp, episode, practical__next_follow_up=today())
    end_consultation(by=cast.gp, consultation=consultation)
    assert current_content()
    assert (called("follow_up", away=1), len(called("no_date"))) == ([], 1)


def test_a_question_waits_for_the_doctor_and_its_answer_for_the_patient(cast: Cast, episode: Episode) -> None:
    """With whose turn it is. Tried: an answered question that still waits for the doctor."""
    contact = contact_now(episode)
    asked = ask_doctor(by=cast.nurse, contact=contact, text="Må dosis øges?", answer_by=today() + DAY, doctor=cast.gp)
    (question,) = duties_now("question")
    assert (question.reference, question.owner, question.urgency) == (str(asked.pk), cast.gp, Urgency.QUESTION)
    answer_inquiry(by=cast.gp, inquiry=asked, kind="answer", text="Nej.", seen=0)
    (to_tell,) = duties_now("answer")
    assert (to_tell.owner, to_tell.words["said"].rpartition(": ")[2]) == (cast.nurse, "Nej.")
    assert called("question") == []
    pass_on(by=cast.nurse, inquiry=Inquiry.objects.get(pk=asked.pk), seen=1)
    assert called("question", "answer") == []


def test_what_a_nurse_decided_waits_for_a_doctor_under_safety(cast: Cast, episode: Episode) -> None:
    """What is dangerous waits for a doctor's decision, anything else for a doctor's eye. Tried: an eye for both."""
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="passive")
    assess(cast.nurse, episode)
    (duty,) = duties_now("safety_decision")
    assert (duty.urgency, duty.for_doctor, "seen_by_other_than" in duty.words) == (0, True, False)
    assert REASONS[duty.reason].sentence(duty.words).startswith("Vurderet af sygeplejerske, afventer læge: ")
    treat(cast.gp, episode, "nsaid_oral", "current", name="Ibuprofen")
    answer(cast.gp, episode, health__heart_disease=True)
    decide(cast.nurse, episode, "safety-prompts/nsaid-risk", "arranged", what="Stoppes.")
    (duty,) = duties_now("safety_look")
    assert (duty.urgency, duty.for_doctor, duty.words["seen_by_other_than"]) == (0, True, str(cast.nurse.pk))
