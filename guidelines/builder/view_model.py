"""What the condition builder shows of each part: its place, its words, and what can be chosen. Pure Python."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from guidelines.builder.actions import spelled
from guidelines.builder.draft import FIXED, GROUPS, MONTHS, DraftFault, DraftPart, Path, tree_of
from guidelines.conditions.operators import OPERATORS
from guidelines.conditions.sentences import Phrase, phrase_of
from guidelines.vocabulary.model import YES_NO, FactType, Vocabulary, display_value

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
ANSWERED = {"answered:true": "er besvaret", "answered:false": "er ikke besvaret"}
CODES: Mapping[FactType, tuple[str, ...]] = {
    "bool": ("is",),
    "choice": ("is", "in", "not_in"),
    "multi": ("has", "empty:false", "empty:true"),
    "number": ("gte", "gt", "lte", "lt"),
    "scale": ("gte", "gt", "lte", "lt"),
    "text": ("empty:false", "empty:true"),
    "date": ("older_than_months", "within_months"),
}
EMPTY = {
    "multi": {"empty:true": "har ingen valgt", "empty:false": "har mindst én valgt"},
    "text": {"empty:true": "er tom", "empty:false": "har en tekst"},
}
TOOLS = ("up", "down", "wrap", "negate", "unwrap", "remove")
UNFINISHED = "… (ikke færdig endnu)"
Options = list[tuple[str, str]]


@dataclass(frozen=True)
class PartView:
    """One part as the template shows it. `control` says which control chooses the value."""

    part: DraftPart
    name: str
    id: str
    place: str
    legend: str
    fault: str
    comparisons: Options = field(default_factory=list)
    control: str = ""
    options: Options = field(default_factory=list)
    unit: str = ""
    hint: str = ""
    foreign: tuple[str, str] | None = None
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

    @property
    def value(self) -> str:
        return self.part.values[0] if self.part.values else ""


@dataclass(frozen=True)
class Offered:
    """What every part can choose among, worked out once for the whole condition."""

    facts: list[tuple[str, Options]]
    populations: Options


def offered(vocabulary: Vocabulary) -> Offered:
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
    return Offered([(title, options) for title, options in groups if options], populations)


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
    told: Mapping[Path, DraftFault],
    *,
    strict: bool,
    focus: str,
) -> PartView:
    """The whole condition as the builder shows it. Unfinished parts are faults only when `strict`."""

    def build(part: DraftPart, path: Path, above: DraftPart | None) -> PartView:
        last = len(above.children) - 1 if above and above.kind in GROUPS else 0
        fault = told.get(path)
        suffix = "".join(f"-{index}" for index in path)
        return PartView(
            part,
            name + suffix,
            identifier + suffix,
            place_of(path),
            _legend(part, place_of(path), vocabulary),
            fault.reason if fault and (strict or not fault.is_unfinished) else "",
            focus=focus.removeprefix(spelled(path)) if focus.startswith(spelled(path)) else "",
            can_up=last > 0 and path[-1] > 0,
            can_down=last > 0 and path[-1] < last,
            can_unwrap=part.kind in GROUPS and (len(part.children) == 1 or bool(above and above.kind in GROUPS)),
            children=[build(child, (*path, index), part) for index, child in enumerate(part.children)],
            **_choices(part, vocabulary),
        )

    return build(root, (), None)


def _legend(part: DraftPart, place: str, vocabulary: Vocabulary) -> str:
    words = GROUP_WORDS.get(part.kind, "").lower() or OTHER_WORDS.get(part.kind)
    if part.kind == "fact":
        words = vocabulary.short(part.fact) if part.fact else "en oplysning"
    elif part.kind == "population" and part.population in vocabulary.populations:
        words = f"patientgruppen {vocabulary.populations[part.population].label}"
    return f"{title_of(place)}: {words}"


def _choices(part: DraftPart, vocabulary: Vocabulary) -> dict[str, Any]:
    if part.kind == "population":
        gone = part.population and part.population not in vocabulary.populations
        return {"foreign": (part.population, f"{part.population} (findes ikke)") if gone else None}
    if part.kind != "fact" or not part.fact:
        return {}
    fact_type = vocabulary.fact_type(part.fact)
    question = vocabulary.questions.get(part.fact)
    foreign = None
    if fact_type is None:
        foreign = (part.fact, f"{part.fact} (findes ikke)")
    elif question and question.retired:
        foreign = (part.fact, f"{question.short} (udgået)")
    return {
        "foreign": foreign,
        "comparisons": _comparisons(part.comparison, fact_type),
        **_value_control(part, fact_type, vocabulary),
    }


def _comparisons(chosen: str, fact_type: FactType | None) -> Options:
    codes = CODES[fact_type] if fact_type else ()
    words = {code: _words(code, fact_type) for code in codes} | ANSWERED
    if chosen and chosen not in words:  # shown with its fault, never dropped
        words = {chosen: _words(chosen, fact_type)} | words
    return list(words.items())


def _words(code: str, fact_type: FactType | None) -> str:
    if code in FIXED:
        return ANSWERED.get(code) or EMPTY.get(fact_type or "", EMPTY["text"])[code]
    return OPERATORS[code].words if code in OPERATORS else code


def _value_control(part: DraftPart, fact_type: FactType | None, vocabulary: Vocabulary) -> dict[str, Any]:
    fact = vocabulary.questions.get(part.fact) or vocabulary.derived.get(part.fact)
    if not part.comparison or part.comparison in FIXED:
        return {}
    if fact is None or fact_type is None:
        return {"control": "text"}
    if part.comparison in MONTHS:
        return {"control": "number", "unit": "måneder"}
    if fact_type == "bool":
        labels: Mapping[str, str] = {"true": YES_NO[True], "false": YES_NO[False]}
    elif fact_type in ("choice", "multi"):
        labels = {str(value): label for value, label in fact.values.items()}
    else:
        scale = [f"{display_value(value, {})}: {label}" for value, label in fact.values.items()]
        limits = [_limits(part.fact, vocabulary)] if part.fact in vocabulary.questions else []
        return {"control": "number", "unit": fact.unit, "hint": ", ".join([*filter(None, limits), *scale])}
    outside = {value: f"{value} (findes ikke)" for value in part.values if value not in labels}
    control = "checks" if part.comparison in ("in", "not_in") else "select"
    return {"control": control, "options": [*outside.items(), *labels.items()]}


def _limits(key: str, vocabulary: Vocabulary) -> str:
    question = vocabulary.questions[key]
    if question.min is None or question.max is None:
        return ""
    return f"{display_value(question.min, {})} til {display_value(question.max, {})}"


def words_of(part: DraftPart, vocabulary: Vocabulary, told: Mapping[Path, DraftFault]) -> Phrase:
    """The condition as a Danish sentence, also before it is finished."""
    return _phrase(_sayable(part, (), vocabulary, told), vocabulary)


def _phrase(tree: Any, vocabulary: Vocabulary) -> Phrase:
    try:
        return phrase_of(tree, vocabulary)
    except ValueError:
        return Phrase(UNFINISHED)


def _sayable(part: DraftPart, path: Path, vocabulary: Vocabulary, told: Mapping[Path, DraftFault]) -> Any:
    """The tree with the words for "unfinished" where a part has no words of its own yet."""
    children = [_sayable(child, (*path, index), vocabulary, told) for index, child in enumerate(part.children)]
    if path in told and (not children or part.kind not in ("all", "any")):
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


def refusals(told: Mapping[Path, DraftFault]) -> Iterable[str]:
    """Every fault with the place that it belongs to."""
    for path, fault in told.items():
        place = place_of(path)
        yield f"{title_of(place)}: {fault.reason}" if place else fault.reason
