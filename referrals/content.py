"""The pathways in force, compiled against the vocabulary in force, and which of them a letter follows."""

from datetime import date
from functools import lru_cache

from guidelines.content import Content, ContentMissing, Kind
from guidelines.models import Release
from referrals.pathway import Pathway
from referrals.pathway_parsing import parse_pathway


@lru_cache(maxsize=4)
def pathways_of(content: Content) -> tuple[Pathway, ...]:
    """Every pathway of this content, the one that was published first in front. Raises ContentMissing without any."""
    releases = sorted(content.releases_of(Kind.PATHWAY), key=lambda release: release.publication_id)
    if not releases:
        raise ContentMissing("No release of a referral pathway is in force.")
    return tuple(compiled(release, content) for release in releases)


def compiled(release: Release, content: Content) -> Pathway:
    return parse_pathway(release.publication.key, release.body, content.vocabulary)


def pathway_of(content: Content) -> Pathway:
    """The pathway where no planning area is known: the first one."""
    return pathways_of(content)[0]


def pathway_for(content: Content, planning_area: str, as_of: date) -> Pathway:
    """The pathway that this planning area follows on that day.

    Where none is valid on the day, the one that was valid last: an old pathway is shown as old, and never left out.
    """
    routed = [pathway for pathway in pathways_of(content) if planning_area in pathway.planning_areas]
    valid = [pathway for pathway in routed if pathway.is_valid(as_of)]
    if valid:
        return valid[0]
    return max(routed, key=lambda pathway: pathway.valid_until or date.max, default=pathway_of(content))


def pathway_named(content: Content, release: Release) -> Pathway:
    """The pathway that a referral was begun on, in its newest release; in its own where none is in force."""
    for pathway in pathways_of(content):
        if pathway.key == release.publication.key:
            return pathway
    return compiled(release, content)
