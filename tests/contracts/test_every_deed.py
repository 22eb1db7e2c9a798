"""Every deed is walked: what it leaves in the access log, the rows that it holds, and that it is one transaction.

What writes the log, or locks a row, is found in the source. One that no deed of `tests/support/deeds` does fails here.
"""

import ast
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from accounts.models import AccessLogEntry
from accounts.tenancy.context import practice_context
from guidelines.in_force.content import current_content
from tests.support.deeds import content, medicines, record, referral
from tests.support.deeds.deed import Deed, World
from tests.support.records.cast import Cast
from tests.support.records.furnished import Record
from tests.support.suite.rooms import ROOMS

ROOT: Path = settings.BASE_DIR
DEEDS: dict[str, Deed] = record.DEEDS | medicines.DEEDS | referral.DEEDS | content.DEEDS
THE_LOG = "accounts.log.entries.record_access"
# They are called by their neighbours too, and so have no underscore; they are no deeds of their own.
HELPERS = ("referrals.letters.writing.log", "assessment.tapering.plan_rows.log_plan")


def functions_of(source: str, module: str) -> dict[str, list[str]]:
    """Each function of a module by its whole name, with what it calls: whole names, and `.name` for a method."""
    tree = ast.parse(source)
    names = {node.name: f"{module}.{node.name}" for node in tree.body if isinstance(node, ast.FunctionDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    found = {}
    for scope in ast.walk(tree):
        for function in getattr(scope, "body", ()) if isinstance(scope, ast.Module | ast.ClassDef) else ():
            if isinstance(function, ast.FunctionDef):
                calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
                found[f"{module}.{function.name}"] = [
                    f".{call.attr}" if isinstance(call, ast.Attribute) else names.get(ast.unparse(call), "")
                    for call in calls
                ]
    return found


@cache
def functions() -> dict[str, list[str]]:
    """Every function of the rooms."""
    found: dict[str, list[str]] = {}
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        if "migrations" not in path.parts:
            module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            found |= functions_of(path.read_text(encoding="utf-8"), module)
    return found


def writers(calls: dict[str, list[str]]) -> set[str]:
    """The functions that write the log, themselves or through what is private to their module."""
    through, found = {THE_LOG}, set()
    while True:
        more = {name for name, called in calls.items() if through & set(called)} - found
        if not more:
            return {name for name in found if not is_helper(name)}
        found |= more
        through |= {name for name in more if is_helper(name)}


def is_helper(name: str) -> bool:
    return name in HELPERS or name.rpartition(".")[2].startswith("_")


def lockers(calls: dict[str, list[str]]) -> Counter[str]:
    """The functions that lock a row, with how often."""
    return Counter(name for name, called in calls.items() for call in called if call == ".select_for_update")


def test_every_function_that_writes_the_log_is_walked() -> None:
    assert {name for name, deed in DEEDS.items() if deed.entries} - {SETS_A_DOSE, SENDS} == writers(functions())


# They write it through another deed.
SETS_A_DOSE = "assessment.tapering.dose_setting.set_to_the_step"
SENDS = "referrals.letters.handing_out.record_sent"


def test_every_lock_is_walked() -> None:
    held = Counter[str]()
    for deed in DEEDS.values():
        held |= Counter(deed.holds)
    assert held == lockers(functions())


def test_a_writer_and_a_lock_are_found_in_the_source() -> None:
    source = """
from accounts.log.entries import record_access
def plain(): record_access()
def _hidden(): record_access()
def through(): _hidden()
def holds(): X.objects.select_for_update(); X.objects.select_for_update()
class Y:
    def method(self): _hidden()
def other(): plain()
"""
    calls = functions_of(source, "m")
    assert writers(calls) == {"m.plain", "m.through", "m.method"}
    assert lockers(calls) == {"m.holds": 2}


@pytest.fixture
def world(furnished: tuple[Cast, tuple[Record, Record]]) -> Iterator[World]:
    cast, (own, _) = furnished
    with practice_context(own.practice_id):
        yield World(cast, own, current_content())


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The functions of the rooms that have locked a row, in order."""
    seen: list[str] = []
    lock = QuerySet.select_for_update

    def watched(self: Any, *args: Any, **values: Any) -> Any:
        frame = sys._getframe(1)
        while frame.f_back and frame.f_globals["__name__"].startswith("django."):
            frame = frame.f_back
        seen.append(f"{frame.f_globals['__name__']}.{frame.f_code.co_name}")
        return lock(self, *args, **values)

    monkeypatch.setattr(QuerySet, "select_for_update", watched)
    return seen


def written_outside(statements: list[str]) -> list[str]:
    """The writes that lie in no transaction of the deed's own; none where it writes the log alone."""
    depth, inside, outside = 0, 0, []
    for statement in statements:
        depth += statement.startswith("SAVEPOINT")
        depth -= statement.startswith("RELEASE SAVEPOINT")
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            inside += bool(depth)
            outside += [] if depth else [statement]
    only_the_log = not inside and all("accounts_accesslogentry" in statement for statement in outside)
    return [] if only_the_log else outside


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_leaves_its_entry_holds_its_rows_and_is_whole(name: str, world: World, held: list[str]) -> None:
    """Tried: each log write of change_taper_plan, remove_treatment and reopen_consultation taken out; each lock of
    life_cycle, tapering, treatments and events; `transaction.atomic` of remove_treatment and publish_approved.
    """
    deed = DEEDS[name]
    do = deed.ready(world)
    before = AccessLogEntry.objects.latest("pk").pk
    held.clear()
    with CaptureQueriesContext(connection) as captured:
        do()
    entries = list(AccessLogEntry.objects.filter(pk__gt=before).order_by("pk"))
    assert tuple(entry.action for entry in entries) == deed.entries
    if deed.entries:
        assert (entries[-1].patient_id == world.record.patient.pk) is deed.of_patient
    known = lockers(functions())
    assert Counter(name for name in held if name in known) == Counter(deed.holds)
    statements = [query["sql"] for query in captured]
    assert sum("FOR UPDATE" in statement for statement in statements) >= len(deed.holds)
    assert bool(written_outside(statements)) is deed.in_request
