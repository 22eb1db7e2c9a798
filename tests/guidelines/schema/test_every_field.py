"""Every field of every shape has all of its uses: what is declared is read, shown, asked for and compared."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import MISSING, fields
from typing import Any, get_args

import pytest
from django.utils.translation import override

from guidelines.comparison.words import reading_of, words_of_row
from guidelines.conditions.condition_type import ConditionContext
from guidelines.content_files.loading import read_yaml
from guidelines.in_force.content import Content
from guidelines.instruments.model import InstrumentsBody
from guidelines.medicines.model import MedicinesBody
from guidelines.models import Source
from guidelines.pages.editor.parts.fields import MAKERS, form_field
from guidelines.pages.editor.parts.forms import RowContext
from guidelines.recommendations.burden_and_complexity import BurdenBody, ComplexityBody
from guidelines.recommendations.model import GuidelineBody
from guidelines.schema.fields import Part, PartField, rows_of, value_at
from guidelines.schema.registry import PARTS, RECOMMENDATIONS, WITHIN
from guidelines.vocabulary.parsing import VocabularyBody
from guidelines.vocabulary.reading import ContentFault, read
from guidelines.vocabulary.shapes import FieldKind, ShapeField, is_shape, shape_fields
from guidelines.vocabulary.sourcing import RatingsFile, SourcesFile
from referrals.rules.pathway import Pathway
from tests.support.content.part_forms import BODIES

SHAPES: dict[str, tuple[type, ...]] = {
    "vocabulary": (VocabularyBody, BurdenBody, ComplexityBody),
    "instruments": (InstrumentsBody,),
    "medicines": (MedicinesBody,),
    "pathway": (Pathway,),
}


def all_parts() -> Iterator[tuple[str, Part, PartField]]:
    for kind, parts in PARTS.items():
        for part in parts:
            yield from ((kind, part, entry) for entry in part.fields)
    for part in (RECOMMENDATIONS, *WITHIN.values()):
        yield from (("guideline", part, entry) for entry in part.fields)


EVERY = list(all_parts())
IDS = [f"{kind}-{part.name or 'om'}-{entry.name}" for kind, part, entry in EVERY]


def declared_in(shape: type, seen: set[type] | None = None) -> Iterator[tuple[type, ShapeField]]:
    """Every field of a shape and of the shapes within it, each once."""
    seen = set() if seen is None else seen
    if shape in seen:
        return
    seen.add(shape)
    for entry in shape_fields(shape):
        yield shape, entry
        if entry.inner:
            yield from declared_in(entry.inner, seen)


def rows_in_body(shape: type, value: Any, place: tuple[int | str, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of a stored body where a row of some shape stands: the shape, and the way to the row."""
    yield shape, place
    for entry in shape_fields(shape):
        found = value.get(entry.name) if isinstance(value, dict) else None
        if entry.inner is None or found is None:
            continue
        rows = enumerate(found) if isinstance(found, list) else [(None, found)]
        for number, row in rows:
            if isinstance(row, dict):
                yield from rows_in_body(entry.inner, row, (*place, entry.name, *([] if number is None else [number])))


def at(value: Any, place: tuple[int | str, ...]) -> Any:
    for step in place:
        value = value[step]
    return value


def one_of_each(kind: str) -> list[tuple[type, type, tuple[int | str, ...]]]:
    """For each shape of a kind, the body that it stands in and one place where it does."""
    found: dict[type, tuple[type, type, tuple[int | str, ...]]] = {}
    for body in SHAPES[kind]:
        for shape, place in rows_in_body(body, BODIES[kind]):
            if place:
                found.setdefault(shape, (body, shape, place))
    return [*found.values()]


PLACES = [(kind, *entry) for kind in SHAPES for entry in one_of_each(kind)]
PLACE_IDS = [f"{kind}-{shape.__name__}" for kind, _body, shape, _place in PLACES]


def context(content: Content) -> ConditionContext:
    return ConditionContext(content.vocabulary, content.populations)


@pytest.mark.parametrize("kind", list(SHAPES))
def test_the_shipped_content_has_a_row_of_each_shape(kind: str) -> None:
    """So that the walks below meet each of them; a shape that nothing uses would be found here."""
    declared = {shape for body in SHAPES[kind] for shape, _entry in declared_in(body)} - {*SHAPES[kind]}
    assert declared == {shape for _body, shape, _place in one_of_each(kind)}


