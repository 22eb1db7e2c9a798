"""The shape of the tests: what several use stands in tests/support, and nothing leans on another test."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

TESTS: Path = settings.BASE_DIR / "tests"
MODULES = sorted(TESTS.rglob("*.py"))
CONFTESTS = [path for path in MODULES if path.name == "conftest.py"]


def imported(source: str) -> set[str]:
    """Every module that this source imports, with the names that it takes from each."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {"." * node.level + f"{node.module or ''}.{alias.name}" for alias in node.names}
    return found


def faults(source: str) -> set[str]:
    """The imports of this source that lean on a test, on a conftest, or on where the module stands."""
    of_tests = {name for name in imported(source) if name.startswith(("tests.", "."))}
    return {name for name in of_tests if not name.startswith("tests.support.")}


def not_fixtures(source: str) -> list[str]:
    """The functions and classes of a conftest that are no fixtures."""
    found = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            decorators = [ast.unparse(decorator).partition("(")[0] for decorator in node.decorator_list]
            if "pytest.fixture" not in decorators:
                found.append(node.name)
    return found


def test_no_test_leans_on_another_test_or_on_a_conftest() -> None:
    assert len(MODULES) > 200
    leaning = {str(path.relative_to(TESTS)): faults(path.read_text(encoding="utf-8")) for path in MODULES}
    assert {path: names for path, names in leaning.items() if names} == {}


@pytest.mark.parametrize(
    "line",
    [
        "from tests.conftest import content",
        "from tests.assessment.rules.test_facts import CASE",
        "import tests.contracts.test_every_url",
        "from tests.browser import conftest",
        "from .test_facts import CASE",
        "def test() -> None:\n    from tests.referrals import conftest",
    ],
)
def test_leaning_on_one_would_be_noticed(line: str) -> None:
    assert len(faults(line)) == 1


def test_a_conftest_holds_fixtures_only() -> None:
    assert len(CONFTESTS) >= 3
    found = {str(path.relative_to(TESTS)): not_fixtures(path.read_text(encoding="utf-8")) for path in CONFTESTS}
    assert {path: names for path, names in found.items() if names} == {}
    assert not_fixtures("@pytest.fixture(scope='module')\ndef a(): ...\ndef b(): ...\nclass C: ...") == ["b", "C"]


def test_support_holds_no_tests() -> None:
    assert [path.name for path in MODULES if "support" in path.parts and path.name.startswith("test_")] == []


# What tells of a page as it is at once, whether what is looked for has come or not.
LOOKS = frozenset(
    {
        *("all_inner_texts", "all_text_contents", "bounding_box", "content", "evaluate", "evaluate_all", "inner_html"),
        *("get_attribute", "inner_text", "input_value", "is_visible", "text_content", "title"),
    }
)
# What answers at once wherever it stands, or may answer for the page that is being left; and what waits for a time.
NEVER = frozenset(
    {
        *("is_checked", "is_disabled", "is_editable", "is_enabled", "is_hidden"),
        *("wait_for_load_state", "wait_for_timeout", "wait_for_url"),
    }
)


def is_a_look(node: ast.AST) -> bool:
    """An address, or a call that answers at once. The `count` of a list, which is none, has an argument."""
    if isinstance(node, ast.Attribute):
        return node.attr == "url"
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return node.func.attr in LOOKS or (node.func.attr == "count" and not node.args)


def is_hasty(node: ast.AST) -> bool:
    """An assertion looks once: a page is looked at by `expect`, or by `comes_to`, which looks again."""
    if isinstance(node, ast.Assert):
        return any(is_a_look(part) for part in ast.walk(node.test))
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return node.func.attr in NEVER or any(word.arg == "timeout" for word in node.keywords)


def hasty_lines(source: str) -> set[int]:
    """The lines of a walk that look at a page without waiting for what they need."""
    return {getattr(node, "lineno", 0) for node in ast.walk(ast.parse(source)) if is_hasty(node)}


def test_every_look_of_a_walk_waits() -> None:
    walks = sorted((TESTS / "browser").rglob("test_*.py"))
    assert len(walks) > 35
    found = {str(path.relative_to(TESTS)): hasty_lines(path.read_text(encoding="utf-8")) for path in walks}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "line",
    [
        "assert page.url == address",
        "assert page.locator('li').count() == 2",
        "assert wanted in page.evaluate('document.title')",
        "page.wait_for_timeout(500)",
        "page.wait_for_url('**/brev/**')",
        "if page.locator('li').is_hidden(): pass",
        "expect(page.locator('li')).to_be_visible(timeout=5000)",
    ],
)
def test_a_look_that_does_not_wait_would_be_noticed(line: str) -> None:
    assert hasty_lines(line) == {1}


def test_no_walk_asks_a_page_to_wait_for_itself() -> None:
    """The page's policy allows no script from a text: Playwright's first look is exempt from it and the next is not,
    so that a walk passes where the page is ready at once, and fails on a busy machine.
    """
    waiting = "wait_for_" + "function"
    assert [str(path.relative_to(TESTS)) for path in MODULES if waiting in path.read_text(encoding="utf-8")] == []
