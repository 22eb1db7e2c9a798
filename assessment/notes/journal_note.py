"""The journal note: what one consultation, or a day without one, changed and decided; and a whole episode's summary."""

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.models import Staff
from assessment.advice.decisions import IN_ONE_QUERY, OF_AN_ADVICE, latest_responses
from assessment.care_plan.agreement import plan_of
from assessment.episode.workspace import Workspace
from assessment.models import (
    AdviceResponse,
    Answer,
    Consultation,
    Episode,
    QuestionnaireResponse,
    Treatment,
)
from assessment.models.states import row_before, states_of
from assessment.notes.lines import (
    AnswerWords,
    JournalNote,
    absent_line,
    advice_line,
    contact_lines,
    derived_line,
    derived_of,
    fact_line,
    instrument_line,
    note_of,
    plan_lines,
    section_titles,
)
from assessment.record.answer_words import NONE_TRIED
from assessment.record.answers import valid_answers
from assessment.record.contacts import Contact, Recorded, WithoutContact, end_of, is_of, since_last
from assessment.record.known_facts import FactDisplay
from assessment.rules.facts import OPIOIDS, Case, facts_of
from assessment.rules.keys import MECHANISM, MOST_IMPORTANT, NEXT_FOLLOW_UP, OPIOIDS_BEGIN, PAIN_CLASS
from assessment.rules.line_words import day, label_text
from assessment.treatments.display import display_treatment
from assessment.treatments.statements import NONE, says_none_tried, statements_of
from assessment.treatments.words import treatment_change, treatment_text
from guidelines.in_force.content import Content
from guidelines.vocabulary.model import TREATMENT_SECTION

WITHOUT_CONTACT, SINCE_LAST = "Uden kontakt", "Siden sidst, uden kontakt"
CONTACT, EPISODE, IMPORTANT, INSTRUMENTS = "Kontakt", "Forløb", "Det vigtigste for patienten", "Skemaer"
TREATMENT, DECISIONS, AGREED, NEXT = "Behandling", "Vurdering og beslutninger", "Aftaler og plan", "Næste kontakt"
# Why an opioid is given; what else is known of it has a section of its own.
INDICATION = (PAIN_CLASS, MECHANISM)

Parts = Iterable[tuple[str, Iterable[str]]]
# What else belongs in the record: headings with lines, for one contact, or (None) for the whole episode.
# The tapering adds its plans, the rooms above add theirs: referrals its letters.
NoteSource = Callable[[Episode, Contact | None, Content], Parts]
note_sources: list[NoteSource] = []


Read = TypeVar("Read")


def read_once(episode: Episode, what: str, read: Callable[[], Read]) -> Read:
    """What a source reads of the episode: once for a note, which tells of the contact and of what was since the last.

    Outside a note it is read anew.
    """
    kept: dict[str, Read] | None = episode.__dict__.get("read_for_the_note")
    if kept is None:
        return read()
    if what not in kept:
        kept[what] = read()
    return kept[what]


def consultation_note(contact: Contact, content: Content) -> JournalNote:
    """What this consultation changed and decided, under the headings of a journal; nothing that stood before it.

    Read at its end; of one that is ended already it says the same again. Of a day without contact: what was recorded
    on it while no consultation ran. What was recorded so since the consultation before has a heading of its own.
    """
    return _ContactNote(contact, content, _EpisodeRows(contact.episode)).note()


class _EpisodeRows:
    """What is recorded of an episode, read once for the notes of several contacts."""

    def __init__(self, episode: Episode) -> None:
        # Of this note alone: what its sources keep of the episode (`read_once`) goes with it.
        self.episode = copy(episode)
        self.episode.__dict__["read_for_the_note"] = {}
        self.history = list(Answer.objects.filter(episode=episode).order_by("version"))
        self.numbers = dict(Consultation.objects.filter(episode=episode).values_list("pk", "number"))
        self.treatments = Treatment.objects.filter(episode=episode).prefetch_related("events")
        self.filled_in = QuestionnaireResponse.objects.filter(episode=episode).prefetch_related("events")
        responses = AdviceResponse.objects.filter(episode=episode).select_related(*OF_AN_ADVICE)
        self.responses = responses.order_by("recorded_at", "pk")
        self.plan = plan_of(episode)
        self.plan_states = states_of(self.plan)


