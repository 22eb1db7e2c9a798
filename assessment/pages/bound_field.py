"""A form field together with what a page shows beside it, as one typed object for the templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.utils.safestring import SafeString

from assessment.episode.judgement import ComplexityDisplay
from assessment.models import Episode, TextSnippet
from assessment.pages.field_group import write_field
from assessment.record.form_changes import DataAbsent
from assessment.rules.drawing.region_suggestions import AnswerSuggestion
from guidelines.vocabulary.model import Question


@dataclass(frozen=True)
class AskedAbout:
    """An unlikely value that is asked about: `key` is what the tick sends, and holds for this value of this field."""

    key: str
    value: str


@dataclass(frozen=True)
class EarlierAnswer:
    """What a question was answered with last, by whom and when; a value of None was withdrawn."""

    value: str | None
    by: str
    at: str
    url: str
    is_stale: bool
    is_todays: bool


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
    `has_no_place`: the question is not asked of this patient, and only its place stands there.
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
    complexity: ComplexityNote | None = None


class PageField(forms.BoundField):
    """A field of a form on a page."""

    def as_field_group(self) -> SafeString:
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
