"""The quick line, contradictions, dates of which only the month is known, and what the section shows."""

from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import product
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.episode.workspace import build_workspace, case_of
from assessment.models import Episode, Treatment, TreatmentEvent
from assessment.pages.treatments.forms import TreatmentForm
from assessment.record.clock import today
from assessment.record.consultations import begin_consultation
from assessment.rules.facts import facts_of
from assessment.treatments.ledger import add_treatment, treatments_of
from assessment.treatments.statements import record_complete_list
from assessment.treatments.twins import twin_of
from guidelines.in_force.content import Content
from referrals.letters.prefill import treatment_line
from tests.support.http.queries import MOST, queries_of
from tests.support.http.treatments import QUICK, ROW, add_url, fresh, section_url
from tests.support.records.cast import Cast
from tests.support.records.patients import treat

pytestmark = pytest.mark.usefixtures("in_a")


def form(content: Content, **typed: str) -> TreatmentForm:
    return TreatmentForm(ROW | typed, vocabulary=content.vocabulary, medicines=content.medicines)


def test_the_quick_line_takes_kind_and_code_from_the_medicine(gp_client: Client, episode: Episode) -> None:
    response = gp_client.post(add_url(episode), QUICK | {"identifier": str(uuid4())})
    assert response["Location"] == f"{section_url(episode)}#field_name"
    row = Treatment.objects.get()
    assert (row.kind, row.atc, row.name) == ("tca", "N06AA09", "amitriptylin")
    assert (row.daily_dose_mg, row.status, row.effect) == (25, "stopped", "insufficient")
    assert (row.fast_acting, row.started) == (None, None)


@pytest.mark.parametrize(
    ("typed", "name", "dose"),
    [
        ({"name": "tramadol 50 mg x 3"}, "tramadol", 150),
        ({"name": "Tramadol 50 x 3"}, "Tramadol", 150),
        ({"name": "tramadol", "daily_dose_mg": "50 x 3"}, "tramadol", 150),
        ({"name": "tramadol", "daily_dose_mg": "50x3 dgl."}, "tramadol", 150),
        ({"name": "Norspan 10 µg/t"}, "Norspan", Decimal("0.240")),
        ({"name": "tramadol 50 mg"}, "tramadol 50 mg", None),
        ({"name": "tramadol 50 mg", "daily_dose_mg": "2 x 3"}, "tramadol 50 mg", 300),
    ],
)
def test_a_line_is_read_as_a_clinic_writes_it(
    typed: dict[str, str], name: str, dose: Decimal | int | None, content: Content
) -> None:
    """Tried: a strength alone taken for the dose of a day; two tablets taken for two milligrams."""
    made = form(content, **{"daily_dose_mg": "", "kind": "tramadol", "status": "stopped"} | typed)
    assert made.is_valid(), made.errors
    assert (made.values()["name"], made.values()["daily_dose_mg"]) == (name, dose)


@pytest.mark.parametrize("typed", ["tramadol 50 mg x 3 hvis hun kan", "tramadol 2 x 3", "tramadol 50 mg x 3 pn"])
def test_what_is_not_read_is_kept_as_it_was_typed_and_asked_about(typed: str, content: Content) -> None:
    """Tried: the words that are left over dropped from the dose."""
    made = form(content, name=typed, daily_dose_mg="", kind="", status="current")
    assert not made.is_valid()
    assert list(made.errors) == ["daily_dose_mg"]
    assert f"{made['name'].value()} {made['daily_dose_mg'].value()}" == typed


def test_no_word_of_any_line_is_dropped(content: Content) -> None:
    """Names, doses, times and what else stands in a line: each word is in the row, or asked about."""
    names = ["tramadol", "Noget andet"]
    doses = ["50 mg", "1.500 mg", "½"]
    times = ["x 3", "3 gange dagligt", "1+0+2", ""]
    more = ["", "pn", "indtil 2/12", "efter aftale med Ole"]
    for name, dose, often, beside in product(names, doses, times, more):
        typed = " ".join(part for part in (name, dose, often, beside) if part)
        made = form(content, name=typed, daily_dose_mg="", kind="tramadol", status="stopped")
        kept = f"{made['name'].value()} {made['daily_dose_mg'].value()}".strip()
        assert kept == typed
        if made.is_valid() and made["daily_dose_mg"].value():
            assert made.values()["daily_dose_mg"] is not None


