"""The facts of an episode as the sentences of the content tell them."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from assessment.episode.workspace import Workspace
from assessment.record.answer_words import with_remark
from assessment.record.known_facts import FactDisplay, fact_in_words
from assessment.rules.keys import DURATION_MONTHS, OPIOID_LAST_REVIEW
from assessment.rules.medication.opioid_course import remark_on_last
from assessment.rules.score_words import in_part
from guidelines.conditions.tree import Node
from guidelines.in_force.content import ANYWHERE, Content, Reader
from guidelines.prose.paragraph import Telling, Told, tell
from guidelines.prose.value_words import words_inside


def tell_facts(workspace: Workspace, place: str, keys: Iterable[str]) -> Told:
    """What is known of these facts, in the sentences of the place; what none of them says comes with it."""
    asked = tuple(keys)
    known = {key: telling_of(key, workspace) for key in asked if is_told(key, workspace)}
    sentences = workspace.content.sentences_of(place, frozenset(asked))
    return tell(sentences, known, lambda condition: _holds(condition, workspace))


def tell_known(
    content: Content, reader: Reader, keys: Iterable[str], known: Mapping[str, Telling], display: FactDisplay
) -> str:
    """What is known of these facts in the sentences for a reader; what none of them says stands by its name, so that
    nothing is lost.
    """
    sentences = content.sentences_of(ANYWHERE, frozenset(keys), reader)
    told = tell(sentences, known, lambda condition: condition.value(display.facts) is True)
    vocabulary = content.vocabulary
    unsaid = "; ".join(f"{vocabulary.short(key)}: {display.one(key).value}" for key in told.unsaid)
    return " ".join(filter(None, (told.text, f"{unsaid}." if unsaid else "")))


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
        words=with_remark_on(words_of(key, workspace.display), remark_of(key, workspace)),
        is_quoted=vocabulary.fact_type(key) == "text",
        first=fact.recorded,
        last=fact.newest or fact.recorded,
        tells_day=not is_time and fact.recorded is not None and fact.recorded < limit,
    )


def remark_of(key: str, workspace: Workspace) -> str:
    """What has to be said of the fact wherever it is told: that it waits for a doctor."""
    return remark_on_last(workspace.reviews_said()) if key == OPIOID_LAST_REVIEW else ""


def with_remark_on(words: str | None, remark: str) -> str | None:
    return f"{words} ({remark})" if words and remark else words


def words_of(key: str, display: FactDisplay) -> str | None:
    """What the fact is called inside a sentence, with the remark that was made on it; a score of several contacts says
    in every sentence that it is one.
    """
    value, vocabulary = display.facts.values[key], display.vocabulary
    if key == DURATION_MONTHS:
        return fact_in_words(key, value, vocabulary)
    words = words_inside(key, value, vocabulary)
    if not words:
        return None
    days = display.one(key).days_of_parts
    return in_part(words, days) if days else with_remark(words, display.episode.answers.get(key))
