"""The pages of consultations: end, open again, and look back at one."""

from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.pages.http import PracticeRequest
from accounts.sign_in.permissions import Permission, requires
from assessment.advice.arrange import AdviceRow
from assessment.advice.snapshot import advice_shown_in, keep_advice
from assessment.episode.frame import page_context
from assessment.episode.workspace import Workspace, build_workspace
from assessment.inquiries.shown_facts import facts_to_show
from assessment.inquiries.threads import doctors_here
from assessment.models import Consultation, Episode
from assessment.notes.consultation_log import happenings_in
from assessment.notes.contact_note import consultation_note, short_and_long
from assessment.notes.copies import copies_of, keep_copy
from assessment.pages.advice.left_open_forms import LeftOpenForm
from assessment.pages.consultations.forms import ConsultationForm, CopyForm
from assessment.record.access import get_episode
from assessment.record.clock import today
from assessment.record.consultations import (
    NotReopened,
    StaleConsultation,
    describe_consultation,
    end_consultation,
    open_consultation_of,
    reopen_consultation,
)
from assessment.record.contacts import Contact, WithoutContact, days_without_contact
from assessment.rules.keys import NEXT_FOLLOW_UP
from assessment.safety.prompt_decisions import leave_open, open_prompts
from guidelines.in_force.content import Content, current_content
from guidelines.pages.guard import needs_content


