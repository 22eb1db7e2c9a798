"""The pages of a letter in preparation: its sections, and the check of everything before it is signed."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.pages.http import PracticeRequest
from accounts.sign_in.permissions import Permission, requires
from assessment.episode.frame import page_context
from assessment.episode.progress import repeated_scores
from assessment.episode.workspace import Workspace, build_workspace
from assessment.inquiries.threads import doctors_here
from assessment.record.clock import today
from guidelines.in_force.content import current_content
from guidelines.pages.guard import needs_content
from referrals.follow_up.access import get_letter
from referrals.letters.frozen_sections import letter_drawing, shows_figures
from referrals.letters.kinds import pathway_of_letter, readiness_for, reservations_of, template_of, unasked_in
from referrals.letters.prefill import drawing_of
from referrals.letters.printable import unprintable_in
from referrals.letters.review import SectionReview, contradictions_in, review_sections
from referrals.letters.writing import (
    AlreadySigned,
    StaleLetter,
    choose_text,
    edit_letter,
    missing_parts,
    take_new_answers,
)
from referrals.models import Letter
from referrals.pages.confirmation import is_confirmed
from referrals.pages.letter.forms import HandOverForm, LetterForm, SignForm
from referrals.pages.sending.views import signed_page
from referrals.rules.pathway import Pathway
from referrals.rules.section_text import Choice


def prepare(letter: Letter) -> tuple[Workspace, Pathway]:
    """What the letter is written from: its episode as it stands today, and the pathway."""
    content = current_content()
    return build_workspace(letter.referral.episode, content, today()), pathway_of_letter(letter.referral, content)


def _context(
    letter: Letter, workspace: Workspace, pathway: Pathway, sections: list[SectionReview]
) -> dict[str, object]:
    template = template_of(letter, pathway)
    return page_context(workspace) | {
        "letter": letter,
        "pathway": pathway,
        "template": template,
        "destination": readiness_for(letter, workspace, pathway),
        "route": pathway.route(letter.planning_area) if template.receiver == "route" else None,
        "missing": missing_parts(letter, pathway),
        "sections": sections,
        "behind": [entry for entry in sections if entry.is_behind],
        "ran_out": pathway if pathway.has_run_out(workspace.case.as_of) else None,
    }


@requires(Permission.REFERRAL_PREPARE)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def letter(request: PracticeRequest, letter_id: UUID) -> HttpResponse:
    """The letter in preparation, to edit; a signed one is only read."""
    found = get_letter(by=request.staff, letter_id=letter_id)
    if found.signed_at:
        return signed_page(request, found)
    workspace, pathway = prepare(found)
    if request.method == "GET":
        return _edit_page(request, found, workspace, pathway, LetterForm(letter=found, pathway=pathway))
    refused = _save(request, found, workspace, pathway)
    if refused:
        return refused
    choice = next((choice for choice in Choice if choice in request.POST), None)
    if choice:
        return _choose(request, found, workspace, pathway, choice)
    if "check" in request.POST:
        return redirect("letter_check", found.pk)
    messages.success(request, _("The letter is saved."))
    return redirect("letter", found.pk)


def _save(request: PracticeRequest, found: Letter, workspace: Workspace, pathway: Pathway) -> HttpResponse | None:
    """Save what was written; returns the page that says why not, if it cannot be saved."""
    form = LetterForm(request.POST, letter=found, pathway=pathway)
    if not form.is_valid():
        return _edit_page(request, found, workspace, pathway, form, status=422)
    try:
        edit_letter(
            by=request.staff,
            letter=found,
            texts=form.texts(),
            planning_area=form.cleaned_data.get("planning_area", found.planning_area),
            seen_version=form.cleaned_data["seen_version"],
            reasons=form.reasons(),
            receiver=form.receiver(),
        )
    except AlreadySigned as signed:
        return signed_page(request, signed.letter)
    except StaleLetter as stale:
        stale.theirs.referral = found.referral
        return _edit_page(request, stale.theirs, workspace, pathway, form, status=409, stale=True)
    return None


def _choose(
    request: PracticeRequest, found: Letter, workspace: Workspace, pathway: Pathway, choice: Choice
) -> HttpResponse:
    """Give one section another text, once what is being written is saved. Raises Http404 for no such section."""
    section = request.POST[choice]
    if section not in {entry.key for entry in template_of(found, pathway).sections}:
        raise Http404
    choose_text(by=request.staff, letter=found, section=section, choice=choice, workspace=workspace, pathway=pathway)
    return redirect(f"{reverse('letter', args=[found.pk])}#field_{section}")


def _edit_page(
    request: PracticeRequest,
    found: Letter,
    workspace: Workspace,
    pathway: Pathway,
    form: LetterForm,
    *,
    status: int = 200,
    stale: bool = False,
) -> HttpResponse:
    reviews = review_sections(found, workspace, pathway)
    sections = []
    for review in reviews:
        section, field = review.section, form[review.section.key]
        text, (reason, reason_field) = field.value() or "", form.write_reason(section)
        is_lacking = section.required and not text.strip() and not reason.strip()
        sections.append(
            {
                "review": review,
                "section": section,
                "field": field,
                "reason": reason_field,
                "is_not_relevant": bool(reason.strip()),
                "is_lacking": is_lacking,
                "opens": bool(reason),
                "theirs": found.section_text(section.key) if stale else None,
                "text": text,
                "has_notes": stale or reason.strip() or is_lacking or review.has_notes,
            }
        )
    context = _context(found, workspace, pathway, reviews) | {
        "form": form,
        "sections": sections,
        "stale": stale,
        # A form that was refused has seen nothing newer than what it was filled in on.
        "seen_version": form["seen_version"].value() if status == 422 else found.version,
        "can_take_answers": any(entry.is_behind and not entry.is_edited for entry in reviews),
    }
    return render(request, "referrals/letter/edit.html", context, status=status)


@requires(Permission.REFERRAL_PREPARE)
@require_POST
@needs_content
def refresh(request: PracticeRequest, letter_id: UUID) -> HttpResponse:
    """Save what is being written, and take new answers into the sections that nobody has edited."""
    found = get_letter(by=request.staff, letter_id=letter_id)
    if found.signed_at:
        return signed_page(request, found)
    workspace, pathway = prepare(found)
    refused = _save(request, found, workspace, pathway)
    if refused:
        return refused
    take_new_answers(by=request.staff, letter=found, workspace=workspace, pathway=pathway)
    messages.success(request, _("New answers are taken into the sections that nobody had edited."))
    return redirect("letter", found.pk)


@requires(Permission.REFERRAL_PREPARE)
@require_GET
@never_cache
@needs_content
def check(request: PracticeRequest, letter_id: UUID) -> HttpResponse:
    """Check answers: everything that will be sent, before it is signed."""
    found = get_letter(by=request.staff, letter_id=letter_id)
    if found.signed_at:
        return redirect("letter", found.pk)
    workspace, pathway = prepare(found)
    form = SignForm.to_sign(found, drawing_of(workspace), reservations_of(found, workspace, pathway))
    return check_page(request, found, workspace, pathway, form)


def check_page(
    request: PracticeRequest,
    found: Letter,
    workspace: Workspace,
    pathway: Pathway,
    form: SignForm,
    *,
    status: int = 200,
    problem: str = "",
    hand_over_form: HandOverForm | None = None,
) -> HttpResponse:
    """Everything that will be sent; below it what the one who looks at it may do: hand it over, or sign it."""
    sections = review_sections(found, workspace, pathway)
    context = _context(found, workspace, pathway, sections) | {
        "form": form,
        "unasked": workspace.display.open(unasked_in(found, workspace, pathway)),
        "problem": problem,
        "drawing": letter_drawing(template_of(found, pathway), workspace),
        "may_sign": Permission.REFERRAL_SIGN in request.permissions,
        "is_confirmed": is_confirmed(request),
        "hand_over_form": hand_over_form or HandOverForm(doctors=doctors_here(request.staff)),
        "figure": repeated_scores(workspace) if shows_figures(template_of(found, pathway)) else None,
        "contradictions": contradictions_in(found, workspace, pathway),
        "unprintable": unprintable_in(found, workspace.episode.patient, sections, request.staff),
    }
    return render(request, "referrals/signing/check.html", context, status=status)
