"""The treatments of an episode: add, change, remove a row; say that nothing was tried."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import PracticeRequest
from accounts.permissions import Permission, requires
from assessment.access import get_episode
from assessment.consultations import consultation_of_today
from assessment.forms import TreatmentForm
from assessment.models import Episode, Treatment
from assessment.treatments import (
    StaleTreatment,
    add_treatment,
    change_treatment,
    record_no_treatments,
    remove_treatment,
)
from guidelines.content import current_content
from guidelines.missing import needs_content
from guidelines.vocabulary import TREATMENT_SECTION


def _form_page(
    request: PracticeRequest,
    episode: Episode,
    form: TreatmentForm,
    *,
    treatment: Treatment | None,
    identifier: UUID | None = None,
    stale: bool = False,
) -> HttpResponse:
    context = {
        "episode": episode,
        "patient": episode.patient,
        "form": form,
        "treatment": treatment,
        "seen_version": seen_version_of(request, treatment, stale),
        "identifier": identifier,
        "stale": stale,
    }
    status = 409 if stale else 422 if form.is_bound else 200
    return render(request, "assessment/treatment_form.html", context, status=status)


def seen_version_of(request: PracticeRequest, treatment: Treatment | None, stale: bool) -> str:
    """The version that the page was filled in on: a refused form has seen nothing newer, a stale one is shown it."""
    sent = request.POST.get("seen_version")
    if sent is not None and not stale:
        return sent
    return str(treatment.version) if treatment else ""


def _back(episode: Episode) -> HttpResponse:
    return redirect("section", episode.pk, TREATMENT_SECTION)


@requires(Permission.INTAKE_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def add(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    vocabulary = current_content().vocabulary
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("treatments"))
    form = TreatmentForm(request.POST or None, vocabulary=vocabulary)
    identifier = _identifier(request.POST.get("identifier", ""))
    if request.method == "POST" and form.is_valid():
        consultation = consultation_of_today(by=request.staff, episode=episode)
        add_treatment(by=request.staff, consultation=consultation, identifier=identifier, **form.values())
        messages.success(request, _("The treatment is saved."))
        return _back(episode)
    return _form_page(request, episode, form, treatment=None, identifier=identifier)


def _identifier(sent: str) -> UUID:
    try:
        return UUID(sent)
    except ValueError:
        return uuid4()


@requires(Permission.INTAKE_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def change(request: PracticeRequest, episode_id: UUID, treatment_id: UUID) -> HttpResponse:
    vocabulary = current_content().vocabulary
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("treatments"))
    treatment = get_object_or_404(Treatment.objects, pk=treatment_id, episode=episode, removed_at=None)
    form = TreatmentForm(request.POST or None, vocabulary=vocabulary, changes=True, initial=_initial(treatment))
    if request.method == "POST" and form.is_valid():
        consultation = consultation_of_today(by=request.staff, episode=episode)
        try:
            change_treatment(
                by=request.staff,
                consultation=consultation,
                treatment=treatment,
                seen_version=form.cleaned_data["seen_version"],
                **form.values(),
            )
        except StaleTreatment as stale:
            return _form_page(request, episode, form, treatment=stale.theirs, stale=True)
        messages.success(request, _("The treatment is saved."))
        return _back(episode)
    return _form_page(request, episode, form, treatment=treatment)


def _initial(treatment: Treatment) -> dict[str, Any]:
    words = {True: "true", False: "false", None: ""}
    values = {field.name: getattr(treatment, field.name) for field in Treatment._meta.fields}
    dose = treatment.daily_dose_mg
    return values | {
        "daily_dose_mg": None if dose is None else dose.normalize() + 0,
        "fast_acting": words[treatment.fast_acting],
        "stopped_for_side_effects": words[treatment.stopped_for_side_effects],
    }


@requires(Permission.INTAKE_EDIT)
@require_POST
def remove(request: PracticeRequest, episode_id: UUID, treatment_id: UUID) -> HttpResponse:
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("treatments"))
    treatment = get_object_or_404(Treatment.objects, pk=treatment_id, episode=episode, removed_at=None)
    consultation = consultation_of_today(by=request.staff, episode=episode)
    remove_treatment(by=request.staff, consultation=consultation, treatment=treatment)
    messages.success(request, _("The treatment is removed from the list. It stays in the history."))
    return _back(episode)


@requires(Permission.INTAKE_EDIT)
@require_POST
@needs_content
def none_tried(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """The patient was asked and has tried nothing; or take that back."""
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("treatments"))
    consultation = consultation_of_today(by=request.staff, episode=episode)
    record_no_treatments(by=request.staff, consultation=consultation, none_tried="undo" not in request.POST)
    return _back(episode)
