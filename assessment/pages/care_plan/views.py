"""The patient's plan: written with the patient, printed and kept."""

import logging
from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.pages.http import PracticeRequest, inline_pdf
from accounts.sign_in.permissions import Permission, requires
from assessment.care_plan.agreement import (
    ACTION_FIELDS,
    ACTION_PARTS,
    FIELDS,
    SavedPlan,
    StaleCarePlan,
    plan_of,
    save_plan,
    values_of,
)
from assessment.care_plan.printed_sheet import NothingToPrint, plan_scores, print_plan, printed_plans_of
from assessment.care_plan.told_parts import actions_to_come, no_longer_decided, told_parts, told_texts
from assessment.documents.fonts import without_glyph
from assessment.documents.render import NotRendered
from assessment.episode.frame import is_overdue, page_context
from assessment.episode.workspace import Workspace, build_workspace
from assessment.models import CarePlan, Episode
from assessment.pages.bound_field import PageField
from assessment.pages.care_plan.forms import CarePlanForm
from assessment.pages.fields import take_theirs
from assessment.pages.saved import BUTTON, back_saved
from assessment.record.access import get_episode, get_printed_plan
from assessment.record.answers import answers_of
from assessment.record.clock import today
from assessment.rules.keys import MOST_IMPORTANT
from guidelines.in_force.content import Content, current_content
from guidelines.pages.guard import needs_content
from guidelines.vocabulary.plan_phrases import PLAN_PARTS, TOLD_SECTIONS, PlanSuggestion

logger = logging.getLogger(__name__)


