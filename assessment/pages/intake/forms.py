"""The questions of the intake as a form, made from the vocabulary."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.pages.digits import WholeNumberField
from assessment.models import DataAbsentReason
from assessment.pages.fields import QuestionField, SeenVersionField
from assessment.record.answers import Given, NoValue
from guidelines.vocabulary.facts import Value
from guidelines.vocabulary.model import Question

OTHER_INPUTS = frozenset({"csrfmiddlewaretoken", "next", "autosave", "keep", "take", "unchanged", "suggest"})

ABSENT, BECAUSE = "absent.", "because."

COMMENT = forms.CharField(max_length=500, required=False)


class SectionForm(forms.Form):
    """Some questions of the intake. An empty field is unanswered: nothing is required and nothing is pre-answered.

    Instead of a value a question can be given the reason why there is none. `page` and `step` tell a save that is
    sent twice; a form without them is saved all the same.
    """

    absent_reasons = DataAbsentReason.choices
    page = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput)
    step = WholeNumberField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        questions: Iterable[Question],
        answers: Mapping[str, Value],
        today: date,
        absent: Mapping[str, NoValue] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = tuple(questions)
        self.fields["seen_version"] = SeenVersionField()
        for question in self.questions:
            field = QuestionField.build(question, today)
            field.initial = QuestionField.initial(question, answers.get(question.key))
            field.question = question  # type: ignore[attr-defined]
            self.fields[question.key] = field
        self.names = {prefix + question.key for question in self.questions for prefix in (ABSENT, BECAUSE)}
        self.absent = absent or {}

    def question_fields(self) -> list[forms.BoundField]:
        """The field of each question, with the reason why there is no value beside it."""
        bound = [self[question.key] for question in self.questions]
        for field in bound:
            field.absent = self._without_value(field.name)  # type: ignore[attr-defined]
        return bound

    def _without_value(self, key: str) -> NoValue:
        if not self.is_bound:
            return self.absent.get(key, NoValue(""))
        return NoValue(self.data.get(ABSENT + key, ""), self.data.get(BECAUSE + key, "").strip())

    def clean(self) -> dict[str, Any]:
        """A question that is not in this section (any more) is refused with what was written, never dropped."""
        cleaned = super().clean() or self.cleaned_data
        for name in self.data.keys() - self.fields.keys() - self.names - OTHER_INPUTS:
            values = {"name": name, "value": self.data[name]}
            self.add_error(None, _("The question “%(name)s” is not here. Not saved: “%(value)s”.") % values)
        for question in self.questions:
            fault = self._fault_without_value(question)
            if fault and question.key in cleaned:
                self.add_error(question.key, fault)
        return cleaned

    def _fault_without_value(self, question: Question) -> Any:
        """What is wrong with the reason for having no value."""
        said = self._without_value(question.key)
        if not said.reason:
            return _("Choose why there is no answer, or remove the text.") if said.comment else None
        if said.reason not in DataAbsentReason.values:
            return _("Choose why there is no answer, or remove the text.")
        if QuestionField.answer(question, self.cleaned_data.get(question.key)) is not None:
            return _("There is both an answer and a reason for having none. Remove one of them.")
        if said.reason == DataAbsentReason.NOT_APPLICABLE and not said.comment:
            return _("Write why the question is not relevant.")
        try:
            COMMENT.clean(said.comment)
        except forms.ValidationError as error:
            return error
        return None

    def answers(self) -> dict[str, Given]:
        """What the form says to each question; a question with an error is left out."""
        return {question.key: self._said(question) for question in self.questions if question.key in self.cleaned_data}

    def _said(self, question: Question) -> Given:
        said = self._without_value(question.key)
        return said if said.reason else QuestionField.answer(question, self.cleaned_data[question.key])
