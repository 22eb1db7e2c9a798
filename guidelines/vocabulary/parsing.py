"""Reads the vocabulary from the body of a release, and names what does not hold together. Pure Python."""

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from typing import Annotated

from guidelines.vocabulary.facts import TREATMENTS
from guidelines.vocabulary.faults import list_names, name_faults
from guidelines.vocabulary.model import (
    CHANGE,
    NOTED,
    TREATMENT_ASPECTS,
    AgendaPart,
    DerivedFact,
    NotePart,
    Population,
    PreoperativeHistory,
    Question,
    Section,
    Sentence,
    TreatmentField,
    TreatmentKind,
    Vocabulary,
)
from guidelines.vocabulary.plan_phrases import PlanContent, check_plan
from guidelines.vocabulary.reading import read
from guidelines.vocabulary.shapes import About, Json, Rows, shape
from guidelines.vocabulary.shapes import msgid as _
from guidelines.vocabulary.sourcing import PublicationBody

# What a search takes for a word.
WORD = re.compile(r"[^\W_]+")


@shape()
class TreatmentsQuestion:
    """How the list of treatments is asked for, and what it is called in lists."""

    label: Annotated[str, About(_("The question of treatments"), "shown", required=False)]
    short: Annotated[str, About(_("Short name of the treatments"), "shown", required=False)]


@shape("Gruppen af søgeord")
class SearchWords:
    """Words of everyday use that stand for the same in a search among recommendations."""

    title: Annotated[str, About(_("Title"))]
    words: Annotated[tuple[str, ...], About(_("Words"), "lines")]


@shape("Spørgsmål og fakta", is_named=False)
class VocabularyBody(PublicationBody):
    """A release of the vocabulary as it is stored. What is laid out for judgement is read where it is used."""

    questions: Annotated[tuple[Question, ...], Rows(_("Questions"), _("Question"))]
    sections: Annotated[tuple[Section, ...], Rows(_("Sections"), _("Section"), can_add=False)]
    populations: Annotated[tuple[Population, ...], Rows(_("Groups of patients"), _("Group of patients"))]
    agenda: Annotated[tuple[AgendaPart, ...], Rows(_("Agenda of the first consultations"), _("Agenda"))] = ()
    follow_up: Annotated[AgendaPart | None, Rows(_("Agenda of a follow-up"), _("Agenda of a follow-up"))] = None
    short_follow_up: Annotated[
        AgendaPart | None, Rows(_("Agenda of a short follow-up"), _("Agenda of a short follow-up"))
    ] = None
    new_pain: Annotated[AgendaPart | None, Rows(_("Agenda of new pain"), _("Agenda of new pain"))] = None
    treatments_label: TreatmentsQuestion
    treatment_fact_labels: Annotated[dict[str, str], About(_("What is said of a treatment"), "shown", required=False)]
    derived: Annotated[tuple[DerivedFact, ...], Rows(_("Facts that are worked out"), _("Fact"), by_file=True)]
    treatment_kinds: Annotated[tuple[TreatmentKind, ...], Rows(_("Treatments"), _("Treatment"), by_file=True)]
    treatment_fields: Annotated[
        tuple[TreatmentField, ...], Rows(_("What is asked of a treatment"), _("Question of a treatment"), by_file=True)
    ]
    search_words: Annotated[tuple[SearchWords, ...], Rows(_("Search words"), _("Group of search words"))] = ()
    sentences: Annotated[tuple[Sentence, ...], Rows(_("Sentences"), _("Sentence"))] = ()
    note: Annotated[tuple[NotePart, ...], Rows(_("Journal note"), _("Part of the note"))] = ()
    day_told_after: Annotated[
        int,
        About(
            _("Days after which a sentence tells its day"),
            "number",
            required=False,
            help=_("In letters: an answer that is older than this stands with its day."),
        ),
    ] = 30
    plan: PlanContent = PlanContent()
    preoperative_history: PreoperativeHistory = PreoperativeHistory()
    burden: Json = None
    complexity: Json = None


def parse_vocabulary(body: Mapping[str, Json]) -> Vocabulary:
    """The vocabulary of a release's body. Raises ValueError if the body is not one."""
    found = read(VocabularyBody, body)
    with name_faults("Spørgsmål og fakta"):
        return _vocabulary(found)


def _vocabulary(body: VocabularyBody) -> Vocabulary:
    questions = {question.key: question for question in body.questions}
    derived = {fact.key: fact for fact in (*body.derived, *_facts_of_treatments(body))}
    _check_inputs(body.derived, questions)
    check_plan(body.plan, questions.keys() | derived.keys(), {kind.key for kind in body.treatment_kinds})
    _check_history(body.preoperative_history, {TREATMENTS, *questions, *derived})
    _check_note(body.note, questions, derived.keys())
    return Vocabulary(
        sections=body.sections,
        questions=questions,
        treatment_kinds={kind.key: kind for kind in body.treatment_kinds},
        treatment_fields={field.key: field for field in body.treatment_fields},
        derived=derived,
        populations={population.key: population for population in body.populations},
        treatments_label=body.treatments_label.label,
        treatments_short=body.treatments_label.short,
        agenda=tuple(_asked(part, questions) for part in body.agenda),
        follow_up=_asked(body.follow_up, questions) if body.follow_up else None,
        short_follow_up=_asked(body.short_follow_up, questions) if body.short_follow_up else None,
        new_pain=_asked(body.new_pain, questions) if body.new_pain else None,
        plan=body.plan,
        preoperative_history=body.preoperative_history,
        same_words=_same_words(body.search_words),
        sentences=body.sentences,
        note=body.note,
        day_told_after=body.day_told_after,
    )


