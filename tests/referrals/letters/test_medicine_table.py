"""The medicines of a letter: sentences in their section, and a table of those that stand as the answers gave them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from assessment.models import Episode
from assessment.treatments.words import treatment_line
from guidelines.in_force.content import Content
from referrals.letters.frozen_sections import MedicineTable, medicine_table
from referrals.letters.pdf import render_letter_html
from referrals.letters.prefill import section_text
from referrals.models import Letter
from referrals.rules.pathway import LetterSection, Pathway
from tests.support.records.cast import Cast
from tests.support.records.letter_pdf import FROZEN, frozen, read, text_of
from tests.support.records.letters import Sign, edit, look
from tests.support.records.patients import answer, treat

pytestmark = pytest.mark.usefixtures("in_a")
CELLS = ["title", "status", "dose", "time", "effect", "side_effects", "remarks", "recorded"]


@pytest.fixture
def section(pathway: Pathway) -> LetterSection:
    return next(section for section in pathway.letter_sections if section.key == "medication")


@pytest.fixture
def medicated(cast: Cast, complete: Episode) -> Episode:
    """The complete episode with an opioid in use as well, and a question on medicines answered."""
    treat(
        cast.gp,
        complete,
        "strong_opioid",
        "current",
        name="buprenorfin",
        daily_dose_mg=Decimal("0.3"),
        dose_unit="ug_h",
        fast_acting=False,
        started=date(2025, 9, 1),
        started_precision="month",
        effect="good",
        side_effects="kvalme.",
        reason="Valgt\nsammen.",
        last_specialist_review=date(2026, 2, 3),
    )
    treat(cast.gp, complete, "massage", "stopped")
    return answer(cast.gp, complete, health__drug_count=3)


def table_of(
    episode: Episode, content: Content, section: LetterSection, text: str | None = None
) -> MedicineTable | None:
    workspace = look(episode, content)
    return medicine_table(section, section_text(section, workspace) if text is None else text, workspace)


def test_a_row_says_everything_that_the_line_says(medicated: Episode, content: Content, section: LetterSection) -> None:
    table = table_of(medicated, content, section)
    assert table is not None
    opioid, tca = table.rows
    assert [getattr(opioid, name) for name in CELLS[:-1]] == [
        "buprenorfin, Stærkt opioid",
        "Bruges nu",
        "12,5 µg pr. time (plaster), langsomtvirkende",
        "siden 09.2025",
        "God effekt",
        "kvalme",
        "Valgt sammen. Seneste vurdering hos speciallæge: 03.02.2026",
    ]
    assert (tca.status, tca.dose, tca.time, tca.effect, tca.side_effects) == (
        "Stoppet",
        "",
        "",
        "Utilstrækkelig effekt",
        "",
    )
    assert table.not_in_table == ()
    workspace = look(medicated, content)
    lines = {row.kind: treatment_line(row, content, workspace.case.as_of) for row in workspace.treatments}
    assert lines["strong_opioid"] == (
        "Buprenorfin 12,5 µg pr. time (plaster), langsomtvirkende, bruges nu (siden 09.2025), god effekt, "
        "bivirkninger »kvalme.« Begrundelsen er »Valgt sammen.«, senest vurderet hos speciallæge 03.02.2026."
    )
    assert lines["tca"] == "Amitriptylin, stoppet, utilstrækkelig effekt."


def test_a_line_that_was_rewritten_or_taken_out_is_as_it_was_written_and_in_no_row(
    medicated: Episode, content: Content, section: LetterSection
) -> None:
    lines = section_text(section, look(medicated, content)).split("\n")
    table = table_of(medicated, content, section, "\n".join(["buprenorfin, nu 20 µg pr. time.", *lines[1:]]))
    assert table is not None
    assert [row.title.split(",")[0] for row in table.rows] == ["amitriptylin"]
    assert table.not_in_table == ("buprenorfin, Stærkt opioid",)
    assert table_of(medicated, content, section, "Ingen medicin.") is None


def test_a_section_that_tells_no_medicines_has_no_table(
    medicated: Episode, content: Content, pathway: Pathway, section: LetterSection
) -> None:
    text = section_text(section, look(medicated, content))
    for other in pathway.letter_sections:
        assert (table_of(medicated, content, other, text) is None) == (other.key != "medication")


def test_the_signed_letter_keeps_text_and_rows_and_the_pdf_has_the_table_last(
    cast: Cast, medicated: Episode, letter: Letter, sign: Sign
) -> None:
    edit(cast, letter, medication=letter.section_text("medication") + "\nHusk plasteret.")
    kept = sign(letter).frozen
    (part,) = [part for part in kept["sections"] if part["key"] == "medication"]
    assert part.keys() == {"key", "title", "text"}
    assert [sorted(row) for row in kept["medicines"]] == [sorted(CELLS)] * 2
    said = text_of(read(kept)).lower()
    assert said.count("amitriptylin") == said.count("buprenorfin") == 2
    assert said.index("amitriptylin") < said.index("husk plasteret.") < said.index("medicinen som tabel")
    assert said.index("medicinen som tabel") < said.index("underskrift")


def test_the_check_page_shows_the_same_table_and_what_is_not_in_it(
    cast: Cast, medicated: Episode, letter: Letter, gp_client: Client
) -> None:
    url = reverse("letter_check", args=[letter.pk])
    page = gp_client.get(url)
    assertContains(page, '<th scope="row">buprenorfin, Stærkt opioid</th>')
    assertContains(page, "Buprenorfin 12,5 µg pr. time (plaster), langsomtvirkende")
    assertNotContains(page, "Ikke i skemaet")
    first = letter.section_text("medication").split("\n")[0]
    edit(cast, letter, medication=letter.section_text("medication").replace(first, "Rettet i hånden."))
    page = gp_client.get(url)
    assertContains(page, "Ikke i skemaet, fordi linjen i teksten er rettet eller taget ud: buprenorfin, Stærkt opioid")
    assertContains(page, "Rettet i hånden.")


def test_a_treatment_that_changes_after_the_letter_was_read_stays_as_it_was_read(
    cast: Cast, letter: Letter, complete: Episode, sign: Sign
) -> None:
    """What is signed is the text that was read: a medicine that came later is in neither text nor table."""
    treat(cast.gp, complete, "tramadol", "current")
    kept = sign(letter).frozen
    (part,) = [part for part in kept["sections"] if part["key"] == "medication"]
    assert len(kept["medicines"]) == 1
    assert "Tramadol" not in part["text"]


@pytest.mark.parametrize("rows", [1, 40])
def test_a_letter_frozen_with_rows_is_drawn_from_them_and_one_from_before_from_its_text(rows: int) -> None:
    row: dict[str, Any] = dict.fromkeys(CELLS, "") | {"title": "Paracetamol", "status": "Bruges nu"}
    letter = frozen()
    part = letter["sections"][2]
    assert render_letter_html(FROZEN).count("<table") == 0
    assert part["text"] in render_letter_html(FROZEN)
    part |= {
        "medicines": [row | {"title": f"Middel nr. {number}"} for number in range(rows)],
        "before": "",
        "after": "Efter.",
    }
    html = render_letter_html(letter)
    assert part["text"] not in html
    assert "None" not in html
    said = text_of(read(letter))
    assert all(f"Middel nr. {number}" in said for number in range(rows))
    assert said.index(f"Middel nr. {rows - 1}") < said.index("Efter.")
