"""Checks the content of one release in itself, so that a form can say at once what is wrong with it."""

from collections.abc import Callable

from guidelines.conditions.asking import compile_asking, compile_told
from guidelines.conditions.tree import compile_populations
from guidelines.in_force.content import Content
from guidelines.instruments.parsing import check_against, parse_instruments
from guidelines.medicines.model import parse_medicines
from guidelines.models import Publication
from guidelines.prose.sentence_check import check_sentences
from guidelines.publishing.question_checks import check_rows
from guidelines.recommendations.burden_and_complexity import parse_burden, parse_complexity
from guidelines.vocabulary.parsing import parse_vocabulary
from guidelines.vocabulary.shapes import JsonObject

Kind = Publication.Kind


def _check_vocabulary(body: JsonObject, content: Content) -> None:
    vocabulary = parse_vocabulary(body)
    check_rows(body)
    populations = compile_populations(vocabulary)
    compile_asking(vocabulary, populations)
    compile_told(vocabulary, populations)
    check_sentences(vocabulary, populations)
    parse_burden(body, vocabulary)
    parse_complexity(body, vocabulary, populations)


def _check_instruments(body: JsonObject, content: Content) -> None:
    check_against(parse_instruments(body).values(), content.vocabulary)


# By the kind of content; the room above adds its own. Each raises ValueError, with the reason for the editor.
body_checks: dict[str, Callable[[JsonObject, Content], object]] = {
    Kind.VOCABULARY: _check_vocabulary,
    Kind.INSTRUMENTS: _check_instruments,
    Kind.MEDICINES: lambda body, content: parse_medicines(body, content.vocabulary.treatment_kinds),
}


def fault_in(kind: str, body: JsonObject, content: Content) -> str:
    """Why this content does not hold together, in words; empty if it does."""
    try:
        body_checks[kind](body, content)
    except ValueError as error:
        return str(error)
    return ""
