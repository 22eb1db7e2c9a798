"""The shapes of sources and rating schemes in content files, and of the reason for a release. Pure Python."""

from typing import Annotated, Literal

from guidelines.vocabulary.shapes import About, Json, Within, shape
from guidelines.vocabulary.shapes import msgid as _


@shape()
class SourceReference:
    """A section of a source."""

    source: Annotated[str, About(_("Source"), "source")]
    section: Annotated[str, About(_("Section in the source"))]


@shape()
class Verifiable:
    """A row that can say what must be checked, and against what, before anyone may rely on it."""

    unverified: str | None = None


@shape()
class ReleaseNote:
    """Why there is a new release. `number` and `state` are a file's, and only said there."""

    note: Annotated[
        str, About(_("Why there is a new release"), "text", help=_("Clinicians read it under the news."))
    ] = ""
    number: Json = None
    state: Json = None


@shape()
class PublicationBody:
    """What a content that is released as a whole says of itself, whatever it holds."""

    key: str = ""
    kind: str = ""
    title: Annotated[str, About(_("Title"), required=True)] = ""
    release: Annotated[ReleaseNote, Within(required=True)] = ReleaseNote()
    publisher: str | None = None
    programme: str | None = None
    last_assessed: str | None = None
    literature_search: str | None = None
    currency_note: str | None = None
    unverified: str | None = None
    justifications: Json = None


@shape("Kilden")
class SourceRow:
    """A source as it stands in a content file. Dates are as precise as they are known."""

    key: str
    file: Annotated[str | None, About(_("File"))] = None
    title: Annotated[str, About(_("Title"))]
    # Empty for Danish.
    language: Annotated[Literal["en", "de", "nb", "sv"] | None, About(_("Language of the title"))] = None
    publisher: Annotated[str | None, About(_("Publisher"))] = None
    published: Annotated[str | None, About(_("Published"))] = None
    literature_search: Annotated[str | None, About(_("Literature searched until"))] = None
    last_assessed: Annotated[str | None, About(_("Last assessed"))] = None
    status: Annotated[str | None, About(_("Status"))] = None
    note: Annotated[str | None, About(_("Note"), "text")] = None


@shape("Trinnet")
class GradeRow:
    """A level of a scheme: symbol, words, and what other systems call it."""

    key: str
    symbol: str = ""
    label: str
    direction: str = ""
    order: int
    code_system: str = ""
    code: str = ""


@shape("Gradueringen")
class SchemeRow:
    """A rating scheme as it stands in a content file."""

    key: str
    title: str
    source: str = ""
    strengths: tuple[GradeRow, ...]
    certainties: tuple[GradeRow, ...]


@shape()
class SourcesFile:
    sources: tuple[SourceRow, ...]


@shape()
class RatingsFile:
    schemes: tuple[SchemeRow, ...]
