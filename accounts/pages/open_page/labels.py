"""Says in words what a form sent: each field by the label that its form has, each choice by its text."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

Named = Callable[[str, str, str], tuple[str, str] | None]
# Forms that are made of content are named by the rooms above: from the package of the page, a field's name and what
# was sent, to its label and the words for it; None for a field that they do not know.
field_labels: list[Named] = []
# A form that comes several times on a page: step-0-dose, row3-name.
NUMBERED = re.compile(r"[a-z_]+-?(?P<number>\d+)-(?P<name>.+)")
# What pages and buttons send for themselves. Nobody typed it.
BY_THE_PAGE = re.compile(
    r"seen\w*|plan_version|page|step|once|print|identifier|count|line|reckoned|quick|more|another|next|keep|take|unchanged"
    r"|sent_again|suggest|discard|approve|action|(?:absent|shown|theirs)\..*|\w+-(?:TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS|sure"
)


def labelled(address: str, fields: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Each field that somebody typed or chose, with its label and in its words; one without a label is called other."""
    package = _package_of(address)
    known = _declared_in(package)
    for sent_as, value in fields:
        match = NUMBERED.fullmatch(sent_as)
        name, number = (match["name"], int(match["number"]) + 1) if match else (sent_as, 0)
        if not value or BY_THE_PAGE.fullmatch(name) or BY_THE_PAGE.fullmatch(sent_as):
            continue
        found = next((found for named in field_labels if (found := named(package, name, value))), None)
        label, shown = found or _of_field(known.get(name), value)
        yield (f"{label} ({number})" if number else label), shown


def _package_of(address: str) -> str:
    """The package of the page that a form is sent to; empty for an address that the program does not have."""
    try:
        view = resolve(urlsplit(address).path).func
    except Resolver404:
        return ""
    return view.__module__.rpartition(".")[0]


def _declared_in(package: str) -> dict[str, forms.Field]:
    """The fields of the forms that stand beside the page's view."""
    found: dict[str, forms.Field] = {}
    for name, module in sorted(sys.modules.items()):
        if package and name.rpartition(".")[0] == package:
            for each in vars(module).values():
                if isinstance(each, type) and issubclass(each, forms.BaseForm):
                    found |= getattr(each, "base_fields", {})
    return found


def _of_field(field: Any, value: str) -> tuple[str, str]:
    if field is None:
        return _("Other"), value
    if isinstance(field, forms.BooleanField):
        return str(field.label), _("Yes")
    choices = getattr(field, "choices", None)
    words = {str(key): str(text) for key, text in choices if not isinstance(text, list | tuple)} if choices else {}
    return str(field.label or _("Other")), words.get(value, value)
