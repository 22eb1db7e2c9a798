"""The pages of the instruments: the list, the form that saves itself, both versions when two fill in, the paper."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from pypdf import PdfReader
from pytest_django.asserts import assertContains, assertNotContains

from assessment.documents.render import NotRendered
from assessment.models import Consultation, Episode, QuestionnaireResponse
from guidelines.in_force.content import Content
from tests.support.http.forms import HTMX, SWAPPED, form_of, hidden_in, ids, parsed, text_at
from tests.support.records.cast import Cast
from tests.support.records.patients import answer, make_episode
from tests.support.records.questionnaires import DAY, ITEMS, fresh, save, saved

pytestmark = pytest.mark.usefixtures("in_a")

LIFE = "#field_wellbeing.suicidal_thoughts"


def listed(episode: Episode) -> str:
    return reverse("questionnaires", args=[episode.pk])


def new(episode: Episode, instrument: str = "phq-9") -> str:
    return reverse("questionnaire", args=[episode.pk, instrument])


def page_of(row: QuestionnaireResponse) -> str:
    return reverse("questionnaire_response", args=[row.episode_id, row.instrument, row.pk])


def typed(seen_version: int = 0, identifier: Any = None, **answers: Any) -> dict[str, str]:
    today = timezone.localdate().strftime("%d.%m.%Y")
    values = {"seen_version": seen_version, "identifier": identifier or uuid4(), "answered_on": today}
    return {name: str(value) for name, value in (values | answers).items()}


def box(response: HttpResponse, identifier: str) -> str:
    return " ".join(text_at(response, identifier).split())


def test_the_list_begins_with_phq_4_and_names_every_instrument(
    gp_client: Client, episode: Episode, content: Content
) -> None:
    page = gp_client.get(listed(episode))
    text = page.content.decode()
    places = [text.index(f'id="{key}"') for key in content.instruments]
    assert places[0] == min(places)
    for instrument in content.instruments.values():
        assertContains(page, instrument.purpose)
        blank = reverse("questionnaire_print", args=[episode.pk, instrument.key])
        assert (f'href="{blank}"' in text) is (instrument.kind != "result_only")
        assertContains(page, f'href="{new(episode, instrument.key)}"')
    assertContains(page, 'aria-current="page"', count=1)


def test_the_list_shows_the_last_result_in_words_and_what_to_go_on_with(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    assertNotContains(gp_client.get(listed(episode)), "Gå videre med")
    first = saved(cast.gp, episode, "phq-4", anxious=1, worry=1, interest=1, mood=0, answered_on=DAY)
    shown = box(gp_client.get(listed(episode)), "phq-4")
    assert "10.03.2026: 3 af 12: Lette tegn" in shown
    assert "Gå videre med: PHQ-9, GAD-7" in shown
    saved(cast.gp, episode, "phq-4", anxious=1, worry=1, interest=0, mood=0)
    shown = box(gp_client.get(listed(episode)), "phq-4")
    assert "2 af 12: Ingen eller få tegn" in shown
    assert "Gå videre" not in shown
    assertContains(gp_client.get(listed(episode)), page_of(first))
    begun = saved(cast.gp, episode, mood=1)
    assertContains(gp_client.get(listed(episode)), f'href="{page_of(begun)}"')
    assertNotContains(gp_client.get(listed(episode)), f'href="{new(episode)}"')


def test_gcps_r_shows_the_answers_of_the_intake_and_keeps_none(gp_client: Client, cast: Cast, episode: Episode) -> None:
    page = gp_client.get(new(episode, "gcps-r"))
    for question in ("gcps.pain_frequency", "peg.activity"):
        assertContains(page, f"{reverse('section', args=[episode.pk, 'pain'])}#field_{question}")
    answer(cast.gp, episode, gcps__pain_frequency="every_day", gcps__limiting_frequency="most_days", peg__pain=7)
    page = gp_client.get(new(episode, "gcps-r"))
    assertContains(page, "Høj påvirkning")
    assertContains(page, "7 af 10")
    assert gp_client.post(new(episode, "gcps-r"), typed()).status_code == 405
    assert not QuestionnaireResponse.objects.exists()


def test_nothing_is_pre_answered_and_the_page_says_whose_words_they_are(
    gp_client: Client, episode: Episode, content: Content
) -> None:
    page = gp_client.get(new(episode))
    sent = form_of(page)
    assert not sent.keys() & set(ITEMS)
    assert sent["seen_version"] == ["0"]
    instrument = content.instruments["phq-9"]
    for text in (instrument.source, instrument.licence, instrument.danish_version, "uofficiel ordlyd"):
        assertContains(page, escape(text))
    assertContains(page, "10–14: Moderate tegn på depression")
    assert not Consultation.objects.exists()


@pytest.mark.parametrize("key", ["phq-4", "phq-9", "gad-7", "who-5", "mdi", "fibromyalgia-2016"])
def test_every_answer_that_the_form_takes_is_read_back(
    key: str, gp_client: Client, episode: Episode, content: Content
) -> None:
    answers: dict[str, Any] = {}
    for item in content.instruments[key].items:
        answers[item.key] = list(item.ticks[:2]) if item.ticks else str(item.points[0])
    assert gp_client.post(new(episode, key), typed() | answers).status_code == 302
    row = QuestionnaireResponse.objects.get()
    again = form_of(gp_client.get(page_of(row)))
    assert {name: again[name] for name in answers} == {
        name: value if isinstance(value, list) else [value] for name, value in answers.items()
    }
    assert row.scores.keys() == {score.key for score in content.instruments[key].scores}


def test_each_answer_saves_itself_and_the_score_comes_with_the_last(gp_client: Client, episode: Episode) -> None:
    page = form_of(gp_client.get(new(episode, "phq-4")))
    values = {name: value[0] for name, value in page.items()}
    state: dict[str, list[str]] = {}
    for number, item in enumerate(("anxious", "worry", "interest", "mood"), start=1):
        values |= {name: value[0] for name, value in state.items()} | {item: "2"}
        response = gp_client.post(new(episode, "phq-4"), values, headers=HTMX)
        assert response.status_code == 200
        assert ids(response) >= SWAPPED | {"scores"}
        state = hidden_in(response)
        shown = box(response, "scores")
        assert ("8 af 12" in shown) is (number == 4)
    row = QuestionnaireResponse.objects.get()
    assert (str(row.pk), row.version) == (values["identifier"], 4)
    assert response["HX-Replace-Url"] == page_of(row)
    assert "Moderate tegn" in shown


def test_an_autosave_keeps_what_is_right_beside_a_wrong_day(gp_client: Client, episode: Episode) -> None:
    tomorrow = (timezone.localdate() + timezone.timedelta(days=1)).strftime("%d.%m.%Y")
    response = gp_client.post(new(episode), typed(mood=2, answered_on=tomorrow), headers=HTMX)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"answered_on"}
    row = QuestionnaireResponse.objects.get()
    assert (row.items, row.answered_on) == ({"mood": 2}, timezone.localdate())


@pytest.mark.parametrize("wrong", [{"mood": "4"}, {"mood": "x"}, {"answered_on": ""}, {"answered_on": "32.01.2026"}])
def test_a_refused_form_keeps_what_was_typed_and_saves_nothing(
    wrong: dict[str, str], gp_client: Client, episode: Episode
) -> None:
    response = gp_client.post(new(episode), typed(sleep=3, comment="Husk søvnen.") | wrong)
    assert response.status_code == 422
    (field,) = wrong
    assert set(response.context["form"].errors) == {field}
    assertContains(response, "Husk søvnen.", status_code=422)
    assert form_of(response)["sleep"] == ["3"]
    assert not QuestionnaireResponse.objects.exists()


@pytest.mark.parametrize("value", ["29", "-1", "7,5", "mange"])
def test_a_result_outside_its_limits_is_refused(value: str, gp_client: Client, episode: Episode) -> None:
    response = gp_client.post(new(episode, "isi"), typed(result=value))
    assert response.status_code == 422
    assert "result" in response.context["form"].errors


def test_a_result_is_written_and_shown_with_its_band(gp_client: Client, episode: Episode, content: Content) -> None:
    assertContains(gp_client.get(new(episode, "isi")), content.instruments["isi"].why_no_items)
    gp_client.post(new(episode, "isi"), typed(result="15"))
    gp_client.post(new(episode, "smertehjulet"), typed(result="Søvn & arbejde"))
    page = gp_client.get(listed(episode))
    assertContains(page, "15 af 28")
    assertContains(page, "Moderat søvnløshed")
    assertContains(page, "Søvn &amp; arbejde")


def test_an_answer_that_no_item_knows_is_refused_with_what_was_written(gp_client: Client, episode: Episode) -> None:
    response = gp_client.post(new(episode), typed(mood=1, gone="3"))
    assertContains(response, "gone", status_code=422)
    assert not QuestionnaireResponse.objects.exists()


def test_a_form_without_an_answer_leaves_no_trace(gp_client: Client, episode: Episode) -> None:
    response = gp_client.post(new(episode), typed(), headers=HTMX)
    assert (response.status_code, response.has_header("HX-Replace-Url")) == (200, False)
    assert gp_client.post(new(episode), typed())["Location"] == new(episode)
    assert not Consultation.objects.exists()


def test_two_who_change_one_answer_see_both_and_one_of_them_saves_again(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    row = saved(cast.gp, episode, mood=2)
    save(cast.nurse, episode, identifier=row.pk, seen_version=1, mood=3)
    response = gp_client.post(page_of(row), typed(1, row.pk, mood=0))
    assert response.status_code == 409
    text = response.content.decode()
    assert all(words in text for words in (str(cast.nurse), "Stort set alle dage", "Ingen dage"))
    assert form_of(response)["mood"] == ["0"]
    assert fresh(row).items == {"mood": 3}
    again = {name: value[0] for name, value in form_of(response).items()}
    assert gp_client.post(page_of(row), again).status_code == 302
    assert fresh(row).items == {"mood": 0}


def test_what_another_has_filled_in_meanwhile_comes_into_the_form(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    row = saved(cast.gp, episode, mood=2)
    save(cast.nurse, episode, identifier=row.pk, seen_version=1, sleep=3)
    response = gp_client.post(page_of(row), typed(1, row.pk, mood=1), headers=HTMX)
    assert fresh(row).items == {"mood": 1, "sleep": 3}
    (field,) = [element for element in parsed(response).iter() if element.get("id") == "field_sleep"]
    assert [tick.get("value") for tick in field.iter("input") if tick.get("checked") is not None] == ["3"]
    assert hidden_in(response)["seen_version"] == ["3"]


def test_a_hint_at_suicide_stands_first_in_the_answer_and_on_every_page(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    response = gp_client.post(new(episode), typed(death=1), headers=HTMX)
    panel = box(response, "panel")
    assert panel.index("Nogle dage") < panel.index("Er der tegn på alvorlig sygdom?")
    # Said once, by the strip on top, and not again at each save.
    assertContains(response, f'data-line="{QuestionnaireResponse.objects.get().pk}"')
    assertNotContains(response, 'role="alert"')
    pages = [reverse(name, args=[episode.pk]) for name in ("episode", "readiness", "questionnaires")]
    for page in pages:
        text = gp_client.get(page).content.decode()
        assert "Nogle dage" in text
        assert LIFE in text
        assert timezone.localdate().strftime("%d.%m.%Y") in text
    assert gp_client.get(pages[1]).content.decode().count("advice-row safety") >= 2
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="none")
    for page in pages:
        assertNotContains(gp_client.get(page), "Nogle dage")


def test_a_filling_in_that_was_a_mistake_is_removed(gp_client: Client, cast: Cast, episode: Episode) -> None:
    row = saved(cast.gp, episode, mood=2)
    url = reverse("questionnaire_remove", args=[episode.pk, row.instrument, row.pk])
    assert gp_client.post(url)["Location"] == listed(episode)
    assert fresh(row).removed_at is not None
    for gone in (gp_client.get(page_of(row)), gp_client.post(url), gp_client.post(page_of(row), typed(1, row.pk))):
        assert gone.status_code == 404


def test_a_filling_in_is_reached_through_its_own_episode_and_instrument_only(
    gp_client: Client, cast: Cast, episode: Episode, episode_b: Episode
) -> None:
    row = saved(cast.gp, episode, mood=2)
    other = make_episode(cast.gp, episode.patient)
    for wrong in (other.pk, episode_b.pk):
        assert gp_client.get(reverse("questionnaire_response", args=[wrong, "phq-9", row.pk])).status_code == 404
        assert gp_client.post(reverse("questionnaire_remove", args=[wrong, "phq-9", row.pk])).status_code == 404
    assert gp_client.get(reverse("questionnaire_response", args=[episode.pk, "gad-7", row.pk])).status_code == 404
    assert fresh(row).removed_at is None


@pytest.mark.parametrize("name", ["questionnaire", "questionnaire_print"])
def test_an_instrument_that_does_not_exist_is_not_found(name: str, gp_client: Client, episode: Episode) -> None:
    assert gp_client.get(reverse(name, args=[episode.pk, "no-such"])).status_code == 404


@pytest.mark.parametrize("key", ["phq-9", "gcps-r", "fibromyalgia-2016"])
def test_the_blank_one_on_paper_says_whose_words_they_are_and_where_from(
    key: str, gp_client: Client, episode: Episode, content: Content
) -> None:
    instrument = content.instruments[key]
    response = gp_client.get(reverse("questionnaire_print", args=[episode.pk, key]))
    assert response["Content-Type"] == "application/pdf"
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages).split())
    for words in ("Uofficiel ordlyd", instrument.source, episode.patient.name, "Klinik A"):
        assert words in text
    for item in instrument.items:
        assert item.text in text
        assert all(label in text for label in item.options.values())
    for question in instrument.questions:
        assert content.vocabulary.questions[question].label in text
    assert episode.patient.cpr not in text.replace("-", "")


def test_what_may_not_be_shown_is_not_printed_and_a_fault_is_said(
    gp_client: Client, episode: Episode, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert gp_client.get(reverse("questionnaire_print", args=[episode.pk, "pcs"])).status_code == 404

    def fail(html: str) -> bytes:
        raise NotRendered("no fonts")

    monkeypatch.setattr("assessment.pages.questionnaires.print_views.render_pdf", fail)
    response = gp_client.get(reverse("questionnaire_print", args=[episode.pk, "phq-9"]))
    assert response["Location"] == listed(episode)
