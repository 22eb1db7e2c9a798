"""A letter tells what was answered to a question that is retired, and asks for it no more."""

import pytest

from guidelines.in_force.content import Content
from referrals.letters.prefill import prefilled_sections
from referrals.letters.review import review_sections
from referrals.models import Letter
from referrals.pathways.in_force import pathway_of
from tests.support.content.changes import in_force, retiring
from tests.support.records.cast import Cast
from tests.support.records.letters import CENTRE, kept, look
from tests.support.records.patients import answer
from tests.support.records.told_episode import Told

DIET = "risk.diet"
pytestmark = pytest.mark.usefixtures("in_a")


def missing(letter: Letter, content: Content) -> list[str]:
    workspace = look(letter.referral.episode, content)
    sections = review_sections(letter, workspace, pathway_of(content))
    return [question.key for section in sections for question in section.missing]


def test_the_letter_says_what_was_answered_and_lacks_nothing(cast: Cast, told: Told, content: Content) -> None:
    episode = answer(cast.gp, told.episode, risk__diet="Mest rugbrød.")
    content = in_force(retiring(DIET))
    texts = prefilled_sections(pathway_of(content), look(episode, content), CENTRE)
    assert "Mest rugbrød." in texts["comorbidity"]


def test_what_was_not_answered_is_asked_for_no_more(cast: Cast, letter: Letter, content: Content) -> None:
    assert DIET in missing(kept(letter), content)
    assert DIET not in missing(kept(letter), in_force(retiring(DIET)))
