"""How somebody's opioids are followed: since when, on which plan, reviewed by whom, and when next. Pure Python.

DASAIM's good practice (2019, "stabil"): every one to three months. Guidance 9523, 2.2.2 and 3.1.3: by the doctor, the
patient present (in the clinic or at home; not by telephone or in writing), at each renewal; at the most half a year
apart in a stable, well-founded course. The page of the practice's opioids, the duties and the overview read this one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from assessment.rules.facts import Case
from assessment.rules.keys import OPIOID_PLAN, OPIOID_STARTED, TAPER_PLAN_RECEIVED
from assessment.rules.line_words import NOTED_BY_NURSE
from assessment.rules.line_words import day as in_words
from assessment.rules.medication.opioid_total import OpioidExposure
from guidelines.vocabulary.dates import add_months

PROPOSED_MONTHS, LONGEST_MONTHS = 3, 6
SOON = timedelta(days=14)
MEETINGS, WITHOUT_THE_PATIENT = ("in_person", "home"), ("phone", "video", "written")
FORMS = {
    "in_person": "fremmøde",
    "home": "hjemmebesøg",
    "phone": "telefon",
    "video": "video",
    "written": "skriftligt",
    "": "uden kontakt",
}


class OpioidReview(StrEnum):
    """In the order of what needs action."""

    OVERDUE = "overdue"
    NEVER = "never"
    UNKNOWN = "unknown"
    SOON = "soon"
    FINE = "fine"


class PlanSaid(StrEnum):
    """What is known of a plan. `TAPER`: none is needed beside a taper plan that is not over."""

    YES = "yes"
    TAPER = "taper"
    NO = "no"
    NOT_ASKED = "not_asked"
    NOT_KNOWN = "not_known"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True)
class ReviewSaid:
    """What was answered once to when the opioids were reviewed last; without a `day` it was taken back.

    `form` is how the contact took place in which it was said; empty for none.
    """

    day: date | None
    said_on: date
    by_doctor: bool
    form: str = ""

    @property
    def is_of_the_day(self) -> bool:
        """Whether it tells of the very day that it was said on."""
        return self.day == self.said_on

    @property
    def counts(self) -> bool:
        """A doctor's word on a day before counts; one of the very day only where the patient was there."""
        return self.by_doctor and self.day is not None and (not self.is_of_the_day or self.form in MEETINGS)

    @property
    def how(self) -> str:
        """How it took place, as far as it is known."""
        return FORMS[self.form] if self.is_of_the_day else "oplyst af læge"

    @property
    def words(self) -> str:
        """What is said of one that does not count."""
        day, form = in_words(self.day or self.said_on), FORMS[self.form]
        who, awaits = ("læge", "fremmøde hos lægen") if self.by_doctor else ("sygeplejerske", "læge")
        return f"Vurdering {day} noteret af {who} ({form}), afventer {awaits}"

    @property
    def remark(self) -> str:
        """What a text that leaves the program says behind the day of one that does not count."""
        return "noteret af læge, afventer fremmøde hos lægen" if self.by_doctor else NOTED_BY_NURSE


@dataclass(frozen=True)
class OpioidReviews:
    """The last review that counts, and a newer one that is only noted."""

    counted: ReviewSaid | None = None
    noted: ReviewSaid | None = None

    @property
    def last(self) -> date | None:
        return self.counted.day if self.counted else None


NOT_REVIEWED = OpioidReviews()


def reviews_in(said: Iterable[ReviewSaid]) -> OpioidReviews:
    """Where the review stands after all of these, the oldest first. Who takes back, takes back what stood last.

    What was said of a day while the patient was not there counts no more when it is said again later.
    """
    counted: ReviewSaid | None = None
    noted: ReviewSaid | None = None
    not_met: set[date | None] = set()
    for one in said:
        if one.is_of_the_day and one.form in WITHOUT_THE_PATIENT:
            not_met.add(one.day)
        if one.counts and one.day not in not_met:
            counted, noted = one, None
        elif one.day is not None:
            is_newer = counted is None or counted.day is None or one.day > counted.day
            noted = one if is_newer else None
        else:
            counted, noted = (counted, None) if noted else (None, None)
    return OpioidReviews(counted, noted)


