"""Takes a release through its life: submitted, approved by a second person exactly as read, published, withdrawn.

Every step is one transaction with its event. The database enforces the order and the two people once more
(`guidelines/models/triggers.py`), whoever asks it.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from guidelines.content_files.loading import unverified_in
from guidelines.content_files.release import content_of_release
from guidelines.models import Publication, Release, ReleaseEvent
from guidelines.publishing.checks import CasesFail, checks_of, require_passing
from guidelines.publishing.consistency import (
    Refused,
    check_together,
    on_publication,
    require_ready,
    write_consistently,
)
from guidelines.publishing.retired import find_unexplained

Kind = ReleaseEvent.Kind
State = Release.State
WORK = (Kind.CREATED, Kind.EDITED, Kind.SUBMITTED)


@transaction.atomic
def submit(*, by: User, release: Release) -> Release:
    """Ask for a review. Raises Refused if the content would not work together with all that is in force."""
    draft = lock_release(release)
    _require(draft, State.DRAFT)
    _require_up_to_date(draft)
    in_force = draft.publication.releases.effective().first()
    if in_force and _said(in_force) == _said(draft):
        raise Refused(_("The draft says what is in force already."))
    together = check_together(draft)
    # Both read what a file may say in any shape.
    if reason := write_consistently(lambda: find_unexplained(draft, together)):
        raise Refused(reason)
    require_ready(write_consistently(lambda: checks_of(draft, together)))
    log_event(by, draft, Kind.SUBMITTED)
    return move_to(draft, State.SUBMITTED)


@transaction.atomic
def approve(*, by: User, release: Release, seen_hash: str, note: str = "") -> Release:
    """Approve what was read. Raises Refused for whoever has worked on it, and for anything else than what was read.

    Of what is unverified, `note` says which primary source it was checked against; it is refused without.
    """
    waiting = lock_release(release)
    _require(waiting, State.SUBMITTED)
    if waiting.content_hash != seen_hash:
        raise Refused(_("The release has changed since you read it. Read it again."))
    _require_up_to_date(waiting)
    if is_contributor(by, waiting):
        raise Refused(_("You have worked on this release. Someone else must approve it."))
    if unverified_in(content_of_release(waiting)) and not note.strip():
        raise Refused(_("Say which primary source it was checked against, with section and date."))
    log_event(by, waiting, Kind.APPROVED, note)
    return move_to(waiting, State.APPROVED)


@transaction.atomic
def send_back(*, by: User, release: Release, note: str) -> Release:
    """Back to a draft, with the reason. An approval that was given is void."""
    waiting = lock_release(release)
    if waiting.state not in (State.SUBMITTED, State.APPROVED):
        raise Refused(_("Only what waits for a reviewer or for publication can be sent back."))
    if not note.strip():
        raise Refused(_("Say why it is sent back."))
    log_event(by, waiting, Kind.SENT_BACK, note)
    waiting.round += 1
    return move_to(waiting, State.DRAFT)


@transaction.atomic
def publish_approved(*, by: User, release: Release, at: datetime | None = None) -> Release:
    """Put an approved release in force, now or from a later moment. Raises Refused.

    The release before it ends at the same moment. What was planned for later and is overtaken stands in the way.
    """
    approved, now = lock_release(release), timezone.now()
    _require(approved, State.APPROVED)
    begin = at or now
    if begin < now:
        raise Refused(_("A release cannot come into force in the past."))
    published = approved.publication.releases.filter(state=State.PUBLISHED)
    if published.planned().exists():
        raise Refused(_("A release is planned already. Withdraw it first."))
    _require_up_to_date(approved)
    # The questions, and what is in force, may have changed since it was approved.
    together = check_together(approved)
    if reason := find_unexplained(approved, together):
        raise Refused(reason)
    try:
        require_passing(together)
    except CasesFail as error:
        raise Refused(_("Cases fail: %(cases)s") % {"cases": error}) from error
    for before in published.filter(effective__contains=begin).select_for_update():
        before.effective = (before.effective.lower, begin)
        before.save(update_fields=["effective"])
    approval = approved.events.filter(kind=Kind.APPROVED, round=approved.round).get()
    submission = approved.events.filter(kind=Kind.SUBMITTED, round=approved.round).get()
    approved.prepared_by, approved.approved_by = submission.by, approval.by
    approved.effective, approved.published_at = (begin, None), now
    log_event(by, approved, Kind.PUBLISHED)
    approved.state = State.PUBLISHED
    approved.save(update_fields=["state", "effective", "published_at", "prepared_by", "approved_by"])
    _work_out_once()
    return approved


@transaction.atomic
def withdraw(*, by: User, release: Release, note: str) -> Release:
    """Take a published release out of force at once, with the reason: one person can, since it only takes advice away.

    A planned one never comes into force, and the one before it stays. The safety prompts in force give way to another
    release only, which two people publish: one person's press would take every warning away.
    """
    current, now = lock_release(release), timezone.now()
    if current.state != State.PUBLISHED or has_ended(current, now):
        raise Refused(_("Only what is in force or planned can be withdrawn."))
    if current.publication.kind == Publication.Kind.VOCABULARY:
        raise Refused(_("Without the questions the program cannot work. Publish another release instead."))
    begin = current.effective.lower
    if current.publication.kind == Publication.Kind.SAFETY_PROMPTS and begin <= now:
        raise Refused(
            _("Without it nobody is warned of any danger. Roll back to an earlier release, or publish another.")
        )
    if not note.strip():
        raise Refused(_("Say why it is withdrawn."))
    current.effective = (begin, max(begin, now))
    current.save(update_fields=["effective"])
    if begin > now:
        for before in current.publication.releases.filter(effective__endswith=begin).select_for_update():
            before.effective = (before.effective.lower, None)
            before.save(update_fields=["effective"])
    log_event(by, current, Kind.WITHDRAWN, note)
    _work_out_once()
    return current


def _work_out_once() -> None:
    for work_out in on_publication:
        work_out()


def has_ended(release: Release, at: datetime) -> bool:
    """Whether a published release is out of force for good: its time has passed, or was taken back before it came."""
    time = release.effective
    return bool(time.isempty or (time.upper and time.upper <= at))


def is_contributor(user: User, release: Release) -> bool:
    """Whether this person has worked on the release, in any round."""
    return release.events.filter(by=user, kind__in=WORK).exists()


def _require_up_to_date(release: Release) -> None:
    if release.is_behind:
        raise Refused(
            _("Another release has come since this draft was begun. Bring the draft up to date, and read it again.")
        )


def _said(release: Release) -> dict[str, Any]:
    beside = ("release", "retired")  # the reasons, not what the program advises
    return {name: value for name, value in content_of_release(release).items() if name not in beside}


def _require(release: Release, state: str) -> None:
    if release.state != state:
        words = {"state": release.get_state_display()}
        raise Refused(_("This step does not fit: the release is “%(state)s”.") % words)


def move_to(release: Release, state: str) -> Release:
    """Write the release's new state, and its round."""
    release.state = state
    release.save(update_fields=["state", "round"])
    return release


def lock_release(release: Release) -> Release:
    """The release as it stands now; nobody else changes it before the transaction ends."""
    locked: Release = Release.objects.select_for_update(of=("self",)).select_related("publication").get(pk=release.pk)
    return locked


def log_event(by: User, release: Release, kind: str, note: str = "") -> None:
    """Add a step to the release's history."""
    ReleaseEvent.objects.create(
        release=release, kind=kind, by=by, note=note, round=release.round, content_hash=release.content_hash
    )
