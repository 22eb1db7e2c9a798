"""What goes along as data is what the letter says, and never more."""

from typing import Any

import pytest

from assessment.models import Episode
from guidelines.in_force.content import Content
from referrals.letters.letter_evidence import facts_stated
from referrals.letters.signing import new_version
from referrals.letters.writing import start_letter
from referrals.models import Letter
from referrals.rules.pathway import Pathway
from referrals.rules.reservations import SignReasons
from tests.support.records.cast import Cast
from tests.support.records.letters import CENTRE, Sign, edit, kept, look
from tests.support.records.patients import answer
from tests.support.records.told_episode import Told

pytestmark = pytest.mark.usefixtures("no_rendering", "in_a")


def stated(letter: Letter) -> dict[str, Any]:
    return {fact["key"]: fact for fact in letter.frozen["stated"]}


def test_a_fact_is_frozen_with_its_name_its_value_and_its_words(signed: Letter) -> None:
    facts = stated(signed)
    assert facts["health.allergies"] == {
        "key": "health.allergies",
        "short": "Allergi",
        "value": "Ingen kendte.",
        "is_day": False,
        "words": "Ingen kendte.",
        "labels": {},
    }
    assert (facts["pain.onset_date"]["value"], facts["pain.onset_date"]["is_day"]) == ("2022-03-01", True)
    complexity = facts["diagnosis.complexity"]
    assert (complexity["value"], complexity["labels"]) == ("complex", {"complex": "Kompleks"})


def test_a_score_that_was_given_in_part_is_handed_over_in_words_and_as_no_number(
    cast: Cast, told: Told, content: Content, pathway: Pathway
) -> None:
    """Tried: its number, which a reader of the data would draw as one of the day; the sentence without the days."""
    workspace = look(told.episode, content)
    letter = kept(start_letter(by=cast.nurse, workspace=workspace, pathway=pathway, destination=CENTRE))
    facts = {fact["key"]: fact for fact in facts_stated(letter, workspace, pathway)}
    said = f"6,7 af 10 (delvis, {workspace.display.one('peg.score').days_of_parts})"
    assert facts["peg.score"]["value"] == facts["peg.score"]["words"] == said
    assert f"PEG {said}" in letter.section_text("pain_history")


def test_only_what_a_section_of_the_letter_rests_on(signed: Letter, pathway: Pathway) -> None:
    told = {key for section in pathway.letter_sections for key in section.facts}
    assert set(stated(signed)) <= told
    assert len(signed.frozen["stated"]) == len(stated(signed))
    assert set(signed.frozen["facts"]) - told, "nothing was left to leave out"


def test_what_was_struck_out_of_the_letter_does_not_go_along(
    cast: Cast, letter: Letter, pathway: Pathway, sign: Sign
) -> None:
    known = {key: letter.section_text(key) for key in letter.sections}
    section = next(part for part in pathway.letter_sections if part.facts and known[part.key] and not part.required)
    elsewhere = {key for other in pathway.letter_sections if other is not section for key in other.facts}
    only_there = set(section.facts) - elsewhere
    assert only_there & set(stated(sign(letter)))
    again = new_version(by=cast.gp, letter=letter)
    edit(cast, again, **{section.key: ""})
    assert not only_there & set(stated(sign(again)))


def test_what_was_rewritten_speaks_for_itself(cast: Cast, letter: Letter, sign: Sign) -> None:
    edit(cast, letter, allergies="Tåler ikke penicillin.")
    assert "health.allergies" not in stated(sign(letter))


def test_a_newer_answer_than_the_letters_text_does_not_go_along(
    cast: Cast, letter: Letter, complete: Episode, sign: Sign
) -> None:
    answer(cast.gp, complete, health__allergies="Latex.")
    assert "health.allergies" not in stated(sign(letter))


def test_the_instruments_go_along_where_the_letter_states_them(
    cast: Cast, told: Told, content: Content, pathway: Pathway, sign: Sign
) -> None:
    workspace = look(told.episode, content)
    letter = kept(start_letter(by=cast.nurse, workspace=workspace, pathway=pathway, destination=CENTRE))
    edit(cast, letter, **{key: part["text"] or "Intet." for key, part in letter.sections.items()})
    signed = sign(letter, reasons=SignReasons("hun selv ønsker det"))
    assert signed.frozen["instruments"]
    for row in signed.frozen["instruments"]:
        assert row["title"]
        assert row["scores"] or row["result"]
        assert row["answered_on"] <= workspace.case.as_of.isoformat()


def test_and_not_where_it_does_not(signed: Letter) -> None:
    assert signed.frozen["instruments"] == []
