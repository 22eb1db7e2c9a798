"""The lines of a journal note: Danish plain text without markup, made from the same words as the screens."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from assessment.care_plan.agreement import MOST_ACTIONS, values_of
from assessment.episode.questionnaire_results import instrument_rows
from assessment.episode.workspace import Workspace
from assessment.models import AdviceResponse, Answer, CarePlan, QuestionnaireResponse
from assessment.questionnaires.responses import instrument_of
from assessment.record.answer_words import answer_in_words, reason_in_words
from assessment.record.form_changes import DataAbsent
from assessment.record.known_facts import FactDisplay, KnownFact
from assessment.rules.keys import DURATION_DAYS
from assessment.rules.line_words import day, label_text, was_and_is
from assessment.rules.reading import CaseFault, parse_answer
from assessment.rules.score_words import NAMELESS, change_in_note, score_in_note
from guidelines.in_force.content import Content
from guidelines.instruments.model import RESULT
from guidelines.models import Release
from guidelines.recommendations.outcomes import EmergencyContact
from guidelines.vocabulary.facts import is_of_the_list
from guidelines.vocabulary.model import TREATMENT_SECTION, Vocabulary
from guidelines.vocabulary.parsing import parse_vocabulary

PLAN_LABELS = {
    "goal": "Patientens mål",
    "flare_up": "Når smerterne blusser op",
    "offers": "Tilbud",
    "read_more": "Læs mere",
}


@dataclass(frozen=True)
class NoteSection:
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class JournalNote:
    """Headings with their lines."""

    sections: tuple[NoteSection, ...]

    @property
    def text(self) -> str:
        return "\n\n".join("\n".join((f"{section.title}:", *section.lines)) for section in self.sections)


def note_of(parts: Iterable[tuple[str, Iterable[str]]]) -> JournalNote:
    """A note of these headings in this order; one that comes twice stands once, and an empty one is left out."""
    by_title: dict[str, list[str]] = {}
    for title, lines in parts:
        by_title.setdefault(title, []).extend(lines)
    return JournalNote(tuple(NoteSection(title, tuple(lines)) for title, lines in by_title.items() if lines))


def fact_line(label: str, fact: KnownFact) -> str:
    """A known fact with its day; without a label where its heading says what it is."""
    text = f"{fact.value.strip()} {fact.day}".rstrip()
    return label_text(label, text) if label else text


def absent_line(label: str, asked: DataAbsent) -> str:
    """A question that was asked in vain, with the reason."""
    return label_text(label, reason_in_words(asked.reason, asked.comment))


class AnswerWords:
    """Answers in words; one that the vocabulary in force no longer knows is read with the one it was given under."""

    def __init__(self, answers: Iterable[Answer], vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        retired = {answer.vocabulary_release_id for answer in answers if not self._is_known(answer)}
        releases = Release.objects.in_bulk(retired) if retired else {}
        self.earlier = {key: parse_vocabulary(release.body) for key, release in releases.items()}

    def _is_known(self, answer: Answer) -> bool:
        if is_of_the_list(answer.question):
            return True
        question = self.vocabulary.questions.get(answer.question)
        try:
            return question is not None and (answer.value is None or parse_answer(question, answer.value) is not None)
        except CaseFault:
            return False

    def vocabulary_of(self, answer: Answer) -> Vocabulary:
        return self.vocabulary if self._is_known(answer) else self.earlier[answer.vocabulary_release_id]

    def section(self, answer: Answer) -> str:
        return self.vocabulary_of(answer).section_of(answer.question)

    def words(self, answer: Answer | None) -> str:
        """What was answered; empty for no answer and for one that was withdrawn."""
        return answer_in_words(answer.question, answer.entry, self.vocabulary_of(answer)) or "" if answer else ""

    def _is_text(self, answer: Answer) -> bool:
        question = self.vocabulary_of(answer).questions.get(answer.question)
        return question is not None and question.type == "text"

    def line(self, was: Answer | None, now: Answer) -> str:
        """One answer that was given: what changed, or that it is as before; empty if there is none."""
        before, after = self.words(was), self.words(now)
        label = self.vocabulary_of(now).short(now.question)
        if before == after:
            return label_text(label, "uændret" if self._is_text(now) else f"{after} (uændret)") if after else ""
        if not before:
            return label_text(label, after)
        if not after:
            return label_text(label, f"svar trukket tilbage (før: {before})")
        question = self.vocabulary_of(now).questions.get(now.question)
        if self._is_text(now):
            return label_text(label, f"{after}\n(før: {before})")
        return was_and_is(label, before, after, question.unit if question else "")


def derived_of(changed: Iterable[str], vocabulary: Vocabulary) -> list[str]:
    """The scores and durations that are computed from these questions. Months and years say what days would."""
    questions = set(changed)
    return [
        key for key, fact in vocabulary.derived.items() if questions.intersection(fact.inputs) and key != DURATION_DAYS
    ]


def derived_line(key: str, was: FactDisplay, now: FactDisplay) -> str:
    """A computed fact that changed; empty if it did not. A score that is known in part is compared with nothing."""
    before = was.one(key) if key in was.facts.values else None
    after = now.one(key) if key in now.facts.values else None
    if before and after and (before.is_partial or after.is_partial):
        before = None
    words = (before.value if before else "", after.value if after else "")
    return change_in_note(now.vocabulary.short(key), *words, now.vocabulary.derived[key].unit)


def advice_line(responses: list[AdviceResponse], outdated: Collection[UUID] = ()) -> str:
    """What was decided about one piece of advice, in the order it was decided. `outdated` are the decisions on safety
    prompts whose answers were given anew afterwards.
    """
    decided = []
    for response in responses:
        if response.safety:
            decided.append(response.words + (" (før svaret blev ændret)" if response.pk in outdated else ""))
            continue
        reason = f" ({response.get_reason_display()})" if response.reason else ""
        comment = f", {response.comment}" if response.comment else ""
        decided.append(f"{response.words}{reason}{comment}")
    return label_text(responses[0].recommendation_version.headline.text, " → ".join(decided))


def contact_lines(contacts: Iterable[EmergencyContact]) -> Iterator[str]:
    """Whom to call when it cannot wait, on one line."""
    if lines := [contact.line for contact in contacts]:
        yield label_text("Kontakter ved akut fare", "; ".join(lines))


def plan_lines(plan: CarePlan, before: CarePlan | None = None) -> Iterator[str]:
    """What the patient's plan says; with an earlier state: what is new in it."""
    now, was = values_of(plan), values_of(before) if before else {}
    for field, label in PLAN_LABELS.items():
        if now[field] != was.get(field, ""):
            yield label_text(label, now[field] or "taget ud af planen")
    for number in range(1, MOST_ACTIONS + 1):
        action, earlier = (_action(values, number) for values in (now, was))
        if action != earlier:
            yield label_text(f"Handling {number}", action or "taget ud af planen")


