"""Compares a form with the answers as they are now: what it changes, what others changed, and where both did; and the
answers of now with those of the contact before."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import takewhile

from django.utils import timezone

from assessment.models import Answer, Episode
from assessment.models.entries import AnswerContent, AnswerEntry, DatedContent, StoredValue
from assessment.rules.contacts.changes import FIRST_TIME, SinceLast
from assessment.rules.reading import CaseFault, parse_answer
from assessment.rules.series import Given, are_of_one
from guidelines.vocabulary.facts import Range, Value
from guidelines.vocabulary.model import Vocabulary

PAGES_KEPT = 40
UNANSWERED: AnswerContent = {"value": None}


@dataclass(frozen=True)
class DataAbsent:
    """The question was asked and there is no value; why not (DataAbsentReason), with a comment."""

    reason: str
    comment: str = ""


@dataclass(frozen=True)
class Remarked:
    """A value with a remark that stands with it wherever it is told."""

    value: Value
    remark: str


# What a form says, and what the program says with a remark.
FormInput = Value | DataAbsent | None
AnswerInput = FormInput | Remarked


@dataclass(frozen=True)
class OpenPage:
    """The page that a save comes from: which version of the episode it shows, and how many saves it has sent.

    `key` is the page's own, chosen when it was shown; with `step` it tells a save that is sent again, or too late.
    `shown` are the questions at which the page shows a newer answer than `seen_version`, with that answer's version:
    another's answer that was put on the page, or that the clinician has seen and overrules.
    `unread` are the questions at which something is typed that cannot be read.
    `asked_anew` are the questions that the page shows empty although they were answered before, with the version of
    the answer that stands beside: left empty, it stays; anything else is an answer of today, also the same.
    """

    seen_version: int
    key: str = ""
    step: int = 0
    shown: Mapping[str, int] = field(default_factory=dict)
    unread: Collection[str] = ()
    asked_anew: Mapping[str, int] = field(default_factory=dict)

    def seen(self, question: str) -> int:
        """The version of the episode that the page shows at this question."""
        return max(self.seen_version, self.shown.get(question, 0))


@dataclass(frozen=True)
class Conflict:
    """Someone else answered the same question in the meantime; `theirs` is the entry as it now stands."""

    question: str
    theirs: AnswerEntry
    by: str
    at: str

    @property
    def version(self) -> int:
        return self.theirs["version"]


@dataclass(frozen=True)
class Changes:
    """What a form would change; what others have answered since it was shown; and where both have.

    A repeated save (`is_repeat`) was sent before, or comes too late: it changes nothing and is not judged.
    """

    entries: dict[str, AnswerContent] = field(default_factory=dict)
    overtaken: list[Conflict] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    is_repeat: bool = False


def encode_value(value: Value | None) -> StoredValue:
    """A value as it is kept in JSON."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Range):
        return "–".join(f"{end:g}" for end in value.ends)
    return list(value) if isinstance(value, tuple) else value


def entry_of(given: AnswerInput) -> AnswerContent:
    """What is said of a question, as the episode's document keeps it."""
    if isinstance(given, DataAbsent):
        return {"value": None, "reason": given.reason, "comment": given.comment}
    if isinstance(given, Remarked):
        return {"value": encode_value(given.value), "comment": given.remark}
    return {"value": encode_value(given)}


