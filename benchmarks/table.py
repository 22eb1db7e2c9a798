"""What was measured, against its budget, as a table."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

HEADINGS = ("name", "what is measured", "budget", "measured", "")
CHECKED_ON_THE_RIGHT = (2, 3)


@dataclass(frozen=True)
class Measure:
    """One measurement. Without a budget it is for information only."""

    name: str
    what: str
    measured: float
    unit: str
    budget: float | None = None

    @property
    def is_over(self) -> bool:
        return self.budget is not None and self.measured > self.budget

    def cells(self) -> tuple[str, ...]:
        state = "" if self.budget is None else "OVER" if self.is_over else "ok"
        budget = "–" if self.budget is None else f"{self.budget:g} {self.unit}"
        return (self.name, self.what, budget, f"{_rounded(self.measured)} {self.unit}", state)


def _rounded(number: float) -> str:
    return f"{number:.0f}" if number == int(number) or number >= 100 else f"{number:.2f}"


def print_table(rows: Sequence[Measure], *, seconds: float) -> None:
    lines = [HEADINGS, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    rule = tuple("-" * width for width in widths)
    for line in (lines[0], rule, *lines[1:]):
        cells = (
            cell.rjust(width) if column in CHECKED_ON_THE_RIGHT else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        print("  ".join(cells).rstrip())
    over = [row.name for row in rows if row.is_over]
    verdict = f"Over budget: {', '.join(over)}." if over else "Everything is within its budget."
    print(f"\n{verdict} ({seconds:.0f} s)")


def timed(call: Callable[[], object], *, clock: Callable[[], float]) -> float:
    """The seconds that one call takes on this clock."""
    began = clock()
    call()
    return clock() - began


def milliseconds(seconds: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    ordered = sorted(seconds)
    return 1000 * statistics.median(ordered), 1000 * ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
