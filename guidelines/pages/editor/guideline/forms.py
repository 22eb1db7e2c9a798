"""The forms of what is said about a guideline as a whole."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guidelines.content_files.release import note_of
from guidelines.models import Publication, RatingScheme, Source
from guidelines.pages.editor.form_fields import KeyField, ProseField, clean_key, names_a_page
from guidelines.pages.editor.parts.fields import FieldContext, form_field
from guidelines.schema.registry import GUIDELINE_FRAME
from guidelines.vocabulary.shapes import Json, JsonObject

FRAME_FIELDS = tuple(entry.name for entry in GUIDELINE_FRAME.fields if entry.kind != "shown" and "." not in entry.name)
NO_SUCH_SOURCE = gettext_lazy("There is no such source. Choose one from the list.")
SCHEME_STAYS = gettext_lazy("The scheme cannot be changed while there are recommendations graded by it.")


class FrameForm(forms.Form):
    """What a guideline's release says of itself. The scheme of grades can be chosen while nothing is graded by it."""

    note = ProseField(
        label=gettext_lazy("Why is there a new release?"),
        rows=2,
        help_text=gettext_lazy("Clinicians read it under “What has changed”."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, scheme_is_used: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schemes = RatingScheme.objects.order_by("-pk")
        if scheme_is_used:
            schemes = schemes.filter(pk=self.initial["rating_scheme"])
        sources = Source.objects.order_by("sort_key")
        context = FieldContext(
            choices=lambda entry: [(scheme.pk, scheme.title) for scheme in schemes],
            sources=[("", _("Choose")), *((source.pk, f"{source.title} ({source.publisher})") for source in sources)],
        )
        for entry in GUIDELINE_FRAME.fields:
            if entry.name in FRAME_FIELDS:
                self.fields[entry.name] = form_field(entry, context)
        self.fields["source"].error_messages["invalid_choice"] = NO_SUCH_SOURCE
        self.fields["rating_scheme"].error_messages["invalid_choice"] = SCHEME_STAYS
        if scheme_is_used:
            self.fields["rating_scheme"].help_text = _("It can be changed only while there are no recommendations.")
        self.order_fields(["title", "key", *FRAME_FIELDS, "note"])

    def values(self) -> JsonObject:
        """What was typed, as the fields of the content."""
        said = {name: self.cleaned_data[name] or None for name in FRAME_FIELDS}
        return said | {"release": {"note": self.cleaned_data["note"]}}

    @staticmethod
    def typed_from(content: JsonObject) -> dict[str, Json]:
        """The initial values of the form, from the content."""
        return {name: content.get(name) for name in FRAME_FIELDS} | {"note": note_of(content)}


class NewGuidelineForm(FrameForm):
    """A guideline that there was not before."""

    key = KeyField()

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
