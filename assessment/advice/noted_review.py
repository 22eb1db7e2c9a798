"""Advice to review opioids that stays in its list: the review that has ended its attention is only noted.

The rules read the answer as it was given, whoever gave it (contract: opioid.last_review); what is shown beside the
result, and in which list, follows what counts (guidance 9523: the doctor, the patient present).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from assessment.rules.keys import OPIOID_LAST_REVIEW
from assessment.rules.medication.opioid_course import ReviewSaid, reviews_in
from guidelines.in_force.content import Content
from guidelines.recommendations.evaluation import CompiledRecommendation, RecommendationResult, Status, evaluate_all
from guidelines.vocabulary.facts import Facts


def noted_reviews(
    results: Iterable[RecommendationResult],
    facts: Facts,
    read_said: Callable[[], Sequence[ReviewSaid]],
    content: Content,
) -> Mapping[str, str]:
    """By the key of an advice what is noted, where it would need attention by the review that counts.

    What was said is read only where the answer has ended the attention of one.
    """
    rules = _reading_reviews(content) if OPIOID_LAST_REVIEW in facts.values else {}
    ended = [one.key for one in results if one.key in rules and one.status == Status.APPLIES and not one.attention]
    reviews = reviews_in(read_said()) if ended else None
    if reviews is None or reviews.noted is None:
        return {}
    values = {key: value for key, value in facts.values.items() if key != OPIOID_LAST_REVIEW}
    if reviews.last:
        values[OPIOID_LAST_REVIEW] = reviews.last
    counted = replace(facts, values=values, populations={}, populations_deciding={}, criteria={})
    stay = [one.key for one in evaluate_all([rules[key] for key in ended], counted) if one.attention is not False]
    return dict.fromkeys(stay, reviews.noted.words)


@lru_cache(maxsize=4)
def _reading_reviews(content: Content) -> Mapping[str, CompiledRecommendation]:
    return {rule.key: rule for rule in content.rules if OPIOID_LAST_REVIEW in rule.facts_used}
