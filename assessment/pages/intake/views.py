"""The intake: the questions of a section, or of a consultation's agenda, saved as the clinician moves on."""

from collections.abc import Collection, Mapping
from secrets import token_urlsafe
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.pages.http import PracticeRequest
from accounts.sign_in.permissions import Permission, requires
from accounts.text.normal import is_whole_number
from assessment.episode.first_questions import first_questions
from assessment.episode.frame import names_of, page_context
from assessment.episode.workspace import Workspace, build_workspace, with_decisions
from assessment.inquiries.inquiry_lists import changing_now
from assessment.models import Consultation, Episode
from assessment.notes.preoperative import gather_history
from assessment.pages.bound_field import PageField
from assessment.pages.intake.answer_suggestions import fill_in_suggestion, show_suggestions
from assessment.pages.intake.earlier_answer import review_that_waits, say_unchanged
from assessment.pages.intake.field_notes import (
    is_by_self,
    offer_snippets,
    show_complexity,
    show_earlier,
    show_places,
    shown_conflict,
)
from assessment.pages.intake.forms import ABSENT, SectionForm
from assessment.pages.intake.sheets import (
    AGENDA,
    FIRST_NINE,
    FOLLOW_UP,
    Sheet,
    agenda_sheet,
    first_nine_sheet,
    section_sheet,
)
from assessment.pages.intake.told_answers import what_record_tells
from assessment.pages.saved import BUTTON, back_saved
from assessment.pages.treatments.views import treatment_context
from assessment.record.access import get_episode
from assessment.record.answers import SavedPage, answers_of, save_page, without_value
from assessment.record.clock import today
from assessment.record.contacts import reference_of
from assessment.record.form_changes import AnswerInput, Conflict, behind_withdrawals
from assessment.rules.keys import PREOPERATIVE_HISTORY_DONE
from assessment.rules.medication.partial_dates import parse_ahead
from assessment.safety.gone_prompts import answers_replaced, keep_gone_prompts
from assessment.tapering.plan_display import display_taper, taper_plans_of
from guidelines.in_force.content import Content, current_content
from guidelines.pages.guard import needs_content
from guidelines.vocabulary.facts import TREATMENTS
from guidelines.vocabulary.model import TREATMENT_SECTION

# In the address of a page: a question that is shown although it is not relevant to this patient.
ALSO, FROM_QUESTION = "ogsaa", "spoergsmaal"


@requires(Permission.INTAKE_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def section(request: PracticeRequest, episode_id: UUID, section_key: str) -> HttpResponse:
    """One section of the intake."""
    content = current_content()
    shown = content.vocabulary.section(section_key)
    if shown is None:
        raise Http404
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=shown.title)
    # What is sent names its questions itself.
    workspace = build_workspace(episode, content, today()) if request.method == "GET" else None
    sheet = section_sheet(episode, shown, sent_questions(request), content.vocabulary)
    return answer_sheet(request, episode, sheet, content, workspace=workspace)


