"""The pages of a letter, and what their forms send."""

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from referrals.models import Letter

SignIn = Callable[..., Client]


def at(name: str, letter: Letter) -> str:
    return reverse(name, args=[letter.pk])


def filled(letter: Letter, **changes: Any) -> dict[str, Any]:
    """What the browser sends for the letter as it stands, with changes."""
    texts = {key: part["text"].replace("\n", "\r\n") for key, part in letter.sections.items()}
    return {"planning_area": letter.planning_area, "seen_version": str(letter.version), **texts} | changes


def seen_version(response: HttpResponse) -> str:
    found = re.search(r'name="seen_version" value="(\d+)"', response.content.decode())
    assert found, "the form does not say which version it shows"
    return found[1]


def sign_form(response: HttpResponse) -> dict[str, str]:
    return {"seen_version": seen_version(response), "checked": "on", "consent": "on", "not_asked": "on"}
