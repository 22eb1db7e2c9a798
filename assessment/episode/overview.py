"""What the overview answers first: why the patient is here, what is dangerous, what was tried, and what comes next."""

from dataclasses import dataclass

from assessment.advice.arrange import AdviceRow
from assessment.episode.workspace import Workspace
from assessment.models import AdviceResponse, Consultation
from assessment.record.known_facts import KnownFact
from assessment.rules.keys import DRAWING, EXPECTATIONS, MOST_IMPORTANT, SUBSTANCE_ABUSE
from assessment.rules.medication.opioid_total import OpioidExposure, opioid_exposure

NO_MISUSE = "none"


@dataclass(frozen=True)
class FirstAnswers:
    """`misuse` is there where some is known; `opioids` where one is in use; `not_done`: what was decided to do, and
    is still to be done from what is known; `drawn_before`: the question of the drawing, where two are there to compare.
    """

    important: KnownFact | None
    expectations: KnownFact | None
    misuse: KnownFact | None
    opioids: OpioidExposure | None
    agreed: Consultation | None
    not_done: list[AdviceRow]
    drawn: tuple[str, ...]
    drawing: KnownFact | None
    drawn_before: str


def first_answers(workspace: Workspace) -> FirstAnswers:
    """The answers as they stand today."""
    answers = workspace.case.answers
    opioids = opioid_exposure(workspace.case.treatments or (), workspace.content.medicines)
    drawn = answers.get(DRAWING)
    return FirstAnswers(
        important=workspace.known(MOST_IMPORTANT),
        expectations=workspace.known(EXPECTATIONS),
        misuse=workspace.known(SUBSTANCE_ABUSE) if answers.get(SUBSTANCE_ABUSE, NO_MISUSE) != NO_MISUSE else None,
        opioids=opioids if opioids.uses else None,
        agreed=workspace.rows.agreed,
        not_done=[
            row
            for row in workspace.advice.decided
            if row.response and row.response.response == AdviceResponse.Response.FOLLOW
        ],
        drawn=drawn if isinstance(drawn, tuple) else (),
        drawing=workspace.known(DRAWING) if drawn else None,
        drawn_before=DRAWING if workspace.episode.answers.get(DRAWING, {}).get("before", {}).get("value") else "",
    )
