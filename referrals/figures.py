"""What receivers answer, counted without practice and patient: for those who keep the pathways."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from guidelines.content import Content
from guidelines.models import Release
from referrals.content import pathway_named
from referrals.models import ReferralEvent, ReferralFigure
from referrals.pathway import Pathway

COUNTED = (
    ReferralEvent.Kind.SENT,
    ReferralEvent.Kind.RECEIVED,
    ReferralEvent.Kind.ACCEPTED,
    ReferralEvent.Kind.RETURNED,
)
STEP = 5


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


@dataclass(frozen=True, order=True)
class Quarter:
    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month + 2) // 3)


@dataclass(frozen=True)
class ShownNumber:
    """A count as it may be shown: rounded to the nearest five, and `None` below five."""

    rounded: int | None

    @classmethod
    def of(cls, count: int) -> "ShownNumber":
        return cls(STEP * round(count / STEP) if count >= STEP else None)

    @property
    def least(self) -> int:
        """The smallest count that is shown so."""
        return 0 if self.rounded is None else max(STEP, self.rounded - STEP // 2)

    @property
    def most(self) -> int:
        """The largest count that is shown so."""
        return STEP - 1 if self.rounded is None else self.rounded + STEP // 2

    def share_of(self, whole: "ShownNumber") -> int | None:
        """Percent of another number, from what is shown of both; None where one of them is hidden."""
        if self.rounded is None or whole.rounded is None:
            return None
        return round(100 * self.rounded / whole.rounded)


def sum_beside(total: int, parts: Collection[ShownNumber]) -> ShownNumber:
    """A sum that is shown beside its parts, rounded so that no hidden part can be worked out from the rest.

    Where the nearest five would leave a hidden part no other count than four, or than none, the next five is shown.
    """
    shown, hidden = ShownNumber.of(total), [part for part in parts if part.rounded is None]
    if shown.rounded is None or not hidden:
        return shown
    told = [part for part in parts if part.rounded is not None]
    least_left = shown.least - sum(part.most for part in told)
    most_left = shown.most - sum(part.least for part in told)
    if least_left >= (STEP - 1) * len(hidden):
        return ShownNumber(shown.rounded - STEP or None)
    return ShownNumber(shown.rounded + STEP) if most_left <= 0 else shown


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
