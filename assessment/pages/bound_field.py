"""A form field together with what a page shows beside it, as one typed object for the templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.utils.text import Truncator

from assessment.episode.judgement import ComplexityDisplay
from assessment.models import Episode, TextSnippet
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

    @cached_property
    def beside(self) -> Beside:
        """What stands beside the field: what its form knows, and then whatever is put there for the page."""
        assert isinstance(self.form, PageForm)
        return self.form.beside_at_first(self.name)


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
