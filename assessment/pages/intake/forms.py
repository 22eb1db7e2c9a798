"""The form of the intake: its questions as fields, made from the vocabulary."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date

from django import forms
from django.utils.translation import gettext as _

from accounts.open_pages.kept_forms import PERMIT
from accounts.pages.digits import WholeNumberField
from accounts.pages.http import version_in
from assessment.models import DataAbsentReason
from assessment.pages.asking import SURE, ask, ask_about_far_day, said_of_day
from assessment.pages.bound_field import Beside, PageField, PageForm
from assessment.pages.day_fields import DayField, hold_against_birth
from assessment.pages.fields import DiagnosisCodesField, QuestionField, SeenVersionField
from assessment.record.form_changes import DataAbsent, FormInput, OpenPage
from guidelines.vocabulary.facts import Value
from guidelines.vocabulary.model import Question

OTHER_INPUTS = frozenset(
    {"csrfmiddlewaretoken", "page_mark", PERMIT, "once", "next", "autosave", "keep", "take"}
    | {"unchanged", "suggest", SURE}
)

ABSENT, BECAUSE = "absent.", "because."
# The version of the answer that stands beside a question that is asked anew.
ANEW = "anew."
# The version of another's answer that the page shows at a question: in its field, or beside it to choose from.
SHOWN, THEIRS = "shown.", "theirs."
PREFIXES = (ABSENT, BECAUSE, ANEW, SHOWN, THEIRS)

# By question, the answers that the record itself gives, in words, each with its ground: on these answers.
TellsAnswers = Callable[[Mapping[str, Value]], Mapping[str, Mapping[str, str]]]
COMMENT = forms.CharField(max_length=500, required=False)


class SectionForm(PageForm, forms.Form):
    """Some questions of the intake. An empty field is unanswered: nothing is required and nothing is pre-answered.

    Instead of a value a question can be given the reason why there is none. `page` and `step` tell a save that is
    sent twice; a form without them is saved all the same. Of the questions `asked_anew` (with the version of the answer
    that stands) the fields are empty: that answer stands beside, and stays where nothing is said. `told` says which
    answers the record itself gives to a question: one that is chosen without them is asked about. The inputs `beside`
    the questions are somebody else's to read.
    """

    page = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput)
    step = WholeNumberField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        questions: Iterable[Question],
        answers: Mapping[str, Value],
        today: date,
        absent: Mapping[str, DataAbsent] | None = None,
        born: date | None = None,
        asked_anew: Mapping[str, int] | None = None,
        told: TellsAnswers | None = None,
        beside: Collection[str] = (),
    ) -> None:
        super().__init__(data)
        self.beside = beside
        self.stands, self.tells = answers, told
        self.questions = tuple(questions)
        self.asked_anew = self._anew_in_data() if data is not None else asked_anew or {}
        self.fields["seen_version"] = SeenVersionField()
        for question in self.questions:
            field = QuestionField.build(question, today)
            stands = answers.get(question.key)
            if question.key not in self.asked_anew:
                field.initial = QuestionField.initial(question, stands)
            if question.not_in_past and isinstance(field, DayField) and isinstance(stands, date):
                # A day that was planned may have passed since; nothing is wrong with it while it is left alone.
                field.stands = stands
            if isinstance(field, DiagnosisCodesField):
                field.stands = str(stands or "").strip()
            self.fields[question.key] = field
        hold_against_birth(self.fields, born)
        self.today = today
        self.names = {prefix + question.key for question in self.questions for prefix in PREFIXES}
        self.absent = absent or {}

    def beside_at_first(self, name: str) -> Beside:
        """The question, whose wording may be marked."""
        return Beside(question=next((question for question in self.questions if question.key == name), None))

    def _anew_in_data(self) -> dict[str, int]:
        """The same as the page that was sent says."""
        versions = {question.key: version_in(self.data.get(ANEW + question.key, "")) for question in self.questions}
        return {key: version for key, version in versions.items() if version}

    def question_fields(self) -> list[PageField]:
        """The field of each question, with the reason why there is no value beside it."""
        for question in self.questions:
            field = self[question.key]
            field.beside.absent = self._without_value(question.key)
            field.beside.shown_version = self._version(SHOWN, question.key)
            if question.not_in_past:
                day = self.cleaned_data.get(question.key) if self.is_bound else field.initial
                field.beside.said = said_of_day(day)
        for key, told in (self.tells(self.stands) if self.tells and not self.is_bound else {}).items():
            stands = self.stands.get(key)
            if left_out := [value for value in told if not isinstance(stands, tuple) or value not in stands]:
                self[key].beside.told = self._told_in_words(key, told, left_out)
        return [self[question.key] for question in self.questions]

    def _version(self, prefix: str, key: str) -> int:
        """A version that the page named at a question; 0 if it named none."""
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
            asked_anew=self.asked_anew,
        )

    def _without_value(self, key: str) -> DataAbsent:
        if not self.is_bound:
            return DataAbsent("") if key in self.asked_anew else self.absent.get(key, DataAbsent(""))
        return DataAbsent(self.data.get(ABSENT + key, ""), self.data.get(BECAUSE + key, "").strip())

    def clean(self) -> None:
        """A question that is not in this section (any more) is refused with what was written, never dropped."""
        super().clean()
        for name in self.data.keys() - self.fields.keys() - self.names - OTHER_INPUTS - {*self.beside}:
            values = {"name": name, "value": self.data[name]}
            self.add_error(None, _("The question “%(name)s” is not here. Not saved: “%(value)s”.") % values)
        for question in (question for question in self.questions if question.not_in_past):
            ask_about_far_day(self, question.key, today=self.today)
        self._ask_about_told()
        for question in self.questions:
            fault = self._fault_without_value(question)
            if fault and question.key in self.cleaned_data:
                self.add_error(question.key, fault)

    def _ask_about_told(self) -> None:
        """What the record itself answers, and was left out of an answer of today, is asked about."""
        if self.tells is None:
            return
        said = {key: value for key, value in self.answers().items() if not isinstance(value, DataAbsent)}
        known = {key: value for key, value in {**self.stands, **said}.items() if value is not None}
        for key, told in self.tells(known).items():
            chosen = said.get(key)
            left_out = [value for value in told if isinstance(chosen, tuple) and value not in chosen]
            if left_out and (chosen != self.stands.get(key) or key in self.asked_anew):
                words = _("The record says: %(told)s. It was not chosen.")
                shown = _("the answer without it")
                ask(self, key, "+".join(left_out), words % {"told": self._told_in_words(key, told, left_out)}, shown)

    def _told_in_words(self, key: str, told: Mapping[str, str], values: Iterable[str]) -> str:
        labels = next(question.values for question in self.questions if question.key == key)
        return "; ".join(f"{labels[value]} ({told[value]})" for value in values)

    def _fault_without_value(self, question: Question) -> str | forms.ValidationError | None:
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

    def answers(self) -> dict[str, FormInput]:
        """What the form says to each question; a question with an error is left out."""
        return {question.key: self._said(question) for question in self.questions if question.key in self.cleaned_data}

    def _said(self, question: Question) -> FormInput:
        said = self._without_value(question.key)
        return said if said.reason else QuestionField.answer(question, self.cleaned_data[question.key])
