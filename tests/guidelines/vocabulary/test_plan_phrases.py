"""The sentences for a patient's plan: each with its source, in plain words, and nothing that cannot be meant."""

from typing import Any

import pytest

from guidelines.vocabulary.plan_phrases import PLAN_PARTS, PlanContent, PlanSuggestion
from guidelines.vocabulary.sourcing import SourceReference
from tests.support.content.files import VOCABULARY, VOCABULARY_FILE
from tests.support.content.plans import parse_plan

SOURCE = {"source": "s", "section": "1"}
ROW = {"key": "a", "part": "action", "text": "Gå en tur.", "who": "Dig", "source": SOURCE}
INVOLVED = {"question": "q", "value": "yes", "text": "Med."}


def parse(**parts: Any) -> PlanContent:
    return parse_plan(parts, {"q": {"yes": "Ja"}})


def test_a_part_is_read_as_it_stands() -> None:
    plan = parse(suggestions=[ROW, {**ROW, "key": "b", "part": "offers", "who": ""}], involved=[INVOLVED])
    reference = SourceReference(source="s", section="1")
    assert plan.suggestions[0] == PlanSuggestion(
        key="a", part="action", text="Gå en tur.", reference=reference, who="Dig"
    )
    assert ([row.key for row in plan.of("offers")], plan.of("flare_up")) == (["b"], [])
    assert (plan.find("b"), plan.find("c")) == (plan.suggestions[1], None)
    assert plan.involved == {"q": {"yes": "Med."}}


def test_a_release_from_before_the_plan_has_no_suggestions() -> None:
    assert parse_plan({}, {}) == PlanContent()


@pytest.mark.parametrize(
    "parts",
    [
        {"suggestions": [ROW, ROW]},
        {"suggestions": [ROW | {"part": "goal"}]},
        {"suggestions": [ROW | {"text": " "}]},
        {"suggestions": [ROW | {"part": "offers"}]},
        {"suggestions": [{key: value for key, value in ROW.items() if key != "source"}]},
        {"involved": [INVOLVED | {"value": "maybe"}]},
        {"involved": [INVOLVED | {"question": "unknown"}]},
    ],
)
def test_what_cannot_be_meant_is_refused(parts: dict[str, Any]) -> None:
    with pytest.raises((KeyError, ValueError)):
        parse(**parts)


def test_every_part_of_the_plan_has_sentences_from_the_recommendations_of_2023() -> None:
    plan = VOCABULARY.plan
    assert {row.part for row in plan.suggestions} == set(PLAN_PARTS)
    assert {row.source for row in plan.suggestions} == {"cross-sector-2023"}
    assert [
        row.key for row in plan.suggestions if not row.section.startswith(("Bilag 4, Anbefaling 3", "Kapitel"))
    ] == []
    assert all(row.who for row in plan.of("action"))
    assert plan.find("relief") in plan.of("flare_up")


def test_the_sentences_fit_where_they_are_put_in() -> None:
    from assessment.pages.care_plan.forms import LONGEST_ACTION, LONGEST_TEXT

    plan = VOCABULARY.plan
    assert max(len(row.text) for row in plan.of("action")) <= LONGEST_ACTION["what"]
    assert max(len(row.who) for row in plan.of("action")) <= LONGEST_ACTION["who"]
    for part in PLAN_PARTS[1:]:
        assert sum(len(row.text) + 1 for row in plan.of(part)) <= LONGEST_TEXT


def test_who_takes_part_is_asked_in_the_intake() -> None:
    assert list(VOCABULARY.plan.involved) == ["relations.relatives_involved", "relations.workplace_involved"]
    sentences = [text for answers in VOCABULARY.plan.involved.values() for text in answers.values()]
    assert len(sentences) == len(set(sentences)) == len(VOCABULARY_FILE["plan"]["involved"])
