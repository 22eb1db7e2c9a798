"""Deeds on the content: drafts, releases, sources. None of them is about a patient."""

from collections.abc import Callable
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from guidelines.content_files.loading import publish
from guidelines.content_files.release import content_of_release
from guidelines.models import Release
from guidelines.publishing.drafts import bring_up_to_date, create_draft, edit_draft, give_up
from guidelines.publishing.life_cycle import approve, publish_approved, send_back, submit, withdraw
from tests.support.content.drafts import GUIDELINE, Body, draft_with
from tests.support.deeds.deed import Deed, World
from tests.support.records.cast import make_user

Done = Callable[[], object]


def _draft(world: World, note: str = "Ny") -> Release:
    """A draft of a guideline that says something else of itself than the one in force."""
    return draft_with(world.cast.editor, world.content, GUIDELINE, lambda body: body.update(currency_note=note))


def _submitted(world: World, note: str = "Ny") -> Release:
    return submit(by=world.cast.editor, release=_draft(world, note))


def _approved(world: World, note: str = "Ny") -> tuple[Release, User]:
    waiting = _submitted(world, note)
    reviewer = User.objects.filter(name="Test reviewer").first() or make_user("reviewer", is_content_administrator=True)
    return approve(by=reviewer, release=waiting, seen_hash=waiting.content_hash), reviewer


def _submit(world: World) -> Done:
    draft = _draft(world)
    return lambda: submit(by=world.cast.editor, release=draft)


def _approve(world: World) -> Done:
    waiting, reviewer = _submitted(world), make_user("reviewer", is_content_administrator=True)
    return lambda: approve(by=reviewer, release=waiting, seen_hash=waiting.content_hash)


def _send_back(world: World) -> Done:
    waiting = _submitted(world)
    return lambda: send_back(by=world.cast.editor, release=waiting, note="Ret")


def _publish(world: World) -> Done:
    release, reviewer = _approved(world)
    return lambda: publish_approved(by=reviewer, release=release)


def _withdraw_planned(world: World) -> Done:
    """What was planned never comes into force, and the release before it stays."""
    release, reviewer = _approved(world)
    planned = publish_approved(by=reviewer, release=release, at=timezone.now() + timedelta(days=9))
    return lambda: withdraw(by=reviewer, release=planned, note="For tidligt")


def _create_draft(world: World) -> Done:
    guideline = world.content.releases[GUIDELINE].publication
    return lambda: create_draft(by=world.cast.editor, publication=guideline)


def _edit_draft(world: World) -> Done:
    draft = _draft(world)
    content: Body = {**content_of_release(draft), "currency_note": "Andet"}
    return lambda: edit_draft(by=world.cast.editor, release=draft, content=content, seen_hash=draft.content_hash)


def _give_up(world: World) -> Done:
    draft = _draft(world)
    return lambda: give_up(by=world.cast.editor, release=draft, note="Opgivet")


def _bring_up_to_date(world: World) -> Done:
    behind = _draft(world, "Den ene")
    release, reviewer = _approved(world, "Den anden")
    publish_approved(by=reviewer, release=release)
    return lambda: bring_up_to_date(by=world.cast.editor, release=behind)


def _load(world: World) -> Done:
    guideline = world.content.releases[GUIDELINE].publication
    release = Release.objects.create(publication=guideline, number=50, title="Ny", content_hash="x")
    return lambda: publish(release)


def _source(world: World) -> Done:
    client, address = world.client(world.cast.editor), reverse("editing_source", args=["cross-sector-2023"])
    return lambda: client.get(address)


LIFE, DRAFTS = "guidelines.publishing.life_cycle", "guidelines.publishing.drafts"
HELD = (f"{LIFE}.lock_release",)
DEEDS = {
    f"{LIFE}.submit": Deed(_submit, holds=HELD),
    f"{LIFE}.approve": Deed(_approve, holds=HELD),
    f"{LIFE}.send_back": Deed(_send_back, holds=HELD),
    f"{LIFE}.publish_approved": Deed(_publish, holds=(*HELD, f"{LIFE}.publish_approved")),
    f"{LIFE}.withdraw": Deed(_withdraw_planned, holds=(*HELD, f"{LIFE}.withdraw")),
    f"{DRAFTS}.create_draft": Deed(_create_draft, holds=(f"{DRAFTS}._draft",)),
    f"{DRAFTS}.edit_draft": Deed(_edit_draft, holds=HELD),
    f"{DRAFTS}.give_up": Deed(_give_up, holds=HELD),
    f"{DRAFTS}.bring_up_to_date": Deed(_bring_up_to_date, holds=HELD),
    "guidelines.content_files.loading.publish": Deed(_load, holds=("guidelines.content_files.loading._publish",)),
    "guidelines.pages.editor.sources.views.source": Deed(
        _source, holds=("guidelines.pages.editor.sources.views.source",)
    ),
}
