"""Makes drafts, changes them, brings them up to date with a newer release, and gives them up.

Every step is one transaction with its event; a draft can always be read, also after it is given up.
"""

from collections.abc import Callable, Iterable
from copy import deepcopy

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from guidelines.content_files.loading import content_hash, fill, new_release
from guidelines.content_files.release import content_of_release, note_of
from guidelines.models import Publication, Release, ReleaseEvent
from guidelines.publishing.consistency import Refused, write_consistently
from guidelines.publishing.life_cycle import WORK, lock_release, log_event, move_to, send_back
from guidelines.publishing.question_checks import add_published_questions
from guidelines.publishing.retired import give_reason, taken_out
from guidelines.publishing.three_way import bring_together
from guidelines.vocabulary.shapes import JsonObject

State, Kind = Release.State, ReleaseEvent.Kind


@transaction.atomic
def create_draft(*, by: User, publication: Publication, note: str = "") -> Release:
    """A draft that says what the planned release says, or the one in force (or the newest one, where none is)."""
    before = publication.releases.head() or publication.releases.order_by("-number").first()
    if before is None:
        raise Refused(_("There is no release to begin from."))
    content = content_of_release(before)
    content.pop("retired", None)  # what that release took out, this one does not take out once more
    return _draft(by, publication, content, note, written_by=_contributors(before))


@transaction.atomic
def create_publication(*, by: User, key: str, kind: str, content: JsonObject) -> Release:
    """A guideline that there was not before, as a draft. Raises Refused if the key is taken."""
    publication, is_new = Publication.objects.get_or_create(key=key, defaults={"kind": kind, "owner": by})
    if not is_new:
        raise Refused(_("There is a publication with the key “%(key)s” already.") % {"key": key})
    return _draft(by, publication, {"key": key, "kind": kind, **content}, note_of(content))


@transaction.atomic
def roll_back(*, by: User, release: Release) -> Release:
    """A draft that says what an earlier release said. It goes the same way as any other: someone else approves it.

    Questions that were published since are kept in it, retired: they may have answers.
    """
    note = _("Back to release %(number)s.") % {"number": release.number}
    content = content_of_release(release)
    if release.publication.kind == Publication.Kind.VOCABULARY:
        content = add_published_questions(content)
    content["release"] = {"note": note}
    content.pop("retired", None)
    if gone := taken_out(release.publication, content):
        content["retired"] = give_reason(gone, note)
    return _draft(by, release.publication, content, note)


@transaction.atomic
def edit_draft(*, by: User, release: Release, content: JsonObject, seen_hash: str) -> Release:
    """Put this content into the draft. Where someone else has changed it since it was read, make a draft of its own.

    Raises Refused for what is not a draft, or does not hold together.
    """
    draft = _lock_draft(release)
    if draft.content_hash == seen_hash:
        return _put(by, draft, content)
    return _beside(by, draft, content, written_by=_contributors_until(draft, seen_hash))


@transaction.atomic
def change_draft(
    *,
    by: User,
    release: Release,
    change: Callable[[JsonObject], object],
    read: Callable[[JsonObject], object],
    seen: str,
    note: str,
) -> Release:
    """Change a part of the draft's content in place.

    `read` takes the part out of the content, and `seen` is the hash of that part as the editor read it. What others
    have changed elsewhere stands. Where someone else has changed just that part, the change is made in a draft of its
    own beside this one, which is returned; where the editor had read the part as it is published, that draft holds
    nothing else, and whoever wrote only in the other one can approve it. A change that is there already is none.
    `note` says what was changed. Raises Refused.
    """
    draft = _lock_draft(release)
    content = content_of_release(draft)
    changed = deepcopy(content)
    change(changed)
    if changed == content:
        return draft
    if content_hash(read(content)) == seen:
        return _put(by, draft, changed, note)
    published = content_of_release(draft.base) if draft.base else {}
    if not (published and content_hash(read(published)) == seen):
        return _beside(by, draft, changed, written_by=_contributors(draft))
    change(published)
    return _beside(by, draft, {**published, "release": content["release"]})


