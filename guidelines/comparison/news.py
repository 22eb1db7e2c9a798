"""Each release beside the one before it, for the page that tells clinicians what changed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from guidelines.comparison.bodies import BodyComparison, compare_releases
from guidelines.comparison.releases import ReleaseComparison
from guidelines.in_force.content import Content
from guidelines.models import Release


@dataclass(frozen=True)
class ReleaseNews:
    """A release of any publication, and the one before it (None: it is the first)."""

    release: Release
    before: Release | None
    content: Content = field(repr=False)

    @cached_property
    def comparison(self) -> ReleaseComparison | BodyComparison | None:
        """What the release changed; None for the first one."""
        return compare_releases(self.before, self.release, self.content) if self.before else None


def news_of(releases: Iterable[Release], content: Content) -> list[ReleaseNews]:
    """Each of these releases beside the one before it, the newest first."""
    newest: dict[int, Release] = {}
    news = []
    for release in sorted(releases, key=lambda release: release.number):
        news.append(ReleaseNews(release, newest.get(release.publication_id), content))
        newest[release.publication_id] = release
    return sorted(news, key=lambda entry: (entry.release.effective.lower, entry.release.pk), reverse=True)
