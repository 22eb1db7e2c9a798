"""Cases from the field: dates against the birth date and today, years of two digits, and onsets as they are told."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assessment.models import Episode, TaperPlan, Treatment
from assessment.pages.asking import said_of_day
from assessment.pages.day_fields import PartialDayField, ToldDayField, day_field
from assessment.record.clock import today
from assessment.rules.medication.partial_dates import parse_ago
from assessment.rules.reading import CaseFaults, parse_case
from guidelines.in_force.content import Content
from guidelines.vocabulary.dates import add_months
from guidelines.vocabulary.holidays import closed_day, easter
from guidelines.vocabulary.told_dates import day_in_danish, told_date
from tests.support.http.forms import HTMX, form_of, text_at, url
from tests.support.http.treatments import ROW, add_url
from tests.support.records.cast import Cast
from tests.support.records.patients import answer, current

pytestmark = pytest.mark.usefixtures("in_a")

TODAY = date(2026, 11, 29)
ONSET, FOLLOW_UP = "pain.onset_date", "practical.next_follow_up"


def born_on(episode: Episode, day: date) -> Episode:
    episode.patient.birth_date = day
    episode.patient.save(update_fields=["birth_date"])
    return episode


def send(client: Client, episode: Episode, section: str, **typed: str) -> Any:
    sent = form_of(client.get(url(episode, section))) | {
        key.replace("__", "."): [value] for key, value in typed.items()
    }
    return client.post(url(episode, section), sent, headers=HTMX)


@pytest.mark.parametrize(
    ("typed", "planned", "past"),
    [("2/12", "02.12.2026", "02.12.2025"), ("29/11", "29.11.2026", "29.11.2026"), ("29/2", "29.02.2028", "29.02.2024")],
)
def test_a_day_and_a_month_are_of_the_year_that_is_meant(typed: str, planned: str, past: str) -> None:
    """Tried: this year in every field, which plans a day that has passed."""
    fields = (day_field(soonest=TODAY), day_field(latest=TODAY))
    assert [f"{field.clean(typed):%d.%m.%Y}" for field in fields] == [planned, past]
    for field in (day_field(), day_field(soonest=TODAY)):
        with pytest.raises(ValidationError):
            field.clean("03.12" if field.soonest else typed)


def test_nothing_began_before_the_birth(gp_client: Client, episode: Episode) -> None:
    """D11. Tried: a field that is not told when the patient was born."""
    born_on(episode, date(1980, 1, 1))
    refused = send(gp_client, episode, "pain", pain__onset_date="01.01.1950")
    assert refused.status_code == 422
    assert "før patientens fødselsdato, 01.01.1980" in refused.content.decode()
    assert ONSET not in current(episode).answers
    assert send(gp_client, episode, "pain", pain__onset_date="01.01.1980").status_code == 200


def test_a_year_of_two_digits_is_what_the_field_can_mean(gp_client: Client, episode: Episode) -> None:
    """D12. Tried: the century of the machine, which made it 2068 and refused it as lying ahead."""
    born_on(episode, date(1950, 1, 1))
    assert send(gp_client, episode, "pain", pain__onset_date="01.03.68").status_code == 200
    assert current(episode).answers[ONSET]["value"] == "1968-03-01"


@pytest.mark.parametrize(
    ("typed", "limits", "day"),
    [
        ("01.03.68", {"latest": TODAY}, date(1968, 3, 1)),
        ("010368", {"latest": TODAY}, date(1968, 3, 1)),
        ("1/3-68", {"latest": TODAY}, date(1968, 3, 1)),
        ("01.03.24", {"latest": TODAY}, date(2024, 3, 1)),
        ("01.03.24", {"latest": TODAY, "born": date(1960, 1, 1)}, date(2024, 3, 1)),
        ("01.03.27", {"soonest": TODAY, "born": date(1926, 1, 1)}, date(2027, 3, 1)),
        ("01.03.68", {}, date(1968, 3, 1)),
        ("29.02.00", {"latest": TODAY}, date(2000, 2, 29)),
        ("01.03.24", {"latest": TODAY, "born": date(1920, 1, 1)}, "1924 / 2024"),
        ("01.12.26", {"latest": TODAY, "born": date(1950, 1, 1)}, "ligger i fremtiden"),
        ("01.03.1968", {"latest": TODAY}, date(1968, 3, 1)),
    ],
)
def test_two_digits_are_expanded_or_asked_back(typed: str, limits: dict[str, date], day: date | str) -> None:
    """Tried: the later century always; not asked of a patient of a hundred years for whom both are possible."""
    field = day_field(latest=limits.get("latest"), soonest=limits.get("soonest"), required=False)
    field.born = limits.get("born")
    if isinstance(day, date):
        assert field.clean(typed) == day
    else:
        with pytest.raises(ValidationError, match=day):
            field.clean(typed)


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("03.2019", "2019-03", "03.2019"),
        ("2019", "2019", "2019"),
        ("3 år", "", None),
        ("05.03.2019", "2019-03-05", "05.03.2019"),
    ],
)
def test_an_onset_is_as_precise_as_it_was_told(
    typed: str, kept: str, shown: str | None, gp_client: Client, episode: Episode, content: Content
) -> None:
    """Tried: the first day of the month or year shown as if somebody had named it."""
    then = add_months(today(), -36)
    kept, shown = (f"{then:%Y-%m}", f"{then:%m.%Y}") if typed == "3 år" else (kept, shown)
    assert send(gp_client, episode, "pain", pain__onset_date=typed).status_code == 200
    assert current(episode).answers[ONSET]["value"] == kept
    page = gp_client.get(url(episode, "pain"))
    assert form_of(page)[ONSET] == [shown or kept]
    before = current(episode).version
    gp_client.post(url(episode, "pain"), form_of(page), headers=HTMX)
    assert current(episode).version == before
    overview = gp_client.get(reverse("episode", args=[episode.pk])).content.decode()
    assert f"01.01.{kept}" not in overview


def test_a_year_alone_is_too_little_for_pain_that_is_new(gp_client: Client, episode: Episode) -> None:
    """Rules count months up to a year. Tried: the first of January, eleven months too early."""
    refused = send(gp_client, episode, "pain", pain__onset_date=str(today().year))
    assert refused.status_code == 422
    assert "skriv også måneden" in refused.content.decode()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("3 år", "11.2023"),
        ("ca. 3 år siden", "11.2023"),
        ("tre år", "11.2023"),
        ("for 2 år siden", "11.2024"),
        ("1 år", "11.2025"),
        ("et år", "11.2025"),
        ("1½ år", "05.2025"),
        ("½ år", "05.2026"),
        ("1,5 år", "05.2025"),
        ("halvandet år", "05.2025"),
        ("8 måneder", "03.2026"),
        ("8 mdr.", "03.2026"),
        ("1 måned", "10.2026"),
        ("6 uger", "18.10.2026"),
        ("14 dage siden", "15.11.2026"),
        ("år", None),
        ("3", None),
        ("mange år", None),
        ("400 år", None),
        ("-3 år", None),
    ],
)
def test_a_time_ago_is_told_by_the_month_or_the_day(typed: str, told: str | None) -> None:
    """Tried: a year, which counts from its January: three years became three years and ten months."""
    read = parse_ago(typed, TODAY)
    assert (str(read) if read else None) == told


def test_a_treatment_started_so_many_years_ago_and_not_before_the_birth(gp_client: Client, episode: Episode) -> None:
    """Tried: only the answers held against the birth date."""
    born_on(episode, date(1980, 6, 1))
    for key in ("started", "last_specialist_review"):
        refused = gp_client.post(add_url(episode), ROW | {key: "01.01.1950"})
        assert refused.status_code == 422
        assert "fødselsdato, 01.06.1980" in refused.content.decode()
    assert gp_client.post(add_url(episode), ROW | {"started": "3 år"}).status_code == 302
    row = Treatment.objects.get()
    assert (row.started, row.started_precision) == (add_months(today(), -36).replace(day=1), "month")


def test_a_follow_up_is_planned_ahead(gp_client: Client, cast: Cast, episode: Episode) -> None:
    """Tried: a day that has passed since it was planned refused with every save of the section."""
    refused = send(gp_client, episode, "practical", practical__next_follow_up="01.01.2020")
    assert refused.status_code == 422
    assert "Datoen er passeret" in refused.content.decode()
    answer(cast.gp, episode, practical__next_follow_up=date(2020, 1, 1))
    assert send(gp_client, episode, "practical", practical__problem_statement="ondt").status_code == 200
    assert current(episode).answers[FOLLOW_UP]["value"] == "2020-01-01"


def test_a_follow_up_far_ahead_is_asked_about_once(gp_client: Client, episode: Episode) -> None:
    """Tried: an answer to one day taken for another one."""
    far = add_months(today(), 25)
    typed = f"{far:%d.%m.%Y}"
    asked = send(gp_client, episode, "practical", practical__next_follow_up=typed)
    assert asked.status_code == 422
    assert "mere end to år frem" in asked.content.decode()
    assert f'name="sure" value="{FOLLOW_UP}={typed}"' in asked.content.decode()
    assert FOLLOW_UP not in current(episode).answers
    other = send(gp_client, episode, "practical", practical__next_follow_up=typed, sure=f"{FOLLOW_UP}=01.01.2099")
    assert other.status_code == 422
    sure = send(gp_client, episode, "practical", practical__next_follow_up=typed, sure=f"{FOLLOW_UP}={typed}")
    assert sure.status_code == 200
    assert current(episode).answers[FOLLOW_UP]["value"] == f"{far:%Y-%m-%d}"
    assert send(gp_client, episode, "practical", practical__problem_statement="ondt").status_code == 200


def test_a_follow_up_on_a_closed_day_is_said_and_saved(gp_client: Client, episode: Episode) -> None:
    """Tried: a note that only a whole page shows."""
    christmas = date(today().year + 1, 12, 25)
    saved = send(gp_client, episode, "practical", practical__next_follow_up=f"{christmas:%d.%m.%Y}")
    assert saved.status_code == 200
    assert text_at(saved, f"said_{FOLLOW_UP}") == f"25.12.{christmas.year} er juledag."
    assert f"25.12.{christmas.year} er juledag." in gp_client.get(url(episode, "practical")).content.decode()
    workday = next(day for n in range(30) if not closed_day(day := christmas + timedelta(days=8 + n)))
    saved = send(gp_client, episode, "practical", practical__next_follow_up=f"{workday:%d.%m.%Y}")
    assert text_at(saved, f"said_{FOLLOW_UP}") == ""


def test_a_taper_plans_next_contact_is_a_follow_up_too(gp_client: Client, episode: Episode) -> None:
    typed = {"medicine": "oxycodon", "start_dose": "20 mg", "step-TOTAL_FORMS": "0", "step-INITIAL_FORMS": "0"}
    address = reverse("taper_add", args=[episode.pk])
    past = gp_client.post(address, typed | {"next_contact_on": "01.01.2020"})
    assert "passeret" in past.content.decode()
    far = f"{add_months(today(), 30):%d.%m.%Y}"
    assert "mere end to år frem" in gp_client.post(address, typed | {"next_contact_on": far}).content.decode()
    sure = {"next_contact_on": far, "sure": f"next_contact_on={far}"}
    assert gp_client.post(address, typed | sure).status_code == 302
    assert TaperPlan.objects.count() == 1


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-01-01", "nytårsdag"),
        ("2026-04-02", "skærtorsdag"),
        ("2026-04-03", "langfredag"),
        ("2026-04-05", "påskedag"),
        ("2026-04-06", "2. påskedag"),
        ("2026-05-14", "Kristi himmelfartsdag"),
        ("2026-05-24", "pinsedag"),
        ("2026-05-25", "2. pinsedag"),
        ("2026-05-01", ""),
        ("2023-05-05", "store bededag"),
        ("2026-06-05", ""),
        ("2026-12-26", "2. juledag"),
        ("2026-11-28", "en lørdag"),
        ("2026-11-29", "en søndag"),
        ("2026-11-30", ""),
    ],
)
def test_the_days_on_which_a_clinic_is_closed(day: str, name: str) -> None:
    assert closed_day(date.fromisoformat(day)) == name


def test_easter_as_it_was_and_will_be() -> None:
    """Dates of Easter as they were published."""
    published = ["2000-04-23", "2008-03-23", "2011-04-24", "2019-04-21", "2024-03-31", "2025-04-20", "2027-03-28"]
    published += ["2038-04-25", "1954-04-18", "1981-04-19", "2049-04-18", "2076-04-19"]
    assert [str(easter(int(day[:4]))) for day in published] == published


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_easter_is_a_sunday_in_spring(day: date) -> None:
    found = easter(day.year)
    assert found.weekday() == 6
    assert date(day.year, 3, 22) <= found <= date(day.year, 4, 25)
    assert said_of_day(found).endswith("er påskedag.")


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"answers": {ONSET: "1950-01-01"}}, ONSET),
        ({"answers": {"workup.ecg_date": "1979-12-31"}}, "workup.ecg_date"),
        ({"treatments": [{"kind": "tca", "status": "current", "started": "1950-01-01"}]}, "treatments[0].started"),
    ],
)
def test_evaluate_refuses_what_happened_before_the_birth(given: dict[str, Any], fault: str, content: Content) -> None:
    """Tried: only the onset. The contract's date is a day: a month or a year is kept of a patient alone."""
    case = {"as_of": "2026-11-29", "patient": {"birth_date": "1980-06-01"}}
    with pytest.raises(CaseFaults) as faults:
        parse_case(case | given, content.vocabulary)
    assert faults.value.faults == [f"{fault}: must lie on or after patient.birth_date"]
    with pytest.raises(CaseFaults, match="a date that exists is needed"):
        parse_case(case | {"answers": {ONSET: "1980"}}, content.vocabulary)


@given(st.integers(1900, 2100), st.integers(0, 12))
def test_a_told_date_is_kept_as_it_was_told(year: int, month: int) -> None:
    told = told_date(year, month or None)
    assert told.isoformat() == (f"{year}-{month:02}" if month else f"{year}")
    assert day_in_danish(told) == (f"{month:02}.{year}" if month else f"{year}")
    field = ToldDayField(latest=date(2102, 12, 31), required=False)
    assert field.clean(field.prepare_value(told)).isoformat() == told.isoformat()


def test_a_partial_day_ahead_or_before_all_time_is_refused() -> None:
    field = PartialDayField(latest=TODAY, required=False)
    for typed in ("12.2026", "2027", "1850", "400 år"):
        with pytest.raises(ValidationError):
            field.clean(typed)
