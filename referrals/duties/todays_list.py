"""The list of the day: every open episode of the practice in one group, with what is to be done and by whom."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from accounts.log.entries import record_access
from accounts.models import AccessAction, Staff
from accounts.tenancy.context import current_practice_id
from accounts.tenancy.statements import Prepared
from guidelines.in_force.content import Content
from referrals.duties.reasons import Urgency
from referrals.duties.reckoning import keep_all, stale_episodes

WEEK = timedelta(days=7)
MOST_SHOWN, MOST_RENEWED = 50, 100


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


# What is folded until somebody asks for it.
FOLDED = frozenset({Place.NEXT_DAYS, Place.NO_DATE, Place.LATER})


class Whose(StrEnum):
    """Whose duties are listed; in the order of the counts."""

    EVERYBODYS = "alle"
    MINE = "mine"
    DOCTORS = "laege"
    NOBODYS = "uden-ejer"


# A duty that calls on a later day stands by that day, whatever it is about. `whose` are the choices that it belongs to,
# and `first` orders the episodes by group, and in it by day. What is open under Safety of an episode that is shown
# stands there whosever it is.
EACH = """
    WITH each AS (
        SELECT duty.id, duty.episode_id, duty.day, duty.for_doctor, CASE
            WHEN duty.day > %(week)s THEN %(LATER)s
            WHEN duty.day > %(today)s THEN %(NEXT_DAYS)s
            WHEN duty.urgency = %(safety)s THEN %(SAFETY)s
            WHEN duty.urgency = %(dated)s AND duty.day < %(today)s THEN %(OVERDUE)s
            WHEN duty.urgency = %(dated)s THEN %(TODAY)s
            WHEN duty.urgency = %(question)s THEN %(QUESTIONS)s
            WHEN duty.urgency = %(undecidable)s THEN %(UNDECIDABLE)s
            ELSE %(NO_DATE)s
        END AS place,
        duty.owner_id = %(me)s AS is_mine,
        NOT duty.for_doctor AND (duty.owner_id IS NULL OR duty.owner_id = ANY(%(closed)s::uuid[])) AS is_nobodys
        FROM referrals_duty duty
        JOIN assessment_episode episode ON episode.id = duty.episode_id AND episode.ended_at IS NULL
        WHERE duty.practice_id = %(practice)s AND (duty.gone_on IS NULL OR duty.gone_on > %(today)s)
    )
