"""The embedded PostgreSQL: one server for all who use it, gone with the last of them, however they end."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

from chronicpain import embedded_postgres, postgres_watcher
from chronicpain.embedded_postgres import CannotStart

USE = """
import sys
from pathlib import Path
from chronicpain import embedded_postgres
embedded_postgres.OUTSIDE = Path(sys.argv[2])
print(embedded_postgres.start(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""
is_root = os.geteuid() == 0
for_root = pytest.mark.skipif(not is_root, reason="needs root")


class User:
    """A process that uses the server, until it is let go."""

    def __init__(self, data: Path, outside: Path, **environment: str) -> None:
        pipe = subprocess.PIPE
        self.data = data
        self.process = subprocess.Popen(
            [sys.executable, "-c", USE, data, outside],
            cwd=settings.BASE_DIR,
            env={**os.environ, **environment},
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            text=True,
        )

    @property
    def socket(self) -> Path:
        assert self.process.stdout is not None
        if line := self.process.stdout.readline().strip():
            self.found = Path(line)
        return self.found

    def let_go(self) -> str:
        """End it as a program ends; what it wrote to standard error."""
        return self.process.communicate(timeout=30)[1]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that every account can reach, as pytest's own is not."""
    made = Path(tempfile.mkdtemp(prefix="smertekompas-test-")).resolve()
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def data(folder: Path) -> Path:
    """Made once, by the first test that starts a server on it."""
    return folder / "a tree with æ" / "var" / "postgres"


@pytest.fixture
def use(folder: Path) -> Iterator[Callable[..., User]]:
    """Use the server on this data; the test's end lets go."""
    users: list[User] = []

    def begin(data: Path, **environment: str) -> User:
        users.append(User(data, folder / "outside", **environment))
        return users[-1]

    yield begin
    for user in users:
        user.process.kill()
        user.process.communicate()
    for user in users:
        if hasattr(user, "found"):
            assert gone(user.found if (user.found / "PG_VERSION").exists() else user.data)


def server(socket: Path) -> int:
    """The id of the server behind this socket."""
    return int((socket / "postmaster.pid").read_text().split()[0])


def ask(socket: Path, question: str) -> Any:
    with psycopg.connect(dbname="postgres", user="postgres", host=str(socket), port=5432) as connection:
        row = connection.execute(question.encode()).fetchone()
    assert row is not None
    return row[0]


def gone(data: Path, seconds: float = 15) -> bool:
    """No server runs on this data, and its watcher has ended: within some seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not postgres_watcher.running(data) and not watched(data):
            return True
        time.sleep(0.05)
    return False


def watched(data: Path) -> bool:
    with data.with_name("postgres.watch").open() as watch:
        return not postgres_watcher.try_lock(watch.fileno())


def test_all_use_one_server_and_the_last_one_out_stops_it(data: Path, use: Callable[..., User]) -> None:
    first, second = use(data), use(data)
    assert first.socket == second.socket
    number = server(first.found)
    first.let_go()
    time.sleep(3 * postgres_watcher.POLL)
    assert server(second.found) == number
    assert ask(second.found, "SELECT 1") == 1
    second.let_go()
    assert gone(second.found)


def test_a_user_that_is_killed_keeps_nothing_running_and_the_next_one_starts(
    data: Path, use: Callable[..., User]
) -> None:
    user = use(data)
    socket = user.socket
    user.process.kill()
    assert gone(socket)
    assert ask(use(data).socket, "SELECT 1") == 1


def test_a_server_that_loses_its_watcher_ends_and_the_next_one_starts(data: Path, use: Callable[..., User]) -> None:
    number = server(socket := use(data).socket)
    os.kill(parent(number), signal.SIGKILL)
    assert gone(socket)
    assert ask(use(data).socket, "SELECT 1") == 1
    assert server(socket) != number


def test_a_server_that_is_killed_is_started_again_for_those_who_use_it(data: Path, use: Callable[..., User]) -> None:
    """Tried: a watcher that ends with its server."""
    number = server(socket := use(data).socket)
    os.kill(number, signal.SIGKILL)
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        with suppress(psycopg.OperationalError, FileNotFoundError):
            if ask(socket, "SELECT 1") == 1 and server(socket) != number:
                return
        time.sleep(0.05)
    pytest.fail("it did not come back")


def test_its_log_holds_nothing_of_a_person(data: Path, use: Callable[..., User]) -> None:
    """A row that is refused, a statement that fails and one that is slow. Tried: without the settings of QUIET."""
    socket = use(data).socket
    with psycopg.connect(
        dbname="postgres", user="postgres", host=str(socket), port=5432, autocommit=True
    ) as connection:
        connection.execute("CREATE TEMPORARY TABLE person (number text UNIQUE)")
        connection.execute("INSERT INTO person VALUES ('0101019999')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO person VALUES (%s)", ["0101019999"])
        with pytest.raises(psycopg.errors.UndefinedColumn):
            connection.execute("SELECT nothing FROM person WHERE number = '0101019999'")
    log = (socket / "log").read_text()
    assert "duplicate key" in log
    assert "0101019999" not in log


def test_a_number_left_behind_that_is_another_program_s_by_now_is_passed_over(
    data: Path, use: Callable[..., User]
) -> None:
    socket = use(data).socket
    text = (socket / "postmaster.pid").read_text()
    os.kill(parent(server(socket)), signal.SIGKILL)
    assert gone(socket)
    (socket / "postmaster.pid").write_text(text.replace(text.split("\n")[0], str(os.getpid()), 1))
    assert ask(use(data).socket, "SELECT 1") == 1


def test_no_terminal_reaches_it(data: Path, use: Callable[..., User]) -> None:
    number = server(use(data).socket)
    assert os.getsid(number) != os.getsid(0)
    assert os.getsid(number) == os.getsid(parent(number))


def parent(number: int) -> int:
    return int(Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[1])


def test_the_surroundings_change_neither_its_port_nor_its_alphabet(data: Path, use: Callable[..., User]) -> None:
    socket = use(data, LANG="C", LC_ALL="C", PGPORT="1", PGDATA="/nowhere").socket
    assert ask(socket, "SELECT lower('ÆØÅ')") == "æøå"
    assert ask(socket, "SHOW port") == "5432"
    assert ask(socket, "SHOW listen_addresses") == ""
    # What this process has in its environment is not for the account that the server runs as.
    assert b"PGDATA" not in Path(f"/proc/{server(socket)}/environ").read_bytes()


@pytest.mark.parametrize("name", ["a, b", "x" * 100])
def test_where_the_path_does_not_fit_a_socket_another_one_does(
    name: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded_postgres, "_outside", lambda data, packages: (tmp_path / "outside", packages))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    place = embedded_postgres._place(folder / name / "var" / "postgres", embedded_postgres._installed())
    assert place.sockets.parent == tmp_path
    assert (place.data == place.sockets) is is_root
    assert name not in str(place.sockets)


@pytest.mark.skipif(is_root, reason="for root the data are outside as well")
def test_that_socket_s_folder_is_gone_afterwards(folder: Path, use: Callable[..., User]) -> None:
    place = folder / ("x" * 100) / "var" / "postgres"
    user = use(place, TMPDIR=str(folder), XDG_RUNTIME_DIR="")
    assert ask(user.socket, "SELECT 1") == 1
    user.let_go()
    assert gone(place)
    assert list(folder.glob("smertekompas-*")) == []


def test_what_was_interrupted_while_it_was_made_is_begun_again(folder: Path, use: Callable[..., User]) -> None:
    place = folder / "again" / "var" / "postgres"
    rest = place.with_name("postgres.new")
    rest.mkdir(parents=True)
    (rest / "PG_VERSION").write_text("18\n")
    socket = use(place).socket
    assert ask(socket, "SELECT 1") == 1


def test_why_it_does_not_start_is_said(data: Path, use: Callable[..., User]) -> None:
    user = use(data)
    socket = user.socket
    user.let_go()
    assert gone(socket)
    before = (socket / "postgresql.conf").read_text()
    (socket / "postgresql.conf").write_text(f"{before}\nno_such_setting = 1\n")
    try:
        said = use(data).let_go()
    finally:
        (socket / "postgresql.conf").write_text(before)
    assert "CannotStart: PostgreSQL did not start" in said
    assert "no_such_setting" in said


def test_the_data_of_another_user_are_refused_in_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(embedded_postgres, "OUTSIDE", tmp_path / "outside")
    place = tmp_path / "var" / "postgres"
    place.mkdir(parents=True)
    monkeypatch.setattr(os, "geteuid", lambda: place.stat().st_uid + 1)
    with pytest.raises(CannotStart, match=r"postgres belongs to .*git clone.* sudo chown -R"):
        embedded_postgres.start(place)


def test_so_is_a_folder_that_may_not_be_written_to(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(path: Any, *_: Any) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(embedded_postgres, "OUTSIDE", tmp_path / "outside")
    monkeypatch.setattr(embedded_postgres, "_open_to_all", lambda *_: True)
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(CannotStart, match=r"belongs to .* sudo chown -R"):
        embedded_postgres.start(tmp_path / "var" / "postgres")


@for_root
def test_for_root_it_runs_as_an_account_that_exists(data: Path, use: Callable[..., User]) -> None:
    import pwd

    accounts = Path("/etc/passwd").read_text()
    socket = use(data).socket
    assert Path(f"/proc/{server(socket)}").stat().st_uid == pwd.getpwnam("nobody").pw_uid
    assert Path("/etc/passwd").read_text() == accounts


@for_root
def test_where_that_account_reaches_nothing_the_data_are_kept_outside_and_one_line_says_so(
    folder: Path, use: Callable[..., User]
) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    place = closed / "var" / "postgres"
    user = use(place)
    assert ask(user.socket, "SELECT 1") == 1
    assert user.found.parent.parent == folder / "outside"
    said = user.let_go()
    assert said.count("\n") == 1
    assert f"The database is kept in {user.found.parent}" in said
    assert closed.stat().st_mode & 0o777 == 0o700
    assert not place.exists()


@for_root
def test_for_root_in_a_user_s_tree_it_runs_as_that_user(data: Path, folder: Path, use: Callable[..., User]) -> None:
    first = use(data)
    socket = first.socket
    first.let_go()
    assert gone(socket)
    if socket != data:
        pytest.skip("this project's own folder is closed to other accounts")
    theirs = folder / "theirs" / "postgres"
    theirs.parent.mkdir()
    subprocess.run(["cp", "-a", data, theirs], check=True)
    subprocess.run(["chown", "-R", "54321:54321", theirs], check=True)
    assert Path(f"/proc/{server(use(theirs).socket)}").stat().st_uid == 54321
