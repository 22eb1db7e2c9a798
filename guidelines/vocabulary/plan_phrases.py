"""Ready sentences for a patient's plan that the clinic may offer, each with its source. Pure Python."""

from collections.abc import Container, Mapping
from functools import cached_property
from typing import Annotated, Literal, get_args

from guidelines.vocabulary.faults import name_faults
from guidelines.vocabulary.shapes import About, Rows, shape, stored_as
from guidelines.vocabulary.shapes import msgid as _
from guidelines.vocabulary.sourcing import SourceReference, Verifiable

PlanPart = Literal["action", "flare_up", "offers", "read_more"]
PLAN_PARTS: tuple[str, ...] = get_args(PlanPart)
PART_LABELS: Mapping[str, str] = {
    "action": _("What we do"),
    "flare_up": _("When the pain gets worse"),
    "offers": _("Offers"),
    "read_more": _("Read more"),
}


@shape("Forslaget til en plan")
class PlanSuggestion(Verifiable):
    """A sentence in plain words that the clinician may put into one part of a plan; `who` belongs to an action."""

    key: str
    part: Annotated[PlanPart, About(_("Part of the plan"), "choice", choices=PART_LABELS)]
    who: Annotated[str, About(_("Who"))] = ""
    text: Annotated[str, About(_("Text"), "text")]
    reference: Annotated[SourceReference, stored_as("source")]

    @property
    def source(self) -> str:
        return self.reference.source

    @property
    def section(self) -> str:
        return self.reference.section


@shape("Planens sætning")
class InvolvedSentence(Verifiable):
    """What an answer means for the patient, in plain words."""

    question: Annotated[str, About(_("Question"), "facts")]
    value: Annotated[str, About(_("Answer"))]
    text: Annotated[str, About(_("Text"), "text")]


@shape()
class PlanContent:
    suggestions: Annotated[
        tuple[PlanSuggestion, ...], Rows(_("Suggestions for the patient's plan"), _("Suggestion"), by_file=True)
    ] = ()
    sentences: Annotated[
        tuple[InvolvedSentence, ...],
        stored_as("involved"),
        Rows(_("Who takes part in the plan"), _("Sentence of the plan"), by_file=True),
    ] = ()

    @cached_property
    def involved(self) -> Mapping[str, Mapping[str, str]]:
        """What an answer means for the patient: {question: {answer: sentence}}."""
        found: dict[str, dict[str, str]] = {}
        for sentence in self.sentences:
            found.setdefault(sentence.question, {})[sentence.value] = sentence.text
        return found

    def of(self, part: str) -> list[PlanSuggestion]:
        """The suggestions for one part of the plan."""
        return [suggestion for suggestion in self.suggestions if suggestion.part == part]

    def find(self, key: str) -> PlanSuggestion | None:
        return next((suggestion for suggestion in self.suggestions if suggestion.key == key), None)


def check_plan(plan: PlanContent, choices: Mapping[str, Container[str]]) -> None:
    """Raises ValueError for a key used twice, an empty sentence, and one for an answer that cannot be given.

    `choices` are the answers that each question allows.
    """
    keys = [suggestion.key for suggestion in plan.suggestions]
    if twice := next((key for key in keys if keys.count(key) > 1), ""):
        raise ValueError(f"To forslag til en plan har samme nøgle: »{twice}«")
    for suggestion in plan.suggestions:
        with name_faults("Forslaget til en plan", {"text": suggestion.text, "key": suggestion.key}):
            if not suggestion.text.strip():
                raise ValueError("det er tomt")
            if suggestion.who and suggestion.part != "action":
                raise ValueError("det siger, hvem der gør det, og er ikke en handling")
    for sentence in plan.sentences:
        with name_faults("Planens sætning", {"text": sentence.text}):
            if sentence.value not in choices.get(sentence.question, ()):
                raise ValueError(f"spørgsmålet »{sentence.question}« har intet svar »{sentence.value}«")