def changes_in(
    episode: Episode, values: Mapping[str, AnswerInput], page: OpenPage, reaffirmed: Collection[str] = ()
) -> Changes:
    """Compare the whole form with the answers as they stand.

    A question that someone else has answered after the page was shown, and that the page leaves alone, is not
    touched: only where both have changed it is there a conflict. The page has left it alone where it says what the
    page was shown, or what stood when the page saved last.
    """
    if was_saved(episode, page):
        return Changes(is_repeat=True)
    given = {key: entry_of(value) for key, value in values.items()}
    differing = {key: entry for key, entry in given.items() if _differs(episode, key, entry, page, reaffirmed)}
    newer = [key for key in (*given, *page.unread) if _is_newer(episode, key, page)]
    overtaken = _left_alone(episode, page, {key: differing[key] for key in newer if key in differing})
    # What is typed and cannot be read is a change too, though nobody knows to what.
    unread = {*page.unread} - given.keys()
    conflicts = [key for key in newer if key not in overtaken and (key in differing or key in unread)]
    return Changes(
        entries={key: entry for key, entry in differing.items() if key not in (*overtaken, *conflicts)},
        overtaken=[_conflict(episode, key) for key in overtaken],
        conflicts=[_conflict(episode, key) for key in conflicts],
    )


def _differs(episode: Episode, key: str, entry: AnswerContent, page: OpenPage, reaffirmed: Collection[str]) -> bool:
    """Whether an entry says something else than what stands, or says the same anew."""
    stands = episode.answers.get(key)
    if stands and stands["version"] == page.asked_anew.get(key):
        return entry != UNANSWERED
    says_it_anew = key in reaffirmed and entry != UNANSWERED
    return says_it_anew or not _same(entry, stands or UNANSWERED)


def _left_alone(episode: Episode, page: OpenPage, entries: Mapping[str, AnswerContent]) -> list[str]:
    """Of the questions that others have answered since, those at which the page only says what it was shown."""
    known = _known_to(page, episode, list(entries)) if entries else {}
    return [key for key, entry in entries.items() if any(_same(entry, stood) for stood in known[key])]


def _is_newer(episode: Episode, key: str, page: OpenPage) -> bool:
    """Whether the answer was given after what the page shows, and not by the page itself."""
    entry = episode.answers.get(key)
    if entry is None or (page.key and entry.get("page") == page.key):
        return False
    return bool(entry["version"] > page.seen(key))


def _same(one: AnswerContent, other: AnswerContent) -> bool:
    """Whether two entries say the same: the order of ticks does not count."""
    return _comparable(one) == _comparable(other)


def _comparable(said: AnswerContent) -> tuple[StoredValue, str, str]:
    value = said["value"]
    shown = sorted(value) if isinstance(value, list) else None if value == "" else value
    reason = said.get("reason", "")
    # A form says nothing of the remark beside a value: it neither changes it nor takes it away.
    return shown, reason, said.get("comment", "") if reason else ""


def _conflict(episode: Episode, key: str) -> Conflict:
    entry = episode.answers[key]
    return Conflict(key, entry, entry["by"], entry["at"])


def _known_to(page: OpenPage, episode: Episode, keys: list[str]) -> dict[str, list[AnswerContent]]:
    """What stood at these questions when the page was shown, and when it saved last: its answer may have been lost.

    Of a question that it asks anew, it was shown nothing up to the answer that stands beside.
    """
    last_save = episode.pages.get(page.key, {}).get("version", 0)
    versions = {key: (page.seen(key), max(page.seen(key), last_save)) for key in keys}
    known: dict[str, list[AnswerContent]] = {key: [UNANSWERED, UNANSWERED] for key in keys}
    newest = max(version for _, version in versions.values())
    earlier = Answer.objects.filter(episode=episode, question__in=keys, version__lte=newest).order_by("version")
    for answer in earlier:
        for place, version in enumerate(versions[answer.question]):
            if page.asked_anew.get(answer.question, 0) < answer.version <= version:
                known[answer.question][place] = answer.entry
    return known


def was_saved(episode: Episode, page: OpenPage) -> bool:
    """Whether this save, or a later one of the same page, has arrived before."""
    return page.key in episode.pages and episode.pages[page.key]["step"] >= page.step


def pages_after(episode: Episode, page: OpenPage, version: int) -> dict[str, dict[str, int]]:
    """The open pages with the last save of each, and with this one; the longest silent are forgotten."""
    if not page.key:
        return dict(episode.pages)
    pages = episode.pages | {page.key: {"step": page.step, "version": version}}
    newest = sorted(pages, key=lambda key: pages[key]["version"])[-PAGES_KEPT:]
    return {key: pages[key] for key in newest}


