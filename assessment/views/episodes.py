"""The page of an episode: overview, the sections of the intake, and the panel beside them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import PracticeRequest
from accounts.models import Staff
from accounts.permissions import Permission, requires
from assessment.access import get_episode
from assessment.answers import Conflict, StaleAnswers, answers_of, changes_in, record_answers
from assessment.case_input import Fault, parse_answer
from assessment.consultations import consultation_of_today, end_consultation, open_consultation_of
from assessment.context import today
from assessment.forms import SectionForm
from assessment.judgement import show_complexity
from assessment.models import Answer, Consultation, Episode
from assessment.treatments import says_none_tried
from assessment.workspace import Workspace, build_workspace
from guidelines.content import Content, current_content
from guidelines.missing import needs_content
from guidelines.vocabulary import TREATMENT_SECTION, Vocabulary

OVERVIEW = (
    "pain.onset_date",
    "pain.distribution",
    "pain.primary_site",
    "pain.mechanism",
    "gcps.grade",
    "peg.score",
    "pain.intensity_average",
    "diagnosis.complexity",
    "work.status",
)


def names_of(staff: Staff) -> dict[str, str]:
    """The names of everyone in the practice, by id: who answered what."""
    return {
        str(pk): name for pk, name in Staff.objects.filter(practice=staff.practice_id).values_list("pk", "user__name")
    }


def page_context(request: PracticeRequest, workspace: Workspace) -> dict[str, Any]:
    return {
        "workspace": workspace,
        "episode": workspace.episode,
        "patient": workspace.episode.patient,
        "advice": workspace.advice,
        "treatments": workspace.treatment_rows(),
        "none_tried": says_none_tried(workspace.episode),
        "next_questions": workspace.next_questions,
    }


def is_overdue(workspace: Workspace) -> bool:
    planned = workspace.case.answers.get("practical.next_follow_up")
    return isinstance(planned, date) and planned < workspace.case.as_of


@requires(Permission.PATIENTS_VIEW)
@require_GET
@never_cache
@needs_content
def overview(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    content = current_content()
    episode = get_episode(by=request.staff, episode_id=episode_id)
    workspace = build_workspace(episode, content, today())
    context = page_context(request, workspace) | {
        "tab": "overview",
        "important": workspace.known("resources.most_important"),
        "known": [fact for key in OVERVIEW if (fact := workspace.known(key))],
        "next_follow_up": workspace.case.answers.get("practical.next_follow_up"),
        "follow_up_is_overdue": is_overdue(workspace),
        "consultations": episode.consultations.select_related("opened_by__user").order_by("-number"),
    }
    return render(request, "assessment/overview.html", context)


@requires(Permission.INTAKE_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def section(request: PracticeRequest, episode_id: UUID, section_key: str) -> HttpResponse:
    """One section of the intake: shown, or saved as the clinician moves on."""
    content = current_content()
    shown = content.vocabulary.section(section_key)
    if shown is None:
        raise Http404
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=shown.title)
    if request.method == "POST":
        return _save_section(request, episode, section_key, content)
    return _section_page(request, episode, section_key, content)


def _save_section(request: PracticeRequest, episode: Episode, section_key: str, content: Content) -> HttpResponse:
    form = _section_form(episode, section_key, content, data=request.POST)
    unusable = not form.is_valid() and (form.non_field_errors() or "seen_version" in form.errors)
    is_autosave = request.htmx or "autosave" in request.POST
    if unusable or (form.errors and not is_autosave):
        # The page keeps the version that it was filled in on: a refused form has seen nothing newer.
        seen = request.POST.get("seen_version", "")
        return _section_page(request, episode, section_key, content, form=form, seen_version=seen, status=422)
    # An autosave takes what is right: one wrong field does not hold back the others.
    answers, seen_version = form.answers(), form.cleaned_data["seen_version"]
    consultation = None
    try:
        changes = changes_in(episode, answers, seen_version)
        if changes.values:
            consultation = consultation_of_today(by=request.staff, episode=episode)
            record_answers(
                by=request.staff,
                consultation=consultation,
                section=section_key,
                values=answers,
                seen_version=seen_version,
                content=content,
            )
    except StaleAnswers as stale:
        return _section_page(
            request, stale.episode, section_key, content, form=form, status=409, conflicts=stale.conflicts
        )
    if request.htmx:
        return _saved(request, episode, section_key, content, form, changes.overtaken, consultation)
    following = next_section(content.vocabulary, section_key)
    return redirect("section", episode.pk, following if "next" in request.POST else section_key)


def _saved(
    request: PracticeRequest,
    episode: Episode,
    section_key: str,
    content: Content,
    form: SectionForm,
    overtaken: list[Conflict],
    consultation: Consultation | None,
) -> HttpResponse:
    """The parts of the page that a save renews: around the form, and the fields that others have answered."""
    workspace = build_workspace(episode, content, today(), consultation)
    context = page_context(request, workspace) | {
        "section_key": section_key,
        "form": form,
        "saved_at": timezone.now(),
        "seen_version": episode.version,
    }
    if overtaken:
        names = names_of(request.staff)
        fresh = _section_form(episode, section_key, content)
        show_previous(fresh, episode, content.vocabulary, names)
        show_complexity(fresh, workspace)
        for conflict in overtaken:
            fresh.fields[conflict.question].renews_itself = True  # type: ignore[attr-defined]
        context["overtaken"] = [_shown_conflict(conflict, form, content.vocabulary, names) for conflict in overtaken]
        context["overtaken_fields"] = [fresh[conflict.question] for conflict in overtaken]
    return render(request, "assessment/section.html#saved", context, status=422 if form.errors else 200)


def next_section(vocabulary: Vocabulary, section_key: str) -> str:
    """The section after this one; after the last, the first."""
    keys = [section.key for section in vocabulary.sections]
    return keys[(keys.index(section_key) + 1) % len(keys)]


def _shown_conflict(
    conflict: Conflict, form: SectionForm, vocabulary: Vocabulary, names: dict[str, str]
) -> dict[str, str | None]:
    mine = form.answers()[conflict.question]
    return {
        "label": vocabulary.label(conflict.question),
        "theirs": shown_answer(conflict.question, conflict.theirs, vocabulary),
        "mine": None if mine is None else vocabulary.display(conflict.question, mine),
        "by": names.get(conflict.by, ""),
    }


def shown_answer(key: str, stored: Any, vocabulary: Vocabulary) -> str | None:
    """A stored answer in Danish words, or None for one that was withdrawn."""
    if stored is None:
        return None
    try:
        return vocabulary.display(key, parse_answer(vocabulary.questions[key], stored))
    except Fault:
        return str(stored)


def _section_form(episode: Episode, section_key: str, content: Content, data: Any = None) -> SectionForm:
    vocabulary = content.vocabulary
    questions = vocabulary.by_section[section_key]
    return SectionForm(data, questions=questions, answers=answers_of(episode, vocabulary), today=today())


def show_previous(form: SectionForm, episode: Episode, vocabulary: Vocabulary, names: dict[str, str]) -> None:
    """Beside each field: what was answered last, by whom and when."""
    for question in form.questions:
        entry = episode.answers.get(question.key)
        if entry:
            form.fields[question.key].previous = {  # type: ignore[attr-defined]
                "value": shown_answer(question.key, entry["value"], vocabulary),
                "by": names.get(entry["by"], ""),
                "at": entry["at"],
                "url": reverse("history", args=[episode.pk, question.key]),
            }


def _section_page(
    request: PracticeRequest,
    episode: Episode,
    section_key: str,
    content: Content,
    *,
    form: SectionForm | None = None,
    conflicts: list[Conflict] | None = None,
    seen_version: str | None = None,
    status: int = 200,
) -> HttpResponse:
    names = names_of(request.staff)
    form = form or _section_form(episode, section_key, content)
    show_previous(form, episode, content.vocabulary, names)
    workspace = build_workspace(episode, content, today())
    show_complexity(form, workspace)
    context = page_context(request, workspace) | {
        "tab": "intake",
        "section": content.vocabulary.section(section_key),
        "section_key": section_key,
        "form": form,
        "conflicts": [_shown_conflict(conflict, form, content.vocabulary, names) for conflict in conflicts or ()],
        "seen_version": episode.version if seen_version is None else seen_version,
        "is_treatment": section_key == TREATMENT_SECTION,
    }
    template = "assessment/section.html#refused" if request.htmx and status != 200 else "assessment/section.html"
    return render(request, template, context, status=status)


@requires(Permission.PATIENTS_VIEW)
@require_GET
@never_cache
@needs_content
def history(request: PracticeRequest, episode_id: UUID, question: str) -> HttpResponse:
    """Every answer that was ever given to one question of this episode."""
    vocabulary = current_content().vocabulary
    if question not in vocabulary.questions:
        raise Http404
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=vocabulary.short(question))
    answers = (
        Answer.objects.filter(episode=episode, question=question)
        .select_related("recorded_by__user", "consultation")
        .order_by("-version")
    )
    rows = [{"answer": answer, "value": shown_answer(question, answer.value, vocabulary)} for answer in answers]
    context = {
        "episode": episode,
        "patient": episode.patient,
        "question": vocabulary.questions[question],
        "rows": rows,
    }
    return render(request, "assessment/history.html", context)


@requires(Permission.INTAKE_EDIT)
@require_POST
def end(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """End the consultation that runs."""
    episode = get_episode(by=request.staff, episode_id=episode_id)
    consultation = open_consultation_of(episode)
    if consultation:
        end_consultation(by=request.staff, consultation=consultation)
    return redirect("episode", episode.pk)


@requires(Permission.INTAKE_EDIT)
@require_POST
@needs_content
def begin(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """Begin today's consultation, or go on with it."""
    first = current_content().vocabulary.sections[0]
    episode = get_episode(by=request.staff, episode_id=episode_id)
    form = request.POST.get("form", "")
    chosen = form if form in Consultation.Form.values else Consultation.Form.IN_PERSON
    consultation_of_today(by=request.staff, episode=episode, form=chosen)
    return redirect("section", episode.pk, first.key)
