"""Recording answers: append-only, with who, when and in which contact; two writers never overwrite in silence."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.log.entries import record_access
from accounts.models import AccessAction, Staff
from accounts.tenancy.prepared import PreparedInsert, PreparedUpdate
from assessment.models import Answer, Episode
from assessment.record.contacts import Contact, reference_of
from assessment.rules.reading import CaseFault, parse_answer
from guidelines.in_force.content import Content, Kind
from guidelines.vocabulary.facts import Value
from guidelines.vocabulary.model import Vocabulary

PAGES_KEPT = 40


@dataclass(frozen=True)
class NoValue:
    """The question was asked and there is no value; why not (DataAbsentReason), with a comment."""

    reason: str
    comment: str = ""


Given = Value | NoValue | None


@dataclass(frozen=True)
class OpenPage:
    """The page that a save comes from: which version of the episode it shows, and how many saves it has sent.

    `key` is the page's own, chosen when it was shown; with `step` it tells a save that is sent again, or too late.
    `insist` are the questions where the clinician has seen the other's answer and keeps their own.
    """

    seen_version: int
    key: str = ""
    step: int = 0
    insist: Collection[str] = ()


@dataclass(frozen=True)
class Conflict:
    """Someone else answered the same question in the meantime; `theirs` is the entry as it now stands."""

    question: str
    theirs: Mapping[str, Any]
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


def entry_of(given: Given) -> dict[str, Any]:
    """What is said of a question, as the episode's document keeps it."""
    if isinstance(given, NoValue):
        return {"value": None, "reason": given.reason, "comment": given.comment}
    return {"value": stored(given)}


def answers_of(episode: Episode, vocabulary: Vocabulary) -> dict[str, Value]:
    """The current answers by question. One that the vocabulary in force no longer allows counts as unanswered."""
    answers: dict[str, Value] = {}
    for key, entry in episode.answers.items():
        question = vocabulary.questions.get(key)
        if question is None or entry["value"] is None:
            continue
        try:
            answers[key] = parse_answer(question, entry["value"])
        except CaseFault:
            continue
    return answers


def without_value(episode: Episode) -> dict[str, NoValue]:
    """The questions that were asked and have no value, with the reason."""
    return {
        key: NoValue(entry["reason"], entry["comment"]) for key, entry in episode.answers.items() if entry.get("reason")
    }


@dataclass(frozen=True)
class Changes:
    """What a form would change; what others have answered since it was shown; and where both have."""

    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    overtaken: list[Conflict] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


def changes_in(
    episode: Episode, values: Mapping[str, Given], page: OpenPage, reaffirmed: Collection[str] = ()
) -> Changes:
    """Compare a form with the answers as they stand. A save that was sent before, or comes too late, changes nothing.

    A question that someone else has answered after the page was shown, and that the form leaves as it was shown,
    is not touched: only where both have changed it is there a conflict.
    """
    if was_saved(episode, page):
        return Changes()
    given = {key: entry_of(value) for key, value in values.items()}
    differing = {
        key: entry
        for key, entry in given.items()
        if not _same(entry, _current(episode, key)) or (key in reaffirmed and entry != {"value": None})
    }
    newer = [key for key in given if _is_newer(episode, key, page)]
    shown = _as_of_version(episode, newer, page.seen_version) if newer else {}
    overtaken = [key for key in newer if key in differing and _same(differing[key], shown.get(key, {"value": None}))]
    conflicts = [key for key in newer if key in differing and key not in overtaken]
    return Changes(
        {key: entry for key, entry in differing.items() if key not in overtaken and key not in conflicts},
        [_conflict(episode, key) for key in overtaken],
        [_conflict(episode, key) for key in conflicts],
    )


