"""Answers: append-only, with who, when and in which consultation; two writers never overwrite in silence."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import AccessLogEntry, Staff
from assessment.episode.workspace import case_of
from assessment.models import Answer, Consultation, Episode
from assessment.record import answers
from assessment.record.answers import StaleAnswers, answers_of, record_answers, save_page
from assessment.record.consultations import begin_consultation, end_consultation
from assessment.record.form_changes import OpenPage
from assessment.rules.facts import facts_of
from guidelines.in_force.content import Content, Kind, current_content
from guidelines.vocabulary.facts import Facts, Value
from tests.support.records.cast import Cast
from tests.support.records.consultations import consult
from tests.support.records.patients import answer

pytestmark = pytest.mark.usefixtures("in_a")


def save(by: Staff, episode: Episode, seen: int, values: Mapping[str, Value | None], **options: Any) -> Episode:
    """Record as a request of its own does: on the episode as the database has it."""
    fresh = Episode.objects.select_related("patient").get(pk=episode.pk)
    consultation = begin_consultation(by=by, episode=fresh, form="in_person")
    return record_answers(
        by=by,
        consultation=consultation,
        section="test",
        values=values,
        seen_version=seen,
        content=current_content(),
        **options,
    )


def current(episode: Episode) -> Episode:
    return Episode.objects.select_related("patient").get(pk=episode.pk)


def known(episode: Episode, content: Content) -> dict[str, Value]:
    return answers_of(current(episode), content.vocabulary)


def facts(episode: Episode, content: Content) -> Facts:
    case = case_of(current(episode), [], content.vocabulary, date(2026, 11, 20))
    return facts_of(case, content.vocabulary)


def test_every_answer_is_kept_with_who_when_consultation_version_and_release(
    cast: Cast, episode: Episode, content: Content
) -> None:
    before = timezone.now()
    save(cast.nurse, episode, 0, {"peg.pain": 7, "pain.acute": False})
    consultation = Consultation.objects.get()
    rows = {row.question: row for row in Answer.objects.all()}
    assert {question: row.value for question, row in rows.items()} == {"peg.pain": 7, "pain.acute": False}
    for row in rows.values():
        assert (row.episode_id, row.consultation_id) == (episode.pk, consultation.pk)
        assert (row.recorded_by_id, row.version) == (cast.nurse.pk, 1)
        assert row.vocabulary_release == content.releases_of(Kind.VOCABULARY)[0]
        assert before <= row.recorded_at <= timezone.now()


def test_the_current_document_holds_value_version_who_and_when(cast: Cast, episode: Episode) -> None:
    at = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    save(cast.gp, episode, 0, {"peg.pain": 7}, at=at)
    save(cast.nurse, episode, 1, {"pain.acute": True})
    document = current(episode).answers
    assert document["peg.pain"] == {
        "value": 7,
        "version": 1,
        "at": at.isoformat(),
        "by": str(cast.gp.pk),
        "consultation": 1,
    }
    assert (document["pain.acute"]["version"], document["pain.acute"]["by"]) == (2, str(cast.nurse.pk))
    assert current(episode).version == 2
    assert Answer.objects.get(question="peg.pain").recorded_at == at


def test_a_save_is_logged_and_one_that_changes_nothing_is_not(cast: Cast, episode: Episode) -> None:
    save(cast.nurse, episode, 0, {"peg.pain": 7})
    save(cast.nurse, episode, 1, {"peg.pain": 7})
    assert AccessLogEntry.objects.filter(staff=cast.nurse, action="change", detail="test").count() == 1


def test_the_same_again_changes_nothing(cast: Cast, episode: Episode) -> None:
    values: dict[str, Value | None] = {
        "pain.onset_date": date(2024, 2, 29),
        "pain.sites": ("neck", "head"),
        "pain.acute": False,
        "risk.bmi": 27.5,
        "workup.red_flags": (),
        "work.description": None,
    }
    save(cast.gp, episode, 0, values)
    before = current(episode)
    save(cast.nurse, episode, 1, values)
    after = current(episode)
    assert (after.answers, after.version) == (before.answers, 1)
    assert Answer.objects.count() == 5


def test_values_come_back_as_they_were_given(cast: Cast, episode: Episode, content: Content) -> None:
    values: dict[str, Value | None] = {
        "pain.onset_date": date(2024, 2, 29),
        "pain.sites": ("neck", "head"),
        "peg.pain": 0,
        "risk.bmi": 27.5,
        "pain.description": "Brænder, stikker & <murrer>",
    }
    save(cast.gp, episode, 0, values)
    assert known(episode, content) == values


def test_a_correction_is_a_new_row_and_the_earlier_one_stays(cast: Cast, episode: Episode) -> None:
    save(cast.gp, episode, 0, {"peg.pain": 7, "pain.acute": True})
    save(cast.nurse, episode, 1, {"peg.pain": 5, "pain.acute": True})
    rows = Answer.objects.order_by("version", "question").values_list("question", "value", "version", "recorded_by")
    assert list(rows) == [
        ("pain.acute", True, 1, cast.gp.pk),
        ("peg.pain", 7, 1, cast.gp.pk),
        ("peg.pain", 5, 2, cast.nurse.pk),
    ]


@pytest.mark.parametrize("attempt", ["update", "delete"])
def test_the_database_refuses_to_rewrite_what_was_said(attempt: str, cast: Cast, episode: Episode) -> None:
    save(cast.gp, episode, 0, {"peg.pain": 7})
    rows = Answer.objects.filter(question="peg.pain")
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(value=1) if attempt == "update" else rows.delete()
    assert rows.get().value == 7


def test_withdrawing_keeps_the_history_and_makes_the_fact_unknown(
    cast: Cast, episode: Episode, content: Content
) -> None:
    save(cast.gp, episode, 0, {"pain.onset_date": date(2024, 1, 1)})
    assert "pain.duration_months" in facts(episode, content).values
    save(cast.gp, episode, 1, {"pain.onset_date": None})
    assert [row.value for row in Answer.objects.order_by("version")] == ["2024-01-01", None]
    assert "pain.onset_date" not in facts(episode, content).values
    assert "pain.duration_months" not in facts(episode, content).values
    assert facts(episode, content).missing("pain.duration_months") == {"pain.onset_date"}


def test_withdrawing_what_was_never_answered_changes_nothing(cast: Cast, episode: Episode) -> None:
    save(cast.gp, episode, 0, {"peg.pain": None})
    assert (current(episode).answers, current(episode).version) == ({}, 0)
    assert not Answer.objects.exists()


def test_unanswered_is_not_no(cast: Cast, episode: Episode, content: Content) -> None:
    assert "workup.active_cancer" not in facts(episode, content).values
    save(cast.gp, episode, 0, {"workup.active_cancer": False})
    assert facts(episode, content).values["workup.active_cancer"] is False


def test_none_of_these_is_not_unanswered(cast: Cast, episode: Episode, content: Content) -> None:
    assert "workup.red_flags" not in facts(episode, content).values
    save(cast.gp, episode, 0, {"workup.red_flags": ()})
    assert facts(episode, content).values["workup.red_flags"] == ()
    save(cast.gp, episode, 1, {"workup.red_flags": None})
    assert "workup.red_flags" not in facts(episode, content).values


def test_two_writers_on_different_questions_both_land(cast: Cast, episode: Episode, content: Content) -> None:
    save(cast.gp, episode, 0, {"peg.pain": 7})
    save(cast.nurse, episode, 0, {"pain.acute": False})
    assert known(episode, content) == {"peg.pain": 7, "pain.acute": False}
    assert current(episode).version == 2


def test_two_writers_on_one_question_are_told_and_nothing_is_recorded(
    cast: Cast, episode: Episode, content: Content
) -> None:
    save(cast.gp, episode, 0, {"peg.pain": 7})
    with pytest.raises(StaleAnswers) as caught:
        save(cast.nurse, episode, 0, {"peg.pain": 3, "pain.acute": True})
    (conflict,) = caught.value.conflicts
    assert (conflict.question, conflict.theirs["value"], conflict.by) == ("peg.pain", 7, str(cast.gp.pk))
    assert conflict.at == current(episode).answers["peg.pain"]["at"]
    assert caught.value.episode.version == 1
    assert known(episode, content) == {"peg.pain": 7}
    assert Answer.objects.count() == 1


def test_an_answer_that_was_withdrawn_in_the_meantime_is_a_conflict_too(cast: Cast, episode: Episode) -> None:
    save(cast.gp, episode, 0, {"peg.pain": 7})
    save(cast.gp, episode, 1, {"peg.pain": None})
    with pytest.raises(StaleAnswers) as caught:
        save(cast.nurse, episode, 1, {"peg.pain": 3})
    assert [conflict.theirs["value"] for conflict in caught.value.conflicts] == [None]


def test_two_who_wrote_the_same_agree(cast: Cast, episode: Episode, content: Content) -> None:
    save(cast.gp, episode, 0, {"peg.pain": 7})
    save(cast.nurse, episode, 0, {"peg.pain": 7, "pain.acute": True})
    assert known(episode, content) == {"peg.pain": 7, "pain.acute": True}
    assert Answer.objects.filter(question="peg.pain").count() == 1


def test_who_has_seen_the_other_answer_may_replace_it(cast: Cast, episode: Episode, content: Content) -> None:
    save(cast.gp, episode, 0, {"peg.pain": 7})
    save(cast.nurse, episode, 1, {"peg.pain": 3})
    assert known(episode, content) == {"peg.pain": 3}


@pytest.fixture
def overtake(monkeypatch: pytest.MonkeyPatch, cast: Cast, episode: Episode) -> Any:
    """Another clinician saves after our reading of the episode and before our writing."""

    def overtake_with(values: Mapping[str, Value | None]) -> None:
        write = answers._write

        def overtaken(*arguments: Any) -> bool:
            monkeypatch.setattr(answers, "_write", write)
            save(cast.gp2, episode, current(episode).version, values)
            return write(*arguments)

        monkeypatch.setattr(answers, "_write", overtaken)

    return overtake_with


def test_a_save_on_another_question_that_slips_in_between_is_kept(
    overtake: Any, cast: Cast, episode: Episode, content: Content
) -> None:
    overtake({"pain.acute": False})
    save(cast.gp, episode, 0, {"peg.pain": 7})
    assert known(episode, content) == {"peg.pain": 7, "pain.acute": False}
    assert dict(Answer.objects.values_list("question", "version")) == {"pain.acute": 1, "peg.pain": 2}


def test_a_save_on_the_same_question_that_slips_in_between_is_a_conflict(
    overtake: Any, cast: Cast, episode: Episode, content: Content
) -> None:
    overtake({"peg.pain": 2})
    with pytest.raises(StaleAnswers):
        save(cast.gp, episode, 0, {"peg.pain": 7, "pain.acute": True})
    assert known(episode, content) == {"peg.pain": 2}
    assert Answer.objects.count() == 1


def test_the_same_answer_that_slips_in_between_leaves_nothing_to_record(
    overtake: Any, cast: Cast, episode: Episode
) -> None:
    overtake({"peg.pain": 7})
    assert save(cast.gp, episode, 0, {"peg.pain": 7}).version == 1
    assert [row.recorded_by_id for row in Answer.objects.all()] == [cast.gp2.pk]


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("pain.pattern", "no longer a choice"),
        ("pain.sites", ["neck", "no longer a choice"]),
        ("peg.pain", 11),
        ("peg.pain", "seven"),
        ("pain.acute", "true"),
        ("pain.onset_date", "2024-02-30"),
        ("no.longer.a.question", True),
    ],
)
def test_a_value_that_the_vocabulary_no_longer_allows_counts_as_unanswered(
    question: str, value: Any, episode: Episode, content: Content
) -> None:
    entry = {"version": 1, "at": timezone.now().isoformat(), "by": ""}
    kept = {question: entry | {"value": value}, "pain.headache_only": entry | {"value": False}}
    Episode.objects.filter(pk=episode.pk).update(answers=kept, version=1)
    assert known(episode, content) == {"pain.headache_only": False}


def test_an_episode_is_gone_on_with_in_a_later_consultation_by_another_clinician(
    cast: Cast, episode: Episode, content: Content
) -> None:
    answer(cast.gp, episode, peg__pain=7, pain__acute=False)
    first = Consultation.objects.get()
    Consultation.objects.update(opened_at=first.opened_at - timedelta(days=7))
    end_consultation(by=cast.gp, consultation=first)
    answer(cast.nurse, episode, peg__pain=4)
    rows = Answer.objects.filter(question="peg.pain").order_by("version")
    told = [(row.value, row.consultation.number, row.recorded_by_id) for row in rows]
    assert told == [(7, 1, cast.gp.pk), (4, 2, cast.nurse.pk)]
    assert known(episode, content) == {"peg.pain": 4, "pain.acute": False}


def test_a_page_that_says_what_it_was_shown_leaves_the_other_s_answer(
    cast: Cast, episode: Episode, content: Content
) -> None:
    """Tried: the answer of just the version that the page shows taken for one that it does not know."""
    save(cast.gp, episode, 0, {"peg.pain": 7})
    save(cast.nurse, episode, 1, {"peg.pain": 3})
    save(cast.gp, episode, 1, {"peg.pain": 7, "pain.acute": True})
    assert known(episode, content) == {"peg.pain": 3, "pain.acute": True}
    assert Answer.objects.filter(question="peg.pain").count() == 2


def test_what_was_said_before_is_kept_beside_an_answer_and_not_beside_a_text(cast: Cast, episode: Episode) -> None:
    """Tried: kept for texts as well; that of this contact instead of the one before it."""
    first = consult(cast.gp, episode, 7, {"peg.pain": 7, "pain.description": "Murrer"})
    save(cast.gp, episode, 1, {"peg.pain": 5, "pain.description": "Brænder"})
    save(cast.gp, episode, 2, {"peg.pain": 4})
    entries = current(episode).answers
    assert "before" not in entries["pain.description"]
    assert (entries["peg.pain"]["value"], entries["peg.pain"]["consultation"]) == (4, first.number + 1)
    assert entries["peg.pain"]["before"]["value"] == 7
    assert datetime.fromisoformat(entries["peg.pain"]["before"]["at"]) == first.opened_at


@pytest.mark.parametrize("values", [{}, {"peg.pain": 7}])
def test_the_episode_in_hand_stands_as_it_was_written(
    values: dict[str, Value | None], cast: Cast, episode: Episode, content: Content
) -> None:
    """Tried: the open pages, the answers and the version left as they were read."""
    read = current(episode)
    page = OpenPage(0, key="page", step=1)
    saved = save_page(by=cast.gp, episode=read, section="pain", values=values, content=content, page=page)
    kept = current(episode)
    assert kept.pages == {"page": {"step": 1, "version": len(values)}}
    assert (read.answers, read.version, read.pages) == (kept.answers, kept.version, kept.pages)
    assert set(saved.changes.entries) == set(values)
    assert (saved.contact is None) is not bool(values)
