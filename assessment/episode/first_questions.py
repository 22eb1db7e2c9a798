"""The first nine: what a new episode asks before anything else, as far as it still has something to ask."""

from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from assessment.episode.next_questions import NextQuestion
from assessment.episode.workspace import Workspace
from assessment.record.known_facts import KnownFact
from guidelines.in_force.content import Content
from guidelines.recommendations.evaluation import Status
from guidelines.vocabulary.facts import TREATMENTS, union

MOST = 9


@dataclass(frozen=True)
class FirstQuestions:
    """`given` were answered, or asked in vain; `ahead` are asked next. Both are questions that decide advice."""

    given: list[str]
    ahead: list[NextQuestion]
    workspace: Workspace = field(repr=False)

    @property
    def number(self) -> int:
        """The place of the question that is asked now."""
        return len(self.given) + 1

    @property
    def total(self) -> int:
        return len(self.given) + len(self.ahead)

    @property
    def found(self) -> list[KnownFact]:
        """What the answers say."""
        return self.workspace.display.known(self.given)

    @property
    def decided(self) -> int:
        """How many recommendations are decided, or wait for no answer: what they lack is not asked of this patient."""
        decided = (Status.APPLIES, Status.DOES_NOT_APPLY)
        return sum(
            (one.status in decided and one.attention is not None) or (one.status == Status.UNKNOWN and not one.missing)
            for one in self.workspace.results
        )

    @property
    def waiting(self) -> int:
        """How many recommendations wait for an answer: the same number as on the panel."""
        return len(self.workspace.advice.waiting)


def first_questions(workspace: Workspace) -> FirstQuestions:
    """How far the first nine are, and what they ask next: nothing on the short course, whose agenda asks."""
    deciding, case = deciding_questions(workspace.content), workspace.case
    given = [key for key in (*case.answers, *workspace.asked) if key in deciding]
    given += [TREATMENTS] if case.treatments is not None and case.treatments_complete else []
    ahead = (
        question
        for question in ([] if workspace.is_short else workspace.next_questions)
        if question.key in deciding and question.recommendations and not question.asked and question.key not in given
    )
    return FirstQuestions(given, list(islice(ahead, max(0, MOST - len(given)))), workspace)


@lru_cache(maxsize=4)
def deciding_questions(content: Content) -> frozenset[str]:
    """The questions whose answers decide recommendations, or what is asked for one; and the list of treatments."""
    nodes = [node for rule in content.rules for node in (rule.applies_when, rule.attention_when) if node]
    derived = content.vocabulary.derived
    used = union(node.facts_used() for node in nodes)
    behind = (frozenset(derived[fact].inputs if fact in derived else (fact,)) for fact in used)
    deciding = union(behind) & content.vocabulary.askable
    premises = union(node.facts_used() for key, node in content.asked_when.items() if key in deciding)
    return deciding | (premises & content.vocabulary.askable)
