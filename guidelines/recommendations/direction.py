"""What stands before an advice's title, do it or avoid it, and in which of two lists the advice stands. Pure Python.

The word goes on in the title, so it is in the content's language.
"""

from dataclasses import dataclass
from typing import Literal

ListName = Literal["do_now", "consider"]
AGAINST = "against"
AVOID = "Undgå"
DO: dict[ListName, str] = {"do_now": "Gør:", "consider": "Overvej:"}
# Of titles from before titles had to say it themselves, which may hold a "no" of their own.
AGAINST_IN_OTHER_WORDS = "Råd imod:"


@dataclass(frozen=True)
class Headline:
    """A title that begins with its direction: a sign, a word, and the rest of it."""

    sign: str
    word: str
    rest: str

    @property
    def text(self) -> str:
        return f"{self.sign} {self.word} {self.rest}"


def list_of(stated: ListName | Literal[""], *, strength: str, is_promoted: bool, is_safety: bool) -> ListName:
    """The list of a recommendation: the one that its content states, or else "do now" for what is strong, is promoted
    with a reason, or is a safety prompt. `strength` is the code of the level.
    """
    if stated:
        return stated
    return "do_now" if is_safety or is_promoted or strength == "strong" else "consider"


def headline_of(title: str, direction: str, list_name: ListName) -> Headline:
    """The title of an advice as it is shown wherever it is named."""
    if direction != AGAINST:
        return Headline("→", DO[list_name], title)
    if says_avoid(title):
        return Headline("×", AVOID, title.removeprefix(f"{AVOID} "))
    return Headline("×", AGAINST_IN_OTHER_WORDS, title)


def says_avoid(title: str) -> bool:
    return title.startswith(f"{AVOID} ")
