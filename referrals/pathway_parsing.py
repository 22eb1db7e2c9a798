"""Reading a pathway from a release's body, checked against the vocabulary. Pure Python."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from guidelines.conditions import ConditionError, compile_condition
from guidelines.vocabulary import SourceReference, Vocabulary
from referrals.pathway import (
    Alternative,
    Contradiction,
    Criterion,
    Destination,
    HighlySpecialised,
    LetterSection,
    LetterTemplate,
    Pathway,
    Route,
    WaitingStep,
)


def parse_pathway(key: str, body: Mapping[str, Any], vocabulary: Vocabulary) -> Pathway:
    """The pathway of a release's body. Raises ConditionError, KeyError or ValueError where it is not one."""
    criteria = {row["key"]: _criterion(row, vocabulary) for row in body["criteria"]}
    destinations = {row["key"]: _destination(row, criteria) for row in body["destinations"]}
    special = body["highly_specialised"]
    sections = tuple(_letter_section(row, vocabulary) for row in body["letter_sections"])
    letters = letter_templates(body.get("letters", ()), destinations, sections, vocabulary)
    if not body["planning_areas"]:
        raise ValueError(f"{key}: it names no planning area")
    valid_from, valid_until = _day(body.get("valid_from")), _day(body.get("valid_until"))
    if valid_from and valid_until and valid_until < valid_from:
        raise ValueError(f"{key}: its last day {valid_until} lies before its first, {valid_from}")
    return Pathway(
        key=key,
        title=body["title"],
        region=body["region"],
        as_of=body["as_of"],
        note=body["note"],
        planning_areas={row["key"]: row["label"] for row in body["planning_areas"]},
        criteria=criteria,
        destinations=destinations,
        routing=tuple(_route(row) for row in body["routing"]),
        letter_sections=sections,
        waiting_time=tuple(_waiting_step(row, vocabulary) for row in body["waiting_time"]),
        highly_specialised=HighlySpecialised(
            compile_condition(special["when"], vocabulary), special["title"], special["text"], tuple(special["units"])
        ),
        letters=letters,
        alternatives=tuple(_alternative(row, letters, vocabulary) for row in body.get("alternatives", ())),
        contradictions=tuple(_contradiction(row, vocabulary) for row in body.get("contradictions", ())),
        return_reasons={row["key"]: row["label"] for row in body.get("return_reasons", ())},
        valid_from=valid_from,
        valid_until=valid_until,
        last_checked=body.get("last_checked") or "",
        answer_expected_days=body.get("answer_expected_days"),
        follow_up_after_course_days=body.get("follow_up_after_course_days"),
        successor=body.get("successor") or "",
    )


def letter_templates(
    rows: Iterable[Mapping[str, Any]],
    destinations: Mapping[str, Destination],
    sections: tuple[LetterSection, ...],
    vocabulary: Vocabulary,
) -> dict[str, LetterTemplate]:
    """Every letter by its key: one to each destination with the pathway's sections, and the others with their own.

    A section of another letter is given whole, or by the key of one of the pathway's.
    Raises ConditionError where a key is taken twice or not known.
    """
    templates = {
        key: LetterTemplate(
            key,
            destination.title,
            f"Henvisning til {destination.title.lower()}",
            destination.description,
            "route",
            sections,
            destination.first_line,
            is_referral=True,
        )
        for key, destination in destinations.items()
    }
    shared = {section.key: section for section in sections}
    for row in rows:
        if row["key"] in templates:
            raise ConditionError(f"there are two letters {row['key']!r}")
        own = []
        for part in row["sections"]:
            if isinstance(part, str) and part not in shared:
                raise ConditionError(f"{row['key']}: there is no letter section {part!r}")
            own.append(shared[part] if isinstance(part, str) else _letter_section(part, vocabulary))
        templates[row["key"]] = LetterTemplate(
            row["key"],
            row["title"],
            row["heading"],
            row["description"],
            row["receiver"],
            tuple(own),
            row.get("first_line", ""),
        )
    return templates


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _alternative(row: Mapping[str, Any], letters: Mapping[str, LetterTemplate], vocabulary: Vocabulary) -> Alternative:
    letter = row.get("letter", "")
    if letter and letter not in letters:
        raise ConditionError(f"{row['key']}: there is no letter {letter!r}")
    condition = compile_condition(row.get("when", {"always": True}), vocabulary)
    return Alternative(
        row["key"], row["title"], row["text"], row["who_refers"], row["cost"], condition, _source(row), letter
    )


def _contradiction(row: Mapping[str, Any], vocabulary: Vocabulary) -> Contradiction:
    says = row.get("says", "")
    if says and vocabulary.fact_type(says) != "text":
        raise ConditionError(f"{row['key']}: {says!r} is not a fact in free text")
    return Contradiction(
        row["key"],
        row["text"],
        compile_condition(row["when"], vocabulary) if "when" in row else None,
        says,
        tuple(row.get("denials", ())),
        tuple(row.get("mentions", ())),
    )


def _source(row: Mapping[str, Any]) -> SourceReference:
    return SourceReference(row["source"]["source"], row["source"]["section"])


def _criterion(row: Mapping[str, Any], vocabulary: Vocabulary) -> Criterion:
    texts = {name: row[name] for name in ("unmet", "met", "advice") if name in row}
    condition = compile_condition(row["when"], vocabulary)
    return Criterion(row["key"], row["kind"], row["title"], condition, _source(row), **texts)


def _destination(row: Mapping[str, Any], criteria: Mapping[str, Criterion]) -> Destination:
    for key in (*row["requires"], *row["excludes"]):
        if key not in criteria:
            raise ConditionError(f"{row['key']}: there is no criterion {key!r}")
    return Destination(
        row["key"],
        row["title"],
        row["description"],
        tuple(row["requires"]),
        tuple(row["excludes"]),
        row.get("first_line", ""),
    )


def _route(row: Mapping[str, Any]) -> Route:
    return Route(
        tuple(row["planning_areas"]),
        row["receiver"],
        row["gln"],
        row["centre"],
        tuple(row["clinics"]),
        row["advice_phone"],
        row["advice_hours"],
    )


def _letter_section(row: Mapping[str, Any], vocabulary: Vocabulary) -> LetterSection:
    for key in row["facts"]:
        if vocabulary.fact_type(key) is None:
            raise ConditionError(f"{row['key']}: there is no fact {key!r}")
    return LetterSection(
        row["key"],
        row["title"],
        row["required"],
        row["holds"],
        tuple(row["facts"]),
        row["treatments"],
        row.get("questionnaires", False),
        row.get("earlier_referrals", False),
    )


def _waiting_step(row: Mapping[str, Any], vocabulary: Vocabulary) -> WaitingStep:
    condition = compile_condition(row.get("when", {"always": True}), vocabulary)
    return WaitingStep(row["key"], row["title"], row["text"], condition, _source(row))