@requires(Permission.INTAKE_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def agenda(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """What the consultation that runs, or the next one, is planned to be about: its questions on one page."""
    content = current_content()
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("agenda"))
    workspace = build_workspace(episode, content, today())
    plan = workspace.agenda
    if plan is None:
        raise Http404
    if plan.is_contact_of_follow_up and request.method == "GET":
        return redirect("follow_up", episode.pk)
    sheet = agenda_sheet(episode, plan, sent_questions(request), content.vocabulary)
    return answer_sheet(request, episode, sheet, content, workspace=workspace, agreed=workspace.rows.agreed)


@requires(Permission.INTAKE_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def first_nine(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """What decides most, one question after the other; which is next is worked out anew after each answer.

    It gives way to the agenda of new pain.
    """
    content = current_content()
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("the first nine"))
    workspace = build_workspace(episode, content, today())
    if workspace.is_short and request.method == "GET":
        return redirect("agenda", episode.pk)
    ahead = [question.key for question in first_questions(workspace).ahead]
    wanted = [key for key in request.GET.getlist("spm") if key in ahead]
    shown = next(iter([*sent_questions(request), *wanted, *ahead]), "")
    sheet = first_nine_sheet(episode, shown, content.vocabulary)
    return answer_sheet(request, episode, sheet, content, workspace=workspace)


def sent_questions(request: PracticeRequest) -> list[str]:
    """The questions that stood on the page that was sent; or that it is asked for, relevant or not."""
    return [name.removeprefix(ABSENT) for name in request.POST if name.startswith(ABSENT)] or request.GET.getlist(ALSO)


def answer_sheet(
    request: PracticeRequest,
    episode: Episode,
    sheet: Sheet,
    content: Content,
    *,
    workspace: Workspace | None,
    agreed: Consultation | None = None,
) -> HttpResponse:
    """The page of a sheet, or what was sent from it saved."""
    if request.method == "POST":
        return _save(request, episode, sheet, content)
    return show_sheet(request, episode, sheet, content, workspace=workspace, agreed=agreed)


def _save(request: PracticeRequest, episode: Episode, sheet: Sheet, content: Content) -> HttpResponse:
    form = _form(episode, sheet, content, data=request.POST)
    unchanged = request.POST.getlist("unchanged")
    if anew := form.asked_anew.keys() & set(unchanged):
        form = _form(episode, sheet, content, data=say_unchanged(form, anew, episode, content.vocabulary))
    if "suggest" in request.POST:
        return _show_suggestion(request, episode, sheet, content, form)
    unusable = not form.is_valid() and (form.non_field_errors() or "seen_version" in form.errors)
    is_autosave = request.htmx or "autosave" in request.POST
    if unusable or (form.errors and not is_autosave):
        return show_sheet(request, episode, sheet, content, form=form, status=422)
    taken, before = request.POST.getlist("take"), episode.answers
    values: dict[str, AnswerInput] = {key: value for key, value in form.answers().items() if key not in taken}
    if values.get(PREOPERATIVE_HISTORY_DONE) is True:
        values[PREOPERATIVE_HISTORY_DONE] = _gone_through(episode, content)
    saved = save_page(
        by=request.staff,
        episode=episode,
        section=sheet.logged_as,
        values=values,
        content=content,
        page=form.open_page(overruled=request.POST.getlist("keep")),
        reaffirmed=[key for key in unchanged if key not in anew],
    )
    workspace = None
    if saved.contact and (replaced := answers_replaced(before, saved.changes.entries, content)):
        workspace = _workspace_after(saved, episode, content)
        gone = keep_gone_prompts(
            by=request.staff, contact=saved.contact, before=before, replaced=replaced, now=workspace
        )
        workspace = with_decisions(workspace, gone) if gone else workspace
    if request.htmx:
        return _answer_saved(request, sheet, form, saved, workspace or _workspace_after(saved, episode, content))
    if saved.changes.conflicts:
        return show_sheet(request, episode, sheet, content, form=form, status=409, conflicts=saved.changes.conflicts)
    return _onward(request, sheet)


def _gone_through(episode: Episode, content: Content) -> AnswerInput:
    """That the history before an operation was gone through: it says which points were not asked."""
    stands = episode.answers.get(PREOPERATIVE_HISTORY_DONE)
    if stands and stands["value"] is True:
        return True
    return gather_history(build_workspace(episode, content, today())).gone_through


def _show_suggestion(
    request: PracticeRequest, episode: Episode, sheet: Sheet, content: Content, form: SectionForm
) -> HttpResponse:
    """The page with a suggestion filled in: without JavaScript, and saved by the clinician only."""
    filled = fill_in_suggestion(form, request.POST, content.vocabulary)
    messages.info(request, _("The suggestion is filled in below. It is not saved until you save it."))
    return show_sheet(request, episode, sheet, content, form=_form(episode, sheet, content, data=filled))


def _onward(request: PracticeRequest, sheet: Sheet) -> HttpResponse:
    """To the next page, or back to this one: to the question that a button belonged to."""
    if "next" in request.POST:
        return redirect(sheet.next_url)
    chosen = [key for name in ("keep", "take", "unchanged") for key in request.POST.getlist(name)]
    return back_saved(request, sheet.url, f"#field_{chosen[0]}" if chosen else BUTTON)


def _workspace_after(saved: SavedPage, episode: Episode, content: Content) -> Workspace:
    return build_workspace(episode, content, today(), reference_of(saved.contact) if saved.contact else None)


def _answer_saved(
    request: PracticeRequest, sheet: Sheet, form: SectionForm, saved: SavedPage, workspace: Workspace
) -> HttpResponse:
    """The parts of the page that a save renews: around the form, and the fields that others have answered."""
    consultation = reference_of(saved.contact) if saved.contact else None
    changes, overtaken = saved.changes, saved.changes.overtaken
    touched = {question.section for question in sheet.questions}
    context = _context(request, workspace, sheet, form, changes.conflicts) | {
        "saved_at": timezone.now(),
        "saved_without_contact": saved.contact is not None and consultation is None,
        "heading": _("Something must be put right. Everything else is saved."),
        "renewed_progress": [entry for entry in workspace.sections if entry.section.key in touched],
        "overtaken_fields": _overtaken_fields(request, workspace, sheet, overtaken) if overtaken else [],
        "reworded_fields": _reworded_fields(workspace, sheet, form),
        "placed_fields": _placed_fields(request, workspace, sheet, form),
        "restored_fields": _restored_fields(request, workspace, sheet, changes.entries),
        "overtaken_by_self": is_by_self(overtaken, request.staff),
    }
    # The version that the page really shows: a save that was not judged, or is in conflict, has shown it nothing newer.
    keeps = changes.conflicts or changes.is_repeat
    context["seen_version"] = form.cleaned_data["seen_version"] if keeps else workspace.episode.version
    status = 409 if changes.conflicts else 422 if form.errors else 200
    return render(request, "assessment/intake/section.html#saved", context, status=status)


def _overtaken_fields(
    request: PracticeRequest, workspace: Workspace, sheet: Sheet, overtaken: Collection[Conflict]
) -> list[PageField]:
    """The fields that the page shows anew, each with the version of the answer in it."""
    fresh = _form(workspace.episode, sheet, workspace.content)
    show_earlier(fresh, workspace, names_of(request.staff))
    show_suggestions(fresh, workspace)
    offer_snippets(fresh)
    show_complexity(fresh, workspace)
    versions = {conflict.question: conflict.version for conflict in overtaken}
    fields = _renewed(fresh, versions)
    for field in fields:
        field.beside.shown_version = versions[field.name]
    return fields


def _renewed(fresh: SectionForm, names: Collection[str]) -> list[PageField]:
    """The fields of these names, each to take the place of the one on the page."""
    fields = [field for field in fresh.question_fields() if field.name in names]
    for field in fields:
        field.beside.renews_itself = True
    return fields


def _reworded_fields(workspace: Workspace, sheet: Sheet, form: SectionForm) -> list[PageField]:
    """The planned days that were written as a time until then (om 2 uger): shown as the day that was saved."""
    names = [
        question.key
        for question in sheet.questions
        if question.not_in_past
        and question.key in form.cleaned_data
        and parse_ahead(form.data.get(question.key, ""), today())
    ]
    if not names:
        return []
    fresh = _form(workspace.episode, sheet, workspace.content)
    offer_snippets(fresh)
    return _renewed(fresh, names)


def _placed_fields(request: PracticeRequest, workspace: Workspace, sheet: Sheet, form: SectionForm) -> list[PageField]:
    """The fields whose questions have got a place by this save, or lost it: on the page it is the other way round."""
    stood = sent_questions(request)
    moved = [
        question.key
        for question in sheet.questions
        if stood and question.key in workspace.perhaps_asked
        if workspace.has_place(question.key) is not (question.key in stood) and not form.data.get(question.key)
    ]
    if not moved:
        return []
    fresh = _form(workspace.episode, sheet, workspace.content)
    show_earlier(fresh, workspace, names_of(request.staff))
    offer_snippets(fresh)
    show_places(fresh, workspace)
    return _renewed(fresh, moved)


def _restored_fields(
    request: PracticeRequest, workspace: Workspace, sheet: Sheet, changed: Collection[str]
) -> list[PageField]:
    """The fields whose answer of today was taken back by this save: that of the contact before stands beside again."""
    versions = _versions_behind(workspace.episode, sheet)
    restored = versions.keys() & set(changed)
    if not restored:
        return []
    fresh = _form(workspace.episode, sheet, workspace.content, asked_anew=versions)
    show_earlier(fresh, workspace, names_of(request.staff))
    offer_snippets(fresh)
    return _renewed(fresh, restored)


def _versions_behind(episode: Episode, sheet: Sheet) -> dict[str, int]:
    """The versions of the answers that stand beside again, since those of today were taken back."""
    behind = behind_withdrawals(episode, (question.key for question in sheet.questions), today())
    return {key: earlier.version for key, earlier in behind.items()}


def _form(
    episode: Episode,
    sheet: Sheet,
    content: Content,
    data: Mapping[str, object] | None = None,
    asked_anew: Mapping[str, int] | None = None,
) -> SectionForm:
    return SectionForm(
        data,
        questions=sheet.questions,
        answers=answers_of(episode, content.vocabulary),
        absent=without_value(episode),
        today=today(),
        born=episode.patient.birth_date,
        asked_anew=asked_anew,
        told=what_record_tells(episode, sheet.questions, content),
        beside=sheet.beside,
    )


def show_sheet(
    request: PracticeRequest,
    episode: Episode,
    sheet: Sheet,
    content: Content,
    *,
    form: SectionForm | None = None,
    conflicts: Collection[Conflict] = (),
    workspace: Workspace | None = None,
    agreed: Consultation | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; `workspace` is the episode's, where it is worked out already."""
    workspace = workspace or build_workspace(episode, content, today())
    if form is None:
        asks_anew = sheet.key in (AGENDA, FOLLOW_UP) or workspace.consultation is not None
        agenda = workspace.follow_up if sheet.key == FOLLOW_UP else workspace.agenda
        anew = (workspace.asked_anew(agenda) if asks_anew else {}) | _versions_behind(episode, sheet)
        anew |= review_that_waits(request.staff, workspace, sheet)
        form = _form(episode, sheet, content, asked_anew=anew)
    show_earlier(form, workspace, names_of(request.staff))
    if not request.htmx:
        offer_snippets(form)
    context = _context(request, workspace, sheet, form, conflicts) | {
        "agreed": agreed,
        # A page that was refused has seen nothing newer than what it was filled in on.
        "seen_version": request.POST.get("seen_version", episode.version),
        "page": request.POST.get("page") or token_urlsafe(9),
        "step": next_step(request),
    }
    template = "assessment/intake/section.html#refused" if request.htmx and status != 200 else sheet.template
    return render(request, template, context, status=status)


def next_step(request: PracticeRequest) -> int:
    """The page that is shown again goes on counting its saves."""
    sent = request.POST.get("step", "")
    return int(sent) + 1 if is_whole_number(sent) and len(sent) < 9 else 0


def _context(
    request: PracticeRequest, workspace: Workspace, sheet: Sheet, form: SectionForm, conflicts: Collection[Conflict]
) -> dict[str, object]:
    vocabulary = workspace.content.vocabulary
    names = names_of(request.staff) if conflicts else {}
    show_suggestions(form, workspace)
    show_complexity(form, workspace)
    show_places(form, workspace, sent_questions(request))
    beside = sheet.shows(workspace, form)
    fields = form.question_fields()
    shown = {
        conflict.question: shown_conflict(conflict, form, vocabulary, names, request.staff) for conflict in conflicts
    }
    for field in fields:
        field.beside.conflict = shown.get(field.name)
    context = page_context(workspace)
    # A follow-up begins with its questions: what is known stands beside each of them.
    is_follow_up = sheet.key == AGENDA and workspace.agenda is not None and workspace.agenda.is_follow_up
    if sheet.key in (AGENDA, FIRST_NINE) and not request.htmx and not is_follow_up:
        first = first_questions(workspace)
        here = [question.key for question in sheet.questions] or [TREATMENTS]
        context |= {"first": first, "later": [question for question in first.ahead if question.key not in here]}
    asks_for_treatments = sheet.key == TREATMENT_SECTION or (sheet.key == FIRST_NINE and not sheet.questions)
    if asks_for_treatments and not request.htmx:
        context |= treatment_context(request.staff, workspace)
        # A doctor who has come from a question sees it beside the list; no other opening of the page asks for it.
        context["changing"] = changing_now(request.staff, workspace.episode) if FROM_QUESTION in request.GET else []
        context["tapers"] = [display_taper(plan, today()) for plan in taper_plans_of(workspace.episode)]
    return context | {
        "sheet": sheet,
        "section_key": sheet.key,
        "tab": FOLLOW_UP if sheet.key == FOLLOW_UP else "intake",
        "renewed_slots": [field for field in fields if field.has_slots],
        "not_relevant": [field.beside.question for field in fields if field.beside.has_no_place],
        "form": form,
        "fields": fields,
        "conflicts": list(shown.values()),
        "conflicts_with_self": is_by_self(conflicts, request.staff),
        "is_treatment": sheet.key == TREATMENT_SECTION,
        **beside,
    }
