"""What is printed: letters of every script, nothing in a box, and running heads that are no part of the text."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pypdf.generic import ContentStream

from assessment.care_plan.printed_sheet import render_plan_pdf
from assessment.documents.fonts import (
    COMMON,
    FONTS,
    SCRIPTS,
    fonts_for,
    letters_of,
    replace_missing_characters,
    without_glyph,
)
from assessment.documents.render import STYLES, job_for, style_file
from guidelines.in_force.content import Content
from referrals.letters.pdf import render_letter_pdf
from tests.support.http.routes import ROUTES, arguments
from tests.support.records import printed_plans
from tests.support.records.cast import Cast
from tests.support.records.furnished import furnish
from tests.support.records.letter_pdf import FROZEN
from tests.support.records.letters import edit
from tests.support.records.patients import make_patient

NAMES = {
    "Han": "李明 王小龍",
    "Japanese": "山田さくら カナ",
    "Hangul": "김철수",
    "Devanagari": "क्षितिज शर्मा",
    "Tamil": "அருண் குமார்",
    "Thai": "สมชาย ใจดี",
    "Arabic": "محمد علي",
    "Hebrew": "כהן",
    "Ethiopic": "አበበ ቢቂላ",
    "Georgian": "გიორგი",
    "Armenian": "Արմեն",
    "Emoji": "😀",
    "Math": "⊕⊖",
    "Symbols": "☐☒",
}
NO_FONT = "བོད Ꮳ"


def fonts_in(reader: PdfReader) -> set[str]:
    return {
        font.get_object()["/BaseFont"].split("+")[1]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }


def letter_of(name: str, **more: Any) -> PdfReader:
    patient = FROZEN["patient"] | {"name": name}
    return PdfReader(BytesIO(render_letter_pdf(FROZEN | {"patient": patient} | more)))


@pytest.mark.parametrize(("script", "name"), NAMES.items())
def test_a_name_of_every_script_is_printed_with_a_font_of_the_program(script: str, name: str) -> None:
    """D17. In the text and in the running head. Tried: the script taken out of SCRIPTS; its face not given."""
    assert without_glyph([name]) == []
    assert fonts_for(name) == [script]
    reader = letter_of(name)
    assert fonts_in(reader) == {"Letter", "Letter-Semi-Bold", script}
    if script not in ("Arabic", "Hebrew"):  # which are read back in the order in which they are drawn
        assert name.replace(" ", "") in reader.pages[0].extract_text().replace(" ", "")


def test_a_text_with_kana_is_printed_with_the_japanese_forms() -> None:
    """And with the Chinese font what the Japanese one lacks.

    Tried: Japanese without kana; the Chinese one first, in the table and in a style.
    """
    for text, scripts in {"直子": ["Han"], "直子 なお": ["Japanese"], "直子 なお 们": ["Japanese", "Han"]}.items():
        assert fonts_for(text) == scripts
        assert fonts_in(letter_of(text)) == {"Letter", "Letter-Semi-Bold", *scripts}
    for style in STYLES:
        families = style_file(style).read_text(encoding="utf-8")
        assert families.count("Japanese, Han,") == families.count("Han,") > 0


@pytest.mark.parametrize("name", ["Ærø Østergård", "Müller-Łódź", "Иван Ελένη Nguyễn", "½ tabl. × 3 – 25 µg/t → ↑ ≤"])
def test_what_the_danish_font_has_costs_no_other(name: str) -> None:
    assert fonts_for(name) == []
    assert job_for(name)["scripts"] == []
    assert fonts_in(letter_of(name)) == {"Letter", "Letter-Semi-Bold"}


def test_what_needs_no_second_look_is_in_the_danish_font() -> None:
    """In each of its styles. Tried: an arrow among the common letters of a font without it."""
    for path in FONTS.values():
        missing = {
            chr(number)
            for number in range(0x20, 0x2400)
            if COMMON.fullmatch(chr(number)) and number not in letters_of(path) and not chr(number).isspace()
        }
        assert missing == set()


def test_every_script_says_where_its_letters_are() -> None:
    for script, name in NAMES.items():
        path, _letters = SCRIPTS[script]
        assert {ord(letter) for letter in name if not letter.isspace()} <= letters_of(path)
    assert NAMES.keys() == SCRIPTS.keys()


@pytest.mark.parametrize("unseen", ["\u200d", "\ufe0f", "\u200c", "\t", "\u00a0", "\u2009", "\U000e0100"])
def test_what_is_not_drawn_needs_no_glyph(unseen: str) -> None:
    assert without_glyph([unseen]) == []


def test_what_no_font_has_is_a_number_and_no_box() -> None:
    """Tried: the text printed as it is."""
    assert without_glyph([NO_FONT, "a"]) == ["བ", "ོ", "ད", "Ꮳ"]
    assert replace_missing_characters(NO_FONT) == "[U+0F56 U+0F7C U+0F51] [U+13E3]"
    reader = letter_of(NO_FONT)
    assert "[U+0F56 U+0F7C U+0F51] [U+13E3]" in reader.pages[0].extract_text()
    assert fonts_in(reader) == {"Letter", "Letter-Semi-Bold"}


@pytest.mark.usefixtures("in_a")
def test_what_no_font_has_is_named_before_signing(cast: Cast, gp_client: Client) -> None:
    """At its place. Tried: the alert left out; only the sections looked at."""
    letter = furnish(cast.gp, make_patient(cast.gp)).letter
    page = reverse("letter_check", args=[letter.pk])
    assert b'id="unprintable"' not in gp_client.get(page).content
    edit(cast, letter, allergies="Tåler ikke Ꮳ.")
    patient = letter.referral.episode.patient
    patient.given_name = "བ 李明"
    patient.save()
    said = gp_client.get(page).content.decode()
    said = " ".join(said[said.index('id="unprintable"') :].partition("</div>")[0].split())
    assert "»བ« trykkes som [U+0F56]" in said
    assert "»Ꮳ« trykkes som [U+13E3]" in said
    assert "李" not in said
    assert f'{reverse("letter", args=[letter.pk])}#field_allergies"' in said
    assert reverse("patient_edit", args=[patient.pk]) in said


@pytest.mark.usefixtures("in_a")
def test_the_plan_says_what_no_font_has(cast: Cast, gp_client: Client) -> None:
    record = furnish(cast.gp, make_patient(cast.gp, given_name="Ꮳ"))
    page = gp_client.get(reverse("plan", args=[record.episode.pk])).content.decode()
    assert "Der er ingen skrifttype til Ꮳ." in page


def tagged(reader: PdfReader) -> dict[int, set[int]]:
    """The marks of each page that a reader comes to through the structure tree."""
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages)}  # type: ignore[union-attr]
    found: dict[int, set[int]] = {number: set() for number in pages.values()}

    def walk(node: Any, page: int | None) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for kid in node:
                walk(kid, page)
        elif isinstance(node, dict):
            on = node.raw_get("/Pg").idnum if "/Pg" in node else None  # type: ignore[attr-defined]
            walk(node.get("/K", []), pages[on] if on is not None else page)
        elif isinstance(node, int) and page is not None:
            found[page].add(int(node))

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"], None)  # type: ignore[index]
    return found


def shown(reader: PdfReader) -> Iterator[tuple[int, str, int | None]]:
    """Every stretch of text that a page shows: its page, what it is marked as, and under which number."""
    for number, page in enumerate(reader.pages):
        marks: list[tuple[str, int | None]] = []
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator == b"BMC":
                marks.append((operands[0], None))
            elif operator == b"BDC":
                marks.append((operands[0], operands[1].get("/MCID")))
            elif operator == b"EMC":
                marks.pop()
            elif operator in (b"Tj", b"TJ", b"'", b'"'):
                assert len(marks) == 1, "a text stands in one mark"
                yield number, *marks[0]
        assert marks == []


def check_marks(pdf: bytes) -> int:
    """Every text is either in the tree or an artifact, once; returns how many are artifacts."""
    reader = PdfReader(BytesIO(pdf))
    in_tree, stretches = tagged(reader), list(shown(reader))
    for page, kind, mark in stretches:
        assert (kind == "/Artifact") is (mark is None)
        assert mark is None or mark in in_tree[page]
    # Each mark stands once in the stream, and nothing in the tree points to none.
    assert {(page, mark) for page, _kind, mark in stretches if mark is not None} <= {
        (page, mark) for page, marks in in_tree.items() for mark in marks
    }
    numbers = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]  # type: ignore[index]
    for page, references in zip(numbers[::2], numbers[1::2], strict=True):
        if page < len(reader.pages):
            held = {i for i, each in enumerate(references.get_object()) if each.get_object() is not None}
            assert held == in_tree[page]
    heads = [page for page, kind, _mark in stretches if kind == "/Artifact"]
    assert set(heads) == set(range(len(reader.pages))), "each page has a head or a number"
    return len(heads)


@pytest.mark.parametrize("times", [1, 12])
def test_the_running_heads_of_a_letter_are_no_part_of_its_text(times: int) -> None:
    """Short and long. Tried: leave_out_running_heads not called; its elements left in the parent tree."""
    more = "\nMere tekst. " * 9
    sections = [row | {"text": (row.get("text", "") + more) * times} for row in FROZEN["sections"]]
    pdf = render_letter_pdf(FROZEN | {"sections": sections})
    pages = len(PdfReader(BytesIO(pdf)).pages)
    assert pages >= {1: 1, 12: 3}[times]
    assert check_marks(pdf) == pages * 4


def test_the_running_heads_of_a_plan_are_no_part_of_its_text() -> None:
    assert check_marks(render_plan_pdf(printed_plans.frozen()))
    assert check_marks(render_plan_pdf(printed_plans.frozen(flare_up="Mere tekst. " * 2000)))


@pytest.mark.usefixtures("in_a")
def test_the_running_heads_of_every_pdf_are_no_part_of_its_text(
    cast: Cast, gp_client: Client, content: Content
) -> None:
    """Every address that answers with a PDF; the letter's and the plan's are stand-ins here, and looked at above."""
    record = furnish(cast.gp, make_patient(cast.gp))
    values, checked = arguments(record, content), set()
    for route in ROUTES:
        if not route.parameters <= values.keys():
            continue
        response = gp_client.get(route.url(values))
        if response.headers.get("Content-Type") == "application/pdf" and b"%%EOF" in response.content:
            assert check_marks(response.content), route.name
            checked.add(route.name)
    assert checked >= {"previsit_sheet", "questionnaire_print", "surgery_history_pdf", "taper_pdf"}


def test_the_fonts_are_fixed_by_the_lock_file() -> None:
    lock = (settings.BASE_DIR / "package-lock.json").read_text(encoding="utf-8")
    for path, _letters in SCRIPTS.values():
        assert f'"node_modules/{path.rpartition("/400Regular/")[0]}"' in lock
