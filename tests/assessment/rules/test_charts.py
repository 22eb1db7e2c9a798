"""The charts' SVG: it holds the numbers, breaks at gaps, is read without colour, and fetches and runs nothing."""

import re
from base64 import b64decode
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest

from assessment.rules.burden import BurdenLine
from assessment.rules.charts import (
    LONGEST_TITLE,
    Picture,
    burden_chart,
    drawn_marks,
    scale_labels,
    score_chart,
    shorten,
    spread,
)
from assessment.rules.score_words import better_as_sentence
from assessment.rules.series import Direction, Mark, Point, Series

FIRST, LAST = date(2026, 9, 1), date(2026, 11, 1)
AS_OF = date(2026, 11, 20)
SVG = "{http://www.w3.org/2000/svg}"


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def series(*known: tuple[int, float | None], title: str = "PEG-score", **changes: Any) -> Series:
    points = tuple(Point(day(number), value) for number, value in known)
    about: dict[str, Any] = {"key": title, "title": title, "least": 0, "most": 10, "better": "lower"}
    return Series(**about | {"points": points} | changes)


PEG = series((0, 6.7), (61, 7.7))
AVERAGE = series((0, 7), (61, 6), title="Smerter i gennemsnit")
WORST = series((0, 9), (61, 8), title="Smerter, når de er værst")


def draw(*all_series: Series, marks: tuple[Mark, ...] = ()) -> ElementTree.Element:
    picture = score_chart(all_series, marks, AS_OF)
    assert picture is not None
    return ElementTree.fromstring(picture.svg)


def texts(root: ElementTree.Element, tag: str = "text") -> list[str]:
    return ["".join(node.itertext()) for node in root.iter(f"{SVG}{tag}")]


def lines(root: ElementTree.Element, number: int) -> list[str]:
    """The drawn stretches of a series: one for each unbroken run of points."""
    groups = [node for node in root.iter(f"{SVG}g") if f"serie-{number}" in node.get("class", "").split()]
    paths = [path.get("d", "") for group in groups for path in group.iter(f"{SVG}path")]
    return [path for path in paths if "L" in path]


def dots(root: ElementTree.Element, number: int) -> list[float]:
    """How large the dots of a series are drawn."""
    groups = [node for node in root.iter(f"{SVG}g") if f"serie-{number}" in node.get("class", "").split()]
    return [float(dot.get("r", "0")) for group in groups for dot in group.iter(f"{SVG}circle")]


