"""A letter that was signed and sent some days ago, and what is recorded after it."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Staff
from referrals.follow_up.course_display import ReferralDisplay, display_now
from referrals.follow_up.events import record_event
from referrals.models import Letter, Referral, ReferralEvent
from referrals.rules.course import Course
from tests.support.records.letters import Sign


def ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def send(by: Staff, letter: Letter, sign: Sign, days: int) -> Referral:
    """Sign the letter so many days ago, and record that it was sent on that day."""
    signed = sign(letter, at=timezone.localtime() - timedelta(days=days))
    record_event(by=by, referral=signed.referral, kind="sent", on=ago(days), letter=signed)
    return signed.referral


def record(by: Staff, referral: Referral, kind: str, days: int = 0, **values: Any) -> ReferralEvent:
    return record_event(by=by, referral=referral, kind=kind, on=ago(days), **values)


def shown(referral: Referral) -> ReferralDisplay:
    return display_now(referral, timezone.localdate())


def course(referral: Referral) -> Course:
    return shown(referral).course
