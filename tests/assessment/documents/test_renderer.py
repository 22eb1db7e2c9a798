"""The process that renders: what it may use, what it knows, and that one document's end is not the next one's."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from assessment.documents import renderer as renderer_module
from assessment.documents.renderer import NotRendered, Renderer
from assessment.documents.worker import LOWER_PRIORITY
from tests.support.suite.limits import warn_over_limit

PAGE = '<html lang="da"><head><title>x</title></head><body><p>Rødgrød</p></body></html>'
# A cell as narrow as its words allow, when they may break anywhere: the layout tries every letter, and never ends.
ENDLESS = f"<table><tr><td style='overflow-wrap: anywhere'>{'Meget lang tekst. ' * 5000}</td></tr></table>"


def job(html: str) -> bytes:
    return json.dumps({"html": html, "files": {}, "attachment": None}).encode()


def process_of(renderer: Renderer) -> "subprocess.Popen[bytes]":
    assert renderer._process is not None
    return renderer._process


@pytest.fixture(scope="module")
def standing() -> Iterator[Renderer]:
    """One for all tests: a start takes a second, and whatever ends its process leaves it usable."""
    made = Renderer()
    yield made
    made.stop()


@pytest.fixture
def renderer(standing: Renderer) -> Renderer:
    """A warm one."""
    standing.render(job(PAGE))
    return standing


@pytest.fixture
def limited(settings: Any) -> Iterator[Callable[..., Renderer]]:
    """One whose process has other limits, warm."""
    made: list[Renderer] = []

    def make(**limits: int) -> Renderer:
        for name, limit in limits.items():
            setattr(settings, name, limit)
        made.append(Renderer())
        made[0].render(job(PAGE))
        return made[0]

    yield make
    made[0].stop()


def refused(renderer: Renderer, html: str) -> tuple[str, float]:
    """What is said of a document that is not made, and after how many seconds."""
    began = time.monotonic()
    with pytest.raises(NotRendered) as error:
        renderer.render(job(html))
    return str(error.value), time.monotonic() - began


def makes_the_next(renderer: Renderer) -> bool:
    return renderer.render(job(PAGE)).startswith(b"%PDF")


def test_one_process_makes_one_document_after_the_other(renderer: Renderer) -> None:
    first = process_of(renderer).pid
    assert first != os.getpid()
    assert renderer.render(job(PAGE)).startswith(b"%PDF")
    assert process_of(renderer).pid == first


def test_a_process_that_is_killed_in_the_middle_fails_that_document_alone(renderer: Renderer) -> None:
    threading.Timer(0.5, process_of(renderer).kill).start()
    said, taken = refused(renderer, ENDLESS)
    assert said == f"the renderer ended with status {-signal.SIGKILL}"
    assert taken < 3
    assert makes_the_next(renderer)


def test_a_process_that_was_killed_while_nobody_waited_is_not_noticed(renderer: Renderer) -> None:
    process_of(renderer).kill()
    process_of(renderer).wait()
    assert renderer.render(job(PAGE)).startswith(b"%PDF")


def test_ctrl_c_does_not_reach_it(renderer: Renderer) -> None:
    first = process_of(renderer).pid
    process_of(renderer).send_signal(signal.SIGINT)
    assert renderer.render(job(PAGE)).startswith(b"%PDF")
    assert process_of(renderer).pid == first


def test_a_document_that_takes_too_long_is_ended_at_the_deadline(renderer: Renderer) -> None:
    with override_settings(PDF_SECONDS=2):
        said, taken = refused(renderer, ENDLESS)
    assert said == f"the renderer ended with status {-signal.SIGKILL}"
    assert taken > 1.8
    warn_over_limit("ending a document at its deadline", taken, 4)
    assert makes_the_next(renderer)


def test_a_document_that_takes_too_much_processor_time_is_ended_by_the_kernel(limited: Callable[..., Renderer]) -> None:
    renderer = limited(PDF_CPU_SECONDS=1)
    said, _ = refused(renderer, ENDLESS)
    assert said == f"the renderer ended with status {-signal.SIGXCPU}"
    assert makes_the_next(renderer)


def test_processor_time_is_counted_for_each_document(limited: Callable[..., Renderer]) -> None:
    renderer = limited(PDF_CPU_SECONDS=1)
    first = process_of(renderer).pid
    began = time.monotonic()
    while time.monotonic() - began < 3:
        renderer.render(job(PAGE * 20))
    assert process_of(renderer).pid == first


def test_a_document_that_takes_too_much_memory_is_not_made(limited: Callable[..., Renderer]) -> None:
    renderer = limited(PDF_MEMORY_MB=400)
    said, taken = refused(renderer, f"<p>{'x' * 50_000_000}</p>")
    assert said.startswith("MemoryError")
    assert makes_the_next(renderer)
    warn_over_limit("refusing a document for its memory", taken, 10)


def test_what_goes_wrong_inside_is_said_and_the_next_document_has_a_process_of_its_own(renderer: Renderer) -> None:
    first = process_of(renderer).pid
    lost = {
        "html": '<link rel="stylesheet" href="print:/a.css">',
        "files": {"print:/a.css": ["/gone/a.css", "text/css"]},
    }
    with pytest.raises(NotRendered, match=r"a\.css is missing"):
        renderer.render(json.dumps(lost).encode())
    assert renderer.render(job(PAGE)).startswith(b"%PDF")
    assert process_of(renderer).pid != first


def test_one_more_than_may_wait_is_told_at_once(limited: Callable[..., Renderer]) -> None:
    renderer = limited(PDF_QUEUE=2)
    with override_settings(PDF_SECONDS=2), ThreadPoolExecutor() as threads:
        waiting = [threads.submit(renderer.render, job(ENDLESS)) for _ in range(2)]
        time.sleep(0.3)
        began = time.monotonic()
        with pytest.raises(NotRendered, match="2 documents wait already"):
            renderer.render(job(PAGE))
        told_after = time.monotonic() - began
        said = sorted(str(each.exception()) for each in waiting)
    assert said == ["its turn did not come within 2 s", f"the renderer ended with status {-signal.SIGKILL}"]
    # At once: before any of those that wait is done.
    assert told_after < 2
    warn_over_limit("refusing one more than may wait", told_after, 0.5)
    assert renderer.render(job(PAGE)).startswith(b"%PDF")


def test_ten_at_once_are_all_made_one_after_the_other(renderer: Renderer) -> None:
    with ThreadPoolExecutor(10) as threads:
        made = list(threads.map(renderer.render, [job(PAGE)] * 10))
    assert all(pdf.startswith(b"%PDF") for pdf in made)


def test_after_so_many_documents_another_process_begins(renderer: Renderer, monkeypatch: pytest.MonkeyPatch) -> None:
    first = process_of(renderer).pid
    monkeypatch.setattr(renderer_module, "DOCUMENTS_OF_ONE_PROCESS", renderer._documents + 1)
    renderer.render(job(PAGE))
    assert process_of(renderer).pid == first
    renderer.render(job(PAGE))
    assert process_of(renderer).pid != first


def test_it_knows_neither_the_database_nor_the_key_and_has_nothing_open_but_its_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SECRET_KEY", "hemmelig")
    renderer = Renderer()
    renderer.render(job(PAGE))
    proc = Path("/proc") / str(process_of(renderer).pid)
    known = proc.joinpath("environ").read_bytes()
    assert not [name for name in (b"SECRET_KEY", b"DATABASE_URL", b"hemmelig") if name in known]
    sockets = [link for link in proc.joinpath("fd").iterdir() if link.readlink().name.startswith("socket:")]
    assert len(sockets) == 1
    assert b"django" not in proc.joinpath("maps").read_bytes()
    renderer.stop()


def test_it_gives_way_to_pages_and_leaves_no_dump(renderer: Renderer) -> None:
    pid = process_of(renderer).pid
    assert os.getpriority(os.PRIO_PROCESS, pid) == os.getpriority(os.PRIO_PROCESS, 0) + LOWER_PRIORITY
    limits = Path(f"/proc/{pid}/limits").read_text()
    assert " ".join(next(line for line in limits.splitlines() if "core file" in line).split()[4:6]) == "0 0"


@pytest.mark.parametrize("attempt", ["socket.socket()", "subprocess.run(['true'])", "os.system('true')", "os.fork()"])
def test_behind_closed_doors_nothing_reaches_out(attempt: str) -> None:
    code = (
        f"import os, socket, subprocess, sys; sys.path.insert(0, {str(renderer_module.WORKER.parent)!r});"
        f"from worker import close_the_doors; close_the_doors(); {attempt}"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "PermissionError: a document needs no" in done.stderr


def test_when_the_program_is_killed_nothing_lingers(tmp_path: Path) -> None:
    code = (
        "import os, signal, django; django.setup(); from assessment.documents.render import render_pdf;"
        "from assessment.documents.renderer import renderer; render_pdf('<p>x');"
        "print(renderer._process.pid, flush=True);"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment, check=False)
    assert done.returncode == -signal.SIGKILL
    for _ in range(50):
        if not Path(f"/proc/{int(done.stdout)}").exists():
            assert list(tmp_path.iterdir()) == []
            return
        time.sleep(0.1)
    pytest.fail("the renderer outlived the program")


def test_no_folder_stays_behind_a_renderer_that_was_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    made = Renderer()
    made.render(job(PAGE))
    assert list(tmp_path.iterdir()) != []
    process_of(made).kill()
    made.stop()
    assert list(tmp_path.iterdir()) == []


def test_a_forked_process_starts_a_renderer_of_its_own(renderer: Renderer) -> None:
    process, line, folder = process_of(renderer), renderer._line, renderer._folder
    renderer.forget()
    renderer.render(job(PAGE))
    assert renderer._line is not line
    assert process.poll() is None
    process.kill()
    process.wait()
    shutil.rmtree(folder)


def test_where_the_kernel_allows_it_there_is_no_network_at_all(renderer: Renderer) -> None:
    ours, theirs = (Path(f"/proc/{pid}/ns/net").readlink() for pid in ("self", process_of(renderer).pid))
    if subprocess.run(["unshare", "--user", "--net", "true"], check=False).returncode:
        assert ours == theirs
    else:
        assert ours != theirs
        devices = Path(f"/proc/{process_of(renderer).pid}/net/dev").read_text().splitlines()[2:]
        assert [line.split(":")[0].strip() for line in devices] == ["lo"]
