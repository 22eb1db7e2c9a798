"""Full text in Danish over what is in force: words, phrases, ranking, filters and marked hits."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from guidelines.content_files.loading import read_yaml
from guidelines.content_files.text import write_yaml
from guidelines.in_force.catalogue import RecommendationRow
from guidelines.in_force.content import Content, current_content
from guidelines.in_force.search import END, HIT, find_recommendations, parts_of
from guidelines.in_force.understanding import is_slip, understood
from guidelines.vocabulary.parsing import parse_vocabulary
from referrals.management.commands.load_content import load_content
from tests.support.content.publishing import load_edited

pytestmark = pytest.mark.django_db


def find(content: Content, words: str = "", topic: str = "", strength: str = "") -> list[RecommendationRow]:
    meant = understood(words, content)
    return find_recommendations(content, words=words, meant=meant, topic=topic, strength=strength)


def keys(rows: list[RecommendationRow]) -> list[str]:
    return [row.entry.key for row in rows]


def publish_text(folder: Path, **changes: str) -> None:
    """Publish generalised-pain/tca with these changes."""
    path = Path(shutil.copytree(settings.FIXTURES_DIR, folder)) / "guidelines" / "generalised-pain.yaml"
    content: dict[str, Any] = read_yaml(path)
    next(row for row in content["recommendations"] if row["key"] == "tca").update(changes)
    path.write_text(write_yaml(content), encoding="utf-8")
    load_edited(folder)


def test_a_word_of_the_title_comes_before_the_same_word_elsewhere(content: Content) -> None:
    found = keys(find(content, "duloxetin"))
    assert found[0] == "generalised-pain/duloxetine"
    assert len(found) > 1


def test_another_form_of_the_word_is_found(content: Content) -> None:
    assert set(keys(find(content, "opioid"))) == set(keys(find(content, "opioider"))) != set()


def test_a_phrase_and_a_word_left_out(content: Content) -> None:
    every = set(keys(find(content, "journalen")))
    phrase = set(keys(find(content, '"skriv svaret i journalen"')))
    without = set(keys(find(content, "journalen -opioid")))
    assert phrase == {"opioid-care/restraint"} < every
    assert phrase.isdisjoint(without)
    assert without < every


@pytest.mark.parametrize("words", ["og", "xyzzy", "' \" \\ & | ! ( ) :* <->", "%", "-opioid xyzzy"])
def test_what_matches_nothing_is_an_empty_list(words: str, content: Content) -> None:
    assert find(content, words) == []


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Cymbalta", "generalised-pain/duloxetine"),
        ("Saroten", "generalised-pain/tca"),
        ("Lyrica", "generalised-pain/gabapentinoids"),
        ("Ipren", "new-neck-pain/oral-nsaid"),
        ("Durogesic", "generalised-pain/strong-opioids"),
        ("MR", "generalised-pain/diagnostic-clarification"),
        ("scanning", "generalised-pain/diagnostic-clarification"),
        ("MR-scanning", "generalised-pain/diagnostic-clarification"),
        ("motion", "generalised-pain/supervised-exercise"),
        ("traening", "generalised-pain/supervised-exercise"),
        ("sovn", "gp-assessment/biopsychosocial-burden"),
        ("opiod", "generalised-pain/strong-opioids"),
        ("Cymbelta", "generalised-pain/duloxetine"),
        ("duloxtein", "generalised-pain/duloxetine"),
    ],
)
def test_another_name_another_word_and_a_slip_find_it(typed: str, key: str, content: Content) -> None:
    """Tried: without medicines; without the groups of words; without slips; without folding."""
    assert key in [
        f"{row.entry.release.publication.key}/{row.entry.key.rpartition('/')[2]}" for row in find(content, typed)
    ]


def test_the_words_that_are_looked_for_as_one_are_content(content: Content) -> None:
    """Tried: the words compared as they are written."""
    groups = [{"title": "Et præparat", "words": ["Serotoninpille", "duloxetin"]}]
    body = content.releases["vocabulary"].body | {"search_words": groups}
    assert find(content, "serotoninpiller") == find(content, "serotoninpille") == []
    assert "generalised-pain/duloxetine" in keys(find(content.with_vocabulary(body), "serotoninpille"))
    assert find(content.with_vocabulary(body), "motion") == []


@pytest.mark.parametrize(
    ("words", "fault"), [(["ondt i ryggen", "ryg"], "ikke ét ord"), (["ryg"], "færre end to"), ([], "færre end to")]
)
def test_a_group_of_search_words_is_two_single_words_at_least(words: list[str], fault: str, content: Content) -> None:
    """A search looks for words one by one. Tried: each of the two checks left out."""
    body = content.releases["vocabulary"].body | {"search_words": [{"title": "Ryg", "words": words}]}
    with pytest.raises(ValueError, match=f"»Ryg«.*{fault}"):
        parse_vocabulary(body)


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("opiod", "opioid", True),
        ("opioiid", "opioid", True),
        ("opioit", "opioid", True),
        ("poioid", "opioid", True),
        ("opioid", "opioid", False),
        ("opid", "opioid", False),
        ("duoxteine", "duloxetine", False),
    ],
)
def test_a_slip_is_one_letter(one: str, other: str, is_one: bool) -> None:
    assert is_slip(one, other) is is_slip(other, one) is is_one


def test_a_word_means_more_only_where_that_is_said(content: Content) -> None:
    (tramadol,) = understood("tramadol", content)
    assert tramadol.others == ()
    (panodil,) = understood("Panodil", content)
    assert panodil.typed == "Panodil"
    assert understood('"opioid"', content) == understood("opioid -tramadol", content) == ()


def test_topic_and_strength_narrow_the_words_and_work_alone(content: Content) -> None:
    strong = find(content, strength="strong_for")
    assert {row.version.strength.label for row in strong} == {"Stærk anbefaling for"}
    assert {row.version.topic for row in find(content, topic="surgery")} == {"surgery"}
    narrowed = find(content, "opioid", topic="surgery")
    assert set(keys(narrowed)) == set(keys(find(content, "opioid"))) & set(keys(find(content, topic="surgery")))
    assert narrowed
    assert find(content, topic="surgery", strength="strong_for") == []
    assert keys(find(content)) == list(content.recommendations)


def test_only_the_version_in_force_is_found(tmp_path: Path) -> None:
    publish_text(tmp_path / "new", rationale="Om zebrafinker.")
    assert keys(find(current_content(), "zebrafinke")) == ["generalised-pain/tca"]
    load_content(settings.FIXTURES_DIR)
    assert find(current_content(), "zebrafinke") == []


def test_hits_are_marked_and_nothing_is_lost(content: Content) -> None:
    rows = find(content, "opioid")
    assert ("opioid", True) in [part for row in rows for part in row.parts]
    assert all("".join(text for text, _hit in row.parts) == row.version.text for row in rows)


def test_a_text_that_looks_like_markup_is_not_lost(tmp_path: Path) -> None:
    publish_text(tmp_path / "new", text="Brug <b>sjældent</b> en second-opinion-zebrafinke, http://a.dk/zebrafinke.")
    (row,) = find(current_content(), "zebrafinke")
    assert "".join(text for text, _hit in row.parts) == row.version.text


def test_a_marked_text_that_is_not_the_text_is_not_used() -> None:
    assert parts_of("a <b> hit.", f"a <b> {HIT}hit{END}.") == (("a <b> ", False), ("hit", True), (".", False))
    assert parts_of("a <b> hit.", f"a   {HIT}hit{END}.") == (("a <b> hit.", False),)


def test_a_replaced_recommendation_is_found_with_the_newer_one(content: Content) -> None:
    row = next(row for row in find(content, "årlig vurdering") if row.entry.key == "opioid-care/yearly-review")
    assert row.newer is content.recommendations["dependency-medicines/half-yearly-review"]
    assert next(row.newer for row in find(content, "duloxetin")) is None


def test_the_beginning_of_a_word_finds_it(content: Content) -> None:
    assert {str(row.version.recommendation) for row in find(content, "træn")} >= {
        "generalised-pain/supervised-exercise"
    }


def test_a_guideline_that_is_about_the_word_is_found_whole_the_best_match_first(content: Content) -> None:
    found = [str(row.version.recommendation) for row in find(content, "opioid")]
    assert {"opioid-care/yearly-review", "opioid-care/driving", "opioid-care/restraint"} <= set(found)
    assert len(found) == len(set(found))


def test_a_hit_carries_its_currency(content: Content) -> None:
    (row, *_) = find(content, "tramadol")
    assert row.is_current is False


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("træn & (", "træn"),
        ("a:*", "a"),
        ("opioid | !", "opioid"),
        ("'duloxetin'", "duloxetin"),
        ('"stærke opioider"', "stærke opioider"),
    ],
)
def test_signs_that_the_search_knows_are_typed_without_harm(content: Content, typed: str, words: str) -> None:
    """Tried: every search answered with nothing, and with everything."""
    found = keys(find(content, typed))
    assert found == keys(find(content, words))
    assert 0 < len(found) < len(content.recommendations)


@pytest.mark.parametrize("typed", ["!!", "'", "\\", "&", "( )"])
def test_signs_alone_find_nothing(content: Content, typed: str) -> None:
    assert find(content, typed) == []
