"""Draws charts as SVG: scores over time with the treatments under them, and the burden by dimension. No Django.

Every line and bar can be told apart without colour, nothing is fetched, and no script is in it. A table stands beside
each where it is shown; `alt` says what the picture is.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pygal
from pygal.style import Style

from assessment.rules.burden import BurdenLine
from assessment.rules.score_words import better_as_sentence, number
from assessment.rules.series import Mark, Point, Series

INK, FAINT, TREATMENT = "#1a1a1a", "#c9ced3", "#545454"
# Each line has a colour and a stroke of its own; the legend names the stroke.
LINES = (("#0b4f6c", "", "fuldt optrukket"), ("#8a4b00", "8, 4", "stiplet"), ("#4a2a6b", "2, 4", "prikket"))
DIMENSION_TITLES = {"bio": "KROPPEN", "psycho": "PSYKEN", "social": "DET SOCIALE"}
WIDTH = 640
# Width and least height in pixels: of a page or letter, and of a sheet with little room, where it is printed larger.
WIDE, NARROW = (WIDTH, 210), (460, 130)
MOST_DAYS = 6
LONGEST_TITLE = 27


@dataclass(frozen=True)
class Picture:
    """A chart for an `img`: its SVG, what it shows in words, and its size in pixels."""

    svg: str
    alt: str
    width: int
    height: int

    @property
    def uri(self) -> str:
        """The SVG as an address that the page carries itself."""
        return f"data:image/svg+xml;base64,{b64encode(self.svg.encode()).decode()}"


def score_chart(
    series: Sequence[Series], marks: Iterable[Mark], as_of: date, size: tuple[int, int] = WIDE
) -> Picture | None:
    """At most three series of one scale over time, and under them the treatments; None if no score is known.

    A gap breaks its line. The time runs from the first point to `as_of`; a treatment that was in use before begins at
    the edge, and one whose start is unknown or that ended before is not drawn.
    """
    days = sorted(point.day for one in series for point in one.known)
    if not days:
        return None
    margin = max((as_of - days[0]) // 25, timedelta(days=1))
    first, last = days[0] - margin, max(as_of, days[-1]) + margin
    drawn = drawn_marks(marks, first, last)
    least, most = series[0].least, series[0].most
    row = (most - least) / 10
    width, height = size[0], size[1] + 22 * len(drawn) + 18 * len(series)
    chart = pygal.XY(
        **_common(width, height, [colour for colour, _, _ in LINES[: len(series)]] + [TREATMENT] * len(drawn)),
        allow_interruptions=True,
        dots_size=4,
        legend_at_bottom=True,
        legend_at_bottom_columns=1,
        margin_right=60,
        print_labels=True,
        range=(least - (len(drawn) + 1) * row if drawn else least, most),
        xrange=(first.toordinal(), last.toordinal()),
        x_value_formatter=lambda ordinal: f"{date.fromordinal(int(ordinal)):%d.%m.%Y}",
        value_formatter=series[0].display,
    )
    chart.x_labels = [day.toordinal() for day in spread(days, first, last, MOST_DAYS * width // WIDTH)]
    chart.y_labels = scale_labels(series[0]) + [
        {"label": shorten(mark.title), "value": least - (index + 1.4) * row} for index, mark in enumerate(drawn)
    ]
    for one, (_, dashes, words) in zip(series, LINES, strict=False):
        title = f"{one.title} ({words})" if len(series) > 1 else one.title
        stroke = {"dasharray": dashes} if dashes else {}
        chart.add(title, [_value(point, one, labelled=len(series) == 1) for point in one.points], stroke_style=stroke)
    for index, mark in enumerate(drawn):
        chart.add(None, _bar(mark, least - (index + 1.4) * row, first, last))
    return Picture(_svg(chart), score_alt(series, days, drawn), width, height)


def drawn_marks(marks: Iterable[Mark], first: date, last: date) -> list[Mark]:
    """The treatments that have a known start and were in use between these days."""
    return [
        mark
        for mark in marks
        if mark.started
        and mark.started <= last
        and (mark.stopped is None or mark.stopped >= first)
        # Stopped, nobody knows when: only a start within the chart can be shown.
        and (mark.stopped or mark.in_use or mark.started >= first)
    ]


def scale_labels(series: Series) -> list[dict[str, object]]:
    """The scale's marks: its labels, or numbers at even steps."""
    if series.labels:
        return [{"label": f"{value} {label}", "value": value} for value, label in series.labels.items()]
    step = (series.most - series.least) / 5
    values = [series.least + step * index for index in range(6)]
    return [{"label": number(value, int(step % 1 > 0)), "value": value} for value in values]


