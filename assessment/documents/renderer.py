"""Starts the process that makes PDFs, gives it jobs one at a time, and ends or restarts it."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from threading import BoundedSemaphore, Lock, Timer

from django.conf import settings

WORKER = Path(__file__).with_name("worker.py")
# What the interpreter, the libraries and their fonts need. The database's address and the secret key are not among it.
ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "XDG_CACHE_HOME", "FONTCONFIG_FILE")
DOCUMENTS_OF_ONE_PROCESS = 200


class NotRendered(RuntimeError):
    """The PDF could not be made. What it is made of is untouched; the operator finds the cause in the log."""


class Renderer:
    """One process that makes one document at a time, and those who wait for it.

    Only a limited number may wait. The next one is refused at once: those who wait hold threads that serve pages.
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew without ending anything. A process that was forked must not read the answers of the one it was."""
        self._places = BoundedSemaphore(settings.PDF_QUEUE)
        self._turn = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection[bytes, bytes] | None = None
        self._folder = ""
        self._documents = 0

    def render(self, job: bytes) -> bytes:
        """The PDF of a job: within PDF_SECONDS its turn, and within as many again the document. Raises NotRendered."""
        if not self._places.acquire(blocking=False):
            raise NotRendered(f"{settings.PDF_QUEUE} documents wait already")
        try:
            return self._in_turn(job)
        finally:
            self._places.release()

    def _in_turn(self, job: bytes) -> bytes:
        if not self._turn.acquire(timeout=settings.PDF_SECONDS):
            raise NotRendered(f"its turn did not come within {settings.PDF_SECONDS} s")
        try:
            return self._ask(job)
        finally:
            self._turn.release()

    def _ask(self, job: bytes) -> bytes:
        process, line = self._running()
        # Ending the process ends the wait too, whatever it was waiting in.
        end = Timer(settings.PDF_SECONDS, process.kill)
        end.start()
        try:
            line.send_bytes(job)
            answer = line.recv_bytes()
        except (EOFError, OSError):
            self.stop()
            raise NotRendered(f"the renderer ended with status {process.returncode}") from None
        finally:
            end.cancel()
        self._documents += 1
        if not answer.startswith(b"%PDF"):
            self.stop()  # whatever went wrong in it, the next document begins in a process that knows nothing of it
            raise NotRendered(answer.decode())
        return answer

    def _running(self) -> "tuple[subprocess.Popen[bytes], Connection[bytes, bytes]]":
        if self._documents >= DOCUMENTS_OF_ONE_PROCESS or (self._process and self._process.poll() is not None):
            self.stop()
        if self._process is None or self._line is None:
            self._folder = tempfile.mkdtemp(prefix="smertekompas-")
            self._process, self._line = start_worker(self._folder)
        return self._process, self._line

    def stop(self) -> None:
        """End the process. The next document starts another."""
        if self._line:
            self._line.close()
        if self._process:
            self._process.kill()
            self._process.wait()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._process, self._line, self._folder, self._documents = None, None, "", 0


def start_worker(folder: str) -> "tuple[subprocess.Popen[bytes], Connection[bytes, bytes]]":
    """A process of its own, in an interpreter that inherits nothing, and the line to it.

    Its temporary files are in this folder: a process that is killed does not clear them away itself.
    """
    ours, theirs = Pipe()
    numbers = (theirs.fileno(), settings.PDF_MEMORY_MB, settings.PDF_CPU_SECONDS)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-I", str(WORKER), *(str(number) for number in numbers), folder],
            env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ} | {"TMPDIR": folder},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
        )
    return process, ours


renderer = Renderer()
atexit.register(renderer.stop)
os.register_at_fork(after_in_child=renderer.forget)
