"""The pain drawing in the letter: checked before it is signed, frozen with its words, and a picture in the PDF."""

from io import BytesIO
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from assessment.models import Episode
from guidelines.in_force.content import Content
from referrals.letters.pdf import render_letter_html
from referrals.letters.prefill import drawing_of
from referrals.models import Letter
from tests.support.http.html import tree_of
from tests.support.records.cast import Cast
from tests.support.records.letter_pdf import FROZEN, fonts, frozen, read, text_of
from tests.support.records.letters import Sign, kept, look
from tests.support.records.patients import answer

DRAWN = ("back_lower_back", "back_buttock_left")
WORDS = "Markeret: Lænd, Venstre balde."
DRAWING = {
    "regions": [*DRAWN],
    "labels": ["Lænd", "Venstre balde"],
    "recorded": "2026-11-18T10:00:00+00:00",
}


def hatched(html: str) -> set[str]:
    shapes = [element for element in tree_of(html).iter() if element.get("data-region")]
    assert len(shapes) in (0, 47)
    return {str(shape.get("data-region")) for shape in shapes if shape.get("fill") != "#fff"}


def alternatives(reader: PdfReader) -> list[str]:
    """The alternative text of each figure, as a screen reader gets it."""
    found: list[str] = []

    def walk(node: Any) -> None:
        element = node.get_object()
        if isinstance(element, list):
            for child in element:
                walk(child)
        elif isinstance(element, dict) and "/S" in element:
            found.extend([element["/Alt"]] if element["/S"] == "/Figure" else [])
            walk(element.get("/K", []))

    root: Any = reader.trailer["/Root"]
    walk(root["/StructTreeRoot"]["/K"])
    return found


def post_signature(client: Client, letter: Letter, **values: str) -> HttpResponse:
    form = {"seen_version": str(kept(letter).version), "checked": "on", "consent": "on"}
    return client.post(reverse("letter_sign", args=[letter.pk]), form | values)


def check(client: Client, letter: Letter) -> HttpResponse:
    return client.get(reverse("letter_check", args=[letter.pk]))


@pytest.fixture
def drawn(cast: Cast, letter: Letter, episode: Episode) -> Letter:
    """The letter of someone whose pain was drawn."""
    answer(cast.nurse, episode, pain__drawing=DRAWN[::-1])
    return letter


def test_the_drawing_is_its_regions_in_words_with_the_day(drawn: Letter, episode: Episode, content: Content) -> None:
    drawing = drawing_of(look(episode, content))
    assert drawing is not None
    assert (drawing["regions"], drawing["labels"]) == (DRAWING["regions"], DRAWING["labels"])
    assert drawing["recorded"] == look(episode, content).episode.answers["pain.drawing"]["at"]


@pytest.mark.parametrize("answered", [None, ()])
def test_what_was_not_drawn_or_has_no_place_is_no_drawing(
    answered: tuple[str, ...] | None, cast: Cast, drawn: Letter, episode: Episode, content: Content, sign: Sign
) -> None:
    answer(cast.gp, episode, pain__drawing=answered)
    assert drawing_of(look(episode, content)) is None
    signed = sign(drawn)
    assert signed.frozen["drawing"] is None
    assert signed.pdf is not None
    assert "Smertetegning" not in text_of(PdfReader(BytesIO(bytes(signed.pdf))))


def test_the_signed_letter_holds_the_drawing_and_so_does_its_pdf(drawn: Letter, sign: Sign, gp_client: Client) -> None:
    signed = sign(drawn)
    assert signed.frozen["drawing"]["regions"] == [*DRAWN]
    assert signed.frozen["drawing"]["labels"] == ["Lænd", "Venstre balde"]
    assert signed.pdf is not None
    reader = PdfReader(BytesIO(bytes(signed.pdf)))
    assert WORDS in text_of(reader)
    assert alternatives(reader) == ["Kroppen forfra og bagfra. Markeret: Lænd, Venstre balde"]
    page = gp_client.get(reverse("letter", args=[drawn.pk])).content.decode()
    assert hatched(page) == set(DRAWN)
    assert "Lænd, Venstre balde" in page


def test_a_signed_drawing_stays_when_the_answer_changes(
    cast: Cast, drawn: Letter, episode: Episode, sign: Sign, gp_client: Client
) -> None:
    signed = sign(drawn)
    answer(cast.gp, episode, pain__drawing=("front_head",))
    assert hatched(gp_client.get(reverse("letter", args=[drawn.pk])).content.decode()) == set(DRAWN)
    assert kept(signed).pdf == signed.pdf


def test_the_pdf_shows_the_figures_with_whose_side_is_where_in_the_letter_s_own_font() -> None:
    reader = read(FROZEN | {"drawing": DRAWING})
    text = text_of(reader)
    assert "Smertetegning (18.11.2026)" in text
    assert text.count("patientens højre") == text.count("patientens venstre") == 2
    assert text.index("Smertetegning") < text.index("Underskrift")
    assert {name.split("+")[1].split("-")[0] for name in fonts(reader)} == {"Letter"}


def test_the_picture_of_the_pdf_needs_no_stylesheet() -> None:
    html = render_letter_html(FROZEN | {"drawing": DRAWING})
    assert hatched(html) == set(DRAWN)
    assert 'id="body-hatch"' in html
    assert "<title>Kroppen forfra og bagfra. Markeret: Lænd, Venstre balde</title>" in html


def test_a_letter_that_was_frozen_before_there_were_drawings_is_still_made() -> None:
    assert "Smertetegning" not in text_of(read(frozen()))
    assert alternatives(read(frozen())) == []


def test_the_check_page_shows_what_will_be_sent(gp_client: Client, drawn: Letter) -> None:
    page = check(gp_client, drawn).content.decode()
    assert hatched(page) == set(DRAWN)
    assert "Lænd, Venstre balde" in page
    assert f'name="seen_drawing" value="{" ".join(DRAWN)}"' in page


def test_without_a_drawing_the_check_page_shows_none(gp_client: Client, letter: Letter) -> None:
    assert hatched(check(gp_client, letter).content.decode()) == set()


def test_a_drawing_that_was_checked_is_signed(gp_client: Client, drawn: Letter) -> None:
    assert post_signature(gp_client, drawn, seen_drawing=" ".join(DRAWN)).status_code == 302
    assert kept(drawn).frozen["drawing"]["regions"] == [*DRAWN]


@pytest.mark.parametrize("seen", ["", "back_lower_back"])
def test_another_drawing_than_the_one_that_was_checked_is_not_signed(
    seen: str, gp_client: Client, drawn: Letter
) -> None:
    response = post_signature(gp_client, drawn, seen_drawing=seen)
    assert response.status_code == 409
    assert kept(drawn).signed_at is None
    # The page shows the drawing as it is now, and what is shown can be signed.
    page = response.content.decode()
    assert hatched(page) == set(DRAWN)
    assert f'name="seen_drawing" value="{" ".join(DRAWN)}"' in page


def test_an_unticked_box_keeps_what_was_seen(gp_client: Client, drawn: Letter) -> None:
    response = post_signature(gp_client, drawn, checked="", seen_drawing="back_lower_back")
    assert response.status_code == 422
    assert 'name="seen_drawing" value="back_lower_back"' in response.content.decode()


def test_a_letter_that_is_signed_already_says_so_whatever_was_seen(
    gp_client: Client, drawn: Letter, sign: Sign
) -> None:
    before = sign(drawn)
    assert post_signature(gp_client, drawn, seen_drawing="front_head").status_code == 302
    assert kept(drawn).pdf_sha256 == before.pdf_sha256
