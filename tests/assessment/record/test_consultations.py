"""Consultations: one at a time, today's shared by everyone, and no answer dated to the wrong visit."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from accounts.models import AccessLogEntry
from accounts.tenancy.context import practice_context
from assessment.models import Answer, Consultation, Episode
from assessment.record import consultations
from assessment.record.consultations import (
    begin_consultation,
    end_consultation,
    newest_and_agreed,
    open_consultation_of,
    reopen_consultation,
)
from assessment.rules.line_words import clock
from tests.support.records.cast import CPR_A2, Cast
from tests.support.records.patients import answer, make_episode, make_patient
from tests.support.records.prompts import assess

pytestmark = pytest.mark.usefixtures("in_a")


def opened(cast: Cast, episode: Episode, at: datetime, number: int = 1, **values: Any) -> Consultation:
    consultation = Consultation.in_practice(
        episode=episode, number=number, opened_by=cast.gp, opened_at=at, **{"form": "in_person"} | values
    )
    consultation.save(force_insert=True)
    return consultation


def yesterday() -> datetime:
    return timezone.now() - timedelta(days=1)


def test_the_first_consultation_is_opened_now_by_the_one_who_asks(cast: Cast, episode: Episode) -> None:
    before = timezone.now()
    consultation = begin_consultation(by=cast.nurse, episode=episode, form=Consultation.Form.PHONE)
    kept = Consultation.objects.get(pk=consultation.pk)
    assert (kept.number, kept.opened_by_id, kept.form) == (1, cast.nurse.pk, "phone")
    assert before <= kept.opened_at <= timezone.now()
    assert (kept.ended_at, kept.ended_by) == (None, None)
    assert AccessLogEntry.objects.filter(staff=cast.nurse, patient_id=episode.patient_id, action="create").exists()


def test_today_s_consultation_is_shared_with_another_clinician(cast: Cast, episode: Episode) -> None:
    first = begin_consultation(by=cast.gp, episode=episode, form="in_person")
    second = begin_consultation(by=cast.nurse, episode=episode, form="in_person")
    assert first.pk == second.pk
    assert Consultation.objects.count() == 1


def test_one_left_open_on_an_earlier_day_is_ended_and_a_new_one_begun(cast: Cast, episode: Episode) -> None:
    left = opened(cast, episode, yesterday())
    today = begin_consultation(by=cast.nurse, episode=episode, form="in_person")
    left.refresh_from_db()
    assert left.ended_by_id == cast.nurse.pk
    assert left.ended_at is not None
    assert (today.number, today.opened_by_id) == (2, cast.nurse.pk)
    running = open_consultation_of(episode)
    assert running == today
    assert running.episode is episode


def test_an_earlier_day_ends_at_the_clinic_s_midnight(cast: Cast, episode: Episode) -> None:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    late = opened(cast, episode, midnight - timedelta(seconds=1))
    consultation = begin_consultation(by=cast.gp, episode=episode, form="in_person")
    assert consultation.pk != late.pk
    Consultation.objects.filter(pk=consultation.pk).update(opened_at=midnight)
    assert begin_consultation(by=cast.gp, episode=episode, form="in_person").pk == consultation.pk


def test_an_ended_consultation_is_not_gone_on_with(cast: Cast, episode: Episode) -> None:
    first = begin_consultation(by=cast.gp, episode=episode, form="in_person")
    end_consultation(by=cast.nurse, consultation=first)
    assert open_consultation_of(episode) is None
    assert begin_consultation(by=cast.gp, episode=episode, form="in_person").number == 2
    first.refresh_from_db()
    assert first.ended_by_id == cast.nurse.pk


def test_each_episode_numbers_its_own(cast: Cast, episode: Episode) -> None:
    other = make_episode(cast.gp, make_patient(cast.gp, CPR_A2))
    opened(cast, episode, yesterday(), number=7, ended_at=timezone.now(), ended_by=cast.gp)
    assert begin_consultation(by=cast.gp, episode=episode, form="in_person").number == 8
    assert begin_consultation(by=cast.gp, episode=other, form="in_person").number == 1


def test_the_database_keeps_only_one_open(cast: Cast, episode: Episode) -> None:
    opened(cast, episode, timezone.now())
    with pytest.raises(IntegrityError, match="one_open_consultation"), transaction.atomic():
        opened(cast, episode, timezone.now(), number=2)


def test_the_database_keeps_each_number_once(cast: Cast, episode: Episode) -> None:
    opened(cast, episode, yesterday(), ended_at=timezone.now(), ended_by=cast.gp)
    with pytest.raises(IntegrityError, match="consultation_number_unique"), transaction.atomic():
        opened(cast, episode, timezone.now())


@pytest.mark.parametrize("half", ["ended_at", "ended_by"])
def test_the_database_refuses_half_an_end(half: str, cast: Cast, episode: Episode) -> None:
    value = {"ended_at": timezone.now(), "ended_by": cast.gp}[half]
    with pytest.raises(IntegrityError, match="consultation_end_paired"), transaction.atomic():
        opened(cast, episode, timezone.now(), **{half: value})


def test_an_answer_belongs_to_the_consultation_of_its_day(cast: Cast, episode: Episode) -> None:
    left = opened(cast, episode, yesterday())
    answer(cast.nurse, episode, peg__pain=4)
    given = Answer.objects.get(question="peg.pain")
    assert given.consultation_id != left.pk
    assert given.consultation.number == 2


def test_a_consultation_is_begun_and_ended_on_the_page(
    cast: Cast, episode: Episode, sign_in: Callable[..., Client]
) -> None:
    gp = sign_in(cast.gp)
    begun = gp.post(reverse("consultation_begin", args=[episode.pk]), {"contact_form": "video"})
    assert begun["Location"] == reverse("agenda", args=[episode.pk])
    gp.post(reverse("consultation_begin", args=[episode.pk]), {"contact_form": "phone"})
    consultation = Consultation.objects.get()
    assert (consultation.form, consultation.opened_by_id) == ("video", cast.gp.pk)
    typed = {"contact_form": "video", "agreed": "Går hver dag.", "seen_version": "1", "end": "1"}
    ended = gp.post(reverse("consultation_end", args=[episode.pk]), typed)
    assert ended["Location"] == reverse("consultation", args=[episode.pk, 1])
    consultation.refresh_from_db()
    assert consultation.ended_by_id == cast.gp.pk
    assert consultation.agreed == "Går hver dag."


def test_another_s_contact_is_joined_or_ended_only_by_a_press_that_says_whose_it_is(
    cast: Cast, episode: Episode, sign_in: Callable[..., Client]
) -> None:
    """Every page says who has begun it, and when. Tried: a begin that goes on in it unasked; an end that asks nothing;
    a page of before that ends the contact that came after it."""
    visit = begin_consultation(by=cast.gp, episode=episode, form="video")
    nurse, begin = sign_in(cast.nurse), reverse("consultation_begin", args=[episode.pk])
    begun = f"Kontakten er begyndt af Test gp {clock(timezone.localtime(visit.opened_at).time())}."
    assertContains(nurse.get(reverse("episode", args=[episode.pk])), begun)
    asked = nurse.post(begin, {"contact_form": "phone"})
    for words in (begun, "Fortsæt i kontakten, som Test gp begyndte", "begynd din egen"):
        assertContains(asked, words, status_code=409)
    assert nurse.post(begin, {"contact_form": "phone", "join": str(visit.pk)}).status_code == 302
    assert Consultation.objects.get().ended_at is None
    end = reverse("consultation_end", args=[episode.pk])
    typed = {"contact_form": "video", "agreed": "Går hver dag.", "seen_version": "1"}
    refused = nurse.post(end, typed | {"end": "1"})
    assertContains(refused, "Den er ikke afsluttet endnu", status_code=422)
    visit = Consultation.objects.get()
    assert (visit.ended_at, visit.agreed) == (None, "Går hver dag.")
    answer(cast.nurse, episode, peg__pain=4)
    typed["seen_version"] = str(visit.version)
    assert nurse.post(end, typed | {"end": str(cast.gp.pk)}).status_code == 302
    visit.refresh_from_db()
    assert visit.ended_by_id == cast.nurse.pk
    assert "Test nurse" in visit.note


def test_ones_own_contact_is_begun_where_another_s_runs_when_that_is_said(
    cast: Cast, episode: Episode, sign_in: Callable[..., Client]
) -> None:
    """The other ends with its note; not while something under Safety is open. Tried: two that run; ended without its
    note; a press about another contact than the one that runs."""
    visit = begin_consultation(by=cast.gp, episode=episode, form="video")
    nurse, begin = sign_in(cast.nurse), reverse("consultation_begin", args=[episode.pk])
    own = {"contact_form": "phone", "own": str(visit.pk)}
    assert nurse.post(begin, own | {"own": str(cast.gp.pk)}).status_code == 409
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="active")
    assert nurse.post(begin, own)["Location"] == reverse("consultation_end", args=[episode.pk])
    assert Consultation.objects.get().ended_at is None
    assess(cast.gp, episode)
    assert nurse.post(begin, own).status_code == 302
    first, second = Consultation.objects.order_by("number")
    assert (first.ended_by_id, bool(first.note), second.opened_by_id, second.ended_at) == (
        cast.nurse.pk,
        True,
        cast.nurse.pk,
        None,
    )


@pytest.mark.parametrize("sent", [{}, {"contact_form": ""}, {"contact_form": "carrier pigeon"}])
def test_a_form_of_contact_that_nobody_chose_begins_nothing(
    sent: dict[str, str], gp_client: Client, episode: Episode
) -> None:
    """Tried: taking what is missing for "in person"."""
    page = gp_client.post(reverse("consultation_begin", args=[episode.pk]), sent, follow=True)
    assert "Vælg kontaktformen" in page.content.decode()
    assert not Consultation.objects.exists()


def test_ending_when_none_is_open_changes_nothing(cast: Cast, gp_client: Client, episode: Episode) -> None:
    consultation = opened(cast, episode, yesterday(), ended_at=yesterday(), ended_by=cast.nurse)
    assert gp_client.post(reverse("consultation_end", args=[episode.pk])).status_code == 302
    kept = Consultation.objects.get()
    assert (kept.ended_by_id, kept.ended_at) == (cast.nurse.pk, consultation.ended_at)


@pytest.mark.parametrize("name", ["consultation_begin", "consultation_end"])
def test_only_a_post_from_the_own_practice_counts(
    name: str, cast: Cast, gp_client: Client, episode: Episode, episode_b: Episode
) -> None:
    gp_client.get(reverse(name, args=[episode.pk]))
    assert gp_client.post(reverse(name, args=[episode_b.pk])).status_code == 404
    assert not Consultation.objects.exists()
    with practice_context(cast.practice_b.pk):
        assert not Consultation.objects.exists()


def end_page(client: Client, episode: Episode, **typed: str) -> Any:
    sent = {"contact_form": "in_person", "agreed": "", "seen_version": "1"} | typed
    return client.post(reverse("consultation_end", args=[episode.pk]), sent)


def test_what_was_agreed_is_kept_while_it_is_written_and_the_consultation_goes_on(
    cast: Cast, gp_client: Client, episode: Episode
) -> None:
    opened(cast, episode, timezone.now())
    url = reverse("consultation_end", args=[episode.pk])
    typed = {"contact_form": "phone", "agreed": "Går ti minutter", "seen_version": "1"}
    saved = gp_client.post(url, typed, headers={"HX-Request": "true"})
    assert saved.status_code == 200
    assert 'value="2"' in saved.content.decode()
    kept = Consultation.objects.get()
    assert (kept.form, kept.agreed, kept.version, kept.ended_at) == ("phone", "Går ti minutter", 2, None)


def test_two_who_write_what_was_agreed_are_both_shown(
    cast: Cast, gp_client: Client, episode: Episode, sign_in: Callable[..., Client]
) -> None:
    opened(cast, episode, timezone.now())
    end_page(sign_in(cast.nurse), episode, agreed="Sygeplejerskens ord")
    stale = end_page(gp_client, episode, agreed="Lægens ord", end="1")
    assert stale.status_code == 409
    assert all(words in stale.content.decode() for words in ("Sygeplejerskens ord", "Lægens ord"))
    kept = Consultation.objects.get()
    assert (kept.agreed, kept.ended_at) == ("Sygeplejerskens ord", None)
    assert end_page(gp_client, episode, agreed="Lægens ord", seen_version="2", end="1").status_code == 302
    assert Consultation.objects.get().agreed == "Lægens ord"


def test_a_consultation_that_was_ended_by_mistake_is_opened_again_the_same_day(
    cast: Cast, gp_client: Client, episode: Episode
) -> None:
    opened(cast, episode, timezone.now())
    end_page(gp_client, episode, end="1")
    page = gp_client.get(reverse("consultation", args=[episode.pk, 1]))
    assert page.context["may_reopen"]
    gp_client.post(reverse("consultation_reopen", args=[episode.pk, 1]))
    assert Consultation.objects.get().ended_at is None


@pytest.mark.parametrize("case", ["yesterday's", "not the newest"])
def test_an_earlier_consultation_stays_ended(case: str, cast: Cast, gp_client: Client, episode: Episode) -> None:
    at = yesterday() if case == "yesterday's" else timezone.now()
    opened(cast, episode, at, ended_at=at, ended_by=cast.gp)
    if case == "not the newest":
        Consultation.in_practice(form="in_person", episode=episode, number=2, opened_by=cast.gp).save(force_insert=True)
    response = gp_client.post(reverse("consultation_reopen", args=[episode.pk, 1]), follow=True)
    assert "Kun den nyeste konsultation" in response.content.decode()
    assert Consultation.objects.get(number=1).ended_at == at


def test_every_kind_of_contact_can_be_chosen(gp_client: Client, cast: Cast, episode: Episode) -> None:
    page = gp_client.get(reverse("episode", args=[episode.pk])).content.decode()
    for value in ("in_person", "phone", "video", "written", "home"):
        assert f'name="contact_form" value="{value}"' in " ".join(page.split())
        gp_client.post(reverse("consultation_begin", args=[episode.pk]), {"contact_form": value})
        consultation = Consultation.objects.latest("number")
        assert consultation.form == value
        consultation.ended_at, consultation.ended_by = timezone.now(), cast.gp
        consultation.opened_at = yesterday()
        consultation.save()


def test_a_consultation_that_does_not_exist_is_not_found(gp_client: Client, episode: Episode) -> None:
    assert gp_client.get(reverse("consultation", args=[episode.pk, 7])).status_code == 404


def test_what_was_agreed_last_is_of_the_newest_ended_one_with_an_agreement(cast: Cast, episode: Episode) -> None:
    """Tried: the oldest one, one that still runs, and one in which nothing was agreed."""
    assert newest_and_agreed(episode) == (None, None)
    for number, agreed in enumerate(("Det første.", "Det andet.", ""), start=1):
        opened(cast, episode, yesterday(), number, agreed=agreed, ended_at=yesterday(), ended_by=cast.gp)
    opened(cast, episode, timezone.now(), 4, agreed="Under vejs.")
    newest, agreed = newest_and_agreed(episode)
    assert newest is not None
    assert agreed is not None
    assert (newest.number, agreed.number, agreed.agreed) == (4, 2, "Det andet.")


def test_whoever_begins_a_moment_later_goes_on_in_the_other_s_consultation(
    cast: Cast, episode: Episode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tried: the database's refusal passed over, and a consultation answered that is not kept."""
    theirs = begin_consultation(by=cast.gp, episode=episode, form="video")
    seen = iter([None])
    monkeypatch.setattr(consultations, "newest_consultation", lambda of: next(seen, theirs))
    mine = begin_consultation(by=cast.nurse, episode=episode, form="phone")
    assert (mine, mine.form) == (theirs, "video")
    assert Consultation.objects.get() == theirs
    assert not AccessLogEntry.objects.filter(staff=cast.nurse).exists()


