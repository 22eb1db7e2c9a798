"""What is open under Safety, or planned, when an episode is to be ended."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from assessment.course.endings import OpenMatter
from assessment.episode.workspace import build_workspace, next_visit
from assessment.models import Episode
from guidelines.in_force.content import current_content


def matters_of_safety(episode: Episode, as_of: date) -> Iterator[OpenMatter]:
    """Each safety prompt that waits for a decision, and the follow-up that was agreed."""
    workspace = build_workspace(episode, current_content(), as_of)
    for row in workspace.advice.open_safety:
        key = row.recommendation.key
        words = _("Open under Safety: %(title)s") % {"title": row.recommendation.version.title}
        yield OpenMatter(f"safety-{key}", words, "advice_respond", (episode.pk, *key.split("/")))
    if planned := next_visit(workspace):
        words = _("Follow-up planned for %(day)s") % {"day": f"{planned:%d.%m.%Y}"}
        yield OpenMatter("follow-up", words, "section", (episode.pk, "practical"))
