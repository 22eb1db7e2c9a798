"""The PDF of a letter, read back: what it says, where it says it, and what it is made of."""

from copy import deepcopy
from functools import cache
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from referrals.models import Letter
from tests.support.records.letter_pdf import (
    FROZEN,
    HEIGHT,
    IDENTITY,
    SENDER,
    TEXTS,
    TITLES,
    WIDTH,
    body,
    fonts,
    frozen,
    pieces,
    read,
    squeeze,
    text_of,
)
from tests.support.records.letters import Sign, edit

SIX_PAGES = [
    {
        "key": str(number),
        "title": f"Overskrift nummer {number}",
        "text": "\n".join(
            f"Linje {number}.{line}: smerterne begyndte efter et løft." for line in range(3 + number % 5)
        ),
    }
    for number in range(1, 36)
]


@cache
def plain() -> PdfReader:
    return read(FROZEN)


@cache
def long() -> PdfReader:
    return read(frozen(sections=SIX_PAGES))


def test_every_section_is_read_back_under_its_title_in_order() -> None:
    expected = " ".join(f"{title} {squeeze(text)}" for title, text in zip(TITLES, TEXTS, strict=True))
    assert expected in text_of(plain())


def test_the_signed_letters_pdf_says_every_line_of_its_sections(signed: Letter) -> None:
    assert signed.pdf is not None
    said = text_of(PdfReader(BytesIO(bytes(signed.pdf))))
    for section in signed.frozen["sections"]:
        assert (section["title"] in said) == bool(section["text"])
        table = [cell for row in section.get("medicines", ()) for cell in row.values()]
        for line in table or section["text"].splitlines():
            assert squeeze(line) in said


def test_the_first_page_names_patient_receiver_sender_and_day() -> None:
    said = squeeze(plain().pages[0].extract_text())
    for part in (
        "Tværfagligt smertecenter".lower(),
        IDENTITY,
        "Testvej 1, 2400 København NV",
        "00000011",
        "CVI Byen, lokationsnummer (GLN) 5790000188604",
        "Tværfagligt Smertecenter, RH",
        SENDER,
        "Prøvevej 1, 2400 København NV",
        "20.11.2026",
    ):
        assert part in said


def test_the_letter_ends_with_the_signer_and_the_edition_of_the_criteria() -> None:
    lines = body(long().pages[-1])
    assert lines[-1] == (
        "Henvisningskriterier: Kroniske non-maligne smerter, Region Hovedstaden, 09.2014, udgivelse 3."
    )
    assert "Demolæge A1, praktiserende læge, autorisations-ID TEST1" in lines[-4:]
    assert any("20.11.2026" in line for line in lines[-4:])


def test_every_page_carries_identity_sender_and_page_number_at_its_edges() -> None:
    pages = long().pages
    assert len(pages) >= 6
    for number, page in enumerate(pages, start=1):
        at = {text: (x, y) for x, y, text in pieces(page) if not 22 < y < 279}
        assert at[IDENTITY][0] == pytest.approx(20, abs=0.5)
        assert 5 < at[IDENTITY][1] < 22
        assert at[SENDER][0] == pytest.approx(20, abs=0.5)
        assert 279 < at[SENDER][1] < 292
        x, y = at[f"Side {number} af {len(pages)}"]
        assert x > 150
        assert 279 < y < 292


def test_every_page_is_a4_and_all_text_lies_within_its_margins() -> None:
    for page in [*plain().pages, *long().pages]:
        assert [float(side) for side in page.mediabox] == pytest.approx([0, 0, WIDTH, HEIGHT], abs=0.5)
        for x, y, text in pieces(page):
            assert 19.5 < x < 190, text
            assert 5 < y < 292, text


def test_no_page_ends_with_a_heading_or_with_a_heading_and_one_line() -> None:
    titles = {section["title"] for section in SIX_PAGES}
    assert titles <= {line for page in long().pages for line in body(page)}
    for page in long().pages:
        assert not titles & set(body(page)[-2:])


def test_what_stands_on_page_one_in_two_columns_is_aligned() -> None:
    found = pieces(plain().pages[0])
    labels = {text: y for x, y, text in found if x == pytest.approx(20, abs=0.2)}
    values = {round(y, 1): x for x, y, text in found if 40 < x < 100 and 22 < y < 90}
    for label in ("Patient", "Adresse", "Telefon", "Modtager", "Visiteres af", "Afsender", "Dato"):
        assert values[round(labels[label], 1)] == pytest.approx(62, abs=0.2)


