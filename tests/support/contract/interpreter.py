"""A second interpreter of the contract: own code over its own table. It imports nothing from the program.

A condition is worked out as a pair: its value (None is unknown), and what it lacks while it is unknown.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import yaml

Json = dict[str, Any]
Result = tuple[bool | None, frozenset[str]]
TABLE: Json = yaml.load((Path(__file__).parent / "table.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
DRUGS, OTHERS = TABLE["kinds"]["drug"], TABLE["kinds"]["other"]
OPIOIDS = ["codeine", "tramadol", "strong_opioid"]
DEPENDENCY = [*OPIOIDS, "benzodiazepine"]
LIST = frozenset({"treatments"})
NONE: frozenset[str] = frozenset()
COMPARISON = re.compile(r"(?P<fact>[\w.]+) (?P<how>>=|<=|>|<|=|in) (?P<operand>.+)")
RowTest = Callable[[Json], bool | None]


def shift(day: date, months: int) -> date:
    """n months on: the same day of that month, or its last day where there is none."""
    place = day.year * 12 + day.month - 1 + months
    number = day.day
    while True:
        try:
            return date(place // 12, place % 12 + 1, number)
        except ValueError:
            number -= 1


def years(born: date, today: date) -> int:
    """The largest n with born + 12n months on or before today."""
    number = today.year - born.year
    return number if shift(born, 12 * number) <= today else number - 1


def months_lasted(onset: date, today: date) -> float:
    """The largest whole n with onset + n months on or before today, plus a half where days remain."""
    number = 0
    while shift(onset, number + 1) <= today:
        number += 1
    return number + (0.5 if shift(onset, number) < today else 0)


def some(values: Iterable[bool | None]) -> bool | None:
    """Kleene's any."""
    values = list(values)
    if any(value is True for value in values):
        return True
    return None if any(value is None for value in values) else False


