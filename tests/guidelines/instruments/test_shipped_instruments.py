"""The shipped instruments: each is scored to its published rule, at every boundary, and never over a missing item."""

from datetime import date
from typing import Any

import pytest
from django.conf import settings

from guidelines.content_files.loading import read_yaml
from guidelines.instruments.model import (
    Instrument,
    Item,
    ScoreResult,
    alerts,
    awaits_the_question,
    find_suggestion,
    score,
)
from guidelines.instruments.parsing import check_against, parse_instruments
from guidelines.vocabulary.parsing import parse_vocabulary

BODY = read_yaml(settings.FIXTURES_DIR / "instruments.yaml")
INSTRUMENTS = parse_instruments(BODY)
SCORED = [key for key, instrument in INSTRUMENTS.items() if instrument.kind == "scored"]
RESULT_ONLY = [key for key, instrument in INSTRUMENTS.items() if instrument.kind == "result_only"]

# The last value of each band, and the band's words.
BANDS = {
    "phq-4": [(2, "Ingen eller få"), (5, "Lette"), (8, "Moderate"), (12, "Svære")],
    "phq-9": [(4, "Ingen eller få"), (9, "Lette"), (14, "Moderate tegn"), (19, "Moderate til svære"), (27, "Svære")],
    "gad-7": [(4, "Ingen eller få"), (9, "Lette"), (14, "Moderate"), (21, "Svære")],
    "mdi": [(20, "Ingen eller tvivlsomme"), (25, "Tegn på let"), (30, "Tegn på moderat"), (50, "Tegn på svær")],
    "who-5": [(35, "Stor risiko"), (50, "Risiko"), (100, "Ingen øget risiko")],
    "paindetect": [(12, "Nervesmerter er usandsynlige"), (18, "Uafklaret"), (38, "Nervesmerter er sandsynlige")],
    "dn4": [(3, "Taler ikke for"), (10, "Taler for")],
    "isi": [(7, "Ingen"), (14, "Let"), (21, "Moderat"), (28, "Svær")],
}
ITEM_COUNTS = {"phq-4": 4, "phq-9": 9, "gad-7": 7, "who-5": 5, "mdi": 12, "fibromyalgia-2016": 8}
RANGES = {
    "paindetect": (-1, 38),
    "dn4": (0, 10),
    "isi": (0, 28),
    "pcs": (0, 52),
    "tsk-11": (11, 44),
    "orebro-short": (0, 100),
    "ort-oud": (0, 9),
}


def lowest(item: Item) -> Any:
    return [] if item.type == "ticks" else min(item.points)


def highest(item: Item) -> Any:
    return list(item.ticks) if item.type == "ticks" else max(item.points)


def answers_for(instrument: Instrument, points: int) -> dict[str, int]:
    """Answers to every item that give this many points together; of alternatives only the first is used."""
    items = {}
    for item in instrument.items:
        is_alternative = item.key in ("slowed", "appetite_more")
        items[item.key] = 0 if is_alternative else min(max(item.points), points)
        points -= items[item.key]
    assert points == 0
    return items


def result(key: str, items: dict[str, Any], name: str = "") -> ScoreResult:
    results = score(INSTRUMENTS[key], items)
    return next((found for found in results if found.score.key == name), results[0])


def band_of(key: str, value: int) -> str:
    return next(words for last, words in BANDS[key] if value <= last)


@pytest.mark.parametrize("key", ["phq-4", "phq-9", "gad-7", "mdi"])
def test_every_sum_from_the_least_to_the_most_has_its_band(key: str) -> None:
    most = BANDS[key][-1][0]
    for points in range(most + 1):
        found = result(key, answers_for(INSTRUMENTS[key], points), "total")
        assert (found.value, found.missing) == (points, ())
        assert found.band.startswith(band_of(key, points)), points
    assert (found.score.expression.least, found.score.expression.most) == (0, most)  # type: ignore[union-attr]


def test_who_5_is_the_sum_times_four_and_higher_is_better() -> None:
    for points in range(26):
        found = result("who-5", answers_for(INSTRUMENTS["who-5"], points))
        assert found.value == 4 * points
        assert found.band.startswith(band_of("who-5", 4 * points)), points
    assert [result("who-5", answers_for(INSTRUMENTS["who-5"], points)).band for points in (8, 9, 12, 13)] == [
        "Stor risiko for depression eller stress",
        "Risiko for depression eller stress",
        "Risiko for depression eller stress",
        "Ingen øget risiko",
    ]
    assert found.score.direction == "higher_is_better"


@pytest.mark.parametrize("key", SCORED)
def test_without_any_one_item_there_is_no_score(key: str) -> None:
    instrument = INSTRUMENTS[key]
    for fill in (lowest, highest):
        for left_out in instrument.items:
            items = {item.key: fill(item) for item in instrument.items if item is not left_out}
            for found in score(instrument, items):
                if left_out.key in found.score.items:
                    assert (found.value, found.band, found.missing) == (None, "", (left_out.key,))
                else:
                    assert found.value is not None
            assert left_out.key in instrument.scores[0].items


