"""An approval is bound to what its draft was begun on: nothing published in between is undone without a word."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from guidelines.content_files.release import content_of_release
from guidelines.in_force.content import current_content
from guidelines.models import Publication, Release
from guidelines.publishing.consistency import Refused
from guidelines.publishing.draft_rows import find_row, put_row, seen_hash
from guidelines.publishing.drafts import bring_up_to_date, create_draft, edit_draft, give_up
from guidelines.publishing.life_cycle import approve, publish_approved, submit, withdraw

pytestmark = pytest.mark.django_db
GUIDELINE = "generalised-pain"
ONE, OTHER = "tca", "duloxetine"


def reword(by: User, draft: Release, key: str, text: str, seen: str | None = None) -> Release:
    row = find_row(content_of_release(draft), "recommendations", key)
    assert row
    return put_row(
        by=by,
        release=draft,
        part="recommendations",
        row={**row, "text": text},
        seen=seen or seen_hash(row),
        note=key,
    )


def text_of(release: Release, key: str) -> str:
    row = find_row(content_of_release(release), "recommendations", key)
    assert row
    return str(row["text"])


def approve_by(author: User, reviewer: User, draft: Release) -> Release:
    submit(by=author, release=draft)
    draft.refresh_from_db()
    return approve(by=reviewer, release=draft, seen_hash=draft.content_hash)


def publish(author: User, reviewer: User, guideline: Publication, key: str, text: str) -> Release:
    draft = reword(author, create_draft(by=author, publication=guideline), key, text)
    return publish_approved(by=author, release=approve_by(author, reviewer, draft))


def test_an_approved_draft_does_not_undo_what_was_published_since(
    author: User, reviewer: User, guideline: Publication
) -> None:
    """Tried: without the comparison in `publish_approved`; then the database refuses."""
    old = create_draft(by=author, publication=guideline)
    old = approve_by(author, reviewer, reword(author, old, ONE, "Overvej det nye."))
    publish(author, reviewer, guideline, OTHER, "Overvej det rettede.")
    with pytest.raises(Refused, match="ajour"):
        publish_approved(by=author, release=old)
    assert current_content().recommendations[f"{GUIDELINE}/{OTHER}"].version.text == "Overvej det rettede."

    draft, clashes = bring_up_to_date(by=author, release=old)
    assert (draft.state, draft.round, clashes) == ("draft", 2, [])
    assert (text_of(draft, ONE), text_of(draft, OTHER)) == ("Overvej det nye.", "Overvej det rettede.")
    publish_approved(by=author, release=approve_by(author, reviewer, draft))
    texts = {key: current_content().recommendations[f"{GUIDELINE}/{key}"].version.text for key in (ONE, OTHER)}
    assert texts == {ONE: "Overvej det nye.", OTHER: "Overvej det rettede."}


def test_the_database_refuses_it_too(author: User, reviewer: User, guideline: Publication) -> None:
    """Tried: without the condition in the trigger."""
    old = create_draft(by=author, publication=guideline)
    old = approve_by(author, reviewer, reword(author, old, ONE, "Overvej det nye."))
    new = publish(author, reviewer, guideline, OTHER, "Overvej det rettede.")
    now = timezone.now()
    new.refresh_from_db()
    Release.objects.filter(pk=new.pk).update(effective=(new.effective.lower, now))
    with pytest.raises(DatabaseError, match="after this draft was begun"), transaction.atomic():
        Release.objects.filter(pk=old.pk).update(state="published", effective=(now, None), published_at=now)


def test_a_stale_draft_is_neither_submitted_nor_approved(author: User, reviewer: User, guideline: Publication) -> None:
    drafts = [create_draft(by=author, publication=guideline) for _ in range(2)]
    drafts = [reword(author, draft, ONE, "Overvej det nye.") for draft in drafts]
    waiting = submit(by=author, release=drafts[0])
    publish(author, reviewer, guideline, OTHER, "Overvej det rettede.")
    with pytest.raises(Refused, match="ajour"):
        submit(by=author, release=drafts[1])
    with pytest.raises(Refused, match="ajour"):
        approve(by=reviewer, release=waiting, seen_hash=waiting.content_hash)


def test_where_both_have_changed_the_same_it_is_said_to_whoever_reads_it(
    author: User, reviewer: User, guideline: Publication
) -> None:
    draft = create_draft(by=author, publication=guideline)
    draft = reword(author, draft, ONE, "Overvej udkastets ord.")
    published = publish(author, reviewer, guideline, ONE, "Overvej det rettede.")
    draft, clashes = bring_up_to_date(by=author, release=draft)
    assert clashes == [f"recommendations › {ONE} › text"]
    assert text_of(draft, ONE) == "Overvej udkastets ord."
    said = draft.events.last().note
    assert clashes[0] in said
    assert f"udgivelse {published.number}" in said
    with pytest.raises(Refused):
        bring_up_to_date(by=author, release=draft)


def test_while_a_release_is_planned_a_draft_begins_from_it(
    author: User, reviewer: User, guideline: Publication
) -> None:
    """Tried: begun from the one in force."""
    draft = create_draft(by=author, publication=guideline)
    draft = approve_by(author, reviewer, reword(author, draft, ONE, "Overvej det fra januar."))
    planned = publish_approved(by=author, release=draft, at=timezone.now() + timedelta(days=40))
    begun = create_draft(by=author, publication=guideline)
    assert (begun.base, text_of(begun, ONE)) == (planned, "Overvej det fra januar.")
    begun = reword(author, begun, OTHER, "Overvej også dette.")
    # The plan is dropped: so is what it said, unless the draft says it itself.
    withdraw(by=author, release=planned, note="Ikke alligevel")
    with pytest.raises(Refused, match="ajour"):
        submit(by=author, release=begun)
    begun, clashes = bring_up_to_date(by=author, release=begun)
    assert clashes == []
    assert (text_of(begun, ONE) != "Overvej det fra januar.", text_of(begun, OTHER)) == (True, "Overvej også dette.")


def test_a_draft_is_given_up_with_a_reason_and_stays_to_be_read(
    author: User, reviewer: User, guideline: Publication
) -> None:
    draft = create_draft(by=author, publication=guideline)
    with pytest.raises(Refused):
        give_up(by=author, release=draft, note=" ")
    give_up(by=author, release=draft, note="Afløst af en anden")
    draft.refresh_from_db()
    assert (draft.state, draft.events.last().note) == ("given_up", "Afløst af en anden")
    for step in (
        lambda: submit(by=author, release=draft),
        lambda: give_up(by=author, release=draft, note="Igen"),
        lambda: bring_up_to_date(by=author, release=draft),
        lambda: edit_draft(by=author, release=draft, content=content_of_release(draft), seen_hash=draft.content_hash),
    ):
        with pytest.raises(Refused):
            step()
    with pytest.raises(DatabaseError), transaction.atomic():
        Release.objects.filter(pk=draft.pk).update(state="draft", round=2)


def test_of_two_who_wrote_beside_each_other_each_can_approve_the_other(
    author: User, reviewer: User, guideline: Publication
) -> None:
    """Both have read the same published row. Tried: all who wrote in the first taken over into the second."""
    draft = create_draft(by=author, publication=guideline)
    read = seen_hash(find_row(content_of_release(draft), "recommendations", ONE))
    own = reword(author, draft, ONE, "Overvej den enes.", seen=read)
    beside = reword(reviewer, draft, ONE, "Overvej den andens.", seen=read)
    assert (own.pk, beside.base) == (draft.pk, draft.base)
    assert beside.pk != draft.pk
    approve_by(reviewer, author, beside)


def test_who_wrote_what_stands_in_the_other_does_not_approve_it(
    author: User, reviewer: User, guideline: Publication
) -> None:
    draft = create_draft(by=author, publication=guideline)
    draft = reword(author, draft, ONE, "Overvej det første.")
    read = seen_hash(find_row(content_of_release(draft), "recommendations", ONE))
    reword(author, draft, ONE, "Overvej den enes.", seen=read)
    # Written from what the author had written: the author's words can be in it.
    beside = reword(reviewer, draft, ONE, "Overvej den andens.", seen=read)
    submit(by=reviewer, release=beside)
    with pytest.raises(Refused):
        approve(by=author, release=beside, seen_hash=beside.content_hash)


def test_a_file_written_from_the_untouched_draft_has_its_writer_s_words_only(
    author: User, reviewer: User, guideline: Publication
) -> None:
    draft = create_draft(by=reviewer, publication=guideline)
    read, content = draft.content_hash, content_of_release(draft)
    reword(author, draft, ONE, "Overvej den enes.")
    next(row for row in content["recommendations"] if row["key"] == OTHER)["text"] = "Overvej den andens."
    beside = edit_draft(by=reviewer, release=draft, content=content, seen_hash=read)
    assert text_of(beside, OTHER) == "Overvej den andens."
    assert beside.pk != draft.pk
    approve_by(reviewer, author, beside)


def test_the_page_says_it_and_offers_the_way(
    author: User, reviewer: User, guideline: Publication, sign_in: object
) -> None:
    draft = create_draft(by=author, publication=guideline)
    draft = reword(author, draft, ONE, "Overvej det nye.")
    client = sign_in(author)  # type: ignore[operator]
    page = reverse("editing_release", args=[draft.pk])
    assert "siden udkastet blev begyndt" not in client.get(page).content.decode()
    publish(author, reviewer, guideline, OTHER, "Overvej det rettede.")
    assert "siden udkastet blev begyndt" in client.get(page).content.decode()
    answer = client.post(reverse("editing_step", args=[draft.pk, "ajour"]), follow=True).content.decode()
    assert "siden udkastet blev begyndt" not in answer
    assert "Bragt ajour med udgivelse" in answer
    answer = client.post(reverse("editing_step", args=[draft.pk, "opgiv"]), {"note": "Nej"}, follow=True)
    assert "opgivet" in answer.content.decode()
    assert "Indsend til godkendelse" not in answer.content.decode()
    on_the_way, given_up = client.get(reverse("editing")).content.decode().split("<h2>")[1].split("<details")
    assert draft.title not in on_the_way
    assert draft.title in given_up
