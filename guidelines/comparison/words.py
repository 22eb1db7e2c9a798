"""The rows of content in words: every field under its label, and each key as the label that it stands for.

A draft from a file may hold anything: what does not fit its shape is shown as it is.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from textwrap import indent

from accounts.templatetags.clinic import partial_date
from guidelines.conditions.sentences import Phrase, phrase_of
from guidelines.in_force.catalogue import title_of as title_of_recommendation
from guidelines.in_force.content import Content
from guidelines.models import Publication
from guidelines.schema.fields import Part, PartField, Row, Words, rows_of, value_at
from guidelines.schema.registry import PARTS, WITHIN
from guidelines.vocabulary.facts import TREATMENTS
from guidelines.vocabulary.faults import FIELDS, NAMED_BY, name_of
from guidelines.vocabulary.model import YES_NO, Vocabulary
from guidelines.vocabulary.reading import fits
from guidelines.vocabulary.shapes import Json, JsonObject


@dataclass(frozen=True, eq=False)
class Reading:
    """A content, and what its keys stand for: the vocabulary that it is read with, and the titles of sources.

    `named` are the labels of what stands outside of the content: the levels of a scheme of grades.
    """

    kind: str
    body: Row
    vocabulary: Vocabulary
    source_titles: Mapping[str, str]
    named: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def label(self, part: str, key: str) -> str:
        """What a key of other parts stands for; the key itself where nothing is known by it."""
        if part == "facts":
            return self.vocabulary.treatments_short if key == TREATMENTS else self.vocabulary.short(key)
        if part == "recommendations":
            return title_of_recommendation(key)
        if part == "treatment_kinds":
            kind = self.vocabulary.treatment_kinds.get(key)
            return kind.label if kind else key
        if part in self.named:
            return self.named[part].get(key, key)
        rows = (row for found in PARTS[self.kind] if found.name in part.split() for row in rows_of(found, self.body))
        return next((name_of(row) for row in rows if row.get("key") == key), key)


def reading_of(kind: str, body: JsonObject, content: Content) -> Reading:
    """This content read as it stands: the vocabulary with its own words, anything else with those in force."""
    return Reading(kind, body, replace_body(kind, body, content).vocabulary, content.source_titles)


def replace_body(kind: str, body: Row, content: Content) -> Content:
    """The content with this vocabulary in the place of its own, as far as it holds together."""
    if kind != Publication.Kind.VOCABULARY:
        return content
    try:
        return content.with_vocabulary(body)
    except ValueError:
        return content


def title_of(part: Part, row: Row, reading: Reading) -> str:
    """What a row is called: where it has no name, by the question that it is about."""
    if part.single or not part.name:
        return str(part.one)
    is_named = any(row.get(name) for name in NAMED_BY)
    return name_of(row) if is_named else reading.vocabulary.short(str(row.get("question", "")))


def words_of_row(part: Part, row: Row, reading: Reading) -> dict[Words, str]:
    """A row, field by field; what is empty is left out, and what the part does not describe comes last."""
    # Put into the reader's language once: as a key, a lazy text would be each time that it is compared.
    told: dict[Words, str] = {
        str(entry.label): _told(entry, row, reading) for entry in part.fields if entry.name != "release.note"
    }
    if part.name:
        described = {entry.name.split(".")[0] for entry in part.fields} | {"key"}
        for name, value in row.items():
            if name not in described:
                told[_field_name(name)] = _plain(value, reading)
    return {label: text for label, text in told.items() if text}


def _told(entry: PartField, row: Row, reading: Reading) -> str:
    value = value_at(row, entry.name)
    if value in (None, "", []):
        return ""
    # The tree of a condition may be older than the words that are known now.
    if entry.kind != "condition" and not fits(entry.annotation, value):
        return str(value)
    if entry.name.startswith("source.0"):
        return _sources(entry, row, reading)
    of = entry.about.of
    if entry.kind == "rows":
        rows = [one for one in _each(value) if isinstance(one, dict)]
        own = {str(one.get("key")): name_of(one) for one in rows}
        within = replace(reading, named={**reading.named, of: own})
        return "\n".join(_row_within(WITHIN[of], one, within) for one in rows)
    if of:
        return "\n".join(_of(of, one, reading) for one in _each(value))
    if entry.choices and isinstance(value, str | list):
        return ", ".join(str(entry.choices.get(one, one)) for one in _each(value) if isinstance(one, str))
    tell = TELL.get(entry.kind)
    return tell(value, reading) if tell else _plain(value, reading, row)


def _row_within(part: Part, row: Row, reading: Reading) -> str:
    """A row within a row: its name, and below it what it says."""
    told = {label: text for label, text in words_of_row(part, row, reading).items() if text != name_of(row)}
    lines = (f"{label}:\n{indent(text, '  ')}" if "\n" in text else f"{label}: {text}" for label, text in told.items())
    return "\n".join([name_of(row), *(indent(line, "  ") for line in lines)])


def _of(name: str, value: Json, reading: Reading) -> str:
    """A key by its label; a row that stands there itself with all that it says."""
    if not isinstance(value, dict):
        return reading.label(name, str(value))
    part = next((part for part in PARTS[reading.kind] if part.name == name), None)
    told = words_of_row(part, value, reading) if part else {}
    lines = [f"  {label}: {text.replace(chr(10), ', ')}" for label, text in told.items() if text != name_of(value)]
    return "\n".join([name_of(value), *lines])


def _sources(entry: PartField, row: Row, reading: Reading) -> str:
    """Every source of a row that can have several, where its first one has a field."""
    found = row.get("source") if entry.kind == "source" else None
    given = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    titles = reading.source_titles
    return "\n".join(
        f"{titles.get(str(one.get('source')), str(one.get('source')))}, {one.get('section', '')}" for one in given
    )


def _each(value: Json) -> Iterable[Json]:
    if isinstance(value, dict):
        return [{"title": f"{key}: {_number(entry)}"} for key, entry in value.items()]
    return value if isinstance(value, list) else [value]


def condition_in_words(tree: Json, vocabulary: Vocabulary) -> str:
    """A condition as lines of text, and as it stands where it is no condition; empty if there is none."""
    try:
        return "\n".join(_lines(phrase_of(tree, vocabulary))) if tree else ""
    except ValueError:
        return str(tree)


def _lines(phrase: Phrase, depth: int = 0) -> list[str]:
    below = [line for child in phrase.children for line in _lines(child, depth + 1)]
    return ["  " * depth + phrase.text, *below]


def _answer(entry: Json, reading: Reading) -> str:
    """An answer's text, with the place that a region of the drawing belongs to, and when the record itself says it; a
    substance with its code and kind.
    """
    if not isinstance(entry, dict):
        return str(entry)
    if told := entry.get("told_when"):
        plain = {name: value for name, value in entry.items() if name != "told_when"}
        return f"{_answer(plain, reading)} (journalen siger det: {condition_in_words(told, reading.vocabulary)})"
    if key := entry.get("kind"):
        kind = reading.vocabulary.treatment_kinds.get(str(key))
        return f"{name_of(entry)} ({entry.get('value')}, {kind.label if kind else key})"
    inside = f" – {entry['inside']}" if entry.get("inside") else ""
    questions = reading.vocabulary.questions.values()
    place = entry.get("site")
    known = (question.values for question in questions)
    site = next((values[place] for values in known if isinstance(place, str) and place in values), "")
    return f"{name_of(entry)} ({site}){inside}" if site else f"{entry.get('text') or entry.get('label')}{inside}"


def _line(text: str, reading: Reading) -> str:
    """A line of a list; a fact, with the values that are meant, by its name."""
    key, _is, values = text.partition("=")
    if reading.vocabulary.fact_type(key) is None:
        return text
    return f"{reading.label('facts', key)}: {values}" if values else reading.label("facts", key)


def _day(value: Json) -> str:
    try:
        return f"{date.fromisoformat(str(value)):%d.%m.%Y}"
    except ValueError:
        return str(value)


def _number(value: Json) -> str:
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


def _answered(value: Json, reading: Reading) -> str:
    """A question with the answer that it is given."""
    if not isinstance(value, dict):
        return str(value)
    key, answer = str(value.get("fact", "")), value.get("value")
    question = reading.vocabulary.questions.get(key)
    words = YES_NO[answer] if isinstance(answer, bool) else question.values.get(str(answer)) if question else None
    return f"{reading.label('facts', key)}: {words or answer}"


TELL: Mapping[str, Callable[[Json, Reading], str]] = {
    "condition": lambda value, reading: condition_in_words(value, reading.vocabulary),
    "source": lambda value, reading: reading.source_titles.get(str(value), str(value)),
    "labelled": lambda value, reading: "\n".join(_answer(entry, reading) for entry in _each(value)),
    "answer": _answered,
    "facts": lambda value, reading: "\n".join(reading.label("facts", str(key)) for key in _each(value)),
    "lines": lambda value, reading: "\n".join(_line(str(line), reading) for line in _each(value)),
    "day": lambda value, reading: _day(value),
    "known_date": lambda value, reading: partial_date(str(value)),
}


def _plain(value: Json, reading: Reading, row: Row | None = None) -> str:
    """What has no form, laid out in lines: names of fields in words, answers by their labels."""
    if isinstance(value, bool):
        return YES_NO[value]
    if isinstance(value, list):
        return "\n".join(_plain(entry, reading, row) for entry in value)
    question = reading.vocabulary.questions.get(str((row or {}).get("question", "")))
    answers = question.values if question else {}
    if isinstance(value, dict):
        title = next((str(value[name]) for name in NAMED_BY[:-1] if value.get(name)), "")
        rest = [
            f"{answers.get(name) or _field_name(name)}: {'tæller ikke med' if part is None else _plain(part, reading)}"
            for name, part in value.items()
            if name not in NAMED_BY
        ]
        return ": ".join(filter(None, [title, "; ".join(rest)]))
    return answers.get(value, value) if isinstance(value, str) else _number(value)


def _field_name(name: str) -> str:
    return FIELDS.get(name, name).rstrip(",")
