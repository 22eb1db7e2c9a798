"""The pictures of the documents can be taken: `./dev pictures` finds what it presses."""

import io

import pytest
from django.conf import settings
from PIL import Image
from playwright.sync_api import Browser

from guidelines.content_files.loading import read_yaml
from tests.support.browser.pictures import PICTURES, SCREEN, Picture, take

pytestmark = pytest.mark.browser

PASSWORD = read_yaml(settings.FIXTURES_DIR / "demo.yaml")["password"]
# The third makes a draft, as a tour does, which presses the same.
OF_A_PATIENT = [picture for picture in PICTURES if picture.name != "condition"]


@pytest.mark.parametrize("picture", OF_A_PATIENT, ids=lambda picture: picture.name)
def test_a_picture_is_taken_at_its_size(picture: Picture, browser: Browser, server: str) -> None:
    taken = Image.open(io.BytesIO(take(picture, browser, server, PASSWORD)))
    assert (taken.format, taken.size) == ("WEBP", (SCREEN["width"], SCREEN["height"]))


def test_every_picture_is_kept_under_its_name() -> None:
    kept = {path.stem for path in (settings.BASE_DIR / "docs" / "pictures").glob("*.webp")}
    assert {picture.name for picture in PICTURES} == kept
