"""What the screen advised when a consultation was ended: made compact to be kept, and read back for a past contact."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessment.advice.arrange import Advice, AdviceRow
from assessment.advice.decisions import decisions_until
from assessment.advice.groups import AdviceGroup
from assessment.models import AdviceResponse, AdviceSnapshot, Consultation
from assessment.models.advice import KeptAdvice
from guidelines.models import RecommendationVersion

# What each group is called where it is looked back at.
TITLES: dict[AdviceGroup, Promise] = {
    AdviceGroup.FAULTS: _("Advice that could not be worked out"),
    AdviceGroup.SAFETY: _("Safety"),
    AdviceGroup.SAFETY_UNKNOWN: _("Safety, not clarified"),
    AdviceGroup.OWN_UNKNOWN: _("Medicine, not clarified"),
    AdviceGroup.HELD_BACK: _("To be clarified first"),
    AdviceGroup.DO_NOW: _("Do now"),
    AdviceGroup.CONSIDER: _("Consider"),
    AdviceGroup.APPLIES: _("Applies to the patient"),
    AdviceGroup.UNKNOWN: _("Cannot know yet"),
    AdviceGroup.DECIDED: _("Decided by you"),
    AdviceGroup.DOES_NOT_APPLY: _("Does not apply to the patient"),
}
# What stood in the panel with its own rows; of the rest the panel had links.
IN_SIGHT = (AdviceGroup.SAFETY, AdviceGroup.HELD_BACK, AdviceGroup.DO_NOW, AdviceGroup.CONSIDER)


def keep_advice(advice: Advice) -> KeptAdvice:
    """Everything that the panel says, each fact once, in its words of today."""
    places: dict[tuple[str, str, str], int] = {}
    groups = {
        group.name: [_keep_row(row, places) for row in advice.of(AdviceGroup(group.name))]
        for group in fields(advice)
        if group.metadata.get("rows", True) and getattr(advice, group.name)
    }
    return {"facts": [list(fact) for fact in places], "groups": groups, "promoted": len(advice.promoted)}


def _keep_row(row: AdviceRow, places: dict[tuple[str, str, str], int]) -> list[int]:
    found = [(fact.short, fact.value, fact.day) for fact in row.why]
    return [row.recommendation.version.pk, *(places.setdefault(fact, len(places)) for fact in found)]


@dataclass(frozen=True)
class ShownRow:
    """One advice as it was shown, with the newest decision on it until then; `is_new`: of this very contact.

    `is_about` the contact is what was decided in it, what rests on an answer given on its day, and what stood first.
    """

    version: RecommendationVersion
    facts: list[list[str]]
    is_promoted: bool
    response: AdviceResponse | None
    is_new: bool
    is_about: bool


@dataclass(frozen=True)
class ShownGroup:
    title: Promise
    rows: list[ShownRow]
    in_sight: bool

    @property
    def about(self) -> list[ShownRow]:
        return [row for row in self.rows if row.is_about]

    @property
    def others(self) -> list[ShownRow]:
        return [row for row in self.rows if not row.is_about]


@dataclass(frozen=True)
class ShownAdvice:
    """What a past contact had on its screen when it was ended, on `day`."""

    day: date
    groups: list[ShownGroup]


def advice_shown_in(consultation: Consultation) -> ShownAdvice | None:
    """What the screen advised when the consultation was ended last; None if that was not kept, or it still runs."""
    kept = AdviceSnapshot.objects.filter(consultation=consultation).order_by("-shown_at").first()
    if kept is None or consultation.ended_at is None:
        return None
    return ShownAdvice(timezone.localdate(kept.shown_at), list(_groups(kept, consultation)))


def _groups(kept: AdviceSnapshot, consultation: Consultation) -> Iterator[ShownGroup]:
    advice: KeptAdvice = kept.advice
    ids = {row[0] for rows in advice["groups"].values() for row in rows}
    versions = RecommendationVersion.objects.select_related("strength", "recommendation__publication").in_bulk(ids)
    decided = decisions_until(consultation.episode, kept.shown_at)
    days = {f"{timezone.localdate(moment):%d.%m.%Y}" for moment in (consultation.opened_at, kept.shown_at)}
    for name, rows in advice["groups"].items():
        group = AdviceGroup(name)
        shown = []
        for place, (version_id, *facts) in enumerate(rows):
            version = versions[version_id]
            response = decided.get(version.recommendation_id)
            found = [advice["facts"][number] for number in facts]
            is_promoted = group == AdviceGroup.DO_NOW and place < advice["promoted"]
            is_new = response is not None and response.consultation_id == consultation.pk
            rests_on_today = any(day in told for _short, _value, told in found for day in days)
            is_about = is_new or is_promoted or group == AdviceGroup.SAFETY or rests_on_today
            shown.append(ShownRow(version, found, is_promoted, response, is_new, is_about))
        yield ShownGroup(TITLES[group], shown, group in IN_SIGHT)
