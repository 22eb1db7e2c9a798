"""manage.py evaluate: the worked cases, and what is printed where when the input is wrong."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from psycopg.conninfo import make_conninfo

from guidelines.in_force import content as in_force
from guidelines.models import Publication, Release
from tests.support.contract.interpreter import TABLE

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

CASES = sorted((settings.BASE_DIR / "tests" / "cases").glob("*.json"))
CASE = {"as_of": "2026-11-20", "patient": {"birth_date": "1980-05-01"}, "answers": {}}
BAD = CASE | {"answers": {"peg.pain": 11, "pain.acute": None}}


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def write_text(data: Any) -> str:
        path = tmp_path / "input.json"
        path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
        return str(path)

    return write_text


def printed(name: str, *options: str) -> Any:
    out, err = io.StringIO(), io.StringIO()
    call_command("evaluate", name, *options, stdout=out, stderr=err)
    assert err.getvalue() == ""
    return json.loads(out.getvalue())


def refused(name: str, *options: str) -> list[str]:
    out = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("evaluate", name, *options, stdout=out, stderr=io.StringIO())
    assert caught.value.returncode == 2
    assert out.getvalue() == ""
    return str(caught.value).splitlines()


def by_key(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer's rows by their keys, without what the project has added, which stands among them."""
    parts = {part: {row["key"]: row for row in answer[part]} for part in ("recommendations", "referral")}
    assert {part: len(rows) for part, rows in parts.items()} == {part: len(answer[part]) for part in parts}
    of_the_contract = {key: row for key, row in parts["recommendations"].items() if not key.startswith("own-")}
    return {**answer, **parts, "recommendations": of_the_contract}


def of_the_contract(answer: dict[str, Any]) -> dict[str, Any]:
    """Without content that the project has added, which stands among the contract's."""
    rows = {key: row for key, row in answer["recommendations"].items() if key in TABLE["recommendations"]}
    return {**answer, "recommendations": rows}


def manage(*arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    """A real process, on the test's database."""
    known = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    owner = connections["owner"].settings_dict
    parts = {name: str(owner[setting]) for setting, name in known.items() if owner.get(setting)}
    url = make_conninfo(**parts, **{key: str(value) for key, value in owner["OPTIONS"].items()})
    return subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "evaluate", *arguments],
        env=os.environ | {"DATABASE_URL": url, "DEMO": "1"},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_there_are_worked_cases() -> None:
    assert len(CASES) == 12


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_worked_case_is_answered_as_agreed(path: Path, write: Any) -> None:
    worked = json.loads(path.read_text(encoding="utf-8"))
    assert of_the_contract(by_key(printed(write(worked["case"])))) == by_key(worked["expected"])


def test_an_array_is_answered_in_its_order_and_one_case_with_one_object(write: Any) -> None:
    worked = [json.loads(path.read_text(encoding="utf-8")) for path in CASES]
    alone = [printed(write(entry["case"])) for entry in worked]
    assert printed(write([entry["case"] for entry in worked])) == alone
    assert printed(write([worked[0]["case"]])) == [alone[0]]
    assert printed(write([])) == []


def test_every_recommendation_for_a_patient_is_listed_and_no_other(write: Any) -> None:
    answer = printed(write(CASE))
    keys = [row["key"] for row in answer["recommendations"]]
    assert len(keys) == len(set(keys)) == 69
    assert "cross-sector/icf-framework" not in keys
    assert [row["key"] for row in answer["referral"]] == [
        "multidisciplinary_centre",
        "single_specialty_clinic",
        "medication_review",
    ]
    assert answer["derived"] == {
        "patient.age_years": 46,
        "pain.duration_days": None,
        "pain.duration_months": None,
        "peg.score": None,
        "gcps.grade": None,
    }


CHRONIC = {"pain.onset_date": "2020-01-01", "workup.active_cancer": False}
WIDESPREAD = {"pain.distribution": "generalised", "everyday.function_reduced": True}
WIDESPREAD |= {"workup.other_disease_explains": False, "workup.red_flags": [], "pain.onset_date": "2026-08-20"}
LASTING = WIDESPREAD | {"pain.onset_date": "2020-01-01"}
NECK = {"pain.primary_site": "neck", "workup.specific_structure_found": False, "workup.red_flags": []}
NOT_ACUTE = {"pain.acute": False}
TRAMADOL = {"kind": "tramadol", "status": "current"}
TCA = {"kind": "tca", "status": "current"}
FOLLOW_UP, REVIEW = "cross-sector/structured-follow-up", "dependency-medicines/half-yearly-review"


