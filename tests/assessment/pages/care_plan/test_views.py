"""The page of the plan: typed and saved in passing, sentences put in with one press, printed and fetched again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.formats import date_format

from accounts.models import AccessLogEntry
from assessment.care_plan.agreement import FIELDS, plan_of, save_plan, values_of
from assessment.documents.render import NotRendered
from assessment.models import Answer, CarePlan, Consultation, Episode, PrintedCarePlan
from assessment.pages.care_plan.forms import LONGEST_GOAL
from assessment.record.clock import today
from guidelines.in_force.content import Content
from tests.support.records.cast import CPR_A, Cast
from tests.support.records.notes import unanswer
from tests.support.records.patients import answer, make_episode

pytestmark = pytest.mark.usefixtures("in_a")

HTMX = {"HX-Request": "true"}


def url(episode: Episode) -> str:
    return reverse("plan", args=[episode.pk])


def typed(seen: int, **values: str) -> dict[str, str]:
    return dict.fromkeys(FIELDS, "") | {"seen_version": str(seen)} | values


def send(client: Client, episode: Episode, seen: int, **values: str) -> HttpResponse:
    return client.post(url(episode), typed(seen, **values))


def autosave(client: Client, episode: Episode, seen: int, **values: str) -> HttpResponse:
    return client.post(url(episode), typed(seen, **values), headers=HTMX)


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def fake_pdf() -> Any:
    with patch("assessment.care_plan.printed_sheet.render_pdf", lambda html: html.encode()):
        yield


def test_an_empty_plan_is_shown_and_saved_without_complaint(gp_client: Client, episode: Episode) -> None:
    response = gp_client.get(url(episode))
    assert response.status_code == 200
    assert {response.context["form"][field].value() for field in FIELDS} == {""}
    assert 'name="seen_version" id="seen-version" value="0"' in response.content.decode()
    response = send(gp_client, episode, 0)
    # Back to the button, which says that it saved. Tried: the page from its top, with not a word.
    assert response["Location"] == f"{url(episode)}#save"
    assert gp_client.get(url(episode)).content.decode().count(" ✓") == 2
    assert " ✓" not in gp_client.get(url(episode)).content.decode()
    assert not CarePlan.objects.exists()


def test_an_autosave_answers_with_the_time_and_the_next_version(gp_client: Client, episode: Episode) -> None:
    response = autosave(gp_client, episode, 0, goal="Gå en tur", action_1_what="Øve")
    html = response.content.decode()
    assert (response.status_code, plan_of(episode).goal) == (200, "Gå en tur")
    assert 'id="seen-version" value="1" hx-swap-oob="true"' in html
    assert "✓" in html
    assert 'id="saved-mark" hx-swap-oob="true"' in html
    assert 'id="side" hx-swap-oob="true"' in html
    assert "<form id=" not in html


def test_one_wrong_field_does_not_hold_back_the_others(gp_client: Client, episode: Episode) -> None:
    response = autosave(gp_client, episode, 0, goal="x" * (LONGEST_GOAL + 1), offers="Kursus")
    assert response.status_code == 422
    assert (plan_of(episode).goal, plan_of(episode).offers) == ("", "Kursus")
    refused = send(gp_client, episode, 1, goal="x" * (LONGEST_GOAL + 1), offers="Andet")
    assert (refused.status_code, plan_of(episode).offers) == (422, "Kursus")
    assert refused.context["form"]["offers"].value() == "Andet"
    assert 'id="seen-version" value="1"' in refused.content.decode()


def test_what_is_typed_last_is_saved_when_the_page_is_left(gp_client: Client, episode: Episode) -> None:
    assert 'data-save-on-leave method="post"' in gp_client.get(url(episode)).content.decode()
    gp_client.post(url(episode), typed(0, goal="sidst", offers="x" * 2000) | {"autosave": "1"})
    assert plan_of(episode).goal == "sidst"


def test_a_form_without_its_version_is_refused_and_keeps_the_text(gp_client: Client, episode: Episode) -> None:
    response = gp_client.post(url(episode), {"goal": "Gå en tur"}, headers=HTMX)
    assert response.status_code == 422
    assert not CarePlan.objects.exists()


@pytest.mark.parametrize("send_it", [send, autosave])
def test_a_conflict_shows_both_and_saving_again_keeps_mine(
    send_it: Callable[..., HttpResponse], gp_client: Client, cast: Cast, episode: Episode
) -> None:
    save_plan(by=cast.nurse, episode=episode, values={"goal": "deres <mål>"}, seen_version=0)
    response = send_it(gp_client, episode, 0, goal="mit mål")
    html = response.content.decode()
    assert response.status_code == 409
    assert "deres &lt;mål&gt;" in html
    assert "mit mål" in html
    assert str(cast.nurse) in html
    assert 'id="seen-version" value="1"' in html
    assert plan_of(episode).goal == "deres <mål>"
    assert send(gp_client, episode, 1, goal="mit mål").status_code == 302
    assert plan_of(episode).goal == "mit mål"


def test_what_another_wrote_in_another_field_comes_into_the_page(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    save_plan(by=cast.nurse, episode=episode, values={"offers": "Kursus"}, seen_version=0)
    html = autosave(gp_client, episode, 0, goal="Gå").content.decode()
    assert (plan_of(episode).goal, plan_of(episode).offers) == ("Gå", "Kursus")
    assert 'id="field_offers" hx-swap-oob="true"' in html
    assert html.count("Kursus") == 2
    assert 'id="field_goal"' not in html


def test_relatives_and_workplace_are_asked_for_first_until_someone_has_asked(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    def open_questions() -> list[str]:
        html = gp_client.get(url(episode)).content.decode()
        found = [question.key for question in gp_client.get(url(episode)).context["ask_early"]]
        for key in found:
            assert html.index(f"#field_{key}") < html.index('id="plan-form"')
        return found

    assert open_questions() == ["relations.relatives_involved", "relations.workplace_involved"]
    answer(cast.gp, episode, relations__workplace_involved="declined")
    assert open_questions() == ["relations.relatives_involved"]
    unanswer(cast.gp, episode, "relations.relatives_involved", "asked-declined")
    assert open_questions() == []
    assert "Arbejdsplads inddraget: <strong>Patienten ønsker det ikke" in gp_client.get(url(episode)).content.decode()


def test_the_patients_words_are_shown_and_become_the_goal_only_on_a_press(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    answer(cast.gp, episode, resources__most_important="At kunne gå en tur.")
    shown = gp_client.get(url(episode))
    assert "<q>At kunne gå en tur.</q>" in shown.content.decode()
    assert shown.context["form"]["goal"].value() == ""
    autosave(gp_client, episode, 0, offers="Kursus")
    assert plan_of(episode).goal == ""
    pressed = send(gp_client, episode, 1, offers="Kursus", goal="Sove bedre.", insert="resources.most_important")
    assert pressed["Location"] == f"{url(episode)}#field_goal"
    assert plan_of(episode).goal == "Sove bedre.\nAt kunne gå en tur."


def test_an_autosave_with_the_focus_on_a_button_puts_nothing_in_and_prints_nothing(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    answer(cast.gp, episode, resources__most_important="At kunne gå en tur.")
    for seen, button in enumerate(({"insert": "resources.most_important"}, {"insert": "relief"}, {"print": "1"})):
        assert autosave(gp_client, episode, seen, goal=f"Sove {seen}.", **button).status_code == 200
        assert values_of(plan_of(episode)) == dict.fromkeys(FIELDS, "") | {"goal": f"Sove {seen}."}
    assert not PrintedCarePlan.objects.exists()


def test_the_goal_is_not_kept_a_second_time_as_an_answer(gp_client: Client, episode: Episode) -> None:
    send(gp_client, episode, 0, goal="Gå")
    assert not Answer.objects.exists()


def test_every_sentence_goes_where_it_belongs_once_and_what_was_typed_stays(
    gp_client: Client, episode: Episode, content: Content
) -> None:
    version = 0
    for suggestion in content.vocabulary.plan.suggestions:
        before = values_of(plan_of(episode)) | {"goal": "Gå"}
        for _ in range(2):
            response = send(gp_client, episode, version, **before, insert=suggestion.key)
            assert response.status_code == 302
            before = values_of(plan_of(episode))
            version = plan_of(episode).version
    plan = plan_of(episode)
    texts = {
        part: [row.text for row in content.vocabulary.plan.of(part)] for part in ("flare_up", "offers", "read_more")
    }
    assert {part: getattr(plan, part).splitlines() for part in texts} == texts
    first_three = content.vocabulary.plan.of("action")[:3]
    assert plan.actions == [{"what": row.text, "who": row.who, "when": ""} for row in first_three]
    assert plan.goal == "Gå"


def test_a_sentence_that_finds_no_room_is_said(gp_client: Client, episode: Episode) -> None:
    full = {f"action_{number}_what": f"Handling {number}" for number in (1, 2, 3)}
    response = send(gp_client, episode, 0, **full, insert="small_steps")
    assert len(said(response)) == 1
    assert [action["what"] for action in plan_of(episode).actions] == list(full.values())


def test_a_press_on_enter_saves_and_puts_nothing_in(gp_client: Client, episode: Episode) -> None:
    form = gp_client.get(url(episode)).content.decode().partition('id="plan-form"')[2]
    first = form[form.index('type="submit"') - 60 : form.index('type="submit"') + 80]
    assert 'tabindex="-1" aria-hidden="true"' in first
    assert "name=" not in first.partition("<button")[2]


@pytest.mark.usefixtures("fake_pdf")
def test_print_saves_what_is_typed_and_keeps_the_sheet(gp_client: Client, episode: Episode) -> None:
    for seen in (0, 1):
        assert send(gp_client, episode, seen, goal="Gå en tur", print="1").status_code == 302
    sheet = PrintedCarePlan.objects.get()
    assert sheet.frozen["sections"][0]["lines"] == ["Gå en tur"]
    page = gp_client.get(url(episode)).content.decode()
    address = reverse("plan_pdf", args=[episode.pk, sheet.pk])
    assert address in page
    response = gp_client.get(address)
    assert response.content == bytes(sheet.pdf)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="plan-{str(sheet.pk)[:8]}-1.pdf"'
    assert CPR_A not in str(response.headers)
    assert AccessLogEntry.objects.filter(action="export", patient_id=episode.patient_id).count() == 1


def test_an_empty_plan_is_not_printed_and_what_is_typed_is_saved(gp_client: Client, episode: Episode) -> None:
    response = send(gp_client, episode, 0, offers="Kursus", print="1")
    assert [message.level_tag for message in get_messages(response.wsgi_request)] == ["warning"]
    assert plan_of(episode).offers == "Kursus"
    assert not PrintedCarePlan.objects.exists()


def test_a_pdf_that_cannot_be_made_is_said_and_the_plan_is_saved(
    gp_client: Client, episode: Episode, caplog: pytest.LogCaptureFixture
) -> None:
    with patch("assessment.care_plan.printed_sheet.render_pdf", side_effect=NotRendered("gone")):
        response = send(gp_client, episode, 0, goal="Gå", print="1")
    assert [message.level_tag for message in get_messages(response.wsgi_request)] == ["error"]
    assert "could not be rendered" in caplog.text
    assert plan_of(episode).goal == "Gå"
    assert not PrintedCarePlan.objects.exists()


@pytest.mark.usefixtures("fake_pdf")
def test_a_sheet_is_reached_through_its_own_episode_and_practice_only(
    gp_client: Client, cast: Cast, episode: Episode, episode_b: Episode, sign_in: Callable[..., Client]
) -> None:
    send(gp_client, episode, 0, goal="Gå", print="1")
    sheet = PrintedCarePlan.objects.get()
    other = make_episode(cast.gp, episode.patient)
    for wrong in (other, episode_b):
        assert gp_client.get(reverse("plan_pdf", args=[wrong.pk, sheet.pk])).status_code == 404
    stranger = sign_in(cast.gp_b)
    assert stranger.get(reverse("plan_pdf", args=[episode.pk, sheet.pk])).status_code == 404
    assert stranger.get(url(episode)).status_code == 404
    assert stranger.post(url(episode), typed(1, goal="x")).status_code == 404
    assert plan_of(episode).goal == "Gå"


def test_the_next_visit_is_shown_from_the_intake(gp_client: Client, cast: Cast, episode: Episode) -> None:
    visit = today() + timedelta(days=3)
    answer(cast.gp, episode, practical__next_follow_up=visit)
    assert f"den {date_format(visit, 'j. F Y')}." in gp_client.get(url(episode)).context["parts"]["next"].text
    answer(cast.gp, episode, practical__next_follow_up=today() - timedelta(days=1))
    late = gp_client.get(url(episode))
    assert late.context["parts"]["next"].text.startswith("Vi har ikke aftalt en tid endnu.")
    assert late.context["follow_up_is_overdue"] is True


def test_the_page_and_a_save_keep_the_budget(gp_client: Client, cast: Cast, episode: Episode) -> None:
    def cost(ask: Callable[[], HttpResponse]) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert ask().status_code == 200
        return len(
            [query for query in captured if "SAVEPOINT" not in query["sql"] and "set_config" not in query["sql"]]
        )

    answer(cast.gp, episode, peg__pain=5)
    cost(lambda: autosave(gp_client, episode, 0, goal="a"))
    pages, saves = (
        [cost(lambda: gp_client.get(url(episode)))],
        [cost(lambda: autosave(gp_client, episode, 1, goal="b"))],
    )
    for version in range(2, 12):
        autosave(gp_client, episode, version, goal=f"c{version}")
    pages.append(cost(lambda: gp_client.get(url(episode))))
    saves.append(cost(lambda: autosave(gp_client, episode, 12, goal="d")))
    assert pages[0] == pages[1] <= 15
    assert saves[0] == saves[1] <= 15
    assert Consultation.objects.count() == 1
