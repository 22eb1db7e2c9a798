"""The list of hazards is true to the tree: every test that it names exists, and every safety rule has its line."""

import ast
import re

from django.conf import settings

from tests.support.content.files import read

TEXT = (settings.BASE_DIR / "docs" / "hazards.md").read_text(encoding="utf-8")
ROWS = [line for line in TEXT.splitlines() if line.startswith("| ") and not line.startswith("| hazard |")]
TEST = re.compile(r"`(test_\w+)` in `(tests/[\w/]+\.py)`")
GUIDELINES = [read(path) for path in sorted((settings.FIXTURES_DIR / "guidelines").glob("*.yaml"))]
FEW = 30


def functions_of(path: str) -> set[str]:
    """The tests of a module."""
    tree = ast.parse((settings.BASE_DIR / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def safety_rules() -> set[str]:
    """What is published to keep a patient from harm: prompts, what is about safety, and what comes first."""
    return {
        f"{guideline['key']}/{row['key']}"
        for guideline in GUIDELINES
        if guideline["release"].get("state") != "draft"
        for row in guideline["recommendations"]
        if guideline["kind"] == "safety_prompts" or row["topic"] == "safety" or row.get("lifted_because")
    }


def test_every_line_names_a_hazard_what_prevents_it_and_a_test_that_exists() -> None:
    """Tried: a slip in a test's name, and a line without one."""
    assert len(ROWS) > FEW
    for row in ROWS:
        hazard, prevents, test = (cell.strip() for cell in row.strip("|").split("|"))
        assert hazard
        assert prevents
        found = TEST.fullmatch(test)
        assert found, row
        assert found[1] in functions_of(found[2]), row


def test_every_safety_rule_of_the_content_has_its_line() -> None:
    """Tried: the line of a prompt taken out, and a rule of that name in the content taken out."""
    named = set(re.findall(r"`([\w-]+/[\w-]+)`", TEXT)) - {path for _, path in TEST.findall(TEXT)}
    assert {name for name in named if not name.startswith("tests/")} == safety_rules()
