"""A form field together with what a page shows beside it, as one typed object, and its HTML.

The HTML is written in Python: a section of the intake has some twenty fields. What is rare beside a field has a
template of its own (`templates/shared/field/`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django import forms
from django.template.loader import render_to_string
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.pages.part_template import format_html, format_html_join, with_places
from accounts.templatetags.clinic import iso_day
from assessment.episode.judgement import ComplexityDisplay
from assessment.models import DataAbsentReason, Episode, TextSnippet
from assessment.record.form_changes import DataAbsent
from assessment.rules.drawing.region_suggestions import AnswerSuggestion
from guidelines.vocabulary.model import Question

LONGEST_BESIDE = 80


@dataclass(frozen=True)
class AskedAbout:
    """An unlikely value that is asked about: `key` is what the tick sends, and holds for this value of this field."""

    key: str
    value: str


@dataclass(frozen=True)
class EarlierAnswer:
    """What a question was answered with last, by whom and when; a value of None was withdrawn.

    `version` is that of the answer where the field is asked anew, and stands empty; `inputs` are then what says it
    again: the inputs of the field with their values, as JSON.
    """

    value: str | None
    by: str
    at: str
    url: str
    is_stale: bool
    is_todays: bool
    version: int = 0
    inputs: str = ""

    @property
    def shown(self) -> str:
        """The value as it stands beside: whole where the field is empty, and else the beginning of a long one."""
        value = self.value or ""
        return value if self.version else Truncator(value).chars(LONGEST_BESIDE)

    @property
    def can_be_unchanged(self) -> bool:
        """Whether one press says the same of today."""
        if self.version:
            return bool(self.inputs)
        return bool(self.value) and (self.is_stale or not self.is_todays)


@dataclass(frozen=True)
class ConflictDisplay:
    """Both answers to a question that two have answered, in words, to choose from."""

    question: str
    label: str
    theirs: str | None
    mine: str | None
    by: str
    is_own: bool
    at: str
    version: int


@dataclass(frozen=True)
class ComplexityNote:
    """What speaks for a simple and for a complex condition, below the question of it."""

    complexity: ComplexityDisplay | None
    episode: Episode


@dataclass
class Beside:
    """What stands beside one field; each part is empty if there is nothing of the kind.

    `heading` stands above the field. `absent` is the reason for having no value, where one may be given. `said` is what
    is said of a planned day, also when that is nothing; None for any other field. `shown_version` is the version of
    another's answer that the field shows. `renews_itself`: the field takes the place of the one on an open page.
    `told` is what the record itself answers. `change` is what has changed since the contact before, also when that is
    nothing yet; None where it is not said. `has_no_place`: the question is not asked of this patient, and only its
    place stands there.
    """

    question: Question | None = None
    heading: str = ""
    absent: DataAbsent | None = None
    said: str | None = None
    asked: AskedAbout | None = None
    conflict: ConflictDisplay | None = None
    shown_version: int = 0
    renews_itself: bool = False
    has_no_place: bool = False
    snippets: Sequence[TextSnippet] = ()
    takes_suggestions: bool = False
    suggestion: AnswerSuggestion | None = None
    earlier: EarlierAnswer | None = None
    told: str = ""
    change: str | None = None
    complexity: ComplexityNote | None = None


NOTHING_SAID = DataAbsent("")
ASKED_ANEW = '<input type="hidden" name="anew.{}" value="{}">'
RARE = {
    "conflict": "shared/field/_conflict.html",
    "asked": "shared/field/_asked.html",
    "said": "shared/field/_said.html",
    "snippets": "shared/field/_snippets.html",
}


def write_field(field: "PageField") -> str:
    """The field as it stands on a page; of a question that is not asked of this patient only its place."""
    beside, name, errors = field.beside, field.html_name, field.errors
    renewed = RENEWED if beside.renews_itself else ""
    if beside.has_no_place:
        return format_html('<div id="field_{}" hidden{}></div>', name, renewed)
    is_set = field.use_fieldset
    said = _render("said", field) if beside.said is not None else ""
    return format_html(
        SET if is_set else LABELLED,
        " has-error" if errors else "",
        name,
        renewed,
        _described_by(field.aria_describedby) if is_set else field.id_for_label,
        field.label,
        _notes(field),
        format_html(HELP, field.auto_id, field.help_text) if field.help_text else "",
        name,
        errors or "",
        _render("conflict", field),
        _render("asked", field),
        field,
        said,
        _join(_parts_below(field)),
    )


CHANGE = '<p class="change" id="change_{}">{}</p>'
RENEWED = format_html(' hx-swap-oob="{}"', "true")
HELP = '<div class="help" id="{}_helptext">{}</div>'
# What is filled in, between its help and its errors on one side, and what is said of it on the other.
CONTROL = '{}<div class="error-slot" id="errors_{}">{}{}{}</div>{}{}'
SET = (
    '<div class="field{} field-set" id="field_{}"{}>'
    f"<fieldset{{}}><legend>{{}}{{}}</legend>{CONTROL}</fieldset>{{}}</div>"
)
LABELLED = f'<div class="field{{}}" id="field_{{}}"{{}}><label for="{{}}">{{}}{{}}</label>{CONTROL}{{}}</div>'


def _described_by(identifiers: str | None) -> str:
    return format_html(' aria-describedby="{}"', identifiers) if identifiers else ""


def _join(parts: Iterable[str]) -> str:
    """These pieces of HTML one after the other."""
    return format_html_join("", "{}", ((part,) for part in parts))


def _notes(field: "PageField") -> str:
    question = field.beside.question
    return _notes_of(question is not None and question.unofficial_wording, field.field.required)


@lru_cache
def _notes_of(unofficial: bool, required: bool) -> str:
    tag = format_html(' <span class="note-tag">{}</span>', _("unofficial wording")) if unofficial else ""
    must = format_html(' <span class="required">({})</span>', _("must be filled in")) if required else ""
    return format_html("{}{}", tag, must)


def _render(part: str, field: "PageField") -> str:
    """What is rare beside a field, from the template of its name; nothing where there is nothing of the kind."""
    shown = getattr(field.beside, part)
    if part != "said" and not shown:
        return ""
    return render_to_string(RARE[part], {"field": field, part: shown})


def _parts_below(field: "PageField") -> Iterator[str]:
    beside = field.beside
    if beside.snippets:
        yield _render("snippets", field)
    if beside.takes_suggestions:
        yield render_to_string("shared/field/_suggestion.html", {"field": field})
    if beside.absent:
        yield write_without_answer(field.html_name, str(field.label), beside.absent)
    if beside.earlier:
        yield _write_earlier(field, beside.earlier)
    if beside.told:
        yield format_html('<p class="previous">{} {}</p>', _("The record says:"), beside.told)
    if beside.change is not None:
        yield format_html(CHANGE, field.html_name, beside.change)
    if beside.complexity:
        yield render_to_string("assessment/episode/_complexity_beside.html", {"beside": beside.complexity})
    if beside.shown_version:
        shown = '<input type="hidden" name="shown.{}" value="{}">'
        yield format_html(shown, field.html_name, beside.shown_version)


def write_without_answer(name: str, label: str, said: DataAbsent) -> str:
    """The reasons to choose from, and what was chosen. Where nothing was, it says the same for every patient."""
    return _nothing_said(name, label) if said == NOTHING_SAID else _render_absent(name, label, said)


@lru_cache(maxsize=1000)
def _nothing_said(name: str, label: str) -> str:
    return _render_absent(name, label, NOTHING_SAID)


def _render_absent(name: str, label: str, said: DataAbsent) -> str:
    context = {"name": name, "label": label, "said": said, "reasons": DataAbsentReason.choices}
    return render_to_string("shared/field/_absent.html", context)


def _write_earlier(field: "PageField", earlier: EarlierAnswer) -> str:
    """What was answered last, when and by whom; and whether it is to be asked again."""
    words = _earlier_words()
    last = format_html(words["last"], earlier.shown) if earlier.value else words["withdrawn"]
    old = words["old"] if earlier.is_stale else ""
    inputs = format_html(' data-inputs="{}"', earlier.inputs) if earlier.inputs else ""
    asks = earlier.can_be_unchanged
    unchanged = format_html(words["unchanged"], field.html_name, inputs, field.label) if asks else ""
    anew = format_html(ASKED_ANEW, field.html_name, earlier.version) if earlier.version else ""
    parts = (last, iso_day(earlier.at), earlier.by, earlier.url, field.label, old, unchanged, anew)
    return format_html(words["all"], *parts)


@lru_cache
def _earlier_words() -> dict[str, str]:
    """The line about the last answer, with places for what differs; the words are the program's own."""
    return {
        "last": with_places("{} <q>{{}}</q>", _("Last:")),
        "withdrawn": _("Last: withdrawn"),
        "old": format_html(' · <span class="note-tag old">{}</span>', _("old: ask again")),
        "unchanged": with_places(UNCHANGED, _("unchanged today")),
        "all": with_places(EARLIER, _("history")),
    }


