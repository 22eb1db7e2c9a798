"""The content files are sealed: what was changed, added or lost since is noticed before anything is loaded."""

import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command

from chronicpain.management.commands.prepare_demo import Command
from guidelines.content_files.folder import SEAL, SealBroken, file_names, read_folder, seal_folder
from guidelines.in_force.content import Content, ContentMissing
from guidelines.models import Release


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(settings.FIXTURES_DIR, tmp_path / "fixtures"))


def test_the_content_files_are_sealed_as_they_are() -> None:
    """After a change to a file under fixtures/: manage.py seal_content."""
    assert list(read_folder(settings.FIXTURES_DIR)) == file_names(settings.FIXTURES_DIR)


def test_a_comment_or_another_order_of_keys_does_not_break_the_seal(folder: Path) -> None:
    said, path = read_folder(folder), folder / "sources.yaml"
    turned = [dict(reversed(row.items())) for row in said["sources.yaml"]["sources"]]
    text = yaml.safe_dump({"sources": turned}, allow_unicode=True, sort_keys=False)
    assert text != path.read_text(encoding="utf-8")
    path.write_text(f"# Kilder\n{text}", encoding="utf-8")
    assert read_folder(folder) == said


BREAKING: dict[str, Callable[[Path], Any]] = {
    "changed": lambda folder: (folder / "guidelines/gp-assessment.yaml").write_text("key: x\n", encoding="utf-8"),
    "lost": lambda folder: (folder / "guidelines/gp-assessment.yaml").unlink(),
    "added": lambda folder: (folder / "pathways/ny.yaml").write_text("key: ny\n", encoding="utf-8"),
    "unsealed": lambda folder: (folder / SEAL).unlink(),
}


@pytest.mark.parametrize("breaking", BREAKING.values(), ids=BREAKING)
def test_any_other_change_is_noticed_until_it_is_sealed(breaking: Callable[[Path], Any], folder: Path) -> None:
    breaking(folder)
    with pytest.raises(SealBroken, match="seal_content"):
        read_folder(folder)
    seal_folder(folder)
    read_folder(folder)


def test_the_commands_say_what_to_run_and_load_nothing(folder: Path, settings: Any, db: None) -> None:
    settings.FIXTURES_DIR = folder
    BREAKING["added"](folder)
    before = Release.objects.count()
    with pytest.raises(CommandError, match=r"ny\.yaml.*manage.py seal_content"):
        call_command("load_content")
    assert Release.objects.count() == before
    (folder / "pathways/ny.yaml").unlink()
    text = folder / "sources.yaml"
    text.write_text(text.read_text(encoding="utf-8").replace("Ældre forløbsbeskrivelse", "Gammel"), encoding="utf-8")
    with pytest.raises(CommandError, match="seal_content"):
        call_command("load_content")
    call_command("seal_content")
    call_command("load_content")


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("sources.yaml", None, r"sources\.yaml is gone: put the file back"),
        ("medicines.yaml", "medicines: [", r"medicines\.yaml: Linje 2"),
        ("medicines.yaml", "- en liste", r"medicines\.yaml: filen skal begynde med et navn"),
    ],
)
def test_a_file_that_is_gone_or_broken_is_named_without_a_traceback(
    name: str, text: str | None, says: str, folder: Path, settings: Any, db: None
) -> None:
    settings.FIXTURES_DIR = folder
    if text is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=says):
        call_command("load_content")


def test_content_that_is_not_as_it_must_be_is_named_with_file_and_line(
    folder: Path, settings: Any, db: None, caplog: pytest.LogCaptureFixture
) -> None:
    settings.FIXTURES_DIR = folder
    path = folder / "medicines.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("kind: paracetamol", "kind: sugar", 1), encoding="utf-8")
    call_command("seal_content")
    with pytest.raises(CommandError, match="No content was loaded"):
        call_command("load_content")
    line = path.read_text(encoding="utf-8")[: path.read_text(encoding="utf-8").index("kind: sugar")].count("\n") + 1
    assert f"medicines.yaml, line {line}: " in caplog.text


def test_the_demo_serves_what_is_in_force_where_a_file_is_broken(
    folder: Path, settings: Any, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And stops where nothing is in force. Tried: without looking whether there is."""
    settings.FIXTURES_DIR = folder
    (folder / "medicines.yaml").write_text("medicines: [", encoding="utf-8")
    said = StringIO()
    command = Command(stderr=said)
    command.load_content()
    assert "medicines.yaml" in said.getvalue()
    assert "What was in force before is served" in said.getvalue()

    def nothing() -> None:
        raise ContentMissing("vocabulary")

    monkeypatch.setattr("chronicpain.management.commands.prepare_demo.current_content", nothing)
    with pytest.raises(CommandError, match=r"medicines\.yaml"):
        command.load_content()
