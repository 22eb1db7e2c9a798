"""The pages with the overview of an episode, and with the history of one answer."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.pages.http import PracticeRequest
from accounts.sign_in.permissions import Permission, requires
from assessment.episode.first_questions import first_questions
from assessment.episode.frame import is_overdue, page_context, treatments_first
from assessment.episode.overview import first_answers
from assessment.episode.progress import two_drawings
from assessment.episode.score_changes import SCORES, score_changes
from assessment.episode.workspace import build_workspace
from assessment.models import Answer
from assessment.record.access import get_episode
from assessment.record.answer_words import answer_in_words
from assessment.record.clock import today
from assessment.rules.keys import (
    COMPENSATION_CASE,
    COMPLEXITY,
    DISTRIBUTION,
    DRAWING,
    HOPES_FOR,
    INTERPRETER_NEEDED,
    MECHANISM,
    NEXT_FOLLOW_UP,
    ONSET,
    PRIMARY_SITE,
    SUBSTANCE_ABUSE,
    WORK_STATUS,
)
from guidelines.in_force.content import current_content
from guidelines.pages.guard import needs_content

THE_PAIN = (
    ONSET,
    DISTRIBUTION,
    PRIMARY_SITE,
    MECHANISM,
    COMPLEXITY,
    WORK_STATUS,
)
# What a course or a referral has to allow for.
BESIDE_THE_PAIN = (SUBSTANCE_ABUSE, INTERPRETER_NEEDED, COMPENSATION_CASE)

TREATMENTS_SHOWN = 4

OPEN_POINTS = 3


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
    context = page_context(workspace) | {
        "tab": "overview",
        "answers": first_answers(workspace),
        "hopes": workspace.known(HOPES_FOR),
        "known": [fact for key in THE_PAIN if (fact := workspace.known(key))],
        "beside": [fact for key in BESIDE_THE_PAIN if (fact := workspace.known(key))],
        "scores": [(fact, changes.get(key)) for key in SCORES if (fact := workspace.known(key))],
        "shown_treatments": shown,
        "more_treatments": len(workspace.treatments) - len(shown),
        "first": first_questions(workspace),
        "open_points": workspace.next_questions[:OPEN_POINTS],
        "stale": workspace.stale(),
        "next_follow_up": workspace.case.answers.get(NEXT_FOLLOW_UP),
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
    rows = [{"answer": answer, "value": answer_in_words(question, answer.entry, vocabulary)} for answer in answers]
    drawings = two_drawings(answers, vocabulary) if question == DRAWING else None
    context = {
        "episode": episode,
        "patient": episode.patient,
        "question": vocabulary.questions[question],
        "rows": rows,
        "drawings": drawings,
    }
    return render(request, "assessment/episode/history.html", context)
