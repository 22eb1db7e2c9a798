"""The types of a request after PracticeMiddleware; helpers that read identifiers and versions, and that send files."""

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

from accounts.models import Staff, User
from accounts.sign_in.permissions import Permission
from accounts.text.normal import is_whole_number

# In the session: the practice that is worked in, for whoever works in several.
CHOSEN_PRACTICE = "practice_id"


class SignedInRequest(HttpRequest):
    """Someone signed in, in a practice or in none."""

    user: User
    permissions: frozenset[Permission]


class PracticeRequest(HttpRequest):
    staff: Staff
    places: list[Staff]
    permissions: frozenset[Permission]
    htmx: HtmxDetails


def uuid_in(sent: str) -> UUID | None:
    """The identifier that was sent; None if it is not a UUID."""
    try:
        return UUID(sent)
    except ValueError:
        return None


def page_asked(request: HttpRequest) -> int:
    """Which page of a list is asked for; the first one for anything that is no number."""
    said = request.GET.get("side", "")
    return max(int(said), 1) if said.isascii() and said.isdecimal() and len(said) < 6 else 1


def identifier_sent(sent: str) -> UUID:
    """The identifier that a page chose for what it adds; a new one where nothing usable was sent."""
    return uuid_in(sent) or uuid4()


def version_sent(request: HttpRequest) -> int:
    """The version that a page was filled in on; 0, older than every version, where nothing usable was sent."""
    return version_in(request.POST.get("seen_version", ""))


def version_in(sent: str) -> int:
    """The version that was sent; 0, older than every version, if it is not a number."""
    return int(sent) if is_whole_number(sent) and len(sent) < 10 else 0


def inline_pdf(pdf: bytes | memoryview, name: str) -> HttpResponse:
    """A PDF to read in the browser. The name ends in a download's list of files: it must hold no CPR number."""
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(bytes(pdf), content_type="application/pdf", headers=headers)


def attachment(content: bytes | memoryview, content_type: str, name: str) -> HttpResponse:
    """A file to keep. The name ends in a download's list of files: it must hold no CPR number."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(bytes(content), content_type=content_type, headers=headers)
