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
LEAVES = st.one_of(
    st.builds(lambda operand: {"fact": "smoker", "is": operand}, st.booleans()),
    st.builds(lambda operand: {"fact": "colour", "is": operand}, st.sampled_from(CHOICES)),
    st.builds(
        lambda operator, operand: {"fact": "colour", operator: operand},
        st.sampled_from(["in", "not_in"]),
        st.lists(st.sampled_from(CHOICES), min_size=1),
    ),
    st.builds(lambda operand: {"fact": "sites", "has": operand}, st.sampled_from(SITES)),
    st.builds(lambda operand: {"fact": "sites", "empty": operand}, st.booleans()),
    st.builds(
        lambda operator, operand: {"fact": "weight", operator: operand},
        st.sampled_from(["gt", "gte", "lt", "lte"]),
        NUMBERS,
    ),
    st.builds(
        lambda operator, operand: {"fact": "seen", operator: operand},
        st.sampled_from(["older_than_months", "within_months"]),
        NUMBERS,
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
