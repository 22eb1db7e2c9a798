"""The arithmetic of scores: each shape, its range, and what is refused."""

from typing import Any

import pytest

from guidelines.instruments.model import Item
from guidelines.instruments.scores import compile_expression

DEGREES = {0: "slet ikke", 1: "lidt", 2: "noget", 3: "meget"}
ITEMS = {key: Item(key=key, text=key, type="choice", options=DEGREES) for key in ("a", "b", "c")} | {
    "places": Item(key="places", text="hvor", type="ticks", options={"neck": "nakke", "hip": "hofte", "jaw": "kæbe"}),
    "words": Item(key="words", text="hvad", type="text"),
}


@pytest.mark.parametrize(
    ("tree", "given", "value", "limits"),
    [
        ("a", {"a": 2}, 2, (0, 3)),
        ({"sum": ["a", "b"]}, {"a": 2, "b": 3}, 5, (0, 6)),
        ({"sum": ["a", "b"], "times": 4}, {"a": 2, "b": 3}, 20, (0, 24)),
        ({"highest": ["a", "b"]}, {"a": 1, "b": 3}, 3, (0, 3)),
        ({"highest": ["a", "b"]}, {"a": 3, "b": 1}, 3, (0, 3)),
        ({"sum": ["c", {"highest": ["a", "b"]}]}, {"a": 1, "b": 2, "c": 3}, 5, (0, 6)),
        ({"count": ["a", "b", "c"], "from": 2}, {"a": 1, "b": 2, "c": 3}, 2, (0, 3)),
        ({"count": ["a", "b"], "from": 0}, {"a": 0, "b": 0}, 2, (2, 2)),
        ({"ticks": "places"}, {"places": ["neck", "jaw"]}, 2, (0, 3)),
        ({"ticks": "places"}, {"places": []}, 0, (0, 3)),
        ({"ticks": "places", "among": ["neck", "hip"]}, {"places": ("neck", "jaw")}, 1, (0, 2)),
        ({"count": [{"ticks": "places", "among": ["neck", "hip"]}], "from": 1}, {"places": ["jaw"]}, 0, (0, 1)),
    ],
)
def test_each_shape_is_worked_out(tree: Any, given: dict[str, Any], value: int, limits: tuple[int, int]) -> None:
    expression = compile_expression(tree, ITEMS)
    assert expression.compute(given) == value
    assert (expression.least, expression.most) == limits
    assert expression.items == given.keys()


@pytest.mark.parametrize(
    ("tree", "says"),
    [
        ("no_such", "intet spørgsmål »no_such«"),
        ({"sum": ["a", "no_such"]}, "intet spørgsmål »no_such«"),
        ({"ticks": "no_such"}, "intet spørgsmål »no_such«"),
        ("places", "er ikke tal"),
        ("words", "er ikke tal"),
        ({"sum": ["places"]}, "er ikke tal"),
        ({"ticks": "a"}, "kan krydses af"),
        ({"ticks": "places", "among": ["neck", "knee"]}, "kan krydses af"),
        ({"ticks": "places", "among": []}, "kan krydses af"),
        ({"sum": []}, "mindst ét"),
        ({"mean": ["a"]}, "en score er et spørgsmål eller en af"),
        ({"sum": ["a"], "from": 1}, "en score er et spørgsmål eller en af"),
        ({"highest": ["a"], "times": 2}, "en score er et spørgsmål eller en af"),
        (["a"], "en score er et spørgsmål eller en af"),
        (3, "en score er et spørgsmål eller en af"),
        (None, "en score er et spørgsmål eller en af"),
    ],
)
def test_what_cannot_be_worked_out_is_refused_with_its_reason(tree: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        compile_expression(tree, ITEMS)


def test_a_count_without_its_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="nedre grænse"):
        compile_expression({"count": ["a"]}, ITEMS)
