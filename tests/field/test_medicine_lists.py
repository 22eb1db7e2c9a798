"""Cases from the field: lines of a pasted medicine list, through the page, with *all are in use* chosen."""

import pytest
from django.test import Client
from django.urls import reverse

from assessment.models import Episode
from assessment.pages.treatments.paste_forms import PastedRowForm
from guidelines.vocabulary.numbers import number_in_danish

pytestmark = pytest.mark.usefixtures("in_a")

CASES = [
    ("D2", "Temgesic 0.200 mg x 3", "0,6", "mg", True),
    ("D4", "Tramadol 50 mg x 3 pr. måned", "", "mg", True),
    ("D5", "Metadon 10 mg x 1 mandag, onsdag og fredag", "", "mg", True),
    ("D6", "Morfin 10 mg 1 x 1 hveranden dag", "", "mg", True),
    ("D7", "Morfin 10 mg x 6 om nødvendigt", "", "mg", True),
    ("D8", "Oxycodon 10 mg x 2 (sep.)", "", "mg", False),
    ("D9", "Ibuprofen 400 mg fem gange dagligt", "2000", "mg", True),
    ("D10", "Fentanyl plaster 25 µg/t, to plastre hver 3. dag", "50", "ug_h", True),
    ("D25-list", "Tramadol 50 mg x 4", "200", "mg", True),
    ("stay-week", "Tramadol 50 mg x 1 pr uge", "", "mg", True),
    ("stay-third-day", "Tramadol 50 mg x 1 hver 3. dag", "", "mg", True),
    ("stay-pn", "Ibuprofen 400 mg x 3 pn", "", "mg", True),
    ("stay-as-needed", "Ibuprofen 400 mg x 3 ved behov", "", "mg", True),
    ("stay-combination", "Targin 10/5 mg x 2", "", "mg", True),
    ("stay-range", "Ibuprofen 400 mg 1-2 x 3", "", "mg", True),
    ("stay-words", "Pinex 500 mg to tabletter tre gange dagligt", "3000", "mg", True),
    ("stay-comma", "Morfin 0,125 mg x 1", "0,125", "mg", True),
    ("stay-dot", "Morfin 27.5 mg x 1", "27,5", "mg", True),
    ("kind-unknown-word", "Tramadol 50 mg x 3 hokuspokus", "", "mg", False),
    ("kind-two-readings", "Pinex 1.500 mg x 3", "", "mg", True),
    ("kind-fraction", "Oxycodon 10 mg 1/2 tabl. x 2", "10", "mg", True),
    ("kind-grid", "Oxycodon 10 mg 1+0+2", "30", "mg", True),
    ("kind-tablets-times", "Pinex 500 mg 2 tabl. 3 x dgl", "3000", "mg", True),
    ("kind-paused", "Oxycodon 10 mg x 2, på pause", "", "mg", False),
    ("kind-titration", "Pregabalin 75 mg x 2 under optrapning", "", "mg", True),
]


def row_of(client: Client, episode: Episode, line: str) -> PastedRowForm:
    """The row that the page makes of the line."""
    page = client.post(reverse("treatments_paste", args=[episode.pk]), {"text": line, "status": "current"})
    assert page.status_code == 200
    (row,) = page.context["rows"]
    assert isinstance(row, PastedRowForm)
    return row


@pytest.mark.parametrize(("line", "dose", "unit", "ticked"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_a_line_becomes_the_right_row(
    line: str, dose: str, unit: str, ticked: bool, gp_client: Client, episode: Episode
) -> None:
    """Tried: the reader of before, which fails D2 and D4 to D10; a stopped row ticked, and one not understood."""
    row = row_of(gp_client, episode, line)
    shown = row["daily_dose_mg"].value()
    assert ("" if shown is None else number_in_danish(shown)) == dose
    assert row["dose_unit"].value() == unit
    assert row["take"].value() is ticked
    status = "" if "sep." in line else "on_hold" if "pause" in line else "current"
    assert row["status"].value() == status
    assert row["as_needed"].value() is any(word in line for word in (" pn", "ved behov", "om nødvendigt"))
