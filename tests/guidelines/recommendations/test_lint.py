"""The lint: each rule finds its fault, and finds nothing in what is right."""

from datetime import date
from typing import Any

import pytest
from django.conf import settings

from guidelines.conditions.tree import compile_condition, compile_populations
from guidelines.recommendations.lint import Grade, LintContext, lint, outcomes
from tests.support.content.files import VOCABULARY, read

POPULATIONS = compile_populations(VOCABULARY)
SCHEMES = {scheme["key"]: scheme for scheme in read(settings.FIXTURES_DIR / "ratings.yaml")["schemes"]}
ALWAYS = {"always": True}
CASE = {"name": "Alle", "as_of": "2026-11-25", "facts": {}, "expect": "applies"}


def around(scheme: str = "sst", as_of: date = date(2026, 11, 25)) -> LintContext:
    strengths, certainties = (
        {
            level["key"]: Grade(level["label"], level.get("direction", ""), level["order"], level.get("code", ""))
            for level in SCHEMES[scheme][kind]
        }
        for kind in ("strengths", "certainties")
    )
    return LintContext(
        as_of, strengths, certainties, {"known"}, {"other/newer"}, {"old": "Den gamle"}, VOCABULARY, POPULATIONS
    )


def row(**changed: Any) -> dict[str, Any]:
    whole = {
        "key": "one",
        "level": "patient",
        "strength": "weak_for",
        "evidence": "moderate",
        "direction": "for",
        "title": "Undgå den ene" if changed.get("direction") == "against" else "Den ene",
        "text": "Overvej den ene.",
        "source_section": "Afsnit 1",
        "applies_when": ALWAYS,
        "cases": [CASE],
    }
    return {name: value for name, value in (whole | changed).items() if value is not ...}


def content(*rows: dict[str, Any], **frame: Any) -> dict[str, Any]:
    whole = {"key": "g", "title": "Retningslinjen", "source": "known", "last_assessed": "2025"}
    return {**whole, "recommendations": list(rows) or [row()], **frame}


def found(*rows: dict[str, Any], scheme: str = "sst", as_of: date = date(2026, 11, 25), **frame: Any) -> list[str]:
    return [
        f"{finding.level} {finding.id}" for finding in lint(content(*rows, **frame), around(scheme=scheme, as_of=as_of))
    ]


@pytest.mark.parametrize(
    ("direction", "title", "finding"),
    [
        ("against", "Massage", ["error title:one"]),
        ("against", "Ingen massage", ["error title:one"]),
        ("against", "Massage, kun når andet ikke slår til", ["error title:one"]),
        ("against", "Undgå helst massage", []),
        ("for", "Undgå massage", ["error title:one"]),
        ("for", "Massage", []),
    ],
)
def test_a_title_does_not_read_as_its_opposite(direction: str, title: str, finding: list[str]) -> None:
    """Tried: the check left out for each direction."""
    strength = {"against": "strong_against", "for": "strong_for"}[direction]
    text = {"against": "Undlad massage.", "for": "Tilbyd massage."}[direction]
    assert found(row(strength=strength, direction=direction, title=title, text=text)) == finding


def test_what_comes_first_for_a_reason_stands_in_the_list_of_what_is_to_be_done() -> None:
    assert found(row(lifted_because="Det haster.", list_name="consider")) == ["error list:one"]
    assert found(row(lifted_because="Det haster.")) == []


def test_what_is_right_gives_nothing() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("scheme", "strength", "evidence", "is_low"),
    [
        ("sst", "strong_for", "high", False),
        ("sst", "strong_for", "moderate", False),
        ("sst", "strong_for", "low", True),
        ("sst", "strong_for", "very_low", True),
        ("sst", "strong_for", "none", True),
        ("sst", "weak_for", "very_low", False),
        ("class-and-letter", "class_i", "level_a", False),
        ("class-and-letter", "class_i", "level_b", False),
        ("class-and-letter", "class_i", "level_c", True),
        ("class-and-letter", "class_iii", "level_c", True),
        ("class-and-letter", "class_iia", "level_c", False),
    ],
)
def test_a_strong_recommendation_on_little_evidence(scheme: str, strength: str, evidence: str, is_low: bool) -> None:
    against = strength == "class_iii"
    text = {"weak_for": "Overvej den.", "class_iia": "Overvej den.", "class_iii": "Undlad den."}.get(
        strength, "Tilbyd den."
    )
    graded = row(strength=strength, evidence=evidence, text=text, direction="against" if against else "for")
    expected = [f"warning strong-on-low:one:{strength}:{evidence}"] if is_low else []
    assert found(graded, scheme=scheme) == expected


