"""Reading a pathway from a release's body, checked against the vocabulary. Pure Python."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from guidelines.conditions.tree import ConditionError, compile_condition
from guidelines.vocabulary.faults import listed, name_of, naming
from guidelines.vocabulary.model import SourceReference, Vocabulary
from referrals.rules.pathway import (
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
    """The pathway of a release's body. Raises ValueError (ConditionError is one) where it is not one."""
    with naming("Henvisningsforløbet", body):
        return _pathway(key, body, vocabulary)


def _pathway(key: str, body: Mapping[str, Any], vocabulary: Vocabulary) -> Pathway:
    for part in ("criteria", "destinations", "letter_sections", "planning_areas"):
        _check_keys(body[part])
    criteria = {row["key"]: _criterion(row, vocabulary) for row in body["criteria"]}
    destinations = {row["key"]: _destination(row, criteria) for row in body["destinations"]}
    sections = tuple(_letter_section(row, vocabulary) for row in body["letter_sections"])
    letters = letter_templates(body.get("letters", ()), destinations, sections, vocabulary)
    areas = {row["key"]: row["label"] for row in body["planning_areas"]}
    if not areas:
        raise ValueError("der er intet planområde")
    valid_from, valid_until = _day(body.get("valid_from")), _day(body.get("valid_until"))
    if valid_from and valid_until and valid_until < valid_from:
        raise ValueError(f"sidste dag {valid_until:%d.%m.%Y} ligger før den første, {valid_from:%d.%m.%Y}")
    return Pathway(
        key=key,
        title=body["title"],
        region=body["region"],
        as_of=body["as_of"],
        note=body["note"],
        planning_areas=areas,
        criteria=criteria,
        destinations=destinations,
        routing=tuple(_route(row) for row in body["routing"]),
        letter_sections=sections,
        waiting_time=tuple(_waiting_step(row, vocabulary) for row in body["waiting_time"]),
        highly_specialised=_highly_specialised(body["highly_specialised"], vocabulary),
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
        with naming("Brevet", row):
            if row["key"] in templates:
                raise ConditionError(f"der er to breve med nøglen »{row['key']}«")
            own = []
            for part in row["sections"]:
                if isinstance(part, str) and part not in shared:
                    raise ConditionError(f"brevet har intet afsnit »{part}«")
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


def unused_criteria(body: Mapping[str, Any]) -> list[str]:
    """The titles of the criteria that no destination asks for, of a body that holds together."""
    used = {key for row in body["destinations"] for key in (*row["requires"], *row["excludes"])}
    return [row["title"] for row in body["criteria"] if row["key"] not in used]


def check_routing(body: Mapping[str, Any]) -> None:
    """Raises ValueError where a receiver has a planning area that there is not, or an area has two receivers."""
    known = {row["key"]: row["label"] for row in body["planning_areas"]}
    receivers: dict[str, str] = {}
    for row in body["routing"]:
        with naming("Modtageren", {"name": row["receiver"]}):
            if unknown := set(row["planning_areas"]) - known.keys():
                raise ValueError(f"der er intet planområde {listed(unknown)}")
            for area in row["planning_areas"]:
                if area in receivers:
                    raise ValueError(f"»{known[area]}« har allerede modtageren »{receivers[area]}«")
                receivers[area] = row["receiver"]


def _check_keys(rows: Iterable[Mapping[str, Any]]) -> None:
    """Raises ValueError where two rows have one key."""
    named: dict[str, str] = {}
    for row in rows:
        if row["key"] in named:
            raise ValueError(f"»{named[row['key']]}« og »{name_of(row)}« har samme nøgle")
        named[row["key"]] = name_of(row)


def _highly_specialised(row: Mapping[str, Any], vocabulary: Vocabulary) -> HighlySpecialised:
    with naming("Højt specialiseret behandling"):
        condition = compile_condition(row["when"], vocabulary)
        return HighlySpecialised(condition, row["title"], row["text"], tuple(row["units"]))


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise ValueError(f"»{value}« er ikke en dag") from error


def _alternative(row: Mapping[str, Any], letters: Mapping[str, LetterTemplate], vocabulary: Vocabulary) -> Alternative:
    with naming("Muligheden", row):
        letter = row.get("letter", "")
        if letter and letter not in letters:
            raise ConditionError(f"der er intet brev »{letter}«")
        condition = compile_condition(row.get("when", {"always": True}), vocabulary)
        return Alternative(
            row["key"], row["title"], row["text"], row["who_refers"], row["cost"], condition, _source(row), letter
        )


def _contradiction(row: Mapping[str, Any], vocabulary: Vocabulary) -> Contradiction:
    with naming("Modsigelsen", row):
        says = row.get("says", "")
        if says and vocabulary.fact_type(says) != "text":
            raise ConditionError(f"»{vocabulary.short(says)}« er ikke et spørgsmål i fri tekst")
        if says and not vocabulary.is_asked(says):
            raise ConditionError(f"spørgsmålet »{vocabulary.label(says)}« er taget ud af brug")
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
    with naming("Kriteriet", row):
        texts = {name: row[name] for name in ("unmet", "met", "advice") if name in row}
        condition = compile_condition(row["when"], vocabulary)
        return Criterion(row["key"], row["kind"], row["title"], condition, _source(row), **texts)


def _destination(row: Mapping[str, Any], criteria: Mapping[str, Criterion]) -> Destination:
    with naming("Henvisningsstedet", row):
        if unknown := {*row["requires"], *row["excludes"]} - criteria.keys():
            raise ConditionError(f"det beder om kriterier, som ikke findes: {listed(unknown)}")
        return Destination(
            row["key"],
            row["title"],
            row["description"],
            tuple(row["requires"]),
            tuple(row["excludes"]),
            row.get("first_line", ""),
        )


def _route(row: Mapping[str, Any]) -> Route:
    with naming("Modtageren", {"name": row.get("receiver")}):
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
    with naming("Brevets afsnit", row):
        if unknown := {key for key in row["facts"] if vocabulary.fact_type(key) is None}:
            raise ConditionError(f"det viser oplysninger, som ikke findes: {listed(unknown)}")
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
    with naming("Trinnet i ventetiden", row):
        condition = compile_condition(row.get("when", {"always": True}), vocabulary)
        return WaitingStep(row["key"], row["title"], row["text"], condition, _source(row))
