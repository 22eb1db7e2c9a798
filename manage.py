#!/usr/bin/env python3
"""Django's command line, in the project's own environment."""

import os
import sys
from pathlib import Path

PROJECT_PYTHON = Path(__file__).resolve().parent / ".venv" / "bin" / "python"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chronicpain.settings")
    if "DATABASE_URL" not in os.environ:
        os.environ.setdefault("DEMO", "1")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        # `python3 manage.py` with the system's Python: go on with the environment that ./dev made.
        if PROJECT_PYTHON.exists() and Path(sys.prefix) != PROJECT_PYTHON.parent.parent:
            os.execv(PROJECT_PYTHON, [str(PROJECT_PYTHON), *sys.argv])
        sys.exit("Django is not installed. Run ./dev setup first.")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
