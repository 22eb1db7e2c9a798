"""Makes the form field of a declared content field, by its kind."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from accounts.pages.digits import DateInDigitsField
from accounts.text.danish import sort_key
from guidelines.in_force.content import Content
from guidelines.pages.editor.condition.field import ConditionField
from guidelines.pages.editor.form_fields import Choices, KnownDateField, LineField, ProseField
from guidelines.pages.editor.parts.inputs import TEXTS, AnswerField, FactsField, LabelledField, LinesField
from guidelines.pages.editor.parts.sentence_field import SentenceField
from guidelines.pages.number_field import PlainNumberField
from guidelines.schema.fields import PartField, translated
from guidelines.vocabulary.model import NO_VOCABULARY
from guidelines.vocabulary.shapes import FieldKind, Json

LONGEST_LINE, LONGEST_TEXT = 300, 4000
# A text of this length has a smaller box than reasons and advice.
SHORT_TEXT = 280
TEXT_BOX = forms.Textarea(attrs={"rows": 3})


@dataclass(frozen=True, kw_only=True)
class FieldContext:
    """What the fields of a row need to know beside the row: what can be chosen, and what must stay.

    `kept` are the keys of a labelled list that cannot be taken out; `cases` are what a condition is tried on.
    """

    choices: Callable[[PartField], Choices]
    sources: Choices
    content: Content | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    cases: Sequence[Json] = ()
    is_new: bool = False
    kept: Collection[str] = ()


def form_field(entry: PartField, context: FieldContext) -> forms.Field:
    """The form field in which an editor writes what stands in this field of a row."""
    return MAKERS[entry.kind](entry, context)


def titles_to_choose(content: Content) -> Choices:
    """Every source by its title, behind an empty choice."""
    titles = sorted(content.source_titles.items(), key=lambda source: sort_key(source[1]))
    return [("", _("Choose")), *titles]


def _about(entry: PartField, **more: Any) -> dict[str, Any]:
    return {"label": entry.label, "required": entry.required, "help_text": entry.help, **more}


def _line(entry: PartField, context: FieldContext) -> forms.Field:
    longest = entry.about.longest
    return (
        LineField(longest=longest, **_about(entry))
        if longest
        else forms.CharField(max_length=LONGEST_LINE, **_about(entry))
    )


def _text(entry: PartField, context: FieldContext) -> forms.Field:
    longest = entry.about.longest
    if longest is None:
        return forms.CharField(max_length=LONGEST_TEXT, widget=TEXT_BOX, **_about(entry))
    return ProseField(longest=longest, rows=3 if longest <= SHORT_TEXT else 4, **_about(entry))


def _choice(entry: PartField, context: FieldContext) -> forms.Field:
    options = context.choices(entry) if entry.about.of else list(entry.choices.items())
    empty = translated(entry.about.empty) or _("Choose")
    blank = [] if entry.required and not context.is_new else [("", empty)]
    return forms.ChoiceField(choices=[*blank, *options], **_about(entry))


def _keys(entry: PartField, context: FieldContext) -> forms.Field:
    options = context.choices(entry) if entry.about.of else list(entry.choices.items())
    return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **_about(entry))


def _day(entry: PartField, context: FieldContext) -> forms.Field:
    widget = forms.DateInput(format="%d.%m.%Y", attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"})
    about = _about(entry) | {"help_text": _("As dd.mm.yyyy.")}
    return DateInDigitsField(input_formats=["%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"], widget=widget, **about)


def _condition(entry: PartField, context: FieldContext) -> forms.Field:
    assert context.content, "a condition is built with the content that it is tried on"
    return ConditionField(content=context.content, cases=context.cases, **_about(entry))


def _sentence(entry: PartField, context: FieldContext) -> forms.Field:
    assert context.content, "a sentence is read with the content that it tells of"
    return SentenceField(content=context.content, **_about(entry))


def _answer(entry: PartField, context: FieldContext) -> forms.Field:
    return AnswerField(vocabulary=context.content.vocabulary if context.content else NO_VOCABULARY, **_about(entry))


def _labelled(entry: PartField, context: FieldContext) -> forms.Field:
    kept = context.kept if entry.name == "values" else ()
    has_inside = len(entry.about.inner) == len(("key", *TEXTS))
    return LabelledField(kept=kept, grows=not entry.about.fixed, has_inside=has_inside, **_about(entry))


MAKERS: Mapping[FieldKind, Callable[[PartField, FieldContext], forms.Field]] = {
    "line": _line,
    "text": _text,
    "number": lambda entry, context: PlainNumberField(**_about(entry)),
    "tick": lambda entry, context: forms.BooleanField(**_about(entry)),
    "yes_no": lambda entry, context: forms.BooleanField(**_about(entry, required=False)),
    "day": _day,
    "known_date": lambda entry, context: KnownDateField(**_about(entry)),
    "choice": _choice,
    "keys": _keys,
    "lines": lambda entry, context: LinesField(**_about(entry)),
    "labelled": _labelled,
    "facts": lambda entry, context: FactsField(names=context.facts, **_about(entry)),
    "source": lambda entry, context: forms.ChoiceField(choices=context.sources, **_about(entry)),
    "condition": _condition,
    "sentence": _sentence,
    "answer": _answer,
}
