"""What was copied into the journal: kept word for word, with whose it was."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.log.entries import record_access
from accounts.models import AccessAction, Staff
from assessment.models import CopiedNote, Episode
from assessment.record.contacts import Contact, reference_of


def copies_of(contact: Contact) -> list[CopiedNote]:
    """What was copied of the contact's note, the newest first."""
    rows = CopiedNote.objects.filter(episode=contact.episode_id, consultation=reference_of(contact), day=contact.day)
    return list(rows.select_related("copied_by__user").order_by("-copied_at"))


@transaction.atomic
def keep_copy(*, by: Staff, contact: Contact, text: str) -> CopiedNote:
    """Keep what is copied into the journal. The same text, copied again by the same person, is one row."""
    episode = Episode.objects.select_for_update().get(pk=contact.episode_id)  # one press at a time
    newest = next(iter(copies_of(contact)), None)
    if newest and (newest.text, newest.copied_by_id) == (text, by.pk):
        return newest
    kept = CopiedNote.in_practice(
        episode=episode,
        consultation=reference_of(contact),
        day=contact.day,
        text=text,
        copied_by=by,
        copied_at=timezone.now(),
    )
    kept.save(force_insert=True)
    detail = _("the journal note of %(day)s") % {"day": f"{contact.day:%d.%m.%Y}"}
    record_access(by=by, action=AccessAction.EXPORT, patient_id=episode.patient_id, detail=detail)
    return kept
