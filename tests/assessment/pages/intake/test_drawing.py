"""The pain drawing on the page of its section: without JavaScript, saved, and what it suggests beside the questions."""

from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from assessment.models import Answer, Consultation, Episode
from assessment.rules.keys import DISTRIBUTION, DRAWING, SITES
from guidelines.in_force.content import Content
from tests.support.http.forms import HTMX, form_of, ids, parsed, text_at, url
from tests.support.records.cast import Cast
from tests.support.records.patients import answer, current, known

pytestmark = pytest.mark.usefixtures("in_a")

BACK = ("back_lower_back", "back_buttock_left")


def hatched(response: HttpResponse) -> set[str]:
    shapes = [element for element in parsed(response).iter("path") if element.get("data-region")]
    assert len(shapes) == 47
    assert {shape.get("fill") for shape in shapes} <= {"#fff", "url(#body-hatch)"}
    return {shape.get("data-region", "") for shape in shapes if shape.get("fill") != "#fff"}


def inside(response: HttpResponse, identifier: str) -> Element:
    return next(element for element in parsed(response).iter() if element.get("id") == identifier)


def test_every_region_is_a_checkbox_of_a_list_in_two_groups_and_the_picture_is_not_read_out(
    gp_client: Client, episode: Episode, content: Content
) -> None:
    field = inside(gp_client.get(url(episode)), f"field_{DRAWING}")
    boxes = [box for box in field.iter("input") if box.get("name") == DRAWING]
    assert {box.get("type") for box in boxes} == {"checkbox"}
    values = content.vocabulary.questions[DRAWING].values
    assert sorted(str(box.get("value")) for box in boxes) == sorted([*values, "none"])
    front, back = [group for group in field.iter("fieldset") if group.find("legend") is not None][1:]
    for group, view in ((front, "front_"), (back, "back_")):
        listed = {str(box.get("value")): str(box.get("id")) for box in group.iter("input")}
        assert listed.keys() == {value for value in values if value.startswith(view)}
        labels = {label.get("for"): "".join(label.itertext()).strip() for label in group.iter("label")}
        assert labels == {identifier: values[value] for value, identifier in listed.items()}
    (picture,) = field.iter("svg")
    assert picture.get("aria-hidden") == "true"
    # The list is opened with the keyboard and by a browser without scripts.
    assert [child.tag for child in next(field.iter("details"))][:1] == ["summary"]
    assert not [element for element in field.iter() if element.get("style") or element.get("onclick")]


def test_the_picture_says_whose_side_is_where(gp_client: Client, episode: Episode) -> None:
    (picture,) = inside(gp_client.get(url(episode)), f"field_{DRAWING}").iter("svg")
    words = [("".join(text.itertext()), float(str(text.get("x")))) for text in picture.iter("text")]
    sides = [(word, x) for word, x in words if word in ("højre", "venstre")]
    assert sorted(sides, key=lambda side: side[1]) == [
        ("højre", 38),
        ("venstre", 162),
        ("venstre", 258),
        ("højre", 382),
    ]
    assert [x for word, x in words if word == "Forfra"] == [100]
    assert [x for word, x in words if word == "Bagfra"] == [320]


def test_what_is_ticked_is_kept_drawn_and_said_in_words(gp_client: Client, episode: Episode, content: Content) -> None:
    shown = gp_client.get(url(episode))
    assert hatched(shown) == set()
    typed = form_of(shown) | {DRAWING: list(BACK)}
    assert gp_client.post(url(episode), typed).status_code == 302
    assert known(episode, content)[DRAWING] == BACK
    again = gp_client.get(url(episode))
    assert hatched(again) == set(BACK)
    assert "Lænd, Venstre balde" in text_at(again, f"field_{DRAWING}")
    history = gp_client.get(reverse("history", args=[episode.pk, DRAWING]))
    assert "Lænd, Venstre balde" in history.content.decode()


def test_asked_and_no_pain_is_an_answer_and_not_asked_is_none(
    gp_client: Client, episode: Episode, content: Content
) -> None:
    gp_client.post(url(episode), form_of(gp_client.get(url(episode))))
    assert DRAWING not in known(episode, content)
    gp_client.post(url(episode), form_of(gp_client.get(url(episode))) | {DRAWING: ["none"]})
    assert known(episode, content)[DRAWING] == ()
    assert form_of(gp_client.get(url(episode)))[DRAWING] == ["none"]


def test_no_pain_together_with_a_place_is_refused_and_stays_as_it_was_ticked(
    gp_client: Client, episode: Episode
) -> None:
    typed = form_of(gp_client.get(url(episode))) | {DRAWING: ["none", "back_neck"]}
    response = gp_client.post(url(episode), typed)
    assert response.status_code == 422
    assert text_at(response, f"errors_{DRAWING}")
    assert hatched(response) == {"back_neck"}
    assert sorted(form_of(response)[DRAWING]) == ["back_neck", "none"]


