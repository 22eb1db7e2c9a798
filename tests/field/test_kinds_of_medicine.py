"""Stored medicines get the kinds of the second edition of the questions; what stood before stays in the history."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from accounts.tenancy.context import practice_context
from assessment.models import Episode, Treatment, TreatmentEvent
from guidelines.in_force.content import Content
from tests.support.records.cast import Cast
from tests.support.records.patients import treat

migration: Any = import_module("assessment.migrations.0007_kinds_of_medicine")
EDITOR = SimpleNamespace(connection=connection)
NOTED = {
    "kodein": "codeine",
    "Kodein og paracetamol": "codeine",
    "Kodimagnyl": "codeine",
    "Zolpidem 10 mg": "benzodiazepine",
    "imozop": "benzodiazepine",
    "Klonazepam": "benzodiazepine",
    "venlafaxin depot": "other_serotonergic",
    "Sumatriptan": "other_serotonergic",
    "Linezolid": "other_serotonergic",
    "baclofen": "other_drug",
    "": "other_drug",
}


@pytest.mark.parametrize(("name", "kind"), NOTED.items())
def test_a_name_tells_the_kind(name: str, kind: str) -> None:
    assert migration.kind_of(name, "") == kind


@pytest.mark.parametrize(
    ("name", "atc", "kind"),
    [
        ("Depronal", "R05DA04", "codeine"),
        ("", "N02AJ06", "codeine"),
        ("Zopitin", "n05cf01", "benzodiazepine"),
        ("", "N03AE01", "benzodiazepine"),
        ("", "N06AX16", "other_serotonergic"),
        ("", "N06AX12", "other_drug"),
        ("zolpidem", "N06AX16", "benzodiazepine"),
    ],
)
def test_the_name_is_heard_before_the_code(name: str, atc: str, kind: str) -> None:
    assert migration.kind_of(name, atc) == kind


def test_every_medicine_of_the_list_has_the_kind_that_stored_rows_get(content: Content) -> None:
    """Tried: a medicine given a new kind in the list alone."""
    converted = {name: medicine for medicine in content.medicines.entries for name in medicine.names}
    told = {name: migration.kind_of(name, "") for name in converted}
    assert {name: kind for name, kind in told.items() if kind != "other_drug"} == {
        name: medicine.kind for name, medicine in converted.items() if medicine.kind in migration.KINDS
    }
    coded = {code: medicine for medicine in content.medicines.entries for code in medicine.atc}
    told = {code: migration.kind_of("", code) for code in coded}
    assert {code: kind for code, kind in told.items() if kind != "other_drug"} == {
        code: medicine.kind for code, medicine in coded.items() if medicine.kind in migration.KINDS
    }


def test_a_stored_row_is_converted_in_its_history_and_back(cast: Cast, episode: Episode) -> None:
    """Tried: the event left out, the version left as it was, a row of another kind touched."""
    with practice_context(cast.gp.practice_id):
        treat(cast.gp, episode, "other_drug", "current", name="Kodein", effect="good")
        treat(cast.gp, episode, "other_drug", "current", name="baclofen")
        treat(cast.gp, episode, "strong_opioid", "stopped", name="kodein")
        before = dict(Treatment.objects.values_list("name", "recorded_at"))
    migration.give_kinds(apps, EDITOR)
    with practice_context(cast.gp.practice_id):
        kinds = dict(Treatment.objects.values_list("name", "kind"))
        assert kinds == {"Kodein": "codeine", "baclofen": "other_drug", "kodein": "strong_opioid"}
        row = Treatment.objects.get(name="Kodein")
        events = TreatmentEvent.objects.filter(pgh_obj_id=row.pk).order_by("pgh_id")
        assert [(event.kind, event.version) for event in events] == [("other_drug", 1), ("codeine", 2)]
        assert (row.version, row.effect, row.recorded_by_id) == (2, "good", cast.gp.pk)
        assert dict(Treatment.objects.values_list("name", "recorded_at")) == before
    migration.take_kinds_back(apps, EDITOR)
    with practice_context(cast.gp.practice_id):
        assert Treatment.objects.get(name="Kodein").kind == "other_drug"
        assert Treatment.objects.get(name="kodein").kind == "strong_opioid"
