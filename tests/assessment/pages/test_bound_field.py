"""What stands beside a field of a page: one typed object, of this field of this form alone."""

from pathlib import Path

import pytest
from django import forms
from django.conf import settings

from assessment.pages.bound_field import AskedAbout, Beside, PageForm

ROOT: Path = settings.BASE_DIR


class Form(PageForm, forms.Form):
    day = forms.CharField()
    note = forms.CharField()

    def beside_at_first(self, name: str) -> Beside:
        return Beside(heading=f"About {name}")


def test_it_begins_with_what_the_form_knows_and_is_kept() -> None:
    form = Form()
    assert form["day"].beside == Beside(heading="About day")
    form["day"].beside.renews_itself = True
    assert form["day"].beside.renews_itself


def test_it_belongs_to_one_field_of_one_form() -> None:
    """Tried: kept by the name of the field for every form."""
    form = Form()
    form["day"].beside.said = "A Sunday"
    assert (form["note"].beside.said, Form()["day"].beside.said) == (None, None)


def test_the_label_may_be_chosen_after_the_form_is_made() -> None:
    """Tried: to look at what stands beside a field while the form is made."""
    form = Form()
    form.fields["day"].label = "Another"
    assert form["day"].label == "Another"


@pytest.mark.parametrize(
    ("beside", "shown"),
    [
        (Beside(asked=AskedAbout("day=1", "1")), 'name="sure" value="day=1"'),
        (Beside(said=""), 'id="said_day"'),
        (Beside(shown_version=7), 'name="shown.day" value="7"'),
        (Beside(renews_itself=True), 'hx-swap-oob="true"'),
    ],
)
def test_the_page_of_a_field_shows_each_part_where_it_is(beside: Beside, shown: str) -> None:
    """Tried: the field without each of them."""
    form = Form()
    field = form["day"]
    vars(field)["beside"] = beside
    assert shown in field.as_field_group()
    assert shown not in form["note"].as_field_group()


def test_nothing_is_hung_on_a_field_past_its_type() -> None:
    """Tried: `form.fields[key].previous = … # type: ignore[attr-defined]`."""
    forms_and_views = [path for room in ("accounts", "assessment", "referrals") for path in (ROOT / room).rglob("*.py")]
    lines = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in forms_and_views
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if "type: ignore[attr-defined]" in line and "field" in line
    ]
    assert lines == []
