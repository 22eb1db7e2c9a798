"""Says why a comparison or its fact cannot be used, in Danish words for the editor. Pure Python."""

from collections.abc import Mapping

from guidelines.conditions.operands import OperandError
from guidelines.conditions.operators import OPERATORS
from guidelines.conditions.words import fact_of, name_with_key, quote
from guidelines.vocabulary.model import FactType, Question, Vocabulary

TYPES: Mapping[FactType, str] = {
    "bool": "et ja eller nej",
    "choice": "ét valg fra en liste",
    "multi": "flere valg fra en liste",
    "number": "et tal",
    "scale": "et tal på en skala",
    "text": "fri tekst",
    "date": "en dato",
}


def fact_fault(key: object, vocabulary: Vocabulary) -> str:
    """Why no condition can build on this fact; empty if one can."""
    fact = fact_of(key, vocabulary) if isinstance(key, str) else None
    if fact is None:
        return f"Der er intet spørgsmål og ingen beregnet oplysning med nøglen {quote(key)}."
    if isinstance(fact, Question) and fact.retired:
        name = name_with_key(fact)
        return f"{name} er udgået. Der bliver ikke spurgt om det mere, så en betingelse kan ikke bygge på det."
    return ""


def comparison_fault(tree: Mapping[str, object], vocabulary: Vocabulary) -> str:
    """Why {"fact": key, OPERATOR: operand} cannot be used; empty if it can."""
    key, names = tree["fact"], [name for name in tree if name != "fact"]
    fault = fact_fault(key, vocabulary)
    fact = fact_of(str(key), vocabulary)
    if fault or fact is None:
        return fault
    if len(names) != 1:
        return f"{name_with_key(fact)} skal sammenlignes netop én gang, ikke {len(names)}."
    (name,) = names
    operator, operand = OPERATORS.get(name), tree[name]
    if operator is None:
        return f"{name_with_key(fact)}: {quote(name)} er ikke en sammenligning."
    if not operator.fits(fact.type):
        return f"{name_with_key(fact)} er {TYPES[fact.type]} og kan ikke bruges med »{operator.words}« ({name})."
    try:
        return operator.fault_of(operand, fact)
    except OperandError:
        kind = f"{TYPES[fact.type]} og kan ikke sammenlignes med {quote(operand)}"
        return f"{name_with_key(fact)} er {kind} (»{operator.words}«)."
