"""Shapes: dataclasses that declare what content is made of. Each field says what it is to editors and readers.

Reading, forms, lists, comparison, words, bundles and lint all come from these declarations. A field's type is what may
stand there; its `About` is how editors meet it, and a field without one is changed by file only. A field with `Rows` is
a part of its own. Labels are msgids, translated where they are shown. Pure Python.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from typing import (
    Annotated,
    Any,
    Literal,
    TypeAlias,
    TypeVar,
    cast,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import ConfigDict, Field, GetCoreSchemaHandler, JsonValue
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema
from pydantic_core.core_schema import StringSchema

# What can stand in a content file, before it is read as anything.
Json: TypeAlias = JsonValue
JsonObject: TypeAlias = dict[str, Json]
FieldKind = Literal[
    "line",  # a short text
    "text",  # a text of several lines
    "number",
    "tick",  # true, or left out
    "yes_no",  # true or false, always there
    "day",  # a date in ISO form
    "known_date",  # a date as precise as it is known
    "choice",  # one of `choices`, or of the rows of the part `of`
    "keys",  # several rows of the part `of`
    "lines",  # a list of texts
    "labelled",  # a list of mappings, each with a key and a text (`inner`)
    "facts",  # a list of facts, in order
    "source",  # the key of a source
    "condition",
    "sentence",  # a text that names facts in braces
    "answer",  # a question with one of its answers
    "rows",  # rows of the shape `of`, which have pages of their own
    "shown",  # without a form: changed by file
]
Shape = TypeVar("Shape")


def msgid(text: str) -> str:
    """Marks a text of the screens for the catalogue; it is translated where it is shown."""
    return text


@dataclass(frozen=True, eq=False)
class About:
    """What a field is to editors and readers. `of`: the parts whose rows its keys are, or facts.

    `only`: of those rows, which are offered, by a field and its value. `inner`: where a labelled list has its key and
    its text, and its words inside a sentence, where it has such words. `types`: the question types that have it.
    `required`: whether a form asks for it; without a word, where the shape has no default. `group`: the heading that it
    stands under, of forms that have several.
    """

    label: str
    kind: FieldKind = "line"
    choices: Mapping[str, str] = field(default_factory=dict)
    of: str = ""
    only: tuple[str, str] = ("", "")
    inner: tuple[str, ...] = ("value", "label")
    help: str = ""
    types: tuple[str, ...] = ()
    required: bool | None = None
    longest: int | None = None
    group: str = ""
    # What the empty choice is called.
    empty: str = ""
    # Only where the row has it already, with as many entries as it has.
    fixed: bool = False
    # It stands in the row also when it is empty.
    keep: bool = False

    def __get_pydantic_core_schema__(self, source: type, handler: GetCoreSchemaHandler) -> CoreSchema:
        """The type's own schema, with the longest text that the field may hold."""
        schema = handler(source)
        if self.longest is not None:
            text = schema["schema"] if schema["type"] == "nullable" else schema
            assert text["type"] == "str", "only a text has a length"
            cast("StringSchema", text)["max_length"] = self.longest
        return schema


@dataclass(frozen=True, eq=False)
class Rows:
    """A field that is a part of its content: its title, and what one row is called."""

    title: str
    one: str
    can_add: bool = True
    # Its rows are changed by file only.
    by_file: bool = False


@dataclass(frozen=True)
class Within:
    """A shape inside another one, whose fields stand beside the outer one's; whether a form asks for them."""

    required: bool


@dataclass(frozen=True)
class ShapeField:
    """A field of a shape: its name in the stored row, what it may hold, and the shape inside it, where there is one."""

    name: str
    annotation: object
    required: bool
    about: About | None = None
    rows: Rows | None = None
    inner: type | None = None
    is_many: bool = False


_TOLD: dict[type, tuple[str, bool]] = {}


