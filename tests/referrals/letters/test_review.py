"""A letter in preparation, reviewed: what each section lacks, which texts are offered, and what contradicts."""

from dataclasses import replace
from decimal import Decimal
from typing import Any
from unittest.mock import Mock
from uuid import uuid4

import pytest
from django.urls import reverse

from assessment.models import Episode, Treatment
from assessment.record.clock import today
from assessment.rules.medication.taper_schedule import Action, StepRow
from assessment.tapering.plan_changes import add_taper_plan
from guidelines.conditions.tree import compile_condition
from guidelines.in_force.content import Content
from guidelines.vocabulary.facts import Facts
from referrals.letters.review import SectionReview, contradictions_in, passages_of, review_sections
from referrals.letters.writing import choose_text
from referrals.models import Letter
from referrals.rules.contradictions import find_contradictions
from referrals.rules.pathway import Contradiction, LetterSection, Pathway
from referrals.rules.section_text import Choice
from tests.support.records.cast import Cast
from tests.support.records.letters import edit, kept, look
from tests.support.records.patients import answer, treat
from tests.support.records.tapers import do, visit

pytestmark = pytest.mark.usefixtures("in_a")

SECTION = LetterSection(
    key="allergies", title="Allergier", holds="", required=True, facts=("health.allergies",), treatments="none"
)


def review(newest: str = "A", says: str = "A", **part: str) -> SectionReview:
    whole = {"generated": "A", "text": "A"} | part
    return SectionReview(section=SECTION, part=whole, says=says, newest=newest, missing=[], workspace=Mock())


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


PRIMARY, SECONDARY = ("MG30.00", "MG30.01", "MG30.02", "MG30.03", "MG30.04"), ("MG30.1", "MG30.3", "MG30.5", "MG30.6")


@pytest.mark.parametrize(
    ("pain_class", "category", "goes_together"),
    [
        *(("primary", category, True) for category in PRIMARY),
        *(("secondary", category, False) for category in PRIMARY),
        *(("primary", category, False) for category in SECONDARY),
        ("secondary", "MG30.5", True),
        ("not_diagnosed", "MG30.01", False),
        ("not_diagnosed", None, True),
        (None, "MG30.01", True),
    ],
)
def test_a_category_and_a_class_that_do_not_go_together_are_quoted(
    pain_class: str | None, category: str | None, goes_together: bool, content: Content, pathway: Pathway
) -> None:
    """Tried: a category left out of each list."""
    answers = {"diagnosis.pain_class": pain_class, "diagnosis.icd11": category}
    facts = Facts(today(), {key: value for key, value in answers.items() if value})
    found = find_contradictions(pathway.contradictions, facts, [])
    assert [one.deciding for one in found] == ([] if goes_together else [("diagnosis.icd11", "diagnosis.pain_class")])


@pytest.mark.parametrize(("code", "is_named"), [("Lændesmerter", True), ("L03, A01", False), ("l03", False)])
def test_a_diagnosis_in_free_text_is_named_before_signing(
    code: str, is_named: bool, cast: Cast, letter: Letter, content: Content, pathway: Pathway
) -> None:
    """Tried: any text taken for a code."""
    episode = letter.referral.episode
    answer(cast.gp, episode, diagnosis__icpc2=code)
    found = contradictions_in(letter, look(episode, content), pathway)
    assert [quote.text for one in found for quote in one.quotes] == [code] * is_named
    assert all(one.quotes[0].url == section_url(episode, "workup", "diagnosis.icpc2") for one in found)


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
    assert against.title.startswith(row.name or "Anden medicin")
    assert against.url == reverse("section", args=[episode.pk, "treatment"])
    assert f"{row.pk}" in [passage.key for passage in passages_of(letter, look(episode, content), pathway)]


def section_url(episode: Episode, section: str, question: str) -> str:
    return f"{reverse('section', args=[episode.pk, section])}#field_{question}"


