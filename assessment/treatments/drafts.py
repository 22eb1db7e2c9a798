"""Drafts of treatments: what was typed and is not saved yet, kept on the server for the person who typed it."""

from collections.abc import Mapping

from django.db import transaction

from accounts.models import Staff
from assessment.models import Episode, Treatment

NEW, PASTE = "new", "paste"


def draft_of(*, by: Staff, episode: Episode, form: str) -> dict[str, str]:
    """What this member of staff left in a form of the episode: NEW, PASTE, or a treatment's id. Empty if nothing.

    What was kept while its own row was being saved is no draft any more: it would stand as if it were not saved.
    """
    kept: dict[str, str] = dict(episode.drafts.get(_key(by, form), {}))
    identifier = kept.get("identifier")
    return {} if identifier and Treatment.objects.filter(pk=identifier).exists() else kept


@transaction.atomic
def keep_draft(*, by: Staff, episode: Episode, form: str, typed: Mapping[str, str]) -> None:
    """Keep what was typed; nothing typed takes the draft away. A draft changes nothing that is known of the patient."""
    drafts = Episode.objects.select_for_update().values_list("drafts", flat=True).get(pk=episode.pk)
    changed = {key: draft for key, draft in drafts.items() if key != _key(by, form)}
    if typed:
        changed[_key(by, form)] = dict(typed)
    Episode.objects.filter(pk=episode.pk).update(drafts=changed)
    episode.drafts = changed


def drop_draft(*, by: Staff, episode: Episode, form: str) -> None:
    """What was typed is saved, or is no longer wanted."""
    if _key(by, form) in episode.drafts:
        keep_draft(by=by, episode=episode, form=form, typed={})


def _key(by: Staff, form: str) -> str:
    return f"{form}/{by.pk}"
