"""The page of what is still to be asked for a referral: the open questions of the nearest destination."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.models import Episode
from assessment.pages.intake.sheets import Sheet
from guidelines.vocabulary.facts import TREATMENTS
from guidelines.vocabulary.model import Vocabulary
from referrals.pathways.readiness import DestinationReadiness


def criteria_sheet(
    episode: Episode, nearest: DestinationReadiness | None, sent: Collection[str], vocabulary: Vocabulary
) -> Sheet:
    """What the destination still lacks; what stood on the page that was sent is taken from it, answered or not."""
    open_now = [question.key for question in nearest.to_ask] if nearest else []
    keys = [key for key in dict.fromkeys((*open_now, *sent)) if key in vocabulary.questions]
    title = nearest.result.destination.title if nearest else ""
    return Sheet(
        key="criteria",
        title=_("Before a referral: what is still to be asked"),
        intro=_("What %(destination)s still asks about.") % {"destination": title} if title else "",
        questions=tuple(vocabulary.questions[key] for key in sorted(keys, key=vocabulary.places.__getitem__)),
        url=reverse("criteria", args=[episode.pk]),
        next_url=reverse("readiness", args=[episode.pk]),
        onward=_("Save and go to the referral"),
        name=_("criteria of the referral"),
        treatments=TREATMENTS in open_now,
    )
