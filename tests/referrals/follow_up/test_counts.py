"""What receivers answer, for the editors: counted in the transaction, and nobody to be seen in it."""

import re
from collections.abc import Callable
from datetime import date
from itertools import product
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Staff, User
from accounts.tenancy.context import practice_context
from assessment.rules.small_numbers import Quarter, ShownNumber, sum_beside
from guidelines.in_force.content import Content
from guidelines.models import Release
from referrals.follow_up.counts import DestinationFigures, figures_of
from referrals.follow_up.events import StepRefused
from referrals.letters.signing import new_version
from referrals.models import Letter, Referral, ReferralFigure
from tests.support.records.cast import Cast
from tests.support.records.letters import CENTRE, CLINIC, Sign
from tests.support.records.sent_letters import ago, record, send

AS_OF = date(2026, 11, 25)


@pytest.fixture
def sent(cast: Cast, letter: Letter, sign: Sign, no_rendering: None) -> Referral:
    return send(cast.nurse, letter, sign, 20)


def counted() -> list[tuple[str, str, date]]:
    return list(ReferralFigure.objects.order_by("pk").values_list("kind", "reason", "month"))


def test_a_sending_and_each_answer_is_counted_once(cast: Cast, sent: Referral, sign: Sign) -> None:
    record(cast.gp, sent, "received", 18)
    record(cast.gp, sent, "returned", 15, reason="incomplete")
    second = sign(new_version(by=cast.gp, letter=sent.letters.get()))
    record(cast.gp, sent, "sent", letter=second)
    record(cast.gp, sent, "accepted")
    record(cast.gp, sent, "accepted", expected_on=ago(-9))
    record(cast.gp, sent, "started")
    assert [(kind, reason) for kind, reason, _month in counted()] == [
        ("sent", ""),
        ("received", ""),
        ("returned", "incomplete"),
        ("sent", ""),
        ("accepted", ""),
    ]
    assert [month for _kind, _reason, month in counted()][:2] == [ago(20).replace(day=1), ago(18).replace(day=1)]
    assert set(ReferralFigure.objects.values_list("destination", flat=True)) == {CENTRE}


def test_putting_a_mistake_right_counts_no_second_sending(cast: Cast, sent: Referral) -> None:
    record(cast.gp, sent, "returned", 15, reason="incomplete")
    record(cast.gp, sent, "sent", 20, text="Forkert patient.")
    assert [kind for kind, _reason, _month in counted()] == ["sent", "returned"]


def test_what_is_not_recorded_is_not_counted(cast: Cast, sent: Referral) -> None:
    with pytest.raises(StepRefused):
        record(cast.gp, sent, "received", 21)
    with transaction.atomic():
        record(cast.gp, sent, "accepted")
        transaction.set_rollback(True)
    assert [kind for kind, _reason, _month in counted()] == ["sent"]


def test_a_figure_knows_no_practice_patient_or_day(sent: Referral) -> None:
    columns = {
        column.name
        for column in connection.introspection.get_table_description(connection.cursor(), "referrals_referralfigure")
    }
    assert columns == {"id", "pathway_release_id", "destination", "kind", "reason", "month"}
    assert all(month.day == 1 for _kind, _reason, month in counted())


def make(
    content: Content, number: int, kind: str, reason: str = "", month: date = date(2026, 8, 1), **values: Any
) -> None:
    release = content.releases["region-h-2014"]
    defaults = {"pathway_release": release, "destination": CENTRE, "kind": kind, "reason": reason, "month": month}
    ReferralFigure.objects.bulk_create(ReferralFigure(**defaults | values) for _ in range(number))


def only(content: Content) -> DestinationFigures:
    (found,) = figures_of(content, AS_OF)
    return found


