"""Answers in words, also those that the vocabulary in force no longer knows."""

from collections.abc import Iterable

from assessment.models import Answer
from assessment.record.answer_words import answer_in_words
from assessment.rules.line_words import label_text
from assessment.rules.reading import CaseFault, parse_answer
from guidelines.models import Release
from guidelines.vocabulary.facts import is_of_the_list
from guidelines.vocabulary.model import Vocabulary
from guidelines.vocabulary.parsing import parse_vocabulary


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
        return self.words(was) == self.words(now)

    def line(self, was: Answer | None, now: Answer) -> str:
        """An answer by its question's name: why it has no value, or that it was withdrawn; empty if there was none."""
        before, after = self.words(was), self.words(now)
        label = self.vocabulary_of(now).short(now.question)
        if not after:
            return label_text(label, f"svaret er trukket tilbage (før {before})") if before else ""
        earlier = f" (før {before})" if before and before != after else ""
        return label_text(label, f"{after}{earlier}")
