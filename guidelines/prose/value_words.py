"""The words that a value takes inside a sentence. Pure Python."""

from typing import Any

from guidelines.vocabulary.facts import PERHAPS, Value
from guidelines.vocabulary.model import AnswerOption, DerivedFact, Question, ValueLabel, Vocabulary

# What a template calls the values of a yes or no, and of a list: that nothing of it is there, or anything.
YES, NO, NONE, ANY = "yes", "no", "none", "any"


def words_inside(key: str, value: Value, vocabulary: Vocabulary) -> str | None:
    """The value as a sentence says it; None if it has no such words, or is not certain."""
    fact = vocabulary.questions.get(key) or vocabulary.derived.get(key)
    if fact is None:
        return None
    options = _options(fact)
    if isinstance(value, bool):
        return (fact.inside_yes if value else fact.inside_no) or None
    if isinstance(value, tuple):
        if not value:
            return (fact.inside_none if isinstance(fact, Question) else "") or None
        words = [options[item].inside if item in options and item[:1] != PERHAPS else "" for item in value]
        return join_words(words) if all(words) else None
    if value in options or str(value) in options:
        return options.get(value, options.get(str(value))).inside or None  # type: ignore[union-attr]
    return vocabulary.display(key, value).strip() or None


def _options(fact: Question | DerivedFact) -> dict[Any, AnswerOption | ValueLabel]:
    given: tuple[AnswerOption | ValueLabel, ...] = fact.options if isinstance(fact, Question) else fact.labels
    return {one.value: one for one in given}


def join_words(words: list[str]) -> str:
    """Several as one: a, b og c; with semicolons where a comma stands in one of them."""
    if any("," in word for word in words):
        return "; ".join(words)
    *before, last = words
    return f"{', '.join(before)} og {last}" if before else last


def codes_of(key: str, vocabulary: Vocabulary) -> dict[str, str] | None:
    """What a template can ask of a fact: each code with the value's words inside a sentence. None: it has no list."""
    fact = vocabulary.questions.get(key) or vocabulary.derived.get(key)
    if fact is None:
        return None
    codes = {str(value): one.inside for value, one in _options(fact).items()}
    if fact.type == "bool":
        return {YES: fact.inside_yes, NO: fact.inside_no}
    if fact.type == "multi":
        return {**codes, NONE: fact.inside_none if isinstance(fact, Question) else ""}
    return codes or None
