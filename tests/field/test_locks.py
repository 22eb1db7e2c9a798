"""Two who change one row at once: the second sees what the first one did, and nothing is overwritten in silence.

Both are about to write before either does: another connection holds the row until both wait for it.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connections, transaction

from accounts.models import AccessLogEntry
from accounts.tenancy.context import practice_context
from assessment.models import Answer, Consultation, Episode, TaperPlan, Treatment
from assessment.record.answers import StaleAnswers, record_answers
from assessment.record.clock import today
from assessment.record.consultations import (
    StaleConsultation,
    begin_consultation,
    describe_consultation,
    end_consultation,
)
from assessment.rules.medication.taper_schedule import Action
from assessment.tapering.plan_changes import StaleTaperPlan
from assessment.treatments.ledger import StaleTreatment, change_treatment
from guidelines.in_force.content import current_content
from guidelines.models import ReleaseEvent
from guidelines.publishing.consistency import Refused
from guidelines.publishing.life_cycle import submit
from referrals.follow_up.events import record_event
from referrals.models import ReferralEvent
from tests.support.content.drafts import GUIDELINE, draft_with
from tests.support.records.cast import Cast, make_cast
from tests.support.records.committed import committed_database, held
from tests.support.records.furnished import Record, furnish
from tests.support.records.patients import make_patient
from tests.support.records.tapers import do
from tests.support.suite.databases import connected_to, copied_database


@dataclass(frozen=True)
class Both:
    """What came of two deeds that were done at once: what each answered, and what each raised."""

    answers: list[Any]
    refusals: list[Exception]


@dataclass(frozen=True)
class Committed:
    """Everyone, and a whole record of practice A, in a database of this module's own."""

    cast: Cast
    record: Record

    @property
    def episode(self) -> Episode:
        with practice_context(self.record.practice_id):
            return Episode.objects.select_related("patient").get(pk=self.record.episode.pk)

    def visit(self) -> Consultation:
        with practice_context(self.record.practice_id):
            return begin_consultation(by=self.record.by, episode=self.episode, form="in_person")

    def at_once(self, row: Any, *deeds: Callable[[], object]) -> Both:
        """Do each on a connection of its own, when all of them wait for the row."""
        with ThreadPoolExecutor(len(deeds)) as pool, held(row) as wait_for:
            futures: list[Future[Any]] = [pool.submit(self._alone, deed) for deed in deeds]
            wait_for(len(deeds))
        raised = [future.exception(timeout=20) for future in futures]
        answers = [future.result() for future, error in zip(futures, raised, strict=True) if error is None]
        return Both(answers, [error for error in raised if isinstance(error, Exception)])

    def _alone(self, deed: Callable[[], object]) -> object:
        try:
            with practice_context(self.record.practice_id):
                return deed()
        finally:
            connections.close_all()


@pytest.fixture(scope="module")
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[Committed]:
    """The tests of this module run without a transaction of their own, each on other rows."""
    name = committed_database()
    with django_db_blocker.unblock(), copied_database(name), connected_to(name):
        cast = make_cast()
        yield Committed(cast, furnish(cast.gp, make_patient(cast.gp)))


def test_the_second_change_of_a_treatment_is_refused(committed: Committed) -> None:
    """Tried: without the lock of change_treatment, the second overwrites the first."""
    row, visit = committed.record.treatment, committed.visit()

    def give(effect: str) -> Callable[[], object]:
        return lambda: change_treatment(
            by=committed.cast.gp2, consultation=visit, treatment=row, seen_version=row.version, effect=effect
        )

    both = committed.at_once(row, give("good"), give("none"))
    assert [type(error) for error in both.refusals] == [StaleTreatment]
    with practice_context(row.practice_id):
        kept = Treatment.objects.get(pk=row.pk)
    assert (kept.version, kept.effect) == (row.version + 1, both.answers[0].effect)


def test_a_step_is_taken_by_one_of_two(committed: Committed) -> None:
    """Tried: without the lock of `_locked`, both take it, and the plan says it once."""
    plan, cast = committed.record.taper, committed.cast
    committed.visit()
    both = committed.at_once(plan, lambda: do(cast.gp2, plan, Action.TAKE), lambda: do(cast.nurse, plan, Action.SKIP))
    assert [type(error) for error in both.refusals] == [StaleTaperPlan]
    with practice_context(plan.practice_id):
        kept = TaperPlan.objects.get(pk=plan.pk)
        (step,) = kept.steps.all()
    assert (kept.version, step.version) == (plan.version + 1, 2)
    assert step.recorded_by_id == kept.recorded_by_id


