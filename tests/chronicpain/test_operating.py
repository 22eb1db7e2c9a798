"""docs/operating.md: its commands, as they stand there, on a PostgreSQL of one's own with passwords.

The server writes without waiting for the disk while the tables are made, which the program's start would refuse.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from chronicpain import embedded_postgres
from tests.support.browser.server import free_port

ROOT = Path(settings.BASE_DIR)
DOCUMENT = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
PASSWORD = "et langt kodeord til prøven"
# What fetches packages: the tests run where that is done.
FETCHES = ("python3 -m venv .venv", ".venv/bin/pip install ", "npm ci ")


def section(title: str) -> str:
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert found, f"docs/operating.md has no section {title}"
    return found[1]


def blocks(title: str) -> list[str]:
    """The indented blocks of a section: commands, SQL, settings. Lists and their second lines are no blocks."""
    found = re.findall(r"(?:^(?: {4}.*)?\n)+", section(title), re.MULTILINE)
    return [re.sub(r"^ {4}", "", block, flags=re.MULTILINE).strip() for block in found if block.strip()]


@dataclass
class Server:
    """A PostgreSQL that listens on a port of this machine and asks for passwords, and a copy of the program."""

    port: int
    tree: Path

    def execute(self, statements: str) -> None:
        """As the superuser, one statement after the other."""
        with psycopg.connect(
            host="127.0.0.1", port=self.port, user="postgres", password=PASSWORD, dbname="postgres", autocommit=True
        ) as connection:
            for statement in filter(None, map(str.strip, statements.split(";"))):
                connection.execute(statement.encode())

    def run(self, commands: str, **more: str) -> "subprocess.CompletedProcess[str]":
        """A block of the document in a shell of an operator's; the first command that fails ends it."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return subprocess.run(
            ["bash", "-euc", self.filled_in(commands)],
            cwd=self.tree,
            env=kept | {"PYTHONWARNINGS": "ignore"} | more,
            input=f"{PASSWORD}\n",
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
            start_new_session=True,
        )

    def filled_in(self, commands: str) -> str:
        """With this server's address, a password and a key, and the Python that runs the tests."""
        address = PASSWORD.replace(" ", "%20").replace("ø", "%C3%B8")
        return (
            commands.replace(":…@db/", f":{address}@127.0.0.1:{self.port}/")
            .replace("SECRET_KEY=…", f"SECRET_KEY={'en lang tilfældig tekst ' * 3!r}")
            .replace(".venv/bin/python ", f"{shlex.quote(sys.executable)} ")
            .replace(".venv/bin/gunicorn ", f"{shlex.quote(sys.executable)} -m gunicorn ")
        )


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A second server from the embedded one's programs, with the settings that the document asks for."""
    folder = Path(tempfile.mkdtemp(prefix="smertekompas-test-")).resolve()
    folder.chmod(0o755)
    place = embedded_postgres._place(folder / "var" / "postgres", embedded_postgres._installed())
    as_account = {"user": place.user, "group": place.group, "extra_groups": []} if os.geteuid() == 0 else {}
    place.data.mkdir(mode=0o700, parents=True)
    os.chown(place.data, place.user, place.group)
    word, log = folder / "password", folder / "log"
    word.write_text(PASSWORD, encoding="utf-8")
    programs = place.programs / "bin"
    made = [programs / "initdb", "-D", place.data, "-U", "postgres", "-A", "scram-sha-256", "-E", "UTF8"]
    made += ["--locale=C", f"--pwfile={word}", "--no-sync"]
    subprocess.run(made, check=True, stdout=subprocess.DEVNULL, cwd="/", **as_account)
    with (place.data / "postgresql.conf").open("a") as settings_file:
        settings_file.write(f"\n{blocks('The database and its roles')[1]}\nfsync = off\n")
    started = Server(free_port(), fresh_copy(folder / "program"))
    command = [programs / "postgres", "-D", place.data, "-p", str(started.port), "-h", "127.0.0.1", "-k", ""]
    with log.open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, cwd="/", **as_account)
    try:
        wait_until_ready(started, process, log)
        yield started
    finally:
        process.terminate()
        process.wait(timeout=30)
        shutil.rmtree(folder)
        if embedded_postgres.OUTSIDE in place.data.parents:
            shutil.rmtree(place.data.parent)


