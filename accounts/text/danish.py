"""Danish order, and how a name is looked for: one function for each, the same on every server. Pure Python.

The order is that of Danish reference works and of CLDR's rules for `da`: æ, ø and å come last, ä sorts as æ, ö and œ as
ø, aa as å, ü as y; upper and lower case, accents and apostrophes do not count, hyphens part words as blanks do, and a
particle stands as it is written ("von Essen" under v).
"""

import re
import unicodedata

from accounts.text.normal import normalise_text

# What comes after z in plain bytes, so that a text compared byte by byte is in Danish order.
AE, OE, AA = "{", "|", "}"
SORTED = str.maketrans(
    {"æ": AE, "ä": AE, "ǽ": AE, "ø": OE, "ö": OE, "ő": OE, "œ": OE, "ǿ": OE, "å": AA, "ǻ": AA}
    | {"ü": "y", "ű": "y", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
    | {AE: " ", OE: " ", AA: " "}
)
# Two ways to write a Danish letter without having it on the keyboard: Soerensen and Sorensen.
TWO_LETTERS = {
    "æ": "ae",
    "ä": "ae",
    "ǽ": "ae",
    "ø": "oe",
    "ö": "oe",
    "ő": "oe",
    "œ": "oe",
    "ǿ": "oe",
    "å": "aa",
    "ǻ": "aa",
}
ONE_LETTER = {"æ": "a", "ä": "a", "ǽ": "a", "ø": "o", "ö": "o", "ő": "o", "œ": "o", "ǿ": "o", "å": "a", "ǻ": "a"}
FOREIGN = {"ü": "u", "ű": "u", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
SPELLINGS = tuple(str.maketrans(letters | FOREIGN) for letters in (TWO_LETTERS, ONE_LETTER))
APOSTROPHES = re.compile("['’‘‛ʼʹʻ`´′＇]")
NO_LETTER = re.compile(r"[\W_]+")
LONGEST_KEY = 100
# Below every letter: the parts of a key are compared one after the other.
BETWEEN = "\x01"


def sort_key(*texts: str) -> str:
    """What texts sort by, the first before the second. Equal keys are the same texts: the texts themselves end it.

    Compared byte by byte (in PostgreSQL: collation "C"). Long texts are told apart by their first 100 letters and then
    by what they are.
    """
    return BETWEEN.join([*(_replace_danish_letters(text)[:LONGEST_KEY] for text in texts), *texts])


def search_key(*texts: str) -> str:
    """What is looked in for `search_words`: every text in each of its spellings, and the texts themselves."""
    spelled = ("".join(_words(text, spelling)) for text in texts for spelling in SPELLINGS)
    return BETWEEN.join([*dict.fromkeys(spelled), *texts])


def search_words(query: str) -> list[tuple[str, ...]]:
    """Each word of what somebody looks for, in the spellings of which one must be in a `search_key`.

    "Efternavn, fornavn" is the same two words; accents, apostrophes and hyphens do not count.
    """
    spelled = zip(*(_words(query, spelling) for spelling in SPELLINGS), strict=True)
    return [
        tuple(dict.fromkeys(one for one in spellings if len(one) > 1 or one == spellings[0])) for spellings in spelled
    ]


def _replace_danish_letters(text: str) -> str:
    folded = _bare(_fold_letters(text).replace("aa", "å").translate(SORTED)).lower()
    return " ".join(re.sub(rf"[^\w{AE}{OE}{AA}]+|_", " ", folded).split())


def _words(text: str, spelling: dict[int, str]) -> list[str]:
    """The words without accents in one spelling. Where å is one letter, aa is one too."""
    folded = _fold_letters(text)
    if spelling is SPELLINGS[1]:
        folded = re.sub("aa|ae|oe", lambda match: match[0][0], folded)
    return NO_LETTER.sub(" ", _bare(folded.translate(spelling))).split()


def _fold_letters(text: str) -> str:
    """Small letters in composed form, with what looks the same the same, and without apostrophes."""
    return unicodedata.normalize("NFKC", APOSTROPHES.sub("", normalise_text(text)).casefold())


def _bare(text: str) -> str:
    """The text without accents and other marks."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
