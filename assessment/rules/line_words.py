"""Formats a line of text (a day, a label, a change) for notes, letters and lists alike. Pure Python."""

from datetime import date, time

NOTED_BY_NURSE = "noteret af sygeplejerske, afventer læge"


def day(of: date) -> str:
    """A day as it is written: 05.03.2024."""
    return of.strftime("%d.%m.%Y")


def clock(at: time) -> str:
    """A time of the day as it is written: kl. 9.05."""
    return f"kl. {at.hour}.{at.minute:02}"


def day_and_clock(of: date, at: time | None) -> str:
    """A day, with the hour where there is one."""
    return f"{day(of)} {clock(at)}" if at else day(of)


def label_text(label: str, text: str) -> str:
    """A label and its text; the text's further lines are indented."""
    return f"{label}: {text.strip()}".replace("\n", "\n  ")


def was_and_is(label: str, was: str, now: str, unit: str = "") -> str:
    """What changed: from what, to what. A unit that both have is said once."""
    has_unit = unit and now.endswith(f" {unit}")
    return label_text(label, f"{was.removesuffix(f' {unit}') if has_unit else was} → {now}")
