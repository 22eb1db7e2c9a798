"""Writes content as text, YAML or JSON with a checksum, and reads it again without loss. Pure Python.

What is read may come from anyone. Only plain values are read: no tags, no anchors or aliases (a few lines of which can
stand for more than the memory holds), no key twice. Dates stay text, and of YAML's words for yes and no only true and
false are more than text.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

import yaml

from accounts.text.normal import normalised_in
from guidelines.vocabulary.shapes import Json, JsonObject

MOST_BYTES = 5 * 1024 * 1024
MOST_DEPTH = 60
FORMAT = 1
PARTS = {"schemes": "gradueringer", "sources": "kilder", "publications": "publikationer"}
PLAIN: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **{form: word == "true" for word in ("true", "false") for form in (word, word.capitalize(), word.upper())},
}
INTEGER, DECIMAL = re.compile(r"[-+]?(0|[1-9]\d{0,17})"), re.compile(r"[-+]?\d{1,18}\.\d*([eE][-+]\d{1,3})?")
UNREADABLE = re.compile("[\x00\ud800-\udfff]")


class NotABundle(ValueError):
    """The text is not a content file; the message says why, in Danish, for the person who wrote it."""


class _Dumper(yaml.CSafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def write_yaml(content: Json) -> str:
    return yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


def write_json(content: Json) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def checksum_of(content: object) -> str:
    """SHA-256 of the content as JSON with sorted keys: the same for YAML and JSON, whatever the order of the keys."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def decode_file(data: bytes) -> str:
    """The text of a file. Raises NotABundle if it is too large, or is no text."""
    if len(data) > MOST_BYTES:
        raise NotABundle("Filen fylder mere end 5 MB.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotABundle("Filen er ikke tekst i UTF-8.") from None


def parse(text: str) -> Json:
    """What a YAML or JSON text says. Raises NotABundle with the line."""
    if len(text) > MOST_BYTES:
        raise NotABundle("Filen fylder mere end 5 MB.")
    content = _parse_json(text) if text.lstrip().startswith("{") else _parse_yaml(text)
    for place, words in texts_in(content):
        if UNREADABLE.search(words):
            raise NotABundle(f"{place}: et tegn i teksten kan ikke læses.")
    return content


def texts_in(content: Json, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text, also the keys, with the place where it stands."""
    if isinstance(content, str):
        yield place or "Filen", content
    elif isinstance(content, dict):
        for key, value in content.items():
            yield place or "Filen", key
            yield from texts_in(value, f"{place} › {key}" if place else key)
    elif isinstance(content, list):
        for number, value in enumerate(content, start=1):
            yield from texts_in(value, f"{place} › nr. {number}" if place else f"nr. {number}")


def _parse_json(text: str) -> Json:
    def pairs(found: list[tuple[str, Json]]) -> JsonObject:
        if len(read := dict(found)) < len(found):
            twice = Counter(key for key, _value in found).most_common(1)[0][0]
            raise NotABundle(f"»{twice}« står to gange samme sted.")
        return read

    def constant(name: str) -> NoReturn:
        raise NotABundle(f"{name} er ikke et tal, der kan bruges.")

    try:
        content: Json = json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except json.JSONDecodeError as error:
        raise NotABundle(f"Linje {error.lineno}: filen kan ikke læses som JSON. Mangler der noget?") from error
    except (RecursionError, ValueError) as error:
        raise error if isinstance(error, NotABundle) else NotABundle("Filen kan ikke læses som JSON.") from error
    _check_depth(content)
    return content


def _check_depth(content: Json) -> None:
    level = [content]
    for _depth in range(MOST_DEPTH):
        level = [
            part
            for node in level
            if isinstance(node, (dict, list))
            for part in (node.values() if isinstance(node, dict) else node)
        ]
        if not level:
            return
    raise NotABundle(f"Filen har mere end {MOST_DEPTH} lag inden i hinanden.")


@dataclass
class _Open:
    """A mapping or a list that is being read; `key` is the one whose value comes next."""

    value: list[Json] | JsonObject
    line: int
    key: str = ""
    has_key: bool = False

    def add(self, value: Json, line: int) -> None:
        if isinstance(self.value, list):
            self.value.append(value)
        elif self.has_key:
            self.value[self.key], self.has_key = value, False
        else:
            if not isinstance(value, str):
                raise NotABundle(f"Linje {line}: en nøgle skal være tekst; sæt den i anførselstegn.")
            if value in self.value:
                raise NotABundle(f"Linje {line}: »{value}« står to gange samme sted.")
            # The place is kept at once, so that the keys stay in their order.
            self.value[value], self.key, self.has_key = None, value, True


def _parse_yaml(text: str) -> Json:
    try:
        return _built(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"Linje {mark.line + 1}: " if mark else ""
        raise NotABundle(f"{where}filen kan ikke læses som YAML. Passer indrykning, kolon og anførselstegn?") from error
    except yaml.YAMLError as error:
        raise NotABundle("Filen kan ikke læses: et tegn passer ikke i YAML.") from error


def _built(events: Iterator[Any]) -> Json:
    """The value that a stream of YAML events stands for: one document of plain values."""
    documents: list[Json] = []
    stack = [_Open(documents, 0)]
    for event in events:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise NotABundle(f"Linje {line}: henvisninger (& og *) kan ikke bruges. Skriv teksten ud.")
        if isinstance(event, yaml.ScalarEvent):
            _check_tag(event, line)
            is_plain = event.implicit[0] and event.style in (None, "")
            stack[-1].add(_plain(event.value) if is_plain else event.value, line)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            _check_tag(event, line)
            if len(stack) > MOST_DEPTH:
                raise NotABundle(f"Linje {line}: mere end {MOST_DEPTH} lag inden i hinanden.")
            stack.append(_Open({} if isinstance(event, yaml.MappingStartEvent) else [], line))
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            done = stack.pop()
            stack[-1].add(done.value, done.line)
    if len(documents) != 1:
        raise NotABundle("Filen skal indeholde ét dokument.")
    return documents[0]


def _check_tag(event: Any, line: int) -> None:
    if event.tag is not None:
        raise NotABundle(f"Linje {line}: typer ({event.tag[:40]}) kan ikke bruges.")


def _plain(text: str) -> Json:
    """What a text without quotes means. Dates, yes and no are text."""
    if text in PLAIN:
        return PLAIN[text]
    if INTEGER.fullmatch(text):
        return int(text)
    return float(text) if DECIMAL.fullmatch(text) else text


def line_of(text: str, place: Iterable[int | str]) -> int:
    """The line on which this place of a YAML or JSON text begins; where nothing is there, the row that lacks it."""
    node: yaml.Node | None = yaml.compose(text, Loader=yaml.CSafeLoader)
    for step in place:
        if isinstance(node, yaml.MappingNode):
            found = next((value for key, value in node.value if key.value == step), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            found = node.value[step] if len(node.value) > step else None
        else:
            found = None
        if found is None:
            break
        node = found
    return int(node.start_mark.line) + 1 if node else 1


@dataclass(frozen=True)
class Bundle:
    """Content to hand over: rating schemes, sources, and publications as content files.

    `is_intact`: the checksum in it is right, so nobody has changed it by hand.
    """

    schemes: list[JsonObject]
    sources: list[JsonObject]
    publications: list[JsonObject]
    is_intact: bool = True


def pack_bundle(bundle: Bundle) -> JsonObject:
    """The bundle as it stands in a file."""
    content = {"format": FORMAT, **{part: getattr(bundle, part) for part in PARTS}}
    return {"format": FORMAT, "checksum": checksum_of(content), **{part: content[part] for part in PARTS}}


def open_bundle(text: str) -> Bundle:
    """The bundle that a text holds, its texts normalised after the checksum. Raises NotABundle with line or place."""
    content = parse(text)
    if not isinstance(content, dict) or "format" not in content:
        raise NotABundle("Filen er ikke en pakke med indhold: den begynder med format, checksum og publications.")
    if content["format"] != FORMAT or isinstance(content["format"], bool):
        raise NotABundle(f"Pakken har format {content['format']}. Programmet kan læse format {FORMAT}.")
    if unknown := sorted(content.keys() - {"format", "checksum", *PARTS}):
        raise NotABundle(f"»{unknown[0]}« hører ikke hjemme i en pakke.")
    rows = {part: _rows_of(part, content.get(part)) for part in PARTS}
    for publication in rows["publications"]:
        _check_publication(publication)
    rest = {name: value for name, value in content.items() if name != "checksum"}
    is_intact = content.get("checksum") == checksum_of(rest)
    return Bundle(**{part: normalised_in(found) for part, found in rows.items()}, is_intact=is_intact)


def _rows_of(part: str, rows: Json) -> list[JsonObject]:
    """The rows of a part of a bundle. Raises NotABundle if it is no list of rows, or two have one key."""
    if not isinstance(rows, list):
        raise NotABundle(f"»{part}« ({PARTS[part]}) mangler eller er ikke en liste. Er filen hel?")
    found: dict[str, JsonObject] = {}
    for number, row in enumerate(rows, start=1):
        key = row.get("key") if isinstance(row, dict) else None
        if not isinstance(row, dict) or not isinstance(key, str) or not key:
            raise NotABundle(f"{part}, nr. {number}: key mangler.")
        if key in found:
            raise NotABundle(f"{part}: »{key}« står der to gange.")
        found[key] = row
    return [*found.values()]


def _check_publication(publication: JsonObject) -> None:
    key, release = publication["key"], publication.get("release")
    for name in ("kind", "title"):
        said = publication.get(name)
        if not isinstance(said, str) or not said.strip():
            raise NotABundle(f"{key}: {name} mangler.")
    note = release.get("note") if isinstance(release, dict) else None
    if not isinstance(note, str) or not note.strip():
        raise NotABundle(f"{key}: release › note skal sige, hvorfor der er en ny udgave.")
