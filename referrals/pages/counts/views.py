"""The page that counts what receivers answer, for those who keep the pathways and belong to no practice."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.sign_in.permissions import Permission, requires
from assessment.record.clock import today
from guidelines.in_force.content import current_content
from guidelines.pages.guard import needs_content
from referrals.follow_up.counts import figures_of


@requires(Permission.CONTENT_EDIT)
@require_GET
@never_cache
@needs_content
def figures(request: HttpRequest) -> HttpResponse:
    return render(request, "referrals/counts/page.html", {"destinations": figures_of(current_content(), today())})
