"""A case: what is known of one episode on one day, and the facts that follow from it.

Pure Python, and the only place where derived facts are computed. `as_of` is always given; nothing asks the clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from guidelines.vocabulary.dates import add_months, completed_months, duration_in_months
from guidelines.vocabulary.facts import TREATMENTS, Facts, Value
from guidelines.vocabulary.model import TREATMENT_ASPECTS, Vocabulary

TRIED = ("current", "stopped")
UNSUITABLE = ("contraindicated", "declined")
OPIOIDS = ("tramadol", "strong_opioid")
PEG_ITEMS = ("peg.pain", "peg.enjoyment", "peg.activity")
FREQUENT = ("most_days", "every_day")
BOTHERSOME_SUM = 12
SHOWN_DERIVED = ("patient.age_years", "pain.duration_days", "pain.duration_months", "peg.score", "gcps.grade")


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
    values["patient.age_years"] = completed_months(case.birth_date, case.as_of) // 12
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
    onset = case.answers.get("pain.onset_date")
    if isinstance(onset, date):
        values["pain.duration_days"] = (case.as_of - onset).days
        values["pain.duration_months"] = duration_in_months(onset, case.as_of)
    else:
        lacking["pain.duration_days"] = lacking["pain.duration_months"] = frozenset({"pain.onset_date"})


def scores_of(answers: Mapping[str, Value]) -> tuple[dict[str, Value], dict[str, frozenset[str]]]:
    """The scores that these answers give, and for each that they do not give the items that it hangs on."""
    values: dict[str, Value] = {}
    lacking: dict[str, frozenset[str]] = {}
    missing_items = frozenset(item for item in PEG_ITEMS if item not in answers)
    if missing_items:
        lacking["peg.score"] = missing_items
    else:
        values["peg.score"] = peg_score(peg_sum(answers))
    grade = gcps_grade(answers)
    if isinstance(grade, int):
        values["gcps.grade"] = grade
    else:
        lacking["gcps.grade"] = grade
    return values, lacking


def peg_sum(answers: Mapping[str, Value]) -> int:
    """The sum of the three PEG items, 0-30, all of them answered."""
    return sum(int(answers[item]) for item in PEG_ITEMS)  # type: ignore[arg-type, misc]


def peg_score(total: int) -> float:
    """The mean of the three items, 0-10, rounded half up to one decimal (contract, facts.yaml: peg.score)."""
    return float((Decimal(total) / 3).quantize(Decimal("0.1"), ROUND_HALF_UP))


def gcps_grade(answers: Mapping[str, Value]) -> int | frozenset[str]:
    """The GCPS-R grade 0-3, or the unanswered items that it still hangs on.

    001_4dba22924d30146e.txt, Bilag 4, Anbefaling 2, and the rule in the contract: frequency first, then limitation,
    then the sum of the three PEG items, which needs all of them.
    """
    frequency, limiting = answers.get("gcps.pain_frequency"), answers.get("gcps.limiting_frequency")
    if frequency is not None and frequency not in FREQUENT:
        return 0
    if frequency is not None and limiting in FREQUENT:
        return 3
    unanswered = frozenset(key for key in ("gcps.pain_frequency", "gcps.limiting_frequency") if key not in answers)
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
    values.update(dict.fromkeys(vocabulary.treatment_facts_lacking, False))
    by_kind: dict[str, list[TreatmentRow]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    for kind, rows_of_kind in by_kind.items():
        for aspect in TREATMENT_ASPECTS:
            values[f"treatment.{kind}.{aspect}"] = ASPECTS[aspect](rows_of_kind)
    for group in ("drug", "non_drug"):
        kinds = [rows for kind, rows in by_kind.items() if vocabulary.treatment_kinds[kind].group == group]
        values[f"treatment.{group}.tried"] = any(was_tried(rows) for rows in kinds)
        values[f"treatment.{group}.current"] = any(is_current(rows) for rows in kinds)
    values["treatment.any.failed"] = any(has_failed(rows) for rows in by_kind.values())
    values["treatment.any.current_good_effect"] = any(row.status == "current" and row.effect == "good" for row in rows)
    opioids = [row for row in rows if row.kind in OPIOIDS and row.status == "current"]
    year_ago = add_months(as_of, -12)
    values["opioid.reviewed_within_year"] = any(
        row.last_specialist_review is not None and year_ago <= row.last_specialist_review <= as_of for row in opioids
    )
    unsure = {
        "opioid.current_fast_acting": any_known(row.fast_acting for row in opioids),
        "opioid.current_long_term": any_known(
            None if row.started is None else row.started <= year_ago for row in opioids
        ),
    }
    for key, value in unsure.items():
        if value is None:
            del values[key]
            lacking[key] = frozenset({TREATMENTS})
        else:
            values[key] = value


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
