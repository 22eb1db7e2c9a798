"""The type of a content field that holds a condition: reading the row compiles the stored tree. Pure Python."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import PlainValidator, ValidationInfo

from guidelines.conditions.tree import Node, compile_condition
from guidelines.vocabulary.model import Vocabulary


@dataclass(frozen=True)
class ConditionContext:
    """What the conditions of a content are checked against."""

    vocabulary: Vocabulary
    populations: Mapping[str, Node] = field(default_factory=dict)


def _compile(tree: object, info: ValidationInfo) -> Node:
    context = info.context
    assert isinstance(context, ConditionContext), "a condition is read beside a vocabulary"
    return compile_condition(tree, context.vocabulary, context.populations)


Condition = Annotated[Node, PlainValidator(_compile)]
ALWAYS = {"always": True}