def _facts_of_treatments(body: VocabularyBody) -> Iterable[DerivedFact]:
    """What is computed of each kind of treatment: whether it was tried, is in use, failed or is unsuitable."""
    if lacking := set(TREATMENT_ASPECTS) - body.treatment_fact_labels.keys() if body.treatment_kinds else set():
        raise ValueError(f"ord mangler for {list_names(lacking)}")
    for kind in body.treatment_kinds:
        for aspect in TREATMENT_ASPECTS:
            words = body.treatment_fact_labels[aspect].replace("{kind}", kind.label)
            yield DerivedFact(key=f"treatment.{kind.key}.{aspect}", short=words, inputs=(TREATMENTS,))


def _check_inputs(facts: Iterable[DerivedFact], questions: Mapping[str, Question]) -> None:
    for fact in facts:
        with name_faults("Det beregnede faktum", fact):
            retired = [questions[key].label for key in fact.inputs if key in questions and questions[key].retired]
            if retired:
                raise ValueError(f"det beregnes af {list_names(retired)}, som derfor ikke kan tages ud af brug")
            if fact.key.startswith(CHANGE) and not _is_measurable(fact, questions):
                raise ValueError("en ændring regnes ud fra ét spørgsmål: en skala, eller et svar fra en liste")


def _is_measurable(fact: DerivedFact, questions: Mapping[str, Question]) -> bool:
    """Whether a change can be worked out: from one question, of a scale or a list."""
    measured = [questions[key].type for key in fact.inputs if key in questions]
    return len(fact.inputs) == len(measured) == 1 and measured[0] in ("scale", "choice")


def _same_words(groups: Iterable[SearchWords]) -> dict[str, frozenset[str]]:
    """For each word of a group, in small letters, all words of its groups. A search looks for words one by one."""
    same: dict[str, frozenset[str]] = {}
    for group in groups:
        with name_faults("Gruppen af søgeord", group):
            if wrong := [word for word in group.words if not WORD.fullmatch(word)]:
                raise ValueError(f"det er ikke ét ord med bogstaver og tal: {list_names(wrong)}")
            if len(group.words) < 2:
                raise ValueError("den har færre end to ord")
        words = frozenset(word.casefold() for word in group.words)
        same |= {word: words | same.get(word, frozenset()) for word in words}
    return same


def _asked(part: AgendaPart, questions: Mapping[str, Question]) -> AgendaPart:
    """One consultation's plan; a retired question stays on it, and is left out while it is retired."""
    with name_faults("Dagsordenen", part):
        if unknown := set(part.questions) - questions.keys() - {TREATMENTS}:
            raise ValueError(f"den spørger om noget, som ikke er et spørgsmål: {list_names(unknown)}")
        if left_out := set(part.only_where_noted) - set(part.questions):
            raise ValueError(
                f"den spørger ikke om det, som kun spørges, hvor det har været der: {list_names(left_out)}"
            )
        if unfit := {key for key in part.only_where_noted if getattr(questions.get(key), "type", "") not in NOTED}:
            raise ValueError(f"kun ja eller nej og ét svar fra en liste kan have været der: {list_names(unfit)}")
    asked = tuple(key for key in part.questions if key == TREATMENTS or not questions[key].retired)
    return replace(part, questions=asked)


def _check_history(history: PreoperativeHistory, known: Set[str]) -> None:
    """Raises ValueError if a heading names a fact that does not exist, or one that stands there already."""
    with name_faults("Smertehistorien før en operation"):
        facts = [fact for heading in history.headings for fact in heading.facts]
        if unknown := set(facts) - known:
            raise ValueError(f"den nævner fakta, som ikke findes: {list_names(unknown)}")
        if twice := {fact for fact in facts if facts.count(fact) > 1}:
            raise ValueError(f"den nævner et faktum to gange: {list_names(twice)}")


def _check_note(parts: Iterable[NotePart], questions: Mapping[str, Question], derived: Set[str]) -> None:
    """Raises ValueError if a note names a fact that does not exist, or one twice. What it leaves out is no fault."""
    told: set[str] = set()
    for part in parts:
        with name_faults("Notatets del", part):
            if unknown := set(part.facts) - questions.keys() - derived:
                raise ValueError(f"den nævner fakta, som ikke findes: {list_names(unknown)}")
            if left_out := {entry.partition("=")[0] for entry in part.only_long} - set(part.facts):
                raise ValueError(f"den nævner ikke det, som kun står i det lange notat: {list_names(left_out)}")
            if twice := {one for one in (*part.facts, *part.holds) if one in told}:
                raise ValueError(f"det står allerede i en anden del af notatet: {list_names(twice)}")
        told |= {*part.facts, *part.holds}
