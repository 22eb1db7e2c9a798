"""The scores at the end of the letter: frozen as numbers, drawn from them, and not there without two points."""

import json
from base64 import b64encode
from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _
from pypdf import PdfReader

from assessment.documents.worker import PICTURE, print_fetcher, render
from assessment.episode.progress import frozen_scores, kept_scores, repeated_scores
from assessment.models import Episode
from guidelines.in_force.content import Content
from referrals.letters.pdf import MOST_ROWS, render_letter_html
from referrals.models import Letter
from tests.support.http.flat_pages import flat
from tests.support.records.cast import Cast
from tests.support.records.consultations import TODAY, WHOLE, consult
from tests.support.records.letter_pdf import FROZEN, asked_for, frozen, read, text_of
from tests.support.records.letters import Sign, look
from tests.support.records.patients import treat

HEADING = "Smerter og funktion over tid"
pytestmark = pytest.mark.usefixtures("in_a")


@pytest.fixture
def followed(cast: Cast, complete: Episode) -> Episode:
    """The complete episode with two PEG scores, and a treatment between them."""
    treat(cast.gp, complete, "duloxetine", "current", started=TODAY - timedelta(days=20))
    consult(cast.gp, complete, 30, WHOLE)
    consult(cast.nurse, complete, 10, WHOLE | {"peg.activity": 10})
    return complete


def kept(episode: Episode, content: Content) -> dict[str, Any]:
    """The letter's part as it lies in the database: JSON."""
    found: dict[str, Any] = json.loads(json.dumps(frozen_scores(look(episode, content))))
    return found


def rows_of(html: str) -> int:
    table = html.partition(HEADING)[2].partition("<tbody>")[2].partition("</tbody>")[0]
    return table.count("<tr>")


def test_one_point_is_no_development(cast: Cast, complete: Episode, content: Content) -> None:
    assert frozen_scores(look(complete, content)) is None
    consult(cast.gp, complete, 30, WHOLE | {"pain.intensity_average": 7})
    assert frozen_scores(look(complete, content)) is None
    consult(cast.gp, complete, 20, {"pain.intensity_average": None})
    assert repeated_scores(look(complete, content)) is None
    consult(cast.gp, complete, 10, {"pain.intensity_average": 5})
    assert repeated_scores(look(complete, content)) is not None


def test_what_is_frozen_are_numbers_and_days_and_no_picture(followed: Episode, content: Content) -> None:
    found = kept(followed, content)
    (peg,) = found["series"]
    assert [(point["day"], point["value"]) for point in peg["points"]] == [
        ((TODAY - timedelta(days=30)).isoformat(), 6.7),
        ((TODAY - timedelta(days=10)).isoformat(), 7.7),
    ]
    duloxetine = next(mark for mark in found["marks"] if mark["title"] == "Duloxetin")
    assert duloxetine["started"] == (TODAY - timedelta(days=20)).isoformat()
    assert "svg" not in json.dumps(found)


def test_the_letter_is_drawn_from_what_was_frozen_alone(followed: Episode, content: Content, cast: Cast) -> None:
    found = kept(followed, content)
    before = render_letter_html(FROZEN | {"progress": found})
    consult(cast.gp, followed, 1, {"peg.pain": 0})
    assert render_letter_html(FROZEN | {"progress": found}) == before
    assert before.count('src="data:image/svg+xml;base64,') == 1


def test_the_pdf_says_the_numbers_in_chart_and_table_before_the_signature(followed: Episode, content: Content) -> None:
    reader = read(FROZEN | {"progress": kept(followed, content)})
    said = text_of(reader)
    first, last = (f"{TODAY - timedelta(days=days):%d.%m.%Y}" for days in (30, 10))
    for row in (f"{last} 7,7", f"{first} 6,7"):
        assert row in said
    assert said.index(HEADING) < said.index("Underskrift")
    # In the chart as well: its scale, its days and its treatments.
    assert said.count(first) == 2
    assert "Duloxetin" in said
    assert "Lavere er bedre." in said