def test_a_pasted_medicine_is_a_twin_of_a_row_without_a_name(cast: Cast, episode: Episode, content: Content) -> None:
    """Tried: only names and codes compared."""
    for kind, name in (("gabapentinoid", "gabapentin 300 mg"), ("tramadol", ""), ("other_drug", "")):
        treat(cast.gp, episode, kind, "current", name=name)
    find = partial(twin_of, atc="", unit="mg", medicines=content.medicines, standing=treatments_of(episode))
    twins = [find(name) for name in ("tramadol", "Gabapentin", "melatonin")]
    assert [twin and twin.kind for twin in twins] == ["tramadol", "gabapentinoid", None]


@pytest.mark.parametrize(
    ("typed", "kind", "atc", "name"),
    [
        ({"name": "N03AX12"}, "gabapentinoid", "N02BF01", "Gabapentin"),
        ({"name": "Pinex"}, "paracetamol", "N02BE01", "Pinex"),
        ({"name": "gabapentin", "atc": "n03ax12"}, "gabapentinoid", "N03AX12", "gabapentin"),
        ({"name": "duloxetin", "kind": "other_drug"}, "other_drug", "N06AX21", "duloxetin"),
        ({"name": "", "kind": "acupuncture"}, "acupuncture", "", ""),
        ({"name": "Noget hjemmelavet", "kind": "other_drug"}, "other_drug", "", "Noget hjemmelavet"),
    ],
)
def test_what_is_chosen_stands_and_the_rest_follows(
    typed: dict[str, str], kind: str, atc: str, name: str, gp_client: Client, episode: Episode
) -> None:
    assert gp_client.post(add_url(episode), {"status": "current"} | typed).status_code == 302
    row = Treatment.objects.get()
    assert (row.kind, row.atc, row.name) == (kind, atc, name)


def test_an_unclear_name_is_asked_about_and_what_was_typed_stays(gp_client: Client, episode: Episode) -> None:
    response = gp_client.post(add_url(episode), QUICK | {"name": "fentanyl"})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"kind", "name"}
    assert "Fentanyl plaster, Fentanyl i mund eller næse" in response.content.decode()
    assert response.context["form"]["daily_dose_mg"].value() == "25"
    assert not Treatment.objects.exists()


def test_more_fields_shows_the_whole_form_with_what_was_typed_and_saves_nothing(
    gp_client: Client, episode: Episode
) -> None:
    identifier = str(uuid4())
    response = gp_client.post(add_url(episode), QUICK | {"more": "1", "identifier": identifier})
    assert response.status_code == 200
    shown = response.context["form"]
    assert (shown["name"].value(), shown["daily_dose_mg"].value(), shown["status"].value()) == (
        "amitriptylin",
        "25",
        "stopped",
    )
    assert (shown["kind"].value(), str(response.context["identifier"])) == ("tca", identifier)
    assert not Treatment.objects.exists()


