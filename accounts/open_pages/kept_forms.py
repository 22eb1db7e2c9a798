"""Kept forms: a form that was sent when nobody was signed in is kept for its person, encrypted, half an hour, once."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import KeptForm, User
from accounts.open_pages.cipher import seal, unseal
from accounts.open_pages.mark import FIELD, PageOwner
from accounts.tenancy.person import person_context

LONGEST = timedelta(minutes=30)
MOST_BYTES = 64 * 1024
MOST_FORMS = 20
# In the session of whoever may have something of their own back: its identifier and time, nothing of the text.
WAITING = "kept_forms"
# In the address of a page that what was typed is to be put back on.
PUT_BACK = "skrevet"
# What a page that shows a form to be sent again sends along with it.
PERMIT = "sent_again"
Fields = list[tuple[str, str]]


@dataclass(frozen=True)
class Typed:
    """What a page sent: to which address, from which page, and its fields in their order."""

    address: str
    page: str
    fields: Fields
    has_file: bool = False


@dataclass(frozen=True)
class Kept:
    """What is kept, for whom and since when."""

    pk: UUID
    owner: PageOwner
    at: datetime
    typed: Typed


@dataclass(frozen=True)
class Waiting:
    """That something is kept, and when it was sent."""

    pk: UUID
    at: datetime


def typed_in(request: HttpRequest) -> Typed:
    """What was typed, without the page's own tokens, and without any password."""
    return Typed(
        address=request.get_full_path(),
        page=_page_of(request),
        fields=list(_fields_of(request)),
        has_file=bool(request.FILES),
    )


def _fields_of(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in request.POST.lists():
        if name not in ("csrfmiddlewaretoken", FIELD, PERMIT, "autosave") and "password" not in name:
            yield from ((name, value) for value in values)


def _page_of(request: HttpRequest) -> str:
    """The page that the form stood on: of this program, or else the address that it was sent to."""
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}):
        return request.path
    parts = urlsplit(came_from)
    # Two slashes would name another host.
    path = f"/{parts.path.lstrip('/')}"
    return f"{path}?{parts.query}" if parts.query else path


def keep(typed: Typed, *, by: PageOwner) -> KeptForm | None:
    """Keep what was typed for this person; None if it is too big, holds a file, or the person is not known.

    The same form of the same practice is kept once, as it was sent last. What is too old goes, whosever it is.
    """
    plain = json.dumps({**asdict(typed), "practice": by.practice_id and str(by.practice_id)}).encode()
    if len(plain) > MOST_BYTES or typed.has_file or not User.objects.filter(pk=by.user_id, is_active=True).exists():
        return None
    place = sha256(f"{by.practice_id} {urlsplit(typed.address).path}".encode()).hexdigest()
    now = timezone.now()
    values: dict[str, object] = {"sealed": seal(plain, user_id=by.user_id), "at": now}
    with person_context(by.user_id):
        KeptForm.objects.filter(at__lt=now - LONGEST).delete()
        kept, _ = KeptForm.objects.update_or_create(user_id=by.user_id, place=place, defaults=values)
        too_many = KeptForm.objects.filter(user=by.user_id).order_by("-at", "pk")[MOST_FORMS:]
        KeptForm.objects.filter(pk__in=[row.pk for row in too_many]).delete()
    return kept


def find(identifier: UUID, *, by: User) -> Kept | None:
    """What is kept for this person under this identifier; None if nothing is kept, or no longer."""
    with person_context(by.pk):
        row = KeptForm.objects.filter(pk=identifier, user=by, at__gte=timezone.now() - LONGEST).first()
    if row is None:
        return None
    plain = unseal(bytes(row.sealed), user_id=by.pk, seconds=int(LONGEST.total_seconds()))
    if plain is None:
        return None
    read: dict[str, Any] = json.loads(plain)
    practice = read.pop("practice")
    fields = [(name, value) for name, value in read.pop("fields")]
    return Kept(row.pk, PageOwner(by.pk, UUID(practice) if practice else None), row.at, Typed(fields=fields, **read))


def use_up(kept: Kept, request: HttpRequest) -> bool:
    """Take it away, for it is used once; False if another request was quicker."""
    with person_context(kept.owner.user_id):
        deleted, _ = KeptForm.objects.filter(pk=kept.pk, user=kept.owner.user_id).delete()
    forget(kept.pk, request)
    return bool(deleted)


def offer(form: KeptForm, request: HttpRequest) -> None:
    """Have the pages of this session say that something can be had back."""
    others = [each for each in request.session.get(WAITING, []) if each["id"] != str(form.pk)]
    request.session[WAITING] = [*others, {"id": str(form.pk), "at": form.at.isoformat()}][-MOST_FORMS:]


def forget(identifier: UUID, request: HttpRequest) -> None:
    """Say no more that this can be had back."""
    waiting = request.session.get(WAITING, [])
    left = [each for each in waiting if each["id"] != str(identifier)]
    if left != waiting:
        request.session[WAITING] = left


def offer_to_whoever_signs_in(*, request: HttpRequest, user: User, **_: object) -> None:
    """After a sign-in: what is kept for this person is offered on every page, until it is had back or too old."""
    with person_context(user.pk):
        rows = list(KeptForm.objects.filter(user=user, at__gte=timezone.now() - LONGEST).order_by("at"))
    for row in rows:
        offer(row, request)


def waiting_for(request: HttpRequest) -> list[Waiting]:
    """What this session can have back now, but for what the page that is asked for is given back already."""
    session = getattr(request, "session", None)
    offered = session.get(WAITING, []) if session is not None else []
    since = timezone.now() - LONGEST
    each = (Waiting(UUID(one["id"]), datetime.fromisoformat(one["at"])) for one in offered)
    given_back = request.GET.get(PUT_BACK, "")
    return [one for one in each if one.at >= since and str(one.pk) != given_back]
