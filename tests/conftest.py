"""What every test may lean on: the content in force, two practices, and people in each role."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
CASES = sorted((Path(__file__).parent / "cases").glob("*.json"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The content is loaded once for all tests, and stays."""
    from referrals.management.commands.load_content import load_content

    with django_db_blocker.unblock():
        load_content(settings.FIXTURES_DIR)
