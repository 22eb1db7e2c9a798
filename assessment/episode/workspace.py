"""Everything the page of an episode shows, worked out once per request."""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property, partial

from django.utils import timezone

from accounts.tenancy.statements import at_once
from assessment.advice.arrange import Advice, AdviceRow, arrange_advice
from assessment.advice.consequences import consequences_of_advice, own_questions, questions_of_own_prompts
from assessment.advice.decisions import latest_responses, latest_rows
from assessment.advice.noted_review import noted_reviews
from assessment.episode.next_questions import NextQuestion, SectionProgress, rank_questions, section_progress
from assessment.models import AdviceResponse, Consultation, Episode, QuestionnaireResponse, Treatment
from assessment.models.entries import AnswerEntry, StoredValue, values_given
from assessment.questionnaires.responses import AnswerAlert, open_alerts, responses_of, standing_responses
from assessment.record.answers import valid_answers
from assessment.record.consultations import count_before, newest_and_agreed, newest_rows
from assessment.record.form_changes import DataAbsent, day_of, measure_changes
from assessment.record.known_facts import FactDisplay, KnownFact, OpenQuestion
from assessment.rules.agenda import ASKED_OF_DANGER, Agenda, agenda_of, dangerous_among, was_noted
from assessment.rules.asking.course import end_of_short, grown_on, is_short
from assessment.rules.asking.relevance import ask_only, leave_out
from assessment.rules.facts import Case, facts_of
from assessment.rules.keys import BROAD_COURSE, DURATION_MONTHS, GCPS_GRADE, NEXT_FOLLOW_UP, PEG_SCORE
from assessment.rules.medication.opioid_course import ReviewSaid
from assessment.treatments.display import TreatmentDisplay, display_treatment
from assessment.treatments.ledger import rows_of, standing_rows, treatments_of
from assessment.treatments.opioid_follow_up import reviews_said
from assessment.treatments.statements import kinds_not_tried, says_complete, says_none_tried
from guidelines.in_force.content import Content
from guidelines.recommendations.evaluation import RecommendationResult, evaluate_all
from guidelines.recommendations.outcomes import EmergencyContact
from guidelines.vocabulary.dates import add_months
from guidelines.vocabulary.facts import TREATMENTS, Facts
from guidelines.vocabulary.model import Question, Vocabulary

HEADLINE = (DURATION_MONTHS, GCPS_GRADE, PEG_SCORE)


@dataclass(frozen=True)
class StaleAnswer:
    """An answer that is older than its question's limit."""

    question: Question
    recorded: date


@dataclass(frozen=True)
class KeptRows:
    """What is kept of an episode beside its answers; `decisions` are the newest responses to advice, and `agreed` the
    consultation in which something was agreed last, where it was not said which one runs.
    """

    treatments: list[Treatment]
    newest: Consultation | None
    responses: list[QuestionnaireResponse]
    decisions: dict[int, AdviceResponse]
    agreed: Consultation | None = None


