"""Nothing that a consultation recorded is left out of its note, and its note stays what it was."""

from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessment.advice.answer_choices import answers_to
from assessment.care_plan.agreement import save_plan
from assessment.models import AdviceResponse, Answer, Episode, Treatment
from assessment.notes.journal_note import consultation_note
from assessment.treatments.ledger import change_treatment
from guidelines.in_force.content import Content
from guidelines.vocabulary.model import Question
from tests.support.records.cast import Cast
from tests.support.records.notes import PEG, TODAY, decide, end, fill_in, lines, now
from tests.support.records.patients import answer, treat

pytestmark = pytest.mark.usefixtures("in_a")


def some_answer(question: Question) -> Any:
    match question.type:
        case "bool":
            return True
        case "choice":
            return next(iter(question.values))
        case "multi":
            return tuple(question.values)[:2]
        case "date":
            return TODAY
        case "text":
            return f"Særlig tekst om {question.short}. Æøå – 5 µg"
    return 7


def test_everything_that_was_recorded_is_in_the_note_and_only_once(
    cast: Cast, episode: Episode, content: Content
) -> None:
    """Every question, kind of treatment and piece of advice; a visit later none of it is repeated."""
    vocabulary = content.vocabulary
    given = {key: some_answer(question) for key, question in vocabulary.questions.items()}
    answer(cast.gp, episode, **{key.replace(".", "__"): value for key, value in given.items()})
    for number, kind in enumerate(vocabulary.treatment_kinds):
        treat(cast.gp, episode, kind, "current", name=f"Navn {number}")
    advice = [(entry, next(iter(answers_to(entry).choices))) for entry in content.recommendations.values()]
    for index, (_entry, done) in enumerate(advice):
        decide(cast.nurse, episode, content, done, index)
    expected = [f"{vocabulary.short(key)}: {vocabulary.display(key, value)}" for key, value in given.items()]
    expected += [f"{entry.version.headline.text}: {done.label}" for entry, done in advice]
    note = consultation_note(now(cast.gp, episode), content)
    said = [line for section in note.sections for line in section.lines]
    assert Counter(expected) <= Counter(said)
    assert Answer.objects.count() + AdviceResponse.objects.count() == len(expected)
    added = [line.partition(",")[0] for line in said if line.startswith("Tilføjet: ")]
    assert sorted(added) == sorted(f"Tilføjet: {row.name}" for row in Treatment.objects.all())
    assert not [word for word in ("None", "_", "<", "{", "True", "False") if word in note.text]
    end(cast.gp, episode)
    answer(cast.gp, episode, risk__drives=False)
    again = [line for line in lines(cast.gp, episode, content) if not line.startswith("Opioid i brug")]
    assert again == ["Bilkørsel: Ja → Nej", f"Næste opfølgning: {TODAY:%d.%m.%Y}"]


def test_an_ended_consultations_note_says_the_same_after_later_visits(
    cast: Cast, episode: Episode, content: Content
) -> None:
    answer(cast.gp, episode, **PEG, practical__next_follow_up=TODAY)
    treat(cast.gp, episode, "strong_opioid", "current")
    first = end(cast.gp, episode)
    before = consultation_note(first, content).text
    answer(cast.gp, episode, peg__pain=1, practical__next_follow_up=None, diagnosis__pain_class="primary")
    row = Treatment.objects.get()
    change_treatment(by=cast.gp, consultation=now(cast.gp, episode), treatment=row, seen_version=1, status="stopped")
    assert consultation_note(first, content).text == before


def test_the_note_costs_the_same_however_long_the_episode_is(cast: Cast, episode: Episode, content: Content) -> None:
    def cost() -> int:
        consultation = now(cast.gp, episode)
        with CaptureQueriesContext(connection) as captured:
            consultation_note(consultation, content)
        return len(captured)

    answer(cast.gp, episode, **PEG)
    treat(cast.gp, episode, "tca", "current")
    fill_in(cast.gp, episode, content)
    decide(cast.gp, episode, content, "follow")
    save_plan(by=cast.gp, episode=now(cast.gp, episode).episode, values={"goal": "a"}, seen_version=0)
    short = cost()
    for number in range(5):
        end(cast.gp, episode)
        answer(cast.gp, episode, peg__pain=number, risk__drives=bool(number % 2))
        treat(cast.gp2, episode, "tens", "stopped")
        decide(cast.gp, episode, content, "follow", number)
        fill_in(cast.gp, episode, content)
        save_plan(
            by=cast.gp, episode=now(cast.gp, episode).episode, values={"goal": f"b{number}"}, seen_version=number + 1
        )
    assert cost() <= short <= 17
