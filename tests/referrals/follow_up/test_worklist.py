"""The practice's list of referrals, and the steps of the waiting time."""

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from datetime import date, timedelta
from time import process_time
from unittest.mock import patch
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLogEntry
from accounts.tenancy.context import practice_context
from assessment.models import Episode, Treatment
from assessment.record.consultations import begin_consultation
from assessment.treatments.ledger import change_treatment, remove_treatment
from assessment.treatments.statements import record_complete_list
from guidelines.in_force.content import Content, current_content
from referrals.follow_up import worklist
from referrals.follow_up.events import record_event
from referrals.follow_up.open_steps import count_open_steps
from referrals.follow_up.waiting_steps import WaitingRow, mark_step_done, waiting_rows
from referrals.follow_up.worklist import MOST_SHOWN, FollowedReferrals, referrals_to_follow
from referrals.letters.signing import withdraw_letter
from referrals.models import Letter, Referral, ReferralEvent, WaitingStepDone
from referrals.rules.pathway import Pathway
from tests.support.records.cast import Cast
from tests.support.records.letters import CENTRE, Sign, look
from tests.support.records.patients import answer, current, make_episode, treat
from tests.support.records.sent_letters import ago, record, send, shown
from tests.support.suite.limits import warn_over_limit

pytestmark = pytest.mark.usefixtures("in_a", "no_rendering")

ALWAYS = ["review_medication_list", "agree_yearly_check", "municipality"]


@pytest.fixture
def sent(cast: Cast, letter: Letter, sign: Sign) -> Referral:
    """A referral on its way; somebody has said that the list of treatments is complete."""
    referral = send(cast.nurse, letter, sign, 20)
    episode = current(referral.episode)
    consultation = begin_consultation(by=cast.gp, episode=episode, form="in_person")
    record_complete_list(by=cast.gp, consultation=consultation, complete=True)
    return referral


def rows_of(referral: Referral, content: Content, pathway: Pathway) -> list[WaitingRow]:
    fresh = Referral.objects.get(pk=referral.pk)
    return waiting_rows(pathway, look(referral.episode, content).facts, fresh)


def test_a_step_is_there_when_it_fits_and_when_that_is_not_known(
    cast: Cast, sent: Referral, content: Content, pathway: Pathway
) -> None:
    rows = {row.step.key: row.missing for row in rows_of(sent, content, pathway)}
    assert rows == dict.fromkeys(ALWAYS, ()) | {"driving_rules": ("risk.drives",)}
    answer(cast.gp, sent.episode, risk__drives=False)
    treat(cast.gp, sent.episode, "tramadol", "current", fast_acting=True)
    rows = {row.step.key: row.missing for row in rows_of(sent, content, pathway)}
    assert rows == dict.fromkeys([*ALWAYS, "fast_acting_opioid", "talk_tapering"], ())


def test_a_step_is_marked_once_and_says_by_whom(cast: Cast, sent: Referral, content: Content, pathway: Pathway) -> None:
    done = mark_step_done(by=cast.nurse, referral=sent, step="municipality", note="Ringet.")
    assert mark_step_done(by=cast.gp, referral=sent, step="municipality", note="Igen.") == done
    assert (done.done_by, done.note) == (cast.nurse, "Ringet.")
    last = rows_of(sent, content, pathway)[-1]
    assert (last.step.key, last.done, last.is_open) == ("municipality", done, False)
    assert AccessLogEntry.objects.filter(detail="henvisning: et trin i ventetiden").count() == 1


def test_a_done_step_stays_when_it_does_not_fit_any_more(
    cast: Cast, sent: Referral, content: Content, pathway: Pathway
) -> None:
    mark_step_done(by=cast.nurse, referral=sent, step="driving_rules")
    answer(cast.gp, sent.episode, risk__drives=False)
    assert "driving_rules" in [row.step.key for row in rows_of(sent, content, pathway)]


