"""The pain drawing's rules: which sites the regions belong to, and what they suggest, at every boundary."""

import pytest

from assessment.rules.drawing.body_shapes import NUMBERS, SHAPES, points
from assessment.rules.drawing.region_suggestions import (
    BESIDE,
    FIVE_REGIONS,
    are_beside,
    distribution_of,
    sites_of,
    split_side,
    suggestions,
)
from assessment.rules.keys import DISTRIBUTION, DRAWING, SITES
from guidelines.vocabulary.facts import Value
from tests.support.content.files import VOCABULARY

REGIONS = VOCABULARY.questions[DRAWING]
PLACES = VOCABULARY.questions[SITES]
HEAD_TO_TOE = ["head", "neck", "shoulder", "upper_arm", "forearm", "hand"]


def suggested(*regions: str, **answers: Value) -> dict[str, tuple[str, ...]]:
    """What is suggested for a drawing, beside other answers (sites, distribution)."""
    known: dict[str, Value] = {f"pain.{key}": value for key, value in answers.items()}
    return {key: found.values for key, found in suggestions(known | {DRAWING: regions}, VOCABULARY).items()}


def test_the_drawing_is_asked_right_before_the_sites_and_every_region_has_one() -> None:
    keys = [question.key for question in VOCABULARY.by_section["pain"]]
    assert keys.index(SITES) - keys.index(DRAWING) == 1
    assert (REGIONS.type, REGIONS.body_map) == ("multi", True)
    assert REGIONS.sites.keys() == REGIONS.values.keys()
    assert set(REGIONS.sites.values()) == set(PLACES.values)
    assert [question.key for question in VOCABULARY.questions.values() if question.body_map] == [DRAWING]


def test_the_figure_has_a_shape_for_every_region_in_the_same_order() -> None:
    assert [*NUMBERS] == [*REGIONS.values]
    assert [*NUMBERS.values()] == list(range(1, 48))
    assert len(set(REGIONS.values.values())) == 47


def test_a_side_in_the_key_is_the_side_in_the_words_and_in_the_site() -> None:
    for region, label in REGIONS.values.items():
        side = split_side(region)[1]
        assert ("Højre" in label, "Venstre" in label) == (side == "right", side == "left"), region
        assert split_side(REGIONS.sites[region])[1] in (side, ""), region


def across(region: str) -> float:
    """How far to the right of the figure's middle a region lies, for the viewer."""
    (shape,) = [shape for shape in SHAPES if shape.key == region]
    return shape.x - (100 if region.startswith("front") else 320)


def test_the_patient_s_right_is_on_the_viewer_s_left_in_front_and_on_the_right_behind() -> None:
    sided = [region for region in REGIONS.values if split_side(region)[1]]
    assert len(sided) == 38
    for region in sided:
        view, side = region.split("_")[0], split_side(region)[1]
        is_left_of_the_middle = across(region) < 0
        assert is_left_of_the_middle == ((view, side) in (("front", "right"), ("back", "left"))), region
    for region in REGIONS.values.keys() - sided:
        assert across(region) == 0, region


def test_the_two_sides_are_mirror_images_and_the_views_do_not_overlap() -> None:
    paths = {shape.key: points(shape.path) for shape in SHAPES}
    for region, path in paths.items():
        middle = 100 if region.startswith("front") else 320
        assert all(0 < abs(x - middle) < 80 or x == middle for x, _ in path), region
        assert all(20 < y < 440 for _, y in path), region
        if region.endswith("_right"):
            other = paths[region.removesuffix("right") + "left"]
            assert [(2 * middle - x, y) for x, y in path] == other
    for view in ("front", "back"):
        heights = [next(s.y for s in SHAPES if s.key.removesuffix("_right") == f"{view}_{p}") for p in HEAD_TO_TOE]
        assert heights == sorted(heights)


@pytest.mark.parametrize(
    ("regions", "sites"),
    [
        ((), ()),
        (("front_head", "back_head"), ("head",)),
        (("front_face",), ("face",)),
        (("front_shoulder_left",), ("shoulder_left",)),
        (("back_shoulder_right",), ("shoulder_right",)),
        (("front_upper_arm_left", "back_forearm_left"), ("arm_left",)),
        (("back_buttock_right", "front_hip_left"), ("hip_left", "hip_right")),
        (("back_sacrum",), ("pelvis",)),
        (("front_knee_left", "back_calf_right"), ("leg_left", "leg_right")),
        (("back_heel_right", "back_neck"), ("neck", "foot_right")),
        (("a region that is no more",), ()),
    ],
)
def test_regions_belong_to_sites_in_the_order_of_the_question(regions: tuple[str, ...], sites: tuple[str, ...]) -> None:
    assert sites_of(regions, REGIONS, PLACES) == sites


