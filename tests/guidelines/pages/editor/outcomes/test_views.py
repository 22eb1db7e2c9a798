"""What can come of a safety prompt has its form: an editor adds, changes, orders and takes out, without JavaScript."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import User
from guidelines.comparison.releases import compare
from guidelines.content_files.release import content_of_release
from guidelines.in_force.content import Content
from guidelines.models import Publication, Release
from guidelines.publishing.checks import checks_of
from guidelines.publishing.draft_rows import find_row
from guidelines.publishing.drafts import create_draft
from guidelines.recommendations.outcomes import PLAIN_OUTCOMES, outcomes_in
from tests.support.records.cast import Cast

pytestmark = pytest.mark.django_db
PROMPT, PLAIN = "red-flags", "nsaid-risk"


@pytest.fixture
def editor(cast: Cast) -> User:
    return cast.editor


@pytest.fixture
def client(editor: User) -> Client:
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def draft(editor: User) -> Release:
    return create_draft(by=editor, publication=Publication.objects.get(key="safety-prompts"), note="Udfald")


def stored(draft: Release, prompt: str = PROMPT) -> list[dict[str, Any]]:
    row = find_row(content_of_release(Release.objects.get(pk=draft.pk)), "recommendations", prompt)
    assert row
    found: Any = row.get("outcomes", [])
    return [*found]


def address(draft: Release, name: str = "editing_outcome", prompt: str = PROMPT, **query: str) -> str:
    return reverse(name, args=[draft.pk, prompt], query=query)


def send(client: Client, url: str, **said: Any) -> Any:
    """Fill in the form as it stands, but for this, and send it."""
    form = client.get(url).context["form"]
    shown = {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}
    return client.post(url, {**shown, **said})


def press(client: Client, draft: Release, action: str, prompt: str = PROMPT, **about: str) -> Any:
    seen = client.get(address(draft, "editing_outcomes", prompt)).context["seen"]
    url = reverse("editing_outcome_step", args=[draft.pk, prompt, action])
    return client.post(url, {"seen": seen, **about}, follow=True)


def test_an_outcome_is_added_with_what_it_asks_and_stands_in_the_preview(client: Client, draft: Release) -> None:
    """Tried: a detail written beside its outcome; the answer stored as the text of its choice."""
    assert send(client, address(draft), label="Udredt sammen med hospitalet").status_code == 302
    key = stored(draft)[-1]["key"]
    send(client, address(draft, udfald=key), sets="workup.red_flags_cleared=True")
    forms = ["phone", "video"]
    detail = {"label": "Aftalt med", "kind": "line", "required": "on", "only_in": forms}
    assert send(client, address(draft, udfald=key, oplysning=""), **detail).status_code == 302
    assert send(client, address(draft, udfald=key, oplysning=""), label="Ses igen", kind="day", reopens="on")
    assert stored(draft)[-1] == {
        "key": "udredt_sammen_med_hospitalet",
        "label": "Udredt sammen med hospitalet",
        "sets": {"fact": "workup.red_flags_cleared", "value": True},
        "details": [
            {
                "key": "aftalt_med",
                "label": "Aftalt med",
                "kind": "line",
                "required": True,
                "only_in": ["phone", "video"],
            },
            {"key": "ses_igen", "label": "Ses igen", "kind": "day", "reopens": True},
        ],
    }
    page = client.get(address(draft, "editing_outcomes"))
    assert [one.label for one in page.context["preview"]][-1] == "Udredt sammen med hospitalet"
    for words in ('id="preview-udredt_sammen_med_hospitalet-ses_igen"', _("by phone"), "Faresignaler"):
        assertContains(page, words)
    assertContains(client.get(reverse("editing_recommendations", args=[draft.pk])), _("What can come of it"))


def test_what_is_left_as_it_was_stays_as_a_file_wrote_it(client: Client, draft: Release) -> None:
    """Every outcome and detail of the shipped prompts through its form: nothing changes."""
    for prompt in (PROMPT, "suicidal-thoughts"):
        before = stored(draft, prompt)
        for outcome in before:
            send(client, address(draft, prompt=prompt, udfald=outcome["key"]))
            for detail in outcome["details"]:
                url = address(draft, prompt=prompt, udfald=outcome["key"], oplysning=detail["key"])
                assert send(client, url).status_code == 302
        assert stored(draft, prompt) == before


def test_they_are_moved_and_taken_out_and_a_second_press_from_an_old_page_loses_nothing(
    client: Client, draft: Release
) -> None:
    keys = [one["key"] for one in stored(draft)]
    press(client, draft, "ned", udfald=keys[0])
    assert [one["key"] for one in stored(draft)] == [keys[1], keys[0], *keys[2:]]
    details = [one["key"] for one in stored(draft)[0]["details"]]
    press(client, draft, "op", udfald=keys[1], oplysning=details[1])
    assert [one["key"] for one in stored(draft)[0]["details"]] == [details[1], details[0], *details[2:]]
    # What another outcome points at stays.
    assertContains(press(client, draft, "fjern", udfald="referred"), "»referred«, som ikke findes")
    press(client, draft, "fjern", udfald="watched")
    assert [one["key"] for one in stored(draft)] == ["referred", "closed"]
    url = reverse("editing_outcome_step", args=[draft.pk, PROMPT, "fjern"])
    answer = client.post(url, {"seen": "an older page", "udfald": "closed"}, follow=True)
    assertContains(answer, _("Someone else has changed the draft. Yours is kept beside it, as this one."))
    assert [one["key"] for one in stored(draft)] == ["referred", "closed"]


def test_the_plain_ones_become_a_prompt_s_own_when_one_is_added(client: Client, draft: Release) -> None:
    assertContains(client.get(address(draft, "editing_outcomes", PLAIN)), PLAIN_OUTCOMES[0].label)
    send(client, address(draft, prompt=PLAIN), label="Stoppet i dag")
    found = outcomes_in([*stored(draft, PLAIN)])
    assert found[:2] == PLAIN_OUTCOMES
    assert [one.label for one in found[2:]] == ["Stoppet i dag"]


@pytest.mark.parametrize(
    ("query", "said", "refused"),
    [
        ({}, {"label": ""}, "label"),
        ({"udfald": "closed", "oplysning": ""}, {"label": "Ses", "kind": "text", "reopens": "on"}, "kun en dag"),
        ({"udfald": "closed", "oplysning": ""}, {"label": "Fundet", "other_words": "plan"}, "mangler »Fundet«"),
    ],
)
def test_what_does_not_hold_together_is_said_and_nothing_is_written(
    query: dict[str, str], said: dict[str, str], refused: str, client: Client, draft: Release
) -> None:
    before = stored(draft)
    answer = send(client, address(draft, **query), **said)
    assert answer.status_code == 422
    assert refused in str(answer.context["form"].errors)
    assert stored(draft) == before


def test_the_checks_name_what_settles_no_danger_and_what_nobody_reads(
    client: Client, draft: Release, content: Content
) -> None:
    send(client, address(draft), label="Patienten ønsker det ikke")
    found = [one.text for one in checks_of(Release.objects.get(pk=draft.pk), content).errors]
    assert any("»Patienten ønsker det ikke« er intet udfald" in text for text in found)
    assert any("»Patienten ønsker det ikke« skriver intet ned" in text for text in found)


def test_a_comparison_tells_the_outcome_in_words(client: Client, draft: Release, content: Content) -> None:
    send(client, address(draft, udfald="closed"), label="Udredt, intet fundet")
    base = Publication.objects.get(key="safety-prompts").releases.effective().get()
    (changed,) = compare(base, Release.objects.get(pk=draft.pk), content.vocabulary).changed
    (field,) = changed.fields
    assert str(field.label) == _("What can come of it")
    assert "intet fundet" in "".join(part.text for part in field.parts)


def test_only_a_safety_prompt_of_a_draft_has_them(client: Client, draft: Release, editor: User) -> None:
    other = create_draft(by=editor, publication=Publication.objects.get(key="generalised-pain"), note="")
    assert client.get(address(other, "editing_outcomes", "tca")).status_code == 404
    assertNotContains(client.get(reverse("editing_recommendations", args=[other.pk])), "/udfald/")
    in_force = Publication.objects.get(key="safety-prompts").releases.effective().get()
    assert client.get(address(in_force, "editing_outcomes")).status_code == 302
    for query in ({"udfald": "never_was"}, {"udfald": "never_was", "oplysning": ""}):
        assert client.get(address(draft, **query)).status_code == 404
