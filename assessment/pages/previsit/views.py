"""The sheet before a visit: printed for the patient, and keyed in by staff."""

import logging
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.pages.http import PracticeRequest, inline_pdf
from accounts.sign_in.permissions import Permission, requires
from assessment.documents.render import NotRendered, render_pdf
from assessment.episode.frame import names_of
from assessment.episode.workspace import build_workspace
from assessment.models import Episode
from assessment.pages.intake.field_notes import is_by_self, show_earlier, shown_conflict
from assessment.pages.intake.views import next_step
from assessment.pages.previsit.forms import SheetForm
from assessment.record.access import get_episode
from assessment.record.answers import StaleAnswers
from assessment.record.clock import today
from assessment.record.form_changes import Conflict
from assessment.record.previsit_sheet import record_sheet
from assessment.rules.keys import DRAWING, PREVISIT_SHEET
from guidelines.in_force.content import Content, current_content
from guidelines.pages.guard import needs_content
from guidelines.vocabulary.model import Question

logger = logging.getLogger(__name__)


@requires(Permission.INTAKE_EDIT)
@require_GET
@never_cache
@needs_content
def sheet(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """The sheet for the patient as a PDF."""
    vocabulary = current_content().vocabulary
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("pre-visit sheet printed"))
    context = {
        "patient": episode.patient,
        "practice": request.staff.practice,
        "questions": [print_question(vocabulary.questions[key]) for key in PREVISIT_SHEET if key != DRAWING],
        "is_trial": settings.DEMO,
    }
    try:
        pdf = render_pdf(render_to_string("assessment/print/previsit_sheet.html", context))
    except NotRendered:
        logger.exception("The pre-visit sheet of episode %s could not be rendered", episode.pk)
        messages.error(request, _("The sheet could not be made. Try again, and tell whoever runs the system."))
        return redirect("episode", episode.pk)
    return inline_pdf(pdf, "foer-besoeget.pdf")


def print_question(question: Question) -> dict[str, object]:
    """A question on paper: boxes with words, or a scale with what its ends mean, which the help says first."""
    if question.type != "scale":
        return {"label": question.label, "boxes": [*question.values.values()]}
    ends = question.help.partition(". ")[0]
    steps = range(int(question.min or 0), int(question.max or 10) + 1)
    return {"label": question.label, "ends": ends, "steps": steps}


@requires(Permission.INTAKE_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def key_in(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """The answers of one sheet, keyed in and saved together."""
    content = current_content()
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("pre-visit sheet"))
    form = SheetForm(request.POST or None, vocabulary=content.vocabulary, episode=episode, today=today())
    if request.method == "GET":
        return _page(request, episode, form, content)
    if not form.is_valid():
        # The page keeps the version that it was filled in on: a refused form has seen nothing newer.
        seen = request.POST.get("seen_version", "")
        return _page(request, episode, form, content, seen_version=seen, status=422)
    values, day = form.answers(), form.cleaned_data["day"]
    page = form.open_page()
    try:
        record_sheet(by=request.staff, episode=episode, values=values, day=day, page=page, content=content)
    except StaleAnswers as stale:
        return _page(request, stale.episode, form, content, conflicts=stale.conflicts, status=409)
    messages.success(request, saved_words(len(values)) % {"number": len(values), "day": f"{day:%d.%m.%Y}"})
    return redirect("episode", episode.pk)


def saved_words(number: int) -> str:
    return ngettext(
        "The sheet of %(day)s is saved: %(number)s answer.",
        "The sheet of %(day)s is saved: %(number)s answers.",
        number,
    )


def _page(
    request: PracticeRequest,
    episode: Episode,
    form: SheetForm,
    content: Content,
    *,
    conflicts: list[Conflict] | None = None,
    seen_version: str | None = None,
    status: int = 200,
) -> HttpResponse:
    names = names_of(request.staff)
    show_earlier(form, build_workspace(episode, content, today()), names)
    context = {
        "episode": episode,
        "patient": episode.patient,
        "form": form,
        "conflicts": [
            shown_conflict(conflict, form, content.vocabulary, names, request.staff) for conflict in conflicts or ()
        ],
        "conflicts_with_self": is_by_self(conflicts or (), request.staff),
        "seen_version": episode.version if seen_version is None else seen_version,
        "page": request.POST.get("page") or uuid4(),
        "step": next_step(request),
    }
    return render(request, "assessment/previsit/keying.html", context, status=status)