def test_good_practice_has_no_evidence_grade() -> None:
    text = "Det er god praksis at spørge."
    assert found(row(strength="good_practice", evidence="none", text=text)) == []
    assert found(row(strength="good_practice", evidence="low", text=text)) == ["error good-practice:one"]


@pytest.mark.parametrize(
    ("strength", "text", "fits"),
    [
        ("strong_for", "Tilbyd patientuddannelse.", True),
        ("strong_for", "Patienten har ondt. Giv besked.", True),
        ("strong_for", "Overvej patientuddannelse.", False),
        ("strong_for", "Tilbyd kun uddannelse til enkelte.", False),
        ("strong_for", "Patientuddannelse er godt.", False),
        ("strong_for", "Tilbyd uddannelse, også hvis patienten ikke er motiveret.", True),
        ("weak_for", "Overvej træning.", True),
        ("weak_for", "Træning kan tilbydes.", True),
        ("weak_for", "Tilbyd træning.", False),
        ("weak_against", "Brug kun tramadol, når andet er prøvet.", True),
        ("weak_against", "Tilbyd som regel ikke massage.", True),
        ("weak_against", "Undlad massage.", False),
        ("strong_against", "Undlad opioider.", True),
        ("strong_against", "Brug ikke opioider.", True),
        ("strong_against", "Brug kun opioider ved kræft.", False),
        ("strong_against", "Brug som regel ikke opioider.", False),
        ("good_practice", "Det er god praksis at undlade det.", True),
        ("good_practice", "Undlad det.", False),
        ("not_graded", "Hvad som helst.", True),
    ],
)
def test_the_verb_fits_the_arrow(strength: str, text: str, fits: bool) -> None:
    direction = "against" if strength.endswith("against") else "for"
    evidence = "none" if strength == "good_practice" else "moderate"
    said = found(row(strength=strength, text=text, direction=direction, evidence=evidence))
    assert [finding.split(":")[0] for finding in said] == ([] if fits else ["warning wording"])


def test_words_for_one_wording_do_not_answer_for_another() -> None:
    (one,), (other,) = found(row(text="Tilbyd det ene.")), found(row(text="Tilbyd det andet."))
    assert one != other
    assert found(row(text="Tilbyd det ene.")) == [one]


@pytest.mark.parametrize(
    ("changed", "finding"),
    [
        ({"text": "Overvej " + "x" * 273}, "error too-long:one"),
        ({"source_section": " "}, "error no-section:one"),
        ({"source_section": ...}, "error no-section:one"),
        ({"source": "nowhere"}, "error source:one:nowhere"),
        ({"direction": "both"}, "error direction:one"),
        ({"direction": ...}, "error direction:one"),
        ({"direction": "against"}, "error direction:one"),
        ({"superseded_by": "other/none"}, "error superseded:one"),
        ({"severity": "serious"}, "error severity:one"),
        ({"severity_ground": "Produktresuméet, 4.3."}, "error severity:one"),
        ({"evidence_reviewed": "2023-10"}, "warning overdue:one:2023-10"),
    ],
)
def test_each_fault_of_a_recommendation(changed: dict[str, Any], finding: str) -> None:
    assert found(row(**changed)) == [finding]


@pytest.mark.parametrize("changed", [{"superseded_by": "other/newer"}, {"superseded_by": "g/one"}, {"source": "known"}])
def test_what_points_somewhere_is_right(changed: dict[str, Any]) -> None:
    assert found(row(**changed)) == []


def test_an_unknown_source_of_the_whole_or_of_a_criterion() -> None:
    assert found(source="nowhere") == ["error source:all:nowhere"]
    pathway = {
        "key": "p",
        "title": "Vejen",
        "source": "known",
        "routing": [{"source": {"source": "lost", "section": "1"}}],
    }
    assert [finding.id for finding in lint(pathway, around())] == ["source:all:lost"]


