"""Notes that a signed letter was handed out or sent; the clinic itself passes it on."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import AccessAction, Staff
from referrals.follow_up.events import record_event
from referrals.letters.signing import standing_letter
from referrals.letters.writing import log
from referrals.models import Letter, LetterHandOut, ReferralEvent


class WrongDay(ValueError):
    """A letter is sent on a day between its signature and today."""


@transaction.atomic
def record_hand_out(*, by: Staff, letter: Letter, form: LetterHandOut.Form, section: str = "") -> LetterHandOut:
    """Note that a letter's content leaves the program, before it does. Raises NotSigned or Withdrawn."""
    standing_letter(letter)
    hand_out = LetterHandOut.in_practice(letter=letter, form=form, section=section, handed_out_by=by)
    hand_out.save(force_insert=True)
    log(by, letter, AccessAction.EXPORT)
    return hand_out


@transaction.atomic
def record_sent(*, by: Staff, letter: Letter, on: date, how: str = "") -> ReferralEvent:
    """Note that the letter was sent on this day, and how. The same, noted twice, is one event.

    A letter may be sent again, on another day or in another way. Raises NotSigned, Withdrawn, or WrongDay.
    """
    standing_letter(letter)
    assert letter.signed_at is not None, "a letter that stands is signed"
    if not timezone.localdate(letter.signed_at) <= on <= timezone.localdate():
        raise WrongDay
    noted = ReferralEvent.objects.filter(letter=letter, kind=ReferralEvent.Kind.SENT, on=on, text=how).first()
    if noted:
        return noted
    return record_event(by=by, referral=letter.referral, letter=letter, kind=ReferralEvent.Kind.SENT, on=on, text=how)
