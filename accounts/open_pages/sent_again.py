"""Lets a form that was shown to be sent again be taken from the person who typed it, after they have signed in again.

The token against forged requests is renewed by each sign-in, and the page that shows the form is from before it. Its
permit stands for it: signed, for half an hour, for just these fields, this address and this person's mark.
"""

import json
from hashlib import sha256

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from accounts.open_pages.kept_forms import LONGEST, PERMIT, Typed, typed_in
from accounts.open_pages.mark import FIELD, owner_now, owner_sent
from accounts.text.normal import normalise_text

SALT = "accounts.sent_again"


def permit_for(typed: Typed, mark: str) -> str:
    """What the page with the form sends along, so that the form is taken from the person of this mark."""
    return TimestampSigner(salt=SALT).sign(_digest(typed, mark))


def is_sent_again(request: HttpRequest) -> bool:
    """Whether this is such a form, unchanged, sent by the person whose page it is."""
    permit, mark = request.POST.get(PERMIT, ""), request.POST.get(FIELD, "")
    now = owner_now(request)
    if not permit or now is None or owner_sent(request) != now:
        return False
    try:
        permitted = TimestampSigner(salt=SALT).unsign(permit, max_age=LONGEST)
    except BadSignature:
        return False
    return constant_time_compare(permitted, _digest(typed_in(request), mark))


def _digest(typed: Typed, mark: str) -> str:
    # A browser sends what stood in a textarea with line ends of its own.
    fields = [[name, normalise_text(value)] for name, value in typed.fields]
    return sha256(json.dumps([mark, typed.address, fields]).encode()).hexdigest()
