"""The opioids of the practice: who takes them, since when and how much, and where their review stands."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.log.entries import record_access
from accounts.models import AccessAction, Staff
from assessment.care_plan.agreement import plan_of
from assessment.episode.workspace import case_of
from assessment.models import Episode, Treatment
from assessment.rules.facts import OPIOIDS
from assessment.rules.line_words import label_text
from assessment.rules.medication.opioid_course import OpioidCourse, OpioidReview
from assessment.rules.medication.opioid_total import OPIOID_CODES
from assessment.treatments.ledger import treatments_of_many
from assessment.treatments.opioid_follow_up import last_words, opioid_courses, plan_words
from guidelines.in_force.content import Content

TO_FILL_IN = "…"


@dataclass(frozen=True)
class OpioidsOfOne:
    """One open episode with an opioid in use, and how it is followed."""

    episode: Episode
    course: OpioidCourse

    @property
    def order(self) -> tuple[int, date, str]:
        """What needs action first, the longest overdue in front."""
        sort_key: str = self.episode.patient.sort_key
        return list(OpioidReview).index(self.course.due.state), self.course.due.next_on or date.min, sort_key

    @property
    def medicines(self) -> str:
        return ", ".join(use.name or _("Opioid without a name") for use in self.course.exposure.uses)

    @property
    def plan(self) -> str:
        return plan_words(self.course)

    @property
    def last(self) -> str:
        return last_words(self.course.reviews)


def opioids_of_practice(*, by: Staff, content: Content, as_of: date) -> list[OpioidsOfOne]:
    """Every open episode of the practice with an opioid in use: what needs action first."""
    record_access(by=by, action=AccessAction.SEARCH, detail=_("the practice's opioids"))
    is_opioid = Q(kind__in=OPIOIDS)
    for code in OPIOID_CODES:
        is_opioid |= Q(atc__istartswith=code)
    using = Treatment.objects.filter(is_opioid, status="current", removed_at=None).values("episode")
    episodes = list(Episode.objects.filter(ended_at=None, pk__in=using).select_related("patient"))
    treatments = treatments_of_many([episode.pk for episode in episodes])
    cases = {row.pk: case_of(row, treatments[row.pk], content.vocabulary, as_of) for row in episodes}
    courses = opioid_courses(cases, episodes, content)
    found = [OpioidsOfOne(episode, courses[episode.pk]) for episode in episodes if episode.pk in courses]
    return sorted(found, key=lambda one: one.order)


def note_of(one: OpioidsOfOne) -> str:
    """Text for the journal on why the treatment goes on (guidance 9523, 2.2.7): what is known is filled in."""
    exposure, next_on = one.course.exposure, one.course.due.next_on
    total = exposure.total_mg
    amount = f"{total} mg peroral morfin i døgnet" if total and exposure.is_complete else "kan ikke beregnes"
    lines = {
        "Opioidbehandling": one.medicines,
        "Samlet": amount,
        "Indikation": TO_FILL_IN,
        "Mål": plan_of(one.episode).goal or TO_FILL_IN,
        "Forventet varighed": TO_FILL_IN,
        "Næste vurdering": f"{next_on:%d.%m.%Y} (fremmøde hos lægen)" if next_on else TO_FILL_IN,
        "Samtykke efter information om risici": TO_FILL_IN,
        "Grund til at fortsætte": TO_FILL_IN,
    }
    return "\n".join(label_text(label, text) for label, text in lines.items())
