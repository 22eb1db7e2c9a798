"""What changed from contact to contact: held against the newest one that answered both function and mood."""

import pytest

from accounts.models import Staff
from assessment.advice.arrange import AdviceRow
from assessment.advice.decisions import respond_to_advice
from assessment.models import Episode
from assessment.rules.keys import CHANGE_FUNCTION, CHANGE_MOOD
from guidelines.vocabulary.facts import Value
from tests.support.records.cast import Cast
from tests.support.records.consultations import consult, look
from tests.support.records.patients import answer, current

pytestmark = pytest.mark.usefixtures("in_a")

FUNCTION, MOOD = "peg.activity", "own.mood"
RULE = "own-follow-up/function-or-mood-worse"


def said(function: int | None, mood: str | None) -> dict[str, Value | None]:
    given: dict[str, Value | None] = {FUNCTION: function, MOOD: mood}
    return {key: value for key, value in given.items() if value is not None}


def contacts(by: Staff, episode: Episode, *values: tuple[int | None, str | None]) -> None:
    """One contact a week, the newest a week ago, with these answers to function and mood."""
    for weeks, (function, mood) in zip(range(len(values), 0, -1), values, strict=True):
        consult(by, episode, weeks * 7, said(function, mood))


def row_of(episode: Episode) -> AdviceRow:
    return next(row for row in look(episode).advice.rows() if row.recommendation.key == RULE)


def decided(episode: Episode) -> set[str]:
    return {row.recommendation.key for row in look(episode).advice.decided}


def changes(episode: Episode) -> tuple[Value | None, Value | None]:
    values = look(episode).facts.values
    return values.get(CHANGE_FUNCTION), values.get(CHANGE_MOOD)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([(7, "good")], (None, None)),
        ([(7, "good"), (8, "good")], ("worse", "same")),
        # Function was asked between, without mood: what counts is the contact that asked both.
        ([(5, "affected"), (9, None), (8, "affected")], ("worse", "same")),
        ([(5, "affected"), (9, None), (9, None), (None, "good"), (8, "affected")], ("worse", "same")),
        ([(5, "good"), (9, "affected"), (None, "severely_affected"), (8, "affected")], ("better", "same")),
        # The newest contact did not ask the other one.
        ([(5, "affected"), (9, None)], ("worse", None)),
        ([(5, "affected"), (9, "affected"), (None, "severely_affected")], (None, "worse")),
        # No contact asked both before.
        ([(5, None), (None, "good"), (9, "affected")], (None, None)),
        ([(0, "good"), (0, "good")], ("same", "same")),
    ],
)
def test_a_change_is_held_against_the_newest_contact_with_both(
    given: list[tuple[int | None, str | None]], expected: tuple[str | None, str | None], cast: Cast, episode: Episode
) -> None:
    """Tried: the answer before taken whatever else that contact asked; an answer of 0 taken for none."""
    contacts(cast.gp, episode, *given)
    assert changes(episode) == expected


def test_a_contact_that_runs_begins_with_nothing_asked_and_corrects_itself(cast: Cast, episode: Episode) -> None:
    """Tried: the last contact's change shown as today's; a correction measured against what it corrects."""
    contacts(cast.gp, episode, (5, "good"), (8, "good"))
    assert row_of(episode).result.status == "applies"
    answer(cast.gp, episode, pain__acute=False)
    assert row_of(episode).result.missing == (MOOD, FUNCTION)
    answer(cast.gp, episode, peg__activity=9)
    assert changes(episode) == ("worse", None)
    answer(cast.gp, episode, peg__activity=7)
    assert changes(episode) == ("better", None)
    assert row_of(episode).result.missing == (MOOD,)
    answer(cast.gp, episode, own__mood="affected")
    assert changes(episode) == ("better", "worse")


def test_a_first_contact_waits_for_no_answer(cast: Cast, episode: Episode) -> None:
    answer(cast.gp, episode, pain__acute=False)
    assert row_of(episode).result.missing == ()
    assert RULE in {row.recommendation.key for row in look(episode).advice.does_not_apply}


def test_a_contact_that_took_an_answer_back_did_not_give_it(cast: Cast, episode: Episode) -> None:
    contacts(cast.gp, episode, (5, "good"))
    consult(cast.gp, episode, 2, {FUNCTION: 9, MOOD: None})
    answer(cast.gp, episode, peg__activity=8, own__mood="affected")
    assert changes(episode) == ("worse", "worse")


def test_pain_alone_is_no_alarm(cast: Cast, episode: Episode) -> None:
    """001_4dba22924d30146e.txt, 5.2.3. Tried: PEG's score taken for function."""
    consult(cast.gp, episode, 7, {**said(6, "affected"), "peg.pain": 3, "peg.enjoyment": 3})
    consult(cast.gp, episode, 1, {**said(6, "affected"), "peg.pain": 10, "peg.enjoyment": 9})
    assert changes(episode) == ("same", "same")
    assert row_of(episode).result.status == "does_not_apply"


def test_an_answer_to_the_advice_stands_until_it_is_worse_again(cast: Cast, episode: Episode) -> None:
    """Tried: a response that stands for ever, and would hide the next time that it gets worse."""
    contacts(cast.gp, episode, (5, "good"), (8, "good"))
    row = row_of(episode)
    assert row.recommendation.key in {one.recommendation.key for one in look(episode).advice.do_now}
    respond_to_advice(
        by=cast.gp,
        episode=current(episode),
        consultation=None,
        recommendation=row.recommendation,
        response="follow",
        facts={},
    )
    assert RULE in decided(episode)
    answer(cast.gp, episode, peg__activity=9)
    assert changes(episode) == ("worse", None)
    assert RULE not in decided(episode)
