"""Diagnosis codes by their form: one or more, and nothing else beside them."""

import pytest

from assessment.rules.diagnosis.codes import codes_in


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("L03", ("L03",)),
        (" l03 ", ("L03",)),
        ("A01, l18", ("A01", "L18")),
        ("A01;L18 / L03 og P76", ("A01", "L18", "L03", "P76")),
        ("L03, L03", ("L03",)),
        # Every chapter of the seventeen.
        (" ".join(f"{chapter}29" for chapter in "ABDFHKLNPRSTUWXYZ"), tuple(f"{c}29" for c in "ABDFHKLNPRSTUWXYZ")),
        *((text, ()) for text in ("", "lænd", "L3", "L033", "L03 lænd", "C01", "E11", "M54", "L0٣", "03L")),
    ],
)
def test_codes_are_read_by_their_form(text: str, codes: tuple[str, ...]) -> None:
    """Tried: any letter as a chapter, and a text that only holds a code."""
    assert codes_in(text) == codes
