"""The printed sheet with the patient's plan: kept as it was handed over, with its PDF."""

import hashlib
from dataclasses import replace
from typing import NotRequired, TypedDict

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.log.entries import record_access
from accounts.models import AccessAction, Staff
from accounts.tenancy.statements import Prepared
from assessment.care_plan.agreement import agreed_actions, involvement
from assessment.documents.render import render_pdf
from assessment.episode.progress import FEWEST_POINTS, Figure, figure_json, kept_scores, repeated_scores
from assessment.episode.workspace import Workspace, next_visit
from assessment.models import CarePlan, Episode, PrintedCarePlan
from assessment.rules.score_words import PLAIN_TITLES
from assessment.rules.series import KeptFigure

MOST_SERIES, MOST_ROWS = 2, 5


class FrozenPlan(TypedDict):
    """A sheet as it is kept in JSON. One from before there were scores has none."""

    patient: dict[str, str]
    practice: dict[str, str]
    day: str
    goal: str
    actions: list[dict[str, str]]
    flare_up: str
    next_visit: str | None
    involved: list[str]
    offers: str
    read_more: str
    is_trial: bool
    progress: NotRequired[KeptFigure]
    contacts: NotRequired[list[str]]


class NothingToPrint(Exception):
    """The plan has neither a goal nor an action."""


def printed_plans_of(episode: Episode) -> list[PrintedCarePlan]:
    """The sheets that were printed, the newest first, without their PDF."""
    return _printed(episode=episode.pk)


_printed = Prepared(
    lambda episode: (
        PrintedCarePlan.objects.filter(episode=episode)
        .select_related("printed_by__user")
        .defer("pdf", "frozen")
        .order_by("-number")
    ),
    "episode",
)


@transaction.atomic
def print_plan(*, by: Staff, plan: CarePlan, workspace: Workspace) -> PrintedCarePlan:
    """Freeze the plan and make its PDF; the same sheet printed again on the same day is the one that is kept.

    Raises NothingToPrint or NotRendered, and keeps nothing.
    """
    if not plan.goal and not agreed_actions(plan):
        raise NothingToPrint
    episode = Episode.objects.select_for_update().get(pk=workspace.episode.pk)
    frozen = frozen_plan(plan, workspace, by)
    last = PrintedCarePlan.objects.filter(episode=episode).order_by("-number").first()
    if last and last.frozen == frozen:
        return last
    pdf = render_plan_pdf(frozen)
    printed = PrintedCarePlan.in_practice(
        episode=episode,
        number=last.number + 1 if last else 1,
        frozen=frozen,
        pdf=pdf,
        pdf_sha256=hashlib.sha256(pdf).hexdigest(),
        printed_by=by,
        printed_at=timezone.now(),
    )
    printed.save(force_insert=True)
    detail = _("the patient's plan, sheet %(number)s") % {"number": printed.number}
    record_access(by=by, action=AccessAction.CREATE, patient_id=episode.patient_id, detail=detail)
    return printed


def frozen_plan(plan: CarePlan, workspace: Workspace, by: Staff) -> FrozenPlan:
    """Everything that the sheet says, as JSON. The PDF is made from this and nothing else; it holds no CPR number."""
    patient, practice = workspace.episode.patient, by.practice
    visit, figure = next_visit(workspace), plan_scores(workspace)
    frozen: FrozenPlan = {
        "patient": {"name": patient.name, "birth_date": patient.birth_date.isoformat()},
        "practice": {"name": practice.name, "phone": practice.phone},
        "day": workspace.case.as_of.isoformat(),
        "goal": plan.goal,
        "actions": agreed_actions(plan),
        "flare_up": plan.flare_up,
        "next_visit": visit.isoformat() if visit else None,
        "involved": involvement(workspace.case.answers, workspace.content.vocabulary),
        "offers": plan.offers,
        "read_more": plan.read_more,
        "is_trial": settings.DEMO,
    }
    if figure:
        frozen["progress"] = figure_json(figure)
    if lines := [contact.line for contact in workspace.contacts_shown if contact.phone]:
        frozen["contacts"] = lines
    return frozen


def plan_scores(workspace: Workspace) -> Figure | None:
    """The first scores that were taken twice, in the patient's words and without the treatments; None if none was."""
    figure = repeated_scores(workspace)
    if figure is None:
        return None
    repeated = [one for one in figure.series if len(one.known) >= FEWEST_POINTS][:MOST_SERIES]
    return Figure([replace(one, title=PLAIN_TITLES.get(one.key, one.title)) for one in repeated], [], figure.as_of)


def render_plan_html(frozen: FrozenPlan) -> str:
    context = {"plan": frozen, "progress": kept_scores(frozen.get("progress")), "most_rows": MOST_ROWS}
    return render_to_string("assessment/print/care_plan.html", context)


def render_plan_pdf(frozen: FrozenPlan) -> bytes:
    """The PDF of a frozen plan. Raises NotRendered."""
    return render_pdf(render_plan_html(frozen))
