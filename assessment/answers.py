"""Recording answers: append-only, with who, when and in which consultation; two writers never overwrite in silence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.access_log import record_access
from accounts.models import AccessAction, Staff
from assessment.case_input import Fault, parse_answer
from assessment.models import Answer, Consultation, Episode
from guidelines.content import Content, Kind
from guidelines.facts import Value
from guidelines.vocabulary import Vocabulary


@dataclass(frozen=True)
class Conflict:
    """Someone else answered the same question in the meantime."""

    question: str
    theirs: Any
    by: str
    at: str


class StaleAnswers(Exception):
    """The form was filled in on an older version of these answers. Nothing was recorded."""

    def __init__(self, conflicts: list[Conflict], episode: Episode) -> None:
        super().__init__(f"{len(conflicts)} answers were changed in the meantime")
        self.conflicts = conflicts
        self.episode = episode


def stored(value: Value | None) -> Any:
    """A value as it is kept in JSON."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def stored_in_words(key: str, value: Any, vocabulary: Vocabulary) -> str | None:
    """A stored answer in Danish words, or None for one that was withdrawn."""
    if value is None:
        return None
    try:
        return vocabulary.display(key, parse_answer(vocabulary.questions[key], value))
    except Fault:
        return str(value)


def answers_of(episode: Episode, vocabulary: Vocabulary) -> dict[str, Value]:
    """The current answers by question. One that the vocabulary in force no longer allows counts as unanswered."""
    answers: dict[str, Value] = {}
    for key, entry in episode.answers.items():
        question = vocabulary.questions.get(key)
        if question is None or entry["value"] is None:
            continue
        try:
            answers[key] = parse_answer(question, entry["value"])
        except Fault:
            continue
    return answers


@dataclass(frozen=True)
class Changes:
    """What a form would change, and what others have answered since it was shown."""

    values: dict[str, Any]
    overtaken: list[Conflict]


def changes_in(episode: Episode, values: Mapping[str, Value | None], seen_version: int) -> Changes:
    """Compare a form with the answers as they stand. Raises StaleAnswers.

    A question that someone else has answered after `seen_version`, and that the form leaves as it was shown,
    is not touched: only where both have changed it is there a conflict.
    """
    given = {key: stored(value) for key, value in values.items()}
    differing = {key: value for key, value in given.items() if not _same(value, _current(episode, key))}
    newer = [key for key in given if key in episode.answers and episode.answers[key]["version"] > seen_version]
    shown = _as_of_version(episode, newer, seen_version) if newer else {}
    overtaken = [key for key in newer if key in differing and _same(differing[key], shown.get(key))]
    conflicts = [key for key in newer if key in differing and key not in overtaken]
    if conflicts:
        raise StaleAnswers([_conflict(episode, key) for key in conflicts], episode)
    return Changes(
        {key: value for key, value in differing.items() if key not in overtaken},
        [_conflict(episode, key) for key in overtaken],
    )


def _same(one: Any, other: Any) -> bool:
    """Whether two stored values mean the same: the order of ticks does not count."""
    if isinstance(one, list) and isinstance(other, list):
        return sorted(one) == sorted(other)
    return bool(one == other)


def _conflict(episode: Episode, key: str) -> Conflict:
    entry = episode.answers[key]
    return Conflict(key, entry["value"], entry["by"], entry["at"])


def _as_of_version(episode: Episode, keys: list[str], version: int) -> dict[str, Any]:
    """What the answers to these questions were at an earlier version of the episode."""
    earlier = Answer.objects.filter(episode=episode, question__in=keys, version__lte=version).order_by("version")
    return dict(earlier.values_list("question", "value"))


def record_answers(
    *,
    by: Staff,
    consultation: Consultation,
    section: str,
    values: Mapping[str, Value | None],
    seen_version: int,
    content: Content,
    at: datetime | None = None,
) -> Episode:
    """Record what changed among these answers (None withdraws one) and return the episode as it now stands.

    `at` is when they were given: now, unless said otherwise. Recording the same again changes nothing.
    Raises StaleAnswers, and records nothing, where an answer that would be changed was changed by someone else
    after `seen_version`.
    """
    episode = consultation.episode
    while True:
        changed = changes_in(episode, values, seen_version).values
        if not changed or _write(by, consultation, section, changed, content, at or timezone.now()):
            return episode
        # Someone else saved between our reading and our writing: look again at what they left.
        episode.refresh_from_db(fields=["answers", "version"])


# No savepoint of its own: a failure in here fails the whole request, and that is rolled back as a whole.
@transaction.atomic(savepoint=False)
def _write(
    by: Staff, consultation: Consultation, section: str, changed: Mapping[str, Any], content: Content, at: datetime
) -> bool:
    """Write the answers, unless the episode is no longer at the version that was read."""
    episode = consultation.episode
    version = episode.version + 1
    entry = {"version": version, "at": at.isoformat(), "by": str(by.pk)}
    answers = episode.answers | {key: entry | {"value": value} for key, value in changed.items()}
    unchanged = Episode.objects.filter(pk=episode.pk, version=episode.version)
    if not unchanged.update(answers=answers, version=version):
        return False
    episode.answers, episode.version = answers, version
    vocabulary = content.releases_of(Kind.VOCABULARY)[0]
    Answer.objects.bulk_create(
        Answer.in_practice(
            episode=episode,
            consultation=consultation,
            question=key,
            value=value,
            version=version,
            vocabulary_release=vocabulary,
            recorded_by=by,
            recorded_at=at,
        )
        for key, value in changed.items()
    )
    shown = content.vocabulary.section(section)
    record_access(
        by=by, action=AccessAction.CHANGE, patient_id=episode.patient_id, detail=shown.title if shown else section
    )
    return True


def _current(episode: Episode, key: str) -> Any:
    entry = episode.answers.get(key)
    return entry["value"] if entry else None