def fresh_copy(folder: Path) -> Path:
    """The program as it is fetched, with what Python keeps of it, and the packages as the first commands leave them."""
    made = shutil.ignore_patterns(".*", "node_modules", "staticfiles", "var", "tests", "*.mo")
    shutil.copytree(ROOT, folder, ignore=made)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    return folder


def wait_until_ready(server: Server, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(300):
        try:
            return server.execute("SELECT 1")
        except psycopg.OperationalError:
            assert process.poll() is None, log.read_text()
            subprocess.run(["sleep", "0.1"], check=True)
    pytest.fail(log.read_text())


@pytest.fixture(scope="module")
def installed(server: Server) -> str:
    """The roles and the first installation, as they stand; the settings of the web process that it ends with."""
    server.execute(blocks("The database and its roles")[0].replace("'…'", f"'{PASSWORD}'"))
    lines = blocks("First installation")[0].splitlines()
    assert [line for line in lines if line.startswith(FETCHES)] == lines[:3]
    done = server.run("\n".join(lines[3:-1]))
    assert done.returncode == 0, done.stdout + done.stderr
    settings_of_web = [line for line in lines[3:] if line.startswith("export ")]
    refused = server.run("\n".join([*settings_of_web, f"{lines[-1]} 2>&1"]))
    assert "(chronicpain.E001) fsync is off in PostgreSQL" in refused.stdout
    server.execute("ALTER SYSTEM SET fsync = on; SELECT pg_reload_conf()")
    done = server.run("\n".join([*settings_of_web, lines[-1]]))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "System check identified no issues" in done.stdout
    return "\n".join(settings_of_web)


def test_the_first_practice_is_made_and_the_service_is_ready(server: Server, installed: str) -> None:
    script = blocks("First installation")[1].replace('email="…"', 'email="leder@klinik.example"')
    shell = re.search(r"`(\.venv/bin/python manage\.py shell --command [^`]+)`", section("First installation"))
    assert shell
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "first_practice.py").write_text(script, encoding="utf-8")
        command = shell[1].replace("first_practice.py", f"{folder}/first_practice.py")
        done = server.run(f"{installed}\n{command}")
    assert done.returncode == 0, done.stdout + done.stderr

    (serving,) = blocks("Serving")
    port = free_port()
    serving = serving.replace("--bind 127.0.0.1:8000", f"--bind 127.0.0.1:{port}")
    (probe,) = blocks("Health")
    headers = dict(re.findall(r"-H '([^:]+): ([^']+)'", probe))
    address = re.search(r"http://127\.0\.0\.1:8000(\S+)", probe)
    assert address
    ready = f"http://127.0.0.1:{port}{address[1]}"
    as_owner = installed.replace("smertekompas_web:", "smertekompas_owner:")
    refused = server.run(f"{as_owner}\n.venv/bin/python -c 'import chronicpain.wsgi'")
    assert refused.returncode != 0
    assert "The database is reached by the owner of its tables" in refused.stderr.splitlines()[-1]
    command = server.filled_in(f"{installed}\nexec {serving}")
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    with subprocess.Popen(["bash", "-euc", command], cwd=server.tree, env=kept, stderr=subprocess.PIPE) as process:
        try:
            assert answer(ready, headers) == "ok"
        finally:
            process.terminate()


def answer(address: str, headers: dict[str, str]) -> str:
    for _ in range(200):
        try:
            with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=10) as response:
                return str(response.read().decode())
        except urllib.error.HTTPError as error:
            return f"{error.code} {error.read().decode()}"
        except OSError:
            subprocess.run(["sleep", "0.1"], check=True)
    return "no answer"


def test_content_is_the_owner_s_to_load(server: Server, installed: str) -> None:
    """As the web process it is refused by the database, whatever the document said before."""
    done = server.run(f"{installed}\n.venv/bin/python manage.py shell --command '{REFUSED}'")
    assert done.returncode != 0
    assert "a release begins as a draft" in done.stderr


REFUSED = """
from guidelines.models import Publication, Release
publication = Publication.objects.create(key="ny", kind="guideline")
Release.objects.create(publication=publication, number=1, state="published", content_hash="x", note="x")
"""