def test_facts_that_do_not_go_together_are_shown_with_where_each_is_asked(
    cast: Cast, letter: Letter, content: Content, pathway: Pathway
) -> None:
    """Tried: no quotation of a fact; a computed fact asked for at a question of its own."""
    episode = letter.referral.episode
    answer(cast.gp, episode, health__drug_count=0)
    treat(cast.gp, episode, "nsaid_oral", "current", name="Ibuprofen")
    (found,) = contradictions_in(letter, look(episode, content), pathway)
    assert "der er medicin på listen" in found.text
    assert [(quote.title, quote.text, quote.url) for quote in found.quotes] == [
        (
            "Antal faste lægemidler",
            f"0 lægemidler ({today():%d.%m.%Y})",
            section_url(episode, "health", "health.drug_count"),
        ),
        ("Nuværende medicin", f"Ja ({today():%d.%m.%Y})", reverse("section", args=[episode.pk, "treatment"])),
    ]


def test_a_section_of_the_letter_is_quoted_with_its_title_and_field(
    cast: Cast, letter: Letter, content: Content, pathway: Pathway
) -> None:
    """Tried: the letter as it stands passed over, and no quotation of it."""
    edit(cast, letter, objective="Allergisk over for latex.")
    (found,) = contradictions_in(kept(letter), look(letter.referral.episode, content), pathway)
    _said, against = found.quotes
    assert (against.title, against.text) == ("Objektiv undersøgelse", "Allergisk over for latex.")
    assert against.url == f"{reverse('letter', args=[letter.pk])}#field_objective"


def test_only_what_was_written_as_text_is_read(letter: Letter, content: Content, pathway: Pathway) -> None:
    """Tried: the keys of choices read as words."""
    passages = list(passages_of(letter, look(letter.referral.episode, content), pathway))
    questions = [passage.key for passage in passages if passage.source == "question"]
    assert "health.allergies" in questions
    assert {content.vocabulary.questions[key].type for key in questions} == {"text"}
    sections = [passage.key for passage in passages if passage.source == "section"]
    assert sections == [section.key for section in pathway.letter_sections]


@pytest.mark.parametrize(("name", "said"), [("oxycodon", "oxycodon"), ("", "Stærkt opioid")])
def test_an_earlier_dose_is_told_of_the_medicine_by_its_name_or_its_kind(
    name: str, said: str, cast: Cast, letter: Letter, content: Content, pathway: Pathway
) -> None:
    """Tried: the kind in place of the name, and its key in place of its label."""
    episode = letter.referral.episode
    treat(cast.gp, episode, "strong_opioid", "current", name=name, daily_dose_mg=Decimal(40))
    plan = add_taper_plan(
        by=cast.gp,
        consultation=visit(cast.gp, episode),
        identifier=uuid4(),
        rows=[StepRow(today(), "15 mg morgen og aften")],
        approve=True,
        medicine="oxycodon",
        start_dose="20 mg morgen og aften",
        treatment=Treatment.objects.get(kind="strong_opioid"),
    )
    do(cast.gp, plan, Action.TAKE)
    edit(cast, letter, medication=f"{said} 40 mg i døgnet", comorbidity="Astma.")
    (found,) = contradictions_in(kept(letter), look(episode, content), pathway)
    assert f"dosis af {said}" in found.text
    quoted, against = found.quotes
    assert (quoted.text, quoted.url) == (
        f"{said} 40 mg i døgnet",
        f"{reverse('letter', args=[letter.pk])}#field_medication",
    )
    assert said in against.title


def test_what_is_asked_nowhere_leads_to_the_patient(
    cast: Cast, letter: Letter, content: Content, pathway: Pathway
) -> None:
    """Tried: to the treatments, which say nothing of an age."""
    adult = compile_condition({"fact": "patient.age_years", "gt": 18}, content.vocabulary)
    rule = replace(pathway, contradictions=(Contradiction(key="adult", text="Patienten er voksen.", condition=adult),))
    episode = letter.referral.episode
    (found,) = contradictions_in(letter, look(episode, content), rule)
    (quote,) = found.quotes
    assert quote.url == reverse("patient", args=[episode.patient_id])
