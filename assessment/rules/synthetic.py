"""Made-up cases, generated from the vocabulary, to see whom a change of the rules affects. Pure Python.

A case is the same each time: what it says of a question depends only on its number, the question and its values,
so that a question more or less leaves the rest of the case as it was. Values are spread evenly, and some questions stay
unanswered. The cases show whom a rule meets; they are no sample of real patients.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from hashlib import blake2b

from assessment.rules.contacts.changes import SinceLast
from assessment.rules.facts import Case, TreatmentRow
from guidelines.vocabulary.facts import Value
from guidelines.vocabulary.model import Question, Vocabulary

YOUNGEST_YEARS, OLDEST_YEARS = 10, 95
DAYS_A_YEAR = 365.25
LONGEST_AGO_DAYS = 20 * DAYS_A_YEAR
MOST_TREATMENTS = 10
MOST_CHOSEN = 3
NOT_ASKED_ABOUT_TREATMENTS = 0.1
ANSWERED_LAST_TIME = 0.8
TEXT = "opdigtet svar"
# A code that no rule asks for.
ANOTHER_CODE = "V90AA00"
# Someone well known, someone known in part, someone hardly known at all: how many of the questions are answered.
ANSWERED = (0.97, 0.9, 0.75, 0.4)


class Draw:
    """The chances of one case: the same question always draws the same."""

    def __init__(self, number: int) -> None:
        self._number = number.to_bytes(8, "big")

    def __call__(self, name: str) -> float:
        """A number from 0 up to, but not including, 1."""
        return self.twice(name)[0]

    def twice(self, name: str) -> tuple[float, float]:
        """Two such numbers that are independent of each other."""
        drawn = int.from_bytes(blake2b(name.encode(), digest_size=8, key=self._number).digest(), "big")
        return (drawn >> 32) / 2**32, (drawn & 0xFFFFFFFF) / 2**32

    def below(self, name: str, limit: int) -> int:
        return int(self(name) * limit)


def population(vocabulary: Vocabulary, as_of: date, size: int) -> Iterator[Case]:
    """Cases 0, 1, 2, …, made as they are asked for."""
    return (synthetic_case(number, vocabulary, as_of) for number in range(size))


def synthetic_case(number: int, vocabulary: Vocabulary, as_of: date) -> Case:
    """The case of this number on this day."""
    draw = Draw(number)
    share = ANSWERED[draw.below("answered", len(ANSWERED))]
    born = as_of - timedelta(days=_draw_between(draw("born"), YOUNGEST_YEARS * DAYS_A_YEAR, OLDEST_YEARS * DAYS_A_YEAR))
    answers = {}
    for key, question in vocabulary.questions.items():
        asked, chance = draw.twice(key)
        if asked < share:
            answers[key] = draw_answer(question, chance, draw, as_of)
    known = draw("treatments") >= NOT_ASKED_ABOUT_TREATMENTS
    treatments = _treatments(vocabulary, draw, as_of) if known else None
    return Case(as_of, born, answers, treatments, since=_since_last(vocabulary, answers, draw, as_of))


def _since_last(vocabulary: Vocabulary, answers: Collection[str], draw: Draw, as_of: date) -> SinceLast:
    """What was answered last time; of some nothing, and of some not again."""
    measured = {key: draw.twice(f"{key} last time") for key in sorted(vocabulary.measured)}
    before = {
        key: draw_answer(vocabulary.questions[key], chance, draw, as_of)
        for key, (was_asked, chance) in measured.items()
        if was_asked < ANSWERED_LAST_TIME
    }
    return SinceLast(before, vocabulary.measured.intersection(answers))


def draw_answer(question: Question, chance: float, draw: Draw, as_of: date) -> Value:
    """An answer to the question, every answer as likely as any other."""
    match question.type:
        case "bool":
            return chance < 0.5
        case "choice":
            return _one_of(question.values, chance)
        case "multi":
            count = draw.below(f"{question.key} how many", MOST_CHOSEN + 1)
            drawn = (_one_of(question.values, draw(f"{question.key} {place}")) for place in range(count))
            return tuple(dict.fromkeys(drawn))
        case "date":
            day = _ago(chance, as_of)
            is_coming = not question.not_in_future and draw(f"{question.key} coming") < 0.5
            return as_of + (as_of - day) / 10 if is_coming else day
        case "text":
            return TEXT
    least, most = question.min or 0, question.max if question.max is not None else 100
    if question.type == "scale" or not question.decimals:
        return int(least) + int(chance * (int(most) - int(least) + 1))
    return round(least + chance * (most - least), question.decimals)


def _treatments(vocabulary: Vocabulary, draw: Draw, as_of: date) -> tuple[TreatmentRow, ...]:
    """The treatments that were tried or ruled out; each kind at most once."""
    chosen = dict.fromkeys(
        _one_of(vocabulary.treatment_kinds, draw(f"kind {place}"))
        for place in range(draw.below("how many treatments", MOST_TREATMENTS + 1))
    )
    return tuple(_treatment(kind, vocabulary, draw, as_of) for kind in chosen)


def _treatment(kind: str, vocabulary: Vocabulary, draw: Draw, as_of: date) -> TreatmentRow:
    fields = vocabulary.treatment_fields
    status = _one_of(fields["status"].values, draw(f"{kind} status"))
    was_used = status in ("current", "stopped")
    codes = dict.fromkeys(["", ANOTHER_CODE, *(code for code, of_kind in vocabulary.substances if of_kind == kind)])
    return TreatmentRow(
        kind=kind,
        status=status,
        atc=_one_of(codes, draw(f"{kind} code")),
        fast_acting=_perhaps(draw(f"{kind} fast acting")),
        started=_ago(draw(f"{kind} started"), as_of) if draw(f"{kind} start known") < 0.7 else None,
        effect=_one_of(fields["effect"].values, draw(f"{kind} effect")) if was_used else "not_assessed",
        stopped_for_side_effects=status == "stopped" and draw(f"{kind} side effects") < 0.3,
        last_specialist_review=_ago(draw(f"{kind} reviewed"), as_of) if draw(f"{kind} review known") < 0.5 else None,
    )


def _one_of(values: Mapping[str, object], chance: float) -> str:
    return tuple(values)[int(chance * len(values))]


def _perhaps(chance: float) -> bool | None:
    return None if chance < 0.2 else chance < 0.6


def _draw_between(chance: float, least: float, most: float) -> float:
    return least + chance * (most - least)


def _ago(chance: float, as_of: date) -> date:
    """A day in the past, as likely within weeks as within years of it."""
    return as_of - timedelta(days=int(LONGEST_AGO_DAYS**chance))
