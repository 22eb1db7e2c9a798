"""How the opioids of an episode are followed, and the words that pages say it in.

What was said of their review is read with who said it and in which contact.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role
from assessment.models import Answer, Episode, TaperPlan
from assessment.rules.facts import OPIOIDS, Case
from assessment.rules.keys import OPIOID_LAST_REVIEW, OPIOID_PLAN
from assessment.rules.medication.opioid_course import (
    OpioidCourse,
    OpioidReview,
    OpioidReviews,
    PlanSaid,
    ReviewSaid,
    opioid_course,
    reviews_in,
)
from assessment.rules.medication.opioid_total import OpioidExposure, opioid_exposure
from assessment.rules.reading import CaseFault, parse_answer
from guidelines.in_force.content import Content
from guidelines.vocabulary.facts import Value
from guidelines.vocabulary.model import Question

STATES = {
    OpioidReview.OVERDUE: (gettext_lazy("overdue"), "unmet"),
    OpioidReview.NEVER: (gettext_lazy("no assessment is recorded"), "unmet"),
    OpioidReview.UNKNOWN: (gettext_lazy("cannot be known"), "unknown"),
    OpioidReview.SOON: (gettext_lazy("soon"), "unknown"),
    OpioidReview.FINE: (gettext_lazy("fine"), "met"),
}
PLANS = {
    PlanSaid.YES: gettext_lazy("in the record; interval proposed: 3 months"),
    PlanSaid.TAPER: gettext_lazy("taper plan"),
    PlanSaid.NO: gettext_lazy("none"),
    PlanSaid.NOT_ASKED: gettext_lazy("not asked"),
    PlanSaid.NOT_KNOWN: gettext_lazy("asked, and not known"),
}
AFTER_OPERATION = {
    PlanSaid.NO: gettext_lazy("after an operation: no plan for tapering"),
    PlanSaid.NOT_ASKED: gettext_lazy("after an operation: is there a plan for tapering?"),
}


def plan_words(course: OpioidCourse) -> str:
    """What is known of a plan; of an opioid from an operation also of the plan for how it ends."""
    after = AFTER_OPERATION.get(course.after_operation)
    return "; ".join(str(words) for words in (PLANS[course.plan], after) if words)


def last_words(reviews: OpioidReviews) -> str:
    """The last review that counts, with how it took place; that none is recorded is not that there was none."""
    counted = reviews.counted
    if counted is None or counted.day is None:
        return _("not recorded")
    return f"{counted.day:%d.%m.%Y} ({counted.how})"


def course_words(course: OpioidCourse) -> str:
    """The same with the next review and the plan, on one line."""
    due = course.due
    return _("Assessment of the opioid: last %(last)s, next %(next)s (%(state)s). Plan: %(plan)s.") % {
        "last": last_words(course.reviews),
        "next": f"{due.next_on:%d.%m.%Y}" if due.next_on else _("not recorded"),
        "state": STATES[due.state][0],
        "plan": plan_words(course),
    }


def opioid_courses(
    cases: Mapping[UUID, Case], episodes: Iterable[Episode], content: Content
) -> dict[UUID, OpioidCourse]:
    """How the opioids in use of these episodes are followed, at two looks; those without one are left out."""
    exposures = {key: opioid_exposure(case.treatments or (), content.medicines) for key, case in cases.items()}
    using = [episode for episode in episodes if exposures[episode.pk].uses]
    if not using:
        return {}
    told = [one.pk for one in using if OPIOID_LAST_REVIEW in one.answers]
    said, tapered = _said_of(told, content), _tapered(using, content)
    return {
        one.pk: _course_of(
            one, cases[one.pk], exposures[one.pk], reviews_in(said.get(one.pk, ())), has_taper=one.pk in tapered
        )
        for one in using
    }


def opioid_course_of(
    episode: Episode, case: Case, read_said: Callable[[], Sequence[ReviewSaid]], content: Content
) -> OpioidCourse | None:
    """The same of one episode; None without an opioid in use. One query, and what reads what was said of the review."""
    exposure = opioid_exposure(case.treatments or (), content.medicines)
    if not exposure.uses:
        return None
    reviews, has_taper = reviews_in(read_said()), bool(_tapered([episode], content))
    return _course_of(episode, case, exposure, reviews, has_taper=has_taper)


def _course_of(
    episode: Episode, case: Case, exposure: OpioidExposure, reviews: OpioidReviews, *, has_taper: bool
) -> OpioidCourse:
    in_vain = bool(episode.answers.get(OPIOID_PLAN, {}).get("reason"))
    return opioid_course(case, exposure, reviews, has_taper=has_taper, asked_in_vain=in_vain)


def _tapered(episodes: Iterable[Episode], content: Content) -> set[UUID]:
    """The episodes in which a taper plan of an opioid is not over."""
    plans = TaperPlan.objects.filter(episode__in=[episode.pk for episode in episodes], status__in=TaperPlan.OPEN)
    found = plans.values_list("episode", "treatment__kind", "medicine")
    return {episode for episode, kind, medicine in found if is_of_opioid(kind, medicine, content)}


def reviews_said(episode: Episode, content: Content, until: datetime | None = None) -> Sequence[ReviewSaid]:
    """What was said of the review of the episode's opioids until then, the oldest first. One query, and none where
    nobody has said anything.
    """
    told = [episode.pk] if OPIOID_LAST_REVIEW in episode.answers else []
    return _said_of(told, content, until).get(episode.pk, ())


def _said_of(
    episodes: Collection[UUID], content: Content, until: datetime | None = None
) -> Mapping[UUID, Sequence[ReviewSaid]]:
    """What was said of the review, the oldest first, in one query; none where there is nothing to read."""
    question = content.vocabulary.questions.get(OPIOID_LAST_REVIEW)
    if question is None or not episodes:
        return {}
    rows = Answer.objects.filter(episode__in=episodes, question=OPIOID_LAST_REVIEW).order_by("version")
    rows = rows.filter(recorded_at__lte=until) if until else rows
    said: dict[UUID, list[ReviewSaid]] = {}
    for episode, value, at, role, form in rows.values_list(
        "episode", "value", "recorded_at", "recorded_by__role", "consultation__form"
    ):
        day = _day_in(value, question)
        review = ReviewSaid(day, timezone.localdate(at), by_doctor=role == Role.GP, form=form or "")
        said.setdefault(episode, []).append(review)
    return said


def _day_in(value: object, question: Question) -> date | None:
    try:
        day: Value | None = None if value is None else parse_answer(question, value)
    except CaseFault:
        return None
    return day if isinstance(day, date) else None


def is_of_opioid(kind: str | None, medicine: str, content: Content) -> bool:
    """Whether a taper plan is one of an opioid: by the kind of the row that it is about, else by what it names."""
    if kind:
        return kind in OPIOIDS
    named = content.medicines.of_row(medicine, "")
    return named is not None and named.opioid
