"""Deeds on treatments and taper plans."""

from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

from assessment.models import TaperPlan
from assessment.record.clock import today
from assessment.rules.medication.taper_schedule import Action, StepRow
from assessment.tapering.dose_meaning import DoseMeaning, change_tapered_treatment
from assessment.tapering.plan_changes import (
    add_taper_plan,
    approve_taper_plan,
    set_taper_status,
)
from assessment.treatments.drafts import NEW, keep_draft
from assessment.treatments.ledger import add_treatment, change_treatment, confirm_treatment, remove_treatment
from tests.support.deeds.deed import Deed, World
from tests.support.records.tapers import change, do, made, rows

Done = Callable[[], object]


def _add_treatment(world: World) -> Done:
    visit = world.visit()
    return lambda: add_treatment(by=world.by, consultation=visit, identifier=uuid4(), kind="tca", status="current")


def _change_treatment(world: World) -> Done:
    visit, treatment = world.visit(), world.record.treatment
    return lambda: change_treatment(
        by=world.by, consultation=visit, treatment=treatment, seen_version=treatment.version, effect="good"
    )


def _confirm_treatment(world: World) -> Done:
    visit, treatment = world.visit(), world.record.treatment
    return lambda: confirm_treatment(
        by=world.by, consultation=visit, treatment=treatment, seen_version=treatment.version
    )


def _remove_treatment(world: World) -> Done:
    visit, treatment = world.visit(), world.record.treatment
    return lambda: remove_treatment(by=world.by, consultation=visit, treatment=treatment)


def _keep_draft(world: World) -> Done:
    return lambda: keep_draft(by=world.by, episode=world.episode, form=NEW, typed={"name": "amitriptylin"})


def _approve(world: World) -> Done:
    plan, visit = made(world.by, world.episode, 0, approve=False), world.visit()
    return lambda: approve_taper_plan(by=world.by, consultation=visit, plan=plan, seen_version=plan.version)


def _set_status(world: World) -> Done:
    visit, plan = world.visit(), world.record.taper
    return lambda: set_taper_status(
        by=world.by, consultation=visit, plan=plan, seen_version=plan.version, status="paused"
    )


def _plan_of_the_treatment(world: World) -> TaperPlan:
    return add_taper_plan(
        by=world.by,
        consultation=world.visit(),
        identifier=uuid4(),
        rows=[StepRow(today(), "50 mg", Decimal(50))],
        approve=True,
        medicine="Tramadol",
        start_dose="100 mg",
        treatment=world.record.treatment,
    )


def _set_dose(world: World) -> Done:
    """A step that is carried out, and that sets the dose of its medicine."""
    plan = _plan_of_the_treatment(world)
    return lambda: do(world.by, plan, Action.TAKE, set_dose=True)


def _change_tapered(world: World) -> Done:
    """Another dose than the plan's, which becomes the plan's."""
    plan, visit, treatment = _plan_of_the_treatment(world), world.visit(), world.record.treatment
    return lambda: change_tapered_treatment(
        by=world.by,
        consultation=visit,
        treatment=treatment,
        seen_version=treatment.version,
        plan=plan,
        seen_plan_version=plan.version,
        meaning=DoseMeaning.STEP,
        as_of=today(),
        daily_dose_mg=Decimal(75),
    )


LEDGER, PLANS = "assessment.treatments.ledger", "assessment.tapering.plan_changes"
HELD_PLAN = ("assessment.tapering.plan_rows.lock_plan",)
DEEDS = {
    f"{LEDGER}.add_treatment": Deed(_add_treatment, ("change",)),
    f"{LEDGER}.change_treatment": Deed(_change_treatment, ("change",), holds=(f"{LEDGER}.change_treatment",)),
    f"{LEDGER}.confirm_treatment": Deed(_confirm_treatment, ("change",), holds=(f"{LEDGER}.confirm_treatment",)),
    f"{LEDGER}.remove_treatment": Deed(_remove_treatment, ("change",)),
    "assessment.treatments.drafts.keep_draft": Deed(_keep_draft, holds=("assessment.treatments.drafts.keep_draft",)),
    f"{PLANS}.add_taper_plan": Deed(lambda world: lambda: made(world.by, world.episode, 0), ("create",)),
    f"{PLANS}.change_taper_plan": Deed(
        lambda world: lambda: change(world.by, world.record.taper, rows(3)), ("change",), holds=HELD_PLAN
    ),
    f"{PLANS}.approve_taper_plan": Deed(_approve, ("change",), holds=HELD_PLAN),
    f"{PLANS}.set_taper_status": Deed(_set_status, ("change",), holds=HELD_PLAN),
    f"{PLANS}.follow_taper_plan": Deed(
        lambda world: lambda: do(world.by, world.record.taper, Action.TAKE), ("change",), holds=HELD_PLAN
    ),
    "assessment.tapering.dose_meaning.change_tapered_treatment": Deed(
        _change_tapered, ("change", "change"), holds=(*HELD_PLAN, f"{LEDGER}.change_treatment")
    ),
    "assessment.tapering.dose_setting.set_to_the_step": Deed(
        _set_dose,
        ("change", "change"),
        holds=(
            *HELD_PLAN,
            "assessment.tapering.dose_setting.set_to_the_step",
            "assessment.treatments.ledger.change_treatment",
        ),
    ),
}