@dataclass(frozen=True)
class Workspace:
    episode: Episode
    rows: KeptRows
    newest: Consultation | None
    content: Content
    treatments: list[Treatment]
    case: Case
    facts: Facts
    display: FactDisplay
    results: list[RecommendationResult]
    advice: Advice
    sections: list[SectionProgress]
    next_questions: list[NextQuestion]
    responses: list[QuestionnaireResponse]
    alerts: list[AnswerAlert]
    # Read once, where something asks for it: what was said of the review of the opioids, the oldest first.
    reviews_said: Callable[[], Sequence[ReviewSaid]]

    @property
    def consultation(self) -> Consultation | None:
        """The consultation that runs today."""
        return self.newest if self._is_open and self.newest.day == self.case.as_of else None  # type: ignore[union-attr]

    @property
    def left_open(self) -> Consultation | None:
        """One of an earlier day that nobody has ended. Nothing of today belongs to it."""
        return self.newest if self._is_open and self.consultation is None else None

    @property
    def written_without_contact(self) -> bool:
        """Whether answers or treatments were recorded today while no consultation ran."""
        as_of = self.case.as_of
        answers = (entry for entry in self.episode.answers.values() if entry.get("consultation") is None)
        rows = (row for row in self.treatments if row.consultation_id is None)
        return any(day_of(entry) == as_of for entry in answers) or any(
            timezone.localdate(row.recorded_at) == as_of for row in rows
        )

    @property
    def _is_open(self) -> bool:
        return self.newest is not None and self.newest.ended_at is None

    @cached_property
    def agenda(self) -> Agenda | None:
        """The plan of the consultation that runs, or of the next one; counted among the assessments alone. The long
        course counts from its own first. A follow-up has its own plan, and what is about the taper or takes place
        without the patient has none.
        """
        running = self.consultation
        if running and running.kind in (Consultation.Kind.TAPER, Consultation.Kind.WITHOUT_PATIENT):
            return None
        if running and running.kind == Consultation.Kind.FOLLOW_UP:
            return self.follow_up
        number = self.newest.assessments_until if self.newest else 0
        number = number if running and running.kind == Consultation.Kind.ASSESSMENT else number + 1
        if number > 1 and self.content.vocabulary.new_pain and not self.is_short:
            number -= self._contacts_of_new_pain()
        return self._agenda(number)

    @cached_property
    def follow_up(self) -> Agenda | None:
        """What a follow-up asks, whether one runs or not."""
        return self._agenda(len(self.content.vocabulary.agenda) + 1, is_contact_of_follow_up=True)

    def _agenda(self, number: int, *, is_contact_of_follow_up: bool = False) -> Agenda | None:
        settled = set(self.case.answers) | set(self.asked)
        if self.case.treatments is not None:
            settled.add(TREATMENTS)
        not_asked = {key for key in self.perhaps_asked if not self.has_place(key)}
        vocabulary, in_this, noted = self.content.vocabulary, self._settled_in_this(), self._noted()
        dangerous = dangerous_among({key: self._stood_before(key) for key in ASKED_OF_DANGER}, vocabulary)
        return agenda_of(
            number,
            vocabulary,
            settled,
            in_this,
            not_asked,
            noted,
            dangerous,
            is_short=self.is_short,
            is_contact_of_follow_up=is_contact_of_follow_up,
        )

    def asked_anew(self, agenda: Agenda | None) -> dict[str, int]:
        """The questions that are asked anew of this agenda, with the version of the answer that stands from before.

        In a follow-up that is all of them, in any other consultation those about what was dangerous.
        """
        return {
            key: entry["version"]
            for key, entry in self.episode.answers.items()
            if agenda is not None and (agenda.is_follow_up or key in agenda.dangerous)
            if not self.is_of_this(entry) and (entry["value"] is not None or entry.get("reason"))
        }

    def is_of_this(self, entry: AnswerEntry) -> bool:
        """Whether it was answered in the consultation that runs, or today without one."""
        number = entry.get("consultation")
        if number is None:
            return day_of(entry) == self.case.as_of
        return self.consultation is not None and number == self.consultation.number

    def _noted(self) -> list[str]:
        """Of the questions that a follow-up asks only where it was ever there, those where it was."""
        vocabulary = self.content.vocabulary
        parts = filter(None, (vocabulary.follow_up, vocabulary.short_follow_up))
        asked = dict.fromkeys(key for part in parts for key in part.only_where_noted)
        entries = {key: self.episode.answers[key] for key in asked if key in self.episode.answers}
        questions = vocabulary.questions
        return [key for key, entry in entries.items() if was_noted(questions[key], values_given(entry))]

    def _stood_before(self, key: str) -> StoredValue:
        """What a question was answered with before the consultation that runs."""
        entry = self.episode.answers.get(key)
        if entry and self.is_of_this(entry):
            return entry["before"]["value"] if "before" in entry else None
        return entry["value"] if entry else None

    @cached_property
    def is_short(self) -> bool:
        """Whether the episode is on the short course of new pain."""
        has_one = self.content.vocabulary.new_pain is not None
        return has_one and is_short(self.case.answers, self.case.as_of)

    @property
    def new_pain_until(self) -> date | None:
        """The last day of the short course."""
        return end_of_short(self.case.answers)

    def _contacts_of_new_pain(self) -> int:
        """How many contacts there were before the course grew long; none where it never was short."""
        began = timezone.localdate(self.episode.started_at)
        grown = grown_on(self.case.answers, began, self.display.recorded(BROAD_COURSE))
        return count_before(self.episode, grown) if grown else 0

    @cached_property
    def assessed(self) -> list[tuple[AdviceRow, AdviceResponse]]:
        """The safety prompts of which a decision stands, each with it."""
        rows = self.advice.rows()
        return [(row, decision) for row in rows if (decision := row.decision) is not None]

    @cached_property
    def contacts(self) -> tuple[EmergencyContact, ...]:
        """Whom to call when it cannot wait, where the patient lives."""
        return self.content.contacts(self.episode.patient.planning_area, self.case.as_of)

    @property
    def has_numberless_contacts(self) -> bool:
        """Whether of one of them nobody has entered a number."""
        return any(not contact.phone for contact in self.contacts)

    @cached_property
    def is_mostly_aged(self) -> bool:
        """Whether the lists say once that most of the advice is not current, and the rows only where one differs."""
        return self.content.is_mostly_aged(self.case.as_of)

    @property
    def contacts_shown(self) -> tuple[EmergencyContact, ...]:
        """The same, while a safety prompt that names them applies."""
        return self.contacts if any(row.recommendation.shows_contacts for row in self.advice.safety) else ()

    @property
    def asked(self) -> dict[str, DataAbsent]:
        """The questions that were asked in vain, with the reason."""
        return self.display.asked

    def _settled_in_this(self) -> set[str]:
        if self.consultation is None:
            return set()
        number, answers = self.consultation.number, self.episode.answers
        settled = {key for key, entry in answers.items() if entry.get("consultation") == number}
        if any(row.consultation_id == self.consultation.pk for row in self.treatments):
            settled.add(TREATMENTS)
        return settled

    def stale(self) -> list[StaleAnswer]:
        """The answers that are older than their question's limit, the oldest first."""
        questions, as_of = self.content.vocabulary.questions, self.case.as_of
        stale = [
            StaleAnswer(question, recorded)
            for key in self.case.answers
            if not (question := questions[key]).retired
            and question.fresh_months is not None
            and (recorded := self.display.recorded(key))
            and is_stale(question, recorded, as_of)
        ]
        return sorted(stale, key=lambda answer: answer.recorded)

    @property
    def perhaps_asked(self) -> AbstractSet[str]:
        """The questions that are not asked of everyone."""
        return self.content.asked_when.keys() | questions_of_own_prompts(self.content)

    def has_place(self, question: str) -> bool:
        """Whether the question is asked of this patient, or something was said of it already."""
        return self.facts.is_asked(question) or question in self.episode.answers

    def known(self, key: str) -> KnownFact | None:
        return self.display.one(key) if key in self.facts.values else None

    @property
    def own_questions(self) -> list[OpenQuestion]:
        """What the own prompts lack of medicines in use, each question once."""
        lacking = dict.fromkeys(question for row in self.advice.own_unknown for question in row.missing)
        return [question for question in lacking if self.facts.is_asked(question.key)]

    @property
    def has_safety_notes(self) -> bool:
        """Whether something is to be said of safety beside the prompts themselves."""
        advice = self.advice
        beside = self.alerts, advice.safety_questions, advice.safety_faults, advice.gone, self.own_questions
        return any(beside)

    @property
    def attention(self) -> int:
        """How much waits for the clinician now: under Safety, and to be done."""
        return self.open_safety_lines + len(self.advice.do_now)

    @property
    def open_safety_lines(self) -> int:
        """How many lines stand under Safety until somebody decides, or says why it does not apply any more."""
        advice = self.advice
        return len(self.alerts) + len(advice.open_safety) + len(advice.safety_faults) + len(advice.gone)

    @property
    def headline(self) -> list[KnownFact]:
        """What stands beside the patient's name on every page of the episode."""
        return [fact for key in HEADLINE if (fact := self.known(key))]

    def treatment_rows(self) -> list[TreatmentDisplay]:
        return [display_treatment(row, self.content.vocabulary) for row in self.treatments]