def _action(values: Mapping[str, str], number: int) -> str:
    parts = (values.get(f"action_{number}_{part}", "") for part in ("what", "who", "when"))
    return " – ".join(part for part in parts if part)


def instrument_line(response: QuestionnaireResponse, content: Content, today: date) -> str:
    """One filling-in of an instrument: scores with their bands, or the result as it was typed."""
    instrument = instrument_of(response, content)
    titles = {score.key: score.title for score in instrument.scores} if instrument else {}
    scores = [
        score_in_note(titles.get(key, NAMELESS), entry["value"], entry.get("band") or "")
        for key, entry in response.scores.items()
    ]
    typed = response.items.get(RESULT)
    scores += [typed] if isinstance(typed, str) else []
    filled_in = f", udfyldt {day(response.answered_on)}" if response.answered_on != today else ""
    text = "; ".join(scores) or "ikke alle spørgsmål er besvaret"
    text = "fjernet som fejlindført" if response.removed_at else text
    title = instrument.title if instrument else "Skema"
    return label_text(title + filled_in, "\n".join(filter(None, (text, response.comment))))


def latest_results(workspace: Workspace) -> list[str]:
    """The newest result of each instrument that has one, as the note says it."""
    shown = (row.latest for row in instrument_rows(workspace))
    content, as_of = workspace.content, workspace.case.as_of
    return [instrument_line(result.response, content, as_of) for result in shown if result]


def section_titles(vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """The sections whose answers stand under their own heading; the treatments' come later in the note."""
    return [(section.key, section.title) for section in vocabulary.sections if section.key != TREATMENT_SECTION]
