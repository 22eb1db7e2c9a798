"""What content lays out for the clinician's judgement, and never decides: the burden by dimension, simple or complex.

Pure Python. Parsed from the vocabulary's release; what does not hold together is not published.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from guidelines.conditions.tree import Node, compile_condition
from guidelines.vocabulary.faults import listed, naming
from guidelines.vocabulary.model import SourceReference, Vocabulary

Side = Literal["complex", "simple"]
SIDES = ("complex", "simple")


@dataclass(frozen=True)
class BurdenItem:
    """A question whose answers have an order: 0 is unaffected, None leaves the answer out."""

    question: str
    dimension: str
    levels: Mapping[str, int | None]
    source: SourceReference

    @property
    def most(self) -> int:
        """The level of the question's worst answer."""
        return max(level for level in self.levels.values() if level is not None)


@dataclass(frozen=True)
class Statement:
    """A definition or a note in the project's own words, with where it comes from."""

    text: str
    source: SourceReference
    key: str = ""


@dataclass(frozen=True)
class Sign:
    """Something in the answers that speaks for one side."""

    key: str
    label: str
    speaks_for: Side
    when: Node
    source: SourceReference


@dataclass(frozen=True)
class Complexity:
    """What simple and complex mean, and the signs for either. `question` is where the clinician's judgement is kept."""

    question: str
    definitions: tuple[Statement, ...]
    note: Statement
    signs: tuple[Sign, ...]


def parse_burden(body: Mapping[str, Any], vocabulary: Vocabulary) -> tuple[BurdenItem, ...]:
    """The burden's items in a vocabulary release's body; none in one from before there were any.

    A retired question is left out while it is retired.

    Raises ValueError for a question that does not exist, is listed twice or is not answered from a list, and for levels
    that do not cover its answers or have no worst one.
    """
    items = tuple(_burden_item(row, vocabulary) for row in body.get("burden", ()))
    if len({item.question for item in items}) < len(items):
        raise ValueError("Smertens tyngde: et spørgsmål står to gange")
    return tuple(item for item in items if vocabulary.is_asked(item.question))


def _burden_item(row: Mapping[str, Any], vocabulary: Vocabulary) -> BurdenItem:
    with naming("Smertens tyngde"):
        key, levels = row["question"], row["levels"]
        question = vocabulary.questions.get(key)
        if question is None or question.type != "choice":
            raise ValueError(f"»{vocabulary.short(key)}« er ikke et spørgsmål, som besvares fra en liste")
    with naming("Smertens tyngde", {"short": question.short}):
        if levels.keys() != question.values.keys():
            raise ValueError(
                f"der skal være et niveau for hvert af svarene {listed(question.values.values())} og ikke for andre"
            )
        if not any(levels.values()) or any(level is not None and level < 0 for level in levels.values()):
            raise ValueError("et niveau er 0 eller mere, og mindst ét er over 0")
        section = vocabulary.section(question.section)
        assert section is not None, "a question lies in a section"
        return BurdenItem(key, section.dimension, levels, _source(row))


def parse_complexity(
    body: Mapping[str, Any], vocabulary: Vocabulary, populations: Mapping[str, Node]
) -> Complexity | None:
    """Simple or complex in a vocabulary release's body; None in one from before there was any.

    Raises ValueError (ConditionError is one) for a question, a side or a condition that cannot be used.
    """
    content = body.get("complexity")
    if content is None:
        return None
    with naming("Simpel eller kompleks"):
        if not vocabulary.is_asked(content["question"]):
            raise ValueError(
                f"spørgsmålet »{vocabulary.label(content['question'])}« findes ikke eller er taget ud af brug"
            )
        return Complexity(
            question=content["question"],
            definitions=tuple(
                Statement(row["text"], _source(row), _side(row["key"])) for row in content["definitions"]
            ),
            note=Statement(content["note"]["text"], _source(content["note"])),
            signs=tuple(_sign(row, vocabulary, populations) for row in content["signs"]),
        )


def _sign(row: Mapping[str, Any], vocabulary: Vocabulary, populations: Mapping[str, Node]) -> Sign:
    with naming("Tegnet", row):
        condition = compile_condition(row["when"], vocabulary, populations)
        return Sign(row["key"], row["label"], _side(row["speaks_for"]), condition, _source(row))


def _side(key: str) -> Side:
    if key not in SIDES:
        raise ValueError(f"»{key}« er hverken simpel eller kompleks ({listed(SIDES)})")
    return key  # type: ignore[return-value]


def _source(row: Mapping[str, Any]) -> SourceReference:
    return SourceReference(row["source"]["source"], row["source"]["section"])
