"""The first page of a clinician: the list of the day. And what is said there of a duty: whose it is, and put off."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Role
from accounts.pages.http import PracticeRequest, page_asked, uuid_in
from accounts.sign_in.permissions import Permission, requires
from assessment.inquiries.threads import NotADoctorHere, doctors_here
from assessment.record.clock import hour_now, today
from assessment.rules.line_words import clock
from guidelines.in_force.content import current_content
from guidelines.pages.guard import needs_content
from referrals.duties.acts import (
    DutyGone,
    DutyStays,
    DutyTaken,
    decline_follow_up,
    duty_to_act_on,
    fault_in_declining,
    limit_of,
    put_off,
    take_over,
)
from referrals.duties.places import Place, Whose
from referrals.duties.reasons import REASONS
from referrals.duties.todays_list import MOST_PRINTED, MOST_SHOWN, list_of_today
from referrals.pages.today.duty_rows import CHOICES, address_to_print, choices_of, groups_of, pages_of, sum_of
from referrals.pages.today.forms import DeclineForm, PutOffForm


@requires(Permission.SIGNED_IN)
@require_GET
@never_cache
def home(request: PracticeRequest) -> HttpResponse:
    """The list of the day; whoever sees no patients begins with the guidelines."""
    if Permission.PATIENTS_VIEW not in request.permissions:
        if Permission.GUIDELINES_VIEW in request.permissions:
            return redirect("guidelines")
        return render(request, "accounts/sign_in/no_place.html")
    return _todays_list(request)


@needs_content
def _todays_list(request: PracticeRequest) -> HttpResponse:
    said, is_printed = request.GET.get("hvis", ""), "udskriv" in request.GET
    listed = list_of_today(
        by=request.staff,
        content=current_content(),
        as_of=today(),
        whose=next((whose for whose in Whose if whose == said), Whose.EVERYBODYS),
        unfolded=[place for place in Place if is_printed or place.name.lower() in request.GET.getlist("vis")],
        page=page_asked(request),
        most=MOST_PRINTED if is_printed else MOST_SHOWN,
    )
    context = {
        "as_of": listed.as_of,
        "choices": choices_of(listed),
        "groups": groups_of(listed, request.staff),
        "pages": pages_of(listed),
        "total": listed.total,
        "sum": sum_of(listed),
        "is_behind": listed.is_behind,
        "whose": CHOICES[listed.whose],
        "print": "" if is_printed else address_to_print(listed),
        "hour": clock(hour_now()),
    }
    return render(request, "referrals/today/list.html", context)


@requires(Permission.INTAKE_EDIT)
@require_POST
@needs_content
def take(request: PracticeRequest) -> HttpResponse:
    """A duty is taken over; of one that is another's by now it is said whose."""
    duty_id, _colon, owner = request.POST.get("duty", "").partition(":")
    try:
        duty = take_over(by=request.staff, duty_id=_duty_in(duty_id), seen_owner=uuid_in(owner))
    except DutyGone:
        return _gone(request)
    except DutyTaken as taken:
        name = taken.by or _("somebody else")
        messages.warning(request, _("The duty is with %(name)s by now. Nothing was changed.") % {"name": name})
    else:
        messages.success(request, _("You have taken it over: %(patient)s.") % {"patient": duty.episode.patient.name})
    return redirect("home")


@requires(Permission.INTAKE_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def postpone(request: PracticeRequest) -> HttpResponse:
    """A duty is put off until a day, with the reason."""
    sent = request.POST if request.method == "POST" else None
    try:
        duty = duty_to_act_on(_duty_in((sent or request.GET).get("duty", "")))
        form = PutOffForm(sent, as_of=today(), limit=limit_of(duty, request.staff, today()))
        if sent and form.is_valid():
            try:
                put_off(by=request.staff, duty_id=duty.pk, **form.cleaned_data, as_of=today())
            except DutyStays as stays:
                form.add_error("until", str(stays))
            else:
                day = f"{form.cleaned_data['until']:%d.%m.%Y}"
                messages.success(request, _("It is put off until %(day)s.") % {"day": day})
                return redirect("home")
    except DutyGone:
        return _gone(request)
    words = REASONS[duty.reason].sentence(duty.words)
    context = {"form": form, "duty": duty.pk, "patient": duty.episode.patient.name, "words": words}
    return render(request, "referrals/today/put_off.html", context, status=422 if sent else 200)


@requires(Permission.INTAKE_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def decline(request: PracticeRequest) -> HttpResponse:
    """The patient does not wish the follow-up: the reason, and which doctor is told."""
    sent = request.POST if request.method == "POST" else None
    doctors = [] if request.staff.role == Role.GP else doctors_here(request.staff)
    try:
        duty = duty_to_act_on(_duty_in((sent or request.GET).get("duty", "")))
        if sent is None and (first := fault_in_declining(duty, today())):
            messages.warning(request, first)
            return redirect("home")
        form = DeclineForm(sent, doctors=doctors, initial={"day": duty.day})
        if sent and form.is_valid():
            said = {"because": form.cleaned_data["because"], "seen_day": form.cleaned_data["day"]}
            try:
                act = decline_follow_up(
                    by=request.staff,
                    duty_id=duty.pk,
                    **said,
                    doctor=form.doctor_chosen,
                    content=current_content(),
                    as_of=today(),
                )
            except DutyStays as stays:
                form.add_error(None, str(stays))
            except NotADoctorHere:
                form.add_error("doctor", _("That doctor does not work here any more. Choose another."))
            else:
                words = _("It is noted. The follow-up is on the list again on %(day)s.")
                messages.success(request, words % {"day": f"{act.until:%d.%m.%Y}"})
                return redirect("home")
    except DutyGone:
        return _gone(request)
    context = {"form": form, "duty": duty.pk, "patient": duty.episode.patient.name}
    return render(request, "referrals/today/decline.html", context, status=422 if sent else 200)


def _duty_in(said: str) -> UUID:
    """The identifier that the page says. Raises DutyGone for anything else."""
    identifier = uuid_in(said)
    if identifier is None:
        raise DutyGone
    return identifier


def _gone(request: PracticeRequest) -> HttpResponse:
    messages.warning(request, _("That is not on the list any more: somebody has seen to it, or it has changed."))
    return redirect("home")