@requires(Permission.INTAKE_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def end(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """What was agreed, the journal note, and the end of the consultation that runs."""
    episode = get_episode(by=request.staff, episode_id=episode_id)
    consultation = open_consultation_of(episode)
    if consultation is None:
        return redirect("consultations", episode.pk)
    if request.method != "POST":
        return _end_page(request, episode, consultation, ConsultationForm.of(consultation))
    form = ConsultationForm(request.POST)
    if not form.is_valid():
        return _end_page(request, episode, consultation, form, status=422)
    try:
        consultation = describe_consultation(
            by=request.staff,
            consultation=consultation,
            form=form.cleaned_data["contact_form"],
            kind=form.cleaned_data["kind"],
            agreed=form.cleaned_data["agreed"],
            seen_version=form.cleaned_data["seen_version"],
        )
    except StaleConsultation as stale:
        return _end_page(request, episode, stale.theirs, form, theirs=stale.theirs, status=409)
    if "end" not in request.POST:
        return _end_page(request, episode, consultation, form, saved_at=timezone.now())
    if consultation.ended_at:
        return redirect("consultation", episode.pk, consultation.number)
    if not may_end(request, consultation):
        # Another's contact is ended by a press that says so.
        return _end_page(request, episode, consultation, form, status=422)
    workspace = build_workspace(episode, current_content(), today(), consultation)
    prompts = open_prompts(workspace)
    left = _left_open(request, workspace, prompts, request.POST) if prompts else None
    if left and not left.is_valid():
        return _end_page(request, episode, consultation, form, left=left, status=422)
    if left:
        leave_open(by=request.staff, consultation=consultation, left=left.left)
    return end_with_note(request, workspace, consultation)


def may_end(request: PracticeRequest, consultation: Consultation) -> bool:
    """Whether it is one's own, or the press has named whose it is."""
    own, begun_by = str(request.staff.pk), str(consultation.opened_by_id)
    return own == begun_by or request.POST["end"] == begun_by


def end_with_note(request: PracticeRequest, workspace: Workspace, consultation: Consultation) -> HttpResponse:
    """End it with its note and what the screen advises now; the note is shown to be copied."""
    note, long_note = short_and_long(consultation, workspace.content)
    shown = keep_advice(workspace.advice)
    end_consultation(by=request.staff, consultation=consultation, note=note, long_note=long_note, shown=shown)
    return redirect("consultation", consultation.episode_id, consultation.number)


def _left_open(
    request: PracticeRequest, workspace: Workspace, rows: list[AdviceRow], sent: QueryDict | None = None
) -> LeftOpenForm:
    """What happens to the prompts that are open: the doctors of the practice to choose from, and what they are told."""
    return LeftOpenForm(sent, rows=rows, doctors=doctors_here(request.staff), shown=facts_to_show(workspace))


def _end_page(
    request: PracticeRequest,
    episode: Episode,
    consultation: Consultation,
    form: ConsultationForm,
    status: int = 200,
    *,
    theirs: Consultation | None = None,
    saved_at: datetime | None = None,
    left: LeftOpenForm | None = None,
) -> HttpResponse:
    content = current_content()
    workspace = build_workspace(episode, content, today(), consultation)
    open_rows = open_prompts(workspace)
    context = page_context(workspace) | {
        "form": form,
        "left": left or (_left_open(request, workspace, open_rows) if open_rows else None),
        "note": consultation_note(consultation, content).text,
        "tab": "end",
        # Where only what is left open is refused, the rest is saved.
        "seen_version": request.POST.get("seen_version") if form.errors else consultation.version,
        "next_follow_up": workspace.case.answers.get(NEXT_FOLLOW_UP),
        "theirs": theirs,
        "saved_at": saved_at,
        "consultation": consultation,
        "is_anothers": consultation.opened_by_id != request.staff.pk,
        "is_asked": status == 422 and "end" in request.POST and not may_end(request, consultation),
    }
    template = "assessment/consultations/end.html" + ("#saved" if request.htmx else "")
    return render(request, template, context, status=status)


@requires(Permission.PATIENTS_VIEW)
@require_GET
@never_cache
@needs_content
def every(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """The episode's consultations, the newest first, and the days on which something was recorded without one."""
    episode = get_episode(by=request.staff, episode_id=episode_id)
    workspace = build_workspace(episode, current_content(), today())
    consultations = episode.consultations.select_related("opened_by__user").order_by("-number")
    context = page_context(workspace) | {
        "tab": "consultations",
        "consultations": consultations,
        "days_without": days_without_contact(episode),
    }
    return render(request, "assessment/consultations/list.html", context)


@requires(Permission.PATIENTS_VIEW)
@require_GET
@never_cache
@needs_content
def one(request: PracticeRequest, episode_id: UUID, number: int) -> HttpResponse:
    """One consultation: its note, and who recorded what, when."""
    content = current_content()
    episode = get_episode(
        by=request.staff, episode_id=episode_id, detail=_("consultation %(number)s") % {"number": number}
    )
    consultation = _consultation(episode, number)
    workspace = build_workspace(episode, content, today())
    context = page_context(workspace) | {
        "tab": "consultations",
        "consultation": consultation,
        **_note_context(request, consultation, content),
        "happenings": happenings_in(consultation, content),
        "shown": advice_shown_in(consultation),
        "may_reopen": consultation == workspace.newest and consultation.ended_at and consultation.day == today(),
    }
    return render(request, "assessment/consultations/detail.html", context)


@requires(Permission.PATIENTS_VIEW)
@require_GET
@never_cache
@needs_content
def without_contact(request: PracticeRequest, episode_id: UUID, day: str) -> HttpResponse:
    """What was recorded on one day while no consultation ran: its note, and who recorded what, when."""
    contact = _day_of(get_episode(by=request.staff, episode_id=episode_id, detail=_("without contact")), day)
    content = current_content()
    context = page_context(build_workspace(contact.episode, content, today())) | {
        "tab": "consultations",
        "contact": contact,
        **_note_context(request, contact, content),
        "happenings": happenings_in(contact, content),
    }
    return render(request, "assessment/consultations/without_contact.html", context)


@requires(Permission.INTAKE_EDIT)
@require_POST
def reopen(request: PracticeRequest, episode_id: UUID, number: int) -> HttpResponse:
    """Take back that a consultation was ended."""
    episode = get_episode(by=request.staff, episode_id=episode_id)
    consultation = _consultation(episode, number)
    try:
        reopen_consultation(by=request.staff, consultation=consultation)
    except NotReopened:
        messages.error(request, _("Only the newest consultation can be opened again, and only on its own day."))
        return redirect("consultation", episode.pk, number)
    return redirect(reverse("consultation_end", args=[episode.pk]))


@requires(Permission.INTAKE_EDIT)
@require_POST
@needs_content
def copy_note(request: PracticeRequest, episode_id: UUID, number: int = 0, day: str = "") -> HttpResponse:
    """Keep what was copied of a contact's note; the copying itself happens in the browser."""
    episode = get_episode(by=request.staff, episode_id=episode_id)
    contact = _day_of(episode, day) if day else _consultation(episode, number)
    form = CopyForm(request.POST)
    if form.is_valid():
        keep_copy(by=request.staff, contact=contact, text=form.cleaned_data["text"])
    else:
        messages.error(request, _("Nothing was kept: the text is empty, or too long."))
    if request.htmx:
        return render(
            request, "assessment/notes/_copies.html", {"copies": copies_of(contact), "is_refused": form.errors}
        )
    if day:
        return redirect("without_contact", episode.pk, day)
    return redirect("consultation", episode.pk, number)


def _note_context(request: PracticeRequest, contact: Contact, content: Content) -> dict[str, object]:
    """The note as it was copied last; or, where it was not or is asked for, as the program writes it, short or long."""
    copies, asked = copies_of(contact), request.GET.get("note", "")
    if copies and asked not in ("short", "long"):
        return {"note": copies[0].text, "note_shown": "copy", "copies": copies}
    is_long = asked == "long"
    return {
        "note": note_of(contact, content, is_long=is_long),
        "note_shown": "long" if is_long else "short",
        "copies": copies,
    }


def note_of(contact: Contact, content: Content, *, is_long: bool) -> str:
    """The note as it was when the consultation ended, or, without one, as it follows from the record."""
    kept = ""
    if isinstance(contact, Consultation):
        kept = contact.long_note if is_long else contact.note
    return kept or consultation_note(contact, content, is_long=is_long).text


def _day_of(episode: Episode, day: str) -> WithoutContact:
    try:
        return WithoutContact(episode, date.fromisoformat(day))
    except ValueError as none_such:
        raise Http404 from none_such


def _consultation(episode: Episode, number: int) -> Consultation:
    consultation: Consultation = get_object_or_404(
        Consultation.objects.select_related("opened_by__user", "ended_by__user"), episode=episode, number=number
    )
    consultation.episode = episode
    return consultation
