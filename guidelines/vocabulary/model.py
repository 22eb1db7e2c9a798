"""The vocabulary: the questions of the intake, the treatments, and the facts that are computed from them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, get_args

from guidelines.vocabulary.facts import LIST_COMPLETE, PERHAPS, TREATMENTS, Range, Value, is_of_the_list, kind_in
from guidelines.vocabulary.plan_phrases import PlanContent
from guidelines.vocabulary.shapes import About, Json, Rows, Within, shape, stored_as
from guidelines.vocabulary.shapes import msgid as _
from guidelines.vocabulary.sourcing import SourceReference, Verifiable
from guidelines.vocabulary.told_dates import day_in_danish

FactType = Literal["bool", "choice", "multi", "number", "scale", "text", "date"]
TREATMENT_SECTION = "treatment"
TREATMENT_ASPECTS = ("tried", "current", "failed", "unsuitable")
YES_NO = {True: "Ja", False: "Nej"}
QUESTION_TYPES: Mapping[str, str] = {
    "bool": _("Yes or no"),
    "choice": _("One answer from a list"),
    "multi": _("Several answers from a list"),
    "number": _("A number"),
    "scale": _("A scale"),
    "text": _("Free text"),
    "date": _("A date"),
}
DRUG_OR_NOT: Mapping[str, str] = {"drug": _("Medicine"), "non_drug": _("Treatment without medicine")}
# A computed fact of one of these is a number; any other is a yes or no.
COMPUTED_NUMBERS = frozenset({"patient", "pain", "peg", "gcps"})
# A computed fact that begins so says what became of the one question that it is worked out from, since last time.
CHANGE = "change."
# The types of questions of which it can be said that it was there what they ask about.
NOTED = ("bool", "choice")
_LISTS, _NUMBERS = ("choice", "multi"), ("number", "scale")
# Where a sentence stands: wherever its facts are told, or only there.
PLACES: Mapping[str, str] = {
    "anywhere": _("Wherever its facts are told"),
    "opening": _("At the beginning of a letter"),
    "treatment": _("Of each treatment"),
    "treatment_in_list": _("Of each treatment, in a list of those with the same effect"),
    "call": _("Of whom the patient can call"),
}
# Who reads a sentence: any clinician, or only those who read a letter, or the record; or the patient.
Audience = Literal["clinician", "colleague", "record", "patient"]
AUDIENCES: Mapping[str, str] = {
    "clinician": _("Letters and the journal note"),
    "colleague": _("Letters only"),
    "record": _("The journal note only"),
    "patient": _("The patient's plan"),
}
# What a part of the note holds beside its facts.
Held = Literal["before_first", "since_last", "treatments", "results", "assessed", "agreed", "decisions"]
HELD: tuple[Held, ...] = get_args(Held)
# What sentences may say of a treatment, beside the facts of the case.
TREATMENT_MENTIONS: Mapping[str, FactType] = {
    "row.title": "text",
    "row.dose": "text",
    "row.speed": "text",
    "row.status": "choice",
    "row.time": "text",
    "row.years": "text",
    "row.effect": "choice",
    "row.side_effects": "text",
    "row.stopped_for_side_effects": "bool",
    "row.reason": "text",
    "row.reviewed": "date",
    # For the patient alone: that a plan tapers it, and what can be expected of it.
    "row.tapered": "bool",
    "row.expect": "text",
}
# What sentences may say of whom the patient can call: the clinic, and each contact of the pathway.
CALL_MENTIONS: Mapping[str, FactType] = {
    "clinic.name": "text",
    "clinic.phone": "text",
    "contact.name": "text",
    "contact.phone": "text",
    "contact.use": "text",
}
# The places where sentences tell something of their own, and nothing else.
OWN_MENTIONS: Mapping[str, Mapping[str, FactType]] = {
    "treatment": TREATMENT_MENTIONS,
    "treatment_in_list": TREATMENT_MENTIONS,
    "call": CALL_MENTIONS,
}
_OF_A_YES_OR_NO, _OF_SEVERAL = ("bool",), ("multi",)
Number = int | float


@shape("Afsnittet")
class Section:
    key: str
    dimension: str
    title: Annotated[str, About(_("Title"))]
    intro: Annotated[str, About(_("Introduction"), "text", required=True)] = ""


@shape("Svaret")
class AnswerOption:
    """An answer to choose; `site` is the place of pain that a region of the drawing belongs to.

    `inside` are the words that it takes inside a sentence. `told_when` is the condition on which the record itself says
    so: chosen without it, an answer is asked about.
    """

    value: str
    label: str
    inside: str = ""
    site: str = ""
    told_when: Json = None


@shape("Værdien")
class ValueLabel:
    """A value of a computed fact in words. A substance is told by its ATC code, and has a `kind` of treatment; without
    one it can be chosen, and no rule asks for it yet.
    """

    value: int | str
    label: str
    inside: str = ""
    kind: str = ""


@shape("Spørgsmålet")
class Question(Verifiable):
    """One question of the intake; its answer is a fact. An answer older than `fresh_months` is to be asked again.

    The values of a `body_map` are regions of a drawn figure; `sites` says which value of pain.sites each belongs to.
    A day that is `partial` may be a month or a year; one that is `not_in_past` is planned.
    A retired question is not asked any more; what was answered to it can still be read. `asked_when` is of whom it is
    asked.
    """

    key: str
    label: Annotated[str, About(_("Question"), help=_("As it is put to the patient or the clinic."))]
    short: Annotated[str, About(_("Short name"), help=_("In lists, notes and letters."))]
    help: Annotated[str, About(_("Help"), "text")] = ""
    options: Annotated[
        tuple[AnswerOption, ...],
        stored_as("values"),
        About(
            _("Answers to choose from"),
            "labelled",
            required=True,
            types=_LISTS,
            inner=("value", "label", "inside"),
            help=_("An answer that has been published can be reworded, but not taken out."),
        ),
    ] = ()
    inside_yes: Annotated[str, About(_("Yes, inside a sentence"), types=_OF_A_YES_OR_NO)] = ""
    inside_no: Annotated[str, About(_("No, inside a sentence"), types=_OF_A_YES_OR_NO)] = ""
    inside_none: Annotated[str, About(_("None of them, inside a sentence"), types=_OF_SEVERAL)] = ""
    unasked: Annotated[
        str,
        About(
            _("In a letter, where nobody has asked"),
            required=False,
            help=_("A question of safety: named before a letter about it is signed, and in it. Otherwise empty."),
        ),
    ] = ""
    unit: Annotated[str, About(_("Unit"), types=_NUMBERS)] = ""
    unit_of_one: Annotated[str, About(_("Unit of one"), types=_NUMBERS, help=_("Where one has another word."))] = ""
    min: Annotated[Number | None, About(_("Smallest value"), "number", required=True, types=_NUMBERS)] = None
    max: Annotated[Number | None, About(_("Largest value"), "number", required=True, types=_NUMBERS)] = None
    decimals: Annotated[int, About(_("Decimals"), "number", types=("number",))] = 0
    not_in_future: Annotated[bool, About(_("The day cannot lie in the future"), "tick", types=("date",))] = False
    not_in_past: Annotated[bool, About(_("The day is planned: it cannot be past"), "tick", types=("date",))] = False
    partial: Annotated[bool, About(_("A month or a year will do"), "tick", types=("date",))] = False
    multiline: Annotated[bool, About(_("Several lines"), "tick", types=("text",))] = False
    unofficial_wording: Annotated[bool, About(_("Unofficial wording"), "tick")] = False
    fresh_months: Annotated[int | None, About(_("Ask again after months"), "number")] = None
    asked_when: Annotated[
        Json,
        About(_("It is asked when"), "condition", help=_("Empty: it is asked of everybody."), required=False),
    ] = None
    sources: Annotated[tuple[SourceReference, ...], stored_as("source")] = ()
    section: Annotated[str, About(_("Section"), "shown", of="sections", required=False)]
    type: Annotated[FactType, About(_("Kind of answer"), "shown", choices=QUESTION_TYPES, required=False)]
    retired: Annotated[bool, About(_("Retired"), "shown")] = False
    body_map: bool = False

    @cached_property
    def values(self) -> Mapping[str, str]:
        """The answers to choose from, with their labels."""
        return {option.value: option.label for option in self.options}

    @cached_property
    def sites(self) -> Mapping[str, str]:
        """The place of pain that each region of the drawing belongs to."""
        return {option.value: option.site for option in self.options if option.site}


@shape("Behandlingen")
class TreatmentKind:
    key: str
    label: Annotated[str, About(_("Name"))]
    group: Annotated[Literal["drug", "non_drug"], About(_("Kind"), "choice", choices=DRUG_OR_NOT)]


@shape("Feltet om behandlinger")
class TreatmentField:
    key: str
    label: Annotated[str, About(_("Question"))]
    short: Annotated[str, About(_("Short name"))]
    help: Annotated[str, About(_("Help"))] = ""
    type: Annotated[FactType, About(_("Kind of answer"), "choice", choices=QUESTION_TYPES)]
    options: Annotated[
        tuple[AnswerOption, ...], stored_as("values"), About(_("Answers to choose from"), "labelled")
    ] = ()
    unit: Annotated[str, About(_("Unit"))] = ""
    min: Annotated[Number | None, About(_("Smallest value"))] = None
    max: Annotated[Number | None, About(_("Largest value"))] = None
    decimals: int = 0
    required: Annotated[bool, About(_("Must be filled in"), "yes_no")] = False
    inside_yes: Annotated[str, About(_("Yes, inside a sentence"))] = ""

    @cached_property
    def values(self) -> Mapping[str, str]:
        """The answers to choose from, with their labels."""
        return {option.value: option.label for option in self.options}


@shape("Det beregnede faktum")
class DerivedFact(Verifiable):
    """A fact that is computed, never typed in; `inputs` are the questions that it is computed from.

    `plain` is what a patient's sheet calls one whose short name is a clinic's word.
    """

    key: str
    short: Annotated[str, About(_("Short name"))]
    plain: Annotated[str, About(_("Name for the patient"))] = ""
    inside_yes: Annotated[str, About(_("Yes, inside a sentence"))] = ""
    inside_no: Annotated[str, About(_("No, inside a sentence"))] = ""
    unit: Annotated[str, About(_("Unit"))] = ""
    unit_of_one: Annotated[str, About(_("Unit of one"))] = ""
    inputs: Annotated[tuple[str, ...], About(_("Worked out from"), "facts")] = ()
    labels: Annotated[tuple[ValueLabel, ...], stored_as("values"), About(_("Values"), "labelled")] = ()

    @property
    def type(self) -> FactType:
        if any(one.kind for one in self.labels):
            return "multi"
        if any(isinstance(one.value, str) for one in self.labels):
            return "choice"
        return "number" if self.key.split(".")[0] in COMPUTED_NUMBERS else "bool"

    @cached_property
    def values(self) -> Mapping[Any, str]:
        """The words for the numbers that it can be, or the codes that it can hold, where it has any."""
        return {one.value: one.label for one in self.labels}


@shape("Sætningen")
class Sentence(Verifiable):
    """A sentence that tells facts: its template names them (`guidelines/prose/template.py`)."""

    key: str
    text: Annotated[
        str,
        About(
            _("Sentence"),
            "sentence",
            help=_("{pain.pattern} stands for a fact. What stands in [ ] falls away while a fact in it is unknown."),
        ),
    ]
    condition: Annotated[
        Json, stored_as("when"), About(_("It is said when"), "condition", required=False, help=_("Empty: always."))
    ] = None
    place: Annotated[
        Literal["anywhere", "opening", "treatment", "treatment_in_list", "call"],
        About(_("Where it is said"), "choice", choices=PLACES),
    ] = "anywhere"
    audience: Annotated[Audience, About(_("Who reads it"), "choice", choices=AUDIENCES)] = "clinician"


@shape("Notatets del")
class NotePart(Verifiable):
    """One line of the journal note: the facts that it tells, and what else it holds.

    `only_long` are facts that the short note leaves out: named with values where they have one of these, and without
    where what is worked out from them stands in it. A title that the part before has too is said once.
    """

    key: str
    title: Annotated[str, About(_("Title"), required=False, help=_("Empty: the line has none."))] = ""
    facts: Annotated[tuple[str, ...], About(_("Tells"), "facts", required=False)] = ()
    only_long: Annotated[
        tuple[str, ...],
        About(
            _("Of these, only in the long note"),
            "lines",
            required=False,
            help=_("A line each: pain.acute=no; without a value: where what is worked out from it is told."),
        ),
    ] = ()
    holds: Annotated[tuple[Held, ...], About(_("Holds also"), "shown")] = ()


@shape("Patientgruppen")
class Population(Verifiable):
    key: str
    label: Annotated[str, About(_("Name"))]
    when: Annotated[Json, About(_("It applies when"), "condition")]
    source: Annotated[SourceReference | None, Within(required=True)] = None
    cases: tuple[Json, ...] = ()


@shape("Dagsordenen")
class AgendaPart(Verifiable):
    """What one consultation is planned to be about. `questions` may name the treatments too.

    Of these, those in `only_where_noted` are asked in a follow-up only where it was ever there what they ask about.
    """

    key: str = ""
    title: Annotated[str, About(_("Title"))]
    aim: Annotated[str, About(_("Aim"), "text")]
    questions: Annotated[tuple[str, ...], About(_("Questions"), "facts")]
    only_where_noted: Annotated[
        tuple[str, ...],
        About(
            _("Of these, asked only where it was ever there"),
            "facts",
            required=False,
            help=_("In a follow-up: a yes, or another answer than the first of the list, at any time in the episode."),
        ),
    ] = ()
    source: Annotated[SourceReference | None, Within(required=True)] = None


@shape("Overskriften")
class HistoryHeading(Verifiable):
    """One heading of the pain history before an operation, with the facts that stand under it."""

    title: Annotated[str, About(_("Title"))]
    facts: Annotated[tuple[str, ...], About(_("Shows"), "facts")]
    source: SourceReference


@shape()
class PreoperativeHistory:
    """What the pain history before an operation gathers; `not_asked` is named in its source and has no question."""

    headings: Annotated[
        tuple[HistoryHeading, ...], Rows(_("Pain history before an operation"), _("Heading"), by_file=True)
    ] = ()
    not_asked: Annotated[tuple[str, ...], About(_("Pain history before an operation: not asked"), "shown")] = ()


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    sections: tuple[Section, ...]
    questions: Mapping[str, Question]
    treatment_kinds: Mapping[str, TreatmentKind]
    treatment_fields: Mapping[str, TreatmentField]
    derived: Mapping[str, DerivedFact]
    populations: Mapping[str, Population]
    treatments_label: str
    treatments_short: str
    agenda: tuple[AgendaPart, ...] = ()
    follow_up: AgendaPart | None = None
    short_follow_up: AgendaPart | None = None
    new_pain: AgendaPart | None = None
    plan: PlanContent = PlanContent()  # noqa: RUF009
    preoperative_history: PreoperativeHistory = PreoperativeHistory()  # noqa: RUF009
    same_words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sentences: tuple[Sentence, ...] = ()
    note: tuple[NotePart, ...] = ()
    day_told_after: int = 30

    def section(self, key: str) -> Section | None:
        return next((section for section in self.sections if section.key == key), None)

    def questions_of(self, section: str) -> Iterator[Question]:
        """The questions of a section that are asked."""
        return (
            question for question in self.questions.values() if question.section == section and not question.retired
        )

    @cached_property
    def by_section(self) -> Mapping[str, tuple[Question, ...]]:
        """The questions that are asked, by section."""
        return {section.key: tuple(self.questions_of(section.key)) for section in self.sections}

    def is_asked(self, key: str) -> bool:
        """Whether this is a question, or the list of treatments, that is still asked."""
        return key == TREATMENTS or (key in self.questions and not self.questions[key].retired)

    @cached_property
    def unasked(self) -> Mapping[str, str]:
        """The questions of safety that a letter names where nobody has asked them, with its words."""
        asked = (question for question in self.questions.values() if not question.retired)
        return {question.key: question.unasked for question in asked if question.unasked}

    @cached_property
    def place_of_fact(self) -> Mapping[str, int]:
        """Where each fact is met: age and duration, then the questions of the intake, then what was tried."""
        tried = [key for key, fact in self.derived.items() if TREATMENTS in fact.inputs]
        order = [*(key for key in self.derived if key not in tried), *self.questions, *tried]
        return {key: index for index, key in enumerate(order)}

    @cached_property
    def askable(self) -> frozenset[str]:
        """The questions that are still asked, and the list of treatments."""
        return frozenset(filter(self.is_asked, (TREATMENTS, *self.questions)))

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The order in which the questions stand, the list of treatments last."""
        return {key: place for place, key in enumerate((*self.questions, TREATMENTS))}

    @cached_property
    def treatment_facts_lacking(self) -> Mapping[str, frozenset[str]]:
        """While the list of treatments is unknown, so is every fact that is computed from it."""
        return {key: frozenset({TREATMENTS}) for key, fact in self.derived.items() if fact.inputs == (TREATMENTS,)}

    @cached_property
    def changes(self) -> Mapping[str, str]:
        """The facts of what changed since last time, each with the question that it is measured by."""
        facts = [fact for fact in self.derived.values() if fact.key.startswith(CHANGE)]
        return {fact.key: fact.inputs[0] for fact in facts if fact.inputs}

    @cached_property
    def measured(self) -> frozenset[str]:
        """The questions that changes are measured by."""
        return frozenset(self.changes.values())

    @cached_property
    def substances(self) -> tuple[tuple[str, str], ...]:
        """The substances that are looked for in the list of treatments: the ATC code of each, and its kind."""
        return tuple((str(one.value), one.kind) for fact in self.derived.values() for one in fact.labels if one.kind)

    @cached_property
    def kinds_by_group(self) -> Mapping[str, frozenset[str]]:
        """The kinds of treatment of each group: drug, and non_drug."""
        kinds = self.treatment_kinds.values()
        return {group: frozenset(kind.key for kind in kinds if kind.group == group) for group in ("drug", "non_drug")}

    @cached_property
    def keys_of_kinds(self) -> Mapping[str, tuple[str, ...]]:
        """The facts of each kind of treatment, in the order of the aspects."""
        return {
            kind: tuple(f"treatment.{kind}.{aspect}" for aspect in TREATMENT_ASPECTS) for kind in self.treatment_kinds
        }

    @cached_property
    def untried(self) -> Mapping[str, bool]:
        """Every fact of every kind of treatment, where nothing was tried."""
        return dict.fromkeys((key for keys in self.keys_of_kinds.values() for key in keys), False)

    def fact_type(self, key: str) -> FactType | None:
        """The type of a fact that rules may refer to, or None for a key that does not exist."""
        fact = self.questions.get(key) or self.derived.get(key)
        return fact.type if fact else None

    def values_of(self, key: str) -> list[str]:
        """What can be chosen of a fact with a list; empty for any other."""
        fact = self.questions.get(key) or self.derived.get(key)
        return [str(value) for value in fact.values] if fact else []

    def short(self, key: str) -> str:
        """The fact's name in lists and explanations."""
        if key in (TREATMENTS, LIST_COMPLETE):
            return self.treatments_short
        if kind := self.treatment_kinds.get(kind_in(key)):
            return kind.label
        fact = self.questions.get(key) or self.derived.get(key)
        return fact.short if fact else key

    def label(self, key: str) -> str:
        """The question as it is put."""
        if key == TREATMENTS:
            return self.treatments_label
        question = self.questions.get(key)
        return question.label if question else self.short(key)

    def section_of(self, key: str) -> str:
        """Where the question is asked."""
        return TREATMENT_SECTION if is_of_the_list(key) else self.questions[key].section

    def display(self, key: str, value: Value) -> str:
        """A known value in Danish words."""
        fact = self.questions.get(key) or self.derived[key]
        is_one = value == 1 and not isinstance(value, bool)
        return display_value(value, fact.values, (is_one and fact.unit_of_one) or fact.unit)


NO_VOCABULARY = Vocabulary(
    sections=(),
    questions={},
    treatment_kinds={},
    treatment_fields={},
    derived={},
    populations={},
    treatments_label="",
    treatments_short="",
)


def display_value(value: Value, labels: Mapping[Any, str], unit: str = "") -> str:
    """A value in Danish: yes and no, dd.mm.yyyy, decimal comma, the labels of a list."""
    if isinstance(value, bool):
        return YES_NO[value]
    if isinstance(value, date):
        return day_in_danish(value)
    if isinstance(value, Range):
        first, last = (display_value(end, labels) for end in value.ends)
        return f"{first}–{last} {unit}".strip()
    if isinstance(value, tuple):
        return ", ".join(labels.get(item, item) for item in value if item[:1] != PERHAPS) or "Ingen af disse"
    if isinstance(value, str):
        return labels.get(value, value)
    if value in labels:
        return labels[value]
    number = f"{value:.10g}".replace(".", ",")  # as many digits as a dose can have: nothing is rounded here
    return f"{number} {unit}".strip()