EARLIER = (
    '<p class="previous">{{}}, {{}}, {{}} · <a href="{{}}">{}<span class="sr-only"> {{}}</span></a>{{}}{{}}</p>{{}}'
)
UNCHANGED = (
    ' <button class="button-unstyled unchanged" type="submit" name="unchanged" value="{{}}"'
    ' aria-keyshortcuts="U Alt+U"{{}}>'
    '{}<span class="sr-only"> {{}}</span></button>'
)


class PageField(forms.BoundField):
    """A field of a form on a page."""

    def as_field_group(self) -> str:  # type: ignore[override]
        return write_field(self)

    @cached_property
    def beside(self) -> Beside:
        """What stands beside the field: what its form knows, and then whatever is put there for the page."""
        assert isinstance(self.form, PageForm)
        return self.form.beside_at_first(self.name)

    @property
    def has_slots(self) -> bool:
        """Whether a save renews something around it: its errors, a conflict, what is said or suggested of it."""
        beside = self.beside
        is_told = beside.conflict or beside.said is not None or beside.takes_suggestions
        return not beside.has_no_place and bool(is_told or self.errors)


class PageForm(forms.BaseForm):
    """A form whose fields have something beside them; stands before the kind of form that it is."""

    bound_field_class = PageField

    def __getitem__(self, name: str) -> PageField:
        field = super().__getitem__(name)
        assert isinstance(field, PageField)
        return field

    def beside_at_first(self, name: str) -> Beside:
        """What stands beside a field from the beginning."""
        return Beside()
