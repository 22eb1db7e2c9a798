"""The rows of a content in words: every field under its label, keys as the labels that they stand for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from guidelines.comparison.releases import condition_in_words
from guidelines.in_force.content import Content
from guidelines.models import Publication
from guidelines.schema.fields import Part, PartField, Words, rows_of, value_at
from guidelines.schema.registry import PARTS
from guidelines.vocabulary.facts import TREATMENTS
from guidelines.vocabulary.faults import FIELDS, NAMED_BY, name_of
from guidelines.vocabulary.model import YES_NO, Vocabulary


@dataclass(frozen=True, eq=False)
class Reading:
    """A content, and what its keys stand for: the vocabulary that it is read with, and the titles of sources."""

    kind: str
    body: Mapping[str, Any]
    vocabulary: Vocabulary
    source_titles: Mapping[str, str]

    def label(self, part: str, key: Any) -> str:
        """What a key of other parts stands for; the key itself where nothing is known by it."""
        if part == "facts":
            return self.vocabulary.short(key)
        if part == "treatment_kinds":
            kind = self.vocabulary.treatment_kinds.get(key)
            return kind.label if kind else str(key)
        rows = (row for found in PARTS[self.kind] if found.name in part.split() for row in rows_of(found, self.body))
        return next((name_of(row) for row in rows if row.get("key") == key), str(key))


def reading_of(kind: str, body: Mapping[str, Any], content: Content) -> Reading:
    """This content read as it stands: the vocabulary with its own words, anything else with those in force."""
    return Reading(kind, body, with_body(kind, body, content).vocabulary, content.source_titles)


def with_body(kind: str, body: Mapping[str, Any], content: Content) -> Content:
    """The content with this vocabulary in the place of its own, as far as it holds together."""
    if kind != Publication.Kind.VOCABULARY:
        return content
    try:
        return content.with_vocabulary(body)
    except ValueError:
        return content


def title_of(part: Part, row: Mapping[str, Any], reading: Reading) -> str:
    """What a row is called: where it has no name, by the question that it is about."""
    if part.single or not part.name:
        return str(part.one)
    is_named = any(row.get(name) for name in NAMED_BY)
    return name_of(row) if is_named else reading.vocabulary.short(row.get("question", ""))


def words_of_row(part: Part, row: Mapping[str, Any], reading: Reading) -> dict[Words, str]:
    """A row, field by field; what is empty is left out, and what the part does not describe comes last."""
    told = {entry.label: _as_told(entry, row, reading) for entry in part.fields if entry.name != "release.note"}
    if part.name:
        described = {entry.name.split(".")[0] for entry in part.fields} | {"key"}
        for name, value in row.items():
            if name not in described:
                told[_field_name(name)] = _plain(value, reading)
    return {label: text for label, text in told.items() if text}


def _as_told(entry: PartField, row: Mapping[str, Any], reading: Reading) -> str:
    """A field in words; as it stands, where a draft from a file has put something else there."""
    try:
        return _told(entry, row, reading)
    except (KeyError, TypeError, AttributeError, ValueError):
        return str(value_at(row, entry.name))


def _told(entry: PartField, row: Mapping[str, Any], reading: Reading) -> str:
    value = value_at(row, entry.name)
    if entry.name.startswith("source.0"):
        return _sources(entry, row, reading)
    if value in (None, "", []):
        return ""
    if entry.of:
        return "\n".join(_of(entry.of, one, reading) for one in _each(value))
    if entry.choices:
        return str(entry.choices.get(value, value))
    tell = TELL.get(entry.kind)
    return tell(value, reading) if tell else _plain(value, reading, row)


def _of(name: str, value: Any, reading: Reading) -> str:
    """A key by its label; a row that stands there itself with all that it says."""
    if not isinstance(value, Mapping):
        return reading.label(name, value)
    part = next((part for part in PARTS[reading.kind] if part.name == name), None)
    told = words_of_row(part, value, reading) if part else {}
    lines = [f"  {label}: {text.replace(chr(10), ', ')}" for label, text in told.items() if text != name_of(value)]
    return "\n".join([name_of(value), *lines])


def _sources(entry: PartField, row: Mapping[str, Any], reading: Reading) -> str:
    """Every source of a row that can have several, where its first one has a field."""
    given = row.get("source", ()) if entry.kind == "source" else ()
    return "\n".join(f"{reading.source_titles.get(one['source'], one['source'])}, {one['section']}" for one in given)


def _each(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return [{"title": f"{key}: {_number(entry)}"} for key, entry in value.items()]
    return value if isinstance(value, list) else [value]


def condition_words(tree: Any, vocabulary: Vocabulary) -> str:
    """A condition as lines of text, and as it stands where it is no condition."""
    try:
        return condition_in_words(tree, vocabulary)
    except (ValueError, KeyError, TypeError):
        return str(tree)


def _labelled(value: Any, reading: Reading) -> str:
    return "\n".join(_answer(entry, reading) for entry in value)


def _answer(entry: Mapping[str, Any], reading: Reading) -> str:
    """An answer's text, with the place that a region of the drawing belongs to."""
    sites = (question.values[entry["site"]] for question in _with_value(entry.get("site"), reading.vocabulary))
    site = next(sites, "")
    return f"{name_of(entry)} ({site})" if site else str(entry.get("text") or entry.get("label"))


def _with_value(value: Any, vocabulary: Vocabulary) -> Iterable[Any]:
    return (question for question in vocabulary.questions.values() if value in question.values)


def _facts(value: Any, reading: Reading) -> str:
    return "\n".join(
        reading.vocabulary.treatments_short if key == TREATMENTS else reading.vocabulary.short(key)
        for key in _each(value)
    )


def _day(value: Any, reading: Reading) -> str:
    try:
        return f"{date.fromisoformat(value):%d.%m.%Y}"
    except (TypeError, ValueError):
        return str(value)


def _number(value: Any) -> str:
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


TELL: Mapping[str, Callable[[Any, Reading], str]] = {
    "condition": lambda value, reading: condition_words(value, reading.vocabulary),
    "source": lambda value, reading: reading.source_titles.get(value, str(value)),
    "labelled": _labelled,
    "facts": _facts,
    "lines": lambda value, reading: "\n".join(str(line) for line in value),
    "day": _day,
}


def _plain(value: Any, reading: Reading, row: Mapping[str, Any] | None = None) -> str:
    """What has no form, laid out in lines: names of fields in words, answers by their labels."""
    if isinstance(value, bool):
        return YES_NO[value]
    if isinstance(value, list):
        return "\n".join(_plain(entry, reading, row) for entry in value)
    if isinstance(value, Mapping):
        question = reading.vocabulary.questions.get((row or {}).get("question", ""))
        answers = question.values if question else {}
        title = next((str(value[name]) for name in NAMED_BY[:-1] if value.get(name)), "")
        rest = [
            f"{answers.get(name) or _field_name(name)}: {'tæller ikke med' if part is None else _plain(part, reading)}"
            for name, part in value.items()
            if name not in NAMED_BY
        ]
        return ": ".join(filter(None, [title, "; ".join(rest)]))
    question = reading.vocabulary.questions.get((row or {}).get("question", ""))
    return question.values.get(value, _number(value)) if question and isinstance(value, str) else _number(value)


def _field_name(name: str) -> str:
    return FIELDS.get(name, name).rstrip(",")
