"""The shape of the house: imports only run down, and no template holds code or unescaped text."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from tests.support.suite.rooms import ROOMS

ROOT: Path = settings.BASE_DIR
TEMPLATES = sorted(
    path
    for folder in (ROOT / "templates", *(ROOT / app / "templates" for app in ROOMS))
    for path in folder.rglob("*")
    if path.is_file()
)
FORBIDDEN = {
    "a script in the page": r"<script(?![^>]*\bsrc=)[^>]*>",
    "a style in the page": r"<style\b",
    "a style attribute": r"<[a-z][^>]*\sstyle\s*=",
    "an event attribute": r"<[a-z][^>]*\son[a-z]+\s*=",
    "an address that is code": r"javascript:",
    "a htmx event": r"\bhx-on\b",
    "a htmx value that is code": r"\bhx-(?:vals|headers|vars)\s*=\s*[\"']?\s*js:|\bhx-vars\b",
    "a htmx trigger with a condition": r"\bhx-trigger\s*=\s*\"[^\"]*\[",
    "unescaped text": r"\|\s*safe(?:seq)?\b|\bautoescape\s+off\b|\bfilter\s+safe\b",
}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def test_imports_only_run_down() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout


def test_the_contract_names_every_room() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    across = [contract for contract in contracts if contract["type"] == "layers" and "containers" not in contract]
    assert [tuple(contract["layers"]) for contract in across] == [ROOMS[::-1]]
    ours = {config.name for config in apps.get_app_configs() if Path(config.path).parent == ROOT}
    assert ours == {*ROOMS, "chronicpain"}


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("accounts/models/people.py", "from guidelines.models import Release"),
        ("guidelines/in_force/content.py", "import assessment.models"),
        ("assessment/rules/facts.py", "import referrals.letters.writing"),
        ("guidelines/conditions/tree.py", "import django.db"),
        ("assessment/record/access.py", "import assessment.pages.fields"),
        ("guidelines/schema/fields.py", "import guidelines.comparison.text"),
    ],
)
def test_an_import_that_runs_up_would_be_noticed(module: str, line: str, tmp_path: Path) -> None:
    for name in (*ROOMS, "chronicpain"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "locale"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    broken = tmp_path / module
    broken.write_text(f"{broken.read_text()}\n{line}\n")
    result = lint_imports(tmp_path)
    assert result.returncode == 1, result.stdout
    assert "BROKEN" in result.stdout


def faults(template: str) -> set[str]:
    """What a template holds that it must not."""
    return {name for name, pattern in FORBIDDEN.items() if re.search(pattern, template, re.IGNORECASE)}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_holds_code_or_unescaped_text(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize(
    "template",
    [
        "<script>alert(1)</script>",
        '<script type="module" defer>go()</script>',
        "<style>p { color: red }</style>",
        '<p class="x" style="color: red">',
        "<p\n  style = 'color: red'>",
        '<button class="button" onclick="go()">',
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:go()">',
        '<div hx-on:click="go()">',
        "<div hx-vals='js:{a: go()}'>",
        '<input hx-trigger="keyup[go()]">',
        "{{ text|safe }}",
        "{{ texts | safeseq }}",
        "{% autoescape off %}",
        "{% filter safe %}",
    ],
)
def test_code_in_a_template_would_be_noticed(template: str) -> None:
    assert len(faults(template)) == 1


def test_the_templates_are_found() -> None:
    assert ROOT / "templates" / "base.html" in TEMPLATES
    assert len(TEMPLATES) > 50
    assert (
        faults('<script src="/static/a.js" defer></script><p class="once" data-on="x">{{ conversation|safely }}')
        == set()
    )


def test_no_code_calls_text_safe_or_leaves_out_the_csrf_check() -> None:
    banned = re.compile(r"\bmark_safe\b|\bSafeString\b|\bcsrf_exempt\b|\.extra\(|\.raw\(|RawSQL|\*\*request\.")
    sources = [path for name in (*ROOMS, "chronicpain") for path in (ROOT / name).rglob("*.py")]
    assert len(sources) > 50
    assert [path for path in sources if banned.search(path.read_text(encoding="utf-8"))] == []
    saying_so = [path for path in sources if "def __html__" in path.read_text(encoding="utf-8")]
    assert saying_so == [ROOT / "accounts/pages/part_template.py"]
