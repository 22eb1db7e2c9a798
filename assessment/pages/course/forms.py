"""The forms that end an episode, open it again, and keep that nobody answered."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import offer
from assessment.course.endings import OpenMatter
from assessment.models import EpisodeStatus


class EndEpisodeForm(forms.Form):
    """Why the episode is ended, and what of what is open is left so."""

    reason = forms.ChoiceField(
        choices=EpisodeStatus.Reason.choices,
        label=_("Why is the episode ended?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why the episode is ended.")},
    )
    comment = forms.CharField(max_length=500, required=False, label=_("More about it"))
    leaves = forms.MultipleChoiceField(
        required=False,
        label=_("Still open: tick what is to be left as it is"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, matters: Sequence[OpenMatter]) -> None:
        super().__init__(data)
        self.open = [matter for matter in matters if not matter.must_end]
        offer(self, "leaves", [(matter.key, matter.words) for matter in self.open])
        if not self.open:
            del self.fields["leaves"]

    def clean_leaves(self) -> list[str]:
        leaves: list[str] = self.cleaned_data["leaves"]
        if any(matter.key not in leaves for matter in self.open):
            raise forms.ValidationError(_("Deal with what is open, or tick that it is left as it is."))
        return leaves


class ReopenEpisodeForm(forms.Form):
    comment = forms.CharField(max_length=500, required=False, label=_("Why is it opened again?"))
