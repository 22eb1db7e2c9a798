"""A word is found where it is said, and not where it is denied."""

import pytest

from guidelines.recommendations.said_words import word_said

WORDS = ("høj", "akut", "plan", "tablet", "har midler", "ikke lav")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Risiko: høj", "høj"),
        ("Højrisiko lige nu", "højrisiko"),
        ("Planer: nej. Har tabletter hjemme", "tabletter"),
        ("Ingen planer, men har samlet tabletter", "tabletter"),
        ("Ingen planer og har midler", "har midler"),
        ("Ikke akut; planlægger det dog", "planlægger"),
        ("Nej.\nSovetabletter i skuffen", "tabletter"),
        ("Bestemt ikke lav", "ikke lav"),
        ("TABLETTER GEMT", "tabletter"),
    ],
)
def test_what_is_said_is_found_as_it_is_written(text: str, said: str) -> None:
    """Tried: what is denied in one part of a sentence denying the whole text."""
    assert word_said(WORDS, text) == said


@pytest.mark.parametrize(
    "text",
    [
        "Ingen planer",
        "Ingen planer eller tabletter",
        "Planer: nej",
        "Planer? Nej",
        "Benægter planer",
        "Ikke høj, ikke akut",
        "Hverken planer eller tabletter",
        "Kostplanen holdes; forhøjelse af lønnen",
        "",
    ],
)
def test_what_is_denied_or_stands_inside_another_word_is_not(text: str) -> None:
    """Tried: a short word found anywhere; no look at what comes after the word."""
    assert word_said(WORDS, text) == ""