@pytest.mark.parametrize("key", SCORED)
def test_what_is_missing_is_named_in_the_order_of_the_items(key: str) -> None:
    instrument = INSTRUMENTS[key]
    assert result(key, {}).missing == tuple(item.key for item in instrument.items)


@pytest.mark.parametrize("wrong", [4, -1, True, "1", None, 1.5, [1]])
def test_what_is_no_answer_to_an_item_counts_as_unanswered(wrong: Any) -> None:
    items = {**answers_for(INSTRUMENTS["phq-9"], 5), "mood": wrong}
    assert (result("phq-9", items).value, result("phq-9", items).missing) == (None, ("mood",))


def test_a_zero_is_an_answer() -> None:
    assert result("gad-7", answers_for(INSTRUMENTS["gad-7"], 0)).value == 0


def test_the_halves_of_phq_4_have_no_limit_because_nobody_has_checked_one() -> None:
    items = {"anxious": 3, "worry": 2, "interest": 1, "mood": 0}
    assert [(found.value, found.band) for found in score(INSTRUMENTS["phq-4"], items)[1:]] == [(5, ""), (1, "")]


@pytest.mark.parametrize(("points", "points_on"), [(0, False), (2, False), (3, True), (12, True)])
def test_phq_4_leads_on_when_its_sum_is_in_a_higher_band(points: int, points_on: bool) -> None:
    found = find_suggestion(INSTRUMENTS["phq-4"], {"total": points})
    assert (found.instruments if found else ()) == (("phq-9", "gad-7") if points_on else ())
    assert find_suggestion(INSTRUMENTS["phq-4"], {}) is None
    assert find_suggestion(INSTRUMENTS["phq-9"], {"total": 27}) is None


def mdi(core: list[int], others: list[int], **more: int) -> dict[str, int]:
    """MDI with these answers to items 1-3 and to 4-7, 8a, 9 and 10a; the rest is 0 but what is named."""
    keys = ("confidence", "guilt", "life", "concentration", "restless", "sleep", "appetite_less")
    named = dict(zip(("mood", "interest", "energy"), core, strict=True)) | dict.fromkeys(keys, 0)
    return named | dict(zip(keys, others, strict=False)) | {"slowed": 0, "appetite_more": 0} | more


@pytest.mark.parametrize("pair", [("restless", "slowed"), ("appetite_less", "appetite_more")])
def test_of_two_alternatives_the_higher_one_counts(pair: tuple[str, str]) -> None:
    none = mdi([0, 0, 0], [])
    for first, second in ((4, 1), (1, 4), (3, 3)):
        items = none | dict(zip(pair, (first, second), strict=True))
        assert result("mdi", items, "total").value == max(first, second)
        assert result("mdi", items, "other").value == (1 if max(first, second) >= 3 else 0)


@pytest.mark.parametrize(
    ("core", "others", "level"),
    [
        ([4, 4, 0], [3, 3], "mild"),
        ([4, 3, 3], [3, 3], "none"),
        ([4, 4, 0], [3, 2], "none"),
        ([4, 4, 0], [3, 3, 3], "mild"),
        ([4, 4, 0], [3, 3, 3, 3], "moderate"),
        ([4, 4, 4], [3, 3, 3, 3], "moderate"),
        ([4, 4, 3], [5, 5, 5, 5, 5, 5, 5], "moderate"),
        ([4, 4, 4], [3, 3, 3, 3, 3], "severe"),
        ([5, 5, 5], [3, 3, 3, 3, 2], "moderate"),
        ([5, 5, 5], [], "none"),
    ],
)
def test_the_icd_10_route_of_mdi_counts_items_at_their_limits(core: list[int], others: list[int], level: str) -> None:
    assert result("mdi", mdi(core, others), "icd10").value == level


SEVEN = ["neck", "shoulder_left", "shoulder_right", "hip_left", "upper_arm_left", "lower_arm_left", "upper_back"]
FOUR = ["neck", "shoulder_left", "shoulder_right", "hip_left"]


def fibromyalgia(areas: list[str], severity: int, duration: int = 1) -> dict[str, Any]:
    """A checklist with this SSS: the three degrees first, then the three of the last half-year."""
    items: dict[str, Any] = {"areas": areas, "duration": duration}
    for key, most in {
        "fatigue": 3,
        "waking": 3,
        "cognition": 3,
        "headache": 1,
        "abdominal": 1,
        "depression": 1,
    }.items():
        items[key] = min(most, severity)
        severity -= items[key]
    assert severity == 0
    return items


