"""What is against reads as against: the direction stands before every title, and no title reads as its opposite."""

from pathlib import Path

import pytest
from django.conf import settings

from guidelines.recommendations.direction import Headline, ListName, headline_of, list_of, says_avoid
from tests.support.content.files import read


@pytest.mark.parametrize(
    ("title", "direction", "list_name", "expected"),
    [
        ("Patientuddannelse", "for", "do_now", "→ Gør: Patientuddannelse"),
        ("TCA til smertelindring", "for", "consider", "→ Overvej: TCA til smertelindring"),
        ("Undgå stærke opioider", "against", "consider", "× Undgå stærke opioider"),
        # From before titles said it themselves: "Undgå: Ingen stærke opioider" would be the opposite.
        ("Ingen stærke opioider", "against", "do_now", "× Råd imod: Ingen stærke opioider"),
        ("Undgåelse af opioider", "against", "do_now", "× Råd imod: Undgåelse af opioider"),
    ],
)
def test_a_title_begins_with_its_direction_in_sign_and_word(
    title: str, direction: str, list_name: ListName, expected: str
) -> None:
    """Tried: the direction turned round; the word put before a title that says "no" itself."""
    headline = headline_of(title, direction, list_name)
    assert headline.text == expected
    assert headline == Headline(headline.sign, headline.word, headline.rest)


@pytest.mark.parametrize(
    ("stated", "strength", "is_promoted", "is_safety", "expected"),
    [
        ("", "strong", False, False, "do_now"),
        ("", "weak", False, False, "consider"),
        ("", "good-practice", False, False, "consider"),
        ("", "", False, False, "consider"),
        ("", "", True, False, "do_now"),
        ("", "", False, True, "do_now"),
        ("do_now", "weak", False, False, "do_now"),
        ("consider", "strong", False, False, "consider"),
    ],
)
def test_the_list_is_what_the_content_says_or_else_by_grade(
    stated: str, strength: str, is_promoted: bool, is_safety: bool, expected: str
) -> None:
    """Tried: each of the four grounds for "do now" left out."""
    assert list_of(stated, strength=strength, is_promoted=is_promoted, is_safety=is_safety) == expected


FILES = sorted((settings.BASE_DIR / "fixtures" / "guidelines").glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_shipped_title_against_says_so_and_no_other_does(path: Path) -> None:
    for row in read(path)["recommendations"]:
        assert says_avoid(row["title"]) == (row["direction"] == "against"), row["key"]
