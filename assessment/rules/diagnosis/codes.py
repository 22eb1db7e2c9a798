"""Diagnosis codes of ICPC-2 as they are written: by form alone, without a list of them. Pure Python."""

import re

# The seventeen chapters of ICPC-2, and two digits.
CODE = re.compile(r"[ABDFHKLNPRSTUWXYZ]\d\d", re.ASCII)
BETWEEN = re.compile(r"[,;/+&\s]+|\bog\b", re.IGNORECASE)


def codes_in(text: str) -> tuple[str, ...]:
    """The codes of a text that holds nothing else ("l03, A01" gives L03 and A01), each once; none if it holds more."""
    parts = [part.upper() for part in BETWEEN.split(text) if part]
    return tuple(dict.fromkeys(parts)) if all(map(CODE.fullmatch, parts)) else ()
