"""Asked, and no value: unsure, declined, or not relevant. Each of them differs from unanswered."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.episode.next_questions import section_progress
from assessment.episode.workspace import Workspace, build_workspace
from assessment.models import Answer, Consultation, Episode
from assessment.record.answers import answers_of, without_value
from assessment.record.clock import today
from assessment.record.form_changes import DataAbsent
from guidelines.in_force.content import Content, current_content
from tests.support.records.cast import Cast
from tests.support.records.patients import answer

pytestmark = pytest.mark.usefixtures("in_a")

ASKED = {
    "asked-unknown": "spurgt, patienten er usikker",
    "asked-declined": "spurgt, ønsker ikke at svare",
    "not-applicable": "ikke relevant: er ung",
}


def url(episode: Episode, section: str = "pain") -> str:
    return reverse("section", args=[episode.pk, section])


def workspace_of(episode: Episode) -> Workspace:
    fresh = Episode.objects.select_related("patient").get(pk=episode.pk)
    return build_workspace(fresh, current_content(), today())


def say(client: Client, episode: Episode, **fields: Any) -> Any:
    """Send these fields of the pain section; a double underscore is a dot."""
    typed = {name.replace("__", "."): value for name, value in fields.items()}
    version = Episode.objects.get(pk=episode.pk).version
    return client.post(url(episode), {"seen_version": str(version)} | typed, headers={"HX-Request": "true"})


@pytest.mark.parametrize("reason", ASKED)
def test_a_reason_is_kept_and_shown_and_the_fact_stays_unknown(
    reason: str, gp_client: Client, episode: Episode, content: Content
) -> None:
    comment = "er ung" if reason == "not-applicable" else ""
    sent = {"absent.peg.pain": reason, "because.peg.pain": comment}
    assert say(gp_client, episode, **sent).status_code == 200
    row = Answer.objects.get()
    assert (row.question, row.value, row.data_absent_reason, row.comment) == ("peg.pain", None, reason, comment)
    fresh = Episode.objects.get(pk=episode.pk)
    assert without_value(fresh) == {"peg.pain": DataAbsent(reason, comment)}
    assert answers_of(fresh, content.vocabulary) == {}
    assert workspace_of(episode).facts.missing("peg.score") >= {"peg.pain"}
    for page in (url(episode), reverse("history", args=[episode.pk, "peg.pain"])):
        assert ASKED[reason] in gp_client.get(page).content.decode()


def test_the_four_states_differ_in_the_form(gp_client: Client, cast: Cast, episode: Episode) -> None:
    answer(
        cast.gp,
        episode,
        peg__pain=4,
        pain__acute=DataAbsent("asked-unknown"),
        pain__headache_only=DataAbsent("asked-declined"),
    )
    page = gp_client.get(url(episode)).content.decode()

    def chosen(key: str) -> str:
        part = page[page.index(f'<select name="absent.{key}"') :]
        part = part[: part.index("</select>")]
        before, selected, _ = part.partition(" selected")
        return before.rpartition('value="')[2].rstrip('"') if selected else ""

    assert chosen("pain.acute") == "asked-unknown"
    assert chosen("pain.headache_only") == "asked-declined"
    assert chosen("peg.pain") == chosen("pain.pattern") == ""


def test_a_value_takes_the_place_of_a_reason_and_the_history_keeps_both(cast: Cast, episode: Episode) -> None:
    answer(cast.gp, episode, peg__pain=DataAbsent("asked-unknown", "svært at sige"))
    answer(cast.nurse, episode, peg__pain=6)
    assert without_value(Episode.objects.get(pk=episode.pk)) == {}
    told = Answer.objects.order_by("version").values_list("value", "data_absent_reason", "comment")
    assert list(told) == [(None, "asked-unknown", "svært at sige"), (6, "", "")]


def test_the_same_reason_again_changes_nothing_and_another_comment_does(cast: Cast, episode: Episode) -> None:
    for comment in ("først", "først", "siden"):
        answer(cast.gp, episode, peg__pain=DataAbsent("asked-unknown", comment))
    assert [row.comment for row in Answer.objects.order_by("version")] == ["først", "siden"]


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        ({"peg.pain": "4", "absent.peg.pain": "asked-unknown"}, "Fjern"),
        ({"absent.peg.pain": "not-applicable"}, "Skriv, hvorfor"),
        ({"because.peg.pain": "glemte det"}, "Vælg, hvorfor"),
        ({"absent.peg.pain": "no-such-reason"}, "Vælg, hvorfor"),
        ({"absent.peg.pain": "asked-unknown", "because.peg.pain": "x" * 501}, "500"),
    ],
)
def test_a_contradiction_is_refused_at_the_question_and_the_rest_is_saved(
    sent: dict[str, str], fault: str, gp_client: Client, episode: Episode, content: Content
) -> None:
    response = say(gp_client, episode, **sent, pain__acute="true")
    assert response.status_code == 422
    assert any(fault in str(error) for error in response.context["form"].errors["peg.pain"])
    fresh = Episode.objects.get(pk=episode.pk)
    assert answers_of(fresh, content.vocabulary) == {"pain.acute": True}
    assert without_value(fresh) == {}
    page = gp_client.post(url(episode), {"seen_version": "1"} | sent)
    assert page.status_code == 422
    assert all(word in page.content.decode() for word in sent.values() if len(word) > 1 and word != "no-such-reason")


def test_a_question_asked_in_vain_counts_as_dealt_with_and_is_no_longer_the_next_best(
    cast: Cast, episode: Episode
) -> None:
    before = workspace_of(episode)
    first = before.next_questions[0]
    answer(cast.gp, episode, **{first.key.replace(".", "__"): DataAbsent("asked-declined")})
    after = workspace_of(episode)
    assert after.next_questions[0].key != first.key
    assert [question.key for question in after.next_questions if question.asked] == [first.key]
    assert after.next_questions[-1].key == first.key
    progress = {entry.section.key: entry.answered for entry in after.sections}
    assert progress[first.section] == 1
    assert sum(entry.answered for entry in section_progress(after.case, after.content.vocabulary, after.facts)) == 0


def test_what_is_missing_says_that_it_was_asked(gp_client: Client, cast: Cast, episode: Episode) -> None:
    answer(cast.gp, episode, wellbeing__suicidal_thoughts=DataAbsent("asked-declined", "vil ikke tale om det"))
    questions = workspace_of(episode).advice.safety_questions()
    (question,) = [question for question in questions if question.key == "wellbeing.suicidal_thoughts"]
    assert question.asked == "spurgt, ønsker ikke at svare: vil ikke tale om det"
    assert question.asked in gp_client.get(reverse("episode", args=[episode.pk])).content.decode()


@pytest.mark.parametrize(
    "values",
    [
        {"value": 3, "data_absent_reason": "asked-unknown"},
        {"value": None, "data_absent_reason": "not-applicable"},
        {"value": None, "data_absent_reason": "because"},
    ],
)
def test_the_database_refuses_what_is_neither_an_answer_nor_a_reason(
    values: dict[str, Any], cast: Cast, episode: Episode, content: Content, make_answer: Callable[..., Answer]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_answer(**values)


@pytest.fixture
def make_answer(cast: Cast, episode: Episode, content: Content) -> Callable[..., Answer]:
    consultation = Consultation.in_practice(form="in_person", episode=episode, number=1, opened_by=cast.gp)
    consultation.save(force_insert=True)

    def make(**values: Any) -> Answer:
        row = Answer.in_practice(
            episode=episode,
            consultation=consultation,
            question="peg.pain",
            version=1,
            vocabulary_release=content.releases["vocabulary"],
            recorded_by=cast.gp,
            recorded_at=timezone.now(),
            **values,
        )
        row.save(force_insert=True)
        return row

    return make
