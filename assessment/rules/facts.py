"""A case: what is known of one episode on one day, and the facts that follow from it.

Pure Python, and the only place where derived facts are computed. `as_of` is always given; nothing asks the clock.
"""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from assessment.rules.contacts.changes import SinceLast, add_changes
from assessment.rules.keys import (
    AGE,
    ANY_CURRENT_GOOD_EFFECT,
    ANY_FAILED,
    CURRENT_FAST_ACTING,
    CURRENT_LONG_TERM,
    DEPENDENCY_SIX_MONTHS,
    DEPENDENCY_THREE_MONTHS,
    DURATION_DAYS,
    DURATION_MONTHS,
    GCPS_GRADE,
    GCPS_ITEMS,
    LIMITING_FREQUENCY,
    LONG_TERM_UNREVIEWED,
    MALE,
    ONSET,
    OPIOID_CURRENT,
    PAIN_FREQUENCY,
    PEG_ITEMS,
    PEG_SCORE,
    RED_FLAG_OPEN,
    RED_FLAGS,
    RED_FLAGS_CLEARED,
    SUBSTANCES,
)
from guidelines.vocabulary.dates import add_months, completed_months, duration_in_months
from guidelines.vocabulary.facts import PERHAPS, Facts, Range, Value, union
from guidelines.vocabulary.model import TREATMENT_ASPECTS, Vocabulary
from guidelines.vocabulary.told_dates import ToldDate

TRIED = ("current", "stopped")
UNSUITABLE = ("contraindicated", "declined")
OPIOIDS = frozenset({"codeine", "tramadol", "strong_opioid"})
# What guidance 9523 is about: opioids, and benzodiazepines with the Z-drugs.
DEPENDENCY = OPIOIDS | {"benzodiazepine"}
FREQUENT = ("most_days", "every_day")
BOTHERSOME_SUM = 12
# How many months ago the medicines of these facts were begun at least.
BEGUN_MONTHS_AGO: Mapping[str, int] = {
    DEPENDENCY_THREE_MONTHS: 3,
    DEPENDENCY_SIX_MONTHS: 6,
    CURRENT_LONG_TERM: 12,
    LONG_TERM_UNREVIEWED: 12,
}
SHOWN_DERIVED = (AGE, DURATION_DAYS, DURATION_MONTHS, PEG_SCORE, GCPS_GRADE)


@dataclass(frozen=True, slots=True)
class TreatmentRow:
    """One trial of one treatment. An absent `fast_acting` or `started` is unknown.

    The dose is in mg a day whatever it was told in; `dose_unit` is what it was told in (`ug_h` of a patch).
    `dose_confirmed`: it is higher than any in use, and somebody has said that it is right. `as_needed`: taken now and
    then, without a dose of every day. `twin_confirmed`: somebody has said that another row of the medicine is right.
    `started_by` is the last day that it can have started, where only the month or the year of `started` is known.
    """

    kind: str
    status: str
    name: str = ""
    atc: str = ""
    daily_dose_mg: float | None = None
    fast_acting: bool | None = None
    started: date | None = None
    stopped: date | None = None
    effect: str = "not_assessed"
    side_effects: str = ""
    stopped_for_side_effects: bool = False
    last_specialist_review: date | None = None
    dose_unit: str = "mg"
    dose_confirmed: bool = False
    as_needed: bool = False
    twin_confirmed: bool = False
    started_by: date | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """Answers by question key; a key that is absent is unanswered.

    `treatments` is None if not recorded. While the list is not complete, nothing is known of what is not in it,
    but for the kinds of which it was said that they were not tried. `is_man` is what the CPR number says. `since` is
    what was answered in earlier contacts; None if nothing is known of them.
    """

    as_of: date
    birth_date: date
    answers: Mapping[str, Value]
    treatments: tuple[TreatmentRow, ...] | None = None
    treatments_complete: bool = True
    kinds_not_tried: frozenset[str] = frozenset()
    is_man: bool | None = None
    since: SinceLast | None = None


Judge = Callable[[list[TreatmentRow]], bool | None]


