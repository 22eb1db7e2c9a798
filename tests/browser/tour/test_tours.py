"""The tours of docs/tour.md, walked by their own words in a fresh demo."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext

from tests.support.browser.tour import Kind, Tour, read_tours
from tests.support.browser.tour_walk import walk

pytestmark = pytest.mark.browser

TOURS = read_tours(Path(settings.BASE_DIR) / "docs" / "tour.md")


@pytest.mark.parametrize("tour", TOURS, ids=lambda tour: tour.title)
def test_a_tour_is_walked_by_its_own_words(tour: Tour, open_context: Callable[[], BrowserContext]) -> None:
    walk(tour, open_context().new_page())


def test_the_tours_are_read_whole() -> None:
    """A step that the reader would pass over would not be walked either."""
    assert [tour.title[:2] for tour in TOURS] == ["1.", "2.", "3."]
    assert [tour.acts[0].kind for tour in TOURS] == [Kind.OPEN] * 3
    least = {Kind.PRESS: 60, Kind.TYPE: 20, Kind.CHOOSE: 15, Kind.SEE: 45}
    acts = [act.kind for tour in TOURS for act in tour.acts]
    assert {kind: number for kind, number in least.items() if acts.count(kind) < number} == {}
