"""The facts of an episode as the sentences of the content tell them."""

from collections.abc import Iterable
from datetime import date, timedelta

from assessment.episode.workspace import Workspace
from assessment.record.known_facts import fact_in_words
from assessment.rules.keys import DURATION_MONTHS
from assessment.rules.score_words import in_part
from guidelines.conditions.tree import Node
from guidelines.prose.paragraph import Telling, Told, tell
from guidelines.prose.value_words import words_inside


def tell_facts(workspace: Workspace, place: str, keys: Iterable[str]) -> Told:
    """What is known of these facts, in the sentences of the place; what none of them says comes with it."""
    asked = tuple(keys)
    known = {key: telling_of(key, workspace) for key in asked if is_told(key, workspace)}
    sentences = workspace.content.sentences_of(place, frozenset(asked))
    return tell(sentences, known, lambda condition: _holds(condition, workspace))


def _holds(condition: Node, workspace: Workspace) -> bool:
    return condition.value(workspace.facts) is True


def is_told(key: str, workspace: Workspace) -> bool:
    """Whether there is something to say of this fact."""
    return key in workspace.facts.values and bool(workspace.display.one(key).value.strip())


def telling_of(key: str, workspace: Workspace) -> Telling:
    """A known fact. An answer that is older than the content's limit tells its day; a date never does."""
    value, fact, vocabulary = workspace.facts.values[key], workspace.display.one(key), workspace.content.vocabulary
    is_time = isinstance(value, date) or key == DURATION_MONTHS
    limit = workspace.case.as_of - timedelta(days=vocabulary.day_told_after)
    return Telling(
        value=value,
        words=_words(key, workspace),
        is_quoted=vocabulary.fact_type(key) == "text",
        first=fact.recorded,
        last=fact.newest or fact.recorded,
        tells_day=not is_time and fact.recorded is not None and fact.recorded < limit,
    )


def _words(key: str, workspace: Workspace) -> str | None:
    """What the fact is called inside a sentence; a score of several contacts says in every sentence that it is one."""
    value, vocabulary = workspace.facts.values[key], workspace.content.vocabulary
    if key == DURATION_MONTHS:
        return fact_in_words(key, value, vocabulary)
    words = words_inside(key, value, vocabulary)
    days = workspace.display.one(key).days_of_parts
    return in_part(words, days) if words and days else words