class _ContactNote:
    """Lays out everything of one contact, or of what was recorded without one."""

    def __init__(self, contact: Contact, content: Content, rows: _EpisodeRows) -> None:
        self.contact, self.content, self.vocabulary = contact, content, content.vocabulary
        self.episode, self.today, self.end = contact.episode, contact.day, end_of(contact)
        self.rows, self.history, self.plan = rows, rows.history, rows.plan
        self.numbers = rows.numbers
        self.answers = {row.question: row for row in self.history if is_of(row, contact)}
        self.before = {question: self._before(answer) for question, answer in self.answers.items()}
        self.words = AnswerWords(self.history, self.vocabulary)
        self.treatments = list(_changes_of(rows.treatments, contact))
        self.opioids = [row for row in _iterate_rows_at(rows.treatments, self.end) if _is_opioid_in_use(row)]
        self.filled_in = [change.now for change in _changes_of(rows.filled_in, contact)]
        self.responses = [row for row in rows.responses if is_of(row, contact)]
        mine = [state for state in rows.plan_states if is_of(state.row, contact)]
        self.plan_states = [state.row for state in mine]
        self.plan_before = row_before(rows.plan_states, mine[0]) if mine else None

    def _before(self, answer: Answer) -> Answer | None:
        """The answer that this contact replaced."""
        earlier = (
            row
            for row in reversed(self.history)
            if row.question == answer.question and row.version < answer.version and not is_of(row, self.contact)
        )
        return next(earlier, None)

    def note(self) -> JournalNote:
        answers = self._answer_lines()
        agreed = self.contact.agreed.strip() if isinstance(self.contact, Consultation) else ""
        return note_of(
            [
                (CONTACT, self._contact()),
                (SINCE_LAST, self._since_last()),
                *((title, answers.pop(key, [])) for key, title in section_titles(self.vocabulary)),
                (INSTRUMENTS, (instrument_line(row, self.content, self.today) for row in self.filled_in)),
                (TREATMENT, self._treatment_lines()),
                (TREATMENT, answers.pop(TREATMENT_SECTION, [])),
                (TREATMENT, self._opioid_lines()),
                *((title, lines) for source in self._sources() for title, lines in source),
                (DECISIONS, self._decisions()),
                (AGREED, agreed.splitlines()),
                (AGREED, plan_lines(self.plan_states[-1], self.plan_before) if self.plan_states else ()),
                (NEXT, self._next_contact()),
            ]
        )

    def _sources(self) -> Iterator[Parts]:
        return (source(self.rows.episode, self.contact, self.content) for source in note_sources)

    def _contact(self) -> Iterator[str]:
        if isinstance(self.contact, Consultation):
            yield f"Konsultation {self.contact.number}, {day(self.today)}, {self.contact.kind_and_form}"
        else:
            yield f"{WITHOUT_CONTACT}, {day(self.today)}"
        yield from self.noted_by()

    def noted_by(self) -> Iterator[str]:
        """Who took part, or wrote something without a contact."""
        began = self.contact.opened_by_id if isinstance(self.contact, Consultation) else None
        answers = (row for row in self.history if is_of(row, self.contact))
        rows: list[Recorded] = [*answers, *self.responses, *self.filled_in, *self.plan_states]
        rows += [change.now for change in self.treatments]
        recorded = [(row.recorded_at, row.recorded_by_id) for row in rows]
        people = dict.fromkeys([*([began] if began else []), *(by for _at, by in sorted(recorded))])
        names = dict(Staff.objects.filter(pk__in=people).values_list("pk", "user__name"))
        if people:
            yield label_text("Deltog" if began else "Noteret af", ", ".join(names[by] for by in people))

    def _since_last(self) -> Iterator[str]:
        """What was recorded without contact since the consultation before, with the headings in the lines."""
        if not isinstance(self.contact, Consultation):
            return
        between = _ContactNote(since_last(self.contact), self.content, self.rows)
        told = [(one.title, one.lines) for one in between.note().sections if one.title not in (CONTACT, NEXT)]
        if told:
            yield from between.noted_by()
        yield from (label_text(title, line) for title, lines in told for line in lines)

    def _answer_lines(self) -> dict[str, list[str]]:
        """What changed, by section: the answers in the order of the questions, then what is computed from them."""
        order = {key: index for index, key in enumerate(self.vocabulary.questions)}
        lines: dict[str, list[str]] = {}
        for question in sorted(self.answers, key=lambda key: order.get(key, len(order))):
            answer = self.answers[question]
            line = self.words.line(self.before[question], answer)
            if line and question != NEXT_FOLLOW_UP:
                lines.setdefault(self.words.section(answer), []).append(line)
        was, now = self._facts(with_changes=False), self._facts(with_changes=True)
        for key in derived_of(self.answers, self.vocabulary):
            line = derived_line(key, was, now)
            if line:
                section = self.vocabulary.section_of(self.vocabulary.derived[key].inputs[0])
                lines.setdefault(section, []).append(line)
        return lines

    def _facts(self, *, with_changes: bool) -> FactDisplay:
        """The facts as this contact left them, or as they would be without it."""
        standing: dict[str, Answer | None] = {row.question: row for row in self.history if row.recorded_at <= self.end}
        standing |= self.answers if with_changes else self.before
        said = {
            key: {
                "value": row.value,
                "at": row.recorded_at.isoformat(),
                "version": row.version,
                "consultation": row.consultation_id and self.numbers[row.consultation_id],
            }
            for key, row in standing.items()
            if row
        }
        episode = Episode(answers=said)
        case = Case(self.today, self.episode.patient.birth_date, valid_answers(episode, self.vocabulary))
        return FactDisplay(episode, [], facts_of(case, self.vocabulary), self.vocabulary)

    def _treatment_lines(self) -> Iterator[str]:
        lines = (treatment_change(change.was, change.now, self.vocabulary) for change in self.treatments)
        return (line for line in lines if line)

    def _opioid_lines(self) -> Iterator[str]:
        """Why an opioid is given, what is known of the plan for it, and the patient's goal: what stands elsewhere
        in the note is not said twice."""
        is_between = isinstance(self.contact, WithoutContact) and self.contact.until
        if not self.opioids or is_between:
            return
        now = self._facts(with_changes=True)
        asked = (key for key in self.vocabulary.questions if key.startswith(OPIOIDS_BEGIN))
        keys = [key for key in (*INDICATION, *asked) if key in now.facts.values and key not in self.answers]
        known = [f"{fact.short}: {fact.value}" for fact in map(now.one, keys)]
        if self.plan.goal and not self.plan_states:
            known.append(f"Patientens mål: {self.plan.goal}")
        titles = ", ".join(display_treatment(row, self.vocabulary).title for row in self.opioids)
        yield label_text(f"Opioid i brug ({titles})", "; ".join(known) or "grundlag og mål er ikke noteret")

    def _decisions(self) -> Iterator[str]:
        by_recommendation: dict[int, list[AdviceResponse]] = {}
        for response in self.responses:
            by_recommendation.setdefault(response.recommendation_version.recommendation_id, []).append(response)
        outdated = {response.pk for response in self.responses if self._is_outdated(response)}
        yield from (advice_line(responses, outdated) for responses in by_recommendation.values())
        if any(row.safety and row.recommendation_version.other_fields.get("shows_contacts") for row in self.responses):
            contacts = self.content.contacts(self.episode.patient.planning_area, self.today)
            yield from contact_lines(contacts)

    def _is_outdated(self, response: AdviceResponse) -> bool:
        """Whether an answer that a decision on a safety prompt was given on was given anew in this contact."""
        if response.safety == AdviceResponse.Safety.GONE:
            return False
        seen = {key: kept["version"] for key, kept in response.basis.items() if kept and "version" in kept}
        return any(key in self.answers and self.answers[key].version > version for key, version in seen.items())

    def _next_contact(self) -> Iterator[str]:
        answer = self.answers.get(NEXT_FOLLOW_UP)
        line = self.words.line(self.before[NEXT_FOLLOW_UP], answer) if answer else ""
        planned = self._facts(with_changes=True).facts.values.get(NEXT_FOLLOW_UP)
        if line:
            yield line
        elif isinstance(planned, date) and planned >= self.today:
            yield label_text(self.vocabulary.short(NEXT_FOLLOW_UP), day(planned))


