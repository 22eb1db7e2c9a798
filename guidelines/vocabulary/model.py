"""The vocabulary: the questions of the intake, the treatments, and the facts that are computed from them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

from guidelines.vocabulary.facts import LIST_COMPLETE, TREATMENTS, Value, is_of_the_list, kind_in
from guidelines.vocabulary.plan_phrases import PlanContent
from guidelines.vocabulary.told_dates import day_in_danish

FactType = Literal["bool", "choice", "multi", "number", "scale", "text", "date"]
TREATMENT_SECTION = "treatment"
TREATMENT_ASPECTS = ("tried", "current", "failed", "unsuitable")
YES_NO = {True: "Ja", False: "Nej"}


@dataclass(frozen=True)
class SourceReference:
    source: str
    section: str


@dataclass(frozen=True)
class Section:
    key: str
    dimension: str
    title: str
    intro: str = ""


@dataclass(frozen=True)
class Question:
    """One question of the intake; its answer is a fact. An answer older than `fresh_months` is to be asked again.

    The values of a `body_map` are regions of a drawn figure; `sites` says which value of pain.sites each belongs to.
    A day that is `partial` may be a month or a year; one that is `not_in_past` is planned.
    A retired question is not asked any more; what was answered to it can still be read.
    """

    key: str
    section: str
    type: FactType
    label: str
    short: str
    help: str = ""
    unit: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    min: float | None = None
    max: float | None = None
    decimals: int = 0
    not_in_future: bool = False
    not_in_past: bool = False
    partial: bool = False
    multiline: bool = False
    unofficial_wording: bool = False
    fresh_months: int | None = None
    body_map: bool = False
    sites: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[SourceReference, ...] = ()
    retired: bool = False


@dataclass(frozen=True)
class TreatmentKind:
    key: str
    group: Literal["drug", "non_drug"]
    label: str


@dataclass(frozen=True)
class TreatmentField:
    key: str
    type: FactType
    label: str
    short: str
    values: Mapping[str, str] = field(default_factory=dict)
    required: bool = False
    help: str = ""
    unit: str = ""
    min: float | None = None
    max: float | None = None


@dataclass(frozen=True)
class DerivedFact:
    """A fact that is computed, never typed in; `inputs` are the questions that it is computed from."""

    key: str
    type: FactType
    short: str
    unit: str = ""
    values: Mapping[int, str] = field(default_factory=dict)
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Population:
    key: str
    label: str
    when: Any
    source: SourceReference | None = None


@dataclass(frozen=True)
class AgendaPart:
    """What one consultation is planned to be about. `questions` may name the treatments too."""

    title: str
    aim: str
    questions: tuple[str, ...]
    source: SourceReference | None = None


@dataclass(frozen=True)
class HistoryHeading:
    """One heading of the pain history before an operation, with the facts that stand under it."""

    title: str
    facts: tuple[str, ...]
    source: SourceReference


@dataclass(frozen=True)
class PreoperativeHistory:
    """What the pain history before an operation gathers; `not_asked` is named in its source and has no question."""

    headings: tuple[HistoryHeading, ...] = ()
    not_asked: tuple[str, ...] = ()


@dataclass(frozen=True)
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
    plan: PlanContent = PlanContent()  # noqa: RUF009
    preoperative_history: PreoperativeHistory = PreoperativeHistory()

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
    def treatment_facts_lacking(self) -> Mapping[str, frozenset[str]]:
        """While the list of treatments is unknown, so is every fact that is computed from it."""
        return {key: frozenset({TREATMENTS}) for key, fact in self.derived.items() if fact.inputs == (TREATMENTS,)}

    def kinds_of(self, group: str) -> list[str]:
        """The kinds of treatment of a group: drug, or non_drug."""
        return [kind.key for kind in self.treatment_kinds.values() if kind.group == group]

    def fact_type(self, key: str) -> FactType | None:
        """The type of a fact that rules may refer to, or None for a key that does not exist."""
        fact = self.questions.get(key) or self.derived.get(key)
        return fact.type if fact else None

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
        return display_value(value, fact.values, fact.unit)


def display_value(value: Value, labels: Mapping[Any, str], unit: str = "") -> str:
    """A value in Danish: yes and no, dd.mm.yyyy, decimal comma, the labels of a list."""
    if isinstance(value, bool):
        return YES_NO[value]
    if isinstance(value, date):
        return day_in_danish(value)
    if isinstance(value, tuple):
        return ", ".join(labels.get(item, item) for item in value) or "Ingen af disse"
    if isinstance(value, str):
        return labels.get(value, value)
    if value in labels:
        return labels[value]
    number = f"{value:.10g}".replace(".", ",")  # as many digits as a dose can have: nothing is rounded here
    return f"{number} {unit}".strip()
