"""A signature needs the password: nothing is signed without it, and nothing silently after it."""

import time
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import Staff
from referrals.models import Letter
from tests.support.records.cast import PASSWORD, Cast
from tests.support.records.letters import kept, row

pytestmark = pytest.mark.usefixtures("no_rendering")
SignIn = Callable[[Staff], Client]
REAUTHENTICATE = reverse("account_reauthenticate")


def at(name: str, letter: Letter) -> str:
    return reverse(name, args=[letter.pk])


def try_to_sign(client: Client, letter: Letter) -> HttpResponse:
    return client.post(
        at("letter_sign", letter), {"seen_version": str(letter.version), "checked": "on", "consent": "on"}
    )


def enter(client: Client, letter: Letter, password: str = PASSWORD) -> HttpResponse:
    return client.post(REAUTHENTICATE, {"password": password, "next": at("letter_confirm", letter)}, follow=True)


def test_signing_in_is_not_enough_to_sign(cast: Cast, letter: Letter, sign_in: SignIn) -> None:
    client, before = sign_in(cast.gp), row(letter)
    page = client.get(at("letter_check", letter))
    assertContains(page, at("letter_confirm", letter))
    assertNotContains(page, at("letter_sign", letter))
    response = try_to_sign(client, letter)
    assertRedirects(response, at("letter_confirm", letter), fetch_redirect_response=False)
    asked = client.get(at("letter_confirm", letter))
    assertRedirects(asked, f"{REAUTHENTICATE}?next={at('letter_confirm', letter)}", fetch_redirect_response=False)
    assertContains(client.get(asked["Location"]), "Brevet er ikke underskrevet endnu. Bekræft først din adgangskode.")
    assert row(letter) == before


def test_after_the_password_the_gp_reads_ticks_and_signs(cast: Cast, letter: Letter, sign_in: SignIn) -> None:
    client, before = sign_in(cast.gp), row(letter)
    try_to_sign(client, letter)
    page = enter(client, letter)
    assert page.redirect_chain[-1] == (at("letter_check", letter), 302)
    assertContains(page, "Din adgangskode er bekræftet. Brevet er ikke underskrevet endnu")
    assertContains(page, at("letter_sign", letter))
    assert row(letter) == before, "the signature was replayed"
    assertRedirects(try_to_sign(client, letter), at("letter", letter))
    assert kept(letter).signed_by == cast.gp


def test_a_wrong_password_signs_nothing(cast: Cast, letter: Letter, sign_in: SignIn) -> None:
    client, before = sign_in(cast.gp), row(letter)
    assertContains(enter(client, letter, "not the password"), 'id="error-summary"')
    assert try_to_sign(client, letter).status_code == 302
    assert row(letter) == before


def test_the_password_counts_for_a_while_and_no_longer(
    cast: Cast, letter: Letter, sign_in: SignIn, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, before, real = sign_in(cast.gp), row(letter), time.time
    enter(client, letter)
    monkeypatch.setattr("allauth.account.internal.flows.reauthentication.time.time", lambda: real() + 301)
    assert try_to_sign(client, letter)["Location"] == at("letter_confirm", letter)
    assert row(letter) == before
    monkeypatch.setattr("allauth.account.internal.flows.reauthentication.time.time", lambda: real() + 290)
    try_to_sign(client, letter)
    assert kept(letter).signed_by == cast.gp


def test_what_is_missing_is_said_before_the_password_is_asked_for(cast: Cast, letter: Letter, sign_in: SignIn) -> None:
    response = sign_in(cast.gp).post(at("letter_sign", letter), {"seen_version": "1"})
    assertContains(response, "Bekræft, at du har læst", status_code=422)


def test_a_nurse_never_signs_password_or_not(cast: Cast, letter: Letter, sign_in: SignIn) -> None:
    nurse, before = sign_in(cast.nurse), row(letter)
    assert enter(nurse, letter).status_code == 403
    assert nurse.get(at("letter_confirm", letter)).status_code == 403
    assert try_to_sign(nurse, letter).status_code == 403
    assert row(letter) == before


def test_the_password_of_one_gp_opens_no_letter_of_another_practice(
    cast: Cast, letter: Letter, sign_in: SignIn
) -> None:
    client, before = sign_in(cast.gp_b), row(letter)
    assert client.get(at("letter_confirm", letter)).status_code == 404
    assert enter(client, letter).status_code == 404
    assert try_to_sign(client, letter).status_code == 404
    assert row(letter) == before
