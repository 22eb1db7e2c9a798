"""The agendas alone, without the first nine: what two consultations ask decides all rules but three."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from assessment.episode.question_weights import typical_table
from assessment.models import Episode
from assessment.pages.intake.sheets import first_nine_sheet
from assessment.rules.asking.course import is_short
from assessment.rules.asking.relevance import ask_only
from assessment.rules.asking.typical import typical_patients
from assessment.rules.contacts.changes import FIRST_TIME
from assessment.rules.facts import Case, facts_of
from assessment.rules.keys import BROAD_COURSE, PEG_ITEMS
from assessment.rules.reading import parse_case
from guidelines.content_files.loading import read_yaml
from guidelines.in_force.content import Content
from guidelines.recommendations.evaluation import Status, evaluate_all
from guidelines.vocabulary.model import AgendaPart

CASES = sorted((settings.BASE_DIR / "tests/cases").glob("*.json"))
PERSONA = settings.FIXTURES_DIR / "persona.yaml"
MOST_UNDECIDED = 3


def persona() -> object:
    """What she answers, as a case; her days are those of the test's."""
    answers = {key: said for one in read_yaml(PERSONA)["consultations"] for key, said in one["answers"].items()}
    answers |= {key: said == "true" for key, said in answers.items() if said in ("true", "false")}
    answers |= {"pain.onset_date": "2024-09-01", "workup.red_flags": [], "health.drug_count": 2}
    answers.pop("practical.next_follow_up")
    rows = [{"kind": "paracetamol", "status": "current"}, {"kind": "tca", "status": "stopped"}]
    return {"as_of": "2026-11-29", "patient": {"birth_date": "1982-02-15"}, "answers": answers, "treatments": rows}


def asked_of(path: Path, content: Content) -> Case:
    """The case, of whom all that it does not say is said as a typical patient would."""
    said = persona() if path == PERSONA else json.loads(path.read_text(encoding="utf-8"))["case"]
    case = parse_case(said, content.vocabulary)
    (typical,) = typical_patients(typical_table(), content.vocabulary, case.as_of, 1)
    rows = typical.treatments if case.treatments is None else case.treatments
    answers = {**typical.answers, **case.answers, BROAD_COURSE: False}
    return replace(case, answers=answers, treatments=rows, treatments_complete=True, is_man=False, since=FIRST_TIME)


def waiting(case: Case, agendas: Iterable[AgendaPart], content: Content) -> list[tuple[str, tuple[str, ...]]]:
    """The rules that wait for an answer when all that these agendas ask is answered, and what each waits for."""
    asked = {key for part in agendas for key in part.questions}
    known = replace(case, answers={key: value for key, value in case.answers.items() if key in asked})
    facts = ask_only(facts_of(known, content.vocabulary), content.asked_when, content.vocabulary.askable)
    found = evaluate_all(content.rules, facts)
    return [(one.key, one.missing) for one in found if one.status == Status.UNKNOWN and one.missing]


@pytest.mark.parametrize("path", [PERSONA, *CASES], ids=lambda path: path.stem)
def test_after_two_consultations_at_most_three_rules_wait_for_an_answer(path: Path, content: Content) -> None:
    """Tried: active cancer, a planned operation and the opioid of an operation in no agenda."""
    left = waiting(asked_of(path, content), content.vocabulary.agenda[:2], content)
    assert len(left) <= MOST_UNDECIDED, left


def test_the_agenda_of_new_pain_decides_all_that_is_about_new_pain(content: Content) -> None:
    """Tried: without what is found in the neck."""
    new = [case for path in CASES if is_short((case := asked_of(path, content)).answers, case.as_of)]
    assert len(new) >= 2
    assert content.vocabulary.new_pain is not None
    for case in new:
        left = waiting(case, [content.vocabulary.new_pain], content)
        assert [key for key, _missing in left if key.startswith(("new-neck-pain/", "new-pain/"))] == []


def test_the_items_of_peg_stand_together_wherever_they_are_asked(content: Content) -> None:
    """Tried: one of them in another section, and in another consultation."""
    vocabulary = content.vocabulary
    parts = [part.questions for part in (*vocabulary.agenda, vocabulary.follow_up) if isinstance(part, AgendaPart)]
    sections = [tuple(question.key for question in questions) for questions in vocabulary.by_section.values()]
    holders = [keys for keys in (*parts, *sections) if not set(PEG_ITEMS).isdisjoint(keys)]
    assert len(holders) == 3
    for keys in holders:
        first = keys.index(PEG_ITEMS[0])
        assert keys[first : first + len(PEG_ITEMS)] == PEG_ITEMS


def test_one_item_of_peg_is_asked_with_the_others(content: Content) -> None:
    episode = Episode(pk=uuid4())
    assert [one.key for one in first_nine_sheet(episode, "peg.activity", content.vocabulary).questions] == [*PEG_ITEMS]
    assert [one.key for one in first_nine_sheet(episode, "pain.acute", content.vocabulary).questions] == ["pain.acute"]
