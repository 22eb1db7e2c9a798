"""Everything the page of an episode shows, worked out once per request."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from assessment.advice import Advice, FactDisplay, KnownFact, arrange_advice, latest_responses
from assessment.answers import answers_of
from assessment.case import Case, facts_of
from assessment.consultations import open_consultation_of
from assessment.models import Consultation, Episode, Treatment
from assessment.treatments import rows_of, treatments_of
from guidelines.content import Content
from guidelines.evaluation import RecommendationResult, Status, evaluate_all
from guidelines.facts import TREATMENTS, Facts
from guidelines.vocabulary import TREATMENT_SECTION, Section, Vocabulary, display_value

# What else hangs on unanswered questions. The rooms above add theirs: referrals its criteria.
OpenDecisions = Callable[[Content, Facts], Iterable[Iterable[str]]]
open_decisions: list[OpenDecisions] = []

HEADLINE = ("pain.duration_months", "gcps.grade", "peg.score")


@dataclass(frozen=True)
class TreatmentDisplay:
    """One treatment in Danish words."""

    row: Treatment
    title: str
    dose: str
    status: str
    effect: str


def display_treatment(row: Treatment, vocabulary: Vocabulary) -> TreatmentDisplay:
    fields = vocabulary.treatment_fields
    kind = vocabulary.treatment_kinds[row.kind].label
    return TreatmentDisplay(
        row=row,
        title=f"{row.name}, {kind}" if row.name and row.name.lower() != kind.lower() else row.name or kind,
        dose=display_value(float(row.daily_dose_mg), {}, "mg i døgnet") if row.daily_dose_mg is not None else "",
        status=fields["status"].values[row.status],
        effect=fields["effect"].values[row.effect],
    )


@dataclass(frozen=True)
class SectionProgress:
    section: Section
    answered: int
    total: int

    @property
    def state(self) -> str:
        if not self.answered:
            return "not_started"
        return "complete" if self.answered == self.total else "begun"


@dataclass(frozen=True)
class NextQuestion:
    """An unanswered question, and how many recommendations and criteria hang on it."""

    key: str
    label: str
    section: str
    recommendations: int
    criteria: int


@dataclass(frozen=True)
class Workspace:
    episode: Episode
    consultation: Consultation | None
    content: Content
    treatments: list[Treatment]
    case: Case
    facts: Facts
    display: FactDisplay
    results: list[RecommendationResult]
    advice: Advice
    sections: list[SectionProgress]
    next_questions: list[NextQuestion]

    def known(self, key: str) -> KnownFact | None:
        return self.display.one(key) if key in self.facts.values else None

    @property
    def headline(self) -> list[KnownFact]:
        """What stands beside the patient's name on every page of the episode."""
        return [fact for key in HEADLINE if (fact := self.known(key))]

    def treatment_rows(self) -> list[TreatmentDisplay]:
        return [display_treatment(row, self.content.vocabulary) for row in self.treatments]


def case_of(episode: Episode, treatments: list[Treatment], vocabulary: Vocabulary, as_of: date) -> Case:
    """The episode as the rules see it."""
    return Case(
        as_of=as_of,
        birth_date=episode.patient.birth_date,
        answers=answers_of(episode, vocabulary),
        treatments=rows_of(episode, treatments),
    )


def build_workspace(
    episode: Episode, content: Content, as_of: date, consultation: Consultation | None = None
) -> Workspace:
    """The whole page; `consultation` is the one that runs, where it is known already."""
    treatments = treatments_of(episode)
    case = case_of(episode, treatments, content.vocabulary, as_of)
    facts = facts_of(case, content.vocabulary)
    display = FactDisplay(episode, treatments, facts, content.vocabulary)
    results = evaluate_all(content.rules, facts)
    return Workspace(
        episode=episode,
        consultation=consultation or open_consultation_of(episode),
        content=content,
        treatments=treatments,
        case=case,
        facts=facts,
        display=display,
        results=results,
        advice=arrange_advice(results, content, display, latest_responses(episode), as_of),
        sections=section_progress(case, content.vocabulary),
        next_questions=rank_questions(results, content, facts),
    )


def section_progress(case: Case, vocabulary: Vocabulary) -> list[SectionProgress]:
    """How many questions of each section are answered; the list of treatments counts as one question."""
    progress = []
    for section in vocabulary.sections:
        questions = vocabulary.by_section[section.key]
        answered = sum(question.key in case.answers for question in questions)
        total = len(questions)
        if section.key == TREATMENT_SECTION:
            answered += case.treatments is not None
            total += 1
        progress.append(SectionProgress(section, answered, total))
    return progress


def rank_questions(results: Iterable[RecommendationResult], content: Content, facts: Facts) -> list[NextQuestion]:
    """The unanswered questions, first the one that the most undecided recommendations and criteria hang on.

    Before them come those that tell whether a recommendation that the content lifts needs attention now.
    """
    results = list(results)
    urgent = {
        key for result in results if result.attention is None and result.key in content.lifted for key in result.missing
    }
    undecided = [r.missing for r in results if r.status == Status.UNKNOWN or r.attention is None]
    recommendations = Counter(key for missing in undecided for key in missing)
    criteria = Counter(
        key for decisions in open_decisions for missing in decisions(content, facts) for key in set(missing)
    )
    vocabulary = content.vocabulary
    order = {key: index for index, key in enumerate((*vocabulary.questions, TREATMENTS))}
    ranked = sorted(
        recommendations.keys() | criteria.keys(),
        key=lambda key: (key not in urgent, -recommendations[key] - criteria[key], order[key]),
    )
    return [
        NextQuestion(key, vocabulary.label(key), vocabulary.section_of(key), recommendations[key], criteria[key])
        for key in ranked
    ]