def facts_of(case: Case, vocabulary: Vocabulary) -> Facts:
    """Every known fact of the case, and for each unknown derived fact the answers that it lacks."""
    values: dict[str, Value] = dict(case.answers)
    lacking: dict[str, frozenset[str]] = {}
    values[AGE] = completed_months(case.birth_date, case.as_of) // 12
    if case.is_man is not None:
        values[MALE] = case.is_man
    _add_durations(case, values, lacking)
    scores, lacking_items = scores_of(case.answers)
    values |= scores
    lacking |= lacking_items
    _add_red_flag(case.answers, values, lacking)
    add_changes(case.answers, case.since, vocabulary, values, lacking)
    _add_treatments(case, values, lacking, vocabulary)
    return Facts(case.as_of, values, lacking)


def _add_durations(case: Case, values: dict[str, Value], lacking: dict[str, frozenset[str]]) -> None:
    onset = case.answers.get(ONSET)
    if isinstance(onset, ToldDate):
        days = [*onset.days_until(case.as_of)]
        values[DURATION_DAYS] = _range_of((case.as_of - day).days for day in days)
        values[DURATION_MONTHS] = _range_of(duration_in_months(day, case.as_of) for day in days)
    elif isinstance(onset, date):
        values[DURATION_DAYS] = (case.as_of - onset).days
        values[DURATION_MONTHS] = duration_in_months(onset, case.as_of)
        return
    # Known in part at most: what a rule lacks of it is the day.
    lacking[DURATION_DAYS] = lacking[DURATION_MONTHS] = frozenset({ONSET})


def _range_of(numbers: Iterable[float]) -> Value:
    """The one number that all of these are, or else all that it may be."""
    found = sorted(set(numbers))
    return found[0] if len(found) == 1 else Range(tuple(found))


def scores_of(answers: Mapping[str, Value]) -> tuple[dict[str, Value], dict[str, frozenset[str]]]:
    """The scores that these answers give; and, for each other score, the items that it still needs."""
    values: dict[str, Value] = {}
    lacking: dict[str, frozenset[str]] = {}
    missing_items = frozenset(item for item in PEG_ITEMS if item not in answers)
    if missing_items:
        lacking[PEG_SCORE] = missing_items
    else:
        values[PEG_SCORE] = peg_score(peg_sum(answers))
    grade = gcps_grade(answers)
    if isinstance(grade, int):
        values[GCPS_GRADE] = grade
    else:
        lacking[GCPS_GRADE] = grade
    return values, lacking


# The answers that each derived fact is worked out from, where it comes from answers at all.
ANSWERS_BEHIND: Mapping[str, frozenset[str]] = {
    DURATION_DAYS: frozenset({ONSET}),
    DURATION_MONTHS: frozenset({ONSET}),
    PEG_SCORE: frozenset(PEG_ITEMS),
    GCPS_GRADE: frozenset((*GCPS_ITEMS, *PEG_ITEMS)),
    RED_FLAG_OPEN: frozenset({RED_FLAGS, RED_FLAGS_CLEARED}),
}


def answers_behind(facts: Iterable[str]) -> frozenset[str]:
    """The questions whose answers decide these facts."""
    return union(ANSWERS_BEHIND.get(fact, frozenset({fact})) for fact in facts)


def as_number(value: Value) -> float:
    """The number that a scale or score is. Raises TypeError for any other value."""
    if isinstance(value, int | float):
        return value
    raise TypeError(f"a number is needed, not {value!r}")


def peg_sum(answers: Mapping[str, Value]) -> int:
    """The sum of the three PEG items, 0-30, all of them answered."""
    return sum(int(as_number(answers[item])) for item in PEG_ITEMS)


def peg_score(total: int) -> float:
    """The mean of the three items, 0-10, rounded half up to one decimal (contract, facts.yaml: peg.score)."""
    return float((Decimal(total) / 3).quantize(Decimal("0.1"), ROUND_HALF_UP))


