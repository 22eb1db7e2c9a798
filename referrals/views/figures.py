"""What receivers answer: for those who keep the pathways, who belong to no practice."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.permissions import Permission, requires
from assessment.context import today
from guidelines.content import current_content
from guidelines.missing import needs_content
from referrals.figures import figures_of


@requires(Permission.CONTENT_EDIT)
@require_GET
@never_cache
@needs_content
def figures(request: HttpRequest) -> HttpResponse:
    return render(request, "referrals/counts/page.html", {"destinations": figures_of(current_content(), today())})
