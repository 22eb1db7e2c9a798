"""Safety prompts: how they stand for an episode, and what came of them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from accounts.models import Staff
from accounts.tenancy.context import practice_context
from assessment.advice.arrange import AdviceRow
from assessment.episode.workspace import build_workspace
from assessment.models import AdviceResponse, Episode
from assessment.record.clock import today
from assessment.record.contacts import contact_now
from assessment.safety.gone_prompts import keep_gone_prompts
from assessment.safety.prompt_decisions import decide_on_prompt, row_of_prompt, token_of
from guidelines.in_force.content import current_content
from tests.support.records.patients import answer, current

RED_FLAGS, SUICIDAL = "safety-prompts/red-flags", "safety-prompts/suicidal-thoughts"


def prompt_of(episode: Episode, key: str, as_of: date | None = None) -> AdviceRow:
    """The safety prompt as it stands in the database now."""
    row = row_of_prompt(build_workspace(current(episode), current_content(), as_of or today()), key)
    assert row
    return row


def decide(by: Staff, episode: Episode, key: str, outcome: str, seen: str = "", **given: Any) -> AdviceResponse:
    """Decide on a prompt as its page would, with these details."""
    with practice_context(by.practice_id):
        row = prompt_of(episode, key)
        (chosen,) = (one for one in row.recommendation.outcomes if one.key == outcome)
        return decide_on_prompt(
            by=by,
            episode=current(episode),
            content=current_content(),
            as_of=today(),
            prompt=key,
            seen=seen or token_of(row),
            outcome=chosen,
            given=given,
        )


def assess(by: Staff, episode: Episode, **given: Any) -> AdviceResponse:
    """Ask about thoughts of not wanting to live, and write down what is asked for."""
    said = {"plans": "Ingen planer.", "risk": "Lav.", "arranged": "Ringer i morgen.", "leaves_with": "Søster"}
    return decide(by, episode, SUICIDAL, "assessed", **said | given)


def answer_away(by: Staff, episode: Episode) -> Callable[[], list[AdviceResponse]]:
    """Say that there are no such thoughts after all, and what keeps that the prompt was open."""
    question = "wellbeing.suicidal_thoughts"
    before = dict(current(episode).answers)
    now = answer(by, episode, wellbeing__suicidal_thoughts="none")
    return lambda: keep_gone_prompts(
        by=by, contact=contact_now(now, by), before=before, changed=[question], content=current_content(), as_of=today()
    )
