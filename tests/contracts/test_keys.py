"""The keys that the program relies on: one module names them, and no editor can retire what it names."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.conf import settings

from assessment.rules import keys
from tests.support.content.files import read
from tests.support.suite.rooms import ROOMS

ROOT: Path = settings.BASE_DIR
HOME = Path("assessment/rules/keys.py")
VOCABULARY: Mapping[str, list[dict[str, str]]] = read(settings.FIXTURES_DIR / "vocabulary.yaml")
QUESTIONS = frozenset(row["key"] for row in VOCABULARY["questions"])
DERIVED = frozenset(row["key"] for row in VOCABULARY["derived"])
# What a template reads of the patient, and not of the facts.
ALSO_A_COLUMN = frozenset({keys.AGE})
IN_A_TEXT = re.compile(r"(?:field_)?([a-z_]+\.[a-z_]+(?:\.[a-z_]+)?)")


def named() -> frozenset[str]:
    """Every key that the module of keys holds."""
    values = [value for name, value in vars(keys).items() if name.isupper()]
    texts = [value for value in values if isinstance(value, str)]
    return frozenset(text for text in texts if "." in text and not text.endswith("."))


def keys_in_python(path: Path) -> Iterator[str]:
    """The keys that stand as texts in a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in QUESTIONS | DERIVED:
            yield node.value


def keys_in_text(text: str) -> Iterator[str]:
    """The keys that stand in a template or a script."""
    return (found for found in IN_A_TEXT.findall(text) if found in QUESTIONS | DERIVED - ALSO_A_COLUMN)


def files(kind: str, *folders: str) -> list[Path]:
    return [
        path.relative_to(ROOT)
        for folder in folders
        for path in sorted((ROOT / folder).rglob(f"*.{kind}"))
        if "migrations" not in path.parts
    ]


def test_no_other_module_names_a_key() -> None:
    """Tried: `"peg.score"` in assessment/episode/workspace.py."""
    found = {str(path): [*keys_in_python(ROOT / path)] for path in files("py", *ROOMS, "chronicpain") if path != HOME}
    assert {path: keys for path, keys in found.items() if keys} == {}


@pytest.mark.parametrize(("kind", "folder"), [("html", "templates"), ("js", "static/js")])
def test_no_template_and_no_script_names_a_key(kind: str, folder: str) -> None:
    """Tried: `#field_peg.pain` in templates/assessment/episode/progress.html."""
    paths = files(kind, folder)
    assert paths
    found = {str(path): [*keys_in_text((ROOT / path).read_text(encoding="utf-8"))] for path in paths}
    assert {path: keys for path, keys in found.items() if keys} == {}


def test_every_key_that_is_named_is_in_the_content() -> None:
    """Tried: a slip in the key of the next follow-up."""
    assert named() - QUESTIONS - DERIVED == set()


def test_a_question_that_is_named_cannot_be_retired() -> None:
    """Tried: without the diagnosis code among those that are required."""
    assert named() & QUESTIONS == keys.REQUIRED.keys()
