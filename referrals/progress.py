"""The scores over time at the end of a letter: frozen as numbers, drawn from them."""

from collections.abc import Mapping
from typing import Any

from assessment.progress import Figure, figure_from, figure_json, read_progress
from assessment.workspace import Workspace

FEWEST_POINTS = 2
MOST_ROWS = 8


def letter_figure(workspace: Workspace) -> Figure | None:
    """The scores of 0 to 10 as the letter would show them now; None while no score was taken twice."""
    figure = read_progress(workspace).scores
    return figure if any(len(one.known) >= FEWEST_POINTS for one in figure.series) else None


def frozen_progress(workspace: Workspace) -> dict[str, Any] | None:
    """The same as numbers and days, to be kept."""
    figure = letter_figure(workspace)
    return figure_json(figure) if figure else None


def progress_of(frozen: Mapping[str, Any]) -> Figure | None:
    """What the letter shows of the scores; None for one that has none, or from before there were any."""
    kept = frozen.get("progress")
    return figure_from(kept) if kept else None
