"""The options of a question as HTML, each not chosen and chosen: written once, and then only put in a row.

They say what the content asks, and nothing of a patient.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.forms.widgets import ChoiceWidget

Option = Mapping[str, Any]
Choices = tuple[tuple[str | int, Any], ...]


@dataclass(frozen=True, slots=True)
class WrittenOption:
    """One option: what is sent for it, what it is called, and its HTML."""

    value: str
    label: str
    plain: str
    chosen: str


def written_options(
    widget: ChoiceWidget,
    name: str,
    attrs: Mapping[str, Any] | None,
    choices: Choices,
    write: Callable[[Option], str],
) -> tuple[WrittenOption, ...]:
    """The options of a widget that has these choices, and no groups among them."""
    return _written(type(widget), name, tuple(widget.attrs.items()), tuple((attrs or {}).items()), choices, write)


@lru_cache(maxsize=2000)
def _written(
    kind: type[ChoiceWidget],
    name: str,
    own_attrs: tuple[tuple[str, Any], ...],
    attrs: tuple[tuple[str, Any], ...],
    choices: Choices,
    write: Callable[[Option], str],
) -> tuple[WrittenOption, ...]:
    widget = kind(dict(own_attrs))

    def written(value: str | int, label: Any, index: int, *, is_chosen: bool) -> str:
        return write(widget.create_option(name, value, label, is_chosen, index, attrs=dict(attrs)))

    return tuple(
        WrittenOption(
            str(value),
            str(label),
            written(value, label, index, is_chosen=False),
            written(value, label, index, is_chosen=True),
        )
        for index, (value, label) in enumerate(choices)
    )


def in_a_row(options: Iterable[WrittenOption], chosen: Container[str]) -> list[str]:
    """The HTML of each option, of which these are chosen."""
    return [option.chosen if option.value in chosen else option.plain for option in options]