def test_save_and_add_another_leads_to_an_empty_form(gp_client: Client, episode: Episode) -> None:
    assert gp_client.post(add_url(episode), ROW | {"another": "1"})["Location"] == add_url(episode)
    assert Treatment.objects.count() == 1
    assert gp_client.get(add_url(episode)).context["form"]["name"].value() is None


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"status": "current", "stopped_for_side_effects": "true"}, ["stopped_for_side_effects"]),
        ({"status": "current", "stopped": "2024"}, ["stopped"]),
        ({"started": "2025", "stopped": "2024"}, ["stopped"]),
        ({"started": "06.2024", "stopped": "05.2024"}, ["stopped"]),
        ({"started": "{tomorrow}"}, ["started"]),
        ({"stopped": "{tomorrow}"}, ["stopped"]),
        ({"last_specialist_review": "{tomorrow}"}, ["last_specialist_review"]),
        ({"name": "Norspan", "daily_dose_mg": "10"}, ["dose_unit"]),
        ({"daily_dose_mg": "10", "dose_unit": "ug_h"}, ["dose_unit"]),
        ({"name": "Norspan", "daily_dose_mg": "10,25", "dose_unit": "ug_h"}, ["daily_dose_mg"]),
    ],
)
def test_a_row_that_contradicts_itself_is_refused_with_its_text(
    typed: dict[str, str], fields: list[str], gp_client: Client, episode: Episode
) -> None:
    tomorrow = f"{today() + timedelta(days=1):%d.%m.%Y}"
    typed = {key: value.format(tomorrow=tomorrow) for key, value in typed.items()}
    response = gp_client.post(add_url(episode), ROW | typed | {"reason": "Mine ord"})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == fields
    assert all(response.context["form"][key].value() == value for key, value in typed.items())
    assert "Mine ord" in response.content.decode()
    assert not Treatment.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"started": "2024", "stopped": "2024"},
        {"started": "06.2024", "stopped": "2024"},
        {"status": "stopped", "stopped_for_side_effects": "true"},
        {"status": "current", "stopped_for_side_effects": "false"},
        {"daily_dose_mg": "", "dose_unit": "ug_h"},
    ],
)
def test_what_may_be_true_is_accepted(typed: dict[str, str], content: Content) -> None:
    assert form(content, **typed).is_valid()


@pytest.mark.parametrize("typed", ["5", "7,5", "12,5", "25", "100"])
def test_a_patch_is_kept_in_mg_a_day_and_shown_as_it_was_told(
    typed: str, gp_client: Client, cast: Cast, episode: Episode
) -> None:
    row = {"name": "Norspan", "status": "current", "daily_dose_mg": typed, "dose_unit": "ug_h"}
    assert gp_client.post(add_url(episode), row).status_code == 302
    kept = Treatment.objects.get()
    assert kept.daily_dose_mg == Decimal(typed.replace(",", ".")) * Decimal("0.024")
    page = gp_client.get(reverse("treatment_change", args=[episode.pk, kept.pk])).context["form"]
    assert f"{page['daily_dose_mg'].value()}" == typed.replace(",", ".")
    assert f"{typed} µg pr. time (plaster)" in gp_client.get(section_url(episode)).content.decode()


@pytest.mark.parametrize(("typed", "shown"), [("2024", "2024"), ("3/2024", "03.2024"), ("05.03.2024", "05.03.2024")])
def test_a_month_or_year_is_never_shown_as_a_day(
    typed: str, shown: str, gp_client: Client, episode: Episode, content: Content
) -> None:
    gp_client.post(add_url(episode), ROW | {"status": "current", "started": typed, "reason": "Sov dårligt."})
    row = Treatment.objects.get()
    line = treatment_line(row, content, today())
    assert f"bruges nu (siden {shown}), effekten" in line
    assert "Begrundelsen er »Sov dårligt.«" in line
    page = gp_client.get(section_url(episode)).content.decode()
    assert f"<td>siden {shown}</td>" in page
    assert "Sov dårligt." in page
    changed = gp_client.get(reverse("treatment_change", args=[episode.pk, row.pk]))
    assert f'name="started" value="{shown}"' in changed.content.decode()
    again = {name: changed.context["form"][name].value() or "" for name in ("kind", "status", "name", "started")}
    gp_client.post(reverse("treatment_change", args=[episode.pk, row.pk]), again | {"seen_version": "1"})
    kept = Treatment.objects.get()
    assert (kept.started, kept.started_precision) == (row.started, row.started_precision)
    assert TreatmentEvent.objects.filter(started_precision=kept.started_precision).count() == 2


