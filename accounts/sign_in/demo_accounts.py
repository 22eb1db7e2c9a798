"""The sign-ins of the demo, for its sign-in page."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Role

CONTENT_ADMINISTRATOR = _("content administrator")


@dataclass(frozen=True)
class DemoAccount:
    name: str
    email: str
    role: str | Promise
    practice: str
    is_manager: bool


@dataclass(frozen=True)
class DemoSignIns:
    accounts: tuple[DemoAccount, ...]
    password: str


def demo_sign_ins() -> DemoSignIns | None:
    """The people of the demo's content file; None if there is no file, or outside the demo."""
    path: Path = settings.FIXTURES_DIR / "demo.yaml"
    return _read(path, path.stat().st_mtime_ns) if settings.DEMO and path.exists() else None


@lru_cache(maxsize=1)
def _read(path: Path, changed: int) -> DemoSignIns:
    """The file's accounts; a file that was `changed` is read again."""
    content: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    practices = {row["key"]: row["name"] for row in content.get("practices", ())}
    accounts = (
        DemoAccount(
            row["name"],
            row["email"],
            Role(row["role"]).label if row["role"] in Role.values else CONTENT_ADMINISTRATOR,
            practices.get(row.get("practice"), ""),
            row.get("manager", False),
        )
        for row in content["accounts"]
    )
    return DemoSignIns(tuple(accounts), content["password"])
