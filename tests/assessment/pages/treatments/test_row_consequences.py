"""What a row sets off is said while it is typed, or asked about once when it is saved; nothing is refused."""

from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from assessment.models import Episode, Treatment
from tests.support.http.forms import HTMX, form_with, parsed
from tests.support.http.treatments import add_url, section_url
from tests.support.records.cast import Cast
from tests.support.records.patients import treat

pytestmark = pytest.mark.usefixtures("in_a")

TITLE = "Undgå tramadol sammen med SSRI"
ZOLOFT = {"name": "Zoloft", "status": "current"}


@pytest.fixture
def on_tramadol(cast: Cast, episode: Episode) -> Episode:
    treat(cast.gp, episode, kind="tramadol", name="Tramadol", atc="N02AX02", status="current")
    return episode


def typed(client: Client, episode: Episode, **row: str) -> HttpResponse:
    return client.post(reverse("treatment_consequences", args=[episode.pk]), row, headers=HTMX)


def sent_back(page: HttpResponse) -> list[str]:
    """What the page sends along as said."""
    return [node.get("value", "") for node in parsed(page).iter("input") if node.get("name") == "sure"]


def test_it_is_said_while_the_row_is_typed_and_not_asked_again(gp_client: Client, on_tramadol: Episode) -> None:
    """Tried: the answer without what it sends back; then the row is asked about once more."""
    page = typed(gp_client, on_tramadol, **ZOLOFT)
    assertContains(page, TITLE)
    assertContains(page, "Alvorligt:")
    said = sent_back(page)
    assert len(said) == 1
    kept = gp_client.post(add_url(on_tramadol), ZOLOFT | {"identifier": str(uuid4()), "sure": said})
    assert kept.status_code == 302
    assert Treatment.objects.filter(kind="ssri", status="current").count() == 1


@pytest.mark.parametrize(
    "row",
    [
        {"name": "Zoloft", "status": "stopped"},
        {"name": "Zoloft", "status": "declined"},
        {"name": "Panodil", "status": "current"},
        {"name": "", "status": "current"},
        {},
    ],
)
def test_there_is_nothing_to_say_of_what_is_not_in_use_or_sets_nothing_off(
    row: dict[str, str], gp_client: Client, on_tramadol: Episode
) -> None:
    page = typed(gp_client, on_tramadol, **row)
    assert page.status_code == 200
    assertNotContains(page, "Hvis det startes nu")
    assert sent_back(page) == []


def test_before_the_status_is_chosen_it_is_said_as_if_it_were_in_use(gp_client: Client, on_tramadol: Episode) -> None:
    assertContains(typed(gp_client, on_tramadol, name="Zoloft"), TITLE)


def test_a_row_without_a_name_is_named_by_its_kind(gp_client: Client, on_tramadol: Episode) -> None:
    """Tried: the key of the kind instead of its words."""
    assert sent_back(typed(gp_client, on_tramadol, kind="ssri", status="current")) == ["status=at SSRI bruges nu,"]


def test_without_javascript_it_is_asked_about_once_and_never_refused(gp_client: Client, on_tramadol: Episode) -> None:
    """Tried: saved without asking, and asked again for another dose."""
    row: dict[str, Any] = ZOLOFT | {"identifier": str(uuid4())}
    asked = gp_client.post(add_url(on_tramadol), row)
    assert asked.status_code == 422
    assertContains(asked, TITLE, status_code=422)
    assert not Treatment.objects.filter(kind="ssri").exists()
    (tick,) = sent_back(asked)
    assert gp_client.post(add_url(on_tramadol), row | {"sure": [tick]}).status_code == 302
    kept = Treatment.objects.get(kind="ssri")
    change = reverse("treatment_change", args=[on_tramadol.pk, kept.pk])
    again = form_with(gp_client.get(change), "status") | {"daily_dose_mg": ["50"]}
    assert gp_client.post(change, again).status_code == 302


def test_a_row_that_comes_into_use_again_is_asked_about(cast: Cast, gp_client: Client, on_tramadol: Episode) -> None:
    """Tried: a row of the same kind never asked about, in use before or not."""
    treat(cast.gp, on_tramadol, kind="ssri", name="Sertralin", atc="N06AB06", status="stopped")
    row = Treatment.objects.get(kind="ssri")
    change = reverse("treatment_change", args=[on_tramadol.pk, row.pk])
    form = form_with(gp_client.get(change), "status") | {"status": ["current"]}
    assert gp_client.post(change, form).status_code == 422
    assertContains(
        typed(gp_client, on_tramadol, name="Sertralin", kind="ssri", status="current", row=str(row.pk)), TITLE
    )


def test_a_row_does_not_set_off_anything_with_itself(gp_client: Client, on_tramadol: Episode) -> None:
    """Tramadol becomes sertralin: the row is no longer beside itself. Tried: the row counted twice."""
    tramadol = Treatment.objects.get(kind="tramadol")
    page = typed(gp_client, on_tramadol, name="Sertralin", kind="ssri", status="current", row=str(tramadol.pk))
    assertNotContains(page, TITLE)


def test_the_forms_ask_the_server_by_their_own_address(gp_client: Client, on_tramadol: Episode) -> None:
    address = f'hx-post="{reverse("treatment_consequences", args=[on_tramadol.pk])}"'
    row = Treatment.objects.get()
    assertContains(gp_client.get(section_url(on_tramadol)), address)
    assertContains(gp_client.get(add_url(on_tramadol)), address)
    change = gp_client.get(reverse("treatment_change", args=[on_tramadol.pk, row.pk]))
    assertContains(change, address)
    assertContains(change, f'{{"row": "{row.pk}"}}')


def paste(client: Client, episode: Episode, text: str) -> HttpResponse:
    return client.post(reverse("treatments_paste", args=[episode.pk]), {"text": text, "status": "current"})


def test_the_lines_of_a_pasted_list_are_seen_together(gp_client: Client, episode: Episode) -> None:
    """Tried: each line beside the list only."""
    page = paste(gp_client, episode, "Tramadol 50 mg 2 x 4\nSertralin 50 mg 1 x 1\nPanodil 500 mg 2 x 4")
    first, second, third = page.context["rows"]
    assert [row.consequences.applying != [] for row in (first, second, third)] == [True, True, False]
    assertContains(page, TITLE, 2)
    form = form_with(page, "count")
    assert len(form["sure"]) == 2
    assert gp_client.post(reverse("treatments_paste", args=[episode.pk]), form).status_code == 302
    assert Treatment.objects.count() == 3


def test_what_a_pasted_row_is_changed_to_is_asked_about(gp_client: Client, on_tramadol: Episode) -> None:
    """Tried: what the first page said counted for whatever the row became."""
    address = reverse("treatments_paste", args=[on_tramadol.pk])
    form = form_with(paste(gp_client, on_tramadol, "Panodil 500 mg 2 x 4"), "count")
    form |= {"row0-name": ["Sertralin"], "row0-kind": ["ssri"], "row0-atc": [""], "row0-daily_dose_mg": ["50"]}
    asked = gp_client.post(address, form)
    assert asked.status_code == 422
    ticks = sent_back(asked)
    assert len(ticks) == 1
    assert gp_client.post(address, form | {"sure": ticks}).status_code == 302
