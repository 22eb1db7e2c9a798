"""A letter in preparation: begun from the facts, edited by people, never overwritten in silence."""

from typing import Any

import pytest

from assessment.models import Episode
from guidelines.in_force.content import Content, Kind
from referrals.letters.prefill import prefilled_sections
from referrals.letters.writing import NotReady, StaleLetter, edit_letter, missing_parts, start_letter, take_new_answers
from referrals.models import Letter, Referral
from referrals.pages.letter.forms import LetterForm
from referrals.rules.pathway import Pathway
from tests.support.records.cast import Cast
from tests.support.records.letters import CENTRE, CLINIC, Sign, edit, kept, look, row
from tests.support.records.patients import answer

REQUIRED = [
    "problem_statement",
    "pain_history",
    "medication",
    "allergies",
    "physical",
    "psychological",
    "social",
    "objective",
    "paraclinical",
    "comorbidity",
    "told_to_patient",
    "practical",
]


def test_a_letter_begins_with_the_facts_text_and_the_patients_planning_area(
    cast: Cast, letter: Letter, complete: Episode, content: Content, pathway: Pathway
) -> None:
    generated = prefilled_sections(pathway, look(complete, content), CENTRE)
    assert letter.sections == {key: {"generated": text, "text": text} for key, text in generated.items()}
    assert (letter.number, letter.version, letter.planning_area) == (1, 1, "byen")
    assert (letter.created_by, letter.signed_at, letter.signed_by, letter.pdf) == (cast.nurse, None, None, None)
    assert letter.referral.pathway_release == content.releases_of(Kind.PATHWAY)[0]
    assert (letter.referral.prepared_by, letter.referral.episode) == (cast.nurse, complete)


def test_beginning_again_goes_on_with_the_letter_in_preparation(
    cast: Cast, letter: Letter, complete: Episode, content: Content, pathway: Pathway
) -> None:
    edit(cast, letter, allergies="Penicillin.")
    again = start_letter(by=cast.gp, workspace=look(complete, content), pathway=pathway, destination=CENTRE)
    assert again == letter
    assert again.sections["allergies"]["text"] == "Penicillin."
    assert (Letter.objects.count(), Referral.objects.count()) == (1, 1)


def test_another_destination_has_a_letter_of_its_own(
    cast: Cast, letter: Letter, complete: Episode, content: Content, pathway: Pathway
) -> None:
    other = start_letter(by=cast.gp, workspace=look(complete, content), pathway=pathway, destination=CLINIC)
    assert other != letter
    assert {*Referral.objects.values_list("destination", flat=True)} == {CENTRE, CLINIC}


def test_an_edit_keeps_what_the_facts_gave(cast: Cast, letter: Letter) -> None:
    before = letter.sections
    edited = edit(cast, letter, planning_area="nord", allergies="Penicillin.\nLatex.")
    after = before | {"allergies": {"generated": before["allergies"]["generated"], "text": "Penicillin.\nLatex."}}
    assert kept(edited).sections == after
    assert (edited.planning_area, edited.version) == ("nord", 2)


@pytest.mark.parametrize("change", [{"texts": {"allergies": "Mit."}}, {"planning_area": "nord"}])
def test_a_stale_edit_is_refused_and_nothing_is_saved(cast: Cast, letter: Letter, change: dict[str, Any]) -> None:
    edit(cast, letter, allergies="Deres.")
    before = row(letter)
    mine = {"texts": {}, "planning_area": letter.planning_area, "seen_version": 1}
    with pytest.raises(StaleLetter) as stale:
        edit_letter(by=cast.gp, letter=letter, **mine | change)
    assert stale.value.theirs.sections["allergies"]["text"] == "Deres."
    assert row(letter) == before


def test_writing_what_stands_there_already_is_no_conflict_and_no_new_version(cast: Cast, letter: Letter) -> None:
    edit(cast, letter, allergies="Penicillin.")
    before = row(letter)
    again = edit_letter(
        by=cast.gp, letter=letter, texts={"allergies": "Penicillin."}, planning_area="byen", seen_version=1
    )
    assert again.version == 2
    assert row(letter) == before


