"""Cuts the text of a dose into numbers, words and signs. Pure Python."""

import re
from dataclasses import dataclass

from guidelines.medicines.model import fold

NUMBER, FRACTION, WORD, TIMES, ARROW, SIGN = "number", "fraction", "word", "times", "arrow", "sign"
# `1 000` is one number, because no strength begins with a zero; `1 500` may be one of 500, and stays two.
# A number may begin with its sign (`.5`): it is no number then, and must not be read without it.
# The letter x counts as "times" unless it begins a word; `3 xdgl` is written without the blank often enough.
KINDS = (
    (NUMBER, r"[1-9]\d{0,2}[ \u00a0\u2009\u202f]0\d\d(?![\d.,])|(?:(?<!\S)[.,])?\d+(?:[.,]\d+)*"),
    (FRACTION, r"[½¼¾]"),
    (TIMES, r"[×*]|x(?![^\W\d_])|x(?=da?gl)"),
    (ARROW, r"-+>|=>|[→⇒>]"),
    (WORD, r"(?:mg|g|µg|tabl?|tbl|kaps|stk)(?=x\d)|[^\W\d_]+"),
    (SIGN, r"[^\s.]"),
)
TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in KINDS), re.IGNORECASE)
DASHES = str.maketrans({"–": "-", "—": "-", "\u2212": "-", "\u2011": "-", "μ": "µ", "\u2044": "/", "\u2215": "/"})
# `sep't`
APOSTROPHE = re.compile(r"(?<=[^\W\d_])['’´`](?=[^\W\d_])")
# What only parts a line, and means nothing for the dose.
PUNCTUATION = frozenset(",;:()[]|\"'»«”“„’´`!")


@dataclass(frozen=True)
class Token:
    """A piece of the text: its kind, how it is compared, and how it was written."""

    kind: str
    key: str
    text: str


def key_of(text: str) -> str:
    """The text as it is compared. Folded twice: `udgået` and `udgaaet` come to the same only then."""
    return fold(fold(text))


def tokens_of(text: str) -> list[Token]:
    """The pieces of the text in order. Full stops outside numbers are dropped: abbreviations have them or not."""
    plain = APOSTROPHE.sub("", text.translate(DASHES))
    return [_make_token(match.lastgroup or SIGN, match[0]) for match in TOKEN.finditer(plain)]


def _make_token(kind: str, text: str) -> Token:
    key = {NUMBER: text, TIMES: "x", ARROW: ">"}.get(kind) or (key_of(text) if kind == WORD else text)
    return Token(kind, key or text.lower(), text)
