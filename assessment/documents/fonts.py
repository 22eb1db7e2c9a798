"""The fonts of printed documents: one for Danish, and one for each other script, used only if a text needs it."""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont

PLEX, EXPO = "dkfds/dist/fonts/IBMPlexSans/complete/woff2/IBMPlexSans", "@expo-google-fonts"
# What nearly every document is made of: the machine need not have any font of its own.
FONTS = {"Regular": f"{PLEX}-Regular.woff2", "Italic": f"{PLEX}-Italic.woff2", "SemiBold": f"{PLEX}-SemiBold.woff2"}
HAN = "\u2e80-\u312f\u3190-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
# For each other script its file, and where in Unicode its letters are.
SCRIPTS = {
    "Arabic": (
        f"{EXPO}/noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf",
        "\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufeff",
    ),
    "Hebrew": (f"{EXPO}/noto-sans-hebrew/400Regular/NotoSansHebrew_400Regular.ttf", "\u0590-\u05ff\ufb1d-\ufb4f"),
    "Devanagari": (
        f"{EXPO}/noto-sans-devanagari/400Regular/NotoSansDevanagari_400Regular.ttf",
        "\u0900-\u097f\u1cd0-\u1cff\ua830-\ua83f\ua8e0-\ua8ff",
    ),
    "Tamil": (f"{EXPO}/noto-sans-tamil/400Regular/NotoSansTamil_400Regular.ttf", "\u0964\u0965\u0b80-\u0bff"),
    "Thai": (f"{EXPO}/noto-sans-thai/400Regular/NotoSansThai_400Regular.ttf", "\u0e00-\u0e7f"),
    "Ethiopic": (
        f"{EXPO}/noto-sans-ethiopic/400Regular/NotoSansEthiopic_400Regular.ttf",
        "\u1200-\u139f\u2d80-\u2ddf\uab00-\uab2f",
    ),
    "Georgian": (
        f"{EXPO}/noto-sans-georgian/400Regular/NotoSansGeorgian_400Regular.ttf",
        "\u10a0-\u10ff\u1c90-\u1cbf\u2d00-\u2d2f",
    ),
    "Armenian": (f"{EXPO}/noto-sans-armenian/400Regular/NotoSansArmenian_400Regular.ttf", "\u0530-\u058f\ufb13-\ufb17"),
    "Hangul": (
        f"{EXPO}/nanum-gothic/400Regular/NanumGothic_400Regular.ttf",
        "\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3",
    ),
    "Japanese": (f"{EXPO}/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf", HAN),
    "Han": (f"{EXPO}/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf", HAN),
    "Math": (f"{EXPO}/noto-sans-math/400Regular/NotoSansMath_400Regular.ttf", "\u2000-\u2bff\U0001d400-\U0001d7ff"),
    "Emoji": (
        f"{EXPO}/noto-emoji/400Regular/NotoEmoji_400Regular.ttf",
        "\u00a9\u00ae\u2000-\u2bff\u3030-\u3299\U0001f000-\U0001faff",
    ),
    "Symbols": (
        f"{EXPO}/noto-sans-symbols-2/400Regular/NotoSansSymbols2_400Regular.ttf",
        "\u2000-\u2bff\U0001f000-\U0001fbff",
    ),
}
# Characters that Chinese and Japanese share have another form in each: where there are kana, they are Japanese.
KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\u31f0-\u31ff\uff66-\uff9d]")
# Letters that need no second look: a test holds that the Danish font has them.
COMMON = re.compile("[\t\n\r\x20-\x7e\xa0-\xac\xae-\u0131–—‘’“”„†•…‰€×≤≥]*")
# Nothing is drawn for these: joiners, marks of direction, and what chooses among two forms of a picture.
UNDRAWN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)


def fonts_for(text: str) -> list[str]:
    """The scripts whose fonts a text needs beside the Danish one."""
    without = frozenset() if KANA.search(text) else frozenset({"Japanese"})
    found = {_font_of(letter, without) for letter in _uncommon(text)}
    return [name for name in SCRIPTS if name in found]


def without_glyph(texts: Iterable[str]) -> list[str]:
    """Each character that no font has, in the order in which they come."""
    return [letter for letter in dict.fromkeys(_uncommon("".join(texts))) if _font_of(letter) is None]


def replace_missing_characters(text: str) -> str:
    """The text with `[U+0F40]` in the place of each character that no font has: never a box in a document."""
    missing = without_glyph([text])
    if not missing:
        return text
    run = re.compile(f"[{''.join(map(re.escape, missing))}]+")
    return run.sub(lambda match: f"[{' '.join(map(code_point, match[0]))}]", text)


def code_point(letter: str) -> str:
    return f"U+{ord(letter):04X}"


def _uncommon(text: str) -> list[str]:
    return [] if COMMON.fullmatch(text) else [one for one in dict.fromkeys(text) if not COMMON.fullmatch(one)]


def _font_of(letter: str, without: Collection[str] = ()) -> str | None:
    """The name of the first font but these that has the letter; empty for the Danish one, None if there is none."""
    if letter.isspace() or UNDRAWN.fullmatch(letter) or ord(letter) in letters_of(FONTS["Regular"]):
        return ""
    offered = ((name, letters) for name, (_path, letters) in SCRIPTS.items() if name not in without)
    near = (name for name, letters in offered if re.fullmatch(f"[{letters}]", letter))
    return next((name for name in near if ord(letter) in letters_of(SCRIPTS[name][0])), None)


@lru_cache(maxsize=len(FONTS) + len(SCRIPTS))
def letters_of(path: str) -> frozenset[int]:
    """The characters that a font has."""
    with TTFont(Path(settings.PDF_FONTS_DIR) / path, lazy=True) as font:
        return frozenset(font.getBestCmap())
