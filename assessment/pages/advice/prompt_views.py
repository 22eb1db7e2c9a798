"""The pages of a safety prompt: what came of it."""

from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models import Role
from accounts.pages.http import PracticeRequest
from assessment.advice.arrange import AdviceRow
from assessment.advice.decisions import responses_to
from assessment.episode.workspace import Workspace, build_workspace
from assessment.inquiries.shown_facts import facts_to_show
from assessment.inquiries.threads import colleagues_here
from assessment.models import Episode
from assessment.pages.advice.left_open_forms import WhyGoneForm
from assessment.pages.advice.prompt_forms import PromptForm
from assessment.record.answers import answers_of
from assessment.record.clock import hour_now, today
from assessment.rules.safety.basis import is_dangerous
from assessment.safety.gone_prompts import say_why_gone
from assessment.safety.prompt_decisions import (
    StalePrompt,
    decide_on_prompt,
    hand_to_doctor,
    row_of_prompt,
    token_of,
)
from guidelines.in_force.content import Content


def answer_prompt(request: PracticeRequest, workspace: Workspace, row: AdviceRow) -> HttpResponse:
    """The safety prompt with everything behind it, and what came of it."""
    episode = workspace.episode
    if row.went_unassessed:
        return _say_why_gone(request, workspace, row)
    form = PromptForm(
        request.POST or None,
        outcomes=row.recommendation.outcomes,
        token=token_of(row),
        today=today(),
        now=hour_now(),
        contact_form=workspace.consultation.form if workspace.consultation else "",
        colleagues=colleagues_here(request.staff),
        is_dangerous=is_dangerous(row.basis),
        is_for_doctor=request.staff.role != Role.GP,
        agreed=workspace.case.answers,
    )
    if request.method != "POST":
        return _prompt_page(request, workspace, row, form)
    if not form.is_valid():
        return _prompt_page(request, workspace, row, form, status=422)
    try:
        messages.success(request, _keep(request, workspace, row, form))
    except StalePrompt:
        return _stale_page(request, workspace, row, form)
    return redirect("episode", episode.pk)


def _keep(request: PracticeRequest, workspace: Workspace, row: AdviceRow, form: PromptForm) -> str:
    """Keep what came of it, or hand it to a doctor; what is said of that. Raises StalePrompt."""
    episode, content, key = workspace.episode, workspace.content, row.recommendation.key
    asked, seen = replace(form.asked, shown=facts_to_show(workspace)), form.cleaned_data["seen"]
    if form.way:
        kept = hand_to_doctor(
            by=request.staff,
            episode=episode,
            content=content,
            as_of=today(),
            prompt=key,
            seen=seen,
            because=form.because,
            asked=asked,
        )
        return _("It is handed on, and open until a doctor has assessed it: %(to)s") % {"to": kept.comment}
    decide_on_prompt(
        by=request.staff,
        episode=episode,
        content=content,
        as_of=today(),
        prompt=key,
        seen=seen,
        outcome=form.chosen,
        given=form.given,
        asked=asked,
    )
    return _said_of(form, episode, content)


def _said_of(form: PromptForm, episode: Episode, content: Content) -> str:
    """That it is saved; and on which day the next follow-up is, where the outcome says a day of it."""
    days = (answers_of(episode, content.vocabulary).get(key) for key in form.days_answered)
    day = next((day for day in days if isinstance(day, date)), None)
    if day is None:
        return _("The assessment is saved.")
    return _("The assessment is saved. The next follow-up is %(day)s.") % {"day": f"{day:%d.%m.%Y}"}


def _say_why_gone(request: PracticeRequest, workspace: Workspace, row: AdviceRow) -> HttpResponse:
    """The prompt that a changed answer took away while it was open, and why."""
    form = WhyGoneForm(request.POST or None, initial={"seen": token_of(row)})
    if not form.is_valid():
        return _prompt_page(request, workspace, row, form, status=422 if form.is_bound else 200)
    try:
        say_why_gone(
            by=request.staff,
            episode=workspace.episode,
            content=workspace.content,
            as_of=today(),
            prompt=row.recommendation.key,
            **form.cleaned_data,
        )
    except StalePrompt:
        return _stale_page(request, workspace, row, form)
    messages.success(request, _("The reason is saved."))
    return redirect("episode", workspace.episode.pk)


def _stale_page(
    request: PracticeRequest, workspace: Workspace, row: AdviceRow, form: PromptForm | WhyGoneForm
) -> HttpResponse:
    """The prompt as it is now, with what was typed on an older page."""
    now = build_workspace(workspace.episode, workspace.content, today())
    row_now = row_of_prompt(now, row.recommendation.key)
    assert row_now, "the prompt was there a moment ago"
    return _prompt_page(request, now, row_now, form, status=409)


def _prompt_page(
    request: PracticeRequest,
    workspace: Workspace,
    row: AdviceRow,
    form: PromptForm | WhyGoneForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "episode": workspace.episode,
        "patient": workspace.episode.patient,
        "workspace": workspace,
        "row": row,
        "form": form,
        # A refused form has seen nothing newer; what has changed since is on the page that is shown now.
        "seen": request.POST.get("seen", "") if status == 422 else token_of(row),
        "is_stale": status == 409,
        "earlier": responses_to(workspace.episode, row.recommendation),
    }
    return render(request, "assessment/advice/prompt.html", context, status=status)
