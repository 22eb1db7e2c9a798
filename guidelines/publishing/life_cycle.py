"""A release's life: draft, submitted, approved by a second person exactly as it was read, published, withdrawn.

Every step is one transaction with its event. The database enforces the order and the two people once more
(life_cycle_triggers), whoever asks it.
"""

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from guidelines.content_files.loading import content_hash, fill, new_release, unverified_in
from guidelines.content_files.release import content_of_release
from guidelines.models import Publication, Release, ReleaseEvent
from guidelines.publishing.checks import CasesFail, checks_of, require_passing
from guidelines.publishing.consistency import Refused, check_together, guarded, require_ready
from guidelines.publishing.question_checks import with_all_published
from guidelines.publishing.retired import taken_out, unexplained, with_reason

Kind = ReleaseEvent.Kind
State = Release.State
WORK = (Kind.CREATED, Kind.EDITED, Kind.SUBMITTED)


@transaction.atomic
def create_draft(*, by: User, publication: Publication, note: str = "") -> Release:
    """A draft that says what the release in force says (or the newest one, where none is)."""
    before = publication.releases.effective().first() or publication.releases.order_by("-number").first()
    if before is None:
        raise Refused(_("There is no release to begin from."))
    content = content_of_release(before)
    content.pop("retired", None)  # what that release took out, this one does not take out once more
    return _draft(by, publication, content, note, written_by=_contributors(before))


@transaction.atomic
def create_publication(*, by: User, key: str, kind: str, content: Mapping[str, Any]) -> Release:
    """A guideline that there was not before, as a draft. Raises Refused where the key is taken."""
    publication, is_new = Publication.objects.get_or_create(key=key, defaults={"kind": kind, "owner": by})
    if not is_new:
        raise Refused(_("There is a publication with the key “%(key)s” already.") % {"key": key})
    return _draft(by, publication, {"key": key, "kind": kind, **content}, content["release"]["note"])


@transaction.atomic
def roll_back(*, by: User, release: Release) -> Release:
    """A draft that says what an earlier release said. It goes the same way as any other: someone else approves it.

    Questions that were published since are kept in it, retired: they may have answers.
    """
    note = _("Back to release %(number)s.") % {"number": release.number}
    content = content_of_release(release)
    if release.publication.kind == Publication.Kind.VOCABULARY:
        content = with_all_published(content)
    content["release"] = {**content["release"], "note": note}
    content.pop("retired", None)
    if gone := taken_out(release.publication, content):
        content["retired"] = with_reason(gone, note)
    return _draft(by, release.publication, content, note)


@transaction.atomic
def edit_draft(*, by: User, release: Release, content: Mapping[str, Any], seen_hash: str) -> Release:
    """Put this content into the draft. Where someone else has changed it since it was read, make a draft of its own.

    Raises Refused for what is not a draft, or does not hold together.
    """
    draft = _lock_draft(release)
    return _put(by, draft, content, is_stale=draft.content_hash != seen_hash)


@transaction.atomic
def change_draft(
    *,
    by: User,
    release: Release,
    change: Callable[[dict[str, Any]], object],
    read: Callable[[dict[str, Any]], Any],
    seen: str,
    note: str,
) -> Release:
    """Change a part of the draft's content in place.

    `read` takes the part out of the content, and `seen` is the hash of that part as the editor read it. Where someone
    else has changed just that part, the change is made in a draft of its own beside this one, which is returned; what
    others have changed elsewhere stands. A change that is there already is none. `note` says what was changed.
    Raises Refused.
    """
    draft = _lock_draft(release)
    content = content_of_release(draft)
    is_stale = content_hash(read(content)) != seen
    changed = deepcopy(content)
    change(changed)
    if changed == content:
        return draft
    return _put(by, draft, changed, is_stale=is_stale, note=note)


def _put(by: User, draft: Release, content: Mapping[str, Any], *, is_stale: bool, note: str = "") -> Release:
    if is_stale:
        note = _("Written beside draft %(number)s.") % {"number": draft.number}
        return _draft(by, draft.publication, content, note, written_by=_contributors(draft))
    guarded(lambda: fill(draft, content))
    _log(by, draft, Kind.EDITED, note)
    return draft


def _lock_draft(release: Release) -> Release:
    draft = _lock(release)
    if draft.state != State.DRAFT:
        raise Refused(_("The release is submitted. Send it back before it is changed."))
    return draft


@transaction.atomic
def submit(*, by: User, release: Release) -> Release:
    """Ask for a review. Raises Refused where the content would not work together with all that is in force."""
    draft = _lock(release)
    _require(draft, State.DRAFT)
    in_force = draft.publication.releases.effective().first()
    if in_force and _said(in_force) == _said(draft):
        raise Refused(_("The draft says what is in force already."))
    together = check_together(draft)
    # Both read what a file may say in any shape.
    if reason := guarded(lambda: unexplained(draft, together)):
        raise Refused(reason)
    require_ready(guarded(lambda: checks_of(draft, together)))
    _log(by, draft, Kind.SUBMITTED)
    return _move(draft, State.SUBMITTED)


@transaction.atomic
def approve(*, by: User, release: Release, seen_hash: str, note: str = "") -> Release:
    """Approve what was read. Raises Refused for whoever has worked on it, and for anything else than what was read.

    Of what is unverified, `note` says which primary source it was checked against; it is refused without.
    """
    waiting = _lock(release)
    _require(waiting, State.SUBMITTED)
    if waiting.content_hash != seen_hash:
        raise Refused(_("The release has changed since you read it. Read it again."))
    if is_contributor(by, waiting):
        raise Refused(_("You have worked on this release. Someone else must approve it."))
    if unverified_in(content_of_release(waiting)) and not note.strip():
        raise Refused(_("Say which primary source it was checked against, with section and date."))
    _log(by, waiting, Kind.APPROVED, note)
    return _move(waiting, State.APPROVED)


