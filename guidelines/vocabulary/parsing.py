"""Reading the vocabulary from a release's body: what does not hold together is named. Pure Python."""

from collections.abc import Mapping
from typing import Any

from guidelines.vocabulary.facts import TREATMENTS
from guidelines.vocabulary.faults import listed, naming
from guidelines.vocabulary.model import (
    TREATMENT_ASPECTS,
    AgendaPart,
    DerivedFact,
    FactType,
    HistoryHeading,
    Population,
    PreoperativeHistory,
    Question,
    Section,
    SourceReference,
    TreatmentField,
    TreatmentKind,
    Vocabulary,
)
from guidelines.vocabulary.plan_phrases import parse_plan


def parse_vocabulary(body: Mapping[str, Any]) -> Vocabulary:
    """The vocabulary of a release's body. Raises ValueError where the body is not one."""
    with naming("Spørgsmål og fakta"):
        return _vocabulary(body)


def _vocabulary(body: Mapping[str, Any]) -> Vocabulary:
    questions = {question.key: question for question in map(_question, body["questions"])}
    kinds = {row["key"]: TreatmentKind(row["key"], row["group"], row["label"]) for row in body["treatment_kinds"]}
    labels = body["treatment_fact_labels"]
    derived = {fact.key: fact for fact in (_derived(row, questions) for row in body["derived"])}
    for kind in kinds.values():
        for aspect in TREATMENT_ASPECTS:
            key = f"treatment.{kind.key}.{aspect}"
            derived[key] = DerivedFact(key, "bool", labels[aspect].format(kind=kind.label), inputs=(TREATMENTS,))
    return Vocabulary(
        sections=tuple(_section(row) for row in body["sections"]),
        questions=questions,
        treatment_kinds=kinds,
        treatment_fields={field.key: field for field in map(_treatment_field, body["treatment_fields"])},
        derived=derived,
        populations={population.key: population for population in map(_population, body["populations"])},
        treatments_label=body["treatments_label"]["label"],
        treatments_short=body["treatments_label"]["short"],
        agenda=tuple(_agenda_part(row, questions) for row in body.get("agenda", ())),
        follow_up=_agenda_part(body["follow_up"], questions) if "follow_up" in body else None,
        plan=parse_plan(body.get("plan", {}), {key: question.values for key, question in questions.items()}),
        preoperative_history=_history(body.get("preoperative_history", {}), {TREATMENTS, *questions, *derived}),
    )


def _labels(row: Mapping[str, Any]) -> dict[Any, str]:
    return {entry["value"]: entry["label"] for entry in row.get("values", ())}


def _reference(row: Mapping[str, Any] | None) -> SourceReference | None:
    return SourceReference(row["source"], row["section"]) if row else None


def _section(row: Mapping[str, Any]) -> Section:
    with naming("Afsnittet", row):
        return Section(row["key"], row["dimension"], row["title"], row.get("intro", ""))


def _question(row: Mapping[str, Any]) -> Question:
    with naming("Spørgsmålet", row):
        plain = ("key", "section", "type", "label", "short")
        optional = ("help", "unit", "min", "max", "decimals", "fresh_months")
        marks = ("not_in_future", "not_in_past", "partial", "multiline", "unofficial_wording", "body_map", "retired")
        return Question(
            **{name: row[name] for name in plain},
            **{name: row[name] for name in (*optional, *marks) if name in row},
            values=_labels(row),
            sites={entry["value"]: entry["site"] for entry in row.get("values", ()) if "site" in entry},
            sources=tuple(SourceReference(entry["source"], entry["section"]) for entry in row.get("source", ())),
        )


def _derived(row: Mapping[str, Any], questions: Mapping[str, Question]) -> DerivedFact:
    with naming("Det beregnede faktum", row):
        retired = [questions[key].label for key in row.get("inputs", ()) if key in questions and questions[key].retired]
        if retired:
            raise ValueError(f"det beregnes af {listed(retired)}, som derfor ikke kan tages ud af brug")
        is_number = row["key"].split(".")[0] in ("patient", "pain", "peg", "gcps")
        type_: FactType = "number" if is_number else "bool"
        inputs = tuple(row.get("inputs", ()))
        return DerivedFact(row["key"], type_, row["short"], row.get("unit", ""), _labels(row), inputs)


def _treatment_field(row: Mapping[str, Any]) -> TreatmentField:
    with naming("Feltet om behandlinger", row):
        return TreatmentField(
            row["key"],
            row["type"],
            row["label"],
            row["short"],
            _labels(row),
            row.get("required", False),
            row.get("help", ""),
            row.get("unit", ""),
            row.get("min"),
            row.get("max"),
        )


def _population(row: Mapping[str, Any]) -> Population:
    with naming("Patientgruppen", row):
        return Population(row["key"], row["label"], row["when"], _reference(row.get("source")))


def _agenda_part(row: Mapping[str, Any], questions: Mapping[str, Question]) -> AgendaPart:
    """One consultation's plan; a retired question stays on it, and is left out while it is retired."""
    with naming("Dagsordenen", row):
        if unknown := set(row["questions"]) - questions.keys() - {TREATMENTS}:
            raise ValueError(f"den spørger om noget, som ikke er et spørgsmål: {listed(unknown)}")
        asked = tuple(key for key in row["questions"] if key == TREATMENTS or not questions[key].retired)
        return AgendaPart(row["title"], row["aim"], asked, _reference(row.get("source")))


def _history(row: Mapping[str, Any], known: set[str]) -> PreoperativeHistory:
    """Raises ValueError where a heading names a fact that does not exist, or one that stands there already."""
    with naming("Smertehistorien før en operation"):
        headings = tuple(
            HistoryHeading(entry["title"], tuple(entry["facts"]), SourceReference(**entry["source"]))
            for entry in row.get("headings", ())
        )
        facts = [fact for heading in headings for fact in heading.facts]
        if unknown := set(facts) - known:
            raise ValueError(f"den nævner fakta, som ikke findes: {listed(unknown)}")
        if twice := {fact for fact in facts if facts.count(fact) > 1}:
            raise ValueError(f"den nævner et faktum to gange: {listed(twice)}")
        return PreoperativeHistory(headings, tuple(row.get("not_asked", ())))
