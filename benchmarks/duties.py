"""Made-up records that have duties, and their duties worked out slowly: of each day by itself, by other means.

`.venv/bin/python -m benchmarks.duties --patients 2000 --days 20` compares what is kept ahead with the slow way.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid5

import django

from assessment.rules.facts import OPIOIDS, Case, facts_of
from assessment.rules.keys import NEXT_FOLLOW_UP, OPIOID_LAST_REVIEW
from assessment.rules.medication.opioid_course import OpioidReviews, ReviewSaid
from assessment.rules.safety.basis import RowInUse, basis_of
from assessment.rules.synthetic import Draw, synthetic_case
from guidelines.conditions.tree import Always
from guidelines.recommendations.evaluation import CompiledRecommendation, Status, evaluate_all
from guidelines.vocabulary.dates import completed_months
from guidelines.vocabulary.facts import Facts
from referrals.rules.course import CourseState, Standing
from referrals.rules.duties.finding import look_on
from referrals.rules.duties.records import AdviceGiven, Records, ReferralKept, StepKept, Tapering, ToldBy

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chronicpain.settings")
    django.setup()

from guidelines.in_force.content import Content, current_content
from referrals.duties.reading import rules_of
from referrals.duties.reckoning import DAYS_AHEAD, Span, reckon
from referrals.pathways.in_force import pathway_of

NAMES = UUID("6f9b1a2e-3c4d-4e5f-8a6b-7c8d9e0f1a2b")
# Of what is looked at: 29 February, month ends, both changes of summer time.
TELLING = (
    *(date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1), date(2027, 3, 28), date(2027, 3, 29)),
    *(date(2027, 10, 31), date(2027, 11, 1), date(2027, 1, 31), date(2027, 2, 28), date(2027, 4, 30)),
)


def patient(number: int, content: Content, as_of: date) -> tuple[Case, Records]:
    """The record of this number: what is asked of it is drawn, and its days lie near those on which something turns."""
    draw, by = Draw(number), uuid5(NAMES, f"{number % 5}")
    case = _case(number, content, as_of)
    answers = case.answers
    rows = tuple(
        RowInUse(f"{place}", row.kind, None)
        for place, row in enumerate(case.treatments or ())
        if row.status == "current"
    )
    review = answers.get(OPIOID_LAST_REVIEW)
    said = ReviewSaid(review, as_of, True, "in_person") if isinstance(review, date) and review <= as_of else None
    records = Records(
        rules=rules_of(content),
        started=as_of - timedelta(days=200),
        started_by=by,
        last_contact=as_of - timedelta(days=draw.below("seen", 120)),
        entries={key: {"value": str(value), "version": 1} for key, value in answers.items()},
        told={key: ToldBy(as_of - timedelta(days=draw.below(key, 90)), by) for key in answers},
        in_use=rows,
        rows_on={row.identifier: as_of - timedelta(days=draw.below(f"row {row.identifier}", 90)) for row in rows},
        reviews=OpioidReviews(said),
        tapers=(_taper(number, as_of),) if draw("taper") < 0.4 else (),
        referrals=(_referral(number, content, as_of, by),) if draw("referred") < 0.4 else (),
    )
    return case, replace(records, given=_advice_given(number, case, records, as_of, by))


def _case(number: int, content: Content, as_of: date) -> Case:
    """A birthday that a rule asks about lies in the days ahead, and an ecg grows old in them."""
    draw = Draw(number)
    case = synthetic_case(number, content.vocabulary, as_of)
    turns = as_of + timedelta(days=draw.below("birthday", DAYS_AHEAD))
    ages = (12, 15, 18, 49, 50, 51, 55, 56, 60, 65, 70, 75)
    years = ages[draw.below("age", len(ages))]
    born = turns.replace(year=turns.year - years, day=min(turns.day, 28))
    ecg = as_of - timedelta(days=draw.below("ecg", 700))
    answers = {**case.answers, "workup.ecg_date": ecg}
    if draw("planned") < 0.7:
        answers[NEXT_FOLLOW_UP] = as_of + timedelta(days=draw.below("follow-up", 200) - 60)
    return replace(case, birth_date=born, answers=answers)


def _taper(number: int, as_of: date) -> Tapering:
    draw = Draw(number)
    step = as_of + timedelta(days=draw.below("step", 60) - 20)
    steps = tuple(StepKept(place, step + timedelta(days=14 * place), "planned") for place in range(1, 4))
    return Tapering(uuid5(NAMES, f"taper {number}"), "tramadol", draw("runs") < 0.7, True, as_of, steps)


def _referral(number: int, content: Content, as_of: date, by: UUID) -> ReferralKept:
    pathway = pathway_of(content)
    sent = as_of - timedelta(days=Draw(number).below("sent", 90))
    return ReferralKept(
        uuid5(NAMES, f"referral {number}"),
        "Smertecenter",
        Standing(CourseState.SENT, sent, sent, sent),
        by,
        answer_expected_days=pathway.answer_expected_days,
        waiting=tuple(
            (one.key, one.condition) for one in pathway.waiting_time if not isinstance(one.condition, Always)
        ),
    )


def _advice_given(number: int, case: Case, records: Records, as_of: date, by: UUID) -> dict[str, AdviceGiven]:
    """What was decided of the safety prompts that apply, and an advice that was put off."""
    draw = Draw(number)
    facts = look_on(case, records, as_of).facts
    given = {}
    for result in evaluate_all(records.rules.safety, facts):
        if result.status == Status.APPLIES and draw(f"decided {result.key}") < 0.6:
            reopens = as_of + timedelta(days=draw.below(f"reopens {result.key}", 300))
            given[result.key] = AdviceGiven(
                result.key,
                "",
                "",
                as_of - timedelta(days=1),
                by,
                is_decision=True,
                basis=basis_of(result.deciding, facts, records.entries, records.in_use, records.rules.vocabulary),
                reopens_on=reopens if draw(f"day {result.key}") < 0.7 else None,
            )
    if draw("deferred") < 0.3:
        until = as_of + timedelta(days=draw.below("until", 300) - 10)
        given["advice/deferred"] = AdviceGiven("advice/deferred", "Råd", "defer", as_of, by, deferred_until=until)
    return given


def quickly(spans: Sequence[Span], day: date) -> set[tuple[str, str]]:
    """What calls on that day, of what was worked out ahead."""
    return {
        (span.duty.reason, span.duty.reference)
        for span in spans
        if (span.opens_on is None or span.opens_on <= day)
        and (span.gone_on is None or day < span.gone_on)
        and span.duty.day <= day
    }


def slowly(case: Case, records: Records, day: date) -> set[tuple[str, str]]:
    """What calls on that day, worked out from that day alone: no span, no boundary, no reason's object."""
    facts = facts_of(replace(case, as_of=day), records.rules.vocabulary)
    of_answers = {*_by_answers(case, records, day), *_after_operation(case, records, facts)}
    return {*_prompts(records, facts, day), *of_answers, *_by_rows(records, facts, day)}