@pytest.mark.parametrize(
    ("sites", "expected"),
    [
        ("", None),
        ("lower_back", "localised"),
        ("hand_left", "localised"),
        ("neck shoulder_left", "regional"),
        ("shoulder_left shoulder_right neck upper_back arm_right", "regional"),  # 3 of 5, and connected
        ("hip_left leg_left foot_left", "regional"),
        ("hip_left leg_left foot_left lower_back neck upper_back", "regional"),
        ("shoulder_left shoulder_right", None),  # nothing between them
        ("neck lower_back", None),
        ("hand_left hand_right foot_left foot_right", None),
        ("shoulder_left hip_right", None),
        ("shoulder_left arm_left neck leg_left", None),  # 3 of 5, in two places
        ("shoulder_left shoulder_right leg_left leg_right", "generalised"),  # 4 of 5 without the back
        ("arm_left arm_right neck hip_left", "generalised"),
        ("arm_left arm_right hip_left hip_right lower_back", "generalised"),
        ("head face chest abdomen pelvis hand_left hand_right foot_left arm_left arm_right neck", None),  # 3 of 5
        ("chest abdomen pelvis", "regional"),
    ],
)
def test_how_widespread_the_sites_are(sites: str, expected: str | None) -> None:
    assert distribution_of(sites.split()) == expected
    assert distribution_of(sites.split()[::-1]) == expected


@pytest.mark.parametrize("left_out", FIVE_REGIONS)
def test_four_of_five_are_enough_whichever_they_are_and_three_are_not(left_out: str) -> None:
    four = [min(places) for region, places in FIVE_REGIONS.items() if region != left_out]
    assert distribution_of(four) == "generalised"
    for index in range(4):
        assert distribution_of(four[:index] + four[index + 1 :]) != "generalised"


@pytest.mark.parametrize("site", sorted(set(PLACES.values) - set().union(*FIVE_REGIONS.values())))
def test_jaw_chest_and_abdomen_and_what_the_criteria_do_not_list_make_no_fourth_region(site: str) -> None:
    assert distribution_of(["arm_left", "arm_right", "neck", site]) != "generalised"


def test_what_lies_beside_what_is_the_same_from_both_and_stays_on_its_side() -> None:
    for one in PLACES.values:
        for other in PLACES.values:
            assert are_beside(one, other) == are_beside(other, one)
    assert are_beside("shoulder_left", "arm_left")
    assert not are_beside("shoulder_left", "arm_right")
    assert not are_beside("leg_left", "leg_right")
    assert {split_side(site)[0] for site in PLACES.values} == {place for pair in BESIDE for place in pair}


def test_an_unasked_or_an_empty_drawing_suggests_nothing() -> None:
    assert suggestions({}, VOCABULARY) == {}
    assert suggested() == {}


def test_a_drawing_suggests_its_sites_and_how_widespread_they_are() -> None:
    assert suggested("back_lower_back") == {SITES: ("lower_back",), DISTRIBUTION: ("localised",)}
    found = suggestions({DRAWING: ("back_lower_back", "back_buttock_left")}, VOCABULARY)
    assert found[SITES].words == "Lænd, Venstre hofte"
    assert found[DISTRIBUTION].words == "Regionale (et større område)"


def test_what_is_answered_already_is_not_suggested_and_what_is_answered_beyond_it_stays() -> None:
    drawn = ("back_lower_back", "back_buttock_left")
    assert suggested(*drawn, sites=("lower_back",), distribution="regional") == {SITES: ("hip_left",)}
    assert suggested(*drawn, sites=("head", "lower_back", "hip_left"), distribution="regional") == {}
    assert suggested(*drawn, sites=(), distribution="generalised") == {
        SITES: ("lower_back", "hip_left"),
        DISTRIBUTION: ("regional",),
    }


def test_where_no_rule_says_how_widespread_nothing_is_suggested_against_the_answer() -> None:
    assert DISTRIBUTION not in suggested("front_shoulder_left", "front_knee_right", distribution="localised")
