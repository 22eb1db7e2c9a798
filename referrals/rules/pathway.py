"""The shapes of a referral pathway: criteria, destinations, routes, letters, and what else there is. Pure Python."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from guidelines.conditions.condition_type import Condition
from guidelines.conditions.tree import Always
from guidelines.recommendations.outcomes import EmergencyContact
from guidelines.vocabulary.model import PLACES
from guidelines.vocabulary.shapes import About, Json, Rows, shape, stored_as
from guidelines.vocabulary.shapes import msgid as _
from guidelines.vocabulary.sourcing import PublicationBody, SourceReference, Verifiable
from referrals.rules.pathway_rows import Day, HighlySpecialised, PlanningArea, ReturnReason

KIND_LABELS: Mapping[str, str] = {"requirement": _("Requirement"), "exclusion": _("Reason for refusal")}
TREATMENT_GROUPS: Mapping[str, str] = {
    "none": _("None"),
    "drug": _("Medicine"),
    "non_drug": _("Treatment without medicine"),
}
# Which sentences a section says: those of any section, or those of a letter's beginning first.
SECTION_PLACES: Mapping[str, str] = {place: words for place, words in PLACES.items() if place != "treatment"}
RECEIVER_LABELS: Mapping[str, str] = {"route": _("the planning area's receiver"), "written": _("written by hand")}
ONLY_WHEN = About(_("Only when"), "condition", required=False, help=_("Without a condition it is there for everyone."))


FirstLine = Annotated[str, About(_("First line of the letter"), "text")]


@shape("Kriteriet")
class Criterion(Verifiable):
    """A requirement, or an exclusion: of an exclusion, `met` means that the reason to refuse is present."""

    key: str
    title: Annotated[str, About(_("Title"))]
    kind: Annotated[Literal["requirement", "exclusion"], About(_("Kind"), "choice", choices=KIND_LABELS)]
    condition: Annotated[Condition, stored_as("when"), About(_("It is met when"), "condition")]
    unmet: Annotated[str, About(_("What is said when it is not met"), "text")] = ""
    met: Annotated[str, About(_("What is said when a reason for refusal is there"), "text")] = ""
    advice: Annotated[str, About(_("What to do then"), "text")] = ""
    source: SourceReference
    cases: tuple[Json, ...] = ()


@shape("Henvisningsstedet")
class Destination(Verifiable):
    key: str
    title: Annotated[str, About(_("Title"))]
    description: Annotated[str, About(_("Description"), "text")]
    first_line: FirstLine = ""
    requires: Annotated[tuple[str, ...], About(_("Requires"), "keys", of="criteria", only=("kind", "requirement"))]
    excludes: Annotated[
        tuple[str, ...],
        About(_("Refuses for"), "keys", required=False, keep=True, of="criteria", only=("kind", "exclusion")),
    ]

    @property
    def criteria(self) -> tuple[str, ...]:
        return self.requires + self.excludes


@shape("Modtageren")
class Route(Verifiable):
    key: str = ""
    receiver: Annotated[str, About(_("Receiver"))]
    receiver_gln: Annotated[str, About(_("Receiver's GLN"), keep=True)] = ""
    planning_areas: Annotated[tuple[str, ...], About(_("Planning areas"), "keys", of="planning_areas")]
    centre: Annotated[str, About(_("Centre"))]
    gln: Annotated[str, About(_("GLN"), required=False, keep=True)]
    clinics: Annotated[tuple[str, ...], About(_("Clinics"), "lines", required=False, keep=True)]
    advice_phone: Annotated[str, About(_("Telephone for advice"), required=False, keep=True)]
    advice_hours: Annotated[str, About(_("Hours of the telephone"), required=False, keep=True)]


@shape("Brevets afsnit")
class LetterSection(Verifiable):
    key: str
    title: Annotated[str, About(_("Title"))]
    holds: Annotated[str, About(_("What it is to hold"), "text")]
    required: Annotated[bool, About(_("Must be filled in"), "yes_no", required=False)]
    facts: Annotated[tuple[str, ...], About(_("Shows"), "facts", required=False, keep=True)]
    place: Annotated[
        Literal["anywhere", "opening"], About(_("Sentences"), "choice", choices=SECTION_PLACES, required=False)
    ] = "anywhere"
    treatments: Annotated[
        Literal["none", "drug", "non_drug"], About(_("Treatments that it lists"), "choice", choices=TREATMENT_GROUPS)
    ]
    questionnaires: Annotated[bool, About(_("Shows the results of questionnaires"), "tick")] = False
    earlier_referrals: Annotated[bool, About(_("Names earlier referrals"), "tick")] = False
    source: SourceReference | None = None


@shape("Brevet")
class LetterRow(Verifiable):
    """Another letter than a referral; a section of it is given whole, or by the key of one of the pathway's."""

    key: str
    title: Annotated[str, About(_("Title"))]
    heading: Annotated[str, About(_("Heading of the letter"))]
    description: Annotated[str, About(_("Description"), "text")]
    first_line: FirstLine = ""
    receiver: Annotated[Literal["route", "written"], About(_("Receiver"), "choice", choices=RECEIVER_LABELS)]
    sections: Annotated[
        tuple[str | LetterSection, ...], About(_("Sections"), "shown", of="letter_sections", required=False)
    ]


