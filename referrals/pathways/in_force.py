"""The pathways in force, compiled with the vocabulary in force; and which of them a letter or a patient follows."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import combinations

from guidelines.conditions.tree import Combination, Node, Not
from guidelines.in_force.content import Content, ContentMissing, Kind
from guidelines.models import Release
from guidelines.vocabulary.faults import list_names
from guidelines.vocabulary.shapes import Json
from referrals.models import Referral
from referrals.rules.parsing import check_routing, parse_pathway, unused_criteria
from referrals.rules.pathway import Destination, LetterTemplate, Pathway


class PathwaysCollide(ValueError):
    """Two pathways lay claim to one planning area on the same day; the message names them."""


@lru_cache(maxsize=4)
def pathways_of(content: Content) -> tuple[Pathway, ...]:
    """Every pathway of this content, the one that was published first in front. Raises ContentMissing without any."""
    releases = sorted(content.releases_of(Kind.PATHWAY), key=lambda release: release.publication_id)
    if not releases:
        raise ContentMissing("No release of a referral pathway is in force.")
    return tuple(compile_release(release, content) for release in releases)


def compile_release(release: Release, content: Content) -> Pathway:
    return parse_pathway(release.publication.key, release.body, content.vocabulary)


def check_pathway_body(body: Mapping[str, Json], content: Content) -> Pathway:
    """The pathway, where it holds together in itself. Raises ValueError."""
    pathway = parse_pathway(str(body.get("key", "")), body, content.vocabulary)
    check_routing(pathway)
    return pathway


def check_pathways(content: Content) -> None:
    """That every pathway compiles, that its criteria are asked for, and that a planning area never follows two of
    them on one day.

    Raises ContentMissing, what `parse_pathway` raises, ValueError or PathwaysCollide.
    """
    for release in content.releases_of(Kind.PATHWAY):
        pathway = check_pathway_body(release.body, content)
        if unused := unused_criteria(pathway):
            raise ValueError(f"Intet henvisningssted i »{release.title}« bruger {list_names(unused)}")
    for one, other in combinations(pathways_of(content), 2):
        shared = one.planning_areas.keys() & other.planning_areas.keys()
        if shared and one.overlaps(other):
            raise PathwaysCollide(
                f"»{one.title}« og »{other.title}« gælder på samme dag for "
                f"{list_names(one.planning_areas[area] for area in shared)}"
            )


def pathway_of(content: Content) -> Pathway:
    """The pathway where no planning area is known: the first one."""
    return pathways_of(content)[0]


def pathway_for(content: Content, planning_area: str, as_of: date) -> Pathway:
    """The pathway that this planning area follows on that day.

    Where none is valid on the day, the one that was valid last: an old pathway is shown as old, and never left out.
    Where no planning area is known, the first pathway, or on that day the one that has taken its areas over.
    """
    pathways = pathways_of(content)
    known = any(planning_area in pathway.planning_areas for pathway in pathways)
    areas = {planning_area} if known else pathways[0].planning_areas.keys()
    routed = [pathway for pathway in pathways if pathway.planning_areas.keys() & areas]
    for pathway in routed:
        if pathway.is_valid(as_of):
            return pathway
    run_out = [pathway for pathway in routed if pathway.has_run_out(as_of)]
    return max(run_out, key=lambda pathway: pathway.valid_until or date.max, default=routed[0])


def pathway_named(content: Content, release: Release) -> Pathway:
    """The pathway that a referral was begun on, in its newest release; in its own where none is in force."""
    for pathway in pathways_of(content):
        if pathway.key == release.publication.key:
            return pathway
    return compile_release(release, content)


def template_in_force(content: Content, referral: Referral) -> LetterTemplate | None:
    """The kind of letter of a referral, from the pathway that it was begun on; None if the pathway no longer has it."""
    return pathway_named(content, referral.pathway_release).letters.get(referral.destination)


def name_of_destination(pathway: Pathway, destination: Destination) -> str:
    """The destination by a key that no other one of any pathway has."""
    return f"{pathway.key}/{destination.key}"


def rules_of_destinations(content: Content) -> dict[str, Sequence[Node]]:
    """For each destination of every pathway the one condition that it is open to a patient by."""
    pathways = pathways_of(content) if content.releases_of(Kind.PATHWAY) else ()
    return {
        name_of_destination(pathway, destination): [_rule_of(pathway, destination)]
        for pathway in pathways
        for destination in pathway.destinations.values()
    }


def _rule_of(pathway: Pathway, destination: Destination) -> Node:
    criteria = (pathway.criteria[key] for key in destination.criteria)
    return Combination(
        tuple(one.condition if one.kind == "requirement" else Not(one.condition) for one in criteria), decisive=False
    )
