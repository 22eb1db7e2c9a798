"""How the suite runs: when its template is made anew, that a limit warns, and in how many processes."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.utils.translation import gettext, trans_real

from tests.support.suite import preparation
from tests.support.suite.databases import CONTENT, DEMO, Template, copied_database, name_of_database, server_dsn
from tests.support.suite.limits import warn_over_limit
from tests.support.suite.plugin import MADE_ONCE, MOST_PROCESSES, put_in_front, pytest_xdist_auto_num_workers, together

FILES = (
    "requirements.txt",
    "tests/support/suite/databases.py",
    "accounts/migrations/0001_tables.py",
    "assessment/migrations/sql/row_security.forwards.sql",
    "guidelines/models/releases.py",
    "guidelines/in_force/content.py",
    "referrals/management/commands/load_content.py",
    "fixtures/guidelines/generalised-pain.yaml",
)
OF_PAGES = ("guidelines/pages/read/views.py", "templates/base.html")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree with something of everything that a template is made of, and a page."""
    for name in (*FILES, *OF_PAGES):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("before")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "template"),
    [*((name, template) for name in FILES for template in (CONTENT, DEMO)), *((name, DEMO) for name in OF_PAGES)],
)
def test_a_change_of_what_a_template_is_made_of_makes_another(name: str, template: Template, tree: Path) -> None:
    before = template.digest(tree)
    assert template.digest(tree) == before
    (tree / name).write_text("after")
    changed = template.digest(tree)
    (tree / name).rename(tree / name.replace(".", "_more.", 1))
    assert len({before, changed, template.digest(tree)}) == 3


def test_a_page_makes_no_other_template_of_content(tree: Path) -> None:
    template = CONTENT
    before = template.digest(tree)
    for name in OF_PAGES:
        (tree / name).write_text("after")
    assert template.digest(tree) == before


def test_a_copy_has_the_content_and_goes_at_the_end(django_db_setup: None) -> None:
    name = f"{name_of_database()}_copy"
    with copied_database(name), psycopg.connect(server_dsn(name)) as connection:
        row = connection.execute("SELECT count(*) FROM guidelines_release WHERE state = 'published'").fetchone()
        assert row
        assert row[0] > 10
    with psycopg.connect(server_dsn("postgres")) as server:
        assert server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None


def test_a_limit_warns_and_does_not_fail(recwarn: pytest.WarningsRecorder) -> None:
    with pytest.warns(UserWarning, match=r"Over its limit: a page took 2\.00 s of 1 s"):
        warn_over_limit("a page", 2, 1)
    warn_over_limit("a page", 0.5, 1)
    assert not recwarn.list


def test_words_that_are_compiled_in_a_fresh_copy_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tried: the translations as Django had read them before; sixteen tests of one folder missed their words."""
    dev = SimpleNamespace(prepare_files=lambda packages: None, TEST_NODE_PACKAGES=(), TEXTS="django.mo")
    monkeypatch.setattr(preparation, "dev_command", lambda: dev)
    assert gettext("Sections")
    assert trans_real._translations
    preparation.prepare()
    assert not trans_real._translations


@pytest.mark.parametrize(("arguments", "alone"), [(["tests"], False), ([], False), (["tests/x/test_a.py::test"], True)])
def test_a_named_file_runs_without_other_processes(arguments: list[str], alone: bool) -> None:
    config: Any = SimpleNamespace(args=arguments)
    processes = pytest_xdist_auto_num_workers(config)
    assert processes == 0 if alone else 1 <= processes <= MOST_PROCESSES


@pytest.mark.parametrize("processes", [1, 2, 3, 4])
def test_what_is_slow_begins_in_a_process_each_and_each_kind_keeps_its_order(processes: int) -> None:
    """As xdist shares out: the same number of tests to each. Tried: all walks first."""

    def item(path: str) -> Any:
        return SimpleNamespace(path=Path(path))

    rooms = [item(f"tests/browser/editing/test_{number}.py") for number in range(5)]
    elsewhere = [item(f"tests/browser/{part}/test_a.py") for part in ("everywhere", "tour")]
    commands = [item(f"tests/chronicpain/test_{number}.py") for number in range(3)]
    others = [item(f"tests/assessment/test_{number}.py") for number in range(40)]
    items: list[Any] = put_in_front([*rooms, *elsewhere], [*others[:9], *commands, *others[9:]], processes)
    assert len(items) == 50
    share = 50 // processes
    for place, kind in enumerate((rooms, elsewhere, commands)):
        begin = place * share if place < processes else items.index(kind[0])
        assert items[begin : begin + len(kind)] == kind
    assert [found for found in items if found in others] == others


def test_what_looks_at_the_same_record_stands_side_by_side() -> None:
    """Tried: the items as they come, so that every process makes the record."""
    names = ("a", "b", "record 1", "c", "record 2", "d", "record 3")
    looks = {True: [MADE_ONCE], False: []}
    made = [type("Item", (), {"name": name, "fixturenames": looks[" " in name]}) for name in names]
    items: list[Any] = together(made)
    assert [item.name for item in items] == ["a", "b", "record 1", "record 2", "record 3", "c", "d"]
    assert together(items[:2]) == items[:2]
