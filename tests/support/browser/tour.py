"""Reads the tours of docs/tour.md: what each numbered step says is pressed, typed, chosen and seen.

The marks are those of the document: **pressed or chosen**, `typed`, *a name on the screen*, »seen then«, <address>.
Marks are taken in reading order, also in a table. Words without marks are for people.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

MARK = re.compile(
    r"\*\*(?P<bold>[^*]+)\*\*|\*(?P<italic>[^*]+)\*|`(?P<code>[^`]+)`|»(?P<seen>[^«]+)«"
    r"|<(?P<address>https?://[^>]+)>|(?P<end>[.;](?=\s|$))"
)
STEP = re.compile(r"\d+\. ")
UNDER = re.compile(r"\bunder $", re.IGNORECASE)


class Kind(Enum):
    """What one mark asks the reader to do."""

    OPEN = auto()
    PRESS = auto()
    TYPE = auto()
    CHOOSE = auto()
    SEE = auto()


@dataclass(frozen=True)
class Act:
    """One thing to do: `name` is pressed, seen or opened, or is the field that takes `value`.

    `under` is the name below which a thing to press is looked for; empty for the whole page.
    """

    kind: Kind
    name: str
    line: int
    value: str = ""
    under: str = ""


@dataclass(frozen=True)
class Tour:
    """One walk, from its heading to the next."""

    title: str
    acts: tuple[Act, ...]


@dataclass(frozen=True)
class _Mark:
    kind: str
    text: str
    line: int
    before: str  # the plain words between the mark before and this one


def read_tours(path: Path) -> list[Tour]:
    """The tours of a document, in its order; a heading without a numbered step is no tour."""
    tours = []
    for heading, numbered in _parts(path.read_text(encoding="utf-8").splitlines()):
        acts = tuple(_acts(list(_marks(numbered))))
        if acts:
            tours.append(Tour(heading, acts))
    return tours


def _parts(lines: list[str]) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """Each heading of the second level with the numbered lines of its steps."""
    heading, steps, in_step = "", list[tuple[int, str]](), False
    for number, line in enumerate(lines, start=1):
        if line.startswith("## "):
            yield heading, steps
            heading, steps, in_step = line.removeprefix("## "), [], False
            continue
        if STEP.match(line):
            in_step = True
        elif line and not line.startswith(" "):
            in_step = False
        if in_step:
            steps.append((number, line))
    yield heading, steps


def _marks(lines: list[tuple[int, str]]) -> Iterator[_Mark]:
    """The marks of the steps in reading order, each with its line in the document."""
    repeated = list(_with_repeats(lines))
    text = "\n".join(line for _, line in repeated)
    numbers = [number for number, _ in repeated]
    last = 0
    for match in MARK.finditer(text):
        kind = match.lastgroup or ""
        words = " ".join(match[kind].split())
        line = numbers[text.count("\n", 0, match.start())]
        yield _Mark(kind, words, line, re.sub(r"[|\s]+", " ", text[last : match.start()]))
        last = match.end()


def _with_repeats(lines: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lines without the head of a table: what its first cell has pressed stands before each later group of rows."""
    pressed, groups, is_head = "", 0, True
    for number, line in lines:
        row = line.strip()
        if not row.startswith("|"):
            pressed, groups, is_head = "", 0, True
            yield number, line
            continue
        if is_head or set(row) <= set("|-: "):
            pressed, is_head = (row.split("|")[1] if is_head else pressed), False
            continue
        if row.split("|")[1].strip():
            groups += 1
            row = f"{pressed if groups > 1 else ''} {row}"
        yield number, row


def _acts(marks: list[_Mark]) -> Iterator[Act]:
    """What the marks ask for. An italic name that a value follows at once is the field which takes it."""
    under = ""
    for index, mark in enumerate(marks):
        before, after = (marks[place] if 0 <= place < len(marks) else None for place in (index - 1, index + 1))
        field = before.text if before and before.kind == "italic" and not mark.before.strip() else ""
        if mark.kind == "italic":
            takes_value = after and after.kind in ("bold", "code") and not after.before.strip()
            is_place = UNDER.search(mark.before)
            under = mark.text if is_place else under
            if is_place or not takes_value:
                yield Act(Kind.SEE, mark.text, mark.line)
        elif mark.kind == "end":
            under = ""
        else:
            yield _act(mark, field, under)


def _act(mark: _Mark, field: str, under: str) -> Act:
    """What a mark other than an italic name asks for, where this field stands before it."""
    if mark.kind == "address":
        return Act(Kind.OPEN, mark.text, mark.line)
    if mark.kind == "seen":
        return Act(Kind.SEE, mark.text, mark.line)
    if mark.kind == "bold" and not field:
        return Act(Kind.PRESS, mark.text, mark.line, under=under)
    if not field:
        raise ValueError(f"line {mark.line}: `{mark.text}` has no *field* before it")
    return Act(Kind.CHOOSE if mark.kind == "bold" else Kind.TYPE, field, mark.line, mark.text, under)
