"""Two people, one section: every answer lands once, in the name of whoever gave it, and nothing is undone unseen."""

import random
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import Staff
from accounts.tenancy.context import practice_context
from assessment.models import Answer, Episode
from benchmarks.two_writers import SECTION, WriterPage, judge, texts_of, two_writers
from guidelines.in_force.content import Content
from tests.support.http.forms import HTMX, form_of, hidden_in, ids, url
from tests.support.records.cast import Cast
from tests.support.records.committed import Committed, held
from tests.support.suite.limits import warn_over_limit


def client_of(person: Staff) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def posting(pool: ThreadPoolExecutor, client: Client, address: str, typed: dict[str, Any]) -> Future[Any]:
    """A save on a connection of its own."""

    def post() -> Any:
        try:
            return client.post(address, typed, headers=HTMX)
        finally:
            connections.close_all()

    return pool.submit(post)


def told(episode: Episode) -> list[tuple[str, Any, Any]]:
    with practice_context(episode.practice_id):
        rows = Answer.objects.filter(episode=episode).order_by("version", "question")
        return list(rows.values_list("question", "value", "recorded_by_id"))


def test_whoever_loses_the_race_is_shown_the_other_s_answer_and_never_undoes_it(committed: Committed) -> None:
    """Both have read version 0 when the first writes; the second looks again, and its page goes on.

    Tried: only the own entries judged again. Guards also against the answer with the episode's version.
    """
    gp, nurse, episode = committed.cast.gp, committed.cast.nurse, committed.episode
    people, address = (client_of(gp), client_of(nurse)), url(episode)
    first, second = (form_of(client.get(address)) for client in people)
    first |= {"peg.pain": ["7"]}
    second |= {"pain.acute": ["false"]}
    with ThreadPoolExecutor(2) as pool, held(episode) as wait_for:
        answers = [posting(pool, people[0], address, first)]
        wait_for(1)
        answers.append(posting(pool, people[1], address, second))
        wait_for(2)
    responses = [answer.result(timeout=10) for answer in answers]
    assert [response.status_code for response in responses] == [200, 200]
    # The loser's page takes over what it is answered, and saves the next thing.
    shown = second | hidden_in(responses[1]) | {"pain.description": ["Brænder"], "step": ["2"]}
    assert "field_peg.pain" in ids(responses[1])
    assert hidden_in(responses[1])["seen_version"] == ["2"]
    shown["peg.pain"] = ["7"]
    assert people[1].post(address, shown, headers=HTMX).status_code == 200
    assert told(episode) == [
        ("peg.pain", 7, gp.pk),
        ("pain.acute", False, nurse.pk),
        ("pain.description", "Brænder", nurse.pk),
    ]


def test_a_page_that_does_not_hear_of_the_other_s_answer_undoes_it_neither(committed: Committed) -> None:
    """The old copy of a field, sent with the version that the answer named, is no answer of whoever sends it."""
    gp, nurse, episode = committed.cast.gp, committed.cast.nurse, committed.episode
    people, address = (client_of(gp), client_of(nurse)), url(episode)
    pages = [form_of(client.get(address)) for client in people]
    with ThreadPoolExecutor(2) as pool, held(episode) as wait_for:
        answers = [posting(pool, people[0], address, pages[0] | {"peg.pain": ["7"]})]
        wait_for(1)
        # The second changes nothing: its page is only noted, and its answer must not claim to show more than it does.
        answers.append(posting(pool, people[1], address, pages[1]))
        wait_for(2)
    second = answers[1].result(timeout=10)
    assert second.status_code == 200
    assert "field_peg.pain" in ids(second)
    assert told(episode) == [("peg.pain", 7, gp.pk)]


