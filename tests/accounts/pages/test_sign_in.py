"""Signing in and out, the password, and what the sign-in page says and does not offer."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import SecurityEvent, SecurityEventKind, User
from accounts.sign_in.demo_accounts import demo_sign_ins
from tests.support.records.cast import PASSWORD, Cast

LOGIN = reverse("account_login")
NEW_PASSWORD = "another long password"
DEMO = """
password: shared-by-all
practices:
  - {key: a, name: "Klinik <A>"}
accounts:
  - {name: "Demolæge", email: laege@demo.example, role: gp, practice: a, manager: true}
  - {name: "Demoredaktør", email: redaktoer@demo.example, role: content administrator}
"""


@pytest.fixture(autouse=True)
def no_rate_limits() -> None:
    """Attempts of other tests do not count."""
    cache.clear()


@pytest.fixture
def demo_file(tmp_path: Path, settings: Settings) -> Path:
    settings.DEMO, settings.FIXTURES_DIR = True, tmp_path
    path = tmp_path / "demo.yaml"
    path.write_text(DEMO, encoding="utf-8")
    return path


def enter(client: Client, email: str, password: str, query: str = "") -> Any:
    return client.post(LOGIN + query, {"login": email, "password": password})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.django_db
def test_the_page_says_what_the_program_is(client: Client) -> None:
    response = client.get(LOGIN)
    assertContains(response, _("The program advises. The clinician decides."))
    warning = _("It is not CE-marked as a medical device and must not be used for patients until it has been assessed.")
    assertContains(response, escape(warning))
    assertContains(response, _("Forgotten? Ask the practice manager."))


@pytest.mark.django_db
def test_nobody_can_sign_up_or_ask_for_a_mail(client: Client) -> None:
    page = client.get(LOGIN)
    for name in ("account_signup", "account_reset_password"):
        assertNotContains(page, reverse(name))
        assert client.get(reverse(name)).status_code != 200


def test_the_right_password_signs_in(cast: Cast, client: Client) -> None:
    assertRedirects(enter(client, cast.gp.user.email, PASSWORD), reverse("home"))
    assert is_signed_in(client)


def test_after_signing_in_the_page_that_was_asked_for_is_shown(cast: Cast, client: Client) -> None:
    asked = client.get(reverse("guidelines"))
    assert asked.status_code == 302
    assertContains(client.get(asked["Location"]), f'value="{reverse("guidelines")}"')
    query = "?next=" + reverse("guidelines")
    assertRedirects(enter(client, cast.nurse.user.email, PASSWORD, query), reverse("guidelines"))


def test_another_site_is_never_shown_after_signing_in(cast: Cast, client: Client) -> None:
    assertRedirects(enter(client, cast.nurse.user.email, PASSWORD, "?next=https://evil.example/"), reverse("home"))


@pytest.mark.parametrize("email", ["gp@test.example", "unknown@test.example"])
def test_a_wrong_password_and_an_unknown_address_look_the_same(email: str, cast: Cast, client: Client) -> None:
    response = enter(client, email, "wrong and secret")
    assertContains(response, 'id="error-summary"')
    assertContains(response, f'value="{email}"')
    assertNotContains(response, "wrong and secret")
    assert response.context["form"].non_field_errors()
    assert not is_signed_in(client)


@pytest.mark.django_db
def test_empty_fields_are_named_in_the_summary_and_at_the_field(client: Client) -> None:
    response = enter(client, "", "")
    assertContains(response, 'href="#id_login"')
    assertContains(response, 'href="#id_password"')
    assertContains(response, "errorlist", count=2)


def test_a_closed_sign_in_is_told_whom_to_ask(cast: Cast, client: Client) -> None:
    User.objects.filter(pk=cast.nurse.user_id).update(is_active=False)
    response = client.post(LOGIN, {"login": cast.nurse.user.email, "password": PASSWORD}, follow=True)
    assertContains(response, _("The sign-in is closed"))
    assert not is_signed_in(client)


def test_signing_out_is_asked_about_and_done_by_post(gp_client: Client) -> None:
    page = gp_client.get(reverse("account_logout"))
    assertContains(page, f'action="{reverse("account_logout")}"')
    assert is_signed_in(gp_client)
    assertRedirects(gp_client.post(reverse("account_logout")), LOGIN)
    assert not is_signed_in(gp_client)


def change_password(client: Client, old: str, new: str, again: str) -> Any:
    values = {"oldpassword": old, "password1": new, "password2": again}
    return client.post(reverse("account_change_password"), values)


def test_the_password_can_be_changed(cast: Cast, gp_client: Client) -> None:
    assertContains(gp_client.get(reverse("account_change_password")), 'name="password2"')
    assert change_password(gp_client, PASSWORD, NEW_PASSWORD, NEW_PASSWORD).status_code == 302
    cast.gp.user.refresh_from_db()
    assert cast.gp.user.check_password(NEW_PASSWORD)


@pytest.mark.parametrize(
    ("old", "new", "again", "field"),
    [
        ("wrong", NEW_PASSWORD, NEW_PASSWORD, "oldpassword"),
        (PASSWORD, "short", "short", "password1"),
        (PASSWORD, NEW_PASSWORD, "something else here", "password2"),
    ],
)
def test_a_password_that_cannot_be_used_is_said_at_its_field(
    old: str, new: str, again: str, field: str, cast: Cast, gp_client: Client
) -> None:
    response = change_password(gp_client, old, new, again)
    assertContains(response, f'href="#id_{field}"')
    assert list(response.context["form"].errors) == [field]
    cast.gp.user.refresh_from_db()
    assert cast.gp.user.check_password(PASSWORD)


def test_one_is_asked_for_the_password_again(gp_client: Client) -> None:
    page = reverse("account_reauthenticate")
    assertContains(gp_client.get(page + "?next=/praksis/"), 'value="/praksis/"')
    wrong = gp_client.post(page, {"password": "wrong"})
    assertContains(wrong, 'href="#id_password"')
    assertRedirects(gp_client.post(page, {"password": PASSWORD, "next": "/praksis/"}), "/praksis/")


def test_who_belongs_nowhere_is_told_what_to_do(cast: Cast, sign_in: Callable[..., Client]) -> None:
    response = sign_in(cast.nobody).get(reverse("home"))
    assertContains(response, escape(_("You are signed in, but belong to no practice")))
    assertContains(response, cast.nobody.email)
    assertNotContains(response, reverse("guidelines"))


@pytest.mark.django_db
def test_the_demo_lists_its_sign_ins(demo_file: Path, client: Client) -> None:
    response = client.get(LOGIN)
    for text in ("laege@demo.example", "redaktoer@demo.example", "shared-by-all", "Klinik &lt;A&gt;"):
        assertContains(response, text)
    assertContains(response, _("content administrator"))


@pytest.mark.django_db
def test_outside_the_demo_no_sign_in_is_listed(demo_file: Path, settings: Settings, client: Client) -> None:
    settings.DEMO = False
    response = client.get(LOGIN)
    assertNotContains(response, "laege@demo.example")
    assertNotContains(response, "shared-by-all")
    assert demo_sign_ins() is None


@pytest.mark.django_db
def test_without_the_demo_file_the_page_points_to_the_readme(demo_file: Path, client: Client) -> None:
    demo_file.unlink()
    assertContains(client.get(LOGIN), "README.md")


def test_roles_practices_and_managers_of_the_demo(demo_file: Path) -> None:
    signs_in = demo_sign_ins()
    assert signs_in is not None
    doctor, editor = signs_in.accounts
    assert (doctor.practice, doctor.is_manager, str(doctor.role)) == ("Klinik <A>", True, _("General practitioner"))
    assert (editor.practice, editor.is_manager, str(editor.role)) == ("", False, _("content administrator"))
    demo_file.write_text(DEMO.replace("shared-by-all", "changed later"), encoding="utf-8")
    changed = demo_sign_ins()
    assert changed is not None
    assert changed.password == "changed later"


def test_a_browser_forgets_what_it_has_kept_when_somebody_signs_out(cast: Cast, gp_client: Client) -> None:
    """Tried: the header on every answer, and on none."""
    assert not gp_client.get(reverse("home")).has_header("Clear-Site-Data")
    assert gp_client.post(reverse("account_logout"))["Clear-Site-Data"] == '"cache", "storage"'


def test_what_happens_at_the_door_is_written_down(cast: Cast, client: Client) -> None:
    """In a table that is only ever added to, without a word that was typed. Tried: each of the calls left out."""
    login, who = cast.nurse.user.email, cast.nurse.user
    before = SecurityEvent.objects.count()
    enter(client, login, "wrong")
    enter(client, "nobody@klinik.example", "wrong")
    enter(client, login, PASSWORD)
    client.post(reverse("account_reauthenticate"), {"password": "wrong"})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.get(reverse("practice"))
    client.post(reverse("account_logout"))
    found = list(SecurityEvent.objects.order_by("pk")[before:])
    kinds = SecurityEventKind
    assert [(event.kind, event.user) for event in found] == [
        (kinds.WRONG_PASSWORD, who),
        (kinds.WRONG_PASSWORD, None),
        (kinds.SIGNED_IN, who),
        (kinds.WRONG_PASSWORD, who),
        (kinds.CONFIRMED, who),
        (kinds.REFUSED, who),
        (kinds.SIGNED_OUT, who),
    ]
    assert {event.detail for event in found} == {"", "practice"}
    assert {event.address for event in found} == {"127.0.0.1"}


def test_the_database_says_when_it_happened_and_takes_nothing_back(cast: Cast) -> None:
    """Tried: without the trigger that sets the time; with the right to change a row."""
    long_ago = timezone.now() - timedelta(days=400)
    with mock.patch("django.utils.timezone.now", return_value=long_ago):
        event = SecurityEvent(kind=SecurityEventKind.SIGNED_IN, user=cast.gp.user)
        event.save()
    event.refresh_from_db()
    assert event.at > timezone.now() - timedelta(minutes=5)
    for write in (event.delete, lambda: SecurityEvent.objects.filter(pk=event.pk).update(detail="x")):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


def test_a_manager_sees_what_happened_with_the_staff_s_sign_ins(cast: Cast, gp_client: Client, client: Client) -> None:
    """Of this practice only. Tried: the events of everybody."""
    enter(client, cast.nurse.user.email, "wrong")
    enter(client, cast.gp_b.user.email, "wrong")
    page = gp_client.get(reverse("practice"))
    assert cast.nurse.user in {event.user for event in page.context["events"]}
    assert cast.gp_b.user not in {event.user for event in page.context["events"]}