@pytest.mark.parametrize(
    ("key", "answers", "rows", "status", "attention"),
    [
        ("cross-sector/coordinator", CHRONIC | {"pain.onset_date": "2026-08-20"}, None, "does_not_apply", False),
        ("cross-sector/coordinator", CHRONIC | {"pain.onset_date": "2026-08-19"}, None, "applies", False),
        ("cross-sector/coordinator", CHRONIC | {"workup.active_cancer": True}, None, "does_not_apply", False),
        ("generalised-pain/cbt-act", WIDESPREAD, None, "applies", None),
        ("generalised-pain/cbt-act", WIDESPREAD, [], "applies", True),
        ("generalised-pain/cbt-act", WIDESPREAD | {"pain.onset_date": "2026-08-21"}, [], "does_not_apply", False),
        ("generalised-pain/functional-assessment", WIDESPREAD, [], "applies", False),
        ("generalised-pain/diagnostic-clarification", WIDESPREAD, [], "applies", None),
        ("generalised-pain/work-ability", WIDESPREAD, [], "unknown", False),
        ("generalised-pain/work-ability", WIDESPREAD | {"work.status": "retired"}, [], "does_not_apply", False),
        ("generalised-pain/work-ability", WIDESPREAD | {"work.status": "flex_job"}, [], "applies", None),
        ("generalised-pain/multidisciplinary", LASTING | {"diagnosis.complexity": "complex"}, [], "applies", True),
        (
            "generalised-pain/multidisciplinary",
            LASTING | {"pain.onset_date": "2026-05-20"},
            [],
            "does_not_apply",
            False,
        ),
        ("generalised-pain/tramadol", LASTING, [TRAMADOL], "applies", True),
        ("generalised-pain/tramadol", LASTING, [TCA], "applies", False),
        ("generalised-pain/tramadol", LASTING | {"workup.red_flags": ["trauma"]}, [TRAMADOL], "applies", True),
        ("generalised-pain/cbt-act", LASTING | {"workup.red_flags": ["trauma"]}, [], "does_not_apply", False),
        ("generalised-pain/cbt-act", LASTING, [{"kind": "cbt_act", "status": "declined"}], "applies", False),
        ("new-neck-pain/acupuncture", NECK | {"pain.onset_date": "2026-08-28"}, None, "applies", False),
        ("new-neck-pain/acupuncture", NECK | {"pain.onset_date": "2026-08-27"}, None, "does_not_apply", False),
        (FOLLOW_UP, CHRONIC, None, "applies", True),
        (FOLLOW_UP, CHRONIC | {"practical.next_follow_up": "2026-11-19"}, None, "applies", True),
        (FOLLOW_UP, CHRONIC | {"practical.next_follow_up": "2026-11-20"}, None, "applies", False),
        (REVIEW, {}, [TRAMADOL], "unknown", False),
        (REVIEW, NOT_ACUTE, [TRAMADOL], "applies", None),
        (REVIEW, NOT_ACUTE, [TRAMADOL | {"started": "2026-05-20"}], "applies", True),
        (REVIEW, NOT_ACUTE, [TRAMADOL | {"started": "2026-05-21"}], "applies", False),
        (REVIEW, NOT_ACUTE | {"opioid.last_review": "2026-05-20"}, [TRAMADOL], "applies", False),
        (REVIEW, NOT_ACUTE | {"opioid.last_review": "2026-05-19"}, [TRAMADOL], "applies", True),
        ("opioid-care/yearly-review", CHRONIC, [TRAMADOL], "unknown", False),
        ("opioid-care/yearly-review", CHRONIC, [TRAMADOL | {"started": "2025-11-20"}], "applies", True),
        ("opioid-care/yearly-review", CHRONIC, [TRAMADOL | {"started": "2025-11-21"}], "does_not_apply", False),
        ("safety-prompts/red-flags", {}, None, "unknown", False),
        ("safety-prompts/red-flags", {"workup.red_flags": []}, None, "does_not_apply", False),
        ("safety-prompts/red-flags", {"workup.red_flags": ["other"]}, None, "applies", True),
        ("safety-prompts/tramadol-serotonergic", {}, [TRAMADOL, TCA], "applies", True),
        ("safety-prompts/tca-ecg", {"health.heart_disease": True}, [TCA], "applies", True),
        (
            "safety-prompts/tca-ecg",
            {"health.heart_disease": True, "workup.ecg_date": "2025-11-20"},
            [TCA],
            "applies",
            False,
        ),
        (
            "safety-prompts/tca-ecg",
            {"health.heart_disease": True, "workup.ecg_date": "2025-11-19"},
            [TCA],
            "applies",
            True,
        ),
    ],
)
def test_where_a_recommendation_begins_and_ends(
    key: str, answers: Any, rows: Any, status: str, attention: bool | None, write: Any
) -> None:
    answer = printed(write(CASE | {"answers": answers} | ({} if rows is None else {"treatments": rows})))
    found = by_key(answer)["recommendations"][key]
    assert (found["status"], found["attention"]) == (status, attention)