def test_the_same_step_of_a_referral_is_recorded_once(committed: Committed) -> None:
    """Tried: without the lock of record_event, it stands twice and is counted twice."""
    referral, cast = committed.record.letter.referral, committed.cast

    def receive() -> object:
        return record_event(by=cast.gp2, referral=referral, kind="received", on=today())

    both = committed.at_once(referral, receive, receive)
    assert not both.refusals
    assert both.answers[0].pk == both.answers[1].pk
    with practice_context(referral.practice_id):
        assert ReferralEvent.objects.filter(referral=referral, kind="received").count() == 1


def test_a_release_is_submitted_once(committed: Committed) -> None:
    """Tried: without the lock of lock_release, it is submitted twice, with two events."""
    editor = committed.cast.editor
    with transaction.atomic():
        draft = draft_with(editor, current_content(), GUIDELINE, lambda body: body.update(currency_note="Ny"))

    def submit_it() -> object:
        return submit(by=editor, release=draft)

    both = committed.at_once(draft, submit_it, submit_it)
    assert [type(error) for error in both.refusals] == [Refused]
    assert ReleaseEvent.objects.filter(release=draft, kind="submitted").count() == 1


def record(committed: Committed, by: str, seen: int, values: dict[str, Any]) -> Callable[[], object]:
    return lambda: record_answers(
        by=getattr(committed.cast, by),
        consultation=begin_consultation(by=committed.cast.gp, episode=committed.episode, form="in_person"),
        section="pain",
        values=values,
        seen_version=seen,
        content=current_content(),
    )


def test_of_two_answers_to_one_question_one_is_a_conflict(committed: Committed) -> None:
    """Tried: without the version in what `_keep` reads, the second overwrites the first."""
    episode = committed.episode
    committed.visit()
    both = committed.at_once(
        episode,
        record(committed, "gp2", episode.version, {"peg.pain": 3}),
        record(committed, "nurse", episode.version, {"peg.pain": 9}),
    )
    assert [type(error) for error in both.refusals] == [StaleAnswers]
    with practice_context(episode.practice_id):
        given = list(Answer.objects.filter(episode=episode, question="peg.pain").values_list("value", flat=True))
    assert given == [committed.episode.answers["peg.pain"]["value"]]


def test_of_two_answers_to_two_questions_both_are_kept(committed: Committed) -> None:
    """Tried: without the version in what `_keep` reads, the first answer is gone from the episode."""
    episode = committed.episode
    committed.visit()
    both = committed.at_once(
        episode,
        record(committed, "gp2", episode.version, {"pain.acute": False}),
        record(committed, "nurse", episode.version, {"pain.headache_only": False}),
    )
    assert not both.refusals
    now = committed.episode
    assert now.version == episode.version + 2
    assert [now.answers[key]["value"] for key in ("pain.acute", "pain.headache_only")] == [False, False]


def test_of_two_who_write_what_was_agreed_one_is_shown_the_other_s(committed: Committed) -> None:
    """Tried: without the lock of describe_consultation, the second overwrites the first."""
    visit = committed.visit()

    def agree(words: str) -> Callable[[], object]:
        return lambda: describe_consultation(
            by=committed.cast.gp2, consultation=visit, form="phone", agreed=words, seen_version=visit.version
        )

    both = committed.at_once(visit, agree("Den ene."), agree("Den anden."))
    assert [type(error) for error in both.refusals] == [StaleConsultation]
    with practice_context(visit.practice_id):
        assert Consultation.objects.get(pk=visit.pk).agreed == both.answers[0].agreed


def test_two_who_begin_at_once_are_in_the_same_consultation(committed: Committed) -> None:
    """Tried: the database's refusal passed over, and a consultation answered that is not kept."""
    episode, cast = committed.episode, committed.cast
    with practice_context(episode.practice_id):
        end_consultation(by=cast.gp, consultation=begin_consultation(by=cast.gp, episode=episode, form="phone"))
        entries = AccessLogEntry.objects.filter(action="create").count()

    def begin() -> object:
        return begin_consultation(by=cast.nurse, episode=committed.episode, form="video")

    both = committed.at_once(episode, begin, begin)
    assert not both.refusals
    assert both.answers[0].pk == both.answers[1].pk
    with practice_context(episode.practice_id):
        assert Consultation.objects.filter(episode=episode, ended_at=None).get().pk == both.answers[0].pk
        assert AccessLogEntry.objects.filter(action="create").count() == entries + 1