def test_rules_know_a_start_in_a_month_where_every_day_of_it_agrees(
    cast: Cast, episode: Episode, content: Content
) -> None:
    row = {"kind": "tramadol", "status": "current", "started": date(2025, 11, 1), "started_precision": "month"}
    add_treatment(
        by=cast.gp,
        consultation=begin_consultation(by=cast.gp, episode=episode, form="in_person"),
        identifier=uuid4(),
        **row,
    )
    consultation = begin_consultation(by=cast.gp, episode=fresh(episode), form="in_person")
    record_complete_list(by=cast.gp, consultation=consultation, complete=True)
    years = {date(2026, 11, 30): True, date(2026, 11, 29): None, date(2026, 11, 1): None, date(2026, 10, 31): False}
    for as_of, long_term in years.items():
        case = case_of(fresh(episode), treatments_of(episode), content.vocabulary, as_of)
        assert facts_of(case, content.vocabulary).values.get("opioid.current_long_term") is long_term


@pytest.mark.parametrize("values", [{"started_precision": "week"}, {"stopped_precision": ""}, {"dose_unit": "kg"}])
def test_the_database_knows_the_precisions_and_units(values: dict[str, str], cast: Cast, episode: Episode) -> None:
    treat(cast.gp, episode, "tca", "current")
    with pytest.raises(DatabaseError), transaction.atomic():
        Treatment.objects.update(**values)


def test_the_section_shows_the_opioids_in_sum_with_source_and_warning(
    gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    treat(cast.gp, episode, "tramadol", "current", name="Tramadol", daily_dose_mg=200, started=date(2024, 1, 1))
    page = gp_client.get(section_url(episode)).content.decode()
    assert content.medicines.warning in page
    assert "Helsedirektoratet, Norge" in page
    assert "30 mg" in page
    treat(cast.gp, episode, "strong_opioid", "current", name="Metadon", daily_dose_mg=20)
    response = gp_client.get(section_url(episode))
    assert response.context["exposure"].is_complete is False
    assert "5:1" in response.content.decode()
    assert "Metadon" not in [bar.period.label for bar in response.context["timeline"].bars if bar.period.start]


def test_the_section_keeps_the_budget_with_many_rows(gp_client: Client, cast: Cast, episode: Episode) -> None:
    treat(cast.gp, episode, "tramadol", "current", name="Tramadol", daily_dose_mg=200)
    gp_client.get(section_url(episode))
    few = queries_of(lambda: gp_client.get(section_url(episode)))
    for _ in range(20):
        treat(cast.gp, episode, "strong_opioid", "current", name="Oxycodon", daily_dose_mg=20)
    many = queries_of(lambda: gp_client.get(section_url(episode)))
    assert len(few) == len(many) <= MOST


def test_a_row_is_the_same_for_the_workspace_and_says_when_in_words(
    cast: Cast, episode: Episode, content: Content
) -> None:
    for values in (
        {"status": "stopped", "started": date(2023, 1, 1), "started_precision": "year", "stopped": date(2024, 5, 6)},
        {"status": "stopped", "started": date(2023, 4, 1), "started_precision": "month"},
        {"status": "stopped", "stopped": date(2024, 5, 1), "stopped_precision": "month"},
        {"status": "stopped"},
    ):
        treat(cast.gp, episode, "tca", at=timezone.now(), **values)  # type: ignore[arg-type]
    rows = build_workspace(fresh(episode), content, today()).treatment_rows()
    assert [row.time for row in rows] == ["2023–06.05.2024", "fra 04.2023", "til 05.2024", ""]


def test_a_draft_that_comes_after_its_row_is_not_kept(gp_client: Client, episode: Episode) -> None:
    """The browser sends what is typed on its own way. Tried: kept, and the quick line holds a saved row again."""
    sent = QUICK | {"identifier": str(uuid4())}
    typed = gp_client.post(add_url(episode), sent | {"autosave": "typing"})
    assert typed.status_code == 204
    assert fresh(episode).drafts
    assert gp_client.post(add_url(episode), sent).status_code == 302
    assert not any(fresh(episode).drafts.values())
    assert gp_client.post(add_url(episode), sent | {"autosave": "typing"}).status_code == 204
    assert not any(fresh(episode).drafts.values())
