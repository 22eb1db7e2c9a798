"""Compares two texts word by word. Pure Python."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

WORDS = re.compile(r"\s*\S+|\s+")


@dataclass(frozen=True)
class TextStretch:
    """A stretch of text that stands in both texts, in the later one only, or in the earlier one only."""

    kind: Literal["same", "added", "removed"]
    text: str


def word_changes(before: str, after: str) -> list[TextStretch]:
    """The later text with what was taken out of the earlier one in its place. Put together, the parts lose nothing."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    parts = []
    for operation, from_old, to_old, from_new, to_new in SequenceMatcher(None, old, new).get_opcodes():
        removed, added = "".join(old[from_old:to_old]), "".join(new[from_new:to_new])
        if operation == "equal":
            parts.append(TextStretch("same", added))
            continue
        if removed:
            parts.append(TextStretch("removed", removed))
        if added:
            parts.append(TextStretch("added", added))
    return parts
