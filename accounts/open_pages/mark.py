"""The mark of a page: for whom it was made, and in which practice. Every form of the page sends it back."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest

from accounts.models import User

# The hidden field of a form, and the header of what htmx sends.
FIELD, HEADER = "page_mark", "X-Page"
SALT = "accounts.page_mark"


@dataclass(frozen=True)
class PageOwner:
    """A person, and the practice that they worked in (None: in none)."""

    user_id: UUID
    practice_id: UUID | None


def mark_for(owner: PageOwner) -> str:
    """The signed mark of a page that is made for this person in this practice. It names nobody else, and no patient."""
    practice = owner.practice_id.bytes if owner.practice_id else b""
    return Signer(salt=SALT).sign(urlsafe_b64encode(owner.user_id.bytes + practice).decode().rstrip("="))


def owner_in(mark: str) -> PageOwner | None:
    """Whom a mark names; None if the program did not sign it."""
    try:
        value = Signer(salt=SALT).unsign(mark)
        raw = urlsafe_b64decode(value + "=" * (-len(value) % 4))
        return PageOwner(UUID(bytes=raw[:16]), UUID(bytes=raw[16:]) if raw[16:] else None)
    except (BadSignature, binascii.Error, ValueError):
        return None


def owner_now(request: HttpRequest) -> PageOwner | None:
    """Who asks, in which practice; None if nobody is signed in."""
    user = getattr(request, "user", None)
    staff = getattr(request, "staff", None)
    return PageOwner(user.pk, staff.practice_id if staff else None) if isinstance(user, User) else None


def mark_of(request: HttpRequest) -> str:
    """The mark of the pages that this request makes, worked out once; empty if nobody is signed in."""
    made: str | None = getattr(request, "_page_mark", None)
    if made is None:
        owner = owner_now(request)
        made = request._page_mark = mark_for(owner) if owner else ""  # type: ignore[attr-defined]
    return made


def owner_sent(request: HttpRequest) -> PageOwner | None:
    """Whose page sent this request; None if it does not say, or if its marks do not agree.

    A part of a page that was renewed after somebody else signed in carries another mark than the page around it.
    """
    header = request.headers.get(HEADER)
    sent = {*request.POST.getlist(FIELD), *([] if header is None else [header])}
    return owner_in(sent.pop()) if len(sent) == 1 else None
