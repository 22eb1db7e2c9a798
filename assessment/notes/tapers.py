"""The lines about taper plans in the journal note."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import Field, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.tenancy.statements import Prepared
from assessment.models import Episode, TaperPlan, TaperStep, Treatment
from assessment.models.states import State, row_before, states_of
from assessment.notes.contact_rows import read_once
from assessment.record.contacts import Contact, is_of
from assessment.rules.line_words import day, label_text, was_and_is
from assessment.rules.medication.taper_dose import step_dose
from assessment.rules.medication.taper_schedule import BEGUN, current_step, next_step
from assessment.treatments.display import told_dose
from assessment.treatments.ledger import treatments_of
from guidelines.in_force.content import Content
from guidelines.vocabulary.model import Held

PLANNED, TAKEN, HELD, SKIPPED = TaperStep.State.values
# What a plan agrees on beyond its steps, and what is told at a step, each under its own name.
AGREED = ("medicine", "start_dose", "goal", "pauses", "withdrawal_plan", "follows_up_text", "contact_frequency")
SAID_FIRST = AGREED[:2]
READ_ALONG = ("follows_up__user", "approved_by__user", "treatment")
TOLD = ("effect", "withdrawal_symptoms", "note")


def tapers_in_the_note(
    episode: Episode, contact: Contact | None, content: Content, is_long: bool
) -> Iterator[tuple[Held, list[str]]]:
    """What the contact did to each taper plan; of the whole episode: how each stands."""
    found = TaperPlan.objects.filter(episode=episode).select_related(
        "follows_up__user", "approved_by__user", "treatment"
    )
    plans = read_once(episode, "tapers", lambda: list(found.prefetch_related("events", "steps__events")))
    rows = _rows(episode) if contact is None and plans else {}
    for plan in plans:
        told = _describe_standing(plan, rows) if contact is None else _done_in(contact, plan, is_long=is_long)
        lines = [line.removesuffix(".") for line in told if line]
        if lines:
            said = {"medicine": plan.medicine, "what": "; ".join(lines)}
            yield "treatments", [_("Taper of %(medicine)s: %(what)s") % said]


def running_tapers(episode: Episode) -> list[str]:
    """Each taper plan that is not over, on one line: what a list of medicines must be read with."""
    plans = _plans(episode=episode.pk)
    if not plans:
        return []
    prefetch_related_objects(plans, "steps")
    rows = _rows(episode)
    standing = ((plan, _describe_standing(plan, rows)) for plan in plans if not plan.is_over)
    return [
        label_text(
            _("Taper, %(medicine)s") % {"medicine": plan.medicine},
            "; ".join(filter(None, told)),
        )
        for plan, told in standing
    ]


_plans = Prepared(
    lambda episode: TaperPlan.objects.filter(episode=episode).select_related(
        "follows_up__user", "approved_by__user", "treatment"
    ),
    "episode",
)

Rows = Mapping[UUID | None, Treatment]


def _rows(episode: Episode) -> Rows:
    """The treatments of the list, each with the dose of today, by their keys."""
    return {row.pk: row for row in treatments_of(episode)}


def _describe_standing(plan: TaperPlan, rows: Rows) -> Iterator[str]:
    """The plan as it stands, with the step that the patient is on and the next one."""
    steps = [step for step in plan.steps.all() if step.removed_at is None]
    current, following = current_step(steps), next_step(steps)
    said = {"dose": plan.start_dose, "number": len(steps), "status": plan.get_status_display()}
    yield (
        ngettext(
            "from %(dose)s, %(number)s step, %(status)s", "from %(dose)s, %(number)s steps, %(status)s", len(steps)
        )
        % said
    )
    yield plan.status_reason
    yield _approval(plan)
    if current and current.done_on:
        held = _(", paused since %(day)s") % {"day": day(current.held_since)} if current.held_since else ""
        # Where the list of treatments tells the medicine's dose, the line beside it does not tell one again.
        row = rows.get(plan.treatment_id)
        now = _number(current) if row and _says_the_dose(row) else _step(current)
        on = _("now %(step)s, taken %(day)s") % {"step": now, "day": day(current.done_on)}
        yield f"{on}{held}{_besides(row, current)}"
    if following and not plan.is_over:
        yield _next(following)
    if plan.owner:
        yield label_text(_("followed by"), plan.owner)
    if plan.next_contact_on and not plan.is_over:
        yield _("next contact %(day)s") % {"day": day(plan.next_contact_on)}


def _says_the_dose(row: Treatment) -> bool:
    """Whether the list of treatments says what is taken today, or that nothing is."""
    return bool(row.status != "current" or row.tapered or told_dose(row))


def _besides(row: Treatment | None, step: TaperStep) -> str:
    """That the patient takes something else than the step says, where the list tells another dose of today or none."""
    if row and row.status != "current":
        return _(", but not in use now")
    planned, taken = step_dose(step.dose, step.daily_dose_mg), row.current_dose_mg if row else None
    return _(", but takes something else than the step") if None not in (planned, taken) and planned != taken else ""


def _number(step: TaperStep) -> str:
    return _("step %(number)s") % {"number": step.number}


def _approval(plan: TaperPlan) -> str:
    return _("approved by %(who)s") % {"who": plan.approved_by} if plan.approved_by else _("not approved yet")


def _step(step: TaperStep) -> str:
    return _("step %(number)s (%(dose)s)") % {"number": step.number, "dose": step.dose}


def _next(step: TaperStep) -> str:
    return _("next %(step)s, %(day)s") % {"step": _step(step), "day": day(step.planned_on)}


def _done_in(contact: Contact, plan: TaperPlan, *, is_long: bool) -> Iterator[str]:
    """What changed from before the contact's first touch to its last.

    Of a new plan the short note says how it begins, the long one every step and all that was agreed.
    """
    states = states_of(plan)
    mine = [state for state in states if is_of(state.row, contact)]
    if not mine:
        return
    moments = {state.row.recorded_at for state in mine}
    before, now = row_before(states, mine[0]), mine[-1].row
    is_brief, steps = before is None and not is_long, list(plan.steps.all())
    if before is None:
        made = _("plan made, from %(dose)s") % {"dose": now.start_dose}
        counted = ngettext("%(number)s step", "%(number)s steps", len(steps)) % {"number": len(steps)}
        yield f"{made}, {counted}" if is_brief else made
    for step in steps:
        yield from _step_lines(states_of(step), moments, is_new=before is None, is_brief=is_brief)
    if is_brief and (following := next_step([step for step in steps if step.removed_at is None])):
        yield _next(following)
    if not is_brief:
        yield from _agreed_anew(before, now)
    if now.approved_at != getattr(before, "approved_at", None):
        yield _approval(now)
    if now.status != getattr(before, "status", TaperPlan.Status.ACTIVE):
        stands = _("the plan is %(status)s") % {"status": TaperPlan.Status(now.status).label}
        yield label_text(stands, now.status_reason) if now.status_reason else stands


def _agreed_anew(before: TaperPlan | None, now: TaperPlan) -> Iterator[str]:
    """What else the plan agrees on: all of it when it is new, and afterwards what changed."""
    said = _read_agreed_texts(now)
    was = (
        _read_agreed_texts(before) if before else {_name_of(TaperPlan, name): getattr(now, name) for name in SAID_FIRST}
    )
    for label in dict.fromkeys((*was, *said)):
        if label not in was:
            yield label_text(label, said[label])
        elif was[label] != said.get(label):
            yield was_and_is(label, was[label], said.get(label, _("taken out")))


def _read_agreed_texts(plan: TaperPlan) -> dict[str, str]:
    words = {_name_of(TaperPlan, name): getattr(plan, name) for name in AGREED}
    words[_("followed by")] = str(plan.follows_up or "")
    words[_name_of(TaperPlan, "next_contact_on")] = day(plan.next_contact_on) if plan.next_contact_on else ""
    return {label: text for label, text in words.items() if text}


def _name_of(model: type[TaperPlan] | type[TaperStep], field: str) -> str:
    column = model._meta.get_field(field)
    assert isinstance(column, Field)
    return str(column.verbose_name)


def _step_lines(
    states: list[State[TaperStep]], moments: set[datetime], *, is_new: bool, is_brief: bool
) -> Iterator[str]:
    """What was done to one step, and what was told at it."""
    mine = [state for state in states if state.row.recorded_at in moments]
    if not mine:
        return
    before, now = row_before(states, mine[0]), mine[-1].row
    if now.removed_at:
        if before and not before.removed_at:
            yield _("%(step)s taken out") % {"step": _step(before)}
        return
    if is_brief:
        pass
    elif before is None or before.removed_at:
        planned = f"{_step(now)} {day(now.planned_on)}"
        yield planned if is_new else _("%(step)s added") % {"step": planned}
    else:
        yield from _describe_moved_days(before, now)
    if now.state != (before.state if before else PLANNED):
        yield _state(before, now)
    yield from _told(before, now)


def _told(before: TaperStep | None, now: TaperStep) -> Iterator[str]:
    """What was told at a step."""
    for name in TOLD:
        text = getattr(now, name)
        if text and text != getattr(before, name, ""):
            yield label_text(f"{_number(now)}, {_name_of(TaperStep, name)}", text)
    if now.for_doctor and not getattr(before, "for_doctor", False):
        yield _("%(step)s: for the doctor to look at") % {"step": _number(now)}


def _describe_moved_days(before: TaperStep, now: TaperStep) -> Iterator[str]:
    if before.dose != now.dose and before.state in BEGUN:
        # The dose that is taken now is told among the treatments, once.
        yield _("%(step)s changed; earlier %(dose)s") % {"step": _number(now), "dose": before.dose}
    elif before.dose != now.dose:
        yield f"{_number(now)}: {before.dose} → {now.dose}"
    if before.planned_on != now.planned_on:
        how = _("put off to later") if now.planned_on > before.planned_on else _("moved forward")
        yield f"{_step(now)} {how}: {day(before.planned_on)} → {day(now.planned_on)}"


def _state(before: TaperStep | None, now: TaperStep) -> str:
    if now.state == HELD:
        taken = [] if before and before.state == TAKEN else [_taken(now)]
        said = ", ".join([*taken, _("paused since %(day)s") % {"day": _on(now.held_since)}])
    elif now.state == SKIPPED:
        said = _("skipped")
    else:
        said = _("went on after a pause") if before and before.state == HELD else _taken(now)
    return f"{_step(now)}: {said}"


def _taken(step: TaperStep) -> str:
    return _("taken %(day)s") % {"day": _on(step.done_on)}


def _on(of: date | None) -> str:
    """A day that the step's state demands: the database holds it to that."""
    assert of is not None
    return day(of)
