"""The pages of an episode's treatments: add, change and remove a row; say that nothing was tried."""

from collections.abc import Callable
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Staff
from accounts.pages.http import PracticeRequest, identifier_sent, uuid_in
from accounts.sign_in.permissions import Permission, requires
from accounts.templatetags.paths import path
from assessment.episode.frame import names_of
from assessment.episode.workspace import Workspace
from assessment.inquiries.inquiry_lists import changing_now
from assessment.models import Episode, TaperPlan, Treatment
from assessment.pages.treatments.forms import QuickTreatmentForm, TreatmentForm, initial_of
from assessment.pages.treatments.row_consequences import RowsAround, row_typed, said_of
from assessment.pages.treatments.row_questions import MEANING, PLAN_HAS_CHANGED, PLAN_VERSION
from assessment.record.access import get_episode
from assessment.record.clock import today
from assessment.record.contacts import contact_now
from assessment.rules.medication.opioid_course import reviews_in
from assessment.rules.medication.opioid_total import opioid_exposure
from assessment.rules.medication.timeline import Period, timeline_of
from assessment.tapering.dose_meaning import DoseMeaning, change_tapered_treatment
from assessment.tapering.plan_display import display_taper, open_plan_of
from assessment.tapering.plan_rows import StaleTaperPlan
from assessment.treatments.display import TreatmentDisplay
from assessment.treatments.drafts import NEW, draft_of, drop_draft, keep_draft
from assessment.treatments.ledger import (
    StaleTreatment,
    add_treatment,
    change_treatment,
    remove_treatment,
    says,
    start_of,
    stop_of,
    treatments_of,
)
from assessment.treatments.statements import (
    COMPLETE,
    NONE,
    ListChanged,
    kinds_left_out,
    record_statement,
    statements_of,
)
from guidelines.in_force.content import Content, current_content
from guidelines.pages.guard import needs_content
from guidelines.vocabulary.model import TREATMENT_SECTION

# In the address of a row's form: the page of a follow-up, which it leads back to.
FROM, FOLLOW_UP = "fra", "opfoelgning"


def treatment_context(by: Staff, workspace: Workspace) -> dict[str, object]:
    """What the section about treatments shows beyond the list: the quick line, the opioids, the time line."""
    content, episode = workspace.content, workspace.episode
    said = statements_of(episode, content.vocabulary, has_rows=bool(workspace.treatments))
    names = names_of(by) if said else {}
    draft = draft_of(by=by, episode=episode, form=NEW)
    exposure = opioid_exposure(workspace.case.treatments or (), content.medicines)
    periods = [
        Period(_label_of(row), row.row.status, start_of(row.row), stop_of(row.row))
        for row in workspace.treatment_rows()
    ]
    return {
        "statements": [(statement, names.get(statement.by, "")) for statement in said],
        "quick": QuickTreatmentForm(vocabulary=content.vocabulary, medicines=content.medicines, initial=dict(draft)),
        "draft": draft,
        "identifier": identifier_sent(draft.get("identifier", "")),
        "medicines": content.medicines,
        "exposure": exposure,
        "left_out": kinds_left_out(episode, workspace.treatments, content.vocabulary),
        "review_noted": reviews_in(workspace.reviews_said()).noted if exposure.uses else None,
        "timeline": timeline_of(periods, workspace.case.as_of),
    }


def _label_of(shown: TreatmentDisplay) -> str:
    """What the time line calls a treatment; of one that is paused also that."""
    return f"{shown.title}, {shown.status.lower()}" if shown.row.on_hold else shown.title


def _form_page(
    request: PracticeRequest,
    episode: Episode,
    form: TreatmentForm,
    *,
    treatment: Treatment | None,
    identifier: UUID | None = None,
    stale: bool = False,
    draft: dict[str, str] | None = None,
    plan: TaperPlan | None = None,
) -> HttpResponse:
    is_of_follow_up = request.GET.get(FROM) == FOLLOW_UP
    address = path("treatment_change", episode.pk, treatment.pk) if treatment else path("treatment_add", episode.pk)
    context = {
        "episode": episode,
        "patient": episode.patient,
        "changing": changing_now(request.staff, episode),
        "form": form,
        "treatment": treatment,
        "action": f"{address}?{FROM}={FOLLOW_UP}" if is_of_follow_up else address,
        "taper": display_taper(plan, today()) if plan else None,
        "is_of_follow_up": is_of_follow_up,
        "seen_version": (draft or {}).get("seen_version") or seen_version_of(request, treatment, stale),
        "identifier": identifier,
        "stale": stale,
        "draft": draft,
        "medicines": form.medicines,
    }
    status = 409 if stale else 422 if form.is_bound else 200
    return render(request, "assessment/treatments/form.html", context, status=status)


def seen_version_of(request: PracticeRequest, treatment: Treatment | None, stale: bool) -> str:
    """The version that the page was filled in on: a refused form has seen nothing newer, a stale one is shown it."""
    sent = request.POST.get("seen_version")
    if sent is not None and not stale:
        return sent
    return str(treatment.version) if treatment else ""


