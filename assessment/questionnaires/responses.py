"""Saves, changes and removes filled-in instruments; and finds answers that call for a question at once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.log.entries import record_access
from accounts.models import AccessAction, Staff
from accounts.tenancy.statements import Prepared
from assessment.models import Consultation, Episode, QuestionnaireResponse
from assessment.models.states import row_at_version
from assessment.record.contacts import Contact, contact_now, reference_of
from assessment.record.known_facts import FactDisplay, OpenQuestion
from guidelines.in_force.content import Content, Kind, instruments_in
from guidelines.instruments.model import Instrument, alerts, awaits_the_question, score

COMMENT, ANSWERED_ON = "comment", "answered_on"
BESIDE_ITEMS = (COMMENT, ANSWERED_ON)
# What a form says in one field: an item's answer as it is kept (None: not answered), the comment, or the day.
Filled = int | float | str | list[str] | date | None


class KeptScore(TypedDict):
    """A score as it is kept: its number or its level, and what that means."""

    value: float | str
    band: str | None


class StaleResponse(Exception):
    """Someone else gave other answers in the same places in the meantime. Nothing was recorded."""

    def __init__(self, theirs: QuestionnaireResponse, conflicts: list[str], overtaken: tuple[str, ...]) -> None:
        super().__init__(f"{len(conflicts)} answers were changed in the meantime")
        self.theirs = theirs
        self.conflicts = conflicts
        self.overtaken = overtaken


@dataclass(frozen=True)
class Saved:
    """What a save left behind: no response when there was nothing to keep. `overtaken`: what others have filled in."""

    response: QuestionnaireResponse | None
    consultation: Consultation | None = None
    overtaken: tuple[str, ...] = ()


def responses_of(episode: Episode) -> list[QuestionnaireResponse]:
    """The filled-in instruments that stand, the oldest first."""
    return standing_responses(episode=episode.pk)


# 0.11 ms of CPU instead of 0.89.
standing_responses = Prepared(
    lambda episode: QuestionnaireResponse.objects.filter(episode=episode, removed_at=None).select_related(
        "recorded_by__user"
    ),
    "episode",
)


def get_response(episode: Episode, instrument: str, response_id: UUID) -> QuestionnaireResponse:
    """One that stands, of this episode and instrument. Raises Http404."""
    found = QuestionnaireResponse.objects.select_related("recorded_by__user")
    return get_object_or_404(found, pk=response_id, episode=episode, instrument=instrument, removed_at=None)


def instrument_of(response: QuestionnaireResponse, content: Content) -> Instrument | None:
    """The instrument as it was when this was filled in; None if that release holds none of this name."""
    in_force = any(r.pk == response.instruments_release_id for r in content.releases_of(Kind.INSTRUMENTS))
    instruments = content.instruments if in_force else instruments_in(response.instruments_release_id)
    return instruments.get(response.instrument)


def scores_of(instrument: Instrument, items: Mapping[str, Filled]) -> dict[str, KeptScore]:
    """The scores as they are kept: {score: {"value", "band"}}, without those that lack an item."""
    return {
        result.score.key: {"value": result.value, "band": result.band}
        for result in score(instrument, items)
        if result.value is not None
    }


def state_of(response: QuestionnaireResponse) -> dict[str, Filled]:
    """What a form can change of a filling-in, or of a state of one, by field: the items, the comment and the day."""
    return {**response.items, COMMENT: response.comment, ANSWERED_ON: response.answered_on}


@dataclass(frozen=True)
class Merge:
    changed: dict[str, Filled]
    overtaken: tuple[str, ...]
    conflicts: list[str]


def merge(mine: Mapping[str, Filled], theirs: Mapping[str, Filled], base: Mapping[str, Filled]) -> Merge:
    """A form, what stands, and what the form was shown: only where both have changed it is there a conflict."""
    differing = [key for key, value in mine.items() if value != theirs.get(key)]
    theirs_only = tuple(key for key in differing if mine[key] == base.get(key))
    mine_only = [key for key in differing if theirs.get(key) == base.get(key)]
    conflicts = [key for key in differing if key not in theirs_only and key not in mine_only]
    return Merge({key: mine[key] for key in mine_only}, theirs_only, conflicts)


@transaction.atomic
def save_response(
    *,
    by: Staff,
    episode: Episode,
    instrument: Instrument,
    content: Content,
    identifier: UUID,
    seen_version: int,
    values: Mapping[str, Filled],
    unread: Collection[str] = (),
    consultation: Contact | None = None,
    at: datetime | None = None,
) -> Saved:
    """Keep a filling-in, begun or changed, with its scores. Raises StaleResponse.

    `values` holds answers by item (None: not answered), `comment` and `answered_on`; what is absent is left as it is,
    but where it is `unread`, what is typed that cannot be kept, another's newer answer is a conflict.
    The form chose the identifier, so that sending it twice makes one filling-in. `consultation` is the contact
    that runs, or none, and `at` is now, unless said otherwise.
    """
    same = QuestionnaireResponse.objects.select_for_update().filter(
        pk=identifier, episode=episode, instrument=instrument.key, removed_at=None
    )
    current = same.first()
    if current is None:
        # One begins at a time: a form that is sent twice at once finds what the first one left.
        Episode.objects.select_for_update().only("pk").get(pk=episode.pk)
        current = same.first()
    changes = _changes(current, values, seen_version, unread)
    if not changes.changed:
        return Saved(current, overtaken=changes.overtaken)
    response = current or QuestionnaireResponse.in_practice(
        pk=identifier,
        episode=episode,
        instrument=instrument.key,
        instruments_release=content.releases_of(Kind.INSTRUMENTS)[0],
        answered_on=timezone.localdate(at),
        version=0,
    )
    alerted = alerts(instrument, response.items)
    _fill_in(response, instrument, changes.changed)
    response.consultation = reference_of(consultation or contact_now(episode))
    response.recorded_by, response.recorded_at = by, at or timezone.now()
    _store(response, is_new=current is None)
    # Nothing is to be done because of one that raises no alert, and raised none.
    about = None if alerted or alerts(instrument, response.items) else ()
    record_access(
        by=by, action=AccessAction.CHANGE, patient_id=episode.patient_id, detail=instrument.title, about=about
    )
    return Saved(response, response.consultation, changes.overtaken)


def _changes(
    current: QuestionnaireResponse | None, values: Mapping[str, Filled], seen_version: int, unread: Collection[str]
) -> Merge:
    """What is to be kept of a form. Raises StaleResponse."""
    if current is None:
        is_given = any(value not in (None, "") for key, value in values.items() if key != ANSWERED_ON)
        return Merge(dict(values) if is_given else {}, (), [])
    stands, shown = state_of(current), _state_at(current, seen_version)
    changes = merge(values, stands, shown)
    conflicts = changes.conflicts + [key for key in unread if stands.get(key) != shown.get(key)]
    if conflicts:
        raise StaleResponse(current, conflicts, changes.overtaken)
    return changes


def _state_at(current: QuestionnaireResponse, version: int) -> dict[str, Filled]:
    """What the form was shown: the row at that version; before the first, nothing."""
    if version == current.version:
        return state_of(current)
    shown = row_at_version(current, version)
    return state_of(shown) if shown else {COMMENT: ""}


def _fill_in(response: QuestionnaireResponse, instrument: Instrument, changed: Mapping[str, Any]) -> None:
    given = response.items | {key: value for key, value in changed.items() if key not in BESIDE_ITEMS}
    response.items = {key: value for key, value in given.items() if value is not None}
    response.scores = scores_of(instrument, response.items)
    response.comment = changed.get(COMMENT, response.comment)
    response.answered_on = changed.get(ANSWERED_ON, response.answered_on)
    response.version += 1


def _store(response: QuestionnaireResponse, *, is_new: bool) -> None:
    try:
        with transaction.atomic():
            response.save(force_insert=is_new)
    except IntegrityError:
        # The identifier is taken elsewhere: the filling-in gets one of its own.
        response.pk = uuid4()
        response.save(force_insert=True)


@transaction.atomic
def remove_response(*, by: Staff, consultation: Contact, response: QuestionnaireResponse, title: str) -> None:
    """Take a filling-in that was entered by mistake out of the list; it stays in the history."""
    response.removed_at = timezone.now()
    response.consultation, response.recorded_by = reference_of(consultation), by
    response.save(update_fields=["removed_at", "consultation", "recorded_by"])
    patient_id = consultation.episode.patient_id
    record_access(by=by, action=AccessAction.CHANGE, patient_id=patient_id, detail=title)


@dataclass(frozen=True)
class AnswerAlert:
    """An answer that calls for a question at once, and the question that it calls for."""

    response: QuestionnaireResponse
    title: str
    item: str
    answer: str
    question: OpenQuestion


def open_alerts(
    responses: Iterable[QuestionnaireResponse], content: Content, display: FactDisplay
) -> list[AnswerAlert]:
    """The alerts whose question has not been answered since, the newest first."""
    found = []
    for response in responses:
        instrument = instrument_of(response, content)
        alert = alerts(instrument, response.items) if instrument else None
        if instrument is None or alert is None or alert.question not in content.vocabulary.questions:
            continue
        if awaits_the_question(response.answered_on, asked_on(alert.question, display)):
            item = instrument.by_key[alert.item]
            answer = item.display(response.items[alert.item])
            (question,) = display.open([alert.question])
            found.append(AnswerAlert(response, instrument.short, item.text, answer, question))
    return found[::-1]


def asked_on(question: str, display: FactDisplay) -> date | None:
    """The day the question was answered last; None if it has no answer."""
    return display.recorded(question) if question in display.facts.values else None