def _put(by: User, draft: Release, content: JsonObject, note: str = "") -> Release:
    write_consistently(lambda: fill(draft, content))
    log_event(by, draft, Kind.EDITED, note)
    return draft


def _beside(by: User, draft: Release, content: JsonObject, written_by: Iterable[User] = ()) -> Release:
    note = _("Written beside draft %(number)s.") % {"number": draft.number}
    return _draft(by, draft.publication, content, note, written_by=written_by, base=draft.base)


def _lock_draft(release: Release) -> Release:
    draft = lock_release(release)
    if draft.state != State.DRAFT:
        raise Refused(_("The release is submitted. Send it back before it is changed."))
    return draft


@transaction.atomic
def bring_up_to_date(*, by: User, release: Release) -> tuple[Release, list[str]]:
    """Take over, row by row, what has been published since the draft was begun; it is a draft again, to be read anew.

    Answers the draft, and the places where both have changed the same: there the draft's own words stand. They are
    kept with the step as well, for whoever reads the draft. Raises Refused.
    """
    draft = lock_release(release)
    if draft.state in (State.PUBLISHED, State.GIVEN_UP):
        raise Refused(_("Only a draft can be changed."))
    if not draft.is_behind:
        raise Refused(_("The draft is up to date."))
    if draft.state != State.DRAFT:
        draft = send_back(by=by, release=draft, note=_("Another release has come since."))
    head = draft.publication.releases.head()
    before, now, own = (content_of_release(one) if one else {} for one in (draft.base, head, draft))
    together, clashes = bring_together(before, now or before, own)
    # What a release says of itself, and the reasons for what that one took out, are each release's own.
    together["release"] = own["release"]
    draft.base = head
    write_consistently(lambda: fill(draft, together))
    log_event(by, draft, Kind.EDITED, _describe_update(head, clashes))
    return draft, clashes


def _describe_update(head: Release | None, clashes: list[str]) -> str:
    if head is None:
        return _("Brought up to date: the release that it was begun on was withdrawn.")
    done = _("Brought up to date with release %(number)s.") % {"number": head.number}
    if not clashes:
        return done
    return f"{done} " + _("Both have changed: %(places)s. The draft's words stand.") % {"places": "; ".join(clashes)}


@transaction.atomic
def give_up(*, by: User, release: Release, note: str) -> Release:
    """Give up a draft, with the reason. It stays to be read, and is never published. Raises Refused."""
    draft = lock_release(release)
    if draft.state in (State.PUBLISHED, State.GIVEN_UP):
        raise Refused(_("Only a draft can be given up."))
    if not note.strip():
        raise Refused(_("Say why it is given up."))
    log_event(by, draft, Kind.GIVEN_UP, note)
    return move_to(draft, State.GIVEN_UP)


def _draft(
    by: User,
    publication: Publication,
    content: JsonObject,
    note: str,
    written_by: Iterable[User] = (),
    base: Release | None = None,
) -> Release:
    # One at a time, so that two drafts never take the same number.
    Publication.objects.select_for_update().get(pk=publication.pk)
    draft = write_consistently(lambda: new_release(publication, content, base))
    log_event(by, draft, Kind.CREATED, note)
    # What others wrote in the draft that this one is made from is theirs here too: they cannot approve it.
    for author in written_by:
        if author != by:
            log_event(author, draft, Kind.EDITED, _("Taken over from another draft."))
    return draft


def _contributors(release: Release) -> list[User]:
    """Who wrote what is not published yet; what is published has been read by two people."""
    if release.state == State.PUBLISHED:
        return []
    return list(User.objects.filter(pk__in=release.events.filter(kind__in=WORK).values("by")))


def _contributors_until(draft: Release, seen_hash: str) -> list[User]:
    """Who had written in the draft when it held what was read; everyone, where it never held that."""
    read = draft.events.filter(content_hash=seen_hash, kind__in=WORK).last()
    everyone = draft.events.filter(kind__in=WORK)
    before = everyone.filter(pk__lte=read.pk) if read else everyone
    return list(User.objects.filter(pk__in=before.values("by")))
