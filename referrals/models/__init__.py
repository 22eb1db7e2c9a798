"""The tables of referrals, their letters, and what became of them."""

from referrals.models.counts import ReferralFigure
from referrals.models.course import ReferralEvent, WaitingStepDone
from referrals.models.duties import Duty, DutyAct, DutyReckoning, ListOfDay, ListPlace
from referrals.models.impact import KeptImpact
from referrals.models.letters import Letter, LetterHandOut, LetterWithdrawal
from referrals.models.referrals import Referral

__all__ = [
    "Duty",
    "DutyAct",
    "DutyReckoning",
    "KeptImpact",
    "Letter",
    "LetterHandOut",
    "LetterWithdrawal",
    "ListOfDay",
    "ListPlace",
    "Referral",
    "ReferralEvent",
    "ReferralFigure",
    "WaitingStepDone",
]
