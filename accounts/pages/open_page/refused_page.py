"""The page that says why nothing was saved, with what was typed still in it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.models import Practice, User
from accounts.open_pages.kept_forms import Typed
from accounts.open_pages.mark import PageOwner, mark_for, mark_of, owner_now
from accounts.open_pages.sent_again import permit_for
from accounts.pages.open_page.labels import labelled

# Why a page is shown: each has its words in the template.
SIGNED_OUT, OUT_OF_DATE, OF_ANOTHER = "signed_out", "out_of_date", "of_another"
UNMARKED, NO_ROOM = "unmarked", "no_room"


def show_refusal(
    request: HttpRequest, typed: Typed | None, *, status: int, why: str, owner: PageOwner | None = None
) -> HttpResponse:
    """What was typed, to read, and to send again where that can help; nothing of it where `typed` is None.

    `owner` is whose page it was; None if the page does not say.
    """
    context: dict[str, object] = {"typed": typed, "why": why, "mark": mark_for(owner) if owner else mark_of(request)}
    if typed:
        context["texts"] = [each for each in typed.fields if _is_text(each[1])]
        context["others"] = list(labelled(typed.address, (each for each in typed.fields if not _is_text(each[1]))))
        context["may_send"] = why != UNMARKED and not typed.has_file
        context["permit"] = permit_for(typed, str(context["mark"]))
    now = owner_now(request)
    if why == OF_ANOTHER and owner and now:
        context |= {"whose": whose(request, owner), "is_same_person": owner.user_id == now.user_id}
        context["practice_id"] = owner.practice_id
    return render(request, "accounts/kept/held.html", context, status=status)


def _is_text(value: str) -> bool:
    """Something that was written, and neither chosen nor set by the page."""
    return any(character.isspace() for character in value)


def whose(request: HttpRequest, owner: PageOwner) -> str:
    """Who is signed in, whose the page is, and what to do about it."""
    now = owner_now(request)
    assert now is not None
    assert isinstance(request.user, User)
    names = {"here": _name_of(now.practice_id), "there": _name_of(owner.practice_id)}
    if owner.user_id == now.user_id:
        words = _("You now work in %(here)s. The page belongs to %(there)s. Change practice, and send it again.")
        return words % names
    person = User.objects.filter(pk=owner.user_id).first()
    words = _(
        "You are now signed in as %(now)s, %(here)s. The page belongs to %(person)s, %(there)s. "
        "Only %(person)s can save it: sign in as %(person)s, and send it again."
    )
    return words % (names | {"now": request.user.name, "person": person or _("somebody else")})


def _name_of(practice_id: UUID | None) -> str:
    found = Practice.objects.filter(pk=practice_id).first() if practice_id else None
    return found.name if found else _("no practice")
