"""The rules: the cost of one case, and a thousand cases through the command."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings

from assessment.rules.reading import ISO_DATE, parse_case
from benchmarks.database import database_url
from benchmarks.table import Measure, timed
from guidelines.in_force.content import current_content
from guidelines.vocabulary.shapes import Json, JsonObject
from referrals.pathways.evaluation import evaluate_case
from referrals.pathways.in_force import pathway_of

RUNS_PER_CASE = 300
CASES_IN_ONE_CALL = 1000
CALLS = 3
MOST_OF_ONE_CASE, MOST_OF_A_THOUSAND = 0.3, 1
# What the command costs before it looks at a case.
START = "import django; django.setup(); from referrals.pathways.in_force import pathway_of; "
START += "from guidelines.in_force.content import current_content; pathway_of(current_content())"


def worked_cases() -> dict[str, JsonObject]:
    """The six worked cases by name."""
    folder: Path = settings.BASE_DIR / "tests" / "cases"
    return {path.stem: json.loads(path.read_text(encoding="utf-8"))["case"] for path in sorted(folder.glob("*.json"))}


def measure() -> list[Measure]:
    cases = worked_cases()
    costs = one_case(cases)
    dearest = max(costs, key=lambda name: costs[name])
    return [
        Measure(
            "one case",
            f"CPU for facts, rules and destinations; dearest of {len(costs)}: {dearest}",
            costs[dearest],
            "ms",
            budget=MOST_OF_ONE_CASE,
        ),
        Measure("one case", "the same, mean of all", statistics.mean(costs.values()), "ms"),
        Measure(
            "evaluate",
            f"CPU for {CASES_IN_ONE_CALL} different cases, beyond a start with the content read; median of {CALLS}",
            statistics.median(thousand_cases(cases) for _ in range(CALLS)),
            "s",
            budget=MOST_OF_A_THOUSAND,
        ),
    ]


def one_case(cases: Mapping[str, JsonObject]) -> dict[str, float]:
    """The median milliseconds of CPU for each case, facts included."""
    content = current_content()
    pathway = pathway_of(content)
    medians = {}
    for name, data in cases.items():
        case = parse_case(data, content.vocabulary)
        seconds = [
            timed(lambda case=case: evaluate_case(case, content, pathway), clock=time.process_time)  # type: ignore[misc]
            for _ in range(RUNS_PER_CASE)
        ]
        medians[name] = 1000 * statistics.median(seconds)
    return medians


def thousand_cases(cases: Mapping[str, JsonObject]) -> float:
    """The seconds of CPU of one call of the command, less those of its start. Raises CalledProcessError on failure."""
    given = list(cases.values())
    rows = [shifted(given[index % len(given)], days=index // len(given)) for index in range(CASES_IN_ONE_CALL)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cases.json"
        file.write_text(json.dumps(rows), encoding="utf-8")
        start, _ = cpu_of("-c", START)
        seconds, answers = cpu_of("manage.py", "evaluate", str(file))
    if len(json.loads(answers)) != CASES_IN_ONE_CALL:
        raise RuntimeError("evaluate did not answer every case")
    return seconds - start


def cpu_of(*arguments: str) -> tuple[float, bytes]:
    """The seconds of CPU that Python takes with these arguments, and what it says."""
    environment = {**os.environ, "DATABASE_URL": database_url()}
    before = os.times()
    done = subprocess.run(
        [sys.executable, *arguments], cwd=settings.BASE_DIR, env=environment, capture_output=True, check=True
    )
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return used, done.stdout


def shifted(value: Json, days: int) -> Json:
    """The same case, that many days earlier."""
    if isinstance(value, dict):
        return {key: shifted(child, days) for key, child in value.items()}
    if isinstance(value, list):
        return [shifted(child, days) for child in value]
    if isinstance(value, str) and ISO_DATE.fullmatch(value):
        return (date.fromisoformat(value) - timedelta(days=days)).isoformat()
    return value
