"""Rows of lists, each written in a template that is rendered once: what differs from row to row is filled in.

A list of fifty rows enters a template of some fifteen tags fifty times, and that was most of what the page cost.
"""

from collections.abc import Hashable, Iterable, Mapping
from functools import lru_cache
from html import escape
from uuid import uuid4

from django.template.loader import render_to_string
from django.utils.safestring import SafeString


class RowTemplate:
    """`row = RowTemplate("…/_row.html", "name")` is filled as `row.fill({"name": patient.name}, is_old=True)`.

    In the template the named values are places: it may write them, and make an address of one that is a UUID, and
    nothing else. What it decides by or makes words of is the shape of the row (`is_old`); a shape is kept, with its
    HTML, and says nothing of a patient.
    """

    def __init__(self, template: str, *names: str) -> None:
        self._template = template
        self._places = {name: uuid4() for name in names}
        self._text = lru_cache(maxsize=1000)(self._render)

    def _render(self, shape: tuple[tuple[str, Hashable], ...]) -> str:
        text = render_to_string(self._template, {**self._places, **dict(shape)}).replace("%", "%%")
        for name, place in self._places.items():
            text = text.replace(str(place), f"%({name})s")
        return text

    def fill(self, values: Mapping[str, object], **shape: Hashable) -> SafeString:
        """The HTML of one row."""
        text = self._text(tuple(shape.items()))
        return SafeString(text % {name: _escape(value) for name, value in values.items()})


def _escape(value: object) -> str:
    return value if type(value) is SafeString else escape(str(value))


def join_rows(rows: Iterable[SafeString]) -> SafeString:
    """Filled rows as they stand in their table."""
    return SafeString("".join(rows))
