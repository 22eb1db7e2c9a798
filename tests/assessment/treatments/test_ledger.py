"""Treatments: what was tried, with its history; asked and nothing tried is not the same as nobody asked."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import AccessLogEntry, Staff
from assessment.episode.workspace import case_of
from assessment.models import Consultation, Episode, Treatment, TreatmentEvent
from assessment.record.consultations import begin_consultation
from assessment.rules.facts import facts_of
from assessment.treatments.ledger import (
    StaleTreatment,
    add_treatment,
    change_treatment,
    remove_treatment,
    rows_of,
    treatments_of,
)
from assessment.treatments.statements import record_complete_list, record_no_treatments, says_none_tried
from guidelines.in_force.content import Content
from guidelines.vocabulary.facts import TREATMENTS, Facts
from tests.support.records.cast import Cast
from tests.support.records.patients import make_episode, treat

pytestmark = pytest.mark.usefixtures("in_a")

TYPED = {
    "kind": "strong_opioid",
    "status": "current",
    "name": "oxycodon",
    "atc": "N02AA05",
    "daily_dose_mg": "12,5",
    "fast_acting": "true",
    "started": "01.02.2024",
    "effect": "insufficient",
    "side_effects": "træthed",
    "last_specialist_review": "03.04.2025",
}


def today(by: Staff, episode: Episode) -> Consultation:
    return begin_consultation(by=by, episode=episode, form="in_person")


def added(by: Staff, episode: Episode, identifier: UUID | None = None, **values: Any) -> Treatment:
    values = {"kind": "tca", "status": "current"} | values
    return add_treatment(by=by, consultation=today(by, episode), identifier=identifier or uuid4(), **values)


def fresh(episode: Episode) -> Episode:
    return Episode.objects.select_related("patient").get(pk=episode.pk)


def facts(episode: Episode, content: Content) -> Facts:
    case = case_of(fresh(episode), treatments_of(episode), content.vocabulary, date(2026, 11, 20))
    return facts_of(case, content.vocabulary)


def history(treatment: Treatment, *fields: str) -> list[Any]:
    return list(TreatmentEvent.objects.filter(pgh_obj_id=treatment.pk).order_by("pgh_id").values_list(*fields))


def test_a_row_is_kept_with_who_when_and_in_which_consultation(cast: Cast, episode: Episode) -> None:
    at = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    row = Treatment.objects.get(pk=added(cast.nurse, episode, name="amitriptylin", at=at).pk)
    assert (row.kind, row.status, row.name, row.version) == ("tca", "current", "amitriptylin", 1)
    assert (row.recorded_by_id, row.recorded_at) == (cast.nurse.pk, at)
    assert row.consultation_id == today(cast.nurse, episode).pk
    assert AccessLogEntry.objects.filter(staff=cast.nurse, action="change", patient_id=episode.patient_id).exists()


def test_sending_the_same_form_twice_makes_one_row(cast: Cast, episode: Episode) -> None:
    identifier = uuid4()
    first = added(cast.gp, episode, identifier, name="amitriptylin")
    again = added(cast.gp, episode, identifier, name="amitriptylin")
    assert first.pk == again.pk == identifier
    assert Treatment.objects.count() == 1
    assert len(history(first, "version")) == 1


def test_rows_stand_in_the_order_in_which_they_were_told(cast: Cast, episode: Episode) -> None:
    late = added(cast.gp, episode, at=datetime(2026, 3, 2, tzinfo=UTC))
    early = added(cast.gp, episode, at=datetime(2026, 3, 1, tzinfo=UTC))
    assert treatments_of(episode) == [early, late]


def test_a_change_keeps_what_the_row_said_before(cast: Cast, episode: Episode) -> None:
    row = added(cast.gp, episode, name="amitriptylin")
    changed = change_treatment(
        by=cast.nurse, consultation=today(cast.nurse, episode), treatment=row, seen_version=1, status="stopped"
    )
    assert (changed.version, changed.recorded_by_id) == (2, cast.nurse.pk)
    assert history(row, "status", "version", "recorded_by_id") == [
        ("current", 1, cast.gp.pk),
        ("stopped", 2, cast.nurse.pk),
    ]


def test_a_change_of_an_older_version_is_refused_and_shows_the_other_one(cast: Cast, episode: Episode) -> None:
    row = added(cast.gp, episode)
    consultation = today(cast.gp, episode)
    change_treatment(by=cast.gp, consultation=consultation, treatment=row, seen_version=1, effect="good")
    with pytest.raises(StaleTreatment) as caught:
        change_treatment(by=cast.nurse, consultation=consultation, treatment=row, seen_version=1, effect="none")
    assert caught.value.theirs.effect == "good"
    kept = Treatment.objects.get()
    assert (kept.effect, kept.version, kept.recorded_by_id) == ("good", 2, cast.gp.pk)


def test_two_who_changed_it_to_the_same_agree(cast: Cast, episode: Episode) -> None:
    row = added(cast.gp, episode)
    consultation = today(cast.gp, episode)
    for by in (cast.gp, cast.nurse):
        change_treatment(by=by, consultation=consultation, treatment=row, seen_version=1, effect="good")
    assert Treatment.objects.get().version == 2


def test_a_removed_row_leaves_the_list_and_stays_in_the_history(cast: Cast, episode: Episode) -> None:
    row = added(cast.gp, episode)
    remove_treatment(by=cast.nurse, consultation=today(cast.nurse, episode), treatment=row)
    assert treatments_of(episode) == []
    kept = Treatment.objects.get(pk=row.pk)
    assert (kept.recorded_by_id, kept.removed_at is not None) == (cast.nurse.pk, True)
    assert [removed is not None for (removed,) in history(row, "removed_at")] == [False, True]


def test_the_database_refuses_to_delete_a_row(cast: Cast, episode: Episode) -> None:
    row = added(cast.gp, episode)
    with pytest.raises(DatabaseError), transaction.atomic():
        Treatment.objects.filter(pk=row.pk).delete()
    assert Treatment.objects.filter(pk=row.pk).exists()


def test_nobody_has_asked_is_not_asked_and_nothing_tried(cast: Cast, episode: Episode, content: Content) -> None:
    consultation = today(cast.gp, episode)
    assert rows_of(fresh(episode), []) is None
    assert facts(episode, content).missing("treatment.tca.tried") == {TREATMENTS}
    record_no_treatments(by=cast.gp, consultation=consultation, none_tried=True)
    assert rows_of(fresh(episode), []) == ()
    assert facts(episode, content).values["treatment.tca.tried"] is False
    record_no_treatments(by=cast.gp, consultation=consultation, none_tried=False)
    assert "treatment.tca.tried" not in facts(episode, content).values


def test_a_row_clears_that_nothing_was_tried_and_removing_it_leaves_nobody_has_asked(
    cast: Cast, episode: Episode, content: Content
) -> None:
    consultation = today(cast.gp, episode)
    record_no_treatments(by=cast.gp, consultation=consultation, none_tried=True)
    row = added(cast.gp, episode, status="stopped", effect="none")
    assert says_none_tried(fresh(episode)) is False
    assert facts(episode, content).values["treatment.tca.failed"] is True
    remove_treatment(by=cast.gp, consultation=consultation, treatment=row)
    assert "treatment.tca.tried" not in facts(episode, content).values


@pytest.mark.parametrize("fast_acting", [True, False, None])
def test_an_unknown_fast_acting_stays_unknown(
    fast_acting: bool | None, cast: Cast, episode: Episode, content: Content
) -> None:
    added(cast.gp, episode, kind="strong_opioid", fast_acting=fast_acting)
    record_complete_list(by=cast.gp, consultation=today(cast.gp, episode), complete=True)
    rows = rows_of(fresh(episode), treatments_of(episode))
    assert [row.fast_acting for row in rows or ()] == [fast_acting]
    assert facts(episode, content).values.get("opioid.current_fast_acting") is fast_acting


def add_url(episode: Episode) -> str:
    return reverse("treatment_add", args=[episode.pk])


def change_url(row: Treatment) -> str:
    return reverse("treatment_change", args=[row.episode_id, row.pk])


def errors(response: HttpResponse) -> set[str]:
    assert response.status_code == 422
    return set(response.context["form"].errors)


def test_a_row_is_typed_in_and_read_back(gp_client: Client, cast: Cast, episode: Episode) -> None:
    response = gp_client.post(add_url(episode), TYPED | {"identifier": str(uuid4())})
    assert response["Location"] == reverse("section", args=[episode.pk, "treatment"])
    row = Treatment.objects.get()
    assert (row.kind, row.status, row.name, row.atc) == ("strong_opioid", "current", "oxycodon", "N02AA05")
    assert (row.daily_dose_mg, row.fast_acting, row.effect) == (Decimal("12.5"), True, "insufficient")
    assert (row.started, row.stopped) == (date(2024, 2, 1), None)
    assert (row.last_specialist_review, row.stopped_for_side_effects) == (date(2025, 4, 3), False)
    assert row.recorded_by_id == cast.gp.pk
    shown = gp_client.get(change_url(row)).context["form"]
    assert {name: shown[name].value() for name in ("daily_dose_mg", "fast_acting", "stopped_for_side_effects")} == {
        "daily_dose_mg": Decimal("12.5"),
        "fast_acting": "true",
        "stopped_for_side_effects": "false",
    }


def test_only_kind_and_status_are_needed_and_the_rest_stays_unknown(gp_client: Client, episode: Episode) -> None:
    assert gp_client.post(add_url(episode), {"kind": "tca", "status": "declined"}).status_code == 302
    row = Treatment.objects.get()
    assert (row.effect, row.fast_acting, row.daily_dose_mg, row.started) == ("not_assessed", None, None, None)
    assert errors(gp_client.post(add_url(episode), {"name": "et ukendt middel"})) == {"kind", "status"}


def test_sending_the_page_twice_makes_one_row(gp_client: Client, episode: Episode) -> None:
    identifier = gp_client.get(add_url(episode)).context["identifier"]
    for _ in range(2):
        assert gp_client.post(add_url(episode), TYPED | {"identifier": str(identifier)}).status_code == 302
    assert [row.pk for row in Treatment.objects.all()] == [identifier]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"started": "02.02.2024", "stopped": "01.02.2024", "status": "stopped"}, "stopped"),
        ({"stopped": "01.03.2024", "status": "current"}, "stopped"),
        ({"started": "30.02.2024"}, "started"),
        ({"daily_dose_mg": "-1"}, "daily_dose_mg"),
        ({"daily_dose_mg": "100001"}, "daily_dose_mg"),
        ({"daily_dose_mg": "to tabletter"}, "daily_dose_mg"),
        ({"kind": "leeches"}, "kind"),
        ({"status": "maybe"}, "status"),
        ({"effect": "great"}, "effect"),
        ({"fast_acting": "maybe"}, "fast_acting"),
        ({"name": "x" * 100_000}, "name"),
        ({"atc": "N02AA05X"}, "atc"),
        ({"side_effects": "x" * 100_000}, "side_effects"),
    ],
)
def test_a_wrong_row_is_refused_at_its_field_and_nothing_is_added(
    typed: dict[str, str], field: str, gp_client: Client, episode: Episode
) -> None:
    response = gp_client.post(add_url(episode), TYPED | typed)
    assert errors(response) == {field}
    assert f'id="errors_{field}"' in response.content.decode()
    assert response.context["form"]["last_specialist_review"].value() == "03.04.2025"
    assert response.context["form"][field].value() == (TYPED | typed)[field]
    assert not Treatment.objects.exists()
    assert not Consultation.objects.exists()


def test_a_stop_on_the_day_of_the_start_is_allowed(gp_client: Client, episode: Episode) -> None:
    day = {"status": "stopped", "started": "01.02.2024", "stopped": "01.02.2024"}
    assert gp_client.post(add_url(episode), TYPED | day).status_code == 302


def test_a_stale_change_shows_both_and_saves_nothing(gp_client: Client, cast: Cast, episode: Episode) -> None:
    row = added(cast.gp, episode, name="amitriptylin")
    change_treatment(by=cast.nurse, consultation=today(cast.nurse, episode), treatment=row, seen_version=1, name="b")
    response = gp_client.post(change_url(row), TYPED | {"seen_version": "1"})
    assert response.status_code == 409
    assert str(cast.nurse) in response.content.decode()
    assert response.context["form"]["name"].value() == "oxycodon"
    assert Treatment.objects.get().name == "b"
    again = gp_client.post(change_url(row), TYPED | {"seen_version": str(response.context["treatment"].version)})
    assert again.status_code == 302
    assert Treatment.objects.get().name == "oxycodon"


def test_a_refused_change_still_knows_which_version_was_seen(gp_client: Client, cast: Cast, episode: Episode) -> None:
    row = added(cast.gp, episode, name="amitriptylin")
    change_treatment(by=cast.nurse, consultation=today(cast.nurse, episode), treatment=row, seen_version=1, name="b")
    refused = gp_client.post(change_url(row), TYPED | {"seen_version": "1", "started": "i fjor"})
    assert errors(refused) == {"started"}
    assert 'name="seen_version" value="1"' in refused.content.decode()


def test_the_page_removes_a_row_and_says_that_nothing_was_tried(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    row = added(cast.gp, episode)
    assert gp_client.post(reverse("treatment_remove", args=[episode.pk, row.pk])).status_code == 302
    assert gp_client.get(change_url(row)).status_code == 404
    gp_client.post(reverse("treatments_none", args=[episode.pk]))
    assert says_none_tried(fresh(episode)) is True
    gp_client.post(reverse("treatments_none", args=[episode.pk]), {"undo": "1"})
    assert says_none_tried(fresh(episode)) is False


def test_a_row_is_reached_through_its_own_episode_only(
    gp_client: Client, cast: Cast, episode: Episode, episode_b: Episode
) -> None:
    row = added(cast.gp, episode)
    treat(cast.gp_b, episode_b, "tca", "current")
    other = make_episode(cast.gp, episode.patient)
    for wrong in (other, episode_b):
        assert gp_client.get(reverse("treatment_change", args=[wrong.pk, row.pk])).status_code == 404
        assert gp_client.post(reverse("treatment_remove", args=[wrong.pk, row.pk])).status_code == 404
    assert Treatment.objects.get().removed_at is None


@pytest.mark.parametrize(("dose", "known"), [(Decimal(0), 0.0), (Decimal("12.5"), 12.5), (None, None)])
def test_a_dose_of_nothing_is_known_and_no_unknown_dose(
    dose: Decimal | None, known: float | None, cast: Cast, episode: Episode
) -> None:
    """Tried: a dose of 0 taken for unknown."""
    added(cast.gp, episode, daily_dose_mg=dose)
    rows = rows_of(fresh(episode), treatments_of(episode))
    assert [row.daily_dose_mg for row in rows or ()] == [known]
