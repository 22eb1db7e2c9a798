"""Makes PDFs for print from HTML: A4, tagged, PDF/UA and PDF/A. Nothing is fetched but our own fonts and styles."""

import json
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from accounts.tenancy.time_limits import allow_longer
from assessment.documents.fonts import FONTS, SCRIPTS, fonts_for, replace_missing_characters
from assessment.documents.renderer import NotRendered, renderer
from assessment.documents.worker import BASE

__all__ = ["NotRendered", "render_pdf"]

STYLES = ("letter.css", "sheet.css")


def render_pdf(html: str, attachment: Mapping[str, str] | None = None) -> bytes:
    """The PDF of a page; its stylesheet is print:/letter.css or print:/sheet.css. Raises NotRendered.

    An attachment is a text with its `string`, `name`, `description` and `relationship` to the page.
    """
    # Its turn, and then the document.
    allow_longer(2 * settings.PDF_SECONDS + 10)
    return renderer.render(json.dumps(job_for(html) | {"attachment": attachment}).encode())


def job_for(html: str) -> dict[str, object]:
    """What the process that renders is asked: the page, the files behind its addresses, and the fonts that it needs.

    A character that no font has is written as its number. Who signs or prints was told before.
    """
    try:
        said = replace_missing_characters(html)
        return {"html": said, "files": files_for_print(), "scripts": fonts_for(said)}
    except OSError as error:
        raise NotRendered(f"a font is missing: {error}") from error


def files_for_print() -> dict[str, tuple[str, str]]:
    """For each address that a page may name: where its file lies, and of what kind it is."""
    styles = {f"{BASE}{name}": (str(style_file(name)), "text/css") for name in STYLES}
    fonts = Path(settings.PDF_FONTS_DIR)
    paths = FONTS | {name: path for name, (path, _letters) in SCRIPTS.items()}
    return styles | {
        f"{BASE}font/{name}": (str(fonts / path), f"font/{path.rpartition('.')[2]}") for name, path in paths.items()
    }


def style_file(name: str) -> Path:
    """Where a stylesheet for print lies."""
    found = finders.find(f"css/{name}")
    return Path(found) if found else Path("css") / name
