"""Opioids in use as oral morphine: at the values of the Norwegian table, and where nothing can be reckoned."""

from decimal import Decimal

import pytest

from assessment.rules.facts import TreatmentRow
from assessment.rules.medication.opioid_total import NO_DOSE, NO_NAME, NOT_IN_LIST, opioid_exposure
from guidelines.medicines.model import NO_MEDICINES
from tests.support.content.medicines import MEDICINES


def row(
    name: str, dose: float | None, kind: str = "strong_opioid", status: str = "current", **more: str
) -> TreatmentRow:
    return TreatmentRow(kind, status, name=name, daily_dose_mg=dose, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "dose", "morphine"),
    [
        # Each of these is about 30 mg of oral morphine in the table.
        ("Morfin", 30, 30),
        ("Kodein", 300, 30),
        ("Tramadol", 200, 30),
        ("Tapentadol", 150, 30),
        ("Oxycodon", 20, 30),
        ("Ketobemidon", 30, 30),
        ("Hydromorfon", 6, 30),
        ("Fentanyl plaster", 0.3, 30),  # 12,5 µg an hour
        ("Buprenorphin plaster", 0.324, 30),  # 13,5 µg an hour, 29.97
        ("Buprenorphin under tungen", 0.625, 30),
        ("oxycodon depot", 35, Decimal("52.5")),
        ("Buprenorphin plaster", 0.12, Decimal("11.1")),  # 5 µg an hour
    ],
)
def test_an_opioid_comes_to_what_the_table_says(name: str, dose: float, morphine: Decimal) -> None:
    (use,) = opioid_exposure([row(name, dose)], MEDICINES).uses
    assert (use.morphine_mg, use.unknown) == (morphine, "")


def test_the_sum_is_whole_when_every_opioid_is_in_it() -> None:
    exposure = opioid_exposure([row("Tramadol", 200, "tramadol"), row("Oxycodon", 20)], MEDICINES)
    assert (exposure.total_mg, exposure.is_complete) == (60, True)
    assert exposure.table
    assert exposure.table.key == "omeq-norway"
    assert "ikke" in exposure.warning


@pytest.mark.parametrize(
    ("unknown", "reason"),
    [
        (row("Metadon", 20), "5:1"),
        (row("Oxycodon", None), NO_DOSE),
        (row("Oxycodon", 0), NO_DOSE),
        (row("", 20), NO_NAME),
        (row("Sufentanil", 20), NOT_IN_LIST),
        (row("Fentanyl", 20, atc="N02AB03"), NOT_IN_LIST),
        (row("Kodein og paracetamol", 240, "other_drug"), "linje for sig"),
    ],
)
def test_what_cannot_be_reckoned_is_named_and_the_sum_is_at_least(unknown: TreatmentRow, reason: str) -> None:
    exposure = opioid_exposure([row("Oxycodon", 20), unknown], MEDICINES)
    assert (exposure.total_mg, exposure.is_complete) == (30, False)
    assert reason in exposure.uses[1].unknown
    assert exposure.uses[1].morphine_mg is None


def test_where_nothing_can_be_reckoned_there_is_no_sum() -> None:
    assert opioid_exposure([row("Metadon", 20)], MEDICINES).total_mg is None
    without_list = opioid_exposure([row("Oxycodon", 20)], NO_MEDICINES)
    assert (without_list.total_mg, without_list.uses[0].unknown) == (None, NOT_IN_LIST)


@pytest.mark.parametrize(
    "other",
    [
        row("Oxycodon", 20, status="stopped"),
        row("Oxycodon", 20, status="declined"),
        row("Amitriptylin", 25, "tca"),
        row("Gabapentin", 900, "gabapentinoid"),
    ],
)
def test_only_opioids_in_use_are_counted(other: TreatmentRow) -> None:
    exposure = opioid_exposure([other], MEDICINES)
    assert (exposure.uses, exposure.total_mg) == ((), None)


def test_an_opioid_is_known_by_its_code_and_a_patch_by_its_unit() -> None:
    by_code = opioid_exposure([row("Noget andet", 60, "other_drug", atc="R05DA04")], MEDICINES)
    assert by_code.total_mg == 6
    patch = opioid_exposure([row("Fentanyl", 0.288, atc="N02AB03", dose_unit="ug_h")], MEDICINES)
    assert patch.total_mg == Decimal("28.8")


@pytest.mark.parametrize("code", ["N02AX99", "n02ax99", "N02AA01", "R05DA04", "N07BC02"])
def test_an_opioid_that_the_code_alone_tells_is_named_as_unknown(code: str) -> None:
    """Tried: left out where neither its kind nor its name says that it is an opioid."""
    exposure = opioid_exposure([row("Et nyt middel", 20, "other_drug", atc=code)], NO_MEDICINES)
    (use,) = exposure.uses
    assert (use.name, use.morphine_mg, use.unknown) == ("Et nyt middel", None, NOT_IN_LIST)
    assert (exposure.total_mg, exposure.is_complete) == (None, False)


@pytest.mark.parametrize("code", ["", "N02BE01", "R05DA09", "N07BB01"])
def test_another_code_tells_no_opioid(code: str) -> None:
    assert opioid_exposure([row("Et nyt middel", 20, "other_drug", atc=code)], NO_MEDICINES).uses == ()
