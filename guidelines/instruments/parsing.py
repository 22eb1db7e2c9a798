"""Reading instruments from a release's body, strictly: a fault is named, with the instrument. Pure Python."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any, get_args

from guidelines.conditions.tree import NOTHING, compile_condition
from guidelines.instruments.model import (
    RESULT,
    Alert,
    Band,
    Direction,
    Instrument,
    InstrumentSuggestion,
    Item,
    ItemType,
    Kind,
    Level,
    Score,
)
from guidelines.instruments.scores import Expression, compile_expression
from guidelines.vocabulary.facts import union
from guidelines.vocabulary.faults import listed, naming
from guidelines.vocabulary.model import Question, Vocabulary

TEXTS = ("key", "kind", "title", "short", "purpose", "source", "licence", "danish_version", "interpretation")
OPTIONAL_TEXTS = ("period", "intro", "why_no_items")
# What a filling-in holds beside its items: no item may have the same name.
RESERVED = frozenset({"answered_on", "comment", "identifier", "seen_version"})
Options = Mapping[str, list[Mapping[str, Any]]]


def parse_instruments(body: Mapping[str, Any]) -> dict[str, Instrument]:
    """The instruments of a release's body. Raises ValueError, which names the instrument at fault."""
    found: dict[str, Instrument] = {}
    for row in body["instruments"]:
        with naming("Skemaet", row):
            if row["key"] in found:
                raise ValueError("der er to af dem")
            found[row["key"]] = _instrument(row, body.get("options", {}))
    for instrument in found.values():
        for other in instrument.suggestion.instruments if instrument.suggestion else ():
            if other not in found:
                raise ValueError(f"Skemaet »{instrument.short}«: det foreslår skemaet »{other}«, som ikke findes")
    return found


def check_against(instruments: Iterable[Instrument], vocabulary: Vocabulary) -> None:
    """Raises ValueError where an instrument refers to a fact that there is not, or to a question that is not asked."""
    for instrument in instruments:
        with naming("Skemaet", {"short": instrument.short}):
            for question in (*instrument.questions, *([instrument.alert.question] if instrument.alert else [])):
                if question not in vocabulary.questions:
                    raise ValueError(f"der er intet spørgsmål »{question}«")
                if not vocabulary.is_asked(question):
                    raise ValueError(f"det bruger spørgsmålet »{vocabulary.label(question)}«, som er taget ud af brug")
            if instrument.fact and instrument.fact not in vocabulary.derived:
                raise ValueError(f"der er intet beregnet faktum »{instrument.fact}«")


def _instrument(row: Mapping[str, Any], options: Options) -> Instrument:
    if row["kind"] not in get_args(Kind):
        raise ValueError(f"slagsen er en af {listed(get_args(Kind))}, ikke »{row['kind']}«")
    items: tuple[Item, ...] = ()
    scores: tuple[Score, ...] = ()
    match row["kind"]:
        case "scored":
            items = _distinct(_item(entry, row, options) for entry in row["items"])
            scores = _scores(row["scores"], items)
        case "result_only":
            items = (_result_item(row["result"]),)
            scores = _scores([_result_score(row["result"])], items) if items[0].type == "number" else ()
    return Instrument(
        **{name: row[name] for name in TEXTS},
        **{name: row.get(name, "") for name in OPTIONAL_TEXTS},
        unofficial_wording=row.get("unofficial_wording", False),
        items=items,
        scores=scores,
        alert=_alert(row["alert"], items) if "alert" in row else None,
        suggestion=_suggestion(row["suggests"], scores) if "suggests" in row else None,
        questions=tuple(row["questions"]) if row["kind"] == "vocabulary" else (),
        fact=row["fact"] if row["kind"] == "vocabulary" else "",
    )


def _distinct(items: Iterable[Item]) -> tuple[Item, ...]:
    found = tuple(items)
    keys = [item.key for item in found]
    if len(set(keys)) < len(keys) or RESERVED.intersection(keys):
        raise ValueError(f"to spørgsmål har samme nøgle, eller en af {listed(RESERVED)}")
    return found


def _item(entry: Mapping[str, Any], row: Mapping[str, Any], options: Options) -> Item:
    """An item's options are its own, shared by name, or those of the whole instrument."""
    given = entry.get("options", row.get("options"))
    labels = {option["value"]: option["label"] for option in (options[given] if isinstance(given, str) else given)}
    kind: ItemType = "ticks" if entry.get("ticks") else "choice"
    if not labels or not all(type(value) is (str if kind == "ticks" else int) for value in labels):
        raise ValueError(f"»{entry['text']}«: hvert svar skal have {'et navn' if kind == 'ticks' else 'et helt tal'}")
    return Item(entry["key"], entry["text"], kind, labels, entry.get("group", ""))


