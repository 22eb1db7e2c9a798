"""Effect and side effects of an earlier dose say so, wherever they stand beside the dose of today."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Staff
from assessment.inquiries.shown_facts import facts_to_show
from assessment.models import Episode, Treatment
from assessment.notes.preoperative import treatment_lines as lines_before_an_operation
from assessment.pages.treatments.forms import HOLDS
from assessment.record.consultations import begin_consultation
from assessment.rules.medication.taper_dose import TaperedDose
from assessment.treatments.ledger import add_treatment, change_treatment, other_dose_noted_on, treatments_of
from assessment.treatments.words import (
    treatment_cells,
    treatment_line,
    treatment_lists,
    treatment_sentences,
    treatment_words,
)
from guidelines.in_force.content import Content
from tests.support.records.cast import Cast
from tests.support.records.consultations import TODAY, look
from tests.support.records.patients import current

pytestmark = pytest.mark.usefixtures("in_a")
ON_IT = "ved 100 mg i døgnet"
TRAMADOL: dict[str, Any] = {
    "kind": "tramadol",
    "status": "current",
    "name": "tramadol",
    "daily_dose_mg": Decimal(100),
    "effect": "insufficient",
    "side_effects": "træthed",
}


def add(by: Staff, episode: Episode, **values: Any) -> Treatment:
    contact = begin_consultation(by=by, episode=episode, form="in_person")
    return add_treatment(by=by, consultation=contact, identifier=uuid4(), **TRAMADOL | values)


def change(by: Staff, row: Treatment, **values: Any) -> Treatment:
    contact = begin_consultation(by=by, episode=row.episode, form="in_person")
    return change_treatment(by=by, consultation=contact, treatment=row, seen_version=row.version, **values)


@pytest.mark.parametrize(
    ("saves", "noted_on"),
    [
        ([{"daily_dose_mg": Decimal(200)}], 100),
        # Nobody has seen the effect of a dose that the same save brings.
        ([{"daily_dose_mg": Decimal(200), "effect": "none"}], 100),
        ([{"daily_dose_mg": Decimal(200)}, {"effect": "good"}], None),
        ([{"daily_dose_mg": Decimal(200)}, {"name": "tramadol retard"}], 100),
        ([{"daily_dose_mg": Decimal(200)}, {"daily_dose_mg": Decimal(300)}], 100),
        ([{"daily_dose_mg": Decimal(200)}, {"effect": "good"}, {"daily_dose_mg": Decimal(300)}], 200),
        ([{"daily_dose_mg": Decimal(200)}, {"daily_dose_mg": Decimal(100)}], None),
        ([{"daily_dose_mg": Decimal(200)}, {"noted_dose_mg": None}], None),
        ([{"effect": "good"}], None),
    ],
)
def test_what_is_noted_belongs_to_the_dose_that_was_taken(
    saves: list[dict[str, Any]], noted_on: int | None, cast: Cast, episode: Episode
) -> None:
    """Tried: an effect taken for one of the dose that came with it; one that is confirmed kept on the old dose."""
    row = add(cast.gp, episode)
    for values in saves:
        row = change(cast.gp, row, **values)
    assert other_dose_noted_on(row) == noted_on


def test_nothing_noted_and_no_dose_known_say_nothing(cast: Cast, episode: Episode) -> None:
    nothing = add(cast.gp, episode, effect="not_assessed", side_effects="")
    assert other_dose_noted_on(change(cast.gp, nothing, daily_dose_mg=Decimal(200))) is None
    unknown = add(cast.gp, episode, daily_dose_mg=None)
    assert other_dose_noted_on(change(cast.gp, unknown, daily_dose_mg=Decimal(200))) is None


def test_a_step_of_a_taper_that_has_changed_the_dose_counts_as_well(cast: Cast, episode: Episode) -> None:
    row = add(cast.gp, episode)
    row.tapered = TaperedDose(1, "75 mg", Decimal(75), TODAY)
    assert other_dose_noted_on(row) == 100


Tell = Callable[[Treatment, Content], str]
PLACES: dict[str, Tell] = {
    "history": lambda row, content: str(treatment_words(row, content.vocabulary)),
    "letter": lambda row, content: treatment_line(row, content, TODAY),
    "letter's table, and what is handed over": lambda row, content: str(treatment_cells(row, content.vocabulary)),
    "note": treatment_sentences,
    "short note": lambda row, content: " ".join(treatment_lists([row], content)),
    "question to a doctor": lambda row, content: str(facts_to_show(look(row.episode))),
    "before an operation": lambda row, content: str(lines_before_an_operation(look(row.episode))),
}


@pytest.mark.parametrize("place", list(PLACES))
def test_wherever_an_effect_stands_it_says_the_dose_that_it_was_noted_on(
    place: str, cast: Cast, episode: Episode, content: Content
) -> None:
    """Tried: each place with the row's own words."""
    add(cast.gp, episode)
    (row,) = treatments_of(current(episode))
    assert ON_IT not in PLACES[place](row, content)
    change(cast.gp, row, daily_dose_mg=Decimal(200))
    (row,) = treatments_of(current(episode))
    told = PLACES[place](row, content)
    assert told.count(ON_IT) == 1 + ("træthed" in told)


def test_the_pages_say_so_too_and_one_tick_takes_it_on(
    cast: Cast, episode: Episode, gp_client: Client, content: Content
) -> None:
    """The list, the overview and the form. Tried: the tick left out of what is saved."""
    row = change(cast.gp, add(cast.gp, episode), daily_dose_mg=Decimal(200))
    pages = [reverse("section", args=[episode.pk, "treatment"]), reverse("episode", args=[episode.pk])]
    assert all(ON_IT in gp_client.get(page).content.decode() for page in pages)
    form = reverse("treatment_change", args=[episode.pk, row.pk])
    shown = gp_client.get(form).context["form"]
    assert HOLDS in shown.fields
    sent = {name: value for name in shown.fields if (value := shown[name].value()) not in (None, False)}
    answered = gp_client.post(form, sent | {"daily_dose_mg": "200", "seen_version": "2", HOLDS: "on"})
    assert answered.status_code == 302, answered.context["form"].errors
    assert not any(ON_IT in gp_client.get(page).content.decode() for page in pages)
    assert HOLDS not in gp_client.get(form).context["form"].fields


def test_a_change_of_dose_is_no_change_of_effect_in_the_note(cast: Cast, episode: Episode, content: Content) -> None:
    was = Treatment.objects.get(pk=add(cast.gp, episode).pk)
    told = treatment_sentences(change(cast.gp, was, daily_dose_mg=Decimal(200)), content, was=was)
    assert f"utilstrækkelig effekt {ON_IT}" in told.lower()
    assert told.count("(før") == 1