def test_the_suggestions_stand_below_their_questions_and_set_nothing(
    gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    assert text_at(gp_client.get(url(episode)), f"suggestion_{SITES}") == ""
    answer(cast.gp, episode, pain__drawing=BACK)
    response = gp_client.get(url(episode))
    assert "Lænd, Venstre hofte" in text_at(response, f"suggestion_{SITES}")
    assert "Regionale (et større område)" in text_at(response, f"suggestion_{DISTRIBUTION}")
    assert "2016" not in text_at(response, f"suggestion_{DISTRIBUTION}")
    assert form_of(response).get(SITES) is None
    assert form_of(response).get(DISTRIBUTION) is None
    assert known(episode, content).keys() == {DRAWING}


def test_generalised_is_suggested_with_the_rule_that_it_rests_on(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    widespread = (*BACK, "back_forearm_left", "back_forearm_right")
    answer(cast.gp, episode, pain__drawing=widespread)
    assert "2016" in text_at(gp_client.get(url(episode)), f"suggestion_{DISTRIBUTION}")
    answer(cast.gp, episode, pain__distribution="generalised")
    assert text_at(gp_client.get(url(episode)), f"suggestion_{DISTRIBUTION}") == ""


def test_an_autosave_renews_the_suggestions(gp_client: Client, episode: Episode) -> None:
    typed = form_of(gp_client.get(url(episode))) | {DRAWING: list(BACK)}
    saved = gp_client.post(url(episode), typed, headers=HTMX)
    assert "Lænd, Venstre hofte" in text_at(saved, f"suggestion_{SITES}")
    slot = inside(saved, f"suggestion_{SITES}")
    assert slot.get("hx-swap-oob") == "true"
    taken = {SITES: ["lower_back", "hip_left", "head"], DISTRIBUTION: ["regional"]}
    after = gp_client.post(url(episode), typed | {"seen_version": ["1"], "step": ["1"]} | taken, headers=HTMX)
    assert (text_at(after, f"suggestion_{SITES}"), text_at(after, f"suggestion_{DISTRIBUTION}")) == ("", "")


def test_another_section_has_no_room_for_suggestions(gp_client: Client, cast: Cast, episode: Episode) -> None:
    answer(cast.gp, episode, pain__drawing=BACK)
    assert not [found for found in ids(gp_client.get(url(episode, "work"))) if found.startswith("suggestion_")]


def use(client: Client, episode: Episode, key: str, **typed: Any) -> HttpResponse:
    """Press a suggestion's button, as a browser without scripts does."""
    filled = form_of(client.get(url(episode))) | {name.replace("__", "."): value for name, value in typed.items()}
    return client.post(url(episode), filled | {"suggest": [key]})


def test_without_javascript_the_suggestion_is_filled_in_and_not_saved(
    gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    answer(cast.gp, episode, pain__drawing=BACK, pain__sites=("head",))
    before = current(episode).version
    response = use(gp_client, episode, SITES, pain__description=["Mine ord"], pain__onset_date=["31.02.2024"])
    assert response.status_code == 200
    filled = form_of(response)
    assert (filled[SITES], filled.get(DISTRIBUTION)) == (["head", "lower_back", "hip_left"], None)
    assert (filled["pain.description"], filled["pain.onset_date"]) == (["Mine ord"], ["31.02.2024"])
    assert filled["seen_version"] == [str(before)]
    assert known(episode, content)[SITES] == ("head",)
    assert (current(episode).version, Answer.objects.filter(question="pain.description").count()) == (before, 0)
    assert gp_client.post(url(episode), filled | {"pain.onset_date": ["29.02.2024"]}).status_code == 302
    assert known(episode, content)[SITES] == ("head", "lower_back", "hip_left")


def test_a_suggested_distribution_takes_the_place_of_the_answer_and_none_of_these_gives_way(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    answer(cast.gp, episode, pain__drawing=BACK, pain__sites=(), pain__distribution="generalised")
    assert form_of(use(gp_client, episode, DISTRIBUTION))[DISTRIBUTION] == ["regional"]
    assert form_of(use(gp_client, episode, SITES))[SITES] == ["lower_back", "hip_left"]


def test_a_suggestion_follows_the_drawing_that_is_on_the_form(gp_client: Client, cast: Cast, episode: Episode) -> None:
    answer(cast.gp, episode, pain__drawing=BACK)
    response = use(gp_client, episode, SITES, pain__drawing=["front_knee_right"])
    assert form_of(response)[SITES] == ["leg_right"]
    assert hatched(response) == {"front_knee_right"}


@pytest.mark.parametrize("key", ["pain.acute", "nothing", ""])
def test_what_has_no_suggestion_changes_nothing(key: str, gp_client: Client, cast: Cast, episode: Episode) -> None:
    answer(cast.gp, episode, pain__drawing=BACK)
    before, after = form_of(gp_client.get(url(episode))), form_of(use(gp_client, episode, key))
    # Each page that is fetched has a key of its own, and the one that is shown again has sent one save.
    assert before.pop("page") != after.pop("page")
    assert (before.pop("step"), after.pop("step")) == (["0"], ["1"])
    assert after == before
    assert Consultation.objects.count() == 1


def test_enter_in_a_text_field_never_takes_a_suggestion(gp_client: Client, cast: Cast, episode: Episode) -> None:
    """It presses the first submit button of the form, which saves and does nothing else."""
    answer(cast.gp, episode, pain__drawing=BACK)
    form = inside(gp_client.get(url(episode)), "section-form")
    first, *others = [button for button in form.iter() if button.get("type") == "submit"]
    assert [button.get("name") for button in others].count("suggest") == 2
    assert (first.get("name"), first.get("tabindex"), first.get("aria-hidden")) == (None, "-1", "true")