@dataclass_transform(kw_only_default=True, frozen_default=True)
def shape(
    told: str = "", *, is_named: bool = True, eq: bool = True, is_whole: bool = True
) -> Callable[[type[Shape]], type[Shape]]:
    """Declare a shape: a frozen dataclass that is constructed by keyword, and read strictly.

    `told` is what a row is called where something is wrong with it, by its name unless there is only one. A shape that
    is not whole says only a part of what stands there, and passes over the rest. Without `eq` each equals only itself.
    """

    def declare(cls: type[Shape]) -> type[Shape]:
        declared: type[Shape] = dataclass(frozen=True, kw_only=True, eq=eq)(cls)
        if not eq:
            # Not by what it inherits: two releases that say the same of themselves are not the same.
            declared.__eq__ = object.__eq__  # type: ignore[method-assign]
            declared.__hash__ = object.__hash__  # type: ignore[method-assign]
        # An attribute of the library's own, which it looks for in any dataclass.
        setattr(declared, "__pydantic_config__", ConfigDict(extra="forbid" if is_whole else "ignore", strict=True))  # noqa: B010
        _TOLD[declared] = (told, is_named)
        return declared

    return declare


def stored_as(name: str) -> FieldInfo:
    """The name that a field has in the stored row, where that is another one than the attribute's."""
    info: FieldInfo = Field(alias=name)
    return info


def is_shape(found: object) -> bool:
    return isinstance(found, type) and found in _TOLD


def told_of(declared: type) -> tuple[str, bool]:
    """What a row of this shape is called where something is wrong with it, and whether it goes by its name."""
    return _TOLD[declared]


@cache
def shape_fields(declared: type) -> tuple[ShapeField, ...]:
    """The fields of a shape as they are declared, in their order."""
    types = get_type_hints(declared, include_extras=True)
    return tuple(_shape_field(entry.name, types[entry.name], _has_no_default(entry)) for entry in fields(declared))


def _has_no_default(entry: object) -> bool:
    return getattr(entry, "default", None) is MISSING and getattr(entry, "default_factory", None) is MISSING


def _shape_field(attribute: str, type_: object, is_required: bool) -> ShapeField:
    words: tuple[object, ...] = get_args(type_)[1:] if get_origin(type_) is Annotated else ()
    about = next((word for word in words if isinstance(word, About)), None)
    within = next((word for word in words if isinstance(word, Within)), None)
    inner, is_many = _inner_shape(type_)
    stated = about.required if about else within.required if within else None
    return ShapeField(
        name=next((word.alias for word in words if isinstance(word, FieldInfo) and word.alias), attribute),
        annotation=_without_name(type_),
        required=is_required if stated is None else stated,
        about=about,
        rows=next((word for word in words if isinstance(word, Rows)), None),
        inner=inner,
        is_many=is_many,
    )


def _without_name(type_: Any) -> object:
    """The type without the name that it is stored under, which only a shape can make use of."""
    if get_origin(type_) is not Annotated:
        return type_
    held, *words = get_args(type_)
    kept = [word for word in words if not (isinstance(word, FieldInfo) and word.alias)]
    return Annotated[(held, *kept)] if kept else held


def _inner_shape(type_: object) -> tuple[type | None, bool]:
    """The shape that a type holds, and whether it holds several."""
    if isinstance(type_, type) and type_ in _TOLD:
        return type_, False
    parts = get_args(type_)
    found = next((inner for part in parts if (inner := _inner_shape(part)[0])), None)
    return found, get_origin(type_) in (tuple, list) or any(_inner_shape(part)[1] for part in parts)


def field_named(declared: type, name: str) -> ShapeField | None:
    return next((entry for entry in shape_fields(declared) if entry.name == name), None)


def walk(declared: type, place: str = "") -> Iterator[tuple[str, ShapeField]]:
    """Every field of a shape with its place in the row, also of the shapes that stand in it without being parts.

    A dot leads into a mapping, a number into a list.
    """
    for entry in shape_fields(declared):
        name = f"{place}{entry.name}"
        if entry.rows or entry.about or entry.inner is None:
            yield name, entry
            continue
        for inner, found in walk(entry.inner, f"{name}.0." if entry.is_many else f"{name}."):
            yield inner, _as_asked(found, entry.required)


def _as_asked(entry: ShapeField, is_asked: bool) -> ShapeField:
    """A field of an inner shape: a form asks for it where it asks for the whole."""
    return entry if is_asked or not entry.required else ShapeField(**{**vars(entry), "required": False})


def rows_in(content: Mapping[str, Json], part: str) -> list[JsonObject]:
    """The rows of a part, as far as a file has put rows there."""
    found = content.get(part)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
