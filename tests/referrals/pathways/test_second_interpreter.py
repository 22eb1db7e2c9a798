"""The program and a second interpreter, written from the contract's text alone, answer random cases alike."""

import ast
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from assessment.rules.reading import parse_case
from guidelines.in_force.content import current_content
from referrals.pathways.evaluation import evaluate_case, evaluation_as_json
from referrals.pathways.in_force import pathway_of
from tests.support.contract.interpreter import TABLE, SecondInterpreter
from tests.support.contract.random_cases import random_case

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

Json = dict[str, Any]
CASES = sorted((settings.BASE_DIR / "tests" / "cases").glob("*.json"))
# Four hundred that reach every answer of every rule.
SEEDS = range(2800, 3200)


@pytest.fixture(scope="module")
def ask(django_db_setup: None, django_db_blocker: Any) -> Callable[[Json], Json]:
    """What the command prints, with its rows by their keys."""
    with django_db_blocker.unblock():
        content = current_content()
        pathway = pathway_of(content)

    def answer(case: Json) -> Json:
        printed = evaluation_as_json(evaluate_case(parse_case(case, content.vocabulary), content, pathway))
        return {"derived": printed["derived"]} | {
            part: {
                row["key"]: {name: row[name] for name in row if name != "key"}
                for row in printed[part]
                if row["key"] in TABLE[of]  # content that the project has added stands among them
            }
            for part, of in (("recommendations", "recommendations"), ("referral", "destinations"))
        }

    return answer


@pytest.fixture(scope="module")
def answered() -> list[tuple[Json, Json]]:
    """The random cases with the second interpreter's answers."""
    return [(case, SecondInterpreter(case).answer()) for case in map(random_case, SEEDS)]


def test_the_second_interpreter_imports_nothing_from_the_program() -> None:
    folder = settings.BASE_DIR / "tests" / "support" / "contract"
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not {name.split(".")[0] for name in names} & {"accounts", "guidelines", "assessment", "referrals"}
            assert all(name.startswith("tests.support.contract") for name in names if name.startswith("tests"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_it_answers_the_worked_cases_as_agreed(path: Path) -> None:
    worked = json.loads(path.read_text(encoding="utf-8"))
    found = SecondInterpreter(worked["case"]).answer()
    assert found["derived"] == worked["expected"]["derived"]
    for part in ("recommendations", "referral"):
        for row in worked["expected"][part]:
            assert found[part][row["key"]] | {"key": row["key"]} == row


def test_both_answer_400_random_cases_alike(ask: Callable[[Json], Json], answered: list[tuple[Json, Json]]) -> None:
    """Tried: a review of any opioid standing for all, a list of one row taken as complete, L(n) counted in days."""
    for case, expected in answered:
        assert ask(case) == expected, case


def test_the_random_cases_reach_every_answer_of_every_rule(answered: list[tuple[Json, Json]]) -> None:
    """A rule that no case reaches is compared with nothing."""
    answers = [answer for _, answer in answered]
    for key, rule in TABLE["recommendations"].items():
        found = {answer["recommendations"][key]["status"] for answer in answers}
        assert found >= {"applies", "does_not_apply", "unknown"}, key
        if rule.get("attention", "true") != "true":
            attention = {
                answer["recommendations"][key]["attention"]
                for answer in answers
                if answer["recommendations"][key]["status"] == "applies"
            }
            assert attention >= {True, False}, key
    for key in TABLE["criteria"]:
        rows = [row["criteria"] for answer in answers for row in answer["referral"].values() if key in row["criteria"]]
        assert {row[key] for row in rows} == {"met", "unmet"} | ({"unknown"} if key != "adult" else set()), key
    outcomes = {row["outcome"] for answer in answers for row in answer["referral"].values()}
    assert outcomes == {"eligible", "not_eligible", "undetermined"}
