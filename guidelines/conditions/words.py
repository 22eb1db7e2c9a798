"""Facts and values in Danish words, for the sentences of conditions and for their faults. Pure Python."""

import json
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from guidelines.vocabulary.model import DerivedFact, Question, Vocabulary, display_value

Fact = Question | DerivedFact
# How many are named where one of a long list was mistaken.
NEAREST = 3
WORDS_OF_WHAT_IS_NO_TEXT = {True: "ja", False: "nej", None: "ingenting"}


def fact_of(key: str, vocabulary: Vocabulary) -> Fact | None:
    """The question or the computed fact with this key; None if there is none."""
    return vocabulary.questions.get(key) or vocabulary.derived.get(key)


def name_with_key(fact: Fact) -> str:
    """The fact by its short name and its key."""
    return f"»{fact.short}« ({fact.key})"


def quote(value: object) -> str:
    """What stands in the condition, quoted."""
    if value is None or isinstance(value, bool):
        return f"»{WORDS_OF_WHAT_IS_NO_TEXT[value]}«"
    if isinstance(value, float):
        return f"»{display_value(value, {})}«"
    return f"»{value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)}«"


def quote_all(values: Iterable[object]) -> str:
    """Each as it stands in the condition, one after the other."""
    return ", ".join(quote(value) for value in values)


def either(words: Sequence[str], word: str = "eller") -> str:
    """The words as a list that is read aloud: one, two or three."""
    *before, last = words or [""]
    return f"{', '.join(before)} {word} {last}" if before else last


def value_in_words(fact: Fact | None, value: bool | str | float) -> str:
    """A value as a sentence has it: a label in quotation marks, a number with its unit."""
    labels = dict[object, str](fact.values.items()) if fact else {}
    if isinstance(value, str):
        return f"»{labels.get(value, value)}«"
    number = display_value(value, {}, fact.unit if fact else "")
    return f"{number} (»{labels[value]}«)" if value in labels else number


def months_in_words(number: float) -> str:
    return "1 måned" if number == 1 else f"{display_value(number, {})} måneder"


def nearest_to(typed: str, labels: Mapping[str, str]) -> list[str]:
    """Of a long list, the codes that are written most like this one, or whose names are."""
    by_words = {label.casefold(): code for code, label in labels.items()} | {code.casefold(): code for code in labels}
    return [by_words[found] for found in get_close_matches(typed.casefold(), by_words, NEAREST, 0.5)]
