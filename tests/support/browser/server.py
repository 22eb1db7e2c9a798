"""The program on a port and a database of its own, filled with the demo practice."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.conf import settings

from tests.support.suite.databases import DEMO, WORKER, copied_database, environment_of, server_dsn

ROOT = Path(settings.BASE_DIR)
DATABASE = f"smertekompas_browser_tests_{WORKER}"


# Sign-ins that the server allows in a minute, less some that walks make themselves.
MOST_SIGN_INS = 25
SERVERS: dict[str, "Server"] = {}


def server_of(url: str) -> "Server":
    """The server that a page came from."""
    parts = urlsplit(url)
    return SERVERS[f"{parts.scheme}://{parts.netloc}"]


def free_port(host: str = "127.0.0.1") -> int:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as listener:
        listener.bind((host, 0))
        return int(listener.getsockname()[1])


def wait_for(url: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def children_of(pid: int) -> set[int]:
    return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


class Server:
    """The program on a free port and on this database; it can be stopped and started again."""

    def __init__(self, database: str) -> None:
        self.database = database
        self.environment = environment_of(database)
        self.bind = f"127.0.0.1:{free_port()}"
        self.address = f"http://{self.bind}"
        self.sign_ins = 0

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve_demo", "--bind", self.bind],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
        )
        SERVERS[self.address] = self
        wait_for(f"{self.address}/sundhed/ready")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)

    def make_room_for_a_sign_in(self) -> None:
        """Let one more sign-in be allowed: the server takes so many a minute from one address."""
        self.sign_ins += 1
        if self.sign_ins > MOST_SIGN_INS:
            self.renew_workers()
            self.sign_ins = 1

    def renew_workers(self) -> None:
        """As when the program is started again: fresh workers, that have counted nothing yet."""
        (gunicorn,) = children_of(self.process.pid)
        before = children_of(gunicorn)
        os.kill(gunicorn, signal.SIGHUP)
        deadline = time.monotonic() + 30
        while not (now := children_of(gunicorn)) or now & before:
            if time.monotonic() > deadline:
                raise TimeoutError("the workers that were there have not ended")
            time.sleep(0.05)
        wait_for(f"{self.address}/sundhed/ready")

    def sign_everyone_out(self) -> None:
        """As when every session has run out."""
        with psycopg.connect(server_dsn(self.database), autocommit=True) as connection:
            connection.execute("DELETE FROM django_session")


@contextmanager
def demo_server(database: str) -> Iterator[Server]:
    """A running server with a fresh demo; stopped, and its database dropped, at the end."""
    with copied_database(database, DEMO):
        server = Server(database)
        try:
            server.start()
            yield server
        finally:
            server.stop()
