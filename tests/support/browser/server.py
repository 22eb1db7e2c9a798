"""The program on a port and a database of its own, filled with the demo practice."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings

from tests.support.suite.databases import DEMO, SERVED, WORKER, copied_database, environment_of, server_dsn

ROOT = Path(settings.BASE_DIR)
DATABASE = f"smertekompas_browser_tests_{WORKER}"


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


class Server:
    """The program on a free port and on this database; it can be stopped and started again."""

    def __init__(self, database: str) -> None:
        self.database = database
        self.environment = environment_of(database) | SERVED
        self.bind = f"127.0.0.1:{free_port()}"
        self.address = f"http://{self.bind}"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve_demo", "--bind", self.bind],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
        )
        wait_for(f"{self.address}/sundhed/ready")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=60)  # gunicorn gives its requests thirty seconds

    def sign_everyone_out(self) -> None:
        """As when every session has run out."""
        with psycopg.connect(server_dsn(self.database), autocommit=True) as connection:
            connection.execute("DELETE FROM accounts_session")


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
