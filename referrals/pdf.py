"""The letter as a PDF: A4, tagged (PDF/UA), with nothing fetched but the fonts and the style that belong to it."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

BASE = "letter:/"
FONTS = ("Regular", "Italic", "SemiBold")


class LetterNotRendered(RuntimeError):
    """The PDF could not be made. The letter itself is untouched; the operator finds the cause in the log."""


def render_letter_html(frozen: Mapping[str, Any]) -> str:
    return render_to_string("referrals/letter_pdf.html", {"letter": frozen})


def render_letter_pdf(frozen: Mapping[str, Any]) -> bytes:
    """The PDF of a frozen letter. Raises LetterNotRendered."""
    html = render_letter_html(frozen)
    try:
        from weasyprint import HTML
        from weasyprint.urls import FatalURLFetchingError
    except (ImportError, OSError) as error:  # WeasyPrint, or a system library of its own, is missing
        raise LetterNotRendered(str(error)) from error
    try:
        document = HTML(string=html, base_url=BASE, url_fetcher=letter_fetcher())
        pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    # A resource that cannot be had is raised as a BaseException, to pass through WeasyPrint's own handling.
    except (Exception, FatalURLFetchingError) as error:
        raise LetterNotRendered(str(error)) from error
    return pdf


def style_file() -> Path:
    found = finders.find("css/letter.css")
    return Path(found) if found else Path("css/letter.css")


def font_file(name: str) -> Path:
    """Where a font of the letter lies."""
    return Path(settings.PDF_FONTS_DIR) / "complete" / "woff2" / f"IBMPlexSans-{name}.woff2"


def letter_fetcher() -> Any:
    """A fetcher that knows the letter's fonts and refuses every other address: no network, no files."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class LetterFetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in RESOURCES:
                raise ValueError(f"a letter fetches nothing: {url}")
            path, kind = RESOURCES[url]
            try:
                return URLFetcherResponse(url, path().read_bytes(), {"Content-Type": kind})
            except OSError as error:
                raise FatalURLFetchingError(f"{path().name} is missing") from error

    return LetterFetcher()


RESOURCES: dict[str, tuple[Callable[[], Path], str]] = {
    f"{BASE}letter.css": (style_file, "text/css"),
    **{f"{BASE}font/{name}": (partial(font_file, name), "font/woff2") for name in FONTS},
}
