"""The types of a signed letter as JSON keeps it: all that it says, and what that rests on.

A field that is not required was added later: a letter that was signed before that has none of it.
"""

from typing import NotRequired, TypedDict

from assessment.rules.series import KeptFigure

# An answer, or a treatment's field, as it is kept in JSON.
KeptValue = bool | int | float | str | list[str] | None


class FrozenPlace(TypedDict):
    """Where a letter goes."""

    key: str
    title: str


class FrozenReceiver(TypedDict):
    """Who gets it; one that was written by hand has a name alone."""

    name: str
    gln: NotRequired[str]
    centre: NotRequired[str]


class FrozenPerson(TypedDict):
    """The patient."""

    name: str
    given_name: NotRequired[str]
    family_name: NotRequired[str]
    cpr: str
    address: str
    postal_code: str
    city: str
    phone: str


class FrozenPractice(TypedDict):
    """The sender."""

    name: str
    address: str
    postal_code: str
    city: str
    phone: str
    provider_number: str
    gln: str


class FrozenSignature(TypedDict):
    by: str
    authorisation_id: str
    at: str


class FrozenConsent(TypedDict):
    given: bool
    confirmed_by: str
    at: str


class FrozenSection(TypedDict):
    """A section with its whole text. In an earlier letter the medicines are a table within it: its rows, and the text
    before and after them."""

    key: str
    title: str
    text: str
    before: NotRequired[str]
    medicines: NotRequired[list[dict[str, str]]]
    after: NotRequired[str]


class FrozenDrawing(TypedDict):
    """The regions that were marked, with their names, and when."""

    regions: list[str]
    labels: list[str]
    recorded: str


class FrozenPathway(TypedDict):
    title: str
    as_of: str
    release: int


class FrozenCriteria(TypedDict):
    """How far the criteria were met, and each one's state by its key."""

    outcome: str
    states: dict[str, str]


class FrozenFact(TypedDict):
    """A fact that the letter's own words state; `labels` are those of the values that were chosen."""

    key: str
    short: str
    value: KeptValue
    is_day: bool
    words: str
    labels: dict[str, str]


class FrozenScore(TypedDict):
    key: str
    title: str
    value: float | str
    band: str


class FrozenInstrument(TypedDict):
    """The newest result of an instrument; `result` is one that was typed."""

    key: str
    title: str
    answered_on: str
    scores: list[FrozenScore]
    result: str


class FrozenLetter(TypedDict):
    number: int
    is_trial: NotRequired[bool]
    destination: FrozenPlace
    heading: NotRequired[str]
    is_referral: NotRequired[bool]
    receiver: FrozenReceiver
    patient: FrozenPerson
    practice: FrozenPractice
    signed: FrozenSignature
    consent: NotRequired[FrozenConsent]
    sections: list[FrozenSection]
    medicines: NotRequired[list[dict[str, str]]]
    drawing: NotRequired[FrozenDrawing | None]
    pathway: FrozenPathway
    criteria: FrozenCriteria | None
    stated: NotRequired[list[FrozenFact]]
    instruments: NotRequired[list[FrozenInstrument]]
    facts: dict[str, KeptValue]
    treatments: list[dict[str, KeptValue]]
    progress: NotRequired[KeptFigure | None]
    as_of: str
    releases: dict[str, int]