@pytest.mark.parametrize(
    ("count", "rounded"), [(0, None), (1, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (101, 100)]
)
def test_a_number_is_rounded_and_below_five_it_is_not_told(count: int, rounded: int | None) -> None:
    assert ShownNumber.of(count).rounded == rounded


def test_no_hidden_number_can_be_worked_out_from_what_is_shown() -> None:
    """Every way to share returns among three reasons: whatever is shown, a hidden reason could be one of several."""
    behind: dict[tuple[ShownNumber, ...], list[tuple[int, ...]]] = {}
    for reasons in product(range(18), repeat=3):
        parts = tuple(map(ShownNumber.of, reasons))
        behind.setdefault((sum_beside(sum(reasons), parts), *parts), []).append(reasons)
    hidden = 0
    for shown, possible in behind.items():
        for place, number in enumerate(shown[1:]):
            if number.rounded is None:
                hidden += 1
                could_be = {reasons[place] for reasons in possible}
                assert len(could_be) > 1, (shown, place, could_be)
    assert hidden > 50


def test_each_destination_has_its_quarters_the_newest_first(content: Content) -> None:
    make(content, 23, "sent")
    make(content, 8, "accepted")
    make(content, 6, "returned", "incomplete", date(2026, 7, 1))
    make(content, 2, "returned", "other", date(2026, 9, 1))
    make(content, 5, "sent", month=date(2026, 4, 1))
    found = only(content)
    assert [row.quarter for row in found.quarters] == [Quarter(2026, 3), Quarter(2026, 2)]
    newest = found.quarters[0]
    shown = [number.rounded for number in (newest.sent, newest.received, newest.accepted, newest.returned)]
    assert shown == [25, None, 10, 10]
    assert (newest.accepted_share, newest.returned_share) == (40, 40)
    told = {words: number.rounded for words, number in newest.reasons.items() if number.rounded}
    assert told == {"Oplysninger mangler i henvisningen": 5}
    assert len(newest.reasons) == 8
    assert found.quarters[1].accepted_share is None


def test_a_quarter_that_runs_is_not_shown_yet(content: Content) -> None:
    make(content, 9, "sent", month=date(2026, 10, 1))
    assert figures_of(content, AS_OF) == []
    assert figures_of(content, date(2026, 12, 31)) == []
    (found,) = figures_of(content, date(2027, 1, 1))
    assert found.quarters[0].quarter == Quarter(2026, 4)


def test_releases_of_one_pathway_are_counted_together_and_destinations_apart(content: Content) -> None:
    now = content.releases["region-h-2014"]
    make(content, 3, "sent")
    make(content, 3, "sent", pathway_release=_another_release(now))
    make(content, 9, "sent", destination=CLINIC)
    by_title = {found.title: found.quarters[0].sent.rounded for found in figures_of(content, AS_OF)}
    assert by_title == {"Tværfagligt smertecenter": 5, "Monofaglig smerteklinik": 10}


def _another_release(release: Release) -> Release:
    """The pathway's next release, which is not in force yet."""
    values = {field.attname: getattr(release, field.attname) for field in Release._meta.fields if not field.primary_key}
    draft = {"number": release.number + 100, "state": "draft", "effective": None, "published_at": None}
    return Release.objects.create(**values | draft)


SignIn = Callable[[Staff | User], Client]


def test_the_editor_sees_the_figures_without_any_practice(cast: Cast, content: Content, sign_in: SignIn) -> None:
    make(content, 12, "sent")
    make(content, 4, "returned", "incomplete")
    page = sign_in(cast.editor).get(reverse("referral_figures")).content.decode()
    assert "Tværfagligt smertecenter" in page
    assert "3. kvartal 2026" in page
    assert re.search(r"<td>10\s*</td>", page)
    assert "under 5" in page
    assert "incomplete" not in page
    assert reverse("referral_figures") in sign_in(cast.editor).get(reverse("guidelines")).content.decode()


def test_whoever_does_not_edit_content_does_not_see_them(cast: Cast, gp_client: Client) -> None:
    assert gp_client.get(reverse("referral_figures")).status_code == 403
    assert reverse("referral_figures") not in gp_client.get(reverse("guidelines")).content.decode()


def test_a_destination_that_is_gone_shows_no_key(cast: Cast, content: Content, sign_in: SignIn) -> None:
    make(content, 7, "sent", destination="long_gone")
    page = sign_in(cast.editor).get(reverse("referral_figures")).content.decode()
    assert "Et sted, der er udgået af beskrivelsen" in page
    assert "long_gone" not in page


def test_both_practices_are_counted_in_one_number(cast: Cast, content: Content) -> None:
    with practice_context(cast.practice_b.pk):
        make(content, 3, "sent")
    with practice_context(cast.practice_a.pk):
        make(content, 2, "sent")
        assert only(content).quarters[0].sent.rounded == 5
