"""./dev: what it installs and what it says, what it leaves alone, and how it ends."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings

from tests.support.suite.preparation import dev_command

ROOT = Path(settings.BASE_DIR)
PANGO = {"pango-1.0"}
LINE = "apt-get install -y --no-install-recommends libpango-1.0-0"


@pytest.fixture
def dev(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The command's module on a machine with everything but Pango, and nothing really run."""
    module = dev_command()
    monkeypatch.setattr(module.ctypes.util, "find_library", lambda name: None if name in PANGO else f"lib{name}.so")
    monkeypatch.setattr(module.shutil, "which", lambda name: f"/usr/bin/{name}")
    return module


def as_user(monkeypatch: pytest.MonkeyPatch, dev: ModuleType, uid: int, sudo: bool) -> list[list[str]]:
    """Who runs the command; returns the commands that it runs."""
    ran = commands(monkeypatch, dev)

    def ask(command: list[str], **options: Any) -> "subprocess.CompletedProcess[bytes]":
        assert command == ["sudo", "-n", "true"]
        return subprocess.CompletedProcess(command, 0 if sudo else 1)

    monkeypatch.setattr(dev.os, "geteuid", lambda: uid)
    monkeypatch.setattr(dev.subprocess, "run", ask)
    return ran


def commands(monkeypatch: pytest.MonkeyPatch, dev: ModuleType) -> list[list[str]]:
    """The commands that are run from now on; none really is."""
    ran: list[list[str]] = []
    monkeypatch.setattr(dev, "run", lambda *command, env=None: ran.append([*map(str, command)]))
    monkeypatch.setattr(dev, "run_quietly", lambda doing, *command, env=None: ran.append([*map(str, command)]))
    return ran


