"""A pasted list of medicines: what is read, what is left open, and that nothing is dropped or invented."""

from decimal import Decimal

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from assessment.rules.medication.dosage.lexicon import Open
from assessment.rules.medication.medicine_list import LONGEST_NAME, read_line, read_medicine_list
from guidelines.content_files.loading import read_yaml
from guidelines.medicines.model import parse_medicines

KINDS = {row["key"] for row in read_yaml(settings.FIXTURES_DIR / "vocabulary.yaml")["treatment_kinds"]}
MEDICINES = parse_medicines(read_yaml(settings.FIXTURES_DIR / "medicines.yaml"), KINDS)


def dose(line: str) -> tuple[str | None, str | None, str]:
    """The medicine, the dose a day and its unit."""
    read = read_line(line, MEDICINES)
    shown = f"{read.dose.normalize():f}" if read.dose is not None else None
    return (read.medicine.name if read.medicine else None), shown, read.unit


@pytest.mark.parametrize(
    ("line", "name", "milligrams"),
    [
        ("Amitriptylin 25 mg, 1 tablet til natten", "Amitriptylin", "25"),
        ("Tbl. Pinex 500 mg 2x4", "Paracetamol", "4000"),
        ("Tbl. Pinex 500 mg 2 × 4", "Paracetamol", "4000"),
        ("Oxycodon depot 10 mg x 2", "Oxycodon", "20"),
        ("Oxycodon 10 mg x 2 dagligt", "Oxycodon", "20"),
        ("Gabapentin 300 mg 3 gange dagligt", "Gabapentin", "900"),
        ("- Gabapentin 300 mg tre gange dagligt", "Gabapentin", "900"),
        ("• Morfin 10 mg 1+0+1", "Morfin", "20"),
        ("1. Tramadol 50 mg 1-1-2", "Tramadol", "200"),
        ("2) Tramadol 50 mg 2 stk x 3", "Tramadol", "300"),
        ("Paracetamol 1 g x 4", "Paracetamol", "4000"),
        ("Ibuprofen 400 mg 1 dagl.", "Ibuprofen", "400"),
        ("Ibuprofen 400 mg ½ tablet morgen", "Ibuprofen", "200"),
        ("Ibuprofen 400 mg 1 kapsel morgen, 2 kapsler aften", "Ibuprofen", "1200"),
        ("Metadon 2,5 mg morgen og aften", "Metadon", "5"),
        ("Pregabalin\t75 mg\tkapsler, hårde\t1 kapsel 2 gange dagligt", "Pregabalin", "150"),
        ("Lyrica (pregabalin) 150 mg x 2", "Pregabalin", "300"),
        ("Tramadol (N02AX02) 100 mg x 2", "Tramadol", "200"),
        ("N03AX12 Gabapentin 600 mg x 3", "Gabapentin", "1800"),
        ("N02BF02 75 mg x 2", "Pregabalin", "150"),
        ("Contalgin 10 mg hver 12. time", "Morfin", "20"),
        ("Duloxetin 60 mg daglig", "Duloxetin", "60"),
        ("Saroten 10 mg en tablet til natten", "Amitriptylin", "10"),
        ("Ipren 200 mg 2 tabletter 3 gange om dagen mod smerter", "Ibuprofen", "1200"),
        ("Gabapentin 300 mg 1 kapsel morgen, middag og aften", "Gabapentin", "900"),
        ("Buprenorphin under tungen 200 mikrogram x 3", "Buprenorphin under tungen", "0.6"),
    ],
)
def test_a_line_that_says_it_in_one_way_has_a_dose(line: str, name: str, milligrams: str) -> None:
    assert dose(line) == (name, milligrams, "mg")


@pytest.mark.parametrize(
    "line",
    [
        "Ibuprofen 400 mg p.n.",
        "Ibuprofen 400 mg pn",
        "Ibuprofen 400 mg 3 gange dagligt ved behov",
        "Ibuprofen 400 mg x 3 ved smerter",
        "Ibuprofen 400 mg x 3, højst 6",
        "Ibuprofen 400 mg, max 3 dagligt",
        "Ibuprofen 400 mg 1-2 tabletter 3 gange dagligt",
        "Ibuprofen 400 mg",
        "Ibuprofen x 3",
        "Ibuprofen 200 mg x 2 + 400 mg x 1",
        "Ibuprofen 200/400 mg x 3",
        "Ibuprofen 400 mg 1 tablet 2 gange daglig i 10 dage",
        "Ibuprofen 400 mg hver anden dag",
        "Ibuprofen 400 mg x 1 om ugen",
        "Ibuprofen 400 mg x 1,5",
        "Ibuprofen 400 mg hver 7. time",
        "Ibuprofen 400 mg hver 0. time",
        "Ibuprofen 400 mg/ml x 3",
        "Ibuprofen 1.2.3 mg x 3",
        "Ibuprofen 5 % x 3",
        "Ibuprofen 400 mg efter skema x 3",
        "Ibuprofen 400 mg x 3 evt. mere",
        "Ibuprofen 400 mg 2x3 (før 3x3)",
        "Ibuprofen 400 mg x 3, seponeret",
        "Ibuprofen 400 mg 0+0+0",
        "Ibuprofen 25 µg/t",
    ],
)
def test_a_line_that_leaves_the_dose_open_has_none(line: str) -> None:
    assert dose(line) == ("Ibuprofen", None, "mg")
    assert read_line(line, MEDICINES).reckoned == ""


