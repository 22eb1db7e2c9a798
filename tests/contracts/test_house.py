"""The inside of each room: packages that a stranger can walk into, and names that are told apart."""

import ast
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.support.suite.rooms import ROOMS

ROOT: Path = settings.BASE_DIR
# No package grows beyond what can be taken in at a glance.
MOST_MODULES = 12
LONGEST_FUNCTION = 50
# These names come again in one room, where its packages are parallel: the same thing of another kind of content ...
PARALLEL = frozenset({"model", "parsing", "checks", "text", "words"})
# ... the three things that the package of a page may hold ...
OF_A_PAGE = frozenset({"views", "forms", "urls"})
# ... and a topic that has tables, pages or a shape of its own.
PARALLEL_PACKAGES = frozenset({"models", "pages", "schema"})
# What Django looks for under this name, and the demo's practice.
AT_THE_DOOR = frozenset({"apps", "demo"})
# Django calls every management command so, and every model's options.
NAMED_BY_DJANGO = frozenset({"Command", "Meta", "SessionStore"})


def modules(folders: Iterable[str] = ROOMS) -> Iterator[Path]:
    """Every module of these folders, without migrations; relative to the project's folder."""
    for room in folders:
        for path in sorted((ROOT / room).rglob("*.py")):
            relative = path.relative_to(ROOT)
            if "migrations" not in relative.parts and path.name != "__init__.py":
                yield relative


MODULES = tuple(modules())
# What is beside the rooms; their packages are not its measure, but no class of it is called as another.
BESIDE = tuple(modules(("chronicpain", "benchmarks")))


def tree_of(module: Path) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"))


def names_that_come_again(paths: tuple[Path, ...]) -> set[str]:
    """The names that two modules of one room share although nothing makes them parallel."""
    found = set()
    for room in ROOMS:
        homes = defaultdict(list)
        for path in paths:
            in_parallel = PARALLEL_PACKAGES & set(path.parts[1:-1])
            if path.parts[0] == room and not in_parallel and path.stem not in PARALLEL:
                homes[path.stem].append(path)
        found |= {f"{room}: {name}" for name, where in homes.items() if len(where) > 1}
    return found


def names_that_come_again_in_pages(paths: tuple[Path, ...]) -> set[str]:
    """Within `pages/`, `models/` or `schema/` of one room only views, forms and urls come again."""
    names = Counter(
        (path.parts[0], package, path.stem)
        for path in paths
        for package in PARALLEL_PACKAGES & set(path.parts[1:-1])
        if path.stem not in OF_A_PAGE | PARALLEL
    )
    return {f"{room}/{package}: {name}" for (room, package, name), count in names.items() if count > 1}


def stutters(path: Path) -> bool:
    """Whether a part of the path says again what the one before it says, in the plural or not."""
    parts = [part.removesuffix(".py").removesuffix("s") for part in path.parts]
    return any(one == other for one, other in pairwise(parts))


def late_imports(tree: ast.Module) -> list[int]:
    """The lines of imports that stand in a function, or after the first definition."""
    first = next((node.lineno for node in tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef)), None)
    lines = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    return [line for line in lines if first is not None and line > first]


def contracts() -> list[dict[str, Any]]:
    read = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return list(read["tool"]["importlinter"]["contracts"])


def named_in(contract: dict[str, Any]) -> Iterator[str]:
    """Each module or package that a contract is about."""
    for layer in contract.get("layers", ()):
        for name in layer.replace("|", ":").split(":"):
            for container in contract.get("containers", [""]):
                yield f"{container}.{name.strip()}".strip(".")
    yield from contract.get("source_modules", ())
    yield from contract.get("ancestors", ())


def holds_code(name: str) -> bool:
    """Whether this module, or a module of this package, says anything."""
    path = ROOT / name.replace(".", "/")
    files = [path.with_suffix(".py")] if path.with_suffix(".py").is_file() else [*path.rglob("*.py")]
    return any(ast.parse(file.read_text(encoding="utf-8")).body for file in files)


def test_the_modules_are_found() -> None:
    assert len(MODULES) > 200
    assert Path("assessment/rules/facts.py") in MODULES


def test_no_two_classes_share_a_name() -> None:
    """Tried: a second `Place`, in what starts the database; a second `Page`, in what measures."""
    homes = defaultdict(list)
    for module in (*MODULES, *BESIDE):
        for node in tree_of(module).body:
            if isinstance(node, ast.ClassDef) and node.name not in NAMED_BY_DJANGO:
                homes[node.name].append(str(module))
    assert {name: where for name, where in homes.items() if len(where) > 1} == {}


def test_a_modules_name_comes_again_only_where_packages_are_parallel() -> None:
    assert names_that_come_again(MODULES) == set()
    assert names_that_come_again_in_pages(MODULES) == set()


def test_a_name_that_comes_again_would_be_noticed() -> None:
    more = (*MODULES, Path("guidelines/publishing/lint.py"), Path("assessment/pages/notes/progress_views.py"))
    assert names_that_come_again(more) == {"guidelines: lint"}
    assert names_that_come_again_in_pages(more) == {"assessment/pages: progress_views"}


def test_no_path_stutters() -> None:
    assert [str(module) for module in MODULES if stutters(module)] == []
    assert stutters(Path("assessment/advice/advice.py"))
    assert stutters(Path("assessment/notes/note.py"))


def test_no_function_is_too_long() -> None:
    """Tried: a limit of 49."""
    functions = [
        (f"{module}: {node.name}", node.end_lineno - node.lineno + 1)
        for module in (*MODULES, *BESIDE)
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.FunctionDef) and node.end_lineno
    ]
    assert {name: lines for name, lines in functions if lines > LONGEST_FUNCTION} == {}


def test_no_package_is_too_large() -> None:
    sizes = Counter(str(module.parent) for module in MODULES)
    assert {package: size for package, size in sizes.items() if size > MOST_MODULES} == {}


def test_no_module_stands_outside_a_package() -> None:
    assert {module.stem for module in MODULES if len(module.parts) == 2} <= AT_THE_DOOR


@pytest.mark.parametrize("room", ROOMS)
def test_the_tables_import_nothing_late(room: str) -> None:
    tables = [module for module in MODULES if module.parts[:2] == (room, "models")]
    assert tables
    assert {str(module): lines for module in tables if (lines := late_imports(tree_of(module)))} == {}


def test_a_late_import_would_be_noticed() -> None:
    assert late_imports(ast.parse("import a\nclass B: ...\nfrom c import d")) == [3]
    assert late_imports(ast.parse("def b():\n    import c")) == [2]


def test_every_contract_is_about_something() -> None:
    """A contract over a package that is gone or empty would hold without saying anything."""
    named = [name for contract in contracts() for name in named_in(contract)]
    assert len(named) > 40
    assert [name for name in named if not holds_code(name)] == []
    assert not holds_code("assessment.nowhere")


def test_every_room_has_its_storeys() -> None:
    layered = {contract["containers"][0] for contract in contracts() if contract.get("containers")}
    assert layered == set(ROOMS)
    assert all(contract["exhaustive"] for contract in contracts() if contract.get("containers"))
    pure = next(contract for contract in contracts() if contract["name"] == "Rules are pure Python")
    rules = {"vocabulary", "conditions", "recommendations", "instruments", "medicines", "builder"}
    named = {"assessment.rules", "referrals.rules", *(f"guidelines.{name}" for name in rules)}
    assert named <= {*pure["source_modules"]}
