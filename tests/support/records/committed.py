"""An episode that several connections work on at once."""

from dataclasses import dataclass

from accounts.tenancy.context import practice_context
from assessment.models import Consultation, Episode
from assessment.record.consultations import begin_consultation
from tests.support.records.cast import Cast, make_cast
from tests.support.records.patients import make_episode, make_patient


@dataclass(frozen=True)
class Committed:
    """Everyone, and an episode of practice A whose consultation of today runs."""

    cast: Cast
    episode: Episode


def commit_episode() -> Committed:
    """Make them, outside of any transaction."""
    cast = make_cast()
    with practice_context(cast.practice_a.pk):
        episode = make_episode(cast.gp, make_patient(cast.gp))
        begin_consultation(by=cast.gp, episode=episode, form=Consultation.Form.IN_PERSON)
    return Committed(cast, episode)
