"""The steps that the practice can take while the patient waits for a course: lists them, and marks one as done."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.log.entries import record_access
from accounts.models import AccessAction, Staff
from guidelines.conditions.verdicts import Verdict, verdict_of
from guidelines.vocabulary.facts import Facts
from referrals.models import Referral, WaitingStepDone
from referrals.rules.pathway import Pathway, WaitingStep


@dataclass(frozen=True)
class WaitingRow:
    """A step, for one referral where there is one. `fits`: whether it fits the patient, and what decides it;
    `done` is when and by whom it was seen to.
    """

    step: WaitingStep
    fits: Verdict
    done: WaitingStepDone | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that decide whether it fits, while that is not known."""
        return tuple(sorted(self.fits.missing))

    @property
    def is_open(self) -> bool:
        return self.done is None


def waiting_rows(pathway: Pathway, facts: Facts, referral: Referral | None = None) -> list[WaitingRow]:
    """The steps that fit the patient, those that may, and those that are done already; the open ones first.

    A step that does not fit (any more) and was never done is left out.
    """
    done = {row.step: row for row in referral.waiting_steps_done.all()} if referral else {}
    rows = [
        WaitingRow(step, verdict_of(step.condition, facts, name=f"the step {step.key}"), done.get(step.key))
        for step in pathway.waiting_time
    ]
    return sorted((row for row in rows if row.fits.value is not False or row.done), key=lambda row: not row.is_open)


@transaction.atomic
def mark_step_done(*, by: Staff, referral: Referral, step: str, note: str = "") -> WaitingStepDone:
    """Keep that a step was seen to, by whom and when. Marked twice, the first one stands."""
    found = WaitingStepDone.objects.filter(referral=referral, step=step).first()
    if found:
        return found
    done = WaitingStepDone.in_practice(referral=referral, step=step, note=note, done_by=by)
    try:
        with transaction.atomic():
            done.save(force_insert=True)
    except IntegrityError:
        return WaitingStepDone.objects.get(referral=referral, step=step)
    patient_id = referral.episode.patient_id
    record_access(
        by=by, action=AccessAction.CHANGE, patient_id=patient_id, detail=_("referral: a step while the patient waits")
    )
    return done
