"""Compares the duties that are kept with what the record says today, and works them out anew."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db.models import Q

from assessment.models import Episode
from guidelines.in_force.content import Content
from referrals.duties.reading import read_case
from referrals.duties.reasons import OpenDuty, duties_of
from referrals.duties.reckoning import basis_now, keep_duties
from referrals.models import Duty, DutyReckoning

Said = tuple[str, str, date, UUID | None, tuple[tuple[str, str], ...]]


def differences(content: Content, as_of: date) -> Iterator[tuple[UUID, list[str]]]:
    """The open episodes of the practice whose kept duties are others than those of that day, with what differs."""
    current = DutyReckoning.objects.filter(basis=basis_now(content), until__gte=as_of)
    known = set(current.values_list("episode", flat=True))
    for episode in Episode.objects.filter(ended_at=None).order_by("pk").values_list("pk", flat=True):
        found = [] if episode in known else ["not worked out on what is in force"]
        kept, now = _kept_on(episode, as_of), _duties_on(episode, content, as_of)
        found += [f"missing: {reason} {reference} {day}" for reason, reference, day, *_ in sorted(now - kept, key=str)]
        found += [f"too many: {reason} {reference} {day}" for reason, reference, day, *_ in sorted(kept - now, key=str)]
        if found:
            yield episode, found


def rebuild(content: Content, as_of: date) -> None:
    """Work out the duties of every episode of the practice that is open, or has some."""
    is_listed = Q(ended_at=None) | Q(duties__isnull=False)
    for episode in Episode.objects.filter(is_listed).distinct().values_list("pk", flat=True):
        keep_duties(episode, content, as_of)


def _kept_on(episode: UUID, day: date) -> set[Said]:
    is_there = (Q(opens_on=None) | Q(opens_on__lte=day)) & (Q(gone_on=None) | Q(gone_on__gt=day))
    return {
        (row.reason, row.reference, row.due_on, row.owner_id, tuple(sorted(row.words.items())))
        for row in Duty.objects.filter(is_there, episode=episode)
    }


def _duties_on(episode: UUID, content: Content, day: date) -> set[Said]:
    return {_said(duty) for duty in duties_of(*read_case(episode, content, day), day)}


def _said(duty: OpenDuty) -> Said:
    return (*duty.identity, duty.owner, tuple(sorted(duty.words.items())))
