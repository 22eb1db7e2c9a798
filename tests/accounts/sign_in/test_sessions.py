"""Sessions: what stands of them in the table, when they end, and how their person ends them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertRedirects

from accounts.models import Session, Staff
from accounts.sign_in.sessions import SessionStore, digest_of
from tests.support.records.cast import PASSWORD, Cast

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0"


@pytest.fixture(autouse=True)
def nobody_signed_in(django_db_setup: object, db: None) -> None:
    """The people of the suite are signed in once for all tests."""
    Session.objects.all().delete()


def stored(**values: str) -> str:
    session = SessionStore()
    session.update(values)
    session.save()
    assert session.session_key
    return session.session_key


def signed_in(person: Staff, agent: str = FIREFOX) -> Client:
    client = Client(headers={"user-agent": agent})
    client.post(reverse("account_login"), {"login": person.user.email, "password": PASSWORD})
    return client


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("account_change_password")).status_code == 200


def test_each_finds_its_own_with_one_query() -> None:
    for name in ("one", "other"):
        key = stored(name=name)
        with CaptureQueriesContext(connection) as captured:
            session = SessionStore(key)
            assert session["name"] == name
        assert session.session_key == key
        assert len(captured) == 1


def test_one_that_has_run_out_or_never_was_holds_nothing_and_keeps_no_key() -> None:
    key = stored(name="one")
    Session.objects.filter(pk=digest_of(key)).update(expire_date=timezone.now() - timedelta(seconds=1))
    for known in (key, "a" * 32):
        session = SessionStore(known)
        assert dict(session.items()) == {}
        assert session.session_key is None


def test_the_table_holds_no_key_that_a_browser_could_send(cast: Cast) -> None:
    """Tried: the key itself as the row's."""
    key = signed_in(cast.gp).cookies["sessionid"].value
    (row,) = Session.objects.filter(user=cast.gp.user)
    assert key not in (row.pk, row.session_data)
    assert dict(SessionStore(row.pk).items()) == {}


def test_nothing_but_a_password_moves_the_end(cast: Cast) -> None:
    """Tried: the end ten hours after the last write, as Django has it."""
    client = signed_in(cast.gp)
    soon = timezone.now() + timedelta(minutes=5)
    Session.objects.filter(user=cast.gp.user).update(expire_date=soon)
    session = client.session
    session["anything"] = "written"
    session.save()
    client.get(reverse("home"))
    assert Session.objects.get(user=cast.gp.user).expire_date == soon
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert Session.objects.get(user=cast.gp.user).expire_date > soon + timedelta(hours=9)


def test_what_has_run_out_goes_when_somebody_signs_in(cast: Cast) -> None:
    """Tried: nothing cleared."""
    key = stored(name="old")
    Session.objects.filter(pk=digest_of(key)).update(expire_date=timezone.now() - timedelta(seconds=1))
    signed_in(cast.gp)
    assert not Session.objects.filter(pk=digest_of(key)).exists()


@pytest.mark.parametrize("change", ["closed", "role", "manager", "user closed"])
def test_who_may_do_something_else_signs_in_anew(cast: Cast, change: str) -> None:
    """Whoever changes it, in whatever way: the database ends the sessions. Tried: without the triggers."""
    client, other = signed_in(cast.gp), signed_in(cast.nurse)
    places = Staff.objects.filter(pk=cast.gp.pk)
    match change:
        case "closed":
            places.update(is_active=False)
        case "role":
            places.update(role="nurse")
        case "manager":
            places.update(is_manager=not cast.gp.is_manager)
        case _:
            type(cast.gp.user).objects.filter(pk=cast.gp.user_id).update(is_active=False)
    assert not is_signed_in(client)
    assert is_signed_in(other)
    assert not Session.objects.filter(user=cast.gp.user).exists()


def test_another_password_signs_out_everywhere_else(cast: Cast) -> None:
    """Tried: the other rows left."""
    here, elsewhere = signed_in(cast.gp), signed_in(cast.gp)
    new = "an even longer sentence 7"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    here.post(reverse("account_change_password"), sent)
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert Session.objects.filter(user=cast.gp.user).count() == 1


def test_one_sees_where_one_is_signed_in_and_ends_what_is_not_here(cast: Cast) -> None:
    """Tried: the sign-ins of everybody in the list; those of another ended by their digest."""
    here, elsewhere, nurse = signed_in(cast.gp), signed_in(cast.gp, "Safari/605 iPhone"), signed_in(cast.nurse)
    page = here.get(reverse("sign_ins"))
    assert [row.device for row in page.context["sessions"]] == ["Safari, iPhone", "Firefox, Windows"]
    assertContains(page, "Safari, iPhone", count=2)  # where one is signed in, and that one has
    of_nurse = Session.objects.get(user=cast.nurse.user)
    here.post(reverse("sign_ins_end"), {"sign_in": [of_nurse.pk]})
    assert is_signed_in(nurse)
    ended = Session.objects.get(user=cast.gp.user, device="Safari, iPhone")
    assertRedirects(here.post(reverse("sign_ins_end"), {"sign_in": [ended.pk]}), reverse("sign_ins"))
    assert not is_signed_in(elsewhere)
    assert is_signed_in(here)


def test_what_is_ended_already_or_is_this_one_is_said(cast: Cast) -> None:
    """Tried: the own session ended by the form."""
    here = signed_in(cast.gp)
    own = Session.objects.get(user=cast.gp.user)
    for keys in ([own.pk], ["unknown"], []):
        assertRedirects(here.post(reverse("sign_ins_end"), {"sign_in": keys}), reverse("sign_ins"))
        assert is_signed_in(here)
