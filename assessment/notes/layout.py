"""Lays out a journal note: a line for each part that the content names, in its order; none for what is not known."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from guidelines.vocabulary.model import HELD, Held, NotePart, Vocabulary


@dataclass(frozen=True)
class NoteSection:
    """A title with the lines below it; the lines without one stand under an empty title."""

    title: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        said = "\n".join(self.lines)
        return f"{self.title}: {said}" if self.title else said


@dataclass(frozen=True)
class JournalNote:
    """Its titles with their lines: Danish plain text without markup."""

    sections: tuple[NoteSection, ...]

    @property
    def text(self) -> str:
        return "\n".join(section.text for section in self.sections)

    @property
    def lines(self) -> list[str]:
        return [line for section in self.sections for line in section.lines]


HeldLines = Mapping[Held, Iterable[str]]


def lay_out(
    vocabulary: Vocabulary,
    told: Iterable[str],
    tell_part: Callable[[NotePart], Iterable[str]],
    held: HeldLines,
) -> JournalNote:
    """The note of these facts (`told`) and of what else its parts hold."""
    return note_of(
        (part.title, (*(line for key in part.holds for line in held.get(key, ())), *tell_part(part)))
        for part in parts_of_note(vocabulary, told)
    )


def parts_of_note(vocabulary: Vocabulary, told: Iterable[str]) -> Iterator[NotePart]:
    """The parts that the content names, and last a part for all that it names none for: nothing is left out."""
    yield from vocabulary.note
    named = {key for part in vocabulary.note for key in part.facts} | vocabulary.derived.keys()
    held = {key for part in vocabulary.note for key in part.holds}
    rest = NotePart(
        key="rest",
        facts=tuple(key for key in told if key not in named),
        holds=tuple(key for key in HELD if key not in held),
    )
    if rest.facts or rest.holds:
        yield rest


def note_of(parts: Iterable[tuple[str, Iterable[str]]]) -> JournalNote:
    """A note of these parts: what a part says stands on one line, and parts that follow under one title below it."""
    sections: list[NoteSection] = []
    for title, said in parts:
        text = _join(said)
        if not text:
            continue
        if sections and sections[-1].title == title:
            sections[-1] = NoteSection(title, (*sections[-1].lines, text))
        else:
            sections.append(NoteSection(title, (text,)))
    return JournalNote(tuple(sections))


def _join(said: Iterable[str]) -> str:
    """On one line, but what stands on several lines itself."""
    lines: list[str] = []
    is_open = False
    for text in filter(None, said):
        is_block = "\n" in text
        if is_open and not is_block:
            lines[-1] += f" {text}"
        else:
            lines.append(text)
        is_open = not is_block
    return "\n".join(lines)