def is_stale(question: Question, recorded: date, as_of: date) -> bool:
    """Whether an answer of that day is older than the question's limit (content; a question without one never is)."""
    return question.fresh_months is not None and add_months(recorded, question.fresh_months) < as_of


def case_of(
    episode: Episode,
    treatments: list[Treatment],
    vocabulary: Vocabulary,
    as_of: date,
    newest: Consultation | None = None,
) -> Case:
    """The episode as the rules see it. `newest` is its newest consultation, where that may run."""
    runs = newest is not None and newest.ended_at is None and newest.day == as_of
    return Case(
        as_of=as_of,
        birth_date=episode.patient.birth_date,
        answers=valid_answers(episode, vocabulary),
        treatments=rows_of(episode, treatments),
        treatments_complete=says_complete(episode) or (says_none_tried(episode) and not treatments),
        kinds_not_tried=kinds_not_tried(episode),
        is_man=episode.patient.is_man,
        since=measure_changes(episode, vocabulary, (newest.number, as_of) if newest and runs else None),
    )


def read_rows(episode: Episode, consultation: Consultation | None = None) -> KeptRows:
    """The rows as they stand; `consultation` is the one that runs, where it is known already."""
    statements = (standing_rows, standing_responses, latest_rows, *(() if consultation else (newest_rows,)))
    with at_once(*statements, episode=episode.pk):
        newest, agreed = (consultation, None) if consultation else newest_and_agreed(episode)
        return KeptRows(treatments_of(episode), newest, responses_of(episode), latest_responses(episode), agreed)


