"""The words of scores and of their changes, and that they stand in one module."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from assessment.rules.score_words import (
    Direction,
    ScoreChange,
    better_as_sentence,
    better_in_brackets,
    change_of_series,
    number,
    on_its_scale,
    scale,
    score_in_list,
    score_in_note,
)

ROOT: Path = settings.BASE_DIR
HOME = Path("assessment/rules/score_words.py")
SINCE = date(2026, 2, 1)
# Words that only a score's own module says.
OWN = ("er bedre", "intet svar", "ikke spurgt", "på skalaen", "højere (", "lavere (", "kan ikke længere beregnes")


@pytest.mark.parametrize(
    ("better", "sentence", "brackets"),
    [
        ("lower", "Lavere er bedre.", "(lavere er bedre)"),
        ("higher", "Højere er bedre.", "(højere er bedre)"),
        ("", "", ""),
    ],
)
def test_which_direction_is_the_better_one(better: Direction, sentence: str, brackets: str) -> None:
    assert (better_as_sentence(better), better_in_brackets(better)) == (sentence, brackets)


@pytest.mark.parametrize(
    ("value", "least", "most", "words"), [(18, 0, 27, "18 af 27"), (30, 11, 44, "30 på skalaen 11 til 44")]
)
def test_a_number_stands_with_its_scale(value: float, least: float, most: float, words: str) -> None:
    assert on_its_scale(value, least, most) == words


def test_how_far_a_scale_goes() -> None:
    assert (scale(0, 10), scale(0.5, 7.0)) == ("fra 0 til 10", "fra 0.5 til 7")


@pytest.mark.parametrize(
    ("value", "band", "note"),
    [
        (6.7, "", "PEG 6,7"),
        (18, "moderat", "PEG 18 (moderat)"),
        ("high", "høj", "høj"),
        ("high", "", "PEG"),
    ],
)
def test_a_score_in_a_note(value: float | str, band: str, note: str) -> None:
    assert score_in_note("PEG", value, band) == note


def test_a_score_in_a_list() -> None:
    assert score_in_list("Sum", "18 af 27", "moderat") == "Sum: 18 af 27, moderat"
    assert score_in_list("Resultat", "", "høj") == "Resultat: høj"


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        (6.7, 5.7, "↓ 1 lavere (bedre) end 01.02.2026"),
        (5, 6.3, "↑ 1,3 højere (værre) end 01.02.2026"),
        (5, 5.0, "= som 01.02.2026"),
    ],
)
def test_a_change_beside_the_score(before: float, now: float, words: str) -> None:
    assert ScoreChange(before, now, SINCE).in_words == words


@pytest.mark.parametrize(
    ("before", "now", "decimals", "words"),
    [
        (8, 6, 0, "PEG 8 → 6, 2 lavere (25 %) siden 01.02.2026"),
        (0, 6, 0, "PEG 0 → 6, 6 højere siden 01.02.2026"),
        (6, 6, 0, "PEG 6 → 6, uændret siden 01.02.2026"),
        (3, 2, None, "PEG 3 → 2, lavere siden 01.02.2026"),
    ],
)
def test_a_change_beside_a_chart(before: float, now: float, decimals: int | None, words: str) -> None:
    change = ScoreChange(before, now, SINCE)
    assert change_of_series("PEG", change, lambda value: number(value, 0), decimals) == words


@pytest.mark.parametrize("words", OWN)
def test_the_words_stand_nowhere_else(words: str) -> None:
    """Tried: `(lavere er bedre)` in a template of a questionnaire.

    What a question that is not asked says of itself has the same words; its pages take them from the catalogue.
    """
    rooms = [path for room in ("assessment", "referrals") for path in (ROOT / room).rglob("*.py")]
    templates = [path for room in ("assessment", "referrals") for path in (ROOT / "templates" / room).rglob("*.html")]
    found = {path.relative_to(ROOT) for path in (*rooms, *templates) if words in path.read_text(encoding="utf-8")}
    assert found - {HOME} == set()