def given_in(entry: DatedContent) -> Given:
    """Where an entry of the episode's document was given: in which consultation, if in any, and on which day."""
    return entry.get("consultation"), day_of(entry)


def day_of(entry: DatedContent) -> date:
    """The day that an entry of the episode's document was given on."""
    return timezone.localdate(datetime.fromisoformat(entry["at"]))


def whole_before(
    key: str, contact: Given, answers: Mapping[str, AnswerEntry], measured: Collection[str]
) -> DatedContent | None:
    """What the newest contact before this one has left at a question, of those that answered every one in `measured`.

    The entries know it for the contacts that they are from: each keeps what stood before, and this.
    """
    stood = answers.get(key)
    if stood is None:
        return None
    last = given_in(stood)
    others = [answers.get(other) for other in measured if other != key]
    if are_of_one(last, contact) or stood["value"] is None or not all(_was_given(one, last) for one in others):
        return stood.get("whole")
    return {"value": stood["value"], "at": stood["at"], "consultation": stood.get("consultation")}


def _was_given(entry: AnswerEntry | None, contact: Given) -> bool:
    """Whether the contact left a value there."""
    if entry is None:
        return False
    said = [entry, entry.get("before"), entry.get("whole")]
    return any(one["value"] is not None and are_of_one(given_in(one), contact) for one in said if one)


def measure_changes(episode: Episode, vocabulary: Vocabulary, running: Given | None = None) -> SinceLast:
    """What changes are measured by: at the contact that runs, or else the newest that answered any of it."""
    entries: Mapping[str, AnswerEntry] = episode.answers
    measured = vocabulary.measured
    given = {key: given_in(entries[key]) for key in measured if key in entries and entries[key]["value"] is not None}
    now = running or max(given.values(), key=lambda one: (one[1], one[0] or 0), default=None)
    if now is None:
        return FIRST_TIME
    earlier = {key: whole_before(key, now, entries, measured) for key in measured}
    return SinceLast(
        {
            key: value
            for key, one in earlier.items()
            if one and (value := readable(key, one["value"], vocabulary)) is not None
        },
        frozenset(key for key, contact in given.items() if are_of_one(contact, now)),
    )


def readable(key: str, stored: StoredValue, vocabulary: Vocabulary) -> Value | None:
    """What is stored of a question as rules read it; None for what the vocabulary in force no longer allows."""
    question = vocabulary.questions.get(key)
    if question is None or stored is None:
        return None
    try:
        return parse_answer(question, stored)
    except CaseFault:
        return None


def behind_withdrawals(episode: Episode, questions: Iterable[str], as_of: date) -> dict[str, Answer]:
    """By question what an earlier contact has left, where what was answered since was taken back on that day."""
    entries = ((key, episode.answers.get(key)) for key in questions)
    gone = [key for key, entry in entries if entry and _same(entry, UNANSWERED) and day_of(entry) == as_of]
    found: dict[str, list[Answer]] = {}
    for row in Answer.objects.filter(episode=episode, question__in=gone).order_by("-version") if gone else ():
        found.setdefault(row.question, []).append(row)
    return {key: earlier for key, rows in found.items() if (earlier := _left_before(rows))}


def _left_before(rows: list[Answer]) -> Answer | None:
    """Of the answers to one question, the newest first, what the contact before left; only where this one answered."""
    contact = _contact_of(rows[0])
    of_now = list(takewhile(lambda row: _contact_of(row) == contact, rows))
    before = rows[len(of_now)] if len(of_now) < len(rows) else None
    answered = any(not _same(row.entry, UNANSWERED) for row in of_now)
    return before if before and answered and not _same(before.entry, UNANSWERED) else None


def _contact_of(row: Answer) -> object:
    """The consultation; what was said without one belongs together by its day."""
    return row.consultation_id or timezone.localdate(row.recorded_at)
