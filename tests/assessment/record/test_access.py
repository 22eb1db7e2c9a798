"""The lists of a practice: which episodes and entries stand on them, and in which order."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import Http404
from django.utils import timezone

from accounts.log.entries import record_access
from accounts.log.reading import read_log
from accounts.models import AccessAction
from assessment.models import Consultation, Episode, Patient, PrintedCarePlan
from assessment.models.record import full_name
from assessment.record.access import (
    MOST_SHOWN,
    access_log_of,
    find_patients,
    get_episode,
    get_patient,
    get_printed_plan,
    open_episodes_as_cases,
    recent_episodes,
    understand,
    without_serial_number,
)
from assessment.record.consultations import begin_consultation
from assessment.treatments.ledger import remove_treatment, treatments_of
from tests.support.records.cast import CPR_A2, Cast
from tests.support.records.patients import make_episode, make_patient, treat

pytestmark = pytest.mark.usefixtures("in_a")


def end(episode: Episode) -> None:
    Episode.objects.filter(pk=episode.pk).update(ended_at=timezone.now())


def seen(cast: Cast, episode: Episode, days_ago: int) -> None:
    """A consultation of that day."""
    at = timezone.now() - timedelta(days=days_ago)
    number = Consultation.objects.filter(episode=episode).count() + 1
    ended = {"ended_at": at, "ended_by": cast.gp}
    Consultation.in_practice(
        form="phone", episode=episode, number=number, opened_by=cast.gp, opened_at=at, **ended
    ).save(force_insert=True)


def test_an_ended_episode_stands_on_neither_list(cast: Cast, episode: Episode) -> None:
    """Tried: the first page and the impact of a draft without the filter."""
    ended = make_episode(cast.gp, episode.patient)
    end(ended)
    assert [row.episode_id for row in recent_episodes(by=cast.gp).rows] == [episode.pk]
    assert open_episodes_as_cases(by=cast.gp) == [episode]


def test_the_newest_contact_comes_first_and_without_one_the_newest_episode(cast: Cast, episode: Episode) -> None:
    """Tried: each order turned round, and the oldest contact instead of the newest."""
    late, early = make_episode(cast.gp, episode.patient), make_episode(cast.gp, episode.patient)
    for one, days in ((episode, 90), (episode, 1), (late, 30), (early, 60)):
        seen(cast, one, days)
    older, newer = make_episode(cast.gp, episode.patient), make_episode(cast.gp, episode.patient)
    Episode.objects.filter(pk=older.pk).update(started_at=timezone.now() - timedelta(days=300))
    rows = recent_episodes(by=cast.gp).rows
    assert [row.episode_id for row in rows] == [one.pk for one in (episode, late, early, newer, older)]
    assert full_name(rows[0].given_name, rows[0].family_name) == episode.patient.name


def test_a_list_ends_after_fifty(cast: Cast, patient: Patient) -> None:
    """And the next page has the rest. Tried: one more, one less."""
    assert MOST_SHOWN == 50
    Episode.objects.bulk_create(
        Episode.in_practice(patient=patient, number=number, started_by=cast.gp) for number in range(2, MOST_SHOWN + 3)
    )
    first, second = recent_episodes(by=cast.gp), recent_episodes(by=cast.gp, page=2)
    assert (len(first.rows), first.number, len(second.rows)) == (50, 51, 1)
    assert len(open_episodes_as_cases(by=cast.gp)) == 51


def test_a_removed_treatment_is_no_part_of_a_case(cast: Cast, episode: Episode) -> None:
    """Tried: the treatments of a case without the filter."""
    for kind in ("tca", "ssri"):
        treat(cast.gp, episode, kind, "current")
    gone = next(row for row in treatments_of(episode) if row.kind == "ssri")
    remove_treatment(
        by=cast.gp, consultation=begin_consultation(by=cast.gp, episode=episode, form="phone"), treatment=gone
    )
    (case,) = open_episodes_as_cases(by=cast.gp)
    assert [row.kind for row in case.standing] == ["tca"]  # type: ignore[attr-defined]


def test_a_patient_s_log_has_the_newest_entry_first_and_nobody_else_s(cast: Cast, patient: Patient) -> None:
    """Tried: the oldest first, and the whole practice's entries."""
    other = make_patient(cast.gp, CPR_A2)
    for detail in ("først", "sidst"):
        record_access(by=cast.nurse, action=AccessAction.READ, patient_id=patient.pk, detail=detail)
    record_access(by=cast.nurse, action=AccessAction.READ, patient_id=other.pk, detail="en anden")
    lines = read_log(access_log_of(patient), before="").lines
    assert [line.detail for line in lines] == ["sidst", "først", ""]


@pytest.mark.parametrize(
    ("query", "found"), [("150981", True), ("15098", False), ("1509819996", True), ("150981999", True), ("", False)]
)
def test_six_digits_of_a_number_are_enough_and_nothing_finds_nobody(
    query: str, found: bool, cast: Cast, patient: Patient
) -> None:
    """Tried: five digits taken for enough, seven asked for, and the whole practice for an empty search."""
    assert (find_patients(by=cast.gp, query=query) == [patient]) is found


def test_what_is_asked_for_is_what_is_got(cast: Cast, episode: Episode) -> None:
    """Tried: another row of the practice, an identifier that nobody has, and nothing answered."""
    other = make_episode(cast.gp, make_patient(cast.gp, CPR_A2))
    for one in (episode, other):
        assert get_patient(by=cast.gp, patient_id=one.patient_id) == one.patient
        found = get_episode(by=cast.gp, episode_id=one.pk)
        assert (found, found.patient) == (one, one.patient)
    for refused in (
        lambda: get_patient(by=cast.gp, patient_id=episode.pk),
        lambda: get_episode(by=cast.gp, episode_id=episode.patient_id),
        lambda: get_printed_plan(by=cast.gp, episode_id=episode.pk, printed_id=uuid4()),
    ):
        with pytest.raises(Http404):
            refused()


def test_a_sheet_is_got_by_its_number_and_through_its_own_episode(cast: Cast, episode: Episode) -> None:
    """Tried: any sheet of the episode; any sheet of the practice."""
    first, second = (
        PrintedCarePlan.in_practice(
            episode=episode, number=number, frozen={}, pdf=b"%PDF", pdf_sha256="x" * 64, printed_by=cast.gp
        )
        for number in (1, 2)
    )
    for sheet in (first, second):
        sheet.printed_at = timezone.now()
        sheet.save(force_insert=True)
    assert get_printed_plan(by=cast.gp, episode_id=episode.pk, printed_id=first.pk) == first
    assert get_printed_plan(by=cast.gp, episode_id=episode.pk, printed_id=second.pk) == second
    other = make_episode(cast.gp, episode.patient)
    with pytest.raises(Http404):
        get_printed_plan(by=cast.gp, episode_id=other.pk, printed_id=first.pk)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("Kanin", "Kanin"),
        ("150981", "150981"),
        ("1509819", "150981x"),
        ("150981-9996 Kanin", "150981-xxxx Kanin"),
        ("Kanin 150981-9996", "Kanin 150981-xxxx"),
    ],
)
def test_the_digits_after_the_sixth_are_hidden_and_nothing_else(typed: str, kept: str) -> None:
    """Tried: the sixth hidden as well, the letters too, and nothing."""
    assert without_serial_number(typed) == kept


def test_a_search_says_which_words_it_was_taken_for() -> None:
    """Tried: nothing said; every spelling instead of the first."""
    assert understand("Kanin Åse").in_words.startswith("kanin, ")
    assert understand("Kanin Åse").in_words.count(",") == 1
    assert not understand(" ")
