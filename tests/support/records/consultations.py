"""Consultations of earlier days, with answers and filled-in instruments."""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Staff
from assessment.episode.workspace import Workspace, build_workspace
from assessment.models import Consultation, Episode, QuestionnaireResponse
from assessment.record.answers import record_answers
from guidelines.in_force.content import current_content
from guidelines.vocabulary.facts import Value
from tests.support.records.cast import Cast

TODAY = timezone.localdate()
WHOLE: dict[str, Value | None] = {"peg.pain": 7, "peg.enjoyment": 6, "peg.activity": 7}


def consult(by: Staff, episode: Episode, days_ago: int, values: dict[str, Value | None]) -> Consultation:
    """A consultation of that day, in which these were answered, also as they were before."""
    number = Consultation.objects.filter(episode=episode).count() + 1
    at = timezone.make_aware(datetime.combine(TODAY - timedelta(days=days_ago), time(10)))
    consultation = Consultation.in_practice(
        form="in_person",
        episode=Episode.objects.get(pk=episode.pk),
        number=number,
        opened_by=by,
        opened_at=at,
        ended_by=by,
        ended_at=at,
    )
    consultation.save(force_insert=True)
    record_answers(
        by=by,
        consultation=consultation,
        section="pain",
        values=values,
        seen_version=consultation.episode.version,
        content=current_content(),
        at=at,
        reaffirmed=list(values),
    )
    return consultation


def look(episode: Episode) -> Workspace:
    fresh = Episode.objects.select_related("patient").get(pk=episode.pk)
    return build_workspace(fresh, current_content(), TODAY)


def respond(cast: Cast, episode: Episode, days_ago: int, scores: dict[str, Any], **about: Any) -> QuestionnaireResponse:
    response = QuestionnaireResponse.in_practice(
        episode=episode,
        consultation=Consultation.objects.filter(episode=episode)[0],
        instrument=about.pop("instrument", "phq-9"),
        instruments_release=current_content().releases["instruments"],
        scores=scores,
        answered_on=TODAY - timedelta(days=days_ago),
        recorded_by=cast.gp,
        recorded_at=timezone.now(),
        **about,
    )
    response.save(force_insert=True)
    return response
