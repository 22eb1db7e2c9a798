"""What a letter never does: run what people wrote, fetch anything, or go out with a part missing."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from weasyprint.urls import URLFetcherResponse

from assessment.pdf import FONTS, RESOURCES, NotRendered, print_fetcher
from referrals.pdf import render_letter_html, render_letter_pdf
from tests.referrals.reading import FROZEN, HEIGHT, WIDTH, frozen, read, text_of

HOSTILE = [
    '<img src="http://127.0.0.1:9/x"> og <link rel="stylesheet" href="file:///etc/passwd">',
    "<b>fed</b> <script>alert(1)</script> &amp; </p></body>",
    "{{ letter.patient.cpr }} {% load clinic %} {# skjult #}",
    "</style><style>@page{size:A3}</style>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_a_text_or_a_name_is_only_text(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    fetcher = print_fetcher()
    fetch = fetcher.fetch

    def note(url: str, headers: Any = None) -> Any:
        asked.append(url)
        return fetch(url, headers)

    fetcher.fetch = note
    monkeypatch.setattr("assessment.pdf.print_fetcher", lambda: fetcher)
    reader = read(frozen(text, practice={"name": text}))
    said = "".join(text_of(reader).split())
    assert said.count("".join(text.split())) == 2 + len(reader.pages)
    assert [float(side) for side in reader.pages[0].mediabox] == pytest.approx([0, 0, WIDTH, HEIGHT], abs=0.5)
    assert {*asked} == RESOURCES.keys() - {"print:/sheet.css"}


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
        print_fetcher().fetch(url)


def test_the_fetcher_knows_the_style_and_the_fonts() -> None:
    style: URLFetcherResponse = print_fetcher().fetch("print:/letter.css")
    assert style.read() == Path(settings.BASE_DIR / "static/css/letter.css").read_bytes()
    for name in FONTS:
        assert print_fetcher().fetch(f"print:/font/{name}").read().startswith(b"wOF2")
    assert set(re.findall(r"print:/[\w./]+", render_letter_html(FROZEN))) == {"print:/letter.css"}


def hide_font(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """One of the fonts is gone."""
    fonts = folder / "complete" / "woff2"
    fonts.mkdir(parents=True)
    for name in FONTS[:-1]:
        font = f"IBMPlexSans-{name}.woff2"
        (fonts / font).symlink_to(settings.PDF_FONTS_DIR / "complete" / "woff2" / font)
    monkeypatch.setattr(settings, "PDF_FONTS_DIR", folder)


def hide_style(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr("assessment.pdf.finders.find", lambda path: None)


def hide_library(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """WeasyPrint is there, and a system library that it needs is not: it fails when it is imported."""
    monkeypatch.setitem(__import__("sys").modules, "weasyprint", None)


@pytest.mark.parametrize("hide", [hide_font, hide_style, hide_library])
def test_a_letter_with_a_part_missing_is_not_made_at_all(
    hide: Callable[..., None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hide(monkeypatch, tmp_path)
    with pytest.raises(NotRendered):
        render_letter_pdf(FROZEN)
