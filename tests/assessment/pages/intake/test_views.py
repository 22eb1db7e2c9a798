"""The page of a section: every question round-trips; saved, refused and stale, with htmx and without."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import Staff
from assessment.models import Answer, Consultation, Episode
from assessment.pages.bound_field import ConflictDisplay
from assessment.record.clock import today
from assessment.record.consultations import begin_consultation
from assessment.rules.keys import OWN
from guidelines.content_files.loading import read_yaml
from guidelines.in_force.content import Content
from guidelines.vocabulary.dates import add_months
from guidelines.vocabulary.facts import Value
from tests.support.http.forms import HTMX, SWAPPED, form_of, hidden_in, ids, parsed, text_at, url
from tests.support.records.cast import Cast
from tests.support.records.patients import answer, current, known

pytestmark = pytest.mark.usefixtures("in_a")

VOCABULARY = read_yaml(settings.FIXTURES_DIR / "vocabulary.yaml")
CLEARED, CODE = "workup.red_flags_cleared", "diagnosis.icpc2"
SECTIONS = [section["key"] for section in VOCABULARY["sections"]]


def sample(question: dict[str, Any]) -> tuple[list[str], Any]:
    """A value as it is typed, and as it is to be kept."""
    values = [entry["value"] for entry in question.get("values", ())]
    if question["key"] == CODE:
        return ["L03, A01"], "L03, A01"
    match question["type"]:
        case "bool":
            return ["false"], False
        case "choice":
            return [values[-1]], values[-1]
        case "multi":
            return values[1:3], values[1:3]
        case "scale":
            return [str(question["max"])], question["max"]
        case "number":
            return (["12,5"], 12.5) if question.get("decimals") else (["12"], 12)
        case "date" if question.get("not_in_past"):
            day = add_months(today(), 12)
            return [f"{day:%d.%m.%Y}"], f"{day:%Y-%m-%d}"
        case "date":
            return ["29.02.2024"], "2024-02-29"
    return ['Æblegrød & <b>ører</b> "sagt"'], 'Æblegrød & <b>ører</b> "sagt"'


@pytest.mark.parametrize("section", SECTIONS)
def test_every_question_of_the_section_is_asked_answered_and_read_back(
    section: str, gp_client: Client, episode: Episode
) -> None:
    rows = (row for row in VOCABULARY["questions"] if row["section"] == section and row["key"] != CLEARED)
    asked = (row for row in rows if not row["key"].startswith(OWN))
    questions = {row["key"]: sample(row) for row in asked}
    shown = gp_client.get(url(episode, section))
    assert {f"field_{key}" for key in questions} <= ids(shown)
    typed = form_of(shown) | {key: values for key, (values, _) in questions.items()}
    assert gp_client.post(url(episode, section), typed).status_code == 302
    kept = {key: entry["value"] for key, entry in current(episode).answers.items()}
    assert kept == {key: value for key, (_, value) in questions.items()}
    again = form_of(gp_client.get(url(episode, section)))
    assert {key: again[key] for key in questions} == {key: values for key, (values, _) in questions.items()}
    before = current(episode)
    assert gp_client.post(url(episode, section), again).status_code == 302
    assert (current(episode).answers, current(episode).version) == (before.answers, 1)
    assert Answer.objects.count() == len(questions)


def test_whether_red_flags_are_cleared_is_asked_where_one_is_noted(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    """Tried: the question always on the page, and never."""
    page = url(episode, "workup")
    assertNotContains(gp_client.get(page), f'name="{CLEARED}"')
    answer(cast.gp, episode, workup__red_flags=("trauma",))
    shown = gp_client.get(page)
    assertContains(shown, f'name="{CLEARED}"')
    assert gp_client.post(page, form_of(shown) | {CLEARED: ["true"]}).status_code == 302
    answer(cast.gp, episode, workup__red_flags=())
    assertContains(gp_client.get(page), f'name="{CLEARED}"')  # what was answered can be seen and withdrawn


def test_a_page_that_is_saved_as_it_was_shown_changes_nothing(
    gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    given: dict[str, Value | None] = {
        "pain__sites": ("neck", "head"),
        "pain__description": "første linje\nanden linje",
        "pain__acute": False,
        "workup__red_flags": (),
        "risk__bmi": 27.5,
        "risk__alcohol_units_week": 0,
        "peg__pain": 0,
    }
    answer(cast.gp, episode, **given)
    before = known(episode, content)
    for section in SECTIONS:
        assert gp_client.post(url(episode, section), form_of(gp_client.get(url(episode, section)))).status_code == 302
    assert known(episode, content) == before
    assert current(episode).version == 1


def test_an_empty_page_that_is_saved_opens_no_consultation(gp_client: Client, episode: Episode) -> None:
    gp_client.post(url(episode), form_of(gp_client.get(url(episode))) | {"next": ["1"]})
    assert not Consultation.objects.exists()
    assert current(episode).version == 0


def test_next_leads_to_the_next_section_and_save_stays(gp_client: Client, episode: Episode) -> None:
    for here, after in zip(SECTIONS, [*SECTIONS[1:], SECTIONS[0]], strict=True):
        typed = form_of(gp_client.get(url(episode, here)))
        assert gp_client.post(url(episode, here), typed)["Location"] == f"{url(episode, here)}#save"
        assert gp_client.post(url(episode, here), typed | {"next": ["1"]})["Location"] == url(episode, after)


def test_an_autosave_answers_with_the_parts_beside_the_form_only(gp_client: Client, episode: Episode) -> None:
    typed = form_of(gp_client.get(url(episode))) | {"peg.pain": ["7"]}
    response = gp_client.post(url(episode), typed, headers=HTMX)
    assert response.status_code == 200
    assert current(episode).answers["peg.pain"]["value"] == 7
    assert ids(response) >= SWAPPED
    swapped = [element for element in parsed(response).iter() if element.get("hx-swap-oob") == "true"]
    assert {element.get("id", "") for element in swapped} >= SWAPPED
    assert text_at(response, "saved-mark")
    names = {element.get("name") for element in parsed(response).iter() if element.tag in ("input", "textarea")}
    assert names <= {"seen_version", "csrfmiddlewaretoken", "page_mark", "once"}
    assert not {identifier for identifier in ids(response) if identifier.startswith("field_")}
    assert b"<!doctype" not in response.content.lower()
    assert hidden_in(response)["seen_version"] == ["1"]


def test_an_autosave_refreshes_the_advice_and_the_progress(gp_client: Client, cast: Cast, episode: Episode) -> None:
    typed = form_of(gp_client.get(url(episode, "workup"))) | {"workup.red_flags": ["trauma"]}
    response = gp_client.post(url(episode, "workup"), typed, headers=HTMX)
    safety = [row.recommendation.key for row in response.context["advice"].safety]
    assert safety == ["safety-prompts/red-flags"]
    assert response.context["advice"].safety[0].recommendation.version.title in text_at(response, "panel")
    assert "1/" in text_at(response, "side")
    assert response.context["workspace"].consultation is None
    assert "står uden kontakt" in text_at(response, "side")
    begin_consultation(by=cast.gp, episode=episode, form="phone")
    typed |= hidden_in(response) | {"workup.red_flags": ["cancer_history"]}
    assert "Konsultation 1" in text_at(gp_client.post(url(episode, "workup"), typed, headers=HTMX), "side")


def test_an_autosave_clears_the_error_of_a_field_that_was_put_right(gp_client: Client, episode: Episode) -> None:
    typed = form_of(gp_client.get(url(episode)))
    refused = gp_client.post(url(episode), typed | {"peg.pain": ["11"]}, headers=HTMX)
    assert text_at(refused, "errors_peg.pain")
    saved = gp_client.post(url(episode), typed | {"peg.pain": ["10"]}, headers=HTMX)
    assert "errors_peg.pain" not in ids(saved)


def test_a_wrong_autosave_says_so_at_the_field_and_saves_nothing_of_it(gp_client: Client, episode: Episode) -> None:
    typed = form_of(gp_client.get(url(episode))) | {"peg.pain": ["11"]}
    response = gp_client.post(url(episode), typed, headers=HTMX)
    assert response.status_code == 422
    assert {"errors_peg.pain", "error-summary"} <= ids(response)
    assert text_at(response, "errors_peg.pain") in text_at(response, "error-summary")
    assert "errors_pain.acute" not in ids(response)
    assert "field_peg.pain" not in ids(response)
    assert current(episode).answers == {}
    assert not Consultation.objects.exists()


def stale(client: Client, cast: Cast, episode: Episode, **headers: Any) -> HttpResponse:
    """A save of the pain that was read before the nurse answered."""
    typed = form_of(client.get(url(episode))) | {"peg.pain": ["7"], "pain.description": ["Mine ord"]}
    answer(cast.nurse, episode, peg__pain=3)
    return client.post(url(episode), typed, **headers)


def test_a_stale_autosave_shows_both_answers_and_saves_only_the_rest(
    gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    response = stale(gp_client, cast, episode, headers=HTMX)
    assert response.status_code == 409
    question = content.vocabulary.questions["peg.pain"]
    assert response.context["conflicts"] == [
        ConflictDisplay(
            question="peg.pain",
            label=question.label,
            theirs="3 af 10",
            mine="7 af 10",
            by=str(cast.nurse),
            is_own=False,
            version=1,
            at=current(episode).answers["peg.pain"]["at"],
        )
    ]
    text = "".join(parsed(response).itertext())
    assert all(part in text for part in (question.label, "3 af 10", "7 af 10", str(cast.nurse)))
    assert "field_peg.pain" not in ids(response)
    assert known(episode, content) == {"peg.pain": 3, "pain.description": "Mine ord"}


@pytest.mark.parametrize(("choice", "stands"), [("keep", 7), ("take", 3)])
def test_a_stale_page_keeps_what_was_typed_and_lets_the_clinician_choose(
    choice: str, stands: int, gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    response = stale(gp_client, cast, episode)
    assert response.status_code == 409
    kept = form_of(response)
    assert (kept["peg.pain"], kept["pain.description"]) == (["7"], ["Mine ord"])
    assert known(episode, content) == {"peg.pain": 3, "pain.description": "Mine ord"}
    # Saving again without a choice asks again; nothing is decided in silence.
    again = gp_client.post(url(episode), kept)
    assert again.status_code == 409
    chosen = gp_client.post(url(episode), form_of(again) | {choice: ["peg.pain"]})
    assert chosen["Location"] == f"{url(episode)}#field_peg.pain"
    assert known(episode, content) == {"peg.pain": stands, "pain.description": "Mine ord"}


def test_a_stale_save_opens_no_consultation(gp_client: Client, cast: Cast, episode: Episode) -> None:
    typed = form_of(gp_client.get(url(episode))) | {"peg.pain": ["7"]}
    answer(cast.nurse, episode, peg__pain=3)
    Consultation.objects.update(opened_at=Consultation.objects.get().opened_at - timedelta(days=1))
    assert gp_client.post(url(episode), typed).status_code == 409
    assert [consultation.ended_at for consultation in Consultation.objects.all()] == [None]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_two_who_answer_different_questions_of_one_section_both_land(
    headers: dict[str, str], gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    typed = form_of(gp_client.get(url(episode))) | {"peg.pain": ["7"]}
    answer(cast.nurse, episode, pain__acute=False)
    first = gp_client.post(url(episode), typed, headers=headers)
    assert first.status_code in (200, 302)
    assert known(episode, content) == {"peg.pain": 7, "pain.acute": False}
    if headers:
        # The page takes over what the answer renews: the version, and the field that the other has answered.
        renewed = [
            element.get("value")
            for element in parsed(first).iter("input")
            if element.get("name") == "pain.acute" and element.get("checked") is not None
        ]
        assert renewed == ["false"]
        typed |= hidden_in(first) | {"pain.acute": renewed, "peg.pain": ["8"]}
        gp_client.post(url(episode), typed, headers=headers)
        assert known(episode, content)["pain.acute"] is False


def test_an_autosave_with_a_typing_error_does_not_overwrite_the_other_clinician_s_answer(
    gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    typed = form_of(gp_client.get(url(episode))) | {"peg.pain": ["7"], "pain.intensity_worst": ["11"]}
    answer(cast.nurse, episode, peg__pain=3)
    assert gp_client.post(url(episode), typed, headers=HTMX).status_code == 409
    assert known(episode, content) == {"peg.pain": 3}


def test_after_a_typing_error_the_other_clinician_s_answer_is_still_not_overwritten(
    gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    typed = form_of(gp_client.get(url(episode))) | {"peg.pain": ["7"], "pain.intensity_worst": ["11"]}
    answer(cast.nurse, episode, peg__pain=3)
    refused = gp_client.post(url(episode), typed)
    assert refused.status_code == 422
    corrected = typed | hidden_in(refused) | {"pain.intensity_worst": ["10"]}
    assert gp_client.post(url(episode), corrected).status_code == 409
    assert known(episode, content) == {"peg.pain": 3, "pain.intensity_worst": 10}


def test_another_clinician_goes_on_in_a_later_consultation_and_sees_the_earlier_answers(
    cast: Cast, episode: Episode, sign_in: Callable[[Staff], Client], content: Content
) -> None:
    answer(cast.gp, episode, peg__pain=7, work__status="retired", pain__acute=False)
    answer(cast.gp, episode, pain__acute=None)
    Consultation.objects.update(opened_at=Consultation.objects.get().opened_at - timedelta(days=7))
    nurse = sign_in(cast.nurse)
    shown = nurse.get(url(episode))
    assert form_of(shown)["peg.pain"] == ["7"]
    beside = text_at(shown, "field_peg.pain")
    assert str(cast.gp) in beside
    assert f'href="{reverse("history", args=[episode.pk, "peg.pain"])}"' in shown.content.decode()
    assert str(cast.gp) in text_at(shown, "field_pain.acute")
    assert str(cast.gp) not in text_at(shown, "field_pain.headache_only")
    begin_consultation(by=cast.nurse, episode=episode, form="phone")
    nurse.post(url(episode), form_of(shown) | {"peg.pain": ["4"]})
    told = [
        (row.value, row.consultation.number, row.recorded_by_id)
        for row in Answer.objects.filter(question="peg.pain").order_by("version")
    ]
    assert told == [(7, 1, cast.gp.pk), (4, 2, cast.nurse.pk)]
    history = nurse.get(reverse("history", args=[episode.pk, "peg.pain"]))
    assert [(row["value"], row["answer"].recorded_by) for row in history.context["rows"]] == [
        ("4 af 10", cast.nurse),
        ("7 af 10", cast.gp),
    ]
    assert all(text in history.content.decode() for text in ("4 af 10", "7 af 10", str(cast.nurse), str(cast.gp)))