"""
COUNTS = (
    EACH,
    """
    , episodes AS (
        SELECT min(place) AS alle, min(place) FILTER (WHERE is_mine) AS mine,
            min(place) FILTER (WHERE for_doctor) AS laege, min(place) FILTER (WHERE is_nobodys) AS ingen
        FROM each GROUP BY episode_id
    )
    SELECT alle, mine, laege, ingen, count(*) FROM episodes GROUP BY 1, 2, 3, 4
    """,
)
ROWS = (
    EACH,
    """
    , chosen AS (
        SELECT * FROM each WHERE CASE %(whose)s
            WHEN 'mine' THEN is_mine WHEN 'laege' THEN for_doctor WHEN 'uden-ejer' THEN is_nobodys ELSE true
        END
    ), shown AS (
        SELECT episode_id, min(place * 1000000 + (day - DATE '1900-01-01')) AS first FROM chosen GROUP BY episode_id
    ), page AS (
        SELECT * FROM shown WHERE first / 1000000 = ANY(%(places)s)
        ORDER BY first, episode_id LIMIT %(most)s OFFSET %(skip)s
    )
    SELECT page.first / 1000000, page.episode_id,
        patient.given_name, patient.family_name, patient.birth_date, patient.phone, episode.number,
        duty.id, duty.reason, duty.reference, duty.due_on, duty.day,
        duty.owner_id, duty.for_doctor, duty.words, listed.place
    FROM page JOIN each AS listed USING (episode_id)
    JOIN referrals_duty duty ON duty.id = listed.id
    JOIN assessment_episode episode ON episode.id = page.episode_id
    JOIN assessment_patient patient ON patient.id = episode.patient_id
    WHERE (listed.place = %(SAFETY)s OR listed.id IN (SELECT id FROM chosen))
    AND (listed.place < %(LATER)s OR page.first / 1000000 = %(LATER)s)
    ORDER BY page.first, patient.sort_key, page.episode_id, listed.place, listed.day, duty.reason, duty.reference
    """,
)


class ListedDuty(NamedTuple):
    """One duty of an episode in the list, as the database answers it."""

    group: int
    episode_id: UUID
    given_name: str
    family_name: str
    birth_date: date
    phone: str
    number: int
    duty_id: UUID
    reason: str
    reference: str
    due_on: date
    day: date
    owner_id: UUID | None
    for_doctor: bool
    words: Mapping[str, str]
    place: int


class Colleague(NamedTuple):
    """Someone of the practice, with whether the account is in use."""

    staff_id: UUID
    name: str
    works: bool
    may_sign_in: bool

    @property
    def is_here(self) -> bool:
        return self.works and self.may_sign_in


@dataclass(frozen=True)
class TodaysList:
    """`counts`: how many episodes stand in each group, for each choice of whose duties they are. `rows` are the duties
    of the episodes that are shown, group by group. `is_behind`: of some episodes the duties are not worked out yet.
    """

    as_of: date
    whose: Whose
    page: int
    places: frozenset[Place]
    counts: Mapping[Whose, Mapping[Place, int]]
    rows: Sequence[ListedDuty]
    colleagues: Mapping[UUID, Colleague]
    is_behind: bool

    @property
    def total(self) -> int:
        return sum(self.counts[self.whose].values())

    @property
    def number_shown(self) -> int:
        """How many episodes stand in the groups that are shown, on all pages."""
        return sum(number for place, number in self.counts[self.whose].items() if place in self.places)

    def episodes_in(self, place: Place) -> Iterable[list[ListedDuty]]:
        """The episodes of the group on this page, each with its duties."""
        rows = (row for row in self.rows if row.group == place)
        return [list(duties) for _episode, duties in groupby(rows, key=lambda row: row.episode_id)]


def list_of_today(
    *, by: Staff, content: Content, as_of: date, whose: Whose, unfolded: Collection[Place] = (), page: int = 1
) -> TodaysList:
    """The practice's list, with the groups that are not folded, or were unfolded; fifty episodes a page.

    Duties that are not worked out on what is in force are worked out first, a hundred at a look.
    """
    stale = stale_episodes(content, as_of, MOST_RENEWED)
    keep_all(stale, content, as_of)
    record_access(by=by, action=AccessAction.SEARCH, detail=_("the list of the day"))
    colleagues = {row[0]: Colleague(*row) for row in _colleagues()}
    places = frozenset(Place) - FOLDED | frozenset(unfolded)
    given: dict[str, Any] = {
        "today": as_of,
        "week": as_of + WEEK,
        "practice": current_practice_id(),
        "me": by.pk,
        "whose": whose,
        "closed": [row.staff_id for row in colleagues.values() if not row.is_here],
        "places": sorted(places),
        "most": MOST_SHOWN,
        "skip": (page - 1) * MOST_SHOWN,
        **{urgency.name.lower(): urgency.value for urgency in Urgency},
        **{place.name: place.value for place in Place},
    }
    with connection.cursor() as cursor:
        cursor.execute("".join(COUNTS), given)
        counts = _counted(cursor.fetchall())
        cursor.execute("".join(ROWS), given)
        shown = [_listed(row) for row in cursor.fetchall()]
    is_behind = len(stale) == MOST_RENEWED
    return TodaysList(as_of, whose, page, places, counts, shown, colleagues, is_behind)


def _listed(row: Sequence[Any]) -> ListedDuty:
    return ListedDuty(*row)._replace(words=json.loads(row[-2]))


_colleagues: Prepared[Any] = Prepared(
    lambda: Staff.objects.filter(practice=current_practice_id()).values_list(
        "pk", "user__name", "is_active", "user__is_active"
    )
)


def _counted(rows: Iterable[Sequence[int | None]]) -> dict[Whose, dict[Place, int]]:
    """How many episodes stand in each group, by whose duties are looked at."""
    counts = {whose: dict.fromkeys(Place, 0) for whose in Whose}
    for *places, number in rows:
        for whose, place in zip(Whose, places, strict=True):
            if place is not None:
                counts[whose][Place(place)] += number or 0
    return counts
