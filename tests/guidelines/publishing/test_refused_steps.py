"""Steps of a release that do not fit, each refused with nothing done; and when a release has ended."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from accounts.models import User
from guidelines.content_files.release import content_of_release
from guidelines.in_force.content import Content
from guidelines.models import Publication, Release
from guidelines.publishing import life_cycle
from guidelines.publishing.checks import CasesFail
from guidelines.publishing.consistency import Refused
from guidelines.publishing.drafts import create_draft, edit_draft
from guidelines.publishing.life_cycle import approve, has_ended, publish_approved, send_back, submit, withdraw
from tests.support.content.drafts import GUIDELINE, draft_with

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def draft(author: User, content: Content) -> Release:
    return draft_with(author, content, GUIDELINE, lambda body: body.update(currency_note="Ny"))


def kinds(release: Release) -> list[str]:
    return [event.kind for event in release.events.all()]


def refused(step: Callable[[], object], release: Release) -> str:
    """Why a step is refused; it leaves the release and its history as they were."""
    before = (Release.objects.get(pk=release.pk).state, kinds(release))
    with pytest.raises(Refused) as reason:
        step()
    assert (Release.objects.get(pk=release.pk).state, kinds(release)) == before
    return str(reason.value)


def test_only_a_draft_is_submitted_and_only_what_waits_is_sent_back(
    author: User, reviewer: User, draft: Release
) -> None:
    """Tried: a release submitted twice; a draft and a published release sent back."""
    assert refused(lambda: send_back(by=author, release=draft, note="Ret"), draft)
    waiting = submit(by=author, release=draft)
    assert refused(lambda: submit(by=author, release=waiting), draft)
    ready = approve(by=reviewer, release=waiting, seen_hash=waiting.content_hash)
    assert refused(lambda: approve(by=reviewer, release=ready, seen_hash=ready.content_hash), draft)
    published = publish_approved(by=author, release=ready)
    assert refused(lambda: send_back(by=author, release=published, note="Ret"), draft)
    assert refused(lambda: publish_approved(by=author, release=published), draft)


def test_what_differs_in_its_reasons_alone_is_not_submitted(author: User, guideline: Publication) -> None:
    """Tried: another note of the release taken for another content."""
    same = create_draft(by=author, publication=guideline)
    content: dict[str, Any] = content_of_release(same)
    content["release"] = {**content["release"], "note": "Et andet ord om udgaven"}
    same = edit_draft(by=author, release=same, content=content, seen_hash=same.content_hash)
    assert refused(lambda: submit(by=author, release=same), same)


def test_a_draft_can_be_submitted_where_no_release_is_in_force(author: User, guideline: Publication) -> None:
    """Tried: held against a release that is not there."""
    withdraw(by=author, release=guideline.releases.effective().get(), note="Fejl")
    draft = create_draft(by=author, publication=guideline)
    assert submit(by=author, release=draft).state == "submitted"


@pytest.mark.parametrize("why", ["cases", "retired"])
def test_what_has_changed_since_the_approval_is_looked_at_once_more(
    why: str, author: User, reviewer: User, draft: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tried: published although a case fails by now, or something retired lacks its reason."""
    submit(by=author, release=draft)
    ready = approve(by=reviewer, release=draft, seen_hash=draft.content_hash)

    def fail(together: Content) -> None:
        raise CasesFail("Sag 1")

    if why == "cases":
        monkeypatch.setattr(life_cycle, "require_passing", fail)
    else:
        monkeypatch.setattr(life_cycle, "find_unexplained", lambda release, together: "Sag 1")
    assert "Sag 1" in refused(lambda: publish_approved(by=author, release=ready), draft)


@pytest.mark.parametrize(
    ("effective", "at", "ended"),
    [
        (DateTimeTZRange(NOON, None), NOON, False),
        (DateTimeTZRange(NOON - MOMENT, NOON), NOON, True),
        (DateTimeTZRange(NOON - MOMENT, NOON), NOON - MOMENT, False),
        (DateTimeTZRange(NOON, NOON + MOMENT), NOON - MOMENT, False),
        (DateTimeTZRange(empty=True), NOON, True),
    ],
)
def test_a_release_has_ended_from_the_moment_at_which_it_ends(
    effective: DateTimeTZRange, at: datetime, ended: bool
) -> None:
    """Tried: a moment later."""
    assert has_ended(Release(effective=effective), at) is ended
