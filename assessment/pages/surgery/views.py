"""The pages of an operation: the pain history before it, and the taper of what was started at it."""

import logging
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.log.entries import record_access
from accounts.models import AccessAction
from accounts.pages.http import PracticeRequest, inline_pdf, version_sent
from accounts.sign_in.permissions import Permission, requires
from assessment.documents.render import NotRendered, render_pdf
from assessment.episode.frame import names_of, page_context
from assessment.episode.workspace import build_workspace
from assessment.models import Episode
from assessment.notes.preoperative import gather_history
from assessment.record.access import get_episode
from assessment.record.answer_words import NONE_TRIED
from assessment.record.answers import StaleAnswers, record_answers
from assessment.record.clock import today
from assessment.record.contacts import contact_now
from assessment.rules.keys import (
    COMPLICATION_SUSPECTED,
    OPERATION,
    OPIOID_CURRENT,
    OPIOID_STARTED,
    PREOPERATIVE_HISTORY_DONE,
    SURGERY_PLANNED,
    TAPER_PLAN_RECEIVED,
)
from assessment.tapering.plan_display import display_taper, get_taper_plan, taper_plans_of
from guidelines.in_force.content import current_content
from guidelines.pages.guard import needs_content

SECTION = "surgery"
AFTER = (OPIOID_STARTED, TAPER_PLAN_RECEIVED, COMPLICATION_SUSPECTED)
logger = logging.getLogger(__name__)


@requires(Permission.PATIENTS_VIEW)
@require_GET
@never_cache
@needs_content
def operation(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("operation"))
    workspace = build_workspace(episode, current_content(), today())
    answers, in_use = workspace.case.answers, workspace.facts.values.get(OPIOID_CURRENT)
    is_without_plan = answers.get(OPIOID_STARTED) is True and answers.get(TAPER_PLAN_RECEIVED) is not True
    done = workspace.episode.answers.get(PREOPERATIVE_HISTORY_DONE, {})
    is_done, without = answers.get(PREOPERATIVE_HISTORY_DONE) is True, done.get("comment", "")
    context = page_context(workspace) | {
        "tab": "surgery",
        "history": gather_history(workspace),
        "planned": answers.get(SURGERY_PLANNED),
        "is_done": is_done,
        "done_without": without,
        # What was gone through without some points can be gone through again.
        "may_go_through": answers.get(SURGERY_PLANNED) and (not is_done or without),
        "done_by": names_of(request.staff).get(done.get("by", ""), ""),
        "done_at": done.get("at"),
        "after": [
            {"question": workspace.display.open([key])[0], "known": workspace.known(key)}
            for key in (OPERATION, SURGERY_PLANNED, *AFTER)
            # What waits for whether there is an operation comes when that is answered.
            if key == OPERATION or workspace.has_place(key)
        ],
        # Of an opioid that is tapered off no plan is asked for.
        "no_plan": is_without_plan and in_use is not False,
        "opioid_in_use": in_use,
        "opioid_missing": workspace.display.open(sorted(workspace.facts.missing(OPIOID_CURRENT))),
        "tapers": [display_taper(plan, workspace.case.as_of) for plan in taper_plans_of(workspace.episode)],
    }
    return render(request, "assessment/surgery/operation.html", context)


@requires(Permission.INTAKE_EDIT)
@require_POST
@needs_content
def history_done(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """The clinician has gone through the history: recorded as an answer, by an explicit press.

    It says which points were not asked; where others are open by now than the page named, it is pressed again.
    """
    content = current_content()
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("operation"))
    history = gather_history(build_workspace(episode, content, today()))
    if request.POST.getlist("without") != history.unknown:
        messages.warning(request, _("The points that are not asked are others by now. Look at them, and press again."))
        return redirect("surgery", episode.pk)
    consultation = contact_now(episode)
    try:
        record_answers(
            by=request.staff,
            consultation=consultation,
            section=SECTION,
            values={PREOPERATIVE_HISTORY_DONE: history.gone_through},
            seen_version=version_sent(request),
            content=content,
            reaffirmed=[PREOPERATIVE_HISTORY_DONE],
        )
    except StaleAnswers:
        messages.warning(request, _("Someone else has answered this in the meantime. Look at it, and press again."))
    else:
        messages.success(request, _("The history is gone through."))
    return redirect("surgery", episode.pk)


@requires(Permission.PATIENTS_VIEW)
@require_GET
@never_cache
@needs_content
def history_pdf(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """The history for the surgeon."""
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("operation"))
    workspace = build_workspace(episode, current_content(), today())
    context = {"history": gather_history(workspace), "none_tried": NONE_TRIED}
    back = reverse("surgery", args=[episode.pk])
    return _print_document(
        request,
        episode,
        "assessment/print/preoperative.html",
        context,
        f"smertehistorie-{str(episode.pk)[:8]}.pdf",
        back,
    )


@requires(Permission.PATIENTS_VIEW)
@require_GET
@never_cache
def taper_pdf(request: PracticeRequest, episode_id: UUID, taper_id: UUID) -> HttpResponse:
    """The taper plan for the patient: only one that a GP has approved."""
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("taper plan"))
    plan = get_taper_plan(episode=episode, taper_id=taper_id)
    back = reverse("taper_plan", args=[episode.pk, plan.pk])
    if not plan.approved_by_id:
        messages.warning(request, _("The plan is printed when a GP has approved it."))
        return redirect(back)
    context = {"taper": display_taper(plan, today()), "plan": plan}
    return _print_document(
        request, episode, "assessment/print/taper_plan.html", context, f"nedtrapning-{str(plan.pk)[:8]}.pdf", back
    )


def _print_document(
    request: PracticeRequest, episode: Episode, template: str, context: dict[str, object], name: str, back: str
) -> HttpResponse:
    """A document about the patient on A4; the fetching is logged. The file name holds no CPR number."""
    context |= {
        "patient": episode.patient,
        "practice": request.staff.practice,
        "as_of": today(),
        "is_trial": settings.DEMO,
    }
    try:
        pdf = render_pdf(render_to_string(template, context))
    except NotRendered:
        logger.exception("%s of episode %s could not be rendered", template, episode.pk)
        messages.error(request, _("The PDF could not be made. Try again, and tell whoever runs the system."))
        return redirect(back)
    record_access(by=request.staff, action=AccessAction.EXPORT, patient_id=episode.patient_id, detail=name)
    return inline_pdf(pdf, name)
