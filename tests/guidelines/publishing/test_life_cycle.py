"""A release's life: two people, exactly what was read, and no way round either, in Python or in SQL."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import User
from guidelines.content_files.loading import publish
from guidelines.content_files.release import content_of_release
from guidelines.in_force.content import Content, current_content
from guidelines.models import Publication, Release, ReleaseEvent
from guidelines.publishing import consistency
from guidelines.publishing.consistency import Refused
from guidelines.publishing.drafts import create_draft, edit_draft, roll_back
from guidelines.publishing.life_cycle import approve, publish_approved, send_back, submit, withdraw

pytestmark = pytest.mark.django_db
GUIDELINE, TCA = "generalised-pain", "generalised-pain/tca"


def reworded(release: Release, text: str) -> dict[str, Any]:
    """The release's content with another text of one recommendation."""
    content = deepcopy(content_of_release(release))
    next(row for row in content["recommendations"] if row["key"] == "tca")["text"] = text
    content["release"]["note"] = text
    return content


def draft_of(author: User, guideline: Publication, text: str = "Overvej en plan.") -> Release:
    draft = create_draft(by=author, publication=guideline)
    return edit_draft(by=author, release=draft, content=reworded(draft, text), seen_hash=draft.content_hash)


def approved(author: User, reviewer: User, guideline: Publication, text: str = "Overvej en plan.") -> Release:
    draft = draft_of(author, guideline, text)
    submit(by=author, release=draft)
    return approve(by=reviewer, release=draft, seen_hash=draft.content_hash)


def text_in_force() -> str:
    return current_content().recommendations[TCA].version.text


def kinds(release: Release) -> list[str]:
    return [event.kind for event in release.events.all()]


def test_from_draft_to_published_by_two_people(author: User, reviewer: User, guideline: Publication) -> None:
    before = text_in_force()
    release = approved(author, reviewer, guideline)
    assert text_in_force() == before
    publish_approved(by=author, release=release)
    assert text_in_force() == "Overvej en plan."
    release.refresh_from_db()
    assert (release.prepared_by, release.approved_by) == (author, reviewer)
    assert kinds(release) == ["created", "edited", "submitted", "approved", "published"]
    assert {event.round for event in release.events.all()} == {1}
    assert release.events.get(kind="approved").content_hash == release.content_hash


@pytest.mark.parametrize("superuser", [False, True])
def test_who_has_worked_on_it_does_not_approve_it(superuser: bool, author: User, guideline: Publication) -> None:
    User.objects.filter(pk=author.pk).update(is_superuser=superuser)
    author.refresh_from_db()
    draft = draft_of(author, guideline)
    submit(by=author, release=draft)
    with pytest.raises(Refused):
        approve(by=author, release=draft, seen_hash=draft.content_hash)
    assert "approved" not in kinds(draft)


def test_an_approver_who_then_edits_is_a_contributor(author: User, reviewer: User, guideline: Publication) -> None:
    release = approved(author, reviewer, guideline)
    send_back(by=reviewer, release=release, note="Ret en tastefejl")
    release.refresh_from_db()
    content = reworded(release, "Overvej en rettelse.")
    release = edit_draft(by=reviewer, release=release, content=content, seen_hash=release.content_hash)
    submit(by=author, release=release)
    with pytest.raises(Refused):
        approve(by=reviewer, release=release, seen_hash=release.content_hash)


def test_only_what_was_read_is_approved(author: User, reviewer: User, guideline: Publication) -> None:
    draft = draft_of(author, guideline)
    read = draft.content_hash
    draft = edit_draft(by=author, release=draft, content=reworded(draft, "Overvej noget andet."), seen_hash=read)
    submit(by=author, release=draft)
    with pytest.raises(Refused):
        approve(by=reviewer, release=draft, seen_hash=read)


def test_an_edit_needs_a_new_approval(author: User, reviewer: User, guideline: Publication) -> None:
    release = approved(author, reviewer, guideline)
    release.refresh_from_db()
    with pytest.raises(Refused):
        edit_draft(by=author, release=release, content=reworded(release, "x"), seen_hash=release.content_hash)
    send_back(by=author, release=release, note="Mere at rette")
    release.refresh_from_db()
    assert (release.state, release.round) == ("draft", 2)
    with pytest.raises(Refused):
        publish_approved(by=author, release=release)
    submit(by=author, release=release)
    with pytest.raises(Refused):
        publish_approved(by=author, release=release)


def refused_by_the_database(change: Callable[[], Any], match: str) -> None:
    with pytest.raises(DatabaseError, match=match), transaction.atomic():
        change()


