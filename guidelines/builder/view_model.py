"""What the condition builder shows of each draft part: its place, its words, and its choices. Pure Python."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from guidelines.builder.actions import path_prefix
from guidelines.builder.draft import GROUPS, DraftFault, DraftPart, Path, comparison_in, comparisons_of, tree_of
from guidelines.conditions.sentences import Phrase, phrase_of
from guidelines.conditions.words import Fact, fact_of
from guidelines.vocabulary.model import YES_NO, FactType, Question, Vocabulary, display_value

GROUP_WORDS = {
    "all": "Alle disse gælder",
    "any": "Mindst én af disse gælder",
    "at_least": "Mindst et antal af disse gælder",
}
OTHER_WORDS = {
    "not": "dette gælder ikke",
    "population": "patientgruppe",
    "always": "gælder altid",
    "unreadable": "kan ikke vises",
}
TOOLS = ("up", "down", "wrap", "negate", "unwrap", "remove")
UNFINISHED = "… (ikke færdig endnu)"
Options = list[tuple[str, str]]


@dataclass(frozen=True)
class ValueBox:
    """One input for a value. `suffix` tells its id from those of the inputs before it; `words` stand before it."""

    suffix: str
    words: str
    value: str


@dataclass(frozen=True)
class ValueControl:
    """What chooses or takes the value: `checks`, a `select`, or inputs for a `number` or a `text`; empty for none."""

    kind: str = ""
    options: Options = field(default_factory=list)
    boxes: list[ValueBox] = field(default_factory=list)
    unit: str = ""
    hint: str = ""


NO_VALUE = ValueControl()


@dataclass(frozen=True)
class PartView:
    """One part as the template shows it. `foreign` is a chosen key, with its words, that is not offered any more."""

    part: DraftPart
    name: str
    id: str
    place: str
    legend: str
    fault: str
    foreign: tuple[str, str] | None
    comparisons: Options
    value: ValueControl
    can_up: bool = False
    can_down: bool = False
    can_unwrap: bool = False
    focus: str = ""
    children: list["PartView"] = field(default_factory=list)

    @property
    def title(self) -> str:
        return title_of(self.place)

    @property
    def has_focus_in_tools(self) -> bool:
        return self.focus in TOOLS

    @property
    def is_group(self) -> bool:
        return self.part.kind in GROUPS


@dataclass(frozen=True)
class Offers:
    """What every part can choose among, worked out once for the whole condition."""

    facts: list[tuple[str, Options]]
    populations: Options


def offers_of(vocabulary: Vocabulary) -> Offers:
    """The facts by section, then the treatments and what is computed; retired questions are not among them."""
    groups = [
        (
            section.title,
            [(question.key, question.short) for question in vocabulary.by_section[section.key] if not question.retired],
        )
        for section in vocabulary.sections
    ]
    treatments = [(key, fact.short) for key, fact in vocabulary.derived.items() if key.startswith("treatment.")]
    computed = [(key, fact.short) for key, fact in vocabulary.derived.items() if not key.startswith("treatment.")]
    groups += [("Behandlinger, fra listen", treatments), ("Beregnet af svarene", computed)]
    populations = [(key, population.label) for key, population in vocabulary.populations.items()]
    return Offers([(title, options) for title, options in groups if options], populations)


def place_of(path: Path) -> str:
    """The place as it is read: 1.2 for the second part of the first."""
    return ".".join(str(index + 1) for index in path)


def title_of(place: str) -> str:
    return f"Betingelse {place}".strip()


def view_of(
    root: DraftPart,
    name: str,
    identifier: str,
    vocabulary: Vocabulary,
    faults_by_path: Mapping[Path, DraftFault],
    *,
    strict: bool,
    focus: str,
) -> PartView:
    """The whole condition as the builder shows it. Unfinished parts are faults only when `strict`."""

    def build(part: DraftPart, path: Path, above: DraftPart | None) -> PartView:
        last = len(above.children) - 1 if above and above.kind in GROUPS else 0
        fault = faults_by_path.get(path)
        suffix = "".join(f"-{index}" for index in path)
        return PartView(
            part=part,
            name=name + suffix,
            id=identifier + suffix,
            place=place_of(path),
            legend=_legend(part, place_of(path), vocabulary),
            fault=fault.reason if fault and (strict or not fault.is_unfinished) else "",
            foreign=_foreign(part, vocabulary),
            comparisons=_comparisons(part, vocabulary),
            value=_value_control(part, vocabulary),
            focus=focus.removeprefix(path_prefix(path)) if focus.startswith(path_prefix(path)) else "",
            can_up=last > 0 and path[-1] > 0,
            can_down=last > 0 and path[-1] < last,
            can_unwrap=part.kind in GROUPS and (len(part.children) == 1 or bool(above and above.kind in GROUPS)),
            children=[build(child, (*path, index), part) for index, child in enumerate(part.children)],
        )

    return build(root, (), None)


def _legend(part: DraftPart, place: str, vocabulary: Vocabulary) -> str:
    words = GROUP_WORDS.get(part.kind, "").lower() or OTHER_WORDS.get(part.kind)
    if part.kind == "fact":
        words = vocabulary.short(part.fact) if part.fact else "en oplysning"
    elif part.kind == "population" and part.population in vocabulary.populations:
        words = f"patientgruppen {vocabulary.populations[part.population].label}"
    return f"{title_of(place)}: {words}"


def _foreign(part: DraftPart, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """The fact, or the group of patients, that was chosen and cannot be any more."""
    if part.kind == "population" and part.population and part.population not in vocabulary.populations:
        return part.population, f"{part.population} (findes ikke)"
    if part.kind != "fact" or not part.fact:
        return None
    fact = fact_of(part.fact, vocabulary)
    if fact is None:
        return part.fact, f"{part.fact} (findes ikke)"
    return (part.fact, f"{fact.short} (udgået)") if isinstance(fact, Question) and fact.retired else None


def _comparisons(part: DraftPart, vocabulary: Vocabulary) -> Options:
    """What the fact can be compared with; what was chosen and does not fit is shown with its fault, never dropped."""
    if part.kind != "fact" or not part.fact:
        return []
    fact_type = vocabulary.fact_type(part.fact)
    words = comparisons_of(fact_type)
    if part.comparison and part.comparison not in words:
        words = {part.comparison: _words(part, fact_type)} | words
    return list(words.items())


def _words(part: DraftPart, fact_type: FactType | None) -> str:
    operator, __ = comparison_in(part)
    return operator.choices_of(fact_type).get(part.comparison, operator.words) if operator else part.comparison


def _value_control(part: DraftPart, vocabulary: Vocabulary) -> ValueControl:
    if part.kind != "fact" or not part.fact or not part.comparison:
        return NO_VALUE
    operator, __ = comparison_in(part)
    fact = fact_of(part.fact, vocabulary)
    if operator and not operator.control.boxes:
        return NO_VALUE
    if operator is None or fact is None or not operator.fits(fact.type):
        return ValueControl("text", boxes=_boxes(("",) * max(len(part.values), 1), part.values))
    if operator.control.kind == "number":
        boxes = _boxes(operator.control.boxes, part.values)
        return ValueControl("number", boxes=boxes, unit=operator.unit_of(fact), hint=_hint(fact))
    labels = {"true": YES_NO[True], "false": YES_NO[False]} if fact.type == "bool" else _labels(fact)
    outside = {value: f"{value} (findes ikke)" for value in part.values if value not in labels}
    options = [*outside.items(), *labels.items()]
    return ValueControl(operator.control.kind, options, _boxes(operator.control.boxes, part.values))


def _boxes(words: Iterable[str], values: list[str]) -> list[ValueBox]:
    """An input for each word, with what stands in it."""
    return [
        ValueBox(f"-{place + 1}" if place else "", word, values[place] if place < len(values) else "")
        for place, word in enumerate(words)
    ]


def _labels(fact: Fact) -> dict[str, str]:
    return {str(value): label for value, label in fact.values.items()}


def _hint(fact: Fact) -> str:
    """What numbers can be answered, and what they stand for."""
    scale = [f"{display_value(value, {})}: {label}" for value, label in fact.values.items()]
    limits = ""
    if isinstance(fact, Question) and fact.min is not None and fact.max is not None:
        limits = f"{display_value(fact.min, {})} til {display_value(fact.max, {})}"
    return ", ".join(filter(None, [limits, *scale]))


def words_of(part: DraftPart, vocabulary: Vocabulary, faults_by_path: Mapping[Path, DraftFault]) -> Phrase:
    """The condition as a Danish sentence, also before it is finished."""
    return _phrase(_sayable(part, (), vocabulary, faults_by_path), vocabulary)


def _phrase(tree: object, vocabulary: Vocabulary) -> Phrase:
    try:
        return phrase_of(tree, vocabulary)
    except ValueError:
        return Phrase(UNFINISHED)


def _sayable(part: DraftPart, path: Path, vocabulary: Vocabulary, faults_by_path: Mapping[Path, DraftFault]) -> object:
    """The tree with the words for "unfinished" where a part has no words of its own yet."""
    children = [
        _sayable(child, (*path, index), vocabulary, faults_by_path) for index, child in enumerate(part.children)
    ]
    if path in faults_by_path and (not children or part.kind not in ("all", "any")):
        # A group of patients that does not exist is read by its key.
        return {"population": UNFINISHED}
    match part.kind:
        case "all" | "any":
            return {part.kind: children}
        case "at_least":
            return {"at_least": int(part.number), "of": children}
        case "not":
            return {"not": children[0]}
    return tree_of(part, vocabulary)


def refusals_of(faults_by_path: Mapping[Path, DraftFault]) -> Iterable[str]:
    """Every fault with the place that it belongs to."""
    for path, fault in faults_by_path.items():
        place = place_of(path)
        yield f"{title_of(place)}: {fault.reason}" if place else fault.reason
