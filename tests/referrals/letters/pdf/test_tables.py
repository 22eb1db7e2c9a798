"""Tables in print: forty rows over pages, and texts that no width may depend on."""

import re
from functools import cache
from io import BytesIO

import pytest
from pypdf import PdfReader

from assessment.documents.render import render_pdf
from tests.support.records.letter_pdf import body, pieces

LONG_WORD = "smertebehandling" * 19
TALE = "Meget lang tekst om effekt og bivirkninger. "
HEADS = ("Præparat", "Dosis", "Status", "Effekt")


def document(style: str, content: str) -> PdfReader:
    head = f'<title>x</title><link rel="stylesheet" href="print:/{style}.css">'
    return PdfReader(BytesIO(render_pdf(f'<html lang="da"><head>{head}</head><body>{content}</body></html>')))


def table(rows: list[str]) -> str:
    heads = "".join(f'<th scope="col">{head}</th>' for head in HEADS)
    lines = "".join(
        f'<tr><th scope="row">præparat {number}</th><td>{number} mg</td><td>stoppet</td><td>{text}</td></tr>'
        for number, text in enumerate(rows)
    )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"


@cache
def forty(style: str) -> PdfReader:
    return document(
        style, f"<h2>Medicin</h2>{table([f'{number}: {TALE * (1 + number % 6)}Slut.' for number in range(40)])}"
    )


@pytest.mark.parametrize("style", ["letter", "sheet"])
def test_every_page_of_a_long_table_begins_with_its_heads(style: str) -> None:
    pages = forty(style).pages
    assert len(pages) > 2
    for number, page in enumerate(pages):
        assert body(page)[1 if number == 0 else 0 :][:4] == [*HEADS]


@pytest.mark.parametrize("style", ["letter", "sheet"])
def test_all_forty_rows_are_there_and_none_is_broken_over_pages(style: str) -> None:
    ends = 0
    for page in forty(style).pages:
        said = " ".join(page.extract_text().split())
        begun = re.findall(r"præparat (\d+)", said)
        assert len(begun) == said.count("Slut.")
        ends += len(begun)
    assert ends == 40


@pytest.mark.parametrize("style", ["letter", "sheet"])
def test_a_word_of_300_letters_in_a_cell_is_broken_within_its_column(style: str) -> None:
    (page,) = document(style, table([LONG_WORD, "kort"])).pages
    found = [(x, text) for x, _, text in pieces(page) if text in LONG_WORD and len(text) > 4]
    assert "".join(text for _, text in found) == LONG_WORD
    assert len({round(x) for x, _ in found}) == 1
    assert max(len(text) for _, text in found) < 40


@pytest.mark.parametrize("style", ["letter", "sheet"])
@pytest.mark.parametrize(
    "content", [table([TALE * 300]), f"<dl><dt>Fund</dt><dd>{TALE * 300}</dd></dl>", f"<p>{TALE * 300}</p>"]
)
def test_a_very_long_text_is_laid_out_within_the_limits_and_is_all_there(style: str, content: str) -> None:
    reader = document(style, content)
    said = "".join("".join(page.extract_text().split()) for page in reader.pages)
    assert said.count("bivirkninger.") == 300
    for page in reader.pages:
        for x, y, text in pieces(page):
            assert 17 < x < 193, text
            assert 5 < y < 292, text
