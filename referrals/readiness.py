"""How far an episode is from each destination's published criteria, as the screen shows it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from assessment.advice import FactDisplay, KnownFact, OpenQuestion
from assessment.workspace import Workspace
from guidelines.content import Content
from guidelines.facts import Facts
from referrals.content import pathway_of
from referrals.criteria import CriterionResult, CriterionState, DestinationResult, check_criteria, check_destinations
from referrals.pathway import Pathway, Route


@dataclass(frozen=True)
class CriterionRow:
    """One criterion's result. Its words are worked out where they are shown."""

    result: CriterionResult
    display: FactDisplay = field(repr=False)

    @cached_property
    def known(self) -> list[KnownFact]:
        return self.display.known(self.result.deciding)

    @cached_property
    def missing(self) -> list[OpenQuestion]:
        return self.display.open(sorted(self.result.missing))

    @property
    def satisfied(self) -> bool:
        """Whether the criterion speaks for the destination: a met requirement, or an absent reason to refuse."""
        return self.result.state != CriterionState.UNKNOWN and not self.result.in_the_way


@dataclass(frozen=True)
class DestinationReadiness:
    result: DestinationResult
    rows: list[CriterionRow]

    @property
    def satisfied(self) -> int:
        return sum(row.satisfied for row in self.rows)

    @property
    def in_words(self) -> str:
        numbers = {"satisfied": self.satisfied, "total": len(self.rows)}
        return _("%(satisfied)s of %(total)s criteria in place") % numbers

    @property
    def unknown(self) -> list[CriterionRow]:
        return [row for row in self.rows if row.result.state == CriterionState.UNKNOWN]

    @property
    def in_the_way(self) -> list[CriterionRow]:
        return [row for row in self.rows if row.result.in_the_way]


@dataclass(frozen=True)
class Readiness:
    pathway: Pathway
    destinations: list[DestinationReadiness]
    route: Route | None
    is_highly_specialised_candidate: bool

    def of(self, destination: str) -> DestinationReadiness:
        """One destination's. Raises KeyError when the pathway has none of this key."""
        return {entry.result.destination.key: entry for entry in self.destinations}[destination]


def readiness_of(workspace: Workspace) -> Readiness:
    """Every destination of the pathway in force, criterion by criterion, with the facts behind."""
    pathway = pathway_of(workspace.content)
    results = check_destinations(pathway, workspace.facts)
    return Readiness(
        pathway=pathway,
        destinations=[
            DestinationReadiness(result, [CriterionRow(entry, workspace.display) for entry in result.criteria])
            for result in results
        ],
        route=pathway.route(workspace.episode.patient.planning_area),
        is_highly_specialised_candidate=pathway.highly_specialised.condition.value(workspace.facts) is True,
    )


def undecided_criteria(content: Content, facts: Facts) -> Iterable[Iterable[str]]:
    """The facts that each undecided criterion lacks: what answering a question would help decide."""
    results = check_criteria(pathway_of(content), facts)
    return [result.missing for result in results.values() if result.state == CriterionState.UNKNOWN]
