"""What PDF/UA-1 and PDF/A-3u ask of a file, as far as its structure shows it. No validator is run here."""

import json
import re
from functools import cache
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import settings
from pypdf import PdfReader

from assessment.documents.render import render_pdf
from referrals.letters.pdf import SAID
from referrals.models import Letter
from tests.support.records.letter_pdf import FROZEN, frozen, read

RDF, PDFA, PDFUA = (
    "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}",
    "{http://www.aiim.org/pdfa/ns/id/}",
    "{http://www.aiim.org/pdfua/ns/id/}",
)
SCHEMA, PROPERTY = "{http://www.aiim.org/pdfa/ns/schema#}", "{http://www.aiim.org/pdfa/ns/property#}"
# A letter with what other letters have: a table, pictures, and letters of every script that a font is at hand for.
TABLE = (
    '<html lang="da"><head><title>Skema</title><link rel="stylesheet" href="print:/sheet.css"></head><body>'
    "<h1>Skema</h1>"
    '<table><thead><tr><th scope="col">Dag</th><th scope="col">Score</th></tr></thead>'
    '<tbody><tr><th scope="row">1</th><td>7</td></tr></tbody></table>'
    '<svg role="img" aria-label="En streg" width="9" height="9"><title>En streg</title><path d="M0 0h9"/></svg>'
    '<img alt="En prik" src="data:image/svg+xml;base64,'
    'PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSI5IiBoZWlnaHQ9IjkiPjxwYXRoIGQ9Ik0wIDBoOSIvPjwvc3ZnPg==">'
    "<p>محمد כהן 😀</p></body></html>"
)


@cache
def letter() -> PdfReader:
    return read(frozen("محمد כהן 😀 æøå") | {"facts": {"wellbeing.suicidal": True}, "criteria": {"outcome": "met"}})


@cache
def sheet() -> PdfReader:
    return PdfReader(BytesIO(render_pdf(TABLE)))


def root(reader: PdfReader) -> Any:
    return reader.trailer["/Root"]


def metadata(reader: PdfReader) -> ElementTree.Element:
    return ElementTree.fromstring(root(reader)["/Metadata"].get_data().decode())


def elements(reader: PdfReader) -> list[Any]:
    """The structure tree's elements, in the order they are read."""
    found: list[Any] = []

    def walk(node: Any) -> None:
        element = node.get_object()
        for child in element if isinstance(element, list) else []:
            walk(child)
        if isinstance(element, dict) and "/S" in element:
            found.append(element)
            walk(element.get("/K", []))

    walk(root(reader)["/StructTreeRoot"]["/K"])
    return found


def attribute(element: Any, name: str) -> Any:
    given = element.get("/A", {}).get_object()
    for each in given if isinstance(given, list) else [given]:
        if name in each.get_object():
            return each.get_object()[name]
    return None


@pytest.mark.parametrize("made", [letter, sheet])
def test_one_metadata_packet_says_both_parts(made: Any) -> None:
    packet = metadata(made())
    assert len([*packet.iter(f"{RDF}RDF")]) == 1
    said = [each.attrib for each in packet.iter(f"{RDF}Description")]
    assert [(each[f"{PDFA}part"], each[f"{PDFA}conformance"]) for each in said if f"{PDFA}part" in each] == [("3", "U")]
    assert [each[f"{PDFUA}part"] for each in said if f"{PDFUA}part" in each] == ["1"]


def test_the_mark_that_pdf_a_does_not_know_is_described_to_it() -> None:
    packet = metadata(letter())
    assert [each.text for each in packet.iter(f"{SCHEMA}namespaceURI")] == [PDFUA.strip("{}")]
    assert [each.text for each in packet.iter(f"{SCHEMA}prefix")] == ["pdfuaid"]
    described = [
        (each.text, kind.text)
        for each, kind in zip(packet.iter(f"{PROPERTY}name"), packet.iter(f"{PROPERTY}valueType"), strict=True)
    ]
    assert described == [("part", "Integer")]


