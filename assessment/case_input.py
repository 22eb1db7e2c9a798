"""Reading a case from JSON, strictly: every fault is named, with what is allowed. Pure Python."""

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from assessment.case import Case, TreatmentRow
from guidelines.facts import Value
from guidelines.vocabulary import FactType, Question, TreatmentField, Vocabulary

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
CASE_KEYS = frozenset({"about", "as_of", "patient", "answers", "treatments"})


class CaseFaults(ValueError):
    """What is wrong with a case, one line per fault: the key, and what is allowed."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class Fault(ValueError):
    pass


def parse_case(data: Any, vocabulary: Vocabulary) -> Case:
    """The case that a JSON object describes. Raises CaseFaults naming every fault."""
    if not isinstance(data, dict):
        raise CaseFaults(["case: an object with as_of, patient, answers and treatments is needed"])
    faults: list[str] = []

    def attempt(key: str, parse: Any, *arguments: Any) -> Any:
        try:
            return parse(*arguments)
        except Fault as fault:
            faults.append(f"{key}: {fault}")
            return None

    faults += [f"{key}: unknown key; allowed are {', '.join(sorted(CASE_KEYS))}" for key in data.keys() - CASE_KEYS]
    as_of = attempt("as_of", parse_date, data.get("as_of"))
    birth_date = attempt("patient.birth_date", _birth_date, data.get("patient"))
    if as_of and birth_date and birth_date > as_of:
        faults.append("patient.birth_date: must lie on or before as_of")
    answers: dict[str, Value] = {}
    given = data.get("answers", {})
    if not isinstance(given, dict):
        faults.append("answers: an object of question keys and values is needed")
        given = {}
    for key, raw in given.items():
        if key not in vocabulary.questions:
            faults.append(f"{key}: unknown key; allowed are the questions of the vocabulary")
            continue
        question = vocabulary.questions[key]
        value = attempt(key, parse_answer, question, raw)
        if value is not None:
            answers[key] = value
            if question.not_in_future and as_of and value > as_of:
                faults.append(f"{key}: must lie on or before as_of")
    treatments = attempt("treatments", _treatments, data, vocabulary, faults)
    if faults:
        raise CaseFaults(faults)
    return Case(as_of, birth_date, answers, treatments)


def parse_date(raw: Any) -> date:
    if isinstance(raw, str) and ISO_DATE.fullmatch(raw):
        try:
            return date.fromisoformat(raw)
        except ValueError:
            pass
    raise Fault(f"a date that exists is needed, as YYYY-MM-DD, not {raw!r}")


def _birth_date(patient: Any) -> date:
    if not isinstance(patient, dict) or patient.keys() - {"birth_date"}:
        raise Fault("patient must be an object with birth_date and nothing else")
    return parse_date(patient.get("birth_date"))


def parse_answer(question: Question, raw: Any) -> Value:
    """The answer to a question from JSON. Raises Fault when it is outside the question's type or list."""
    value = _typed(question.type, question.values, raw)
    if question.type in ("number", "scale"):
        assert isinstance(value, int | float)
        if (question.min is not None and value < question.min) or (question.max is not None and value > question.max):
            raise Fault(f"a number from {question.min:g} to {question.max:g} is needed, not {raw!r}")
    return value


def _typed(type_: FactType, labels: Mapping[str, str], raw: Any) -> Value:
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
            return raw  # type: ignore[no-any-return]
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
    raise Fault(f"{allowed[type_]} is needed, not {raw!r}")


def _is_number(raw: Any) -> bool:
    return isinstance(raw, int | float) and not isinstance(raw, bool) and math.isfinite(raw)


def _treatments(data: Mapping[str, Any], vocabulary: Vocabulary, faults: list[str]) -> tuple[TreatmentRow, ...] | None:
    if "treatments" not in data:
        return None
    if not isinstance(data["treatments"], list):
        raise Fault("a list of rows is needed; an empty one means that nothing was tried")
    rows = []
    for index, raw in enumerate(data["treatments"]):
        row = _treatment(raw, f"treatments[{index}]", vocabulary, faults)
        if row is not None:
            rows.append(row)
    return tuple(rows)


def _treatment(raw: Any, where: str, vocabulary: Vocabulary, faults: list[str]) -> TreatmentRow | None:
    if not isinstance(raw, dict):
        faults.append(f"{where}: an object with kind and status is needed")
        return None
    before = len(faults)
    values: dict[str, Any] = {}
    for key in raw.keys() - vocabulary.treatment_fields.keys():
        faults.append(f"{where}.{key}: unknown key; allowed are {', '.join(vocabulary.treatment_fields)}")
    for key, field in vocabulary.treatment_fields.items():
        if key not in raw:
            if field.required:
                faults.append(f"{where}.{key}: is needed; one of {', '.join(_labels(field, vocabulary))}")
            continue
        try:
            values[key] = _typed(field.type, _labels(field, vocabulary), raw[key])
        except Fault as fault:
            faults.append(f"{where}.{key}: {fault}")
    return TreatmentRow(**values) if len(faults) == before else None


def _labels(field: TreatmentField, vocabulary: Vocabulary) -> Mapping[str, str]:
    if field.key == "kind":
        return {kind.key: kind.label for kind in vocabulary.treatment_kinds.values()}
    return field.values
