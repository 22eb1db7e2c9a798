"""Makes the sentences of a vocabulary ready to be said, and refuses those that cannot be. Pure Python.

Refused are: a fact that there is not, a value that it cannot have, a value that has no words inside a sentence, and a
sentence that can never be said.
"""

from collections.abc import Container, Iterable, Iterator, Mapping

from guidelines.conditions.satisfiable import never_true
from guidelines.conditions.tree import Node, compile_condition
from guidelines.prose.paragraph import Sayable
from guidelines.prose.template import Mention, TemplateFault, read_mention, read_template
from guidelines.prose.value_words import ANY, NONE, YES, codes_of
from guidelines.vocabulary.faults import list_names, name_faults
from guidelines.vocabulary.model import OWN_MENTIONS, FactType, Sentence, Vocabulary

# In which texts a sentence of an audience stands.
READ_BY: Mapping[str, frozenset[str]] = {
    "clinician": frozenset({"colleague", "record"}),
    **{one: frozenset({one}) for one in ("colleague", "record", "patient")},
}
# A treatment that is stopped for a while, as a template calls it; its words are the screens' own.
ON_HOLD = "on_hold"


def compile_sentences(vocabulary: Vocabulary, populations: Mapping[str, Node]) -> tuple[Sayable, ...]:
    """Every sentence of the vocabulary, in its order. Raises ValueError, with the sentence."""
    return tuple(_compile(sentence, vocabulary, populations) for sentence in vocabulary.sentences)


def _compile(sentence: Sentence, vocabulary: Vocabulary, populations: Mapping[str, Node]) -> Sayable:
    with name_faults("Sætningen", sentence):
        condition = None
        if sentence.condition is not None:
            condition = compile_condition(sentence.condition, vocabulary, populations)
        return Sayable(sentence.key, sentence.place, read_template(sentence.text), condition, sentence.audience)


def check_sentences(vocabulary: Vocabulary, populations: Mapping[str, Node]) -> None:
    """Raises ValueError, with the sentence, for one that cannot stand as it is."""
    before: list[Sayable] = []
    keys: set[str] = set()
    for sentence, ready in zip(vocabulary.sentences, compile_sentences(vocabulary, populations), strict=True):
        with name_faults("Sætningen", sentence):
            if sentence.key in keys:
                raise TemplateFault("to sætninger har samme nøgle")
            keys.add(sentence.key)
            check_mentions(ready, vocabulary)
            if sentence.condition is not None and (why := never_true(sentence.condition, vocabulary, populations)):
                raise TemplateFault(f"den kan aldrig blive sagt: {why}")
            earlier = next((one for one in before if _is_always_first(one, ready)), None)
            if earlier:
                raise TemplateFault(f"den kan aldrig blive sagt: sætningen »{earlier.key}« siger det samme før den")
        before.append(ready)
    for part in vocabulary.note:
        with name_faults("Notatets del", part):
            for entry in part.only_long:
                _check_codes(read_mention(entry), codes_of(read_mention(entry).key, vocabulary) or {})


def check_mentions(ready: Sayable, vocabulary: Vocabulary) -> None:
    """Raises TemplateFault for a fact or a value that cannot be said, and for values that exclude each other."""
    needed: dict[str, frozenset[str]] = {}
    for stretch in ready.stretches:
        for mention in stretch.mentions:
            if not mention.is_day:
                check_mention(mention, ready.place, vocabulary)
            elif vocabulary.fact_type(mention.key) is None:
                raise TemplateFault(f"oplysningen »{mention.key}« findes ikke")
            if stretch.is_optional or not mention.values:
                continue
            values = needed.get(mention.key, mention.values) & mention.values
            if not values:
                raise TemplateFault(f"den kan aldrig blive sagt: »{mention.key}« har to svar på en gang")
            needed[mention.key] = values


def check_mention(mention: Mention, place: str, vocabulary: Vocabulary) -> None:
    """Raises TemplateFault if there is no such fact or value, or a value of it has no words inside a sentence."""
    own = OWN_MENTIONS.get(place)
    kind = vocabulary.fact_type(mention.key) if own is None else own.get(mention.key)
    if kind is None:
        raise TemplateFault(f"oplysningen »{mention.key}« findes ikke")
    codes = codes_of(mention.key, vocabulary) if own is None else _codes_of_row(mention.key, kind, vocabulary)
    _check_codes(mention, {**(codes or {}), **({ANY: ""} if kind == "multi" else {})})
    if mention.is_silent:
        return
    said = _codes_said(mention, kind, codes or {})
    if wordless := [code for code in said if not (codes or {})[code]]:
        name = mention.key if own else vocabulary.short(mention.key)
        raise TemplateFault(f"»{name}« har svar uden ord inde i en sætning: {list_names(wordless)}")


def _check_codes(mention: Mention, codes: Container[str]) -> None:
    if unknown := {value for value in mention.values if value not in codes}:
        raise TemplateFault(f"»{mention.key}« kan ikke være {list_names(unknown)}")


def _codes_said(mention: Mention, kind: str, codes: Mapping[str, str]) -> Iterator[str]:
    """Which values the mention can say."""
    for code in codes:
        if not mention.values or code in mention.values or (ANY in mention.values and code != NONE):
            yield code
        elif kind == "multi" and code != NONE and mention.values - {NONE}:
            # Of several values all are said when one of them is asked for.
            yield code


def _codes_of_row(key: str, kind: FactType, vocabulary: Vocabulary) -> dict[str, str]:
    field = vocabulary.treatment_fields.get(key.removeprefix("row."))
    if kind == "bool":
        return {YES: field.inside_yes if field else ""}
    codes = {option.value: option.inside for option in field.options} if field else {}
    return {**codes, ON_HOLD: ON_HOLD} if key == "row.status" else codes


def _is_always_first(earlier: Sayable, later: Sayable) -> bool:
    """Whether what the later one needs is always said by the earlier one before it."""
    if earlier.condition is not None or earlier.place != later.place or not earlier.needs:
        return False
    if not READ_BY[later.audience] <= READ_BY[earlier.audience]:
        return False
    needs, taken = _needed_values(later), _needed_values(earlier)
    return all(key in needs and (not values or (needs[key] and needs[key] <= values)) for key, values in taken.items())


def _needed_values(ready: Sayable) -> dict[str, frozenset[str]]:
    needed: dict[str, frozenset[str]] = {}
    for mention in _needed(ready):
        needed[mention.key] = needed.get(mention.key, frozenset()) or mention.values
    return needed


def _needed(ready: Sayable) -> Iterable[Mention]:
    return (mention for stretch in ready.stretches if not stretch.is_optional for mention in stretch.mentions)
