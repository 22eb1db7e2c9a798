"""The pathways in force, compiled against the vocabulary in force."""


from guidelines.content import Content, ContentMissing, Kind
from referrals.pathway import Pathway, parse_pathway


def pathways_of(content: Content) -> list[Pathway]:
    """Every pathway of this content. Raises ContentMissing when there is none."""
    pathways = [
        parse_pathway(release.publication.key, release.body, content.vocabulary)
        for release in content.releases_of(Kind.PATHWAY)
    ]
    if not pathways:
        raise ContentMissing("No release of a referral pathway is in force.")
    return pathways
