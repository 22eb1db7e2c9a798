"""The burden and the signs of a simple or complex condition, as content: laid out for the clinician, never decided.

Pure Python. Read from the vocabulary's release; what does not hold together is not published.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from guidelines.conditions.condition_type import Condition, ConditionContext
from guidelines.conditions.tree import Node
from guidelines.vocabulary.faults import list_names, name_faults
from guidelines.vocabulary.model import Vocabulary
from guidelines.vocabulary.reading import read
from guidelines.vocabulary.shapes import About, Json, Rows, shape
from guidelines.vocabulary.shapes import msgid as _
from guidelines.vocabulary.sourcing import SourceReference, Verifiable

Side = Literal["complex", "simple"]
SIDE_LABELS: Mapping[str, str] = {"simple": _("Simple"), "complex": _("Complex")}


@shape("Smertens tyngde")
class BurdenContent(Verifiable):
    """A question whose answers have an order: 0 is unaffected, None leaves the answer out."""

    question: Annotated[str, About(_("Question"), "facts")]
    levels: Annotated[dict[str, int | None], About(_("Level of each answer"))]
    source: SourceReference

    @property
    def most(self) -> int:
        """The level of the question's worst answer."""
        return max(level for level in self.levels.values() if level is not None)


@shape()
class BurdenItem(BurdenContent):
    """A row of the burden with the dimension that its question belongs to."""

    dimension: str


@shape()
class Statement(Verifiable):
    """A note in the project's own words, with where it comes from."""

    text: Annotated[str, About(_("Simple or complex: note"), "shown", required=False)]
    source: SourceReference


@shape("Definitionen")
class Definition(Statement):
    """What simple or complex means, in the project's own words."""

    key: Annotated[Side, About(_("About"), "choice", choices=SIDE_LABELS)]
    text: Annotated[str, About(_("Text"), "text")]


@shape("Tegnet")
class Sign(Verifiable):
    """Something in the answers that speaks for one side."""

    key: str
    label: Annotated[str, About(_("Name"))]
    speaks_for: Annotated[Side, About(_("Speaks for"), "choice", choices=SIDE_LABELS)]
    when: Annotated[Condition, About(_("It applies when"), "condition")]
    source: SourceReference


@shape("Simpel eller kompleks", is_named=False)
class Complexity:
    """What simple and complex mean, and the signs for either. `question` is where the clinician's judgement is kept."""

    question: Annotated[str, About(_("Simple or complex: question"), "shown", of="facts", required=False)]
    definitions: Annotated[
        tuple[Definition, ...], Rows(_("Simple or complex: definitions"), _("Definition"), by_file=True)
    ]
    note: Annotated[Statement, About(_("Simple or complex: note"), "shown", required=False)]
    signs: Annotated[tuple[Sign, ...], Rows(_("Simple or complex: signs"), _("Sign"), by_file=True)]


@shape(is_whole=False)
class BurdenBody:
    """The burden in a release of the vocabulary; nothing in one from before there was any."""

    burden: Annotated[
        tuple[BurdenContent, ...] | None, Rows(_("Burden of the pain"), _("Question of the burden"), by_file=True)
    ] = None


@shape(is_whole=False)
class ComplexityBody:
    """Simple or complex in a release of the vocabulary; nothing in one from before there was any."""

    complexity: Complexity | None = None


def parse_burden(body: Mapping[str, Json], vocabulary: Vocabulary) -> tuple[BurdenItem, ...]:
    """The burden's items in a vocabulary release's body. A retired question is left out while it is retired.

    Raises ValueError for a question that does not exist, is listed twice or is not answered from a list, and for levels
    that do not cover its answers or have no worst one.
    """
    rows = read(BurdenBody, body).burden
    items = tuple(_burden_item(row, vocabulary) for row in rows or ())
    if len({item.question for item in items}) < len(items):
        raise ValueError("Smertens tyngde: et spørgsmål står to gange")
    return tuple(item for item in items if vocabulary.is_asked(item.question))


def _burden_item(row: BurdenContent, vocabulary: Vocabulary) -> BurdenItem:
    question = vocabulary.questions.get(row.question)
    if question is None or question.type != "choice":
        name = vocabulary.short(row.question)
        raise ValueError(f"Smertens tyngde: »{name}« er ikke et spørgsmål, som besvares fra en liste")
    with name_faults("Smertens tyngde", {"short": question.short}):
        if row.levels.keys() != question.values.keys():
            raise ValueError(
                f"der skal være et niveau for hvert af svarene {list_names(question.values.values())} og ikke for andre"
            )
        if not any(row.levels.values()) or any(level is not None and level < 0 for level in row.levels.values()):
            raise ValueError("et niveau er 0 eller mere, og mindst ét er over 0")
        section = vocabulary.section(question.section)
        if section is None:
            raise ValueError(f"der er intet afsnit »{question.section}«")
        return BurdenItem(question=row.question, levels=row.levels, source=row.source, dimension=section.dimension)


def parse_complexity(
    body: Mapping[str, Json], vocabulary: Vocabulary, populations: Mapping[str, Node]
) -> Complexity | None:
    """Simple or complex in a vocabulary release's body; None in one from before there was any.

    Raises ValueError (ConditionError is one) for a question, a side or a condition that cannot be used.
    """
    context = ConditionContext(vocabulary, populations)
    found = read(ComplexityBody, body, context).complexity
    if found and not vocabulary.is_asked(found.question):
        words = vocabulary.label(found.question)
        raise ValueError(f"Simpel eller kompleks: spørgsmålet »{words}« findes ikke eller er taget ud af brug")
    return found