@dataclass(frozen=True, kw_only=True)
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


@shape("Muligheden")
class Alternative(Verifiable):
    """What else there is when a destination is unclear or refused: who may refer, and what it costs the patient."""

    key: str
    title: Annotated[str, About(_("Title"))]
    text: Annotated[str, About(_("Text"), "text")]
    who_refers: Annotated[str, About(_("Who refers"), "text")]
    cost: Annotated[str, About(_("What it costs"), "text")]
    condition: Annotated[Condition, stored_as("when"), ONLY_WHEN] = Always()
    letter: Annotated[str, About(_("Letter"), "choice", of="letters destinations")] = ""
    source: SourceReference


@shape("Modsigelsen")
class Contradiction(Verifiable):
    """Two things that cannot both hold; `text` says so to whoever checks the letter.

    Either `condition` holds of the facts, or a text fact (`says`) denies with one of the words of `denials` what
    another text of the letter or the treatments names with one of the words of `mentions`.
    """

    key: str
    text: Annotated[str, About(_("Text"), "text")]
    condition: Annotated[Condition | None, stored_as("when"), About(_("It is there when"), "condition")] = None
    says: Annotated[str, About(_("Or: what this answer says"), "facts")] = ""
    denials: Annotated[tuple[str, ...], About(_("Words that deny it"), "lines")] = ()
    mentions: Annotated[tuple[str, ...], About(_("Words that mention it"), "lines")] = ()


@shape("Trinnet i ventetiden")
class WaitingStep(Verifiable):
    key: str
    title: Annotated[str, About(_("Title"))]
    text: Annotated[str, About(_("Text"), "text")]
    condition: Annotated[Condition, stored_as("when"), ONLY_WHEN] = Always()
    source: SourceReference


