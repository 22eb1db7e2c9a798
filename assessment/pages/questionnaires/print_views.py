"""The page that prints a blank instrument."""

import logging
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.pages.http import PracticeRequest, inline_pdf
from accounts.sign_in.permissions import Permission, requires
from assessment.documents.render import NotRendered, render_pdf
from assessment.record.access import get_episode
from guidelines.in_force.content import current_content
from guidelines.pages.guard import needs_content

logger = logging.getLogger(__name__)


@requires(Permission.PATIENTS_VIEW)
@require_GET
@never_cache
@needs_content
def print_blank(request: PracticeRequest, episode_id: UUID, instrument: str) -> HttpResponse:
    """A blank one on A4 for the patient, with its source and whose words it is."""
    content = current_content()
    shown = content.instruments.get(instrument)
    if shown is None or shown.kind == "result_only":
        raise Http404
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=shown.title)
    context = {
        "instrument": shown,
        "questions": [content.vocabulary.questions[key] for key in shown.questions],
        "patient": episode.patient,
        "practice": request.staff.practice,
    }
    try:
        pdf = render_pdf(render_to_string("assessment/print/questionnaire.html", context, request))
    except NotRendered:
        logger.exception("The questionnaire %s could not be rendered", instrument)
        messages.error(request, _("The PDF could not be made. Try again, and tell whoever runs the system."))
        return redirect("questionnaires", episode.pk)
    return inline_pdf(pdf, f"skema-{shown.key}.pdf")
