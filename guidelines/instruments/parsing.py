"""Reads instruments from the body of a release, strictly: a fault is named, with the instrument. Pure Python."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from guidelines.conditions.condition_type import ALWAYS
from guidelines.conditions.tree import NOTHING, compile_condition
from guidelines.instruments.model import (
    RESULT,
    Alert,
    Band,
    Instrument,
    InstrumentContent,
    InstrumentsBody,
    Item,
    ItemOption,
    ItemRow,
    Level,
    ResultRow,
    Score,
    ScoreRow,
)
from guidelines.instruments.scores import Expression, compile_expression
from guidelines.vocabulary.facts import union
from guidelines.vocabulary.faults import FIELDS, list_names, name_faults
from guidelines.vocabulary.model import NO_VOCABULARY, Question, Vocabulary
from guidelines.vocabulary.reading import read
from guidelines.vocabulary.shapes import Json

# What a filling-in holds beside its items: no item may have the same name.
RESERVED = frozenset({"answered_on", "comment", "identifier", "seen_version"})
# What an instrument of each kind is made of.
NEEDED: Mapping[str, tuple[str, ...]] = {
    "scored": ("items", "scores"),
    "vocabulary": ("questions", "fact"),
    "result_only": ("result",),
}
SharedOptions = Mapping[str, tuple[ItemOption, ...]]


def parse_instruments(body: Mapping[str, Json]) -> dict[str, Instrument]:
    """The instruments of a release's body. Raises ValueError, which names the instrument at fault."""
    read_body = read(InstrumentsBody, body)
    found: dict[str, Instrument] = {}
    for row in read_body.instruments:
        with name_faults("Skemaet", row):
            if row.key in found:
                raise ValueError("der er to af dem")
            found[row.key] = _instrument(row, read_body.options)
    for instrument in found.values():
        for other in instrument.suggestion.instruments if instrument.suggestion else ():
            if other not in found:
                raise ValueError(f"Skemaet »{instrument.short}«: det foreslår skemaet »{other}«, som ikke findes")
    return found


def check_against(instruments: Iterable[Instrument], vocabulary: Vocabulary) -> None:
    """Raises ValueError if an instrument refers to a fact that there is not, or to a question that is not asked."""
    for instrument in instruments:
        with name_faults("Skemaet", instrument):
            for question in (*instrument.questions, *([instrument.alert.question] if instrument.alert else [])):
                if question not in vocabulary.questions:
                    raise ValueError(f"der er intet spørgsmål »{question}«")
                if not vocabulary.is_asked(question):
                    raise ValueError(f"det bruger spørgsmålet »{vocabulary.label(question)}«, som er taget ud af brug")
            if instrument.fact and instrument.fact not in vocabulary.derived:
                raise ValueError(f"der er intet beregnet faktum »{instrument.fact}«")


def _instrument(row: InstrumentContent, shared: SharedOptions) -> Instrument:
    said = {"items": row.item_rows, "scores": row.score_rows, "questions": row.questions, "fact": row.fact}
    for name in NEEDED[row.kind]:
        if not (said | {"result": row.result})[name]:
            raise ValueError(f"{FIELDS[name]} mangler")
    items: tuple[Item, ...] = ()
    scores: tuple[Score, ...] = ()
    if row.kind == "scored":
        items = _distinct(_item(entry, row, shared) for entry in row.item_rows)
        scores = _scores(row.score_rows, items)
    elif row.result:
        items = (_result_item(row.result),)
        scores = _scores([_result_score(row.result)], items) if row.result.type == "number" else ()
    if row.alert:
        _check_alert(row.alert, items)
    if row.suggestion and row.suggestion.score not in {score.key for score in scores if score.expression}:
        raise ValueError(f"forslaget: der er ingen score »{row.suggestion.score}«")
    return Instrument(**vars(row), items=items, scores=scores)


def _distinct(items: Iterable[Item]) -> tuple[Item, ...]:
    found = tuple(items)
    keys = [item.key for item in found]
    if len(set(keys)) < len(keys) or RESERVED.intersection(keys):
        raise ValueError(f"to spørgsmål har samme nøgle, eller en af {list_names(RESERVED)}")
    return found


