"""The pages of how an episode has developed, and of what speaks for a simple or complex condition."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.pages.http import PracticeRequest
from accounts.sign_in.permissions import Permission, requires
from assessment.episode.frame import page_context
from assessment.episode.judgement import burden_of, complexity_of
from assessment.episode.progress import read_progress
from assessment.episode.workspace import build_workspace
from assessment.record.access import get_episode
from assessment.record.clock import today
from guidelines.in_force.content import current_content
from guidelines.pages.guard import needs_content


@requires(Permission.PATIENTS_VIEW)
@require_GET
@never_cache
@needs_content
def progress(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """The scores over time with the treatments, and the burden by dimension: charts with their tables."""
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("development"))
    workspace = build_workspace(episode, current_content(), today())
    context = page_context(workspace) | {
        "tab": "progress",
        "progress": read_progress(workspace),
        "burden": burden_of(workspace),
    }
    return render(request, "assessment/episode/progress.html", context)


@requires(Permission.PATIENTS_VIEW)
@require_GET
@never_cache
@needs_content
def complexity(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """Simple or complex: the definition, and what the answers say for and against. The judgement is the clinician's."""
    content = current_content()
    if content.complexity is None:
        raise Http404
    question = content.vocabulary.questions[content.complexity.question]
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=question.short)
    workspace = build_workspace(episode, content, today())
    context = page_context(workspace) | {
        "tab": "complexity",
        "question": question,
        "complexity": complexity_of(workspace),
    }
    return render(request, "assessment/episode/complexity.html", context)
