"""manage.py check_translations: what is missing in the Danish catalogue or said by nobody is refused."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command

CATALOGUE = Path("da") / "LC_MESSAGES" / "django.po"


@pytest.fixture
def catalogue(tmp_path: Path, settings: Any) -> Path:
    """A copy of the Danish catalogue, which the command takes for the project's own."""
    copy = tmp_path / CATALOGUE
    copy.parent.mkdir(parents=True)
    shutil.copy(Path(project.LOCALE_PATHS[0]) / CATALOGUE, copy)
    settings.LOCALE_PATHS = [tmp_path]
    return copy


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("", 'msgid "Nobody says this"\nmsgstr "Ingen siger det"\n\n', "this message is used but not defined"),
        ('msgid "Patients"\nmsgstr "Patienter"\n', "", "this message is used but not defined"),
        ('msgstr "Patienter"\n', 'msgstr ""\n', "this message is untranslated"),
    ],
    ids=["left over", "missing", "untranslated"],
)
def test_a_fault_in_the_catalogue_is_told(catalogue: Path, was: str, becomes: str, told: str) -> None:
    text = catalogue.read_text(encoding="utf-8")
    assert was in text
    catalogue.write_text(text.replace(was, becomes, 1) if was else f"{text}\n{becomes}", encoding="utf-8")
    with pytest.raises(CommandError, match=told):
        call_command("check_translations")
