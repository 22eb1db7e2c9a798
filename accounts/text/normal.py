"""Text as it is kept: composed, with one kind of line end, and without what nobody sees. Pure Python.

Two texts that look alike are alike when both came through here: a name pasted from a PDF is found by the one that types
it, and nothing turns the direction of what stands beside it.
"""

import re
import unicodedata
from typing import Any

PLAIN = re.compile(r"[\t\n\x20-\x7e]*")
# Word's line break is a vertical tab; a PDF gives form feeds; NEL and U+2028 are line ends of other systems.
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Bullets that Word takes from a font of symbols; elsewhere they have no meaning.
BULLETS = re.compile("[\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc]")
# Letters that nobody sees: the soft hyphen, the grapheme joiner, the fillers of Hangul and Khmer, the Mongolian
# separator. A NUL is left to the field, which refuses it: whoever sends one does not type.
UNSEEN = re.compile(
    "[\x01-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\ue000-\uf8ff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff\U000f0000-\U0010ffff]"
)
# A joiner belongs to the writing between letters of Arabic, Indic and Mongolian scripts, and between two pictures.
JOINED = "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ua840-\ua8ff\U00010a00-\U00011fff"
PICTURES = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
LOOSE_JOINERS = re.compile(
    f"(?<![{JOINED}{PICTURES}])[\u200c\u200d]+|[\u200c\u200d]+(?![{JOINED}{PICTURES}])"
    f"|(?<=[{PICTURES}])\u200c+|(?<=[\u200c\u200d])[\u200c\u200d]+"
)
# A variation selector changes a picture, a digit in a box or a Chinese character, and nothing else.
LOOSE_SELECTORS = re.compile(
    "(?<![\u00a9\u00ae\u203c\u2049\u20e3\u2122\u2139\u3030\u303d\u3297\u3299#*0-9\u2190-\u2bff\U0001f000-\U0001faff])"
    "[\ufe00-\ufe0f]+|(?<![\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])[\U000e0100-\U000e01ef]+"
)
BLANK_PICTURE = "\u2800"
# Letters that are written from right to left.
RIGHT_TO_LEFT = ("R", "AL")
# Every letter before those of Hebrew runs from left to right, or with what stands beside it.
FIRST_RIGHT_TO_LEFT = "\u0590"


def normalise_text(text: str) -> str:
    """The text in NFC, with line feeds at the ends of lines, without control characters and what is invisible.

    Marks of direction go; the letters of Arabic and Hebrew stay, as do the joiners that a script is written with.
    """
    if PLAIN.fullmatch(text):
        return text
    text = BULLETS.sub("•", LINE_ENDS.sub("\n", text)).replace(BLANK_PICTURE, " ")
    text = LOOSE_JOINERS.sub("", LOOSE_SELECTORS.sub("", UNSEEN.sub("", text)))
    return unicodedata.normalize("NFC", text)


def isolate_direction(text: str) -> str:
    """The text as it is shown beside other text, so that letters from right to left turn nothing that stands there.

    What `<bdi>` does in a page, also where there is none, as in the running head of a PDF.
    """
    may_turn = max(text, default="") >= FIRST_RIGHT_TO_LEFT
    turns = may_turn and any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in text)
    return f"\u2068{text}\u2069" if turns else text


def normalised_in(content: Any) -> Any:
    """The same content with every text in it normalised; the keys are the program's own words."""
    if isinstance(content, str):
        return normalise_text(content)
    if isinstance(content, dict):
        return {key: normalised_in(value) for key, value in content.items()}
    return [normalised_in(value) for value in content] if isinstance(content, list) else content


def on_one_line(text: str) -> str:
    """The text on one line with single spaces, as a name or an address is kept."""
    return " ".join(normalise_text(text).split())


def is_whole_number(text: str) -> bool:
    """Whether it is written in the digits 0 to 9 and nothing else."""
    return text.isascii() and text.isdecimal()


def has_foreign_digits(text: str) -> bool:
    """Whether it has digits other than 0 to 9, which a person and a program may read differently."""
    return any(character.isdigit() and not character.isascii() for character in text)
