"""Removes empty elements and forbidden characters from FHIR resources, for every room that makes them. Pure Python."""

import re
from collections.abc import Mapping
from typing import Any

Resource = dict[str, Any]

# FHIR's strings know these control characters and no others; XHTML knows the same.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def drop_empty_elements(elements: Mapping[str, object]) -> Resource:
    """The elements that hold something, all the way down, their texts without what FHIR allows in no string."""
    kept = {name: _drop_empty(value) for name, value in elements.items()}
    return {name: value for name, value in kept.items() if value not in (None, "", [], {})}


def _drop_empty(value: object) -> object:
    if isinstance(value, Mapping):
        return drop_empty_elements(value)
    if isinstance(value, list | tuple):
        return [kept for part in value if (kept := _drop_empty(part)) not in (None, "", [], {})]
    return CONTROL.sub("", value) if isinstance(value, str) else value
