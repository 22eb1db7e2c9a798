"""A comparison is one object: nothing else in the program knows one by its name."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from guidelines.conditions.operators import OPERATORS
from tests.support.suite.rooms import ROOMS

ROOT: Path = settings.BASE_DIR
HOME = Path("guidelines/conditions/operators.py")
# The same word, and another thing.
OTHER_THINGS = {
    Path("assessment/notes/consultation_log.py"): {"answered"},  # how many items of a questionnaire are
    # where a question to a doctor stands
    Path("assessment/migrations/0019_inquiries.py"): {"answered"},
    Path("assessment/migrations/0023_a_doctor_decides.py"): {"answered"},
    Path("assessment/migrations/0024_inquiry_waits_for_the_treatment.py"): {"answered"},
    Path("assessment/models/inquiries.py"): {"answered"},
    Path("assessment/pages/inquiries/views.py"): {"answered"},
    Path("assessment/rules/contacts/inquiry_state.py"): {"answered"},
    Path("guidelines/medicines/model.py"): {"gt"},  # what pydantic calls the limit in a fault's data
    Path("assessment/rules/synthetic.py"): {"answered"},  # what a number is drawn for
}
QUOTED = re.compile(rf"""["']({"|".join(OPERATORS)})(?::true|:false)?["']""")


def python_files() -> Iterator[Path]:
    for folder in (*ROOMS, "benchmarks"):
        yield from (path.relative_to(ROOT) for path in sorted((ROOT / folder).rglob("*.py")))


def files_of_pages() -> Iterator[Path]:
    for folder, suffix in (("templates", "*.html"), ("static/js", "*.js")):
        yield from (path.relative_to(ROOT) for path in sorted((ROOT / folder).rglob(suffix)))


def names_in(source: str) -> set[str]:
    """The operators that Python code names as texts, also as the code of a choice in the builder (`empty:true`)."""
    texts = (node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant))
    names = (text.partition(":")[0] for text in texts if isinstance(text, str) and re.fullmatch(r"\w+(:\w+)?", text))
    return {name for name in names if name in OPERATORS}


def test_no_code_knows_a_comparison_by_its_name() -> None:
    """Tried: `if name == "answered"` in the tree, and `"in"` among the builder's kinds."""
    found = {path: names_in((ROOT / path).read_text(encoding="utf-8")) for path in python_files() if path != HOME}
    assert {path: names for path, names in found.items() if names} == OTHER_THINGS


def test_no_page_knows_a_comparison_by_its_name() -> None:
    """Tried: `{% if part.part.comparison == "in" %}` in the template of the builder."""
    found = {str(path): QUOTED.findall((ROOT / path).read_text(encoding="utf-8")) for path in files_of_pages()}
    assert len(found) > 100
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "source", ['name == "gte"', "{'in': 1}", 'match x:\n    case {"is": y}:\n        pass', '"empty:true"']
)
def test_a_name_would_be_noticed(source: str) -> None:
    assert names_in(source)
    assert not names_in('"it is in"')
