"""Where the review of somebody's opioids stands."""

from datetime import date

import pytest

from assessment.rules.medication.opioid_course import OpioidReview, ReviewSaid, review_due, reviews_in

LAST = date(2026, 8, 31)


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        (date(2026, 11, 15), OpioidReview.FINE),
        (date(2026, 11, 16), OpioidReview.SOON),
        (date(2026, 11, 30), OpioidReview.SOON),
        (date(2026, 12, 1), OpioidReview.OVERDUE),
    ],
)
def test_three_months_are_proposed_and_two_weeks_before_it_is_soon(as_of: date, state: OpioidReview) -> None:
    """At a month's end too. Tried: `>=` for `>`; `<` for `<=`."""
    due = review_due(LAST, None, as_of)
    assert (due.state, due.next_on, due.limit) == (state, date(2026, 11, 30), date(2027, 2, 28))


def test_never_is_another_thing_than_not_to_be_known() -> None:
    """Tried: an unknown start taken for a fine one."""
    assert review_due(None, LAST, date(2026, 12, 1)).state == OpioidReview.NEVER
    assert review_due(None, LAST, date(2026, 9, 30)).state == OpioidReview.FINE
    assert review_due(None, None, date(2026, 12, 1)).state == OpioidReview.UNKNOWN


OCTOBER, NOVEMBER = date(2026, 10, 5), date(2026, 11, 5)
BY_DOCTOR = ReviewSaid(OCTOBER, OCTOBER, by_doctor=True, form="in_person")


@pytest.mark.parametrize("form", ["in_person", "home", "phone", "video", "written", ""])
def test_a_doctor_s_review_counts_where_the_patient_was_there(form: str) -> None:
    """Tried: every form of a doctor's contact."""
    said = reviews_in([ReviewSaid(OCTOBER, OCTOBER, by_doctor=True, form=form)])
    counts = form in ("in_person", "home")
    assert (said.last, said.noted is None) == ((OCTOBER, True) if counts else (None, False))


@pytest.mark.parametrize(("day", "form"), [(NOVEMBER, "in_person"), (NOVEMBER, "phone"), (date(2026, 11, 1), "phone")])
def test_what_a_nurse_notes_waits_for_a_doctor_and_the_review_before_counts(day: date, form: str) -> None:
    """Of the very day and of one before. Tried: a day before that counts whoever says it."""
    noted = ReviewSaid(day, NOVEMBER, by_doctor=False, form=form)
    said = reviews_in([BY_DOCTOR, noted])
    assert (said.last, said.noted) == (OCTOBER, noted)
    assert "af sygeplejerske" in noted.words
    assert noted.words.endswith("afventer læge")


def test_a_doctor_s_word_on_a_day_before_counts_unless_the_patient_was_not_there_on_it() -> None:
    """Tried: the call of a day before, told again by a doctor the day after."""
    later = ReviewSaid(OCTOBER, NOVEMBER, by_doctor=True, form="in_person")
    assert reviews_in([later]).last == OCTOBER
    for by_doctor in (True, False):
        call = ReviewSaid(OCTOBER, OCTOBER, by_doctor=by_doctor, form="phone")
        assert reviews_in([call, later]).last is None
    at_the_clinic = ReviewSaid(OCTOBER, OCTOBER, by_doctor=False, form="in_person")
    assert reviews_in([at_the_clinic, later]).last == OCTOBER


def test_who_takes_back_takes_back_what_stood_last() -> None:
    """Tried: a nurse's slip, taken back, that takes the doctor's review with it."""
    slip, back = (ReviewSaid(day, NOVEMBER, by_doctor=False) for day in (NOVEMBER, None))
    assert reviews_in([BY_DOCTOR, slip, back]).last == OCTOBER
    assert reviews_in([BY_DOCTOR, back]).last is None


def test_the_same_day_told_again_waits_for_nobody() -> None:
    again = ReviewSaid(OCTOBER, NOVEMBER, by_doctor=False, form="phone")
    assert reviews_in([BY_DOCTOR, again]) == reviews_in([BY_DOCTOR])
