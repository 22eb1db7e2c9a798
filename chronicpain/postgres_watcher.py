"""The process beside the embedded PostgreSQL: starts the server, again when it dies, and stops it after its last user.

A program of its own, in a session of its own, so that no terminal reaches it. It holds the lock on `postgres.watch`,
which it inherits. It says nothing when the server is ready, and why when it cannot be started. Only the standard
library is used.
"""

import ctypes
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

POLL, PATIENCE, LONGEST_PAUSE = 0.25, 30, 8
# A statement that fails stands in the server's log without its values: they are people's names and numbers.
QUIET = {
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length_on_error": "0",
}


def try_lock(file: int) -> bool:
    """Lock the open file for this process alone; False if another one has a lock on it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def running(data: Path, ready: bool = False) -> int | None:
    """The id of the server that runs on this data; None if none does, or it is not `ready`."""
    try:
        lines = (data / "postmaster.pid").read_text().split("\n")
        command = Path(f"/proc/{int(lines[0])}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return None
    # After a crash the number may be another program's by now.
    if os.fsencode(data) not in command or (ready and "ready" not in [line.strip() for line in lines[7:]]):
        return None
    return int(lines[0])


def die_with_parent(number: signal.Signals) -> Callable[[], None]:
    """For Popen's `preexec_fn`: the kernel sends the new process this signal when its parent ends, however it ends."""
    set_process_option, parent_death_signal = ctypes.CDLL(None).prctl, 1
    return lambda: set_process_option(parent_death_signal, int(number))


@dataclass(frozen=True)
class ServerPlace:
    """Where the server's programs, data and socket are, and the account that it runs as."""

    programs: Path
    data: Path
    sockets: Path
    user: int
    group: int

    def begin(self, program: str, *arguments: Path | str, said: IO[bytes]) -> subprocess.Popen[bytes]:
        """Start one of the server's programs as the account. It ends with this process."""
        is_root = os.geteuid() == 0
        return subprocess.Popen(
            [self.programs / "bin" / program, *arguments],
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C"},  # nothing of whoever started it
            user=self.user if is_root else None,
            group=self.group if is_root else None,
            extra_groups=[] if is_root else None,
            stdout=said,
            stderr=said,
            preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509 — there is one thread
        )


def main(place: ServerPlace) -> None:
    """Run the server until nobody has a lock on `postgres.lock`, beside the data, any more."""
    if os.fork():
        os._exit(0)
    users = os.open(place.data.with_name("postgres.lock"), os.O_RDONLY)
    try:
        end_leftover(place.data)
        if not (place.data / "PG_VERSION").exists():
            make_data(place)
        server = run_server(place)
    except Exception as error:
        sys.exit(str(error))
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(quiet, stream)
    pause = POLL
    while not try_lock(users):
        time.sleep(pause)
        if server.poll() is None:
            pause = POLL
        else:
            server, pause = run_again(place) or server, min(2 * pause, LONGEST_PAUSE)
    stop(server)
    if place.sockets != place.data:
        place.sockets.rmdir()


def make_data(place: ServerPlace) -> None:
    """An empty cluster; one that was interrupted is begun again. Text is sorted and folded alike on every machine."""
    new = place.data.with_name(f"{place.data.name}.new")
    if new.exists():
        shutil.rmtree(new)
    new.mkdir(mode=0o700)
    os.chown(new, place.user, place.group)
    language = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    with tempfile.TemporaryFile() as said:
        if place.begin("initdb", "-D", new, "-U", "postgres", "--auth=trust", *language, said=said).wait():
            said.seek(0)
            raise RuntimeError(said.read().decode(errors="replace"))
    new.rename(place.data)


def run_server(place: ServerPlace) -> subprocess.Popen[bytes]:
    """The server, ready, on a socket only. Raises RuntimeError with the end of its log."""
    log = place.data / "log"
    with log.open("ab") as said:
        where = ("-D", place.data, "-p", "5432", "-c", "listen_addresses=", "-k", place.sockets)
        quiet = (part for name, value in QUIET.items() for part in ("-c", f"{name}={value}"))
        server = place.begin("postgres", *where, *quiet, said=said)
    deadline = time.monotonic() + PATIENCE
    while running(place.data, ready=True) != server.pid:
        if server.poll() is not None or time.monotonic() > deadline:
            server.kill()
            raise RuntimeError("\n".join(log.read_text(errors="replace").splitlines()[-10:]))
        time.sleep(0.02)
    return server


def run_again(place: ServerPlace) -> subprocess.Popen[bytes] | None:
    """The server, ready once more after it died; None if it does not start now. Its log says why."""
    with suppress(RuntimeError, OSError):
        end_leftover(place.data)
        return run_server(place)
    return None


def end_leftover(data: Path) -> None:
    """Stop a server that lost its watcher, and forget one that is gone."""
    for number in (signal.SIGINT, signal.SIGKILL):
        deadline = time.monotonic() + PATIENCE / 2
        while (leftover := running(data)) and time.monotonic() < deadline:
            os.kill(leftover, number)
            time.sleep(0.1)
    (data / "postmaster.pid").unlink(missing_ok=True)


def stop(server: subprocess.Popen[bytes]) -> None:
    """End the server: at once, but in order; if that takes too long, without order."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        server.send_signal(number)
        try:
            server.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            continue
        return


if __name__ == "__main__":
    programs, data, sockets, user, group = sys.argv[1:]
    main(ServerPlace(Path(programs), Path(data), Path(sockets), int(user), int(group)))