@pytest.mark.parametrize("made", [letter, sheet])
def test_the_file_has_what_an_archive_needs(made: Any) -> None:
    reader = made()
    (intent,) = root(reader)["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/DestOutputProfile"].get_data()[36:40] == b"acsp"  # an ICC profile
    assert reader.pdf_header == "%PDF-1.7"
    assert len(reader.trailer["/ID"]) == 2
    assert not {"/Encrypt"} & reader.trailer.keys()
    assert not {"/AA", "/OpenAction", "/JavaScript"} & root(reader).keys()


@pytest.mark.parametrize("made", [letter, sheet])
def test_it_is_tagged_danish_and_shows_its_title(made: Any) -> None:
    reader = made()
    assert root(reader)["/MarkInfo"]["/Marked"] == True  # noqa: E712 - pypdf's own boolean
    assert root(reader)["/Lang"] == "da"
    assert root(reader)["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert reader.metadata is not None
    assert reader.metadata.title
    assert {page["/Tabs"] for page in reader.pages} == {"/S"}


@pytest.mark.parametrize("made", [letter, sheet])
def test_every_font_is_embedded_says_its_letters_and_comes_with_the_program(made: Any) -> None:
    names = set()
    for page in made().pages:
        for font in page["/Resources"]["/Font"].values():
            (inner,) = font.get_object()["/DescendantFonts"]
            descriptor = inner.get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & descriptor.keys()
            assert "/ToUnicode" in font.get_object()
            names.add(font.get_object()["/BaseFont"].split("+")[1].split("-")[0])
    assert names in ({"Letter", "Arabic", "Hebrew", "Emoji"}, {"Sheet", "Arabic", "Hebrew", "Emoji"})


def test_each_cell_of_a_table_names_its_heads() -> None:
    found = elements(sheet())
    heads = [each for each in found if each["/S"] == "/TH"]
    assert [attribute(each, "/Scope") for each in heads] == ["/Column", "/Column", "/Row"]
    day, score, row = (each["/ID"] for each in heads)
    index = root(sheet())["/StructTreeRoot"]["/IDTree"]["/Names"]
    assert index[::2] == sorted([day, score, row])
    assert [each.get_object()["/ID"] for each in index[1::2]] == index[::2]
    (cell,) = [each for each in found if each["/S"] == "/TD"]
    assert {*attribute(cell, "/Headers")} == {score, row}
    kinds = [each["/S"] for each in found]
    assert [kinds.count(kind) for kind in ("/Table", "/TR", "/TD", "/H1")] == [1, 2, 1, 1]


def test_every_picture_is_said_in_words() -> None:
    figures = [each for each in elements(sheet()) if each["/S"] == "/Figure"]
    assert [each["/Alt"] for each in figures] == ["En streg", "En prik"]


def test_the_letter_is_attached_as_data_once_and_named_without_a_number() -> None:
    catalog = root(letter())
    name, reference = catalog["/Names"]["/EmbeddedFiles"]["/Names"]
    assert [each.get_object() for each in catalog["/AF"]] == [reference.get_object()]
    specification = reference.get_object()
    assert name == specification["/F"] == specification["/UF"] == "henvisning.json"
    assert specification["/AFRelationship"] == "/Source"
    stream = specification["/EF"]["/F"].get_object()
    assert stream["/Subtype"] == "/application/json"
    assert stream["/Params"]["/ModDate"]


def test_the_data_are_what_the_letter_says_and_not_what_it_rests_on() -> None:
    (content,) = letter().attachments["henvisning.json"]
    data = json.loads(content)
    assert data == frozen("محمد כהן 😀 æøå")
    assert "facts" not in data


def test_a_sheet_carries_nothing() -> None:
    assert not sheet().attachments
    assert "/AF" not in root(sheet())


def test_what_the_template_says_of_a_letter_is_in_its_data() -> None:
    """A part that the letter's template begins to name must be named in SAID as well."""
    template = (settings.BASE_DIR / "templates/referrals/print/letter.html").read_text()
    named = set(re.findall(r"\bletter\.([a-z_]+)", template)) - {"css"}
    assert named <= {*SAID}


def test_the_signed_letters_file_carries_its_own_data(signed: Letter) -> None:
    assert signed.pdf is not None
    assert signed.frozen is not None
    (content,) = PdfReader(BytesIO(bytes(signed.pdf))).attachments["henvisning.json"]
    assert json.loads(content) == {key: signed.frozen[key] for key in SAID}
    assert FROZEN.keys() <= {*SAID}
