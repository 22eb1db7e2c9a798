"""What is wrong with content is said in Danish, with the row by its name and the field in words."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from guidelines.conditions.tree import ConditionError
from guidelines.in_force.content import Content
from guidelines.vocabulary.faults import list_names, name_faults, name_of
from guidelines.vocabulary.parsing import parse_vocabulary
from referrals.rules.parsing import parse_pathway
from tests.support.content.changes import PATHWAY, VOCABULARY, Body
from tests.support.content.plans import parse_plan


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda body: body["questions"][0].pop("type"), "Spørgsmålet »Hvornår begyndte smerterne?«: typen mangler"),
        (lambda body: body["sections"][0].pop("dimension"), "Afsnittet »Smerten«: dimensionen mangler"),
        (lambda body: body["populations"][0].pop("when"), "Patientgruppen »Voksne, 18 år eller derover«: betingelsen"),
        (lambda body: body["agenda"][0].pop("aim"), "Dagsordenen »Relation og fælles forståelse«: formålet mangler"),
        (lambda body: body["agenda"][0]["questions"].append("no.such"), "ikke er et spørgsmål: »no.such«"),
        (lambda body: body.pop("sections"), "Spørgsmål og fakta: afsnittene mangler"),
        (lambda body: body["questions"].insert(0, "text"), "Spørgsmålet »text«: et felt har ikke den form"),
        (lambda body: body["plan"]["suggestions"][0].update(who="Dig", part="offers"), "er ikke en handling"),
        (
            lambda body: body["plan"]["sections"][-4].update(facts=["no.such"]),
            "nævner fakta, som ikke findes: »no.such«",
        ),
    ],
)
def test_a_vocabulary_s_fault_names_row_and_field(change: Callable[[Body], Any], said: str) -> None:
    body = deepcopy(VOCABULARY)
    change(body)
    with pytest.raises(ValueError) as fault:  # noqa: PT011 the words are what is looked at
        parse_vocabulary(body)
    assert said in str(fault.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda body: body["criteria"][0].pop("source"), "Kriteriet »Voksen, 18 år eller derover«: kilden mangler"),
        (lambda body: body["criteria"].append(body["criteria"][0]), "har samme nøgle"),
        (lambda body: body["routing"][0].pop("centre"), "Modtageren »CVI Midt«: centret mangler"),
        (lambda body: body["letter_sections"][1].pop("holds"), "»Problemformulering«: hvad afsnittet skal indeholde"),
        (lambda body: body["waiting_time"][0].pop("text"), "Trinnet i ventetiden »Gennemgå medicinen«: teksten"),
        (lambda body: body["letters"][0]["sections"].append("gone"), "brevet har intet afsnit »gone«"),
        (lambda body: body["alternatives"][0].update(letter="gone"), "der er intet brev »gone«"),
        (lambda body: body["destinations"][0]["requires"].append("gone"), "som ikke findes: »gone«"),
        (lambda body: body.pop("highly_specialised"), "højt specialiseret behandling mangler"),
    ],
)
def test_a_pathway_s_fault_names_row_and_field(change: Callable[[Body], Any], said: str, content: Content) -> None:
    body = deepcopy(PATHWAY)
    change(body)
    with pytest.raises(ValueError) as fault:  # noqa: PT011 the words are what is looked at
        parse_pathway(body["key"], body, content.vocabulary)
    assert said in str(fault.value)
    assert str(fault.value).startswith("Henvisningsforløbet »Kroniske non-maligne smerter, Region Hovedstaden«: ")


def test_a_fault_keeps_its_class_and_takes_the_names_on_its_way() -> None:
    told = pytest.raises(ConditionError, match=r"\ADet »A«: Inden i: forkert\Z")
    with told, name_faults("Det", {"label": "A"}), name_faults("Inden i"):
        raise ConditionError("forkert")


def test_a_row_is_named_by_what_its_readers_know() -> None:
    assert name_of({"key": "k", "title": "Titel", "label": "Tekst"}) == "Tekst"
    assert name_of({"key": "k"}) == "k"
    assert name_of({"receiver": "CVI", "key": "midt"}) == "CVI"
    assert name_of({}) == "uden navn"
    assert len(name_of({"text": "x" * 500})) == 80
    assert list_names(["b", "a"]) == "»a«, »b«"


def test_a_plan_s_sentences_are_named() -> None:
    row = {"key": "a", "part": "offers", "text": "Kommunen.", "source": {"source": "s", "section": "1"}}
    with pytest.raises(ValueError, match="To forslag til en plan har samme nøgle: »a«"):
        parse_plan({"suggestions": [row, row]}, set(), set())
    with pytest.raises(ValueError, match=r"Forslaget til en plan »Kommunen\.«: kilden mangler"):
        parse_plan({"suggestions": [{**row, "source": {"section": "1"}}]}, set(), set())
