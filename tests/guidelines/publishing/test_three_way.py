"""Two changes of one content: what only one has changed is kept from that one, and where both have, it is named."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.publishing.three_way import bring_together

BASE: dict[str, Any] = {
    "title": "Smerter",
    "recommendations": [
        {"key": "tca", "text": "Overvej", "level": "specific"},
        {"key": "plan", "text": "Lav en plan", "level": "specific"},
        {"key": "rest", "text": "Hvil", "level": "specific"},
    ],
    "applies": {"all": [{"fact": "a"}, {"fact": "b"}]},
}


def changed(**rows: dict[str, Any] | None) -> dict[str, Any]:
    """The base with other fields in these rows; None takes the row out, a new key is added last."""
    kept = [
        row | (rows.get(row["key"]) or {}) for row in BASE["recommendations"] if rows.get(row["key"], {}) is not None
    ]
    keys = {row["key"] for row in BASE["recommendations"]}
    added = [{"key": key} | fields for key, fields in rows.items() if fields is not None and key not in keys]
    return BASE | {"recommendations": [*kept, *added]}


def test_what_each_has_changed_is_kept() -> None:
    """Tried: the draft's list taken whole."""
    together, clashes = bring_together(BASE, changed(tca={"text": "Brug ikke"}), changed(plan={"text": "Aftal"}))
    assert together == changed(tca={"text": "Brug ikke"}, plan={"text": "Aftal"})
    assert clashes == []


def test_two_fields_of_one_row() -> None:
    together, clashes = bring_together(BASE, changed(tca={"text": "Brug ikke"}), changed(tca={"level": "general"}))
    assert together == changed(tca={"text": "Brug ikke", "level": "general"})
    assert clashes == []


def test_where_both_have_changed_the_same_the_draft_stands_and_the_place_is_named() -> None:
    """Tried: without the name."""
    together, clashes = bring_together(BASE, changed(tca={"text": "Brug ikke"}), changed(tca={"text": "Brug gerne"}))
    assert together == changed(tca={"text": "Brug gerne"})
    assert clashes == ["recommendations › tca › text"]


def test_both_the_same_is_no_clash() -> None:
    both = changed(tca={"text": "Brug ikke"}, rest=None)
    assert bring_together(BASE, both, both) == (both, [])


@pytest.mark.parametrize(("theirs", "mine"), [({"rest": None}, {}), ({}, {"rest": None})])
def test_what_one_has_taken_out_is_out(theirs: Any, mine: Any) -> None:
    assert bring_together(BASE, changed(**theirs), changed(**mine)) == (changed(rest=None), [])


@pytest.mark.parametrize(
    ("theirs", "mine"), [({"rest": None}, {"rest": {"text": "Hvil lidt"}}), ({"rest": {"text": "x"}}, {"rest": None})]
)
def test_taken_out_by_one_and_changed_by_the_other_is_named(theirs: Any, mine: Any) -> None:
    together, clashes = bring_together(BASE, changed(**theirs), changed(**mine))
    assert together == changed(**mine)
    assert clashes == ["recommendations › rest"]


def test_what_was_added_stands_after_what_it_stood_after() -> None:
    theirs = BASE | {"recommendations": [*BASE["recommendations"][:1], {"key": "new"}, *BASE["recommendations"][1:]]}
    together, clashes = bring_together(BASE, theirs, changed(mine={"text": "også"}))
    assert [row["key"] for row in together["recommendations"]] == ["tca", "new", "plan", "rest", "mine"]
    assert clashes == []


def test_the_order_is_that_of_the_one_who_changed_it() -> None:
    turned = BASE | {"recommendations": BASE["recommendations"][::-1]}
    for theirs, mine in ((turned, changed(new={})), (changed(new={}), turned)):
        together, _clashes = bring_together(BASE, theirs, mine)
        keys = [row["key"] for row in together["recommendations"]]
        assert [key for key in keys if key != "new"] == ["rest", "plan", "tca"]
        assert "new" in keys


def test_a_list_without_keys_is_one_value() -> None:
    theirs, mine = ({**BASE, "applies": {"all": [{"fact": fact}]}} for fact in "cd")
    together, clashes = bring_together(BASE, theirs, mine)
    assert (together["applies"], clashes) == (mine["applies"], ["applies › all"])


values = st.recursive(
    st.none() | st.integers(0, 2) | st.sampled_from("ab"),
    lambda inner: (
        st.dictionaries(st.sampled_from("xyz"), inner, max_size=3)
        | st.lists(inner, max_size=2)
        | st.lists(st.sampled_from("klm"), unique=True, max_size=3).flatmap(
            lambda keys: st.tuples(*(inner.map(lambda value, key=key: {"key": key, "v": value}) for key in keys)).map(
                list
            )
        )
    ),
    max_leaves=8,
)
contents = st.dictionaries(st.sampled_from("abc"), values, max_size=3)


@given(contents, contents)
def test_one_that_changed_nothing_gets_the_other(base: dict[str, Any], other: dict[str, Any]) -> None:
    assert bring_together(base, other, base) == (other, [])
    assert bring_together(base, base, other) == (other, [])


@given(contents, contents, contents)
def test_each_change_is_kept_or_named(base: dict[str, Any], theirs: dict[str, Any], mine: dict[str, Any]) -> None:
    """Whatever the two have done: no field that one alone has changed is lost, and none in silence."""
    together, clashes = bring_together(base, theirs, mine)
    for name in {*base, *theirs, *mine}:
        was, one, other = (content.get(name, "absent") for content in (base, theirs, mine))
        if one == was:
            assert together.get(name, "absent") == other
        elif other == was:
            assert together.get(name, "absent") == one
        elif together.get(name, "absent") == other != one and not isinstance(one, (list, dict)):
            assert [clash for clash in clashes if clash.split(" › ")[0] == name]
