"""Typical patients, made up from a table of shares, to see what answers settle. Pure Python.

A patient is the same each time: what is drawn depends on the number and the question only.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from assessment.rules.facts import Case, TreatmentRow
from assessment.rules.keys import ONSET
from assessment.rules.synthetic import DAYS_A_YEAR, Draw, draw_answer
from guidelines.vocabulary.facts import Value
from guidelines.vocabulary.model import Vocabulary

# The table as it stands in its file, fixtures/typical-patients.yaml.
Table = Mapping[str, Any]
STATUSES = ("current", "stopped", "contraindicated", "declined")
# Another seed gives others: the numbers of one begin so far from those of the next.
A_SEED = 1_000_000


def typical_patients(table: Table, vocabulary: Vocabulary, as_of: date, size: int, seed: int = 0) -> Iterator[Case]:
    """So many patients of whom everything is known that is no free text."""
    return (_Person(table, vocabulary, as_of, Draw(seed * A_SEED + number)).case() for number in range(size))


@dataclass(frozen=True)
class _Person:
    table: Table
    vocabulary: Vocabulary
    as_of: date
    draw: Draw

    def case(self) -> Case:
        people = self.table["people"]
        is_man = self._happens("women", 100 - people["women"]["share"])
        youngest, oldest = people["years"]["from"], people["years"]["to"]
        years = youngest + self.draw("years") * (oldest - youngest)
        born = self.as_of - timedelta(days=int(years * DAYS_A_YEAR) + 1)
        answers = {
            key: draw_answer(question, self.draw(key), self.draw, self.as_of)
            for key, question in self.vocabulary.questions.items()
            if question.type != "text"
        }
        for key in self.table["answers"].keys() & answers.keys():
            answers[key] = self._told(key, is_man=is_man, years=years)
        shortest, longest = people["months_of_pain"]["from"], people["months_of_pain"]["to"]
        answers[ONSET] = self._months_ago(shortest * (longest / shortest) ** self.draw(ONSET))
        return Case(self.as_of, born, answers, tuple(self._rows()), is_man=is_man)

    def _told(self, key: str, *, is_man: bool, years: float) -> Value:
        told = self.table["answers"][key]
        if "women_up_to" in told and (is_man or years > told["women_up_to"]):
            return False
        said = self._one_of(key, told["shares"])
        match self.vocabulary.questions[key].type:
            case "bool":
                return said == "true"
            case "multi":
                return tuple(said.split("+")) if said else ()
        return said

    def _rows(self) -> Iterator[TreatmentRow]:
        for kind, shares in self.table["treatments"].items():
            status = self._one_of(f"{kind} status", {**dict(zip(STATUSES, shares, strict=True)), "": 100 - sum(shares)})
            if status and kind in self.vocabulary.treatment_kinds:
                yield self._row(kind, status)

    def _row(self, kind: str, status: str) -> TreatmentRow:
        rows = self.table["rows"]
        was_stopped, effects = status == "stopped", rows["effect"].get(status)
        return TreatmentRow(
            kind=kind,
            status=status,
            fast_acting=self._happens(f"{kind} fast acting", rows["fast_acting"]),
            started=self._months_ago(self.draw(f"{kind} started") * rows["longest_months"]),
            effect=self._one_of(f"{kind} effect", effects) if effects else "not_assessed",
            stopped_for_side_effects=was_stopped and self._happens(kind, rows["stopped_for_side_effects"]),
            last_specialist_review=self.as_of if self._happens(f"{kind} reviewed", rows["reviewed"]) else None,
        )

    def _happens(self, name: str, share: float) -> bool:
        return self.draw(name) * 100 < share

    def _one_of(self, name: str, shares: Mapping[str, float]) -> str:
        left = self.draw(name) * sum(shares.values())
        for said, share in shares.items():
            left -= share
            if left < 0:
                return said
        return said

    def _months_ago(self, months: float) -> date:
        return self.as_of - timedelta(days=int(months * DAYS_A_YEAR / 12))
