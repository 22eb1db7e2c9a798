"""Cases from the field: a number means the same in every field, and what can mean two things is asked back."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assessment.models import Episode, TaperStep, Treatment
from assessment.pages.fields import QuestionField
from assessment.record.clock import today
from guidelines.in_force.content import Content
from guidelines.pages.number_field import NumberField, PlainNumberField
from guidelines.vocabulary.model import Question
from tests.support.http.forms import HTMX, form_of, url
from tests.support.http.treatments import add_url, section_url
from tests.support.records.cast import Cast
from tests.support.records.patients import current, treat

pytestmark = pytest.mark.usefixtures("in_a")

BOTH = "kan læses på to måder, og er ikke gemt. Skriv 1500 eller 1,5."


@pytest.mark.parametrize(
    ("typed", "dose"),
    [
        pytest.param("0.125", "0.125", id="D1"),
        pytest.param("0,125", "0.125", id="stays-0,125"),
        pytest.param("27.5", "27.5", id="stays-27.5"),
        ("0.500", "0.5"),
        ("1 500", "1500"),
        ("1.200,5", "1200.5"),
    ],
)
def test_a_dose_is_what_was_written(typed: str, dose: str, gp_client: Client, episode: Episode) -> None:
    """Tried: a dot before three digits taken for thousands after a zero too."""
    row = {"kind": "other_drug", "name": "Noget hjemmelavet", "status": "current", "identifier": str(uuid4())}
    response = gp_client.post(add_url(episode), row | {"daily_dose_mg": typed})
    assert response.status_code == 302
    assert Treatment.objects.get().daily_dose_mg == Decimal(dose)


def test_a_taper_step_is_what_was_written(gp_client: Client, episode: Episode) -> None:
    """D3. Tried: as above."""
    rows = {"step-TOTAL_FORMS": "1", "step-INITIAL_FORMS": "0", "step-0-planned_on": f"{today():%d.%m.%Y}"}
    rows |= {"medicine": "lorazepam", "start_dose": "1 mg", "step-0-dose": "½ tablet"}
    url = reverse("taper_add", args=[episode.pk])
    refused = gp_client.post(url, rows | {"step-0-daily_dose_mg": "1.500"})
    assert refused.status_code == 422
    assert BOTH in refused.content.decode()
    assert gp_client.post(url, rows | {"step-0-daily_dose_mg": "0.500"}).status_code == 302
    assert TaperStep.objects.get().daily_dose_mg == Decimal("0.5")


def test_what_can_mean_two_things_is_asked_back_beside_the_field(gp_client: Client, episode: Episode) -> None:
    """Tried: the Danish reading taken where both fit."""
    typed = {"kind": "other_drug", "name": "Noget hjemmelavet", "status": "current", "daily_dose_mg": "1.500"}
    response = gp_client.post(add_url(episode), typed)
    assert response.status_code == 422
    assert f"»1.500« {BOTH}" in response.content.decode()
    assert response.context["form"]["daily_dose_mg"].value() == "1.500"
    assert not Treatment.objects.exists()


@pytest.mark.parametrize(
    ("question", "typed", "kept"),
    [
        ("risk.alcohol_units_week", "0.500", 0.5),
        ("risk.alcohol_units_week", "1.500", 1.5),
        ("risk.alcohol_units_week", "10.5", 10.5),
        ("risk.bmi", "27.500", 27.5),
        ("risk.bmi", "27,5", 27.5),
    ],
)
def test_the_limits_of_a_question_decide(
    question: str, typed: str, kept: float, gp_client: Client, episode: Episode
) -> None:
    """Tried: limits that decide nothing. The first was 500 units of alcohol a week."""
    sent = form_of(gp_client.get(url(episode, "risk"))) | {question: [typed]}
    assert gp_client.post(url(episode, "risk"), sent, headers=HTMX).status_code == 200
    assert current(episode).answers[question]["value"] == kept


def test_an_autosave_says_that_it_did_not_save_what_can_mean_two_things(content: Content) -> None:
    """A field of the intake with room for both readings. No question of the content has that room today."""
    asked = Question(key="x", section="risk", type="number", label="X", short="X", min=0, max=4000, decimals=1)
    field = QuestionField.build(asked, today())
    with pytest.raises(ValidationError, match="to måder, og er ikke gemt"):
        field.clean("1.500")
    assert (field.clean("1500"), field.clean("1,5")) == (1500, 1.5)


@pytest.mark.parametrize(
    ("field", "typed", "number"),
    [
        (NumberField(least=10, most=4000, decimals=1), "1.200", 1200),
        (NumberField(least=0, most=4000, decimals=0), "1.200", 1200),
        (NumberField(least=0, most=4000, decimals=0), "1.000", 1000),
        (NumberField(least=0, most=10, decimals=3), "1.200", Decimal("1.2")),
        (NumberField(), "1,2345", Decimal("1.2345")),
        (PlainNumberField(least=0, most=27, decimals=0), "12,0", 12),
    ],
)
def test_one_reading_is_taken_only_where_the_other_cannot_be(field: forms.Field, typed: str, number: object) -> None:
    """`1.200` stays 1200 where 1,2 cannot be. 1.000 as a whole number can be one too."""
    if typed == "1.000":
        with pytest.raises(ValidationError, match="Skriv 1000 eller 1"):
            field.clean(typed)
    else:
        assert field.clean(typed) == number


@pytest.mark.parametrize("typed", ["1e3", "NaN", "\u0661\u0662", "1_0", "9" * 60, "½", "-", "1.2.3"])
def test_what_is_no_number_is_refused_in_words(typed: str) -> None:
    for field in (NumberField(), PlainNumberField(least=0, most=10, decimals=0)):
        with pytest.raises(ValidationError, match="Indtast et tal"):
            field.clean(typed)


@given(st.decimals(min_value=0, max_value=99_999, places=3))
def test_what_a_field_shows_it_reads_again_as_the_same(number: Decimal) -> None:
    """Tried: 1,125 shown as that, and then asked about."""
    field = NumberField(least=0, most=100_000, decimals=4)
    assert field.clean(field.widget.format_value(number)) == number


def test_the_table_of_opioids_has_no_zeros_after_a_dose(gp_client: Client, cast: Cast, episode: Episode) -> None:
    """D22. Tried: three decimals wherever there is one."""
    treat(cast.gp, episode, "strong_opioid", "current", name="Morfin", daily_dose_mg=Decimal("0.5"))
    page = gp_client.get(section_url(episode)).content.decode()
    assert "0,5 mg" in page
    assert "0,50" not in page
