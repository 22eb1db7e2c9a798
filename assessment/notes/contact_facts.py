"""What a contact's answers said, as sentences tell it: what is new or changed, and what is as before."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from assessment.episode.tellings import with_remark_on, words_of
from assessment.models import Answer, Episode
from assessment.notes.contact_rows import ContactRows
from assessment.record.answer_words import answer_in_words, with_earlier
from assessment.record.answers import valid_answers
from assessment.record.contacts import end_of
from assessment.record.known_facts import FactDisplay
from assessment.rules.facts import Case, facts_of
from assessment.rules.keys import DURATION_DAYS, OPIOID_LAST_REVIEW
from assessment.rules.line_words import label_text
from assessment.rules.medication.opioid_course import remark_on_last
from assessment.rules.reading import CaseFault, parse_answer
from assessment.rules.score_words import no_longer_computed
from assessment.rules.series import COMPUTED
from assessment.treatments.opioid_follow_up import reviews_said
from guidelines.in_force.content import Content
from guidelines.models import Release
from guidelines.prose.paragraph import Telling
from guidelines.vocabulary.facts import is_of_the_list
from guidelines.vocabulary.model import Vocabulary
from guidelines.vocabulary.parsing import parse_vocabulary


class ContactFacts:
    """The facts that a contact gave; `changed` are new or other than before, `unchanged` were given again.

    `lines` is what stands beside the sentences, by question: what was asked in vain, withdrawn, or is no longer known
    to the questions in force.
    """

    def __init__(self, rows: ContactRows, content: Content) -> None:
        vocabulary = content.vocabulary
        self.rows, self.content = rows, content
        self.was, self.now = (_facts_with(rows, answers, vocabulary) for answers in (rows.before, rows.answers))
        self.words = AnswerWords(rows.history, vocabulary)
        self.changed: dict[str, Telling] = {}
        self.unchanged: dict[str, Telling] = {}
        self.lines: dict[str, str] = {}
        for question, answer in rows.answers.items():
            if is_of_the_list(question):
                continue
            if question in self.now.facts.values:
                self._keep(question, is_same=self.words.same(rows.before[question], answer))
            elif line := self.words.line(rows.before[question], answer):
                self.lines[question] = line
        for key in derived_of(rows.answers, vocabulary):
            self._keep_computed(key, rows.answers)

    def _keep(self, key: str, *, is_same: bool) -> None:
        into = self.unchanged if is_same else self.changed
        told = self._plain(key) if is_same else _with_before(key, self._plain(key), self.was, self.now)
        into[key] = self._with_remark(key, told)

    def _keep_computed(self, key: str, answers: Mapping[str, Answer]) -> None:
        """A score of answers of this contact and of an earlier one is of neither: what was answered stands alone."""
        was, now = (display.one(key).value if key in display.facts.values else "" for display in (self.was, self.now))
        if was == now:
            if now and answers.keys() >= set(self.now.vocabulary.derived[key].inputs):
                self.unchanged[key] = self.telling(key)
        elif now and not self.now.one(key).is_partial:
            self._keep(key, is_same=False)
        elif key in COMPUTED and not now:
            self.lines[key] = no_longer_computed(self.now.vocabulary.short(key), was)

    def telling(self, key: str) -> Telling:
        """A fact as the contact left it; what then waited for a doctor says so."""
        return self._with_remark(key, self._plain(key))

    def _with_remark(self, key: str, told: Telling) -> Telling:
        if key != OPIOID_LAST_REVIEW:
            return told
        contact = self.rows.contact
        remark = remark_on_last(reviews_said(contact.episode, self.content, end_of(contact)))
        return replace(told, words=with_remark_on(told.words, remark))

    def _plain(self, key: str) -> Telling:
        vocabulary, fact = self.now.vocabulary, self.now.one(key)
        return Telling(
            value=self.now.facts.values[key],
            words=words_of(key, self.now),
            is_quoted=vocabulary.fact_type(key) == "text",
            first=fact.recorded,
            last=fact.newest or fact.recorded,
        )


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

    def words(self, answer: Answer | None) -> str:
        """What was answered; empty for no answer and for one that was withdrawn."""
        return answer_in_words(answer.question, answer.entry, self.vocabulary_of(answer)) or "" if answer else ""

    def same(self, was: Answer | None, now: Answer) -> bool:
        """Whether the answer is the one that stood before."""
        return self.words(was) == self.words(now) or (was is not None and _as_set(was) == _as_set(now))

    def line(self, was: Answer | None, now: Answer) -> str:
        """An answer by its question's name: why it has no value, or that it was withdrawn; empty if there was none."""
        before, after = self.words(was), self.words(now)
        label = self.vocabulary_of(now).short(now.question)
        if not after:
            return label_text(label, with_earlier(_("the answer is taken back"), before)) if before else ""
        return label_text(label, with_earlier(after, before) if before and before != after else after)


def _as_set(answer: Answer) -> object:
    """What an answer says, whatever order its values were chosen in."""
    value = answer.value
    said = frozenset(value) if isinstance(value, list) else answer
    return said, answer.data_absent_reason, answer.comment


def _facts_with(rows: ContactRows, answers: Mapping[str, Answer | None], vocabulary: Vocabulary) -> FactDisplay:
    """The facts at the end of the contact, with these answers in place of its own."""
    standing: dict[str, Answer | None] = {**rows.standing, **answers}
    said = {
        key: {
            "value": row.value,
            "at": row.recorded_at.isoformat(),
            "version": row.version,
            "consultation": row.consultation_id and rows.rows.numbers[row.consultation_id],
            "reason": row.data_absent_reason,
            "comment": row.comment,
        }
        for key, row in standing.items()
        if row
    }
    episode = Episode(answers=said)
    patient = rows.contact.episode.patient
    case = Case(rows.contact.day, patient.birth_date, valid_answers(episode, vocabulary))
    return FactDisplay(episode, [], facts_of(case, vocabulary), vocabulary)


def _with_before(key: str, telling: Telling, was: FactDisplay, now: FactDisplay) -> Telling:
    """The fact with what it was before. Own words stand alone, and a score that is known in part is compared with
    nothing.
    """
    if key not in was.facts.values or telling.is_quoted or not telling.words:
        return telling
    before, fact = words_of(key, was), was.one(key)
    if not before or fact.is_partial or now.one(key).is_partial:
        return telling
    question = now.vocabulary.questions.get(key) or now.vocabulary.derived[key]
    unit = f" {question.unit}"
    if question.unit and telling.words.endswith(unit):
        before = before.removesuffix(unit)
    if key in COMPUTED and fact.recorded:
        before = _("%(score)s on %(day)s") % {"score": before, "day": f"{fact.recorded:%d.%m.%Y}"}
    return replace(telling, words=with_earlier(telling.words, before))


def derived_of(changed: Iterable[str], vocabulary: Vocabulary) -> Iterator[str]:
    """The scores and durations that are computed from these questions. Months and years say what days would."""
    questions = set(changed)
    for key, fact in vocabulary.derived.items():
        if questions.intersection(fact.inputs) and key != DURATION_DAYS:
            yield key
