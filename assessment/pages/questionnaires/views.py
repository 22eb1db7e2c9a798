"""The pages of an episode's instruments: the list; to fill one in, correct it and remove it."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.pages.http import PracticeRequest
from accounts.sign_in.permissions import Permission, requires
from assessment.episode.frame import page_context
from assessment.episode.questionnaire_results import instrument_rows, result_of
from assessment.episode.workspace import build_workspace
from assessment.models import Consultation, Episode, QuestionnaireResponse
from assessment.pages.bound_field import PageField
from assessment.pages.fields import take_theirs
from assessment.pages.questionnaires.forms import QuestionnaireForm
from assessment.pages.saved import back_saved
from assessment.questionnaires.responses import (
    BESIDE_ITEMS,
    Filled,
    Saved,
    StaleResponse,
    get_response,
    instrument_of,
    remove_response,
    save_response,
    state_of,
)
from assessment.record.access import get_episode
from assessment.record.clock import today
from assessment.record.contacts import contact_now
from guidelines.in_force.content import Content, current_content
from guidelines.instruments.model import Instrument
from guidelines.pages.guard import needs_content


@requires(Permission.PATIENTS_VIEW)
@require_GET
@never_cache
@needs_content
def index(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """Every instrument: what it is for, and what was made of it."""
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("questionnaires"))
    workspace = build_workspace(episode, current_content(), today())
    rows = instrument_rows(workspace)
    context = page_context(workspace) | {
        "tab": "questionnaires",
        "rows": [row for row in rows if row.instrument.kind != "result_only"],
        "result_rows": [row for row in rows if row.instrument.kind == "result_only"],
        "instruments": workspace.content.instruments,
    }
    return render(request, "assessment/questionnaires/list.html", context)


@requires(Permission.INTAKE_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def fill_in(request: PracticeRequest, episode_id: UUID, instrument: str) -> HttpResponse:
    """A new filling-in. The form chose its identifier, and goes on in the same one with every save."""
    content = current_content()
    shown = content.instruments.get(instrument)
    if shown is None:
        raise Http404
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=shown.title)
    if shown.kind == "vocabulary":
        return _vocabulary_page(request, episode, shown, content)
    response = _begun(episode, instrument, request.POST.get("identifier", ""))
    if response:
        shown = instrument_of(response, content) or shown
    return _form_or_save(request, episode, shown, content, response)


def _begun(episode: Episode, instrument: str, sent: str) -> QuestionnaireResponse | None:
    """What the form has saved before, if anything."""
    try:
        return get_response(episode, instrument, UUID(sent))
    except (ValueError, Http404):
        return None


@requires(Permission.INTAKE_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def change(request: PracticeRequest, episode_id: UUID, instrument: str, response_id: UUID) -> HttpResponse:
    """One filling-in, shown with its scores, to go on with or to correct."""
    content = current_content()
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("questionnaires"))
    response = get_response(episode, instrument, response_id)
    shown = instrument_of(response, content)
    if shown is None:
        raise Http404
    return _form_or_save(request, episode, shown, content, response)


def _form_or_save(
    request: PracticeRequest,
    episode: Episode,
    instrument: Instrument,
    content: Content,
    response: QuestionnaireResponse | None,
) -> HttpResponse:
    if request.method == "GET":
        return _form_page(request, episode, instrument, content, response)
    form = _form(episode, instrument, response, request.POST)
    unusable = not form.is_valid() and (
        form.non_field_errors() or {"seen_version", "identifier"}.intersection(form.errors)
    )
    is_autosave = request.htmx or "autosave" in request.POST
    if unusable or (form.errors and not is_autosave):
        return _form_page(request, episode, instrument, content, response, form=form, status=422)
    try:
        # An autosave takes what is right: one wrong field does not hold back the others.
        saved = save_response(
            by=request.staff,
            episode=episode,
            instrument=instrument,
            content=content,
            identifier=response.pk if response else form.cleaned_data["identifier"],
            seen_version=form.cleaned_data["seen_version"],
            values=form.values(),
            unread=[key for key in (*instrument.by_key, *BESIDE_ITEMS) if key in form.errors],
        )
    except StaleResponse as stale:
        return _stale_page(request, episode, instrument, content, stale)
    if request.htmx:
        return _answer_saved(request, episode, instrument, content, form, saved)
    if saved.response is None:
        messages.info(request, _("Nothing is filled in yet, so nothing is saved."))
        return redirect("questionnaire", episode.pk, instrument.key)
    return back_saved(request, reverse("questionnaire_response", args=[episode.pk, instrument.key, saved.response.pk]))


def _stale_page(
    request: PracticeRequest, episode: Episode, instrument: Instrument, content: Content, stale: StaleResponse
) -> HttpResponse:
    """The page is shown the newer version, and so everything in it that it left alone."""
    renewed = _renew_form(instrument, stale.theirs, stale.overtaken)
    form = _form(episode, instrument, stale.theirs, take_theirs(request.POST, renewed, stale.overtaken))
    form.is_valid()
    return _form_page(
        request,
        episode,
        instrument,
        content,
        stale.theirs,
        form=form,
        conflicts=stale.conflicts,
        overtaken_fields=[renewed[key] for key in stale.overtaken],
        status=409,
    )


def _context(
    request: PracticeRequest,
    episode: Episode,
    instrument: Instrument,
    content: Content,
    response: QuestionnaireResponse | None,
    form: QuestionnaireForm,
    consultation: Consultation | None = None,
) -> dict[str, object]:
    workspace = build_workspace(episode, content, today(), consultation)
    return page_context(workspace) | {
        "tab": "questionnaires",
        "instrument": instrument,
        "instruments": content.instruments,
        "response": response,
        "result": result_of(response, content) if response else None,
        "own_alerts": [alert for alert in workspace.alerts if response and alert.response.pk == response.pk],
        "form": form,
    }


def _form(
    episode: Episode,
    instrument: Instrument,
    response: QuestionnaireResponse | None,
    data: Mapping[str, object] | None = None,
) -> QuestionnaireForm:
    born = episode.patient.birth_date
    return QuestionnaireForm(data, instrument=instrument, response=response, today=today(), born=born)


def _form_page(
    request: PracticeRequest,
    episode: Episode,
    instrument: Instrument,
    content: Content,
    response: QuestionnaireResponse | None,
    *,
    form: QuestionnaireForm | None = None,
    conflicts: list[str] | None = None,
    overtaken_fields: Collection[PageField] = (),
    status: int = 200,
) -> HttpResponse:
    """The whole page. A refused form keeps the version that it was filled in on; a stale one is shown the newer one."""
    shown = form or _form(episode, instrument, response)
    sent = request.POST if form and not conflicts else {}
    context = _context(request, episode, instrument, content, response, shown) | {
        "seen_version": sent.get("seen_version", response.version if response else 0),
        "identifier": response.pk if response else request.POST.get("identifier", uuid4()),
        "conflicts": _shown_conflicts(conflicts or [], instrument, response, shown),
        "overtaken_fields": overtaken_fields,
    }
    part = "#refused" if request.htmx and status != 200 else ""
    return render(request, f"assessment/questionnaires/fill_in.html{part}", context, status=status)


def _shown_conflicts(
    conflicts: list[str], instrument: Instrument, response: QuestionnaireResponse | None, form: QuestionnaireForm
) -> list[dict[str, object]]:
    """Both values of each field that two have changed, in words."""
    if response is None or not conflicts:
        return []
    theirs, mine = state_of(response), form.values()
    return [
        {
            "label": form[key].label,
            "theirs": _answer_in_words(instrument, key, theirs.get(key)),
            "mine": _answer_in_words(instrument, key, mine[key]) if key in mine else form[key].value(),
        }
        for key in conflicts
    ]


def _answer_in_words(instrument: Instrument, key: str, value: Filled) -> str:
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return str(value or "") if key in BESIDE_ITEMS or value is None else instrument.by_key[key].display(value)


def _answer_saved(
    request: PracticeRequest,
    episode: Episode,
    instrument: Instrument,
    content: Content,
    form: QuestionnaireForm,
    saved: Saved,
) -> HttpResponse:
    """The parts of the page that a save renews: around the form, and the fields that others have filled in."""
    response = saved.response
    context = _context(request, episode, instrument, content, response, form, saved.consultation) | {
        "saved_at": timezone.now() if response else None,
        "seen_version": response.version if response else 0,
        "identifier": response.pk if response else form.cleaned_data["identifier"],
    }
    if saved.overtaken and response:
        renewed = _renew_form(instrument, response, saved.overtaken)
        context["overtaken_fields"] = [renewed[key] for key in saved.overtaken]
    answer = render(
        request, "assessment/questionnaires/fill_in.html#saved", context, status=422 if form.errors else 200
    )
    if response:
        # Loaded again, the page comes back to this filling-in, not to an empty one.
        address = reverse("questionnaire_response", args=[episode.pk, instrument.key, response.pk])
        answer["HX-Replace-Url"] = address
    return answer


def _renew_form(
    instrument: Instrument, response: QuestionnaireResponse, overtaken: Collection[str]
) -> QuestionnaireForm:
    """The form as it now stands, with the fields in it that the page shows anew."""
    fresh = QuestionnaireForm(instrument=instrument, response=response, today=today())
    for key in overtaken:
        fresh[key].beside.renews_itself = True
    return fresh


def _vocabulary_page(
    request: PracticeRequest, episode: Episode, instrument: Instrument, content: Content
) -> HttpResponse:
    """An instrument whose items are questions of the intake: what they are answered with, and where they are asked."""
    if request.method == "POST":
        return HttpResponseNotAllowed(["GET"])
    workspace = build_workspace(episode, content, today())
    questions, fact = workspace.display.open(instrument.questions), workspace.known(instrument.fact)
    context = page_context(workspace) | {
        "tab": "questionnaires",
        "instrument": instrument,
        "rows": [(question, workspace.known(question.key)) for question in questions],
        "fact": fact,
        "missing": [] if fact else workspace.display.open(sorted(workspace.facts.missing(instrument.fact))),
    }
    return render(request, "assessment/questionnaires/from_answers.html", context)


@requires(Permission.INTAKE_EDIT)
@require_POST
@needs_content
def remove(request: PracticeRequest, episode_id: UUID, instrument: str, response_id: UUID) -> HttpResponse:
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("questionnaires"))
    response = get_response(episode, instrument, response_id)
    shown = instrument_of(response, current_content())
    consultation = contact_now(episode, request.staff)
    title = shown.title if shown else instrument
    remove_response(by=request.staff, consultation=consultation, response=response, title=title)
    messages.success(request, _("The questionnaire is removed from the list. It stays in the history."))
    return redirect("questionnaires", episode.pk)