class SecondInterpreter:
    """One case, as JSON, with the answers that the contract gives for it."""

    def __init__(self, case: Json) -> None:
        self.today = date.fromisoformat(case["as_of"])
        self.born = date.fromisoformat(case["patient"]["birth_date"])
        self.answers: Json = case.get("answers", {})
        self.rows: list[Json] | None = case.get("treatments")
        self.complete = case.get("treatments_complete", True)

    # --- the list of treatments -----------------------------------------------------------------

    def of_kind(self, kind: str) -> list[Json] | None:
        """The rows of a kind; None where nothing is known of it."""
        rows = [row for row in self.rows or () if row["kind"] == kind]
        return None if self.rows is None or (not rows and not self.complete) else rows

    def aspect(self, kind: str, aspect: str) -> bool | None:
        rows = self.of_kind(kind)
        if rows is None:
            return None
        statuses = {row["status"] for row in rows}
        if aspect == "tried":
            return "current" in statuses or "stopped" in statuses
        if aspect == "current":
            return "current" in statuses
        if aspect == "unsuitable":
            return bool(statuses & {"contraindicated", "declined"}) and "current" not in statuses
        assert aspect == "failed", aspect
        tried = [row for row in rows if row["status"] in ("current", "stopped")]
        left = [row for row in tried if row.get("stopped_for_side_effects") is True]
        if not tried or any(row.get("effect") == "good" and row not in left for row in tried):
            return False
        return True if left or any(row.get("effect") in ("none", "insufficient") for row in tried) else None

    def current_row(self, kinds: list[str], test: RowTest) -> Result:
        """Whether some current row of these kinds passes."""
        found: list[bool | None] = []
        for kind in kinds:
            rows = self.of_kind(kind)
            found += [None] if rows is None else [test(row) for row in rows if row["status"] == "current"]
        value = some(found)
        return value, LIST if value is None else NONE

    def begun(self, months: int) -> RowTest:
        """A row that started at least n months before the day."""

        def test(row: Json) -> bool | None:
            return date.fromisoformat(row["started"]) <= shift(self.today, -months) if "started" in row else None

        return test

    def unreviewed(self, row: Json) -> bool | None:
        review = row.get("last_specialist_review")
        if review is not None and shift(self.today, -12) <= date.fromisoformat(review) <= self.today:
            return False
        return self.begun(12)(row)

    # --- facts ----------------------------------------------------------------------------------

    def fact(self, key: str) -> tuple[Any, frozenset[str]]:
        """A fact's value (None: unknown), and what it lacks."""
        if key.startswith("treatment."):
            _, kind, aspect = key.split(".")
            kinds = OPIOIDS if kind == "opioid" else [kind]
            return some(self.aspect(one, aspect) for one in kinds), LIST
        if key == "patient.age_years":
            return years(self.born, self.today), NONE
        if key in ("pain.duration_days", "pain.duration_months"):
            onset = self.day("pain.onset_date")
            if onset is None:
                return None, frozenset({"pain.onset_date"})
            return (self.today - onset).days if key.endswith("days") else months_lasted(onset, self.today), NONE
        if key == "workup.red_flag_open":
            flags = self.answers.get("workup.red_flags")
            cleared = self.answers.get("workup.red_flags_cleared") is True
            return None if flags is None else flags != [] and not cleared, frozenset({"workup.red_flags"})
        return self.answers.get(key), frozenset({key})

    def day(self, key: str) -> date | None:
        return date.fromisoformat(self.answers[key]) if key in self.answers else None

    def prose(self, words: str) -> Result:
        """A condition that the contract gives in prose."""
        ahead = self.day("practical.next_follow_up")
        ecg, review = self.day("workup.ecg_date"), self.day("opioid.last_review")
        year_ago = shift(self.today, -12)
        over = {
            "some drug was tried": (DRUGS, "tried"),
            "some drug row is current": (DRUGS, "current"),
            "some non-drug row was tried": (OTHERS, "tried"),
            "some non-drug row is current": (OTHERS, "current"),
            "some treatment has failed": ([*DRUGS, *OTHERS], "failed"),
        }
        if words in over:
            kinds, aspect = over[words]
            value = some(self.aspect(kind, aspect) for kind in kinds)
            return value, LIST if value is None else NONE
        match words:
            case "no follow-up is planned, or it is past":
                return ahead is None or ahead < self.today, NONE
            case "no ECG, or one more than 12 months old":
                return ecg is None or ecg < year_ago, NONE
            case "opioid begun at least 12 months before":
                return self.current_row(OPIOIDS, self.begun(12))
            case "opioid begun at least 12 months before, without a review within them":
                return self.current_row(OPIOIDS, self.unreviewed)
            case "a current opioid is fast-acting":
                return self.current_row(OPIOIDS, lambda row: row.get("fast_acting"))
            case "dependency medicine begun at least 3 months before":
                return self.current_row(DEPENDENCY, self.begun(3))
            case "the review is more than 6 months old, or none and due":
                if review is not None:
                    return review < shift(self.today, -6), NONE
                value, missing = self.current_row(DEPENDENCY, self.begun(6))
                return value, missing | {"opioid.last_review"} if value is None else NONE
        raise KeyError(words)

    # --- conditions -----------------------------------------------------------------------------

    def condition(self, tree: Any) -> Result:
        if isinstance(tree, str):
            return self.leaf(tree)
        ((kind, children),) = tree.items()
        results = [self.condition(child) for child in children]
        values = [value if kind == "any" else None if value is None else not value for value, _ in results]
        value = some(values)
        if value is None:
            return None, NONE.union(*(missing for value, missing in results if value is None))
        return value if kind == "any" else not value, NONE

    def leaf(self, words: str) -> Result:
        if words in TABLE["populations"]:
            return self.condition(TABLE["populations"][words])
        if words.startswith("not "):
            value, missing = self.leaf(words.removeprefix("not "))
            return None if value is None else not value, missing
        if words == "true":
            return True, NONE
        if words.startswith("<"):
            return self.prose(words.strip("<>"))
        comparison = COMPARISON.fullmatch(words)
        assert comparison, words
        value, missing = self.fact(comparison["fact"])
        return (None, missing) if value is None else (compare(value, comparison["how"], comparison["operand"]), NONE)

    # --- the answer -----------------------------------------------------------------------------

    def answer(self) -> Json:
        """What the command is to print for the case; recommendations and destinations by key."""
        onset = self.day("pain.onset_date")
        return {
            "derived": {
                "patient.age_years": years(self.born, self.today),
                "pain.duration_days": None if onset is None else (self.today - onset).days,
                "pain.duration_months": None if onset is None else months_lasted(onset, self.today),
                "peg.score": self.peg_score(),
                "gcps.grade": self.gcps_grade(),
            },
            "recommendations": {key: self.recommendation(rule) for key, rule in TABLE["recommendations"].items()},
            "referral": {key: self.destination(requires) for key, requires in TABLE["destinations"].items()},
        }

    def peg_sum(self) -> int | None:
        items = [self.answers.get(f"peg.{item}") for item in ("pain", "enjoyment", "activity")]
        return None if None in items else sum(items)  # type: ignore[arg-type]

    def peg_score(self) -> float | None:
        """The mean of three, rounded half up to one decimal: a third has no half to round."""
        total = self.peg_sum()
        return None if total is None else (total * 20 + 3) // 6 / 10

    def gcps_grade(self) -> int | None:
        often = ("most_days", "every_day")
        frequency, limiting = self.answers.get("gcps.pain_frequency"), self.answers.get("gcps.limiting_frequency")
        if frequency is None:
            return None
        if frequency not in often:
            return 0
        if limiting in often:
            return 3
        total = self.peg_sum()
        return None if limiting is None or total is None else 1 if total < 12 else 2

    def recommendation(self, rule: Json) -> Json:
        value, missing = self.condition(rule["applies"])
        attention: bool | None = False
        if value and "attention" in rule:
            attention, missing = self.condition(rule["attention"])
        status = "unknown" if value is None else "applies" if value else "does_not_apply"
        return {"status": status, "attention": attention, "missing": sorted(missing)}

    def destination(self, requires: list[str]) -> Json:
        excludes = TABLE["excludes"]
        results = {key: self.condition(TABLE["criteria"][key]) for key in [*requires, *excludes]}
        values = {key: value for key, (value, _) in results.items()}
        refused = any(values[key] is False for key in requires) or any(values[key] for key in excludes)
        is_open = not refused and None in values.values()
        missing = NONE.union(*(lacking for value, lacking in results.values() if value is None)) if is_open else NONE
        return {
            "outcome": "not_eligible" if refused else "undetermined" if is_open else "eligible",
            "criteria": {
                key: "unknown" if value is None else "met" if value else "unmet" for key, value in values.items()
            },
            "missing": sorted(missing),
        }


def compare(value: Any, how: str, operand: str) -> bool:
    if how == "in":
        return value in operand.strip("()").split(", ")
    if how == "=":
        return value is (operand == "true") if operand in ("true", "false") else bool(value == operand)
    limit = float(operand)
    return bool({">": value > limit, ">=": value >= limit, "<": value < limit, "<=": value <= limit}[how])
