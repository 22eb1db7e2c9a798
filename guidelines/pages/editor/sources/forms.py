"""The forms of a source that content is taken from."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guidelines.content_files.loading import SOURCE_FIELDS
from guidelines.models import Source
from guidelines.pages.editor.form_fields import KeyField, KnownDateField, LineField, ProseField, clean_key, names_a_page


class SourceForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is known of a document. `seen` is the hash of what it said when the form was opened."""

    title = LineField(label=gettext_lazy("Title"), longest=300)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the title"),
        choices=[("", gettext_lazy("Danish")), *Source.Language.choices],
        required=False,
        help_text=gettext_lazy("A screen reader reads the title in this language."),
    )
    publisher = LineField(label=gettext_lazy("Publisher"), longest=200)
    published = KnownDateField(label=gettext_lazy("Published"))
    literature_search = KnownDateField(label=gettext_lazy("Literature searched until"))
    last_assessed = KnownDateField(label=gettext_lazy("Last assessed"))
    status = LineField(
        label=gettext_lazy("Status"),
        longest=200,
        required=False,
        help_text=gettext_lazy("What the publisher says of it now, for instance that it is withdrawn."),
    )
    note = ProseField(label=gettext_lazy("Note"), required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Source
        fields: tuple[str, ...] = SOURCE_FIELDS


class NewSourceForm(SourceForm):
    """A document that the program does not know yet."""

    key = KeyField()

    class Meta(SourceForm.Meta):
        fields = (*SourceForm.Meta.fields, "key")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        key = cleaned["key"] = clean_key(self)
        if key and (Source.objects.filter(pk=key).exists() or names_a_page("editing_source", key)):
            self.refuse_key(key)
        return cleaned

    def refuse_key(self, key: str) -> None:
        self.add_error("key", _("The key “%(key)s” is taken. Write another one.") % {"key": key})
