"""The substances that conditions may ask for: those that the questions declare, and every medicine with an ATC code.

Only the declared ones and those that a condition asks for are looked for in a list of treatments. Pure Python.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from accounts.text.danish import sort_key
from guidelines.vocabulary.model import ValueLabel, Vocabulary


def with_medicines(
    vocabulary: Vocabulary, medicines: Iterable[tuple[str, str, str]], asked: Collection[str]
) -> Vocabulary:
    """The vocabulary with these medicines (code, name, kind) among the substances; those that are `asked` for are
    looked for. As it stands where it declares no substances.
    """
    key = next((key for key, fact in vocabulary.derived.items() if any(one.kind for one in fact.labels)), None)
    if key is None:
        return vocabulary
    fact = vocabulary.derived[key]
    declared = {one.value for one in fact.labels}
    by_code = {code: (name, kind) for code, name, kind in reversed([*medicines]) if code not in declared}
    more = (
        ValueLabel(value=code, label=name, kind=kind if code in asked else "")
        for code, (name, kind) in sorted(by_code.items(), key=lambda entry: sort_key(entry[1][0]))
    )
    return replace(vocabulary, derived={**vocabulary.derived, key: replace(fact, labels=(*fact.labels, *more))})


def codes_asked(held: object) -> Iterator[str]:
    """What conditions anywhere in a content compare a fact with, and its key; among it the codes of the substances."""
    if isinstance(held, Mapping):
        if "fact" in held:
            yield from (value for value in held.values() if isinstance(value, str))
        held = [*held.values()]
    for child in held if isinstance(held, list) else ():
        yield from codes_asked(child)
