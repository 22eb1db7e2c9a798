"""The pathway in force, compiled against the vocabulary in force."""

from functools import lru_cache

from guidelines.content import Content, ContentMissing, Kind
from referrals.pathway import Pathway, parse_pathway


@lru_cache(maxsize=4)
def pathway_of(content: Content) -> Pathway:
    """The pathway of this content. Raises ContentMissing when there is none."""
    for release in content.releases_of(Kind.PATHWAY):
        return parse_pathway(release.publication.key, release.body, content.vocabulary)
    raise ContentMissing("No release of a referral pathway is in force.")
