"""What stands at the top of every page is written once for a role; whose page it is, is filled in each time."""

import re

from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import Staff
from accounts.templatetags.frame import HEADER
from tests.support.http.forms import parsed
from tests.support.records.cast import Cast


def header_of(staff: Staff) -> str:
    client = Client()
    client.force_login(staff.user)
    (header,) = parsed(client.get(reverse("home"))).iter("header")
    return " ".join("".join(header.itertext()).split())


def test_everyone_sees_their_own_name_role_and_practice(cast: Cast) -> None:
    """One after the other, twice. Tried: the name of whoever came first for all."""
    for _ in range(2):
        for staff in (cast.gp, cast.gp2, cast.nurse, cast.gp_b):
            said = header_of(staff)
            assert f"{staff.user.name}{staff.get_role_display()}, {staff.practice.name}" in said
            others = {cast.gp, cast.gp2, cast.nurse, cast.gp_b} - {staff}
            assert not [other for other in others if f"{other.user.name}{other.get_role_display()}" in said]


def test_what_is_kept_of_it_is_the_same_for_two_in_one_role(cast: Cast) -> None:
    """In two practices, with two tokens. Tried: the person's name as part of the shape."""
    HEADER._text.cache_clear()
    for staff in (cast.gp2, cast.gp_b, cast.gp2):
        header_of(staff)
    assert HEADER._text.cache_info().misses == 1


def test_the_search_for_a_patient_has_a_label_that_is_seen(cast: Cast) -> None:
    """Tried: one for screen readers alone."""
    client = Client()
    client.force_login(cast.gp.user)
    (label,) = (one for one in parsed(client.get(reverse("home"))).iter("label") if one.get("for") == "search-patient")
    assert (label.text, label.get("class")) == ("Patient", None)


def test_nobody_signed_in_sees_no_menu_and_no_search() -> None:
    page = Client().get(reverse("account_login")).content.decode()
    assert reverse("patients_find") not in page
    assert reverse("account_logout") not in page


def test_what_is_fetched_ahead_is_what_the_stylesheet_sets_pages_in() -> None:
    """Otherwise a browser fetches it twice. Tried: another part of the typeface ahead."""
    style = (settings.BASE_DIR / "static" / "css" / "clinic.css").read_text(encoding="utf-8")
    parts = set(re.findall(r"fonts/([^\"]+)\"\) format", style))
    page = parsed(Client().get(reverse("account_login")))
    ahead = [link.get("href") or "" for link in page.iter("link") if link.get("rel") == "preload"]
    assert len(ahead) == 2
    for address in ahead:
        name = re.sub(r"\.[0-9a-f]{12}\.woff2$", ".woff2", address.partition("/fonts/")[2])
        assert name in parts


def test_a_state_in_words_wraps_on_a_narrow_screen() -> None:
    """Who waits for whom was cut off, and made the page wider than the screen. Tried: on one line always."""
    style = (settings.BASE_DIR / "static" / "css" / "clinic.css").read_text(encoding="utf-8")
    (rule,) = re.findall(r"^\.state \{(.*)\}$", style, re.MULTILINE)
    assert "nowrap" not in rule
    assert "max-width: 100%" in rule
