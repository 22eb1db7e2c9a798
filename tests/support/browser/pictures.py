"""Takes the pictures of docs/pictures/ from a demo of its own: `./dev pictures`.

Each is walked to by the words on the screen, as the tours are, and taken at the size of a clinic's screen.
"""

import io
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import django
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.support.browser.tour import Act, Kind, Tour
from tests.support.browser.tour_walk import walk

SCREEN = {"width": 1366, "height": 768}
QUALITY = 82
OPEN_ALFA = (
    Act(Kind.PRESS, "Patienter", 0),
    Act(Kind.PRESS, "Testperson Alfa", 0, under="Åbne forløb, seneste konsultation øverst"),
)


@dataclass(frozen=True)
class Picture:
    """One picture: who is signed in, what is pressed, and the heading that is scrolled to (none for the page's top)."""

    name: str
    email: str
    pressed: tuple[Act, ...]
    heading: str = ""


PICTURES = (
    Picture("episode", "laege-a1@demo.example", OPEN_ALFA),
    Picture(
        "referral",
        "laege-a1@demo.example",
        (*OPEN_ALFA, Act(Kind.PRESS, "Henvisning", 0)),
        "Tværfagligt smertecenter",
    ),
    Picture(
        "condition",
        "redaktoer@demo.example",
        (
            Act(Kind.PRESS, "Redaktion", 0),
            Act(Kind.PRESS, "Generaliserede smerter i bevægeapparatet", 0),
            Act(Kind.PRESS, "Lav et udkast", 0),
            Act(Kind.PRESS, "Anbefalinger", 0),
            Act(Kind.PRESS, "ændr", 0, under="TCA til smertelindring"),
        ),
        "Hvem den er til",
    ),
)


def take(picture: Picture, browser: Browser, address: str, password: str) -> bytes:
    """The picture as WebP, taken in a session of its own."""
    context = browser.new_context(base_url=address, locale="da-DK", viewport=SCREEN, reduced_motion="reduce")
    page = context.new_page()
    sign_in = (
        Act(Kind.OPEN, "/", 0),
        Act(Kind.TYPE, "E-mail", 0, picture.email),
        Act(Kind.TYPE, "Adgangskode", 0, password),
        Act(Kind.PRESS, "Log ind", 0),
    )
    walk(Tour(picture.name, sign_in + picture.pressed), page)
    if picture.heading:
        heading = page.locator("#middle, main").locator("h2, h3, legend").filter(has_text=picture.heading).first
        heading.evaluate("element => window.scrollTo(0, element.getBoundingClientRect().top + scrollY - 60)")
    page.mouse.move(0, 0)
    shot = page.screenshot(caret="hide", animations="disabled")
    context.close()
    packed = io.BytesIO()
    Image.open(io.BytesIO(shot)).convert("RGB").save(packed, "WEBP", quality=QUALITY, method=6)
    return packed.getvalue()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.conf import settings

    from guidelines.content_files.loading import read_yaml
    from tests.support.browser.server import CHROMIUM, FLAGS, demo_server
    from tests.support.suite.preparation import prepare

    prepare()
    folder = Path(settings.BASE_DIR) / "docs" / "pictures"
    password = read_yaml(settings.FIXTURES_DIR / "demo.yaml")["password"]
    with demo_server("smertekompas_pictures") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for picture in PICTURES:
            path = folder / f"{picture.name}.webp"
            path.write_bytes(take(picture, browser, server.address, password))
            sys.stdout.write(f"{path.relative_to(settings.BASE_DIR)}: {path.stat().st_size // 1000} kB\n")
        browser.close()


if __name__ == "__main__":
    main()
