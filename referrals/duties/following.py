"""Keeps duties in step with the record: worked out again in the request that has changed what they come from."""

from accounts.log.entries import Changed
from assessment.models import Episode
from assessment.record.clock import today
from guidelines.in_force.content import current_content
from referrals.duties.reckoning import keep_all
from referrals.models import DutyReckoning


def renew_duties(changed: Changed) -> None:
    """Work out again the duties of these patients. An answer that no duty comes from costs nothing."""
    patients = [patient for patient, about in changed.items() if about != frozenset()]
    episodes = list(Episode.objects.filter(patient__in=patients).values_list("pk", flat=True)) if patients else []
    if episodes:
        keep_all(episodes, current_content(), today())


def mark_stale(changed: Changed) -> None:
    """Outside of a request, as in a command: note that the duties must be worked out again, at the next look."""
    patients = [patient for patient, about in changed.items() if about != frozenset()]
    if patients:
        DutyReckoning.objects.filter(episode__patient__in=patients).exclude(basis="").update(basis="")
