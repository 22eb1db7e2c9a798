"""Finds an earlier dose that a letter names as the current one. Pure Python."""

import re
from collections.abc import Iterable

# Before a dose, each of them says that it is not the one of today.
EARLIER = r"(?:tidligere|før|fra|startede med|startdosis)"


def names_as_current(text: str, names: Iterable[str], dose: str, unit: str) -> str:
    """The line of the text that names the medicine with this dose and does not say that it is an earlier one.

    `dose` is the number as it is written in Danish, `unit` begins with what follows it. Empty if there is none.
    """
    amount = rf"(?<![\d.,]){re.escape(dose)}\s*{re.escape(unit.split(maxsplit=1)[0])}\b"
    told_as_earlier = re.compile(rf"\b{EARLIER}\s+(?:\w+\s+)?{amount}", re.IGNORECASE)
    named = [name.casefold() for name in names if name]
    for line in text.split("\n"):
        rest = told_as_earlier.sub("", line)
        if any(name in line.casefold() for name in named) and re.search(amount, rest, re.IGNORECASE):
            return line.strip()
    return ""
