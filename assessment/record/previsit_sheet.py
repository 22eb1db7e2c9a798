"""Records what staff key in from the sheet that a patient filled in on paper before a visit."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Staff
from assessment.models import Episode
from assessment.record.answers import StaleAnswers, record_answers
from assessment.record.contacts import contact_now
from assessment.record.form_changes import AnswerInput, OpenPage, changes_in, day_of, was_saved
from guidelines.in_force.content import Content


def record_sheet(
    *,
    by: Staff,
    episode: Episode,
    values: Mapping[str, AnswerInput],
    day: date,
    page: OpenPage,
    content: Content,
) -> None:
    """Record what stands on a sheet as answered on its day; the access log has who keyed it in, and when.

    What says the same as an answer of an earlier day is an answer of the sheet's day too; sent twice, the sheet
    changes nothing. Raises StaleAnswers, and records nothing, where someone else has answered one of the questions
    after the page was shown.
    """
    if was_saved(episode, page):
        # Sent again: what was corrected since, on the same page, is not taken for a save that comes late.
        page = replace(page, step=episode.pages[page.key]["step"] + 1)
    reaffirmed = [key for key in values if key in episode.answers and day_of(episode.answers[key]) < day]
    changes = changes_in(episode, values, page, reaffirmed)
    if changes.overtaken or changes.conflicts:
        raise StaleAnswers(changes.overtaken + changes.conflicts, episode)
    if changes.entries:
        record_answers(
            by=by,
            consultation=contact_now(episode, by),
            section=_("pre-visit sheet of %(day)s") % {"day": f"{day:%d.%m.%Y}"},
            values=values,
            seen_version=page.seen_version,
            content=content,
            at=moment_of(day),
            page=page,
            reaffirmed=reaffirmed,
        )


def moment_of(day: date) -> datetime:
    """When a sheet of this day was answered: nobody knows the hour of an earlier day, so noon stands for it."""
    now = timezone.now()
    return now if day == timezone.localdate(now) else timezone.make_aware(datetime.combine(day, time(12)))