def _back(request: PracticeRequest, episode: Episode, anchor: str = "") -> HttpResponse:
    """To the list: on the page that it was sent from, of the first nine or a follow-up, else in its section."""
    if request.GET.get(FROM) == FOLLOW_UP:
        return redirect(reverse("follow_up", args=[episode.pk]) + "#medicines")
    first_nine = reverse("first_nine", args=[episode.pk])
    is_from_there = urlsplit(request.headers.get("Referer", "")).path == first_nine
    return redirect(
        (first_nine if is_from_there else reverse("section", args=[episode.pk, TREATMENT_SECTION])) + anchor
    )


def _redirect_after_save(request: PracticeRequest, episode: Episode, form: TreatmentForm) -> HttpResponse:
    """Where a saved row leads: to the next one, to the quick line that it came from, or to the list."""
    messages.success(request, _("The treatment is saved."))
    if form.reckoned:
        messages.info(request, _("Reckoned: %(dose)s a day.") % {"dose": form.reckoned})
    if "another" in request.POST:
        return redirect("treatment_add", episode.pk)
    return _back(request, episode, "#field_name" if "quick" in request.POST else "")


def _save(
    request: PracticeRequest,
    episode: Episode,
    form: TreatmentForm,
    name: str,
    save: Callable[[], Treatment],
    *,
    treatment: Treatment | None = None,
    identifier: UUID | None = None,
    plan: TaperPlan | None = None,
) -> HttpResponse:
    """Save what was sent, whose draft is called so; the form again where it has a fault, or is out of date."""
    if "autosave" in request.POST:
        return _autosave(request, episode, form, name, save)
    if not form.is_valid():
        return _form_page(request, episode, form, treatment=treatment, identifier=identifier, plan=plan)
    try:
        save()
    except StaleTreatment as stale:
        return _form_page(request, episode, form, treatment=stale.theirs, stale=True, plan=plan)
    except StaleTaperPlan as stale:
        form.add_error(MEANING, PLAN_HAS_CHANGED)
        return _form_page(request, episode, form, treatment=treatment, plan=stale.theirs)
    drop_draft(by=request.staff, episode=episode, form=name)
    if form.cleaned_data.get(MEANING) == DoseMeaning.STEP:
        messages.info(request, _("The taper plan is changed too, and waits for a GP's approval."))
    return _redirect_after_save(request, episode, form)


def _autosave(
    request: PracticeRequest, episode: Episode, form: TreatmentForm, name: str, save: Callable[[], Treatment]
) -> HttpResponse:
    """What is typed is kept as a draft. When the page is left, a row that is complete is saved as a row."""
    if request.POST["autosave"] == "leaving" and form.is_valid():
        try:
            save()
        except (StaleTreatment, StaleTaperPlan):
            pass
        else:
            drop_draft(by=request.staff, episode=episode, form=name)
            return HttpResponse(status=204)
    typed = form.typed()
    if typed and "identifier" in request.POST:
        identifier = identifier_sent(request.POST["identifier"])
        if Treatment.objects.filter(pk=identifier, episode=episode, removed_at=None).exists():
            # What was typed came after the row itself: it would stand in the quick line as if it were not saved.
            return HttpResponse(status=204)
        typed["identifier"] = str(identifier)
    keep_draft(by=request.staff, episode=episode, form=name, typed=typed)
    return HttpResponse(status=204)


