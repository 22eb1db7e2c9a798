"""Reviews a letter in preparation: what its sections lack, how they differ from the answers, and contradictions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.episode.workspace import Workspace
from assessment.record.known_facts import KnownFact, OpenQuestion
from assessment.rules.diagnosis.codes import codes_in
from assessment.rules.keys import DIAGNOSIS_CODE
from assessment.treatments.display import UNITS_IN_WORDS, display_treatment
from assessment.treatments.ledger import dose_of
from guidelines.comparison.text import TextStretch, sentence_changes
from guidelines.vocabulary.model import TREATMENT_SECTION
from guidelines.vocabulary.numbers import number_in_danish
from referrals.letters.frozen_sections import MedicineTable, medicine_table, section_says
from referrals.letters.kinds import template_of
from referrals.letters.prefill import newest_texts
from referrals.models import Letter
from referrals.rules.contradictions import FoundContradiction, Passage, Quote, find_contradictions
from referrals.rules.earlier_dose import names_as_current
from referrals.rules.pathway import LetterSection, Pathway
from referrals.rules.section_text import EMPTY, Part, is_edited


@dataclass(frozen=True)
class SectionReview:
    """One section: its part of the letter, what the letter says in it, and what the newest answers give."""

    section: LetterSection
    part: Part
    says: str
    newest: str
    missing: list[OpenQuestion]
    workspace: Workspace = field(repr=False)

    @cached_property
    def table(self) -> MedicineTable | None:
        """The medicines that it tells, as a table."""
        return medicine_table(self.section, self.says, self.workspace)

    @property
    def is_behind(self) -> bool:
        """Whether the text was made from older answers."""
        return self.newest != self.part["generated"]

    @property
    def is_edited(self) -> bool:
        return is_edited(self.part)

    @property
    def has_notes(self) -> bool:
        """Whether something stands beside the text."""
        return bool(self.missing or self.is_behind or self.is_edited or self.replaced)

    @property
    def is_empty(self) -> bool:
        return not self.says.strip()

    @property
    def replaced(self) -> str:
        """The text that stood here before another was put in; empty if it stands here again."""
        replaced = self.part.get("replaced", "")
        return replaced if replaced != self.part["text"] else ""

    @cached_property
    def own_changes(self) -> list[TextStretch]:
        """From what the answers gave to what stands there."""
        return sentence_changes(self.part["generated"], self.part["text"])

    @cached_property
    def new_changes(self) -> list[TextStretch]:
        """From what the answers gave to what they give now."""
        return sentence_changes(self.part["generated"], self.newest)

    @cached_property
    def changes_since(self) -> list[TextStretch]:
        """From the text that was replaced to the one that stands there."""
        return sentence_changes(self.replaced, self.part["text"])


def review_sections(letter: Letter, workspace: Workspace, pathway: Pathway) -> list[SectionReview]:
    """Every section of the letter, in its order."""
    template, questions = template_of(letter, pathway), workspace.content.vocabulary.questions
    newest = newest_texts(letter, workspace, pathway)
    reviews = []
    for section in template.sections:
        says = section_says(letter, section, template)
        reviews.append(
            SectionReview(
                section=section,
                part=letter.sections.get(section.key, EMPTY),
                says=says,
                newest=newest[section.key],
                missing=workspace.display.open(
                    key
                    for key in section.facts
                    if key in questions and key not in workspace.facts.values and workspace.facts.is_asked(key)
                ),
                workspace=workspace,
            )
        )
    return reviews


@dataclass(frozen=True)
class ShownQuote:
    """What says it, in which words, and where it can be put right."""

    title: str
    text: str
    url: str


@dataclass(frozen=True)
class ShownContradiction:
    text: str
    quotes: list[ShownQuote]


def contradictions_in(letter: Letter, workspace: Workspace, pathway: Pathway) -> list[ShownContradiction]:
    """What cannot both hold of the facts, the letter's text and the treatments, by the pathway's rules; two doses of
    one medicine, each as the current one; and a diagnosis code that is none."""
    shown = _Quotes(letter, workspace, pathway)
    passages = list(passages_of(letter, workspace, pathway))
    return [*_two_doses(workspace, passages, shown), *_free_diagnosis(passages, shown)] + [
        ShownContradiction(
            _text_of(found),
            [*map(shown.fact, found.deciding), *map(shown.quote, filter(None, (found.said, *found.against)))],
        )
        for found in find_contradictions(pathway.contradictions, workspace.facts, passages)
    ]


def _free_diagnosis(passages: Iterable[Passage], shown: "_Quotes") -> Iterator[ShownContradiction]:
    """Where the diagnosis code is a text from before it was asked for by its form: another system gets no code."""
    for passage in passages:
        if passage.source == "question" and passage.key == DIAGNOSIS_CODE and not codes_in(passage.text):
            words = _("The ICPC-2 code is written as free text. The letter says it as it stands, and carries no code.")
            yield ShownContradiction(words, [shown.quote(Quote("question", passage.key, passage.text))])


def _text_of(found: FoundContradiction) -> str:
    words = found.contradiction.text
    return _("Fault in the rule, judge it yourself: %(text)s") % {"text": words} if found.is_fault else words


def _two_doses(workspace: Workspace, passages: Iterable[Passage], shown: "_Quotes") -> Iterator[ShownContradiction]:
    """Where the letter names the dose that a taper step has changed, as if it were the dose of today."""
    sections = [passage for passage in passages if passage.source == "section"]
    for row in workspace.treatments:
        earlier = dose_of(row) if row.tapered else None
        if earlier is None:
            continue
        names = (row.name, workspace.content.vocabulary.treatment_kinds[row.kind].label)
        dose, unit = number_in_danish(earlier), UNITS_IN_WORDS[row.dose_unit]
        said = ((passage, names_as_current(passage.text, names, dose, unit)) for passage in sections)
        quotes = [shown.quote(Quote("section", passage.key, line)) for passage, line in said if line]
        if quotes:
            current = display_treatment(row, workspace.content.vocabulary).dose
            words = _("The letter names an earlier dose of %(medicine)s as the current one.")
            against = shown.quote(Quote("treatment", str(row.pk), current))
            yield ShownContradiction(words % {"medicine": row.name or names[1]}, [*quotes, against])


def passages_of(letter: Letter, workspace: Workspace, pathway: Pathway) -> Iterator[Passage]:
    """Everything that somebody wrote: the answers in free text, the treatments, and the letter as it stands."""
    for key, question in workspace.content.vocabulary.questions.items():
        value = workspace.case.answers.get(key)
        if question.type == "text" and isinstance(value, str):
            yield Passage("question", key, value)
    for row in workspace.treatments:
        for text in filter(None, (row.name, row.side_effects, row.reason)):
            yield Passage("treatment", str(row.pk), text)
    template = template_of(letter, pathway)
    for section in template.sections:
        yield Passage("section", section.key, section_says(letter, section, template), section.facts)


class _Quotes:
    """Quotations with their titles and links."""

    def __init__(self, letter: Letter, workspace: Workspace, pathway: Pathway) -> None:
        self.workspace, self.episode = workspace, workspace.episode.pk
        self.letter_url = reverse("letter", args=[letter.pk])
        self.titles = {section.key: section.title for section in template_of(letter, pathway).sections}

    def quote(self, quote: Quote) -> ShownQuote:
        vocabulary = self.workspace.content.vocabulary
        match quote.source:
            case "question":
                return ShownQuote(vocabulary.short(quote.key), quote.text, self._question(quote.key))
            case "section":
                return ShownQuote(self.titles[quote.key], quote.text, f"{self.letter_url}#field_{quote.key}")
        row = next(row for row in self.workspace.treatments if str(row.pk) == quote.key)
        return ShownQuote(display_treatment(row, vocabulary).title, quote.text, self._section(TREATMENT_SECTION))

    def fact(self, key: str) -> ShownQuote:
        """A fact that decided: what it is, and where what it rests on is asked."""
        fact: KnownFact = self.workspace.display.one(key)
        derived = self.workspace.content.vocabulary.derived.get(key)
        sources: Iterable[str] = derived.inputs if derived else (key,)
        # What is asked nowhere is known of the patient: the age follows from the CPR number.
        patient = reverse("patient", args=[self.workspace.episode.patient_id])
        url = next((self._question(source) for source in sources), patient)
        return ShownQuote(fact.short, f"{fact.value} {fact.day}".rstrip(), url)

    def _question(self, key: str) -> str:
        section = self._section(self.workspace.content.vocabulary.section_of(key))
        return section if section == self._section(TREATMENT_SECTION) else f"{section}#field_{key}"

    def _section(self, section: str) -> str:
        return reverse("section", args=[self.episode, section])
