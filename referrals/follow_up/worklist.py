"""The worklist: the practice's referrals that somebody waits for or must do something about."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db.models import (
    Case,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    JSONField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from accounts.tenancy.statements import Prepared, lay_beside
from assessment.episode.workspace import case_of
from assessment.models import Episode, Treatment
from assessment.rules.facts import answers_behind, facts_of
from assessment.safety.gone_prompts import safety_questions
from guidelines.in_force.content import Content, ContentMissing, Kind, current_content
from guidelines.vocabulary.facts import union
from referrals.follow_up.course_display import ReferralDisplay, display_referral
from referrals.follow_up.waiting_steps import waiting_rows
from referrals.models import Letter, Referral, ReferralEvent, WaitingStepDone
from referrals.pathways.in_force import pathways_of
from referrals.rules.course import WAITING, CourseState

MOST_SHOWN = 50
FOLLOWED = (*WAITING, CourseState.RETURNED)
SHOWN = (*FOLLOWED, CourseState.SIGNED)


@dataclass(frozen=True)
class FollowedReferral:
    """A referral in the list, with how many steps of the waiting time nobody has seen to."""

    shown: ReferralDisplay
    open_steps: int
    # Of a letter that is signed and not sent: the safety answers and treatments that were noted since.
    noted_since: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[bool, bool, int, int]:
        """Returned ones first, then what is signed and not sent, the longest overdue, and who has waited longest."""
        is_sent = self.shown.course.state != CourseState.SIGNED
        return not self.shown.is_returned, is_sent, -self.shown.days_overdue, -(self.shown.days_waiting or 0)


@dataclass(frozen=True)
class FollowedReferrals:
    rows: list[FollowedReferral]
    has_more: bool


def referrals_to_follow(*, as_of: date) -> FollowedReferrals:
    """What waits for an answer or a course, was returned, or is signed and not sent; at most 50.

    What needs action comes first. Shown beside the open episodes, whose entry in the access log tells of both. The
    number of queries does not depend on how many there are.
    """
    content = _content_or_none()
    found = _followed(left_out=_undecisive(content) if content else [])
    referrals = found[:MOST_SHOWN]
    if not referrals:
        return FollowedReferrals([], has_more=False)
    if content is None:
        raise ContentMissing("No content says what a referral is called.")
    identifiers = [referral.pk for referral in referrals]
    for relation, rows in (("letters", _letters), ("events", _events), ("waiting_steps_done", _steps_done)):
        lay_beside(referrals, relation, rows(referrals=identifiers))
    treatments: dict[object, list[Treatment]] = {}
    for row in _treatments(episodes=[referral.episode_id for referral in referrals]):
        treatments.setdefault(row.episode_id, []).append(row)
    followed = [
        _follow_referral(referral, treatments.get(referral.episode_id, []), content, as_of) for referral in referrals
    ]
    standing = (row for row in followed if row.shown.course.state in SHOWN)
    return FollowedReferrals(sorted(standing, key=lambda row: row.order), has_more=len(found) > MOST_SHOWN)


def _content_or_none() -> Content | None:
    try:
        return current_content()
    except ContentMissing:
        return None


@lru_cache(maxsize=4)
def _undecisive(content: Content) -> list[str]:
    """The questions that decide neither a step of the waiting time nor a safety prompt: their answers are not read."""
    if not content.releases_of(Kind.PATHWAY):
        return []
    steps = (step for pathway in pathways_of(content) for step in pathway.waiting_time)
    decisive = answers_behind(union(step.condition.facts_used() for step in steps))
    read = decisive.union(safety_questions(content))
    return [key for key in content.vocabulary.questions if key not in read]


def _standing(left_out: str) -> QuerySet[Referral]:
    """The referrals with what the list says of them; of the answers, those to the questions `left_out` are not read."""
    newest = ReferralEvent.objects.filter(referral=OuterRef("pk")).order_by("-recorded_at")
    unsent = Letter.objects.filter(referral=OuterRef("pk"), signed_at__isnull=False, withdrawal=None)
    asked = Func(F("episode__answers"), Value(left_out), template="(%(expressions)s::text[])", arg_joiner=" - ")
    return (
        Referral.objects.filter(episode__ended_at=None)
        .annotate(stands=Subquery(newest.values("kind")[:1]), since=Subquery(newest.values("on")[:1]))
        .filter(Q(stands__in=FOLLOWED) | Q(Exists(unsent), stands=None))
        .annotate(asked=ExpressionWrapper(asked, output_field=JSONField()))
        .select_related("episode__patient", "pathway_release__publication")
        .only(
            *("destination", "episode__patient__given_name", "episode__patient__family_name"),
            *("episode__patient__birth_date", "episode__patient__cpr", "pathway_release__publication__key"),
        )
        .order_by(Case(When(stands=CourseState.RETURNED, then=0), When(stands=None, then=1), default=2), "since", "pk")
    )[: MOST_SHOWN + 1]


# The list was 60 ms of CPU, with every column of every row of twelve tables.
_followed = Prepared(_standing, "left_out")
_letters = Prepared(
    lambda referrals: (
        Letter.objects.filter(referral__in=[referrals])
        .select_related("withdrawal")
        .only("number", "signed_at", "referral", "withdrawal__withdrawn_at", "withdrawal__reason")
        .order_by("number")
    ),
    "referrals",
)
_events = Prepared(
    lambda referrals: (
        ReferralEvent.objects.filter(referral__in=[referrals])
        .select_related("letter")
        .only("kind", "on", "reason", "text", "expected_on", "recorded_at", "referral", "letter__number")
        .order_by("recorded_at")
    ),
    "referrals",
)
_steps_done = Prepared(
    lambda referrals: WaitingStepDone.objects.filter(referral__in=[referrals]).only("step", "referral"), "referrals"
)
_treatments = Prepared(lambda episodes: Treatment.objects.filter(episode__in=[episodes], removed_at=None), "episodes")


def _follow_referral(
    referral: Referral, treatments: list[Treatment], content: Content, as_of: date
) -> FollowedReferral:
    shown = display_referral(referral, content, as_of)
    if shown.course.state == CourseState.SIGNED:
        return FollowedReferral(shown, open_steps=0, noted_since=_noted_since_signing(referral, treatments, content))
    if not (shown.course.is_waiting and shown.is_referral):
        return FollowedReferral(shown, open_steps=0)
    # A pathway that is not in force any more may ask for others: its episodes are read whole.
    is_in_force = shown.pathway in pathways_of(content)
    answers = referral.asked if is_in_force else referral.episode.answers  # type: ignore[attr-defined]
    episode = Episode(patient=referral.episode.patient, answers=answers)
    facts = facts_of(case_of(episode, treatments, content.vocabulary, as_of), content.vocabulary)
    return FollowedReferral(shown, sum(step.is_open for step in waiting_rows(shown.pathway, facts, referral)))


def _noted_since_signing(referral: Referral, treatments: list[Treatment], content: Content) -> tuple[str, ...]:
    """What was noted after the letter was signed: its page says what is another there than in the letter."""
    signed_at = max(letter.signed_at for letter in referral.letters.all() if letter.signed_at)
    vocabulary, answers = content.vocabulary, referral.asked  # type: ignore[attr-defined]
    asked = (key for key in safety_questions(content) if key in answers)
    answered = [vocabulary.short(key) for key in asked if datetime.fromisoformat(answers[key]["at"]) > signed_at]
    kinds = vocabulary.treatment_kinds
    return (*answered, *(row.name or kinds[row.kind].label for row in treatments if row.recorded_at > signed_at))
