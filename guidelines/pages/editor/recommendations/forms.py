"""The forms of one recommendation in a draft: what it says, taking it out, saying that its evidence was reviewed."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.pages.forms import offer
from guidelines.in_force.catalogue import DIRECTIONS, TOPICS, title_of
from guidelines.in_force.content import Content
from guidelines.models import PinnedRecommendation, RatingLevel, RecommendationVersion, Release, Source
from guidelines.pages.editor.condition.field import ConditionField
from guidelines.pages.editor.form_fields import (
    Choices,
    KeyField,
    KnownDateField,
    LineField,
    ProseField,
    clean_key,
    level_choices,
    names_a_page,
)

LONGEST_REASON = 500
Row = Mapping[str, Any]


class RecommendationForm(forms.Form):
    """A recommendation as a row of the draft's content. `seen` is the hash of the row when the form was opened."""

    title = LineField(label=gettext_lazy("Title"), longest=100)
    key = KeyField()
    text = ProseField(
        label=gettext_lazy("Text"),
        longest=280,
        rows=3,
        help_text=gettext_lazy("What is to be done, in at most 280 characters."),
    )
    level = forms.ChoiceField(label=gettext_lazy("Whom it speaks to"), choices=RecommendationVersion.Level.choices)
    topic = forms.ChoiceField(label=gettext_lazy("Topic"), choices=[("", gettext_lazy("Choose")), *TOPICS.items()])
    strength = forms.ChoiceField(label=gettext_lazy("Strength"))
    evidence = forms.ChoiceField(label=gettext_lazy("Certainty of evidence"))
    direction = forms.ChoiceField(
        label=gettext_lazy("For or against"),
        required=False,
        choices=[("", gettext_lazy("As the strength says")), *DIRECTIONS.items()],
        help_text=gettext_lazy("Choose only where the strength does not say it itself."),
    )
    rationale = ProseField(label=gettext_lazy("Why"))
    practical = ProseField(label=gettext_lazy("Good to know"))
    in_clinic = ProseField(label=gettext_lazy("What it means in this clinic"))
    source = forms.ChoiceField(label=gettext_lazy("Source"), required=False)
    source_section = LineField(
        label=gettext_lazy("Section"), longest=200, help_text=gettext_lazy("Chapter, section or page in the source.")
    )
    evidence_reviewed = KnownDateField(
        label=gettext_lazy("Evidence reviewed"),
        help_text=gettext_lazy("2018, 2018-03 or 2018-03-19. It changes without a new version of the wording."),
    )
    lifted_because = LineField(
        label=gettext_lazy("Comes first because"),
        longest=160,
        required=False,
        help_text=gettext_lazy(
            "Only where it must come before what is graded higher when it needs attention. Empty for almost all."
        ),
    )
    superseded_by = forms.ChoiceField(label=gettext_lazy("Replaced by"), required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    groups = (
        (gettext_lazy("What is recommended"), ("title", "key", "text", "level", "topic")),
        (gettext_lazy("Grade"), ("strength", "evidence", "direction")),
        (gettext_lazy("Who it is for"), ("applies_when", "attention_when", "lifted_because")),
        (gettext_lazy("Reasons and advice"), ("rationale", "practical", "in_clinic")),
        (gettext_lazy("Source and age"), ("source", "source_section", "evidence_reviewed", "superseded_by")),
    )

    def __init__(
        self, *args: Any, release: Release, rows: Iterable[Row], row: Row | None, content: Content, **kwargs: Any
    ) -> None:
        """`rows`: those of the draft. `row`: the one that is changed, None for a new one."""
        super().__init__(*args, **kwargs)
        self.release, self.row, self.rows = release, row or {}, list(rows)
        levels = list(RatingLevel.objects.filter(scheme=release.rating_scheme_id))
        self.directions = {level.key: level.direction for level in levels if level.kind == RatingLevel.Kind.STRENGTH}
        sources = Source.objects.exclude(pk=release.source_id).order_by("sort_key")
        own = _("That of the guideline: %(title)s") % {"title": release.source}
        others = successor_choices(content, release, self.rows, but=self.row.get("key", ""))
        offered: dict[str, Choices] = {
            "strength": level_choices(levels, RatingLevel.Kind.STRENGTH),
            "evidence": level_choices(levels, RatingLevel.Kind.CERTAINTY),
            "source": [("", own), *((source.pk, source.title) for source in sources)],
            "superseded_by": with_current(others, self.row.get("superseded_by", "")),
        }
        for name, choices in offered.items():
            offer(self, name, choices)
        self._add_conditions(content)
        if row is not None:
            del self.fields["key"]
        self.order_fields([name for _heading, names in self.groups for name in names])

    def _add_conditions(self, content: Content) -> None:
        labels = {"applies_when": _("It applies when"), "attention_when": _("It needs attention when")}
        helps = {"attention_when": _("It must apply first. Empty: it is shown where it applies.")}
        for name, label in labels.items():
            self.fields[name] = ConditionField(
                content=content,
                cases=self.row.get("cases", ()),
                required=False,
                label=label,
                help_text=helps.get(name, ""),
            )

    @property
    def parts(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(heading, [self[name] for name in names if name in self.fields]) for heading, names in self.groups]

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

    def changed_row(self) -> dict[str, Any]:
        """The row as it was typed; what the form does not show stays, and what is empty is left out."""
        typed = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
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
        offer(self, "successor", choices)
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
    own = [(f"{guideline}/{row['key']}", row["title"]) for row in rows if row["key"] != but]
    groups: dict[str, list[tuple[str, str]]] = {release.title: own} if own else {}
    for key, entry in content.recommendations.items():
        if entry.release.publication.key != guideline:
            groups.setdefault(entry.release.title, []).append((key, entry.version.title))
    return [("", _("None")), *groups.items()]


def with_current(choices: Choices, current: str) -> Choices:
    """The choices, with what is chosen now also where it is no longer in force."""
    offered = {key for _title, group in choices[1:] for key, _words in group}
    if not current or current in offered:
        return choices
    return [*choices, (_("No longer in force"), [(current, title_of(current))])]
