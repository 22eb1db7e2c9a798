"""The pages to list, find, register, show and change patients."""

from collections.abc import Collection
from copy import copy
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.log.reading import read_log
from accounts.pages.http import PracticeRequest, page_asked, version_sent
from accounts.pages.part_template import PartTemplate, join_rows
from accounts.sign_in.permissions import Permission, requires
from accounts.text.normal import isolate_direction
from assessment.models import Patient
from assessment.models.record import full_name
from assessment.pages.patients.forms import EpisodeForm, PatientForm, RegisterPatientForm
from assessment.record.access import (
    OpenEpisode,
    access_log_of,
    find_patients,
    get_patient,
    recent_episodes,
    understand,
)
from assessment.record.answers import begin_with_onset
from assessment.record.clock import today
from assessment.record.patients import (
    AlreadyRegistered,
    EpisodeIsOpen,
    StalePatient,
    register_patient,
    start_episode,
    update_patient,
    version_of,
)
from guidelines.in_force.content import current_content
from guidelines.pages.guard import needs_content

EPISODE = PartTemplate(
    "assessment/patients/_open_episode.html", "patient", plain=("episode", "born", "number", "last_contact")
)


@requires(Permission.PATIENTS_VIEW)
@require_GET
@never_cache
def register_of_patients(request: PracticeRequest) -> HttpResponse:
    """The practice's open episodes, the one with the newest consultation first, fifty a page."""
    page = page_asked(request)
    found = recent_episodes(by=request.staff, page=page)
    context = {"episodes": join_rows(map(_row_of_episode, found.rows)), "pages": found}
    return render(request, "assessment/patients/register.html", context)


def _row_of_episode(episode: OpenEpisode) -> str:
    seen = episode.last_contact
    return EPISODE.fill(
        {"patient": isolate_direction(full_name(episode.given_name, episode.family_name))},
        {
            "episode": episode.episode_id,
            "born": episode.birth_date,
            "number": episode.number,
            "last_contact": seen and timezone.localdate(seen),
        },
        was_seen=seen is not None,
    )


@requires(Permission.PATIENTS_VIEW)
@require_POST
@never_cache
def find(request: PracticeRequest) -> HttpResponse:
    """Search by POST, so that no CPR number ends in an address, a log or the browser's history."""
    query = request.POST.get("q", "").replace("\x00", "").strip()[:200]
    patients = find_patients(by=request.staff, query=query)
    context = {"patients": patients, "query": query, "understood": understand(query)}
    return render(request, "assessment/patients/find.html", context)


@requires(Permission.PATIENTS_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def register(request: PracticeRequest) -> HttpResponse:
    areas = current_content().planning_areas(today())
    initial: dict[str, object] = {"planning_area": request.staff.practice.planning_area}
    form = RegisterPatientForm(request.POST or None, planning_areas=areas, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            patient = register_patient(by=request.staff, **form.cleaned_data)
        except AlreadyRegistered:
            form.add_error("cpr", _("A patient with this CPR number is already registered. Search for the number."))
        else:
            messages.success(request, _("The patient is registered."))
            return redirect("patient", patient.pk)
    status = 422 if form.is_bound else 200
    return render(request, "assessment/patients/form.html", {"form": form, "patient": None}, status=status)


@requires(Permission.PATIENTS_VIEW)
@require_GET
@never_cache
def patient(request: PracticeRequest, patient_id: UUID) -> HttpResponse:
    found = get_patient(by=request.staff, patient_id=patient_id)
    return _patient_page(request, found, _episode_form(found))


def _episode_form(found: Patient, data: QueryDict | None = None) -> EpisodeForm:
    has_open = found.episodes.filter(ended_at=None).exists()
    return EpisodeForm(data, today=today(), born=found.birth_date, has_open=has_open)


def _patient_page(request: PracticeRequest, found: Patient, form: EpisodeForm) -> HttpResponse:
    context = {
        "patient": found,
        "form": form,
        "episodes": found.episodes.order_by("-number"),
        "log": read_log(access_log_of(found), before=request.GET.get("before", "")),
    }
    return render(request, "assessment/patients/detail.html", context, status=422 if form.is_bound else 200)


@requires(Permission.PATIENTS_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def edit(request: PracticeRequest, patient_id: UUID) -> HttpResponse:
    found = get_patient(by=request.staff, patient_id=patient_id)
    areas = current_content().planning_areas(today())
    form = PatientForm(request.POST or None, instance=copy(found), planning_areas=areas)
    if not form.is_bound:
        return _edit_page(request, found, form, version_of(found))
    seen_version = version_sent(request)
    if not form.is_valid():
        # A refused form has seen nothing newer than what it was filled in on.
        return _edit_page(request, found, form, seen_version, status=422)
    try:
        update_patient(by=request.staff, patient=found, seen_version=seen_version, **form.cleaned_data)
    except StalePatient as stale:
        return _edit_page(request, stale.theirs, form, version_of(found), status=409, conflicts=stale.fields)
    messages.success(request, _("The changes are saved."))
    return redirect("patient", found.pk)


def _edit_page(
    request: PracticeRequest,
    patient: Patient,
    form: PatientForm,
    seen_version: int,
    *,
    status: int = 200,
    conflicts: Collection[str] = (),
) -> HttpResponse:
    stands = PatientForm(instance=patient, planning_areas=current_content().planning_areas(today()))
    context = {
        "form": form,
        "patient": patient,
        "seen_version": seen_version,
        "conflicts": [
            {"label": form[field].label, "field": form[field], "theirs": stands.said(field), "mine": form.said(field)}
            for field in conflicts
        ],
    }
    return render(request, "assessment/patients/form.html", context, status=status)


@requires(Permission.INTAKE_EDIT)
@require_POST
@needs_content
def start(request: PracticeRequest, patient_id: UUID) -> HttpResponse:
    """A new episode, with the answer to when the pain began; new pain goes on to its short agenda."""
    found = get_patient(by=request.staff, patient_id=patient_id)
    form = _episode_form(found, request.POST)
    if not form.is_valid():
        return _patient_page(request, found, form)
    try:
        may_be_second = form.cleaned_data.get("second", False)
        episode = start_episode(by=request.staff, patient=found, may_be_second=may_be_second)
    except EpisodeIsOpen:
        # Somebody may have begun one since the page was shown: the question is asked now.
        form = _episode_form(found, request.POST)
        form.add_error("second", _("The patient has an open episode. Go on in it, or tick that a second one is meant."))
        return _patient_page(request, found, form)
    onset = form.cleaned_data["onset"]
    if onset:
        begin_with_onset(by=request.staff, episode=episode, onset=onset, content=current_content())
    return redirect("first_nine", episode.pk)
