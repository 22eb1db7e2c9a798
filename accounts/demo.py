"""The sign-ins of the demo, for its sign-in page."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from accounts.models import Role


@dataclass(frozen=True)
class DemoAccount:
    name: str
    email: str
    role: str


@dataclass(frozen=True)
class DemoSignIns:
    accounts: tuple[DemoAccount, ...]
    password: str


def demo_sign_ins() -> DemoSignIns | None:
    """The people that the demo's content file makes, or None without the file and outside the demo."""
    path: Path = settings.FIXTURES_DIR / "demo.yaml"
    return _read(path, path.stat().st_mtime_ns) if settings.DEMO and path.exists() else None


@lru_cache(maxsize=1)
def _read(path: Path, changed: int) -> DemoSignIns:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    labels = {role.value: str(role.label) for role in Role}
    return DemoSignIns(
        tuple(
            DemoAccount(row["name"], row["email"], labels.get(row["role"], row["role"])) for row in content["accounts"]
        ),
        content["password"],
    )
