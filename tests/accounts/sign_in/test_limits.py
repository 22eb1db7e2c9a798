"""How often a password may be guessed, and that nobody else is kept out by it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from accounts.models import AccessLogEntry, SignInTry
from accounts.sign_in import limits
from accounts.sign_in.adapter import MOST_WRONG_PASSWORDS
from accounts.sign_in.limits import FIRST_WAIT, FREE_TRIES, LONGEST_WAIT, begin_try, end_try, wait_after
from accounts.tenancy.context import practice_context
from tests.support.records.cast import PASSWORD, Cast

LOGIN = reverse("account_login")
NOW = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
HERE, THERE = "192.0.2.1", "198.51.100.7"


def enter(client: Client, login: str, password: str, address: str = HERE, **headers: str) -> Any:
    return client.post(LOGIN, {"login": login, "password": password}, REMOTE_ADDR=address, **headers)


def fail(times: int, login: str = "gp@test.example", address: str = HERE, at: datetime = NOW) -> None:
    for _ in range(times):
        assert begin_try(login=login, address=address, now=at) == timedelta()


def test_waits_double_up_to_a_quarter_of_an_hour() -> None:
    waits = [int(wait_after(failures).total_seconds()) for failures in (0, 4, 5, 6, 7, 9, 10, 40)]
    assert waits == [0, 0, 30, 60, 120, 480, 900, 900]


@pytest.mark.django_db
def test_whoever_guesses_waits_and_nobody_else() -> None:
    """Tried: by the account alone; by the address alone; a wait that counts as a try."""
    fail(FREE_TRIES)
    assert begin_try(login="GP@test.example ", address=HERE, now=NOW) == FIRST_WAIT
    assert begin_try(login="gp@test.example", address=HERE, now=NOW) == FIRST_WAIT
    assert begin_try(login="gp@test.example", address=THERE, now=NOW) == timedelta()
    assert begin_try(login="nurse@test.example", address=HERE, now=NOW) == timedelta()
    later = NOW + FIRST_WAIT
    assert begin_try(login="gp@test.example", address=HERE, now=later) == timedelta()
    assert begin_try(login="gp@test.example", address=HERE, now=later) == 2 * FIRST_WAIT


@pytest.mark.django_db
def test_the_right_password_and_a_day_without_tries_begin_anew() -> None:
    fail(FREE_TRIES)
    end_try(login="gp@test.example", address=HERE, now=NOW)
    fail(FREE_TRIES)
    assert begin_try(login="gp@test.example", address=HERE, now=NOW)
    fail(FREE_TRIES, at=NOW + timedelta(days=1, seconds=1))


@pytest.mark.django_db
def test_guesses_that_are_spread_end_but_not_for_whoever_has_been_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over many accounts from one address, and at one account from many. Tried: without the exception."""
    monkeypatch.setattr(limits, "MOST_OF_ADDRESS", 6)
    monkeypatch.setattr(limits, "MOST_OF_ACCOUNT", 6)
    fail(1)
    end_try(login="gp@test.example", address=HERE, now=NOW)
    for number in range(6):
        fail(1, f"invented-{number}@test.example")
    assert begin_try(login="invented-7@test.example", address=HERE, now=NOW) == LONGEST_WAIT
    assert SignInTry.objects.count() == 7
    fail(1)
    for number in range(5):
        fail(1, address=f"203.0.113.{number}")
    assert begin_try(login="gp@test.example", address=THERE, now=NOW) == LONGEST_WAIT
    fail(1)
    assert begin_try(login="gp@test.example", address=THERE, now=NOW + timedelta(hours=2)) == timedelta()


@pytest.mark.django_db
def test_what_is_old_is_forgotten_and_no_account_can_be_read_from_the_table() -> None:
    fail(1, "kodeord-i-forkert-felt")
    fail(1, at=NOW + timedelta(days=91))
    end_try(login="gp@test.example", address=HERE, now=NOW + timedelta(days=91))
    (row,) = SignInTry.objects.all()
    assert "@" not in row.account
    assert len(row.account) == 64


def test_the_page_says_how_long_to_wait_and_lets_others_in(cast: Cast, client: Client) -> None:
    for _ in range(FREE_TRIES):
        enter(client, cast.gp.user.email, "wrong and secret")
    assertContains(enter(client, cast.gp.user.email, PASSWORD), "Prøv igen om 30 sekunder")
    assert "_auth_user_id" not in client.session
    assertRedirects(enter(Client(), cast.nurse.user.email, PASSWORD), reverse("home"))
    assertRedirects(enter(Client(), cast.gp.user.email, PASSWORD, THERE), reverse("home"))


def test_many_tries_with_invented_names_keep_no_clinic_out(cast: Cast, client: Client) -> None:
    """Tried: with the library's own limit by address."""
    for number in range(40):
        assertContains(enter(client, f"invented-{number}@test.example", "wrong"), "error-summary")
    assertRedirects(enter(client, cast.gp.user.email, PASSWORD), reverse("home"))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "counted"),
    [(0, "203.0.113.9", HERE), (1, "203.0.113.9, 198.51.100.7", THERE), (1, "", HERE)],
)
def test_an_address_that_the_client_wrote_itself_counts_for_nothing(
    proxies: int, forwarded: str, counted: str, cast: Cast, client: Client, settings: Any
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    enter(client, cast.gp.user.email, PASSWORD, **headers)
    assert [row.address for row in SignInTry.objects.all()] == [counted]
    client.post(reverse("patients_find"), {"query": "Testperson"}, REMOTE_ADDR=HERE, **headers)
    with practice_context(cast.gp.practice_id):
        assert {entry.address for entry in AccessLogEntry.objects.all()} == {counted}


@pytest.mark.parametrize("page", ["account_reauthenticate", "account_change_password"])
def test_five_wrong_passwords_end_the_session(page: str, cast: Cast, gp_client: Client) -> None:
    """On each page that asks for it again. Tried: the form of the library, which counts nothing."""
    new = "flere ord der er mine egne"
    wrong = {"password": "wrong", "oldpassword": "wrong", "password1": new, "password2": new}
    for _ in range(MOST_WRONG_PASSWORDS - 1):
        assertContains(gp_client.post(reverse(page), wrong), "errorlist")
    ended = gp_client.post(reverse(page), wrong, follow=True)
    assertRedirects(ended, LOGIN)
    assertContains(ended, "Adgangskoden var forkert fem gange")
    assert "_auth_user_id" not in gp_client.session


def test_a_right_one_in_between_begins_anew(cast: Cast, gp_client: Client) -> None:
    page = reverse("account_reauthenticate")
    for _ in range(2):
        for _ in range(MOST_WRONG_PASSWORDS - 1):
            gp_client.post(page, {"password": "wrong"})
        assert gp_client.post(page, {"password": PASSWORD, "next": "/praksis/"}).status_code == 302
    assert "_auth_user_id" in gp_client.session