def test_only_this_consultation_is_ended_and_one_that_is_ended_stays_as_it_is(cast: Cast, episode: Episode) -> None:
    """Tried: every running consultation of the practice ended; the second note shown, which is not kept."""
    other = begin_consultation(
        by=cast.gp, episode=make_episode(cast.gp, make_patient(cast.gp, CPR_A2)), form="in_person"
    )
    mine = begin_consultation(by=cast.gp, episode=episode, form="in_person")
    late = Consultation.objects.get(pk=mine.pk)
    end_consultation(by=cast.gp, consultation=mine, note="Notat.")
    entries = AccessLogEntry.objects.count()
    end_consultation(by=cast.nurse, consultation=late, note="Et andet notat.")
    assert (late.ended_by, late.ended_at, late.note) == (cast.gp, mine.ended_at, "Notat.")
    assert AccessLogEntry.objects.count() == entries
    assert Consultation.objects.get(ended_at=None) == other


def test_one_that_is_opened_again_has_no_end_and_no_note(cast: Cast, episode: Episode) -> None:
    """Tried: the note of the first end left in it."""
    consultation = begin_consultation(by=cast.gp, episode=episode, form="in_person")
    end_consultation(by=cast.gp, consultation=consultation, note="Notat.")
    reopen_consultation(by=cast.nurse, consultation=consultation)
    kept = Consultation.objects.get()
    assert (kept.ended_by, kept.ended_at, kept.note) == (None, None, "")
