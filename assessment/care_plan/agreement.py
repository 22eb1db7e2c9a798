"""Reads the patient's plan and saves it as it is typed; if two write in the same field, it is a conflict."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.log.entries import record_access
from accounts.models import AccessAction, Staff
from accounts.tenancy.statements import Prepared
from assessment.models import CarePlan, Episode
from assessment.models.states import row_at_version
from assessment.record.contacts import Contact, contact_now, reference_of
from guidelines.vocabulary.plan_phrases import TOLD_SECTIONS

MOST_ACTIONS = 3
ACTION_PARTS = ("what", "who", "when")
TEXTS = ("goal", "flare_up", "offers", "read_more")
ACTION_FIELDS = tuple(f"action_{number}_{part}" for number in range(1, MOST_ACTIONS + 1) for part in ACTION_PARTS)
FIELDS = (*TEXTS, *ACTION_FIELDS)
# What a part of the plan says: None where the answers tell it.
PlanText = str | None


@dataclass(frozen=True)
class PlanConflict:
    """Someone else wrote something else in the same field in the meantime."""

    field: str
    theirs: str


class StaleCarePlan(Exception):
    """The form was filled in on an older version of the plan. Nothing was saved."""

    def __init__(self, conflicts: list[PlanConflict], plan: CarePlan, overtaken: list[str]) -> None:
        super().__init__(f"{len(conflicts)} fields of the plan were changed in the meantime")
        self.conflicts = conflicts
        self.plan = plan
        self.overtaken = overtaken


@dataclass(frozen=True)
class SavedPlan:
    """The plan as it now stands, and the fields that others have changed since the form was shown."""

    plan: CarePlan
    overtaken: list[str]


def plan_of(episode: Episode) -> CarePlan:
    """The episode's plan; an empty one that is not saved yet, at version 0, if there is none."""
    for plan in _plan(episode=episode.pk):
        plan.episode = episode
        return plan
    return CarePlan.in_practice(episode=episode)


_plan = Prepared(
    lambda episode: CarePlan.objects.filter(episode=episode).select_related("recorded_by__user").order_by("pk")[:1],
    "episode",
)


def values_of(plan: CarePlan) -> dict[str, str]:
    """A plan, or an earlier state of one, by field of its form."""
    values = {field: getattr(plan, field) for field in TEXTS}
    for number in range(1, MOST_ACTIONS + 1):
        action = plan.actions[number - 1] if len(plan.actions) >= number else {}
        values |= {f"action_{number}_{part}": action.get(part, "") for part in ACTION_PARTS}
    return values


def actions_in(values: Mapping[str, str]) -> list[dict[str, str]]:
    """The rows of actions, each in its place."""
    return [{part: values[f"action_{number}_{part}"] for part in ACTION_PARTS} for number in range(1, MOST_ACTIONS + 1)]


def agreed_actions(plan: CarePlan) -> list[dict[str, str]]:
    """The actions in which something is written."""
    return [action for action in plan.actions if any(action.values())]


def own_texts(plan: CarePlan) -> dict[str, PlanText]:
    """What somebody wrote in place of what the answers tell, by part; None where nobody did."""
    return {key: plan.edited[key]["text"] if key in plan.edited else None for key in TOLD_SECTIONS}


@transaction.atomic
def save_plan(
    *,
    by: Staff,
    episode: Episode,
    values: Mapping[str, PlanText],
    seen_version: int,
    unread: Collection[str] = (),
    told: Mapping[str, str] | None = None,
    kept: Collection[str] = (),
    settled: Collection[str] = (),
) -> SavedPlan:
    """Save what changed among these fields, in the contact that runs or without one; the same again changes nothing.

    A field that someone else has changed after `seen_version`, and that the form leaves as it was shown, is not
    touched. Raises StaleCarePlan, and saves nothing, where both have changed one: also one of `unread`, where
    something is typed that cannot be kept. `told` are the texts that the form was shown of the answers: an own text is
    kept with the one that it was made from, and those of `kept` stand in spite of a newer one. The actions of `settled`
    have come along, and do not come a second time.
    """
    Episode.objects.select_for_update().get(pk=episode.pk)  # one writer at a time, also for the first save
    plan = plan_of(episode)
    now = _all_of(plan)
    shown = now if plan.version == seen_version else _read_version(plan, seen_version)
    differing = {field: value for field, value in values.items() if value != now[field]}
    overtaken = [field for field, value in differing.items() if value == shown[field]]
    changed = {field: value for field, value in differing.items() if field not in overtaken}
    conflicts = [PlanConflict(field, now[field] or "") for field in (*changed, *unread) if now[field] != shown[field]]
    if conflicts:
        raise StaleCarePlan(conflicts, plan, overtaken)
    edited = _edited(plan, now | changed, told or {}, {*changed, *kept})
    came = [*plan.settled, *(key for key in settled if key not in plan.settled)]
    if changed or edited != plan.edited or came != plan.settled:
        plan.edited, plan.settled = edited, came
        _write(plan, now | changed, by=by, consultation=contact_now(episode))
    return SavedPlan(plan, overtaken)


def _all_of(plan: CarePlan) -> dict[str, PlanText]:
    return {**values_of(plan), **own_texts(plan)}


def _edited(
    plan: CarePlan, values: Mapping[str, PlanText], told: Mapping[str, str], anew: Collection[str]
) -> dict[str, dict[str, str]]:
    """The own texts, each with the told one that it was made from: that of now for those that were written `anew`."""
    edited = {}
    for key in TOLD_SECTIONS:
        text = values[key]
        if text is not None:
            made_from = told.get(key, "") if key in anew else plan.edited[key]["from"]
            edited[key] = {"text": text, "from": made_from}
    return edited


def _read_version(plan: CarePlan, version: int) -> dict[str, PlanText]:
    """What the plan said at an earlier version; nothing before the first."""
    return _all_of((row_at_version(plan, version) if version else None) or CarePlan())


def _write(plan: CarePlan, values: Mapping[str, PlanText], *, by: Staff, consultation: Contact) -> None:
    for field in TEXTS:
        setattr(plan, field, values[field])
    plan.actions = actions_in({field: values[field] or "" for field in ACTION_FIELDS})
    plan.consultation, plan.recorded_by, plan.recorded_at = reference_of(consultation), by, timezone.now()
    plan.version += 1
    plan.save()
    patient_id = consultation.episode.patient_id
    record_access(by=by, action=AccessAction.CHANGE, patient_id=patient_id, detail=_("the patient's plan"))
