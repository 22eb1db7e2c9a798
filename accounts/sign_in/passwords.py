"""Passwords that a stranger would try first: composed of common words, of the program's name or of the clinic's."""

import re
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Staff, User

COMMON_WORDS = Path(__file__).with_name("common.words")
# What stands for a letter in passwords.
AS_LETTERS = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
FEWEST_OWN_LETTERS, SHORTEST_WORD = 5, 3


class NotOfCommonWords:
    """Refuses a password that is hardly more than common words, Danish and English, and names of the place."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        words = common_words() | (names_of(user) if user else frozenset())
        if own_letters(password, words) < FEWEST_OWN_LETTERS:
            raise ValidationError(self.get_help_text(), code="password_of_common_words")

    def get_help_text(self) -> str:
        return _("The password must be more than common words and names of the clinic: choose words of your own.")


def own_letters(password: str, words: frozenset[str]) -> int:
    """How many different letters are left without digits, signs and these words, however they are written."""
    lower = password.lower()
    return min(_left(lower, words), _left(lower.translate(AS_LETTERS), words))


def _left(text: str, words: frozenset[str]) -> int:
    letters = "".join(filter(str.isalpha, text))
    for word in sorted(words, key=len, reverse=True):
        letters = letters.replace(word, " ")
    return len(set(letters) - {" "})


@cache
def common_words() -> frozenset[str]:
    """The shipped list: one word a line, in lower case."""
    return frozenset(COMMON_WORDS.read_text(encoding="utf-8").split())


def names_of(user: User) -> frozenset[str]:
    """The parts of the person's name and address, and of the places where they work."""
    places = Staff.objects.filter(user=user).select_related("practice")
    texts = [user.name, user.email, *(f"{place.practice.name} {place.practice.city}" for place in places)]
    found = re.findall(r"[^\W\d_]+", " ".join(texts).lower())
    return frozenset(word for word in found if len(word) >= SHORTEST_WORD)
