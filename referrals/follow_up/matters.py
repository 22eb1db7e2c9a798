"""What is open of letters and referrals when an episode is to be ended."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from assessment.course.endings import OpenMatter
from assessment.models import Episode
from guidelines.in_force.content import current_content
from referrals.follow_up.course_display import display_referral
from referrals.follow_up.events import referrals_of
from referrals.rules.course import FOLLOWED


def matters_of_referrals(episode: Episode, as_of: date) -> Iterator[OpenMatter]:
    """Each letter in preparation, and each referral that waits for something or was returned."""
    for referral in referrals_of(episode):
        title = display_referral(referral, current_content(), as_of).title
        if referral.state in FOLLOWED:
            words = _("Referral: %(title)s") % {"title": title}
            yield OpenMatter(f"referral-{referral.pk}", words, "referral_course", (referral.pk,))
        for letter in referral.letters.all():
            if letter.signed_at is None:
                words = _("Letter in preparation: %(title)s") % {"title": title}
                yield OpenMatter(f"letter-{letter.pk}", words, "letter", (letter.pk,))
