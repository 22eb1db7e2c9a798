"""Records what came of a safety prompt, and why one is left open: with what was known, in one transaction."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction

from accounts.log.entries import record_access
from accounts.models import AccessAction, Role, Staff
from assessment.advice.arrange import AdviceRow
from assessment.episode.workspace import Workspace, build_workspace
from assessment.models import AdviceResponse, Consultation, Episode
from assessment.models.advice import Detail, OutcomeWords
from assessment.record.answers import record_answers
from assessment.record.contacts import contact_now, reference_of
from assessment.rules.line_words import day
from assessment.safety.doctors_eye import ask_for_a_look, see_earlier
from guidelines.in_force.content import Content
from guidelines.recommendations.evaluation import Status
from guidelines.recommendations.outcomes import Outcome

Safety = AdviceResponse.Safety
Given = str | date


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
) -> AdviceResponse:
    """Keep what came of a safety prompt, on what is known now; the answer that the outcome sets is given with it.

    `given` are the details by their keys. Raises StalePrompt if the prompt is not as the page (`seen`) showed it.
    """
    row = row_now(episode, content, as_of, prompt)
    if token_of(row) != seen or row.result.status != Status.APPLIES:
        raise StalePrompt
    contact = contact_now(episode)
    if outcome.sets:
        question = outcome.sets.fact
        record_answers(
            by=by,
            consultation=contact,
            section=content.vocabulary.section_of(question),
            values={question: outcome.sets.value},
            seen_version=episode.version,
            content=content,
            reaffirmed=[question],
        )
        row = row_now(episode, content, as_of, prompt)
    kept = AdviceResponse.in_practice(
        episode=episode,
        consultation=reference_of(contact),
        recommendation_version=row.recommendation.version,
        release=row.recommendation.release,
        safety=Safety.DECIDED,
        outcome=outcome.key,
        details=_words_of(outcome, given),
        basis=row.basis,
        recorded_by=by,
    )
    kept.save(force_insert=True)
    ask_for_a_look(by=by, contact=contact, decision=kept, row=row)
    if by.role == Role.GP:
        # Whoever decides anew has read what was decided before.
        see_earlier(by=by, decision=kept)
    _log(by, episode, row)
    return kept


def row_now(episode: Episode, content: Content, as_of: date, prompt: str) -> AdviceRow:
    """The prompt as it stands, with the episode held until the transaction ends."""
    held = Episode.objects.select_for_update().get(pk=episode.pk)
    episode.answers, episode.version, episode.pages = held.answers, held.version, held.pages
    row = row_of_prompt(build_workspace(episode, content, as_of), prompt)
    assert row, "only a safety prompt is decided on"
    return row


def _words_of(outcome: Outcome, given: Mapping[str, Given]) -> OutcomeWords:
    """The outcome in its own words; what was not said is left out."""
    details: list[Detail] = []
    days: list[date] = []
    for detail in outcome.details:
        said = given.get(detail.key)
        if not said:
            continue
        details.append(
            {"key": detail.key, "label": detail.label, "text": day(said) if isinstance(said, date) else said}
        )
        if detail.reopens and isinstance(said, date):
            days.append(said)
    return {"label": outcome.label, "details": details, "reopens_on": min(days).isoformat() if days else None}


@transaction.atomic
def leave_open(
    *, by: Staff, consultation: Consultation, rows: Iterable[AdviceRow], how: AdviceResponse.Safety, because: str
) -> list[AdviceResponse]:
    """Keep that these safety prompts are handed on, or left open, when a consultation ends: to whom, or why."""
    episode, made = consultation.episode, []
    for row in rows:
        kept = AdviceResponse.in_practice(
            episode=episode,
            consultation=consultation,
            recommendation_version=row.recommendation.version,
            release=row.recommendation.release,
            safety=how,
            comment=because,
            basis=row.basis,
            recorded_by=by,
        )
        kept.save(force_insert=True)
        ask_for_a_look(by=by, contact=consultation, decision=kept, row=row)
        _log(by, episode, row)
        made.append(kept)
    return made


def _log(by: Staff, episode: Episode, row: AdviceRow) -> None:
    title = row.recommendation.version.title
    record_access(by=by, action=AccessAction.CHANGE, patient_id=episode.patient_id, detail=title)
