"""Widens the words of a search: other names of a medicine, other words for the same, and slips of one letter."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from accounts.text.danish import search_words
from guidelines.in_force.content import Content
from guidelines.medicines.model import Medicine
from guidelines.vocabulary.parsing import WORD

# Quotation marks and a minus before a word are the reader's own way to say what is meant.
SAID_EXACTLY = re.compile(r'"|(?:^|\s)-\w')
FEWEST_LETTERS = 4
# Comes after every letter.
LAST = "\U0010ffff"


@dataclass(frozen=True)
class UnderstoodWord:
    """A word as it was typed, and every word or words that are looked for in its place."""

    typed: str
    meant: tuple[str, ...]

    @property
    def others(self) -> tuple[str, ...]:
        return tuple(word for word in self.meant if word != self.typed.casefold())


@dataclass(frozen=True)
class KnownWords:
    """The words of the recommendations in force, by their spelling without accents; worked out once for a release.

    `near` holds the names of medicines and the other words too: what a slip may stand for. `medicines` are those that a
    word names, `in_titles` the words of the recommendations' titles.
    """

    spelled: Mapping[str, set[str]]
    near: Mapping[str, set[str]]
    medicines: Mapping[str, list[Medicine]]
    in_titles: frozenset[str]

    @cached_property
    def _spellings(self) -> list[str]:
        return sorted(self.spelled)

    @cached_property
    def _forms(self) -> list[str]:
        return sorted(set().union(*self.spelled.values()))

    def say(self, meant: str) -> bool:
        """Whether a word begins so."""
        return bool(_begun_by(self._forms, meant))

    def begun_by(self, spelled: str) -> list[str]:
        """The words whose spelling begins so."""
        return [form for folded in _begun_by(self._spellings, spelled) for form in self.spelled[folded]]


def _begun_by(words: list[str], beginning: str) -> list[str]:
    """Of words in order, those that begin so."""
    return words[bisect_left(words, beginning) : bisect_left(words, beginning + LAST)]


def understood(words: str, content: Content) -> tuple[UnderstoodWord, ...]:
    """Each word of a search; none if it says itself what is meant, in quotation marks or with a minus.

    Beside the word itself stands only what is in a recommendation in force.
    """
    if SAID_EXACTLY.search(words):
        return ()
    known = known_words(content)
    return tuple(
        UnderstoodWord(word, tuple(dict.fromkeys((word.casefold(), *filter(known.say, _meant(word, content, known))))))
        for word in _plain(words)
    )


def _plain(words: str) -> list[str]:
    return WORD.findall(re.sub("(?<=\\w)['’](?=\\w)", "", words))


def _meant(word: str, content: Content, known: KnownWords) -> Iterator[str]:
    """The same word with its accents, what else it is called; last, the word that it was a slip for."""
    low = word.casefold()
    (spelled, *_rest), *_more = search_words(word) or [("",)]
    begun = known.begun_by(spelled) if spelled else []
    if not any(form.startswith(low) for form in begun):
        yield from sorted(begun)
    others = [*_same(low, content), *_find_medicine_names(low, content)]
    yield from others
    if not begun and not others:
        for near in sorted(_near(spelled, known, content)):
            yield near
            yield from (*_same(near, content), *_find_medicine_names(near, content))


def _same(word: str, content: Content) -> list[str]:
    return sorted(content.vocabulary.same_words.get(word, ()))


def _find_medicine_names(word: str, content: Content) -> Iterator[str]:
    """What the recommendations call a medicine of this name: its substance; where no title has it, its group."""
    known = known_words(content)
    for medicine in known.medicines.get(word, ()):
        substance = WORD.findall(medicine.name)[0].casefold()
        yield substance
        if substance not in known.in_titles:
            yield from _group(medicine, content)


def _telling_words(name: str) -> list[str]:
    """The words of a name that tell it: not `og`, not `gel`."""
    return [part for part in WORD.findall(name.casefold()) if len(part) >= FEWEST_LETTERS]


def _group(medicine: Medicine, content: Content) -> Iterator[str]:
    """What medicines of its kind are called: the abbreviation in the kind's label, and `opioid` for every opioid."""
    label = content.vocabulary.treatment_kinds[medicine.kind].label
    for word in (part for part in WORD.findall(label) if part.isupper()):
        yield word.casefold()
        yield from _same(word.casefold(), content)
    if medicine.opioid:
        yield "opioid"


def _near(spelled: str, known: KnownWords, content: Content) -> set[str]:
    """The known words that one letter more, less, other or changed over makes of this one; names of medicines too."""
    if len(spelled) < FEWEST_LETTERS:
        return set()
    return {form for folded, forms in known.near.items() if is_slip(spelled, folded) for form in forms}


def is_slip(one: str, other: str) -> bool:
    """Whether two words differ by one letter: one more, one less, another, or two changed over."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, of_other = one[start:], other[start:]
    changed_over = rest[:2] == of_other[:2][::-1] and rest[2:] == of_other[2:]
    return rest[1:] == of_other or rest == of_other[1:] or rest[1:] == of_other[1:] or changed_over


@lru_cache(maxsize=4)
def known_words(content: Content) -> KnownWords:
    titles = [entry.version.title for entry in content.recommendations.values()]
    spelled = _collect_known_words(_texts(content))
    names = {part for one in content.medicines.entries for name in one.names for part in _telling_words(name)}
    others = {search_words(name)[0][0]: {name} for name in names | content.vocabulary.same_words.keys()}
    medicines: dict[str, list[Medicine]] = {}
    for medicine in content.medicines.entries:
        for part in dict.fromkeys(part for name in medicine.other_names for part in _telling_words(name)):
            medicines.setdefault(part, []).append(medicine)
    in_titles = frozenset(one.casefold() for title in titles for one in WORD.findall(title))
    return KnownWords(spelled, spelled | others, medicines, in_titles)


def _texts(content: Content) -> Iterable[str]:
    for entry in content.recommendations.values():
        version = entry.version
        yield " ".join((version.title, version.text, version.rationale, version.practical, version.in_clinic))
        yield entry.release.title


def _collect_known_words(texts: Iterable[str]) -> dict[str, set[str]]:
    words = {word.casefold() for text in texts for word in WORD.findall(text)}
    known: dict[str, set[str]] = {}
    for word in words:
        for spellings in search_words(word):
            known.setdefault(spellings[0], set()).add(word)
    return known
