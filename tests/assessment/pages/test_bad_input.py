"""Bad input: a message where it belongs, what was typed is kept, nothing else changes; a fault is shown as a fault."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.models import AdviceResponse, Answer, Consultation, Episode, Patient, Treatment
from assessment.treatments.ledger import treatments_of
from assessment.treatments.statements import says_none_tried
from guidelines.conditions.tree import Always
from guidelines.in_force.content import Content, Kind
from guidelines.models import Release
from guidelines.vocabulary.facts import Facts
from tests.support.records.cast import CPR_A2, Cast
from tests.support.records.patients import answer, make_episode, treat

pytestmark = pytest.mark.usefixtures("in_a")

HTMX = {"HX-Request": "true"}
TOMORROW = f"{timezone.localdate() + timedelta(days=2):%d.%m.%Y}"
LONG = "å" * 100_000
WRONG = [
    ("pain", "pain.onset_date", "31.02.2024"),
    ("pain", "pain.onset_date", "for længe siden"),
    ("pain", "pain.onset_date", TOMORROW),
    ("pain", "peg.pain", "11"),
    ("pain", "peg.pain", "-1"),
    ("pain", "peg.pain", "7,5"),
    ("pain", "pain.pattern", "somewhere"),
    ("pain", "pain.sites", "tail"),
    ("pain", "pain.acute", "maybe"),
    ("pain", "pain.description", LONG),
    ("pain", "pain.description", "nul\x00tegn"),
    ("risk", "risk.bmi", "4,9"),
    ("risk", "risk.bmi", "27,55"),
    ("risk", "risk.bmi", "tung"),
    ("risk", "risk.diet", LONG),
    ("health", "health.drug_count", "101"),
    ("health", "health.drug_count", "2,5"),
    ("treatment", "opioid.last_review", "32.01.2024"),
]
IDENTITY = {"cpr": CPR_A2, "given_name": "Testperson", "family_name": "Hare", "planning_area": "byen"}


def url(episode: Episode, section: str = "pain") -> str:
    return reverse("section", args=[episode.pk, section])


def state(episode: Episode) -> tuple[Any, ...]:
    """Everything that a clinician's work leaves behind."""
    fresh = Episode.objects.get(pk=episode.pk)
    counts = [model.objects.count() for model in (Patient, Consultation, Answer, Treatment, AdviceResponse)]
    return (fresh.answers, fresh.version, says_none_tried(fresh), counts)


@pytest.fixture
def unchanged(cast: Cast, in_a: None, episode: Episode) -> Iterator[None]:
    """An episode with something in it, which the test leaves as it was."""
    answer(cast.gp, episode, peg__pain=3, pain__description="Før", risk__bmi=22)
    before = state(episode)
    yield
    assert state(episode) == before


def errors_at(response: HttpResponse, field: str) -> bool:
    """Whether the slot of this field holds a message."""
    page = response.content.decode()
    start = page.index(f'id="errors_{field}"')
    return "<li>" in page[start : page.index("</div>", start)]


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
@pytest.mark.parametrize(("section", "field", "typed"), WRONG)
def test_a_wrong_answer_is_said_at_its_field_and_changes_nothing(
    section: str, field: str, typed: str, headers: dict[str, str], gp_client: Client, episode: Episode
) -> None:
    kept = {"pain": {"peg.pain": "3", "pain.description": "Før"}, "risk": {"risk.bmi": "22"}}.get(section, {})
    # An autosave takes what is right beside the wrong answer (see the next test), so it gets nothing else here.
    others = {"pain.relieved_by": "Varme og ro"} if section == "pain" and not headers else {}
    sent = {"seen_version": "1"} | kept | others | {field: typed}
    response = gp_client.post(url(episode, section), sent, headers=headers)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert errors_at(response, field)
    assert 'id="error-summary"' in response.content.decode()
    assert response.context["form"][field].value() == ([typed] if field == "pain.sites" else typed)
    if section == "pain" and not headers:
        assert "Varme og ro" in response.content.decode()


@pytest.mark.parametrize(("headers", "sent"), [(HTMX, {}), ({}, {"autosave": "1"})], ids=["htmx", "leaving"])
def test_one_wrong_answer_does_not_hold_back_the_others_of_an_autosave(
    headers: dict[str, str], sent: dict[str, str], gp_client: Client, cast: Cast, in_a: None, episode: Episode
) -> None:
    answer(cast.gp, episode, peg__pain=3)
    typed = {"seen_version": "1", "peg.pain": "11", "pain.acute": "false", "pain.description": "Trykkende"}
    response = gp_client.post(url(episode), typed | sent, headers=headers)
    if headers:
        assert response.status_code == 422
        assert errors_at(response, "peg.pain")
    answers = Episode.objects.get(pk=episode.pk).answers
    assert {key: entry["value"] for key, entry in answers.items()} == {
        "peg.pain": 3,
        "pain.acute": False,
        "pain.description": "Trykkende",
    }


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
@pytest.mark.parametrize("seen", [None, "", "-1", "²", "9" * 5000])
def test_a_form_without_a_usable_version_is_refused_with_a_message(
    seen: str | None, headers: dict[str, str], gp_client: Client, episode: Episode
) -> None:
    version = {} if seen is None else {"seen_version": seen}
    response = gp_client.post(url(episode), version | {"pain.description": "Efter"}, headers=headers)
    assert response.status_code in (409, 422)
    assert "error-summary" in response.content.decode()