def _is_newer(episode: Episode, key: str, page: OpenPage) -> bool:
    """Whether the answer was given after the page was shown, and not by the page itself."""
    entry = episode.answers.get(key)
    if entry is None or key in page.insist or (page.key and entry.get("page") == page.key):
        return False
    return bool(entry["version"] > page.seen_version)


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two entries say the same: the order of ticks does not count."""
    return all(_comparable(one.get(part)) == _comparable(other.get(part)) for part in ("value", "reason", "comment"))


def _comparable(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else None if value == "" else value


def _conflict(episode: Episode, key: str) -> Conflict:
    entry = episode.answers[key]
    return Conflict(key, entry, entry["by"], entry["at"])


def _as_of_version(episode: Episode, keys: list[str], version: int) -> dict[str, dict[str, Any]]:
    """What was said of these questions at an earlier version of the episode."""
    earlier = Answer.objects.filter(episode=episode, question__in=keys, version__lte=version).order_by("version")
    return {
        question: {"value": value, "reason": reason, "comment": comment}
        for question, value, reason, comment in earlier.values_list(
            "question", "value", "data_absent_reason", "comment"
        )
    }


def record_answers(
    *,
    by: Staff,
    consultation: Contact,
    section: str,
    values: Mapping[str, Given],
    seen_version: int,
    content: Content,
    at: datetime | None = None,
    page: OpenPage | None = None,
    reaffirmed: Collection[str] = (),
) -> Episode:
    """Record what changed among these answers (None withdraws one) and return the episode as it now stands.

    `at` is when they were given: now, unless said otherwise. Recording the same again changes nothing, but for the
    questions in `reaffirmed`: asked again, with the same answer. `page` is the page that the save comes from, where
    one is open. Raises StaleAnswers, and records nothing, where an answer that would be changed was changed by
    someone else after `seen_version`.
    """
    episode = consultation.episode
    page = page or OpenPage(seen_version)
    while True:
        changes = changes_in(episode, values, page, reaffirmed)
        if changes.conflicts:
            raise StaleAnswers(changes.conflicts, episode)
        if not changes.entries or _write(
            by, consultation, section, changes.entries, content, at or timezone.now(), page
        ):
            return episode
        # Someone else saved between our reading and our writing: look again at what they left.
        episode.refresh_from_db(fields=["answers", "version", "pages"])


@transaction.atomic(savepoint=False)
def _write(
    by: Staff,
    consultation: Contact,
    section: str,
    entries: Mapping[str, dict[str, Any]],
    content: Content,
    at: datetime,
    page: OpenPage,
) -> bool:
    """Write the answers, unless the episode is no longer at the version that was read."""
    episode = consultation.episode
    version = episode.version + 1
    origin = {"version": version, "at": at.isoformat(), "by": str(by.pk), "consultation": consultation.number}
    origin |= {"page": page.key} if page.key else {}
    answers = episode.answers | {
        key: origin | entry | _before(key, episode, consultation, content.vocabulary) for key, entry in entries.items()
    }
    pages = pages_after(episode, page, version)
    if not _keep(episode.pk, answers=answers, version=version, pages=pages, seen_version=episode.version):
        return False
    episode.answers, episode.version, episode.pages = answers, version, pages
    vocabulary = content.releases_of(Kind.VOCABULARY)[0]
    given = [
        Answer.in_practice(
            episode=episode,
            consultation=reference_of(consultation),
            question=key,
            value=entry["value"],
            data_absent_reason=entry.get("reason", ""),
            comment=entry.get("comment", ""),
            version=version,
            vocabulary_release=vocabulary,
            recorded_by=by,
            recorded_at=at,
        )
        for key, entry in entries.items()
    ]
    _add_answers(given)
    shown = content.vocabulary.section(section)
    record_access(
        by=by, action=AccessAction.CHANGE, patient_id=episode.patient_id, detail=shown.title if shown else section
    )
    return True


_keep = PreparedUpdate(Episode, "answers", "version", "pages")
_add_answers = PreparedInsert(Answer)


def _before(key: str, episode: Episode, contact: Contact, vocabulary: Vocabulary) -> dict[str, Any]:
    """What was said before this contact, kept beside what is said in it: what a change is measured against.

    What is said on one day without a contact belongs together. A text is not measured.
    """
    entry, question = episode.answers.get(key), vocabulary.questions.get(key)
    if entry is None or question is None or question.type == "text":
        return {}
    is_of_this = entry.get("consultation") == contact.number
    if is_of_this and (contact.number is not None or day_of(entry) == contact.day):
        return {"before": entry["before"]} if "before" in entry else {}
    return {"before": {part: entry[part] for part in ("value", "at", "reason", "comment") if part in entry}}


def was_saved(episode: Episode, page: OpenPage) -> bool:
    """Whether this save, or a later one of the same page, has arrived before."""
    return page.key in episode.pages and episode.pages[page.key]["step"] >= page.step


def note_save(episode: Episode, page: OpenPage) -> None:
    """Remember a save that changed nothing, so that an earlier one of the same page is known when it comes later."""
    if page.key and not was_saved(episode, page):
        pages = pages_after(episode, page, episode.version)
        Episode.objects.filter(pk=episode.pk, version=episode.version).update(pages=pages)


def pages_after(episode: Episode, page: OpenPage, version: int) -> dict[str, dict[str, int]]:
    """The open pages with the last save of each, and with this one; the longest silent are forgotten."""
    if not page.key:
        return dict(episode.pages)
    pages = episode.pages | {page.key: {"step": page.step, "version": version}}
    newest = sorted(pages, key=lambda key: pages[key]["version"])[-PAGES_KEPT:]
    return {key: pages[key] for key in newest}


def day_of(entry: Mapping[str, Any]) -> date:
    """The day that an entry of the episode's document was given on."""
    return timezone.localdate(datetime.fromisoformat(entry["at"]))


def _current(episode: Episode, key: str) -> Mapping[str, Any]:
    return episode.answers.get(key) or {"value": None}
