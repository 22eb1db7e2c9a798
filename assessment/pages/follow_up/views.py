"""The page of a follow-up: what has changed since last, the medicines, what is agreed, and the next contact."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.pages.http import PracticeRequest
from accounts.sign_in.permissions import Permission, requires
from assessment.care_plan.agreement import plan_of
from assessment.course.attempts import MOST_ATTEMPTS, attempts_since_contact
from assessment.episode.frame import names_of
from assessment.episode.score_changes import score_changes
from assessment.episode.workspace import Workspace, build_workspace
from assessment.inquiries.inquiry_lists import inquiries_of
from assessment.inquiries.shown_facts import facts_to_show, rows_of_a_change
from assessment.inquiries.threads import NotADoctorHere, ask_doctor
from assessment.models import Consultation, Episode, Treatment
from assessment.pages.consultations.views import end_with_note
from assessment.pages.follow_up.forms import (
    AGREED,
    AHEAD,
    ASK_TEXT,
    BESIDE,
    FOLLOW_UP,
    SEND,
    AgreedForm,
    ask_form,
    keep_typed,
)
from assessment.pages.follow_up.medicine_rows import MedicineLineForm, inputs_of_rows, medicine_rows, save_rows
from assessment.pages.inquiries.forms import AskForm
from assessment.pages.intake.forms import SectionForm
from assessment.pages.intake.sheets import FOLLOW_UP as SHEET
from assessment.pages.intake.sheets import Sheet
from assessment.pages.intake.views import answer_sheet, sent_questions, show_sheet
from assessment.record.access import get_episode
from assessment.record.clock import today
from assessment.record.consultations import (
    EpisodeOver,
    StaleConsultation,
    describe_consultation,
    newest_and_agreed,
    newest_consultation,
    open_consultation_of,
)
from assessment.record.contacts import contact_now
from assessment.record.form_changes import day_of
from assessment.rules.contacts.inquiry_state import CLOSED
from assessment.rules.facts import as_number
from assessment.rules.keys import AGREED_KEPT, GOAL_REACHED, MOST_IMPORTANT, NEXT_FOLLOW_UP, PEG_ITEMS, PEG_SCORE
from assessment.rules.score_words import ScoreChange
from assessment.safety.prompt_decisions import open_prompts
from assessment.treatments.drafts import draft_of, drop_draft
from guidelines.in_force.content import Content, current_content
from guidelines.pages.guard import needs_content
from guidelines.vocabulary.facts import TREATMENTS
from guidelines.vocabulary.model import Question

Refused = Mapping[UUID, Treatment | MedicineLineForm]
# How far ahead the next contact usually is: what is sent, and what the button says.
SOON = (("2 uger", gettext_lazy("2 w.")), ("4 uger", gettext_lazy("4 w.")), ("3 mdr.", gettext_lazy("3 mths.")))


@requires(Permission.INTAKE_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def follow_up(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """Everything of a follow-up on one page; each answer is saved as it is given."""
    content = current_content()
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("follow-up"))
    if request.method == "POST":
        return _take(request, episode, content)
    workspace = build_workspace(episode, content, today())
    if workspace.follow_up is None:
        raise Http404
    return show_sheet(request, episode, _sheet(request, episode, content, workspace), content, workspace=workspace)


def _take(request: PracticeRequest, episode: Episode, content: Content) -> HttpResponse:
    """Save what was sent; then do what was pressed, where nothing of it has to be put right."""
    if AHEAD in request.POST:
        filled = request.POST.copy()
        filled[NEXT_FOLLOW_UP] = request.POST.get(AHEAD, "")
        request.POST = filled  # type: ignore[assignment]
    keep_typed(by=request.staff, episode=episode, sent=request.POST)
    refused = save_rows(by=request.staff, episode=episode, vocabulary=content.vocabulary, sent=request.POST)
    sheet = _sheet(request, episode, content, refused=refused)
    response = answer_sheet(request, episode, sheet, content, workspace=None)
    if response.status_code != 302 or not request.POST.keys() & {SEND, "next"}:
        return response
    if refused:
        return _refuse(request, episode, content, refused=refused)
    if request.POST.get(ASK_TEXT, "").strip() or SEND in request.POST:
        asked = ask_form(request.staff, request.POST)
        if not _ask(request, episode, content, asked):
            return _refuse(request, episode, content, asked=asked)
    return _end(request, episode, content) if "next" in request.POST else response


def _ask(request: PracticeRequest, episode: Episode, content: Content, form: AskForm) -> bool:
    """Send the question to the doctor; False where it must be put right. One that is sent already is not sent again."""
    if not form.is_valid():
        return False
    said = form.cleaned_data
    mine = (one for one in inquiries_of(episode) if one.state != CLOSED and one.recorded_by_id == request.staff.pk)
    try:
        if not any(one.text == said["text"] for one in mine):
            ask_doctor(
                by=request.staff,
                contact=contact_now(episode),
                text=said["text"],
                answer_by=said["answer_by"],
                doctor=form.doctor_chosen,
                shown=facts_to_show(build_workspace(episode, content, today())),
            )
    except EpisodeOver:
        form.add_error(None, _("The episode is ended. Open it again first; your question still stands here."))
    except NotADoctorHere:
        form.add_error("doctor", form.fields["doctor"].error_messages["invalid_choice"])
    else:
        keep_typed(by=request.staff, episode=episode, sent={AGREED: request.POST.get(AGREED, "")})
        to = str(form.doctor_chosen) if form.doctor_chosen else _("a doctor")
        messages.success(request, _("The question is sent to %(doctor)s.") % {"doctor": to})
        return True
    return False


def _end(request: PracticeRequest, episode: Episode, content: Content) -> HttpResponse:
    """End the contact with what was agreed and its note; where something under Safety waits, on the page of the end."""
    consultation, form = open_consultation_of(episode), AgreedForm(request.POST)
    if consultation is None:
        return _end_again(request, episode)
    if not form.is_valid():
        return _refuse(request, episode, content, agreed=form)
    try:
        consultation = describe_consultation(
            by=request.staff,
            consultation=consultation,
            form=consultation.form,
            agreed=form.cleaned_data["agreed"],
            seen_version=form.cleaned_data["consultation_version"],
        )
    except StaleConsultation as stale:
        said = {"agreed": stale.theirs.agreed}
        form.add_error("agreed", _("Somebody else has written meanwhile: “%(agreed)s”. Put both together.") % said)
        seen = request.POST.copy()
        seen["consultation_version"] = str(stale.theirs.version)
        form.data = seen
        return _refuse(request, episode, content, agreed=form)
    drop_draft(by=request.staff, episode=episode, form=FOLLOW_UP)
    workspace = build_workspace(episode, content, today(), consultation)
    # What is to be asked about has its page: whose contact it is, and what is open.
    if consultation.opened_by_id != request.staff.pk or consultation.day != today() or open_prompts(workspace):
        return redirect("consultation_end", episode.pk)
    return end_with_note(request, workspace, consultation)


def _end_again(request: PracticeRequest, episode: Episode) -> HttpResponse:
    """Pressed twice, it shows what the first press ended; where none was begun, it says so."""
    ended = newest_consultation(episode)
    if ended and ended.day == today() and ended.agreed == request.POST.get(AGREED, "").strip():
        drop_draft(by=request.staff, episode=episode, form=FOLLOW_UP)
        return redirect("consultation", episode.pk, ended.number)
    messages.warning(request, _("No contact runs: choose how it takes place first. What you wrote is kept."))
    return redirect("follow_up", episode.pk)


def _refuse(
    request: PracticeRequest,
    episode: Episode,
    content: Content,
    *,
    refused: Refused | None = None,
    asked: AskForm | None = None,
    agreed: AgreedForm | None = None,
) -> HttpResponse:
    """The page again, with what must be put right beside its questions; the answers are saved."""
    workspace = build_workspace(episode, content, today())
    sheet = _sheet(request, episode, content, workspace, refused=refused or {}, asked=asked, agreed=agreed)
    return show_sheet(request, episode, sheet, content, workspace=workspace, status=422)


def _sheet(
    request: PracticeRequest,
    episode: Episode,
    content: Content,
    workspace: Workspace | None = None,
    *,
    refused: Refused | None = None,
    asked: AskForm | None = None,
    agreed: AgreedForm | None = None,
) -> Sheet:
    """The questions of a follow-up, and what stands beside them; of a page that was sent those that stood on it."""
    part = workspace.follow_up.part if workspace and workspace.follow_up else content.vocabulary.short_follow_up
    asks = workspace.follow_up.part.questions if workspace and workspace.follow_up else sent_questions(request)
    before, goal = newest_and_agreed(episode)[1], plan_of(episode).goal or _most_important(episode)
    left_out = {TREATMENTS, *([] if before else [AGREED_KEPT]), *([] if goal else [GOAL_REACHED])}

    def shows(workspace: Workspace, form: SectionForm) -> Mapping[str, object]:
        names = {} if request.htmx else names_of(request.staff)
        rows = list(medicine_rows(workspace, refused or {}, request.POST, names, only_sent=bool(request.htmx)))
        changes = {key: words for key, words in _changes(workspace) if key in form.fields}
        for key, words in changes.items():
            form[key].beside.change = words
        shown: dict[str, object] = {"rows": rows, "changes": changes, "peg_change": _peg_in_words(workspace)}
        shown["theirs"] = bool(refused)
        shown["worse"] = rows_of_a_change(workspace)
        return shown if request.htmx else shown | dict(_beside(request, workspace, asked, agreed))

    return Sheet(
        key=SHEET,
        title=part.title if part else _("Follow-up"),
        intro=part.aim if part else "",
        questions=tuple(
            _with_words(content.vocabulary.questions[key], before, goal)
            for key in asks
            if key in content.vocabulary.questions and (key not in left_out or workspace is None)
        ),
        url=reverse("follow_up", args=[episode.pk]),
        next_url=reverse("consultation_end", args=[episode.pk]),
        onward=_("End and note"),
        name=_("follow-up"),
        template="assessment/follow_up/page.html",
        beside=BESIDE | inputs_of_rows(request.POST.keys()),
        shows=shows,
        renews="assessment/follow_up/_renewed.html",
    )


def _most_important(episode: Episode) -> str:
    entry = episode.answers.get(MOST_IMPORTANT)
    return str(entry["value"] or "") if entry else ""


def _with_words(question: Question, before: Consultation | None, goal: str) -> Question:
    """The question with what it is about: what was agreed last, or the patient's goal."""
    if question.key == AGREED_KEPT and before:
        said = {"day": f"{before.day:%d.%m.%Y}", "agreed": before.agreed}
        return replace(question, help=_("Agreed last, %(day)s: »%(agreed)s«") % said)
    if question.key == GOAL_REACHED and goal:
        return replace(question, help=f"»{goal}« · {question.help}")
    return question