def gcps_grade(answers: Mapping[str, Value]) -> int | frozenset[str]:
    """The GCPS-R grade 0-3, or the unanswered items that it still needs.

    001_4dba22924d30146e.txt, Bilag 4, Anbefaling 2, and the rule in the contract: frequency first, then limitation,
    then the sum of the three PEG items, which needs all of them.
    """
    frequency, limiting = answers.get(PAIN_FREQUENCY), answers.get(LIMITING_FREQUENCY)
    if frequency is not None and frequency not in FREQUENT:
        return 0
    if frequency is not None and limiting in FREQUENT:
        return 3
    unanswered = frozenset(key for key in GCPS_ITEMS if key not in answers)
    if limiting not in FREQUENT:
        unanswered |= frozenset(item for item in PEG_ITEMS if item not in answers)
    if unanswered:
        return unanswered
    return 2 if peg_sum(answers) >= BOTHERSOME_SUM else 1


def _add_red_flag(answers: Mapping[str, Value], values: dict[str, Value], lacking: dict[str, frozenset[str]]) -> None:
    """Whether a red flag is open: noted, and nobody has cleared it (contract, facts.yaml: workup.red_flag_open)."""
    flags = answers.get(RED_FLAGS)
    if flags is None:
        lacking[RED_FLAG_OPEN] = frozenset({RED_FLAGS})
    else:
        values[RED_FLAG_OPEN] = bool(flags) and answers.get(RED_FLAGS_CLEARED) is not True


def _add_treatments(
    case: Case, values: dict[str, Value], lacking: dict[str, frozenset[str]], vocabulary: Vocabulary
) -> None:
    """The facts that the list of treatments gives; one that it does not give lacks the list."""
    if case.treatments is None:
        lacking.update(vocabulary.treatment_facts_lacking)
        return
    known = _treatment_facts(case, case.treatments, vocabulary)
    for key, without in vocabulary.treatment_facts_lacking.items():
        value = known.get(key)
        if value is None:
            lacking[key] = without
        else:
            values[key] = value
            if isinstance(value, tuple):
                # Known in part: what a rule lacks of it, it lacks of the list.
                lacking[key] = without


