"""The practice's own texts: offered at free-text questions, kept when changed, seen by no other practice."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Staff
from accounts.tenancy.context import practice_context
from assessment.models import Episode, TextSnippet
from assessment.record.snippets import (
    StaleSnippet,
    add_snippet,
    change_snippet,
    remove_snippet,
    snippet_questions,
    snippets_for,
    takes_snippets,
)
from guidelines.in_force.content import Content
from tests.support.records.cast import Cast
from tests.support.records.patients import answer

pytestmark = pytest.mark.usefixtures("in_a")

QUESTION = "workup.objective_findings"
TYPED = {"title": "Normal undersøgelse", "question": QUESTION, "text": "Normal kraft.\nIngen udfald."}
LIST = "snippets"


def written(by: Staff, **values: str) -> TextSnippet:
    return add_snippet(by=by, identifier=uuid4(), **TYPED | values)


def section(client: Client, episode: Episode, key: str) -> HttpResponse:
    return client.get(reverse("section", args=[episode.pk, key]))


def asks_snippets(client: Client, ask: Callable[[], HttpResponse]) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert ask().status_code == 200
    return sum('FROM "assessment_textsnippet"' in query["sql"] for query in captured)


def test_texts_are_offered_at_every_question_of_several_lines_and_no_other(content: Content) -> None:
    offered = {key for labels in snippet_questions(content.vocabulary).values() for key in labels}
    assert {QUESTION, "pain.description"} <= offered
    assert not offered & {"diagnosis.icpc2", "pain.onset_date", "pain.sites"}
    assert offered == {q.key for q in content.vocabulary.questions.values() if takes_snippets(q)}


def test_a_questions_own_texts_come_before_those_for_every_question(cast: Cast, content: Content) -> None:
    everywhere = written(cast.gp, title="A", question="")
    own = written(cast.nurse, title="Z")
    removed = written(cast.gp)
    remove_snippet(by=cast.gp, snippet=removed)
    found = snippets_for(content.vocabulary.by_section["workup"])
    assert [text.pk for text in found[QUESTION]] == [own.pk, everywhere.pk]
    assert [text.pk for text in found["workup.paraclinical"]] == [everywhere.pk]
    assert snippets_for(content.vocabulary.by_section["surgery"]) == {}


def test_the_section_offers_the_text_below_its_question(gp_client: Client, cast: Cast, episode: Episode) -> None:
    written(cast.nurse)
    page = section(gp_client, episode, "workup").content.decode()
    assert page.count("Ingen udfald.") == 1
    assert f'data-insert="id_{QUESTION}"' in page
    field = page[page.index(f'id="field_{QUESTION}"') :]
    assert field.index("<textarea") < field.index("Ingen udfald.") < field.index('id="field_workup.paraclinical"')
    assert "data-insert" not in section(gp_client, episode, "wellbeing").content.decode()


def test_one_query_where_there_is_free_text_and_none_in_an_autosave(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    written(cast.gp)
    answer(cast.gp, episode, work__status="retired")
    assert asks_snippets(gp_client, lambda: section(gp_client, episode, "workup")) == 1
    assert asks_snippets(gp_client, lambda: section(gp_client, episode, "surgery")) == 0
    version = str(Episode.objects.get(pk=episode.pk).version)
    data = {"seen_version": version, QUESTION: "Normal kraft."}
    url = reverse("section", args=[episode.pk, "workup"])
    assert asks_snippets(gp_client, lambda: gp_client.post(url, data, headers={"HX-Request": "true"})) == 0
    assert Episode.objects.get(pk=episode.pk).answers[QUESTION]["value"] == "Normal kraft."


def test_a_nurse_writes_changes_and_removes_a_text(
    sign_in: Callable[[Staff], Client], cast: Cast, content: Content
) -> None:
    client = sign_in(cast.nurse)
    identifier = client.get(reverse(LIST)).context["identifier"]
    for _ in range(2):
        assert client.post(reverse(LIST), TYPED | {"identifier": str(identifier)})["Location"] == reverse(LIST)
    snippet = TextSnippet.objects.get()
    assert (snippet.pk, snippet.text, snippet.created_by) == (identifier, TYPED["text"], cast.nurse)
    url = reverse("snippet_change", args=[snippet.pk])
    assert TYPED["title"] in client.get(url).content.decode()
    assert client.post(url, TYPED | {"text": "Nyt", "seen_version": "1"}).status_code == 302
    assert client.get(reverse(LIST)).context["snippets"][0]["where"] == content.vocabulary.label(QUESTION)
    client.post(reverse("snippet_remove", args=[snippet.pk]))
    assert client.get(url).status_code == 404
    assert client.get(reverse(LIST)).context["snippets"] == []
    events: Any = apps.get_model("assessment.TextSnippetEvent")
    kept = events.objects.order_by("pgh_id").values_list("text", "version")
    assert list(kept) == [(TYPED["text"], 1), ("Nyt", 2), ("Nyt", 3)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"text": "  \n "}, "text"),
        ({"question": "pain.sites"}, "question"),
        ({"title": "x" * 81}, "title"),
        ({"text": "x" * 10_001}, "text"),
    ],
)
def test_a_refused_text_stays_in_the_form(changes: dict[str, str], field: str, gp_client: Client) -> None:
    response = gp_client.post(reverse(LIST), TYPED | changes)
    assert (response.status_code, set(response.context["form"].errors)) == (422, {field})
    assert response.context["form"]["text"].value() == (TYPED | changes)["text"]
    assert not TextSnippet.objects.exists()


def test_a_stale_change_shows_both_and_keeps_mine_in_the_form(gp_client: Client, cast: Cast) -> None:
    snippet = written(cast.gp)
    change_snippet(by=cast.nurse, snippet=snippet, seen_version=1, text="hendes")
    url, mine = reverse("snippet_change", args=[snippet.pk]), TYPED | {"text": "min", "seen_version": "1"}
    response = gp_client.post(url, mine)
    page = response.content.decode()
    assert response.status_code == 409
    assert "hendes" in page
    assert str(cast.nurse) in page
    assert response.context["form"]["text"].value() == "min"
    assert TextSnippet.objects.get().text == "hendes"
    assert gp_client.post(url, mine | {"seen_version": str(response.context["seen_version"])}).status_code == 302
    assert TextSnippet.objects.get().text == "min"


def test_two_who_wrote_the_same_agree(cast: Cast) -> None:
    snippet = written(cast.gp)
    for by in (cast.gp, cast.nurse):
        change_snippet(by=by, snippet=snippet, seen_version=1, text="ens")
    assert TextSnippet.objects.get().version == 2
    with pytest.raises(StaleSnippet):
        change_snippet(by=cast.gp, snippet=snippet, seen_version=1, text="andet")


def test_another_practice_sees_and_reaches_none_of_them(gp_client: Client, cast: Cast, episode: Episode) -> None:
    with practice_context(cast.practice_b.pk):
        foreign = written(cast.gp_b, title="Hemmelig titel", question="", text="Hemmelig tekst")
    for page in (gp_client.get(reverse(LIST)), section(gp_client, episode, "workup")):
        assert "Hemmelig" not in page.content.decode()
    for name in ("snippet_change", "snippet_remove"):
        assert gp_client.post(reverse(name, args=[foreign.pk]), TYPED).status_code == 404
    own = add_snippet(by=cast.gp, identifier=foreign.pk, **TYPED)
    assert own.pk != foreign.pk
    with practice_context(cast.practice_b.pk):
        assert TextSnippet.objects.get().text == "Hemmelig tekst"
