"""What a letter is signed in spite of: criteria, a pathway that has run out, what nobody has asked. Pure Python."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from guidelines.vocabulary.shapes import Json
from referrals.rules.section_text import SENTENCE_ENDS


@dataclass(frozen=True)
class Reservations:
    """`criteria`: what stands in the way, in the pathway's words. `ran_out`: the pathway's last day, once past.
    `not_asked`: the questions of safety that the letter is about, and nobody has asked, in the content's words.
    """

    criteria: tuple[str, ...] = ()
    ran_out: date | None = None
    not_asked: tuple[str, ...] = ()


@dataclass(frozen=True)
class SignReasons:
    """Why a letter is signed in spite of criteria, and in spite of a pathway that has run out."""

    criteria: str = ""
    ran_out: str = ""


@dataclass(frozen=True)
class RunOut:
    """A pathway whose last day has passed, and who has taken over."""

    valid_until: date
    successor: str


def run_out_pathway(body: Mapping[str, Json], as_of: date) -> RunOut | None:
    """What a stored pathway says of its end, once that is past."""
    last = date.fromisoformat(str(body["valid_until"])) if body.get("valid_until") else None
    return RunOut(last, str(body.get("successor", ""))) if last and last < as_of else None


def lacks_reason(found: Reservations, given: SignReasons) -> bool:
    """Whether something stands against the letter that no reason is given for."""
    return bool((found.criteria and not given.criteria.strip()) or (found.ran_out and not given.ran_out.strip()))


def reservation_lines(found: Reservations, given: SignReasons) -> Iterator[str]:
    """What the letter says of it: what it goes against, and why. A reason that nothing asks for is not said.

    What nobody has asked comes first: what stands beside it is otherwise read as all that there is.
    """
    if found.not_asked:
        yield f"Ikke spurgt: {', '.join(found.not_asked)}."
    if found.criteria:
        against = " og ".join(f"»{words.rstrip('.')}«" for words in found.criteria)
        yield f"Henvises trods {against}, fordi {_reason(given.criteria)}"
    if found.ran_out:
        until = f"{found.ran_out:%d.%m.%Y}"
        yield f"Sendes hertil, selv om beskrivelsen af forløbet udløb {until}, fordi {_reason(given.ran_out)}"


def _reason(words: str) -> str:
    """The reason on one line, as it was written, with an end."""
    line = " ".join(words.split())
    return line if line.endswith(SENTENCE_ENDS) else f"{line}."
