"""Reads the template of a sentence: words, facts in braces, and parts in brackets that may fall away. Pure Python.

{key}           the fact, in the words that it takes inside a sentence
{key=a|b}       the fact, only where it has one of these values (yes and no; none and any of a list)
{key:day}       the day that the fact is from
{key=a:if}      nothing: what stands around it tells the fact, and is said only where it has this value
[ … ]           a part that falls away as long as a fact in it is unknown, or has another value
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

LONGEST_TEMPLATE = 600
# What may stand between two parts, and is left out where nothing stands before it.
SEPARATORS = (", ", "; ", " og ", " ")
SIGNS, BRACKETS = re.compile(r"[^\[\]{}<>]+|[\[\]{}<>]"), ("[", "]")
NESTED = "en valgfri del kan ikke stå inde i en anden: luk [ med ], før den næste begynder"
UNOPENED = "der står en ] uden en [ foran"
NO_MARKUP = "der kan ikke stå < eller > i en sætning"
MISPLACED = {"}": "der står en } uden en { foran", "<": NO_MARKUP, ">": NO_MARKUP}
MENTION = re.compile(r"([a-z0-9_]+(?:\.[a-z0-9_]+)+)(?:=([\w.]+(?:\|[\w.]+)*))?(:day|:if)?")


class TemplateFault(ValueError):
    """The template cannot be read; the message says in Danish what is wrong with it."""


@dataclass(frozen=True)
class Mention:
    """A fact in a template: which values it must have (none named: any), or that its day is meant.

    `is_silent`: it says nothing itself, as the words around it tell the fact.
    """

    key: str
    values: frozenset[str] = frozenset()
    is_day: bool = False
    is_silent: bool = False


@dataclass(frozen=True)
class Stretch:
    """A piece of a template. `lead` is the separator that an optional one begins with.

    `drops_lead`: of the optional ones that it stands among the first has no separator, so that the first one that is
    said has none.
    """

    pieces: tuple[str | Mention, ...]
    is_optional: bool = False
    lead: str = ""
    drops_lead: bool = False

    @property
    def mentions(self) -> Iterator[Mention]:
        return (piece for piece in self.pieces if isinstance(piece, Mention))


@cache
def read_mention(text: str) -> Mention:
    """What stands between two braces. Raises TemplateFault."""
    found = MENTION.fullmatch(text.strip())
    if not found:
        raise TemplateFault(f"»{{{text}}}« er ikke en oplysning: skriv fx {{pain.pattern}} eller {{pain.acute=no}}")
    if found[3] == ":if" and not found[2]:
        raise TemplateFault(f"»{{{text}}}« siger ikke, hvilket svar der skal til: skriv fx {{pain.acute=no:if}}")
    values = frozenset(found[2].split("|")) if found[2] else frozenset()
    return Mention(found[1], values, found[3] == ":day", found[3] == ":if")


def read_template(text: str) -> tuple[Stretch, ...]:
    """The template in its stretches. Raises TemplateFault."""
    if len(text) > LONGEST_TEMPLATE:
        raise TemplateFault(f"sætningen er på {len(text)} tegn; der er plads til {LONGEST_TEMPLATE}")
    stretches: list[Stretch] = []
    pieces: list[str | Mention] = []
    signs, is_inside = iter(SIGNS.findall(text)), False
    for sign in signs:
        if sign in MISPLACED:
            raise TemplateFault(MISPLACED[sign])
        if sign == "{":
            pieces.append(_read_mention(signs))
        elif sign in BRACKETS:
            opens = sign == BRACKETS[0]
            if opens is is_inside:
                raise TemplateFault(NESTED if opens else UNOPENED)
            stretches += _stretch(pieces, is_inside)
            pieces, is_inside = [], opens
        else:
            pieces.append(sign)
    if is_inside:
        raise TemplateFault("en [ er ikke lukket med ]")
    stretches += _stretch(pieces, False)
    if not any(True for stretch in stretches for _mention in stretch.mentions):
        raise TemplateFault("sætningen siger ingen oplysning: skriv mindst én i {krøllede parenteser}")
    return tuple(_with_leads(stretches))


def _read_mention(signs: Iterator[str]) -> Mention:
    inside, end = next(signs, ""), next(signs, "")
    if end != "}":
        raise TemplateFault("en { er ikke lukket med }, eller der står ingen oplysning i den")
    return read_mention(inside)


def _stretch(pieces: list[str | Mention], is_optional: bool) -> Iterator[Stretch]:
    if is_optional and not any(isinstance(piece, Mention) for piece in pieces):
        said = "".join(map(str, pieces))
        raise TemplateFault(f"den valgfri del »[{said}]« har ingen oplysning, så den kan aldrig falde bort")
    if pieces:
        yield Stretch(tuple(pieces), is_optional)


def _with_leads(stretches: list[Stretch]) -> Iterator[Stretch]:
    """The stretches, of each optional one its separator apart from its words."""
    is_first, drops = True, False
    for stretch in stretches:
        if not stretch.is_optional:
            is_first = True
            yield stretch
            continue
        begin = stretch.pieces[0] if isinstance(stretch.pieces[0], str) else ""
        lead = next((one for one in SEPARATORS if begin.startswith(one)), "")
        drops = not lead if is_first else drops
        is_first = False
        rest = begin.removeprefix(lead)
        pieces = stretch.pieces if not lead else ((rest, *stretch.pieces[1:]) if rest else stretch.pieces[1:])
        yield Stretch(pieces, True, lead, drops)