def _treatment_facts(
    case: Case, rows: tuple[TreatmentRow, ...], vocabulary: Vocabulary
) -> dict[str, bool | tuple[str, ...] | None]:
    """What the rows say, None if it is unknown (contract, facts.yaml: the treatment list)."""
    by_kind: dict[str, list[TreatmentRow]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    # Of a kind without a row: nothing was tried where the list is complete, and otherwise nothing is known.
    settled = vocabulary.treatment_kinds.keys() if case.treatments_complete else case.kinds_not_tried
    told = by_kind.keys() | settled
    facts: dict[str, bool | tuple[str, ...] | None] = {}
    if case.treatments_complete:
        facts |= vocabulary.untried
    else:
        for kind in case.kinds_not_tried & vocabulary.keys_of_kinds.keys():
            facts |= dict.fromkeys(vocabulary.keys_of_kinds[kind], False)
    for kind, of_kind in by_kind.items():
        if keys := vocabulary.keys_of_kinds.get(kind):
            facts |= zip(keys, (ASPECTS[aspect](of_kind) for aspect in TREATMENT_ASPECTS), strict=True)

    def over(kinds: AbstractSet[str], judge: Judge) -> bool | None:
        of_rows = [judge(by_kind[kind]) for kind in by_kind if kind in kinds]
        # An older vocabulary may not know a kind: of a complete list nothing is unknown for that.
        return any_known(of_rows if case.treatments_complete or kinds <= told else [*of_rows, None])

    for group, kinds in vocabulary.kinds_by_group.items():
        facts[f"treatment.{group}.tried"] = over(kinds, was_tried)
        facts[f"treatment.{group}.current"] = over(kinds, is_current)
    every = vocabulary.treatment_kinds.keys()
    begun_by = {fact: add_months(case.as_of, -months) for fact, months in BEGUN_MONTHS_AGO.items()}
    return facts | {
        SUBSTANCES: substances_in_use(by_kind, settled, vocabulary),
        ANY_FAILED: over(every, has_failed),
        ANY_CURRENT_GOOD_EFFECT: over(every, works_well_now),
        OPIOID_CURRENT: over(OPIOIDS, is_current),
        CURRENT_FAST_ACTING: over(OPIOIDS, acts_fast),
        CURRENT_LONG_TERM: over(OPIOIDS, lambda of_kind: was_begun_by(of_kind, begun_by[CURRENT_LONG_TERM])),
        LONG_TERM_UNREVIEWED: over(
            OPIOIDS, lambda of_kind: is_unreviewed(of_kind, begun_by[LONG_TERM_UNREVIEWED], case.as_of)
        ),
        **{
            fact: over(DEPENDENCY, partial(was_begun_by, day=begun_by[fact]))
            for fact in (DEPENDENCY_THREE_MONTHS, DEPENDENCY_SIX_MONTHS)
        },
    }


def substances_in_use(
    by_kind: Mapping[str, list[TreatmentRow]], settled: AbstractSet[str], vocabulary: Vocabulary
) -> tuple[str, ...] | None:
    """The substances in use that rules may ask for, and with the mark before it what may be in use.

    That is where a row of its kind in use has no code, and where its kind is not `settled`: one medicine of a kind on a
    list that nobody has called complete says nothing of the others of it. None: of all nothing is known.
    """
    now = [row for rows in by_kind.values() for row in in_use(rows)]
    codes, without = {row.atc for row in now}, {row.kind for row in now if not row.atc}
    known = [code for code, _kind in vocabulary.substances if code in codes]
    perhaps = [
        PERHAPS + code
        for code, kind in vocabulary.substances
        if code not in codes and (kind in without or kind not in settled)
    ]
    return None if perhaps and len(perhaps) == len(vocabulary.substances) else (*known, *perhaps)


def any_known(values: Iterable[bool | None]) -> bool | None:
    """Three-valued any: true beats unknown, unknown beats false."""
    seen = set(values)
    return True if True in seen else None if None in seen else False


def in_use(rows: Iterable[TreatmentRow]) -> list[TreatmentRow]:
    return [row for row in rows if row.status == "current"]


def was_tried(rows: Iterable[TreatmentRow]) -> bool:
    return any(row.status in TRIED for row in rows)


def is_current(rows: Iterable[TreatmentRow]) -> bool:
    return any(row.status == "current" for row in rows)


def is_unsuitable(rows: Iterable[TreatmentRow]) -> bool:
    """Contraindicated or declined, and not in use all the same (contract: treatment.<kind>.unsuitable)."""
    rows = list(rows)
    return any(row.status in UNSUITABLE for row in rows) and not is_current(rows)


def has_failed(rows: Iterable[TreatmentRow]) -> bool | None:
    """Tried, without a lasting good effect, and with a sign of failure (contract: treatment.<kind>.failed).

    Unknown where it was tried and nobody has assessed the effect. What a row says of a treatment that was never tried
    counts for nothing.
    """
    tried = [row for row in rows if row.status in TRIED]
    if not tried or any(row.effect == "good" and not row.stopped_for_side_effects for row in tried):
        return False
    if any(row.effect in ("none", "insufficient") or row.stopped_for_side_effects for row in tried):
        return True
    return None


def works_well_now(rows: Iterable[TreatmentRow]) -> bool | None:
    """In use with a good effect; unknown where nobody has assessed the effect."""
    return any_known(None if row.effect == "not_assessed" else row.effect == "good" for row in in_use(rows))


def acts_fast(rows: Iterable[TreatmentRow]) -> bool | None:
    """One in use is fast-acting."""
    return any_known(row.fast_acting for row in in_use(rows))


def was_begun_by(rows: Iterable[TreatmentRow], day: date) -> bool | None:
    """One in use was begun on or before that day."""
    return any_known(_was_begun(row, day) for row in in_use(rows))


def is_unreviewed(rows: Iterable[TreatmentRow], year_ago: date, as_of: date) -> bool | None:
    """One in use for a year was not reviewed within it: a review of one row says nothing of another."""
    return any_known(
        False if _was_reviewed(row, year_ago, as_of) else _was_begun(row, year_ago) for row in in_use(rows)
    )


def _was_begun(row: TreatmentRow, day: date) -> bool | None:
    if row.started is None:
        return None
    # Of a month or a year only what all of its days say is known.
    return True if (row.started_by or row.started) <= day else None if row.started <= day else False


def _was_reviewed(row: TreatmentRow, since: date, until: date) -> bool:
    return row.last_specialist_review is not None and since <= row.last_specialist_review <= until


ASPECTS: Mapping[str, Judge] = {
    "tried": was_tried,
    "current": is_current,
    "failed": has_failed,
    "unsuitable": is_unsuitable,
}
