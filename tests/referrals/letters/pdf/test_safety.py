"""What a letter never does: run what people wrote, fetch anything, or go out with a part missing."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from weasyprint.urls import URLFetcherResponse

from assessment.documents import renderer as renderer_module
from assessment.documents.fonts import FONTS, SCRIPTS
from assessment.documents.render import NotRendered, files_for_print, job_for
from assessment.documents.worker import print_fetcher, render, unpacked_font
from referrals.letters.pdf import render_letter_html, render_letter_pdf
from tests.support.records.letter_pdf import FROZEN, HEIGHT, WIDTH, asked_for, frozen, text_of

HOSTILE = [
    '<img src="http://127.0.0.1:9/x"> og <link rel="stylesheet" href="file:///etc/passwd">',
    "<b>fed</b> <script>alert(1)</script> &amp; </p></body>",
    "{{ letter.patient.cpr }} {% load clinic %} {# skjult #}",
    "</style><style>@page{size:A3}</style>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_a_text_or_a_name_is_only_text(text: str) -> None:
    letter = frozen(text, practice={"name": text})
    with asked_for() as asked:
        reader = PdfReader(BytesIO(render(**job_for(render_letter_html(letter)))))
    said = "".join(text_of(reader).split())
    assert said.count("".join(text.split())) == 2 + len(reader.pages)
    assert [float(side) for side in reader.pages[0].mediabox] == pytest.approx([0, 0, WIDTH, HEIGHT], abs=0.5)
    assert {*asked} == {"print:/letter.css", *(f"print:/font/{name}" for name in FONTS)}


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/x",
        "https://example.org/style.css",
        "file:///etc/passwd",
        "data:text/css,p{}",
        "print:/font/Bold",
        "print:/../settings.py",
        "/etc/passwd",
        "",
    ],
)
def test_the_fetcher_refuses_every_address_but_the_letters_own(url: str) -> None:
    with pytest.raises(ValueError, match="fetches nothing"):
        print_fetcher(files_for_print()).fetch(url)


def test_the_fetcher_knows_the_style_and_the_fonts() -> None:
    fetcher = print_fetcher(files_for_print())
    style: URLFetcherResponse = fetcher.fetch("print:/letter.css")
    assert style.read() == Path(settings.BASE_DIR / "static/css/letter.css").read_bytes()
    for name, (path, _letters) in SCRIPTS.items():
        assert fetcher.fetch(f"print:/font/{name}").read() == (settings.PDF_FONTS_DIR / path).read_bytes()
    for name, path in FONTS.items():
        packed, handed_over = settings.PDF_FONTS_DIR / path, fetcher.fetch(f"print:/font/{name}").read()
        with TTFont(packed) as font, TTFont(BytesIO(handed_over)) as unpacked:
            assert (font.flavor, unpacked.flavor) == ("woff2", None)
            assert unpacked.getGlyphOrder() == font.getGlyphOrder()
            assert unpacked.getBestCmap() == font.getBestCmap()
    assert set(re.findall(r"print:/[\w./]+", render_letter_html(FROZEN))) == {"print:/letter.css"}


def test_a_font_is_unpacked_once_for_all_documents() -> None:
    """Tried: a cache that keeps nothing, so that each document unpacks three fonts."""
    unpacked_font.cache_clear()
    with asked_for():
        for _ in range(2):
            render(**job_for(render_letter_html(FROZEN)))
    assert unpacked_font.cache_info().misses == len(FONTS)


def hide_font(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """One of the fonts is gone."""
    for path in [*FONTS.values()][:-1]:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).symlink_to(settings.PDF_FONTS_DIR / path)
    monkeypatch.setattr(settings, "PDF_FONTS_DIR", folder)


def hide_style(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr("assessment.documents.render.finders.find", lambda path: None)


def hide_library(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """The process starts, and WeasyPrint or a system library that it needs is not there."""
    worker = folder / "pdf_worker.py"
    worker.write_text(f"import sys\nsys.modules['weasyprint'] = None\n{renderer_module.WORKER.read_text()}")
    monkeypatch.setattr(renderer_module, "WORKER", worker)
    renderer_module.renderer.stop()


@pytest.mark.parametrize("hide", [hide_font, hide_style, hide_library])
def test_a_letter_with_a_part_missing_is_not_made_at_all(
    hide: Callable[..., None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hide(monkeypatch, tmp_path)
    with pytest.raises(NotRendered):
        render_letter_pdf(FROZEN)
