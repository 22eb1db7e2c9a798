"""Fills the list of the day of the measured practice: two thousand open episodes, each with what is to be done."""

from datetime import timedelta

from django.db import connection

from accounts.models import Staff
from accounts.tenancy.row_security import as_owner
from assessment.models import Episode
from assessment.record.clock import today
from guidelines.in_force.content import current_content
from referrals.duties.places import renew_places
from referrals.duties.reasons import REASONS
from referrals.duties.reckoning import DAYS_AHEAD, basis_now
from referrals.models import Duty, DutyReckoning

OPEN_EPISODES = 2000
# By turns; of a reason that names something, with what it says.
WORDS = {"title": "Tværfagligt smertecenter", "last": "01.09.2026", "limit": "01.03.2027", "begun": "03.2024"}
BY_TURNS = ("follow_up", "no_date", "opioid_review", "opioid_never", "after_operation", "opioid_unknown_start")


def fill_the_list(gp: Staff, episode: Episode) -> None:
    """More episodes of this one's patient, in every group of the list; their duties are up to date."""
    numbers = range(1000, 1000 + OPEN_EPISODES)
    made = [Episode.in_practice(patient=episode.patient, number=number, started_by=gp) for number in numbers]
    Episode.objects.bulk_create(made)
    content, as_of = current_content(), today()
    basis, until = basis_now(content), as_of + timedelta(days=DAYS_AHEAD)
    DutyReckoning.objects.bulk_create(DutyReckoning.in_practice(episode=one, basis=basis, until=until) for one in made)
    duties = []
    for place, one in enumerate(made):
        for turn in range(1 + place % 3):
            reason = REASONS[BY_TURNS[(place + turn) % len(BY_TURNS)]]
            day = as_of + timedelta(days=place % 61 - 30)
            duty = Duty.in_practice(episode=one, reason=reason.key, due_on=day, day=day, urgency=reason.urgency)
            duty.owner_id, duty.for_doctor, duty.words = gp.pk if place % 2 else None, reason.for_doctor, WORDS
            duties.append(duty)
    Duty.objects.bulk_create(duties, batch_size=1000)
    renew_places(content, as_of)
    # As the database does by itself a minute after so many rows have come.
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE referrals_duty, referrals_dutyreckoning, referrals_listplace, assessment_episode")
