"""Every form that adds something lands once: sent twice in a row, and four times at once."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4
from xml.etree.ElementTree import Element

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse, reverse_lazy
from django.utils import timezone

from accounts.models import AccessAction, AccessLogEntry, LandedForm, Session, Staff
from accounts.models.landed_forms import KEPT_FOR
from accounts.tenancy.context import practice_context
from assessment.models import Episode, TextSnippet
from assessment.record.consultations import end_consultation
from guidelines.in_force.content import Content, current_content
from referrals.pathways.in_force import pathway_of
from tests.support.http.access_matrix import PAGES
from tests.support.http.adding import ADDING, PREPARED, Adds, prepared, signed
from tests.support.http.forms import parsed, values_of
from tests.support.http.requests import client_as
from tests.support.http.routes import ROUTES, arguments
from tests.support.records.cast import Cast, make_cast
from tests.support.records.furnished import Record, furnish_both
from tests.support.suite.databases import connected_to, copied_database, name_of_database

# What is written of every request, or is the mechanism itself.
NOT_ADDED = (AccessLogEntry, LandedForm, Session)
DEEDS = (AccessAction.CREATE, AccessAction.CHANGE, AccessAction.SIGN)
OURS = {"accounts", "assessment", "guidelines", "referrals"}
# A file is read in here first, to be looked at; what is sent then holds it.
LOADED = reverse_lazy("editing_import")


@pytest.fixture(scope="module")
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Cast, Record]]:
    """A whole record that is committed, so that several connections see it; no consultation runs."""
    name = f"{name_of_database()}_twice"
    with django_db_blocker.unblock(), copied_database(name), connected_to(name):
        cast = make_cast()
        record = furnish_both(cast)[0]
        with practice_context(record.practice_id):
            end_consultation(by=cast.gp, consultation=record.consultation)
            # The letter in preparation is signed, and can be sent.
            record.signed = signed(record.by, record.letter)
        yield cast, record


def number_of_rows(record: Record) -> dict[str, int]:
    """How many rows there are of everything, in the record's practice and beside all practices; and how many deeds."""
    models = [model for model in apps.get_models() if model not in NOT_ADDED and model._meta.app_label in OURS]
    counts = [f"SELECT '{model.__name__}', count(*) FROM \"{model._meta.db_table}\"" for model in models]
    with practice_context(record.practice_id), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(counts))
        rows = dict(cursor.fetchall())
        return rows | {"deeds": AccessLogEntry.objects.filter(action__in=DEEDS).count()}


def added(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    return {name: after[name] - number for name, number in before.items() if after[name] != number}


def places(name: str, adds: Adds, record: Record, content: Content, more: dict[str, Any]) -> tuple[str, str]:
    """The page with the form, and the address that it is sent to."""
    values = arguments(record, content) | more
    for key, value in adds.values.items():
        values[key] = record.signed.pk if value == "signed" else value
    if values["destination"] == "second":
        values["destination"] = list(pathway_of(content).destinations)[1]
    routes = {route.name: route for route in ROUTES}
    address = name.partition(".")[0]
    query = more.get("query", adds.query)
    return routes[adds.page or address].url(values) + query, routes[address].url(values)


def shown(client: Client, page: str, adds: Adds) -> HttpResponse:
    """The page with the form; what is pasted is looked at before it is added."""
    response = client.get(page)
    if adds.looked:
        return client.post(page, form_at(response, page, page) | adds.looked)
    if adds.files and page == LOADED:
        return client.post(page, files_of(adds.files()))
    return response


def files_of(texts: dict[str, str]) -> dict[str, Any]:
    """Files to send, each for one time only."""
    return {name: SimpleUploadedFile(f"{name}.yaml", text.encode()) for name, text in texts.items()}


def form_at(response: HttpResponse, page: str, address: str) -> dict[str, Any]:
    """What a browser would send of the form on this page that is sent there, with the button that carries a key."""
    forms = [form for form in parsed(response).iter("form") if form.get("method", "").lower() == "post"]
    found = next((form for form in forms if address in addresses_of(form, page) and key_in(form)), None)
    assert found is not None, f"no form with a key for {address} on {page}"
    sent: dict[str, Any] = {}
    for control in found.iter():
        name = control.get("name")
        if name and control.tag in ("input", "select", "textarea") and control.get("type") != "submit":
            sent.setdefault(name, []).extend(values_of(control))
    return {name: values for name, values in sent.items() if values} | key_in(found)


def addresses_of(form: Element, page: str) -> set[str]:
    """Where the form is sent, and where its buttons send it."""
    return {
        form.get("action") or page.partition("?")[0],
        *(str(part.get("formaction")) for part in form.iter("button")),
    }


def key_in(form: Element) -> dict[str, str]:
    """The key of a form, or of a button in it."""
    controls = [element for element in form.iter() if element.get("name") in ("once", "print", "identifier")]
    return {element.get("name", ""): element.get("value", "") for element in controls}


def nothing_wrong(response: HttpResponse) -> bool:
    return not any(message.level_tag in ("warning", "error") for message in get_messages(response.wsgi_request))


def at_once(client: Client, address: str, sent: dict[str, Any], texts: dict[str, str]) -> list[HttpResponse]:
    """The same form, four times at once, each on a connection of its own."""

    def send(_: int) -> HttpResponse:
        mine = Client(raise_request_exception=False)
        mine.cookies.update(client.cookies)
        try:
            return mine.post(address, sent | files_of(texts))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(send, range(4)))


