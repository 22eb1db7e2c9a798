"""Letters and referrals as a page gets them: whose, in which order, and what the access log says of it."""

from uuid import uuid4

import pytest
from django.http import Http404

from accounts.models import AccessAction, AccessLogEntry
from assessment.episode.workspace import build_workspace
from assessment.models import Episode
from assessment.record.clock import today
from guidelines.in_force.content import Content
from referrals.follow_up.access import get_letter, get_referral, prepare_for_lists
from referrals.letters.signing import hand_over
from referrals.letters.writing import start_letter
from referrals.models import Letter
from referrals.rules.pathway import Pathway
from tests.support.records.cast import Cast
from tests.support.records.duties import called
from tests.support.records.letters import CLINIC, Sign
from tests.support.records.sent_letters import record, send

pytestmark = pytest.mark.usefixtures("in_a", "no_rendering")


@pytest.fixture
def other(cast: Cast, letter: Letter, complete: Episode, content: Content, pathway: Pathway) -> Letter:
    """A second letter of the same episode, to another place."""
    workspace = build_workspace(complete, content, today())
    return start_letter(by=cast.nurse, workspace=workspace, pathway=pathway, destination=CLINIC)


def test_what_was_handed_over_waits_to_be_signed(cast: Cast, letter: Letter, other: Letter) -> None:
    """Tried: the letters that nobody has handed over."""
    assert called("to_sign") == []
    hand_over(by=cast.nurse, letter=letter, note="")
    assert called("to_sign") == [str(letter.pk)]
    hand_over(by=cast.nurse, letter=other, note="")
    assert sorted(called("to_sign")) == sorted([str(letter.pk), str(other.pk)])


def test_a_letter_and_a_referral_are_got_by_their_own_identifier(cast: Cast, letter: Letter, other: Letter) -> None:
    """Tried: any row of the practice; reading logged where a letter is fetched to be handed out."""
    for one in (letter, other):
        assert get_letter(by=cast.gp, letter_id=one.pk) == one
        assert get_referral(by=cast.gp, referral_id=one.referral_id) == one.referral
    for get in (
        lambda: get_letter(by=cast.gp, letter_id=uuid4()),
        lambda: get_referral(by=cast.gp, referral_id=uuid4()),
    ):
        with pytest.raises(Http404):
            get()
    get_letter(by=cast.gp2, letter_id=letter.pk, action=AccessAction.EXPORT)
    get_letter(by=cast.gp2, letter_id=letter.pk)
    entries = AccessLogEntry.objects.filter(staff=cast.gp2).order_by("pk")
    assert [(entry.action, entry.detail) for entry in entries] == [
        ("export", "brev, version 1"),
        ("read", "brev, version 1"),
    ]


def test_a_list_knows_when_each_letter_was_sent_and_nothing_that_came_after(
    cast: Cast, letter: Letter, sign: Sign
) -> None:
    """Tried: every event of the referral among the sendings."""
    referral = send(cast.nurse, letter, sign, 20)
    record(cast.gp, referral, "received", 5)
    (row,) = prepare_for_lists(Letter.objects.filter(referral=referral))
    assert [(event.kind, event.recorded_by) for event in row.sendings] == [("sent", cast.nurse)]  # type: ignore[attr-defined]
