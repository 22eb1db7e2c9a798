"""Statements about the list of treatments, beside its rows: nothing tried, the list is complete, a kind not tried.

Each is an answer of its own, kept like every other with who and when. It stands when a row is added later, except for
what the row contradicts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Staff
from assessment.models import Episode, Treatment
from assessment.record.answer_words import value_in_words
from assessment.record.answers import StaleAnswers, record_answers
from assessment.record.contacts import Contact
from assessment.record.form_changes import AnswerInput
from guidelines.in_force.content import current_content
from guidelines.vocabulary.facts import LIST_COMPLETE, OF_A_KIND, TREATMENTS, is_of_the_list, kind_in
from guidelines.vocabulary.model import TREATMENT_SECTION, Vocabulary

# What a page calls the first two; a kind is called by its key.
NONE, COMPLETE = "none", "complete"


@dataclass(frozen=True)
class ListStatement:
    """One statement that is in force: `word` is what the page calls it, `by` the id of who said it."""

    word: str
    name: str
    text: str
    by: str
    at: datetime

    @property
    def line(self) -> str:
        """As the summary says it, with its day."""
        return f"{self.name}: {self.text} ({timezone.localdate(self.at):%d.%m.%Y})"


class ListChanged(Exception):
    """The list is not as the page showed it, and what was to be said does not fit it. Nothing was recorded."""


def statements_of(episode: Episode, vocabulary: Vocabulary, *, has_rows: bool) -> list[ListStatement]:
    """What is said of the list now, in the order it was said; that nothing was tried only if there is no row."""
    found = [
        ListStatement(
            word=kind_in(key) or (COMPLETE if key == LIST_COMPLETE else NONE),
            name=vocabulary.short(key),
            text=value_in_words(key, entry["value"], vocabulary),
            by=entry["by"],
            at=datetime.fromisoformat(entry["at"]),
        )
        for key, entry in episode.answers.items()
        if is_of_the_list(key) and entry["value"] is not None and not (key == TREATMENTS and has_rows)
    ]
    return sorted(found, key=lambda statement: statement.at)


def says_none_tried(episode: Episode) -> bool:
    """Whether the patient was asked and had tried nothing: an empty list."""
    return bool(episode.answers.get(TREATMENTS, {}).get("value") == [])


def says_complete(episode: Episode) -> bool:
    """Whether somebody has said that the list holds everything that was tried."""
    return episode.answers.get(LIST_COMPLETE, {}).get("value") is True


def kinds_not_tried(episode: Episode) -> frozenset[str]:
    """The kinds of treatment of which somebody has said that they were not tried."""
    answers = episode.answers
    said = [key for key in answers if key.startswith(OF_A_KIND)]
    return frozenset(kind_in(key) for key in said if answers[key]["value"] == [])


def kinds_left_out(episode: Episode, rows: Iterable[Treatment], vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """What counts as not tried once the list is said to be complete, by name: medicines, and what is no medicine."""
    known = {row.kind for row in rows} | kinds_not_tried(episode)
    open_kinds = [kind for kind in vocabulary.treatment_kinds.values() if kind.key not in known]
    groups = ((_("Medicine"), "drug"), (_("Without medicine"), "non_drug"))
    named = ((title, ", ".join(kind.label for kind in open_kinds if kind.group == group)) for title, group in groups)
    return [(title, names) for title, names in named if names]


@transaction.atomic
def record_no_treatments(*, by: Staff, consultation: Contact, none_tried: bool) -> None:
    """The patient has tried nothing (true), or nobody has asked yet (false). Raises ListChanged if a row stands."""
    if none_tried and _rows(consultation).exists():
        raise ListChanged
    _say(by, consultation, {TREATMENTS: () if none_tried else None})


@transaction.atomic
def record_complete_list(*, by: Staff, consultation: Contact, complete: bool, at: datetime | None = None) -> None:
    """The list holds everything that was tried (true), or that is taken back (false). `at`: when; now by default.

    Raises ListChanged if the list is empty: then `record_no_treatments` says it.
    """
    if complete and not _rows(consultation).exists():
        raise ListChanged
    _say(by, consultation, {LIST_COMPLETE: True if complete else None}, at)


@transaction.atomic
def record_not_tried(*, by: Staff, consultation: Contact, kind: str, not_tried: bool) -> None:
    """This kind of treatment was not tried (true), or that is taken back (false).

    Raises ListChanged if a row of the kind stands.
    """
    if not_tried and _rows(consultation).filter(kind=kind).exists():
        raise ListChanged
    _say(by, consultation, {OF_A_KIND + kind: () if not_tried else None})


def record_statement(*, by: Staff, consultation: Contact, word: str, stands: bool) -> None:
    """What the page calls NONE or COMPLETE, or a kind of treatment, is said (true) or taken back (false).

    Raises ListChanged if it does not fit the list, KeyError for a kind that does not exist.
    """
    if word == NONE:
        record_no_treatments(by=by, consultation=consultation, none_tried=stands)
    elif word == COMPLETE:
        record_complete_list(by=by, consultation=consultation, complete=stands)
    else:
        kind = current_content().vocabulary.treatment_kinds[word].key
        record_not_tried(by=by, consultation=consultation, kind=kind, not_tried=stands)


def take_back(*, by: Staff, consultation: Contact, was_empty: bool, kind: str = "") -> None:
    """Withdraw what the list as it now stands contradicts.

    A new row, of `kind`, ends that nothing was tried, and that its kind was not. An empty list is not called complete.
    """
    episode = consultation.episode
    values: dict[str, AnswerInput] = {}
    if kind and says_none_tried(episode):
        values[TREATMENTS] = None
    if kind in kinds_not_tried(episode):
        values[OF_A_KIND + kind] = None
    if was_empty and says_complete(episode):
        values[LIST_COMPLETE] = None
    if values:
        _say(by, consultation, values)


def _rows(consultation: Contact) -> QuerySet[Treatment]:
    return Treatment.objects.filter(episode=consultation.episode, removed_at=None)


def _say(by: Staff, consultation: Contact, values: Mapping[str, AnswerInput], at: datetime | None = None) -> None:
    try:
        record_answers(
            by=by,
            consultation=consultation,
            section=TREATMENT_SECTION,
            values=values,
            seen_version=consultation.episode.version,
            content=current_content(),
            at=at,
        )
    except StaleAnswers:
        # Someone said otherwise at the same moment. The episode now stands as they left it; the later word holds.
        _say(by, consultation, values, at)
