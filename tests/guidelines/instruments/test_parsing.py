"""A release of instruments is read strictly: what is wrong is named, with the instrument."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from guidelines.instruments.parsing import check_against, parse_instruments
from tests.support.content.files import VOCABULARY

TEXTS = dict.fromkeys(("title", "short", "purpose", "source", "licence", "danish_version", "interpretation"), "x")
SOUND: dict[str, Any] = {
    "options": {"yes_no": [{"value": 1, "label": "Ja"}, {"value": 0, "label": "Nej"}]},
    "instruments": [
        {
            **TEXTS,
            "short": "Prøve",
            "key": "test",
            "kind": "scored",
            "options": "yes_no",
            "items": [
                {"key": "a", "text": "A?"},
                {"key": "b", "text": "B?", "options": [{"value": 0, "label": "0"}, {"value": 5, "label": "5"}]},
                {"key": "where", "text": "Hvor?", "ticks": True, "options": [{"value": "neck", "label": "Nakke"}]},
            ],
            "scores": [
                {
                    "key": "total",
                    "title": "Sum",
                    "of": {"sum": ["a", "b", {"ticks": "where"}]},
                    "min": 0,
                    "max": 7,
                    "bands_source": "kilde",
                    "bands": [{"from": 0, "to": 3, "label": "få"}, {"from": 4, "to": 7, "label": "mange"}],
                },
                {
                    "key": "met",
                    "title": "Kriterier",
                    "bands_source": "kilde",
                    "levels": [
                        {"key": "yes", "label": "Ja", "when": {"all": [{"fact": "total", "gte": 4}]}},
                        {"key": "no", "label": "Nej", "when": {"always": True}},
                    ],
                },
            ],
            "alert": {"item": "a", "from": 1, "question": "wellbeing.suicidal_thoughts"},
            "suggests": {"score": "total", "from": 4, "instruments": ["test"], "text": "Videre:"},
        },
        {**TEXTS, "key": "asked", "kind": "vocabulary", "questions": ["peg.pain"], "fact": "peg.score"},
        {
            **TEXTS,
            "key": "number",
            "kind": "result_only",
            "result": {"type": "number", "title": "S", "min": 0, "max": 9},
        },
        {**TEXTS, "key": "words", "kind": "result_only", "result": {"type": "text", "title": "Svar"}},
    ],
}
Row = dict[str, Any]


def changed(change: Callable[[Row], Any]) -> Row:
    body = deepcopy(SOUND)
    change(body["instruments"][0])
    return body


def bands(*ends: tuple[int, int]) -> list[Row]:
    return [{"from": least, "to": most, "label": f"{least}-{most}"} for least, most in ends]


def test_a_sound_release_is_read_as_it_is_written() -> None:
    found = parse_instruments(SOUND)
    test = found["test"]
    assert [item.type for item in test.items] == ["choice", "choice", "ticks"]
    assert [test.items[0].points, test.items[1].points, test.items[2].ticks] == [(1, 0), (0, 5), ("neck",)]
    assert test.items[0].options == {1: "Ja", 0: "Nej"}
    assert test.scores[0].band_of(3) == "få"
    assert test.scores[0].band_of(4) == "mange"
    assert test.scores[1].items == {"a", "b", "where"}
    assert (found["asked"].questions, found["asked"].fact) == (("peg.pain",), "peg.score")
    assert [found[key].items[0].type for key in ("number", "words")] == ["number", "text"]
    check_against(found.values(), VOCABULARY)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda row: row.update(kind="guessed"), "slagsen er »scored«"),
        (lambda row: row["items"].append({"key": "a", "text": "igen"}), "to spørgsmål har samme nøgle"),
        (lambda row: row["items"][0].update(key="comment"), "comment"),
        (lambda row: row["items"][0].update(options=[]), "et helt tal"),
        (lambda row: row["items"][0].update(options=[{"value": "1", "label": "Ja"}]), "et helt tal"),
        (lambda row: row["items"][0].update(options=[{"value": True, "label": "Ja"}]), "et helt tal"),
        (lambda row: row["items"][2].update(options=[{"value": 1, "label": "Nakke"}]), "et navn"),
        (lambda row: row["scores"][0].update(of={"sum": ["a", "c"]}), "intet spørgsmål »c«"),
        (lambda row: row["scores"][0].update(max=8), "0 til 7, ikke 0 til 8"),
        (lambda row: row["scores"][0].update(min=1), "0 til 7, ikke 1 til 7"),
        (lambda row: row["scores"][0].update(bands=bands((0, 3), (3, 7))), "overlapper"),
        (lambda row: row["scores"][0].update(bands=bands((0, 3), (5, 7))), "har et hul"),
        (lambda row: row["scores"][0].update(bands=bands((0, 4), (5, 6))), "fra 0 til 7"),
        (lambda row: row["scores"][0].update(bands=bands((1, 7))), "fra 0 til 7"),
        (lambda row: row["scores"][0].update(bands=bands((0, 7), (8, 7))), "slutter, før"),
        (lambda row: row["scores"][0].update(direction="sideways"), "retningen er »lower_is_better«"),
        (lambda row: row["scores"][1].update(key="total"), "samme nøgle"),
        (lambda row: row["scores"][0].update(key="a"), "samme nøgle"),
        (lambda row: row["scores"][1]["levels"].pop(), "skal gælde altid"),
        (lambda row: row["alert"].update(item="c"), "advarslen: »c«"),
        (lambda row: row["alert"].update({"from": 2}), "advarslen: »a«"),
        (lambda row: row["alert"].update(item="where"), "advarslen: »where«"),
        (lambda row: row["suggests"].update(score="met"), "ingen score »met«"),
        (lambda row: row["suggests"].update(instruments=["gone"]), "skemaet »gone«, som ikke findes"),
    ],
)
def test_what_is_wrong_is_named_with_its_instrument(change: Callable[[Row], Any], says: str) -> None:
    with pytest.raises(ValueError, match=says) as caught:
        parse_instruments(changed(change))
    assert "Skemaet »Prøve«" in str(caught.value)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("title", "Skemaet »Prøve«: overskriften mangler"),
        ("source", "Skemaet »Prøve«: kilden mangler"),
        ("licence", "Skemaet »Prøve«: vilkårene for brug mangler"),
        ("interpretation", "Skemaet »Prøve«: fortolkningen mangler"),
        ("items", "Skemaet »Prøve«: spørgsmålene mangler"),
        ("scores", "Skemaet »Prøve«: scorerne mangler"),
    ],
)
def test_what_an_instrument_lacks_is_named(key: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_instruments(changed(lambda row: row.pop(key)))


def test_bands_without_their_source_are_refused() -> None:
    with pytest.raises(ValueError, match="kilden til grænserne mangler"):
        parse_instruments(changed(lambda row: row["scores"][0].pop("bands_source")))


def test_a_level_refers_to_numbers_of_its_own_instrument_only() -> None:
    for fact in ("gcps.grade", "where", "met"):
        body = changed(lambda row, fact=fact: row["scores"][1]["levels"][0].update(when={"fact": fact, "gte": 1}))
        with pytest.raises(ValueError, match=f"Skemaet »Prøve«: .*med nøglen »{fact}«"):
            parse_instruments(body)


def test_two_instruments_of_one_name_are_refused() -> None:
    body = deepcopy(SOUND)
    body["instruments"].append(body["instruments"][0])
    with pytest.raises(ValueError, match="der er to af dem"):
        parse_instruments(body)


def test_a_result_is_a_number_or_a_text() -> None:
    body = deepcopy(SOUND)
    body["instruments"][2]["result"]["type"] = "colour"
    with pytest.raises(ValueError, match="typen er »number« eller »text«, ikke »colour«"):
        parse_instruments(body)


@pytest.mark.parametrize(
    ("index", "change", "says"),
    [
        (0, {"alert": {"item": "a", "from": 1, "question": "no.such"}}, "intet spørgsmål »no.such«"),
        (1, {"questions": ["peg.gone"]}, "intet spørgsmål »peg.gone«"),
        (1, {"fact": "peg.pain"}, "intet beregnet faktum »peg.pain«"),
    ],
)
def test_a_question_or_fact_that_the_vocabulary_lacks_is_refused(index: int, change: Row, says: str) -> None:
    body = deepcopy(SOUND)
    body["instruments"][index].update(change)
    with pytest.raises(ValueError, match=says):
        check_against(parse_instruments(body).values(), VOCABULARY)
