"""The pages of the advice on an episode: all of it, and one piece with the clinician's response."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.pages.http import PracticeRequest
from accounts.sign_in.permissions import Permission, requires
from assessment.advice.arrange import AdviceRow
from assessment.advice.consequences import consequences_of_starts
from assessment.advice.decisions import respond_to_advice
from assessment.episode.frame import page_context
from assessment.episode.workspace import Workspace, build_workspace
from assessment.pages.advice.forms import ResponseForm
from assessment.pages.advice.prompt_views import answer_prompt
from assessment.record.access import get_episode
from assessment.record.clock import today
from assessment.record.contacts import contact_now, reference_of
from assessment.record.form_changes import encode_value
from assessment.treatments.display import display_treatment
from guidelines.in_force.content import current_content
from guidelines.pages.guard import needs_content


@requires(Permission.PATIENTS_VIEW)
@require_GET
@never_cache
@needs_content
def every(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """Every recommendation as it stands for this episode; the panel beside the other pages shows the first of them."""
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("advice"))
    workspace = build_workspace(episode, current_content(), today())
    advice = workspace.advice
    advice.unknown = [_considered(row, workspace) for row in advice.unknown]
    advice.applies = [_considered(row, workspace) for row in advice.applies]
    return render(request, "assessment/advice/list.html", page_context(workspace) | {"tab": "advice"})


def _considered(row: AdviceRow, workspace: Workspace) -> AdviceRow:
    """The advice with what a start of its medicine would set off, also before it is the next step."""
    if row.consequences is not None:
        return row
    found = consequences_of_starts([row.result], workspace.case, workspace.content, workspace.display)
    return replace(row, consequences=found.get(row.recommendation.key))


@requires(Permission.ADVICE_RESPOND)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def respond(request: PracticeRequest, episode_id: UUID, guideline: str, recommendation: str) -> HttpResponse:
    """The advice with everything behind it, and the clinician's decision."""
    content = current_content()
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("advice"))
    workspace = build_workspace(episode, content, today())
    row = _row(workspace, f"{guideline}/{recommendation}")
    if row.recommendation.is_safety:
        if Permission.SAFETY_DECIDE not in request.permissions:
            raise PermissionDenied
        return answer_prompt(request, workspace, row)
    row = _considered(row, workspace)
    form = ResponseForm(
        request.POST or None,
        recommendation=row.recommendation,
        in_use=[display_treatment(treatment, content.vocabulary) for treatment in row.in_use],
        today=workspace.case.as_of,
        initial={"response": request.GET.get("response")},
    )
    if request.method == "POST" and form.is_valid():
        respond_to_advice(
            by=request.staff,
            episode=episode,
            consultation=reference_of(contact_now(episode)),
            recommendation=row.recommendation,
            facts={
                key: encode_value(workspace.facts.values[key])
                for key in sorted(row.result.deciding)
                if key in workspace.facts.values
            },
            response=form.cleaned_data["response"],
            reason=form.cleaned_data["reason"],
            comment=form.note,
            until=form.cleaned_data["until"],
        )
        messages.success(request, _("The decision is saved."))
        return redirect("episode", episode.pk)
    context = {"episode": episode, "patient": episode.patient, "row": row, "form": form, "workspace": workspace}
    return render(request, "assessment/advice/respond.html", context, status=422 if form.is_bound else 200)


def _row(workspace: Workspace, key: str) -> AdviceRow:
    for row in workspace.advice.rows():
        if row.recommendation.key == key:
            return row
    raise Http404
