"""Numbers and dates as a Danish clinic types them: read in one way only, or refused."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from assessment.pages.day_fields import day_field
from assessment.pages.treatments.forms import TreatmentForm
from guidelines.in_force.content import Content


@pytest.mark.parametrize(
    ("typed", "dose"),
    [("1.200", None), ("1.200,5", 1200.5), ("1,2", 1.2), ("30", 30), ("12.5", 12.5), ("1.200.000", None)],
)
def test_a_dose_is_read_as_it_is_written_in_danish(typed: str, dose: float | None, content: Content) -> None:
    form = TreatmentForm({"kind": "tca", "status": "current", "daily_dose_mg": typed}, vocabulary=content.vocabulary)
    assert form.is_valid() is (dose is not None)
    assert dose is None or float(form.cleaned_data["daily_dose_mg"]) == dose


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("181226", date(2026, 12, 18)),
        ("18122026", date(2026, 12, 18)),
        ("18.12.26", date(2026, 12, 18)),
        ("1812226", None),
        ("18.12.1226", None),
        ("2026", None),
    ],
)
def test_a_date_is_read_in_one_way_only_or_refused(typed: str, day: date | None) -> None:
    field = day_field(required=False)
    if day:
        assert field.clean(typed) == day
    else:
        with pytest.raises(ValidationError):
            field.clean(typed)
