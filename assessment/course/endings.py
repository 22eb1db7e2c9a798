"""Ends an episode with a reason, and opens it again; what is open is named, and decided on first."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.log.entries import record_access
from accounts.models import AccessAction, Staff
from assessment.inquiries.inquiry_lists import inquiries_of
from assessment.models import Episode, EpisodeStatus, TaperPlan
from assessment.record.consultations import open_consultation_of
from assessment.rules.contacts.inquiry_state import CLOSED


@dataclass(frozen=True)
class OpenMatter:
    """Something that is open when an episode is to be ended, and the page (name and arguments) where it is dealt with.

    What `must_end` is dealt with there first; the rest may be left, which is kept.
    """

    key: str
    words: str
    page: str
    arguments: tuple[object, ...]
    must_end: bool = False


# What else may be open: the rooms above add theirs; referrals its letters and referrals.
matter_sources: list[Callable[[Episode, date], Iterable[OpenMatter]]] = []


class NotAsShown(Exception):
    """The episode was ended, or opened again, in the meantime. Nothing was recorded."""


class MattersOpen(Exception):
    """Something is open that nobody has decided on. Nothing was recorded."""


def open_matters(episode: Episode, as_of: date) -> list[OpenMatter]:
    """What is open in the episode, what must be ended first."""
    found = [*_consultation(episode), *_tapers(episode), *_inquiries(episode)]
    found += [matter for source in matter_sources for matter in source(episode, as_of)]
    return sorted(found, key=lambda matter: not matter.must_end)


def _consultation(episode: Episode) -> Iterable[OpenMatter]:
    if running := open_consultation_of(episode):
        yield OpenMatter("consultation", running.in_words, "consultation_end", (episode.pk,), must_end=True)


def _tapers(episode: Episode) -> Iterable[OpenMatter]:
    for plan in TaperPlan.objects.filter(episode=episode, status__in=TaperPlan.OPEN):
        words = _("Taper plan: %(medicine)s") % {"medicine": plan.medicine}
        yield OpenMatter(f"taper-{plan.pk}", words, "taper_plan", (episode.pk, plan.pk), must_end=True)


def _inquiries(episode: Episode) -> Iterable[OpenMatter]:
    for inquiry in inquiries_of(episode):
        if inquiry.state != CLOSED and (inquiry.about != inquiry.About.LETTER or inquiry.kinds):
            words = _("Question to a doctor: %(text)s") % {"text": inquiry.text}
            yield OpenMatter(f"inquiry-{inquiry.pk}", words, "inquiry", (inquiry.pk,))


@transaction.atomic
def end_episode(
    *, by: Staff, episode: Episode, reason: str, comment: str = "", leaves: Collection[str] = (), as_of: date
) -> EpisodeStatus:
    """End the episode; `leaves` are the keys of the open matters that are left so. Raises MattersOpen, NotAsShown."""
    current = _hold(episode)
    if current.ended_at:
        raise NotAsShown
    matters = open_matters(episode, as_of)
    if any(matter.must_end or matter.key not in leaves for matter in matters):
        raise MattersOpen
    left = [matter.words for matter in matters]
    return _turn(by, episode, EpisodeStatus.Kind.ENDED, reason=reason, comment=comment, left=left)


@transaction.atomic
def reopen_episode(*, by: Staff, episode: Episode, comment: str = "") -> EpisodeStatus:
    """Open an ended episode again. Raises NotAsShown."""
    if not _hold(episode).ended_at:
        raise NotAsShown
    return _turn(by, episode, EpisodeStatus.Kind.REOPENED, comment=comment)


def statuses_of(episode: Episode) -> list[EpisodeStatus]:
    """When it was ended and opened again, the newest first."""
    return list(episode.statuses.select_related("recorded_by__user").order_by("-recorded_at"))


def _hold(episode: Episode) -> Episode:
    return Episode.objects.select_for_update().only("ended_at").get(pk=episode.pk)


def _turn(by: Staff, episode: Episode, kind: str, **values: object) -> EpisodeStatus:
    at = timezone.now()
    status = EpisodeStatus.in_practice(episode=episode, kind=kind, recorded_by=by, recorded_at=at, **values)
    status.save(force_insert=True)
    episode.ended_at = at if kind == EpisodeStatus.Kind.ENDED else None
    episode.save(update_fields=["ended_at"])
    which = _("episode %(number)s") % {"number": episode.number}
    detail = f"{which}: {status.get_kind_display()}"
    record_access(by=by, action=AccessAction.CHANGE, patient_id=episode.patient_id, detail=detail)
    return status
