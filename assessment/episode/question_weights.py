"""Works out what questions settle, when content is published, and keeps it: no page ever waits for it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache

from django.conf import settings
from django.utils import timezone

from assessment.rules.asking.order import Shares, Weights, weigh
from assessment.rules.asking.typical import Table, typical_patients
from assessment.rules.asking.walk import GOALS, Asked, Walk, walk
from assessment.rules.facts import Case, facts_of
from guidelines.conditions.tree import Node
from guidelines.content_files.loading import content_hash, read_yaml
from guidelines.in_force.content import Content, build_content, forget_content
from guidelines.models import QuestionWeights, Release

PATIENTS = 100
# Other patients than those that the goals are held against.
OTHERS = 9
# Another number has everything worked out anew: the reckoning itself has changed.
RECKONING = 1

# What questions settle beside the recommendations: conditions by a key. The rooms above add theirs.
Decisions = Callable[[Content], Mapping[str, Sequence[Node]]]
decisions_beside: list[Decisions] = []


@cache
def typical_table() -> Table:
    """How often each answer is given by typical patients."""
    table: Table = read_yaml(settings.FIXTURES_DIR / "typical-patients.yaml")
    return table


def decisions_of(content: Content) -> dict[str, Sequence[Node]]:
    """Every recommendation for patients, by its key, with what is asked of it in turn; and what stands beside them."""
    rules: dict[str, Sequence[Node]] = {
        rule.key: [node for node in (rule.applies_when, rule.attention_when) if node] for rule in content.rules
    }
    for decisions in decisions_beside:
        rules |= decisions(content)
    return rules


def work_out_weights(content: Content, as_of: date) -> Weights:
    """What each question settles of this content, over the typical patients."""
    vocabulary = content.vocabulary
    lacking = facts_of(Case(as_of, as_of, {}), vocabulary).lacking

    def questions_of(fact: str) -> frozenset[str]:
        """What a fact is known by; what is known of everybody is known by nothing."""
        found = lacking.get(fact, frozenset({fact}))
        return found & vocabulary.askable

    patients = typical_patients(typical_table(), vocabulary, as_of, PATIENTS, OTHERS)
    return weigh(decisions_of(content), (facts_of(case, vocabulary) for case in patients), questions_of)


def keep_weights() -> None:
    """Work out what is not there yet, for what is in force and for what is planned; drop what is neither."""
    made_with = content_hash([RECKONING, PATIENTS, OTHERS, typical_table()])
    needed = set()
    for releases in _releases_to_come():
        key = QuestionWeights.key_of(releases)
        needed.add(key)
        if not QuestionWeights.objects.filter(key=key, made_with=made_with).exists():
            weights = work_out_weights(build_content(tuple(one.pk for one in releases)), timezone.localdate())
            QuestionWeights.objects.update_or_create(key=key, defaults={"made_with": made_with, "weights": weights})
    QuestionWeights.objects.exclude(key__in=needed).delete()
    forget_content()


def _releases_to_come() -> Iterator[list[Release]]:
    """The releases in force now, and at each moment at which a planned one comes into force."""
    published = Release.objects.filter(state=Release.State.PUBLISHED)
    now = timezone.now()
    planned = published.filter(effective__startswith__gt=now).values_list("effective", flat=True)
    for moment in sorted({now, *(time.lower for time in planned if time and time.lower)}):
        yield list(published.filter(effective__contains=moment).only("publication_id", "content_hash"))


@lru_cache(maxsize=4)
def shares_of(content: Content) -> Shares:
    """What questions are expected to settle of this content."""
    return Shares(content.weights)


def asked_of(content: Content, weights: Weights | None = None) -> Asked:
    """The content as patients are asked by it, with its own weights or with these."""
    return Asked(
        vocabulary=content.vocabulary,
        rules=content.rules,
        safety=frozenset(key for key in content.recommendations if content.is_safety(key)),
        own=content.own,
        lifted=content.lifted,
        beside={key: nodes for decisions in decisions_beside for key, nodes in decisions(content).items()},
        asked_when=content.asked_when,
        shares=shares_of(content) if weights is None else Shares(weights),
    )


def walks_through(content: Asked, as_of: date, size: int, seed: int = 0) -> list[Walk]:
    """So many typical patients, asked as far as the last goal."""
    last = max(answers for answers, _part in GOALS)
    patients = typical_patients(typical_table(), content.vocabulary, as_of, size, seed)
    return [walk(patient, content, last) for patient in patients]
