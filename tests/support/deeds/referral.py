"""Deeds on letters and referrals, and on what a draft would do to patients."""

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

from assessment.record.clock import today
from guidelines.in_force.content import current_content
from guidelines.publishing.consistency import check_together
from referrals.duties.acts import decline_follow_up, put_off, take_over
from referrals.duties.opioids import opioids_of_practice
from referrals.duties.places import Whose, renew_places
from referrals.duties.reckoning import keep_duties
from referrals.duties.todays_list import list_of_today
from referrals.follow_up.access import get_letter, get_referral
from referrals.follow_up.events import record_event
from referrals.follow_up.waiting_steps import mark_step_done
from referrals.follow_up.worklist import referrals_to_follow
from referrals.impact.in_practice import impact_in_practice
from referrals.letters.handing_out import record_hand_out, record_sent
from referrals.letters.signing import hand_over, new_version, sign_letter, withdraw_letter
from referrals.letters.writing import choose_text, edit_letter, start_letter, take_new_answers
from referrals.models import Duty, Letter, LetterHandOut
from referrals.pathways.in_force import pathway_of
from referrals.rules.section_text import Choice
from tests.support.content.drafts import GUIDELINE, draft_with, row_with
from tests.support.deeds.deed import Deed, World

Done = Callable[[], object]


def _sign(world: World) -> Letter:
    """The letter in preparation, signed, without the rendering."""
    letter = world.record.letter
    with patch("referrals.letters.signing.render_letter_pdf", return_value=b"%PDF-1.7"):
        return sign_letter(
            by=world.by,
            letter=letter,
            workspace=world.workspace,
            pathway=pathway_of(world.content),
            seen_version=letter.version,
        )


def _start(world: World) -> Done:
    pathway = pathway_of(world.content)
    other = next(key for key in pathway.destinations if key != world.record.letter.referral.destination)
    return lambda: start_letter(by=world.by, workspace=world.workspace, pathway=pathway, destination=other)


def _edit(world: World) -> Done:
    letter = world.record.letter
    texts = {next(iter(letter.sections)): "Rettet i hånden."}
    return lambda: edit_letter(
        by=world.by, letter=letter, texts=texts, planning_area="byen", seen_version=letter.version
    )


def _take_answers(world: World) -> Done:
    workspace, pathway = world.workspace, pathway_of(world.content)
    return lambda: take_new_answers(by=world.by, letter=world.record.letter, workspace=workspace, pathway=pathway)


def _choose(world: World) -> Done:
    letter, workspace, pathway = world.record.letter, world.workspace, pathway_of(world.content)
    section = next(iter(letter.sections))
    return lambda: choose_text(
        by=world.by, letter=letter, section=section, choice=Choice.KEEP, workspace=workspace, pathway=pathway
    )


def _hand_over(world: World) -> Done:
    return lambda: hand_over(by=world.by, letter=world.record.letter, note="")


def _new_version(world: World) -> Done:
    signed = _sign(world)
    return lambda: new_version(by=world.by, letter=signed)


def _withdraw(world: World) -> Done:
    signed = _sign(world)
    return lambda: withdraw_letter(by=world.by, letter=signed, reason="Fejl")


def _hand_out(world: World) -> Done:
    signed = _sign(world)
    return lambda: record_hand_out(by=world.by, letter=signed, form=LetterHandOut.Form.PDF)


def _send(world: World) -> Done:
    signed = _sign(world)
    return lambda: record_sent(by=world.by, letter=signed, on=today())


def _duty(world: World) -> Duty:
    """The follow-up that nobody has planned."""
    keep_duties(world.record.episode.pk, world.content, today())
    return Duty.objects.get(episode=world.record.episode, reason="no_date")


def _take_over(world: World) -> Done:
    duty = _duty(world)
    return lambda: take_over(by=world.by, duty_id=duty.pk, seen_owner=duty.owner_id)


def _put_off(world: World) -> Done:
    duty, until = _duty(world), today() + timedelta(days=7)
    return lambda: put_off(by=world.by, duty_id=duty.pk, until=until, because="Ferie.", as_of=today())