@transaction.atomic
def send_back(*, by: User, release: Release, note: str) -> Release:
    """Back to a draft, with the reason. An approval that was given is void."""
    waiting = _lock(release)
    if waiting.state not in (State.SUBMITTED, State.APPROVED):
        raise Refused(_("Only what waits for a reviewer or for publication can be sent back."))
    if not note.strip():
        raise Refused(_("Say why it is sent back."))
    _log(by, waiting, Kind.SENT_BACK, note)
    waiting.round += 1
    return _move(waiting, State.DRAFT)


@transaction.atomic
def publish_approved(*, by: User, release: Release, at: datetime | None = None) -> Release:
    """Put an approved release in force, now or from a later moment. Raises Refused.

    The release before it ends at the same moment. What was planned for later and is overtaken stands in the way.
    """
    approved, now = _lock(release), timezone.now()
    _require(approved, State.APPROVED)
    begin = at or now
    if begin < now:
        raise Refused(_("A release cannot come into force in the past."))
    # The questions, and what is in force, may have changed since it was approved.
    together = check_together(approved)
    if reason := unexplained(approved, together):
        raise Refused(reason)
    try:
        require_passing(together)
    except CasesFail as error:
        raise Refused(_("Cases fail: %(cases)s") % {"cases": error}) from error
    published = approved.publication.releases.filter(state=State.PUBLISHED)
    if published.filter(effective__startswith__gt=now).exists():
        raise Refused(_("A release is planned already. Withdraw it first."))
    for before in published.filter(effective__contains=begin).select_for_update():
        before.effective = (before.effective.lower, begin)
        before.save(update_fields=["effective"])
    approval = approved.events.filter(kind=Kind.APPROVED, round=approved.round).get()
    submission = approved.events.filter(kind=Kind.SUBMITTED, round=approved.round).get()
    approved.prepared_by, approved.approved_by = submission.by, approval.by
    approved.effective, approved.published_at = (begin, None), now
    _log(by, approved, Kind.PUBLISHED)
    approved.state = State.PUBLISHED
    approved.save(update_fields=["state", "effective", "published_at", "prepared_by", "approved_by"])
    return approved


@transaction.atomic
def withdraw(*, by: User, release: Release, note: str) -> Release:
    """Take a published release out of force at once, with the reason: one person can, since it only takes advice away.

    A planned one never comes into force, and the one before it stays.
    """
    current, now = _lock(release), timezone.now()
    if current.state != State.PUBLISHED or has_ended(current, now):
        raise Refused(_("Only what is in force or planned can be withdrawn."))
    if current.publication.kind == Publication.Kind.VOCABULARY:
        raise Refused(_("Without the questions the program cannot work. Publish another release instead."))
    if not note.strip():
        raise Refused(_("Say why it is withdrawn."))
    begin = current.effective.lower
    current.effective = (begin, max(begin, now))
    current.save(update_fields=["effective"])
    if begin > now:
        for before in current.publication.releases.filter(effective__endswith=begin).select_for_update():
            before.effective = (before.effective.lower, None)
            before.save(update_fields=["effective"])
    _log(by, current, Kind.WITHDRAWN, note)
    return current


def has_ended(release: Release, at: datetime) -> bool:
    """Whether a published release is out of force for good: its time has passed, or was taken back before it came."""
    time = release.effective
    return bool(time.isempty or (time.upper and time.upper <= at))


def is_contributor(user: User, release: Release) -> bool:
    """Whether this person has worked on the release, in any round."""
    return release.events.filter(by=user, kind__in=WORK).exists()


def _draft(
    by: User, publication: Publication, content: Mapping[str, Any], note: str, written_by: Iterable[User] = ()
) -> Release:
    # One at a time, so that two drafts never take the same number.
    Publication.objects.select_for_update().get(pk=publication.pk)
    draft: Release = guarded(lambda: new_release(publication, content))
    _log(by, draft, Kind.CREATED, note)
    # What others wrote in the draft that this one is made from is theirs here too: they cannot approve it.
    for author in written_by:
        if author != by:
            _log(author, draft, Kind.EDITED, _("Taken over from another draft."))
    return draft


def _contributors(release: Release) -> list[User]:
    """Who wrote what is not published yet; what is published has been read by two people."""
    if release.state == State.PUBLISHED:
        return []
    return list(User.objects.filter(pk__in=release.events.filter(kind__in=WORK).values("by")))


def _said(release: Release) -> dict[str, Any]:
    beside = ("release", "retired")  # the reasons, not what the program advises
    return {name: value for name, value in content_of_release(release).items() if name not in beside}


def _require(release: Release, state: str) -> None:
    if release.state != state:
        words = {"state": release.get_state_display()}
        raise Refused(_("This step does not fit: the release is “%(state)s”.") % words)


def _move(release: Release, state: str) -> Release:
    release.state = state
    release.save(update_fields=["state", "round"])
    return release


def _lock(release: Release) -> Release:
    locked: Release = Release.objects.select_for_update(of=("self",)).select_related("publication").get(pk=release.pk)
    return locked


def _log(by: User, release: Release, kind: str, note: str = "") -> None:
    ReleaseEvent.objects.create(
        release=release, kind=kind, by=by, note=note, round=release.round, content_hash=release.content_hash
    )
