"""The review queue: when the evidence behind each thing in force was looked at last, and when that falls due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from guidelines.models import PinnedRecommendation, Publication, Release
from guidelines.recommendations.currency import falls_due, last_day_of
from guidelines.vocabulary.dates import add_months

SOON_MONTHS = 6


class ReviewState(models.TextChoices):
    """What comes first in the queue comes first here. A date that nobody knows is never fine."""

    OVERDUE = "overdue", _("overdue")
    SOON = "soon", _("due within six months")
    UNKNOWN = "unknown", _("no date known")
    FINE = "fine", _("not due yet")


@dataclass(frozen=True)
class Review:
    """The dates, as they are stated (2018, 2023-12), the day that they fall due on, and what that means today."""

    stated: str
    due: date | None
    state: ReviewState

    @classmethod
    def of(cls, as_of: date, *stated: str | None) -> "Review":
        """Of the oldest of these dates; an empty one is not known."""
        known = [text for text in stated if text]
        oldest = min(known, key=last_day_of, default="")
        due = falls_due(oldest)
        if due is None:
            return cls("", None, ReviewState.UNKNOWN)
        if due < as_of:
            return cls(oldest, due, ReviewState.OVERDUE)
        is_soon = due <= add_months(as_of, SOON_MONTHS)
        return cls(oldest, due, ReviewState.SOON if is_soon else ReviewState.FINE)

    @property
    def order(self) -> tuple[int, date]:
        return list(ReviewState).index(self.state), self.due or date.max


@dataclass(frozen=True)
class RecommendationReview:
    pin: PinnedRecommendation
    review: Review

    @property
    def is_of_its_own(self) -> bool:
        """Whether its own review is dated; otherwise the release's dates stand for it."""
        return bool(self.pin.evidence_reviewed)


@dataclass(frozen=True)
class PublicationReview:
    """One publication in force, with its recommendations, what is overdue first."""

    release: Release
    review: Review
    rows: list[RecommendationReview]

    @property
    def reviews(self) -> list[Review]:
        """What is to be reviewed: each recommendation, or the publication as a whole where it has none."""
        return [row.review for row in self.rows] or [self.review]

    @property
    def overdue(self) -> int:
        return sum(review.state == ReviewState.OVERDUE for review in self.reviews)

    @property
    def counts(self) -> list[tuple[ReviewState, int]]:
        """How many are in each state that there is."""
        states = [review.state for review in self.reviews]
        return [(state, states.count(state)) for state in ReviewState if state in states]

    @property
    def order(self) -> tuple[int, date]:
        return min(review.order for review in self.reviews)


def review_queue(as_of: date) -> list[PublicationReview]:
    """Every publication in force, the one with what is overdue the longest first."""
    releases = (
        Release.objects.effective()
        .select_related("publication__owner")
        .prefetch_related("pinned__version__recommendation__publication", "pinned__version__strength")
    )
    return sorted((_review_publication(release, as_of) for release in releases), key=lambda entry: entry.order)


def _review_publication(release: Release, as_of: date) -> PublicationReview:
    stated = _list_stated_dates(release)
    rows = [
        RecommendationReview(pin, Review.of(as_of, *([pin.evidence_reviewed] if pin.evidence_reviewed else stated)))
        for pin in release.pinned.all()
    ]
    return PublicationReview(
        release, Review.of(as_of, *stated), sorted(rows, key=lambda row: (*row.review.order, row.pin.position))
    )


def _list_stated_dates(release: Release) -> list[str]:
    """The dates that the publisher's rule asks for; of a pathway, when it was last checked, or else what it is from."""
    if release.publication.kind == Publication.Kind.PATHWAY:
        return [str(release.body.get("last_checked") or release.body.get("as_of") or "")]
    return [release.last_assessed, release.literature_search]


def overdue_of(queue: Iterable[PublicationReview], owner: User) -> tuple[int, int]:
    """How many are overdue, and how many of them are this person's."""
    entries = list(queue)
    mine = [entry for entry in entries if entry.release.publication.owner_id == owner.pk]
    return sum(entry.overdue for entry in entries), sum(entry.overdue for entry in mine)


def possible_owners() -> models.QuerySet[User]:
    return User.objects.filter(is_content_administrator=True, is_active=True).order_by("sort_key")


@transaction.atomic
def set_owner(*, by: User, publication: Publication, owner: User | None) -> Publication:
    """Say who sees to it that a publication is reviewed in time. Only a content administrator says so, and of one."""
    if not by.is_content_administrator or (owner and not possible_owners().filter(pk=owner.pk).exists()):
        raise PermissionDenied("A publication is owned by a content administrator, and one says so.")
    publication.owner = owner
    publication.save(update_fields=["owner"])
    return publication
