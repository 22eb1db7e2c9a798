"""How pytest runs this suite: what is prepared first, on how many processes, and what comes first."""

import gc
import os

import hypothesis
import pytest

from tests.support.suite.preparation import prepare

MOST_PROCESSES = 4
# The folders of the browser's tests that take about as long as the other ones together.
SECOND_HALF = ("everywhere", "tour")

# How long one example takes says more of the machine than of what is tested.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    """Prepare a fresh copy once, before the processes of the tests begin."""
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        prepare()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One process more than there are cores, for the browser's walks mostly wait.

    None beside this one where a file or a test is named, which would only wait for the others to begin.
    """
    if any(".py" in argument for argument in config.args):
        return 0
    return min(len(os.sched_getaffinity(0)) + 1, MOST_PROCESSES)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The browser's tests come first, for they are few and slow; all others follow in a random order.

    They walk through one demo, as people do, and so in the order in which they are written. Two processes share them,
    each with a server and a demo of its own, for a walk mostly waits: the second half begins where pytest-xdist deals
    the tests out to the second process.
    """
    walks = [item for item in items if item.get_closest_marker("browser")]
    walks.sort(key=lambda item: (str(item.path), item.reportinfo()[1] or 0, _parameters(item)))
    others = [item for item in items if not item.get_closest_marker("browser")]
    first = [walk for walk in walks if not _is_of_second_half(walk)]
    second = [walk for walk in walks if _is_of_second_half(walk)]
    processes = config.workerinput["workercount"] if hasattr(config, "workerinput") else 1
    # Each process begins with an equal part of the list.
    between = max(0, len(items) // processes - len(first)) if processes > 1 else 0
    items[:] = [*first, *others[:between], *second, *others[between:]]


def _is_of_second_half(walk: pytest.Item) -> bool:
    return walk.path.parent.name in SECOND_HALF


def _parameters(item: pytest.Item) -> tuple[int, ...]:
    """Which of its parameters' values a test has, in the order in which they are written."""
    call = getattr(item, "callspec", None)
    return tuple(call.indices.values()) if call else ()


def pytest_collection_finish() -> None:
    """What five thousand collected tests are made of stays to the end: it is not looked through again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