@shape("Henvisningsforløbet", eq=False)
class Pathway(PublicationBody):
    """What one region asks for, from its first day to its last; `successor` says who takes over after that.

    `as_of` is the day that the description is from, `last_checked` the day that somebody last held it against the
    region's own pages. A sent letter is looked into when no answer has come within `answer_expected_days`, and a next
    visit is proposed `follow_up_after_course_days` after a course has ended; None if the content names none.
    """

    criterion_rows: Annotated[tuple[Criterion, ...], stored_as("criteria"), Rows(_("Criteria"), _("Criterion"))]
    destination_rows: Annotated[
        tuple[Destination, ...], stored_as("destinations"), Rows(_("Destinations"), _("Destination"))
    ]
    routing: Annotated[tuple[Route, ...], Rows(_("Receivers"), _("Receiver"))]
    letter_sections: Annotated[tuple[LetterSection, ...], Rows(_("Sections of the letter"), _("Section of the letter"))]
    waiting_time: Annotated[tuple[WaitingStep, ...], Rows(_("While waiting"), _("Step while waiting"))]
    reason_rows: Annotated[
        tuple[ReturnReason, ...], stored_as("return_reasons"), Rows(_("Reasons for a return"), _("Reason for a return"))
    ] = ()
    area_rows: Annotated[
        tuple[PlanningArea, ...], stored_as("planning_areas"), Rows(_("Planning areas"), _("Planning area"))
    ]
    contacts: Annotated[tuple[EmergencyContact, ...], Rows(_("Whom to call when it cannot wait"), _("Contact"))] = ()
    alternatives: Annotated[tuple[Alternative, ...], Rows(_("Other ways"), _("Other way"))] = ()
    highly_specialised: Annotated[
        HighlySpecialised, Rows(_("Highly specialised treatment"), _("Highly specialised treatment"))
    ]
    letter_rows: Annotated[
        tuple[LetterRow, ...], stored_as("letters"), Rows(_("Other letters"), _("Letter"), can_add=False)
    ] = ()
    contradictions: Annotated[
        tuple[Contradiction, ...], Rows(_("Contradictions"), _("Contradiction"), by_file=True)
    ] = ()
    title: Annotated[str, About(_("Title"))]
    publisher: Annotated[str | None, About(_("Publisher"), required=True)] = None
    source: Annotated[str, About(_("Source"), "source", required=True)] = ""
    region: Annotated[str, About(_("Region"))]
    as_of: Annotated[
        str,
        About(_("Date of the description"), required=False, keep=True, help=_("As precise as it is known: 2014-09.")),
    ]
    note: Annotated[str, About(_("What the reader must know"), "text")]
    valid_from: Annotated[Day, About(_("First day"), "day")] = None
    valid_until: Annotated[Day, About(_("Last day"), "day")] = None
    last_checked: Annotated[str, About(_("Last checked"), "day")] = ""
    successor: Annotated[str, About(_("Who takes over"), "text")] = ""
    answer_expected_days: Annotated[int | None, About(_("Days until an answer is expected"), "number")] = None
    follow_up_after_course_days: Annotated[int | None, About(_("Days to the follow-up after a course"), "number")] = (
        None
    )

    @cached_property
    def criteria(self) -> Mapping[str, Criterion]:
        return {criterion.key: criterion for criterion in self.criterion_rows}

    @cached_property
    def destinations(self) -> Mapping[str, Destination]:
        return {destination.key: destination for destination in self.destination_rows}

    @cached_property
    def planning_areas(self) -> Mapping[str, str]:
        return {area.key: area.label for area in self.area_rows}

    @cached_property
    def return_reasons(self) -> Mapping[str, str]:
        return {reason.key: reason.label for reason in self.reason_rows}

    @cached_property
    def letters(self) -> Mapping[str, LetterTemplate]:
        """Every letter by its key: one to each destination with the pathway's sections, the others with their own."""
        shared = {section.key: section for section in self.letter_sections}
        templates = {row.key: _referral_to(row, self.letter_sections) for row in self.destination_rows}
        return templates | {row.key: _other_letter(row, shared) for row in self.letter_rows}

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
        """Where a letter from this planning area goes; None if the area is not known."""
        return next((route for route in self.routing if planning_area in route.planning_areas), None)


def _referral_to(destination: Destination, sections: tuple[LetterSection, ...]) -> LetterTemplate:
    return LetterTemplate(
        key=destination.key,
        title=destination.title,
        heading=f"Henvisning til {destination.title.lower()}",
        description=destination.description,
        receiver="route",
        sections=sections,
        first_line=destination.first_line,
        is_referral=True,
    )


def _other_letter(row: LetterRow, shared: Mapping[str, LetterSection]) -> LetterTemplate:
    sections = tuple(shared[part] if isinstance(part, str) else part for part in row.sections)
    said = {name: value for name, value in vars(row).items() if name != "unverified"}
    return LetterTemplate(**{**said, "sections": sections})
