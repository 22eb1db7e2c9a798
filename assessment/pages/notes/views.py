"""The page with a whole episode as plain text, to copy into the journal."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.pages.http import PracticeRequest
from accounts.sign_in.permissions import Permission, requires
from assessment.episode.frame import page_context
from assessment.episode.workspace import build_workspace
from assessment.notes.summary import episode_summary
from assessment.record.access import get_episode
from assessment.record.clock import today
from guidelines.in_force.content import current_content
from guidelines.pages.guard import needs_content


@requires(Permission.PATIENTS_VIEW)
@require_GET
@never_cache
@needs_content
def summary(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """The whole episode as one text."""
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("summary"))
    workspace = build_workspace(episode, current_content(), today())
    context = page_context(workspace) | {"tab": "summary", "note": episode_summary(workspace)}
    return render(request, "assessment/notes/summary.html", context)