def test_nothing_that_was_recorded_is_changed_or_removed(cast: Cast, sent: Referral) -> None:
    mark_step_done(by=cast.nurse, referral=sent, step="municipality")
    for model, values in ((WaitingStepDone, {"note": "x"}), (ReferralEvent, {"kind": "accepted"})):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(**values)
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()


def followed(days: int = 0) -> FollowedReferrals:
    return referrals_to_follow(as_of=timezone.localdate() + timedelta(days=days))


def another(cast: Cast, referral: Referral, kind: str, sent: int, on: int | None = None, **values: object) -> Referral:
    """A referral of its own episode with the same letter, sent so many days ago; `kind` is what happened last."""
    episode = make_episode(cast.gp, referral.episode.patient)
    other = Referral.in_practice(
        episode=episode,
        destination=CENTRE,
        pathway_release=referral.pathway_release,
        prepared_by=cast.gp,
    )
    other.save(force_insert=True)
    letter = Letter.objects.get(referral=referral)
    at = timezone.localtime() - timedelta(days=sent)
    letter.pk, letter.referral, letter.signed_at = None, other, at
    letter = Letter(
        **{field.attname: getattr(letter, field.attname) for field in Letter._meta.fields if field.name != "id"}
    )
    letter.save(force_insert=True)
    record_event(by=cast.gp, referral=other, kind="sent", on=ago(sent), letter=letter)
    if kind != "sent":
        record_event(by=cast.gp, referral=other, kind=kind, on=ago(on if on is not None else sent), **values)  # type: ignore[arg-type]
    return other


def test_what_needs_action_stands_first(cast: Cast, sent: Referral) -> None:
    longer = another(cast, sent, "received", 25)
    returned = another(cast, sent, "returned", 9, reason="incomplete")
    silent = another(cast, sent, "sent", 33)
    late = another(cast, sent, "accepted", 70, expected_on=ago(10))
    rows = followed().rows
    assert [row.line.referral_id for row in rows] == [one.pk for one in (returned, late, silent, longer, sent)]
    assert [row.days_overdue for row in rows] == [0, 10, 3, 0, 0]
    assert [row.days_waiting for row in rows] == [None, 70, 33, 25, 20]
    assert rows[0].open_steps == 0


def test_the_steps_are_counted_for_each_patient_by_their_own_answers(cast: Cast, sent: Referral) -> None:
    other = another(cast, sent, "sent", 5)
    treat(cast.gp, other.episode, "tramadol", "current", fast_acting=True)
    mark_step_done(by=cast.gp, referral=sent, step="municipality")
    steps = {row.line.referral_id: row.open_steps for row in followed().rows}
    # The TCA of the first one says that no opioid is in use; of the second one everything fits or may fit.
    assert steps == {sent.pk: 3, other.pk: 6}


