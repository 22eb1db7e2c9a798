"""A section's text: what the letter says of it, whose text it is, and how two texts differ."""

import pytest

from referrals.rules.section_text import Choice, apply_choice, is_edited, put_first_line, replace_text, section_words

MINE = {"generated": "Fra svarene.", "text": "Min tekst."}


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (MINE, "Min tekst."),
        (MINE | {"not_relevant": ""}, "Min tekst."),
        (MINE | {"not_relevant": "ingen bolig"}, "Ikke relevant: ingen bolig"),
        ({"generated": "", "text": ""}, ""),
    ],
)
def test_a_reason_stands_in_the_place_of_the_text(part: dict[str, str], expected: str) -> None:
    assert section_words(part) == expected


def test_each_choice_keeps_what_it_replaces_and_knows_the_newest_answers() -> None:
    taken = apply_choice(MINE, Choice.FROM_ANSWERS, "Nye svar.")
    assert taken == {"generated": "Nye svar.", "text": "Nye svar.", "replaced": "Min tekst."}
    assert not is_edited(taken)
    assert apply_choice(MINE, Choice.KEEP, "Nye svar.") == {"generated": "Nye svar.", "text": "Min tekst."}
    back = apply_choice(taken, Choice.REPLACED, "Nye svar.")
    assert back == {"generated": "Nye svar.", "text": "Min tekst.", "replaced": "Nye svar."}
    assert apply_choice(back, Choice.REPLACED, "Nye svar.") == taken


def test_bringing_back_what_was_never_replaced_changes_nothing() -> None:
    assert apply_choice(MINE, Choice.REPLACED, "Nye svar.") == MINE


def test_a_reason_and_an_earlier_text_survive_another_text() -> None:
    part = MINE | {"not_relevant": "fordi", "replaced": "Ældst."}
    assert replace_text(part, "Min tekst.") == part
    assert replace_text(part, "Ny.") == part | {"text": "Ny.", "replaced": "Min tekst."}
    # An empty text is nothing to come back to.
    assert replace_text(part | {"text": " \n"}, "Ny.")["replaced"] == "Ældst."


@pytest.mark.parametrize(
    ("first_line", "text", "expected"),
    [
        ("", "Tekst.", "Tekst."),
        ("Linjen.", "", "Linjen."),
        ("Linjen.", "Tekst.", "Linjen.\nTekst."),
        ("Linjen.", "Linjen.\nTekst.", "Linjen.\nTekst."),
    ],
)
def test_the_first_line_stands_first_and_once(first_line: str, text: str, expected: str) -> None:
    assert put_first_line(first_line, text) == expected
