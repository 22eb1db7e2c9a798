"""The shapes of what can come of a safety prompt, and of whom to call. Pure Python.

A recommendation declares its outcomes; the forms, the checks and the words come from them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field

from guidelines.recommendations.said_words import word_said
from guidelines.vocabulary.model import Vocabulary
from guidelines.vocabulary.reading import read
from guidelines.vocabulary.shapes import About, Json, JsonObject, shape
from guidelines.vocabulary.shapes import msgid as _
from guidelines.vocabulary.sourcing import Verifiable

OutcomeKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,49}$")]
ContactForm = Literal["in_person", "phone", "video", "written", "home"]
LONGEST_LABEL = 120
LongLabel = Annotated[str, Field(max_length=LONGEST_LABEL)]
DETAIL_KINDS: Mapping[str, str] = {
    "line": _("One line"),
    "text": _("Free text"),
    "day": _("A date"),
    "colleague": _("A colleague"),
    "hour": _("A time of the day"),
}
CONTACT_FORMS: Mapping[str, str] = {
    "in_person": _("in person"),
    "phone": _("by phone"),
    "video": _("by video"),
    "written": _("written (e-consultation)"),
    "home": _("home visit"),
}


@shape("Oplysningen")
class OutcomeDetail:
    """What is asked with an outcome. On a day that `reopens`, the prompt is open again. `inside` is what it is called
    inside a sentence of the record, where that is not its label in small letters.

    `only_in` are the forms of contact in which it is asked; none named: all. `other_words` say that the outcome `other`
    fits better: where one of them is written, and not denied, the form asks once; of a detail that is an `alarm` they
    say danger too. A day that lies more than `within_days` ahead is asked about, and where danger is written more than
    `alarm_within_days`; `asked_because` says on what ground. `answers` is the question that the day is an answer to.
    A `colleague` and an `hour` say whose that day is, and when on it. `instead` is what else answers a line.
    """

    key: OutcomeKey
    label: Annotated[LongLabel, About(_("What is asked"), longest=LONGEST_LABEL)]
    inside: Annotated[
        LongLabel,
        About(
            _("The same inside a sentence"), longest=LONGEST_LABEL, help=_("Empty: as it is asked, in small letters.")
        ),
    ] = ""
    kind: Annotated[
        Literal["line", "text", "day", "colleague", "hour"], About(_("Kind of answer"), "choice", choices=DETAIL_KINDS)
    ] = "text"
    required: Annotated[bool, About(_("Must be filled in"), "tick")] = False
    help: Annotated[str, About(_("Help"), "text")] = ""
    only_in: Annotated[
        tuple[ContactForm, ...],
        About(_("Asked only in"), "keys", choices=CONTACT_FORMS, required=False, help=_("None chosen: in all.")),
    ] = ()
    other: Annotated[
        str,
        About(
            _("Another outcome may fit better"),
            "choice",
            of="outcomes",
            empty=_("None"),
            help=_("It is asked about where one of the words below is written, and not denied."),
        ),
    ] = ""
    other_words: Annotated[tuple[str, ...], About(_("Words that speak for it"), "lines", help=_("A line each."))] = ()
    alarm: Annotated[bool, About(_("The words say danger"), "tick")] = False
    reopens: Annotated[bool, About(_("The prompt is open again on the day"), "tick", help=_("Only of a day."))] = False
    within_days: Annotated[
        int | None,
        Field(ge=0),
        About(_("A later day is asked about, after days"), "number", help=_("Only of a day. Empty: any day.")),
    ] = None
    alarm_within_days: Annotated[
        int | None, Field(ge=0), About(_("The same where danger is written"), "number", help=_("Only of a day."))
    ] = None
    asked_because: Annotated[str, About(_("On what ground it is asked about"), "text", help=_("With its source."))] = ""
    answers: Annotated[
        str,
        About(_("The day is the answer to"), "choice", of="facts", empty=_("No question"), help=_("Only of a day.")),
    ] = ""
    instead: Annotated[
        tuple[str, ...],
        About(_("What else answers it"), "lines", help=_("Only of one line. An answer a line, such as Ved ikke.")),
    ] = ()

    def is_asked_in(self, form: str) -> bool:
        """Whether it is asked in a contact of this form; without a contact as if the patient were there."""
        return not self.only_in or (form or "in_person") in self.only_in

    def word_of_other(self, text: str) -> str:
        """The word in the text that says that another outcome fits better; empty if none does."""
        return word_said(self.other_words, text)

    def latest(self, as_of: date, is_dangerous: bool) -> date | None:
        """The last day that is not asked about; None if any may be."""
        days = self.alarm_within_days if is_dangerous and self.alarm_within_days is not None else self.within_days
        return None if days is None else as_of + timedelta(days=days)


@shape("Svaret, der sættes")
class SetAnswer:
    """The answer that an outcome gives to a question of the intake, in the same transaction."""

    fact: str
    value: bool | str


@shape("Udfaldet")
class Outcome:
    """One thing that can come of a safety prompt, with what is written down of it."""

    key: OutcomeKey
    label: Annotated[LongLabel, About(_("What the outcome is called"), longest=LONGEST_LABEL)]
    sets: Annotated[
        SetAnswer | None,
        About(_("It answers the question"), "answer", help=_("In the same save. Empty: it answers none.")),
    ] = None
    details: Annotated[tuple[OutcomeDetail, ...], About(_("What is written down with it"), "rows", of="details")] = ()


@shape("Teksten")
class TextForAnswer:
    """The text of a prompt where this question has this answer, in place of its text for all of them."""

    fact: str
    value: str
    text: Annotated[str, Field(max_length=280)]


@shape("Kontakten")
class EmergencyContact(Verifiable):
    """Whom to call, or where to go, when it cannot wait; without a number while nobody has checked one.

    Those `in_every_plan` the patient always has on the plan, the others while a prompt that names them applies. What is
    `for_clinic` stands on the screens only, and in no record, letter or plan.
    """

    key: str
    label: Annotated[str, About(_("Name"))]
    phone: Annotated[str, About(_("Telephone"), help=_("Empty while nobody has checked the number."))] = ""
    text: Annotated[str, About(_("When to use it"), "text")] = ""
    in_every_plan: Annotated[
        bool,
        About(
            _("In every patient's plan"),
            "tick",
            help=_("Otherwise only while a safety prompt that shows the contacts applies."),
        ),
    ] = False
    for_clinic: Annotated[
        str, About(_("Only for the clinic"), "text", help=_("On the screens, and in no note, letter or plan."))
    ] = ""
    checked: Annotated[str, About(_("Last checked"), "day")] = ""

    @property
    def name(self) -> str:
        """Who it is, with the number, where there is one."""
        return f"{self.label}, tlf. {self.phone}" if self.phone not in ("", self.label) else self.label

    @property
    def line(self) -> str:
        """All of it on one line."""
        return f"{self.name}: {self.text}" if self.text else self.name


# What the patient wants settles no danger.
NOT_WISHED = re.compile(
    r"(?i)\b(ønsker|ønskede|vil|ville)\b.{0,20}\bikke\b"
    r"|\b(afvis|afslå|afslo|frabed|fravælg|fravalg|takke\w* nej|sige\w* nej)"
)
# Of a prompt that declares none of its own.
PLAIN_ROWS: tuple[JsonObject, ...] = (
    {
        "key": "arranged",
        "label": "Set og håndteret",
        "details": [
            {"key": "what", "label": "Vurderet og aftalt", "required": True},
            {"key": "again", "label": "Ses på igen", "kind": "day", "reopens": True},
        ],
    },
    {
        "key": "does_not_apply",
        "label": "Gælder ikke for patienten",
        "details": [{"key": "because", "label": "Fordi", "required": True}],
    },
)
PLAIN_OUTCOMES = tuple(read(Outcome, row) for row in PLAIN_ROWS)


def outcomes_in(stored: Json) -> tuple[Outcome, ...]:
    """The outcomes that a recommendation has stored; the plain ones where it has none. Raises ContentFault."""
    return tuple(read(Outcome, row) for row in stored) if isinstance(stored, list) and stored else PLAIN_OUTCOMES


def outcome_fault(outcomes: Iterable[Outcome], vocabulary: Vocabulary) -> str:
    """What does not hold together, in words; empty if all does."""
    outcomes = list(outcomes)
    if twice := _first_twice(outcome.key for outcome in outcomes):
        return f"udfaldet »{twice}« står to gange"
    for outcome in outcomes:
        if twice := _first_twice(detail.key for detail in outcome.details):
            return f"oplysningen »{twice}« står to gange i udfaldet »{outcome.label}«"
        others = {other.key for other in outcomes if other is not outcome}
        for detail in outcome.details:
            if fault := _detail_fault(detail, others, vocabulary):
                return f"i udfaldet »{outcome.label}« {fault}"
        if outcome.sets and not _fits(outcome.sets, vocabulary):
            return f"udfaldet »{outcome.label}« sætter »{outcome.sets.fact}«, og det kan ikke besvares sådan"
    return ""


def weak_points(outcomes: Iterable[Outcome]) -> Iterator[tuple[str, str]]:
    """What an editor must put right although it can be read: each with a mark of its own, and in words."""
    for outcome in outcomes:
        told = f"»{outcome.label}«"
        if NOT_WISHED.search(outcome.label):
            words = "er intet udfald af et sikkerhedshensyn: faren er der stadig. Skriv, hvad der blev vurderet."
            yield f"wish:{outcome.key}", f"{told} {words}"
        if not outcome.details:
            yield f"empty:{outcome.key}", f"Udfaldet {told} skriver intet ned. Læg mindst én oplysning til."
        is_alarm = any(detail.alarm for detail in outcome.details)
        for detail in outcome.details:
            mark, named = f"{outcome.key}:{detail.key}", f"»{detail.label}« i udfaldet {told}"
            if detail.alarm_within_days is not None and not is_alarm:
                words = "har en frist ved fare, men ingen ord i udfaldet taler om fare. Fristen læses aldrig."
                yield f"unread:{mark}:alarm_within_days", f"{named} {words}"
            has_limit = (detail.within_days, detail.alarm_within_days) != (None, None)
            if detail.asked_because and not (detail.other_words or has_limit):
                words = "siger, hvorfor der spørges, men der er intet at spørge om. Grunden læses aldrig."
                yield f"unread:{mark}:asked_because", f"{named} {words}"


def _detail_fault(detail: OutcomeDetail, others: set[str], vocabulary: Vocabulary) -> str:
    told, has_limit = f"»{detail.label}«", (detail.within_days, detail.alarm_within_days) != (None, None)
    if detail.kind != "day" and (detail.reopens or detail.answers or has_limit):
        return f"kan {told} ikke åbne punktet igen, have en frist eller være et svar: det kan kun en dag"
    if detail.instead and detail.kind != "line":
        return f"kan {told} ikke have svar at vælge imellem: det kan kun en linje"
    if detail.other and detail.other not in others:
        return f"peger {told} på udfaldet »{detail.other}«, som ikke findes"
    if (detail.other_words and not detail.other) or (detail.alarm and not detail.other_words):
        return f"mangler {told} de ord, der spørges om, eller det udfald, som de peger på"
    question = vocabulary.questions.get(detail.answers)
    if detail.answers and (question is None or question.retired or question.type != "date"):
        return f"er {told} svar på »{detail.answers}«, som ikke er et spørgsmål om en dag"
    return ""


def text_fault(texts: Iterable[TextForAnswer], vocabulary: Vocabulary) -> str:
    """Why a text is never shown, in words; empty if each can be."""
    for one in texts:
        question = vocabulary.questions.get(one.fact)
        if question is None or one.value not in question.values:
            return f"teksten til »{one.fact}: {one.value}« vises aldrig: det kan ikke besvares sådan"
    return ""


def _first_twice(keys: Iterable[str]) -> str:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            return key
        seen.add(key)
    return ""


def _fits(answer: SetAnswer, vocabulary: Vocabulary) -> bool:
    """Whether the question is still asked and can be answered so."""
    question = vocabulary.questions.get(answer.fact)
    if question is None or question.retired:
        return False
    return question.type == "bool" if isinstance(answer.value, bool) else answer.value in question.values
