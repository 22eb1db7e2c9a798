"""What clinicians make of the advice, for the editors: counted in the transaction, and nobody to be seen in it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import Staff, User
from accounts.tenancy.context import practice_context
from assessment.advice.counts import QuarterOfResponses, figures_by_recommendation
from assessment.advice.decisions import respond_to_advice
from assessment.models import AdviceFigure, Episode
from assessment.record.clock import today
from assessment.rules.small_numbers import Quarter
from guidelines.in_force.content import Content, PublishedRecommendation
from guidelines.models import Publication, RecommendationVersion
from tests.support.records.cast import Cast

AS_OF = date(2026, 11, 25)
TCA = "generalised-pain/tca"
SignIn = Callable[[Staff | User], Client]


@pytest.fixture
def tca(content: Content) -> PublishedRecommendation:
    return content.recommendations[TCA]


def respond(by: Staff, episode: Episode, advice: PublishedRecommendation, response: str, reason: str = "") -> None:
    with practice_context(by.practice_id):
        respond_to_advice(
            by=by,
            episode=episode,
            consultation=None,
            recommendation=advice,
            response=response,
            reason=reason,
            comment="Hemmelig kommentar",
            facts={},
        )


def counted() -> list[tuple[str, str]]:
    return list(AdviceFigure.objects.order_by("pk").values_list("response", "reason"))


def test_the_same_answer_of_one_episode_counts_once_and_another_one_beside_it(
    cast: Cast, episode: Episode, tca: PublishedRecommendation
) -> None:
    respond(cast.gp, episode, tca, "dismiss", "tried")
    respond(cast.nurse, episode, tca, "dismiss", "tried")
    respond(cast.gp, episode, tca, "defer", "later")
    respond(cast.gp, episode, tca, "dismiss", "declined")
    respond(cast.gp, episode, tca, "follow")
    respond(cast.gp, episode, tca, "dismiss", "tried")
    assert counted() == [("dismiss", "tried"), ("defer", "later"), ("dismiss", "declined"), ("follow", "")]
    assert {figure.month for figure in AdviceFigure.objects.all()} == {today().replace(day=1)}


def test_the_same_answer_of_another_episode_or_to_another_recommendation_counts(
    cast: Cast, episode: Episode, episode_b: Episode, tca: PublishedRecommendation, content: Content
) -> None:
    respond(cast.gp, episode, tca, "dismiss", "tried")
    respond(cast.gp_b, episode_b, tca, "dismiss", "tried")
    respond(cast.gp, episode, content.recommendations["generalised-pain/cbt-act"], "dismiss", "tried")
    assert counted() == [("dismiss", "tried")] * 3
    # Both practices are in one number, whoever asks.
    for practice in (cast.practice_a, cast.practice_b):
        with practice_context(practice.pk):
            assert AdviceFigure.objects.filter(recommendation_version=tca.version).count() == 2


def test_what_is_not_kept_is_not_counted(cast: Cast, episode: Episode, tca: PublishedRecommendation) -> None:
    with transaction.atomic():
        respond(cast.gp, episode, tca, "follow")
        transaction.set_rollback(True)
    assert counted() == []


def test_a_figure_knows_no_practice_patient_day_or_comment(
    cast: Cast, episode: Episode, tca: PublishedRecommendation
) -> None:
    respond(cast.gp, episode, tca, "dismiss", "tried")
    columns = {
        column.name
        for column in connection.introspection.get_table_description(connection.cursor(), "assessment_advicefigure")
    }
    assert columns == {"id", "recommendation_version_id", "response", "reason", "month"}


def test_what_was_counted_stays(cast: Cast, episode: Episode, tca: PublishedRecommendation) -> None:
    respond(cast.gp, episode, tca, "follow")
    for change in (lambda: AdviceFigure.objects.update(reason="tried"), AdviceFigure.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert counted() == [("follow", "")]


def make(
    version: RecommendationVersion, number: int, response: str, reason: str = "", month: date = date(2026, 8, 1)
) -> None:
    figure: dict[str, Any] = {"recommendation_version": version, "response": response, "reason": reason, "month": month}
    AdviceFigure.objects.bulk_create(AdviceFigure(**figure) for _ in range(number))


def only(advice: PublishedRecommendation, as_of: date = AS_OF) -> list[QuarterOfResponses]:
    return figures_by_recommendation(as_of).get(advice.version.recommendation_id, [])


def test_numbers_are_in_steps_of_five_and_small_ones_are_not_told(tca: PublishedRecommendation) -> None:
    make(tca.version, 12, "dismiss", "tried")
    make(tca.version, 3, "dismiss", "declined")
    make(tca.version, 23, "follow")
    (quarter,) = only(tca)
    dismissed, deferred = quarter.refusals
    assert quarter.quarter == Quarter(2026, 3)
    assert quarter.done.rounded == 25
    assert {words: number.rounded for words, number in dismissed.reasons_shown.items()} == {"allerede prøvet": 10}
    assert dismissed.reasons["patienten ønsker det ikke"].rounded is None
    assert len(dismissed.reasons) == 7
    assert deferred.total.rounded is None


def test_the_sum_beside_the_reasons_gives_no_small_one_back(tca: PublishedRecommendation) -> None:
    make(tca.version, 12, "dismiss", "tried")
    make(tca.version, 1, "dismiss", "declined")
    dismissed = only(tca)[0].refusals[0]
    assert dismissed.total.rounded == 15, "15 leaves the hidden ones anywhere from 1 to 7"


def test_a_quarter_that_runs_is_not_shown_and_versions_are_counted_together(tca: PublishedRecommendation) -> None:
    values = {
        field.attname: getattr(tca.version, field.attname)
        for field in RecommendationVersion._meta.concrete_fields
        if not field.primary_key and field.attname != "search"
    }
    other = RecommendationVersion.objects.create(**values | {"number": 100, "content_hash": "other"})
    make(tca.version, 3, "follow", month=date(2026, 10, 1))
    make(other, 4, "follow", month=date(2026, 12, 1))
    assert only(tca) == []
    (quarter,) = only(tca, date(2027, 1, 1))
    assert quarter.done.rounded == 5


def test_the_editor_sees_the_reasons_and_never_a_comment(
    cast: Cast, episode: Episode, tca: PublishedRecommendation, sign_in: SignIn
) -> None:
    respond(cast.gp, episode, tca, "dismiss", "tried")
    last = date(today().year - 1, 1, 1)
    make(tca.version, 12, "dismiss", "tried", last)
    client = sign_in(cast.editor)
    queue = client.get(reverse("editing_reviews"))
    told = " ".join(queue.content.decode().split()).replace(" ;", ";")
    assert f"1. kvartal {last.year}: fulgt under 5; afvist: allerede prøvet 10; udskudt under 5" in told
    page = client.get(reverse("editing_responses", args=TCA.split("/")))
    assertContains(page, "<li>allerede prøvet: 10</li>", html=True)
    for shown in (queue, page):
        assertNotContains(shown, "Hemmelig")
        assertNotContains(shown, "tried")
        assertNotContains(shown, "Kanin")
    assertContains(
        client.get(reverse("editing_responses", args=["generalised-pain", "ssri"])), "Der er ingen tal endnu"
    )
    assert client.get(reverse("editing_responses", args=["generalised-pain", "never"])).status_code == 404


def test_the_owner_is_chosen_on_the_page_and_the_desk_counts(cast: Cast, content: Content, sign_in: SignIn) -> None:
    client = sign_in(cast.editor)
    assertContains(client.get(reverse("editing")), "eftersyn er over tiden.")
    address = reverse("editing_owner", args=["generalised-pain"])
    assert client.post(address, {"generalised-pain-owner": cast.editor.pk}).status_code == 302
    assert Publication.objects.get(key="generalised-pain").owner == cast.editor
    number = len([key for key in content.recommendations if key.startswith("generalised-pain/")])
    assertContains(client.get(reverse("editing")), f"heraf {number} dine")
    assertContains(client.get(reverse("editing_reviews")), "ingen dato kendt")
    refused = client.post(address, {"generalised-pain-owner": cast.nobody.pk})
    assertContains(refused, "error-summary", status_code=422)
    assert Publication.objects.get(key="generalised-pain").owner == cast.editor
