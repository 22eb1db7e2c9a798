"""The answers to the buttons below a checked letter: hand it over to a GP, or sign it as one."""

import logging
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.pages.http import PracticeRequest
from accounts.sign_in.permissions import Permission, requires
from assessment.documents.render import NotRendered
from assessment.episode.workspace import Workspace
from assessment.inquiries.threads import doctors_here
from guidelines.pages.guard import needs_content
from referrals.follow_up.access import get_letter
from referrals.letters.kinds import reservations_of
from referrals.letters.prefill import drawing_of
from referrals.letters.signing import hand_over, sign_letter
from referrals.letters.writing import AlreadySigned, NotReady, StaleLetter
from referrals.models import Letter
from referrals.pages.confirmation import is_confirmed
from referrals.pages.letter.forms import HandOverForm, SignForm
from referrals.pages.letter.views import check_page, prepare
from referrals.rules.pathway import Pathway

logger = logging.getLogger(__name__)


@requires(Permission.REFERRAL_PREPARE)
@require_POST
@never_cache
@needs_content
def hand_over_to_gp(request: PracticeRequest, letter_id: UUID) -> HttpResponse:
    """Ask the practice's GPs to sign the letter."""
    found = get_letter(by=request.staff, letter_id=letter_id)
    form = HandOverForm(request.POST, doctors=doctors_here(request.staff))
    if not form.is_valid():
        workspace, pathway = prepare(found)
        against = reservations_of(found, workspace, pathway)
        sign_form = SignForm.to_sign(found, drawing_of(workspace), against)
        return check_page(request, found, workspace, pathway, sign_form, status=422, hand_over_form=form)
    try:
        hand_over(by=request.staff, letter=found, note=form.cleaned_data["note"], doctor=form.doctor_chosen)
    except AlreadySigned:
        messages.warning(request, _("The letter was signed already."))
        return redirect("letter", found.pk)
    messages.success(
        request, _("The letter is handed over. It stands on the GPs' first page until it is signed or changed.")
    )
    return redirect("letter_check", found.pk)


@requires(Permission.REFERRAL_SIGN)
@require_POST
@never_cache
@needs_content
def sign(request: PracticeRequest, letter_id: UUID) -> HttpResponse:
    """Sign what was checked, by a GP who has just confirmed the password."""
    found = get_letter(by=request.staff, letter_id=letter_id)
    workspace, pathway = prepare(found)
    form = SignForm(request.POST, against=reservations_of(found, workspace, pathway))
    refused = _refuse_signature(request, found, workspace, pathway, form)
    if refused is not None:
        return refused
    try:
        sign_letter(
            by=request.staff,
            letter=found,
            workspace=workspace,
            pathway=pathway,
            seen_version=form.cleaned_data["seen_version"],
            reasons=form.reasons(),
        )
    except AlreadySigned:
        messages.warning(request, _("The letter was signed already."))
    except NotReady:
        return check_page(request, found, workspace, pathway, form, status=422)
    except StaleLetter:
        return _check_again(request, get_letter(by=request.staff, letter_id=letter_id), workspace, pathway)
    except NotRendered:
        logger.exception("Letter %s could not be rendered", found.pk)
        problem = _(
            "The PDF could not be made, so the letter is not signed. Nothing is lost: try again, "
            "and tell whoever runs the system if it happens again."
        )
        return check_page(request, found, workspace, pathway, form, status=422, problem=problem)
    else:
        messages.success(request, _("The letter is signed."))
    return redirect("letter", found.pk)


def _refuse_signature(
    request: PracticeRequest, found: Letter, workspace: Workspace, pathway: Pathway, form: SignForm
) -> HttpResponse | None:
    """The answer to a form that signs nothing: unchecked, without a password, or below another drawing; else None."""
    if not form.is_valid():
        return check_page(request, found, workspace, pathway, form, status=422)
    if found.signed_at:
        return None
    if not is_confirmed(request):
        messages.warning(request, _("The letter is not signed yet. Confirm your password first."))
        return redirect("letter_confirm", found.pk)
    # The text has a version of its own; the drawing is taken from the answers as they stand.
    return None if form.has_seen(drawing_of(workspace)) else _check_again(request, found, workspace, pathway)


def _check_again(request: PracticeRequest, found: Letter, workspace: Workspace, pathway: Pathway) -> HttpResponse:
    form = SignForm.to_sign(found, drawing_of(workspace), reservations_of(found, workspace, pathway))
    problem = _("The letter was changed after you opened this page. Read it again before you sign.")
    return check_page(request, found, workspace, pathway, form, status=409, problem=problem)