def test_the_chart_is_in_the_letters_own_font_and_in_its_colours(followed: Episode, content: Content) -> None:
    reader = read(FROZEN | {"progress": kept(followed, content)})
    fonts = {
        font.get_object()["/BaseFont"].split("+")[1].split("-")[0]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert fonts == {"Letter"}
    # The styles inside the picture are understood: without them everything in it is black.
    drawn = b"".join(
        stream.get_object().get_data()
        for page in reader.pages
        for stream in (page["/Resources"].get("/XObject") or {}).values()  # type: ignore[attr-defined]
    ) + b"".join(page.get_contents().get_data() for page in reader.pages)  # type: ignore[union-attr]
    assert b"0.043137 0.309804 0.423529 rg" in drawn


def test_the_picture_has_its_words_for_those_who_do_not_see_it(followed: Episode, content: Content) -> None:
    html = render_letter_html(FROZEN | {"progress": kept(followed, content)})
    assert 'alt="Kurve fra ' in html
    assert 'scope="col">PEG-score</th>' in html


def test_the_table_in_the_letter_is_short(cast: Cast, complete: Episode, content: Content) -> None:
    for days in range(40, 20, -1):
        consult(cast.gp, complete, days, {"pain.intensity_average": days % 10})
    found = kept(complete, content)
    assert len(found["series"][0]["points"]) == 20
    html = render_letter_html(FROZEN | {"progress": found})
    assert rows_of(html) == MOST_ROWS
    newest, left_out = (f'<th scope="row">{TODAY - timedelta(days=days):%d.%m.%Y}</th>' for days in (21, 40))
    assert newest in html
    assert left_out not in html


def test_a_gap_is_said_in_the_letter(cast: Cast, followed: Episode, content: Content) -> None:
    consult(cast.gp, followed, 5, {"peg.pain": None})
    consult(cast.gp, followed, 3, {"pain.intensity_worst": 9})
    consult(cast.gp, followed, 2, {"peg.pain": 9})
    html = flat(render_letter_html(FROZEN | {"progress": kept(followed, content)}))
    assert "<td>intet svar</td>" in html
    assert "<td>delvis</td>" in html
    assert "<td>ikke spurgt</td>" in html


@pytest.mark.parametrize("letter", [FROZEN, frozen(progress=None)])
def test_a_letter_without_scores_has_no_part_for_them(letter: dict[str, Any]) -> None:
    assert kept_scores(letter.get("progress")) is None
    assert HEADING not in render_letter_html(letter)


def test_a_signed_letter_keeps_them_and_its_pdf_shows_them(followed: Episode, letter: Letter, sign: Sign) -> None:
    signed = sign(letter)
    assert signed.frozen["progress"]["series"][0]["key"] == "peg.score"
    assert signed.pdf is not None
    assert HEADING in text_of(PdfReader(BytesIO(bytes(signed.pdf))))


def test_a_signed_letter_without_two_points_says_none(signed: Letter) -> None:
    assert signed.frozen["progress"] is None


def test_they_are_seen_before_the_letter_is_signed(followed: Episode, letter: Letter, gp_client: Client) -> None:
    page = gp_client.get(reverse("letter_check", args=[letter.pk])).content.decode()
    assert _("Last in the letter: pain and function over time") in page
    assert page.count('<img class="chart"') == 1
    assert "<strong>7,7</strong>" in page


def test_without_two_points_the_check_says_nothing_of_them(letter: Letter, gp_client: Client) -> None:
    page = gp_client.get(reverse("letter_check", args=[letter.pk])).content.decode()
    assert _("Last in the letter: pain and function over time") not in page


def test_the_fetcher_reads_a_carried_picture_and_no_other_data() -> None:
    response = print_fetcher({}).fetch(f"{PICTURE}PHN2Zy8+")
    assert response.read() == b"<svg/>"
    for other in ("data:text/html;base64,PHN2Zy8+", "data:image/png;base64,PHN2Zy8+", "data:image/svg+xml,<svg/>"):
        with pytest.raises(ValueError, match="fetches nothing"):
            print_fetcher({}).fetch(other)


def test_a_carried_picture_fetches_nothing_itself() -> None:
    """An address within a picture is refused like one in the letter; the document is made without it."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image width="9" height="9"'
        ' href="http://127.0.0.1:9/x.png"/></svg>'
    )
    uri = PICTURE + b64encode(svg.encode()).decode()
    with asked_for() as asked, suppress(Exception):
        render(f'<html lang="da"><title>x</title><img alt="x" src="{uri}"></html>', {})
    assert {url for url in asked if not url.startswith(PICTURE)} <= {"http://127.0.0.1:9/x.png"}
