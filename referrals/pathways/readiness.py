"""How far an episode is from each destination's published criteria, as the screen shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from assessment.episode.judgement import SourceLine, source_lines
from assessment.episode.workspace import Workspace
from assessment.record.known_facts import FactDisplay, KnownFact, OpenQuestion
from assessment.treatments.open_list import OpenList, open_in_list
from guidelines.conditions.verdicts import Verdict, verdict_of
from guidelines.in_force.content import Content
from guidelines.recommendations.evaluation import unknown_in
from guidelines.vocabulary.facts import TREATMENTS, Facts
from referrals.pathways.in_force import name_of_destination, pathway_for
from referrals.rules.criteria import (
    CriterionResult,
    CriterionState,
    DestinationResult,
    Eligibility,
    check_destinations,
)
from referrals.rules.pathway import Alternative, Pathway, Route


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

    @cached_property
    def open_list(self) -> OpenList | None:
        """What it lacks of the list of treatments; None if it lacks nothing."""
        if TREATMENTS not in self.result.missing:
            return None
        display = self.display
        facts = unknown_in(self.result.criterion.condition, display.facts)
        return open_in_list(facts, display.episode, display.treatments, display.vocabulary, display.facts.as_of)

    @property
    def satisfied(self) -> bool:
        """Whether the criterion speaks for the destination: a met requirement, or an absent reason to refuse."""
        return self.result.state != CriterionState.UNKNOWN and not self.result.in_the_way

    @property
    def why_not(self) -> str:
        """What the criterion says where it stands in the way."""
        criterion = self.result.criterion
        return criterion.met if criterion.kind == "exclusion" else criterion.unmet


@dataclass(frozen=True)
class DestinationReadiness:
    result: DestinationResult
    rows: list[CriterionRow]
    display: FactDisplay = field(repr=False)

    @property
    def is_eligible(self) -> bool:
        return self.result.outcome == Eligibility.ELIGIBLE

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
    def faults(self) -> list[CriterionRow]:
        """The criteria whose rule failed."""
        return [row for row in self.rows if row.result.fault]

    @cached_property
    def in_the_way(self) -> list[CriterionRow]:
        return [row for row in self.rows if row.result.in_the_way]

    @cached_property
    def to_ask(self) -> list[OpenQuestion]:
        """The questions whose answers would decide it, each once; none once it is decided."""
        return self.display.open(self.result.missing)


@dataclass(frozen=True)
class OtherWay:
    """Something else to offer; `missing` is what has to be asked before it is known whether it fits (`fits`)."""

    alternative: Alternative
    fits: Verdict
    sources: list[SourceLine]
    missing: list[OpenQuestion]


@dataclass(frozen=True)
class Readiness:
    pathway: Pathway
    as_of: date
    destinations: list[DestinationReadiness]
    route: Route | None
    highly_specialised: Verdict

    @property
    def has_run_out(self) -> bool:
        return self.pathway.has_run_out(self.as_of)

    @property
    def is_highly_specialised_candidate(self) -> bool:
        """Whether the highly specialised units are named: they fit, or their rule failed, and that is said."""
        return bool(self.highly_specialised.value) or self.highly_specialised.is_fault

    @property
    def is_eligible_somewhere(self) -> bool:
        return any(entry.is_eligible for entry in self.destinations)

    @property
    def nearest(self) -> DestinationReadiness | None:
        """The undecided destination that fewest answers are needed for; the first of several. None if none is."""
        undecided = [entry for entry in self.destinations if entry.result.outcome == Eligibility.UNDETERMINED]
        return min(undecided, key=lambda entry: len(entry.to_ask), default=None)

    def of(self, destination: str) -> DestinationReadiness:
        """One destination's. Raises KeyError if the pathway has none of this key."""
        return {entry.result.destination.key: entry for entry in self.destinations}[destination]


def pathway_of_patient(workspace: Workspace) -> Pathway:
    """The pathway that a referral of this patient would follow today."""
    return pathway_for(workspace.content, workspace.episode.patient.planning_area, workspace.case.as_of)


def readiness_of(workspace: Workspace, pathway: Pathway | None = None) -> Readiness:
    """Every destination, criterion by criterion, with the facts behind.

    Of the patient's own pathway; or of the one that a letter follows, which may be an older one.
    """
    pathway = pathway or pathway_of_patient(workspace)
    results = check_destinations(pathway, workspace.facts)
    return Readiness(
        pathway=pathway,
        as_of=workspace.case.as_of,
        destinations=[
            DestinationReadiness(
                result, [CriterionRow(entry, workspace.display) for entry in result.criteria], workspace.display
            )
            for result in results
        ],
        route=pathway.route(workspace.episode.patient.planning_area),
        highly_specialised=verdict_of(
            pathway.highly_specialised.condition, workspace.facts, name="the highly specialised units"
        ),
    )


def other_ways(readiness: Readiness, workspace: Workspace) -> list[OtherWay]:
    """What else the pathway names for this patient: all but what is known not to fit."""
    ways = [
        (alternative, verdict_of(alternative.condition, workspace.facts, name=f"the way {alternative.key}"))
        for alternative in readiness.pathway.alternatives
    ]
    return [
        OtherWay(
            alternative,
            fits,
            source_lines([alternative.source], workspace.content),
            workspace.display.open(sorted(fits.missing)),
        )
        for alternative, fits in ways
        if fits.value is not False
    ]


def open_destinations(content: Content, facts: Facts, planning_area: str) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """The destinations that are not decided, each with its undecided criteria and the facts that those lack."""
    pathway = pathway_for(content, planning_area, facts.as_of)
    return {
        name_of_destination(pathway, result.destination): {
            entry.criterion.key: entry.missing for entry in result.criteria if entry.state == CriterionState.UNKNOWN
        }
        for result in check_destinations(pathway, facts)
        if result.outcome == Eligibility.UNDETERMINED
    }
