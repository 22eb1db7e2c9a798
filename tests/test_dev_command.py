"""./dev on a machine where something is missing: it installs what it may, or prints the one line to run."""

import importlib.util
import re
import shutil
import subprocess
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings

PANGO = {"pango-1.0"}


@pytest.fixture
def dev(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The command's module on a machine with everything but Pango, and nothing really run."""
    loader = SourceFileLoader("dev", str(settings.BASE_DIR / "dev"))
    spec = importlib.util.spec_from_loader("dev", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    monkeypatch.setattr(module.ctypes.util, "find_library", lambda name: None if name in PANGO else f"lib{name}.so")
    monkeypatch.setattr(module.shutil, "which", lambda name: f"/usr/bin/{name}")
    return module


def as_user(monkeypatch: pytest.MonkeyPatch, dev: ModuleType, uid: int, sudo: bool) -> list[list[str]]:
    """Who runs the command; returns the commands that it runs."""
    ran: list[list[str]] = []

    def run(command: list[str], **options: Any) -> "subprocess.CompletedProcess[bytes]":
        if command[:2] == ["sudo", "-n"]:
            return subprocess.CompletedProcess(command, 0 if sudo else 1)
        ran.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(dev.os, "geteuid", lambda: uid)
    monkeypatch.setattr(dev.subprocess, "run", run)
    return ran


def test_root_installs_just_what_is_missing(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = as_user(monkeypatch, dev, uid=0, sudo=False)
    dev.install_system_packages(browser=True)
    install = ran[-1]
    assert "sudo" not in install
    assert install[-1] == "libpango-1.0-0"
    assert install[install.index("apt-get") + 1] == "install"


def test_who_may_use_sudo_installs_with_it(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = as_user(monkeypatch, dev, uid=1000, sudo=True)
    dev.install_system_packages(browser=False)
    assert ran[0][:2] == ["sudo", "apt-get"]
    assert ran[-1][-1] == "libpango-1.0-0"


def test_who_may_not_is_given_the_one_line_to_run(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = as_user(monkeypatch, dev, uid=1000, sudo=False)
    with pytest.raises(SystemExit, match=re.escape("sudo apt-get install -y --no-install-recommends libpango-1.0-0")):
        dev.install_system_packages(browser=True)
    assert ran == []


def test_a_browser_is_asked_for_by_the_tests_only(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev.shutil, "which", lambda name: None if name in dev.BROWSERS else f"/usr/bin/{name}")
    assert dev.missing_system_packages(browser=False) == ["libpango-1.0-0"]
    assert dev.missing_system_packages(browser=True) == ["libpango-1.0-0", "chromium"]


def test_a_complete_machine_is_left_alone(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev.ctypes.util, "find_library", lambda name: f"lib{name}.so")
    ran = as_user(monkeypatch, dev, uid=0, sudo=False)
    dev.install_system_packages(browser=True)
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


def test_only_who_needs_the_tools_of_node_installs_them(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tree: Path
) -> None:
    ran: list[str] = []
    monkeypatch.setattr(dev, "run", lambda *command, env: ran.append(command[2]))
    for tools, installed in (
        (False, ["--omit=dev"]),
        (False, []),
        (True, ["--include=dev"]),
        (True, []),
        (False, []),  # what is there is more than enough
    ):
        dev.install_node_packages(tools)
        assert ran == installed
        ran.clear()
    lock = tree / "package-lock.json"
    lock.write_text(lock.read_text() + "\n")
    dev.install_node_packages(tools=False)
    assert ran == ["--omit=dev"]


def test_the_static_files_are_collected_when_what_they_are_made_from_has_changed(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tree: Path
) -> None:
    ran: list[str] = []
    monkeypatch.setattr(dev, "manage", lambda command, *options: ran.append(command))

    def is_collected() -> bool:
        ran.clear()
        dev.collect_static()
        return ran == ["collectstatic"]

    assert is_collected()
    assert not is_collected()
    for name in ("static/js/saving.js", "static/css/clinic.css", "chronicpain/storage.py", "chronicpain/settings.py"):
        with (tree / name).open("a") as source:
            source.write("\n")
        assert is_collected(), name
    (tree / "static" / "js" / "faults.js").rename(tree / "static" / "js" / "faulty.js")
    assert is_collected()
    assert not is_collected()
