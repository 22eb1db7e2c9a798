"""What there is to do for a patient on one day: each function finds the duties of one reason. Pure Python."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

from assessment.rules.contacts.inquiry_state import ANSWERED, OPEN
from assessment.rules.facts import Case, facts_of
from assessment.rules.keys import (
    NEXT_FOLLOW_UP,
    NEXT_WITH,
    OPIOID_CURRENT,
    OPIOID_PLAN,
    OPIOID_STARTED,
    TAPER_PLAN_RECEIVED,
    WITH_DOCTOR,
)
from assessment.rules.line_words import day
from assessment.rules.medication.opioid_course import OpioidCourse, OpioidReview, PlanSaid, opioid_course
from assessment.rules.medication.opioid_total import opioid_exposure
from assessment.rules.medication.taper_schedule import due_of
from assessment.rules.safety.basis import Basis, basis_of, holds, is_due
from guidelines.recommendations.evaluation import RecommendationResult, Status, evaluate_all
from guidelines.vocabulary.facts import Facts
from referrals.rules.course import CourseState
from referrals.rules.duties.records import AdviceGiven, InquiryKept, Promised, Records

PROMISED = "promised"


@dataclass(frozen=True)
class Found:
    """One duty: what it is about, the day that its sentence names, whose it is, and what the sentence says. One may be
    for a doctor whose reason is not always (`for_doctor`).
    """

    reference: str
    due_on: date
    owner: UUID | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    for_doctor: bool = False


@dataclass(frozen=True)
class Look:
    """An episode on one day."""

    case: Case
    records: Records

    @property
    def as_of(self) -> date:
        return self.case.as_of

    @cached_property
    def facts(self) -> Facts:
        return facts_of(self.case, self.records.rules.vocabulary)

    @cached_property
    def opioids(self) -> OpioidCourse:
        """How the opioids in use are followed."""
        records = self.records
        return opioid_course(
            self.case,
            opioid_exposure(self.case.treatments or (), records.rules.medicines),
            records.reviews,
            has_taper=any(plan.of_opioid for plan in records.tapers),
            asked_in_vain=bool(records.entries.get(OPIOID_PLAN, {}).get("reason")),
        )


def find_prompts(look: Look) -> Iterator[Found]:
    """The safety prompts that apply and wait for a decision, by the day of what they rest on."""
    for result, basis in _applying(look):
        if _decided_on(result, basis, look) is None:
            words = {"title": look.records.rules.titles[result.key]}
            yield Found(result.key, _newest_of(basis, look.records), words=words)


def find_prompts_again(look: Look) -> Iterator[Found]:
    """The safety prompts that were decided on, to be looked at again on a day that has come."""
    promised = {given.key for given, _promised in _promises(look)}
    for result, basis in _applying(look):
        decided_on = None if result.key in promised else _decided_on(result, basis, look)
        again_on = look.records.given[result.key].reopens_on if decided_on else None
        if decided_on and again_on and is_due(again_on, decided_on, look.as_of):
            words = {"title": look.records.rules.titles[result.key], "day": f"{decided_on:%d.%m.%Y}"}
            yield Found(result.key, max(again_on, decided_on + timedelta(days=1)), words=words)


def _applying(look: Look) -> Iterator[tuple[RecommendationResult, Basis]]:
    """Each safety prompt that applies, with the answers and treatments that it rests on."""
    records = look.records
    for result in evaluate_all(records.rules.safety, look.facts):
        if result.status == Status.APPLIES and result.attention is not False:
            rules = records.rules
            yield result, basis_of(result.deciding, look.facts, records.entries, records.in_use, rules.vocabulary)


def _decided_on(result: RecommendationResult, basis: Basis, look: Look) -> date | None:
    """The day of the decision that stands; None where there is none, or it was given on other answers."""
    given = look.records.given.get(result.key)
    return given.decided_on if given and given.is_decision and holds(given.basis, basis) else None


def _newest_of(basis: Basis, records: Records) -> date:
    """The day of the newest answer or treatment that it rests on."""
    days = [records.told_on(key) for key, kept in basis.items() if kept and "version" in kept]
    rows = (row for kept in basis.values() if kept for row in kept.get("rows", ()))
    return max([*days, *(records.rows_on[row] for row in rows)], default=records.started)


def find_alerts(look: Look) -> Iterator[Found]:
    for alert in look.records.alerts:
        words = {"title": alert.title, "question": alert.question}
        yield Found(str(alert.identifier), alert.day, words=words)


def find_gone(look: Look) -> Iterator[Found]:
    """The safety prompts that a changed answer took away while they were open, until somebody has said why."""
    applying = {result.key for result, _basis in _applying(look)}
    for given in look.records.given.values():
        if given.gone and given.key not in applying:
            yield Found(given.key, given.decided_on, given.by, {"title": given.title, "said": given.gone})


def find_promises(look: Look) -> Iterator[Found]:
    """The next contact that was agreed under Safety, until whoever it falls to has had one."""
    for given, promised in _promises(look):
        at = f" {promised.at}" if promised.at else ""
        yield Found(given.key, promised.day, promised.by, {"title": given.title, "at": at})


def _promises(look: Look) -> Iterator[tuple[AdviceGiven, Promised]]:
    for given in look.records.given.values():
        if promised := given.promised:
            taken = look.records.acted.get((PROMISED, given.key, promised.day))
            if ((taken and taken.owner) or promised.by) not in promised.kept_by:
                yield given, promised


def find_safety_looks(look: Look) -> Iterator[Found]:
    """What was decided on a safety prompt, or handed on, until a doctor has seen it."""
    return _asked(look, OPEN, lambda one: one.is_safety and not one.how)


def find_safety_decisions(look: Look) -> Iterator[Found]:
    """What is dangerous and was decided on by somebody else, or handed on, until a doctor has answered."""
    return _asked(look, OPEN, lambda one: bool(one.how))


def find_safety_answers(look: Look) -> Iterator[Found]:
    """What a doctor has answered on it, until that is done."""
    return _asked(look, ANSWERED, lambda one: bool(one.how))


def find_questions(look: Look) -> Iterator[Found]:
    """Questions that wait for a doctor."""
    return _asked(look, OPEN, lambda one: not one.is_safety)


def find_answers(look: Look) -> Iterator[Found]:
    """Answers that the patient is to be told."""
    return _asked(look, ANSWERED, lambda one: not one.how)


def _asked(look: Look, state: str, is_of_it: Callable[[InquiryKept], bool]) -> Iterator[Found]:
    for one in look.records.asked:
        if one.state == state and is_of_it(one):
            words = {"text": one.text, "said": one.said, "answer_by": one.due, "how": one.how}
            seen = {"seen_by_other_than": str(one.by)} if one.may_be_seen and state == OPEN else {}
            yield Found(str(one.identifier), one.day, one.owner, words | seen)


def find_follow_up(look: Look) -> Iterator[Found]:
    """The planned follow-up, until there was a contact on its day or later; what was promised for it stands alone.

    One that is to be with a doctor is that doctor's who planned it, and any doctor's where another did.
    """
    planned = planned_follow_up(look)
    if planned and planned not in {promised.day for _given, promised in _promises(look)}:
        told = look.records.told.get(NEXT_FOLLOW_UP)
        owner, for_doctor = told.by if told else look.records.started_by, _is_with_doctor(look)
        if for_doctor and not look.records.planned_by_doctor:
            owner = None
        yield Found("", planned, owner, _in_vain(look), for_doctor)


def _is_with_doctor(look: Look) -> bool:
    """Whether the follow-up is to be with a doctor: said since it was planned, or since the last contact. What was said
    of an earlier one says nothing of it.
    """
    said, records = look.records.told.get(NEXT_WITH), look.records
    if said is None or look.case.answers.get(NEXT_WITH) != WITH_DOCTOR:
        return False
    planned = records.told_on(NEXT_FOLLOW_UP)
    return said.day >= min(planned, records.last_contact or planned)


def planned_follow_up(look: Look) -> date | None:
    planned, seen = look.case.answers.get(NEXT_FOLLOW_UP), look.records.last_contact
    return planned if isinstance(planned, date) and (seen is None or seen < planned) else None


def find_no_date(look: Look) -> Iterator[Found]:
    """No follow-up is planned."""
    if planned_follow_up(look) is None:
        yield Found("", look.records.last_contact or look.records.started, look.records.started_by, _in_vain(look))


def _in_vain(look: Look) -> dict[str, str]:
    """How often the patient was called in vain, if ever."""
    return {"attempts": str(look.records.attempts)} if look.records.attempts else {}


def find_taper_steps(look: Look) -> Iterator[Found]:
    for plan in look.records.tapers:
        due = due_of(plan.steps, look.as_of) if plan.runs else None
        if due:
            number = next(step.number for step in plan.steps if step.planned_on == due.planned_on)
            words = {"medicine": plan.medicine, "step": str(number), "also": plan.follows_up_text}
            yield Found(str(plan.identifier), due.planned_on, plan.follows_up, words)


def find_taper_contacts(look: Look) -> Iterator[Found]:
    for plan in look.records.tapers:
        if plan.next_contact_on:
            words = {"medicine": plan.medicine, "also": plan.follows_up_text}
            yield Found(str(plan.identifier), plan.next_contact_on, plan.follows_up, words)


def find_taper_approvals(look: Look) -> Iterator[Found]:
    for plan in look.records.tapers:
        if not plan.is_approved:
            yield Found(str(plan.identifier), plan.recorded_on, words={"medicine": plan.medicine})


def find_opioid_reviews(look: Look) -> Iterator[Found]:
    """The next review of opioids that were reviewed before: three months after it."""
    course = look.opioids
    last, due = course.reviews.last, course.due
    if course.is_in_use and last and due.next_on and due.limit:
        yield Found("", due.next_on, words={"last": day(last), "limit": day(due.limit)})


def find_never_reviewed(look: Look) -> Iterator[Found]:
    """Opioids of which no review counts, three months after the first was begun."""
    course = look.opioids
    if course.is_in_use and course.reviews.last is None and course.begun and course.due.next_on:
        yield Found("", course.due.next_on, words={"begun": f"{course.begun:%m.%Y}"})


def find_unknown_start(look: Look) -> Iterator[Found]:
    """Opioids of which no review counts, and of which nobody knows when they were begun."""
    if look.opioids.is_in_use and look.opioids.due.state == OpioidReview.UNKNOWN:
        yield Found("", look.records.started)


def find_noted_reviews(look: Look) -> Iterator[Found]:
    """A review that is noted, and does not count until a doctor has seen the patient."""
    noted = look.opioids.reviews.noted
    if noted and look.opioids.is_in_use:
        yield Found("", noted.said_on, words={"text": noted.words})


def find_no_opioid_plan(look: Look) -> Iterator[Found]:
    """Opioids without a plan: nobody has said at which intervals they are to be reviewed."""
    if look.opioids.is_in_use and look.opioids.plan == PlanSaid.NO:
        yield Found("", look.records.told_on(OPIOID_PLAN))


def find_unknown_opioid_plan(look: Look) -> Iterator[Found]:
    last = look.opioids.reviews.last
    if look.opioids.is_in_use and look.opioids.asks_for_plan and last:
        yield Found("", last)


def find_after_operation(look: Look) -> Iterator[Found]:
    """An opioid from an operation, without a plan for how it ends (001_4dba22924d30146e.txt, chapter 8.2)."""
    if _after_operation(look) == PlanSaid.NO:
        yield Found("", look.records.told_on(TAPER_PLAN_RECEIVED))


def find_perhaps_after_operation(look: Look) -> Iterator[Found]:
    """The same, where nobody has asked whether there is a plan."""
    if _after_operation(look) == PlanSaid.NOT_ASKED:
        yield Found("", look.records.told_on(OPIOID_STARTED))


def _after_operation(look: Look) -> PlanSaid:
    is_stopped = look.facts.values.get(OPIOID_CURRENT) is False
    return PlanSaid.NOT_NEEDED if is_stopped else look.opioids.after_operation


def find_letters_to_sign(look: Look) -> Iterator[Found]:
    for referral in look.records.referrals:
        if referral.letter_to_sign and referral.handed_over_on:
            words = {"title": referral.title, "said": referral.handed_over_as}
            yield Found(str(referral.letter_to_sign), referral.handed_over_on, referral.handed_over_to, words)


def find_letters_to_send(look: Look) -> Iterator[Found]:
    yield from _standing_at(look, CourseState.SIGNED)


def find_returned(look: Look) -> Iterator[Found]:
    yield from _standing_at(look, CourseState.RETURNED)


def _standing_at(look: Look, state: CourseState) -> Iterator[Found]:
    for referral in look.records.referrals:
        if referral.standing.state == state and referral.standing.since:
            words = {"title": referral.title, "why": referral.return_reason}
            owner = referral.signed_by or referral.prepared_by
            yield Found(str(referral.identifier), referral.standing.since, owner, words)


def find_answers_overdue(look: Look) -> Iterator[Found]:
    """What was sent, and nothing heard: from the day after an answer, or the course, was expected."""
    for referral in look.records.referrals:
        expected = referral.standing.expected_by(referral.answer_expected_days)
        if expected:
            words = {"title": referral.title}
            yield Found(str(referral.identifier), expected + timedelta(days=1), referral.prepared_by, words)


def find_waiting_steps(look: Look) -> Iterator[Found]:
    """What can be done while the patient waits, until an answer is expected."""
    for referral in look.records.referrals:
        sent, days = referral.standing.sent_first, referral.answer_expected_days
        if not (referral.standing.is_waiting and referral.is_course and sent):
            continue
        is_open = [key not in referral.done and fits.value(look.facts) is not False for key, fits in referral.waiting]
        if any(is_open):
            words = {"title": referral.title, "steps": str(sum(is_open))}
            yield Found(str(referral.identifier), sent + timedelta(days=days or 0), referral.prepared_by, words)


def find_deferred(look: Look) -> Iterator[Found]:
    """Advice that was put off until a day that has come."""
    for given in look.records.given.values():
        if given.deferred_until and look.as_of >= given.deferred_until:
            yield Found(given.key, given.deferred_until, given.by, {"title": given.title})


def find_replaced(look: Look) -> Iterator[Found]:
    """Advice that was followed, and has been replaced since."""
    for given in look.records.given.values():
        if given.is_replaced and given.response == "follow":
            yield Found(given.key, given.decided_on, given.by, {"title": given.title})


def look_on(case: Case, records: Records, as_of: date) -> Look:
    return Look(case if case.as_of == as_of else replace(case, as_of=as_of), records)
