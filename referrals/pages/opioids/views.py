"""The page of the practice's opioids."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.pages.http import PracticeRequest, uuid_in
from accounts.sign_in.permissions import Permission, requires
from assessment.record.clock import today
from assessment.treatments.opioid_follow_up import STATES
from guidelines.in_force.content import current_content
from guidelines.pages.guard import needs_content
from referrals.duties.opioids import note_of, opioids_of_practice


@requires(Permission.PATIENTS_VIEW)
@require_GET
@never_cache
@needs_content
def opioids(request: PracticeRequest) -> HttpResponse:
    found = opioids_of_practice(by=request.staff, content=current_content(), as_of=today())
    asked = uuid_in(request.GET.get("notat", ""))
    noted = next((one for one in found if one.episode.pk == asked), None)
    lines = [{"of": one, "state": STATES[one.course.due.state]} for one in found]
    context = {"lines": lines, "noted": noted, "text": note_of(noted) if noted else ""}
    return render(request, "referrals/opioids/list.html", context)
