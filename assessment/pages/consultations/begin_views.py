"""Begins a consultation, goes on in the one that runs, or asks whose it is to be where another has begun it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.pages.http import PracticeRequest
from accounts.sign_in.permissions import Permission, requires
from assessment.advice.snapshot import keep_advice
from assessment.episode.workspace import build_workspace
from assessment.models import Consultation, Episode
from assessment.pages.consultations.views import end_with_note
from assessment.record.access import get_episode
from assessment.record.clock import today
from assessment.record.consultations import begin_consultation, open_consultation_of
from assessment.safety.prompt_decisions import open_prompts
from guidelines.in_force.content import current_content
from guidelines.pages.guard import needs_content

# Where a contact of a kind begins; an assessment with its agenda.
PAGE_OF: dict[str, str] = {
    Consultation.Kind.FOLLOW_UP: "follow_up",
    Consultation.Kind.TAPER: "surgery",
    Consultation.Kind.WITHOUT_PATIENT: "episode",
}


@requires(Permission.INTAKE_EDIT)
@require_POST
@needs_content
def begin(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """Begin today's consultation in the form that was chosen, or go on with it: with its agenda.

    Where another has begun one, it is asked whether to go on in that, or to end it and begin one's own.
    """
    episode = get_episode(by=request.staff, episode_id=episode_id)
    if episode.ended_at:
        said = {"day": f"{timezone.localdate(episode.ended_at):%d.%m.%Y}"}
        messages.warning(request, _("The episode was ended on %(day)s. Open it again first.") % said)
        return redirect("episode_end", episode.pk)
    form = request.POST.get("contact_form", "")
    kind = request.POST.get("kind") or Consultation.Kind.ASSESSMENT
    if form not in Consultation.Form.values or kind not in Consultation.Kind.values:
        messages.error(request, _("Choose how the contact takes place, and begin the consultation again."))
        return redirect("episode", episode.pk)
    running = open_consultation_of(episode)
    if running and running.day == today():
        return _beside(request, episode, running, form, kind)
    if running and (left := _still_open(request, episode)):
        return left
    shown = keep_advice(build_workspace(episode, current_content(), today()).advice) if running else None
    begun = begin_consultation(by=request.staff, episode=episode, form=form, kind=kind, shown=shown)
    return redirect(PAGE_OF.get(begun.kind, "agenda"), episode.pk)


def _beside(request: PracticeRequest, episode: Episode, running: Consultation, form: str, kind: str) -> HttpResponse:
    """Go on in the contact that runs; of another's only after it was asked."""
    named = str(running.pk)
    if running.opened_by_id == request.staff.pk or request.POST.get("join") == named:
        return redirect(PAGE_OF.get(running.kind, "agenda"), episode.pk)
    if request.POST.get("own") != named:
        context = {"episode": episode, "patient": episode.patient, "running": running, "form": form, "kind": kind}
        return render(request, "assessment/consultations/of_another.html", context, status=409)
    if left := _still_open(request, episode):
        return left
    end_with_note(request, build_workspace(episode, current_content(), today(), running), running)
    begun = begin_consultation(by=request.staff, episode=episode, form=form, kind=kind)
    return redirect(PAGE_OF.get(begun.kind, "agenda"), episode.pk)


def _still_open(request: PracticeRequest, episode: Episode) -> HttpResponse | None:
    """The way to the end of the contact that runs, where something under Safety waits for a decision."""
    if not open_prompts(build_workspace(episode, current_content(), today())):
        return None
    left = _("End the consultation that was left open first: something under Safety waits for a decision.")
    messages.warning(request, left)
    return redirect("consultation_end", episode.pk)