Changed = TypeVar("Changed", QuestionnaireResponse, Treatment)


@dataclass(frozen=True)
class RowChange(Generic[Changed]):
    """What a contact did to a row: how it was before (None: it is new), and how it was left."""

    was: Changed | None
    now: Changed


def _changes_of(rows: Iterable[Changed], contact: Contact) -> Iterator[RowChange[Changed]]:
    """Of each row that the contact touched."""
    for row in rows:
        states = states_of(row)
        mine = [state for state in states if is_of(state.row, contact)]
        if mine:
            earlier = [state.row for state in states if state.number < mine[-1].number and state not in mine]
            yield RowChange(None if mine[0].is_first else earlier[-1], mine[-1].row)


def _iterate_rows_at(rows: Iterable[Treatment], moment: datetime) -> Iterator[Treatment]:
    """Each row as it was then."""
    for row in rows:
        states = [state.row for state in states_of(row) if (state.row.removed_at or state.row.recorded_at) <= moment]
        if states:
            yield states[-1]


def _is_opioid_in_use(row: Treatment) -> bool:
    return row.kind in OPIOIDS and row.status == "current" and row.removed_at is None


def episode_summary(workspace: Workspace) -> JournalNote:
    """Everything that is known of the episode today, under the same headings, each fact with its day."""
    episode, content, vocabulary = workspace.episode, workspace.content, workspace.content.vocabulary
    sections = _known_by_section(workspace)
    consultations = list(episode.consultations.order_by("number"))
    filled_in = QuestionnaireResponse.objects.filter(episode=episode, removed_at=None)
    important = workspace.known(MOST_IMPORTANT)
    return note_of(
        [
            (EPISODE, _course(episode, consultations)),
            (IMPORTANT, [fact_line("", important)] if important else ()),
            *((title, sections.pop(key, [])) for key, title in section_titles(vocabulary)),
            (INSTRUMENTS, (instrument_line(row, content, workspace.case.as_of) for row in filled_in)),
            (TREATMENT, (treatment_text(row, vocabulary) for row in workspace.treatments)),
            (TREATMENT, _said_of_the_list(workspace)),
            (TREATMENT, sections.pop(TREATMENT_SECTION, [])),
            *((title, lines) for source in note_sources for title, lines in source(episode, None, content)),
            (DECISIONS, _standing_decisions(workspace)),
            (DECISIONS, contact_lines(workspace.contacts_shown)),
            (AGREED, (label_text(f"Aftalt {day_of(row)}", row.agreed) for row in consultations if row.agreed.strip())),
            (AGREED, plan_lines(plan_of(episode))),
            (NEXT, [fact_line(fact.short, fact)] if (fact := workspace.known(NEXT_FOLLOW_UP)) else ()),
        ]
    )


