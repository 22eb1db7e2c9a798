"""Each comparison on facts of the shipped questions: what it means, how it reads, and what it refuses."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from guidelines.vocabulary.facts import Value

AS_OF = date(2026, 11, 20)


@dataclass(frozen=True)
class Sample:
    """One comparison. `holds` and `fails` are answers that stand at its edge where it has one; `refused` is an operand
    that it cannot have; `inputs` are what stands in the builder, beside the code of the comparison."""

    fact: str
    operator: str
    operand: Any
    holds: Value
    fails: Value
    sentence: str
    code: str
    inputs: tuple[str, ...]
    refused: Any

    @property
    def tree(self) -> dict[str, Any]:
        return {"fact": self.fact, self.operator: self.operand}

    def __str__(self) -> str:
        return f"{self.operator}-{self.fact}"


REVIEW, AGE, FLAGS = "opioid.last_review", "patient.age_years", "workup.red_flags"
SAMPLES = (
    Sample("workup.active_cancer", "is", False, False, True, "Aktiv kræftsygdom: nej", "is", ("false",), "nej"),
    Sample(
        "work.status",
        "is",
        "working",
        "working",
        "retired",
        "Erhvervsstatus er »I arbejde«",
        "is",
        ("working",),
        "flying",
    ),
    Sample(
        "wellbeing.suicidal_thoughts",
        "in",
        ["passive", "active"],
        "active",
        "none",
        "Selvmordstanker er »Passive tanker« eller »Aktive tanker«",
        "in",
        ("passive", "active"),
        "passive",
    ),
    Sample(
        "diagnosis.complexity",
        "not_in",
        ["complex"],
        "simple",
        "complex",
        "Kompleksitet er ikke »Kompleks«",
        "not_in",
        ("complex",),
        [],
    ),
    Sample(
        FLAGS,
        "has",
        "trauma",
        ("trauma",),
        (),
        "Faresignaler omfatter »Fald, ulykke eller anden skade«",
        "has",
        ("trauma",),
        ["trauma"],
    ),
    Sample(
        FLAGS, "empty", False, ("trauma",), (), "Faresignaler: mindst én af mulighederne er valgt", "empty:false", (), 0
    ),
    Sample(AGE, "gte", 18, 18, 17, "Alder er mindst 18 år", "gte", ("18",), "atten"),
    Sample(AGE, "gt", 18, 19, 18, "Alder er mere end 18 år", "gt", ("18",), True),
    Sample(AGE, "lte", 18, 18, 19, "Alder er højst 18 år", "lte", ("18",), None),
    Sample(AGE, "lt", 18, 17, 18, "Alder er mindre end 18 år", "lt", ("18",), [18]),
    Sample(
        REVIEW,
        "older_than_months",
        6,
        date(2026, 5, 19),
        date(2026, 5, 20),
        "Seneste vurdering af opioid er mere end 6 måneder siden",
        "older_than_months",
        ("6",),
        1201,
    ),
    Sample(
        REVIEW,
        "within_months",
        6,
        date(2026, 5, 20),
        date(2026, 5, 19),
        "Seneste vurdering af opioid ligger inden for de seneste 6 måneder",
        "within_months",
        ("6",),
        1.5,
    ),
    Sample(AGE, "between", [18, 65], 65, 66, "Alder er fra 18 til og med 65 år", "between", ("18", "65"), [65, 18]),
    Sample(
        "peg.pain",
        "between",
        [4, 7],
        4,
        3,
        "Smerter seneste uge (PEG) er fra 4 til og med 7 af 10",
        "between",
        ("4", "7"),
        [4, 5, 7],
    ),
    Sample(
        "pain.duration_months",
        "between",
        [2.5, 12],
        2.5,
        2,
        "Smerternes varighed er fra 2,5 til og med 12 måneder",
        "between",
        ("2,5", "12"),
        [True, 12],
    ),
    Sample(
        REVIEW,
        "between",
        [3, 12],
        date(2025, 11, 20),
        date(2025, 11, 19),
        "Seneste vurdering af opioid er fra 3 til og med 12 måneder siden",
        "between",
        ("3", "12"),
        [3, 1201],
    ),
    Sample(
        REVIEW,
        "answered",
        True,
        AS_OF,
        # Of an answer it says nothing else: absence has a test of its own.
        AS_OF,
        "Seneste vurdering af opioid: besvaret",
        "answered:true",
        (),
        "ja",
    ),
)