def test_the_pdf_is_tagged_in_danish_with_headings_paragraphs_and_a_shown_title() -> None:
    root: Any = plain().trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - pypdf's own boolean
    assert root["/Lang"] == "da"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    tags: list[str] = []

    def walk(node: Any) -> None:
        element = node.get_object()
        if isinstance(element, list):
            for child in element:
                walk(child)
        elif isinstance(element, dict) and "/S" in element:
            tags.append(element["/S"])
            walk(element.get("/K", []))

    walk(root["/StructTreeRoot"]["/K"])
    assert (tags[0], tags.count("/H1"), tags.count("/H2")) == ("/Document", 1, len(TITLES) + 1)
    assert tags.count("/P") >= sum(len(text.splitlines()) for text in TEXTS)
    assert all("/StructParents" in page for page in plain().pages)


def test_the_metadata_say_pdf_ua_and_a_title_but_nothing_of_the_patient() -> None:
    reader = plain()
    assert reader.metadata is not None
    assert reader.metadata.title == "Henvisning til tværfagligt smertecenter"
    root: Any = reader.trailer["/Root"]
    xmp = root["/Metadata"].get_data().decode()
    part = "{http://www.aiim.org/pdfua/ns/id/}part"
    nodes = [*ElementTree.fromstring(xmp).iter()]
    assert "1" in [node.get(part) or (node.text if node.tag == part else None) for node in nodes]
    known = xmp + " ".join(str(value) for value in reader.metadata.values())
    assert not [secret for secret in ("150981", "9996", "Kanin", "Testperson") if secret in known]


def test_the_letters_own_fonts_are_embedded() -> None:
    embedded = fonts(long())
    assert {name.split("+")[1].split("-")[0] for name in embedded} == {"Letter"}
    assert len(embedded) == 2
    for descriptor in embedded.values():
        assert {"/FontFile2", "/FontFile3"} & descriptor.get_object().keys()


@pytest.mark.parametrize("text", ["", "  \n \t "])
def test_an_empty_section_leaves_no_heading(text: str) -> None:
    letter = deepcopy(FROZEN)
    letter["sections"][3]["text"] = text
    said = text_of(read(letter))
    assert TITLES[3] not in said
    assert TITLES[2] in said


def test_what_is_not_known_of_people_leaves_no_empty_label() -> None:
    blank = dict.fromkeys(("address", "postal_code", "city", "phone", "provider_number"), "")
    letter = frozen(patient=blank, practice=blank, signed={"authorisation_id": ""})
    page = read(letter).pages[0]
    said = squeeze(page.extract_text())
    assert "Klinik A" in said
    for label in ("Adresse", "Telefon", "ydernummer", "tlf.", "autorisations-ID", "None", ", ,"):
        assert label not in said


def test_a_replacing_version_says_so_on_every_page() -> None:
    pages = read(frozen(number=2, sections=SIX_PAGES)).pages
    for page in pages:
        assert any("version 2" in text for _, y, text in pieces(page) if y < 22)
    assert "erstatter version 1" in pages[0].extract_text()
    assert "version" not in text_of(plain())


def test_a_word_of_200_letters_is_broken_and_not_cut_off() -> None:
    page = read(frozen("W" * 200 + " slut")).pages[0]
    lines = [text for text in body(page) if text.startswith("WW")]
    assert "".join(lines) == "W" * 200 + " slut"
    assert max(len(line) for line in lines) * 3.2 < 170


def test_a_name_that_fills_lines_stays_on_the_paper_with_the_cpr_number_in_sight() -> None:
    name = " ".join(["Anna-Sofie Christiane"] * 9)
    page = read(frozen(patient={"name": name}, practice={"name": "Lægerne på Torvet " * 10})).pages[0]
    running = [(y, text) for _, y, text in pieces(page) if not 22 < y < 279]
    assert all(4 < y < 293 for y, _ in running)
    head = squeeze(" ".join(text for y, text in sorted(running) if y < 22))
    assert head.replace(" ", "").count("Anna-Sofie") == 9
    assert "150981-9996" in head


def test_forty_drugs_are_all_there() -> None:
    rows = [f"præparat {number}, stoppet, {number} mg i døgnet. Effekt: god effekt." for number in range(40)]
    said = text_of(read(frozen("\n".join(rows))))
    assert [row for row in rows if row not in said] == []


@pytest.mark.parametrize("name", ["محمد علي", "שרה כהן"])
def test_a_name_from_right_to_left_and_an_emoji_are_read_back(name: str) -> None:
    reader = read(frozen("Humør: 😀 og ✓.", patient={"name": name}))
    said = text_of(reader)
    assert "Humør: 😀 og ✓." in said
    for word in name.split():
        assert said.count(word) == 1 + len(reader.pages)
    assert said.count("CPR 150981-9996") == 1 + len(reader.pages)


def test_the_edited_text_is_what_the_pdf_says(cast: Any, letter: Letter, sign: Sign) -> None:
    edit(cast, letter, allergies="Penicillin og\nlatex & mælk.")
    signed = sign(letter)
    assert signed.pdf is not None
    assert "Allergi Penicillin og latex & mælk." in text_of(PdfReader(BytesIO(bytes(signed.pdf))))
