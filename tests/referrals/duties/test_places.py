"""What is kept of the list of the day is what the duties say by themselves, whatever happens."""

from collections import Counter
from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from accounts.models import Staff
from assessment.models import Episode
from assessment.record.clock import today
from assessment.safety.doctors_eye import Addressee
from assessment.safety.prompt_decisions import hand_to_doctor, token_of
from guidelines.in_force.content import Content, current_content
from referrals.duties.acts import put_off, take_over
from referrals.duties.checking import differences
from referrals.duties.places import Place, Whose
from referrals.duties.reasons import Urgency
from referrals.duties.todays_list import list_of_today
from referrals.models import Duty, DutyReckoning, ListOfDay
from tests.support.records.cast import CPR_A2, Cast
from tests.support.records.patients import answer, current, make_episode, make_patient, treat
from tests.support.records.prompts import RED_FLAGS, SUICIDAL, prompt_of

pytestmark = pytest.mark.usefixtures("in_a")
DAY = timedelta(days=1)
AT_ONCE = (Place.SAFETY, Place.OVERDUE, Place.QUESTIONS, Place.UNDECIDABLE, Place.NO_DATE)


def place_of(duty: Duty, day: date) -> Place:
    """In which group a duty stands, worked out from it alone."""
    if duty.day > day:
        return Place.NEXT_DAYS if duty.day <= day + 7 * DAY else Place.LATER
    if duty.urgency == Urgency.DATED and duty.day == day:
        return Place.TODAY
    return AT_ONCE[duty.urgency]


def is_of(duty: Duty, whose: Whose, by: Staff) -> bool:
    owner = duty.owner
    is_here = owner is not None and owner.is_active and owner.user.is_active
    answers = {Whose.MINE: owner == by, Whose.DOCTORS: duty.for_doctor}
    return answers.get(whose, True if whose == Whose.EVERYBODYS else not duty.for_doctor and not is_here)


def counted(by: Staff, whose: Whose, day: date) -> Counter[Place]:
    """How many open episodes stand in each group, one after the other."""
    found: Counter[Place] = Counter()
    for episode in Episode.objects.filter(ended_at=None):
        duties = [duty for duty in episode.duties.all() if duty.gone_on is None or duty.gone_on > day]
        places = [place_of(duty, day) for duty in duties if is_of(duty, whose, by)]
        # Whosever it is, what is open under Safety says where the episode stands.
        is_open = Place.SAFETY in [place_of(duty, day) for duty in duties]
        found += Counter([Place.SAFETY if is_open else min(places)]) if places else Counter()
    return found


def check(cast: Cast, content: Content, day: date) -> None:
    """The counts under each choice, and that as many are shown, each once and with a duty of its group."""
    for by in (cast.gp, cast.nurse):
        for whose in Whose:
            listed = list_of_today(by=by, content=content, as_of=day, whose=whose, unfolded=list(Place))
            assert +Counter(listed.counts[whose]) == counted(by, whose, day), (by, whose)
            for place in Place:
                shown = list(listed.episodes_in(place))
                assert len(shown) == listed.counts[whose][place], (whose, place)
                assert all(duties[0].place == place for duties in shown)
    assert list(differences(content, day)) == []
    everybodys = counted(cast.gp, Whose.EVERYBODYS, day)
    assert sum(everybodys.values()) == Episode.objects.filter(ended_at=None).count()


@pytest.fixture
def several(cast: Cast, episode: Episode) -> list[Episode]:
    made = [episode, *(make_episode(cast.nurse, episode.patient) for _ in range(4))]
    answer(cast.gp, made[0], wellbeing__suicidal_thoughts="passive")
    answer(cast.nurse, made[1], practical__next_follow_up=today() + DAY)
    answer(cast.gp, made[2], practical__next_follow_up=today() + 9 * DAY)
    treat(cast.gp, made[3], "tramadol", "current", started=today() - 200 * DAY)
    return made


