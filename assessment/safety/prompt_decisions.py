"""Records what came of a safety prompt, and why one is left open: with what was known, in one transaction."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time

from django.db import transaction

from accounts.log.entries import record_access
from accounts.models import AccessAction, Role, Staff
from assessment.advice.arrange import AdviceRow
from assessment.episode.workspace import Workspace, build_workspace
from assessment.models import AdviceResponse, Consultation, Episode
from assessment.models.advice import Detail, OutcomeWords, Promise
from assessment.record.answers import answers_of, record_answers
from assessment.record.contacts import Contact, contact_now, reference_of
from assessment.record.form_changes import AnswerInput
from assessment.rules.line_words import clock, day
from assessment.safety.doctors_eye import ANY_DOCTOR, Addressee, ask_for_a_look, see_earlier
from guidelines.in_force.content import Content
from guidelines.recommendations.evaluation import Status
from guidelines.recommendations.outcomes import Outcome

Safety = AdviceResponse.Safety
Given = str | date | time | Staff


class StalePrompt(Exception):
    """What the decision rests on has changed since the page was shown, or another has decided. Nothing was recorded."""


def token_of(row: AdviceRow) -> str:
    """What a page shows of a prompt: its wording, what it rests on, and the newest decision."""
    decided = str(row.response.pk) if row.response else ""
    shown = [row.recommendation.version.pk, row.result.status, row.basis, decided]
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:32]


def row_of_prompt(workspace: Workspace, key: str) -> AdviceRow | None:
    """The safety prompt of this key as it stands for the episode; None if there is none."""
    if not workspace.content.is_safety(key):
        return None
    return next((row for row in workspace.advice.rows() if row.recommendation.key == key), None)


def open_prompts(workspace: Workspace) -> list[AdviceRow]:
    """The safety prompts that wait for a decision; also one about which a questionnaire hints at something newer."""
    hinted_at, waiting = {alert.question.key for alert in workspace.alerts}, workspace.advice.open_safety
    hinted = (row for row in workspace.advice.rows() if hinted_at & row.rule.facts_used and row not in waiting)
    return [*waiting, *(row for row in hinted if row.recommendation.is_safety)]


@transaction.atomic
def decide_on_prompt(
    *,
    by: Staff,
    episode: Episode,
    content: Content,
    as_of: date,
    prompt: str,
    seen: str,
    outcome: Outcome,
    given: Mapping[str, Given],
    asked: Addressee = ANY_DOCTOR,
) -> AdviceResponse:
    """Keep what came of a safety prompt, on what is known now; the answers that the outcome gives are given with it.

    `given` are the details by their keys; `asked` is the doctor who is to look at it. Raises StalePrompt if the prompt
    is not as the page (`seen`) showed it.
    """
    row = _row_as_seen(episode, content, as_of, prompt, seen)
    contact = contact_now(episode)
    set_anew: dict[str, AnswerInput] = {outcome.sets.fact: outcome.sets.value} if outcome.sets else {}
    for question, value in (set_anew | _days_answered(outcome, given, episode, content, as_of)).items():
        record_answers(
            by=by,
            consultation=contact,
            section=content.vocabulary.section_of(question),
            values={question: value},
            seen_version=episode.version,
            content=content,
            reaffirmed=[*set_anew],
        )
    if set_anew:
        row = row_now(episode, content, as_of, prompt)
    kept = AdviceResponse.in_practice(
        episode=episode,
        consultation=reference_of(contact),
        recommendation_version=row.recommendation.version,
        release=row.recommendation.release,
        safety=Safety.DECIDED,
        outcome=outcome.key,
        details=_words_of(outcome, given, by),
        basis=row.basis,
        recorded_by=by,
    )
    kept.save(force_insert=True)
    ask_for_a_look(by=by, contact=contact, decision=kept, row=row, asked=asked)
    if by.role == Role.GP:
        # Whoever decides anew has read what was decided before.
        see_earlier(by=by, decision=kept)
    _log(by, episode, row)
    return kept


@transaction.atomic
def hand_to_doctor(
    *,
    by: Staff,
    episode: Episode,
    content: Content,
    as_of: date,
    prompt: str,
    seen: str,
    because: str,
    asked: Addressee,
) -> AdviceResponse:
    """Hand a prompt to a doctor, with the facts: it is open until one has decided on it. Raises StalePrompt."""
    row = _row_as_seen(episode, content, as_of, prompt, seen)
    return _leave(by, contact_now(episode), LeftOpen(row, Safety.HANDED_ON, because, asked))


def _row_as_seen(episode: Episode, content: Content, as_of: date, prompt: str, seen: str) -> AdviceRow:
    """The prompt as it stands, if that is as the page showed it. Raises StalePrompt."""
    row = row_now(episode, content, as_of, prompt)
    if token_of(row) != seen or row.result.status != Status.APPLIES:
        raise StalePrompt
    return row


def _days_answered(
    outcome: Outcome, given: Mapping[str, Given], episode: Episode, content: Content, as_of: date
) -> dict[str, AnswerInput]:
    """The days of the outcome that answer a question, by its key; a day that stands, is ahead and earlier, stays."""
    said = ((detail.answers, given.get(detail.key)) for detail in outcome.details if detail.answers)
    return {
        question: day
        for question, day in said
        if isinstance(day, date) and not stands_earlier(question, day, episode, content, as_of)
    }


def stands_earlier(question: str, day: date, episode: Episode, content: Content, as_of: date) -> bool:
    """Whether the question is answered with a day that is ahead, and earlier: that one stays."""
    stands = answers_of(episode, content.vocabulary).get(question)
    return isinstance(stands, date) and as_of <= stands <= day


def row_now(episode: Episode, content: Content, as_of: date, prompt: str) -> AdviceRow:
    """The prompt as it stands, with the episode held until the transaction ends."""
    held = Episode.objects.select_for_update().get(pk=episode.pk)
    episode.answers, episode.version, episode.pages = held.answers, held.version, held.pages
    row = row_of_prompt(build_workspace(episode, content, as_of), prompt)
    assert row, "only a safety prompt is decided on"
    return row


def _words_of(outcome: Outcome, given: Mapping[str, Given], by: Staff) -> OutcomeWords:
    """The outcome in its own words; what was not said is left out."""
    details: list[Detail] = []
    days: list[date] = []
    for detail in outcome.details:
        said = given.get(detail.key)
        if not said:
            continue
        details.append({"key": detail.key, "label": detail.label, "text": _in_words(said)})
        if detail.reopens and isinstance(said, date):
            days.append(said)
    words: OutcomeWords = {"label": outcome.label, "details": details, "reopens_on": None}
    if days:
        words["reopens_on"] = min(days).isoformat()
        if promised := _promised(given, by, min(days)):
            words["promised"] = promised
    return words


def _in_words(said: Given) -> str:
    if isinstance(said, time):
        return clock(said)
    return day(said) if isinstance(said, date) else str(said)


def _promised(given: Mapping[str, Given], by: Staff, on: date) -> Promise | None:
    """Whose the next contact is, where a person or an hour was said; whoever wrote it down, where no person was."""
    who = next((said for said in given.values() if isinstance(said, Staff)), None)
    at = next((said for said in given.values() if isinstance(said, time)), None)
    if who is None and at is None:
        return None
    return {"by": str((who or by).pk), "day": on.isoformat(), "at": f"{at:%H:%M}" if at else None}


@dataclass(frozen=True)
class LeftOpen:
    """An open prompt that is handed on, or left open: to whom, or why; and which doctor is asked."""

    row: AdviceRow
    how: AdviceResponse.Safety
    because: str
    asked: Addressee = ANY_DOCTOR


@transaction.atomic
def leave_open(*, by: Staff, consultation: Consultation, left: Iterable[LeftOpen]) -> list[AdviceResponse]:
    """Keep that these safety prompts are handed on, or left open, when a consultation ends: each with its own words."""
    return [_leave(by, consultation, one) for one in left]


def _leave(by: Staff, contact: Contact, one: LeftOpen) -> AdviceResponse:
    kept = AdviceResponse.in_practice(
        episode=contact.episode,
        consultation=reference_of(contact),
        recommendation_version=one.row.recommendation.version,
        release=one.row.recommendation.release,
        safety=one.how,
        comment=one.because,
        basis=one.row.basis,
        recorded_by=by,
    )
    kept.save(force_insert=True)
    ask_for_a_look(by=by, contact=contact, decision=kept, row=one.row, asked=one.asked)
    _log(by, contact.episode, one.row)
    return kept


def _log(by: Staff, episode: Episode, row: AdviceRow) -> None:
    title = row.recommendation.version.title
    record_access(by=by, action=AccessAction.CHANGE, patient_id=episode.patient_id, detail=title)