def _decline(world: World) -> Done:
    duty = _duty(world)
    said = {"duty_id": duty.pk, "seen_day": duty.day, "content": current_content()}
    return lambda: decline_follow_up(by=world.by, **said, because="Har det godt.", as_of=today())


def _list(world: World) -> Done:
    renew_places(world.content, today())
    return lambda: list_of_today(by=world.by, content=world.content, as_of=today(), whose=Whose.EVERYBODYS)


def _impact(world: World) -> Done:
    change = row_with("recommendations", "tca", applies_when={"always": True})
    after = check_together(draft_with(world.cast.editor, world.content, GUIDELINE, change))
    return lambda: impact_in_practice(by=world.by, before=world.content, after=after, as_of=today())


ACCESS, WRITING, SIGNING = "referrals.follow_up.access", "referrals.letters.writing", "referrals.letters.signing"
HELD_LETTER, HELD_SIGNED = (f"{WRITING}.lock",), (f"{SIGNING}.standing_letter",)
KEPT_STANDING = "referrals.follow_up.events.keep_standing"
HELD_REFERRAL = ("referrals.follow_up.events.record_event", KEPT_STANDING)
ACTS, HELD_DUTY = "referrals.duties.acts", ("referrals.duties.acts._hold",)
DEEDS = {
    "referrals.duties.todays_list.list_of_today": Deed(_list, ("search",), of_patient=False),
    "referrals.duties.opioids.opioids_of_practice": Deed(
        lambda world: lambda: opioids_of_practice(by=world.by, content=world.content, as_of=today()),
        ("search",),
        of_patient=False,
    ),
    f"{ACTS}.take_over": Deed(_take_over, ("change",), holds=HELD_DUTY),
    f"{ACTS}.decline_follow_up": Deed(_decline, ("change",), holds=HELD_DUTY),
    f"{ACTS}.put_off": Deed(_put_off, ("change",), holds=HELD_DUTY),
    f"{ACCESS}.get_letter": Deed(
        lambda world: lambda: get_letter(by=world.by, letter_id=world.record.letter.pk), ("read",)
    ),
    f"{ACCESS}.get_referral": Deed(
        lambda world: lambda: get_referral(by=world.by, referral_id=world.record.letter.referral_id), ("read",)
    ),
    f"{WRITING}.start_letter": Deed(_start, ("create",), holds=(f"{WRITING}.start_letter",)),
    f"{WRITING}.edit_letter": Deed(_edit, ("change",), holds=HELD_LETTER),
    f"{WRITING}.take_new_answers": Deed(_take_answers, ("change",), holds=HELD_LETTER),
    f"{WRITING}.choose_text": Deed(_choose, ("change",), holds=HELD_LETTER),
    f"{SIGNING}.hand_over": Deed(_hand_over, ("change",), holds=HELD_LETTER),
    f"{SIGNING}.sign_letter": Deed(lambda world: lambda: _sign(world), ("sign",), holds=(*HELD_LETTER, KEPT_STANDING)),
    f"{SIGNING}.new_version": Deed(_new_version, ("create",), holds=(f"{SIGNING}.new_version",)),
    f"{SIGNING}.withdraw_letter": Deed(_withdraw, ("change",), holds=(*HELD_SIGNED, KEPT_STANDING)),
    "referrals.letters.handing_out.record_hand_out": Deed(_hand_out, ("export",), holds=HELD_SIGNED),
    "referrals.letters.handing_out.record_sent": Deed(_send, ("change",), holds=(*HELD_SIGNED, *HELD_REFERRAL)),
    "referrals.follow_up.events.record_event": Deed(
        lambda world: (
            lambda: record_event(by=world.by, referral=world.record.letter.referral, kind="received", on=today())
        ),
        ("change",),
        holds=HELD_REFERRAL,
    ),
    "referrals.follow_up.waiting_steps.mark_step_done": Deed(
        lambda world: lambda: mark_step_done(by=world.by, referral=world.record.letter.referral, step="municipality"),
        ("change",),
    ),
    "referrals.follow_up.worklist.referrals_to_follow": Deed(
        lambda _: lambda: referrals_to_follow(as_of=today()), holds=("referrals.follow_up.open_steps.keep_open_steps",)
    ),
    "referrals.impact.in_practice.impact_in_practice": Deed(_impact, ("search", "read")),
}
