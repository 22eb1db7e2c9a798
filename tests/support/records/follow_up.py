"""An episode whose planned consultations are over: what is asked now is a follow-up."""

from accounts.models import Staff
from assessment.models import Consultation, Episode
from assessment.record.consultations import begin_consultation
from guidelines.vocabulary.facts import Value
from tests.support.records.consultations import WHOLE, consult
from tests.support.records.patients import current

LAST = 7


def past_the_plan(by: Staff, episode: Episode, **answers: Value | None) -> Episode:
    """Three consultations, the last one a week ago, in which PEG was answered, and these questions."""
    consult(by, episode, 28, {})
    consult(by, episode, 14, {})
    consult(by, episode, LAST, WHOLE | {key.replace("__", "."): value for key, value in answers.items()})
    return current(episode)


def follow_up(by: Staff, episode: Episode, **answers: Value | None) -> Consultation:
    """The same, and the follow-up that runs."""
    return begin_consultation(by=by, episode=past_the_plan(by, episode, **answers), form="phone")
