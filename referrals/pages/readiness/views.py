"""The page of readiness: how far the episode is from each destination's criteria; and the start of a letter."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.pages.http import PracticeRequest
from accounts.sign_in.permissions import Permission, requires
from assessment.episode.frame import page_context
from assessment.episode.workspace import build_workspace
from assessment.pages.intake.views import answer_sheet, sent_questions
from assessment.record.access import get_episode
from assessment.record.clock import today
from guidelines.in_force.content import current_content
from guidelines.pages.guard import needs_content
from referrals.follow_up.access import prepare_for_lists
from referrals.follow_up.waiting_steps import waiting_rows
from referrals.letters.kinds import letter_title
from referrals.letters.writing import start_letter
from referrals.models import Letter
from referrals.pages.readiness.sheet import criteria_sheet
from referrals.pathways.readiness import other_ways, pathway_of_patient, readiness_of


@requires(Permission.PATIENTS_VIEW)
@require_GET
@never_cache
@needs_content
def readiness(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    content = current_content()
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("referral"))
    workspace = build_workspace(episode, content, today())
    found = readiness_of(workspace)
    letters = prepare_for_lists(Letter.objects.filter(referral__episode=episode))
    context = page_context(workspace) | {
        "tab": "referral",
        "readiness": found,
        "other_ways": other_ways(found, workspace),
        "letters": [
            {"letter": letter, "title": letter_title(letter.referral, content)}
            for letter in letters.order_by("-created_at")
        ],
        "waiting_time": [
            {"row": row, "missing": workspace.display.open(row.missing)}
            for row in waiting_rows(found.pathway, workspace.facts)
        ],
    }
    return render(request, "referrals/readiness/page.html", context)


@requires(Permission.INTAKE_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def criteria(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """What is still open for the nearest destination, answered and saved as in a section; then on to the referral."""
    content = current_content()
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("criteria of the referral"))
    workspace = build_workspace(episode, content, today())
    nearest = readiness_of(workspace).nearest
    sheet = criteria_sheet(episode, nearest, sent_questions(request), content.vocabulary)
    if request.method == "GET" and not (sheet.questions or sheet.treatments):
        return redirect("readiness", episode.pk)
    return answer_sheet(request, episode, sheet, content, workspace=workspace)


@requires(Permission.REFERRAL_PREPARE)
@require_POST
@needs_content
def start(request: PracticeRequest, episode_id: UUID, destination: str) -> HttpResponse:
    """Begin one of the pathway's letters, to a destination or of another kind, prefilled."""
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("referral"))
    workspace = build_workspace(episode, current_content(), today())
    pathway = pathway_of_patient(workspace)
    if destination not in pathway.letters:
        raise Http404
    letter = start_letter(by=request.staff, workspace=workspace, pathway=pathway, destination=destination)
    return redirect("letter", letter.pk)
