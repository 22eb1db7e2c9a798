"""What one contact recorded of an episode: its answers, and the rows that it changed, each with what was before."""

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Generic, TypeVar

from django.db.models import Prefetch, prefetch_related_objects

from accounts.models import Staff
from assessment.advice.decisions import OF_AN_ADVICE, with_answer
from assessment.care_plan.agreement import plan_of
from assessment.models import (
    AdviceResponse,
    Answer,
    Consultation,
    Episode,
    QuestionnaireResponse,
    Treatment,
)
from assessment.models.states import row_before, states_of
from assessment.record.contacts import Contact, Recorded, end_of, is_of
from assessment.rules.facts import OPIOIDS

Read = TypeVar("Read")
# Of other contacts: what was agreed, and the notes as they were.
TEXTS = ("agreed", "note", "long_note")


def of_a_note(episode: Episode) -> Episode:
    """The episode for one note alone: what its sources read of it (`read_once`) is kept with it, and goes with it."""
    read = copy(episode)
    read.__dict__ |= {"read_for_the_note": {}, "_prefetched_objects_cache": {}}
    return read


def read_once(episode: Episode, what: str, read: Callable[[], Read]) -> Read:
    """What a source reads of the episode: once for a note, which tells of the contact and of what was since the last.

    Outside a note it is read anew.
    """
    kept: dict[str, Read] | None = episode.__dict__.get("read_for_the_note")
    if kept is None:
        return read()
    if what not in kept:
        kept[what] = read()
    return kept[what]


class EpisodeRows:
    """What is recorded of an episode, read once for the notes of several contacts."""

    def __init__(self, episode: Episode) -> None:
        self.episode = of_a_note(episode)
        prefetch_related_objects([self.episode], Prefetch("consultations", Consultation.objects.defer(*TEXTS)))
        self.history = list(Answer.objects.filter(episode=episode).order_by("version"))
        self.numbers = {one.pk: one.number for one in self.episode.consultations.all()}
        self.treatments = Treatment.objects.filter(episode=episode).prefetch_related("events")
        self.filled_in = QuestionnaireResponse.objects.filter(episode=episode).prefetch_related("events")
        responses = AdviceResponse.objects.filter(episode=episode).select_related(*OF_AN_ADVICE)
        self.responses = with_answer(responses).order_by("recorded_at", "pk")
        self.plan = plan_of(episode)
        self.plan_states = states_of(self.plan)

    def reads(self, contact: Contact) -> Contact:
        """The same contact, in the episode whose rows are read once."""
        if not isinstance(contact, Consultation):
            return replace(contact, episode=self.episode)
        read = copy(contact)
        read.episode = self.episode
        return read


Changed = TypeVar("Changed", QuestionnaireResponse, Treatment)


@dataclass(frozen=True)
class RowChange(Generic[Changed]):
    """What a contact did to a row: how it was before (None: it is new), and how it was left."""

    was: Changed | None
    now: Changed


class ContactRows:
    """Everything of one contact, or of what was recorded without one."""

    def __init__(self, contact: Contact, rows: EpisodeRows) -> None:
        self.contact, self.rows, self.history = contact, rows, rows.history
        self.answers = {row.question: row for row in self.history if is_of(row, contact)}
        self.before = {question: self._before(answer) for question, answer in self.answers.items()}
        self.treatments = list(_changes_of(rows.treatments, contact))
        self.filled_in = [change.now for change in _changes_of(rows.filled_in, contact)]
        self.responses = [row for row in rows.responses if is_of(row, contact)]
        mine = [state for state in rows.plan_states if is_of(state.row, contact)]
        self.plan_states = [state.row for state in mine]
        self.plan_before = row_before(rows.plan_states, mine[0]) if mine else None

    def _before(self, answer: Answer) -> Answer | None:
        """The answer that this contact replaced."""
        earlier = (
            row
            for row in reversed(self.history)
            if row.question == answer.question and row.version < answer.version and not is_of(row, self.contact)
        )
        return next(earlier, None)

    @property
    def standing(self) -> dict[str, Answer]:
        """The answers as they stood at the end of the contact, its own aside."""
        end = end_of(self.contact)
        return {row.question: row for row in self.history if row.recorded_at <= end}

    @cached_property
    def opioids(self) -> list[Treatment]:
        """The opioids in use when the contact ended."""
        rows = _iterate_rows_at(self.rows.treatments, end_of(self.contact))
        return [row for row in rows if row.kind in OPIOIDS and row.status == "current" and row.removed_at is None]

    @property
    def people(self) -> list[str]:
        """Who took part, or wrote something without a contact, in the order of their first word."""
        began = self.contact.opened_by_id if isinstance(self.contact, Consultation) else None
        answers = (row for row in self.history if is_of(row, self.contact))
        rows: list[Recorded] = [*answers, *self.responses, *self.filled_in, *self.plan_states]
        rows += [change.now for change in self.treatments]
        recorded = sorted((row.recorded_at, row.recorded_by_id) for row in rows)
        ids = dict.fromkeys([*([began] if began else []), *(by for _at, by in recorded)])
        names = dict(Staff.objects.filter(pk__in=ids).values_list("pk", "user__name"))
        return [names[by] for by in ids]


def _changes_of(rows: Iterable[Changed], contact: Contact) -> Iterator[RowChange[Changed]]:
    """Of each row that the contact touched."""
    for row in rows:
        states = states_of(row)
        mine = [state for state in states if is_of(state.row, contact)]
        if mine:
            earlier = [state.row for state in states if state.number < mine[-1].number and state not in mine]
            yield RowChange(None if mine[0].is_first else earlier[-1], mine[-1].row)


def _iterate_rows_at(rows: Iterable[Treatment], moment: datetime) -> Iterator[Treatment]:
    """Each row as it was then."""
    for row in rows:
        states = [state.row for state in states_of(row) if (state.row.removed_at or state.row.recorded_at) <= moment]
        if states:
            yield states[-1]
