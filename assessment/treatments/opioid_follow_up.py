"""How the opioids of an episode are followed, and the words that pages say it in.

What was said of their review is read with who said it and in which contact.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
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
    NOT_REVIEWED,
    OpioidCourse,
    OpioidReview,
    OpioidReviews,
    PlanSaid,
    ReviewSaid,
    opioid_course,
    remark_on_last,
    reviews_in,
)
from assessment.rules.medication.opioid_total import opioid_exposure
from assessment.rules.reading import CaseFault, parse_answer
from guidelines.in_force.content import Content
from guidelines.vocabulary.facts import Value
from guidelines.vocabulary.model import Question

OPEN_PLANS = (TaperPlan.Status.ACTIVE, TaperPlan.Status.PAUSED)
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
    reviews, tapered = opioid_reviews_of_many(using, content), _tapered(using, content)
    return {
        episode.pk: opioid_course(
            cases[episode.pk],
            exposures[episode.pk],
            reviews.get(episode.pk, NOT_REVIEWED),
            has_taper=episode.pk in tapered,
            asked_in_vain=bool(episode.answers.get(OPIOID_PLAN, {}).get("reason")),
        )
        for episode in using
    }


def _tapered(episodes: Iterable[Episode], content: Content) -> set[UUID]:
    """The episodes in which a taper plan of an opioid is not over."""
    plans = TaperPlan.objects.filter(episode__in=[episode.pk for episode in episodes], status__in=OPEN_PLANS)
    found = plans.values_list("episode", "treatment__kind", "medicine")
    return {episode for episode, kind, medicine in found if is_of_opioid(kind, medicine, content)}


def opioid_reviews(episode: Episode, content: Content) -> OpioidReviews:
    """Where the review of the episode's opioids stands. One query, and none where nobody has said anything."""
    return opioid_reviews_of_many([episode], content).get(episode.pk, NOT_REVIEWED)


def opioid_reviews_of_many(episodes: Iterable[Episode], content: Content) -> dict[UUID, OpioidReviews]:
    """The same of many episodes, at one look; those of which nothing was said are left out."""
    told = [episode.pk for episode in episodes if OPIOID_LAST_REVIEW in episode.answers]
    return {episode: reviews_in(reviews) for episode, reviews in _said_of(told, content).items()}


def review_remark(episode: UUID, content: Content, until: datetime | None = None) -> str:
    """Whom the review that was noted last waits for; empty where it counts. As it stood then, or stands now."""
    return remark_on_last(_said_of([episode], content, until).get(episode, ()))


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
