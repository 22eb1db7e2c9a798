"""Makes the form field of a question from the vocabulary; and form fields that several forms share."""

from collections.abc import Container, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any, Unpack

from django import forms
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.choices import CallableChoiceIterator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.pages.digits import WholeNumberField
from accounts.pages.form_renderer import write_option
from accounts.pages.forms import FieldOptions
from accounts.pages.part_template import format_html, format_html_join
from assessment.pages.day_fields import ToldDayField, day_field
from assessment.pages.options import Option, WrittenOption, in_a_row, written_options
from assessment.rules.diagnosis.codes import codes_in
from assessment.rules.drawing.body_shapes import NUMBERS
from assessment.rules.keys import DIAGNOSIS_CODE
from guidelines.pages.number_field import PlainNumberField
from guidelines.vocabulary.facts import Value
from guidelines.vocabulary.model import Question

LONGEST_TEXT = 10_000
MOST_RADIOS = 6
NONE_OF_THESE = "none"
UNANSWERED = ("", _("Not answered"))
YES_NO = [("true", _("Yes")), ("false", _("No"))]


def pairs_of(choices: Any) -> tuple[tuple[Any, Any], ...]:
    """The choices of a question: pairs already, where Django would look whether each of them is one."""
    return tuple(choices.func() if isinstance(choices, CallableChoiceIterator) else choices)