def test_root_installs_just_what_is_missing(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = as_user(monkeypatch, dev, uid=0, sudo=False)
    dev.install_system_packages(tests=True)
    install = ran[-1]
    assert "sudo" not in install
    assert install[-1] == "libpango-1.0-0"
    assert install[install.index("apt-get") + 1] == "install"


def test_who_may_use_sudo_installs_with_it(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = as_user(monkeypatch, dev, uid=1000, sudo=True)
    dev.install_system_packages(tests=False)
    assert ran[0][:2] == ["sudo", "apt-get"]
    assert ran[-1][0] == "sudo"
    assert ran[-1][-1] == "libpango-1.0-0"


def test_who_may_not_is_given_the_one_line_to_run(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = as_user(monkeypatch, dev, uid=1000, sudo=False)
    with pytest.raises(SystemExit, match=re.escape(f"  sudo apt-get update && sudo {LINE}")):
        dev.install_system_packages(tests=True)
    assert ran == []


def test_without_sudo_on_the_machine_the_line_does_without(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev.shutil, "which", lambda name: None if name == "sudo" else f"/usr/bin/{name}")
    ran = as_user(monkeypatch, dev, uid=1000, sudo=True)
    with pytest.raises(SystemExit, match=re.escape(f"  su -c 'apt-get update && {LINE}'")):
        dev.install_system_packages(tests=True)
    assert ran == []


def test_a_browser_is_asked_for_by_the_tests_only(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev.shutil, "which", lambda name: None if name in dev.BROWSERS else f"/usr/bin/{name}")
    assert dev.missing_system_packages(tests=False) == ["libpango-1.0-0"]
    assert dev.missing_system_packages(tests=True) == ["libpango-1.0-0", "chromium-headless-shell"]


def test_so_is_what_the_browser_s_driver_leans_on(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev.ctypes.util, "find_library", lambda name: None if name == "atomic" else f"lib{name}.so")
    assert dev.missing_system_packages(tests=False) == []
    assert dev.missing_system_packages(tests=True) == ["libatomic1"]


def test_a_complete_machine_is_left_alone(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev.ctypes.util, "find_library", lambda name: f"lib{name}.so")
    ran = as_user(monkeypatch, dev, uid=0, sudo=False)
    dev.install_system_packages(tests=True)
    assert ran == []


@pytest.fixture
def tree(dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A copy of what node packages and static files are made from, in which the command works."""
    for name in ("package-lock.json", "requirements.txt", "static", "chronicpain"):
        source = Path(settings.BASE_DIR) / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "locale"))
        else:
            shutil.copy(source, tmp_path)
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "staticfiles").mkdir()
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    return tmp_path


def test_the_tools_of_node_are_installed_for_whoever_needs_them(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tree: Path
) -> None:
    """The program needs none of them, the tests need what looks through a page, and `./dev check` the linters too."""
    ran = commands(monkeypatch, dev)
    nothing: frozenset[str] = frozenset()
    for kinds, left_out in (
        (nothing, ["--omit=dev", "--omit=optional"]),
        (nothing, None),
        (dev.TEST_NODE_PACKAGES, ["--omit=optional"]),
        (dev.TEST_NODE_PACKAGES, None),
        (dev.ALL_NODE_PACKAGES, []),
        (dev.TEST_NODE_PACKAGES, None),  # what is there is more than enough
        (nothing, None),
    ):
        dev.install_node_packages(kinds)
        assert [[part for part in command if part.startswith("--omit")] for command in ran] == (
            [] if left_out is None else [left_out]
        )
        ran.clear()
    lock = tree / "package-lock.json"
    lock.write_text(lock.read_text() + "\n")
    dev.install_node_packages(nothing)
    assert len(ran) == 1


def test_the_static_files_are_collected_when_what_they_are_made_from_has_changed(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tree: Path
) -> None:
    ran = commands(monkeypatch, dev)

    def is_collected() -> bool:
        ran.clear()
        dev.collect_static()
        return ["collectstatic" in command for command in ran] == [True]

    assert is_collected()
    assert not is_collected()
    for name in (
        "static/js/saving.js",
        "static/css/clinic.css",
        "chronicpain/lean_files.py",
        "chronicpain/settings.py",
    ):
        with (tree / name).open("a") as source:
            source.write("\n")
        assert is_collected(), name
    (tree / "static" / "js" / "faults.js").rename(tree / "static" / "js" / "faulty.js")
    assert is_collected()
    assert not is_collected()


def test_what_is_prepared_is_not_prepared_again(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """One test file is run by one command: no demo is made, nothing is compiled, collected or fetched."""
    ran = commands(monkeypatch, dev)
    for name in ("install_system_packages", "install_python_packages", "hold_database"):
        monkeypatch.setattr(dev, name, lambda *_: None)
    dev.test("tests/contracts/test_rooms.py", "-q")
    assert ran == [[str(dev.PYTHON), "-m", "pytest", "tests/contracts/test_rooms.py", "-q"]]


def test_texts_are_compiled_when_they_are_newer(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    compiled = tmp_path / dev.TEXTS
    source = compiled.with_suffix(".po")
    source.parent.mkdir(parents=True)
    shutil.copy((ROOT / dev.TEXTS).with_suffix(".po"), source)
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    dev.compile_messages()
    ran = commands(monkeypatch, dev)
    dev.compile_messages()
    assert ran == []
    assert compiled.stat().st_size > 0
    os.utime(source, (compiled.stat().st_mtime + 1,) * 2)
    dev.compile_messages()
    assert [command[0] for command in ran] == ["msgfmt"]


def test_a_folder_that_somebody_else_set_up_is_refused_in_words(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev.os, "access", lambda path, mode: Path(path).name != "var")
    ran = commands(monkeypatch, dev)
    with pytest.raises(SystemExit, match=r"/var belongs to \w+: .* sudo chown -R"):
        dev.install("requirements.txt")
    assert ran == []


def test_a_command_that_talks_is_one_line_with_its_seconds(dev: ModuleType, capfd: pytest.CaptureFixture[str]) -> None:
    dev.run_quietly("Fetching much", sys.executable, "-c", "print('187 lines')")
    printed = capfd.readouterr()
    assert re.fullmatch(r"Fetching much \.\.\. \d+ s\n", printed.out)
    assert printed.err == ""


def test_what_it_said_is_shown_when_it_fails(dev: ModuleType, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        dev.run_quietly("Fetching much", sys.executable, "-c", "print('no such package'); raise SystemExit(3)")
    printed = capfd.readouterr()
    assert ended.value.code == 3
    assert "failed after" in printed.out
    assert "no such package" in printed.err


WAIT = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
LOAD = f"""
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
spec = spec_from_loader("dev", SourceFileLoader("dev", {str(ROOT / "dev")!r}))
dev = module_from_spec(spec)
spec.loader.exec_module(dev)
dev.PYTHON = sys.executable
sys.argv = ["dev", "manage", "shell", "-v", "0", "-c", {WAIT!r}]
dev.main()
"""


@pytest.mark.parametrize(
    ("number", "begun"),
    [
        (signal.SIGINT, "--default-signal"),
        (signal.SIGTERM, "--default-signal"),
        (signal.SIGHUP, "--default-signal"),
        (signal.SIGTERM, "--ignore-signal=INT"),  # as in the background of a script
    ],
)
def test_what_ends_it_ends_its_command_without_a_traceback(number: signal.Signals, begun: str) -> None:
    command = ["env", begun, sys.executable, "-c", LOAD]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        inner = int(process.stdout.readline())
        process.send_signal(number)
        _out, said = process.communicate(timeout=30)
    assert process.returncode == 128 + number
    assert "Traceback" not in said
    assert not Path(f"/proc/{inner}").exists()


def test_bare_pytest_needs_no_variable() -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    found = subprocess.run(
        [Path(sys.executable).with_name("pytest"), "--collect-only", "-q", "tests/chronicpain/test_dev_command.py"],
        cwd=ROOT,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout + found.stderr