def test_new_answers_reach_only_the_sections_that_nobody_edited(
    cast: Cast, letter: Letter, complete: Episode, content: Content, pathway: Pathway
) -> None:
    edit(cast, letter, allergies="Rettet i hånden.")
    answer(cast.gp, complete, health__allergies="Latex.", workup__objective_findings="Normal kraft.")
    workspace = look(complete, content)
    take_new_answers(by=cast.gp, letter=letter, workspace=workspace, pathway=pathway)
    after = kept(letter)
    was = letter.sections["allergies"]["generated"]
    assert after.sections["allergies"] == {"generated": was, "text": "Rettet i hånden."}
    assert after.sections["objective"] == {
        **dict.fromkeys(("generated", "text"), "Normal kraft."),
        "replaced": letter.sections["objective"]["text"],
    }
    assert after.sections["comorbidity"] == letter.sections["comorbidity"]
    assert after.version == 3


@pytest.mark.parametrize("key", REQUIRED)
def test_each_required_section_is_named_when_it_is_empty_and_keeps_the_letter_unsigned(
    cast: Cast, letter: Letter, pathway: Pathway, sign: Sign, key: str
) -> None:
    assert not missing_parts(letter, pathway)
    edit(cast, letter, **{key: " \n\t"})
    missing = missing_parts(kept(letter), pathway)
    assert ([section.key for section in missing.sections], missing.receiver) == ([key], False)
    before = row(letter)
    with pytest.raises(NotReady) as refused:
        sign(letter)
    assert [section.key for section in refused.value.missing.sections] == [key]
    assert row(letter) == before


def test_the_optional_section_is_never_missing(cast: Cast, letter: Letter, pathway: Pathway) -> None:
    edited = edit(cast, letter, non_drug="")
    assert not missing_parts(edited, pathway)
    assert {section.key for section in pathway.letter_sections} == {*REQUIRED, "summary", "non_drug"}


def test_without_a_planning_area_the_receiver_is_missing(
    cast: Cast, letter: Letter, pathway: Pathway, sign: Sign
) -> None:
    edit(cast, letter, planning_area="")
    missing = missing_parts(kept(letter), pathway)
    assert (missing.sections, missing.receiver, bool(missing)) == ([], True, True)
    with pytest.raises(NotReady):
        sign(letter)
    assert kept(letter).signed_at is None


def test_an_empty_letter_names_every_required_section(
    cast: Cast, in_a: None, episode: Episode, content: Content, pathway: Pathway
) -> None:
    letter = start_letter(by=cast.gp, workspace=look(episode, content), pathway=pathway, destination=CENTRE)
    assert [section.key for section in missing_parts(letter, pathway).sections] == REQUIRED


def test_a_section_that_the_letter_does_not_hold_yet_is_missing(letter: Letter, pathway: Pathway) -> None:
    del letter.sections["practical"]
    assert [section.key for section in missing_parts(letter, pathway).sections] == ["practical"]


def test_a_section_that_the_pathway_gained_since_can_be_filled_in(
    cast: Cast, letter: Letter, complete: Episode, content: Content, pathway: Pathway
) -> None:
    older = {key: part for key, part in letter.sections.items() if key != "practical"}
    Letter.objects.filter(pk=letter.pk).update(sections=older)
    assert "practical" in LetterForm(letter=kept(letter), pathway=pathway).fields
    assert edit(cast, letter, practical="Tolk.").sections["practical"] == {"generated": "", "text": "Tolk."}
    edit(cast, letter, practical="")
    take_new_answers(by=cast.gp, letter=letter, workspace=look(complete, content), pathway=pathway)
    assert kept(letter).sections["practical"] == letter.sections["practical"]


def test_a_section_that_the_pathway_lost_since_keeps_its_text(
    cast: Cast, letter: Letter, complete: Episode, content: Content, pathway: Pathway
) -> None:
    lost = {"generated": "Fra før.", "text": "Fra før."}
    Letter.objects.filter(pk=letter.pk).update(sections=letter.sections | {"lost": lost})
    take_new_answers(by=cast.gp, letter=letter, workspace=look(complete, content), pathway=pathway)
    assert kept(letter).sections["lost"] == lost