@pytest.mark.parametrize(("birth_date", "status"), [("1960-11-20", "applies"), ("1960-11-21", "unknown")])
def test_nsaid_is_a_risk_to_those_over_65(birth_date: str, status: str, write: Any) -> None:
    rows = [{"kind": "nsaid_oral", "status": "current"}]
    answer = printed(write(CASE | {"patient": {"birth_date": birth_date}, "treatments": rows}))
    assert by_key(answer)["recommendations"]["safety-prompts/nsaid-risk"]["status"] == status


def test_a_dash_reads_standard_input(monkeypatch: pytest.MonkeyPatch, write: Any) -> None:
    expected = printed(write(CASE))
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(CASE)))
    assert printed("-") == expected


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        ("", ["case 0:"]),
        ("{", ["case 0:"]),
        ("[1,]", ["case 0:"]),
        ('{"as_of": NaN}', ["case 0:"]),
        ("[" * 100_000, ["case 0:"]),
        ('{"as_of": "2026-11-20", "as_of": "2026-11-21", "patient": {"birth_date": "1980-05-01"}}', ["case 0:"]),
        (json.dumps(CASE)[:-2] + '"pain.acute": true, "pain.acute": false}}', ["case 0:"]),
        ("5", ["case 0: case:"]),
        ("null", ["case 0: case:"]),
        ([CASE, "case", None], ["case 1: case:", "case 2: case:"]),
        ([[CASE]], ["case 0: case:"]),
        (BAD, ["case 0: peg.pain: a number from 0 to 10", "case 0: pain.acute: true or false"]),
        ([CASE, CASE | {"as_of": None}], ["case 1: as_of: a date that exists"]),
        ({"patient": CASE["patient"]}, ["case 0: as_of: a date that exists"]),
        ({"as_of": "2026-11-20"}, ["case 0: patient.birth_date:"]),
        (CASE | {"name": "Ib"}, ["case 0: name: unknown key; allowed are about,"]),
        (CASE | {"answers": {"pain.colour": "red"}}, ["case 0: pain.colour: unknown key; allowed are"]),
        (
            CASE | {"answers": {"pain.pattern": "often"}},
            ["case 0: pain.pattern: one of constant, fluctuating, attacks"],
        ),
        (CASE | {"answers": {"pain.onset_date": "2026-11-21"}}, ["case 0: pain.onset_date: must lie on or before"]),
        (CASE | {"treatments": [{"kind": "tca"}]}, ["case 0: treatments[0].status: is needed; one of current,"]),
        ([BAD, CASE, BAD], ["case 0: peg", "case 0: pain", "case 2: peg", "case 2: pain"]),
    ],
)
def test_wrong_input_is_one_line_per_fault_and_status_2(data: Any, lines: list[str], write: Any) -> None:
    faults = refused(write(data))
    assert len(faults) == len(lines)
    assert all(fault.startswith(line) for fault, line in zip(faults, lines, strict=True)), faults