@requires(Permission.INTAKE_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def add(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """A new row, from the whole form or from the quick line of the list."""
    content = current_content()
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("treatments"))
    draft = draft_of(by=request.staff, episode=episode, form=NEW)
    if "discard" in request.POST:
        drop_draft(by=request.staff, episode=episode, form=NEW)
        return _back(request, episode, "#field_name")
    identifier = identifier_sent(request.POST.get("identifier", draft.get("identifier", "")))
    form = TreatmentForm(
        request.POST or None,
        vocabulary=content.vocabulary,
        medicines=content.medicines,
        born=episode.patient.birth_date,
        around=RowsAround(episode, content, treatments_of(episode), identifier) if request.method == "POST" else None,
    )
    if request.method == "GET" or "more" in request.POST:
        shown: dict[str, object] = {**(form.typed() if form.is_bound else draft)}
        form = TreatmentForm(vocabulary=content.vocabulary, medicines=content.medicines, initial=shown)
        return _form_page(request, episode, form, treatment=None, identifier=identifier, draft=draft)

    def save() -> Treatment:
        consultation = contact_now(episode)
        return add_treatment(by=request.staff, consultation=consultation, identifier=identifier, **form.values())

    return _save(request, episode, form, NEW, save, identifier=identifier)


@requires(Permission.INTAKE_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def change(request: PracticeRequest, episode_id: UUID, treatment_id: UUID) -> HttpResponse:
    content = current_content()
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("treatments"))
    treatment = _row_or_404(episode, treatment_id)
    name = str(treatment.pk)
    draft = draft_of(by=request.staff, episode=episode, form=name)
    if draft and _is_saved(draft, treatment, content):
        draft = {}
    if "discard" in request.POST:
        drop_draft(by=request.staff, episode=episode, form=name)
        return redirect("treatment_change", episode.pk, treatment.pk)
    plan = open_plan_of(treatment)
    form = TreatmentForm(
        request.POST or None,
        vocabulary=content.vocabulary,
        medicines=content.medicines,
        row=treatment,
        around=RowsAround(episode, content, treatments_of(episode), treatment.pk) if request.method == "POST" else None,
        has_plan=plan is not None,
        born=episode.patient.birth_date,
        initial=initial_of(treatment) | draft,
    )
    if request.method == "GET":
        return _form_page(request, episode, form, treatment=treatment, draft=draft, plan=plan)

    def save() -> Treatment:
        return _change(request, form, treatment, plan)

    return _save(request, episode, form, name, save, treatment=treatment, plan=plan)


def _is_saved(draft: dict[str, str], treatment: Treatment, content: Content) -> bool:
    """Whether the row says already what was typed: it was kept in the moment in which the row was saved."""
    typed = TreatmentForm(draft, vocabulary=content.vocabulary, medicines=content.medicines, row=treatment)
    return typed.is_valid() and says(treatment, typed.values())


def _row_or_404(episode: Episode, treatment_id: UUID) -> Treatment:
    """The row of the list, with the taper step that has changed its dose since. Raises Http404."""
    found = next((row for row in treatments_of(episode) if row.pk == treatment_id), None)
    if found is None:
        raise Http404
    found.episode = episode
    return found


def _change(request: PracticeRequest, form: TreatmentForm, treatment: Treatment, plan: TaperPlan | None) -> Treatment:
    """Save the row, and what its dose means for the taper plan, where that was asked."""
    contact, seen_version = contact_now(treatment.episode), form.cleaned_data["seen_version"]
    meaning = form.cleaned_data.get(MEANING)
    if plan is None or not meaning:
        return change_treatment(
            by=request.staff, consultation=contact, treatment=treatment, seen_version=seen_version, **form.values()
        )
    return change_tapered_treatment(
        by=request.staff,
        consultation=contact,
        treatment=treatment,
        seen_version=seen_version,
        plan=plan,
        seen_plan_version=form.cleaned_data[PLAN_VERSION],
        meaning=DoseMeaning(meaning),
        as_of=today(),
        **form.values(),
    )


@requires(Permission.INTAKE_EDIT)
@require_POST
@never_cache
@needs_content
def consequences(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """What the row that is being typed sets off, if it is in use: said beside the form before anything is saved."""
    content = current_content()
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("treatments"))
    form = TreatmentForm(request.POST, vocabulary=content.vocabulary, medicines=content.medicines)
    but = uuid_in(request.POST.get("row") or request.POST.get("identifier", ""))
    around, row = RowsAround(episode, content, treatments_of(episode), but), row_typed(form)
    context = {
        "episode": episode,
        "consequences": around.consequences_of(row) if row else None,
        "said": said_of(form),
    }
    return render(request, "assessment/treatments/_consequences.html", context)


@requires(Permission.INTAKE_EDIT)
@require_POST
def remove(request: PracticeRequest, episode_id: UUID, treatment_id: UUID) -> HttpResponse:
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("treatments"))
    treatment = get_object_or_404(Treatment.objects, pk=treatment_id, episode=episode, removed_at=None)
    consultation = contact_now(episode)
    remove_treatment(by=request.staff, consultation=consultation, treatment=treatment)
    drop_draft(by=request.staff, episode=episode, form=str(treatment.pk))
    messages.success(request, _("The treatment is removed from the list. It stays in the history."))
    return _back(request, episode)


@requires(Permission.INTAKE_EDIT)
@require_POST
@needs_content
def none_tried(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """The patient was asked and has tried nothing; or take that back."""
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("treatments"))
    _state(request, episode, NONE, stands="undo" not in request.POST)
    return _back(request, episode)


@requires(Permission.INTAKE_EDIT)
@require_POST
@needs_content
def state(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """Say in one press that the list is complete, that nothing or that one kind was tried not; or take it back.

    Leads back to the page that it was pressed on.
    """
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("treatments"))
    word = request.POST.get("say") or request.POST.get("take_back", "")
    if word not in {NONE, COMPLETE, *current_content().vocabulary.treatment_kinds}:
        messages.warning(request, _("Nothing was recorded: the page did not say what about. Press again."))
    else:
        _state(request, episode, word, stands="say" in request.POST)
    came_from = urlsplit(request.headers.get("Referer", "")).path
    if came_from.startswith(reverse("episode", args=[episode.pk])):
        return redirect(came_from)
    return _back(request, episode, "#field_treatments")


def _state(request: PracticeRequest, episode: Episode, word: str, *, stands: bool) -> None:
    """Record it, and say what stands now."""
    consultation = contact_now(episode)
    try:
        record_statement(by=request.staff, consultation=consultation, word=word, stands=stands)
    except ListChanged:
        messages.warning(
            request, _("Nothing was recorded: the list has changed in the meantime. Look at it, and say it again.")
        )
    else:
        messages.success(request, _("Saved.") if stands else _("Taken back: it counts as not said."))
