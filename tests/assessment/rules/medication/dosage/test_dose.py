"""A dose as it is written in practice: read where it says one thing, and where it does not, why."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.rules.medication.dosage.dose import ReadDose, read_dose
from assessment.rules.medication.dosage.grammar import phrases_of
from assessment.rules.medication.dosage.lexicon import DAYTIMES, PHRASES, Meaning, Open, Plain
from assessment.rules.medication.dosage.phrases import Unknown
from assessment.rules.medication.dosage.tokens import tokens_of
from guidelines.medicines.model import MICROGRAMS_PER_HOUR
from guidelines.vocabulary.numbers import number_in_danish

WORDS = st.sampled_from(sorted({*PHRASES, "x", "50", "1/2", "½", "mg", "+", "-", "/", ",", "1.500", "hver", "3.", "→"}))

LEAVING_OPEN = sorted(phrase for phrase, meaning in PHRASES.items() if isinstance(meaning, Open))
NOISE = sorted(phrase for phrase, meaning in PHRASES.items() if meaning is Plain.NOISE)
CLEAR = [
    "50 mg x 4",
    "500 mg 2 tabl. 3 x dgl",
    "10 mg 1+0+2",
    "10 mg morgen og 20 mg aften",
    "10 mg 1 tablet morgen, 2 tabletter til natten",
    "400 mg hver 8. time",
    "25 µg/t 2 plastre hver 3. dag",
    "400 mg fem gange dagligt",
    "10 mg ½ tabl. kl. 8 og 20",
    "900 mg/døgn",
]


def test_a_dose_is_read_with_the_strength_that_is_known() -> None:
    """Tried: the known strength taken before the one in the text."""
    assert read_dose("1/2 tabl. morgen", strength=Decimal(50)).dose == 25
    assert read_dose("1+0+2", strength=Decimal("2.5")).reckoned == "2,5 mg × 3 = 7,5 mg"
    assert read_dose("100 mg x 2", strength=Decimal(50)).dose == 200
    patches = read_dose("2 plastre hver 3. dag", strength=Decimal(12), unit=MICROGRAMS_PER_HOUR)
    assert (patches.dose, patches.unit) == (24, MICROGRAMS_PER_HOUR)
    assert read_dose("1+0+2").reasons == (Open.NO_AMOUNT,)


def test_an_amount_alone_says_nothing_of_how_often() -> None:
    assert read_dose("200 mg") == ReadDose(reasons=(Open.HOW_OFTEN,), amounts=(Decimal(200),))
    assert read_dose("1.500 mg").amounts == (1500, Decimal("1.5"))
    assert read_dose("200 mg 2 tabl").amounts == ()


def test_what_can_be_read_in_two_ways_is_left_to_be_chosen_unless_only_one_can_be() -> None:
    """Tried: the first reading taken; `fits` asked of the amount and not of the dose a day."""
    both = read_dose("1.500 mg x 2")
    assert both.dose is None
    assert [(one.dose, one.words) for one in both.choices] == [
        (3000, "1500 mg × 2 = 3000 mg"),
        (3, "1,5 mg × 2 = 3 mg"),
    ]
    assert read_dose("1.500 mg x 2", fits=lambda dose: dose > 100).dose == 3000
    assert read_dose("1.500 mg x 2", fits=lambda dose: dose < 100).reckoned == "1,5 mg × 2 = 3 mg"
    assert read_dose("1.500 mg x 2", fits=lambda dose: dose < 2000).dose == 3
    assert read_dose("1.500 mg x 2", fits=lambda _: False).dose == 3000
    assert read_dose("1.500 mg x 2 = 3000 mg").dose == 3000
    assert read_dose("1.500 mg pn").choices == ()


@pytest.mark.parametrize("typed", [str.lower, str.upper, str.title])
def test_every_phrase_of_the_lexicon_is_understood_however_it_is_typed(typed: Callable[[str], str]) -> None:
    """Tried: comparing without folding; a row of the table whose first word another rule takes away."""
    beside: dict[Meaning, str] = {
        Plain.EVERY: "{} 3. dag",
        Plain.SINCE: "{} 2019",
        Plain.CLOCK: "{}. 8",
        Plain.GANGE: "2 {}",
    }
    lines = [beside.get(meaning, "{}").format(typed(phrase)) for phrase, meaning in PHRASES.items()]
    assert [line for line in lines if any(isinstance(found, Unknown) for found in phrases_of(tokens_of(line)))] == []


@given(st.lists(WORDS, max_size=8).map(" ".join), st.integers(0, 8))
def test_a_word_that_is_not_known_leaves_any_dose_open_and_is_named(text: str, place: int) -> None:
    """Tried: passing over a token that no rule knows."""
    words = text.split(" ")
    read = read_dose(" ".join([*words[:place], "bxzq", *words[place:]]), strength=Decimal(10))
    assert read.dose is None
    assert read.choices == ()
    assert "bxzq" in read.unknown


def with_each(line: str, phrases: list[str]) -> Iterator[str]:
    """The line with each phrase at each place between its words."""
    words = line.split(" ")
    for place in range(len(words) + 1):
        yield from (" ".join([*words[:place], phrase, *words[place:]]) for phrase in phrases)


@pytest.mark.parametrize("line", CLEAR)
def test_what_leaves_a_dose_open_does_so_wherever_it_stands(line: str) -> None:
    """Tried: the phrases of several words taken one by one; a reason that counts only where it stands last."""
    assert read_dose(line).dose is not None
    read = {text: read_dose(text) for text in with_each(line, LEAVING_OPEN)}
    assert [text for text, one in read.items() if one.dose is not None or one.choices] == []


@pytest.mark.parametrize("line", CLEAR)
def test_what_says_nothing_of_the_dose_never_changes_it(line: str) -> None:
    """It may part words that belong together, and then the dose is open. Tried: `fast` taken for a number."""
    dose = read_dose(line).dose
    read = {text: read_dose(text).dose for text in with_each(line, NOISE)}
    assert [text for text, one in read.items() if one not in (None, dose)] == []


@given(st.text(max_size=80))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    read = read_dose(text)
    assert read.dose is None or (read.dose > 0 and not read.unknown and not read.reasons and not read.choices)


@given(st.lists(WORDS, max_size=10).map(" ".join))
def test_an_answer_has_a_dose_or_says_why_not(text: str) -> None:
    """Tried: a dose beside a reason; nothing said at all."""
    read = read_dose(text, strength=Decimal(10))
    said = [read.dose is not None, bool(read.choices), bool(read.unknown or read.reasons)]
    assert said.count(True) == 1


@given(
    st.decimals(Decimal("0.1"), 900, places=1),
    st.sampled_from(["½", "1", "1½", "2", "en halv", "halvanden", "tre"]),
    st.integers(1, 6),
)
def test_strength_count_and_times_make_the_dose_in_any_order(strength: Decimal, count: str, times: int) -> None:
    """Tried: a count left out where it stands before the strength."""
    number = {"½": "0.5", "1½": "1.5", "en halv": "0.5", "halvanden": "1.5", "tre": "3"}.get(count, count)
    amount, tablets, often = f"{number_in_danish(strength)} mg", f"{count} tabletter", f"{times} gange dagligt"
    for text in (f"{amount}, {tablets} {often}", f"{tablets} à {amount} {often}", f"{often} {tablets} {amount}"):
        assert read_dose(text).dose == strength * Decimal(number) * times


@given(st.lists(st.integers(0, 4), min_size=3, max_size=4).filter(any), st.sampled_from("+-"), st.booleans())
def test_a_grid_is_the_sum_of_the_day(parts: list[int], sign: str, spaced: bool) -> None:
    grid = (f" {sign} " if spaced else sign).join(map(str, parts))
    assert read_dose(f"5 mg {grid}").dose == 5 * sum(parts)


@given(st.lists(st.sampled_from(["morgen", "middag", "aften"]), min_size=1, max_size=3, unique=True))
def test_the_times_of_day_are_counted(times: list[str]) -> None:
    """Tried: times without a comma between them taken for one."""
    assert read_dose(f"10 mg {', '.join(times)}").dose == 10 * len(times)
    assert read_dose(f"10 mg {' og '.join(times)}").dose == 10 * len(times)
    assert read_dose(f"10 mg {' '.join(times)}").dose in ({10} if len(times) == 1 else {None})
    each = ", ".join(f"{count} tabl. {time}" for count, time in enumerate(times, 1))
    assert read_dose(f"10 mg {each}").dose == 10 * sum(range(1, len(times) + 1))


def test_names_for_the_end_of_the_day_may_mean_one_time() -> None:
    """Tried: a comma taken for `og`."""
    assert read_dose("10 mg aften og nat").dose == 20
    assert read_dose("10 mg aften og sengetid").dose == 20
    for text in ("10 mg aften, sengetid", "10 mg nat, ved sengetid", "10 mg morgen og morgen", "10 mg aften/nat"):
        assert read_dose(text).dose is None
    assert set(DAYTIMES.values()) >= {"morning", "noon", "evening", "night"}