@pytest.fixture(autouse=True)
def no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a sheet looks like is not what these tests are about."""
    monkeypatch.setattr("assessment.care_plan.printed_sheet.render_pdf", lambda *_, **__: b"%PDF-1.7")


def test_every_form_that_adds_lands_once_however_often_it_is_sent(committed: tuple[Cast, Record]) -> None:
    """Twice in a row, and four times at once: what one adds, at the same address, and nothing told to be wrong.

    Tried: the key looked for before it is written.
    """
    cast, record = committed
    content, faults = current_content(), {}
    for name, adds in (ADDING | PREPARED).items():
        client = client_as(cast, adds.role)
        more = prepared(adds, cast, record)
        page, address = places(name, adds, record, content, more)
        typed = adds.typed | more.get("typed", {})
        texts = {} if page == LOADED else adds.files()
        try:
            sent = form_at(shown(client, page, adds), page, address) | typed
        except AssertionError as fault:
            faults[name] = str(fault)
            continue
        with transaction.atomic():
            before = number_of_rows(record)
            first = client.post(address, sent | files_of(texts))
            of_one = added(before, number_of_rows(record))
            second = client.post(address, sent | files_of(texts))
            of_two = added(before, number_of_rows(record))
            transaction.set_rollback(True)
        before = number_of_rows(record)
        four = at_once(client, address, form_at(shown(client, page, adds), page, address) | typed, texts)
        of_four = added(before, number_of_rows(record))
        locations = {answer.headers.get("Location", "") for answer in four}
        if first.status_code != 302 or not of_one:
            faults[name] = f"adds nothing: {first.status_code} {of_one} {errors_in(first)}"
        elif (second.status_code, second.headers.get("Location")) != (302, first["Location"]) or of_two != of_one:
            faults[name] = f"twice: {second.status_code} {of_one} {of_two}"
        elif {answer.status_code for answer in four} != {302} or len(locations) != 1 or of_four != of_one:
            faults[name] = f"at once: {[answer.status_code for answer in four]} {locations} {of_one} {of_four}"
        elif not all(nothing_wrong(answer) for answer in (first, second, *four)):
            faults[name] = "told to be wrong"
    assert not faults, "\n".join(f"{name}: {fault}" for name, fault in faults.items())


def errors_in(response: HttpResponse) -> str:
    """What the form says is wrong."""
    found = re.findall(r'class="errorlist[^>]*>(.*?)</ul>', response.content.decode(errors="replace"), re.DOTALL)
    return " ".join(found)[:400]


# What else takes a POST, and why a second one adds nothing.
VERSION = "it changes what has a version, and the second says the same"
OTHER = {
    "section": "answers land once by page and step",
    "agenda": "answers land once by page and step",
    "criteria": "answers land once by page and step",
    "follow_up": "answers land once by page and step",
    "first_nine": "answers land once by page and step",
    "patients_find": "it only asks",
    "treatment_consequences": "it only asks",
    "editing_condition_trial": "it only asks",
    "practice_choose": "it chooses",
    "editing_order": "each press moves a row once more, from where it was seen",
    "editing_part_step": "each press moves a row once more, from where it was seen",
    "editing_outcome_step": "each press moves a row once more, from where it was seen",
    "letter_sign": "a letter is signed once",
    "treatments_state": "what is said already is not said again",
} | dict.fromkeys(
    (
        *("patient_edit", "consultation_end", "treatment_change", "questionnaire_response", "taper_change"),
        *("snippet_change", "letter", "letter_refresh", "editing_source", "editing_frame", "editing_recommendation"),
        *("editing_checks", "editing_case", "editing_owner", "treatment_remove", "questionnaire_remove"),
        "snippet_remove",
    ),
    VERSION,
)
# Forms without a key, by what is in them.
KEYLESS = ("data-save-on-leave", "editing_order", "_remove' ", "'letter_sign'", "editing_owner", "patients_find")
KEYLESS_FILES = {
    *("account/login.html", "account/logout.html", "account/password_change.html", "account/reauthenticate.html"),
    "accounts/sign_in/page.html",  # what has ended is not ended again
    *("shared/_header.html", "accounts/sign_in/_choose_practice.html", "accounts/sent_twice/ask.html"),
    # Every press of the page goes through it; the same said again is nothing new.
    "assessment/treatments/_of_the_list.html",
    # It sends on what a page typed, with that page's own key.
    "accounts/kept/held.html",
    *("guidelines/editor/condition/trial.html", "guidelines/editor/guideline/frame.html"),
    "guidelines/editor/outcomes/_step.html",
    *("guidelines/editor/parts/_step.html", "guidelines/editor/checks/page.html", "assessment/snippets/form.html"),
}


def test_every_address_that_takes_a_form_is_one_of_these() -> None:
    takes = {name for name, page in PAGES.items() if page.post != 405}
    named = {name.partition(".")[0] for name in ADDING | PREPARED} | OTHER.keys()
    assert takes == named


def test_every_form_that_adds_carries_a_key() -> None:
    """Tried: a form of a referral without it."""
    without = set()
    root = Path(settings.BASE_DIR) / "templates"
    for path in sorted(root.rglob("*.html")):
        name = str(path.relative_to(root))
        for form in re.findall(r"<form\b.*?</form>", path.read_text(encoding="utf-8"), re.DOTALL):
            if 'method="post"' in form and not re.search(r"{% once %}|{% key_of_form", form):
                is_known = name in KEYLESS_FILES or any(mark in form for mark in KEYLESS)
                without |= set() if is_known else {name}
    assert without == set()


def test_what_was_changed_since_is_asked_about_and_neither_lost_nor_doubled(gp_client: Client, cast: Cast) -> None:
    """Back on a page that has landed, something else is typed. Tried: the first answer to any with the key."""
    address, sent = reverse("snippets"), {"once": str(uuid4()), "title": "Første", "text": "Tekst", "question": ""}
    assert gp_client.post(address, sent).status_code == 302
    asked = gp_client.post(address, sent | {"title": "Anden"})
    assert asked.status_code == 409
    (form,) = [form for form in parsed(asked).iter("form") if "Anden" in str([e.get("value") for e in form.iter()])]
    again = {element.get("name"): element.get("value") for element in form.iter() if element.get("name")}
    with practice_context(cast.practice_a.pk):
        assert [snippet.title for snippet in TextSnippet.objects.all()] == ["Første"]
        assert gp_client.post(address, again).status_code == 302
        assert sorted(snippet.title for snippet in TextSnippet.objects.all()) == ["Anden", "Første"]


def test_a_form_that_was_refused_keeps_its_key_and_lands_when_it_is_put_right(gp_client: Client, cast: Cast) -> None:
    address, sent = reverse("snippets"), {"once": str(uuid4()), "title": "", "text": "Tekst", "question": ""}
    refused = gp_client.post(address, sent)
    assert refused.status_code == 422
    assert form_at(refused, address, address)["once"] == sent["once"]
    answers = [gp_client.post(address, sent | {"title": "Titel"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    with practice_context(cast.practice_a.pk):
        assert TextSnippet.objects.count() == 1


def test_a_key_is_one_person_s_and_one_address_s(gp_client: Client, cast: Cast, sign_in: Any, episode: Episode) -> None:
    """Tried: the key alone; without the person; without the address."""
    sent = {"once": str(uuid4()), "title": "Titel", "text": "Tekst", "question": ""}
    people: list[Staff] = [cast.gp, cast.nurse]
    assert [sign_in(person).post(reverse("snippets"), sent).status_code for person in people] == [302, 302]
    with practice_context(cast.practice_a.pk):
        assert TextSnippet.objects.count() == 2
    start = reverse("episode_start", args=[episode.patient_id])
    assert gp_client.post(start, sent | {"second": "on"})["Location"].startswith("/forloeb/")


def test_what_is_sent_once_is_forgotten_after_a_week(gp_client: Client, cast: Cast) -> None:
    first = LandedForm.objects.claim(user=cast.gp.user, identifier=uuid4())
    assert (first.content, first.location) == ("", "")
    LandedForm.objects.update(sent_at=timezone.now() - KEPT_FOR - timedelta(minutes=1))
    LandedForm.objects.claim(user=cast.gp.user, identifier=uuid4())
    assert LandedForm.objects.count() == 1
