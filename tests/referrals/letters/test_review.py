"""A letter in preparation, reviewed: what each section lacks, which texts are offered, and what contradicts."""

from typing import Any

import pytest
from django.urls import reverse

from assessment.models import Episode, Treatment
from guidelines.in_force.content import Content
from referrals.letters.review import SectionReview, contradictions_in, passages_of, review_sections
from referrals.letters.writing import choose_text
from referrals.models import Letter
from referrals.rules.pathway import LetterSection, Pathway
from referrals.rules.section_text import Choice
from tests.support.records.cast import Cast
from tests.support.records.letters import edit, kept, look
from tests.support.records.patients import answer, treat

pytestmark = pytest.mark.usefixtures("in_a")

SECTION = LetterSection("allergies", "Allergier", True, "", ("health.allergies",), "none")


def review(newest: str = "A", says: str = "A", **part: str) -> SectionReview:
    whole = {"generated": "A", "text": "A"} | part
    return SectionReview(section=SECTION, part=whole, says=says, newest=newest, missing=[], table=None)


def changed(stretches: Any) -> bool:
    return any(stretch.kind != "same" for stretch in stretches)


@pytest.mark.parametrize(
    ("part", "offered"),
    [({}, ""), ({"replaced": "B"}, "B"), ({"replaced": "A"}, ""), ({"replaced": "A", "text": "B"}, "A")],
)
def test_the_text_that_was_replaced_is_offered_until_it_stands_there_again(part: dict[str, str], offered: str) -> None:
    """Tried: offered where it stands."""
    assert review(**part).replaced == offered


def test_a_text_that_was_put_back_offers_the_one_that_stood_in_between(
    cast: Cast, letter: Letter, content: Content, pathway: Pathway
) -> None:
    edit(cast, letter, allergies="Rettet i hånden.")
    workspace = look(letter.referral.episode, content)

    def choose(choice: Choice) -> SectionReview:
        choose_text(
            by=cast.gp,
            letter=letter,
            section="allergies",
            choice=choice,
            workspace=workspace,
            pathway=pathway,
        )
        shown = review_sections(kept(letter), workspace, pathway)
        return next(one for one in shown if one.section.key == "allergies")

    generated = letter.sections["allergies"]["generated"]
    assert choose(Choice.FROM_ANSWERS).replaced == "Rettet i hånden."
    assert choose(Choice.REPLACED).replaced == generated


@pytest.mark.parametrize(
    ("shown", "is_behind", "is_edited", "is_empty"),
    [
        (review(), False, False, False),
        (review(newest="B"), True, False, False),
        (review(text="B", says="B"), False, True, False),
        (review(says=" \n"), False, False, True),
    ],
)
def test_a_section_is_behind_edited_or_empty(
    shown: SectionReview, is_behind: bool, is_edited: bool, is_empty: bool
) -> None:
    assert (shown.is_behind, shown.is_edited, shown.is_empty) == (is_behind, is_edited, is_empty)


def test_each_difference_is_between_the_two_texts_that_it_says() -> None:
    """Tried: each of the three texts put in another's place."""

    def texts(stretches: Any) -> tuple[str, str]:
        before = "".join(one.text for one in stretches if one.kind != "added")
        return before, "".join(one.text for one in stretches if one.kind != "removed")

    shown = review(newest="nyt svar", generated="gammelt svar", text="egen tekst", replaced="ældre tekst")
    assert texts(shown.own_changes) == ("gammelt svar", "egen tekst")
    assert texts(shown.new_changes) == ("gammelt svar", "nyt svar")
    assert texts(shown.changes_since) == ("ældre tekst", "egen tekst")


def test_the_sections_come_in_their_order_with_the_questions_that_are_open(
    cast: Cast, letter: Letter, content: Content, pathway: Pathway
) -> None:
    """Tried: an answered question named as missing, and one that is no question."""
    answer(cast.gp, letter.referral.episode, health__allergies=None)
    shown = review_sections(letter, look(letter.referral.episode, content), pathway)
    assert [one.section.key for one in shown] == [section.key for section in pathway.letter_sections]
    by_key = {one.section.key: one for one in shown}
    assert [question.key for question in by_key["allergies"].missing] == ["health.allergies"]
    missing = [question.key for question in by_key["comorbidity"].missing]
    assert "health.heart_disease" in missing
    assert "health.comorbidity" not in missing
    assert by_key["allergies"].says == letter.section_text("allergies")
    assert (by_key["allergies"].newest, by_key["allergies"].is_behind) == ("", True)
    questions = content.vocabulary.questions
    assert all(question.key in questions for one in shown for question in one.missing)


@pytest.mark.parametrize("field", ["name", "side_effects", "reason"])
def test_what_is_noted_of_a_treatment_alone_contradicts_a_denied_allergy(
    field: str, cast: Cast, letter: Letter, content: Content, pathway: Pathway
) -> None:
    """Tried: the reason, the side effects and the name of a treatment passed over."""
    episode = letter.referral.episode
    assert contradictions_in(letter, look(episode, content), pathway) == []
    treat(cast.gp, episode, "other_drug", "stopped", **{field: "Allergisk over for penicillin"})
    row = Treatment.objects.get(kind="other_drug")
    (found,) = contradictions_in(letter, look(episode, content), pathway)
    said, against = found.quotes
    assert (said.text, said.url) == ("Ingen kendte.", section_url(episode, "health", "health.allergies"))
    assert against.text == "Allergisk over for penicillin"
    assert against.url == reverse("section", args=[episode.pk, "treatment"])
    assert f"{row.pk}" in [passage.key for passage in passages_of(letter, look(episode, content), pathway)]


def section_url(episode: Episode, section: str, question: str) -> str:
    return f"{reverse('section', args=[episode.pk, section])}#field_{question}"