def test_saves_that_change_nothing_are_both_noted(committed: Committed) -> None:
    """Two pages save at once and change nothing; a late save of either is known afterwards.

    Tried: the pages written over one another at the same version.
    """
    people, address = (client_of(committed.cast.gp), client_of(committed.cast.nurse)), url(committed.episode)
    pages = [form_of(client.get(address)) | {"step": ["2"]} for client in people]
    with ThreadPoolExecutor(2) as pool, held(committed.episode) as wait_for:
        answers = [posting(pool, client, address, page) for client, page in zip(people, pages, strict=True)]
        wait_for(2)
    assert [answer.result(timeout=10).status_code for answer in answers] == [200, 200]
    for client, page in zip(people, pages, strict=True):
        client.post(address, page | {"step": ["1"], "peg.pain": ["7"]}, headers=HTMX)
    assert told(committed.episode) == []


def test_two_writers_for_some_seconds(committed: Committed) -> None:
    """The same for minutes: `python -m benchmarks.two_writers`. Where the machine has other work, it says how many."""
    seconds, rate = 20, 20
    counts = two_writers([committed.cast.gp, committed.cast.nurse], committed.episode, seconds, rate)
    warn_over_limit(f"one of {counts.saves} saves of two writers", 2 * seconds / counts.saves, limit=0.06)
    assert counts.saves > 40
    assert counts.overtaken > 0
    assert counts.conflicts > 0
    assert counts.faults == 0, counts


STEPS = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(["type", "type", "save", "save", "lost", "keep", "take", "reload"])),
    min_size=4,
    max_size=14,
)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(steps=[(1, "type"), (1, "lost"), (0, "type"), (0, "save"), (1, "save")], seed=3)
@example(steps=[(1, "type"), (1, "type"), (1, "lost"), (0, "reload"), (0, "type")], seed=366)
@given(steps=STEPS, seed=st.integers(0, 1000))
def test_in_any_order_nothing_is_recorded_in_the_name_of_somebody_who_did_not_type_it(
    steps: list[tuple[int, str]], seed: int, cast: Cast, episode: Episode, content: Content
) -> None:
    """Two pages, any questions, any order; answers that are lost on the way, pages that are loaded anew.

    Tried: a version of the episode that the page was not shown; a conflict where the page left the field alone.
    """
    people, chance = [cast.gp, cast.nurse], random.Random(seed)
    questions = texts_of(content.vocabulary)
    address = reverse("section", args=[episode.pk, SECTION])
    with transaction.atomic():
        pages = [WriterPage(name, client_of(who), address, questions) for name, who in zip("ab", people, strict=True)]
        for number, step in [*steps, (0, "save"), (1, "save")]:
            play(pages[number], step, chance)
        with practice_context(cast.practice_a.pk):
            counts = judge(pages, people, list(Answer.objects.filter(episode=episode).order_by("version")))
        assert counts.faults == 0, counts
        transaction.set_rollback(True)
    assert connection.in_atomic_block


def play(page: WriterPage, step: str, chance: random.Random) -> None:
    """One step of a page; a choice is made only where one is open, and a page is loaded anew only when it is saved."""
    match step:
        case "type":
            page.type(chance.choice(page.questions))
        case "save" | "lost":
            page.save(answer_is_lost=step == "lost")
        case "reload" if not page.unsaved:
            page.load()
        case "keep" | "take" if page.theirs:
            page.choose(chance.choice(sorted(page.theirs)), step)


@pytest.mark.parametrize("tab", ["conflict", "overtaken"])
def test_someone_else_is_not_said_of_oneself(tab: str, gp_client: Client, episode: Episode) -> None:
    """The same person in two tabs. Tried: the words for a colleague."""
    address = url(episode)
    one, other = form_of(gp_client.get(address)), form_of(gp_client.get(address))
    gp_client.post(address, one | {"peg.pain": ["7"]}, headers=HTMX)
    typed = {"peg.pain": ["3"]} if tab == "conflict" else {"pain.acute": ["false"]}
    text = gp_client.post(address, other | typed, headers=HTMX).content.decode()
    assert "på en anden side" in text
    assert "En anden har" not in text
