"""The pages of a taper plan: make and change it, approve it, and follow it step by step."""

from copy import copy
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.pages.http import PracticeRequest, identifier_sent, version_sent
from accounts.sign_in.permissions import Permission, requires
from assessment.models import Episode, TaperPlan
from assessment.pages.asking import said_of_day
from assessment.pages.day_fields import hold_against_birth
from assessment.pages.tapering.follow_forms import FollowForm, StatusForm, words_of
from assessment.pages.tapering.forms import BaseStepFormSet, TaperPlanForm, step_formset
from assessment.record.access import get_episode
from assessment.record.clock import today
from assessment.record.contacts import contact_now
from assessment.rules.medication.taper_schedule import Action, DayRefused, possible_actions
from assessment.tapering.dose_setting import sets_a_dose
from assessment.tapering.plan_changes import (
    NotAllowed,
    add_taper_plan,
    approve_taper_plan,
    change_taper_plan,
    follow_taper_plan,
    set_taper_status,
)
from assessment.tapering.plan_display import display_taper, get_taper_plan, history_of
from assessment.tapering.plan_rows import StaleTaperPlan
from guidelines.in_force.content import current_content
from guidelines.pages.guard import needs_content

# What is a pause, or leaves a step out.
PAUSES = (Action.HOLD, Action.STAY, Action.SKIP)


def _approves(request: PracticeRequest) -> bool:
    return "approve" in request.POST and Permission.TAPER_APPROVE in request.permissions


@requires(Permission.INTAKE_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def add(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("taper plan"))
    content = current_content()
    form = TaperPlanForm(request.POST or None, episode=episode, vocabulary=content.vocabulary)
    medicine = content.medicines.identify(request.POST.get("medicine", ""))
    formset = step_formset(request.POST or None, steps=[], today=today(), medicine=medicine)
    identifier = identifier_sent(request.POST.get("identifier", ""))
    if request.method == "POST" and _are_valid(form, formset):
        plan = add_taper_plan(
            by=request.staff,
            consultation=contact_now(episode),
            identifier=identifier,
            rows=formset.rows(),
            approve=_approves(request),
            **form.values(),
        )
        _say_saved(request, form)
        return redirect("taper_plan", episode.pk, plan.pk)
    return _form_page(request, episode, form, formset, plan=None, identifier=identifier)


def _say_saved(request: PracticeRequest, form: TaperPlanForm) -> None:
    messages.success(request, _("The taper plan is saved."))
    if said := said_of_day(form.cleaned_data["next_contact_on"]):
        messages.info(request, said)


def _are_valid(form: TaperPlanForm, formset: BaseStepFormSet) -> bool:
    """Both are checked, so that every fault is named at once."""
    return all([form.is_valid(), formset.is_valid()])


def _form_page(
    request: PracticeRequest,
    episode: Episode,
    form: TaperPlanForm,
    formset: BaseStepFormSet,
    *,
    plan: TaperPlan | None,
    identifier: UUID | None = None,
    stale: bool = False,
) -> HttpResponse:
    sent = request.POST.get("seen_version")
    context = {
        "episode": episode,
        "patient": episode.patient,
        "form": form,
        "formset": formset,
        "begun": formset.begun,
        "plan": plan,
        "taper": display_taper(plan, today()) if plan else None,
        "identifier": identifier,
        "stale": stale,
        # A refused form has seen nothing newer than what it was filled in on; a stale one is shown it.
        "seen_version": sent if sent is not None and not stale else plan.version if plan else "",
        "may_approve": Permission.TAPER_APPROVE in request.permissions,
    }
    status = 409 if stale else 422 if form.is_bound else 200
    return render(request, "assessment/tapering/form.html", context, status=status)


@requires(Permission.INTAKE_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def change(request: PracticeRequest, episode_id: UUID, taper_id: UUID) -> HttpResponse:
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("taper plan"))
    plan = get_taper_plan(episode=episode, taper_id=taper_id)
    content = current_content()
    form = TaperPlanForm(
        request.POST or None, instance=copy(plan), episode=episode, vocabulary=content.vocabulary, changes=True
    )
    medicine = content.medicines.identify(request.POST.get("medicine", plan.medicine))
    steps = display_taper(plan, today()).steps
    formset = step_formset(request.POST or None, steps=steps, today=today(), medicine=medicine)
    if request.method == "POST" and _are_valid(form, formset):
        try:
            change_taper_plan(
                by=request.staff,
                consultation=contact_now(episode),
                plan=plan,
                seen_version=form.cleaned_data["seen_version"],
                rows=formset.rows(),
                approve=_approves(request),
                **form.values(),
            )
        except StaleTaperPlan as stale:
            return _form_page(request, episode, form, formset, plan=stale.theirs, stale=True)
        _say_saved(request, form)
        return redirect("taper_plan", episode.pk, plan.pk)
    return _form_page(request, episode, form, formset, plan=plan)


@requires(Permission.TAPER_FOLLOW)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def follow(request: PracticeRequest, episode_id: UUID, taper_id: UUID) -> HttpResponse:
    """The plan as it stands; a press says what was done at a step, with what was told."""
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("taper plan"))
    plan = get_taper_plan(episode=episode, taper_id=taper_id)
    form = FollowForm(request.POST or None, plan=plan)
    hold_against_birth(form.fields, episode.patient.birth_date)
    if request.method != "POST" or not form.is_valid():
        return _plan_page(request, plan, form, status=422 if form.is_bound else 200)
    values = form.cleaned_data
    if values["action"] in PAUSES and Permission.TAPER_PAUSE not in request.permissions:
        raise PermissionDenied
    try:
        follow_taper_plan(
            by=request.staff,
            consultation=contact_now(episode),
            plan=plan,
            seen_version=values["seen_version"],
            action=Action(values["action"]),
            as_of=today(),
            day=values["day"],
            to=values["to"],
            shift=values["shift"],
            notes=form.notes(),
            set_dose=values["set_dose"],
        )
    except StaleTaperPlan as stale:
        return _plan_page(request, stale.theirs, form, status=409, stale=True)
    except DayRefused as refused:
        form.add_error("to" if values["action"] == Action.POSTPONE else "day", words_of(refused))
    except NotAllowed:
        form.add_error(None, _("This cannot be done as the plan stands now. Read it again."))
    else:
        messages.success(request, _("It is recorded."))
        return redirect("taper_plan", episode.pk, plan.pk)
    return _plan_page(request, plan, form, status=422)


