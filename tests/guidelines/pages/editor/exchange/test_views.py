"""The pages for a file of content: what it would change is seen first, and just that is made."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from guidelines.content_files.release import content_of_release
from guidelines.content_files.text import Bundle, open_bundle, pack_bundle, write_json, write_yaml
from guidelines.exchange.bundles import bundle_in_force
from guidelines.models import Release
from tests.support.content.bundles import GUIDELINE, changed, reword, written
from tests.support.records.cast import Cast

PAGE, TICK = "editing_import", 'name="edited"'


@pytest.fixture
def client(cast: Cast, sign_in: Callable[..., Client]) -> Client:
    return sign_in(cast.editor)


def hand_in(client: Client, text: str | bytes) -> Any:
    file = BytesIO(text.encode() if isinstance(text, str) else text)
    file.name = "indhold.yaml"
    return client.post(reverse(PAGE), {"look": "1", "file": file})


def confirm(client: Client, seen: str, **sent: str) -> Any:
    return client.post(reverse(PAGE), {"seen": seen, **sent})


def by_hand(bundle: Bundle) -> str:
    """A file that was changed after it was fetched: with the checksum that it had."""
    return write_yaml(pack_bundle(bundle) | {"checksum": pack_bundle(bundle_in_force())["checksum"]})


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_all_content_is_fetched_from_the_desk(form: str, client: Client) -> None:
    address = f"{reverse('editing_bundle')}?form={form}"
    assertContains(client.get(reverse("editing")), address)
    response = client.get(address)
    assert response["Content-Disposition"] == f'attachment; filename="smertekompas-indhold.{form}"'
    assert open_bundle(response.content.decode()) == bundle_in_force()


def test_one_release_is_fetched_with_a_checksum(client: Client) -> None:
    release = Release.objects.effective().get(publication__key=GUIDELINE)
    address = f"{reverse('editing_bundle')}?release={release.pk}"
    assertContains(client.get(reverse("editing_release", args=[release.pk])), address)
    read = open_bundle(client.get(f"{address}&form=json").content.decode())
    assert (read.publications, read.is_intact) == ([content_of_release(release)], True)
    for missing in ("0", "x", "9" * 30):
        assert client.get(reverse("editing_bundle"), {"release": missing}).status_code == 404


def test_what_says_the_same_makes_nothing(client: Client) -> None:
    page = hand_in(client, write_json(pack_bundle(bundle_in_force())))
    assertContains(page, "Der er intet at indlæse")
    assertNotContains(page, 'name="seen"')


def test_an_intact_file_is_seen_and_then_made(client: Client) -> None:
    before, bundle = written(), changed(GUIDELINE, reword)
    page = hand_in(client, write_yaml(pack_bundle(bundle)))
    assertContains(page, "<ins>")
    assertContains(page, "samråd")
    assertNotContains(page, TICK)
    assert written() == before
    response = confirm(client, page.context["seen"])
    draft = Release.objects.get(publication__key=GUIDELINE, state="draft")
    assertRedirects(response, reverse("editing_release", args=[draft.pk]))
    assert content_of_release(draft) in bundle.publications
    assert Release.objects.effective().get(publication__key=GUIDELINE).number == 1


def test_a_file_changed_by_hand_is_made_only_when_it_is_said_so(client: Client) -> None:
    before, text = written(), by_hand(changed(GUIDELINE, reword))
    page = hand_in(client, text)
    assertContains(page, "Kontrolsummen passer ikke")
    assertContains(page, TICK)
    refused = confirm(client, page.context["seen"])
    assertContains(refused, "Sæt kryds ved", status_code=422)
    assertContains(refused, "samråd", status_code=422)
    assert written() == before
    assert confirm(client, refused.context["seen"], edited="on").status_code == 302
    assert written() != before


def test_just_what_was_seen_is_made(client: Client) -> None:
    page = hand_in(client, write_yaml(pack_bundle(changed(GUIDELINE, reword))))
    before = written()
    forged = signing.dumps(["x", "y"], salt="another", compress=True)
    for seen in ("", "x", page.context["seen"][:-3], forged):
        assertContains(confirm(client, seen), "Indlevér filen igen", status_code=422)
    assert written() == before
    confirm(client, page.context["seen"])
    # The same confirmation again: it is on its way already, so there is something else to see.
    again = confirm(client, page.context["seen"])
    assertContains(again, "Noget er ændret siden", status_code=422)
    assert Release.objects.filter(publication__key=GUIDELINE).count() == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: [", "Linje 2"),
        ("a: &x 1", "Linje 1: henvisninger"),
        ("format: 9", "format 9"),
        (b"\xff\xfe", "UTF-8"),
        (b"x" * (5 * 1024 * 1024 + 1), "5 MB"),
        ("", "tom"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(text: str | bytes, reason: str, client: Client) -> None:
    assertContains(hand_in(client, text), reason, status_code=422)


def test_what_does_not_hold_is_refused_with_the_place(client: Client) -> None:
    before = written()
    text = write_yaml(pack_bundle(changed(GUIDELINE, lambda content: content.update(source="nowhere"))))
    assertContains(hand_in(client, text), f"{GUIDELINE}: kilden »nowhere« kendes ikke", status_code=422)
    assert written() == before


def test_what_is_unverified_is_said(client: Client) -> None:
    text = write_yaml(pack_bundle(changed(GUIDELINE, lambda content: content.update(unverified="Tallene i tabel 2"))))
    assertContains(hand_in(client, text), "Tallene i tabel 2")
