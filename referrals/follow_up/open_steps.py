"""How many steps of the waiting time are open: worked out when what it rests on has changed, and kept till then."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import CharField, Count, Expression, OuterRef, Prefetch, Subquery, Sum, Value
from django.db.models.functions import Cast, Concat

from assessment.episode.workspace import case_of
from assessment.models import Treatment
from assessment.rules.facts import facts_of
from guidelines.in_force.content import Content
from referrals.follow_up.waiting_steps import waiting_rows
from referrals.models import Referral, WaitingStepDone
from referrals.rules.pathway import Pathway


def state_of_record() -> Expression:
    """Of a query of referrals: what grows with every answer, every change of a treatment, and every step done."""
    text = CharField()
    treatments = Treatment.objects.filter(episode=OuterRef("episode")).order_by().values("episode")
    done = WaitingStepDone.objects.filter(referral=OuterRef("pk")).order_by().values("referral")
    return Concat(
        Cast("episode__version", text),
        Value(" "),
        Subquery(treatments.values(text=Concat(Sum("version"), Value("-"), Count("removed_at"), output_field=text))),
        Value(" "),
        Subquery(done.values(text=Cast(Count("pk"), text))),
        output_field=text,
    )


def basis_of(content: Content, as_of: date, record: str) -> str:
    """What a number of open steps was worked out from: the day, what is in force, and the state of the record."""
    return f"{as_of} {name_of_content(content)} {record}"


@lru_cache(maxsize=4)
def name_of_content(content: Content) -> str:
    """The releases that are in force, in a short name."""
    return sha256(str(sorted(release.pk for release in content.releases.values())).encode()).hexdigest()[:16]


def count_open_steps(pathways: Mapping[UUID, Pathway], content: Content, as_of: date) -> dict[UUID, int]:
    """The number for each of these referrals, by the pathway that it follows; in four queries."""
    standing = Prefetch("episode__treatments", Treatment.objects.filter(removed_at=None), to_attr="standing")
    referrals = Referral.objects.filter(pk__in=pathways).select_related("episode__patient")
    found: dict[UUID, int] = {}
    for referral in referrals.prefetch_related(standing, "waiting_steps_done"):
        treatments: list[Treatment] = referral.episode.standing  # type: ignore[attr-defined]
        case = case_of(referral.episode, treatments, content.vocabulary, as_of)
        rows = waiting_rows(pathways[referral.pk], facts_of(case, content.vocabulary), referral)
        found[referral.pk] = sum(row.is_open for row in rows)
    return found


@transaction.atomic
def keep_open_steps(worked_out: Sequence[Referral]) -> None:
    """Keep `open_steps` and its basis; what somebody else holds just now is worked out again at the next look."""
    held = Referral.objects.filter(pk__in=[referral.pk for referral in worked_out])
    free = set(held.select_for_update(skip_locked=True).values_list("pk", flat=True))
    Referral.objects.bulk_update(
        [referral for referral in worked_out if referral.pk in free], ["open_steps", "steps_of"]
    )
