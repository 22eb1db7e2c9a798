"""Documents for print: A4, tagged, PDF/UA and PDF/A in one; nothing fetched but the fonts and the styles for them."""

import json
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from assessment.documents.renderer import NotRendered, renderer
from assessment.documents.worker import BASE

__all__ = ["NotRendered", "render_pdf"]

STYLES = ("letter.css", "sheet.css")
PLEX, NOTO = "dkfds/dist/fonts/IBMPlexSans/complete/woff2/IBMPlexSans", "@expo-google-fonts"
# Danish, then what stands in names and texts from elsewhere: the machine need not have any font of its own.
FONTS = {
    "Regular": f"{PLEX}-Regular.woff2",
    "Italic": f"{PLEX}-Italic.woff2",
    "SemiBold": f"{PLEX}-SemiBold.woff2",
    "Arabic": f"{NOTO}/noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf",
    "Hebrew": f"{NOTO}/noto-sans-hebrew/400Regular/NotoSansHebrew_400Regular.ttf",
    "Emoji": f"{NOTO}/noto-emoji/400Regular/NotoEmoji_400Regular.ttf",
}


def render_pdf(html: str, attachment: Mapping[str, str] | None = None) -> bytes:
    """The PDF of a page; its stylesheet is print:/letter.css or print:/sheet.css. Raises NotRendered.

    An attachment is a text with its `string`, `name`, `description` and `relationship` to the page.
    """
    return renderer.render(json.dumps({"html": html, "files": files_for_print(), "attachment": attachment}).encode())


def files_for_print() -> dict[str, tuple[str, str]]:
    """For each address that a page may name: where its file lies, and of what kind it is."""
    styles = {f"{BASE}{name}": (str(style_file(name)), "text/css") for name in STYLES}
    fonts = Path(settings.PDF_FONTS_DIR)
    return styles | {
        f"{BASE}font/{name}": (str(fonts / path), f"font/{path.rpartition('.')[2]}") for name, path in FONTS.items()
    }


def style_file(name: str) -> Path:
    """Where a stylesheet for print lies."""
    found = finders.find(f"css/{name}")
    return Path(found) if found else Path("css") / name
