"""What the clinic may offer for a patient's plan: ready sentences, each with its source. Pure Python."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Any

from guidelines.vocabulary.faults import naming

PLAN_PARTS = ("action", "flare_up", "offers", "read_more")


@dataclass(frozen=True)
class PlanSuggestion:
    """A sentence in plain words that the clinician may put into one part of a plan; `who` belongs to an action."""

    key: str
    part: str
    text: str
    source: str
    section: str
    who: str = ""


@dataclass(frozen=True)
class PlanContent:
    """`involved` says in plain words what an answer means for the patient: {question: {answer: sentence}}."""

    suggestions: tuple[PlanSuggestion, ...] = ()
    involved: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, part: str) -> list[PlanSuggestion]:
        """The suggestions for one part of the plan."""
        return [suggestion for suggestion in self.suggestions if suggestion.part == part]

    def find(self, key: str) -> PlanSuggestion | None:
        return next((suggestion for suggestion in self.suggestions if suggestion.key == key), None)


def parse_plan(body: Mapping[str, Any], choices: Mapping[str, Container[str]]) -> PlanContent:
    """The plan's part of a vocabulary; `choices` are the answers that each question allows.

    Raises ValueError where it is not one: an unknown part, a key used twice, an empty sentence,
    or a sentence for an answer that cannot be given.
    """
    suggestions = tuple(_suggestion(row) for row in body.get("suggestions", ()))
    keys = [suggestion.key for suggestion in suggestions]
    if twice := next((key for key in keys if keys.count(key) > 1), ""):
        raise ValueError(f"To forslag til en plan har samme nøgle: »{twice}«")
    involved: dict[str, dict[str, str]] = {}
    for row in body.get("involved", ()):
        with naming("Planens sætning", row):
            if row["value"] not in choices.get(row["question"], ()):
                raise ValueError(f"spørgsmålet »{row['question']}« har intet svar »{row['value']}«")
            involved.setdefault(row["question"], {})[row["value"]] = row["text"]
    return PlanContent(suggestions, involved)


def _suggestion(row: Mapping[str, Any]) -> PlanSuggestion:
    with naming("Forslaget til en plan", row):
        source, who = row["source"], row.get("who", "")
        if row["part"] not in PLAN_PARTS or not row["text"].strip():
            raise ValueError("det er tomt, eller hører ikke til en del af planen")
        if who and row["part"] != "action":
            raise ValueError("det siger, hvem der gør det, og er ikke en handling")
        return PlanSuggestion(row["key"], row["part"], row["text"], source["source"], source["section"], who)
