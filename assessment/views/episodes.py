"""The page of an episode: overview, the sections of the intake, and the panel beside them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.http import PracticeRequest
from accounts.models import Staff
from accounts.permissions import Permission, requires
from assessment.access import get_episode
from assessment.change import SCORES, score_changes
from assessment.context import today
from assessment.models import Answer, Consultation
from assessment.treatment_display import TreatmentDisplay
from assessment.treatments import says_none_tried
from assessment.wording import NONE_TRIED, said
from assessment.workspace import Workspace, build_workspace
from guidelines.content import current_content
from guidelines.missing import needs_content

THE_PAIN = (
    "pain.onset_date",
    "pain.distribution",
    "pain.primary_site",
    "pain.mechanism",
    "diagnosis.complexity",
    "work.status",
)
TREATMENTS_SHOWN = 7
OPEN_POINTS = 3


def names_of(staff: Staff) -> dict[str, str]:
    """The names of everyone in the practice, by id: who answered what."""
    return {
        str(pk): name for pk, name in Staff.objects.filter(practice=staff.practice_id).values_list("pk", "user__name")
    }


def page_context(request: PracticeRequest, workspace: Workspace) -> dict[str, Any]:
    return {
        "workspace": workspace,
        "episode": workspace.episode,
        "patient": workspace.episode.patient,
        "advice": workspace.advice,
        "treatments": workspace.treatment_rows,
        "none_tried": NONE_TRIED if says_none_tried(workspace.episode) else "",
        "next_questions": workspace.next_questions,
        "contact_forms": Consultation.Form.choices,
    }


def is_overdue(workspace: Workspace) -> bool:
    planned = workspace.case.answers.get("practical.next_follow_up")
    return isinstance(planned, date) and planned < workspace.case.as_of


def treatments_first(workspace: Workspace) -> list[TreatmentDisplay]:
    """Those in use first, then the rest, the newest first."""
    rows = workspace.treatment_rows()[::-1]
    return sorted(rows, key=lambda entry: entry.row.status != "current")


@requires(Permission.PATIENTS_VIEW)
@require_GET
@never_cache
@needs_content
def overview(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    content = current_content()
    episode = get_episode(by=request.staff, episode_id=episode_id)
    workspace = build_workspace(episode, content, today())
    changes = score_changes(workspace)
    shown = treatments_first(workspace)[:TREATMENTS_SHOWN]
    context = page_context(request, workspace) | {
        "tab": "overview",
        "important": workspace.known("resources.most_important"),
        "known": [fact for key in THE_PAIN if (fact := workspace.known(key))],
        "scores": [(fact, changes.get(key)) for key in SCORES if (fact := workspace.known(key))],
        "shown_treatments": shown,
        "more_treatments": len(workspace.treatments) - len(shown),
        "open_points": workspace.next_questions[:OPEN_POINTS],
        "stale": workspace.stale(),
        "next_follow_up": workspace.case.answers.get("practical.next_follow_up"),
        "follow_up_is_overdue": is_overdue(workspace),
    }
    return render(request, "assessment/episode/overview.html", context)


@requires(Permission.PATIENTS_VIEW)
@require_GET
@never_cache
@needs_content
def history(request: PracticeRequest, episode_id: UUID, question: str) -> HttpResponse:
    """Every answer that was ever given to one question of this episode."""
    vocabulary = current_content().vocabulary
    if question not in vocabulary.questions:
        raise Http404
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=vocabulary.short(question))
    answers = (
        Answer.objects.filter(episode=episode, question=question)
        .select_related("recorded_by__user", "consultation")
        .order_by("-version")
    )
    rows = [{"answer": answer, "value": said(question, answer.entry, vocabulary)} for answer in answers]
    context = {
        "episode": episode,
        "patient": episode.patient,
        "question": vocabulary.questions[question],
        "rows": rows,
    }
    return render(request, "assessment/episode/history.html", context)
