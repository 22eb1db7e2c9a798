"""The answers that the pain drawing suggests for the two questions after it. Pure Python; it sets nothing itself."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from assessment.rules.keys import DISTRIBUTION, DRAWING, SITES
from guidelines.vocabulary.facts import Value
from guidelines.vocabulary.model import Question, Vocabulary

WIDESPREAD = 4
# The five regions of the 2016 criteria, by the sites of ours that lie in them.
FIVE_REGIONS = {
    "left upper": {"shoulder_left", "arm_left"},
    "right upper": {"shoulder_right", "arm_right"},
    "left lower": {"hip_left", "leg_left"},
    "right lower": {"hip_right", "leg_right"},
    "axial": {"neck", "upper_back", "lower_back"},
}
# Which sites lie beside each other on the body; one that names no side does so on both.
BESIDE = (
    *(("head", "face"), ("head", "neck"), ("face", "neck"), ("neck", "shoulder"), ("neck", "upper_back")),
    *(("neck", "chest"), ("shoulder", "chest"), ("shoulder", "upper_back"), ("shoulder", "arm"), ("arm", "hand")),
    *(("chest", "upper_back"), ("chest", "abdomen"), ("upper_back", "lower_back"), ("abdomen", "lower_back")),
    *(("abdomen", "pelvis"), ("lower_back", "pelvis"), ("lower_back", "hip"), ("abdomen", "hip"), ("pelvis", "hip")),
    *(("hip", "leg"), ("leg", "foot")),
)


@dataclass(frozen=True)
class AnswerSuggestion:
    """What a question may be answered with: the values to choose, and the same in words."""

    values: tuple[str, ...]
    words: str


def sites_of(regions: Collection[str], drawing: Question, sites: Question) -> tuple[str, ...]:
    """The sites that the drawn regions belong to, in the order of pain.sites."""
    drawn = {drawing.sites.get(region) for region in regions}
    return tuple(site for site in sites.values if site in drawn)


def distribution_of(sites: Collection[str]) -> str | None:
    """How widespread pain at these sites is; None if no rule says so.

    Generalised: at least 4 of the 5 body regions of the 2016 fibromyalgia criteria, where jaw, chest and abdomen do
    not count (the criteria of 2016, generalised pain). Head, pelvis, hand and foot are not among the areas that the
    criteria list, so they do not count here either. Localised: one site. Regional: several that hang together.
    """
    affected = sum(not places.isdisjoint(sites) for places in FIVE_REGIONS.values())
    if affected >= WIDESPREAD:
        return "generalised"
    if len(sites) == 1:
        return "localised"
    return "regional" if sites and hang_together(sites) else None


def hang_together(sites: Collection[str]) -> bool:
    """Whether one can get from each site to every other through sites that lie beside each other."""
    first, *rest = sites
    reached, left = [first], set(rest)
    for site in reached:
        nearby = {other for other in left if are_beside(site, other)}
        reached += nearby
        left -= nearby
    return not left


def are_beside(one: str, other: str) -> bool:
    (place, side), (other_place, other_side) = split_side(one), split_side(other)
    if side and other_side and side != other_side:
        return False
    return (place, other_place) in BESIDE or (other_place, place) in BESIDE


def split_side(site: str) -> tuple[str, str]:
    """A site's place and its side, which is empty for one in the middle."""
    place, _, side = site.rpartition("_")
    return (place, side) if side in ("left", "right") else (site, "")


def suggestions(answers: Mapping[str, Value], vocabulary: Vocabulary) -> dict[str, AnswerSuggestion]:
    """What the drawing says beyond the answers as they stand, by question. Sites are only added to those answered."""
    drawn = answers.get(DRAWING)
    if not isinstance(drawn, tuple) or not drawn:
        return {}
    sites = sites_of(drawn, vocabulary.questions[DRAWING], vocabulary.questions[SITES])
    answered = answers.get(SITES)
    distribution = distribution_of(sites)
    new = {
        SITES: tuple(site for site in sites if not isinstance(answered, tuple) or site not in answered),
        DISTRIBUTION: (distribution,) if distribution and distribution != answers.get(DISTRIBUTION) else (),
    }
    return {
        key: AnswerSuggestion(values, ", ".join(vocabulary.questions[key].values[value] for value in values))
        for key, values in new.items()
        if values
    }
