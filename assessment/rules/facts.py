"""A case: what is known of one episode on one day, and the facts that follow from it.

Pure Python, and the only place where derived facts are computed. `as_of` is always given; nothing asks the clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from assessment.rules.keys import (
    AGE,
    ANY_CURRENT_GOOD_EFFECT,
    ANY_FAILED,
    CURRENT_FAST_ACTING,
    CURRENT_LONG_TERM,
    DURATION_DAYS,
    DURATION_MONTHS,
    GCPS_GRADE,
    GCPS_ITEMS,
    LIMITING_FREQUENCY,
    ONSET,
    PAIN_FREQUENCY,
    PEG_ITEMS,
    PEG_SCORE,
    REVIEWED_WITHIN_YEAR,
)
from guidelines.vocabulary.dates import add_months, completed_months, duration_in_months
from guidelines.vocabulary.facts import TREATMENTS, Facts, Value
from guidelines.vocabulary.model import TREATMENT_ASPECTS, Vocabulary

TRIED = ("current", "stopped")
UNSUITABLE = ("contraindicated", "declined")
OPIOIDS = ("tramadol", "strong_opioid")
FREQUENT = ("most_days", "every_day")
BOTHERSOME_SUM = 12
SHOWN_DERIVED = (AGE, DURATION_DAYS, DURATION_MONTHS, PEG_SCORE, GCPS_GRADE)


@dataclass(frozen=True, slots=True)
class TreatmentRow:
    """One trial of one treatment. An absent `fast_acting` or `started` is unknown.

    The dose is in mg a day whatever it was told in; `dose_unit` is what it was told in (`ug_h` of a patch).
    `dose_confirmed`: it is higher than any in use, and somebody has said that it is right. `as_needed`: taken now and
    then, without a dose of every day. `twin_confirmed`: somebody has said that another row of the medicine is right.
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


@dataclass(frozen=True, slots=True)
class Case:
    """Answers by question key; a key that is absent is unanswered. `treatments` is None while nobody has said."""

    as_of: date
    birth_date: date
    answers: Mapping[str, Value]
    treatments: tuple[TreatmentRow, ...] | None = None


def facts_of(case: Case, vocabulary: Vocabulary) -> Facts:
    """Every known fact of the case, and for each unknown derived fact the answers that it lacks."""
    values: dict[str, Value] = dict(case.answers)
    lacking: dict[str, frozenset[str]] = {}
    values[AGE] = completed_months(case.birth_date, case.as_of) // 12
    _add_durations(case, values, lacking)
    scores, lacking_items = scores_of(case.answers)
    values |= scores
    lacking |= lacking_items
    if case.treatments is None:
        lacking.update(vocabulary.treatment_facts_lacking)
    else:
        _add_treatments(case.treatments, case.as_of, values, lacking, vocabulary)
    return Facts(case.as_of, values, lacking)


def _add_durations(case: Case, values: dict[str, Value], lacking: dict[str, frozenset[str]]) -> None:
    onset = case.answers.get(ONSET)
    if isinstance(onset, date):
        values[DURATION_DAYS] = (case.as_of - onset).days
        values[DURATION_MONTHS] = duration_in_months(onset, case.as_of)
    else:
        lacking[DURATION_DAYS] = lacking[DURATION_MONTHS] = frozenset({ONSET})


def scores_of(answers: Mapping[str, Value]) -> tuple[dict[str, Value], dict[str, frozenset[str]]]:
    """The scores that these answers give, and for each that they do not give the items that it hangs on."""
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
    """The GCPS-R grade 0-3, or the unanswered items that it still hangs on.

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


def _add_treatments(
    rows: tuple[TreatmentRow, ...],
    as_of: date,
    values: dict[str, Value],
    lacking: dict[str, frozenset[str]],
    vocabulary: Vocabulary,
) -> None:
    """The facts of a list that somebody has told; what the list does not hold was not tried."""
    values.update(dict.fromkeys(vocabulary.treatment_facts_lacking, False))
    by_kind: dict[str, list[TreatmentRow]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    values |= _facts_of_kinds(by_kind)
    values |= _facts_of_groups(by_kind, vocabulary)
    values[ANY_FAILED] = any(has_failed(rows) for rows in by_kind.values())
    values[ANY_CURRENT_GOOD_EFFECT] = any(row.status == "current" and row.effect == "good" for row in rows)
    for key, value in _facts_of_opioids(rows, as_of).items():
        if value is None:
            del values[key]
            lacking[key] = frozenset({TREATMENTS})
        else:
            values[key] = value


def _facts_of_kinds(by_kind: Mapping[str, list[TreatmentRow]]) -> dict[str, bool]:
    """What was made of each kind of treatment."""
    return {
        f"treatment.{kind}.{aspect}": ASPECTS[aspect](rows)
        for kind, rows in by_kind.items()
        for aspect in TREATMENT_ASPECTS
    }


def _facts_of_groups(by_kind: Mapping[str, list[TreatmentRow]], vocabulary: Vocabulary) -> dict[str, bool]:
    """Whether any medicine, and any other treatment, was tried and is in use."""
    facts = {}
    for group in ("drug", "non_drug"):
        kinds = [rows for kind, rows in by_kind.items() if vocabulary.treatment_kinds[kind].group == group]
        facts[f"treatment.{group}.tried"] = any(was_tried(rows) for rows in kinds)
        facts[f"treatment.{group}.current"] = any(is_current(rows) for rows in kinds)
    return facts


def _facts_of_opioids(rows: Iterable[TreatmentRow], as_of: date) -> dict[str, bool | None]:
    """Of the opioids in use; None where a row does not tell: how fast it acts, or since when it is used."""
    opioids = [row for row in rows if row.kind in OPIOIDS and row.status == "current"]
    year_ago = add_months(as_of, -12)
    return {
        REVIEWED_WITHIN_YEAR: any(
            row.last_specialist_review is not None and year_ago <= row.last_specialist_review <= as_of
            for row in opioids
        ),
        CURRENT_FAST_ACTING: any_known(row.fast_acting for row in opioids),
        CURRENT_LONG_TERM: any_known(None if row.started is None else row.started <= year_ago for row in opioids),
    }


def any_known(values: Iterable[bool | None]) -> bool | None:
    """Three-valued any: true beats unknown, unknown beats false."""
    seen = set(values)
    return True if True in seen else None if None in seen else False


def was_tried(rows: Iterable[TreatmentRow]) -> bool:
    return any(row.status in TRIED for row in rows)


def is_current(rows: Iterable[TreatmentRow]) -> bool:
    return any(row.status == "current" for row in rows)


def is_unsuitable(rows: Iterable[TreatmentRow]) -> bool:
    return any(row.status in UNSUITABLE for row in rows)


def has_failed(rows: list[TreatmentRow]) -> bool:
    """Tried, without a lasting good effect, and with a sign of failure (contract: treatment.<kind>.failed)."""
    return (
        was_tried(rows)
        and not any(row.effect == "good" and not row.stopped_for_side_effects for row in rows)
        and any(row.effect in ("none", "insufficient") or row.stopped_for_side_effects for row in rows)
    )


ASPECTS = {"tried": was_tried, "current": is_current, "failed": has_failed, "unsuitable": is_unsuitable}
