"""Passwords that a stranger would try first are refused; those of several words of one's own are not."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.sign_in.passwords import COMMON_WORDS, common_words
from tests.support.records.cast import Cast


@pytest.mark.parametrize(
    "password",
    [
        "Smertekompas2026!",
        "sm3rt3k0mp4s-2026",
        "Sommer2026Sommer",
        "Efterår2026!!!!",
        "Velkommen-København-1",
        "Adgangskode123456",
        "P@ssw0rdP@ssw0rd",
        "Jeg-elsker-dig-2026",
        "aaaaaaaaaaaaaaaa",
        "123456789012345",
        "qwertyuiop123456",
        "Lægehus-Odense-1",
    ],
)
def test_one_of_common_words_is_refused(password: str) -> None:
    """Tried: without reading digits as letters; without taking the words out."""
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password",
    ["kaffe på altanen med udsigt", "blå elefant spiser tang", "xk7-Vb9q-Lw3r-Tn5z", "rugbrød og lakridspibe"],
)
def test_one_of_several_words_of_ones_own_is_not(password: str) -> None:
    validate_password(password)


def test_names_of_the_person_and_of_the_clinic_are_none_of_ones_own(cast: Cast) -> None:
    user, practice = cast.gp.user, cast.gp.practice
    practice.name, practice.city = "Klinikken Ved Vandtårnet", "Gedser"
    practice.save()
    for password in ("Vandtårnet-Gedser-1", "vandtårnet2026vandtårnet"):
        with pytest.raises(ValidationError, match="flere ord"):
            validate_password(password, user)
        validate_password(password)
    validate_password("vandtårnet lakrids og tang", user)


def test_the_list_is_in_lower_case_and_of_letters_only() -> None:
    assert len(common_words()) > 200
    text = COMMON_WORDS.read_text(encoding="utf-8")
    assert text == text.lower()
    assert all(word.isalpha() for word in common_words())
