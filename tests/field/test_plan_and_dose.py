"""Another dose is written while the taper plan of the medicine is not over: it is said, asked about once, and every
text names one current dose, whatever was answered."""

import re
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import AccessLogEntry
from assessment.models import Episode, TaperPlan, TaperStep, Treatment
from assessment.notes.journal_note import consultation_note, episode_summary
from assessment.notes.preoperative import treatment_lines as history_lines
from assessment.record.clock import today
from assessment.record.consultations import end_consultation
from assessment.record.contacts import WithoutContact, contact_now
from assessment.rules.medication.taper_schedule import Action, StepRow
from assessment.tapering.dose_meaning import DoseMeaning, change_tapered_treatment
from assessment.tapering.plan_changes import add_taper_plan
from guidelines.in_force.content import Content
from referrals.letters.frozen_sections import frozen_treatments, medicine_table
from referrals.letters.prefill import treatment_lines
from referrals.pathways.in_force import pathway_of
from tests.support.http.treatments import section_url
from tests.support.records.cast import Cast
from tests.support.records.consultations import look
from tests.support.records.patients import treat
from tests.support.records.tapers import do, fresh, visit

pytestmark = pytest.mark.usefixtures("in_a")

ROW = {"kind": "strong_opioid", "name": "oxycodon", "atc": "N02AA05", "status": "current"}
NEW_DOSE = "30 mg i døgnet"
ANSWERS = list(DoseMeaning.values)


@pytest.fixture
def plan(cast: Cast, episode: Episode) -> TaperPlan:
    """Oxycodone 40 mg a day, and a plan for it whose first step, 20 + 15 mg, the patient stands on."""
    treat(cast.gp, episode, **ROW, daily_dose_mg=Decimal(40))
    made = add_taper_plan(
        by=cast.gp,
        consultation=visit(cast.gp, episode),
        identifier=uuid4(),
        rows=[StepRow(today(), "20 + 15 mg"), StepRow(today(), "10 + 15 mg")],
        approve=True,
        medicine="oxycodon",
        start_dose="20 mg morgen og aften",
        treatment=Treatment.objects.get(episode=episode),
    )
    do(cast.gp, made, Action.TAKE)
    end_consultation(by=cast.gp, consultation=visit(cast.gp, episode))
    return fresh(made)


def page_of(client: Client, plan: TaperPlan) -> str:
    return " ".join(client.get(address_of(plan)).content.decode().split())


def address_of(plan: TaperPlan) -> str:
    return reverse("treatment_change", args=[plan.episode.pk, Treatment.objects.get().pk])


def send(client: Client, plan: TaperPlan, **typed: Any) -> HttpResponse:
    """The form as the page sends it, with another dose."""
    row = Treatment.objects.get()
    sent = ROW | {"daily_dose_mg": "30", "dose_unit": "mg", "seen_version": row.version, "plan_version": plan.version}
    return client.post(address_of(plan), sent | typed)


def documents(episode: Episode, content: Content) -> dict[str, str]:
    """Everything that is written of the medicines of this episode, by what it is."""
    workspace, pathway = look(episode), pathway_of(content)
    texts = {"summary": episode_summary(workspace).text}
    contact = workspace.consultation or WithoutContact(workspace.episode, today())
    texts["note of today"] = consultation_note(contact, content).text
    texts["operation"] = "\n".join(line.details for line in history_lines(workspace))
    for key, template in pathway.letters.items():
        for section in template.sections:
            if section.treatments == "drug":
                text = "\n".join(treatment_lines(section, workspace))
                texts[f"letter {key}"] = text
                table = medicine_table(section, text, workspace)
                assert table
                texts[f"table {key}"] = "\n".join(f"{row.title} {row.dose}" for row in table.rows)
    return texts


