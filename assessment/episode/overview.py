"""What the overview answers first: why the patient is here, what is dangerous, what was tried, and what comes next."""

from dataclasses import dataclass

from assessment.advice.arrange import AdviceRow
from assessment.episode.workspace import Workspace
from assessment.models import AdviceResponse, Consultation
from assessment.record.known_facts import KnownFact
from assessment.rules.keys import DRAWING, EXPECTATIONS, MOST_IMPORTANT, SUBSTANCE_ABUSE
from assessment.rules.medication.opioid_total import OpioidExposure
from assessment.treatments.opioid_follow_up import course_words, opioid_course_of

NO_MISUSE = "none"


@dataclass(frozen=True)
class FirstAnswers:
    """`misuse` is there where some is known; `opioids` where one is in use, with how they are followed and a review
    that is only noted; `not_done`: what was decided to do, and is still to be done from what is known;
    `drawn_before`: the question of the drawing, where two are there to compare.
    """

    important: KnownFact | None
    expectations: KnownFact | None
    misuse: KnownFact | None
    opioids: OpioidExposure | None
    opioids_followed: str
    review_noted: str
    agreed: Consultation | None
    not_done: list[AdviceRow]
    drawn: tuple[str, ...]
    drawing: KnownFact | None
    drawn_before: str


def first_answers(workspace: Workspace) -> FirstAnswers:
    """The answers as they stand today. Where an opioid is in use one query, and what was said of its review."""
    answers, episode = workspace.case.answers, workspace.episode
    course = opioid_course_of(episode, workspace.case, workspace.reviews_said, workspace.content)
    noted = course.reviews.noted if course else None
    drawn = answers.get(DRAWING)
    return FirstAnswers(
        important=workspace.known(MOST_IMPORTANT),
        expectations=workspace.known(EXPECTATIONS),
        misuse=workspace.known(SUBSTANCE_ABUSE) if answers.get(SUBSTANCE_ABUSE, NO_MISUSE) != NO_MISUSE else None,
        opioids=course.exposure if course else None,
        opioids_followed=course_words(course) if course else "",
        review_noted=noted.words if noted else "",
        agreed=workspace.rows.agreed,
        not_done=[
            row
            for row in workspace.advice.decided
            if row.response and row.response.response == AdviceResponse.Response.FOLLOW
        ],
        drawn=drawn if isinstance(drawn, tuple) else (),
        drawing=workspace.known(DRAWING) if drawn else None,
        drawn_before=DRAWING if episode.answers.get(DRAWING, {}).get("before", {}).get("value") else "",
    )
