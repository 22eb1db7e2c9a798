"""What cannot both hold: found in whole Danish words, and never in the denial itself."""

from datetime import date

import pytest

from guidelines.conditions.tree import compile_condition
from guidelines.in_force.content import Content
from guidelines.vocabulary.facts import Facts
from referrals.rules.contradictions import FoundContradiction, Passage, find_contradictions
from referrals.rules.pathway import Contradiction

ALLERGY = Contradiction(
    key="allergy",
    text="Allergi benægtes, og en reaktion er nævnt.",
    says="health.allergies",
    denials=("ingen", "ingen kendte", "nej"),
    mentions=("allergi", "allergisk", "udslæt", "tåler ikke", "penicillin"),
)
NOTHING = Facts(date(2026, 11, 25), {})


def question(text: str, key: str = "health.comorbidity") -> Passage:
    return Passage("question", key, text)


def said(text: str) -> Passage:
    return question(text, "health.allergies")


def look(*passages: Passage) -> list[FoundContradiction]:
    return find_contradictions([ALLERGY], NOTHING, passages)


@pytest.mark.parametrize("denial", ["Ingen kendte.", "INGEN", "Nej", "Ingen  kendte allergier", "Ingen allergi."])
@pytest.mark.parametrize("mention", ["Udslæt efter morfin.", "Er ALLERGISK over for plaster", "Tåler  ikke codein"])
def test_a_denial_and_a_mention_contradict_each_other(denial: str, mention: str) -> None:
    (found,) = look(said(denial), question(mention))
    assert found.said is not None
    assert (found.said.key, found.said.text) == ("health.allergies", " ".join(denial.split()))
    assert [(quote.source, quote.key, quote.text) for quote in found.against] == [
        ("question", "health.comorbidity", " ".join(mention.split()))
    ]


@pytest.mark.parametrize(
    "other",
    [
        "Ingen allergi over for penicillin.",
        "Har ikke haft udslæt.",
        "Behandles uden penicillin, latex eller jod",
        "Aldrig allergisk; ingen udslæt.",
        "Allergivaccination er planlagt.",
        "Udslætsfri",
        "",
    ],
)
def test_a_denial_or_a_part_of_a_word_is_no_mention(other: str) -> None:
    assert look(said("Ingen kendte."), question(other)) == []


@pytest.mark.parametrize("clause", ["Nej, allergi kendes ikke.", "Kendt allergi"])
def test_a_rule_s_own_words_for_no_deny_what_comes_after_them(clause: str) -> None:
    """Tried: only the words that deny in every rule, which gives a false alarm."""
    found = look(said("Ingen kendte."), question(clause))
    assert [quote.text for one in found for quote in one.against] == ([] if clause.startswith("Nej") else [clause])


def test_an_exception_to_a_denial_is_a_mention() -> None:
    (found,) = look(said("Ingen kendte."), question("Ingen allergi, men fik udslæt af morfin. Ellers rask."))
    assert [quote.text for quote in found.against] == ["fik udslæt af morfin"]


@pytest.mark.parametrize("text", ["Penicillin.", "Ingen kendte, men udslæt af penicillin", "Ingenting"])
def test_an_answer_that_names_it_denies_nothing(text: str) -> None:
    assert look(said(text), question("Udslæt af morfin.")) == []


def test_without_another_text_there_is_nothing_to_contradict() -> None:
    assert look(said("Ingen kendte.")) == []
    assert look(question("Udslæt.")) == []


def test_a_treatments_name_side_effects_and_reason_are_read_as_well() -> None:
    (found,) = look(said("Ingen"), Passage("treatment", "7", "Udslæt og kløe"), Passage("treatment", "8", "kvalme"))
    assert [(quote.source, quote.key, quote.text) for quote in found.against] == [("treatment", "7", "Udslæt og kløe")]


def test_the_letter_repeats_an_answer_and_is_quoted_for_what_it_adds() -> None:
    copy = Passage("section", "comorbidity", "Andre sygdomme: Udslæt af morfin (25.11.2026)")
    (found,) = look(said("Ingen"), question("Udslæt af morfin"), copy)
    assert [quote.source for quote in found.against] == ["question"]
    added = Passage("section", "comorbidity", "Andre sygdomme: Udslæt af morfin.\nAllergisk over for latex.")
    (found,) = look(said("Ingen"), question("Udslæt af morfin"), added)
    assert [quote.text for quote in found.against] == ["Udslæt af morfin", "Allergisk over for latex."]


def test_the_letters_own_section_can_deny_what_the_answer_names() -> None:
    section = Passage("section", "allergies", "Ingen kendte.", about=("health.allergies",))
    (found,) = look(said("Penicillin giver udslæt."), section)
    assert found.said is not None
    assert (found.said.source, found.said.key) == ("section", "allergies")
    assert [quote.key for quote in found.against] == ["health.allergies"]
    elsewhere = Passage("section", "objective", "Ingen kendte.", about=("workup.objective_findings",))
    assert look(said("Penicillin giver udslæt."), elsewhere) == []


def test_facts_that_do_not_go_together_are_named(content: Content) -> None:
    values = [*content.vocabulary.questions["work.status"].values]
    tree = {"all": [{"fact": "work.status", "is": values[0]}, {"fact": "work.impact", "is": "not_relevant"}]}
    text = "Er i arbejde, og arbejdslivet er ikke relevant."
    rule = Contradiction(key="work", text=text, condition=compile_condition(tree, content.vocabulary))
    both = {"work.status": values[0], "work.impact": "not_relevant"}
    (found,) = find_contradictions([rule], Facts(NOTHING.as_of, both), [])
    assert found.deciding == ("work.impact", "work.status")
    for known in ({}, {"work.status": values[0]}, both | {"work.impact": "serious"}):
        assert find_contradictions([rule], Facts(NOTHING.as_of, known), []) == []


def test_a_rule_without_words_finds_nothing() -> None:
    rule = Contradiction(key="empty", text="Tom.", says="health.allergies")
    assert find_contradictions([rule], NOTHING, [said("Ingen"), question("Udslæt")]) == []


def test_a_long_text_is_quoted_in_short() -> None:
    (found,) = look(said("Ingen"), question("udslæt " * 100))
    assert len(found.against[0].text) == 200
    assert found.against[0].text.endswith("…")
