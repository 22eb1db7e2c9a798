"""Word lists for the Danish wording of recommendations of each grade: which verbs fit the arrow. Pure Python."""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """A text fits when it has one of `needs`, and none of `never` in its first sentence.

    A word that ends in * is the beginning of one. `reads` tells the editor how such a text reads, with an example.
    """

    reads: str
    needs: tuple[str, ...]
    never: tuple[str, ...] = ()


DOING = ("anvend", "brug", "giv", "henvis", "lad", "ordinér", "start", "tilbyd")
# What a doctor is told to do outright.
IMPERATIVES = (
    *("afslut", "aftal", "anbefal", "anvend", "begynd", "behandl", "brug", "fasthold", "find", "forebyg", "forklar"),
    *("fortæl", "fortsæt", "følg", "gennemgå", "giv", "gør", "henvis", "hjælp", "hold", "inddrag", "informér"),
    *("kontrollér", "lav", "lyt", "læg", "mål", "opfordr", "opspor", "oplys", "ordinér", "overvåg", "planlæg"),
    *("prioritér", "registrér", "se", "send", "sig", "skift", "skriv", "sørg", "spørg", "start", "stil"),
    *("stop", "støt", "tag", "tal", "test", "tilbyd", "tilret", "tilstræb", "trap", "træn", "udfør", "udred"),
    *("udlever", "undersøg", "undervis", "vejled", "vurdér", "vælg", "vær"),
)
WEIGHING = ("overvej*", "eventuelt", "måske", *(f"{verb} {word}" for verb in DOING for word in ("kun", "ikke")))
RESERVED = ("kun", "tilbageholden*", "som regel ikke", "som hovedregel ikke", "som udgangspunkt ikke", "helst ikke")

# By the strength's code and direction in a rating scheme.
WORDINGS: Mapping[tuple[str, str], Wording] = {
    ("strong", "for"): Wording(
        "siger lige ud, hvad der skal gøres: »Tilbyd …«, »Giv …«.",
        needs=(*IMPERATIVES, "bør", "skal"),
        never=(*WEIGHING, "undlad", "undgå", "aldrig"),
    ),
    ("weak", "for"): Wording(
        "lader valget stå åbent: »Overvej …«.",
        needs=("overvej*", "kan"),
        never=("undlad", "undgå", *(f"{verb} {word}" for verb in DOING for word in ("kun", "ikke"))),
    ),
    ("weak", "against"): Wording(
        "holder igen: »Brug kun … hvis …«, »Tilbyd som regel ikke …«.",
        needs=RESERVED,
        never=("aldrig",),
    ),
    ("strong", "against"): Wording(
        "siger lige ud, hvad der ikke skal gøres: »Undlad …«, »Brug ikke …«.",
        needs=("undlad", "undgå", "ikke", "aldrig", "stop"),
        never=("kun", "overvej*", "som regel", "som hovedregel", "som udgangspunkt", "helst"),
    ),
    ("good-practice", "either"): Wording(
        "siger, at det er god praksis: »Det er god praksis at …«.",
        needs=("god praksis", "god klinisk praksis"),
    ),
}


def is_worded(text: str, wording: Wording) -> bool:
    first, *_rest = re.split(r"(?<=[.!?])\s", text, maxsplit=1)
    return _has(text, wording.needs) and not (wording.never and _has(first, wording.never))


def _has(text: str, words: tuple[str, ...]) -> bool:
    pattern = "|".join(re.escape(word.removesuffix("*")) + ("" if word.endswith("*") else r"\b") for word in words)
    return re.search(rf"\b(?:{pattern})", text, re.IGNORECASE) is not None
