from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessAction, Staff


class AccessLogForm(forms.Form):
    """Which entries of the practice's access log are shown."""

    staff = forms.ChoiceField(label=_("Staff member"), required=False)
    action = forms.ChoiceField(label=_("What was done"), required=False)

    def __init__(self, sent: QueryDict, *, everyone: list[Staff]) -> None:
        super().__init__(sent)
        self._offer("staff", [(str(member.pk), member.user.name) for member in everyone])
        self._offer("action", AccessAction.choices)

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All")), *choices]
