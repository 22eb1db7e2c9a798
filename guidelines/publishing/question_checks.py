"""Whether the questions hold together, and with the answers that they have: what was published of a question stays."""

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from guidelines.in_force.content import Content
from guidelines.models import Publication, Release
from guidelines.vocabulary.faults import listed, naming
from guidelines.vocabulary.model import FactType

LISTED = ("choice", "multi")


def check_questions(content: Content) -> None:
    """Raises ValueError for a vocabulary whose questions cannot be asked, or lack what was published of them."""
    for release in content.releases_of(Publication.Kind.VOCABULARY):
        check_rows(release.body)
    _check_kept(content)


def check_rows(body: Mapping[str, Any]) -> None:
    """Raises ValueError for a key that two questions have, and for a question that cannot be asked as it stands."""
    sections = {row["key"] for row in body["sections"]}
    labels: dict[str, str] = {}
    for row in body["questions"]:
        with naming("Spørgsmålet", row):
            if row["key"] in labels:
                raise ValueError(f"nøglen »{row['key']}« er taget af »{labels[row['key']]}«")
            check_question(row, sections)
        labels[row["key"]] = row["label"]


def check_question(row: Mapping[str, Any], sections: Iterable[str]) -> None:
    """Raises ValueError, with the reason, for a question that cannot be asked as it stands."""
    values, least, most = row.get("values", ()), row.get("min"), row.get("max")
    if row["section"] not in sections:
        raise ValueError(f"der er intet afsnit »{row['section']}«")
    if row["type"] not in get_args(FactType):
        raise ValueError(f"typen »{row['type']}« findes ikke")
    if (row["type"] in LISTED) is not bool(values):
        raise ValueError("der skal være svar at vælge imellem, hvis det besvares fra en liste, og ellers ikke")
    if len({value["value"] for value in values}) < len(values):
        raise ValueError("to svar har samme nøgle")
    if len({value["label"].strip().lower() for value in values}) < len(values):
        raise ValueError("to svar hedder det samme")
    if row["type"] == "scale" and (least is None or most is None):
        raise ValueError("en skala skal have en mindste og en største værdi")
    if least is not None and most is not None and least > most:
        raise ValueError("den mindste værdi er større end den største")


def published_questions() -> dict[str, Mapping[str, Any]]:
    """Every question that was ever published, as it read last, with every value that it ever had."""
    found: dict[str, dict[str, Any]] = {}
    published = Release.objects.filter(
        publication__kind=Publication.Kind.VOCABULARY, state=Release.State.PUBLISHED
    ).order_by("number")
    for body in published.values_list("body", flat=True):
        for row in body["questions"]:
            values = {entry["value"]: entry["label"] for entry in row.get("values", ())}
            values = found.get(row["key"], {}).get("values", {}) | values
            found[row["key"]] = {"type": row["type"], "label": row["label"], "values": values, "row": row}
    return dict(found)


def with_all_published(body: Mapping[str, Any]) -> dict[str, Any]:
    """An earlier vocabulary with what has been published since: its questions as retired, its answers last in place."""
    rows = [dict(row) for row in body["questions"]]
    known = {row["key"]: row for row in rows}
    for key, was in published_questions().items():
        if key not in known:
            rows.append({**was["row"], "retired": True})
            continue
        values = {value["value"] for value in known[key].get("values", ())}
        added = [{"value": value, "label": label} for value, label in was["values"].items() if value not in values]
        known[key] |= {"values": [*known[key]["values"], *added]} if added else {}
    return {**body, "questions": rows}


def _check_kept(content: Content) -> None:
    """Raises ValueError where the vocabulary lacks a question or a value that was published, or has another type."""
    questions = content.vocabulary.questions
    for key, was in published_questions().items():
        now = questions.get(key)
        if now is None:
            raise ValueError(f"Spørgsmålet »{was['label']}« er udgivet. Det kan tages ud af brug, men ikke slettes")
        if now.type != was["type"]:
            raise ValueError(f"Spørgsmålet »{now.label}« er udgivet, og dets type kan ikke ændres")
        if gone := lacking(was, now.values):
            raise ValueError(f"Spørgsmålet »{now.label}« er udgivet, og svar kan ikke tages ud af det: {listed(gone)}")


def lacking(was: Mapping[str, Any], values: Iterable[str]) -> list[str]:
    """The labels of the published values that are not among these."""
    kept = set(values)
    return [label for value, label in was["values"].items() if value not in kept]
