"""The scores on the patient's plan: taken twice, in plain words, frozen as numbers, and still one page."""

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _
from pypdf import PdfReader

from assessment.care_plan.agreement import plan_of, save_plan
from assessment.care_plan.printed_sheet import MOST_ROWS, plan_scores, print_plan, render_plan_html, render_plan_pdf
from assessment.episode.progress import Figure, figure_from, figure_json
from assessment.episode.workspace import Workspace
from assessment.models import Episode, PrintedCarePlan
from assessment.rules.charts import MOST_DAYS, NARROW, WIDE, spread
from assessment.rules.series import Point, Series
from guidelines.in_force.content import Content
from tests.support.records.cast import Cast
from tests.support.records.consultations import TODAY, WHOLE, consult
from tests.support.records.letters import look
from tests.support.records.patients import treat
from tests.support.records.printed_plans import frozen, text_of

pytestmark = pytest.mark.usefixtures("in_a")

HEADING = "Sådan er det gået"


@pytest.fixture
def followed(cast: Cast, episode: Episode) -> Episode:
    """Two PEG scores, the average pain twice and the worst pain once, a treatment, and a plan."""
    consult(cast.gp, episode, 30, WHOLE | {"pain.intensity_average": 8, "pain.intensity_worst": 10})
    consult(cast.nurse, episode, 10, WHOLE | {"peg.activity": 1, "pain.intensity_average": 5})
    treat(cast.gp, episode, "duloxetine", "current", started=TODAY - timedelta(days=20))
    save_plan(by=cast.gp, episode=episode, values={"goal": "Gå en tur"}, seen_version=0)
    return episode


def printed(cast: Cast, workspace: Workspace) -> PrintedCarePlan:
    return print_plan(by=cast.gp, plan=plan_of(workspace.episode), workspace=workspace)


def figure_of(points: int, series: int = 2) -> Figure:
    days = [TODAY - timedelta(days=40 * number) for number in reversed(range(points))]
    titles = ["Smerter og hverdag", "Smerter i gennemsnit"][:series]
    drawn = tuple(Point(day, float(number % 10) + 0.5) for number, day in enumerate(days))
    return Figure([Series(title, title, 0, 10, "lower", drawn) for title in titles], [], TODAY)


def read(figure: Figure, **changes: Any) -> PdfReader:
    return PdfReader(BytesIO(render_plan_pdf(frozen(progress=figure_json(figure), **changes))))


def test_what_was_taken_twice_is_shown_in_plain_words_and_without_treatments(
    followed: Episode, content: Content
) -> None:
    figure = plan_scores(look(followed, content))
    assert figure
    assert [one.title for one in figure.series] == ["Smerter og hverdag", "Smerter i gennemsnit"]
    assert [[point.value for point in one.known] for one in figure.series] == [[6.7, 4.7], [8, 5]]
    assert figure.marks == []


def test_a_score_taken_once_is_no_curve(cast: Cast, episode: Episode, content: Content, gp_client: Client) -> None:
    save_plan(by=cast.gp, episode=episode, values={"goal": "Gå en tur"}, seen_version=0)
    consult(cast.gp, episode, 30, WHOLE)
    workspace = look(episode, content)
    assert plan_scores(workspace) is None
    sheet = printed(cast, workspace)
    assert "progress" not in sheet.frozen
    assert HEADING not in text_of(PdfReader(BytesIO(bytes(sheet.pdf))))
    assert '<img class="chart"' not in gp_client.get(reverse("plan", args=[episode.pk])).content.decode()


def test_the_sheet_keeps_numbers_and_is_drawn_from_them_alone(cast: Cast, followed: Episode, content: Content) -> None:
    sheet = printed(cast, look(followed, content))
    kept = PrintedCarePlan.objects.get().frozen["progress"]
    assert [point["value"] for point in kept["series"][0]["points"]] == [6.7, 4.7]
    assert "svg" not in json.dumps(kept)
    said = text_of(PdfReader(BytesIO(bytes(sheet.pdf))))
    first, last = (f"{TODAY - timedelta(days=days):%d.%m.%Y}" for days in (30, 10))
    assert all(words in said for words in (HEADING, f"{last} 4,7 5", f"{first} 6,7 8", "lavere er bedre"))
    assert not [word for word in ("PEG", "Smerter, når de er værst") if word in said]
    before = render_plan_html(sheet.frozen)
    consult(cast.gp, followed, 1, {"peg.pain": 0})
    assert render_plan_html(PrintedCarePlan.objects.get().frozen) == before
    assert before.count('src="data:image/svg+xml;base64,') == 1


def test_the_same_sheet_on_the_same_day_is_the_one_that_is_kept(
    cast: Cast, followed: Episode, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assessment.care_plan.printed_sheet.render_pdf", lambda html: html.encode())
    first = printed(cast, look(followed, content))
    assert printed(cast, look(followed, content)) == first
    consult(cast.gp, followed, 1, {"peg.pain": 0})
    assert printed(cast, look(followed, content)).number == 2


def test_the_page_of_the_plan_shows_the_same_curve_with_its_numbers(followed: Episode, gp_client: Client) -> None:
    page = gp_client.get(reverse("plan", args=[followed.pk])).content.decode()
    assert page.count('<img class="chart"') == 1
    assert _("How it has gone, 0 to 10") in page
    assert "<strong>4,7</strong>" in page
    assert "Smerter og hverdag" in page


@pytest.mark.parametrize("points", [2, 5, 12])
def test_a_realistic_plan_with_the_curve_is_still_one_page(points: int, content: Content) -> None:
    reader = read(figure_of(points))
    assert len(reader.pages) == 1
    rows = text_of(reader).count(",5 ")
    assert rows >= min(points, MOST_ROWS)
    plan = content.vocabulary.plan
    texts = {part: "\n".join(row.text for row in plan.of(part)) for part in ("flare_up", "offers", "read_more")}
    actions = [{"what": row.text, "who": row.who, "when": "Hver dag"} for row in plan.of("action")[:3]]
    assert len(read(figure_of(points), actions=actions, **texts).pages) == 1


def test_the_table_beside_the_curve_holds_the_newest_rows() -> None:
    html = render_plan_html(frozen(progress=json.loads(json.dumps(figure_json(figure_of(12))))))
    table = html.partition(HEADING)[2].partition("<tbody>")[2].partition("</tbody>")[0]
    assert table.count("<tr>") == MOST_ROWS
    assert f"{TODAY:%d.%m.%Y}" in table


def test_the_small_chart_is_smaller_and_names_fewer_days() -> None:
    figure = figure_of(12)
    small, large = figure.small_picture, figure.picture
    assert small
    assert large
    assert (small.width, small.height) == (NARROW[0], NARROW[1] + 36)
    assert (large.width, large.height) == (WIDE[0], WIDE[1] + 36)
    assert small.alt == large.alt
    days = [point.day for point in figure.series[0].points]
    edge = timedelta(days=20)
    fewer, more = (spread(days, days[0] - edge, days[-1] + edge, most) for most in (4, MOST_DAYS))
    assert len(fewer) < len(more)
    assert {fewer[0], fewer[-1]} == {days[0], days[-1]}


def test_a_figure_is_kept_as_json_says_it() -> None:
    labelled = Series("gcps.grade", "Grad", 0, 3, "lower", (Point(TODAY, None, missing=("peg.pain",)),), {1: "Lette"})
    kept = figure_json(Figure([labelled], [], TODAY))
    assert json.loads(json.dumps(kept)) == kept
    assert figure_from(kept).series == [labelled]
