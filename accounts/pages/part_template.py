"""HTML that is kept with places for what differs: a short form with its words, or a template that is rendered once.

A list of fifty rows enters a template of some fifteen tags fifty times, and that was most of what the page cost. Pieces
are put together as Django does it, at a quarter of its price: a page of an episode has hundreds. Django asks of each
word whether it is a promise, and of the whole whether any of it is; here the usual kinds are known by their type.
"""

import re
from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from html import escape
from typing import Any
from uuid import UUID, uuid4

from django.template.loader import render_to_string
from django.utils import html

# What needs no escaping: an identifier, a number, a day; None in a row that does not show it.
Plain = UUID | int | date | None
# Most of what is written needs no escaping, and looking is cheaper than replacing five times.
_special = re.compile(r"""[&<>"']""").search


def escape_text(text: str) -> str:
    """The text as it stands in HTML, whatever it says."""
    return escape(text) if _special(text) else text


class _Escaped(str):
    """What was escaped here, as Django is told of it: the one place of the program that says so."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


# What Django makes of a piece of HTML.
HTML = type(html.format_html("{}", ""))


def _written(word: Any) -> str:
    kind = type(word)
    if kind is HTML:
        return word  # type: ignore[no-any-return]
    if kind is str:
        return escape(word) if _special(word) else word
    return str(word) if kind is int else html.conditional_escape(word)


def format_html(form: str, *words: object, **named: object) -> str:
    """The form with these words in its places, as Django's."""
    said = {name: _written(word) for name, word in named.items()}
    return html.format_html("{}", _Escaped(form.format(*map(_written, words), **said)))


def format_html_join(separator: str, form: str, rows: Iterable[Iterable[object]]) -> str:
    """The form once for each of the rows, as Django's."""
    lines = [form.format(*map(_written, row)) for row in rows]
    return html.format_html("{}", _Escaped(_written(separator).join(lines)))


def with_places(form: str, *words: object) -> str:
    """The form with these words in it, escaped; what is doubled in the form, `{{}}`, is a place that is left."""
    return form.format(*(html.conditional_escape(str(word)).replace("{", "{{").replace("}", "}}") for word in words))


class PartTemplate:
    """`row = PartTemplate("…/_row.html", "name", plain=("born",))` is filled as `row.fill({"name": …}, {"born": …})`.

    In the template the named values are places: it may write them, and make an address of one that is a UUID, and
    nothing else. What it decides by or makes words of is the shape of the part (`fill(…, is_old=True)`); a shape is
    kept, with its HTML, and says nothing of a patient.
    """

    def __init__(self, template: str, *texts: str, plain: tuple[str, ...]) -> None:
        self._template = template
        self._texts = {name: uuid4() for name in texts}
        self._plain = {name: uuid4() for name in plain}
        self._text = lru_cache(maxsize=1000)(self._render)

    def _render(self, shape: tuple[tuple[str, Hashable], ...]) -> str:
        text: str = render_to_string(self._template, {**self._texts, **self._plain, **dict(shape)})
        text = text.replace("%", "%%").replace("{", "{{").replace("}", "}}")
        for name, place in self._plain.items():
            text = text.replace(str(place), f"%({name})s")
        for name, place in self._texts.items():
            text = text.replace(str(place), f"{{{name}}}")
        return text

    def fill(self, texts: Mapping[str, str], plain: Mapping[str, Plain], **shape: Hashable) -> str:
        """The HTML of the part, once."""
        written = {name: _write(value) for name, value in plain.items()}
        return format_html(self._text(tuple(shape.items())) % written, **texts)


def _write(value: Plain) -> str:
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value)


def join_rows(rows: Iterable[str]) -> str:
    """Filled rows as they stand in their table; empty without any."""
    filled = list(rows)
    return format_html("{}" * len(filled), *filled) if filled else ""