def _plan_page(
    request: PracticeRequest,
    plan: TaperPlan,
    form: FollowForm | None = None,
    *,
    status_form: StatusForm | None = None,
    status: int = 200,
    stale: bool = False,
) -> HttpResponse:
    taper = display_taper(plan, today())
    sent = request.POST.get("seen_version")
    initial = {"status": plan.status, "status_reason": plan.status_reason}
    context = {
        "episode": plan.episode,
        "patient": plan.episode.patient,
        "plan": plan,
        "taper": taper,
        "form": form or FollowForm(plan=plan),
        "status_form": status_form or StatusForm(initial=initial),
        "errors_of": status_form if status_form is not None else form,
        "actions": {action.value for action in possible_actions(taper.steps, today(), runs=plan.runs)},
        "sets_dose": sets_a_dose(plan, taper.following),
        "history": history_of(plan),
        "stale": stale,
        "seen_version": sent if sent is not None and not stale else plan.version,
        "may_approve": Permission.TAPER_APPROVE in request.permissions,
    }
    return render(request, "assessment/tapering/plan.html", context, status=status)


@requires(Permission.TAPER_APPROVE)
@require_POST
@never_cache
def approve(request: PracticeRequest, episode_id: UUID, taper_id: UUID) -> HttpResponse:
    """A GP stands by the steps as they were seen."""
    plan = _plan_of(request, episode_id, taper_id)
    try:
        approve_taper_plan(
            by=request.staff,
            consultation=contact_now(plan.episode),
            plan=plan,
            seen_version=version_sent(request),
        )
    except StaleTaperPlan as stale:
        return _plan_page(request, stale.theirs, status=409, stale=True)
    except NotAllowed:
        messages.warning(request, _("The plan has no steps. Write them first."))
    else:
        messages.success(request, _("The taper plan is approved."))
    return redirect("taper_plan", episode_id, taper_id)


@requires(Permission.TAPER_PAUSE)
@require_POST
@never_cache
def status(request: PracticeRequest, episode_id: UUID, taper_id: UUID) -> HttpResponse:
    """Pause, end, stop or take up the plan again."""
    plan = _plan_of(request, episode_id, taper_id)
    form = StatusForm(request.POST)
    if not form.is_valid():
        return _plan_page(request, plan, status_form=form, status=422)
    try:
        set_taper_status(
            by=request.staff,
            consultation=contact_now(plan.episode),
            plan=plan,
            seen_version=form.cleaned_data["seen_version"],
            status=form.cleaned_data["status"],
            reason=form.cleaned_data["status_reason"],
        )
    except StaleTaperPlan as stale:
        return _plan_page(request, stale.theirs, status_form=form, status=409, stale=True)
    messages.success(request, _("The taper plan is saved."))
    return redirect("taper_plan", episode_id, taper_id)


def _plan_of(request: PracticeRequest, episode_id: UUID, taper_id: UUID) -> TaperPlan:
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("taper plan"))
    return get_taper_plan(episode=episode, taper_id=taper_id)