def test_the_three_year_rule() -> None:
    due = {"last_assessed": "2022-11", "literature_search": "2022"}
    assert found(**due, as_of=date(2025, 11, 30)) == []
    assert found(**due, as_of=date(2025, 12, 1)) == ["warning overdue:2022-11:2022"]
    assert found(last_assessed=None) == []
    # Where each recommendation says when its evidence was reviewed, the dates of the whole ask nothing.
    assert found(row(evidence_reviewed="2026"), **due) == []


def test_two_of_one_title_or_text() -> None:
    other = row(key="two", title="DEN  ene", text="Overvej noget andet.")
    assert found(row(), other) == ["warning same-title:one:two"]
    assert found(row(), row(key="two", title="Den anden")) == ["warning same-text:one:two"]


def test_what_is_retired_says_why_and_what_follows() -> None:
    assert found(retired=[{"key": "old", "reason": "Forældet", "successor": "one"}]) == []
    assert found(retired=[{"key": "old", "reason": "Forældet", "successor": "other/newer"}]) == []
    assert found(retired=[{"key": "old", "reason": " ", "successor": "two"}]) == [
        "error retired:old",
        "error retired-successor:old",
    ]
    (finding,) = lint(content(retired=[{"key": "old", "reason": ""}]), around())
    assert finding.place == "Den gamle"


def test_a_rule_has_a_case_for_each_answer_that_it_can_give() -> None:
    asked = {"fact": "pain.acute", "is": True}
    assert found(row(applies_when=asked)) == ["warning no-case:one:does_not_apply", "warning no-case:one:unknown"]
    assert found(row(cases=[])) == ["warning no-case:one:applies"]
    assert found(row(applies_when={"fact": "pain.acute", "answered": True})) == ["warning no-case:one:does_not_apply"]
    criteria = [{"key": "c", "title": "Krav", "when": asked}]
    assert len(lint({"key": "p", "criteria": criteria}, around())) == 3
    assert lint({"key": "v", "populations": [{"key": "c", "label": "Alle", "when": asked}]}, around()) == []


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (ALWAYS, {True}),
        ({"not": ALWAYS}, {False}),
        ({"any": [ALWAYS, {"fact": "pain.acute", "is": True}]}, {True}),
        ({"all": [ALWAYS, {"fact": "pain.acute", "is": True}]}, {True, False, None}),
        ({"all": [{"not": ALWAYS}, {"fact": "pain.acute", "is": True}]}, {False}),
        ({"any": [{"not": ALWAYS}, {"fact": "pain.acute", "answered": True}]}, {True, False}),
        ({"population": "adult"}, {True, False, None}),
    ],
)
def test_the_answers_that_a_rule_can_give(tree: Any, expected: set[bool | None]) -> None:
    assert outcomes(compile_condition(tree, VOCABULARY, POPULATIONS)) == expected


def test_errors_come_first_and_name_the_place_in_danish() -> None:
    findings = lint(content(row(text="Tilbyd den.", source_section="")), around())
    assert [finding.level for finding in findings] == ["error", "warning"]
    assert {finding.place for finding in findings} == {"Den ene"}
    assert findings[1].text.startswith("Ordene passer ikke til »Svag anbefaling for«.")


@pytest.mark.parametrize("field", ["applies_when", "attention_when"])
def test_a_rule_that_can_never_hold_is_an_error(field: str) -> None:
    never = {"all": [{"fact": "pain.acute", "is": True}, {"fact": "pain.acute", "is": False}]}
    assert "error never-true:one" in found(row(**{field: never}))
    (finding,) = [entry for entry in lint(content(row(**{field: never})), around()) if entry.level == "error"]
    assert "kan aldrig være opfyldt" in finding.text
    assert "kan ikke gælde sammen" in finding.text


@pytest.mark.parametrize(("length", "expected"), [(280, []), (281, ["error too-long:one"])])
def test_a_text_of_280_characters_is_not_too_long(length: int, expected: list[str]) -> None:
    """Tried: one character fewer allowed."""
    text = "Overvej den ene.".ljust(length, "x")
    assert found(row(text=text)) == expected
    assert found(row(text=f"  {text}\n")) == expected


def test_a_safety_prompt_says_when_it_is_open() -> None:
    """Tried: asked of every guideline."""
    mine = row()
    assert found(mine, kind="safety_prompts") == ["error never-open:one"]
    assert found(row(attention_when={"always": True}), kind="safety_prompts") == []
    assert found(mine) == []