@pytest.mark.parametrize("seen", ["", "-1", "²", "9" * 5000])
def test_a_treatment_without_a_usable_version_is_refused_with_a_message(
    seen: str, gp_client: Client, cast: Cast, episode: Episode
) -> None:
    treat(cast.gp, episode, "tca", "current", name="amitriptylin")
    (row,) = treatments_of(episode)
    typed = {"kind": "ssri", "status": "current", "seen_version": seen}
    response = gp_client.post(reverse("treatment_change", args=[episode.pk, row.pk]), typed)
    assert response.status_code in (409, 422)
    assert "error-summary" in response.content.decode()
    assert treatments_of(episode)[0].kind == "tca"


@pytest.mark.usefixtures("unchanged")
def test_an_unknown_section_question_or_recommendation_is_not_found(gp_client: Client, episode: Episode) -> None:
    for address in (
        url(episode, "no-such-section"),
        reverse("history", args=[episode.pk, "no.such.question"]),
        reverse("advice_respond", args=[episode.pk, "no-such", "advice"]),
        reverse("section", args=[uuid4(), "pain"]),
    ):
        assert gp_client.get(address).status_code == 404
    assert gp_client.post(url(episode, "no-such-section"), {"seen_version": "1"}).status_code == 404


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
@pytest.mark.parametrize("key", ["risk.bmi", "no.such.key"])
def test_a_key_that_is_not_in_the_section_is_refused_with_what_was_written(
    key: str, headers: dict[str, str], gp_client: Client, episode: Episode
) -> None:
    typed = {"seen_version": "1", "peg.pain": "7", key: "Ord under en fremmed nøgle"}
    response = gp_client.post(url(episode), typed, headers=headers)
    assert response.status_code == 422
    page = response.content.decode()
    assert all(text in page for text in ('id="error-summary"', key, "Ord under en fremmed nøgle"))


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "cpr", ["3002749995", "0013749995", "300174999", "30017499955", "300174-999x", "", "x" * 100_000]
)
def test_an_impossible_cpr_is_said_at_its_field_and_the_rest_is_kept(cpr: str, gp_client: Client) -> None:
    response = gp_client.post(reverse("patient_register"), IDENTITY | {"cpr": cpr})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["cpr"]
    assert errors_at(response, "cpr")
    assert 'value="Hare"' in response.content.decode()
    assert f'value="{cpr}"' in response.content.decode() or not cpr


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("given_name", ""),
        ("family_name", LONG),
        ("address", LONG),
        ("postal_code", "24000"),
        ("postal_code", "24"),
        ("postal_code", "2 40"),
        ("phone", "1" * 21),
        ("planning_area", "atlantis"),
    ],
)
def test_a_wrong_identity_is_said_at_its_field(field: str, typed: str, gp_client: Client) -> None:
    response = gp_client.post(reverse("patient_register"), IDENTITY | {field: typed})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"][field].value() == typed


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("nul\x00tegn", "navn med: nultegn"),
        (LONG, "Hvert ord skal stå i navnet"),
        ("' OR 1=1 --", "navn med: or, 1, 1"),
        ("%_\\", "Der er ingen bogstaver og ingen cifre"),
        ("\u0660" * 6, "navn med: " + "\u0660" * 6),
        ("😀", "Der er ingen bogstaver og ingen cifre"),
    ],
)
def test_a_search_for_anything_at_all_is_answered(query: str, said: str, gp_client: Client) -> None:
    response = gp_client.post(reverse("patients_find"), {"q": query})
    assert response.status_code == 200
    assert response.context["patients"] == []
    page = response.content.decode()
    assert said in page
    assert "Kanin" not in page
    assert "Kanin" in gp_client.post(reverse("patients_find"), {"q": "kanin"}).content.decode()


def test_an_identifier_that_another_episode_has_is_no_error(
    gp_client: Client, cast: Cast, episode: Episode, episode_b: Episode
) -> None:
    other = make_episode(cast.gp, episode.patient)
    treat(cast.gp, other, "tca", "current")
    (taken,) = treatments_of(other)
    typed = {"kind": "ssri", "status": "current", "identifier": str(taken.pk)}
    assert gp_client.post(reverse("treatment_add", args=[episode.pk]), typed).status_code < 500
    assert Treatment.objects.get(pk=taken.pk).kind == "tca"


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
def test_the_ends_of_the_calendar_are_no_fault(day: date, cast: Cast, episode: Episode, gp_client: Client) -> None:
    answer(cast.gp, episode, workup__ecg_date=day, opioid__last_review=day, practical__next_follow_up=day)
    answer(cast.gp, episode, pain__onset_date=min(day, date(2024, 1, 1)))
    treat(cast.gp, episode, "tramadol", "current", started=day, last_specialist_review=day)
    response = gp_client.get(reverse("episode", args=[episode.pk]))
    assert response.status_code == 200
    assert response.context["advice"].faults == []
    for section in ("pain", "workup", "treatment", "practical"):
        assert gp_client.get(url(episode, section)).status_code == 200