@pytest.mark.parametrize(
    ("items", "criteria"),
    [
        (fibromyalgia(SEVEN, 5), "met"),
        (fibromyalgia(SEVEN, 4), "not_met"),
        (fibromyalgia(SEVEN[:6], 9), "met"),
        (fibromyalgia(SEVEN[:6], 8), "not_met"),
        (fibromyalgia(FOUR, 9), "met"),
        (fibromyalgia(FOUR, 8), "not_met"),
        (fibromyalgia(FOUR[:3], 12), "not_met"),
        (fibromyalgia(SEVEN, 5, duration=0), "not_met"),
        (fibromyalgia(SEVEN, 12), "met"),
        (fibromyalgia([], 0), "not_met"),
        # Seven places in three regions; jaw, chest and abdomen count as places, not as regions.
        (fibromyalgia([*FOUR[:3], "jaw_left", "jaw_right", "chest", "abdomen"], 12), "not_met"),
        (fibromyalgia([*FOUR, "jaw_left", "chest", "abdomen"], 5), "met"),
    ],
)
def test_the_criteria_of_fibromyalgia_hold_at_their_limits(items: dict[str, Any], criteria: str) -> None:
    assert result("fibromyalgia-2016", items, "criteria").value == criteria


def test_places_severity_and_regions_are_counted() -> None:
    instrument = INSTRUMENTS["fibromyalgia-2016"]
    most = {item.key: highest(item) for item in instrument.items}
    assert [found.value for found in score(instrument, most)] == ["met", 19, 12, 5]
    least = {item.key: lowest(item) for item in instrument.items}
    assert [found.value for found in score(instrument, least)] == ["not_met", 0, 0, 0]
    for area in instrument.by_key["areas"].ticks:
        counted = 0 if area in ("jaw_left", "jaw_right", "chest", "abdomen") else 1
        assert result(instrument.key, fibromyalgia([area], 0), "regions").value == counted, area


@pytest.mark.parametrize("key", RESULT_ONLY)
def test_a_result_only_instrument_has_no_items_of_its_own_and_says_why(key: str) -> None:
    instrument = INSTRUMENTS[key]
    assert [item.key for item in instrument.items] == ["result"]
    assert instrument.why_no_items
    assert (key in RANGES) is (instrument.items[0].type == "number") is bool(instrument.scores)


@pytest.mark.parametrize("key", RANGES)
def test_a_result_is_a_number_within_its_limits_in_its_band(key: str) -> None:
    least, most = RANGES[key]
    for value in range(least, most + 1):
        found = result(key, {"result": value})
        assert found.value == value
        assert found.band.startswith(band_of(key, value)) if key in BANDS else found.band == ""
    for outside in (least - 1, most + 1):
        assert result(key, {"result": outside}).missing == ("result",)


@pytest.mark.parametrize(("key", "item"), [("phq-9", "death"), ("mdi", "life")])
def test_any_answer_over_none_to_the_item_about_life_calls_for_the_question(key: str, item: str) -> None:
    instrument = INSTRUMENTS[key]
    assert alerts(instrument, {}) is None
    assert alerts(instrument, {item: 0}) is None
    for value in instrument.by_key[item].points:
        alert = alerts(instrument, {item: value})
        assert (alert is not None) is (value > 0)
        assert alert is None or alert.question == "wellbeing.suicidal_thoughts"
    others = {other.key: max(other.points) for other in instrument.items if other.key != item}
    assert alerts(instrument, others) is None


def test_the_other_instruments_call_for_no_question() -> None:
    for key in INSTRUMENTS.keys() - {"phq-9", "mdi"}:
        assert alerts(INSTRUMENTS[key], {item.key: 3 for item in INSTRUMENTS[key].items}) is None


@pytest.mark.parametrize(("asked", "awaits"), [(None, True), (9, True), (10, False), (11, False)])
def test_an_alert_stands_until_the_question_is_answered_that_day_or_later(asked: int | None, awaits: bool) -> None:
    asked_on = date(2026, 3, asked) if asked else None
    assert awaits_the_question(date(2026, 3, 10), asked_on) is awaits


def test_each_instrument_says_what_must_be_said_of_it() -> None:
    assert {key: len(INSTRUMENTS[key].items) for key in SCORED} == ITEM_COUNTS
    for instrument in INSTRUMENTS.values():
        for text in ("purpose", "source", "licence", "danish_version", "interpretation"):
            assert getattr(instrument, text).strip(), (instrument.key, text)
        assert instrument.unofficial_wording is (instrument.kind != "result_only")
    assert next(iter(INSTRUMENTS)) == "phq-4"


def test_gcps_r_and_peg_are_asked_in_the_intake_and_scored_there_alone() -> None:
    vocabulary = parse_vocabulary(read_yaml(settings.FIXTURES_DIR / "vocabulary.yaml"))
    check_against(INSTRUMENTS.values(), vocabulary)
    facts = {key: INSTRUMENTS[key].fact for key in ("gcps-r", "peg")}
    assert facts == {"gcps-r": "gcps.grade", "peg": "peg.score"}
    for key, fact in facts.items():
        assert INSTRUMENTS[key].questions == vocabulary.derived[fact].inputs
        assert (INSTRUMENTS[key].items, score(INSTRUMENTS[key], {})) == ((), [])