def _beside(
    request: PracticeRequest, workspace: Workspace, asked: AskForm | None, agreed: AgreedForm | None
) -> Mapping[str, object]:
    """What the whole page shows beside the questions and the medicines."""
    episode, running = workspace.episode, workspace.consultation or workspace.left_open
    typed = draft_of(by=request.staff, episode=episode, form=FOLLOW_UP)
    others = episode.consultations.exclude(pk=running.pk) if running else episode.consultations
    return {
        "last_contact": others.select_related("opened_by__user").order_by("-number").first(),
        "attempts": attempts_since_contact(episode).count(),
        "most_attempts": MOST_ATTEMPTS,
        "running": running,
        "later": _later(workspace),
        "last_of_peg": PEG_ITEMS[-1],
        "soon": [(f'{{"{NEXT_FOLLOW_UP}": ["{said}"]}}', said, words) for said, words in SOON],
        "next_key": NEXT_FOLLOW_UP,
        "agreed_form": agreed or (AgreedForm.of(running, typed) if running else None),
        "ask_form": asked or ask_form(request.staff, typed=typed),
        "open_inquiries": [one for one in inquiries_of(episode) if one.state != CLOSED],
    }


def _later(workspace: Workspace) -> set[str]:
    """The questions that stand after the medicines."""
    questions = workspace.follow_up.part.questions if workspace.follow_up else ()
    return {*questions[questions.index(TREATMENTS) :]} if TREATMENTS in questions else set()


def _changes(workspace: Workspace) -> Iterator[tuple[str, str]]:
    """By question on a scale what has changed since the contact before, in words; and nothing yet."""
    answers, questions = workspace.episode.answers, workspace.content.vocabulary.questions
    for key in (*PEG_ITEMS, GOAL_REACHED):
        entry = answers.get(key)
        before = entry.get("before") if entry and workspace.is_of_this(entry) else None
        now = workspace.case.answers.get(key)
        if not entry or not before or before["value"] is None or now is None or key not in questions:
            yield key, ""
            continue
        change = ScoreChange(as_number(before["value"]), as_number(now), day_of(before))
        yield key, change.told("higher" if key == GOAL_REACHED else "lower")


def _peg_in_words(workspace: Workspace) -> str:
    entries = [workspace.episode.answers.get(key) for key in PEG_ITEMS]
    fact = workspace.known(PEG_SCORE)
    if fact is None or not all(entry and workspace.is_of_this(entry) for entry in entries):
        return ""
    change = score_changes(workspace).get(PEG_SCORE)
    return f"{fact.short} {fact.value} {change.in_words if change else ''}".strip()
