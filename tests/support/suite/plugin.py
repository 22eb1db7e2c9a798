"""How pytest runs this suite: what is prepared first, on how many processes, and what comes first."""

import gc
import os
import sys

import hypothesis
import pytest

from tests.support.suite.preparation import prepare

MOST_PROCESSES = 4
# Folders whose tests start programs, or wait for each other: what is long must not begin last.
WAITING = ("chronicpain", "field")
# What a process makes once for all its tests that look at it, and which takes some seconds.
MADE_ONCE = "furnished_database"

# How long one example takes says more of the machine than of what is tested.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    """Prepare a fresh copy once, before the processes of the tests begin.

    What one of them compiles is kept for all, and for the program's commands that they start. Nothing is looked
    through for garbage while tests are collected: it all stays, and looking takes a third of the time.
    """
    gc.disable()
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        prepare()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One process more than cores, for those that walk wait for their browsers; none beside this one where a file or a
    test is named, which would only wait.
    """
    if any(".py" in argument for argument in config.args):
        return 0
    return min(len(os.sched_getaffinity(0)) + 1, MOST_PROCESSES)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is few and slow comes first, each kind in a process of its own: the walks through rooms, those everywhere
    and of the tours, and what starts the program's commands or has several write at once. Each process that has walks
    has a server of its own.

    They walk through one demo, as people do, and so in the order in which they are written; all others in a random one.
    """
    walks = [item for item in items if item.get_closest_marker("browser")]
    walks.sort(key=lambda item: (str(item.path), item.reportinfo()[1] or 0, _parameters(item)))
    others = [item for item in items if not item.get_closest_marker("browser")]
    items[:] = put_in_front(walks, together(others), getattr(config, "workerinput", {}).get("workercount", 1))


def put_in_front(walks: list[pytest.Item], others: list[pytest.Item], processes: int) -> list[pytest.Item]:
    """The three kinds, each where the share of a process begins."""
    elsewhere = [walk for walk in walks if {"everywhere", "tour"} & {*walk.path.parts}]
    commands = [item for item in others if item.path.parent.name in WAITING]
    kinds = [[walk for walk in walks if walk not in elsewhere], elsewhere, commands]
    share = (len(walks) + len(others)) // processes
    rest = [item for item in others if item not in commands]
    ordered: list[pytest.Item] = []
    for place, kind in enumerate(kinds):
        between = max(0, place * share - len(ordered)) if place < processes else 0
        ordered += [*rest[:between], *kind]
        rest = rest[between:]
    return [*ordered, *rest]


def together(items: list[pytest.Item]) -> list[pytest.Item]:
    """All that look at what is made once stand side by side, where the first of them stood: in one process."""
    lookers = [item for item in items if MADE_ONCE in getattr(item, "fixturenames", ())]
    if not lookers:
        return items
    before = items.index(lookers[0])
    found = {*lookers}
    rest = [item for item in items if item not in found]
    return [*rest[:before], *lookers, *rest[before:]]


def _parameters(item: pytest.Item) -> tuple[int, ...]:
    """Which of its parameters' values a test has, in the order in which they are written."""
    call = getattr(item, "callspec", None)
    return tuple(call.indices.values()) if call else ()


def pytest_collection_finish() -> None:
    """What nine thousand collected tests are made of stays to the end: it is never looked through, not even once."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000, 20, 100)
