"""What is open of letters and referrals is named before an episode is ended."""

import pytest

from assessment.course.endings import MattersOpen, end_episode, open_matters
from assessment.record.clock import today
from assessment.record.consultations import end_consultation, open_consultation_of
from referrals.letters.signing import hand_over
from referrals.models import Letter
from tests.support.records.cast import Cast
from tests.support.records.duties import called
from tests.support.records.letters import Sign

pytestmark = pytest.mark.usefixtures("in_a", "no_rendering")


def test_a_letter_and_a_referral_that_waits_are_named_and_may_be_left(cast: Cast, letter: Letter, sign: Sign) -> None:
    """Tried: a letter that is signed and not sent left out; the list of letters to sign with an ended episode's."""
    episode = letter.referral.episode
    running = open_consultation_of(episode)
    assert running
    end_consultation(by=cast.gp, consultation=running)
    (matter,) = open_matters(episode, today())
    assert (matter.words, matter.page) == ("Brev, der ikke er underskrevet: Tværfagligt smertecenter", "letter")
    hand_over(by=cast.nurse, letter=letter, note="")
    assert called("to_sign") == [str(letter.pk)]
    with pytest.raises(MattersOpen):
        end_episode(by=cast.gp, episode=episode, reason="moved", as_of=today())
    end_episode(by=cast.gp, episode=episode, reason="moved", leaves=[matter.key], as_of=today())
    assert called("to_sign") == []
    sign(letter)
    (matter,) = open_matters(episode, today())
    assert matter.words == "Henvisning: Tværfagligt smertecenter"
