"""Word by word: nothing of either text is lost, and no more is marked than differs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.comparison.text import word_changes


def marked(before: str, after: str) -> str:
    signs = {"same": "{}", "added": "[+{}]", "removed": "[-{}]"}
    return "".join(signs[part.kind].format(part.text) for part in word_changes(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", ""),
        ("Tilbyd træning.", "Tilbyd træning.", "Tilbyd træning."),
        ("Overvej TCA.", "Tilbyd TCA.", "[-Overvej][+Tilbyd] TCA."),
        ("Højst 4 g.", "Højst 3 g.", "Højst[- 4][+ 3] g."),
        ("", "Nyt", "[+Nyt]"),
        ("Gammelt", "", "[-Gammelt]"),
        ("én linje", "én linje\nto linjer", "én linje[+\nto linjer]"),
        ("ø-å", "ø-å æ", "ø-å[+ æ]"),
    ],
)
def test_what_is_marked(before: str, after: str, expected: str) -> None:
    assert marked(before, after) == expected


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_can_be_read_back(before: str, after: str) -> None:
    parts = word_changes(before, after)
    assert "".join(part.text for part in parts if part.kind != "removed") == after
    assert "".join(part.text for part in parts if part.kind != "added") == before
    assert all(part.text for part in parts)


@given(st.text(max_size=60))
def test_a_text_is_like_itself(text: str) -> None:
    assert all(part.kind == "same" for part in word_changes(text, text))


def test_the_longest_texts_of_one_word_are_compared_in_time() -> None:
    assert word_changes("a " * 10_000, "a " * 9_999 + "b ")
