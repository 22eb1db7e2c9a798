"""Forms: what is said about a guideline as a whole."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guidelines.models import Publication, RatingScheme, Source
from guidelines.pages.editor.form_fields import KeyField, KnownDateField, LineField, ProseField, clean_key, names_a_page

FRAME_FIELDS = (
    "title",
    "publisher",
    "programme",
    "source",
    "rating_scheme",
    "last_assessed",
    "literature_search",
    "currency_note",
)


class FrameForm(forms.Form):
    """What a guideline's release says of itself. The scheme of grades can be chosen while nothing is graded by it."""

    title = LineField(label=gettext_lazy("Title"), longest=200)
    publisher = LineField(label=gettext_lazy("Publisher"), longest=200, required=False)
    programme = LineField(label=gettext_lazy("Programme"), longest=300, required=False)
    source = forms.ChoiceField(
        label=gettext_lazy("Source"),
        help_text=gettext_lazy("Recommendations come from it, unless one names another."),
        error_messages={"invalid_choice": gettext_lazy("There is no such source. Choose one from the list.")},
    )
    rating_scheme = forms.ChoiceField(
        label=gettext_lazy("Scheme of grades"),
        error_messages={
            "invalid_choice": gettext_lazy("The scheme cannot be changed while there are recommendations graded by it.")
        },
    )
    last_assessed = KnownDateField(label=gettext_lazy("Last assessed"))
    literature_search = KnownDateField(label=gettext_lazy("Literature searched until"))
    currency_note = ProseField(
        label=gettext_lazy("Currency"),
        required=False,
        rows=2,
        help_text=gettext_lazy("What a reader must know of its age, for instance that the publisher has withdrawn it."),
    )
    note = ProseField(
        label=gettext_lazy("Why is there a new release?"),
        rows=2,
        help_text=gettext_lazy("Clinicians read it under “What has changed”."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, scheme_is_used: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = [
            (source.pk, f"{source.title} ({source.publisher})") for source in Source.objects.order_by("sort_key")
        ]
        schemes = RatingScheme.objects.order_by("-pk")
        if scheme_is_used:
            schemes = schemes.filter(pk=self.initial["rating_scheme"])
            self.fields["rating_scheme"].help_text = _("It can be changed only while there are no recommendations.")
        self._offer("source", [("", _("Choose")), *sources])
        self._offer("rating_scheme", [(scheme.pk, scheme.title) for scheme in schemes])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def values(self) -> dict[str, Any]:
        """What was typed, as the fields of the content."""
        said = {name: self.cleaned_data[name] or None for name in FRAME_FIELDS}
        return said | {"release": {"note": self.cleaned_data["note"]}}

    @staticmethod
    def typed_from(content: Mapping[str, Any]) -> dict[str, Any]:
        """The initial values of the form, from the content."""
        return {name: content.get(name) for name in FRAME_FIELDS} | {"note": content["release"]["note"]}


class NewGuidelineForm(FrameForm):
    """A guideline that there was not before."""

    key = KeyField()
    field_order = ("title", "key")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["publisher"].required = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        key = cleaned["key"] = clean_key(self)
        shadowed = key and (names_a_page("editing_publication", key) or names_a_page("guideline", key))
        if shadowed or Publication.objects.filter(key=key).exists():
            self.add_error("key", _("The key “%(key)s” is taken. Write another one.") % {"key": key})
        return cleaned
