"""The questions of the intake as a form, made from the vocabulary."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.pages.digits import WholeNumberField
from accounts.pages.http import version_in
from assessment.models import DataAbsentReason
from assessment.pages.asking import SURE, ask_about_far_day, said_of_day
from assessment.pages.day_fields import hold_against_birth
from assessment.pages.fields import QuestionField, SeenVersionField
from assessment.record.form_changes import Given, NoValue, OpenPage
from guidelines.vocabulary.facts import Value
from guidelines.vocabulary.model import Question

OTHER_INPUTS = frozenset(
    {"csrfmiddlewaretoken", "page_mark", "once", "next", "autosave", "keep", "take", "unchanged", "suggest", SURE}
)

ABSENT, BECAUSE = "absent.", "because."
# The version of another's answer that the page shows at a question: in its field, or beside it to choose from.
SHOWN, THEIRS = "shown.", "theirs."
PREFIXES = (ABSENT, BECAUSE, SHOWN, THEIRS)

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
        born: date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = tuple(questions)
        self.fields["seen_version"] = SeenVersionField()
        for question in self.questions:
            field = QuestionField.build(question, today)
            field.initial = QuestionField.initial(question, answers.get(question.key))
            field.question = question  # type: ignore[attr-defined]
            if question.not_in_past:
                # A day that was planned may have passed since; nothing is wrong with it while it is left alone.
                field.stands = answers.get(question.key)  # type: ignore[attr-defined]
            self.fields[question.key] = field
        hold_against_birth(self.fields, born)
        self.today = today
        self.names = {prefix + question.key for question in self.questions for prefix in PREFIXES}
        self.absent = absent or {}

    def question_fields(self) -> list[forms.BoundField]:
        """The field of each question, with the reason why there is no value beside it."""
        bound = [self[question.key] for question in self.questions]
        for field in bound:
            field.absent = self._without_value(field.name)  # type: ignore[attr-defined]
            if field.field.question.not_in_past:  # type: ignore[attr-defined]
                field.said_of = True  # type: ignore[attr-defined]
                day = self.cleaned_data.get(field.name) if self.is_bound else field.initial
                field.said = said_of_day(day)  # type: ignore[attr-defined]
            field.shown_version = self._version(SHOWN, field.name)  # type: ignore[attr-defined]
        return bound

    def _version(self, prefix: str, key: str) -> int:
        """A version that the page named at a question; 0 where it named none."""
        return version_in(self.data.get(prefix + key, "")) if self.is_bound else 0

    def open_page(self, overruled: Collection[str] = ()) -> OpenPage:
        """The page that a valid form was sent from; `overruled`: where another's answer was seen and is replaced."""
        versions = {question.key: self._version(SHOWN, question.key) for question in self.questions}
        versions |= {key: self._version(THEIRS, key) for key in versions.keys() & set(overruled)}
        return OpenPage(
            seen_version=self.cleaned_data["seen_version"],
            key=self.cleaned_data.get("page") or "",
            step=self.cleaned_data.get("step") or 0,
            shown={key: version for key, version in versions.items() if version},
            unread=[question.key for question in self.questions if question.key in self.errors],
        )

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
        for question in (question for question in self.questions if question.not_in_past):
            stands = self.fields[question.key].stands  # type: ignore[attr-defined]
            ask_about_far_day(self, question.key, today=self.today, stands=stands)
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