def remark_on_last(said: Sequence[ReviewSaid]) -> str:
    """Whom the day that was said last waits for; empty where it counts, or where none stands."""
    last = said[-1] if said else None
    if last is None or last.day is None or reviews_in(said).counted is last:
        return ""
    return last.remark


@dataclass(frozen=True)
class ReviewDue:
    """Where it stands on a day, when the next review is proposed, and the day that is the limit."""

    state: OpioidReview
    next_on: date | None = None
    limit: date | None = None


def review_due(last: date | None, begun: date | None, as_of: date) -> ReviewDue:
    """From the last review that counts, and the day that the first opioid in use was begun; None: not known."""
    if last is None and begun is None:
        return ReviewDue(OpioidReview.UNKNOWN)
    since = last or begun
    assert since, "one of them is known"
    next_on, limit = add_months(since, PROPOSED_MONTHS), add_months(since, LONGEST_MONTHS)
    if as_of > next_on:
        return ReviewDue(OpioidReview.OVERDUE if last else OpioidReview.NEVER, next_on, limit)
    return ReviewDue(OpioidReview.SOON if next_on - as_of <= SOON else OpioidReview.FINE, next_on, limit)


@dataclass(frozen=True)
class OpioidCourse:
    """The opioids in use of one episode on one day. `after_operation`: the plan for how one from an operation ends."""

    exposure: OpioidExposure
    begun: date | None
    plan: PlanSaid
    after_operation: PlanSaid
    reviews: OpioidReviews
    due: ReviewDue

    @property
    def is_in_use(self) -> bool:
        return bool(self.exposure.uses)

    @property
    def asks_for_plan(self) -> bool:
        """Whether it is to be asked if there is a plan: of what was reviewed. What was never reviewed is asked then."""
        return self.plan in (PlanSaid.NOT_ASKED, PlanSaid.NOT_KNOWN) and self.reviews.counted is not None

    @property
    def fast_acting(self) -> bool | None:
        """Whether one of them acts fast; None where that is not known of one, and none is known to."""
        said = {use.row.fast_acting for use in self.exposure.uses}
        return True if True in said else None if None in said else False


def opioid_course(
    case: Case, exposure: OpioidExposure, reviews: OpioidReviews, *, has_taper: bool, asked_in_vain: bool
) -> OpioidCourse:
    """How the opioids of the case are followed. `has_taper`: a taper plan of an opioid is not over; `asked_in_vain`: it
    was asked whether there is a plan, and nobody knows.
    """
    begun = min((use.row.started for use in exposure.uses if use.row.started), default=None)
    return OpioidCourse(
        exposure=exposure,
        begun=begun,
        plan=_plan(case, has_taper=has_taper, asked_in_vain=asked_in_vain),
        after_operation=plan_after_operation(case, has_taper=has_taper),
        reviews=reviews,
        due=review_due(reviews.last, begun, case.as_of),
    )


def _plan(case: Case, *, has_taper: bool, asked_in_vain: bool) -> PlanSaid:
    said = case.answers.get(OPIOID_PLAN)
    if said is True:
        return PlanSaid.YES
    if has_taper:
        return PlanSaid.TAPER
    if said is False:
        return PlanSaid.NO
    return PlanSaid.NOT_KNOWN if asked_in_vain else PlanSaid.NOT_ASKED


def plan_after_operation(case: Case, *, has_taper: bool) -> PlanSaid:
    """The plan for how an opioid from an operation ends (001_4dba22924d30146e.txt, chapter 8.2)."""
    if case.answers.get(OPIOID_STARTED) is not True:
        return PlanSaid.NOT_NEEDED
    if has_taper:
        return PlanSaid.TAPER
    received = case.answers.get(TAPER_PLAN_RECEIVED)
    return PlanSaid.NOT_ASKED if received is None else PlanSaid.YES if received else PlanSaid.NO
