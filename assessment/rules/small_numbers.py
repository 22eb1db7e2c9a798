"""Rounds counts so that nobody can be recognised: to steps of five, for quarters that are over. Pure Python."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

STEP = 5


@dataclass(frozen=True, order=True)
class Quarter:
    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)


@dataclass(frozen=True)
class ShownNumber:
    """A count as it may be shown: rounded to the nearest five, and `None` below five."""

    rounded: int | None

    @classmethod
    def of(cls, count: int) -> "ShownNumber":
        return cls(STEP * round(count / STEP) if count >= STEP else None)

    @property
    def least(self) -> int:
        """The smallest count that is shown so."""
        return 0 if self.rounded is None else max(STEP, self.rounded - STEP // 2)

    @property
    def most(self) -> int:
        """The largest count that is shown so."""
        return STEP - 1 if self.rounded is None else self.rounded + STEP // 2

    def share_of(self, whole: "ShownNumber") -> int | None:
        """Percent of another number, from what is shown of both; None if one of them is hidden."""
        if self.rounded is None or whole.rounded is None:
            return None
        return round(100 * self.rounded / whole.rounded)


def sum_beside(total: int, parts: Collection[ShownNumber]) -> ShownNumber:
    """A sum that is shown beside its parts, rounded so that no hidden part can be worked out from the rest.

    Where the nearest five would leave a hidden part no other count than four, or than none, the next five is shown.
    """
    shown, hidden = ShownNumber.of(total), [part for part in parts if part.rounded is None]
    if shown.rounded is None or not hidden:
        return shown
    told = [part for part in parts if part.rounded is not None]
    least_left = shown.least - sum(part.most for part in told)
    most_left = shown.most - sum(part.least for part in told)
    if least_left >= (STEP - 1) * len(hidden):
        return ShownNumber(shown.rounded - STEP or None)
    return ShownNumber(shown.rounded + STEP) if most_left <= 0 else shown
