"""At every address that takes POST: the name on the page is that in the record, and what was typed survives a sign-in.

Tried, one at a time: the comparison of the person, that of the practice, the demand for a mark; a mark in the header
that outweighs another in the form; keeping in clear, with one key for all, with passwords, without its limits of size,
number and age, and for more than one use; hidden fields and boxes that are not put back; forms without the mark.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from accounts.models import KeptForm, Staff, User
from accounts.open_pages.kept_forms import MOST_BYTES, MOST_FORMS, find
from accounts.open_pages.mark import FIELD, PageOwner, mark_for
from accounts.pages.middleware import PUBLIC, SIGNED_IN
from accounts.tenancy.person import person_context
from guidelines.in_force.content import Content
from tests.support.http.access_matrix import MATRIX
from tests.support.http.forms import HTMX, parsed
from tests.support.http.marked_clients import UnmarkedClient
from tests.support.http.requests import EDITOR, GP, MANAGER
from tests.support.http.routes import ROUTES, Route, arguments
from tests.support.http.typing import fields_of, forms_sent_to, typed_into
from tests.support.records.cast import PASSWORD, Cast
from tests.support.records.furnished import Record

TEXT = "Skrevet i hånden <7> & gemt"
WRITES = ("INSERT", "UPDATE", "DELETE")
# A session is no record, and what is kept is what these tests are about.
BESIDE = ("accounts_session", "accounts_keptform")
LOG = "accounts_accesslogentry"
POSTED = [route for route in ROUTES if route.name in MATRIX and MATRIX[route.name].post != 405]
GUARDED = [route for route in POSTED if route.name not in PUBLIC]
# A password is neither shown again nor kept.
SHOWN = [route for route in GUARDED if route.name not in SIGNED_IN]


@pytest.fixture
def cast(furnished: tuple[Cast, tuple[Record, Record]]) -> Cast:
    return furnished[0]


@pytest.fixture
def values(furnished: tuple[Cast, tuple[Record, Record]], content: Content) -> dict[str, Any]:
    return arguments(furnished[1][0], content)


def person_for(route: Route, cast: Cast) -> User:
    return cast.editor if {MANAGER, GP}.isdisjoint(MATRIX[route.name].may) else cast.gp.user


def owner_of(person: User, cast: Cast) -> PageOwner:
    return PageOwner(person.pk, None if person == cast.editor else cast.practice_a.pk)


def marked(owner: PageOwner) -> dict[str, str]:
    return {FIELD: mark_for(owner), "sent": TEXT}


def signed_in(person: User) -> UnmarkedClient:
    client = UnmarkedClient(raise_request_exception=False)
    client.force_login(person)
    return client


@contextmanager
def nothing_written(*beside: str) -> Iterator[None]:
    """No statement that writes reaches the database meanwhile, but for the session, what is kept and these tables."""
    written: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith(WRITES) and not any(table in sql for table in (*BESIDE, *beside)):
            written.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        yield
    assert written == []


def shows(response: Any, text: str = TEXT) -> bool:
    return escape(text) in response.content.decode()


def assert_refused(responses: dict[str, Any], status: int) -> None:
    assert {name: response.status_code for name, response in responses.items()} == dict.fromkeys(responses, status)
    shown = {route.name for route in SHOWN} & set(responses)
    assert {name for name, response in responses.items() if shows(response)} == shown


def test_there_are_addresses_that_take_a_form() -> None:
    assert len(SHOWN) > 50
    assert {"letter", "plan", "section", "editing_recommendation"} <= {route.name for route in SHOWN}


def test_without_a_mark_nothing_is_taken(values: dict[str, Any], cast: Cast) -> None:
    responses = {}
    for route in GUARDED:
        client = signed_in(person_for(route, cast))
        with nothing_written():
            responses[route.name] = client.post(route.url(values), {"sent": TEXT})
    assert_refused(responses, 403)


@pytest.mark.parametrize("forged", ["", "x", "x:y", mark_for(PageOwner(UUID(int=7), None))[:-1] + "!"])
def test_a_mark_that_nobody_signed_is_none(forged: str, values: dict[str, Any], cast: Cast) -> None:
    client = signed_in(cast.gp.user)
    with nothing_written():
        assert client.post(reverse("snippets"), {"title": TEXT, FIELD: forged}).status_code == 403
        assert client.post(reverse("snippets"), {"title": TEXT}, headers={"X-Page": forged}).status_code == 403


def test_a_page_of_somebody_else_is_refused_in_words(values: dict[str, Any], cast: Cast) -> None:
    responses = {}
    for route in GUARDED:
        person = person_for(route, cast)
        other = cast.nobody if person == cast.editor else cast.nurse.user
        client, mark = signed_in(other), marked(owner_of(person, cast))
        with nothing_written():
            response = responses[route.name] = client.post(route.url(values), mark)
        if route in SHOWN:
            assert f"Du er nu logget ind som {other.name}" in response.content.decode(), route.name
            assert f"Siden tilhører {person.name}" in response.content.decode(), route.name
    assert_refused(responses, 409)


def test_a_page_of_another_practice_is_refused_in_words(values: dict[str, Any], cast: Cast) -> None:
    """All but the choice of a practice, which is for that."""
    Staff.objects.create(practice=cast.practice_b, user=cast.gp.user, role=cast.gp.role)
    responses = {}
    for route in GUARDED:
        client = signed_in(cast.gp.user)
        with nothing_written():
            mark = marked(PageOwner(cast.gp.user_id, cast.practice_b.pk))
            response = responses[route.name] = client.post(route.url(values), mark)
        if route in SHOWN and route.name != "practice_choose":
            assert "Du arbejder nu i Klinik A. Siden tilhører Klinik B" in response.content.decode(), route.name
    assert responses.pop("practice_choose").status_code == 404  # no practice was named
    assert_refused(responses, 409)


def test_an_autosave_of_somebody_elses_page_is_told_so_and_the_page_stays(values: dict[str, Any], cast: Cast) -> None:
    for route in GUARDED:
        person = person_for(route, cast)
        client, mark = signed_in(cast.nurse.user), mark_for(owner_of(person, cast))
        with nothing_written():
            response = client.post(route.url(values), {}, headers=HTMX | {"X-Page": mark})
        assert response.status_code == 409, route.name
        assert response["X-Of-Another"], route.name
        assert response["Content-Type"].startswith("text/plain"), route.name
        assert f"Siden tilhører {person.name}" in response.content.decode(), route.name


def test_a_part_that_was_renewed_for_another_is_refused(cast: Cast) -> None:
    """The page's mark is the GP's, that of a part of it the nurse's, who has signed in in between."""
    gp, nurse = (owner_of(member.user, cast) for member in (cast.gp, cast.nurse))
    client = signed_in(cast.nurse.user)
    with nothing_written():
        response = client.post(reverse("snippets"), marked(nurse), headers={"X-Page": mark_for(gp)})
    assert response.status_code == 403


