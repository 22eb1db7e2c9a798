"""An episode is ended with a reason once what is open is decided on, and opened again; a call in vain is no contact."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import Staff
from assessment.course.endings import MattersOpen, NotAsShown, end_episode, open_matters, reopen_episode
from assessment.inquiries.threads import ask_doctor
from assessment.models import Consultation, ContactAttempt, Episode, EpisodeStatus
from assessment.notes.contact_note import consultation_note
from assessment.record.clock import today
from assessment.record.consultations import (
    EpisodeOver,
    begin_consultation,
    describe_consultation,
    end_consultation,
)
from assessment.record.contacts import WithoutContact, contact_now
from assessment.record.patients import EpisodeIsOpen, start_episode
from guidelines.in_force.content import Content
from tests.support.records.cast import Cast
from tests.support.records.letters import look
from tests.support.records.patients import answer, current
from tests.support.records.tapers import made

pytestmark = pytest.mark.usefixtures("in_a")

SignIn = Callable[[Staff], Client]
Kind = Consultation.Kind


def ended(by: Staff, episode: Episode, **values: Any) -> EpisodeStatus:
    return end_episode(by=by, episode=episode, as_of=today(), **{"reason": "goal_reached"} | values)


def test_an_episode_is_ended_with_a_reason_and_opened_again(cast: Cast, episode: Episode) -> None:
    status = ended(cast.nurse, episode, comment="Går igen.")
    assert status.words == "afsluttet: målet er nået. Går igen."
    assert current(episode).ended_at
    with pytest.raises(NotAsShown):
        ended(cast.gp, current(episode))
    reopen_episode(by=cast.gp, episode=current(episode))
    assert current(episode).ended_at is None
    with pytest.raises(NotAsShown):
        reopen_episode(by=cast.gp, episode=current(episode))
    with pytest.raises(IntegrityError), transaction.atomic():
        EpisodeStatus.in_practice(episode=episode, kind="ended", recorded_by=cast.gp).save()


def test_what_is_open_under_safety_and_a_planned_follow_up_are_named(cast: Cast, episode: Episode) -> None:
    """Tried: without either."""
    planned = today() + timedelta(days=3)
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="passive", practical__next_follow_up=planned)
    end_consultation(by=cast.gp, consultation=Consultation.objects.get(episode=episode))
    matters = open_matters(current(episode), today())
    assert [matter.words for matter in matters] == [
        "Åbent under Sikkerhed: Selvmordstanker: vurdér i dag",
        f"Planlagt opfølgning {planned:%d.%m.%Y}",
    ]
    with pytest.raises(MattersOpen):
        ended(cast.gp, current(episode))
    ended(cast.gp, current(episode), leaves=[matter.key for matter in matters])


def test_what_is_open_is_named_and_decided_on_first(cast: Cast, episode: Episode) -> None:
    """Tried: a taper that runs left by a tick; a question left without one."""
    plan = made(cast.gp, episode, 0)
    end_consultation(by=cast.gp, consultation=plan.consultation)
    inquiry = ask_doctor(by=cast.nurse, contact=contact_now(episode), text="Skal hun ringes op?", answer_by=today())
    taper, question = open_matters(episode, today())
    assert (taper.must_end, question.must_end) == (True, False)
    with pytest.raises(MattersOpen):
        ended(cast.gp, episode, leaves=[taper.key, question.key])
    type(plan).objects.filter(pk=plan.pk).update(status="completed")
    with pytest.raises(MattersOpen):
        ended(cast.gp, episode)
    status = ended(cast.gp, episode, leaves=[question.key])
    assert status.left == [f"Spørgsmål til en læge: {inquiry.text}"]


def test_a_consultation_that_runs_is_ended_first(cast: Cast, episode: Episode) -> None:
    begin_consultation(by=cast.gp, episode=episode, form="phone")
    with pytest.raises(MattersOpen):
        ended(cast.gp, episode)


def test_nothing_new_begins_in_an_ended_episode(cast: Cast, episode: Episode, gp_client: Client) -> None:
    """Tried: the episode's end not looked at, in each of the two."""
    ended(cast.gp, episode)
    over = current(episode)
    with pytest.raises(EpisodeOver):
        begin_consultation(by=cast.gp, episode=over, form="phone")
    with pytest.raises(EpisodeOver):
        ask_doctor(by=cast.gp, contact=contact_now(over), text="?", answer_by=today())
    begin = reverse("consultation_begin", args=[episode.pk])
    told = gp_client.post(begin, {"contact_form": "phone", "kind": "follow_up"}, follow=True)
    assertContains(told, f"Forløbet blev afsluttet {today():%d.%m.%Y}. Åbn det igen først.")
    assertContains(told, "Åbn forløbet igen")
    asked = gp_client.post(
        reverse("inquiries_of_episode", args=[episode.pk]),
        {"text": "Må dosis øges?", "answer_by": f"{today():%d.%m.%Y}"},
    )
    assertContains(asked, "Dit spørgsmål står her stadig.", status_code=422)
    assertNotContains(gp_client.get(reverse("episode", args=[episode.pk])), begin)


