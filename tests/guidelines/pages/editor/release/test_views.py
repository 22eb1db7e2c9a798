"""The editor's pages: who gets in, each step as it is pressed, and refusals in words."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import User
from guidelines.content_files.release import content_of_release, write_release
from guidelines.content_files.text import write_yaml
from guidelines.in_force.content import Content, current_content
from guidelines.models import Release
from guidelines.publishing.draft_rows import find_row, put_row, seen_hash
from guidelines.publishing.drafts import create_draft
from tests.support.records.cast import Cast, make_user

GUIDELINE, TCA = "generalised-pain", "generalised-pain/tca"


@pytest.fixture
def reviewer(cast: Cast) -> User:
    return make_user("reviewer", is_content_administrator=True)


@pytest.fixture
def author_client(cast: Cast, sign_in: Callable[..., Client]) -> Client:
    return sign_in(cast.editor)


@pytest.fixture
def reviewer_client(reviewer: User, sign_in: Callable[..., Client]) -> Client:
    return sign_in(reviewer)


@pytest.fixture
def draft(cast: Cast, content: Content) -> Release:
    return create_draft(by=cast.editor, publication=content.releases[GUIDELINE].publication)


def page(release: Release) -> str:
    return reverse("editing_release", args=[release.pk])


def take(client: Client, release: Release, step: str, **sent: str) -> Any:
    return client.post(reverse("editing_step", args=[release.pk, step]), sent, follow=True)


def hand_in(client: Client, release: Release, text: str | bytes, seen_hash: str | None = None) -> Any:
    file = BytesIO(text.encode() if isinstance(text, str) else text)
    file.name = "indhold.yaml"
    return client.post(page(release), {"file": file, "seen_hash": seen_hash or release.content_hash})


def reworded(release: Release, text: str) -> str:
    content = content_of_release(release)
    next(row for row in content["recommendations"] if row["key"] == "tca")["text"] = text
    return write_yaml(content)


def test_only_content_administrators_get_in(cast: Cast, draft: Release, sign_in: Callable[..., Client]) -> None:
    pages = [
        reverse("editing"),
        page(draft),
        reverse("editing_publication", args=[GUIDELINE]),
        reverse("editing_export", args=[draft.pk]),
    ]
    for address in pages:
        assert Client().get(address).status_code == 302
        for person in (cast.gp, cast.nurse, cast.nobody):
            assert sign_in(person).get(address).status_code == 403
        assert sign_in(cast.editor).get(address).status_code == 200
    for step in ("indsend", "godkend", "send-tilbage", "traek-tilbage"):
        assert sign_in(cast.gp).post(reverse("editing_step", args=[draft.pk, step])).status_code == 403
    assertContains(sign_in(cast.editor).get(reverse("guidelines")), reverse("editing"))
    assertNotContains(sign_in(cast.gp).get(reverse("guidelines")), reverse("editing"))


def test_a_correction_from_a_file_to_publication(
    author_client: Client, reviewer_client: Client, content: Content
) -> None:
    before = content.recommendations[TCA].version.text
    begun = author_client.post(reverse("editing_begin", args=[GUIDELINE]))
    draft = Release.objects.get(state="draft", publication__key=GUIDELINE)
    assertRedirects(begun, page(draft))
    file = author_client.get(reverse("editing_export", args=[draft.pk]))
    assert file["Content-Disposition"] == 'attachment; filename="generalised-pain-2.yaml"'
    assertRedirects(
        hand_in(author_client, draft, file.content.decode().replace(before[:8], "Overvej kvæk ")), page(draft)
    )
    draft.refresh_from_db()
    changed = author_client.get(page(draft))
    assertContains(changed, "kvæk")
    assertContains(changed, escape(_("Submit for review")))
    assertContains(take(author_client, draft, "indsend"), escape(_("The release waits for a reviewer.")))
    refusal = escape(_("You have worked on this release. Someone else must approve it."))
    assertContains(author_client.get(page(draft)), refusal)
    assertContains(take(author_client, draft, "godkend", seen_hash=draft.content_hash), refusal)
    assertContains(reviewer_client.get(reverse("editing")), page(draft))
    assertContains(reviewer_client.get(page(draft)), escape(_("Approve exactly this")))
    take(reviewer_client, draft, "godkend", seen_hash=draft.content_hash)
    assert current_content().recommendations[TCA].version.text == before
    author_client.post(reverse("editing_publish", args=[draft.pk]), {"at": ""})
    assert "kvæk" in current_content().recommendations[TCA].version.text
    history = author_client.get(page(draft))
    for event in draft.events.all():
        assertContains(history, f"<td>{escape(event.get_kind_display())}</td>")
    assert draft.events.count() == 5


def test_a_date_is_read_as_danes_write_it(author_client: Client, reviewer_client: Client, draft: Release) -> None:
    hand_in(author_client, draft, reworded(draft, "Overvej en plan."))
    draft.refresh_from_db()
    take(author_client, draft, "indsend")
    take(reviewer_client, draft, "godkend", seen_hash=draft.content_hash)
    publish = reverse("editing_publish", args=[draft.pk])
    for odd, message in (
        ("i morgen", _("Write the day and the time, such as 01.01.2027 06:00.")),
        ("01.01.2020 06:00", _("A release cannot come into force in the past.")),
    ):
        response = author_client.post(publish, {"at": odd})
        assertContains(response, escape(message), status_code=422)
        assertContains(response, f'value="{odd}"', status_code=422)
    author_client.post(publish, {"at": "01.02.2040 06:00"})
    draft.refresh_from_db()
    assert timezone.localtime(draft.effective.lower).strftime("%d.%m.%Y %H:%M") == "01.02.2040 06:00"
    assertContains(author_client.get(reverse("editing")), "01.02.2040 06:00")


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (b"\xff\xfe", "Filen er ikke tekst i UTF-8."),
        (b"key: [", "The file cannot be read as content: %(reason)s"),
        (b"- a list", "The file cannot be read as content: %(reason)s"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(
    file: bytes, reason: str, author_client: Client, draft: Release
) -> None:
    response = hand_in(author_client, draft, file)
    assert response.status_code == 422
    assertContains(response, escape(_(reason).split("%(reason)s")[0]), status_code=422)
    draft.refresh_from_db()
    assert draft.events.count() == 1


def test_what_does_not_compile_is_refused_with_the_reason(author_client: Client, draft: Release) -> None:
    content = content_of_release(draft)
    content["recommendations"][0]["applies_when"] = {"fact": "nothing.here", "is": True}
    hand_in(author_client, draft, write_yaml(content))
    assertContains(take(author_client, draft, "indsend"), "nothing.here")
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_the_second_of_two_editors_is_told(author_client: Client, reviewer_client: Client, draft: Release) -> None:
    seen = draft.content_hash
    hand_in(author_client, draft, reworded(draft, "Den ene."), seen)
    response = hand_in(reviewer_client, draft, reworded(draft, "Den anden."), seen)
    beside = Release.objects.filter(state="draft").latest("number")
    assertRedirects(response, page(beside), fetch_redirect_response=False)
    assertContains(reviewer_client.get(page(beside)), "anden")
    assertContains(reviewer_client.get(page(draft)), "ene")
    assertNotContains(reviewer_client.get(page(draft)), "anden")


def test_withdrawing_and_rolling_back(author_client: Client, content: Content) -> None:
    release = content.releases[GUIDELINE]
    assertContains(take(author_client, release, "traek-tilbage"), escape(_("Say why it is withdrawn.")))
    take(author_client, release, "traek-tilbage", note="Fejl i dosis")
    assert GUIDELINE not in current_content().releases
    assertContains(author_client.get(page(release)), "Fejl i dosis")
    author_client.post(reverse("editing_begin", args=[GUIDELINE]), {"from": "1"})
    back = Release.objects.get(state="draft", publication__key=GUIDELINE)
    assert content_of_release(back)["recommendations"] == content_of_release(release)["recommendations"]


@pytest.mark.parametrize("earlier", ["99", "x", "²"])
def test_a_release_that_is_not_there_is_not_found(earlier: str, author_client: Client, draft: Release) -> None:
    assert author_client.post(reverse("editing_begin", args=[GUIDELINE]), {"from": earlier}).status_code == 404
    assert take(author_client, draft, "noget-andet").status_code == 404
    assert author_client.get(reverse("editing_release", args=[10**9])).status_code == 404
    assert author_client.get(reverse("editing_publication", args=["nothing"])).status_code == 404


def test_every_kind_of_content_has_its_pages(author_client: Client, content: Content) -> None:
    for key, release in content.releases.items():
        assertContains(author_client.get(reverse("editing_publication", args=[key])), escape(release.title))
        assertContains(author_client.get(page(release)), escape(_("It came with the program.")))
        assert author_client.get(reverse("editing_export", args=[release.pk])).content.decode() == write_release(
            release
        )


def test_what_only_a_draft_has_is_named_without_a_link_to_a_page_that_is_not_there(
    author_client: Client, cast: Cast, draft: Release
) -> None:
    tca = find_row(content_of_release(draft), "recommendations", "tca")
    new = dict(tca or {}) | {"key": "new-one", "title": "Ny anbefaling", "text": "Overvej noget nyt."}
    put_row(by=cast.editor, release=draft, part="recommendations", row=new, seen=seen_hash(None), note="")
    shown = author_client.get(page(draft))
    assertContains(shown, "Ny anbefaling")
    assertNotContains(shown, reverse("recommendation", args=[GUIDELINE, "new-one"]))