def sent_signed_out(route: Route, values: dict[str, Any], cast: Cast) -> tuple[Client, Any]:
    """A page of the right person that is sent after the session has ended."""
    client = UnmarkedClient(raise_request_exception=False)
    return client, client.post(route.url(values), marked(owner_of(person_for(route, cast), cast)))


def next_of(response: Any) -> str:
    """Where the sign-in leads, that a refused form has led to."""
    assert response.status_code == 302
    address = urlsplit(response["Location"])
    assert address.path == reverse("account_login")
    assert "Skrevet" not in response["Location"]
    return parse_qs(address.query)["next"][0]


@pytest.mark.parametrize("route", SHOWN, ids=lambda route: route.name)
def test_what_was_sent_signed_out_is_kept_for_the_same_person_and_shown_once(
    route: Route, values: dict[str, Any], cast: Cast
) -> None:
    with nothing_written():
        client, response = sent_signed_out(route, values, cast)
    person, back = person_for(route, cast), next_of(response)
    assert not shows(client.get(response["Location"]))
    client.force_login(cast.gp2.user)
    other = client.get(back, follow=True)
    assert other.status_code == 404
    assert not shows(other)
    assert not shows(client.get(reverse("home")))
    client.force_login(person)
    # The frame of every page offers it; this page has little else.
    assert back in client.get(reverse("accessibility")).content.decode()
    with nothing_written(LOG):
        again = client.get(back, follow=True)
    assert again.status_code == 200
    assert shows(again)
    assert client.get(back).status_code == 404
    assert back not in client.get(reverse("accessibility")).content.decode()


FORMS = [route for route in SHOWN if MATRIX[route.name].get == 200 and MATRIX[route.name].post != 405]