def spread(days: Sequence[date], first: date, last: date, most: int = MOST_DAYS) -> list[date]:
    """The days that are named under the chart, at most `most`: the first, the last, and those with room between."""
    room = (last - first) / most
    named = [days[0]]
    for day in days[1:-1]:
        if day - named[-1] >= room and days[-1] - day >= room:
            named.append(day)
    return [*named, days[-1]] if days[-1] - days[0] >= room else named


def shorten(text: str) -> str:
    """A text that fits beside a chart; the whole one stands in the table."""
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1].rstrip()}…"


def score_alt(series: Sequence[Series], days: Sequence[date], drawn: Sequence[Mark]) -> str:
    titles = ", ".join(one.title for one in series)
    treatments = f" Under kurven: {', '.join(mark.title for mark in drawn)}." if drawn else ""
    span = f"{days[0]:%d.%m.%Y} til {days[-1]:%d.%m.%Y}"
    return f"Kurve fra {span}: {titles}. {better_as_sentence(series[0].better)} Tallene står i tabellen.{treatments}"


def _value(point: Point, series: Series, *, labelled: bool) -> dict[str, object]:
    shown = {"label": series.display(point.value)} if labelled and point.value is not None else {}
    return {"value": (point.day.toordinal(), point.value), **shown}


def _bar(mark: Mark, y: float, first: date, last: date) -> list[dict[str, object]]:
    """The treatment's line: a dot where it starts and where it stops, none if it goes on beyond the chart."""
    assert mark.started is not None
    no_dot: dict[str, object] = {"node": {"r": 0}}
    start = {"value": (max(mark.started, first).toordinal(), y), **(no_dot if mark.started < first else {})}
    if mark.stopped is None and not mark.in_use:
        return [start]
    end = {"value": (min(mark.stopped or last, last).toordinal(), y), **({} if mark.stopped else no_dot)}
    return [start, end]


def burden_chart(profile: Mapping[str, Sequence[BurdenLine]], names: Mapping[str, tuple[str, str]]) -> Picture | None:
    """One bar per item, grouped by dimension: how far up its own scale the answer lies. None if nothing is known.

    `names` holds each item's question and answer in words, also of an unknown one, which has no bar. A profile and not
    a radar: each bar is read by itself, an unknown can be shown, and no area depends on the order of the items.
    """
    if not any(line.level is not None for lines in profile.values() for line in lines):
        return None
    rows: list[tuple[str, float | None]] = []
    for dimension, lines in profile.items():
        rows.append((DIMENSION_TITLES[dimension], None))
        rows += [
            (": ".join(map(shorten, names[line.question])), None if line.level is None else line.level / line.most)
            for line in lines
        ]
    # The chart is drawn from below.
    rows.reverse()
    height = 50 + 24 * len(rows)
    chart = pygal.HorizontalBar(
        **_common(WIDTH, height, [LINES[0][0]]),
        show_legend=False,
        range=(0, 1),
        margin_right=60,
        value_formatter=lambda _: "",
    )
    chart.y_labels = [{"label": "ingen", "value": 0}, {"label": "sværest", "value": 1}]
    chart.x_labels = [name for name, _ in rows]
    chart.add(None, [value for _, value in rows])
    alt = "Belastningen, punkt for punkt, i tre grupper: kroppen, psyken og det sociale. Svarene står i tabellen."
    return Picture(_svg(chart), alt, WIDTH, height)


def _common(width: int, height: int, colours: list[str]) -> dict[str, object]:
    """What every chart shares. The first two fonts are the printed documents' own."""
    style = Style(
        background="#ffffff",
        plot_background="#ffffff",
        foreground=INK,
        foreground_strong=INK,
        foreground_subtle=FAINT,
        guide_stroke_color=FAINT,
        major_guide_stroke_color=FAINT,
        font_family='Letter, Sheet, "IBM Plex Sans", "Segoe UI", sans-serif',
        label_font_size=12,
        major_label_font_size=12,
        legend_font_size=12,
        value_label_font_size=12,
        opacity="1",
        stroke_opacity="1",
        stroke_width="2",
        colors=tuple(colours),
    )
    return {
        "style": style,
        "width": width,
        "height": height,
        "explicit_size": True,
        "js": [],
        "margin": 8,
        "spacing": 6,
        "legend_box_size": 10,
        "show_x_guides": False,
    }


def _svg(chart: Any) -> str:
    chart.uuid = "smertekompas"  # the same numbers give the same picture
    chart.add_xml_filter(_without_script)
    svg: str = chart.render(is_unicode=True)
    return svg


def _without_script(root: Any) -> Any:
    """The picture without its script, its comments, what only the script would show, and the library's own title."""
    for parent in list(root.iter()):
        for child in list(parent):
            is_element = isinstance(child.tag, str)
            is_title = parent is root and is_element and child.tag.endswith("title")
            shown_by_script = "tooltip-overlay" in child.get("class", "")
            if not is_element or child.tag.endswith("script") or is_title or shown_by_script:
                parent.remove(child)
    return root
