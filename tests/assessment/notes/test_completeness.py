"""Nothing that a consultation recorded is left out of its note, and its note stays what it was."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessment.advice.answer_choices import answers_to
from assessment.care_plan.agreement import save_plan
from assessment.models import AdviceResponse, Answer, Episode, Treatment
from assessment.notes.contact_facts import ContactFacts
from assessment.notes.contact_note import consultation_note
from assessment.notes.contact_rows import ContactRows, EpisodeRows
from assessment.treatments.ledger import change_treatment
from guidelines.in_force.content import Content
from guidelines.vocabulary.model import HELD, Question
from tests.support.records.cast import Cast
from tests.support.records.letter_pdf import letter_says
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


def test_everything_that_was_recorded_is_in_the_long_note_and_a_visit_later_none_of_it(
    cast: Cast, episode: Episode, content: Content
) -> None:
    """Every question, kind of treatment and piece of advice. Tried: a treatment and a piece of advice left out."""
    vocabulary = content.vocabulary
    given = {key: some_answer(question) for key, question in vocabulary.questions.items()}
    answer(cast.gp, episode, **{key.replace(".", "__"): value for key, value in given.items()})
    labels = [vocabulary.short(key) for key in given]
    note = consultation_note(now(cast.gp, episode), content, is_long=True)
    assert [label for label in labels if f"{label}: " in note.text] == []
    for number, kind in enumerate(vocabulary.treatment_kinds):
        treat(cast.gp, episode, kind, "current", name=f"Navn {number}")
    advice = [(entry, next(iter(answers_to(entry).choices))) for entry in content.recommendations.values()]
    for index, (_entry, done) in enumerate(advice):
        decide(cast.nurse, episode, content, done, index)
    consultation = now(cast.gp, episode)
    note = consultation_note(consultation, content, is_long=True)
    told = ContactFacts(ContactRows(consultation, EpisodeRows(episode)), content)
    assert told.changed.keys() >= given.keys()
    assert [key for key in given if not letter_says(note.text, told.changed[key])] == []
    assert [row.name for row in Treatment.objects.all() if note.text.count(f"{row.name}, bruges nu") != 1] == []
    assert [entry.version.title for entry, _done in advice if entry.version.title not in note.text] == []
    assert Answer.objects.count() + AdviceResponse.objects.count() == len(given) + len(advice)
    assert not [word for word in ("None", "_", "<", "{", "True", "False") if word in note.text]
    end(cast.gp, episode)
    answer(cast.gp, episode, risk__drives=False)
    assert lines(cast.gp, episode, content) == ["Kører ikke bil (før kører bil).", f"Opfølgning {TODAY:%d.%m.%Y}."]


def test_every_question_and_everything_else_has_a_part_of_its_own_in_the_note(content: Content) -> None:
    """Tried: a question taken out of its part, and a part that holds something."""
    vocabulary = content.vocabulary
    facts = [key for part in vocabulary.note for key in part.facts]
    asked = {key for key, question in vocabulary.questions.items() if not question.retired}
    assert asked <= set(facts)
    assert len(facts) == len(set(facts))
    assert sorted(one for part in vocabulary.note for one in part.holds) == sorted(HELD)


def test_what_no_part_of_the_note_names_stands_at_its_end(cast: Cast, episode: Episode, content: Content) -> None:
    """Tried: only the parts of the content laid out."""
    answer(cast.gp, episode, risk__drives=True, work__status="sick_leave")
    decide(cast.gp, episode, content, "follow")
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(content.vocabulary.__dict__, "note", ())
        (line,) = lines(cast.gp, episode, content)
    assert line.startswith("Fulgt: ")
    assert line.endswith("Sygemeldt. Kører bil.")


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
        answer(cast.nurse, episode, peg__pain=number, risk__drives=bool(number % 2))
        treat(cast.gp2, episode, "tens", "stopped")
        decide(cast.gp, episode, content, "follow", number)
        fill_in(cast.gp, episode, content)
        save_plan(
            by=cast.gp, episode=now(cast.gp, episode).episode, values={"goal": f"b{number}"}, seen_version=number + 1
        )
    assert cost() <= short <= 17
