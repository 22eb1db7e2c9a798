"""Recording what became of a referral, and where it is said again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AccessLogEntry
from assessment.models import Consultation, Episode
from assessment.notes.contact_note import consultation_note
from guidelines.in_force.content import Content
from referrals.follow_up.course_display import outcome_line
from referrals.follow_up.events import StepRefused, record_event
from referrals.follow_up.note import course_in_the_note
from referrals.letters.re_referral import NotOver, start_re_referral
from referrals.letters.signing import new_version, withdraw_letter
from referrals.models import Letter, LetterWithdrawal, Referral, ReferralEvent
from referrals.rules.course import CourseState, Standing, StepFault
from referrals.rules.pathway import Pathway
from tests.support.records.cast import Cast
from tests.support.records.letters import CENTRE, CLINIC, Sign, look
from tests.support.records.patients import answer
from tests.support.records.sent_letters import ago, course, record, send, shown

pytestmark = pytest.mark.usefixtures("in_a", "no_rendering")

MISSING = "Oplysninger mangler i henvisningen"
PLAN = "Fortsæt træningen.\nTrap ned med 10 mg om måneden."


@pytest.fixture
def sent(cast: Cast, letter: Letter, sign: Sign) -> Referral:
    return send(cast.nurse, letter, sign, 20)


def test_an_event_keeps_its_day_who_and_which_version(cast: Cast, sent: Referral) -> None:
    event = record(cast.nurse, sent, "accepted", 5, expected_on=ago(-60), text="Indkaldes i marts.")
    kept = ReferralEvent.objects.get(pk=event.pk)
    assert (kept.on, kept.recorded_by, kept.expected_on) == (ago(5), cast.nurse, ago(-60))
    assert (kept.text, kept.letter) == ("Indkaldes i marts.", sent.letters.get())
    assert course(sent).state == CourseState.ACCEPTED
    entry = AccessLogEntry.objects.filter(patient_id=sent.episode.patient_id, action="change").latest("at")
    assert (entry.staff, entry.detail) == (cast.nurse, "henvisning: accepteret")


def test_a_referral_keeps_where_it_stands_through_all_that_happens_to_it(
    cast: Cast, letter: Letter, sign: Sign
) -> None:
    """What is kept is what its letters and events make. Tried: without keep_standing in each of the three places."""
    referral = letter.referral

    def kept() -> Standing:
        fresh = Referral.objects.get(pk=referral.pk)
        standing = Standing(**{name: getattr(fresh, name) for name in Standing.__slots__})
        assert standing == course(referral).standing
        return standing

    assert kept() == Standing()
    signed = sign(letter, at=timezone.localtime() - timedelta(days=20))
    assert kept() == Standing(CourseState.SIGNED, ago(20))
    record_event(by=cast.nurse, referral=referral, kind="sent", on=ago(18), letter=signed)
    assert kept() == Standing(CourseState.SENT, ago(18), ago(18), ago(18))
    record(cast.gp, referral, "accepted", 9, expected_on=ago(-30))
    assert kept() == Standing(CourseState.ACCEPTED, ago(9), ago(18), ago(18), expected_on=ago(-30))
    record(cast.gp, referral, "returned", 5, reason="incomplete")
    assert kept() == Standing(CourseState.RETURNED, ago(5), ago(18), ago(18), return_reason="incomplete")
    second = sign(new_version(by=cast.gp, letter=signed), at=timezone.localtime() - timedelta(days=4))
    record_event(by=cast.nurse, referral=referral, kind="sent", on=ago(3), letter=second)
    assert kept() == Standing(CourseState.SENT, ago(3), ago(18), ago(3))
    withdraw_letter(by=cast.gp, letter=second, reason="Fejl")
    assert kept().state == CourseState.WITHDRAWN


def test_the_same_step_sent_twice_is_recorded_once(cast: Cast, sent: Referral) -> None:
    one, other = (record(cast.gp, sent, "returned", 2, reason="incomplete", text="Mangler EKG.") for _ in range(2))
    assert one == other
    assert sent.events.count() == 2


def test_a_refused_step_records_nothing_and_says_why(cast: Cast, sent: Referral) -> None:
    with pytest.raises(StepRefused, match="Datoen er før, brevet blev sendt") as refused:
        record(cast.gp, sent, "received", 21)
    assert (refused.value.field, refused.value.fault) == ("on", StepFault.BEFORE_SENDING)
    with pytest.raises(StepRefused, match="Vælg, hvorfor"):
        record(cast.gp, sent, "returned", 2)
    assert sent.events.count() == 1
    assert course(sent).state == CourseState.SENT


def test_a_letter_that_was_withdrawn_is_not_sent(cast: Cast, signed: Letter) -> None:
    LetterWithdrawal.in_practice(letter=signed, reason="Forkert", withdrawn_by=cast.gp).save(force_insert=True)
    assert course(signed.referral).state == CourseState.WITHDRAWN
    with pytest.raises(StepRefused, match="trukket tilbage"):
        record(cast.gp, signed.referral, "sent", letter=signed)


def test_a_mistake_is_put_right_and_stays_in_the_history(cast: Cast, sent: Referral) -> None:
    record(cast.gp, sent, "accepted", 5)
    with pytest.raises(StepRefused, match="skriv, hvad der var forkert"):
        record(cast.gp, sent, "sent", 20)
    record(cast.gp, sent, "sent", 20, text="Svaret gjaldt en anden patient.")
    now = shown(sent)
    assert (now.course.state, now.days_waiting) == (CourseState.SENT, 20)
    assert [entry.what for entry in now.timeline][:3] == ["version 1 sendt", "accepteret", "version 1 sendt"]
    assert now.timeline[0].said == ("Svaret gjaldt en anden patient.",)


def test_a_returned_referral_is_sent_as_a_second_version(cast: Cast, sent: Referral, sign: Sign) -> None:
    record(cast.gp, sent, "returned", 12, reason="incomplete", text="Mangler EKG.")
    assert (shown(sent).reason, shown(sent).said) == (MISSING, "Mangler EKG.")
    second = new_version(by=cast.gp, letter=sent.letters.get())
    assert shown(sent).in_preparation == second
    second = sign(second)
    assert shown(sent).is_returned
    record(cast.gp, sent, "sent", letter=second)
    assert (course(sent).state, shown(sent).days_waiting, shown(sent).reason) == (CourseState.SENT, 20, "")
    assert record(cast.gp, sent, "received").letter == second


def test_every_letter_and_event_stands_in_the_timeline_with_who(cast: Cast, sent: Referral) -> None:
    record(cast.gp2, sent, "accepted", 5, expected_on=ago(-60))
    newest, *_, begun = shown(sent).timeline
    assert (newest.what, newest.by) == ("accepteret", cast.gp2)
    assert newest.said == (f"forventet {ago(-60):%d.%m.%Y}",)
    assert (begun.what, begun.by) == ("version 1 underskrevet", cast.gp)
    whats = [entry.what for entry in shown(sent).timeline]
    assert whats.count("version 1 begyndt") == whats.count("version 1 sendt") == 1


def test_the_centres_plan_may_come_later_and_is_kept(cast: Cast, sent: Referral) -> None:
    for kind, days in (("accepted", 15), ("started", 10), ("ended", 3)):
        record(cast.gp, sent, kind, days)
    assert shown(sent).plans == []
    record(cast.gp, sent, "ended", 3, text=PLAN)
    assert shown(sent).plans == [(ago(3), PLAN)]


def said(episode: Episode, consultation: Consultation | None, content: Content, title: str) -> list[str]:
    parts = course_in_the_note(episode, consultation, content, False)
    return [line for heading, lines in parts if heading == title for line in lines]


def test_the_note_says_what_was_recorded_in_the_consultation(cast: Cast, sent: Referral, content: Content) -> None:
    first = Consultation.objects.get(episode=sent.episode)
    title = "Henvisning til tværfagligt smertecenter"
    record(cast.gp, sent, "returned", 9, reason="incomplete", text="Mangler EKG.")
    record(cast.gp, sent, "accepted", 8, expected_on=ago(-30), text="Accepteret per telefon.")
    lines = [
        f"{title}: sendt {ago(20):%d.%m.%Y}",
        f"{title}: returneret {ago(9):%d.%m.%Y} ({MISSING}). Mangler EKG.",
        f"{title}: accepteret {ago(8):%d.%m.%Y}, forventet {ago(-30):%d.%m.%Y}. Accepteret per telefon.",
    ]
    # The nurse sent it; the consultation is the doctor's.
    assert said(sent.episode, first, content, "decisions") == lines[1:]
    assert said(sent.episode, None, content, "decisions") == lines
    note = consultation_note(first, content).text
    assert [line in note for line in lines] == [False, True, True]
    end = timezone.now() + timedelta(minutes=1)
    second = Consultation.in_practice(
        form="in_person", episode=sent.episode, number=2, opened_by=cast.gp, opened_at=end
    )
    assert said(sent.episode, second, content, "decisions") == []


def test_the_centres_plan_stands_in_the_note_with_what_was_agreed(cast: Cast, sent: Referral, content: Content) -> None:
    for kind, days, text in (("accepted", 15, ""), ("started", 10, ""), ("ended", 3, PLAN)):
        record(cast.gp, sent, kind, days, text=text)
    agreed = said(sent.episode, None, content, "agreed")
    assert agreed == [f"Centrets plan, {ago(3):%d.%m.%Y}: Fortsæt træningen.\n  Trap ned med 10 mg om måneden."]
    decided = said(sent.episode, None, content, "decisions")
    assert decided[-1] == f"Henvisning til tværfagligt smertecenter: forløb afsluttet {ago(3):%d.%m.%Y}"


def test_referring_again_begins_anew_and_says_what_became_of_the_first(
    cast: Cast, sent: Referral, content: Content, pathway: Pathway
) -> None:
    workspace = look(sent.episode, content)
    with pytest.raises(NotOver):
        start_re_referral(by=cast.gp, referral=sent, workspace=workspace, pathway=pathway)
    record(cast.gp, sent, "returned", 12, reason="incomplete", text="Mangler EKG")
    answer(cast.gp, sent.episode, health__allergies="Penicillin.")
    workspace = look(sent.episode, content)
    again = start_re_referral(by=cast.nurse, referral=sent, workspace=workspace, pathway=pathway)
    assert again.referral != sent
    assert (again.referral.replaces, again.referral.destination, again.number) == (sent, CENTRE, 1)
    assert "Penicillin" in again.section_text("allergies")
    line = (
        f"Tidligere henvist til tværfagligt smertecenter, sendt {ago(20):%d.%m.%Y}: returneret {ago(12):%d.%m.%Y}. "
        f"{MISSING}. Mangler EKG."
    )
    history = again.sections["pain_history"]
    assert history["text"] == history["generated"]
    assert history["text"].splitlines()[-1] == line
    assert start_re_referral(by=cast.gp, referral=sent, workspace=workspace, pathway=pathway) == again


@pytest.mark.parametrize(
    ("steps", "end"),
    [
        ((("closed", "Patienten ønsker det ikke."),), "lukket uden forløb {day}."),
        ((("accepted", ""), ("started", ""), ("ended", PLAN)), "forløb afsluttet {day}. Centrets plan: " + PLAN),
        ((("accepted", ""), ("started", ""), ("ended", "")), "forløb afsluttet {day}."),
    ],
)
def test_every_outcome_is_told_in_one_line(
    steps: tuple[tuple[str, str], ...], end: str, cast: Cast, sent: Referral
) -> None:
    for kind, text in steps:
        record(cast.gp, sent, kind, 2, text=text)
    line = outcome_line(sent)
    assert line.endswith(end.format(day=f"{ago(2):%d.%m.%Y}").replace("\n", " "))
    assert "\n" not in line
    assert "None" not in line


def test_a_letter_that_repeats_nothing_says_nothing_of_it(letter: Letter) -> None:
    history = letter.section_text("pain_history")
    assert "01.03.2022" in history
    assert "Tidligere henvist" not in history


def test_an_older_wording_of_a_reason_leaves_no_key(cast: Cast, sent: Referral) -> None:
    ReferralEvent.in_practice(
        referral=sent, letter=sent.letters.get(), kind="returned", on=ago(1), reason="long_gone", recorded_by=cast.gp
    ).save(force_insert=True)
    Referral.objects.filter(pk=sent.pk).update(destination=CLINIC + "x")
    assert shown(sent).reason == ""
    assert shown(sent).title == "Et sted, der er udgået af beskrivelsen"
    line = outcome_line(sent)
    assert line.endswith(f"returneret {ago(1):%d.%m.%Y}.")
    assert "long_gone" not in line
