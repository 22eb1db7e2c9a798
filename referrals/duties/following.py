"""Keeps duties in step with the record: what a change makes of them is worked out at the next look at the list."""

from accounts.log.entries import Changed
from referrals.models import DutyReckoning


def mark_stale(changed: Changed) -> None:
    """Note, in the change's own transaction, that the duties of these patients must be worked out again.

    A save costs one statement by it, and an answer that no duty comes from none.
    """
    patients = [patient for patient, about in changed.items() if about != frozenset()]
    if patients:
        stand = DutyReckoning.objects.filter(episode__patient__in=patients).exclude(basis="", is_placed=False)
        stand.update(basis="", is_placed=False)
