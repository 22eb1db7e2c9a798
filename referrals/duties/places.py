"""Where each open episode stands in the list of the day: kept, so that a look reads a page of it and no more."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from typing import Any

from django.db import connection, transaction

from accounts.tenancy.context import current_practice_id
from guidelines.in_force.content import Content
from referrals.duties.reasons import AGREED, Urgency
from referrals.duties.reckoning import basis_now, keep_all, stale_episodes

WEEK = timedelta(days=7)
MOST_RENEWED = 100


class Place(IntEnum):
    """The groups of the list. An episode stands in the first that one of its duties belongs to."""

    SAFETY = 0
    OVERDUE = 1
    TODAY = 2
    QUESTIONS = 3
    NEXT_DAYS = 4
    UNDECIDABLE = 5
    NO_DATE = 6
    LATER = 7


class Whose(StrEnum):
    """Whose duties are listed; in the order of the counts."""

    EVERYBODYS = "alle"
    MINE = "mine"
    DOCTORS = "laege"
    NOBODYS = "uden-ejer"


CLOSED = """ARRAY(
    SELECT staff.id FROM accounts_staff staff JOIN accounts_user person ON person.id = staff.user_id
    WHERE staff.practice_id = %(practice)s AND NOT (staff.is_active AND person.is_active) ORDER BY staff.id
)"""
# A duty that calls on a later day stands by that day, whatever it is about. `nth` is its order: the group, and in it
# the day; under Safety first what is acute, and of each what has an hour today.
EACH = """
    SELECT duty.id, duty.episode_id, duty.day, duty.owner_id, duty.for_doctor, standing.place,
    standing.place * 1000000 + CASE
        WHEN standing.place > %(SAFETY)s THEN duty.day - DATE '1900-01-01'
        ELSE CASE WHEN duty.words ->> 'acute' IS NULL THEN 200000 ELSE 0 END + CASE
            WHEN (duty.words ->> 'hour')::timestamp::date = %(today)s
                THEN EXTRACT(epoch FROM (duty.words ->> 'hour')::timestamp::time)::int / 60
            ELSE 100000 + (duty.day - DATE '1900-01-01')
        END
    END AS nth,
    NOT duty.for_doctor AND (duty.owner_id IS NULL OR duty.owner_id = ANY({closed})) AS is_nobodys,
    duty.urgency = %(safety)s AND (COALESCE(duty.opens_on, %(today)s) <= %(today)s OR duty.reason = ANY(%(agreed)s))
        AS is_safety
    FROM referrals_duty duty CROSS JOIN LATERAL (SELECT CASE
        WHEN duty.day > %(week)s THEN %(LATER)s
        WHEN duty.day > %(today)s THEN %(NEXT_DAYS)s
        WHEN duty.urgency = %(safety)s THEN %(SAFETY)s
        WHEN duty.urgency = %(dated)s AND duty.day < %(today)s THEN %(OVERDUE)s
        WHEN duty.urgency = %(dated)s THEN %(TODAY)s
        WHEN duty.urgency = %(question)s THEN %(QUESTIONS)s
        WHEN duty.urgency = %(undecidable)s THEN %(UNDECIDABLE)s
        ELSE %(NO_DATE)s
    END AS place) standing
    WHERE duty.practice_id = %(practice)s AND (duty.gone_on IS NULL OR duty.gone_on > %(today)s)
""".replace("{closed}", CLOSED)
IS_OF_TODAY = "kept.as_of = %(today)s AND kept.closed = to_jsonb({closed})".replace("{closed}", CLOSED)
# Every open episode stands somewhere, counted by itself.
IS_WHOLE = """
    (SELECT count(*) FROM assessment_episode WHERE practice_id = %(practice)s AND ended_at IS NULL)
    = (SELECT COALESCE(sum(number::int), 0) FROM jsonb_each_text(kept.counts -> 'alle') AS one (place, number))
"""
IS_CURRENT = " AND ".join(
    (
        IS_OF_TODAY,
        IS_WHOLE,
        "kept.basis = %(basis)s",
        "NOT EXISTS (SELECT FROM referrals_dutyreckoning WHERE practice_id = %(practice)s AND NOT is_placed)",
    )
)
# Whoever comes second waits here, and then finds what the first has kept.
HOLD = """
    INSERT INTO referrals_listofday AS kept (id, practice_id, as_of, basis, closed, counts)
    VALUES (gen_random_uuid(), %(practice)s, %(today)s, '', '[]', '{}')
    ON CONFLICT (practice_id) DO UPDATE SET basis = kept.basis
    RETURNING {is_of_today} AND kept.counts <> '{}'