@pytest.mark.parametrize("route", FORMS, ids=lambda route: route.name)
def test_the_form_itself_comes_back_as_it_was_typed(route: Route, values: dict[str, Any], cast: Cast) -> None:
    """Every page with a form of its own, filled in everywhere: after the sign-in it stands there again."""
    client, url = signed_in(person_for(route, cast)), route.url(values)
    for form in forms_sent_to(client.get(url), url, url):
        if any(control.get("type") == "file" for control in form.iter("input")):
            continue
        typed = typed_into(form)
        owner = next(control.get("value") for control in form.iter("input") if control.get("name") == FIELD)
        client.logout()
        back = next_of(client.post(url, typed | {FIELD: [owner]}, headers={"Referer": f"http://testserver{url}"}))
        client.force_login(person_for(route, cast))
        page = client.get(back, follow=True)
        assert "står her igen" in page.content.decode()
        shown = [sorted(fields_of(found).items()) for found in forms_sent_to(page, url, url)]
        assert sorted(typed.items()) in shown


def kept_of(person: User) -> list[KeptForm]:
    with person_context(person.pk):
        return list(KeptForm.objects.order_by("at"))


@pytest.fixture
def snippet_route() -> Route:
    return next(route for route in ROUTES if route.name == "snippets")


def test_what_is_kept_is_ciphered_and_nobody_elses(cast: Cast, values: dict[str, Any], snippet_route: Route) -> None:
    sent_signed_out(snippet_route, values, cast)
    (row,) = kept_of(cast.gp.user)
    assert b"Skrevet" not in bytes(row.sealed)
    assert kept_of(cast.gp2.user) == []
    assert KeptForm.objects.count() == 0
    row.user_id = cast.gp2.user_id
    with person_context(cast.gp.user_id), pytest.raises(Exception, match="row-level security"), transaction.atomic():
        row.save()
    with person_context(cast.gp.user_id):
        KeptForm.objects.filter(pk=row.pk).delete()
    with person_context(cast.gp2.user_id):
        row.save(force_insert=True)
    assert find(row.pk, by=cast.gp2.user) is None, "the key is the other person's"


def test_what_is_too_old_is_gone(cast: Cast, values: dict[str, Any], snippet_route: Route) -> None:
    client, response = sent_signed_out(snippet_route, values, cast)
    (row,) = kept_of(cast.gp.user)
    with person_context(cast.gp.user_id):
        KeptForm.objects.update(at=row.at - timedelta(minutes=31))
    client.force_login(cast.gp.user)
    assert client.get(next_of(response)).status_code == 404
    # The next that keeps something, whoever it is, takes it away.
    client.logout()
    nurse = marked(owner_of(cast.nurse.user, cast))
    client.post(reverse("snippets"), nurse)
    assert kept_of(cast.gp.user) == []