def test_the_page_names_what_is_open_and_asks_for_a_reason(cast: Cast, episode: Episode, gp_client: Client) -> None:
    page = reverse("episode_end", args=[episode.pk])
    ask_doctor(by=cast.nurse, contact=contact_now(episode), text="Skal hun ringes op?", answer_by=today())
    shown = gp_client.get(page)
    assertContains(shown, "Skal hun ringes op?")
    assertContains(gp_client.post(page, {"reason": "moved"}), "eller sæt kryds ved", status_code=422)
    (matter,) = open_matters(episode, today())
    assertContains(gp_client.post(page, {"leaves": matter.key}), "Vælg, hvorfor forløbet afsluttes.", status_code=422)
    done = gp_client.post(page, {"reason": "moved", "leaves": matter.key})
    assertRedirects(done, reverse("patient", args=[episode.patient_id]))
    assertContains(gp_client.get(page), "Ladt åbent: Spørgsmål til en læge: Skal hun ringes op?")
    assertRedirects(gp_client.post(reverse("episode_reopen", args=[episode.pk])), reverse("episode", args=[episode.pk]))


def test_a_second_episode_beside_an_open_one_is_asked_about(cast: Cast, episode: Episode, gp_client: Client) -> None:
    """Tried: asked of the page alone; asked beside an ended one too."""
    with pytest.raises(EpisodeIsOpen):
        start_episode(by=cast.gp, patient=episode.patient, may_be_second=False)
    start = reverse("episode_start", args=[episode.patient_id])
    assertContains(gp_client.post(start), "Patienten har et åbent forløb. Fortsæt i det", status_code=422)
    assert gp_client.post(start, {"second": "on"}).status_code == 302
    for one in Episode.objects.all():
        ended(cast.gp, one)
    assert gp_client.post(start).status_code == 302


def test_a_call_in_vain_is_an_attempt_and_no_contact(cast: Cast, episode: Episode, sign_in: SignIn) -> None:
    """Tried: counted from the beginning of the episode; the third like the others."""
    nurse, page = sign_in(cast.nurse), reverse("contact_attempt", args=[episode.pk])
    assertContains(nurse.post(page, {"contact_form": "home"}, follow=True), "Kun et opkald")
    for number in (1, 2):
        said = nurse.post(page, {"contact_form": "phone"}, follow=True)
        assertContains(said, f"Ikke truffet: forsøg {number} af 3 er noteret.")
    assertRedirects(nurse.post(page, {"contact_form": "phone"}), reverse("inquiries_of_episode", args=[episode.pk]))
    assert not Consultation.objects.filter(episode=episode).exists()
    begin_consultation(by=cast.nurse, episode=episode, form="phone", kind=Kind.FOLLOW_UP)
    assertContains(nurse.post(page, {"contact_form": "video"}, follow=True), "forsøg 1 af 3")
    assert ContactAttempt.objects.count() == 4


def test_an_attempt_stands_in_the_note_of_its_day(
    cast: Cast, episode: Episode, content: Content, gp_client: Client
) -> None:
    gp_client.post(reverse("contact_attempt", args=[episode.pk]), {"contact_form": "phone"})
    assert "Ikke truffet, telefon, " in consultation_note(WithoutContact(episode, today()), content).text
    elsewhere = WithoutContact(episode, today() - timedelta(days=1))
    assert "Ikke truffet" not in consultation_note(elsewhere, content).text


def test_an_agenda_is_counted_among_assessments_only(cast: Cast, episode: Episode, content: Content) -> None:
    """Tried: counted by the contact's own number; a follow-up with the agenda of the next assessment."""
    planned = [part.title for part in content.vocabulary.agenda]

    def agenda_in(kind: str) -> str | None:
        begun = begin_consultation(by=cast.nurse, episode=episode, form="phone", kind=kind)
        agenda = look(episode, content).agenda
        end_consultation(by=cast.nurse, consultation=begun)
        return agenda.part.title if agenda else None

    assert content.vocabulary.follow_up
    assert agenda_in(Kind.ASSESSMENT) == planned[0]
    assert agenda_in(Kind.FOLLOW_UP) == content.vocabulary.follow_up.title
    assert [agenda_in(kind) for kind in (Kind.TAPER, Kind.WITHOUT_PATIENT)] == [None, None]
    assert look(episode, content).agenda.part.title == planned[1]  # type: ignore[union-attr]
    assert agenda_in(Kind.ASSESSMENT) == planned[1]


def test_a_kind_that_was_chosen_by_mistake_is_put_right(cast: Cast, episode: Episode, content: Content) -> None:
    call = begin_consultation(by=cast.nurse, episode=episode, form="phone")
    assert (call.assessments, call.in_words.endswith("telefon")) == (1, True)
    call = describe_consultation(
        by=cast.nurse, consultation=call, form="phone", kind=Kind.FOLLOW_UP, agreed="", seen_version=call.version
    )
    assert (call.assessments, call.version) == (0, 2)
    assert "opfølgning, telefon" in consultation_note(call, content).text
    end_consultation(by=cast.nurse, consultation=call)
    assert look(episode, content).agenda.part == content.vocabulary.agenda[0]  # type: ignore[union-attr]


def test_a_contact_from_before_there_were_kinds_counts_by_its_number(cast: Cast, episode: Episode) -> None:
    Consultation.in_practice(episode=episode, number=4, form="phone", opened_by=cast.gp).save(force_insert=True)
    assert Consultation.objects.get().assessments_until == 4