def _prompts(records: Records, facts: Facts, day: date) -> Iterator[tuple[str, str]]:
    for rule in records.rules.safety:
        if rule.applies_when.value(facts) is not True:
            continue
        if rule.attention_when is not None and rule.attention_when.value(facts) is False:
            continue
        given = records.given.get(rule.key)
        stands = given is not None and given.is_decision and given.basis == _basis(rule, facts, records)
        if stands and (given.reopens_on is None or day < given.reopens_on or day == given.decided_on):
            continue
        yield "prompt_again" if stands else "prompt", rule.key


def _basis(rule: CompiledRecommendation, facts: Facts, records: Records) -> object:
    (result,) = evaluate_all([rule], facts)
    return basis_of(result.deciding, facts, records.entries, records.in_use, records.rules.vocabulary)


def _by_answers(case: Case, records: Records, day: date) -> Iterator[tuple[str, str]]:
    answers, seen = case.answers, records.last_contact
    planned = answers.get("practical.next_follow_up")
    if planned is None or (seen and not seen < planned):
        yield "no_date", ""
    elif not planned > day:
        yield "follow_up", ""
    opioids = [row for row in case.treatments or () if row.kind in OPIOIDS and row.status == "current"]
    starts = [row.started for row in opioids if row.started]
    review, plan = records.reviews.last, answers.get("opioid.treatment_plan_recorded")
    if opioids and not records.tapers and not plan and (review or plan is False):
        yield "opioid_perhaps_plan" if plan is None else "opioid_no_plan", ""
    if opioids and review:
        if completed_months(review, day) >= 3:
            yield "opioid_review", ""
    elif opioids and not starts:
        yield "opioid_unknown_start", ""
    elif opioids and completed_months(min(starts), day) >= 3:
        yield "opioid_never", ""


def _after_operation(case: Case, records: Records, facts: Facts) -> Iterator[tuple[str, str]]:
    answers, stopped = case.answers, facts.values.get("treatment.opioid.current") is False
    if answers.get("surgery.opioid_started") and not stopped and not records.tapers:
        received = answers.get("surgery.taper_plan_received")
        if received is not True:
            yield "perhaps_after_operation" if received is None else "after_operation", ""


def _by_rows(records: Records, facts: Facts, day: date) -> Iterator[tuple[str, str]]:
    for plan in records.tapers:
        if plan.runs and not min(step.planned_on for step in plan.steps) > day:
            yield "taper_step", str(plan.identifier)
    for referral in records.referrals:
        waited = (day - (referral.standing.sent_last or day)).days - (referral.answer_expected_days or 0)
        if waited > 0:
            yield "no_answer", str(referral.identifier)
        if waited >= 0 and any(fits.value(facts) is not False for _key, fits in referral.waiting):
            yield "waiting_steps", str(referral.identifier)
    for given in records.given.values():
        if given.deferred_until and not given.deferred_until > day:
            yield "deferred", given.key


def chosen_days(number: int, as_of: date, many: int) -> list[date]:
    """So many days of the 400 ahead: the ends of months, 29 February, the changes of summer time, and others."""
    telling = [day for day in TELLING if as_of <= day <= as_of + timedelta(days=DAYS_AHEAD)]
    draw = Draw(number)
    drawn = (as_of + timedelta(days=draw.below(f"day {place}", DAYS_AHEAD + 1)) for place in range(many))
    return [*telling, *drawn][:many]


def compare(number: int, content: Content, as_of: date, many: int) -> list[str]:
    """Where what was worked out ahead differs from the slow way, of one patient on so many days."""
    case, records = patient(number, content, as_of)
    spans = reckon(case, records, as_of)
    return [
        f"patient {number}, {day}: {sorted(slow ^ quick)}"
        for day in chosen_days(number, as_of, many)
        if (slow := slowly(case, records, day)) != (quick := quickly(spans, day))
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=2000)
    parser.add_argument("--days", type=int, default=20)
    chosen = parser.parse_args()
    began, content, faults = time.perf_counter(), current_content(), 0
    for as_of in (date(2026, 11, 29), date(2027, 3, 27), date(2027, 8, 31), date(2028, 2, 28)):
        found = [line for number in range(chosen.patients) for line in compare(number, content, as_of, chosen.days)]
        faults += len(found)
        print(f"{as_of}: {chosen.patients} patients on {chosen.days} days each, {len(found)} differences")
        print("\n".join(found[:20]))
    print(f"in {time.perf_counter() - began:.0f} s")
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