def _result_item(result: Mapping[str, Any]) -> Item:
    if result["type"] == "text":
        return Item(RESULT, result["title"], "text", {})
    if result["type"] != "number":
        raise ValueError(f"et resultat er et tal eller en tekst, ikke »{result['type']}«")
    return Item(RESULT, result["title"], "number", {}, min=result["min"], max=result["max"])


def _result_score(result: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in result.items() if name != "type"} | {"key": RESULT, "of": RESULT}


def _scores(rows: Iterable[Mapping[str, Any]], items: tuple[Item, ...]) -> tuple[Score, ...]:
    """The scores in the order of the screen. Levels may refer to any number, also one that comes after them."""
    rows = list(rows)
    by_key = {item.key: item for item in items}
    expressions = {row["key"]: compile_expression(row["of"], by_key) for row in rows if "of" in row}
    if len({row["key"] for row in rows}) < len(rows) or expressions.keys() & (by_key.keys() - {RESULT}):
        raise ValueError("to scorer, eller en score og et spørgsmål, har samme nøgle")
    numbers = {item.key: frozenset({item.key}) for item in items if item.points}
    numbers |= {key: expression.items for key, expression in expressions.items()}
    return tuple(_number(row, expressions[row["key"]]) if "of" in row else _levels(row, numbers) for row in rows)


def _number(row: Mapping[str, Any], expression: Expression) -> Score:
    """A number. The range that the publication states must be the one that the items give."""
    if (row["min"], row["max"]) != (expression.least, expression.most):
        raise ValueError(
            f"scoren »{row['title']}«: spørgsmålene giver {expression.least} til {expression.most},"
            f" ikke {row['min']} til {row['max']}"
        )
    if row.get("direction", "") not in get_args(Direction):
        raise ValueError(f"scoren »{row['title']}«: retningen er en af {listed(get_args(Direction))}")
    bands = tuple(Band(band["from"], band["to"], band["label"]) for band in row.get("bands", ()))
    _check_bands(row["title"], bands, expression)
    return Score(
        row["key"],
        row["title"],
        expression,
        (),
        row.get("direction", ""),
        bands,
        row["bands_source"] if bands else "",
        expression.items,
    )


def _check_bands(title: str, bands: tuple[Band, ...], expression: Expression) -> None:
    if not bands:
        return
    if (bands[0].least, bands[-1].most) != (expression.least, expression.most):
        raise ValueError(f"scoren »{title}«: grænserne skal gå fra {expression.least} til {expression.most}")
    if any(band.least > band.most for band in bands):
        raise ValueError(f"scoren »{title}«: et interval slutter, før det begynder")
    for lower, upper in pairwise(bands):
        if upper.least != lower.most + 1:
            fault = "overlapper" if upper.least <= lower.most else "har et hul"
            raise ValueError(f"scoren »{title}«: grænserne {fault} mellem »{lower.label}« og »{upper.label}«")


def _levels(row: Mapping[str, Any], numbers: Mapping[str, frozenset[str]]) -> Score:
    """A result in words. The last level holds always, so that there is one for every filling-in."""
    vocabulary = _vocabulary_of(numbers)
    levels = tuple(
        Level(level["key"], level["label"], compile_condition(level["when"], vocabulary)) for level in row["levels"]
    )
    if row["levels"][-1]["when"] != {"always": True}:
        raise ValueError(f"scoren »{row['title']}«: det sidste niveau skal gælde altid")
    used = union(level.when.facts_used() for level in levels)
    items = union(numbers[fact] for fact in used) or NOTHING
    return Score(row["key"], row["title"], None, levels, "", (), row["bands_source"], items)


def _vocabulary_of(numbers: Iterable[str]) -> Vocabulary:
    """The instrument's numbers as facts, for the conditions over them."""
    questions = {key: Question(key, "", "number", key, key) for key in numbers}
    return Vocabulary((), questions, {}, {}, {}, {}, "", "")


def _alert(row: Mapping[str, Any], items: Iterable[Item]) -> Alert:
    points = next((item.points for item in items if item.key == row["item"]), ())
    if row["from"] not in points:
        raise ValueError(f"advarslen: »{row['item']}« er ikke et spørgsmål, der kan besvares med {row['from']}")
    return Alert(row["item"], row["from"], row["question"])


def _suggestion(row: Mapping[str, Any], scores: Iterable[Score]) -> InstrumentSuggestion:
    if row["score"] not in {score.key for score in scores if score.expression}:
        raise ValueError(f"forslaget: der er ingen score »{row['score']}«")
    return InstrumentSuggestion(row["score"], row["from"], tuple(row["instruments"]), row["text"])
