"""The page of an episode: overview, the sections of the intake, and the panel beside them."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import PracticeRequest
from accounts.models import Staff
from accounts.permissions import Permission, requires
from assessment.access import get_episode
from assessment.answers import Conflict, StaleAnswers, answers_of, record_answers
from assessment.case_input import Fault, parse_answer
from assessment.consultations import consultation_of_today, end_consultation, open_consultation_of
from assessment.context import today
from assessment.forms import SectionForm
from assessment.models import Answer, Consultation, Episode
from assessment.workspace import TREATMENT_SECTION, Workspace, build_workspace
from guidelines.content import Content, current_content
from guidelines.missing import needs_content
from guidelines.vocabulary import Vocabulary


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
        "next_questions": workspace.next_questions,
    }


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
    if content.vocabulary.section(section_key) is None:
        raise Http404
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=section_key)
    if request.method == "POST":
        return _save_section(request, episode, section_key, content)
    return _section_page(request, episode, section_key, content)


def _save_section(request: PracticeRequest, episode: Episode, section_key: str, content: Content) -> HttpResponse:
    names = names_of(request.staff)
    form = _section_form(episode, section_key, content, names, request.POST)
    seen_version = request.POST.get("seen_version", "")
    if not form.is_valid() or not seen_version.isdigit():
        return _section_page(request, episode, section_key, content, form=form, names=names, status=422)
    consultation = consultation_of_today(by=request.staff, episode=episode)
    try:
        episode = record_answers(
            by=request.staff,
            consultation=consultation,
            section=section_key,
            values=form.answers(),
            seen_version=int(seen_version),
            content=content,
        )
    except StaleAnswers as stale:
        episode.refresh_from_db(fields=["answers", "version"])
        conflicts = [_conflict(conflict, form, content.vocabulary, names) for conflict in stale.conflicts]
        return _section_page(
            request, episode, section_key, content, form=form, names=names, status=409, conflicts=conflicts
        )
    if request.htmx:
        workspace = build_workspace(episode, content, today())
        context = page_context(request, workspace) | {
            "section_key": section_key,
            "form": _section_form(episode, section_key, content, names),
            "saved_at": timezone.now(),
        }
        return render(request, "assessment/section.html#saved", context)
    following = next_section(content.vocabulary, section_key)
    return redirect("section", episode.pk, following if "next" in request.POST else section_key)


def next_section(vocabulary: Vocabulary, section_key: str) -> str:
    """The section after this one; after the last, the first."""
    keys = [section.key for section in vocabulary.sections]
    return keys[(keys.index(section_key) + 1) % len(keys)]


def _conflict(
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


def _section_form(
    episode: Episode, section_key: str, content: Content, names: dict[str, str], data: Any = None
) -> SectionForm:
    vocabulary = content.vocabulary
    questions = vocabulary.by_section[section_key]
    previous = {
        question.key: {
            "value": shown_answer(question.key, entry["value"], vocabulary),
            "by": names.get(entry["by"], ""),
            "at": entry["at"],
            "consultation": entry["consultation"],
        }
        for question in questions
        if (entry := episode.answers.get(question.key))
    }
    return SectionForm(
        data, questions=questions, answers=answers_of(episode, vocabulary), today=today(), previous=previous
    )


def _section_page(
    request: PracticeRequest,
    episode: Episode,
    section_key: str,
    content: Content,
    *,
    form: SectionForm | None = None,
    names: dict[str, str] | None = None,
    conflicts: list[dict[str, str | None]] | None = None,
    status: int = 200,
) -> HttpResponse:
    names = names or names_of(request.staff)
    workspace = build_workspace(episode, content, today())
    context = page_context(request, workspace) | {
        "tab": "intake",
        "section": content.vocabulary.section(section_key),
        "section_key": section_key,
        "next_section": next_section(content.vocabulary, section_key),
        "form": form or _section_form(episode, section_key, content, names),
        "conflicts": conflicts,
        "is_treatment": section_key == TREATMENT_SECTION,
        "names": names,
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
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=question)
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
def begin(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """Begin today's consultation, or go on with it."""
    episode = get_episode(by=request.staff, episode_id=episode_id)
    form = request.POST.get("form", "in_person")
    chosen = form if form in Consultation.Form.values else Consultation.Form.IN_PERSON
    consultation_of_today(by=request.staff, episode=episode, form=chosen)
    vocabulary = current_content().vocabulary
    return redirect("section", episode.pk, vocabulary.sections[0].key)