def test_the_form_says_that_a_plan_runs_with_its_step_and_a_link(gp_client: Client, plan: TaperPlan) -> None:
    """Tried: the page without it; the dose from before the step in the field."""
    page = page_of(gp_client, plan)
    assert "Der er en nedtrapningsplan for oxycodon:" in page
    assert "<strong>20 + 15 mg</strong>" in page
    assert reverse("taper_plan", args=[plan.episode.pk, plan.pk]) in page
    assert re.search(r'name="daily_dose_mg" value="35"', page)
    assert 'name="meaning"' not in page, "it asks only when the dose is changed"


def test_another_dose_is_asked_about_once_and_nothing_is_saved_before_it_is_answered(
    gp_client: Client, plan: TaperPlan
) -> None:
    """Tried: saved without an answer; asked of a form that changes no dose."""
    asked = send(gp_client, plan)
    assert asked.status_code == 422
    assert "Hvad betyder ændringen for den?" in asked.content.decode()
    assert asked.content.decode().count('name="meaning"') == len(ANSWERS)
    assert Treatment.objects.get().daily_dose_mg == 40
    assert send(gp_client, plan, daily_dose_mg="35", side_effects="træt").status_code == 302
    row = Treatment.objects.get()
    assert (row.daily_dose_mg, row.side_effects) == (35, "træt")
    assert fresh(plan).version == plan.version


@pytest.mark.parametrize("meaning", ANSWERS)
def test_every_text_names_one_current_dose_whatever_was_answered(
    meaning: str, gp_client: Client, plan: TaperPlan, content: Content
) -> None:
    """Tried: the step's own dose told beside the list's; the earlier one in the note of the day."""
    assert send(gp_client, plan, meaning=meaning).status_code == 302
    for name, text in documents(plan.episode, content).items():
        assert text.count("30 mg") == 1, f"{name}: {text}"
        named = re.sub(r"(?:tidligere|fra|næste trin 2 \()[^;,\n)]*", "", text)
        named = re.sub(r"35 mg i døgnet → |40 (?:mg i døgnet )?→ ", "", named)
        assert not re.search(r"20 \+ 15 mg|\b35 mg|\b40 mg", named), f"{name}: {text}"
    (fact,) = look(plan.episode).case.treatments or ()
    assert fact.daily_dose_mg == 30
    (frozen,) = frozen_treatments(next(iter(pathway_of(content).letters.values())), look(plan.episode))
    assert frozen["daily_dose_mg"] == 30
    page = " ".join(gp_client.get(section_url(plan.episode)).content.decode().split())
    assert NEW_DOSE in page
    assert "45 mg oral morfin" in page or "45 mg morfin" in page


def test_the_step_of_the_plan_is_changed_and_waits_for_approval(gp_client: Client, plan: TaperPlan) -> None:
    """Tried: the approval kept."""
    assert send(gp_client, plan, meaning="step").status_code == 302
    changed, step = fresh(plan), TaperStep.objects.get(plan=plan, number=1)
    assert (step.dose, step.daily_dose_mg, step.state) == (NEW_DOSE, 30, "taken")
    assert (changed.approved_by, changed.version) == (None, plan.version + 1)
    assert "venter på lægens godkendelse" in gp_client.get(section_url(plan.episode)).content.decode()


def test_the_plan_is_ended_with_its_reason(gp_client: Client, plan: TaperPlan) -> None:
    assert send(gp_client, plan, meaning="ended").status_code == 302
    assert (fresh(plan).status, fresh(plan).status_reason) == (
        "stopped",
        "Dosis er ændret på listen over behandlinger.",
    )
    assert "Der er en nedtrapningsplan" not in page_of(gp_client, plan)


def test_the_patient_takes_something_else_and_the_plan_stands(
    gp_client: Client, plan: TaperPlan, content: Content
) -> None:
    """Tried: nothing said at the step; the letter silent about it."""
    assert send(gp_client, plan, meaning="otherwise").status_code == 302
    step = TaperStep.objects.get(plan=plan, number=1)
    assert (step.dose, step.note) == ("20 + 15 mg", "Tages ikke som planlagt; se listen over behandlinger.")
    assert fresh(plan).runs
    texts = documents(plan.episode, content)
    assert all("tager noget andet end trinnet" in text for name, text in texts.items() if name.startswith("letter"))


