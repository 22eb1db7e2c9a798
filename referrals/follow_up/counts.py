"""Counts what receivers answer, without practice and patient, for those who keep the pathways."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from assessment.rules.small_numbers import Quarter, ShownNumber, sum_beside
from guidelines.in_force.content import Content
from guidelines.models import Release
from referrals.models import ReferralEvent, ReferralFigure
from referrals.pathways.in_force import pathway_named
from referrals.rules.pathway import Pathway

COUNTED = (
    ReferralEvent.Kind.SENT,
    ReferralEvent.Kind.RECEIVED,
    ReferralEvent.Kind.ACCEPTED,
    ReferralEvent.Kind.RETURNED,
)


def count_event(event: ReferralEvent) -> None:
    """Count a sending or an answer, in the transaction that writes the event.

    The same of the same version is counted once: a later date, or a correction back to it, is no second answer.
    """
    if event.kind not in COUNTED:
        return
    same = ReferralEvent.objects.filter(
        referral=event.referral_id, letter=event.letter_id, kind=event.kind, reason=event.reason
    )
    if same.exclude(pk=event.pk).exists():
        return
    ReferralFigure(
        pathway_release_id=event.referral.pathway_release_id,
        destination=event.referral.destination,
        kind=event.kind,
        reason=event.reason,
        month=event.on.replace(day=1),
    ).save(force_insert=True)


@dataclass(frozen=True)
class QuarterFigures:
    """One destination's numbers in one quarter; `reasons` by their words, every one of the pathway's."""

    quarter: Quarter
    sent: ShownNumber
    received: ShownNumber
    accepted: ShownNumber
    returned: ShownNumber
    reasons: Mapping[str, ShownNumber]

    @property
    def accepted_share(self) -> int | None:
        return self.accepted.share_of(self.sent)

    @property
    def returned_share(self) -> int | None:
        return self.returned.share_of(self.sent)


@dataclass(frozen=True)
class DestinationFigures:
    """A destination of a pathway, the newest quarter first. `title` is empty for one that the pathway has no more."""

    pathway: str
    title: str
    quarters: tuple[QuarterFigures, ...]


def figures_of(content: Content, as_of: date) -> list[DestinationFigures]:
    """Every destination that something was counted for in a quarter that is over.

    A number is rounded, and below five it is not told; a sum is shown so that it gives no part back. A quarter that
    still runs is not shown, so that no count is seen to grow by one.
    """
    counted = ReferralFigure.objects.values("pathway_release", "destination", "kind", "reason", "month")
    releases = Release.objects.select_related("publication").in_bulk()
    newest: dict[str, Release] = {}
    by_destination: dict[tuple[str, str], dict[Quarter, Counter[tuple[str, str]]]] = {}
    for row in counted.annotate(number=Count("pk")).order_by("pathway_release", "destination"):
        quarter, release = Quarter.of(row["month"]), releases[row["pathway_release"]]
        if quarter < Quarter.of(as_of):
            newest[release.publication.key] = release
            quarters = by_destination.setdefault((release.publication.key, row["destination"]), {})
            counts = quarters.setdefault(quarter, Counter())
            counts[row["kind"], ""] += row["number"]
            if row["reason"]:
                counts[row["kind"], row["reason"]] += row["number"]
    return [
        _destination(pathway_named(content, newest[key]), destination, quarters)
        for (key, destination), quarters in sorted(by_destination.items())
    ]


def _destination(
    pathway: Pathway, destination: str, quarters: Mapping[Quarter, Counter[tuple[str, str]]]
) -> DestinationFigures:
    template = pathway.letters.get(destination)
    return DestinationFigures(
        pathway.title,
        template.title if template else "",
        tuple(_quarter(quarter, quarters[quarter], pathway) for quarter in sorted(quarters, reverse=True)),
    )


def _quarter(quarter: Quarter, counts: Counter[tuple[str, str]], pathway: Pathway) -> QuarterFigures:
    sent, received, accepted, returned = (counts[kind, ""] for kind in COUNTED)
    reasons = {
        words: ShownNumber.of(counts[ReferralEvent.Kind.RETURNED, code])
        for code, words in pathway.return_reasons.items()
    }
    return QuarterFigures(
        quarter,
        ShownNumber.of(sent),
        ShownNumber.of(received),
        ShownNumber.of(accepted),
        sum_beside(returned, reasons.values()),
        reasons,
    )
