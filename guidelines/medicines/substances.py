"""The substances that conditions may ask for: those that the questions declare, and every medicine with an ATC code.

Only the declared ones and those that a condition asks for are looked for in a list of treatments. Pure Python.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from accounts.text.danish import sort_key
from guidelines.vocabulary.model import ValueLabel, Vocabulary


def with_medicines(
    vocabulary: Vocabulary, medicines: Iterable[tuple[str, str, str]], conditions: object, known: Iterable[str] = ()
) -> Vocabulary:
    """The vocabulary with these medicines (code, name, kind) among the substances.

    Looked for are those that any condition in `conditions` asks for, whatever holds it, and the `known` codes. As it
    stands where it declares no substances.
    """
    key = next((key for key, fact in vocabulary.derived.items() if any(one.kind for one in fact.labels)), None)
    if key is None:
        return vocabulary
    fact, asked = vocabulary.derived[key], {*known, *values_asked(conditions, key)}
    declared = {one.value for one in fact.labels}
    by_code = {code: (name, kind) for code, name, kind in reversed([*medicines]) if code not in declared}
    more = (
        ValueLabel(value=code, label=name, kind=kind if code in asked else "")
        for code, (name, kind) in sorted(by_code.items(), key=lambda entry: sort_key(entry[1][0]))
    )
    return replace(vocabulary, derived={**vocabulary.derived, key: replace(fact, labels=(*fact.labels, *more))})


def values_asked(held: object, key: str) -> Iterator[str]:
    """What conditions anywhere in a content compare this fact with, and its own key."""
    if isinstance(held, Mapping):
        if held.get("fact") == key:
            yield from (value for value in held.values() if isinstance(value, str))
        held = [*held.values()]
    for child in held if isinstance(held, list) else ():
        yield from values_asked(child, key)