def test_the_steps_are_worked_out_only_when_something_has_changed(
    cast: Cast, sent: Referral, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer, a treatment added, changed or removed, a step done, another day. Tried: each left out of the basis."""
    worked_out: list[int] = []

    def count(pathways: Mapping[UUID, Pathway], content: Content, as_of: date) -> dict[UUID, int]:
        worked_out.append(len(pathways))
        return count_open_steps(pathways, content, as_of)

    monkeypatch.setattr(worklist, "count_open_steps", count)

    def steps(days: int = 0) -> tuple[int, int]:
        """How many are open, and how often that was worked out for it: once, and not when it is looked at again."""
        worked_out.clear()
        open_steps = {followed(days).rows[0].open_steps, followed(days).rows[0].open_steps}
        return open_steps.pop(), len(worked_out)

    assert steps() == (4, 1)
    assert steps() == (4, 0)
    answer(cast.gp, sent.episode, risk__drives=False)
    assert steps() == (3, 1)
    treat(cast.gp, sent.episode, "tramadol", "current", fast_acting=True)
    assert steps() == (5, 1)
    row = Treatment.objects.get(episode=sent.episode, kind="tramadol")
    contact = begin_consultation(by=cast.gp, episode=current(sent.episode), form="in_person")
    changed = change_treatment(by=cast.gp, consultation=contact, treatment=row, seen_version=1, fast_acting=False)
    assert steps() == (4, 1)
    remove_treatment(by=cast.gp, consultation=contact, treatment=changed)
    assert steps()[1] == 1
    mark_step_done(by=cast.nurse, referral=sent, step="municipality")
    assert steps()[1] == 1
    assert steps(days=1)[1] == 1


def test_what_another_holds_is_shown_and_kept_at_the_next_look(sent: Referral) -> None:
    """The number is right all the same, though nothing of it could be kept."""
    (row,) = followed().rows
    Referral.objects.update(steps_of="")
    with patch("referrals.follow_up.worklist.keep_open_steps") as keep:
        assert followed().rows[0].open_steps == row.open_steps
    (worked_out,) = keep.call_args.args[0]
    assert worked_out.open_steps == row.open_steps
    assert followed().rows[0].line.steps_of == ""
    assert followed().rows[0].line.steps_of == worked_out.steps_of


def test_the_steps_belong_to_a_referral_and_to_no_other_letter(sent: Referral) -> None:
    before = shown(sent)
    template = replace(before.pathway.letters[CENTRE], is_referral=False)
    pathway = copy(before.pathway)
    vars(pathway)["letters"] = {CENTRE: template}
    other = replace(before, pathway=pathway)
    assert (before.is_referral, other.is_referral) == (True, False)


def test_what_is_over_or_withdrawn_or_not_sent_is_not_followed(cast: Cast, sent: Referral, sign: Sign) -> None:
    another(cast, sent, "closed", 9)
    begun = another(cast, sent, "accepted", 9)
    record(cast.gp, begun, "started")
    ended = another(cast, sent, "sent", 9)
    Episode.objects.filter(pk=ended.episode_id).update(ended_at=timezone.now())
    assert [row.line.referral_id for row in followed().rows] == [sent.pk]
    letter = sent.letters.get()
    withdraw_letter(by=cast.gp, letter=letter, reason="Fejl")
    assert followed().rows == []


def test_the_list_keeps_within_the_practice(cast: Cast, sent: Referral, gp_client: Client) -> None:
    with practice_context(cast.practice_b.pk):
        assert followed().rows == []
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM referrals_referralevent")
            assert cursor.fetchone() == (0,)
    page = gp_client.get(reverse("patients")).content.decode()
    assert reverse("referral_course", args=[sent.pk]) in page
    client = Client()
    client.force_login(cast.gp_b.user)
    foreign = client.get(reverse("patients")).content.decode()
    assert reverse("referral_course", args=[sent.pk]) not in foreign
    assert "Henvisninger" not in foreign


def test_the_first_page_says_state_days_and_steps(cast: Cast, sent: Referral, gp_client: Client) -> None:
    another(cast, sent, "returned", 9, 2, reason="incomplete")
    page = " ".join(gp_client.get(reverse("patients")).content.decode().split())
    assert page.index(f"returneret {ago(2):%d.%m.%Y}") < page.index(f"sendt {ago(20):%d.%m.%Y}")
    assert "Oplysninger mangler i henvisningen" in page
    assert "har ventet 20 dage siden afsendelsen" in page
    assert "4 åbne trin" in page


def test_fifty_referrals_take_as_many_queries_as_two(cast: Cast, sent: Referral) -> None:
    current_content()

    def ask() -> int:
        followed()
        with CaptureQueriesContext(connection) as captured:
            followed()
        return len(captured)

    another(cast, sent, "returned", 9, reason="incomplete")
    few = ask()
    for number in range(MOST_SHOWN - 1):
        other = another(cast, sent, "received", 10 + number % 9)
        treat(cast.gp, other.episode, "tramadol", "current", fast_acting=True)
    assert ask() == few == 2
    found = followed()
    assert len(found.rows) == MOST_SHOWN
    assert found.has_more

    def cpu() -> float:
        begin = process_time()
        followed()
        return process_time() - begin

    # The least of three: what the list costs, and not what the whole run's garbage does.
    spent = min(cpu() for _ in range(3))
    warn_over_limit("the list of referrals", spent, 0.5)
