"""The note of a consultation: it follows what is recorded while it runs, and stays as it was when it ended."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLogEntry
from assessment.models import Consultation, CopiedNote, Episode
from assessment.notes.contact_note import consultation_note
from assessment.record.consultations import begin_consultation
from guidelines.in_force.content import Content
from tests.support.http.forms import parsed
from tests.support.records.cast import Cast
from tests.support.records.patients import answer, treat

pytestmark = pytest.mark.usefixtures("in_a")

HTMX = {"HX-Request": "true"}


def end_url(episode: Episode) -> str:
    return reverse("consultation_end", args=[episode.pk])


def end(client: Client, episode: Episode, agreed: str = "", **more: str) -> HttpResponse:
    seen = Consultation.objects.get(ended_at=None).version
    return client.post(end_url(episode), {"contact_form": "phone", "agreed": agreed, "seen_version": str(seen)} | more)


def note_on(response: HttpResponse) -> str:
    (text,) = [element.text or "" for element in parsed(response).iter("textarea") if element.get("id") == "note-text"]
    return text


def page(client: Client, episode: Episode, number: int = 1) -> HttpResponse:
    return client.get(reverse("consultation", args=[episode.pk, number]))


def test_while_it_runs_both_pages_follow_what_is_recorded(gp_client: Client, cast: Cast, episode: Episode) -> None:
    for pain in (7, 8):
        answer(cast.gp, episode, peg__pain=pain)
        for shown in (gp_client.get(end_url(episode)), page(gp_client, episode)):
            assert f"smerter {pain} af 10" in note_on(shown)
    assert Consultation.objects.get().note == ""


def test_a_save_of_what_was_agreed_renews_the_note_beside_it(gp_client: Client, cast: Cast, episode: Episode) -> None:
    answer(cast.gp, episode, peg__pain=7)
    typed = {"contact_form": "video", "agreed": "Går <b>ti</b> minutter.", "seen_version": "1"}
    saved = gp_client.post(end_url(episode), typed, headers=HTMX)
    (section,) = [element for element in parsed(saved).iter("section") if element.get("id") == "note"]
    assert section.get("hx-swap-oob") == "true"
    assert "video" in note_on(saved).splitlines()[0]
    assert note_on(saved).endswith("Plan: Går <b>ti</b> minutter.")
    assert "<b>ti" not in saved.content.decode()
    assert Consultation.objects.get().note == ""


def test_the_end_keeps_the_note_with_what_was_agreed_in_the_same_moment(
    gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    answer(cast.gp, episode, peg__pain=7)
    end(gp_client, episode, "Ringer om en uge.", end="1")
    kept = Consultation.objects.select_related("episode__patient").get()
    assert kept.note == consultation_note(kept, content).text
    assert kept.note.splitlines()[0] == f"Kons. 1, telefon, {timezone.localdate():%d.%m.%Y} (Test gp)."
    assert kept.note.endswith("Plan: Ringer om en uge.")
    assert note_on(page(gp_client, episode)) == kept.note


def test_what_is_recorded_or_renamed_later_leaves_the_kept_note_as_it_was(
    gp_client: Client, cast: Cast, episode: Episode, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(cast.gp, episode, peg__pain=7, work__status="sick_leave")
    treat(cast.gp, episode, "tens", "current")
    end(gp_client, episode, "Ringer om en uge.", end="1")
    before = note_on(page(gp_client, episode))
    assert "(Test gp)" in before
    answer(cast.nurse, episode, peg__pain=2, work__status=None)
    assert "2 af 10 (før 7)" in note_on(page(gp_client, episode, 2))
    cast.gp.user.name = "Test nyt navn"
    cast.gp.user.save()
    monkeypatch.setitem(content.vocabulary.__dict__, "note", ())
    assert note_on(page(gp_client, episode)) == before


def test_one_that_was_left_open_has_the_note_that_follows_from_the_record(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    answer(cast.gp, episode, peg__pain=7)
    Consultation.objects.update(opened_at=timezone.now() - timedelta(days=1))
    answer(cast.nurse, episode, peg__pain=2)
    left = Consultation.objects.get(number=1)
    assert (left.ended_by, left.note) == (cast.nurse, "")
    assert "smerter 7 af 10" in note_on(page(gp_client, episode))
    assert "2 af 10 (før 7)" in note_on(page(gp_client, episode, 2))


def test_one_that_is_opened_again_follows_the_record_until_it_ends_again(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    answer(cast.gp, episode, peg__pain=7)
    end(gp_client, episode, end="1")
    gp_client.post(reverse("consultation_reopen", args=[episode.pk, 1]))
    answer(cast.gp, episode, peg__pain=9)
    assert Consultation.objects.get().note == ""
    assert "9 af 10" in note_on(page(gp_client, episode))
    end(gp_client, episode, end="1")
    kept = Consultation.objects.get().note
    assert "9 af 10" in kept
    assert "7 af 10" not in kept
    assert note_on(page(gp_client, episode)) == kept


@pytest.mark.parametrize(
    ("refused", "status"), [({"contact_form": "carrier pigeon"}, 422), ({"seen_version": "0", "agreed": "Andet"}, 409)]
)
def test_an_end_that_is_refused_keeps_no_note_and_shows_it_still(
    refused: dict[str, Any], status: int, gp_client: Client, cast: Cast, episode: Episode
) -> None:
    answer(cast.gp, episode, peg__pain=7)
    end(gp_client, episode, "Først")
    response = end(gp_client, episode, **({"agreed": "Først"} | refused), end="1")
    assert response.status_code == status
    assert "7 af 10" in note_on(response)
    kept = Consultation.objects.get()
    assert (kept.note, kept.ended_at, kept.agreed) == ("", None, "Først")


def test_the_text_is_ready_to_copy_once_it_is_ended(gp_client: Client, cast: Cast, episode: Episode) -> None:
    begin_consultation(by=cast.gp, episode=episode, form="in_person")

    def copies(response: HttpResponse) -> list[bool]:
        buttons = [one for one in parsed(response).iter("button") if one.get("data-copy") == "note-text"]
        assert all(one.get("accesskey") == "k" for one in buttons)
        return [one.get("autofocus") is not None for one in buttons]

    # Before the end the note may still lack what is being written.
    assert copies(gp_client.get(end_url(episode))) == copies(page(gp_client, episode)) == []
    end(gp_client, episode, end="1")
    assert copies(page(gp_client, episode)) == [True]


def test_another_practice_does_not_read_it(cast: Cast, episode: Episode, sign_in: Any) -> None:
    answer(cast.gp, episode, peg__pain=7)
    assert page(sign_in(cast.gp_b), episode).status_code == 404
    assert sign_in(cast.gp_b).get(end_url(episode)).status_code == 404


def copy(client: Client, episode: Episode, text: str, **headers: Any) -> HttpResponse:
    return client.post(reverse("note_copy", args=[episode.pk, 1]), {"text": text}, **headers)


def test_what_is_copied_is_kept_with_the_contact_word_for_word_and_whose_it_was(
    gp_client: Client, cast: Cast, episode: Episode, sign_in: Any
) -> None:
    """Edited by two, pressed twice. Tried: one row for all, and the same press kept again."""
    answer(cast.gp, episode, peg__pain=7)
    end(gp_client, episode, end="1")
    nurse = sign_in(cast.nurse)
    mine, hers = "Smerter 7.\nSover <b>dårligt</b>.", "Smerter 7. Ringer mandag."
    for _press in range(2):
        assert copy(gp_client, episode, mine).status_code == 302
    saved = copy(nurse, episode, hers, headers=HTMX)
    assert saved.content.decode().count("<details>") == 2
    assert copy(gp_client, episode, mine).status_code == 302
    kept = CopiedNote.objects.order_by("copied_at").values_list("text", "copied_by__user__name")
    assert list(kept) == [(mine, "Test gp"), (hers, "Test nurse"), (mine, "Test gp")]
    shown = page(gp_client, episode)
    assert note_on(shown) == mine
    assert "<b>dårligt" not in shown.content.decode()
    assert Consultation.objects.get().note == note_on(gp_client.get(f"{shown.wsgi_request.path}?note=short"))
    entry = AccessLogEntry.objects.filter(action="export").latest("pk")
    assert entry.patient_id == episode.patient_id


def test_the_long_note_stays_as_it_was_and_nothing_empty_is_kept(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    answer(cast.gp, episode, peg__pain=7, peg__enjoyment=7, peg__activity=7)
    end(gp_client, episode, end="1")
    long = f"{reverse('consultation', args=[episode.pk, 1])}?note=long"
    assert "tabt livsglæde 7 af 10" in note_on(gp_client.get(long))
    assert note_on(gp_client.get(long)) == Consultation.objects.get().long_note
    for text in ("", "  ", "x" * 20_001):
        assert copy(gp_client, episode, text).status_code == 302
        assert "Intet blev gemt" in copy(gp_client, episode, text, headers=HTMX).content.decode()
    assert not CopiedNote.objects.exists()


def test_a_nurses_day_without_contact_is_copied_and_kept_too(cast: Cast, episode: Episode, sign_in: Any) -> None:
    nurse, day = sign_in(cast.nurse), timezone.localdate().isoformat()
    address = reverse("note_copy_without_contact", args=[episode.pk, day])
    assert nurse.post(address, {"text": "Ringede om søvnen."}).status_code == 302
    assert note_on(nurse.get(reverse("without_contact", args=[episode.pk, day]))) == "Ringede om søvnen."
    assert CopiedNote.objects.get().consultation is None
    assert nurse.post(address.replace(day, "i-går"), {"text": "x"}).status_code == 404
