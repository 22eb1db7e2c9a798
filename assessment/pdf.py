"""Documents for print: A4, tagged (PDF/UA), with nothing fetched but the fonts and the styles that belong to them."""

from base64 import b64decode
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders

BASE = "print:/"
PICTURE = "data:image/svg+xml;base64,"
STYLES = ("letter.css", "sheet.css")
FONTS = ("Regular", "Italic", "SemiBold")


class NotRendered(RuntimeError):
    """The PDF could not be made. What it is made of is untouched; the operator finds the cause in the log."""


def render_pdf(html: str) -> bytes:
    """The PDF of a page; its stylesheet is print:/letter.css or print:/sheet.css. Raises NotRendered."""
    try:
        from weasyprint import HTML
        from weasyprint.urls import FatalURLFetchingError
    except (ImportError, OSError) as error:  # WeasyPrint, or a system library of its own, is missing
        raise NotRendered(str(error)) from error
    try:
        document = HTML(string=html, base_url=BASE, url_fetcher=print_fetcher())
        pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    # A resource that cannot be had is raised as a BaseException, to pass through WeasyPrint's own handling.
    except (Exception, FatalURLFetchingError) as error:
        raise NotRendered(str(error)) from error
    return pdf


def style_file(name: str) -> Path:
    """Where a stylesheet for print lies."""
    found = finders.find(f"css/{name}")
    return Path(found) if found else Path("css") / name


def font_file(name: str) -> Path:
    """Where a font for print lies."""
    return Path(settings.PDF_FONTS_DIR) / "complete" / "woff2" / f"IBMPlexSans-{name}.woff2"


def print_fetcher() -> Any:
    """A fetcher that knows the fonts and styles, and reads a picture that the page carries itself.

    It refuses every other address: no network, no files. An address inside such a picture comes here as well.
    """
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class PrintFetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith(PICTURE):
                return URLFetcherResponse(url, b64decode(url.removeprefix(PICTURE)), {"Content-Type": "image/svg+xml"})
            if url not in RESOURCES:
                raise ValueError(f"a document fetches nothing: {url}")
            path, kind = RESOURCES[url]
            try:
                return URLFetcherResponse(url, path().read_bytes(), {"Content-Type": kind})
            except OSError as error:
                raise FatalURLFetchingError(f"{path().name} is missing") from error

    return PrintFetcher()


RESOURCES: dict[str, tuple[Callable[[], Path], str]] = {
    **{f"{BASE}{name}": (partial(style_file, name), "text/css") for name in STYLES},
    **{f"{BASE}font/{name}": (partial(font_file, name), "font/woff2") for name in FONTS},
}
