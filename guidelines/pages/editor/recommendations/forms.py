"""The forms of one recommendation in a draft: what it says, taking it out, saying that its evidence was reviewed."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guidelines.in_force.catalogue import DIRECTIONS, title_of
from guidelines.in_force.content import Content
from guidelines.models import PinnedRecommendation, RatingLevel, RecommendationVersion, Release, Source
from guidelines.pages.editor.form_fields import (
    Choices,
    KeyField,
    KnownDateField,
    ProseField,
    clean_key,
    level_choices,
    names_a_page,
)
from guidelines.pages.editor.parts.fields import FieldContext, form_field
from guidelines.pages.editor.parts.forms import value_to_store
from guidelines.recommendations.model import GROUPS
from guidelines.schema.fields import Row, Words, translated
from guidelines.schema.registry import RECOMMENDATIONS
from guidelines.vocabulary.shapes import JsonObject

LONGEST_REASON = 500


class RecommendationForm(forms.Form):
    """A recommendation as a row of the draft's content. `seen` is the hash of the row when the form was opened."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, release: Release, rows: Iterable[Row], row: JsonObject | None, content: Content, **kwargs: Any
    ) -> None:
        """`rows`: those of the draft. `row`: the one that is changed, None for a new one."""
        super().__init__(*args, **kwargs)
        self.release, self.row, self.rows = release, row or {}, list(rows)
        levels = list(RatingLevel.objects.filter(scheme=release.rating_scheme_id))
        self.directions = {level.key: level.direction for level in levels if level.kind == RatingLevel.Kind.STRENGTH}
        context = self._context(levels, content, is_new=row is None)
        for entry in (one for one in RECOMMENDATIONS.fields if one.kind != "rows"):
            self.fields[entry.form_name] = form_field(entry, context)
        if row is None:
            self.fields["key"] = KeyField()
        self.order_fields([name for _heading, names in self._groups() for name in names])

    def _context(self, levels: list[RatingLevel], content: Content, *, is_new: bool) -> FieldContext:
        others = successor_choices(content, self.release, self.rows, but=str(self.row.get("key", "")))
        offered: dict[str, Choices] = {
            "strengths": level_choices(levels, RatingLevel.Kind.STRENGTH),
            "certainties": level_choices(levels, RatingLevel.Kind.CERTAINTY),
            "recommendations": add_current_choice(others, str(self.row.get("superseded_by", ""))),
        }
        sources = Source.objects.exclude(pk=self.release.source_id).order_by("sort_key")
        own = _("That of the guideline: %(title)s") % {"title": self.release.source}
        cases = self.row.get("cases")
        return FieldContext(
            content=content,
            choices=lambda entry: offered[entry.about.of],
            sources=[("", own), *((source.pk, source.title) for source in sources)],
            cases=cases if isinstance(cases, list) else (),
            is_new=is_new,
        )

    def _groups(self) -> list[tuple[Words, list[str]]]:
        """The names of the fields under their headings; a new one's key stands after its title."""
        groups = []
        for heading in GROUPS:
            names = [entry.form_name for entry in RECOMMENDATIONS.fields if entry.about.group == heading]
            if "title" in names and "key" in self.fields:
                names.insert(names.index("title") + 1, "key")
            groups.append((translated(heading), names))
        return groups

    @property
    def parts(self) -> list[tuple[Words, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(heading, [self[name] for name in names]) for heading, names in self._groups()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._clean_direction(cleaned)
        is_for_patients = cleaned.get("level") == RecommendationVersion.Level.PATIENT
        if is_for_patients and "applies_when" not in self.errors and not cleaned.get("applies_when"):
            self.add_error(
                "applies_when", _("Say whom it applies to. A recommendation for a patient needs a condition.")
            )
        if "key" in self.fields:
            self._clean_key(cleaned)
        return cleaned

    def _clean_direction(self, cleaned: dict[str, Any]) -> None:
        follows = self.directions.get(cleaned.get("strength", ""), "")
        if follows in DIRECTIONS:
            cleaned["direction"] = follows
        elif follows and not cleaned.get("direction") and "direction" not in self.errors:
            self.add_error("direction", _("Choose: this strength does not say whether it is for or against."))

    def _clean_key(self, cleaned: dict[str, Any]) -> None:
        key, guideline = clean_key(self), self.release.publication
        cleaned["key"] = key
        published = PinnedRecommendation.objects.filter(
            release__state=Release.State.PUBLISHED,
            version__recommendation__publication=guideline,
            version__recommendation__key=key,
        )
        in_draft = next((row for row in self.rows if row["key"] == key), None)
        # The same form sent twice is no second recommendation.
        is_taken = in_draft != self.changed_row() if in_draft else published.exists()
        if key and (is_taken or names_a_page("recommendation", guideline.key, key)):
            self.add_error("key", _("The key “%(key)s” is taken. Write another one.") % {"key": key})

    def changed_row(self) -> JsonObject:
        """The row as it was typed; what the form does not show stays, and what is empty is left out."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        for entry in RECOMMENDATIONS.fields:
            if entry.form_name in typed:
                typed[entry.form_name] = value_to_store(entry, typed[entry.form_name], {})
        return {name: value for name, value in {**self.row, **typed}.items() if value not in (None, "", [])}


class RetireForm(forms.Form):
    """Why a recommendation is taken out, and what is to be read in its place."""

    reason = ProseField(
        label=gettext_lazy("Why is it taken out?"),
        longest=LONGEST_REASON,
        rows=3,
        help_text=gettext_lazy("Clinicians read it on the page of the recommendation."),
    )
    successor = forms.ChoiceField(label=gettext_lazy("What takes its place?"), required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: Choices, is_in_force: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        successor = self.fields["successor"]
        assert isinstance(successor, forms.ChoiceField)
        successor.choices = [("", _("None")), *choices]
        if not is_in_force:
            # Nobody has read it: there is nothing to explain.
            del self.fields["reason"], self.fields["successor"]


class ReaffirmForm(forms.Form):
    """When the evidence was reviewed, with the wording standing as it is."""

    reviewed = KnownDateField(label=gettext_lazy("Evidence reviewed"), required=True)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewed"].initial = f"{timezone.localdate():%Y-%m}"


def successor_choices(content: Content, release: Release, rows: Iterable[Row], but: str) -> Choices:
    """What may take a recommendation's place: the others of this draft, and those of other guidelines in force."""
    guideline = release.publication.key
    own = [(f"{guideline}/{row['key']}", str(row["title"])) for row in rows if row["key"] != but]
    groups: dict[str, list[tuple[str, str]]] = {release.title: own} if own else {}
    for key, entry in content.recommendations.items():
        if entry.release.publication.key != guideline:
            groups.setdefault(entry.release.title, []).append((key, entry.version.title))
    return [*groups.items()]


def add_current_choice(choices: Choices, current: str) -> Choices:
    """The choices, with what is chosen now also where it is no longer in force."""
    offered = {key for _title, group in choices for key, _words in group}
    if not current or current in offered:
        return choices
    return [*choices, (_("No longer in force"), [(current, title_of(current))])]
