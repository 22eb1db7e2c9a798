"""Filling in instruments in tests, through the functions that the screens use."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from accounts.models import Staff
from assessment.episode.workspace import Workspace, build_workspace
from assessment.models import Consultation, Episode, QuestionnaireResponse
from assessment.questionnaires.responses import Saved, save_response
from guidelines.in_force.content import current_content

ITEMS = ("interest", "mood", "sleep", "energy", "appetite", "self", "concentration", "pace", "death")
DAY = date(2026, 3, 10)


def save(
    by: Staff,
    episode: Episode,
    instrument: str = "phq-9",
    identifier: UUID | None = None,
    seen_version: int = 0,
    consultation: Consultation | None = None,
    **values: Any,
) -> Saved:
    content = current_content()
    return save_response(
        by=by,
        episode=episode,
        instrument=content.instruments[instrument],
        content=content,
        identifier=identifier or uuid4(),
        seen_version=seen_version,
        values=values,
        consultation=consultation,
    )


def saved(by: Staff, episode: Episode, instrument: str = "phq-9", **values: Any) -> QuestionnaireResponse:
    response = save(by, episode, instrument, **values).response
    assert response
    return response


def fresh(response: QuestionnaireResponse) -> QuestionnaireResponse:
    return QuestionnaireResponse.objects.get(pk=response.pk)


def workspace(episode: Episode) -> Workspace:
    episode = Episode.objects.select_related("patient").get(pk=episode.pk)
    return build_workspace(episode, current_content(), timezone.localdate())
