"""D26 and its kind: no document names two doses of one medicine as current; and what was not tried has no effect."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from assessment.models import Episode, TaperPlan, Treatment
from assessment.notes.summary import episode_summary
from assessment.record.clock import today
from assessment.rules.medication.taper_dose import step_dose
from assessment.rules.medication.taper_schedule import Action, StepNotes, StepRow
from assessment.tapering.plan_changes import add_taper_plan
from assessment.treatments.ledger import StaleTreatment, change_treatment, confirm_treatment, treatments_of
from guidelines.in_force.content import Content
from referrals.letters.prefill import treatment_lines
from referrals.letters.review import contradictions_in
from referrals.letters.writing import start_letter
from referrals.pathways.in_force import pathway_of
from referrals.rules.earlier_dose import names_as_current
from tests.support.http.forms import HTMX, form_of, text_at
from tests.support.records.cast import Cast
from tests.support.records.consultations import look
from tests.support.records.patients import treat
from tests.support.records.tapers import do, fresh, visit

pytestmark = pytest.mark.usefixtures("in_a")


def tapered(cast: Cast, episode: Episode, *doses: str, **row: Any) -> TaperPlan:
    """Oxycodone 40 mg a day in use, and an approved plan for it with steps of today and later."""
    told = {"kind": "strong_opioid", "status": "current", "name": "oxycodon", "daily_dose_mg": Decimal(40)} | row
    treat(cast.gp, episode, **told)
    return add_taper_plan(
        by=cast.gp,
        consultation=visit(cast.gp, episode),
        identifier=uuid4(),
        rows=[StepRow(today(), dose) for dose in doses],
        approve=True,
        medicine="oxycodon",
        start_dose="20 mg morgen og aften",
        treatment=Treatment.objects.get(episode=episode),
    )


def the_letter(episode: Episode, content: Content) -> str:
    """What every letter of the pathway says of medicines."""
    pathway = pathway_of(content)
    sections = [one for template in pathway.letters.values() for one in template.sections if one.treatments == "drug"]
    assert sections
    return "\n".join(treatment_lines(sections[0], look(episode)))


@pytest.mark.parametrize(
    ("text", "mg"),
    [
        ("20 + 15 mg", "35"),
        ("20 mg + 15 mg", "35"),
        ("20 mg morgen + 15 mg aften", "35"),
        ("20 + 15 mg dagligt", "35"),
        ("20 mg morgen, 15 mg aften", "35"),
        ("15 mg morgen og aften", "30"),
        ("2,5 mg morgen, middag og aften", "7.5"),
        ("10 mg x 2", "20"),
        ("50 mg x 3", "150"),
        ("25 µg x 2", "0.05"),
        ("20 + 15 mg x 2", None),
        ("20 + 15 mg morgen og aften", None),
        ("2 x 20 + 15 mg", None),
        ("20 mg, 15 mg", None),
        ("10 mg", None),
        ("ca. 20 mg x 2", None),
        ("ved behov 50 mg", None),
        ("20 + 15 mg p.n.", None),
        ("25 µg/t", None),
        ("10 mg hver anden aften", None),
        ("20 mg x 2 flimmer", None),
        ("dosis 1", None),
        ("", None),
    ],
)
def test_a_dose_over_the_day_is_added_up_where_every_word_is_known(text: str, mg: str | None) -> None:
    """By the one reader that lists and fields have too: what it knows, a step knows.

    Tried: leaving out the words that are not known; a sum taken twice.
    """
    assert step_dose(text, None) == (None if mg is None else Decimal(mg))
    assert step_dose(text, Decimal(7)) == 7


@pytest.mark.parametrize("case", ["D26"])
def test_the_dose_of_the_step_is_the_current_one(case: str, cast: Cast, episode: Episode, content: Content) -> None:
    """Tried: the rows as they are stored; the line of the plan with the dose of its step."""
    plan = tapered(cast, episode, "20 + 15 mg", "15 + 15 mg")
    assert "40 mg i døgnet" in the_letter(episode, content)
    do(cast.gp, plan, Action.TAKE)
    letter = the_letter(episode, content)
    said = f"35 mg i døgnet (20 + 15 mg), nedtrapning, trin 1, {today():%d.%m.%Y}; tidligere 40 mg i døgnet"
    assert said in letter
    assert letter.count("20 + 15 mg") == letter.count("40 mg") == 1
    (row,) = treatments_of(episode)
    assert row.current_dose_mg == 35
    (fact,) = look(episode).case.treatments or ()
    assert fact.daily_dose_mg == 35
    summary = episode_summary(look(episode)).text
    assert said in summary
    assert summary.count("20 + 15 mg") == 1


def test_a_dose_that_cannot_be_added_up_is_unknown_and_never_the_earlier_one(cast: Cast, episode: Episode) -> None:
    """Tried: falling back on the dose before the step."""
    do(cast.gp, tapered(cast, episode, "1 tablet mindre"), Action.TAKE)
    (fact,) = look(episode).case.treatments or ()
    assert fact.daily_dose_mg is None
    (shown,) = look(episode).treatment_rows()
    assert shown.dose.startswith("1 tablet mindre, nedtrapning, trin 1, ")
    assert shown.dose.endswith("; tidligere 40 mg i døgnet")


@pytest.mark.parametrize("ticked", [True, False])
def test_a_step_that_is_carried_out_sets_the_dose(
    ticked: bool, gp_client: Client, cast: Cast, episode: Episode
) -> None:
    """Tried: a page on which the tick is not set beforehand."""
    plan = tapered(cast, episode, "20 + 15 mg")
    url = reverse("taper_plan", args=[episode.pk, plan.pk])
    page = " ".join(gp_client.get(url).content.decode().split())
    assert 'name="set_dose"' in page
    assert "checked" in page[page.index('name="set_dose"') : page.index('name="set_dose"') + 120]
    sent = {"seen_version": plan.version, "action": "take"} | ({"set_dose": "on"} if ticked else {})
    assert gp_client.post(url, sent).status_code == 302
    row = Treatment.objects.get()
    assert (row.daily_dose_mg, row.version) == ((35, 2) if ticked else (40, 1))
    assert [shown.dose.startswith("35 mg i døgnet") for shown in look(episode).treatment_rows()] == [True]
    assert ("tidligere" in look(episode).treatment_rows()[0].dose) is not ticked
    assert fresh(plan).version == plan.version + 1


def test_nothing_is_set_where_the_dose_is_not_known_or_the_medicine_is_not_in_use(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    plan = tapered(cast, episode, "1 tablet mindre")
    url = reverse("taper_plan", args=[episode.pk, plan.pk])
    assert 'name="set_dose"' not in gp_client.get(url).content.decode()
    gp_client.post(url, {"seen_version": plan.version, "action": "take", "set_dose": "on"})
    assert Treatment.objects.get().daily_dose_mg == 40


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("oxycodon, bruges nu, 40 mg i døgnet", True),
        ("Oxycodon 40 mg dgl.", True),
        ("oxycodon, 35 mg i døgnet; tidligere 40 mg i døgnet", False),
        ("Nedtrapning, oxycodon: fra 40 mg, nu trin 1", False),
        ("oxycodon, tidligere 40 mg, nu 40 mg", True),
        ("oxycodon 140 mg i døgnet", False),
        ("paracetamol 40 mg i døgnet", False),
    ],
)
def test_an_earlier_dose_is_one_only_where_it_is_called_so(line: str, found: bool) -> None:
    """Tried: any number that ends in the dose."""
    assert bool(names_as_current(f"Først.\n{line}\nSidst.", ["oxycodon"], "40", "mg i døgnet")) is found


def test_a_letter_that_was_written_before_the_step_is_quoted_against_it(
    gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    """Tried: the rows as they are stored."""
    plan = tapered(cast, episode, "20 + 15 mg")
    pathway = pathway_of(content)
    destination = next(iter(pathway.destinations))
    letter = start_letter(by=cast.gp, workspace=look(episode), pathway=pathway, destination=destination)
    assert not [one for one in contradictions_in(letter, look(episode), pathway) if "dosis" in one.text]
    do(cast.gp, plan, Action.TAKE)
    (found,) = (one for one in contradictions_in(letter, look(episode), pathway) if "dosis" in one.text)
    assert found.text == "Brevet nævner en tidligere dosis af oxycodon som den nuværende."
    quoted = [quote.text for quote in found.quotes]
    assert "40 mg i døgnet" in quoted[0]
    assert quoted[-1].startswith("35 mg i døgnet (20 + 15 mg)")
    assert found.text in gp_client.get(reverse("letter_check", args=[letter.pk])).content.decode()


def test_a_dose_that_was_written_after_the_step_stands(cast: Cast, episode: Episode) -> None:
    """Tried: a note at the step taken for the step itself."""
    plan = do(cast.gp, tapered(cast, episode, "20 + 15 mg"), Action.TAKE)
    row, now = Treatment.objects.get(), visit(cast.gp, episode)
    change_treatment(by=cast.gp, consultation=now, treatment=row, seen_version=1, daily_dose_mg=Decimal(30))
    do(cast.gp, plan, Action.NOTE, notes=StepNotes(note="Går godt."))
    assert [shown.dose for shown in look(episode).treatment_rows()] == ["30 mg i døgnet"]


@pytest.mark.parametrize("status", ["contraindicated", "declined"])
def test_what_was_not_tried_has_no_effect(status: str, gp_client: Client, episode: Episode) -> None:
    """Tried: keeping the effect."""
    url = reverse("treatment_add", args=[episode.pk])
    row = {"kind": "tca", "name": "amitriptylin", "status": status, "effect": "insufficient"}
    refused = gp_client.post(url, row)
    assert refused.status_code == 422
    assert "effect" in refused.context["form"].errors
    assert "Kun det, der er prøvet, har en effekt." in refused.content.decode()
    assert not Treatment.objects.exists()
    assert gp_client.post(url, row | {"effect": "not_assessed"}).status_code == 302
    assert gp_client.post(url, row | {"status": "stopped"}).status_code == 302


def test_a_medicine_said_to_be_unchanged_does_not_hide_a_step_of_its_taper(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    """The step was taken after the page of the follow-up was opened. Tried: the row written anew with its old dose."""
    plan = tapered(cast, episode, "15 mg morgen og aften")
    row, page = Treatment.objects.get(episode=episode), reverse("follow_up", args=[episode.pk])
    typed = form_of(gp_client.get(page))
    do(cast.gp, plan, Action.TAKE)
    with pytest.raises(StaleTreatment):
        confirm_treatment(by=cast.gp, consultation=visit(cast.gp, episode), treatment=row, seen_version=row.version)
    of_row = {f"row-{row.pk}-version": [str(row.version)], f"row-{row.pk}-effect": ["good"]}
    saved = gp_client.post(page, typed | of_row, headers=HTMX)
    assert "Dit svar om den er ikke gemt" in text_at(saved, f"state_row-{row.pk}")
    (stands,) = treatments_of(episode)
    assert (stands.current_dose_mg, stands.effect) == (Decimal(30), "not_assessed")
