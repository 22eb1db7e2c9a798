"""The pages that end an episode, open it again, and keep that nobody answered a call."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.pages.http import PracticeRequest
from accounts.sign_in.permissions import Permission, requires
from assessment.course.attempts import MOST_ATTEMPTS, record_attempt
from assessment.course.endings import (
    MattersOpen,
    NotAsShown,
    OpenMatter,
    end_episode,
    open_matters,
    reopen_episode,
    statuses_of,
)
from assessment.models import Consultation
from assessment.pages.course.forms import EndEpisodeForm, ReopenEpisodeForm
from assessment.record.access import get_episode
from assessment.record.clock import today

ATTEMPTS_BY = (Consultation.Form.PHONE, Consultation.Form.VIDEO)


@requires(Permission.EPISODE_END)
@require_http_methods(["GET", "POST"])
@never_cache
def end(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """End the episode, with what is open named first; or open an ended one again."""
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("end of the episode"))
    matters = [] if episode.ended_at else open_matters(episode, today())
    form = EndEpisodeForm(request.POST or None, matters=matters)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            end_episode(
                by=request.staff,
                episode=episode,
                reason=values["reason"],
                comment=values["comment"],
                leaves=values.get("leaves", ()),
                as_of=today(),
            )
        except MattersOpen:
            form.add_error(None, _("Something is still open. Deal with it first, or tick that it is left as it is."))
        except NotAsShown:
            messages.warning(request, _("The episode was ended already."))
            return redirect("episode_end", episode.pk)
        else:
            messages.success(request, _("The episode is ended. It can be opened again."))
            return redirect("patient", episode.patient_id)
    context = {
        "episode": episode,
        "patient": episode.patient,
        "form": form,
        "blocking": [_place(matter) for matter in matters if matter.must_end],
        "leavable": [_place(matter) for matter in matters if not matter.must_end],
        "statuses": statuses_of(episode),
        "reopen_form": ReopenEpisodeForm(),
    }
    return render(request, "assessment/course/end.html", context, status=status)


def _place(matter: OpenMatter) -> tuple[str, str]:
    """What is open, and where it is dealt with."""
    return matter.words, reverse(matter.page, args=matter.arguments)


@requires(Permission.EPISODE_END)
@require_POST
@never_cache
def reopen(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """Open an ended episode again."""
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("end of the episode"))
    form = ReopenEpisodeForm(request.POST)
    comment = form.cleaned_data["comment"] if form.is_valid() else request.POST.get("comment", "")[:500]
    try:
        reopen_episode(by=request.staff, episode=episode, comment=comment)
    except NotAsShown:
        messages.warning(request, _("The episode is open already."))
    else:
        messages.success(request, _("The episode is open again."))
    return redirect("episode", episode.pk)


@requires(Permission.INTAKE_EDIT)
@require_POST
@never_cache
def attempt(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """Nobody answered: an attempt, and no contact. The third leads to the question to a doctor."""
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("not reached"))
    form = request.POST.get("contact_form", "")
    if form not in ATTEMPTS_BY:
        messages.error(request, _("Only a call by phone or video can go unanswered. Choose one of them."))
        return redirect("episode", episode.pk)
    number = record_attempt(by=request.staff, episode=episode, form=form)
    said = {"number": number, "most": MOST_ATTEMPTS}
    words = _("Not reached: attempt %(number)s of %(most)s is noted.")
    more = _("Not reached: attempt %(number)s is noted.")
    messages.info(request, (words if number <= MOST_ATTEMPTS else more) % said)
    if number < MOST_ATTEMPTS:
        return redirect("episode", episode.pk)
    messages.info(request, _("Ask a doctor what is to happen, or write to the patient."))
    return redirect("inquiries_of_episode", episode.pk)
