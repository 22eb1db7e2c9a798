"""Finds a word in what somebody has written, where it is said and not denied. Pure Python."""

import re
from collections.abc import Iterable

# What is denied is denied as far as its own part of the sentence goes.
PARTS = re.compile(r"[.,;:?!()\n–]|\s-\s|\b(?:men|dog|trods|og har)\b")
DENIED_BEFORE = re.compile(r"\b(?:ingen|ikke|intet|nej|uden|benægter|afviser|afkræfter|hverken|aldrig|ej)\b")
DENIED_AFTER = re.compile(r"\w*[\s:?=,]*(?:ingen|ikke|intet|nej|benægtes|afvises|afkræftes|aldrig|÷)(?!\w)")
# A shorter word is looked for at the beginning of words only: it stands inside many that have another meaning.
LONG = 5


def word_said(words: Iterable[str], text: str) -> str:
    """The first of these words that the text says and does not deny, as it is written there; empty if it says none."""
    said = text.casefold()
    parts = list(PARTS.finditer(said))
    for word in words:
        for found in re.finditer(_pattern(word), said):
            begin = max((part.end() for part in parts if part.start() < found.start()), default=0)
            is_denied = DENIED_BEFORE.search(said[begin : found.start()]) or DENIED_AFTER.match(said, found.end())
            if not is_denied:
                return found[0]
    return ""


def _pattern(word: str) -> str:
    return rf"{re.escape(word)}\w*" if len(word) >= LONG else rf"(?<!\w){re.escape(word)}\w*"