def test_the_sum_is_right_under_each_choice_after_whatever_happens(
    cast: Cast, content: Content, several: list[Episode]
) -> None:
    """Tried: each step left out of what makes the list look anew (an answer, what is said of a duty, another day, an
    account that is closed, an episode that is begun, ended or opened again, a release); `<=` for `<` of what is late;
    what is open under Safety counted for its owner alone.
    """
    check(cast, content, today())
    answer(cast.nurse, several[4], surgery__opioid_started=True)
    check(cast, content, today())
    duty = Duty.objects.get(episode=several[4], reason="no_date")
    take_over(by=cast.gp, duty_id=duty.pk, seen_owner=duty.owner_id)
    put_off(by=cast.gp, duty_id=duty.pk, until=today() + 3 * DAY, because="Ferie.", as_of=today())
    check(cast, content, today())
    for later in (2, 9, 10, 30, 0):
        check(cast, content, today() + later * DAY)
    Staff.objects.filter(pk=cast.nurse.pk).update(is_active=False)
    check(cast, content, today())
    Episode.objects.filter(pk=several[2].pk).update(ended_at=timezone.now())
    check(cast, content, today())
    Episode.objects.filter(pk=several[2].pk).update(ended_at=None)
    check(cast, content, today())
    make_episode(cast.gp, make_patient(cast.gp, CPR_A2))
    check(cast, content, today())
    # A release by which they are others than before.
    Duty.objects.filter(reason="no_date").update(urgency=Urgency.SAFETY)
    DutyReckoning.objects.update(is_placed=False)
    list_of_today(by=cast.gp, content=content, as_of=today(), whose=Whose.MINE)
    DutyReckoning.objects.update(basis="another release")
    ListOfDay.objects.update(basis="another release")
    check(cast, content, today())


def test_what_is_open_under_safety_stands_first_in_every_list_in_which_the_episode_stands(
    cast: Cast, content: Content, several: list[Episode]
) -> None:
    """A doctor's matter of a patient whose follow-up is the nurse's, with its row. Tried: by one's own duties alone."""
    answer(cast.nurse, several[1], wellbeing__suicidal_thoughts="active")
    for whose in (Whose.MINE, Whose.EVERYBODYS, Whose.DOCTORS):
        listed = list_of_today(by=cast.nurse, content=content, as_of=today(), whose=whose)
        rows = {duties[0].episode_id: [duty.reason for duty in duties] for duties in listed.episodes_in(Place.SAFETY)}
        assert "prompt" in rows[several[1].pk], whose
    assert list_of_today(by=cast.nurse, content=content, as_of=today(), whose=Whose.NOBODYS).total == 0


def test_under_safety_what_is_acute_stands_first_and_of_each_what_has_an_hour_today(
    cast: Cast, content: Content, several: list[Episode]
) -> None:
    """Active thoughts and a doctor who is fetched above passive ones, however long those wait. Tried: what is acute
    left out.
    """
    fetched, passive_at, active, active_at = several[1:5]
    answer(cast.nurse, fetched, workup__red_flags=("trauma",))
    answer(cast.nurse, passive_at, wellbeing__suicidal_thoughts="passive")
    for episode in (active, active_at):
        answer(cast.nurse, episode, wellbeing__suicidal_thoughts="active")
    hand_on(cast.nurse, fetched, RED_FLAGS)
    hand_on(cast.nurse, passive_at, SUICIDAL, time(16, 30))
    hand_on(cast.nurse, active_at, SUICIDAL, time(15))

    def order(day: date) -> list[int]:
        listed = list_of_today(by=cast.gp, content=content, as_of=day, whose=Whose.EVERYBODYS)
        keys = [episode.pk for episode in several]
        return [keys.index(duties[0].episode_id) for duties in listed.episodes_in(Place.SAFETY)]

    now, tomorrow = order(today()), order(today() + DAY)
    assert (now[0], {*now[1:3]}, now[3:]) == (4, {1, 3}, [2, 0])
    assert ({*tomorrow[:3]}, {*tomorrow[3:]}) == ({1, 3, 4}, {2, 0})


def hand_on(by: Staff, episode: Episode, prompt: str, at: time | None = None) -> None:
    hand_to_doctor(
        by=by,
        episode=current(episode),
        content=current_content(),
        as_of=today(),
        prompt=prompt,
        seen=token_of(prompt_of(episode, prompt)),
        because="Se nu.",
        asked=Addressee(at=at),
    )
