"""The practice's page with its access log, and going from one practice to another."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from pytest_django.asserts import assertContains, assertInHTML, assertNotContains, assertRedirects

from accounts.log.entries import record_access
from accounts.models import AccessAction, AccessLogEntry, Role, Staff
from accounts.tenancy.context import practice_context
from tests.support.records.cast import Cast

PRACTICE, CHOOSE = reverse("practice"), reverse("practice_choose")
PATIENT = UUID("0123abcd-1111-4222-8333-444455556666")


def log(by: Staff, action: AccessAction = AccessAction.READ, detail: str = "", patient_id: UUID | None = None) -> None:
    with practice_context(by.practice_id):
        record_access(by=by, action=action, patient_id=patient_id, detail=detail)


def shown(response: Any) -> list[str]:
    """The details of the entries on the page, the looks at the log itself left out."""
    return [line.detail for line in response.context["log"].lines if line.detail != _("access log")]


def see(client: Client, **query: str) -> Any:
    response = client.get(PRACTICE, query)
    assert response.status_code == 200
    return response


def test_only_the_manager_sees_it(cast: Cast, sign_in: Callable[..., Client]) -> None:
    assert sign_in(cast.gp).get(PRACTICE).status_code == 200
    for person in (cast.gp2, cast.nurse, cast.gp_b, cast.editor, cast.nobody):
        assert sign_in(person).get(PRACTICE).status_code == 403
    assert Client().get(PRACTICE).status_code == 302
    assert sign_in(cast.gp).post(PRACTICE).status_code == 405


def test_the_practice_and_its_staff(cast: Cast, gp_client: Client) -> None:
    Staff.objects.filter(pk=cast.nurse.pk).update(is_active=False)
    cast.gp2.user.is_active = False
    cast.gp2.user.save()
    response = see(gp_client)
    for text in ("Klinik A", "Prøvevej 1", "2400", "København NV", "00000001", "000001"):
        assertContains(response, text)
    for member in (cast.gp, cast.gp2, cast.nurse):
        assertContains(response, member.user.email)
        assertContains(response, member.get_role_display())
    html = response.content.decode()
    assertInHTML(f'<span class="note-tag">{_("practice manager")}</span>', html, count=1)
    assertInHTML(f"<td>{_('active')}</td>", html, count=1)
    assertInHTML(f"<td>{_('closed')}</td>", html, count=2)
    assertNotContains(response, cast.gp_b.user.email)
    assertNotContains(response, "Klinik B")


def test_the_log_is_the_practices_own_with_the_newest_first(cast: Cast, gp_client: Client) -> None:
    log(cast.gp, detail="first")
    log(cast.gp_b, detail="of practice B")
    log(cast.nurse, AccessAction.CHANGE, detail="second")
    response = see(gp_client)
    assert shown(response) == ["second", "first"]
    assertContains(response, timezone.localdate().strftime("%d.%m.%Y"))
    assertContains(response, AccessAction.CHANGE.label)


def test_looking_at_the_log_stands_in_the_log(cast: Cast, gp_client: Client) -> None:
    see(gp_client)
    newest = see(gp_client).context["log"].lines[0]
    assert (newest.who, newest.what) == (cast.gp.user.name, AccessAction.READ.label)
    assert newest.detail
    with practice_context(cast.practice_a.pk):
        assert AccessLogEntry.objects.filter(staff=cast.gp, detail=newest.detail).count() == 2


def test_a_patient_is_shown_by_eight_characters(cast: Cast, gp_client: Client) -> None:
    log(cast.gp, patient_id=PATIENT)
    response = see(gp_client)
    assertContains(response, "<code>0123abcd</code>")
    assertNotContains(response, "0123abcd-")


def test_fifty_entries_to_a_page_and_the_filter_goes_along(cast: Cast, gp_client: Client) -> None:
    """What is written meanwhile moves nothing. Tried: pages by their number."""
    for number in range(60):
        log(cast.nurse, detail=f"entry {number}")
    first = see(gp_client, staff=str(cast.nurse.pk))
    assert shown(first) == [f"entry {number}" for number in range(59, 9, -1)]
    older = str(first.context["log"].older)
    assertContains(first, f'href="?staff={cast.nurse.pk}&amp;before={older}#log">{_("Older entries")}')
    assertNotContains(first, _("Newest entries"))
    log(cast.nurse, detail="meanwhile")
    second = see(gp_client, staff=str(cast.nurse.pk), before=older)
    assert shown(second) == [f"entry {number}" for number in range(9, -1, -1)]
    assertContains(second, f'href="?staff={cast.nurse.pk}#log">{_("Newest entries")}')
    assertNotContains(second, _("Older entries"))
    for nonsense in ("nonsense", "9" * 19, "-1"):
        assert shown(see(gp_client, staff=str(cast.nurse.pk), before=nonsense))[0] == "meanwhile"


def test_the_log_is_filtered_by_person_and_action(cast: Cast, gp_client: Client) -> None:
    log(cast.gp, AccessAction.CREATE, detail="gp created")
    log(cast.nurse, AccessAction.CREATE, detail="nurse created")
    log(cast.nurse, AccessAction.EXPORT, detail="nurse fetched")
    assert shown(see(gp_client, staff=str(cast.nurse.pk))) == ["nurse fetched", "nurse created"]
    assert shown(see(gp_client, action="create")) == ["nurse created", "gp created"]
    assert shown(see(gp_client, staff=str(cast.gp.pk), action="create")) == ["gp created"]
    nothing = see(gp_client, staff=str(cast.gp.pk), action="sign")
    assertContains(nothing, _("No entry matches. Choose another staff member or another action, or show all."))


@pytest.mark.parametrize("query", [{"staff": "nonsense"}, {"action": "nonsense"}])
def test_a_choice_that_is_not_offered_shows_no_entry(query: dict[str, str], cast: Cast, gp_client: Client) -> None:
    log(cast.gp, detail="hidden")
    response = see(gp_client, **query)
    assert response.context["log"].lines == []
    assertContains(response, "errorlist")


def test_another_practices_staff_cannot_be_filtered_by(cast: Cast, gp_client: Client) -> None:
    log(cast.gp_b, detail="of practice B")
    response = see(gp_client, staff=str(cast.gp_b.pk))
    assert response.context["log"].lines == []
    assertContains(response, "errorlist")


@pytest.fixture
def place_in_b(cast: Cast) -> Staff:
    """The first GP works in practice B too, and is not its manager."""
    return Staff.objects.create(practice=cast.practice_b, user=cast.gp.user, role=Role.GP)


def test_going_on_in_another_of_ones_practices(place_in_b: Staff, gp_client: Client) -> None:
    assert see(gp_client).context["staff"] != place_in_b
    assertRedirects(gp_client.post(CHOOSE, {"practice": str(place_in_b.practice_id)}), reverse("home"))
    assert gp_client.get(reverse("home")).context["staff"] == place_in_b
    assert gp_client.get(PRACTICE).status_code == 403


def test_a_practice_where_one_does_not_work_is_not_found(cast: Cast, gp_client: Client) -> None:
    for practice in (str(cast.practice_b.pk), str(uuid4()), "nonsense", ""):
        assert gp_client.post(CHOOSE, {"practice": practice}).status_code == 404
    assert gp_client.post(CHOOSE).status_code == 404
    assert gp_client.get(reverse("home")).context["staff"] == cast.gp


def test_a_closed_place_is_not_found(cast: Cast, place_in_b: Staff, gp_client: Client) -> None:
    Staff.objects.filter(pk=place_in_b.pk).update(is_active=False)
    gp_client.force_login(cast.gp.user)  # it signed them out
    assert gp_client.post(CHOOSE, {"practice": str(cast.practice_b.pk)}).status_code == 404


def test_choosing_needs_a_post_and_a_sign_in(cast: Cast, gp_client: Client) -> None:
    assert gp_client.get(CHOOSE).status_code == 405
    assertRedirects(Client().post(CHOOSE, {"practice": str(cast.practice_a.pk)}), f"{reverse('account_login')}?next=/")


def test_the_choice_is_offered_to_those_with_more_than_one_place(
    cast: Cast, place_in_b: Staff, gp_client: Client
) -> None:
    page = gp_client.get(reverse("home"))
    assertContains(page, f'action="{CHOOSE}"')
    assertContains(page, f'<option value="{cast.practice_a.pk}" selected>Klinik A</option>', html=True)
    assertContains(page, f'<option value="{cast.practice_b.pk}">Klinik B</option>', html=True)
    Staff.objects.filter(pk=place_in_b.pk).update(is_active=False)
    gp_client.force_login(cast.gp.user)  # it signed them out
    assertNotContains(gp_client.get(reverse("home")), CHOOSE)
