"""The list of medicines: found by name or code, checked when it is loaded, and its factors."""

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from guidelines.content_files.loading import load_publication
from guidelines.in_force.content import Content, current_content
from guidelines.medicines.model import NO_MEDICINES, Medicine, Medicines, fold, parse_medicines
from guidelines.models import Release, Source
from guidelines.vocabulary.reading import ContentFault
from tests.support.content.medicines import BODY, KINDS, MEDICINES


def names(query: str, medicines: Medicines = MEDICINES) -> list[str]:
    return [medicine.name for medicine in medicines.search(query)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("amitr", ["Amitriptylin"]),
        ("AMITRIPTYLIN", ["Amitriptylin"]),
        ("saroten", ["Amitriptylin"]),
        ("N06AA09", ["Amitriptylin"]),
        ("n06aa", ["Amitriptylin", "Nortriptylin", "Imipramin", "Clomipramin"]),
        ("N02BF", ["Gabapentin", "Pregabalin"]),
        ("N03AX12", ["Gabapentin"]),
        ("N03AX16", ["Pregabalin"]),
        ("næse", ["Fentanyl i mund eller næse", "Fentanyl næsespray"]),
        ("naese", ["Fentanyl i mund eller næse", "Fentanyl næsespray"]),
        ("plaster fent", ["Fentanyl plaster"]),
        ("voltaren gel", ["Diclofenac gel"]),
        ("zzz", []),
        ("", []),
        ("   ", []),
    ],
)
def test_a_medicine_is_found_by_name_other_name_or_code(query: str, found: list[str]) -> None:
    assert names(query) == found


def test_what_begins_with_the_query_comes_first() -> None:
    assert names("paracetamol")[0] == "Paracetamol"
    assert {"Kodein og paracetamol", "Tramadol og paracetamol"} <= set(names("paracetamol"))


@pytest.mark.parametrize(("one", "other"), [("Næse", "naese"), ("Rødt", "roedt"), ("Ål", "aal"), ("A  b-c", "a b c")])
def test_danish_letters_are_found_as_they_are_typed_without_them(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("gabapentin", "Gabapentin"),
        ("Oxycodon depot", "Oxycodon"),
        ("Tramadol retard tabletter", "Tramadol"),
        ("N02BF01", "Gabapentin"),
        ("n03ax12", "Gabapentin"),
        ("gabapent", None),
        ("N02AB03", None),
        ("", None),
    ],
)
def test_a_whole_name_or_a_code_that_one_medicine_has_identifies_it(text: str, name: str | None) -> None:
    found = MEDICINES.identify(text)
    assert (found.name if found else None) == name


def test_where_two_ways_of_giving_share_a_code_the_unit_tells_the_patch() -> None:
    assert MEDICINES.of_row("", "N02AB03") is None
    patch = MEDICINES.of_row("fentanyl", "N02AB03", "ug_h")
    assert patch is not None
    assert patch.name == "Fentanyl plaster"


def test_both_codes_of_the_gabapentinoids_are_kept_the_one_in_force_first() -> None:
    codes = {name: medicine.atc for name in ("Gabapentin", "Pregabalin") if (medicine := MEDICINES.named(name))}
    assert codes == {"Gabapentin": ("N02BF01", "N03AX12"), "Pregabalin": ("N02BF02", "N03AX16")}


def test_the_factors_shown_are_the_norwegian_ones() -> None:
    factors = {medicine.name: medicine.factor for medicine in MEDICINES.entries if medicine.factor is not None}
    assert factors == {
        "Morfin": Decimal(1),
        "Kodein": Decimal("0.1"),
        "Tramadol": Decimal("0.15"),
        "Tapentadol": Decimal("0.2"),
        "Oxycodon": Decimal("1.5"),
        "Ketobemidon": Decimal(1),
        "Hydromorfon": Decimal(5),
        "Fentanyl plaster": Decimal(100),
        "Fentanyl i mund eller næse": Decimal(250),
        "Fentanyl næsespray": Decimal(250),
        "Buprenorphin plaster": Decimal("92.5"),
        "Buprenorphin under tungen": Decimal(48),
    }
    assert MEDICINES.table
    assert (MEDICINES.table.key, "Norge" in MEDICINES.table.title) == ("omeq-norway", True)


def test_every_opioid_has_a_factor_or_says_why_not() -> None:
    opioids = [medicine for medicine in MEDICINES.entries if medicine.opioid]
    assert len(opioids) >= 15
    assert all((medicine.factor is None) == bool(medicine.factor_unknown) for medicine in opioids)
    methadone = MEDICINES.named("metadon")
    assert methadone
    assert "5:1" in methadone.factor_unknown


def broken(**changes: Any) -> dict[str, Any]:
    body = deepcopy(BODY)
    body["medicines"][0] |= changes
    return body


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"kind": "leeches"}, "ingen behandling »leeches«"),
        ({"route": "by post"}, "måden det gives på er »oral«.*, ikke »by post«"),
        ({"unit": "drops"}, "enheden er »mg«.*, ikke »drops«"),
        ({"atc": ["N02"]}, "ATC-kode"),
        ({"omeq": {"omeq-norway": 1}}, "et opioid skal have"),
        ({"opioid": True}, "et opioid skal have"),
        ({"opioid": True, "omeq": {"cdc-2022": 1}}, "et opioid skal have"),
        ({"opioid": True, "omeq": {"omeq-norway": 0}}, "ikke over 0"),
        ({"opioid": True, "omeq": {"omeq-norway": 1, "own": 2}}, "hører ikke til en tabel"),
        ({"search": ["Saroten"]}, "står to gange"),
    ],
)
def test_a_list_with_a_fault_is_refused_with_its_name(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(ContentFault, match=fault):
        parse_medicines(broken(**changes), KINDS)


def test_a_table_to_show_must_exist() -> None:
    with pytest.raises(ContentFault, match="ingen tabel over faktorer »none«"):
        parse_medicines(BODY | {"shown_factors": "none"}, KINDS)


def test_the_list_in_force_is_part_of_the_content_and_names_sources_that_exist(content: Content) -> None:
    assert [medicine.name for medicine in content.medicines.entries] == [row["name"] for row in BODY["medicines"]]
    assert set(Source.objects.values_list("pk", flat=True)) >= {row["source"] for row in BODY["factor_tables"]}


@pytest.mark.django_db
def test_a_new_edition_is_a_release_of_its_own_and_none_at_all_is_an_empty_list() -> None:
    with transaction.atomic():
        changed = deepcopy(BODY)
        changed["medicines"] = changed["medicines"][:1]
        assert load_publication(changed).number == 2
        assert [medicine.name for medicine in current_content().medicines.entries] == ["Paracetamol"]
        (release,) = Release.objects.effective().filter(publication__kind="medicines")
        Release.objects.filter(pk=release.pk).update(effective=(release.effective.lower, timezone.now()))
        assert current_content().medicines is NO_MEDICINES
        assert NO_MEDICINES.search("a") == []
        assert NO_MEDICINES.identify("Paracetamol") is None
        transaction.set_rollback(True)


def test_a_name_that_begins_with_what_is_typed_comes_before_one_that_is_found_by_another_name() -> None:
    """Tried: the list's own order, and the order turned round."""
    other = Medicine(name="Andet", kind="other_drug", atc=(), other_names=("Morfinholdig",))
    first = Medicine(name="Morfin", kind="strong_opioid", atc=())
    listed = Medicines((other, first))
    assert [medicine.name for medicine in listed.search("morf")] == ["Morfin", "Andet"]
    assert [medicine.name for medicine in listed.search("MORFIN")] == ["Morfin", "Andet"]