@pytest.mark.parametrize("value", ["no longer a choice", ["tail"], 11, None, {"odd": 1}])
def test_an_answer_that_is_no_longer_allowed_breaks_no_page(value: Any, gp_client: Client, episode: Episode) -> None:
    entry = {"version": 1, "at": timezone.now().isoformat(), "by": str(uuid4()), "value": value}
    kept = dict.fromkeys(("pain.pattern", "pain.sites", "peg.pain", "pain.acute", "pain.onset_date", "gone"), entry)
    Episode.objects.filter(pk=episode.pk).update(answers=kept, version=1)
    pages = [reverse("episode", args=[episode.pk]), url(episode), reverse("history", args=[episode.pk, "peg.pain"])]
    assert [gp_client.get(page).status_code for page in pages] == [200, 200, 200]


def out_of_force(content: Content, kind: str) -> None:
    for release in content.releases_of(kind):
        Release.objects.filter(pk=release.pk).update(effective=(release.effective.lower, timezone.now()))


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("kind", [Kind.VOCABULARY, Kind.PATHWAY])
def test_without_a_release_in_force_the_pages_say_so_and_keep_what_was_sent(
    kind: str,
    gp_client: Client,
    episode: Episode,
    content: Content,
) -> None:
    out_of_force(content, kind)
    for page in (reverse("episode", args=[episode.pk]), url(episode)):
        assert gp_client.get(page).status_code == 503
    typed = {"seen_version": "1", "pain.description": "Mine ord", "pain.sites": ["shoulder_left", "hip_right"]}
    refused = gp_client.post(url(episode), typed, headers=HTMX)
    assert refused.status_code == 503
    assert all(word in refused.content.decode() for word in ("Mine ord", "shoulder_left", "hip_right"))


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("name", ["agenda", "treatment_add"])
def test_without_the_vocabulary_no_post_is_an_error_of_the_server(
    name: str, gp_client: Client, episode: Episode, content: Content
) -> None:
    out_of_force(content, Kind.VOCABULARY)
    assert gp_client.post(reverse(name, args=[episode.pk])).status_code == 503


class Broken(Always):
    """A rule that fails whatever the facts are."""

    def value(self, facts: Facts) -> bool | None:
        raise ZeroDivisionError("a fault in the rule")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch, content: Content) -> Callable[..., Content]:
    """The content in force, but the rules with these keys fail."""

    def break_rules(*keys: str) -> Content:
        rules = tuple(replace(rule, applies_when=Broken()) if rule.key in keys else rule for rule in content.rules)
        with_fault = replace(content, rules=rules)
        for page in ("episode", "intake", "advice"):
            monkeypatch.setattr(f"assessment.pages.{page}.views.current_content", lambda: with_fault)
        return with_fault

    return break_rules


@pytest.mark.parametrize("key", ["generalised-pain/tca", "safety-prompts/red-flags"])
def test_a_fault_in_one_rule_is_shown_and_the_others_stand(
    key: str, cast: Cast, episode: Episode, gp_client: Client, broken: Callable[..., Content], caplog: Any
) -> None:
    answer(cast.gp, episode, workup__red_flags=("trauma",), pain__distribution="generalised")
    page = reverse("episode", args=[episode.pk])
    before = {row.recommendation.key: row.result.status for row in gp_client.get(page).context["advice"].rows()}
    title = broken(key).recommendations[key].version.title
    for response in (
        gp_client.get(page),
        gp_client.get(url(episode)),
        gp_client.post(url(episode), {"seen_version": "1", "pain.distribution": "generalised"}, headers=HTMX),
    ):
        assert response.status_code == 200
        advice = response.context["advice"]
        assert [row.recommendation.key for row in advice.faults] == [key]
        after = {row.recommendation.key: row.result.status for row in advice.rows()}
        assert after == before | {key: "fault"}
        panel = response.content.decode()
        panel = panel[panel.index('id="panel"') :]
        assert title in panel[: panel.index("</section>")]
        assert "alert-error" in panel[: panel.index("</section>")]
    assert key in caplog.text


def test_a_fault_can_still_be_looked_into(
    episode: Episode, gp_client: Client, broken: Callable[..., Content], caplog: Any
) -> None:
    broken("generalised-pain/tca")
    page = gp_client.get(reverse("advice_respond", args=[episode.pk, "generalised-pain", "tca"]))
    assert (page.status_code, page.context["row"].result.status) == (200, "fault")