@pytest.mark.parametrize("size", [MOST_BYTES, 3 * MOST_BYTES])
def test_what_is_too_big_to_keep_stays_on_the_page(size: int, cast: Cast) -> None:
    """It is sent again from there: after the sign-in of the same person, and by nobody else."""
    client = UnmarkedClient()
    mark, text = marked(owner_of(cast.gp.user, cast)), TEXT + " x" * (size // 2)
    response = client.post(reverse("snippets"), mark | {"body": text})
    assert response.status_code == 401
    assert shows(response, text)
    assert kept_of(cast.gp.user) == []
    (form,) = forms_sent_to(response, "/", reverse("snippets"))
    again = {control.get("name"): control.text.removeprefix("\n") for control in form.iter("textarea")}
    assert again["body"] == text
    assert parsed(response).findall(f".//form//input[@value='{mark[FIELD]}']")
    client.force_login(cast.nurse.user)
    assert client.post(reverse("snippets"), again | {FIELD: mark[FIELD]}).status_code == 409


def test_a_file_is_not_kept_and_the_page_says_so(cast: Cast) -> None:
    mark = marked(owner_of(cast.editor, cast))
    file = SimpleUploadedFile("indhold.json", b"{}")
    response = UnmarkedClient().post(reverse("editing_import"), mark | {"file": file})
    assert response.status_code == 401
    assert shows(response)
    assert "En fil kan ikke gemmes" in response.content.decode()
    assert forms_sent_to(response, "/", reverse("editing_import")) == []


def test_a_password_is_never_kept(cast: Cast) -> None:
    mark = marked(owner_of(cast.gp.user, cast))
    for name in sorted(SIGNED_IN):
        response = UnmarkedClient().post(reverse(name), mark | {"password": PASSWORD, "oldpassword": PASSWORD})
        assert next_of(response) == "/"
    assert kept_of(cast.gp.user) == []
    UnmarkedClient().post(reverse("snippets"), mark | {"password": PASSWORD})
    (row,) = kept_of(cast.gp.user)
    kept = find(row.pk, by=cast.gp.user)
    assert kept
    assert kept.typed.fields == [("sent", TEXT)]


def test_a_person_has_so_much_kept_and_no_more(cast: Cast, furnished: tuple[Cast, tuple[Record, Record]]) -> None:
    mark, client = marked(owner_of(cast.gp.user, cast)), UnmarkedClient()
    for number in range(MOST_FORMS + 2):
        client.post(f"/ingen/{number}/", mark)
        client.post(reverse("section", args=[furnished[1][0].episode.pk, f"afsnit-{number}"]), mark)
    assert len(kept_of(cast.gp.user)) == MOST_FORMS


def test_nothing_is_kept_without_a_mark(cast: Cast) -> None:
    client = UnmarkedClient()
    assert next_of(client.post(reverse("snippets"), {"sent": TEXT})) == "/"
    assert KeptForm.objects.count() == 0 == len(kept_of(cast.gp.user))


def test_a_mark_of_another_practice_is_led_back_to_it(cast: Cast) -> None:
    """Whoever works in two practices goes on in the one that the page belongs to."""
    Staff.objects.create(practice=cast.practice_b, user=cast.gp.user, role=cast.gp.role)
    client = UnmarkedClient()
    mark = marked(PageOwner(cast.gp.user_id, cast.practice_b.pk))
    response = client.post(reverse("snippets"), mark, headers={"Referer": "http://testserver//evil.example/"})
    client.force_login(cast.gp.user)
    to_page = client.get(next_of(response))
    assert to_page["Location"].startswith("/evil.example/?skrevet="), "of this program, whatever the browser says"
    assert client.session["practice_id"] == str(cast.practice_b.pk)


class TestATokenThatIsOutOfDate:
    """The same person has signed in again elsewhere: the token of the old page is refused."""

    @pytest.fixture
    def client(self, cast: Cast) -> UnmarkedClient:
        client = UnmarkedClient(enforce_csrf_checks=True)
        client.force_login(cast.gp.user)
        return client

    OLD = {"csrfmiddlewaretoken": "x" * 64}

    def test_without_a_mark_it_is_a_forged_request(self, client: UnmarkedClient, cast: Cast) -> None:
        for mark in ({}, {FIELD: "x:y"}):
            response = client.post(reverse("snippets"), self.OLD | mark | {"sent": TEXT})
            assert response.status_code == 403
            assert not shows(response)
            assert "X-New-Token" not in response
        assert kept_of(cast.gp.user) == []

    def test_with_a_mark_the_form_comes_back(self, client: UnmarkedClient, cast: Cast) -> None:
        with nothing_written():
            response = client.post(reverse("snippets"), self.OLD | marked(owner_of(cast.gp.user, cast)))
        assert response.status_code == 302
        page = client.get(response["Location"], follow=True)
        assert shows(page)

    def test_somebody_else_is_told_no_token(self, client: UnmarkedClient, cast: Cast) -> None:
        mark = mark_for(owner_of(cast.nurse.user, cast))
        response = client.post(reverse("snippets"), self.OLD | {"sent": TEXT}, headers=HTMX | {"X-Page": mark})
        assert response.status_code == 409
        assert "X-New-Token" not in response

    def test_what_a_page_sends_when_it_is_left_is_offered(self, client: UnmarkedClient, cast: Cast) -> None:
        sent = self.OLD | marked(owner_of(cast.gp.user, cast)) | {"autosave": "1"}
        assert client.post(reverse("snippets"), sent).status_code == 403
        (row,) = kept_of(cast.gp.user)
        assert reverse("kept_form", args=[row.pk]) in client.get(reverse("guidelines")).content.decode()


def test_every_form_of_every_page_carries_the_mark(values: dict[str, Any], cast: Cast) -> None:
    forms = 0
    for route in ROUTES:
        if route.name not in MATRIX or MATRIX[route.name].get != 200:
            continue
        person = person_for(route, cast)
        page = signed_in(person).get(route.url(values))
        if not page["Content-Type"].startswith("text/html") or page.status_code != 200:
            continue
        for form in parsed(page).iter("form"):
            if form.get("method", "").lower() == "post":
                forms += 1
                marks = [control.get("value") for control in form.iter("input") if control.get("name") == FIELD]
                assert marks == [mark_for(owner_of(person, cast))], route.name
    assert forms > 150


def test_the_roles_are_those_of_the_walk() -> None:
    assert all({MANAGER, EDITOR} & MATRIX[route.name].may for route in GUARDED)
