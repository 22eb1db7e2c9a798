"""manage.py serve_demo: runs gunicorn on the trial's database, and prints the address and the sign-ins."""

import http.client
import os
import signal
import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.sign_in.demo_accounts import DemoSignIns, demo_sign_ins
from chronicpain import postgres
from chronicpain.bind import Bind
from chronicpain.earlier_database import refuse_earlier_database
from chronicpain.postgres_watcher import die_with_parent

# What the benchmark's servers run with too.
FLAGS = ("--threads", "16", "--preload")


class Command(BaseCommand):
    help = "Serve the trial. The embedded database runs as long as this command does."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:8000", help="host:port, a host, a port or [::1]:port")
        parser.add_argument("--workers", default="2")

    def handle(self, *args: Any, **options: Any) -> None:
        sign_ins = demo_sign_ins()
        if sign_ins is None:
            raise CommandError("serve_demo is for the trial only: set DEMO=1.")
        try:
            bind = Bind.parse(options["bind"])
        except ValueError as error:
            raise CommandError(str(error)) from None
        if refusal := bind.refusal():
            raise CommandError(refusal)
        refuse_earlier_database("owner")
        process = serve(bind, options["workers"])
        stop_on_signals(process)
        if answers(process, bind):
            self.tell(bind, sign_ins)
        if (status := process.wait()) not in (0, -signal.SIGTERM, -signal.SIGQUIT):
            raise CommandError(f"gunicorn stopped with status {status}")

    def tell(self, bind: Bind, sign_ins: DemoSignIns) -> None:
        self.stdout.write(f"\nSmertekompas: {bind.url}\n\nDemo sign-ins, password {sign_ins.password}:")
        for account in sign_ins.accounts:
            self.stdout.write(f"  {account.email:32} {account.name} ({account.role})")
        self.stdout.write("\nCtrl-C stops everything.\n")


def serve(bind: Bind, workers: str) -> "subprocess.Popen[bytes]":
    """Start gunicorn. It ends with this process, and a terminal's signals reach it through this process only."""
    environment = {
        **os.environ,
        "DATABASE_URL": postgres.application_url(os.environ["DATABASE_URL"]),
        "ALLOWED_HOSTS": ",".join([*settings.ALLOWED_HOSTS, "[::1]", *bind.hosts]),
    }
    command = [sys.executable, "-m", "gunicorn", "chronicpain.wsgi", "--bind", bind.address]
    command += ["--workers", workers, *FLAGS, "--log-level", "warning"]
    return subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=environment,
        process_group=0,
        preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509 — it asks the kernel, and takes no lock
    )


def stop_on_signals(process: "subprocess.Popen[bytes]") -> None:
    """Ctrl-C, `kill` and a closed terminal end the server; a second time, without waiting for its requests."""
    sent: list[int] = []

    def stop(*_: object) -> None:
        sent.append(signal.SIGQUIT if sent else signal.SIGTERM)
        process.send_signal(sent[-1])

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
            signal.signal(number, stop)


def answers(process: "subprocess.Popen[bytes]", bind: Bind) -> bool:
    """Wait until the server answers; False if it ends before."""
    while process.poll() is None:
        connection = http.client.HTTPConnection(*bind.reached_at, timeout=5)
        try:
            connection.request("GET", "/sundhed/live")
            connection.getresponse()
            return True
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.1)
    return False