class ByDigit(forms.widgets.ChoiceWidget):
    """Options that a digit chooses: a scale by its own number, a list by the place in it, none of the list by 0."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        choices = tuple(self.choices)
        if not all(
            isinstance(label, str | int | Promise) and not hasattr(label, "__html__") for _key, label in choices
        ):
            return super().get_context(name, value, attrs)
        context = forms.Widget.get_context(self, name, value, attrs)
        widget = context["widget"]
        options = written_options(self, name, attrs, choices, write_option)
        widget["written"] = in_a_row(options, widget["value"])
        # For a renderer that writes each one anew.
        widget["optgroups"] = partial(self.optgroups, name, widget["value"], attrs)
        return context

    def create_option(
        self,
        name: str,
        value: Any,
        label: Any,
        selected: bool,
        index: int,
        subindex: int | None = None,
        attrs: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        # What takes an answer back is there to be pressed, and chosen only by that.
        option = super().create_option(name, value, label, selected and value != "", index, subindex, attrs)
        if value != "":
            digit = value if isinstance(value, int) else self.digit_of(value, index)
            option["attrs"]["data-digit"] = digit
            option["digit"] = None if isinstance(value, int) else str(digit)
        return option

    def digit_of(self, value: object, index: int) -> int:
        return index + 1


class RadiosByDigit(ByDigit, forms.RadioSelect):
    pass


class TicksByDigit(ByDigit, forms.CheckboxSelectMultiple):
    def digit_of(self, value: object, index: int) -> int:
        return 0 if value == NONE_OF_THESE else index + 1


class QuestionField:
    """Builds the form field of one question and translates between the field's value and the answer.

    A field's choices are a function: a list would be worked through thrice for every field of every save.
    """

    @staticmethod
    def build(question: Question, today: date) -> forms.Field:
        common: FieldOptions = {"label": question.label, "help_text": help_of(question), "required": False}
        match question.type:
            case "bool":
                return forms.ChoiceField(choices=lambda: [*YES_NO, UNANSWERED], widget=RadiosByDigit, **common)
            case "choice":
                return choice_field(question.values, **common)
            case "multi":
                list_widget = BodyMap if question.body_map else TicksByDigit
                return MultiField(
                    choices=lambda: [*question.values.items(), (NONE_OF_THESE, _("None of these"))],
                    widget=list_widget,
                    **common,
                )
            case "scale":
                return scale_field(question, **common)
            case "number":
                return PlainNumberField(
                    least=question.min,
                    most=question.max,
                    decimals=question.decimals,
                    out_of_range=out_of_range(question),
                    **common,
                )
            case "date" if question.partial:
                return ToldDayField(latest=today, **common)
            case "date":
                latest, soonest = (today if limit else None for limit in (question.not_in_future, question.not_in_past))
                return day_field(latest=latest, soonest=soonest, **common)
        if question.key == DIAGNOSIS_CODE:
            return DiagnosisCodesField(max_length=LONGEST_TEXT, **common)
        widget = forms.Textarea(attrs={"rows": 2}) if question.multiline else forms.TextInput()
        return forms.CharField(max_length=LONGEST_TEXT, widget=widget, **common)

    @staticmethod
    def initial(question: Question, value: Value | None) -> Value | list[str]:
        if value is None:
            return ""
        if question.type == "bool":
            return "true" if value else "false"
        if isinstance(value, tuple):
            return list(value) or [NONE_OF_THESE]
        return value

    @staticmethod
    def answer(question: Question, cleaned: Any) -> Value | None:
        """The answer that a cleaned value means; None if not answered."""
        if cleaned is None or cleaned == "":
            return None
        match question.type:
            case "bool":
                return bool(cleaned == "true")
            case "multi":
                return tuple(value for value in question.values if value in cleaned) if cleaned else None
            case "text":
                return str(cleaned)
        return cleaned  # type: ignore[no-any-return]


def help_of(question: Question) -> str:
    ends = (
        [_("%(least)g to %(most)g") % {"least": question.min or 0, "most": question.max or 10}]
        if question.type == "scale"
        else []
    )
    unit = [question.unit] if question.unit and question.type != "scale" else []
    return " · ".join(str(part) for part in [*ends, *unit, question.help] if part)


def choice_field(values: Mapping[str, str], **common: Unpack[FieldOptions]) -> forms.ChoiceField:
    """A short list as radio buttons, where `not answered` can be chosen again; a long one as a list."""
    if len(values) <= MOST_RADIOS:
        return forms.ChoiceField(choices=lambda: [*values.items(), UNANSWERED], widget=RadiosByDigit, **common)
    return forms.ChoiceField(choices=lambda: [UNANSWERED, *values.items()], **common)


def scale_field(question: Question, **common: Unpack[FieldOptions]) -> forms.TypedChoiceField:
    """A scale as a row of numbers."""
    numbers = range(int(question.min or 0), int(question.max or 10) + 1)
    common["error_messages"] = {"invalid_choice": out_of_range(question)}
    return forms.TypedChoiceField(
        choices=lambda: [*((number, number) for number in numbers), UNANSWERED],
        coerce=int,
        empty_value=None,
        widget=RadiosByDigit(attrs={"class": "scale"}),
        **common,
    )


def out_of_range(question: Question) -> str:
    return _("Write a number from %(least)g to %(most)g.") % {"least": question.min, "most": question.max}


class DiagnosisCodesField(forms.CharField):
    """One or more ICPC-2 codes, by their form. What `stands` is left as it was written, also where it is free text."""

    stands = ""

    def clean(self, value: object) -> str:
        text: str = super().clean(value)
        if not text or text == self.stands:
            return text
        if codes := codes_in(text):
            return ", ".join(codes)
        raise forms.ValidationError(_("Write one or more codes of a letter and two digits, such as L03 or A01, L18."))


class MultiField(forms.MultipleChoiceField):
    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if NONE_OF_THESE in value and len(value) > 1:
            raise forms.ValidationError(_("Choose either some of the list or “None of these”, not both."))


class BodyMap(forms.CheckboxSelectMultiple):
    """The pain drawing: a figure to click on, and the same regions as a list. Checkboxes are what is sent."""

    template_name = "assessment/intake/_body_map_widget.html"
    numbered = False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = forms.Widget.get_context(self, name, value, attrs)
        widget = context["widget"]
        write = write_numbered_box if self.numbered else write_box
        options = written_options(self, name, attrs, pairs_of(self.choices), write)
        marked = [option for option in options if option.value in widget["value"]]
        views = {"front_": _("From the front"), "back_": _("From the back")}
        shown = {view: [option for option in options if option.value.startswith(view)] for view in views}
        rest = [option for option in options if not option.value.startswith(tuple(views))]
        context["widget"] |= {
            "numbered": self.numbered,
            "marked": [option.label for option in marked],
            "regions": [option.value for option in marked],
            "views": [(title, boxes(shown[view], widget["value"])) for view, title in views.items()],
            "rest": boxes(rest, widget["value"]),
        }
        return context


BOX = '<label for="{}"><input type="checkbox" name="{}" value="{}"{}> {}<span data-place>{}</span></label>'


def write_box(option: Option, number: str = "") -> str:
    """The box of one region, with its name."""
    attrs = option["attrs"]
    return format_html(BOX, attrs["id"], option["name"], option["value"], flatatt(attrs), number, option["label"])


def write_numbered_box(option: Option) -> str:
    """The same with its number, where the figure on paper has one."""
    number = NUMBERS.get(option["value"])
    return write_box(option, f"{number} " if number else "")


def boxes(options: Iterable[WrittenOption], chosen: Container[str]) -> str:
    return format_html_join("", "{}", ((box,) for box in in_a_row(options, chosen)))


class SeenVersionField(WholeNumberField):
    """Which version the form was filled in on: what tells a stale form from a fresh one."""

    widget = forms.HiddenInput
    damaged = _("It is damaged. Copy what you wrote, and load the page again.")
    default_error_messages = {"required": damaged, "invalid": damaged}

    def __init__(self, *, required: bool = True) -> None:
        super().__init__(label=_("The page"), min_value=0, required=required)


def take_theirs(data: QueryDict, fresh: forms.Form, names: Iterable[str]) -> QueryDict:
    """What was typed, with what now stands in the fields that the page left alone: what it is then shown."""
    filled = data.copy()
    for name in names:
        filled.setlist(name, as_sent(fresh.fields[name], fresh[name].value()))
    return filled


def as_sent(field: forms.Field, value: Any) -> list[str]:
    """What a browser sends of a field in which this value stands."""
    if isinstance(value, list | tuple):
        return [str(one) for one in value]
    if value in (None, ""):
        return [""]
    widget = field.widget
    return [str(widget.format_value(value)) if isinstance(widget, forms.TextInput) else str(value)]
