"""The letter's sentences: every known fact of a section stands in it exactly once, in words and not beside a label."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from assessment.episode.tellings import is_told, tell_facts, telling_of
from assessment.episode.workspace import Workspace
from assessment.models import Episode
from assessment.record.known_facts import FactDisplay
from assessment.rules.facts import Case, facts_of
from assessment.rules.keys import ONSET
from assessment.rules.reading import parse_case
from assessment.rules.synthetic import population
from guidelines.in_force.content import Content
from guidelines.prose.paragraph import Telling, tell
from guidelines.vocabulary.told_dates import ToldDate
from referrals.pathways.in_force import pathway_of
from referrals.rules.pathway import LetterSection, Pathway

AS_OF = date(2026, 11, 29)
pytestmark = pytest.mark.django_db


@pytest.fixture
def pathway(content: Content) -> Pathway:
    return pathway_of(content)


def in_memory(case: Case, content: Content) -> Workspace:
    """As much of a workspace as sentences are told from, without a database."""
    facts = facts_of(case, content.vocabulary)
    display = FactDisplay(Episode(answers={}), [], facts, content.vocabulary)
    return cast(
        "Workspace",
        SimpleNamespace(facts=facts, display=display, content=content, case=case, reviews_said=tuple),
    )


def sections_of(pathway: Pathway) -> Iterator[LetterSection]:
    yield from {section.key: section for one in pathway.letters.values() for section in one.sections}.values()


def mark(key: str, telling: Telling) -> Telling:
    """The fact with its key in its words, so that it can be counted."""
    words = str(telling.words)
    return replace(telling, words=f"{words[:1]}⟦{key}⟧{words[1:]}")


SECTION_TEXT_CPU_MS = 5
MISPLACED = re.compile(r"\.\.|[,;:] *[.,;]|  |\( *\)|^[,;. ]|[\[{<]", re.MULTILINE)


def test_each_known_fact_of_a_section_is_told_exactly_once_in_words_whatever_is_known(
    content: Content, pathway: Pathway
) -> None:
    """Tried: a fact taken out of its sentence, one named in two parts that are always said, `left.pop` left out, a
    value without words inside a sentence, no separator dropped, and the whole body as the worst place."""
    sections = [*sections_of(pathway)]
    labels = "|".join({re.escape(content.vocabulary.short(key)) for section in sections for key in section.facts})
    labelled = re.compile(rf"(?:{labels}): ")
    for case in population(content.vocabulary, AS_OF, 500):
        workspace = in_memory(case, content)
        told = {key: telling_of(key, workspace) for key in workspace.facts.values if is_told(key, workspace)}
        marked = {key: mark(key, one) for key, one in told.items()}
        for section in sections:
            known = {key: marked[key] for key in section.facts if key in marked}
            text = tell(content.sentences_of(section.place, frozenset(section.facts)), known).text
            assert sorted(re.findall(r"⟦([^⟧]*)⟧", text)) == sorted(known), (section.key, text)
            text = re.sub(r"⟦[^⟧]*⟧", "", text)
            assert not labelled.search(text), text
            assert not MISPLACED.search(text), text
            assert "None" not in text, text
            assert "værst i hele kroppen" not in text.lower(), text
            for line in text.splitlines():
                assert line.endswith((".", "«")), line
                assert line[0] == line[0].upper() or line.startswith("opdigtet"), line


def test_pain_that_began_in_a_year_alone_has_lasted_from_so_long_to_so_long(content: Content, pathway: Pathway) -> None:
    """Tried: only a certain duration in years and months, which says the range in months with decimals."""
    case = Case(AS_OF, date(1981, 9, 15), {ONSET: ToldDate(2022, 1, 1, "year")})
    texts = {one.key: tell_facts(in_memory(case, content), one.place, one.facts).text for one in sections_of(pathway)}
    assert texts["pain_history"] == "Begyndte 2022, for 3 år 10 mdr. – 4 år 10 mdr. siden."
    assert texts["summary"].endswith("med smerter i 3 år 10 mdr. – 4 år 10 mdr.")


def test_all_sections_of_a_letter_are_told_within_five_milliseconds_of_cpu(content: Content, pathway: Pathway) -> None:
    """Tried: the sentences compiled for each section, 40 ms."""
    case = max(population(content.vocabulary, AS_OF, 20), key=lambda one: len(one.answers))
    workspace = in_memory(case, content)
    spent = []
    for _round in range(5):
        start = time.process_time()
        for section in pathway.letter_sections:
            tell_facts(workspace, section.place, section.facts)
        spent.append((time.process_time() - start) * 1000)
    assert min(spent) <= SECTION_TEXT_CPU_MS


@pytest.mark.parametrize("path", sorted(Path("tests/cases").glob("*.json")), ids=lambda path: path.stem)
def test_the_worked_cases_need_no_line_of_what_no_sentence_says(path: Path, content: Content, pathway: Pathway) -> None:
    workspace = in_memory(parse_case(json.loads(path.read_text())["case"], content.vocabulary), content)
    for section in sections_of(pathway):
        told = tell_facts(workspace, section.place, section.facts)
        assert told.unsaid == (), section.key
