"""The list of the day: every open episode of the practice in one group, with what is to be done and by whom."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from accounts.log.entries import record_access
from accounts.models import AccessAction, Staff
from guidelines.in_force.content import Content
from referrals.duties.places import EACH, IS_CURRENT, Place, Whose, renew_places, values_of

# On a screen, and on paper.
MOST_SHOWN, MOST_PRINTED = 25, 500
# What is folded until somebody asks for it.
FOLDED = frozenset({Place.NEXT_DAYS, Place.NO_DATE, Place.LATER})
# What is open under Safety of an episode that is shown stands there whosever it is. All in one answer: whether what is
# kept is up to date, the counts, the people of the practice, and the rows.
LOOK = """
    WITH page AS (
        SELECT found.* FROM unnest(%(places)s::smallint[]) AS wanted (place) CROSS JOIN LATERAL (
            SELECT place, episode_id, day FROM referrals_listplace
            WHERE practice_id = %(practice)s AND whose = %(list)s AND place = wanted.place
            ORDER BY day, episode_id LIMIT %(most)s + %(skip)s
        ) found
        ORDER BY place, day, episode_id LIMIT %(most)s OFFSET %(skip)s
    ), each AS ({each} AND duty.episode_id = ANY(ARRAY(SELECT episode_id FROM page))), listed AS (
        SELECT page.place AS group, page.day AS first, each.* FROM page JOIN (
            SELECT each.*, bool_or(is_safety) OVER (PARTITION BY episode_id) AS has_safety FROM each
        ) each USING (episode_id)
        WHERE (each.place = %(SAFETY)s OR CASE %(whose)s
            WHEN 'mine' THEN each.owner_id = %(me)s
            WHEN 'laege' THEN each.for_doctor
            WHEN 'uden-ejer' THEN each.is_nobodys
            ELSE true
        END)
        AND (each.place < %(LATER)s OR page.place = %(LATER)s)
    ), shown AS (
        SELECT json_build_array(
            listed.group, listed.episode_id,
            patient.given_name, patient.family_name, patient.birth_date, patient.phone, episode.number,
            duty.id, duty.reason, duty.reference, duty.due_on, duty.day,
            duty.owner_id, duty.for_doctor, duty.words, listed.place, listed.has_safety
        ) AS row
        FROM listed JOIN referrals_duty duty ON duty.id = listed.id
        JOIN assessment_episode episode ON episode.id = listed.episode_id
        JOIN assessment_patient patient ON patient.id = episode.patient_id
        ORDER BY listed.group, listed.first, patient.sort_key, listed.episode_id, listed.nth,
            duty.reason, duty.reference
    )
    SELECT COALESCE((SELECT {is_current} FROM referrals_listofday kept WHERE practice_id = %(practice)s), false),
        (SELECT counts::json FROM referrals_listofday WHERE practice_id = %(practice)s),
        (SELECT json_agg(json_build_array(staff.id, person.name, staff.is_active AND person.is_active))
            FROM accounts_staff staff JOIN accounts_user person ON person.id = staff.user_id
            WHERE staff.practice_id = %(practice)s),
        (SELECT json_agg(row) FROM shown)
""".replace("{each}", EACH).replace("{is_current}", IS_CURRENT)


class ListedDuty(NamedTuple):
    """One duty of an episode in the list, as the database answers it. `has_safety`: something is open or agreed under
    Safety of the episode, in whatever list.
    """

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
    has_safety: bool


class Colleague(NamedTuple):
    """Someone of the practice, with whether the account is in use."""

    name: str
    is_here: bool


@dataclass(frozen=True)
class TodaysList:
    """`counts`: how many episodes stand in each group, for each choice of whose duties they are. `rows` are the duties
    of the episodes that are shown, group by group. `is_behind`: of some episodes the duties are not worked out yet.
    """

    as_of: date
    whose: Whose
    page: int
    most: int
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
    *,
    by: Staff,
    content: Content,
    as_of: date,
    whose: Whose,
    unfolded: Collection[Place] = (),
    page: int = 1,
    most: int = MOST_SHOWN,
) -> TodaysList:
    """The practice's list, with the groups that are not folded, or were unfolded; at `most` so many episodes a page."""
    record_access(by=by, action=AccessAction.SEARCH, detail=_("the list of the day"))
    lists = {one: str(by.pk) if one == Whose.MINE else one.value for one in Whose}
    places = frozenset(Place) - FOLDED | frozenset(unfolded)
    given: dict[str, Any] = {
        **values_of(content, as_of),
        "me": by.pk,
        "whose": whose,
        "list": lists[whose],
        "places": sorted(places),
        "most": most,
        "skip": (page - 1) * most,
    }
    is_current, numbers, people, rows = _look(given)
    is_behind = False
    if not is_current:
        is_behind = renew_places(content, as_of)
        _is_current, numbers, people, rows = _look(given)
    counts = {one: {place: numbers.get(name, {}).get(str(place), 0) for place in Place} for one, name in lists.items()}
    colleagues = {UUID(staff): Colleague(*said) for staff, *said in people}
    return TodaysList(as_of, whose, page, most, places, counts, [_listed(row) for row in rows], colleagues, is_behind)


def _look(given: Mapping[str, Any]) -> tuple[bool, dict[str, dict[str, int]], list[list[Any]], list[list[Any]]]:
    with connection.cursor() as cursor:
        cursor.execute(LOOK, given)
        is_current, counts, people, rows = cursor.fetchone()
    return is_current, counts or {}, people, rows or []


def _listed(row: Sequence[Any]) -> ListedDuty:
    """A row as JSON has it, with what is no text in JSON."""
    duty = ListedDuty(*row)
    return duty._replace(
        episode_id=UUID(row[1]),
        birth_date=date.fromisoformat(row[4]),
        duty_id=UUID(row[7]),
        due_on=date.fromisoformat(row[10]),
        day=date.fromisoformat(row[11]),
        owner_id=UUID(row[12]) if row[12] else None,
    )