@requires(Permission.INTAKE_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def plan(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """The plan, to write in; saved as one moves on, and with a press a sheet for the patient."""
    content = current_content()
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("the patient's plan"))
    if request.method == "POST":
        return _save(request, episode, content)
    shown = _Shown(request, build_workspace(episode, content, today()), plan_of(episode))
    return _page(request, shown, shown.form(), seen_version=str(shown.plan.version))


class _Shown:
    """The plan with what the answers and the decisions give it now."""

    def __init__(self, request: PracticeRequest, workspace: Workspace, found: CarePlan) -> None:
        self.workspace, self.plan = workspace, found
        self.parts = told_parts(found, told_texts(workspace, request.staff.practice))
        self.coming = actions_to_come(found, workspace)

    def form(self) -> CarePlanForm:
        """As it stands, with the actions that come along in the free rows."""
        values: dict[str, object] = {**values_of(self.plan)}
        for suggestion in self.coming:
            values |= _place_in_free_row(suggestion, values)
        return CarePlanForm(initial=values | {key: part.text for key, part in self.parts.items()})


def _save(request: PracticeRequest, episode: Episode, content: Content) -> HttpResponse:
    def workspace() -> Workspace:
        return build_workspace(episode, content, today())

    is_autosave = request.htmx or "autosave" in request.POST
    # htmx sends along the button that has the focus: only a press puts a sentence in.
    texts = {} if is_autosave else suggested_texts(request.POST, episode, content)
    typed = add_suggestion(request.POST, texts)
    form = CarePlanForm(typed)
    if not form.is_valid() and ("seen_version" in form.errors or not is_autosave):
        # The page keeps the version that it was filled in on: a refused form has seen nothing newer.
        shown = _Shown(request, workspace(), plan_of(episode))
        return _page(request, shown, form, seen_version=request.POST.get("seen_version", ""), status=422)
    # An autosave takes what is right: one wrong field does not hold back the others.
    told = {key: request.POST[f"told_{key}"] for key in TOLD_SECTIONS if f"told_{key}" in request.POST}
    values, choice = form.values(told), "" if is_autosave else request.POST.get("from_answers", "")
    try:
        saved = save_plan(
            by=request.staff,
            episode=episode,
            values=values | ({choice: None} if choice in told else {}),
            seen_version=form.cleaned_data["seen_version"],
            unread=[field for field in (*FIELDS, *told) if field in form.errors],
            told=told,
            kept=[] if is_autosave else request.POST.getlist("keep"),
            settled=_came_along(request.POST, content),
        )
    except StaleCarePlan as stale:
        # The page is shown the newer version, and so everything in it that it left alone.
        shown = _Shown(request, workspace(), stale.plan)
        form = CarePlanForm(take_theirs(typed, shown.form(), stale.overtaken))
        return _page(request, shown, form, seen_version=str(stale.plan.version), status=409, stale=stale)
    if request.htmx:
        return _answer_saved(request, workspace(), form, saved)
    if "print" in request.POST:
        _print(request, saved.plan, workspace())
    if "insert" in request.POST and not texts:
        messages.info(request, _("Nothing was put in: it is there already, or all three actions are in use."))
    if "print" in request.POST or ("insert" in request.POST and not texts):
        return redirect("plan", episode.pk)  # with what was said of it
    place = next((f"#field_{field}" for field in (*texts, choice, *request.POST.getlist("keep")) if field), BUTTON)
    return back_saved(request, reverse("plan", args=[episode.pk]), place)


def add_suggestion(data: QueryDict, texts: dict[str, str]) -> QueryDict:
    """What was typed, with these sentences added to their fields."""
    filled = data.copy()
    for field, text in texts.items():
        filled[field] = f"{data.get(field, '').strip()}\n{text}".strip()
    return filled


def suggested_texts(data: QueryDict, episode: Episode, content: Content) -> dict[str, str]:
    """The sentence that was asked for, by the field that it belongs in.

    Nothing if it stands there already, or if no row is free for an action.
    """
    asked = data.get("insert", "")
    suggestion = content.vocabulary.plan.find(asked)
    if asked == MOST_IMPORTANT:
        texts = {"goal": str(answers_of(episode, content.vocabulary).get(MOST_IMPORTANT, ""))}
    elif suggestion and suggestion.part == "action":
        texts = _place_in_free_row(suggestion, data)
    else:
        texts = {suggestion.part: suggestion.text} if suggestion else {}
    return {field: text for field, text in texts.items() if text and text not in data.get(field, "")}


def _came_along(data: QueryDict, content: Content) -> list[str]:
    """The actions that the page was shown because they were decided on."""
    return [key for key in data.getlist("came_along") if content.vocabulary.plan.find(key)]


def _place_in_free_row(suggestion: PlanSuggestion, data: Mapping[str, object]) -> dict[str, str]:
    rows = [field.removesuffix("_what") for field in ACTION_FIELDS if field.endswith("_what")]
    if any(str(data.get(f"{row}_what", "")).strip() == suggestion.text for row in rows):
        return {}
    free = (row for row in rows if not any(str(data.get(f"{row}_{part}", "")).strip() for part in ACTION_PARTS))
    return next(({f"{row}_what": suggestion.text, f"{row}_who": suggestion.who} for row in free), {})


def _print(request: PracticeRequest, found: CarePlan, workspace: Workspace) -> None:
    try:
        print_plan(by=request.staff, plan=found, workspace=workspace)
    except NothingToPrint:
        messages.warning(request, _("Nothing was printed: write a goal or an action first."))
    except NotRendered:
        logger.exception("The plan of episode %s could not be rendered", workspace.episode.pk)
        messages.error(
            request,
            _(
                "The PDF could not be made. The plan is saved: try again, and tell whoever runs the system "
                "if it happens again."
            ),
        )
    else:
        messages.success(request, _("The sheet is made and kept. Open it below to print it."))


def _context(shown: _Shown, form: CarePlanForm) -> dict[str, object]:
    workspace = shown.workspace
    plan_content = workspace.content.vocabulary.plan
    together = plan_content.section("together")
    asked = together.facts if together else ()
    involved = [(key, workspace.episode.answers.get(key) or {}) for key in asked]
    return page_context(workspace) | {
        "tab": "plan",
        "form": form,
        "parts": shown.parts,
        "coming": shown.coming,
        "undecided": no_longer_decided(shown.plan, workspace),
        "important": workspace.known(MOST_IMPORTANT),
        "suggestions": {part: plan_content.of(part) for part in PLAN_PARTS},
        "ask_early": workspace.display.open(
            key for key, entry in involved if key not in workspace.facts.values and not entry.get("reason")
        ),
        "involved": workspace.display.known(asked),
        "follow_up_is_overdue": is_overdue(workspace),
        "figure": plan_scores(workspace),
        "printed": printed_plans_of(workspace.episode),
        "unprintable": without_glyph(
            [workspace.episode.patient.name, *(str(form[name].value()) for name in form.fields)]
        ),
    }


def _answer_saved(request: PracticeRequest, workspace: Workspace, form: CarePlanForm, saved: SavedPlan) -> HttpResponse:
    """The parts of the page that a save renews: around the form, and the fields that others have written in."""
    context = page_context(workspace) | {
        "tab": "plan",
        "form": form,
        "saved_at": timezone.now(),
        "seen_version": saved.plan.version,
        "overtaken_fields": _renew_fields(_Shown(request, workspace, saved.plan), saved.overtaken),
    }
    return render(request, "assessment/care_plan/edit.html#saved", context, status=422 if form.errors else 200)


def _renew_fields(shown: _Shown, overtaken: list[str]) -> list[PageField]:
    """The fields that the page shows anew."""
    fresh = shown.form()
    for field in overtaken:
        fresh[field].beside.renews_itself = True
    return [fresh[field] for field in overtaken]


def _page(
    request: PracticeRequest,
    shown: _Shown,
    form: CarePlanForm,
    *,
    seen_version: str,
    status: int = 200,
    stale: StaleCarePlan | None = None,
) -> HttpResponse:
    context = _context(shown, form) | {
        "seen_version": seen_version,
        "theirs": stale.plan if stale else None,
        "overtaken_fields": _renew_fields(shown, stale.overtaken) if stale else [],
        "conflicts": [
            {"label": form[conflict.field].label, "theirs": conflict.theirs, "mine": form[conflict.field].value()}
            for conflict in (stale.conflicts if stale else ())
        ],
    }
    template = (
        "assessment/care_plan/edit.html#refused" if request.htmx and status != 200 else "assessment/care_plan/edit.html"
    )
    return render(request, template, context, status=status)


@requires(Permission.PATIENTS_VIEW)
@require_GET
@never_cache
def pdf(request: PracticeRequest, episode_id: UUID, printed_id: UUID) -> HttpResponse:
    """A sheet, byte for byte as it was printed. The file name holds no CPR number."""
    printed = get_printed_plan(by=request.staff, episode_id=episode_id, printed_id=printed_id)
    return inline_pdf(printed.pdf, f"plan-{str(printed.pk)[:8]}-{printed.number}.pdf")