def test_a_treatment_that_goes_out_of_use_is_asked_about_too(
    gp_client: Client, plan: TaperPlan, content: Content
) -> None:
    """Tried: only the dose compared; a step of a medicine that is not in use."""
    for status in ("stopped", "on_hold"):
        assert send(gp_client, plan, status=status, daily_dose_mg="35").status_code == 422
        assert send(gp_client, plan, status=status, daily_dose_mg="35", meaning="step").status_code == 422
    assert send(gp_client, plan, status="on_hold", daily_dose_mg="35", meaning="otherwise").status_code == 302
    texts = documents(plan.episode, content)
    assert all("men bruges ikke nu" in text for name, text in texts.items() if name.startswith("letter"))
    assert "20 + 15 mg" not in str(texts)


def test_a_plan_that_was_changed_meanwhile_is_looked_at_and_answered_again(
    gp_client: Client, cast: Cast, plan: TaperPlan
) -> None:
    """Tried: the answer held for whatever step there is by now."""
    do(cast.nurse, plan, Action.TAKE)
    refused = send(gp_client, plan, meaning="step")
    assert refused.status_code == 422
    assert "Planen er ændret siden." in refused.content.decode()
    assert f'name="plan_version" value="{fresh(plan).version}"' in refused.content.decode()
    assert (Treatment.objects.get().daily_dose_mg, Treatment.objects.get().version) == (40, 1)
    assert [step.dose for step in TaperStep.objects.filter(plan=plan)] == ["20 + 15 mg", "10 + 15 mg"]


@pytest.mark.parametrize("meaning", ANSWERS)
def test_the_same_answer_sent_twice_lands_once(meaning: str, gp_client: Client, cast: Cast, plan: TaperPlan) -> None:
    """In a row through the page, and at once: the second one was read before the first one was written.

    Tried: the second one refused because of what the first has done to the plan.
    """
    row = Treatment.objects.get()
    typed = {"meaning": meaning, "seen_version": row.version, "plan_version": plan.version}
    assert [send(gp_client, plan, **typed).status_code for _ in range(2)] == [302, 302]
    change_tapered_treatment(
        by=cast.gp,
        consultation=contact_now(plan.episode, cast.gp),
        treatment=row,
        seen_version=row.version,
        plan=plan,
        seen_plan_version=plan.version,
        meaning=DoseMeaning(meaning),
        as_of=today(),
        daily_dose_mg=Decimal(30),
    )
    assert Treatment.objects.get().version == row.version + 1
    assert fresh(plan).version == plan.version + 1


def test_both_changes_stand_in_the_log(gp_client: Client, plan: TaperPlan) -> None:
    before = AccessLogEntry.objects.filter(action="change").count()
    send(gp_client, plan, meaning="ended")
    entries = AccessLogEntry.objects.filter(action="change").order_by("pk")[before:]
    assert sorted(entry.detail for entry in entries) == ["behandlinger", "plan for nedtrapning"]


def test_a_plan_that_is_not_begun_begins_from_the_new_dose(
    gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    treat(cast.gp, episode, **ROW, daily_dose_mg=Decimal(40))
    made = add_taper_plan(
        by=cast.gp,
        consultation=visit(cast.gp, episode),
        identifier=uuid4(),
        rows=[],
        medicine="oxycodon",
        start_dose="40 mg i døgnet",
        treatment=Treatment.objects.get(episode=episode),
    )
    assert "Ikke begyndt. Dosis: <strong>40 mg i døgnet</strong>" in page_of(gp_client, made)
    assert send(gp_client, made, meaning="step").status_code == 302
    assert fresh(made).start_dose == NEW_DOSE
    assert send(gp_client, fresh(made), daily_dose_mg="20", meaning="otherwise").status_code == 302
    assert Treatment.objects.get().daily_dose_mg == 20
