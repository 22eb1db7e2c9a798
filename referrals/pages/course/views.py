"""The pages of what became of a referral: its history, next step, waiting time and follow-up; and to refer again."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.pages.http import PracticeRequest
from accounts.sign_in.permissions import Permission, requires
from assessment.episode.frame import page_context
from assessment.episode.workspace import Workspace, build_workspace, next_visit
from assessment.pages.asking import said_of_day
from assessment.record.answers import StaleAnswers, record_answers
from assessment.record.clock import today
from assessment.record.contacts import contact_now
from assessment.rules.keys import NEXT_FOLLOW_UP
from guidelines.in_force.content import current_content
from guidelines.pages.guard import needs_content
from referrals.follow_up.access import get_referral
from referrals.follow_up.course_display import ReferralDisplay, display_referral
from referrals.follow_up.events import StepRefused, record_event
from referrals.follow_up.waiting_steps import mark_step_done, waiting_rows
from referrals.letters.re_referral import NotOver, start_re_referral
from referrals.models import Referral
from referrals.pages.course.forms import EventForm, FollowUpForm, StepDoneForm
from referrals.pathways.in_force import pathway_for


def _look(referral: Referral) -> tuple[Workspace, ReferralDisplay]:
    content = current_content()
    workspace = build_workspace(referral.episode, content, today())
    return workspace, display_referral(referral, content, today())


def _event_form(referral: Referral, shown: ReferralDisplay, data: Mapping[str, object] | None = None) -> EventForm:
    born = referral.episode.patient.birth_date
    return EventForm(data, course=shown.course, reasons=shown.pathway.return_reasons, as_of=shown.as_of, born=born)


def proposed_follow_up(shown: ReferralDisplay) -> date | None:
    """The day that the pathway proposes for the next visit after a course: never before today."""
    days = shown.pathway.follow_up_after_course_days
    if not shown.is_ended or days is None or shown.course.since is None:
        return None
    return max(shown.course.since + timedelta(days=days), shown.as_of)


def _page(
    request: PracticeRequest,
    referral: Referral,
    *,
    form: EventForm | None = None,
    follow_up: FollowUpForm | None = None,
    step: StepDoneForm | None = None,
    status: int = 200,
) -> HttpResponse:
    workspace, shown = _look(referral)
    rows = waiting_rows(shown.pathway, workspace.facts, referral) if shown.was_sent and shown.is_referral else []
    proposed = proposed_follow_up(shown)
    asked_again = FollowUpForm(as_of=today(), proposed=proposed, initial={"seen_version": workspace.episode.version})
    context = page_context(workspace) | {
        "tab": "referral",
        "shown": shown,
        "form": form or _event_form(referral, shown),
        "waiting": [
            {
                "row": row,
                "missing": workspace.display.open(row.missing),
                "form": step if step and step.prefix == row.step.key else StepDoneForm(step=row.step),
            }
            for row in rows
            if shown.course.is_waiting or row.done
        ],
        "planned": next_visit(workspace),
        "follow_up": follow_up or asked_again if shown.is_ended else None,
        "proposed": proposed,
        "faulty": next((entry for entry in (form, follow_up, step) if entry and entry.errors), None),
    }
    return render(request, "referrals/course/page.html", context, status=status)


@requires(Permission.PATIENTS_VIEW)
@require_GET
@never_cache
@needs_content
def course(request: PracticeRequest, referral_id: UUID) -> HttpResponse:
    return _page(request, get_referral(by=request.staff, referral_id=referral_id))


@requires(Permission.REFERRAL_PREPARE)
@require_POST
@never_cache
@needs_content
def event(request: PracticeRequest, referral_id: UUID) -> HttpResponse:
    """Record what happened; a refused step shows what was typed."""
    referral = get_referral(by=request.staff, referral_id=referral_id)
    form = _event_form(referral, _look(referral)[1], request.POST)
    if form.is_valid():
        try:
            record_event(by=request.staff, referral=referral, **form.cleaned_data)
        except StepRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, _("It is recorded."))
            return redirect("referral_course", referral.pk)
    return _page(request, referral, form=form, status=422)


@requires(Permission.REFERRAL_PREPARE)
@require_POST
@never_cache
@needs_content
def step(request: PracticeRequest, referral_id: UUID, step: str) -> HttpResponse:
    """A step of the waiting time was seen to."""
    referral = get_referral(by=request.staff, referral_id=referral_id)
    _workspace, shown = _look(referral)
    found = next((entry for entry in shown.pathway.waiting_time if entry.key == step), None)
    if found is None:
        raise Http404
    form = StepDoneForm(request.POST, step=found)
    if not form.is_valid():
        return _page(request, referral, step=form, status=422)
    mark_step_done(by=request.staff, referral=referral, step=step, note=form.cleaned_data["note"])
    messages.success(request, _("The step is marked as done."))
    return redirect("referral_course", referral.pk)


@requires(Permission.INTAKE_EDIT)
@require_POST
@never_cache
@needs_content
def follow_up(request: PracticeRequest, referral_id: UUID) -> HttpResponse:
    """Plan the next follow-up after a course: the clinician's answer to the question, like every other."""
    referral = get_referral(by=request.staff, referral_id=referral_id)
    form = FollowUpForm(request.POST, as_of=today(), proposed=None)
    if not form.is_valid():
        return _page(request, referral, follow_up=form, status=422)
    content = current_content()
    consultation = contact_now(referral.episode, request.staff)
    try:
        record_answers(
            by=request.staff,
            consultation=consultation,
            section=content.vocabulary.section_of(NEXT_FOLLOW_UP),
            values={NEXT_FOLLOW_UP: form.cleaned_data["day"]},
            seen_version=form.cleaned_data["seen_version"],
            content=content,
        )
    except StaleAnswers:
        form.add_error("day", _("Someone else has planned the follow-up in the meantime. Look at it before you save."))
        return _page(request, referral, follow_up=form, status=409)
    messages.success(request, _("The next follow-up is planned."))
    if said := said_of_day(form.cleaned_data["day"]):
        messages.info(request, said)
    return redirect("referral_course", referral.pk)


@requires(Permission.REFERRAL_PREPARE)
@require_POST
@needs_content
def refer_again(request: PracticeRequest, referral_id: UUID) -> HttpResponse:
    """Refer again: a new letter to the same place, by the pathway that holds today."""
    referral = get_referral(by=request.staff, referral_id=referral_id)
    workspace, _shown = _look(referral)
    pathway = pathway_for(workspace.content, referral.episode.patient.planning_area, today())
    if referral.destination not in pathway.letters:
        messages.error(request, _("The pathway that holds today does not have this place. Choose another one here."))
        return redirect("readiness", referral.episode_id)
    try:
        letter = start_re_referral(by=request.staff, referral=referral, workspace=workspace, pathway=pathway)
    except NotOver:
        messages.error(request, _("The referral is still under way. Record first what became of it."))
        return redirect("referral_course", referral.pk)
    return redirect("letter", letter.pk)
