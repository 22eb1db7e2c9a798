"""A save that is sent twice, comes late, or follows on a lost answer: the page's own saves are told from another's."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.open_pages.mark import PageOwner, mark_for
from assessment.models import Answer, Consultation, Episode
from assessment.record.answers import answers_of
from assessment.record.form_changes import PAGES_KEPT, OpenPage, pages_after
from guidelines.in_force.content import Content
from tests.support.records.cast import Cast
from tests.support.records.patients import answer

pytestmark = pytest.mark.usefixtures("in_a")
HTMX = {"HX-Request": "true"}
PAGE = "0b7d6a40-0000-4000-8000-000000000001"


def send(client: Client, episode: Episode, step: int, seen: int = 0, page: str = PAGE, **answers: str) -> Any:
    typed = {key.replace("__", "."): value for key, value in answers.items()}
    url = reverse("section", args=[episode.pk, "pain"])
    return client.post(url, {"seen_version": str(seen), "page": page, "step": str(step)} | typed, headers=HTMX)


def known(episode: Episode, content: Content) -> dict[str, Any]:
    return answers_of(Episode.objects.get(pk=episode.pk), content.vocabulary)


def test_a_save_that_is_sent_again_changes_nothing(gp_client: Client, cast: Cast, episode: Episode) -> None:
    send(gp_client, episode, 1, peg__pain="7")
    answer(cast.nurse, episode, peg__pain=3)
    assert send(gp_client, episode, 1, peg__pain="7").status_code == 200
    assert list(Answer.objects.order_by("version").values_list("value", flat=True)) == [7, 3]


def test_a_save_whose_answer_was_lost_is_no_conflict_with_itself(
    gp_client: Client, episode: Episode, content: Content
) -> None:
    send(gp_client, episode, 1, peg__pain="7")
    # The page never heard of it: it still shows version 0, and the clinician has gone on.
    assert send(gp_client, episode, 2, peg__pain="8").status_code == 200
    assert known(episode, content) == {"peg.pain": 8}


def test_a_save_that_arrives_after_a_later_one_changes_nothing(
    gp_client: Client, episode: Episode, content: Content
) -> None:
    send(gp_client, episode, 2, peg__pain="8")
    assert send(gp_client, episode, 1, peg__pain="7").status_code == 200
    assert known(episode, content) == {"peg.pain": 8}


def test_a_late_save_is_known_also_when_the_later_one_changed_nothing(
    gp_client: Client, episode: Episode, content: Content
) -> None:
    send(gp_client, episode, 2)
    send(gp_client, episode, 1, peg__pain="7")
    assert known(episode, content) == {}
    assert not Consultation.objects.exists()


def test_another_page_of_the_same_clinician_is_another_writer(
    gp_client: Client, episode: Episode, content: Content
) -> None:
    send(gp_client, episode, 1, peg__pain="7")
    assert send(gp_client, episode, 1, page="another-tab", peg__pain="8").status_code == 409
    assert known(episode, content) == {"peg.pain": 7}


def test_while_a_conflict_is_open_the_page_has_not_seen_the_other_answer(
    gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    answer(cast.nurse, episode, peg__pain=3)
    for step, worst in ((1, "9"), (2, "10")):
        response = send(gp_client, episode, step, peg__pain="7", pain__intensity_worst=worst)
        assert response.status_code == 409
        assert response.context["seen_version"] == 0
        assert known(episode, content) == {"peg.pain": 3, "pain.intensity_worst": int(worst)}
    overruled = {"keep": "peg.pain", "theirs__peg__pain": "1"}
    kept = send(gp_client, episode, 3, peg__pain="7", pain__intensity_worst="10", **overruled)
    assert kept.status_code == 200
    assert known(episode, content)["peg.pain"] == 7


def test_only_the_answer_that_was_seen_is_overruled(
    gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    """Tried: with `keep` alone, whatever stands by now is overruled unseen."""
    answer(cast.nurse, episode, peg__pain=3)
    assert send(gp_client, episode, 1, peg__pain="7").status_code == 409
    answer(cast.nurse, episode, peg__pain=4)
    again = send(gp_client, episode, 2, peg__pain="7", keep="peg.pain", theirs__peg__pain="1")
    assert again.status_code == 409
    assert again.context["conflicts"][0].theirs == "4 af 10"
    assert known(episode, content) == {"peg.pain": 4}


def test_a_page_that_is_shown_again_goes_on_counting(gp_client: Client, episode: Episode) -> None:
    refused = gp_client.post(
        reverse("section", args=[episode.pk, "pain"]),
        {"seen_version": "0", "page": PAGE, "step": "4", "pain.onset_date": "ikke en dato"},
    )
    assert (refused.context["page"], refused.context["step"]) == (PAGE, 5)


@pytest.mark.parametrize("step", ["", "-1", "²", "9" * 4000, "x"])
def test_a_damaged_step_loses_nothing(step: str, gp_client: Client, episode: Episode, content: Content) -> None:
    url = reverse("section", args=[episode.pk, "pain"])
    response = gp_client.post(url, {"seen_version": "0", "page": PAGE, "step": step, "peg.pain": "7"}, headers=HTMX)
    assert response.status_code in (200, 422)
    assert known(episode, content) == {"peg.pain": 7}


def test_only_the_newest_pages_are_remembered(episode: Episode) -> None:
    for version in range(PAGES_KEPT + 5):
        episode.pages = pages_after(episode, OpenPage(version, key=f"page {version}", step=1), version)
    assert len(episode.pages) == PAGES_KEPT
    assert "page 4" not in episode.pages
    assert {"page 5", f"page {PAGES_KEPT + 4}"} <= episode.pages.keys()


def test_an_answer_is_reaffirmed_with_a_new_date_and_person(
    gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    answer(cast.nurse, episode, peg__pain=7, pain__acute=False)
    earlier = Answer.objects.get(question="peg.pain")
    url = reverse("section", args=[episode.pk, "pain"])
    typed = {"seen_version": "1", "peg.pain": "7", "pain.acute": "false", "unchanged": "peg.pain"}
    assert gp_client.post(url, typed)["Location"] == f"{url}#field_peg.pain"
    told = Answer.objects.filter(question="peg.pain").order_by("version")
    assert [(row.value, row.recorded_by_id) for row in told] == [(7, cast.nurse.pk), (7, cast.gp.pk)]
    assert told[1].recorded_at > earlier.recorded_at
    assert Answer.objects.filter(question="pain.acute").count() == 1


def test_an_unanswered_question_cannot_be_reaffirmed(gp_client: Client, episode: Episode) -> None:
    gp_client.post(reverse("section", args=[episode.pk, "pain"]), {"seen_version": "0", "unchanged": "peg.pain"})
    assert not Answer.objects.exists()


def test_an_old_answer_is_shown_as_old_and_can_be_reaffirmed(gp_client: Client, cast: Cast, episode: Episode) -> None:
    answer(cast.gp, episode, peg__pain=7, pain__description="Trykkende")
    fresh = Episode.objects.get(pk=episode.pk)
    for days, is_old in ((85, False), (100, True)):
        for entry in fresh.answers.values():
            at = Consultation.objects.get().opened_at - timedelta(days=days)
            entry["at"] = at.isoformat()
        Episode.objects.filter(pk=episode.pk).update(answers=fresh.answers)
        page = gp_client.get(reverse("section", args=[episode.pk, "pain"])).content.decode()
        # Its limit is three months; the description has none.
        assert page.count("gammelt: spørg igen") == int(is_old)
        assert page.count('name="unchanged"') == 2


def test_a_page_that_was_open_during_a_new_sign_in_is_told_the_new_token(cast: Cast, episode: Episode) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.gp.user)
    url = reverse("section", args=[episode.pk, "pain"])
    client.get(url)
    typed = {
        "seen_version": "0",
        "peg.pain": "7",
        "page_mark": mark_for(PageOwner(cast.gp.user_id, cast.gp.practice_id)),
    }
    refused = client.post(url, typed | {"csrfmiddlewaretoken": "x" * 64}, headers=HTMX)
    assert refused.status_code == 403
    token = refused["X-New-Token"]
    assert client.post(url, typed, headers=HTMX | {"X-CSRFToken": token}).status_code == 200


def test_a_save_without_a_sign_in_is_refused_without_a_redirect(episode: Episode) -> None:
    response = send(Client(), episode, 1, peg__pain="7")
    assert response.status_code == 401
    assert not Answer.objects.exists()


def test_two_in_one_consultation_are_both_named_in_it(
    cast: Cast, episode: Episode, gp_client: Client, sign_in: Any
) -> None:
    gp_client.post(reverse("consultation_begin", args=[episode.pk]), {"contact_form": "video"})
    send(gp_client, episode, 1, peg__pain="7")
    send(sign_in(cast.nurse), episode, 1, seen=1, page="the nurse's", pain__acute="false", peg__pain="7")
    page = gp_client.get(reverse("consultation", args=[episode.pk, 1]))
    rows = {(row.what, row.said, row.by) for row in page.context["happenings"]}
    assert rows == {
        ("Smerter seneste uge (PEG)", "7 af 10", str(cast.gp)),
        ("Akut smertetilstand", "Nej", str(cast.nurse)),
    }


def test_a_late_save_that_changes_nothing_does_not_make_an_old_one_new(
    gp_client: Client, episode: Episode, content: Content
) -> None:
    """Tried: the last step lowered by the late one, so that the one between them is taken for new."""
    send(gp_client, episode, 5, peg__pain="7")
    send(gp_client, episode, 3, seen=1, peg__pain="7")
    assert send(gp_client, episode, 4, seen=1, peg__pain="2").status_code == 200
    assert known(episode, content) == {"peg.pain": 7}
    assert Episode.objects.get(pk=episode.pk).pages[PAGE] == {"step": 5, "version": 1}
