"""What forms share, and the form of the access log."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypedDict

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessAction, Staff

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class FieldOptions(TypedDict, total=False):
    """What any field may be given beside what makes it the kind of field that it is."""

    label: "StrOrPromise"
    help_text: "StrOrPromise"
    required: bool
    initial: object
    error_messages: Mapping[str, "StrOrPromise"]


# A value with its words; or a heading with the choices below it.
Choice = tuple[object, object]


def offer(form: forms.BaseForm, name: str, choices: Iterable[Choice]) -> None:
    """Give a field of choices those that are known only when the page is made."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


class AccessLogForm(forms.Form):
    """Which entries of the practice's access log are shown."""

    staff = forms.ChoiceField(label=_("Staff member"), required=False)
    action = forms.ChoiceField(label=_("What was done"), required=False)

    def __init__(self, sent: QueryDict, *, everyone: list[Staff]) -> None:
        super().__init__(sent)
        offer(self, "staff", [("", _("All")), *((member.pk, member.user.name) for member in everyone)])
        offer(self, "action", [("", _("All")), *AccessAction.choices])
