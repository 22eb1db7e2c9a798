"""The impact of a draft on the open episodes of one practice, for someone who may see them."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.log.entries import record_access
from accounts.models import AccessAction, Staff
from accounts.tenancy.time_limits import allow_longer
from assessment.episode.workspace import case_of
from assessment.models import Episode
from assessment.record.access import open_episodes_as_cases
from assessment.rules.facts import Case, facts_of
from guidelines.in_force.content import Content, Kind
from guidelines.vocabulary.facts import Facts
from referrals.impact.report import rows_of, share
from referrals.impact.subjects import known_to, pairs_between
from referrals.pathways.in_force import pathway_for
from referrals.rules.answer_changes import SeenTwice, compare

LONGEST_SECONDS = 60


def impact_in_practice(*, by: Staff, before: Content, after: Content, as_of: date) -> dict[str, object]:
    """Over the practice's open episodes: how many get another answer, and what changes with examples.

    Each patient who is shown as an example is in the access log.
    """
    allow_longer(LONGEST_SECONDS)
    cases = [_seen_twice(episode, before, after, as_of) for episode in open_episodes_as_cases(by=by)]
    impact = compare(pairs_between(before, after), cases)
    rows = [row for row in rows_of(impact, (before.vocabulary, after.vocabulary)) if row["counts"]]
    shown = {example["about"].patient_id for row in rows for example in row["examples"]}
    for patient_id in shown:
        detail = _("shown as an example of what a draft would change")
        record_access(by=by, action=AccessAction.READ, patient_id=patient_id, detail=detail)
    return {
        "practice": by.practice,
        "size": impact.size,
        "changed": impact.changed,
        "share": share(impact.changed, impact.size),
        "rows": rows,
    }


def _seen_twice(episode: Episode, before: Content, after: Content, as_of: date) -> SeenTwice:
    area = episode.patient.planning_area
    return SeenTwice(
        _facts(episode, before, as_of),
        _facts(episode, after, as_of),
        about=episode,
        pathways=(_pathway(before, area, as_of), _pathway(after, area, as_of)),
    )


def _facts(episode: Episode, content: Content, as_of: date) -> Facts:
    case: Case = case_of(episode, episode.standing, content.vocabulary, as_of)  # type: ignore[attr-defined]
    return facts_of(known_to(content.vocabulary, case, ()), content.vocabulary)


def _pathway(content: Content, area: str, as_of: date) -> str:
    return pathway_for(content, area, as_of).key if content.releases_of(Kind.PATHWAY) else ""
