"""Reads a case from JSON, strictly: every fault is named, with what is allowed. Pure Python."""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, ParamSpec, TypeGuard, TypeVar

from assessment.rules.facts import Case, TreatmentRow
from guidelines.vocabulary.facts import Value
from guidelines.vocabulary.model import FactType, Question, TreatmentField, Vocabulary
from guidelines.vocabulary.told_dates import ToldDate, parse_told

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
CASE_KEYS = ("about", "as_of", "patient", "answers", "treatments", "treatments_complete")
T = TypeVar("T")
P = ParamSpec("P")


class CaseFaults(ValueError):
    """What is wrong with a case, one line per fault: the key, and what is allowed."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class CaseFault(ValueError):
    pass


class Reader:
    """Collects faults while a case is read. Its two days are None until they are read, and if they cannot be."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.faults: list[str] = []
        self.as_of: date | None = None
        self.birth_date: date | None = None

    def attempt(self, key: str, parse: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T | None:
        """What the parser returns, or None with its fault noted under the key."""
        try:
            return parse(*arguments, **named)
        except CaseFault as fault:
            self.faults.append(f"{key}: {fault}")
            return None

    def hold(self, key: str, value: Any, *, may_lie_ahead: bool = False) -> None:
        """Nothing has happened after the day of the case, and nothing happens to somebody who is not born."""
        if not isinstance(value, date):
            return
        if self.as_of and value > self.as_of and not may_lie_ahead:
            self.faults.append(f"{key}: must lie on or before as_of")
        if self.birth_date and value < self.birth_date:
            self.faults.append(f"{key}: must lie on or after patient.birth_date")

    def unknown_keys(self, where: str, given: Iterable[str], allowed: Iterable[str]) -> None:
        names = ", ".join(allowed)
        unknown = [key for key in given if key not in allowed]
        # A key that would break the line is shown escaped.
        shown = [key if key.isprintable() else repr(key) for key in unknown]
        self.faults.extend(f"{where}{key}: unknown key; allowed are {names}" for key in shown)


def parse_case(data: object, vocabulary: Vocabulary) -> Case:
    """The case that a JSON object describes. Raises CaseFaults naming every fault."""
    if not isinstance(data, dict):
        raise CaseFaults(["case: an object with as_of, patient, answers and treatments is needed"])
    reader = Reader(vocabulary)
    reader.unknown_keys("", data, CASE_KEYS)
    as_of = reader.as_of = reader.attempt("as_of", parse_date, data.get("as_of"))
    birth_date = reader.attempt("patient.birth_date", _birth_date, data.get("patient"), reader)
    reader.hold("patient.birth_date", birth_date)
    reader.birth_date = birth_date
    answers = reader.attempt("answers", _answers, data.get("answers", {}), reader)
    treatments = reader.attempt("treatments", _treatments, data, reader)
    complete = reader.attempt("treatments_complete", _read_value, "bool", {}, data.get("treatments_complete", True))
    if reader.faults or as_of is None or birth_date is None or answers is None:
        raise CaseFaults(reader.faults)
    return Case(as_of, birth_date, answers, treatments, treatments is None or bool(complete))


def _answers(given: object, reader: Reader) -> dict[str, Value]:
    if not isinstance(given, dict):
        raise CaseFault("an object of question keys and values is needed")
    questions = reader.vocabulary.questions
    reader.unknown_keys("", given, questions)
    answers = {}
    for key in (key for key in given if key in questions):
        value = reader.attempt(key, _case_answer, questions[key], given[key])
        if value is not None:
            reader.hold(key, value, may_lie_ahead=questions[key].not_in_past)
            answers[key] = value
    return answers


def _case_answer(question: Question, raw: object) -> Value | None:
    """The answer as a case gives it; None for an empty text, which is no answer.

    Stricter than what is kept of a patient: a date is a day, and a value is named once. The limits of a number are the
    form's: here it is not negative, and no more.
    """
    value = _read_value(question.type, question.values, raw)
    if isinstance(value, tuple) and isinstance(raw, list) and len(value) < len(raw):
        raise CaseFault(f"a list that names each value once is needed, not {raw!r}")
    if question.type == "number":
        return _within(0, None, value, raw)
    return _within(question.min, question.max, value, raw) if value != "" else None


def parse_date(raw: object) -> date:
    if isinstance(raw, str) and ISO_DATE.fullmatch(raw):
        try:
            return date.fromisoformat(raw)
        except ValueError:
            pass
    raise CaseFault(f"a date that exists is needed, as YYYY-MM-DD, not {raw!r}")


def _birth_date(patient: object, reader: Reader) -> date:
    if not isinstance(patient, dict):
        raise CaseFault("patient must be an object with birth_date")
    reader.unknown_keys("patient.", patient, ("birth_date",))
    return parse_date(patient.get("birth_date"))


def parse_answer(question: Question, raw: object) -> Value:
    """The answer to a question from JSON. Raises CaseFault if it is outside the question's type or list."""
    if question.partial and isinstance(raw, str) and (told := _told(raw)):
        return told
    return _within(question.min, question.max, _read_value(question.type, question.values, raw), raw)


def _told(raw: str) -> ToldDate | None:
    """A month or a year, where no more is known."""
    try:
        return parse_told(raw)
    except ValueError:
        raise CaseFault(f"a month that exists is needed, as YYYY-MM, not {raw!r}") from None


def _within(least: float | None, most: float | None, value: Value, raw: object) -> Value:
    if isinstance(value, int | float) and (
        (least is not None and value < least) or (most is not None and value > most)
    ):
        limits = [f"{word} {limit:g}" for word, limit in (("from", least), ("to", most)) if limit is not None]
        raise CaseFault(f"a number {' '.join(limits)} is needed, not {raw!r}")
    return value


def _read_value(type_: FactType, labels: Mapping[str, str], raw: object) -> Value:
    match type_:
        case "bool" if isinstance(raw, bool):
            return raw
        case "choice" if isinstance(raw, str) and raw in labels:
            return raw
        case "multi" if isinstance(raw, list) and all(isinstance(item, str) and item in labels for item in raw):
            return tuple(dict.fromkeys(raw))
        case "text" if isinstance(raw, str):
            return raw
        case "date":
            return parse_date(raw)
        case "number" if _is_number(raw):
            return raw
        case "scale" if _is_number(raw) and raw == int(raw):
            return int(raw)
    allowed = {
        "bool": "true or false",
        "choice": f"one of {', '.join(labels)}",
        "multi": f"a list of {', '.join(labels)}",
        "text": "a text",
        "number": "a number",
        "scale": "a whole number",
    }
    raise CaseFault(f"{allowed[type_]} is needed, not {raw!r}")


def _is_number(raw: object) -> TypeGuard[float]:
    try:
        return isinstance(raw, int | float) and not isinstance(raw, bool) and math.isfinite(raw)
    except OverflowError:  # a whole number beyond what a float can hold
        return False


def _treatments(data: Mapping[str, object], reader: Reader) -> tuple[TreatmentRow, ...] | None:
    if "treatments" not in data:
        return None
    told = data["treatments"]
    if not isinstance(told, list):
        raise CaseFault("a list of rows is needed; an empty one means that nothing was tried")
    rows = [_treatment(raw, f"treatments[{index}]", reader) for index, raw in enumerate(told)]
    return tuple(row for row in rows if row is not None)


def _treatment(raw: object, where: str, reader: Reader) -> TreatmentRow | None:
    if not isinstance(raw, dict):
        reader.faults.append(f"{where}: an object with kind and status is needed")
        return None
    fields = reader.vocabulary.treatment_fields
    reader.unknown_keys(f"{where}.", raw, fields)
    values: dict[str, Any] = {}
    before = len(reader.faults)
    for key, field in fields.items():
        labels = _labels(field, reader.vocabulary)
        if key in raw:
            values[key] = reader.attempt(f"{where}.{key}", _field_value, field, labels, raw[key])
            reader.hold(f"{where}.{key}", values[key])
        elif field.required:
            reader.faults.append(f"{where}.{key}: is needed; one of {', '.join(labels)}")
    return TreatmentRow(**values) if len(reader.faults) == before else None


def _field_value(field: TreatmentField, labels: Mapping[str, str], raw: object) -> Value:
    return _within(0, None, _read_value(field.type, labels, raw), raw)


def _labels(field: TreatmentField, vocabulary: Vocabulary) -> Mapping[str, str]:
    if field.key == "kind":
        return {kind.key: kind.label for kind in vocabulary.treatment_kinds.values()}
    return field.values