@pytest.mark.parametrize(
    ("line", "name", "strength"),
    [
        ("Fentanyl plaster 25 mikrogram/time, skiftes hver 72. time", "Fentanyl plaster", "25"),
        ("Fentanyl plaster 12 µg/t hver 3. dag", "Fentanyl plaster", "12"),
        ("Durogesic 12,5 mikrogram pr. time", "Fentanyl plaster", "12.5"),
        ("Norspan 10 mikrogram/time", "Buprenorphin plaster", "10"),
        ("Norspan 10 mikrogram/time 2 plastre", "Buprenorphin plaster", "20"),
        ("Norspan 10 mikrogram/time ½ plaster", "Buprenorphin plaster", None),
        ("Norspan 10 mg x 1", "Buprenorphin plaster", None),
        ("Norspan 10 mg/time", "Buprenorphin plaster", None),
        ("Norspan 10 mikrogram/time p.n.", "Buprenorphin plaster", None),
        ("Norspan 10 mikrogram/time ved behov", "Buprenorphin plaster", None),
        ("Norspan 10 mikrogram/time, seponeret", "Buprenorphin plaster", None),
    ],
)
def test_a_patch_is_read_in_micrograms_per_hour(line: str, name: str, strength: str | None) -> None:
    assert dose(line) == (name, strength, "ug_h")


def test_it_is_said_how_a_dose_was_reckoned() -> None:
    assert read_line("Pinex 500 mg 2x4", MEDICINES).reckoned == "500 mg × 2 × 4 = 4000 mg"
    assert read_line("Metadon 2,5 mg x 2", MEDICINES).reckoned == "2,5 mg × 2 = 5 mg"
    assert read_line("Norspan 10 µg/t", MEDICINES).reckoned == "plaster 10 µg/t"
    assert read_line("Ibuprofen 400 mg ½ tablet morgen", MEDICINES).reckoned == "400 mg × 0,5 × 1 = 200 mg"
    assert read_line("Ibuprofen 400 mg ½ tablet x 3", MEDICINES).reckoned == "400 mg × 0,5 × 3 = 600 mg"
    assert read_line("Ibuprofen 400 mg 1 tablet x 3", MEDICINES).reckoned == "400 mg × 3 = 1200 mg"


@pytest.mark.parametrize(
    ("line", "name", "atc"),
    [
        ("Hjertemagnyl 75 mg 1 daglig", "Hjertemagnyl", ""),
        ("Esomeprazol 40 mg sammen med ibuprofen", "Esomeprazol", ""),
        ("Metformin (A10BA02) 500 mg x 2", "Metformin", "A10BA02"),
        ("Medicin pr. 12.03.2024", "Medicin pr", ""),
        ("Kodein/paracetamol 30/500 mg x 4", "Kodein/paracetamol", ""),
        ("???", "???", ""),
    ],
)
def test_what_is_not_recognised_keeps_its_text_and_gets_no_medicine(line: str, name: str, atc: str) -> None:
    read = read_line(line, MEDICINES)
    assert (read.medicine, read.dose, read.text, read.name, read.atc) == (None, None, line, name, atc)


def test_a_name_and_a_code_are_taken_as_they_stand_in_the_line() -> None:
    read = read_line("Tabl. Gabapentin N03AX12 300 mg x 3", MEDICINES)
    assert (read.name, read.atc) == ("Gabapentin", "N03AX12")
    assert read_line("Pinex 500 mg", MEDICINES).atc == "N02BE01"
    assert read_line("Oxycodon depot 10 mg", MEDICINES).name == "Oxycodon depot"


def test_no_line_is_dropped_and_empty_lines_are_none() -> None:
    text = "Aktuel medicin:\n\n  Pinex 500 mg 2x4  \r\nVitamin D\n\t\n" + "x" * 5000
    lines = read_medicine_list(text, MEDICINES)
    assert [line.text for line in lines] == ["Aktuel medicin:", "Pinex 500 mg 2x4", "Vitamin D", "x" * 5000]
    assert [line.medicine is not None for line in lines] == [False, True, False, False]
    assert lines[-1].name == "x" * LONGEST_NAME


