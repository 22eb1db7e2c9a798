"""The tours change the content in force, so they have a server and a demo of their own."""

from collections.abc import Iterator

import pytest

from tests.support.browser.server import Server, demo_server
from tests.support.suite.databases import WORKER


@pytest.fixture(scope="package")
def server(running: Server) -> Iterator[str]:
    """The address of a server with a fresh demo; the common one stands first, which makes the template.

    The tours say how many made-up patients the program goes through.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MADE_UP_PATIENTS", "10000")
        with demo_server(f"smertekompas_tours_{WORKER}") as own:
            yield own.address
