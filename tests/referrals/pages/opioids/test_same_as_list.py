"""The page of the practice's opioids, the overview and the list of the day say the same of one patient."""

from datetime import date, timedelta

from accounts.models import Staff
from accounts.tenancy.context import practice_context
from assessment.record.clock import today
from assessment.rules.medication.opioid_course import OpioidCourse, OpioidReview, PlanSaid
from assessment.treatments.opioid_follow_up import course_words
from benchmarks.duties import patient
from guidelines.in_force.content import Content, current_content
from referrals.duties.opioids import opioids_of_practice
from referrals.duties.reasons import REASONS, duties_of
from referrals.rules.duties.finding import look_on
from tests.support.records.duties import duties_now

OF_OPIOIDS = [key for key in REASONS if key.startswith("opioid_")]
OF_OPERATION = ["after_operation", "perhaps_after_operation"]


def asks(course: OpioidCourse) -> set[tuple[str, date | None]]:
    """What the page says, as the list would."""
    due, found = course.due, set[tuple[str, date | None]]()
    review = {OpioidReview.UNKNOWN: "opioid_unknown_start"}.get(
        due.state, "opioid_review" if course.reviews.last else "opioid_never"
    )
    found.add((review, due.next_on))
    if course.reviews.noted:
        found.add(("opioid_noted", None))
    if course.plan == PlanSaid.NO:
        found.add(("opioid_no_plan", None))
    if course.asks_for_plan:
        found.add(("opioid_perhaps_plan", None))
    operation = {PlanSaid.NO: "after_operation", PlanSaid.NOT_ASKED: "perhaps_after_operation"}
    if course.after_operation in operation:
        found.add((operation[course.after_operation], None))
    return found


def listed(duties: list[tuple[str, date]]) -> set[tuple[str, date | None]]:
    dated = ("opioid_review", "opioid_never")
    mine = [(reason, day) for reason, day in duties if reason in (*OF_OPIOIDS, *OF_OPERATION)]
    return {(reason, day if reason in dated else None) for reason, day in mine}


def test_the_demo_s_page_says_what_its_list_says(in_the_demo: None, db: None) -> None:
    """Juliet has no plan, of Echo a taper plan runs."""
    content, said = current_content(), {}
    doctor = Staff.objects.select_related("user").get(user__email="laege-a1@demo.example")
    with practice_context(doctor.practice_id):
        duties = [(row.episode_id, row.reason, row.due_on) for row in duties_now(away=4000)]
        for one in opioids_of_practice(by=doctor, content=content, as_of=today()):
            own = [(reason, due_on) for episode, reason, due_on in duties if episode == one.episode.pk]
            assert asks(one.course) == listed(own), one.episode.patient.name
            assert (one.plan in course_words(one.course), one.last in course_words(one.course)) == (True, True)
            said[one.episode.patient.family_name] = (one.plan, one.last)
    assert said["Juliet"] == ("ikke spurgt; efter operation: ingen plan for nedtrapning", "ikke noteret")
    assert said["Echo"] == ("plan for nedtrapning", "ikke noteret")


def test_so_it_is_of_made_up_patients(content: Content) -> None:
    """On the day, and 200 days ahead."""
    as_of, number = date(2026, 11, 29), 0
    for one in range(80):
        case, records = patient(one, content, as_of)
        for day in (as_of, as_of + timedelta(days=200)):
            look = look_on(case, records, day)
            if look.opioids.is_in_use:
                number += 1
                duties = [(duty.reason, duty.due_on) for duty in duties_of(case, records, day)]
                assert asks(look.opioids) == listed(duties), one
    assert number > 20
