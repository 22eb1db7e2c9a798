"""Cases from the field: a dose as GPs write it, and a dose that is unlikely, asked about and never refused."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from assessment.models import Episode, TaperStep, Treatment, TreatmentEvent
from assessment.pages.treatments.dose_field import DoseField, strength_in
from assessment.record.clock import today
from assessment.rules.facts import TreatmentRow
from assessment.rules.medication.opioid_total import NOT_IN_LIST, opioid_exposure
from guidelines.in_force.content import Content
from guidelines.medicines.model import parse_medicines
from guidelines.vocabulary.reading import ContentFault
from tests.support.content.medicines import BODY, KINDS, MEDICINES
from tests.support.http.treatments import add_url, section_url
from tests.support.records.cast import Cast
from tests.support.records.patients import treat

pytestmark = pytest.mark.usefixtures("in_a")

INSTANYL = {"name": "Instanyl", "kind": "strong_opioid", "status": "current", "daily_dose_mg": "400"}


def send(client: Client, episode: Episode, **typed: str) -> HttpResponse:
    data = {"status": "current", "kind": "other_drug", "quick": "1", "identifier": str(uuid4())}
    return client.post(add_url(episode), data | typed)


def said(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def test_400_mg_of_a_nasal_spray_is_asked_about_and_kept_when_it_is_right(gp_client: Client, episode: Episode) -> None:
    """D24. Tried: a limit that refuses; a yes to another dose; the unit of the medicine guessed."""
    asked = send(gp_client, episode, **INSTANYL)
    assert asked.status_code == 422
    assert "400 mg Fentanyl næsespray i døgnet? Styrkerne er 50–400 µg." in said(asked)
    assert "Mener du 400 µg?" in said(asked)
    assert 'name="sure" value="daily_dose_mg=400 mg"' in said(asked)
    assert not Treatment.objects.exists()
    assert send(gp_client, episode, **INSTANYL, sure="daily_dose_mg=40 mg").status_code == 422
    assert send(gp_client, episode, **INSTANYL, sure="daily_dose_mg=400 mg").status_code == 302
    row = Treatment.objects.get()
    assert (row.daily_dose_mg, row.dose_confirmed) == (400, True)
    assert TreatmentEvent.objects.get().dose_confirmed
    assert "som ingen har bekræftet" not in said(gp_client.get(section_url(episode)))


def test_400_micrograms_are_400_micrograms(gp_client: Client, episode: Episode) -> None:
    """D24, as the page offers it: the unit follows the medicine. Tried: µg a day kept as mg."""
    page = said(gp_client.get(section_url(episode)))
    assert '<option value="ug">µg i døgnet</option>' in page
    assert send(gp_client, episode, **INSTANYL, dose_unit="ug").status_code == 302
    row = Treatment.objects.get()
    assert (row.daily_dose_mg, row.dose_unit, row.dose_confirmed) == (Decimal("0.4"), "ug", False)
    page = said(gp_client.get(section_url(episode)))
    assert "400 µg i døgnet" in page
    assert "100 mg morfin" in page
    form = gp_client.get(reverse("treatment_change", args=[episode.pk, row.pk])).context["form"]
    assert (form["daily_dose_mg"].value(), form["dose_unit"].value()) == (400, "ug")


def test_a_dose_that_was_confirmed_is_not_asked_about_again(gp_client: Client, episode: Episode) -> None:
    """Tried: every save asks; a yes that holds for a higher dose as well."""
    send(gp_client, episode, **INSTANYL, sure="daily_dose_mg=400 mg")
    row = Treatment.objects.get()
    address = reverse("treatment_change", args=[episode.pk, row.pk])
    again = INSTANYL | {"atc": "N02AB03", "dose_unit": "mg", "side_effects": "træt", "seen_version": "1"}
    assert gp_client.post(address, again).status_code == 302
    assert Treatment.objects.get().dose_confirmed
    assert gp_client.post(address, again | {"daily_dose_mg": "500", "seen_version": "2"}).status_code == 422


def test_the_sum_says_when_it_rests_on_a_dose_that_nobody_confirmed(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    """A row from before, or from elsewhere. Tried: the sum as good as any other."""
    treat(cast.gp, episode, "strong_opioid", "current", name="Instanyl", daily_dose_mg=Decimal(400))
    treat(cast.gp, episode, "strong_opioid", "current", name="Morfin", daily_dose_mg=Decimal(30))
    page = said(gp_client.get(section_url(episode)))
    assert "som ingen har bekræftet: Instanyl 400 mg." in page


@pytest.mark.parametrize(
    ("typed", "dose", "reckoned"),
    [
        pytest.param("50 mg x 4", 200, "50 mg × 4 = 200 mg", id="D25"),
        ("500 mg 2 tabl. 3 x dgl", 3000, "500 mg × 2 × 3 = 3000 mg"),
        ("50 mg 1+0+2", 150, ""),
        ("50 mg 1/2 tabl. morgen", 25, ""),
        ("0.5 mg x 2", 1, ""),
        ("200 mg", 200, ""),
        ("2 g", 2000, ""),
        ("400 µg", Decimal("0.4"), ""),
    ],
)
def test_a_dose_is_read_as_gps_write_it(
    typed: str, dose: Any, reckoned: str, gp_client: Client, episode: Episode
) -> None:
    """Tried: only numbers; how it was reckoned not shown."""
    response = send(gp_client, episode, name="Noget hjemmelavet", daily_dose_mg=typed)
    assert response.status_code == 302, said(response)
    assert Treatment.objects.get().daily_dose_mg == dose
    page = said(gp_client.get(section_url(episode)))
    assert not reckoned or f"Regnet ud: {reckoned} i døgnet." in page


@pytest.mark.parametrize(
    ("name", "typed", "dose"),
    [
        ("Dolol 50 mg", "1/2 tabl. morgen", 25),
        ("Dolol 50 mg", "1+0+2", 150),
        ("Dolol 2,5 mg", "2 tabl. x 2", 10),
    ],
)
def test_the_strength_that_a_name_says_is_that_of_one_tablet(
    name: str, typed: str, dose: int, gp_client: Client, episode: Episode
) -> None:
    assert send(gp_client, episode, name=name, daily_dose_mg=typed).status_code == 302
    assert Treatment.objects.get().daily_dose_mg == dose


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("50 mg pn", "ikke én fast dosis i døgnet"),
        ("10/5 mg", "i døgnet"),
        ("1-2 x 3", "mg i døgnet"),
        ("10 mg hver 3. dag", "ikke én fast dosis i døgnet"),
        ("50 mg x 3 pr uge", "ikke én fast dosis i døgnet"),
        ("1+0+2", "Hvor mange mg er én?"),
        ("50 mg flimmer x 2", "Ikke forstået: »flimmer«."),
        ("1.500 mg x 2", "Skriv 3000 eller 3."),
        ("1.500 mg", "Skriv 1500 eller 1,5."),
        ("noget", "Indtast et tal."),
        ("x" * 300, "Indtast et tal."),
        ("1" * 300, "Indtast et tal."),
    ],
)
def test_what_is_no_dose_a_day_is_refused_in_words_with_what_was_typed(
    typed: str, words: str, gp_client: Client, episode: Episode
) -> None:
    """Stays open: as needed, intervals, two strengths, a span. Tried: the first number taken."""
    response = send(gp_client, episode, name="Noget hjemmelavet", daily_dose_mg=typed)
    assert response.status_code == 422
    assert words in said(response)
    assert response.context["form"]["daily_dose_mg"].value() == typed
    assert not Treatment.objects.exists()


@pytest.mark.parametrize(
    ("highest_mg", "typed", "dose"),
    [
        (Decimal(400), "1.500", Decimal("1.5")),
        (Decimal(1), "1.500", 1500),
        (Decimal(400), "1.500 mg x 2", 3),
        (None, "1.500", None),
        (Decimal(4000), "1.500", None),
    ],
)
def test_the_highest_dose_of_the_medicine_decides_between_two_readings(
    highest_mg: Decimal | None, typed: str, dose: Any
) -> None:
    """Tried: the highest dose refuses. Where neither reading is in use, the Danish one is asked about."""
    field = DoseField(required=False)
    field.highest_mg = highest_mg
    if dose is None:
        with pytest.raises(ValidationError, match="Skriv 1500 eller 1,5"):
            field.clean(typed)
    else:
        assert field.clean(typed) == dose


def test_a_taper_step_is_asked_about_too(gp_client: Client, episode: Episode) -> None:
    rows = {"step-TOTAL_FORMS": "1", "step-INITIAL_FORMS": "0", "step-0-planned_on": f"{today():%d.%m.%Y}"}
    rows |= {"medicine": "tramadol", "start_dose": "400 mg", "step-0-dose": "meget", "step-0-daily_dose_mg": "4000"}
    address = reverse("taper_add", args=[episode.pk])
    asked = gp_client.post(address, rows)
    assert asked.status_code == 422
    assert "4000 mg Tramadol i døgnet?" in said(asked)
    assert 'name="sure" value="step-0-daily_dose_mg=4000 mg"' in said(asked)
    assert gp_client.post(address, rows | {"sure": "step-0-daily_dose_mg=4000 mg"}).status_code == 302
    assert TaperStep.objects.get().daily_dose_mg == 4000


@pytest.mark.parametrize("name", ["Morfin injektion", "Morfin inj.", "Morfin s.c.", "Morfin i.v.", "Morfin stikpiller"])
def test_what_is_not_swallowed_is_not_reckoned_as_tablets(name: str) -> None:
    """Tried: a code that tablets and injections share taken for tablets."""
    row = TreatmentRow("strong_opioid", "current", name=name, atc="N02AA01", daily_dose_mg=10.0)
    (use,) = opioid_exposure([row], MEDICINES).uses
    assert (use.morphine_mg, use.unknown) == (None, NOT_IN_LIST)
    tablets = TreatmentRow("strong_opioid", "current", name="", atc="N02AA01", daily_dose_mg=10.0)
    assert opioid_exposure([tablets], MEDICINES).total_mg == 10


def test_every_highest_dose_of_the_content_names_its_ground() -> None:
    """Every opioid has one or no fixed dose. Tried: one without; a limit without its ground cannot even be read."""
    for row in BODY["medicines"]:
        assert ("highest" in row) == ("highest_check" in row or "highest_source" in row), row["name"]
    without = {medicine.name for medicine in MEDICINES.without_limit if medicine.opioid}
    assert all("og" in name.split() for name in without), without
    assert len(MEDICINES.unchecked) + len(MEDICINES.without_limit) == len(MEDICINES.entries)


@pytest.mark.parametrize(
    "change",
    [
        {"highest": 0},
        {"highest": "400"},
        {"highest_check": None, "highest": 400},
        {"highest_source": "product-summaries"},
    ],
)
def test_a_highest_dose_that_cannot_be_is_named(change: dict[str, Any]) -> None:
    rows = [row | change if row["name"] == "Tramadol" else row for row in BODY["medicines"]]
    with pytest.raises(ContentFault, match="højeste dosis"):
        parse_medicines(BODY | {"medicines": rows}, KINDS)


@pytest.mark.parametrize(
    ("name", "strength"),
    [("Tramadol 50 mg", 50), ("Morfin 2,5 mg depot", Decimal("2.5")), ("Tramadol", None), ("X 10 mg / 5 mg", None)],
)
def test_a_strength_is_taken_only_where_there_is_one(name: str, strength: Any) -> None:
    assert strength_in(name) == strength


def test_whoever_reviews_the_medicines_sees_what_is_unchecked_and_what_is_missing(
    cast: Cast, sign_in: Any, content: Content
) -> None:
    """Tried: the limits in the file only."""
    address = reverse("editing_release", args=[content.releases["medicines"].pk])
    page = said(sign_in(cast.editor).get(address))
    assert "<td>3200 µg</td><td>50–400 µg</td>" in page.replace("> <", "><")
    assert "Produktresumé for tramadol, afsnit 4.2" in page
    assert "Uden højeste dosis; der spørges ikke:</strong> Acetylsalicylsyre" in page
    other = said(sign_in(cast.editor).get(reverse("editing_release", args=[content.releases["vocabulary"].pk])))
    assert "Højeste doser" not in other
