"""A referral pathway: criteria, destinations, routing, what each letter holds, what else there is. Pure Python."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from guidelines.conditions.tree import Node
from guidelines.vocabulary.model import SourceReference


@dataclass(frozen=True)
class Criterion:
    """A requirement, or an exclusion: of an exclusion, `met` means that the reason to refuse is present."""

    key: str
    kind: Literal["requirement", "exclusion"]
    title: str
    condition: Node
    source: SourceReference
    unmet: str = ""
    met: str = ""
    advice: str = ""


@dataclass(frozen=True)
class Destination:
    key: str
    title: str
    description: str
    requires: tuple[str, ...]
    excludes: tuple[str, ...]
    first_line: str = ""

    @property
    def criteria(self) -> tuple[str, ...]:
        return self.requires + self.excludes


@dataclass(frozen=True)
class Route:
    planning_areas: tuple[str, ...]
    receiver: str
    gln: str
    centre: str
    clinics: tuple[str, ...]
    advice_phone: str
    advice_hours: str


@dataclass(frozen=True)
class LetterSection:
    key: str
    title: str
    required: bool
    holds: str
    facts: tuple[str, ...]
    treatments: Literal["none", "drug", "non_drug"]
    questionnaires: bool = False
    earlier_referrals: bool = False


@dataclass(frozen=True)
class LetterTemplate:
    """A kind of letter: a referral to a destination, or another letter (to the municipality, a physiotherapist, …).

    `receiver`: a route of the pathway gives it, or it is written by hand. `first_line` begins the first section.
    """

    key: str
    title: str
    heading: str
    description: str
    receiver: Literal["route", "written"]
    sections: tuple[LetterSection, ...]
    first_line: str = ""
    is_referral: bool = False


@dataclass(frozen=True)
class Alternative:
    """What else there is when a destination is unclear or refused: who may refer, and what it costs the patient."""

    key: str
    title: str
    text: str
    who_refers: str
    cost: str
    condition: Node
    source: SourceReference
    letter: str = ""


@dataclass(frozen=True)
class Contradiction:
    """Two things that cannot both hold; `text` says so to whoever checks the letter.

    Either `condition` holds of the facts, or a text fact (`says`) denies with one of the words of `denials` what
    another text of the letter or the treatments names with one of the words of `mentions`.
    """

    key: str
    text: str
    condition: Node | None = None
    says: str = ""
    denials: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True)
class WaitingStep:
    key: str
    title: str
    text: str
    condition: Node
    source: SourceReference


@dataclass(frozen=True)
class HighlySpecialised:
    condition: Node
    title: str
    text: str
    units: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Pathway:
    """What one region asks for, from its first day to its last; `successor` says who takes over after that.

    `as_of` is the day that the description is from, `last_checked` the day that somebody last held it against the
    region's own pages. A sent letter is looked into when no answer has come within `answer_expected_days`, and a next
    visit is proposed `follow_up_after_course_days` after a course has ended; None where the content names none.
    """

    key: str
    title: str
    region: str
    as_of: str
    note: str
    planning_areas: Mapping[str, str]
    criteria: Mapping[str, Criterion]
    destinations: Mapping[str, Destination]
    routing: tuple[Route, ...]
    letter_sections: tuple[LetterSection, ...]
    waiting_time: tuple[WaitingStep, ...]
    highly_specialised: HighlySpecialised
    letters: Mapping[str, LetterTemplate]
    alternatives: tuple[Alternative, ...]
    contradictions: tuple[Contradiction, ...]
    return_reasons: Mapping[str, str]
    valid_from: date | None = None
    valid_until: date | None = None
    last_checked: str = ""
    answer_expected_days: int | None = None
    follow_up_after_course_days: int | None = None
    successor: str = ""

    def is_valid(self, as_of: date) -> bool:
        """Whether the region uses this pathway on that day; both days belong to it."""
        return (self.valid_from is None or self.valid_from <= as_of) and (
            self.valid_until is None or as_of <= self.valid_until
        )

    def has_run_out(self, as_of: date) -> bool:
        """Whether its last day has passed: from then on `successor` says who took over."""
        return self.valid_until is not None and self.valid_until < as_of

    def overlaps(self, other: "Pathway") -> bool:
        """Whether there is a day on which both are valid."""
        begin = max(self.valid_from or date.min, other.valid_from or date.min)
        return begin <= min(self.valid_until or date.max, other.valid_until or date.max)

    def route(self, planning_area: str) -> Route | None:
        """Where a letter from this planning area goes, or None when the area is not known."""
        return next((route for route in self.routing if planning_area in route.planning_areas), None)
