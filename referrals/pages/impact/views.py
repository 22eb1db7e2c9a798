"""The pages that show the impact of a draft on patients before it is approved."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.pages.http import SignedInRequest
from accounts.sign_in.permissions import Permission, requires
from assessment.record.clock import today
from guidelines.in_force.content import current_content
from guidelines.models import Release
from guidelines.pages.editor.release.lookup import get_release_or_404
from guidelines.pages.guard import needs_content
from guidelines.publishing.consistency import Refused, check_together
from referrals.impact.in_practice import impact_in_practice
from referrals.impact.report import is_kept, report_of


@requires(Permission.CONTENT_EDIT)
@require_GET
@never_cache
@needs_content
def impact(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole page. What takes seconds is fetched by the page itself, or by following its link."""
    release = get_release_or_404(pk)
    is_part = bool(request.htmx)  # type: ignore[attr-defined]
    context: dict[str, object] = {
        "release": release,
        "in_force": current_content().releases.get(release.publication.key),
    }
    if is_part or "vis" in request.GET or is_kept(release, today()):
        context |= _worked_out(request, release)
    template = "referrals/impact/_report.html" if is_part else "referrals/impact/page.html"
    return render(request, template, context)


@requires(Permission.CONTENT_EDIT)
@require_GET
@never_cache
@needs_content
def summary(request: SignedInRequest, pk: int) -> HttpResponse:
    """The one sentence that stands where a release is approved."""
    release = get_release_or_404(pk)
    return render(request, "referrals/impact/_summary.html", {"release": release, **_report(release)})


def _report(release: Release) -> dict[str, object]:
    try:
        return {"report": report_of(release, today())}
    except Refused as refused:
        return {"refused": str(refused)}


def _worked_out(request: SignedInRequest, release: Release) -> dict[str, object]:
    """The report and, for whoever may see patients where they work, what it does to the open episodes there."""
    worked_out = _report(release)
    staff = request.staff  # type: ignore[attr-defined]
    if "report" in worked_out and staff and Permission.PATIENTS_VIEW in request.permissions:
        after = check_together(release)
        worked_out["practice"] = impact_in_practice(by=staff, before=current_content(), after=after, as_of=today())
    return worked_out
