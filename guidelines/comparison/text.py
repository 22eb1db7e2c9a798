"""Compares two texts word by word, also sentence by sentence. Pure Python."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

WORDS = re.compile(r"\s*\S+|\s+")
# A sentence with the space after it; a line of its own too.
SENTENCES = re.compile(r".+?(?:[.!?…]«?(?=\s|$)|\n|$)\s*", re.DOTALL)


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


def _matcher(old: list[str], new: list[str]) -> SequenceMatcher[str]:
    """Compares sentences whatever space stands around them."""
    return SequenceMatcher(None, [one.strip() for one in old], [one.strip() for one in new], False)


def sentence_changes(before: str, after: str) -> list[TextStretch]:
    """The same by sentence: one that stands in both is not marked, and one that took another's place is compared
    with that one alone.
    """
    old, new = SENTENCES.findall(before), SENTENCES.findall(after)
    parts: list[TextStretch] = []
    for operation, from_old, to_old, from_new, to_new in _matcher(old, new).get_opcodes():
        if operation == "equal":
            parts.append(TextStretch("same", "".join(new[from_new:to_new])))
        elif operation == "replace" and to_old - from_old == to_new - from_new:
            for one, other in zip(old[from_old:to_old], new[from_new:to_new], strict=True):
                parts += word_changes(one, other)
        else:
            removed, added = "".join(old[from_old:to_old]), "".join(new[from_new:to_new])
            parts += [TextStretch("removed", removed)] if removed else []
            parts += [TextStretch("added", added)] if added else []
    return parts