def run(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


IN_FORCE_NOW = {"state": "published", "effective": (timezone.now() + timedelta(days=9000), None)}


def test_no_way_round_through_the_orm_or_by_raw_sql(author: User, guideline: Publication) -> None:
    draft = draft_of(author, guideline)
    values = {**IN_FORCE_NOW, "published_at": timezone.now()}
    published = """
        UPDATE guidelines_release SET state = %s, effective = tstzrange(now() + '9 years', NULL), published_at = now()
        WHERE id = %s
    """
    for state in ("published", "approved"):
        change = values if state == "published" else {"state": state}
        refused_by_the_database(lambda: Release.objects.filter(pk=draft.pk).update(**change), "does not go from")  # noqa: B023
    refused_by_the_database(lambda: run(published, "published", draft.pk), "does not go from")
    submit(by=author, release=draft)
    for change in (lambda: Release.objects.filter(pk=draft.pk).update(state="approved"),):
        refused_by_the_database(change, "someone who has not worked on it")
    refused_by_the_database(lambda: run(published, "published", draft.pk), "does not go from")
    planted = {"publication": guideline, "number": 99, "title": "x", "content_hash": "x"}
    refused_by_the_database(lambda: Release.objects.create(**planted, **values), "begins as a draft")
    refused_by_the_database(lambda: Release.objects.create(**planted, state="submitted"), "begins as a draft")


def event(release: Release, by: User, **values: Any) -> ReleaseEvent:
    given = {"kind": "approved", "round": release.round, "content_hash": release.content_hash} | values
    return ReleaseEvent.objects.create(release=release, by=by, **given)


def test_an_approval_is_not_written_beforehand_by_its_author_or_for_other_content(
    author: User, reviewer: User, guideline: Publication
) -> None:
    draft = draft_of(author, guideline)
    refused_by_the_database(lambda: event(draft, reviewer), "only what waits")
    submit(by=author, release=draft)
    draft.refresh_from_db()
    refused_by_the_database(lambda: event(draft, reviewer, content_hash="x"), "only what waits")
    refused_by_the_database(lambda: event(draft, reviewer, round=2), "only what waits")
    event(draft, author)
    refused_by_the_database(
        lambda: Release.objects.filter(pk=draft.pk).update(state="approved"), "someone who has not worked on it"
    )


def test_an_approval_is_not_used_again(author: User, reviewer: User, guideline: Publication) -> None:
    release = approved(author, reviewer, guideline)
    send_back(by=author, release=release, note="Ret")
    release.refresh_from_db()
    refused_by_the_database(lambda: Release.objects.filter(pk=release.pk).update(round=1), "does not go from")
    submit(by=author, release=release)
    refused_by_the_database(
        lambda: Release.objects.filter(pk=release.pk).update(state="approved"), "someone who has not worked on it"
    )
    refused_by_the_database(lambda: event(release, reviewer, round=1), "only what waits")


def test_what_is_submitted_is_not_changed(author: User, reviewer: User, guideline: Publication) -> None:
    draft = draft_of(author, guideline)
    submit(by=author, release=draft)
    pin = draft.pinned.first()
    assert pin
    for _state in ("submitted", "approved"):
        for change in ({"title": "x"}, {"body": {"x": 1}}, {"content_hash": "x"}, {"note": "x"}):
            refused_by_the_database(lambda: Release.objects.filter(pk=draft.pk).update(**change), "Cannot update")  # noqa: B023
        refused_by_the_database(lambda: draft.pinned.filter(pk=pin.pk).update(position=900), "cannot be changed")
        refused_by_the_database(lambda: draft.pinned.filter(pk=pin.pk).delete(), "cannot be changed")
        if _state == "submitted":
            approve(by=reviewer, release=draft, seen_hash=draft.content_hash)


def test_events_are_only_added_to(author: User, guideline: Publication) -> None:
    draft = create_draft(by=author, publication=guideline)
    refused_by_the_database(lambda: draft.events.update(note="x"), "permission denied|Cannot update")
    refused_by_the_database(lambda: draft.events.all()._raw_delete("default"), "permission denied|Cannot delete")


def test_on_a_date_and_not_before(author: User, reviewer: User, guideline: Publication, content: Content) -> None:
    old, later = content.releases[GUIDELINE], timezone.now() + timedelta(days=40)
    planned = publish_approved(by=author, release=approved(author, reviewer, guideline), at=later)
    assert current_content().releases[GUIDELINE] == old
    at = lambda moment: Release.objects.get(publication=guideline, state="published", effective__contains=moment)  # noqa: E731
    assert at(later - timedelta(seconds=1)) == old
    assert at(later) == planned
    other = approved(author, reviewer, guideline, "Overvej endnu en.")
    with pytest.raises(Refused):
        publish_approved(by=author, release=other)
    withdraw(by=author, release=planned, note="For tidligt")
    assert at(timezone.now()) == at(later) == old
    planned.refresh_from_db()
    assert planned.effective.isempty
    with pytest.raises(Refused):
        withdraw(by=author, release=planned, note="Igen")


def test_not_in_the_past(author: User, reviewer: User, guideline: Publication) -> None:
    release = approved(author, reviewer, guideline)
    with pytest.raises(Refused):
        publish_approved(by=author, release=release, at=timezone.now() - timedelta(minutes=1))
    release.refresh_from_db()
    assert release.state == "approved"


def test_rolling_back_is_a_new_release_that_someone_else_approves(
    author: User, reviewer: User, guideline: Publication, content: Content
) -> None:
    old, text = content.releases[GUIDELINE], text_in_force()
    publish_approved(by=author, release=approved(author, reviewer, guideline))
    back = roll_back(by=author, release=old)
    assert (back.number, back.state) == (3, "draft")
    submit(by=author, release=back)
    approve(by=reviewer, release=back, seen_hash=back.content_hash)
    publish_approved(by=author, release=back)
    assert text_in_force() == text
    pins = [set(release.pinned.values_list("version", flat=True)) for release in (old, back)]
    assert pins[0] == pins[1]


def test_one_person_withdraws_at_once_and_says_why(author: User, guideline: Publication, content: Content) -> None:
    release = content.releases[GUIDELINE]
    with pytest.raises(Refused):
        withdraw(by=author, release=release, note=" ")
    withdraw(by=author, release=release, note="Fejl i dosis")
    assert GUIDELINE not in current_content().releases
    assert release.events.get().note == "Fejl i dosis"
    with pytest.raises(Refused):
        withdraw(by=author, release=release, note="Igen")
    with pytest.raises(Refused):
        withdraw(by=author, release=content.releases["vocabulary"], note="Alt")


def test_nobody_alone_takes_every_warning_of_danger_away(author: User, content: Content) -> None:
    """Tried: the safety prompts withdrawn like any guideline."""
    prompts = [one for one in content.releases.values() if one.publication.kind == Publication.Kind.SAFETY_PROMPTS]
    assert prompts
    for release in prompts:
        with pytest.raises(Refused, match="advares der ikke om fare"):
            withdraw(by=author, release=release, note="Fejl")
        assert release.publication.key in current_content().releases


def test_two_editors_at_once_are_both_kept(author: User, reviewer: User, guideline: Publication) -> None:
    draft = create_draft(by=author, publication=guideline)
    seen = draft.content_hash
    first = edit_draft(by=author, release=draft, content=reworded(draft, "Den ene."), seen_hash=seen)
    second = edit_draft(by=reviewer, release=draft, content=reworded(draft, "Den anden."), seen_hash=seen)
    assert first.pk == draft.pk != second.pk
    said = [content_of_release(release)["release"]["note"] for release in (first, second)]
    assert said == ["Den ene.", "Den anden."]


BROKEN: list[tuple[str, Callable[[dict[str, Any]], Any]]] = [
    ("Kardinal", lambda rows: rows[0].update(strength="Kardinal")),
    ("nothing.here", lambda rows: rows[0].update(applies_when={"fact": "nothing.here", "is": True})),
    ("title", lambda rows: rows[0].pop("title")),
]


@pytest.mark.parametrize(("named", "breaking"), BROKEN, ids=[name for name, _ in BROKEN])
def test_what_does_not_hold_together_is_refused_and_nothing_half_written(
    named: str, breaking: Callable[[Any], Any], author: User, guideline: Publication
) -> None:
    draft = create_draft(by=author, publication=guideline)
    content = deepcopy(content_of_release(draft))
    breaking(content["recommendations"])
    before = content_of_release(draft)
    try:
        draft = edit_draft(by=author, release=draft, content=content, seen_hash=draft.content_hash)
    except Refused:
        draft.refresh_from_db()
        assert content_of_release(draft) == before
        return
    with pytest.raises(Refused, match=named):
        submit(by=author, release=draft)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_what_says_the_same_is_not_submitted(author: User, guideline: Publication) -> None:
    with pytest.raises(Refused):
        submit(by=author, release=create_draft(by=author, publication=guideline))


def test_the_rooms_above_check_what_is_submitted(
    author: User, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert consistency.content_checks
    pathway = content.releases["region-h-2014"].publication
    draft = create_draft(by=author, publication=pathway)
    broken = deepcopy(content_of_release(draft))
    broken["destinations"][0]["requires"] = ["nobody-knows"]
    draft = edit_draft(by=author, release=draft, content=broken, seen_hash=draft.content_hash)
    with pytest.raises(Refused, match="nobody-knows"):
        submit(by=author, release=draft)


def test_a_file_that_is_loaded_again_does_not_undo_an_editors_release(
    author: User, reviewer: User, guideline: Publication, settings: Any
) -> None:
    from referrals.management.commands.load_content import load_content

    publish_approved(by=author, release=approved(author, reviewer, guideline))
    load_content(settings.FIXTURES_DIR)
    assert text_in_force() == "Overvej en plan."


def test_what_comes_with_the_program_is_put_in_force_as_the_owner(guideline: Publication) -> None:
    draft = Release.objects.create(publication=guideline, number=50, title="Ny", content_hash="x")
    publish(draft)
    assert current_content().releases[GUIDELINE] == draft
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("smertekompas_app",)