def _item(entry: ItemRow, row: InstrumentContent, shared: SharedOptions) -> Item:
    """An item's options are its own, shared by name, or those of the whole instrument."""
    given = entry.options if entry.options is not None else row.options
    if isinstance(given, str) and given not in shared:
        raise ValueError(f"»{entry.text}«: der er ingen svar med navnet »{given}«")
    options = shared[given] if isinstance(given, str) else given or ()
    if not options or not all(isinstance(option.value, str if entry.ticks else int) for option in options):
        raise ValueError(f"»{entry.text}«: hvert svar skal have {'et navn' if entry.ticks else 'et helt tal'}")
    return Item(
        key=entry.key,
        text=entry.text,
        type="ticks" if entry.ticks else "choice",
        options={option.value: option.label for option in options},
        group=entry.group,
    )


def _result_item(result: ResultRow) -> Item:
    if result.type == "number" and (result.min is None or result.max is None):
        raise ValueError("resultatet: et tal skal have en mindste og en største værdi")
    return Item(key=RESULT, text=result.title, type=result.type, min=result.min, max=result.max)


def _result_score(result: ResultRow) -> ScoreRow:
    said = {name: value for name, value in vars(result).items() if name != "type"}
    return ScoreRow(**said, key=RESULT, of=RESULT)


def _scores(rows: Sequence[ScoreRow], items: tuple[Item, ...]) -> tuple[Score, ...]:
    """The scores in the order of the screen. Levels may refer to any number, also one that comes after them."""
    by_key = {item.key: item for item in items}
    expressions = {row.key: compile_expression(row.of, by_key) for row in rows if row.of is not None}
    if len({row.key for row in rows}) < len(rows) or expressions.keys() & (by_key.keys() - {RESULT}):
        raise ValueError("to scorer, eller en score og et spørgsmål, har samme nøgle")
    numbers = {item.key: frozenset({item.key}) for item in items if item.points}
    numbers |= {key: expression.items for key, expression in expressions.items()}
    found = []
    for row in rows:
        with name_faults("scoren", row):
            found.append(_number(row, expressions[row.key]) if row.of is not None else _levels(row, numbers))
    return tuple(found)


def _number(row: ScoreRow, expression: Expression) -> Score:
    """A number. The range that the publication states must be the one that the items give."""
    if (row.min, row.max) != (expression.least, expression.most):
        raise ValueError(f"spørgsmålene giver {expression.least} til {expression.most}, ikke {row.min} til {row.max}")
    if row.bands:
        _check_bands(row.bands, expression)
        _require_source(row)
    return Score(
        key=row.key,
        title=row.title,
        expression=expression,
        direction=row.direction,
        bands=row.bands,
        bands_source=row.bands_source if row.bands else "",
        items=expression.items,
    )


def _require_source(row: ScoreRow) -> None:
    if not row.bands_source:
        raise ValueError(f"{FIELDS['bands_source']} mangler")


def _check_bands(bands: tuple[Band, ...], expression: Expression) -> None:
    if (bands[0].least, bands[-1].most) != (expression.least, expression.most):
        raise ValueError(f"grænserne skal gå fra {expression.least} til {expression.most}")
    if any(band.least > band.most for band in bands):
        raise ValueError("et interval slutter, før det begynder")
    for lower, upper in pairwise(bands):
        if upper.least != lower.most + 1:
            fault = "overlapper" if upper.least <= lower.most else "har et hul"
            raise ValueError(f"grænserne {fault} mellem »{lower.label}« og »{upper.label}«")


def _levels(row: ScoreRow, numbers: Mapping[str, frozenset[str]]) -> Score:
    """A result in words. The last level holds always, so that there is one for every filling-in."""
    if not row.levels or row.levels[-1].when != ALWAYS:
        raise ValueError("det sidste niveau skal gælde altid")
    _require_source(row)
    vocabulary = _vocabulary_of(numbers)
    levels = tuple(
        Level(key=level.key, label=level.label, when=compile_condition(level.when, vocabulary)) for level in row.levels
    )
    used = union(level.when.facts_used() for level in levels)
    items = union(numbers[fact] for fact in used) or NOTHING
    return Score(key=row.key, title=row.title, levels=levels, bands_source=row.bands_source, items=items)


def _vocabulary_of(numbers: Iterable[str]) -> Vocabulary:
    """The instrument's numbers as facts, for the conditions over them."""
    questions = {key: Question(key=key, section="", type="number", label=key, short=key) for key in numbers}
    return replace(NO_VOCABULARY, questions=questions)


def _check_alert(alert: Alert, items: Iterable[Item]) -> None:
    points = next((item.points for item in items if item.key == alert.item), ())
    if alert.least not in points:
        raise ValueError(f"advarslen: »{alert.item}« er ikke et spørgsmål, der kan besvares med {alert.least}")