def build_workspace(
    episode: Episode,
    content: Content,
    as_of: date,
    consultation: Consultation | None = None,
    rows: KeptRows | None = None,
) -> Workspace:
    """The whole page; `consultation` is the one that runs, and `rows` what is kept, where that is known already."""
    rows = rows or read_rows(episode, consultation)
    treatments, responses = rows.treatments, rows.responses
    case = case_of(episode, treatments, content.vocabulary, as_of, rows.newest)
    facts = ask_only(facts_of(case, content.vocabulary), content.asked_when, content.vocabulary.askable)
    display = FactDisplay(episode, treatments, facts, content.vocabulary)
    results = evaluate_all(content.rules, facts)
    consequences = consequences_of_advice(results, case, content, display)
    # The own questions have a place where a medicine in use or considered lacks them.
    asked_of_own = own_questions(results, consequences.values(), case, content)
    facts = leave_out(facts, questions_of_own_prompts(content) - asked_of_own)
    # The own prompts count apart: what they lack of medicines is asked where those are in use or considered.
    ranked = [result for result in results if result.key not in content.own or not content.is_safety(result.key)]
    area = None if is_short(case.answers, as_of) else episode.patient.planning_area
    asked_next = rank_questions(ranked, content, facts, display.asked, area)
    said = cache(partial(reviews_said, episode, content))
    return Workspace(
        episode=episode,
        rows=rows,
        newest=rows.newest,
        content=content,
        treatments=treatments,
        case=case,
        facts=facts,
        display=display,
        results=results,
        advice=arrange_advice(
            results, content, display, rows.decisions, consequences, noted_reviews(results, facts, said, content)
        ),
        sections=section_progress(case, content.vocabulary, facts, display.asked),
        next_questions=[
            replace(one, label=display.label(one.key)) if one.key == TREATMENTS else one for one in asked_next
        ],
        responses=responses,
        alerts=open_alerts(responses, content, display),
        reviews_said=said,
    )


def with_decisions(workspace: Workspace, kept: Iterable[AdviceResponse]) -> Workspace:
    """The same, where these responses to advice have been kept since."""
    newer = {response.recommendation_version.recommendation_id: response for response in kept}
    rows = replace(workspace.rows, decisions=workspace.rows.decisions | newer)
    return build_workspace(workspace.episode, workspace.content, workspace.case.as_of, rows=rows)


def next_visit(workspace: Workspace) -> date | None:
    """The day of the next follow-up; None if none is planned, or when it has passed."""
    planned = workspace.case.answers.get(NEXT_FOLLOW_UP)
    return planned if isinstance(planned, date) and planned >= workspace.case.as_of else None
