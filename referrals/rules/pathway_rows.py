"""The smallest shapes of a pathway: planning areas, reasons for a return, highly specialised places. Pure Python."""

from datetime import date
from typing import Annotated

from pydantic import PlainValidator

from guidelines.conditions.condition_type import Condition
from guidelines.vocabulary.shapes import About, Within, shape, stored_as
from guidelines.vocabulary.shapes import msgid as _
from guidelines.vocabulary.sourcing import SourceReference, Verifiable


def _read_day(value: object) -> date | None:
    """A day in ISO form; None if there is none. Raises ValueError, in Danish, for any other text."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and value else None
    except ValueError:
        raise ValueError(f"»{value}« er ikke en dag") from None


Day = Annotated[date | None, PlainValidator(_read_day)]


@shape("Højt specialiseret behandling", is_named=False)
class HighlySpecialised(Verifiable):
    title: Annotated[str, About(_("Title"))]
    text: Annotated[str, About(_("Text"), "text")]
    condition: Annotated[Condition, stored_as("when"), About(_("It applies when"), "condition")]
    units: Annotated[tuple[str, ...], About(_("Units"), "lines")]
    source: Annotated[SourceReference | None, Within(required=True)] = None


@shape("Planområdet")
class PlanningArea:
    key: str
    label: Annotated[str, About(_("Name"))]


@shape("Årsagen")
class ReturnReason:
    key: str
    label: Annotated[str, About(_("Reason"))]
