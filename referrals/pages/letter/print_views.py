"""The letter as an HTML page for the browser's own print: if there is no PDF yet, or none can be made."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.models import AccessAction
from accounts.pages.http import PracticeRequest
from accounts.sign_in.permissions import Permission, requires
from guidelines.pages.guard import needs_content
from referrals.follow_up.access import get_letter
from referrals.letters.pdf import render_letter_html
from referrals.letters.signing import frozen_letter
from referrals.letters.writing import missing_parts
from referrals.pages.letter.views import prepare


@requires(Permission.REFERRAL_PREPARE)
@require_GET
@never_cache
@needs_content
def letter_print(request: PracticeRequest, letter_id: UUID) -> HttpResponse:
    """The signed letter as it was frozen; one in preparation as it would be, marked as a draft on every page.

    A draft without a receiver is not a letter yet: the page before the signature says what it lacks.
    """
    found = get_letter(by=request.staff, letter_id=letter_id, action=AccessAction.EXPORT)
    frozen = found.frozen
    if frozen is None:
        workspace, pathway = prepare(found)
        if missing_parts(found, pathway).receiver:
            return redirect("letter_check", found.pk)
        frozen = frozen_letter(found, workspace, pathway, by=request.staff, at=timezone.now())
    page = {"style": static("css/letter_screen.css"), "screen": found, "draft": found.signed_at is None}
    return HttpResponse(render_letter_html(frozen, **page))
