"""What the clinic may offer for a patient's plan: ready sentences, each with its source. Pure Python."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Any

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

    Raises KeyError or ValueError where it is not one: an unknown part, a key used twice, an empty sentence,
    or a sentence for an answer that cannot be given.
    """
    suggestions = tuple(
        PlanSuggestion(
            row["key"], row["part"], row["text"], row["source"]["source"], row["source"]["section"], row.get("who", "")
        )
        for row in body.get("suggestions", ())
    )
    keys = [suggestion.key for suggestion in suggestions]
    if len(set(keys)) < len(keys):
        raise ValueError("two suggestions for a plan have the same key")
    for suggestion in suggestions:
        if suggestion.part not in PLAN_PARTS or not suggestion.text.strip():
            raise ValueError(f"the suggestion {suggestion.key} is empty, or for no part of a plan")
        if suggestion.who and suggestion.part != "action":
            raise ValueError(f"the suggestion {suggestion.key} says who, and is no action")
    involved: dict[str, dict[str, str]] = {}
    for row in body.get("involved", ()):
        if row["value"] not in choices[row["question"]]:
            raise ValueError(f"{row['question']} has no answer {row['value']}")
        involved.setdefault(row["question"], {})[row["value"]] = row["text"]
    return PlanContent(suggestions, involved)
