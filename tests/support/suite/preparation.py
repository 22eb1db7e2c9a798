"""What must be there before a test runs in a fresh copy: the translations, and the collected static files."""

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

MANIFEST = Path(settings.STATIC_ROOT) / "staticfiles.json"


def prepare() -> None:
    """Make what is missing, or older than what it is made of."""
    root = Path(settings.BASE_DIR)
    for messages in settings.LOCALE_PATHS:
        for source in Path(messages).rglob("*.po"):
            if is_stale(source.with_suffix(".mo"), [source]):
                call_command("compilemessages", locale=[source.parts[-3]], verbosity=0)
    packages = (root / "package-lock.json", root / "requirements.txt", root / "chronicpain" / "apps.py")
    if is_stale(MANIFEST, [*packages, *(root / "static").rglob("*")]):
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)


def is_stale(made: Path, sources: Iterable[Path]) -> bool:
    """Whether a file is missing, or older than one of those that it is made of."""
    if not made.exists():
        return True
    return any(source.stat().st_mtime > made.stat().st_mtime for source in sources)
