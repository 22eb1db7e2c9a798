"""How pytest runs this suite: what is prepared first, on how many processes, and what comes first."""

import gc
import os
import sys

import hypothesis
import pytest

from tests.support.suite.preparation import prepare

MOST_PROCESSES = 4

# How long one example takes says more of the machine than of what is tested.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    """Prepare a fresh copy once, before the processes of the tests begin. What one of them compiles all may use, and
    the program's commands that they start.
    """
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
    """The browser's tests come first in two of the processes: they are few and slow, and each process that has some of
    them has a server of its own.

    They walk through one demo, as people do, and so in the order in which they are written; all others in a random one.
    """
    walks = [item for item in items if item.get_closest_marker("browser")]
    walks.sort(key=lambda item: (str(item.path), item.reportinfo()[1] or 0, _parameters(item)))
    others = [item for item in items if not item.get_closest_marker("browser")]
    items[:] = put_in_front(walks, others, getattr(config, "workerinput", {}).get("workercount", 1))


def put_in_front(walks: list[pytest.Item], others: list[pytest.Item], processes: int) -> list[pytest.Item]:
    """The walks through rooms first, and those everywhere and of the tours where the second process's share begins."""
    elsewhere = [walk for walk in walks if {"everywhere", "tour"} & {*walk.path.parts}]
    first = [walk for walk in walks if walk not in elsewhere]
    between = max(0, (len(walks) + len(others)) // processes - len(first)) if processes > 1 else 0
    return [*first, *others[:between], *elsewhere, *others[between:]]


def _parameters(item: pytest.Item) -> tuple[int, ...]:
    """Which of its parameters' values a test has, in the order in which they are written."""
    call = getattr(item, "callspec", None)
    return tuple(call.indices.values()) if call else ()


def pytest_collection_finish() -> None:
    """What five thousand collected tests are made of stays to the end: it is not looked through again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