""".replace("{is_of_today}", IS_OF_TODAY)
WAITING = "SELECT episode_id FROM referrals_dutyreckoning WHERE practice_id = %(practice)s AND NOT is_placed"
TAKE_OUT = "DELETE FROM referrals_listplace WHERE practice_id = %(practice)s"
# `whose` are the lists that a duty belongs to. An episode stands in each by the first of its duties in it; what is open
# of it under Safety counts in all of them, whosever it is: what was handed on does not sink in the list of whoever did.
PUT_IN = """
    INSERT INTO referrals_listplace (id, practice_id, episode_id, whose, place, day)
    WITH each AS ({each}), lists AS (
        SELECT each.episode_id, owned.whose, min(LEAST(each.nth, each.first_of_safety)) AS first
        FROM (
            SELECT each.*, min(nth) FILTER (WHERE place = %(SAFETY)s) OVER (PARTITION BY episode_id) AS first_of_safety
            FROM each
        ) each
        JOIN assessment_episode episode ON episode.id = each.episode_id AND episode.ended_at IS NULL
        CROSS JOIN LATERAL (VALUES
            ('alle'), (each.owner_id::text),
            (CASE WHEN each.for_doctor THEN 'laege' END), (CASE WHEN each.is_nobodys THEN 'uden-ejer' END)
        ) AS owned (whose)
        WHERE owned.whose IS NOT NULL
        GROUP BY each.episode_id, owned.whose
    )
    SELECT gen_random_uuid(), %(practice)s, episode_id, whose, first / 1000000, DATE '1900-01-01' + first %% 1000000
    FROM lists
"""
PLACED = """
    UPDATE referrals_dutyreckoning SET is_placed = true
    WHERE practice_id = %(practice)s AND NOT is_placed AND episode_id = ANY(%(placed)s::uuid[])
"""
COUNT = """
    WITH counted AS (
        SELECT whose, place, count(*) AS number FROM referrals_listplace WHERE practice_id = %(practice)s GROUP BY 1, 2
    ), by_list AS (
        SELECT whose, jsonb_object_agg(place::text, number) AS counts FROM counted GROUP BY whose
    )
    UPDATE referrals_listofday AS kept SET as_of = %(today)s, basis = %(basis)s, closed = to_jsonb({closed}),
        counts = COALESCE((SELECT jsonb_object_agg(whose, by_list.counts) FROM by_list), '{"alle": {}}')
    WHERE practice_id = %(practice)s
    RETURNING {is_whole}
""".replace("{closed}", CLOSED).replace("{is_whole}", IS_WHOLE)


def values_of(content: Content, as_of: date) -> dict[str, Any]:
    """What the statements ask with."""
    return {
        "today": as_of,
        "week": as_of + WEEK,
        "practice": current_practice_id(),
        "basis": basis_now(content),
        "agreed": [*AGREED],
        **{urgency.name.lower(): urgency.value for urgency in Urgency},
        **{place.name: place.value for place in Place},
    }


@transaction.atomic
def renew_places(content: Content, as_of: date) -> bool:
    """Bring the practice's list up to date: what has changed since, or all of it on another day.

    Duties that are not worked out on what is in force are worked out first, a hundred at a look; whether some are left.
    The list is held until the transaction ends.
    """
    given = values_of(content, as_of)
    (is_of_today,) = _ask(HOLD, given)[0]
    stale = stale_episodes(content, as_of, MOST_RENEWED)
    keep_all(stale, content, as_of)
    is_behind = len(stale) == MOST_RENEWED
    given |= {"basis": "" if is_behind else given["basis"]}
    is_whole = _place(given, is_all=not is_of_today)
    if is_of_today and not is_behind and not is_whole:
        _place(given, is_all=True)
    return is_behind


def _place(given: Mapping[str, Any], *, is_all: bool) -> bool:
    """Place all episodes of the practice anew, or those that wait for it, and count; whether each stands somewhere."""
    of_these = "" if is_all else " AND episode_id = ANY(%(placed)s::uuid[])"
    said = {**given, "placed": [row[0] for row in _ask(WAITING, given)]}
    with connection.cursor() as cursor:
        for statement in (TAKE_OUT + of_these, PUT_IN.replace("{each}", EACH + of_these), PLACED):
            cursor.execute(statement, said)
    ((is_whole,),) = _ask(COUNT, said)
    return bool(is_whole)


def _ask(statement: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())
