"""Open safety prompts that a changed answer takes away: that they were open is kept, and the reason is asked for."""

from collections.abc import Collection, Mapping
from copy import copy
from datetime import date, datetime
from functools import lru_cache

from django.db import transaction
from django.utils import timezone

from accounts.log.entries import record_access
from accounts.models import AccessAction, Staff
from assessment.advice.arrange import AdviceRow
from assessment.episode.workspace import Workspace, build_workspace
from assessment.models import AdviceResponse, Episode
from assessment.models.advice import OutcomeWords
from assessment.models.entries import AnswerEntry
from assessment.record.answer_words import answer_in_words
from assessment.record.contacts import Contact, contact_now, reference_of
from assessment.rules.line_words import clock, day_and_clock, was_and_is
from assessment.safety.doctors_eye import ask_for_a_look
from assessment.safety.prompt_decisions import StalePrompt, row_now, token_of
from guidelines.in_force.content import Content
from guidelines.recommendations.evaluation import Status


@lru_cache(maxsize=4)
def safety_questions(content: Content) -> tuple[str, ...]:
    """The questions whose answers decide a safety prompt, in the order of the intake."""
    used = {fact for rule in content.rules if content.is_safety(rule.key) for fact in rule.facts_used}
    derived = content.vocabulary.derived
    behind = {key for fact in used for key in (derived[fact].inputs if fact in derived else (fact,))}
    return tuple(key for key in content.vocabulary.questions if key in behind)


def answers_replaced(before: Mapping[str, AnswerEntry], changed: Collection[str], content: Content) -> Collection[str]:
    """The questions whose answers have taken the place of others; none unless a safety prompt asks of one of them."""
    replaced = {key for key in changed if key in before and before[key]["value"] is not None}
    return frozenset() if replaced.isdisjoint(safety_questions(content)) else replaced


def keep_gone_prompts(
    *, by: Staff, contact: Contact, before: Mapping[str, AnswerEntry], replaced: Collection[str], now: Workspace
) -> list[AdviceResponse]:
    """Keep which prompts were open on the answers `before`, and do not apply `now` that these were `replaced`."""
    earlier = copy(now.episode)
    earlier.answers = dict(before)
    advice = build_workspace(earlier, now.content, now.case.as_of, rows=now.rows).advice
    were_open = [*advice.open_safety, *advice.for_doctor]
    if not were_open:
        return []
    stands = {row.recommendation.key: row.result.status for row in now.advice.rows()}
    gone = [row for row in were_open if stands[row.recommendation.key] != Status.APPLIES]
    with transaction.atomic():
        return [_keep(by, contact, row, _change_in(row, replaced, now.episode)) for row in gone]


def _change_in(row: AdviceRow, was_answered: Collection[str], episode: Episode) -> OutcomeWords:
    """What was answered before and when, and now: of the answers that the prompt was open on."""
    vocabulary, before = row.display.vocabulary, row.display.episode.answers
    keys = [key for key in row.basis if key in was_answered]
    label = "; ".join(
        was_and_is(
            vocabulary.short(key),
            answer_in_words(key, before[key], vocabulary) or "",
            answer_in_words(key, episode.answers.get(key), vocabulary) or "trukket tilbage",
        )
        for key in keys
    )
    words: OutcomeWords = {"label": label, "details": [], "reopens_on": None}
    if keys:
        words["told_at"] = max(before[key]["at"] for key in keys)
    return words


def when_gone(gone: AdviceResponse) -> str:
    """When what was changed had been told, and at which hour of its day and by whom it was changed."""
    changed, told = timezone.localtime(gone.recorded_at), gone.details.get("told_at")
    first = timezone.localtime(datetime.fromisoformat(told)) if told else changed
    at = clock(first.time()) if first.date() == changed.date() else day_and_clock(first.date(), first.time())
    was = f"oplyst {at}, " if told else ""
    return f"{was}svaret blev ændret {clock(changed.time())} af {gone.recorded_by}"


@transaction.atomic
def say_why_gone(
    *, by: Staff, episode: Episode, content: Content, as_of: date, prompt: str, seen: str, because: str
) -> AdviceResponse:
    """Keep why an open prompt was answered away, or what was assessed. Raises StalePrompt if it is not as shown."""
    row = row_now(episode, content, as_of, prompt)
    if token_of(row) != seen or not row.went_unassessed or row.response is None:
        raise StalePrompt
    return _keep(by, contact_now(episode), row, row.response.details, because)


def _keep(by: Staff, contact: Contact, row: AdviceRow, change: OutcomeWords, because: str = "") -> AdviceResponse:
    kept = AdviceResponse.in_practice(
        episode=contact.episode,
        consultation=reference_of(contact),
        recommendation_version=row.recommendation.version,
        release=row.recommendation.release,
        safety=AdviceResponse.Safety.GONE,
        comment=because,
        details=change,
        basis=row.basis,
        recorded_by=by,
    )
    kept.save(force_insert=True)
    if because:
        # Until somebody has said why, it calls on the list by itself.
        ask_for_a_look(by=by, contact=contact, decision=kept, row=row)
    title = row.recommendation.version.title
    record_access(by=by, action=AccessAction.CHANGE, patient_id=contact.episode.patient_id, detail=title)
    return kept
