"""Works out the duties of an episode for the days ahead, and keeps them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection, transaction

from accounts.tenancy.context import current_practice_id
from accounts.tenancy.statements import Prepared
from assessment.rules.facts import Case
from guidelines.in_force.content import Content
from referrals.duties.reading import read_case
from referrals.duties.reasons import NAME_OF_REASONS, OpenDuty, duties_of
from referrals.follow_up.open_steps import name_of_content
from referrals.models import Duty, DutyReckoning
from referrals.rules.duties.day_bounds import days_that_count
from referrals.rules.duties.records import Records

DAYS_AHEAD = 400


@dataclass(frozen=True)
class Span:
    """A duty from the day that it opens (None: it is there already) until the day that it is gone (None: not known)."""

    duty: OpenDuty
    opens_on: date | None
    gone_on: date | None = None


def reckon(case: Case, records: Records, as_of: date) -> list[Span]:
    """The duties of that day, and those that the calendar alone opens or closes in the 400 days ahead."""
    spans: list[Span] = []
    standing: dict[tuple[str, str, date], Span] = {}
    for day in [as_of, *days_that_count(case, records, as_of, as_of + timedelta(days=DAYS_AHEAD))]:
        found = {duty.identity: duty for duty in duties_of(case, records, day)}
        for identity in [key for key, span in standing.items() if found.get(key) != span.duty]:
            gone = standing.pop(identity)
            spans.append(Span(gone.duty, gone.opens_on, day))
        for identity, duty in found.items():
            if identity not in standing:
                standing[identity] = Span(duty, None if day == as_of else day)
    return [*spans, *standing.values()]


def basis_now(content: Content) -> str:
    """What duties are worked out by: the releases in force, and the reasons that the program knows."""
    return f"{NAME_OF_REASONS} {name_of_content(content)}"


@transaction.atomic
def keep_duties(episode_id: UUID, content: Content, as_of: date) -> bool:
    """Work out the duties of the episode and keep them; whether any is another than before.

    The reckoning's row is held until the transaction ends: of two changes at once, the later one sees both.
    """
    until = as_of + timedelta(days=DAYS_AHEAD)
    DutyReckoning.objects.bulk_create(
        [DutyReckoning.in_practice(episode_id=episode_id, basis=basis_now(content), until=until)],
        update_conflicts=True,
        unique_fields=["practice", "episode"],
        update_fields=["basis", "until", "is_placed"],
    )
    case, records = read_case(episode_id, content, as_of)
    made = {_key_of(row): row for row in (_row_of(span, episode_id) for span in reckon(case, records, as_of))}
    kept = {_key_of(row): row for row in _kept(episode=episode_id)}
    gone = [row.pk for key, row in kept.items() if key not in made]
    more = [row for key, row in made.items() if key not in kept]
    stay = [(kept[key], row) for key, row in made.items() if key in kept]
    others = [_in_place_of(before, row) for before, row in stay if _says_another(before, row)]
    if gone:
        Duty.objects.filter(pk__in=gone).delete()
    if more:
        Duty.objects.bulk_create(more)
    if others:
        Duty.objects.bulk_update(others, ["owner" if name == "owner_id" else name for name in SAID])
    return bool(gone or more or others)


_kept = Prepared(lambda episode: Duty.objects.filter(episode=episode), "episode")


def _row_of(span: Span, episode_id: UUID) -> Duty:
    duty = span.duty
    return Duty.in_practice(
        episode_id=episode_id,
        reason=duty.reason,
        reference=duty.reference,
        due_on=duty.due_on,
        day=max(duty.day, span.opens_on or duty.day),
        opens_on=span.opens_on,
        gone_on=span.gone_on,
        urgency=duty.urgency,
        owner_id=duty.owner,
        for_doctor=duty.for_doctor,
        words=dict(duty.words),
    )


def _key_of(row: Duty) -> tuple[object, ...]:
    """Which duty it is: as long as it is the same, its row stays, whatever becomes of what it says."""
    return row.reason, row.reference, row.due_on, row.opens_on


SAID = ("day", "gone_on", "urgency", "owner_id", "for_doctor", "words")


def _says_another(one: Duty, other: Duty) -> bool:
    return any(getattr(one, name) != getattr(other, name) for name in SAID)


def _in_place_of(kept: Duty, row: Duty) -> Duty:
    row.pk = kept.pk
    return row


def stale_episodes(content: Content, as_of: date, most: int) -> list[UUID]:
    """Open episodes whose duties are not worked out, or not on what is in force, or not as far as today; at most so
    many."""
    with connection.cursor() as cursor:
        cursor.execute(STALE, [basis_now(content), as_of, current_practice_id(), most])
        return [row[0] for row in cursor.fetchall()]


STALE = """
    SELECT episode.id FROM assessment_episode episode
    LEFT JOIN referrals_dutyreckoning reckoning
        ON reckoning.episode_id = episode.id AND reckoning.basis = %s AND reckoning.until >= %s
    WHERE episode.practice_id = %s AND episode.ended_at IS NULL AND reckoning.id IS NULL
    ORDER BY episode.id LIMIT %s
"""


def keep_all(episodes: Iterable[UUID], content: Content, as_of: date) -> list[UUID]:
    """Work out these episodes' duties; those whose duties are others than before."""
    return [episode for episode in episodes if keep_duties(episode, content, as_of)]
