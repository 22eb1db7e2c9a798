"""What is unverified: loaded as a draft only, shown as such, and approved only against a named primary source."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import User
from guidelines.content_files.loading import content_hash, load_publication, read_yaml, unverified_in
from guidelines.content_files.release import content_of_release
from guidelines.in_force.content import current_content, draft_content
from guidelines.models import Release, ReleaseEvent
from guidelines.publishing.consistency import Refused
from guidelines.publishing.drafts import change_draft, create_draft
from guidelines.publishing.life_cycle import approve, publish_approved, submit
from referrals.management.commands.load_content import load_content
from tests.support.records.cast import Cast

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
FILES = {
    "medicine-cautions": "guidelines/medicine-cautions-draft",
    "region-syddanmark": "pathways/region-syddanmark-draft",
}
CHECKED = "Produktresumé for amitriptylin, afsnit 4.3, læst 25.11.2026"
both_kinds = pytest.mark.parametrize("key", FILES)


def read(key: str) -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(settings.FIXTURES_DIR / f"{FILES[key]}.yaml")
    return content


def draft_from_file(key: str) -> Release:
    return Release.objects.get(publication__key=key, state="draft")


def waiting(key: str, author: User) -> Release:
    return submit(by=author, release=draft_from_file(key))


def test_what_must_be_checked_is_found_in_the_content_and_in_its_rows() -> None:
    content = {
        "unverified": "Alt",
        "criteria": [{"key": "a"}, {"key": "b", "unverified": "Række b"}],
        "x": {"unverified": ""},
    }
    assert unverified_in(content) == ["Alt", "Række b"]
    assert unverified_in({"unverified": None, "criteria": []}) == []


@both_kinds
def test_a_draft_from_a_file_says_what_must_be_checked_and_is_not_in_force(key: str) -> None:
    draft = draft_from_file(key)
    assert content_of_release(draft)["unverified"] == read(key)["unverified"]
    assert key not in current_content().releases
    assert draft_content().releases[key] == draft


@both_kinds
def test_a_file_does_not_publish_what_is_unverified(key: str) -> None:
    with pytest.raises(ValueError, match=key):
        load_publication(read(key) | {"release": {"note": "x"}})
    assert key not in current_content().releases


@both_kinds
def test_it_is_approved_only_with_the_source_that_it_was_checked_against(key: str, cast: Cast, reviewer: User) -> None:
    release = waiting(key, cast.editor)
    for note in ("", "  "):
        with pytest.raises(Refused):
            approve(by=reviewer, release=release, seen_hash=release.content_hash, note=note)
    approve(by=reviewer, release=release, seen_hash=release.content_hash, note=CHECKED)
    publish_approved(by=cast.editor, release=release)
    assert release.events.get(kind="approved").note == CHECKED
    assert key in current_content().releases


@pytest.mark.parametrize("where", [*FILES, "row"])
def test_the_database_asks_for_the_source_as_well(where: str, cast: Cast, reviewer: User) -> None:
    release = draft_from_file("region-syddanmark" if where == "row" else where)
    if where == "row":
        release = change_draft(
            by=cast.editor,
            release=release,
            change=lambda content: content.update(
                unverified="", criteria=[{**content["criteria"][0], "unverified": "x"}, *content["criteria"][1:]]
            ),
            read=lambda content: None,
            seen=content_hash(None),
            note="",
        )
    release = submit(by=cast.editor, release=release)
    values = {"kind": "approved", "round": 1, "content_hash": release.content_hash, "by": reviewer}
    with pytest.raises(DatabaseError, match="checked against"), transaction.atomic():
        ReleaseEvent.objects.create(release=release, **values)
    with pytest.raises(DatabaseError, match="checked against"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO guidelines_releaseevent (release_id, kind, by_id, at, note, round, content_hash)"
            " VALUES (%s, 'approved', %s, now(), ' ', 1, %s)",
            [release.pk, reviewer.pk, release.content_hash],
        )
    ReleaseEvent.objects.create(release=release, note=CHECKED, **values)


def test_what_is_verified_needs_no_word(cast: Cast, reviewer: User) -> None:
    draft = create_draft(by=cast.editor, publication=current_content().releases["generalised-pain"].publication)
    draft = change_draft(
        by=cast.editor,
        release=draft,
        change=lambda content: content.update(currency_note="Ny"),
        read=lambda content: None,
        seen=content_hash(None),
        note="",
    )
    approved = approve(by=reviewer, release=submit(by=cast.editor, release=draft), seen_hash=draft.content_hash)
    assert approved.state == "approved"
    event = approved.events.get(kind="approved")
    assert (event.by, event.note, event.content_hash) == (reviewer, "", draft.content_hash)


@both_kinds
def test_loading_again_leaves_what_an_editor_has_touched(key: str, cast: Cast, reviewer: User) -> None:
    def releases() -> list[tuple[int, str]]:
        return list(Release.objects.filter(publication__key=key).values_list("number", "state").order_by("number"))

    release = waiting(key, cast.editor)
    load_content(settings.FIXTURES_DIR)
    assert releases() == [(1, "submitted")]
    approve(by=reviewer, release=release, seen_hash=release.content_hash, note=CHECKED)
    publish_approved(by=cast.editor, release=release)
    load_content(settings.FIXTURES_DIR)
    assert releases() == [(1, "published")]


def test_a_draft_that_an_editor_has_broken_does_not_stop_the_load(cast: Cast) -> None:
    def breaking(content: dict[str, Any]) -> None:
        content["criteria"][0]["when"] = {"fact": "no.such", "is": True}

    draft = draft_from_file("region-syddanmark")
    change_draft(by=cast.editor, release=draft, change=breaking, read=lambda _: None, seen=content_hash(None), note="")
    load_content(settings.FIXTURES_DIR)
    assert Release.objects.filter(publication__key="region-syddanmark").count() == 1


def test_a_recommendation_with_a_field_that_is_unknown_is_refused() -> None:
    content = read("medicine-cautions")
    content["recommendations"][0]["unverified"] = "Doserne"
    with pytest.raises(ValueError, match=r"Lavere dosis ved nedsat nyrefunktion.*unverified"):
        load_publication(content)


@both_kinds
def test_the_page_says_what_is_unverified_and_asks_the_approver_for_the_source(
    key: str, cast: Cast, reviewer: User, sign_in: Callable[..., Client]
) -> None:
    release = waiting(key, cast.editor)
    address = reverse("editing_release", args=[release.pk])
    assertContains(sign_in(cast.editor).get(address), read(key)["unverified"])
    client = sign_in(reviewer)
    assertContains(client.get(address), 'id="checked-against"')
    step = reverse("editing_step", args=[release.pk, "godkend"])
    client.post(step, {"seen_hash": release.content_hash})
    release.refresh_from_db()
    assert release.state == "submitted"
    client.post(step, {"seen_hash": release.content_hash, "note": CHECKED})
    release.refresh_from_db()
    assert release.state == "approved"
    assertContains(client.get(address), CHECKED)


def test_other_releases_ask_for_no_source(cast: Cast, reviewer: User, sign_in: Callable[..., Client]) -> None:
    draft = create_draft(by=cast.editor, publication=current_content().releases["gp-assessment"].publication)
    page = sign_in(reviewer).get(reverse("editing_release", args=[draft.pk]))
    assertNotContains(page, "checked-against")