@pytest.mark.parametrize(("kind", "body", "shape", "place"), PLACES, ids=PLACE_IDS)
def test_a_field_that_is_lacking_unknown_or_of_another_type_is_refused_with_its_row(
    kind: str, body: type, shape: type, place: tuple[int | str, ...], content: Content
) -> None:
    """Tried: `extra="ignore"` for every shape, and a field without its type; both fail here."""
    read(body, BODIES[kind], context(content))
    for entry in shape_fields(shape):
        if entry.name in at(BODIES[kind], place):
            wrong = deepcopy(BODIES[kind])
            at(wrong, place)[entry.name] = {"no": ["such", "thing"]}
            if "Json" not in str(entry.annotation):
                with pytest.raises(ContentFault):
                    read(body, wrong, context(content))
    unknown = deepcopy(BODIES[kind])
    at(unknown, place)["no_such_field"] = 1
    with pytest.raises(ContentFault, match="feltet »no_such_field« kendes ikke") as caught:
        read(body, unknown, context(content))
    assert caught.value.places == ((*place, "no_such_field"),)


@pytest.mark.parametrize(("kind", "body", "shape", "place"), PLACES, ids=PLACE_IDS)
def test_what_has_no_default_must_be_there(
    kind: str, body: type, shape: type, place: tuple[int | str, ...], content: Content
) -> None:
    needed = [
        (field, entry)
        for field, entry in zip(fields(shape), shape_fields(shape), strict=True)  # type: ignore[arg-type]
        if field.default is MISSING and field.default_factory is MISSING
    ]
    for _field, entry in needed:
        lacking = deepcopy(BODIES[kind])
        del at(lacking, place)[entry.name]
        with pytest.raises(ContentFault, match="mangler"):
            read(body, lacking, context(content))


@pytest.mark.parametrize(("kind", "part", "entry"), EVERY, ids=IDS)
def test_a_field_has_a_label_in_danish_and_a_form(kind: str, part: Part, entry: PartField, content: Content) -> None:
    with override("en"):
        english = str(entry.label)
    with override("da"):
        assert entry.label
        danish = str(entry.label)
    assert danish != english or danish in SAME_IN_BOTH
    if entry.kind != "shown" and not part.by_file:
        around = RowContext.of(kind, BODIES.get(kind, {}), content) if kind in BODIES else None
        if around:
            field = form_field(entry, around.fields(part, {}, is_new=True, kept=()))
            assert str(field.label) == danish


# Words that are spelt alike.
SAME_IN_BOTH = {"Name", "Agenda", "GLN", "Region", "Status", "Text", "Centre", "Unit", "Note", "Start", "Opioid"}


@pytest.mark.parametrize("kind", list(BODIES))
def test_a_value_that_changes_is_told_in_the_words_of_its_field(kind: str, content: Content) -> None:
    """Tried: one kind of field left out of the words; its fields are named here."""
    reading = reading_of(kind, BODIES[kind], content)
    for part in PARTS[kind]:
        for entry in part.fields:
            told = [
                words_of_row(part, row, reading).get(entry.label)
                for row in rows_of(part, BODIES[kind])
                if has(row, entry.name)
            ]
            assert all(told) or entry.name == "release.note" or entry.name.startswith("source.0"), entry.name


def has(row: Any, name: str) -> bool:
    return value_at(row, name) not in (None, "", [], {})


def test_every_kind_of_field_can_be_asked_for() -> None:
    """Rows within a row have pages of their own. Tried: a kind without a maker."""
    assert {*get_args(FieldKind)} == {*MAKERS, "shown", "rows"}


@pytest.mark.django_db
def test_the_files_beside_the_publications_are_read_by_their_shapes(settings: Any) -> None:
    sources = read(SourcesFile, read_yaml(settings.FIXTURES_DIR / "sources.yaml"))
    assert {row.key for row in sources.sources} <= set(Source.objects.values_list("key", flat=True))
    assert read(RatingsFile, read_yaml(settings.FIXTURES_DIR / "ratings.yaml")).schemes
    for path in (settings.FIXTURES_DIR / "guidelines").glob("*.yaml"):
        assert read(GuidelineBody, read_yaml(path)).recommendations


@pytest.mark.parametrize("kind", list(SHAPES))
def test_any_content_may_say_of_itself_what_a_release_keeps(kind: str, content: Content) -> None:
    said = dict.fromkeys(("publisher", "programme", "last_assessed", "literature_search", "currency_note"), "2026")
    read(SHAPES[kind][0], BODIES[kind] | said, context(content))


def test_a_shape_is_constructed_by_keyword() -> None:
    for body in (body for bodies in SHAPES.values() for body in bodies):
        for shape, _entry in declared_in(body):
            assert is_shape(shape)
            with pytest.raises(TypeError, match="positional"):
                shape("x")
