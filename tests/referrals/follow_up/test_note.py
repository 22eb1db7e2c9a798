"""The referral's letters in the journal note: where they were begun, signed or withdrawn, and nowhere else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessment.models import Consultation, Episode
from assessment.notes.contact_note import consultation_note
from assessment.record.consultations import begin_consultation, end_consultation
from assessment.record.contacts import since_last
from guidelines.in_force.content import Content
from referrals.follow_up.note import letters_in_the_note
from referrals.models import Letter
from tests.support.records.cast import Cast
from tests.support.records.furnished import furnish
from tests.support.records.patients import answer

pytestmark = pytest.mark.usefixtures("in_a")

TITLE = "Henvisning til tværfagligt smertecenter"


@pytest.fixture
def furnished(cast: Cast, episode: Episode) -> Episode:
    """A letter that was signed, and its next version in preparation, in the one consultation."""
    return furnish(cast.gp, episode.patient).episode


def said(episode: Episode, consultation: Consultation | None, content: Content) -> list[str]:
    parts = list(letters_in_the_note(episode, consultation, content, False))
    assert {title for title, _lines in parts} <= {"decisions"}
    return [line for _title, lines in parts for line in lines]


def test_a_letter_is_said_in_the_consultation_in_which_it_was_begun_or_signed(
    cast: Cast, furnished: Episode, content: Content
) -> None:
    day = timezone.localdate().strftime("%d.%m.%Y")
    expected = [
        f"{TITLE}: underskrevet {day}",
        f"{TITLE}: tilbagekaldt {day}: Fejl",
        f"{TITLE}, version 2: begyndt {day}, ikke underskrevet",
    ]
    first = Consultation.objects.select_related("episode__patient").get(episode=furnished)
    assert said(furnished, first, content) == said(furnished, None, content) == expected
    note = consultation_note(first, content)
    assert f"{'. '.join(expected)}." in note.text
    end_consultation(by=cast.gp, consultation=first)
    answer(cast.gp, furnished, risk__drives=True)
    second = Consultation.objects.get(episode=furnished, number=2)
    assert said(furnished, second, content) == []
    assert said(furnished, first, content) == expected


def test_a_letter_signed_later_is_begun_in_the_first_and_signed_in_the_second(
    cast: Cast, furnished: Episode, content: Content
) -> None:
    first = Consultation.objects.get(episode=furnished)
    # At noon: what follows some minutes later is of the same day.
    opened = timezone.localtime().replace(hour=12) - timedelta(days=9)
    Consultation.objects.filter(pk=first.pk).update(
        opened_at=opened, ended_at=opened + timedelta(hours=1), ended_by=cast.gp
    )
    Letter.objects.filter(signed_at=None).update(created_at=opened + timedelta(minutes=5))
    first.refresh_from_db()
    begun = timezone.localdate(opened).strftime("%d.%m.%Y")
    assert said(furnished, first, content) == [f"{TITLE}, version 2: begyndt {begun}, ikke underskrevet"]


def test_what_a_doctor_signs_while_a_nurse_is_on_the_telephone_is_no_part_of_her_contact(
    cast: Cast, furnished: Episode, content: Content
) -> None:
    """It stands in the next one, as recorded since last. Tried: by the time alone; since the end of the one before."""
    signed = Consultation.objects.filter(episode=furnished)
    signed.update(opened_by=cast.nurse, ended_at=timezone.now(), ended_by=cast.nurse)
    hers = signed.select_related("episode__patient").get()
    everything = said(furnished, None, content)
    assert said(furnished, hers, content) == []
    following = begin_consultation(by=cast.gp, episode=furnished, form="phone")
    parts = list(letters_in_the_note(furnished, since_last(following), content, False))
    assert [line for _title, lines in parts for line in lines] == everything
    assert said(furnished, following, content) == []


def test_a_destination_that_is_gone_from_the_pathway_is_still_a_referral(furnished: Episode, content: Content) -> None:
    letter = Letter.objects.latest("number")
    type(letter.referral).objects.filter(pk=letter.referral_id).update(destination="gone")
    assert all(line.startswith("Henvisning til smertebehandling") for line in said(furnished, None, content))
