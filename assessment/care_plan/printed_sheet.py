"""The printed sheet with the patient's plan: kept as it was handed over, with its PDF."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import NotRequired, TypedDict

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.log.entries import record_access
from accounts.models import AccessAction, Practice, Staff
from accounts.tenancy.statements import Prepared
from assessment.care_plan.agreement import TEXTS, agreed_actions
from assessment.care_plan.told_parts import told_parts, told_texts
from assessment.documents.render import render_pdf
from assessment.episode.progress import FEWEST_POINTS, Figure, figure_json, kept_scores, repeated_scores
from assessment.episode.workspace import Workspace
from assessment.models import CarePlan, Episode, PrintedCarePlan
from assessment.rules.series import KeptFigure

MOST_SERIES, MOST_ROWS = 2, 5
# How many signs a printed line has about, how many lines the curve takes, and up to how many the sheet is set how.
LINE, LINES_OF_SCORES = 80, 12
DENSITIES = {"": 36, "full": 48}


class SheetSection(TypedDict):
    """One part of the sheet, with the lines below its heading."""

    key: str
    title: str
    lines: list[str]


class FrozenPlan(TypedDict):
    """A sheet as it is kept in JSON: its parts in their order. Those with nothing to say are left out."""

    patient: dict[str, str]
    practice: dict[str, str]
    day: str
    sections: list[SheetSection]
    actions: list[dict[str, str]]
    is_trial: bool
    progress: NotRequired[KeptFigure]


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
    figure, actions = plan_scores(workspace), agreed_actions(plan)
    frozen: FrozenPlan = {
        "patient": {"name": patient.name, "birth_date": patient.birth_date.isoformat()},
        "practice": {"name": practice.name, "phone": practice.phone},
        "day": workspace.case.as_of.isoformat(),
        "sections": [*_sections(plan, workspace, practice, has_scores=figure is not None)],
        "actions": actions,
        "is_trial": settings.DEMO,
    }
    if figure:
        frozen["progress"] = figure_json(figure)
    return frozen


def _sections(plan: CarePlan, workspace: Workspace, practice: Practice, *, has_scores: bool) -> Iterator[SheetSection]:
    """The parts that have something to say, in the content's order."""
    texts = {key: part.text for key, part in told_parts(plan, told_texts(workspace, practice)).items()}
    texts |= {key: getattr(plan, key) for key in TEXTS}
    drawn = {"actions": bool(agreed_actions(plan)), "scores": has_scores}
    for section in workspace.content.vocabulary.plan.sections:
        lines = [line for line in texts.get(section.key, "").splitlines() if line.strip()]
        if lines or drawn.get(section.key):
            yield {"key": section.key, "title": section.title, "lines": lines}


def plan_scores(workspace: Workspace) -> Figure | None:
    """The first scores that were taken twice, in the patient's words and without the treatments; None if none was."""
    figure = repeated_scores(workspace)
    if figure is None:
        return None
    repeated = [one for one in figure.series if len(one.known) >= FEWEST_POINTS][:MOST_SERIES]
    derived = workspace.content.vocabulary.derived
    plain = {one.key: derived[one.key].plain for one in repeated if one.key in derived}
    return Figure([replace(one, title=plain.get(one.key) or one.title) for one in repeated], [], figure.as_of)


def render_plan_html(frozen: FrozenPlan) -> str:
    context = {
        "plan": frozen,
        "progress": kept_scores(frozen.get("progress")),
        "most_rows": MOST_ROWS,
        "density": _density(frozen),
    }
    return render_to_string("assessment/print/care_plan.html", context)


def _density(frozen: FrozenPlan) -> str:
    """How close the sheet is set, so that it stays one page: by about how many printed lines it has."""
    lines = [line for section in frozen["sections"] for line in section["lines"]]
    rows = sum(1 + len(line) // LINE for line in lines) + len(frozen["sections"])
    rows += sum(2 + len(action.get("what", "")) // LINE for action in frozen["actions"])
    rows += LINES_OF_SCORES if "progress" in frozen else 0
    return next((name for name, most in DENSITIES.items() if rows <= most), "tight")


def render_plan_pdf(frozen: FrozenPlan) -> bytes:
    """The PDF of a frozen plan. Raises NotRendered."""
    return render_pdf(render_plan_html(frozen))
