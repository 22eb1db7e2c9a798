"""The trial's server as a program: what it answers to, and how it ends."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings

from chronicpain.bind import Bind
from tests.support.browser.server import free_port


@pytest.fixture
def serve() -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Serve at this address; returns when the address is printed."""
    started: list[subprocess.Popen[str]] = []

    def begin(bind: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            # Whoever runs the tests in the background has told them to ignore what ends a program.
            ["env", "--default-signal", sys.executable, "manage.py", "serve_demo", "--bind", bind, "--workers", "1"],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DEMO": "1", "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        assert any(Bind.parse(bind).url in line for line in process.stdout), "it ended before it served"
        return process

    yield begin
    for process in started:
        with process:  # closes its pipes, whoever may still write to them
            process.kill()


def status(bind: Bind, host: str) -> int:
    connection = http.client.HTTPConnection(*bind.reached_at, timeout=10)
    connection.request("GET", "/sundhed/live", headers={"Host": f"{host}:{bind.port}"})
    answer = connection.getresponse().status
    connection.close()
    return answer


def is_gone(bind: Bind) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if not bind.refusal():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_the_address_answers_once_it_is_printed_and_a_signal_ends_all_quietly(
    number: signal.Signals, serve: Callable[..., "subprocess.Popen[str]"]
) -> None:
    bind = Bind("127.0.0.2", free_port("127.0.0.2"))
    process = serve(bind.address)
    assert status(bind, "127.0.0.2") == status(bind, "localhost") == 200
    process.send_signal(number)
    _out, said = process.communicate(timeout=40)
    assert process.returncode == 0
    assert "Traceback" not in said
    assert is_gone(bind)


def test_killed_it_leaves_no_server(serve: Callable[..., "subprocess.Popen[str]"]) -> None:
    bind = Bind("127.0.0.1", free_port())
    process = serve(str(bind.port))
    assert status(bind, "another.example") == 400
    process.kill()
    assert is_gone(bind)


def test_on_ipv6(serve: Callable[..., "subprocess.Popen[str]"]) -> None:
    try:
        bind = Bind("::1", free_port("::1"))
    except OSError:
        pytest.skip("this machine has no IPv6")
    serve(bind.address)
    assert status(bind, "[::1]") == 200