def test_a_file_that_cannot_be_read_is_status_2(tmp_path: Path) -> None:
    binary = tmp_path / "binary.json"
    binary.write_bytes(b"\xff\xfe{}")
    for path in (tmp_path / "absent.json", tmp_path, binary):
        (line,) = refused(str(path))
        assert line.startswith(f"case 0: {path} is not readable JSON")


def test_only_the_two_editions_can_be_asked_for(write: Any) -> None:
    with pytest.raises(CommandError, match="OTHER"):
        call_command("evaluate", write(CASE), "--content", "OTHER")


def test_drafts_answer_only_when_asked_for(write: Any) -> None:
    path, old = write(CASE), Release.objects.effective().get(publication__key="vocabulary")
    sections = [{**row, "when": {"always": True}} for row in old.body["populations"]]
    Release.objects.create(
        publication=old.publication, number=2, title="Kladde", body=old.body | {"populations": sections}
    )
    draft, published = printed(path, "--content", "DRAFT"), printed(path, "--content", "PUBLISHED")
    assert printed(path) == published
    statuses = [{row["key"]: row["status"] for row in answer["recommendations"]} for answer in (draft, published)]
    assert [status["generalised-pain/cbt-act"] for status in statuses] == ["applies", "unknown"]


def referral(*options: str, name: str) -> dict[str, Any]:
    return {row["key"]: row for row in printed(name, *options)["referral"]}


def test_the_first_pathway_answers_unless_another_is_named(write: Any) -> None:
    name = write(CASE)
    draft = referral("--content", "DRAFT", "--pathway", "region-syddanmark", name=name)
    assert list(draft) == ["multidisciplinary_centre"]
    assert "tests_noted" in draft["multidisciplinary_centre"]["criteria"]
    assert "adult" not in draft["multidisciplinary_centre"]["criteria"]
    first = referral(name=name)
    assert first == referral("--pathway", "region-h-2014", name=name) == referral("--content", "DRAFT", name=name)
    assert len(first) == 3


@pytest.mark.parametrize("key", ["region-syddanmark", "generalised-pain", "nowhere", ""])
def test_a_pathway_that_is_not_in_that_content_is_status_2(key: str, write: Any) -> None:
    assert refused(write(CASE), "--pathway", key) == [f"--pathway: one of region-h-2014 is needed, not {key}"]


def test_nothing_is_written(write: Any) -> None:
    in_force._read_published.cache_clear()
    with CaptureQueriesContext(connection) as queries:
        printed(write([CASE, CASE]))
        printed(write(CASE), "--content", "DRAFT")
    assert len(queries) > 0
    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT ")] == []


@pytest.mark.parametrize("kind", [Publication.Kind.VOCABULARY, Publication.Kind.PATHWAY])
def test_without_content_it_says_what_to_run(kind: str, write: Any) -> None:
    for release in Release.objects.effective().filter(publication__kind=kind):
        Release.objects.filter(pk=release.pk).update(effective=(release.effective.lower, timezone.now()))
    with pytest.raises(CommandError, match="load_content"):
        printed(write(CASE))


def test_the_process_prints_the_answers_and_ends_with_0() -> None:
    worked = json.loads(CASES[0].read_text(encoding="utf-8"))
    done = manage("-", stdin=json.dumps([worked["case"]]))
    assert (done.returncode, done.stderr) == (0, "")
    assert of_the_contract(by_key(json.loads(done.stdout)[0])) == by_key(worked["expected"])


def test_the_process_names_the_faults_on_standard_error_and_ends_with_2(write: Any) -> None:
    done = manage(write([CASE, BAD]))
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 2
    assert "case 1: peg.pain: a number from 0 to 10 is needed, not 11" in done.stderr
    assert "case 1: pain.acute: true or false is needed, not None" in done.stderr


# BUG: assessment/rules/facts.py:_add_treatments takes 12 months from as_of, and the year 0 does not exist: ValueError.
def test_the_first_year_of_the_calendar_gets_an_answer_or_a_fault(write: Any) -> None:
    data = {"as_of": "0001-06-01", "patient": {"birth_date": "0001-01-01"}, "treatments": []}
    try:
        printed(write(data))
    except CommandError as error:
        assert error.returncode == 2  # noqa: PT017
