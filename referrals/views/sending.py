"""The signed letter: to read, to hand out, to replace."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.http import PracticeRequest, inline_pdf
from accounts.models import AccessAction
from accounts.permissions import Permission, requires
from referrals.access import get_letter
from referrals.models import Letter
from referrals.signing import new_version


def signed_page(request: PracticeRequest, found: Letter) -> HttpResponse:
    """The signed letter. What someone was still writing when it was signed is shown, to be copied."""
    frozen = found.frozen or {"sections": []}
    unsaved = [
        {"title": section["title"], "text": request.POST[section["key"]]}
        for section in frozen["sections"]
        if section["key"] in request.POST and request.POST[section["key"]].replace("\r\n", "\n") != section["text"]
    ]
    context = {
        "letter": found,
        "patient": found.referral.episode.patient,
        "episode": found.referral.episode,
        "versions": _versions(found),
        "unsaved": unsaved,
        "refused": request.method == "POST",
    }
    return render(request, "referrals/signed.html", context, status=409 if request.method == "POST" else 200)


def _versions(found: Letter) -> list[Letter]:
    return list(found.referral.letters.defer("pdf", "frozen", "sections").order_by("-number"))


@requires(Permission.REFERRAL_PREPARE)
@require_GET
@never_cache
def pdf(request: PracticeRequest, letter_id: UUID) -> HttpResponse:
    """The signed PDF, byte for byte as it was signed. The file name holds no CPR number."""
    found = get_letter(by=request.staff, letter_id=letter_id, action=AccessAction.EXPORT)
    if not found.signed_at or found.pdf is None:
        raise Http404
    return inline_pdf(found.pdf, f"henvisning-{str(found.pk)[:8]}-v{found.number}.pdf")


@requires(Permission.REFERRAL_PREPARE)
@require_POST
def replace(request: PracticeRequest, letter_id: UUID) -> HttpResponse:
    """Begin a new version of a signed letter."""
    found = get_letter(by=request.staff, letter_id=letter_id)
    return redirect("letter", new_version(by=request.staff, letter=found).pk)
