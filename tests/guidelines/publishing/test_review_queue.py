"""The review queue: by the publisher's rule, the overdue first, and an unknown date is never fine."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from guidelines.in_force.content import Content
from guidelines.models import PinnedRecommendation, Publication, Release
from guidelines.publishing.draft_rows import seen_hash
from guidelines.publishing.drafts import change_draft, create_draft
from guidelines.publishing.life_cycle import publish_approved
from guidelines.publishing.review_queue import (
    PublicationReview,
    Review,
    ReviewState,
    overdue_of,
    review_queue,
    set_owner,
)
from guidelines.recommendations.currency import falls_due
from tests.support.records.cast import Cast, make_user

AS_OF = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("stated", "state", "due"),
    [
        (("2023-11-24",), "overdue", date(2026, 11, 24)),
        (("2023-11-25",), "soon", date(2026, 11, 25)),
        (("2024-05-25",), "soon", date(2027, 5, 25)),
        (("2024-05-26",), "fine", date(2027, 5, 26)),
        (("2018",), "overdue", date(2021, 12, 31)),
        (("2026", "2023-03"), "overdue", date(2026, 3, 31)),
        (("2026", ""), "fine", date(2029, 12, 31)),
        (("", None), "unknown", None),
        ((), "unknown", None),
    ],
)
def test_three_years_after_the_oldest_date_it_is_overdue(
    stated: tuple[str | None, ...], state: str, due: date | None
) -> None:
    review = Review.of(AS_OF, *stated)
    assert (review.state, review.due) == (state, due)
    assert falls_due(*stated) == due


def test_everything_in_force_is_in_it_and_the_overdue_comes_first(content: Content) -> None:
    queue = review_queue(AS_OF)
    assert {entry.release.publication.key for entry in queue} == set(content.releases)
    assert sum(len(entry.rows) for entry in queue) == len(content.recommendations)
    states = [list(ReviewState).index(min(entry.reviews, key=lambda one: one.order).state) for entry in queue]
    assert states == sorted(states)
    assert queue[0].overdue > 0


def entry_of(queue: list[PublicationReview], key: str) -> PublicationReview:
    return next(entry for entry in queue if entry.release.publication.key == key)


def test_what_has_no_date_is_named_and_never_fine(content: Content) -> None:
    queue = review_queue(AS_OF)
    for key in ("vocabulary", "safety-prompts"):
        entry = entry_of(queue, key)
        assert {review.state for review in entry.reviews} == {ReviewState.UNKNOWN}
        assert entry.overdue == 0


def test_a_pathway_goes_by_the_day_that_it_was_checked_or_is_from(content: Content) -> None:
    review = entry_of(review_queue(AS_OF), "region-h-2014").review
    assert (review.stated, review.state) == ("2014-09", ReviewState.OVERDUE)


def test_a_review_of_its_own_counts_for_a_recommendation_and_for_no_other(cast: Cast, content: Content) -> None:
    second = make_user("second", is_content_administrator=True)
    draft = create_draft(by=cast.editor, publication=content.releases["generalised-pain"].publication)
    _set_reviewed(cast, draft)
    _publish(cast, draft, second)
    entry = entry_of(review_queue(AS_OF), "generalised-pain")
    reviewed = [row for row in entry.rows if row.is_of_its_own]
    assert [(row.pin.version.recommendation.key, row.review.state) for row in reviewed] == [("tca", ReviewState.FINE)]
    assert entry.rows[-1] == reviewed[0], "what is fine comes last"
    assert entry.overdue == len(entry.rows) - 1
    assert dict(entry.counts) == {ReviewState.OVERDUE: len(entry.rows) - 1, ReviewState.FINE: 1}


def _set_reviewed(cast: Cast, draft: Release) -> None:
    def change(body: dict[str, list[dict[str, str]]]) -> None:
        next(row for row in body["recommendations"] if row["key"] == "tca")["evidence_reviewed"] = "2026-11"

    change_draft(by=cast.editor, release=draft, change=change, read=lambda _: None, seen=seen_hash(None), note="")
    assert PinnedRecommendation.objects.filter(release=draft, evidence_reviewed="2026-11").count() == 1


def _publish(cast: Cast, draft: Release, second: object) -> None:
    from guidelines.publishing.life_cycle import approve, submit

    submit(by=cast.editor, release=draft)
    draft.refresh_from_db()
    approve(by=second, release=draft, seen_hash=draft.content_hash)  # type: ignore[arg-type]
    publish_approved(by=cast.editor, release=draft)


def test_an_owner_is_a_content_administrator_and_set_by_one(cast: Cast, content: Content) -> None:
    publication = content.releases["generalised-pain"].publication
    before = overdue_of(review_queue(AS_OF), cast.editor)
    assert before[1] == 0
    set_owner(by=cast.editor, publication=publication, owner=cast.editor)
    overdue, mine = overdue_of(review_queue(AS_OF), cast.editor)
    assert (overdue, mine) == (before[0], entry_of(review_queue(AS_OF), "generalised-pain").overdue)
    assert mine > 0
    for by, owner in ((cast.editor, cast.nobody), (cast.gp.user, cast.editor)):
        with pytest.raises(PermissionDenied):
            set_owner(by=by, publication=publication, owner=owner)
    assert Publication.objects.get(pk=publication.pk).owner == cast.editor
    set_owner(by=cast.editor, publication=publication, owner=None)
    assert Publication.objects.get(pk=publication.pk).owner is None
