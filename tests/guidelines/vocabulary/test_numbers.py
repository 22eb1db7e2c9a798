"""One reader for numbers: Danish and international writing mean the same, and what can mean two things is asked."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.vocabulary.numbers import Ambiguous, NotANumber, number_in_danish, read_number, readings_of

SPACE = "\u00a0"


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("12", ["12"]),
        (" 007 ", ["7"]),
        ("0,125", ["0.125"]),
        ("0.125", ["0.125"]),
        ("0.500", ["0.5"]),
        ("00.125", ["0.125"]),
        ("27.5", ["27.5"]),
        ("27,5", ["27.5"]),
        ("1.2345", ["1.2345"]),
        ("1000.500", ["1000.5"]),
        ("1.500", ["1500", "1.5"]),
        ("1,000", ["1", "1000"]),
        ("12.000", ["12000", "12"]),
        ("1.234.567", ["1234567"]),
        ("1,234,567", ["1234567"]),
        ("1.234,5", ["1234.5"]),
        ("1,234.5", ["1234.5"]),
        ("1.234,500", ["1234.5"]),
        ("1 500", ["1500"]),
        (f"1{SPACE}500{SPACE}000", ["1500000"]),
        ("1 500,5", ["1500.5"]),
        ("-3", ["-3"]),
        ("\u22123,5", ["-3.5"]),
        ("-1.500", ["-1500", "-1.5"]),
        ("", []),
        ("-", []),
        ("1.23.456", []),
        ("1.500.5", []),
        ("1,234,5", []),
        ("1.234.5", []),
        ("1.500,000,5", []),
        ("0.125.000", []),
        (",5", []),
        ("5,", []),
        ("1e3", []),
        ("1_000", []),
        ("NaN", []),
        ("tolv", []),
        ("1 2", []),
        ("\u0661\u0662", []),
        ("\uff11", []),
        ("1\u00b2", []),
    ],
)
def test_what_a_text_can_mean(text: str, readings: list[str]) -> None:
    """Tried: a zero taken for a group of thousands; the two readings in the other order; digits of any script."""
    assert [str(value.normalize() + 0) for value in readings_of(text)] == [
        str(Decimal(value).normalize() + 0) for value in readings
    ]


def test_limits_decide_only_where_they_rule_one_reading_out() -> None:
    assert read_number("1.200", lambda value: value >= 10) == 1200
    assert read_number("1.200", lambda value: value <= 10) == Decimal("1.2")
    assert read_number("1,000", lambda value: value < 100) == 1
    with pytest.raises(Ambiguous) as both:
        read_number("1.500", lambda value: value < 4000)
    assert both.value.readings == (1500, Decimal("1.5"))
    # Neither is allowed: the Danish one is what the field refuses by name.
    assert read_number("1.500", lambda value: value > 9000) == 1500
    with pytest.raises(NotANumber):
        read_number("halvanden")


@given(st.decimals(min_value=0, max_value=10**9, places=4).map(lambda value: value.normalize() + 0))
def test_a_number_is_read_as_it_is_shown(number: Decimal) -> None:
    """With four digits after the comma, or none: three may be a group, and then both readings hold the number."""
    assert number in readings_of(number_in_danish(number))
    assert number in readings_of(f"{number:f}")


@given(st.text(max_size=12))
def test_no_text_makes_it_fail_and_no_more_than_two_readings_come(text: str) -> None:
    readings = readings_of(text)
    assert len(readings) <= 2
    assert all(value.is_finite() for value in readings)


@given(st.integers(0, 0), st.integers(0, 999))
def test_after_a_zero_three_digits_are_always_a_fraction(zero: int, thousandths: int) -> None:
    for sign in ",.":
        assert readings_of(f"{zero}{sign}{thousandths:03}") == (Decimal(thousandths) / 1000,)