def _said_of_the_list(workspace: Workspace) -> Iterator[str]:
    """What was said of the list of treatments beside its rows."""
    if says_none_tried(workspace.episode) and not workspace.treatments:
        yield label_text("Spurgt", NONE_TRIED)
    for said in statements_of(workspace.episode, workspace.content.vocabulary, has_rows=bool(workspace.treatments)):
        if said.word != NONE:
            yield said.line


def day_of(consultation: Consultation) -> str:
    return day(consultation.day)


def _course(episode: Episode, consultations: list[Consultation]) -> Iterator[str]:
    begun = min([episode.started_at, *(row.opened_at for row in consultations)])
    yield f"Forløb {episode.number}, begyndt {day(timezone.localdate(begun))}"
    if consultations:
        yield f"Konsultationer: {len(consultations)}, senest {day_of(consultations[-1])}"


def _known_by_section(workspace: Workspace) -> dict[str, list[str]]:
    """What is known, by section: the answers, why others are missing, and what is computed from them."""
    vocabulary = workspace.content.vocabulary
    lines: dict[str, list[str]] = {}
    for key, question in vocabulary.questions.items():
        fact, asked = workspace.known(key), workspace.asked.get(key)
        if asked:
            lines.setdefault(question.section, []).append(absent_line(question.short, asked))
        elif fact and key not in (MOST_IMPORTANT, NEXT_FOLLOW_UP):
            lines.setdefault(question.section, []).append(fact_line(question.short, fact))
    for key in derived_of(workspace.case.answers, vocabulary):
        if fact := workspace.known(key):
            section = vocabulary.section_of(vocabulary.derived[key].inputs[0])
            lines.setdefault(section, []).append(fact_line(fact.short, fact))
    return lines


def _standing_decisions(workspace: Workspace) -> Iterator[str]:
    """The newest decision on each advice, in the order they were taken; and which safety prompt is open again."""
    responses = sorted(latest_responses(workspace.episode).values(), key=lambda response: response.recorded_at)
    prefetch_related_objects(responses, IN_ONE_QUERY)
    again = {row.response.pk for row in workspace.advice.open_safety if row.response}
    for response in responses:
        taken = day(timezone.localdate(response.recorded_at))
        yield f"{advice_line([response])} ({taken}{', står åbent igen' if response.pk in again else ''})"