def coordinates(path: str) -> list[tuple[float, float]]:
    numbers = [float(found) for found in re.findall(r"-?\d+\.\d+", path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def test_without_a_single_score_there_is_no_chart() -> None:
    assert score_chart([], [], AS_OF) is None
    assert score_chart([series(), series((0, None))], [], AS_OF) is None


def test_one_point_is_a_chart_also_on_the_day_itself() -> None:
    picture = score_chart([series((0, 5))], [], FIRST)
    assert picture is not None
    root = ElementTree.fromstring(picture.svg)
    assert dots(root, 0) == [4]
    assert "01.09.2026" in texts(root)


def test_the_svg_holds_every_number_with_its_day() -> None:
    said = texts(draw(PEG), "desc")
    assert "01.09.2026: 6,7" in said
    assert "01.11.2026: 7,7" in said


def test_a_single_line_has_its_values_written_at_its_points_and_several_have_not() -> None:
    assert {"6,7", "7,7"} <= set(texts(draw(PEG)))
    assert not {"6,7", "7,7"} & set(texts(draw(PEG, AVERAGE)))


def test_higher_scores_are_drawn_higher_and_later_ones_further_right() -> None:
    ((left, right),) = [coordinates(path) for path in lines(draw(series((0, 2), (61, 9))), 0)]
    assert left[0] < right[0]
    assert left[1] > right[1]


def test_distances_in_time_are_drawn_to_scale() -> None:
    ((first, second, third),) = [coordinates(path) for path in lines(draw(series((0, 5), (20, 5), (60, 5))), 0)]
    assert third[0] - second[0] == pytest.approx(2 * (second[0] - first[0]), rel=0.01)


def test_a_gap_breaks_the_line_and_draws_no_point() -> None:
    whole, broken = draw(series((0, 6), (20, 5), (61, 4))), draw(series((0, 6), (20, None), (61, 4)))
    assert len(coordinates(lines(whole, 0)[0])) == 3
    assert lines(broken, 0) == []
    assert len(dots(broken, 0)) == 2
    two_runs = draw(series((0, 6), (10, 5), (20, None), (40, 4), (61, 3)))
    assert [len(coordinates(path)) for path in lines(two_runs, 0)] == [2, 2]


def test_the_lines_are_told_apart_by_their_stroke_which_the_legend_names() -> None:
    root = draw(PEG, AVERAGE, WORST)
    assert [text for text in texts(root) if "(" in text] == [
        "PEG-score (fuldt optrukket)",
        "Smerter i gennemsnit (stiplet)",
        "Smerter, når de er værst (prikket)",
    ]
    (style,) = texts(root, "style")
    dashes = dict(re.findall(r"\.serie-(\d)\s*\{[^}]*stroke-dasharray:\s*([\d, ]+)", style))
    assert set(dashes) == {"1", "2"}
    assert len(set(dashes.values())) == 2


def test_one_line_needs_no_word_for_its_stroke() -> None:
    assert "PEG-score" in texts(draw(PEG))


@pytest.mark.parametrize("picture", [score_chart([PEG, AVERAGE], [Mark("tca", FIRST, None, True)], AS_OF)])
def test_nothing_runs_and_nothing_is_fetched(picture: Picture) -> None:
    root = ElementTree.fromstring(picture.svg)
    tags = {node.tag.removeprefix(SVG) for node in root.iter()}
    assert not tags & {"script", "a", "image", "use", "foreignObject", "iframe"}
    addresses = re.findall(r"\w+://[^\s\"'<]+", picture.svg.replace('xmlns="http://www.w3.org/2000/svg"', ""))
    assert addresses == []
    assert not re.search(r"@import|url\(|href|<\?xml-stylesheet", picture.svg)
    assert not [name for node in root.iter() for name in node.keys() if name.startswith("on")]  # noqa: SIM118
    assert "ygal" not in re.sub(r'class="pygal-chart"', "", picture.svg)


def test_a_name_with_markup_stays_text() -> None:
    hostile = '<script>alert(1)</script>&"'
    root = draw(series((0, 5), title=hostile), marks=(Mark("<b>x</b>", FIRST, None, True),))
    assert hostile in texts(root)
    assert "<b>x</b>" in texts(root)


def test_the_same_numbers_give_the_same_picture() -> None:
    assert score_chart([PEG], [], AS_OF) == score_chart([PEG], [], AS_OF)


def test_the_picture_is_carried_by_the_page_itself_with_its_size_and_what_it_shows() -> None:
    picture = score_chart([PEG], [Mark("duloxetin", day(10), None, True)], AS_OF)
    assert picture is not None
    kind, _, data = picture.uri.partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert b64decode(data).decode() == picture.svg
    root = ElementTree.fromstring(picture.svg)
    assert (root.get("width"), root.get("height")) == (str(picture.width), str(picture.height))
    for part in ("01.09.2026 til 01.11.2026", "PEG-score", "Lavere er bedre.", "tabellen", "duloxetin"):
        assert part in picture.alt


@pytest.mark.parametrize("better", ["lower", "higher", ""])
def test_the_direction_is_said_in_words_where_it_is_known(better: Direction) -> None:
    picture = score_chart([series((0, 5), better=better)], [], AS_OF)
    assert picture is not None
    assert ("er bedre" in picture.alt) is bool(better)
    assert better_as_sentence(better) in picture.alt


@pytest.mark.parametrize(
    ("mark", "shown"),
    [
        (Mark("in use", day(10), None, True), True),
        (Mark("in use since long ago", day(-900), None, True), True),
        (Mark("over", day(10), day(20), False), True),
        (Mark("ended on the first day", day(-30), FIRST, False), True),
        (Mark("ended before", day(-30), day(-1), False), False),
        (Mark("nobody knows when", None, None, True), False),
        (Mark("only the end is known", None, day(20), False), False),
        (Mark("the end is not known", day(10), None, False), True),
        (Mark("the end of an old one is not known", day(-10), None, False), False),
        (Mark("planned", day(200), None, True), False),
    ],
)
def test_a_treatment_is_drawn_when_its_time_is_known_and_within_the_chart(mark: Mark, shown: bool) -> None:
    assert drawn_marks([mark], FIRST, LAST) == ([mark] if shown else [])


def test_a_treatment_has_a_row_with_its_name_and_dots_at_start_and_stop() -> None:
    marks = (Mark("over", day(10), day(20), False), Mark("in use", day(30), None, True))
    root = draw(PEG, marks=marks)
    assert {"over", "in use"} <= set(texts(root))
    assert dots(root, 1) == [4, 4]
    assert dots(root, 2) == [4, 0]
    (over,), (in_use,) = lines(root, 1), lines(root, 2)
    (started, row), (stopped, _) = coordinates(over)
    assert started < stopped < coordinates(in_use)[1][0]
    # Below the scale, and each on a row of its own.
    ((peg, *_),) = [coordinates(path) for path in lines(root, 0)]
    assert peg[1] < row < coordinates(in_use)[0][1]


def test_a_treatment_from_before_begins_at_the_edge_without_a_dot_and_one_without_an_end_is_a_dot() -> None:
    root = draw(PEG, marks=(Mark("old", day(-900), None, True), Mark("unclear", day(20), None, False)))
    assert dots(root, 1) == [0, 0]
    assert (dots(root, 2), lines(root, 2)) == ([4], [])


def test_a_long_name_is_shortened_in_the_chart_only() -> None:
    name = "Holdtræning hos fysioterapeut i kommunens sundhedshus"
    root = draw(PEG, marks=(Mark(name, day(10), None, True),))
    (label,) = [text for text in texts(root) if text.endswith("…")]
    assert len(label) <= LONGEST_TITLE
    assert name.startswith(label[:-1])
    assert shorten("x" * LONGEST_TITLE) == "x" * LONGEST_TITLE


def test_thirty_treatments_all_have_their_row() -> None:
    marks = tuple(Mark(f"nr. {number}", day(number), None, True) for number in range(30))
    picture = score_chart([PEG], marks, AS_OF)
    assert picture is not None
    assert {mark.title for mark in marks} <= set(texts(ElementTree.fromstring(picture.svg)))


def test_a_scale_is_named_by_its_grades_or_by_even_numbers() -> None:
    grades = series((0, 3), most=3, labels={0: "Ingen", 3: "Svær"})
    assert [label["label"] for label in scale_labels(grades)] == ["0 Ingen", "3 Svær"]
    assert [label["label"] for label in scale_labels(PEG)] == ["0", "2", "4", "6", "8", "10"]
    assert [label["label"] for label in scale_labels(series((0, 3), most=27))][-1] == "27,0"
    assert "Svær" in texts(draw(grades))


def test_the_days_under_the_chart_keep_their_distance() -> None:
    days = [day(number) for number in range(61)]
    named = spread(days, days[0], days[-1])
    assert (named[0], named[-1]) == (days[0], days[-1])
    assert 4 <= len(named) <= 7
    assert min(later - earlier for earlier, later in pairwise(named)) >= timedelta(days=10)
    assert spread([FIRST], FIRST, LAST) == [FIRST]
    assert spread([FIRST, day(1)], FIRST, LAST) == [FIRST]


def burden(*levels: int | None) -> Picture | None:
    lines_ = [BurdenLine(f"q{index}", "x", level, 2) for index, level in enumerate(levels)]
    names = {f"q{index}": (f"Spørgsmål {index}", "svar") for index in range(len(levels))}
    return burden_chart({"psycho": lines_}, names)


def bars(picture: Picture) -> list[float]:
    root = ElementTree.fromstring(picture.svg)
    nodes = [node for node in root.iter(f"{SVG}rect") if "reactive" in node.get("class", "")]
    return [float(node.get("width", "0")) for node in nodes]


def test_a_burden_of_which_nothing_is_known_has_no_chart() -> None:
    assert burden() is None
    assert burden(None, None) is None


def test_a_bar_is_as_long_as_the_answer_is_high_and_an_unknown_has_none() -> None:
    picture = burden(2, 1, 0, None)
    assert picture is not None
    none, half, whole = sorted(bars(picture))
    assert none == pytest.approx(0, abs=0.1)
    assert half == pytest.approx(whole / 2, rel=0.01)


def test_every_item_is_named_with_its_answer_under_its_dimension() -> None:
    picture = burden(2, None)
    assert picture is not None
    named = texts(ElementTree.fromstring(picture.svg))
    assert {"PSYKEN", "Spørgsmål 0: svar", "Spørgsmål 1: svar", "ingen", "sværest"} <= set(named)
    assert "KROPPEN" not in named
    assert "tabellen" in picture.alt