def test_a_heading_holds_for_the_lines_below_it() -> None:
    """Tried: a heading that is not read; one that holds to the end; one that holds for known medicines only."""
    text = """Fast medicin:
Tramadol 50 mg x 3
Seponeret medicin:

Oxycodon 10 mg x 2
Hjertemagnyl 75 mg x 1
Morfin 10 mg x 2
PN
Ibuprofen 400 mg x 3
Aktuel medicin
Gabapentin 300 mg x 3"""
    read = {line.name: line for line in read_medicine_list(text, MEDICINES) if line.medicine}
    assert {name: line.dose for name, line in read.items()} == {
        "Tramadol": 150,
        "Oxycodon": None,
        "Morfin": None,
        "Ibuprofen": None,
        "Gabapentin": 900,
    }
    assert [name for name, line in read.items() if not line.is_clear] == ["Oxycodon", "Morfin"]
    unrecognised = {line.name: line for line in read_medicine_list(text, MEDICINES) if not line.medicine}
    assert unrecognised["Hjertemagnyl"].dosage.is_not_used


def test_a_line_goes_on_below_where_all_of_it_is_understood() -> None:
    """Tried: `seponeret` on the next line not read; a line below that speaks of something else read as its end."""
    text = "Pinex 500 mg\n2 tabletter 4 gange dagligt\nMorfin 10 mg x 2\n(seponeret)\n\nVitamin D"
    pinex, below, morphine, *_ = read_medicine_list(text, MEDICINES)
    assert (pinex.dose, pinex.text, below.medicine) == (4000, "Pinex 500 mg", None)
    assert (morphine.dose, morphine.dosage.is_not_used, morphine.is_clear) == (None, True, False)
    for apart in ("Pinex 500 mg\n\n2 tabletter 4 gange dagligt", "Pinex 500 mg\nVitamin D 2 tabletter dagligt"):
        assert read_medicine_list(apart, MEDICINES)[0].dose is None
    three = read_medicine_list("Pinex 500 mg\n2 tabletter\n4 gange dagligt", MEDICINES)[0]
    assert three.dose == 4000
    endless = read_medicine_list("Pinex 500 mg x 4\n" + "smerter\n" * 90, MEDICINES)[0]
    assert (endless.dose, endless.dosage.reasons) == (None, (Open.SEVERAL_WAYS,))
    by_whom = read_medicine_list("Morfin 10 mg x 2\nSeponeret af sygehuset i 2022", MEDICINES)[0]
    assert (by_whom.dose, by_whom.is_clear, by_whom.dosage.unknown) == (None, False, ("sygehuset", "i", "2022"))
    complete = read_medicine_list("Pinex 500 mg x 2\n2 tabletter 4 gange dagligt", MEDICINES)[0]
    assert (complete.dose, complete.is_clear) == (None, True)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Seponeret: Tramadol 50 mg x 3", "Tramadol"),
        ("PN Tramadol retard 50 mg x 3", "Tramadol retard"),
        ("Tramadol ved behov 50 mg x 3", "Tramadol"),
        ("50 mg Tramadol x 3", "Tramadol"),
        ("Lyrica (pregabalin) 150 mg x 2", "Lyrica (pregabalin)"),
        ("Dolatramyl N02AX02 50 mg x 3", "Dolatramyl"),
    ],
)
def test_the_name_is_without_what_stands_around_it(line: str, name: str) -> None:
    read = read_line(line, MEDICINES)
    assert (read.medicine is not None, read.name, read.dosage.unknown) == (True, name, ())


def test_a_medicine_that_is_not_recognised_says_that_it_was_stopped() -> None:
    read = read_line("Metformin 500 mg x 2 (sep.)", MEDICINES)
    assert (read.medicine, read.dosage.is_not_used) == (None, True)


@given(st.text(max_size=120))
def test_any_text_at_all_is_read_without_a_fault(text: str) -> None:
    lines = read_medicine_list(text, MEDICINES)
    assert [line.text for line in lines] == [line.strip() for line in text.splitlines() if line.strip()]
    assert all(line.dose is None or (line.medicine and line.dose >= 0) for line in lines)


@given(st.integers(1, 999), st.integers(1, 4), st.integers(1, 6))
def test_strength_count_and_times_make_the_dose(strength: int, count: int, times: int) -> None:
    read = read_line(f"Ibuprofen {strength} mg, {count} tabletter {times} gange dagligt", MEDICINES)
    assert read.dose == Decimal(strength * count * times)
