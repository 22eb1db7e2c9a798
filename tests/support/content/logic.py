"""Random conditions over a small vocabulary."""

from hypothesis import strategies as st

from guidelines.conditions.tree import compile_populations
from guidelines.vocabulary.parsing import parse_vocabulary

CHOICES = ["red", "green", "blue"]
SITES = ["neck", "back"]
LABELS = {
    "colour": [{"value": value, "label": value} for value in CHOICES],
    "sites": [{"value": value, "label": value} for value in SITES],
}
TYPES = {"smoker": "bool", "colour": "choice", "sites": "multi", "weight": "number", "seen": "date"}
VOCABULARY = parse_vocabulary(
    {
        "sections": [],
        "questions": [
            {"key": key, "section": "s", "type": type_, "label": key, "short": key, "values": LABELS.get(key, [])}
            for key, type_ in TYPES.items()
        ],
        "treatment_kinds": [],
        "treatment_fact_labels": {},
        "treatment_fields": [],
        "derived": [],
        "populations": [{"key": "heavy", "label": "heavy", "when": {"fact": "weight", "gte": 3}}],
        "treatments_label": {"label": "T", "short": "T"},
    }
)
POPULATIONS = compile_populations(VOCABULARY)
TRUE, FALSE = {"always": True}, {"not": {"always": True}}
NUMBERS = st.integers(0, 5)
PAIRS = st.tuples(NUMBERS, NUMBERS).map(sorted)
# The operands of each comparison, by the fact that it is made with.
COMPARED: dict[str, dict[str, st.SearchStrategy[object]]] = {
    "is": {"smoker": st.booleans(), "colour": st.sampled_from(CHOICES)},
    "in": {"colour": st.lists(st.sampled_from(CHOICES), min_size=1)},
    "not_in": {"colour": st.lists(st.sampled_from(CHOICES), min_size=1)},
    "has": {"sites": st.sampled_from(SITES)},
    "empty": {"sites": st.booleans()},
    "gte": {"weight": NUMBERS},
    "gt": {"weight": NUMBERS},
    "lte": {"weight": NUMBERS},
    "lt": {"weight": NUMBERS},
    "between": {"weight": PAIRS, "seen": PAIRS},
    "older_than_months": {"seen": NUMBERS},
    "within_months": {"seen": NUMBERS},
}


def comparison_of(
    operator: str, fact: str, operands: st.SearchStrategy[object]
) -> st.SearchStrategy[dict[str, object]]:
    return operands.map(lambda operand: {"fact": fact, operator: operand})


LEAVES = st.one_of(
    *(
        comparison_of(operator, fact, operands)
        for operator, facts in COMPARED.items()
        for fact, operands in facts.items()
    ),
    st.just({"population": "heavy"}),
    st.just(TRUE),
)
TREES = st.recursive(
    LEAVES,
    lambda children: st.one_of(
        st.builds(lambda branches: {"all": branches}, st.lists(children, min_size=1, max_size=4)),
        st.builds(lambda branches: {"any": branches}, st.lists(children, min_size=1, max_size=4)),
        st.builds(lambda branch: {"not": branch}, children),
        st.lists(children, min_size=1, max_size=4).flatmap(
            lambda branches: st.builds(
                lambda number: {"at_least": number, "of": branches}, st.integers(1, len(branches))
            )
        ),
    ),
    max_leaves=12,
)
