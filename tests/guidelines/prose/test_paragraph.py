"""How sentences are said of what is known: each fact once, no separator too many, and nothing lost."""

from datetime import date

import pytest

from guidelines.conditions.tree import Always
from guidelines.prose.paragraph import Sayable, Telling, Told, tell
from guidelines.prose.template import read_template
from guidelines.vocabulary.facts import Value

NEW, OLD = date(2026, 11, 20), date(2024, 3, 1)


def say(*templates: str, **known: Value | Telling) -> Told:
    sentences = [Sayable(str(number), "anywhere", read_template(text)) for number, text in enumerate(templates)]
    return tell(sentences, {f"a.{key}": _telling(value) for key, value in known.items()})


def _telling(value: Value | Telling) -> Telling:
    return value if isinstance(value, Telling) else Telling(value, str(value), first=NEW, last=NEW)


@pytest.mark.parametrize(
    ("template", "known", "text"),
    [
        ("{a.x}[, {a.y}].", {"x": "en", "y": "to"}, "En, to."),
        ("{a.x}[, {a.y}].", {"x": "en"}, "En."),
        ("{a.x}[, {a.y}][, {a.z}].", {"x": "en", "z": "tre"}, "En, tre."),
        ("[{a.x}][, {a.y}][ og {a.z}].", {"z": "tre"}, "Tre."),
        ("Er [{a.x}][, {a.y}][ og {a.z}].", {"y": "to", "z": "tre"}, "Er to og tre."),
        ("Er [{a.x}][, {a.y}].", {"y": "to"}, "Er to."),
        ("[{a.x} på ]{a.y}.", {"y": "50 år"}, "50 år."),
        ("Har varet {a.x}.", {"x": "8 mdr."}, "Har varet 8 mdr."),
        ("[, {a.x=yes}][, {a.y=yes}].", {"x": False, "y": True}, "True."),
        ("{a.x=any}.", {"x": ("p",)}, "('p',)."),
        ("[{a.x=yes} ({a.y})][, {a.x=yes}][, og {a.y}].", {"x": True, "y": "to"}, "True (to)."),
    ],
)
def test_a_part_falls_away_with_its_separator(template: str, known: dict[str, Value], text: str) -> None:
    """Tried: `drops_lead` ignored, the lead kept at the start, and a fact said twice in one sentence."""
    assert say(template, **known).text == text


def test_without_a_fact_that_it_needs_a_sentence_is_not_said_and_what_is_left_is_named() -> None:
    assert say("{a.x} og {a.y}.", "{a.z}.", x="en", z="tre") == Told("Tre.", ("a.x",))
    assert say("{a.x=no}.", x=True) == Told("", ("a.x",))
    assert say("[{a.x}].", y="to") == Told("", ("a.y",))


def test_a_fact_that_one_sentence_said_is_not_said_by_the_next() -> None:
    """Tried: nothing taken out of what is left."""
    assert say("{a.x}.", "[{a.x}][, {a.y}].", x="en", y="to") == Told("En. To.", ())


def test_own_words_stay_as_they_were_written_and_several_lines_stand_alone() -> None:
    own = Telling("ja. NEJ!", "ja. NEJ!", is_quoted=True)
    assert say("{a.x}", x=own).text == "ja. NEJ!"
    assert say("Siger »{a.x}«.", x=own).text == "Siger »ja. NEJ!«"
    several = Telling("et\nto", "et\nto", is_quoted=True)
    assert say("{a.x}.", "{a.y}.", "{a.z}.", x="først", y=several, z="sidst").text == "Først.\net\nto.\nSidst."


def test_what_is_old_tells_its_days_once_for_the_sentence() -> None:
    """Tried: the day told for each fact, and for one that the sentence dates itself."""
    old, older = Telling("en", "en", False, OLD, OLD, True), Telling("to", "to", False, date(2023, 1, 2), OLD, True)
    assert say("{a.x}[, {a.y}].", x=old, y="to").text == "En, to (oplyst 01.03.2024)."
    assert say("{a.x}[, {a.y}].", x=old, y=older).text == "En, to (oplyst 02.01.2023–01.03.2024)."
    assert say("{a.x} ({a.x:day}).", x=old).text == "En (01.03.2024)."
    lasting = Telling("8 mdr.", "8 mdr.", False, OLD, OLD, True)
    assert say("I {a.x}.", x=lasting).text == "I 8 mdr. (oplyst 01.03.2024)."


def test_a_value_without_words_and_a_condition_that_does_not_hold_say_nothing() -> None:
    wordless = Telling("x", None)
    assert say("{a.x}.", x=wordless) == Told("", ("a.x",))
    sentence = Sayable("s", "anywhere", read_template("{a.x}."), Always())
    assert tell([sentence], {"a.x": _telling("en")}, lambda _condition: False) == Told("", ("a.x",))
