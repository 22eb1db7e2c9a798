"""What the page of a recommendation says beside its texts: what its grade means, and what else is on the question."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guidelines.conditions.sentences import populations_in
from guidelines.in_force.content import Content, PublishedRecommendation
from guidelines.models import RecommendationVersion, Release
from guidelines.vocabulary.facts import union

# By the code that other systems know the level by; without one by its own key.
STRENGTHS: dict[str, Promise] = {
    "strong": _("The benefits and the drawbacks are clearly out of balance, so that it suits nearly everyone."),
    "weak": _(
        "The benefits and the drawbacks are closer to each other: what the patient wants and lives with decides."
    ),
    "good-practice": _("Professionals agree on it, and it carries no grade of evidence."),
    "not_graded": _("The source does not grade its recommendations. That says nothing of how good it is."),
}
CERTAINTIES: dict[str, Promise] = {
    "high": _("The true effect is very likely close to what was found."),
    "moderate": _("The true effect is probably close to what was found, but may be different."),
    "low": _("The true effect may well be different from what was found."),
    "very-low": _("What was found says little about the true effect."),
    "none": _("The source states no evidence for it: it rests on agreement."),
    "not_stated": _("The document that was read does not say how certain the evidence is."),
}


def explain_grades(version: RecommendationVersion) -> list[Promise]:
    """What the strength and the certainty mean, one sentence each; none if the scheme's own label says it in full."""
    pairs = ((STRENGTHS, version.strength), (CERTAINTIES, version.certainty))
    return [words[name] for words, level in pairs if (name := level.code or level.key) in words]


def on_the_same_question(content: Content, version: RecommendationVersion) -> list[PublishedRecommendation]:
    """The recommendations in force on the same topic whose conditions ask about one of the same facts."""
    asked = facts_asked(version, content)
    return [
        entry
        for entry in content.recommendations.values()
        if entry.version.topic == version.topic
        and entry.version.recommendation_id != version.recommendation_id
        and not asked.isdisjoint(facts_asked(entry.version, content))
    ]


def facts_asked(version: RecommendationVersion, content: Content) -> frozenset[str]:
    """The facts that its conditions name; of those of the populations only which treatments are used."""
    named = frozenset(_facts_in([version.applies_when, version.attention_when]))
    groups = populations_in([version.applies_when, version.attention_when], content.vocabulary)
    used = union(content.populations[key].facts_used() for key in groups)
    return named | {fact for fact in used if fact.startswith("treatment.")}


def _facts_in(tree: object) -> Iterator[str]:
    if isinstance(tree, list):
        for part in tree:
            yield from _facts_in(part)
    elif isinstance(tree, dict):
        if isinstance(tree.get("fact"), str):
            yield tree["fact"]
        yield from _facts_in(list(tree.values()))


def checked_against(release: Release) -> str:
    """Which primary source the approver of an unverified release checked it against; empty for all other releases."""
    if not release.unverified:
        return ""
    approval = release.events.filter(kind="approved", round=release.round).first()
    return approval.note if approval else ""
