"""The opioids of the practice: who takes them, since when and how much, and where their review stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.log.entries import record_access
from accounts.models import AccessAction, Role, Staff
from accounts.tenancy.context import current_practice_id
from assessment.care_plan.agreement import plan_of
from assessment.models import Consultation, Episode, Treatment
from assessment.record.answers import valid_answers
from assessment.rules.facts import OPIOIDS, TreatmentRow
from assessment.rules.keys import OPIOID_LAST_REVIEW, OPIOID_PLAN
from assessment.rules.line_words import label_text
from assessment.rules.medication.opioid_total import OPIOID_CODES, OpioidExposure, opioid_exposure
from assessment.treatments.ledger import rows_of, treatments_of_many
from guidelines.in_force.content import Content
from referrals.duties.reading import last_review
from referrals.rules.duties.reviews import OpioidReview, ReviewDue, review_due

TO_FILL_IN = "…"


@dataclass(frozen=True)
class OpioidsOfOne:
    """One open episode with an opioid in use. `plan`: whether there is one; None: nobody has said. `form` is how the
    contact took place in which the last review was told.
    """

    episode: Episode
    exposure: OpioidExposure
    rows: tuple[TreatmentRow, ...]
    plan: bool | None
    last: date | None
    form: str
    due: ReviewDue

    @property
    def begun(self) -> date | None:
        return min((row.started for row in self.rows if row.started), default=None)

    @property
    def order(self) -> tuple[int, date, str]:
        """What needs action first, the longest overdue in front."""
        sort_key: str = self.episode.patient.sort_key
        return list(OpioidReview).index(self.due.state), self.due.next_on or date.min, sort_key

    @property
    def medicines(self) -> str:
        return ", ".join(use.name or _("Opioid without a name") for use in self.exposure.uses)

    @property
    def fast_acting(self) -> bool | None:
        """Whether one of them acts fast; None where that is not known of one, and none is known to."""
        said = {row.fast_acting for row in self.rows}
        return True if True in said else None if None in said else False


def opioids_of_practice(*, by: Staff, content: Content, as_of: date) -> list[OpioidsOfOne]:
    """Every open episode of the practice with an opioid in use: what needs action first."""
    record_access(by=by, action=AccessAction.SEARCH, detail=_("the practice's opioids"))
    is_opioid = Q(kind__in=OPIOIDS)
    for code in OPIOID_CODES:
        is_opioid |= Q(atc__istartswith=code)
    using = Treatment.objects.filter(is_opioid, status="current", removed_at=None).values("episode")
    episodes = list(Episode.objects.filter(ended_at=None, pk__in=using).select_related("patient"))
    treatments = treatments_of_many([episode.pk for episode in episodes])
    doctors = Staff.objects.filter(practice=current_practice_id(), role=Role.GP).values_list("pk", flat=True)
    gps = set(map(str, doctors))
    forms = dict(_forms(episodes))
    found = [_line(episode, treatments[episode.pk], content, as_of, gps, forms) for episode in episodes]
    return sorted(found, key=lambda one: one.order)


def _forms(episodes: list[Episode]) -> Iterator[tuple[tuple[UUID, int], str]]:
    """How each contact took place in which a last review was told."""
    told = {episode.pk: episode.answers.get(OPIOID_LAST_REVIEW, {}).get("consultation") for episode in episodes}
    numbers = [number for number in told.values() if number is not None]
    for row in Consultation.objects.filter(episode__in=told, number__in=numbers):
        if told[row.episode_id] == row.number:
            yield (row.episode_id, row.number), row.get_form_display()


def _line(
    episode: Episode,
    treatments: list[Treatment],
    content: Content,
    as_of: date,
    gps: set[str],
    forms: Mapping[tuple[UUID, int], str],
) -> OpioidsOfOne:
    exposure = opioid_exposure(rows_of(episode, treatments) or (), content.medicines)
    rows = tuple(use.row for use in exposure.uses)
    entry = episode.answers.get(OPIOID_LAST_REVIEW)
    last = last_review(entry, content, gps.__contains__)
    begun = min((row.started for row in rows if row.started), default=None)
    plan = valid_answers(episode, content.vocabulary).get(OPIOID_PLAN)
    return OpioidsOfOne(
        episode,
        exposure,
        rows,
        plan if isinstance(plan, bool) else None,
        last,
        forms.get((episode.pk, (entry or {}).get("consultation") or 0), ""),
        review_due(last, begun, as_of),
    )


def note_of(one: OpioidsOfOne) -> str:
    """Text for the journal on why the treatment goes on (guidance 9523, 2.2.7): what is known is filled in."""
    total, next_on = one.exposure.total_mg, one.due.next_on
    amount = f"{total} mg peroral morfin i døgnet" if total and one.exposure.is_complete else "kan ikke beregnes"
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
