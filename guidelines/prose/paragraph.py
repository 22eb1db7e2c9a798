"""Says what is known in sentences: each fact once, in the order of the sentences; what none of them says is left.

Pure Python: what is known of a case comes in as `Telling`s, whoever knows it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from guidelines.conditions.tree import Node
from guidelines.prose.template import Mention, Stretch
from guidelines.vocabulary.facts import Value

ENDS = (".", "!", "?", "…")
CLOSED = (*ENDS, *(f"{end}«" for end in ENDS))


@dataclass(frozen=True, slots=True)
class Telling:
    """A known fact as sentences tell it.

    `words`: what it takes inside a sentence; None if its value has none, so that no sentence can say it. `is_quoted`:
    the words are somebody's own, and stay as they were written. `first` and `last` are the days of the answers behind
    it. `tells_day`: they are so old that the sentence has to say so.
    """

    value: Value
    words: str | None
    is_quoted: bool = False
    first: date | None = None
    last: date | None = None
    tells_day: bool = False

    @property
    def codes(self) -> frozenset[str]:
        """What a template calls the value: yes and no, the codes of a list, none and any."""
        value = self.value
        if isinstance(value, bool):
            return frozenset({"yes" if value else "no"})
        if isinstance(value, tuple):
            return frozenset({*value, "any"}) if value else frozenset({"none"})
        return frozenset({str(value)})


@dataclass(frozen=True)
class Sayable:
    """A sentence that is ready to be said: its template, read, and its condition, compiled."""

    key: str
    place: str
    stretches: tuple[Stretch, ...]
    condition: Node | None = None
    audience: str = "clinician"

    @cached_property
    def needs(self) -> frozenset[str]:
        """The facts without which it is not said."""
        return frozenset(
            mention.key for stretch in self.stretches if not stretch.is_optional for mention in stretch.mentions
        )

    @cached_property
    def keys(self) -> frozenset[str]:
        """Every fact that it may say."""
        return frozenset(mention.key for stretch in self.stretches for mention in stretch.mentions)


@dataclass(frozen=True)
class Told:
    """The sentences that were said, joined; and the facts that none of them has said."""

    text: str
    unsaid: tuple[str, ...]


def tell(
    sentences: Iterable[Sayable],
    known: Mapping[str, Telling],
    holds: Callable[[Node], bool] = lambda _condition: True,
) -> Told:
    """Every sentence that can be said of these facts. A fact that one sentence has said is not said again.

    What somebody wrote in several lines stands on lines of its own.
    """
    left = dict(known)
    lines: list[str] = []
    is_open = False
    for sentence in sentences:
        if not left:
            break
        if not sentence.needs <= left.keys() or sentence.keys.isdisjoint(left):
            continue
        if sentence.condition is not None and not holds(sentence.condition):
            continue
        spoken = _Speech(left)
        if not spoken.say(sentence.stretches):
            continue
        for key in spoken.used:
            left.pop(key, None)
        is_block = "\n" in spoken.text
        if is_open and not is_block:
            lines[-1] += f" {spoken.text}"
        else:
            lines.append(spoken.text)
        is_open = not is_block
    return Told("\n".join(lines), tuple(left))


class _Speech:
    """One sentence in the saying."""

    def __init__(self, known: Mapping[str, Telling]) -> None:
        self.known = known
        self.used: dict[str, Telling] = {}
        self.dated: set[str] = set()
        self.out = ""
        self.begins_quoted = False
        # Its last sign belongs to what it tells: to somebody's own words, or to an abbreviation.
        self.keeps_end = False

    def say(self, stretches: Sequence[Stretch]) -> bool:
        """Whether the sentence can be said: every fact that it needs is there, and one at least is said."""
        run_has_words = False
        for stretch in stretches:
            words = self._words(stretch)
            if words is None:
                if not stretch.is_optional:
                    return False
                continue
            if not stretch.is_optional:
                run_has_words = False
                self._add(words)
                continue
            is_first = not self.out or (stretch.drops_lead and not run_has_words)
            self._add(words if is_first else f"{stretch.lead}{words}")
            run_has_words = True
        return bool(self.used)

    def _words(self, stretch: Stretch) -> str | None:
        """What the stretch says; None if a fact of it is unknown, has another value, or was said in it before."""
        parts: list[str] = []
        used: dict[str, Telling] = {}
        for piece in stretch.pieces:
            if isinstance(piece, str):
                parts.append(piece)
                continue
            found = self.known.get(piece.key)
            words = _said_of(piece, found) if found else None
            if found is None or words is None or (piece.key in self.used and not piece.is_day):
                return None
            parts.append(words)
            used[piece.key] = found
        if not self.out:
            self.begins_quoted = _is_quoted(stretch.pieces[0], used)
        self.keeps_end = _is_quoted(stretch.pieces[-1], used) or (
            parts[-1] == "." and _join([self.out, *parts[:-1]]).endswith(CLOSED)
        )
        self.dated |= {mention.key for mention in stretch.mentions if mention.is_day}
        self.used |= used
        return _join(parts)

    def _add(self, words: str) -> None:
        self.out = _join([self.out, words]) if self.out else words

    @property
    def text(self) -> str:
        """The sentence: a capital letter at its start, its day where that must be told, and an end."""
        text = self.out.strip()
        if not self.begins_quoted:
            text = text[:1].upper() + text[1:]
        day = self._day()
        if day:
            text = f"{text if self.keeps_end else text.removesuffix('.')} (oplyst {day})."
        return text if text.endswith(CLOSED) else f"{text}."

    def _day(self) -> str:
        """The day of facts that are so old that it must be said, from the first to the last; once for the sentence."""
        old = [one for key, one in self.used.items() if one.tells_day and key not in self.dated]
        days = [day for one in old for day in (one.first, one.last) if day]
        return days_in_danish(min(days), max(days)) if days else ""


def _is_quoted(piece: str | Mention, used: Mapping[str, Telling]) -> bool:
    return isinstance(piece, Mention) and used[piece.key].is_quoted


def _said_of(mention: Mention, found: Telling) -> str | None:
    if mention.values and mention.values.isdisjoint(found.codes):
        return None
    if mention.is_day:
        return days_in_danish(found.first, found.last) if found.first and found.last else None
    return "" if mention.is_silent else found.words


def days_in_danish(first: date, last: date) -> str:
    """One day, or from one to another."""
    return f"{first:%d.%m.%Y}" if first == last else f"{first:%d.%m.%Y}–{last:%d.%m.%Y}"


def _join(parts: Sequence[str]) -> str:
    """The parts one after another; an end that stands there already is not written twice."""
    text = ""
    for part in parts:
        if part.startswith("«.") and text.endswith(ENDS):
            text += f"«{part[2:]}"
        elif part.startswith(".") and text.endswith(CLOSED):
            text += part[1:]
        else:
            text += part
    return text
