"""The pages of questions to doctors: ask, see what waits, answer, and pass the answer on."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.pages.http import PracticeRequest
from accounts.sign_in.permissions import Permission, requires
from assessment.advice.arrange import AdviceRow
from assessment.episode.frame import page_context
from assessment.episode.workspace import build_workspace
from assessment.inquiries.inquiry_lists import get_inquiry, inquiries_of, list_inquiries
from assessment.inquiries.shown_facts import facts_to_show
from assessment.inquiries.threads import (
    NotADoctorHere,
    NotToAnswer,
    StaleInquiry,
    answer_inquiry,
    ask_doctor,
    doctors_here,
    is_own,
    pass_on,
    take_back,
)
from assessment.models import Episode, Inquiry, InquiryStep
from assessment.pages.inquiries.forms import AnswerForm, AskForm, PassOnForm
from assessment.record.access import get_episode
from assessment.record.answers import answers_of
from assessment.record.clock import today
from assessment.record.consultations import EpisodeOver
from assessment.record.contacts import contact_now
from assessment.rules.keys import NEXT_FOLLOW_UP
from assessment.safety.thread_decisions import answer_danger
from guidelines.in_force.content import current_content
from guidelines.pages.guard import needs_content
from guidelines.vocabulary.model import TREATMENT_SECTION

SAVED = {
    InquiryStep.Kind.SEEN: gettext_lazy("It is marked as seen."),
    InquiryStep.Kind.CHANGING: gettext_lazy(
        "Change the treatment here. The question stands below, and goes back with what you change."
    ),
}


@requires(Permission.PATIENTS_VIEW)
@require_GET
@never_cache
def every(request: PracticeRequest) -> HttpResponse:
    """What waits in the practice: for a doctor, and for the patient to be told."""
    waiting, answered = list_inquiries(by=request.staff)
    context = {"waiting": waiting, "answered": answered, "today": today()}
    context["may_answer"] = Permission.INQUIRY_ANSWER in request.permissions
    return render(request, "assessment/inquiries/list.html", context)


@requires(Permission.INTAKE_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def of_episode(request: PracticeRequest, episode_id: UUID) -> HttpResponse:
    """The questions of one episode, and a form for one more, with the facts that go along."""
    episode = get_episode(by=request.staff, episode_id=episode_id, detail=_("questions to doctors"))
    workspace = build_workspace(episode, current_content(), today())
    form = AskForm(request.POST or None, doctors=doctors_here(request.staff), today=today())
    if request.method == "POST" and form.is_valid():
        try:
            inquiry = ask_doctor(
                by=request.staff,
                contact=contact_now(episode),
                text=form.cleaned_data["text"],
                answer_by=form.cleaned_data["answer_by"],
                doctor=form.doctor_chosen,
                shown=facts_to_show(workspace),
            )
        except EpisodeOver:
            form.add_error(None, _("The episode is ended. Open it again first; your question still stands here."))
        except NotADoctorHere:
            form.add_error("doctor", form.fields["doctor"].error_messages["invalid_choice"])
        else:
            to = str(inquiry.doctor) if inquiry.doctor else _("a doctor")
            messages.success(request, _("The question is sent to %(doctor)s.") % {"doctor": to})
            return redirect("inquiries_of_episode", episode.pk)
    context = page_context(workspace) | {
        "tab": "inquiries",
        "inquiries": inquiries_of(episode),
        "form": form,
        "shown": facts_to_show(workspace),
        "today": today(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessment/inquiries/of_episode.html", context, status=status)


@requires(Permission.PATIENTS_VIEW)
@require_GET
@never_cache
@needs_content
def one(request: PracticeRequest, inquiry_id: UUID) -> HttpResponse:
    """A question with the facts as they were shown, and everything that came of it."""
    return _page(request, get_inquiry(by=request.staff, inquiry_id=inquiry_id))


@requires(Permission.INQUIRY_ANSWER)
@require_POST
@never_cache
@needs_content
def answer(request: PracticeRequest, inquiry_id: UUID) -> HttpResponse:
    """A doctor's answer. What another answered meanwhile is kept as well, and said."""
    inquiry = get_inquiry(by=request.staff, inquiry_id=inquiry_id)
    form = _answer_form(inquiry, _prompt_of(inquiry), request.POST)
    if not form.is_valid():
        return _page(request, inquiry, answering=form, status=422)
    kind = form.cleaned_data["kind"]
    try:
        others = _keep_answer(request, inquiry, form.cleaned_data)
    except NotToAnswer:
        form.add_error(None, _("You have asked this yourself. Another doctor must answer it."))
        return _page(request, inquiry, answering=form, status=422)
    messages.success(request, SAVED.get(kind, _("The answer is sent.")))
    if form.cleaned_data.get("next_contact"):
        _say_follow_up(request, inquiry.episode)
    for step in others:
        said = {"name": str(step.recorded_by), "words": step.words}
        messages.info(request, _("Meanwhile %(name)s has written too: “%(words)s”. Both are kept.") % said)
    if kind == InquiryStep.Kind.SEEN:
        return redirect("home")
    if kind in (InquiryStep.Kind.CHANGES, InquiryStep.Kind.CHANGING):
        return redirect(f"{reverse('section', args=[inquiry.episode_id, TREATMENT_SECTION])}?spoergsmaal={inquiry.pk}")
    return redirect("inquiry", inquiry.pk)


