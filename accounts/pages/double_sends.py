"""Makes a form that adds something add it only once: sent again, it gets the answer of the first time."""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.messages import WARNING, get_messages
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.models import LandedForm, User
from accounts.open_pages.mark import FIELD
from accounts.pages.http import uuid_in
from accounts.sign_in.permissions import View

# A form's key, or that of a button which adds something in a form that saves itself.
KEY, KEY_OF_BUTTON = "once", "print"
# What a page's frame sends along says nothing of what was typed.
FRAME = frozenset({KEY, FIELD, "csrfmiddlewaretoken"})
# What a page saves while it is left: the cookie names that save to the page that is asked for next.
LEAVING = "leaving"
LOOK_EVERY = 0.05


def answer_once(
    request: HttpRequest, view: View, args: tuple[object, ...], kwargs: dict[str, object]
) -> HttpResponse | None:
    """The view's answer to a form that carries a key; the first one's, if the same form has landed before.

    None if the form carries no key: the view is then called as usual. Sent again with something else it is asked
    about: nothing is written twice, and nothing that was typed is dropped in silence.
    """
    if not isinstance(request.user, User) or not hasattr(view, "required_permission"):
        return None
    if request.method == "GET":
        wait_for_what_is_left(request)
    elif "autosave" in request.POST and (left := uuid_in(request.POST.get(KEY, ""))):
        return _answer_leaving(request, _identifier(request, left, LEAVING), lambda: view(request, *args, **kwargs))
    key = key_of(request)
    return _land(request, request.user, key, lambda: view(request, *args, **kwargs)) if key else None


def _land(request: HttpRequest, user: User, key: UUID, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer to a form with this key: given once, in one transaction with what it writes."""
    identifier = _identifier(request, key, request.get_full_path())
    content = digest_of(request)
    with nullcontext() if connection.in_atomic_block else transaction.atomic():
        before = LandedForm.objects.claim(user=user, identifier=identifier)
        if before.location:
            return redirect(before.location) if before.content == content else _ask(request, before.location)
        response = answer()
        if response.status_code >= 500:
            transaction.set_rollback(True)
        elif has_landed(request, response):
            LandedForm.objects.land(identifier=identifier, content=content, location=response["Location"])
        return response


def key_of(request: HttpRequest) -> UUID | None:
    """The key of a form that was sent by a press; what a page saves by itself is guarded by its version."""
    if request.method != "POST" or request.htmx or "autosave" in request.POST:  # type: ignore[attr-defined]
        return None
    return uuid_in(request.POST.get(KEY) or request.POST.get(KEY_OF_BUTTON, ""))


def _identifier(request: HttpRequest, key: UUID, address: str) -> UUID:
    staff = request.staff  # type: ignore[attr-defined]
    practice_id = staff.practice_id if staff else None
    return LandedForm.identifier(key=key, user=request.user, practice_id=practice_id, address=address)  # type: ignore[arg-type]


def _answer_leaving(request: HttpRequest, identifier: UUID, answer: Callable[[], HttpResponse]) -> HttpResponse:
    """What a page saves while it is left, with a mark that it is dealt with, in the same transaction."""
    LandedForm.objects.claim(user=request.user, identifier=identifier)  # type: ignore[arg-type]
    response = answer()
    LandedForm.objects.land(identifier=identifier, content=LEAVING, location="")
    return response


def wait_for_what_is_left(request: HttpRequest) -> None:
    """A page that is loaded right after typing waits for what the one before it is still saving, but not for long."""
    key = uuid_in(request.COOKIES.get(LEAVING, ""))
    if key is None:
        return
    identifier, end = _identifier(request, key, LEAVING), time.monotonic() + settings.LONGEST_WAIT_FOR_WHAT_IS_LEFT
    while not LandedForm.objects.is_done(identifier) and time.monotonic() < end:
        time.sleep(LOOK_EVERY)


def has_landed(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the form did what it was sent for: it leads on, and nothing is said to be wrong."""
    said = getattr(get_messages(request), "_queued_messages", [])
    return 300 <= response.status_code < 400 and not any(message.level >= WARNING for message in said)


def digest_of(request: HttpRequest) -> str:
    """A digest of everything that the form says, in any order of its fields."""
    digest = hashlib.sha256()
    for name, values in sorted(request.POST.lists()):
        if name not in FRAME:
            digest.update(f"{name!r} {values!r}\n".encode())
    for name in sorted(request.FILES):
        file = request.FILES[name]
        assert isinstance(file, UploadedFile)
        digest.update(f"{name!r} {file.name!r}\n".encode())
        for chunk in file.chunks():
            digest.update(chunk)
        file.seek(0)
    return digest.hexdigest()


def _ask(request: HttpRequest, location: str) -> HttpResponse:
    """Something else from a page that has landed: whether that is to be saved too."""
    context = {"location": location, "key": uuid4(), "has_files": bool(request.FILES), "fields": list(_typed(request))}
    return render(request, "accounts/sent_twice/ask.html", context, status=409)


def _typed(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in request.POST.lists():
        if name not in FRAME:
            yield from ((name, str(value)) for value in values)
