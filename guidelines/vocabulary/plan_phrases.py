"""What a patient's plan is made of: its parts, ready sentences for them, the medicines in plain words. Pure Python."""

from collections.abc import Container, Iterable, Mapping, Set
from functools import cached_property
from typing import Annotated, Literal, get_args

from guidelines.vocabulary.faults import list_names, name_faults
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
# What is typed with the patient, what is told of the answers, and the curve of the scores.
SectionKey = Literal[
    "goal", "actions", "together", "medicine", "flare_up", "call", "next", "scores", "offers", "read_more"
]
TOLD_SECTIONS = ("together", "medicine", "call", "next")


@shape("Forslaget til en plan")
class PlanSuggestion(Verifiable):
    """A sentence in plain words that the clinician may put into one part of a plan; `who` belongs to an action.

    An action comes along by itself where one of the recommendations was `decided` on.
    """

    key: str
    part: Annotated[PlanPart, About(_("Part of the plan"), "choice", choices=PART_LABELS)]
    who: Annotated[str, About(_("Who"))] = ""
    text: Annotated[str, About(_("Text"), "text")]
    decided: Annotated[tuple[str, ...], About(_("Comes along when it is decided to follow"), "lines")] = ()
    reference: Annotated[SourceReference, stored_as("source")]

    @property
    def source(self) -> str:
        return self.reference.source

    @property
    def section(self) -> str:
        return self.reference.section


@shape("Planens afsnit")
class PlanSection(Verifiable):
    """A part of the plan as the patient meets it: its heading, the facts that it tells, and what it says of none."""

    key: SectionKey
    title: Annotated[str, About(_("Heading"))] = ""
    facts: Annotated[tuple[str, ...], About(_("Tells"), "facts")] = ()
    empty: Annotated[str, About(_("Where nothing is known"), "text")] = ""


@shape("Medicinen i planen")
class PlanMedicine(Verifiable):
    """A kind of medicine in plain words: what the patient calls it, and what can be expected of it."""

    kind: str
    name: Annotated[str, About(_("Name"))]
    expect: Annotated[str, About(_("What to expect"), "text")] = ""
    reference: Annotated[SourceReference | None, stored_as("source")] = None


@shape()
class PlanContent:
    sections: Annotated[
        tuple[PlanSection, ...], Rows(_("Parts of the patient's plan"), _("Part of the plan"), by_file=True)
    ] = ()
    suggestions: Annotated[
        tuple[PlanSuggestion, ...], Rows(_("Suggestions for the patient's plan"), _("Suggestion"), by_file=True)
    ] = ()
    medicines: Annotated[
        tuple[PlanMedicine, ...], Rows(_("Medicines in plain words"), _("Medicine"), by_file=True)
    ] = ()

    @cached_property
    def by_kind(self) -> Mapping[str, PlanMedicine]:
        """The medicines in plain words, by their kind."""
        return {medicine.kind: medicine for medicine in self.medicines}

    def section(self, key: str) -> PlanSection | None:
        return next((section for section in self.sections if section.key == key), None)

    def of(self, part: str) -> list[PlanSuggestion]:
        """The suggestions for one part of the plan."""
        return [suggestion for suggestion in self.suggestions if suggestion.part == part]

    def find(self, key: str) -> PlanSuggestion | None:
        return next((suggestion for suggestion in self.suggestions if suggestion.key == key), None)


def check_plan(plan: PlanContent, facts: Set[str], kinds: Container[str]) -> None:
    """Raises ValueError for a key used twice, an empty sentence, and a fact or a medicine that there is not."""
    _check_once("To forslag til en plan har", [suggestion.key for suggestion in plan.suggestions])
    _check_once("To af planens afsnit har", [section.key for section in plan.sections])
    _check_once("To slags medicin i planen har", [medicine.kind for medicine in plan.medicines])
    for suggestion in plan.suggestions:
        with name_faults("Forslaget til en plan", {"text": suggestion.text, "key": suggestion.key}):
            if not suggestion.text.strip():
                raise ValueError("det er tomt")
            if suggestion.part != "action" and (suggestion.who or suggestion.decided):
                raise ValueError("det siger, hvem der gør det, eller hvornår det kommer med, og er ikke en handling")
    for section in plan.sections:
        with name_faults("Planens afsnit", {"key": section.key}):
            if unknown := set(section.facts) - facts:
                raise ValueError(f"det nævner fakta, som ikke findes: {list_names(unknown)}")
            if section.key not in TOLD_SECTIONS and (section.facts or section.empty):
                raise ValueError("det skrives sammen med patienten og fortæller ingen fakta")
    for medicine in plan.medicines:
        with name_faults("Medicinen i planen", {"key": medicine.kind}):
            if medicine.kind not in kinds:
                raise ValueError("den slags behandling findes ikke")
            if medicine.expect and medicine.reference is None:
                raise ValueError("den siger, hvad patienten kan vente sig, uden en kilde")


def _check_once(who: str, keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise ValueError(f"{who} samme nøgle: »{key}«")
        seen.add(key)
