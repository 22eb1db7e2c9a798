"""manage.py serve_demo: gunicorn on the trial's database, and the address and sign-ins printed."""

import os
import signal
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.sign_in.demo_accounts import demo_sign_ins
from chronicpain import postgres
from chronicpain.earlier_database import refuse_earlier_database


class Command(BaseCommand):
    help = "Serve the trial. The embedded database runs as long as this command does."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:8000")
        parser.add_argument("--workers", default="2")

    def handle(self, *args: Any, **options: Any) -> None:
        sign_ins = demo_sign_ins()
        if sign_ins is None:
            raise CommandError("serve_demo is for the trial only: set DEMO=1.")
        refuse_earlier_database("owner")
        environment = {**os.environ, "DATABASE_URL": postgres.application_url(os.environ["DATABASE_URL"])}
        command = [sys.executable, "-m", "gunicorn", "chronicpain.wsgi", "--bind", options["bind"]]
        command += ["--workers", options["workers"], "--threads", "16", "--preload", "--log-level", "warning"]
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        self.stdout.write(f"\nSmertekompas: http://{options['bind']}/\n\nDemo sign-ins, password {sign_ins.password}:")
        for account in sign_ins.accounts:
            self.stdout.write(f"  {account.email:32} {account.name} ({account.role})")
        self.stdout.write("\nCtrl-C stops everything.\n")
        try:
            status = process.wait()
        except KeyboardInterrupt:
            process.terminate()
            status = process.wait()
        if status not in (0, -signal.SIGTERM):
            raise CommandError(f"gunicorn stopped with status {status}")