def _keep_answer(request: PracticeRequest, inquiry: Inquiry, said: Mapping[str, Any]) -> list[InquiryStep]:
    answered = {"by": request.staff, "inquiry": inquiry, "text": said["text"], "seen": said["seen"]}
    answered["kind"] = said["kind"]
    if not inquiry.is_of_danger:
        return answer_inquiry(**answered)
    return answer_danger(**answered, next_contact=said["next_contact"], content=current_content(), as_of=today())


def _say_follow_up(request: PracticeRequest, episode: Episode) -> None:
    """Which day the next follow-up is, after a day was written: that one, or an earlier one that stands."""
    day = answers_of(episode, current_content().vocabulary).get(NEXT_FOLLOW_UP)
    if isinstance(day, date):
        messages.info(request, _("The next follow-up is %(day)s.") % {"day": f"{day:%d.%m.%Y}"})


def _prompt_of(inquiry: Inquiry) -> AdviceRow | None:
    """The safety prompt that what is dangerous was about, where it applies still."""
    if not inquiry.is_of_danger:
        return None
    workspace = build_workspace(inquiry.episode, current_content(), today())
    rows = (row for row in workspace.advice.safety if row.recommendation.version.recommendation_id == _about(inquiry))
    return next(rows, None)


def _about(inquiry: Inquiry) -> int:
    assert inquiry.decision, "it is about a decision under Safety"
    return inquiry.decision.recommendation_version.recommendation_id


def _answer_form(inquiry: Inquiry, prompt: AdviceRow | None, sent: QueryDict | None = None) -> AnswerForm:
    return AnswerForm(sent, inquiry=inquiry, today=today(), needs_day=prompt is not None)


@requires(Permission.INTAKE_EDIT)
@require_POST
@never_cache
@needs_content
def tell(request: PracticeRequest, inquiry_id: UUID) -> HttpResponse:
    """The patient was told; or whoever asked takes the question back."""
    inquiry = get_inquiry(by=request.staff, inquiry_id=inquiry_id)
    form = PassOnForm(request.POST)
    if not form.is_valid():
        return _page(request, inquiry, telling=form, status=422)
    text = form.cleaned_data["text"]
    try:
        if "take_back" in request.POST:
            take_back(by=request.staff, inquiry=inquiry, text=text)
            messages.success(request, _("The question is taken back."))
        else:
            pass_on(by=request.staff, inquiry=inquiry, text=text, seen=form.cleaned_data["seen"])
            messages.success(request, _("It is marked as passed on to the patient."))
    except NotToAnswer:
        form.add_error(None, _("Only the one who asked can take the question back."))
        return _page(request, inquiry, telling=form, status=422)
    except StaleInquiry:
        now = get_inquiry(by=request.staff, inquiry_id=inquiry_id)
        return _page(request, now, telling=form, status=409)
    return redirect("inquiries")


def _page(
    request: PracticeRequest,
    inquiry: Inquiry,
    *,
    answering: AnswerForm | None = None,
    telling: PassOnForm | None = None,
    status: int = 200,
) -> HttpResponse:
    number = len(inquiry.kinds)
    prompt = _prompt_of(inquiry)
    may_answer = Permission.INQUIRY_ANSWER in request.permissions and not is_own(request.staff, inquiry)
    context = {
        "inquiry": inquiry,
        "episode": inquiry.episode,
        "patient": inquiry.episode.patient,
        "answering": answering or (_answer_form(inquiry, prompt) if may_answer else None),
        "prompt": prompt,
        "telling": telling or PassOnForm(),
        "refused": answering or telling,
        "is_stale": status == 409,
        # A refused form has seen nothing newer than what it was filled in on; a stale one is shown it.
        "seen": request.POST.get("seen", "") if status == 422 else number,
        "may_take_back": inquiry.recorded_by_id == request.staff.pk
        and not number
        and inquiry.about == Inquiry.About.QUESTION,
        "today": today(),
    }
    return render(request, "assessment/inquiries/thread.html", context, status=status)
