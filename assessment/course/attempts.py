"""Calls that nobody answered: counted since the patient was last reached."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.log.entries import record_access
from accounts.models import AccessAction, Staff
from assessment.models import ContactAttempt, Episode
from assessment.notes.contact_rows import read_once
from assessment.record.contacts import Contact, is_of
from guidelines.in_force.content import Content
from guidelines.vocabulary.model import Held

# After so many, somebody is asked or the patient is written to.
MOST_ATTEMPTS = 3


@transaction.atomic
def record_attempt(*, by: Staff, episode: Episode, form: str) -> int:
    """Keep that nobody answered; how many there are now since the patient was last reached."""
    ContactAttempt.in_practice(episode=episode, form=form, recorded_by=by).save(force_insert=True)
    record_access(by=by, action=AccessAction.CHANGE, patient_id=episode.patient_id, detail=_("not reached"))
    return attempts_since_contact(episode).count()


def attempts_since_contact(episode: Episode) -> QuerySet[ContactAttempt]:
    """Since the newest consultation was begun, or opened again later."""
    since = Q(recorded_at__gt=episode.last_contact) if episode.last_contact else Q()
    return ContactAttempt.objects.filter(since, episode=episode).order_by("recorded_at")


def attempts_in_the_note(
    episode: Episode, contact: Contact | None, content: Content, is_long: bool
) -> Iterator[tuple[Held, list[str]]]:
    """When nobody answered, on a day without contact."""
    if contact is None:
        return
    found = ContactAttempt.objects.filter(episode=episode).select_related("recorded_by__user")
    for attempt in read_once(episode, "attempts", lambda: list(found)):
        if is_of(attempt, contact):
            at = timezone.localtime(attempt.recorded_at)
            said = f"Ikke truffet, {attempt.get_form_display()}, {at:%d.%m.%Y kl. %H:%M}"
            yield "decisions", [f"{said} ({attempt.recorded_by})"]
