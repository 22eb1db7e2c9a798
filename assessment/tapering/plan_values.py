"""The type of what a form says about a taper plan, without its steps."""

from datetime import date
from typing import TypedDict

from accounts.models import Staff
from assessment.models import Treatment


class TaperValues(TypedDict, total=False):
    """What a form says of a plan without its steps."""

    treatment: Treatment | None
    medicine: str
    start_dose: str
    goal: str
    pauses: str
    withdrawal_plan: str
    follows_up: Staff | None
    follows_up_text: str
    contact_frequency: str
    next_contact_on: date | None
