"""The sentences for a patient's plan: each with its source, in plain words, and nothing that cannot be meant."""

from typing import Any, get_args

import pytest
from django.conf import settings

from guidelines.vocabulary.plan_phrases import PLAN_PARTS, PlanContent, PlanSuggestion, SectionKey
from guidelines.vocabulary.sourcing import SourceReference
from tests.support.content.files import VOCABULARY, read
from tests.support.content.plans import parse_plan

SOURCE = {"source": "s", "section": "1"}
ROW = {"key": "a", "part": "action", "text": "Gå en tur.", "who": "Du", "source": SOURCE}
NEXT = {"key": "next", "title": "Næste aftale", "facts": ["q"], "empty": "Ikke aftalt."}
MEDICINE = {"kind": "tca", "name": "amitriptylin", "expect": "Den kan lindre.", "source": SOURCE}


def parse(**parts: Any) -> PlanContent:
    return parse_plan(parts, {"q"}, {"tca"})


def test_a_part_is_read_as_it_stands() -> None:
    plan = parse(
        suggestions=[ROW, {**ROW, "key": "b", "part": "offers", "who": ""}], sections=[NEXT], medicines=[MEDICINE]
    )
    reference = SourceReference(source="s", section="1")
    assert plan.suggestions[0] == PlanSuggestion(
        key="a", part="action", text="Gå en tur.", reference=reference, who="Du"
    )
    assert ([row.key for row in plan.of("offers")], plan.of("flare_up")) == (["b"], [])
    assert (plan.find("b"), plan.find("c")) == (plan.suggestions[1], None)
    assert (plan.section("next"), plan.section("goal")) == (plan.sections[0], None)
    assert plan.by_kind == {"tca": plan.medicines[0]}


def test_a_release_from_before_the_plan_has_no_suggestions() -> None:
    assert parse_plan({}, set(), set()) == PlanContent()


@pytest.mark.parametrize(
    "parts",
    [
        {"suggestions": [ROW, ROW]},
        {"suggestions": [ROW | {"part": "goal"}]},
        {"suggestions": [ROW | {"text": " "}]},
        {"suggestions": [ROW | {"part": "offers"}]},
        {"suggestions": [{key: value for key, value in ROW.items() if key != "source"}]},
        {"suggestions": [ROW | {"part": "offers", "who": "", "decided": ["a/b"]}]},
        {"sections": [NEXT, NEXT]},
        {"sections": [NEXT | {"facts": ["unknown"]}]},
        {"sections": [NEXT | {"key": "goal"}]},
        {"medicines": [MEDICINE, MEDICINE]},
        {"medicines": [MEDICINE | {"kind": "unknown"}]},
        {"medicines": [MEDICINE | {"source": None}]},
    ],
)
def test_what_cannot_be_meant_is_refused(parts: dict[str, Any]) -> None:
    with pytest.raises((KeyError, ValueError)):
        parse(**parts)


def test_every_part_of_the_plan_has_sentences_with_their_sources() -> None:
    plan = VOCABULARY.plan
    assert {row.part for row in plan.suggestions} == set(PLAN_PARTS)
    assert {row.source for row in plan.suggestions} == {
        "cross-sector-2023",
        "generalised-pain-quick-guide",
        "pain-centre-talk",
    }
    of_2023 = [row for row in plan.suggestions if row.source == "cross-sector-2023"]
    assert [row.key for row in of_2023 if not row.section.startswith(("Bilag 4, Anbefaling 3", "Kapitel"))] == []
    assert all(row.who for row in plan.of("action"))
    assert plan.find("relief") in plan.of("flare_up")


def test_the_sentences_fit_where_they_are_put_in() -> None:
    from assessment.pages.care_plan.forms import LONGEST_ACTION, LONGEST_TEXT

    plan = VOCABULARY.plan
    assert max(len(row.text) for row in plan.of("action")) <= LONGEST_ACTION["what"]
    assert max(len(row.who) for row in plan.of("action")) <= LONGEST_ACTION["who"]
    for part in PLAN_PARTS[1:]:
        assert sum(len(row.text) + 1 for row in plan.of(part)) <= LONGEST_TEXT


def test_every_part_of_a_sheet_and_every_kind_of_medicine_has_its_words() -> None:
    """Tried: a part without its row; a kind of medicine that is called by a clinic's name."""
    plan = VOCABULARY.plan
    assert {section.key for section in plan.sections} == set(get_args(SectionKey))
    assert plan.by_kind.keys() == {kind.key for kind in VOCABULARY.treatment_kinds.values() if kind.group == "drug"}


def test_what_comes_along_belongs_to_advice_for_something_that_there_is() -> None:
    files = [read(path) for path in (settings.FIXTURES_DIR / "guidelines").glob("*.yaml")]
    given = {f"{file['key']}/{row['key']}": row["direction"] for file in files for row in file["recommendations"]}
    decided = {key for row in VOCABULARY.plan.suggestions for key in row.decided}
    assert {key: given.get(key) for key in decided} == dict.fromkeys(decided, "for")


def test_no_answer_to_choose_has_a_colon_that_would_stand_behind_its_question_s_own() -> None:
    """Tried: »Generaliserede: store dele af kroppen«, which a list says behind »Smerternes udbredelse:«."""
    options = [option.label for question in VOCABULARY.questions.values() for option in question.options]
    assert [label for label in options if ":" in label] == []
