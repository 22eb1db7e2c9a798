"""Evaluates all rules for one case: the same code for the screens and for `manage.py evaluate`."""

from dataclasses import dataclass
from typing import Any

from assessment.rules.facts import SHOWN_DERIVED, Case, facts_of
from guidelines.in_force.content import Content
from guidelines.recommendations.evaluation import RecommendationResult, Status, evaluate_all
from guidelines.vocabulary.facts import Facts
from referrals.rules.criteria import DestinationResult, check_destinations
from referrals.rules.pathway import Pathway


class RuleFault(RuntimeError):
    """A rule failed while it was evaluated."""


@dataclass(frozen=True)
class Evaluation:
    facts: Facts
    recommendations: list[RecommendationResult]
    destinations: list[DestinationResult]


def evaluate_case(case: Case, content: Content, pathway: Pathway) -> Evaluation:
    facts = facts_of(case, content.vocabulary)
    return Evaluation(facts, evaluate_all(content.rules, facts), check_destinations(pathway, facts))


def evaluation_as_json(evaluation: Evaluation) -> dict[str, Any]:
    """The answer in the form of the contract. Raises RuleFault rather than answer in part."""
    faults = [result.key for result in evaluation.recommendations if result.status == Status.FAULT]
    faults += sorted({row.criterion.key for entry in evaluation.destinations for row in entry.criteria if row.fault})
    if faults:
        raise RuleFault(f"these rules failed: {', '.join(faults)}")
    return {
        "derived": {key: evaluation.facts.values.get(key) for key in SHOWN_DERIVED},
        "recommendations": [
            {
                "key": result.key,
                "status": result.status,
                "attention": result.attention,
                "missing": list(result.missing),
            }
            for result in evaluation.recommendations
        ],
        "referral": [
            {
                "key": result.destination.key,
                "outcome": result.outcome,
                "criteria": {entry.criterion.key: entry.state for entry in result.criteria},
                "missing": list(result.missing),
            }
            for result in evaluation.destinations
        ],
    }
