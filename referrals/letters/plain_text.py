"""The signed letter as plain Danish text by headings, to copy into a referral system.

It says what the PDF says, in the same words; pictures are told in words. Patient, receiver and sender have fields of
their own in such a system, and are left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from assessment.episode.progress import Figure, Row, kept_scores
from referrals.letters.pdf import MOST_ROWS
from referrals.rules.frozen_letter import FrozenLetter


@dataclass(frozen=True)
class LetterText:
    """One heading of the letter with what stands under it."""

    key: str
    title: str
    text: str


TRIAL = "Afprøvning med opdigtet patient. Må ikke sendes."


def text_parts(frozen: FrozenLetter) -> list[LetterText]:
    """Every part of a frozen letter that holds a text, in the letter's order."""
    return [part for part in _parts(frozen) if part.text]


def whole_text(frozen: FrozenLetter) -> str:
    """The whole letter, a blank line between its parts."""
    parts = (f"{part.title}\n{part.text}" for part in text_parts(frozen))
    signed = frozen["signed"]
    signature = f"Underskrevet elektronisk {_day(signed['at'])} af {signed['by']}, praktiserende læge."
    return "\n\n".join([*([TRIAL] if frozen.get("is_trial") else []), *parts, signature])


def beyond(text: str, limit: int | None) -> str:
    """What a field of this many characters would cut off; nothing if no limit is known."""
    return "" if limit is None else text[limit:]


def _parts(frozen: FrozenLetter) -> Iterator[LetterText]:
    for section in frozen["sections"]:
        yield LetterText(section["key"], section["title"], section["text"].strip())
    drawing = frozen.get("drawing")
    if drawing:
        places = f"Markeret: {', '.join(drawing['labels'])}. Højre og venstre er patientens egne sider."
        yield LetterText("drawing", f"Smertetegning ({_day(drawing['recorded'])})", places)
    figure = kept_scores(frozen.get("progress"))
    if figure:
        yield LetterText("progress", "Smerter og funktion over tid", _scores(figure))


def _scores(figure: Figure) -> str:
    lines = [f"Skala {figure.scale}. {figure.better}", *map(_score_line, figure.rows[:MOST_ROWS])]
    return "\n".join(lines)


def _score_line(row: Row) -> str:
    cells = (f"{cell.title} {cell.words}" for cell in row.cells)
    return f"{row.day:%d.%m.%Y}: {'; '.join(cells)}"


def _day(moment: str) -> str:
    return f"{timezone.localdate(datetime.fromisoformat(moment)):%d.%m.%Y}"
