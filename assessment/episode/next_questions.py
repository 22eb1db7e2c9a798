"""How far the questions are, section by section, and what is best asked next: first what is expected to settle most."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assessment.episode.question_weights import shares_of
from assessment.record.known_facts import rest_asked
from assessment.rules.asking.order import ATTENTION, WHOLE, expect, lacking_for_safety, put_in_order
from assessment.rules.facts import Case
from guidelines.in_force.content import Content
from guidelines.recommendations.evaluation import RecommendationResult, Status
from guidelines.vocabulary.facts import Facts, union
from guidelines.vocabulary.model import TREATMENT_SECTION, Section, Vocabulary

# What else hangs on unanswered questions, for a patient of this planning area: what is undecided, with its undecided
# parts and what each lacks. The rooms above add theirs: referrals its destinations with their criteria.
OpenDecisions = Callable[[Content, Facts, str], Mapping[str, Mapping[str, frozenset[str]]]]
open_decisions: list[OpenDecisions] = []

STATES = {"not_started": _("not started"), "begun": _("begun"), "complete": _("complete")}
SYMBOLS = {"not_started": "○", "begun": "◐", "complete": "✓"}


@dataclass(frozen=True)
class SectionProgress:
    section: Section
    answered: int
    total: int

    @property
    def state(self) -> str:
        if not self.answered:
            return "not_started"
        return "complete" if self.answered == self.total else "begun"

    @property
    def symbol(self) -> str:
        return SYMBOLS[self.state]


@dataclass(frozen=True)
class NextQuestion:
    """An unanswered question, and how many recommendations and criteria need it; `asked`: it was asked in vain."""

    key: str
    label: str
    section: str
    recommendations: int
    criteria: int
    asked: bool = False

    @property
    def recommendations_in_words(self) -> str:
        if not self.recommendations:
            return ""
        count = {"number": self.recommendations}
        return ngettext("%(number)s recommendation", "%(number)s recommendations", self.recommendations) % count

    @property
    def helps_decide(self) -> str:
        """What an answer helps decide, in words."""
        number, criteria = self.recommendations, self.criteria
        parts = []
        if number:
            advice = ngettext(
                "Helps decide %(number)s recommendation", "Helps decide %(number)s recommendations", number
            )
            parts.append(advice % {"number": number})
        if criteria:
            words = ngettext("%(number)s referral criterion", "%(number)s referral criteria", criteria)
            parts.append(words % {"number": criteria})
        return ", ".join(parts)


def rank_questions(
    results: Iterable[RecommendationResult],
    content: Content,
    facts: Facts,
    asked: Collection[str] = (),
    planning_area: str | None = "",
) -> list[NextQuestion]:
    """The unanswered questions, first the one that is expected to settle most undecided recommendations and criteria.

    Where there is no `planning_area` nobody is to be referred, and no criterion counts.

    Before them come those that a safety prompt lacks, and those that tell whether a recommendation that the content
    lifts needs attention now; after them those that were asked in vain.
    """
    undecided = [r for r in results if r.status == Status.UNKNOWN or r.attention is None]
    unsafe = ((r.key, r.missing) for r in undecided if r.status == Status.UNKNOWN and content.is_safety(r.key))
    urgent = {key for r in undecided if r.attention is None and r.key in content.lifted for key in r.missing}
    recommendations = Counter(key for result in undecided for key in result.missing)
    decisions = [] if planning_area is None else open_decisions
    beside = {key: parts for found in decisions for key, parts in found(content, facts, planning_area or "").items()}
    parts = {part: missing for of_one in beside.values() for part, missing in of_one.items()}
    criteria = Counter(key for missing in parts.values() for key in missing)
    vocabulary = content.vocabulary
    expected = expect(
        [
            *((r.key, r.missing, WHOLE if r.status == Status.UNKNOWN else ATTENTION) for r in undecided),
            *((key, union(of.values()), WHOLE) for key, of in beside.items()),
        ],
        shares_of(content),
    )
    ranked = put_in_order(
        {key: settled for key, settled in expected.items() if key in vocabulary.askable},
        safety=lacking_for_safety(unsafe, content.own),
        urgent=urgent,
        asked=asked,
        places=vocabulary.places,
    )
    return [
        NextQuestion(
            key,
            f"{vocabulary.label(key)} {rest_asked(key, facts).capitalize()}".strip(),
            vocabulary.section_of(key),
            recommendations[key],
            criteria[key],
            key in asked,
        )
        for key in ranked
    ]


def section_progress(
    case: Case, vocabulary: Vocabulary, facts: Facts, asked: Collection[str] = ()
) -> list[SectionProgress]:
    """How many questions of each section are answered or asked in vain; the list of treatments counts as one."""
    progress = []
    answered_or_asked = {*case.answers, *asked}
    for section in vocabulary.sections:
        questions = [
            question
            for question in vocabulary.by_section[section.key]
            if facts.is_asked(question.key) or question.key in answered_or_asked
        ]
        answered = sum(question.key in answered_or_asked for question in questions)
        total = len(questions)
        if section.key == TREATMENT_SECTION:
            answered += case.treatments is not None
            total += 1
        progress.append(SectionProgress(section, answered, total))
    return progress
