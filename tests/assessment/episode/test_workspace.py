"""What the page of an episode works out: progress, the next best question, facts with their dates."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessment.episode import next_questions
from assessment.episode.next_questions import NextQuestion, rank_questions
from assessment.episode.workspace import Workspace, build_workspace
from assessment.models import Episode
from assessment.record.answers import record_answers
from assessment.record.consultations import begin_consultation
from assessment.record.known_facts import duration_in_words
from assessment.rules.keys import OWN
from assessment.treatments.statements import record_no_treatments
from guidelines.conditions.tree import NOTHING
from guidelines.in_force.content import Content, current_content
from guidelines.recommendations.evaluation import RecommendationResult, Status, evaluate_all
from guidelines.vocabulary.facts import TREATMENTS, Facts
from referrals.pathways.in_force import pathway_of
from referrals.rules.criteria import Eligibility, check_destinations
from tests.support.content.files import read
from tests.support.records.cast import Cast
from tests.support.records.patients import answer, treat

pytestmark = pytest.mark.usefixtures("in_a")

VOCABULARY = read(settings.FIXTURES_DIR / "vocabulary.yaml")
# Of the project's own those of a follow-up are asked of everybody; the others of some, or of medicine in use.
OF_A_FOLLOW_UP = {*VOCABULARY["short_follow_up"]["questions"]}
QUESTIONS = Counter(
    row["section"] for row in VOCABULARY["questions"] if not row["key"].startswith(OWN) or row["key"] in OF_A_FOLLOW_UP
)
SECTIONS = [section["key"] for section in VOCABULARY["sections"]]


def workspace_of(episode: Episode) -> Workspace:
    fresh = Episode.objects.select_related("patient").get(pk=episode.pk)
    return build_workspace(fresh, current_content(), timezone.localdate())


def progress(episode: Episode) -> dict[str, tuple[int, int, str]]:
    return {row.section.key: (row.answered, row.total, row.state) for row in workspace_of(episode).sections}


def test_progress_counts_every_question_of_every_section(episode: Episode) -> None:
    # What waits for another answer is not asked yet.
    perhaps = [row for row in VOCABULARY["questions"] if "asked_when" in row]
    waiting = Counter(row["section"] for row in perhaps if not row["key"].startswith(OWN))
    totals = {key: QUESTIONS[key] + (key == "treatment") - waiting[key] for key in SECTIONS}
    totals["health"] += 1  # whether she is pregnant is asked of this patient
    totals["surgery"] += 1  # whether there is an operation at all
    assert len(SECTIONS) == 14
    assert progress(episode) == {key: (0, total, "not_started") for key, total in totals.items()}
    assert list(progress(episode)) == SECTIONS


def test_whether_red_flags_are_cleared_is_asked_only_where_one_is_noted(cast: Cast, episode: Episode) -> None:
    """Tried: the question always asked."""
    every = QUESTIONS["workup"] - 1  # of the neck is asked only where it is the neck
    answer(cast.gp, episode, workup__red_flags=())
    assert progress(episode)["workup"][:2] == (1, every - 1)
    answer(cast.gp, episode, workup__red_flags=("trauma",))
    assert progress(episode)["workup"][:2] == (1, every)
    answer(cast.gp, episode, workup__red_flags_cleared=True)
    answer(cast.gp, episode, workup__red_flags=())
    assert progress(episode)["workup"][:2] == (2, every)


def test_a_section_is_begun_complete_and_not_started_again(cast: Cast, episode: Episode) -> None:
    answer(cast.gp, episode, work__status="retired", work__conditions_explored=False)
    assert progress(episode)["work"] == (2, 5, "begun")
    answer(cast.gp, episode, work__impact="none", work__suspected_work_related=False, work__description="–")
    assert progress(episode)["work"] == (5, 5, "complete")
    withdrawn = [question["key"] for question in VOCABULARY["questions"] if question["section"] == "work"]
    answer(cast.gp, episode, **dict.fromkeys(withdrawn))
    assert progress(episode)["work"] == (0, 5, "not_started")


def test_the_list_of_treatments_counts_as_one_question(cast: Cast, episode: Episode) -> None:
    consultation = begin_consultation(by=cast.gp, episode=episode, form="in_person")
    record_no_treatments(by=cast.gp, consultation=consultation, none_tried=True)
    assert progress(episode)["treatment"] == (1, 1, "complete")
    treat(cast.gp, episode, "tca", "current")
    treat(cast.gp, episode, "tramadol", "current")
    # With medicine side effects are asked about, with an opioid the plan and the last review too.
    assert progress(episode)["treatment"] == (1, 4, "begun")


def test_progress_stands_in_the_side_of_the_page(cast: Cast, episode: Episode, gp_client: Client) -> None:
    answer(cast.gp, episode, work__status="retired")
    page = gp_client.get(reverse("section", args=[episode.pk, "work"])).content.decode()
    assert "1/5" in page
    assert f"0/{QUESTIONS['pain']}" in page
    links = [reverse("section", args=[episode.pk, key]) for key in SECTIONS]
    assert all(f'href="{link}"' in page for link in links)
    assert f'href="{links[SECTIONS.index("work")]}" data-section aria-current="page"' in page


def result(key: str, status: Status, attention: bool | None, *missing: str) -> RecommendationResult:
    return RecommendationResult(key, status, attention, missing, NOTHING)


def counts(questions: list[NextQuestion]) -> list[tuple[str, int, int]]:
    return [(question.key, question.recommendations, question.criteria) for question in questions]


def test_questions_rank_by_what_hangs_on_them(monkeypatch: pytest.MonkeyPatch, content: Content) -> None:
    results = [
        result("a", Status.UNKNOWN, False, "peg.pain", "pain.acute"),
        result("b", Status.UNKNOWN, False, "peg.pain"),
        result("c", Status.APPLIES, None, "work.status"),
        result("d", Status.APPLIES, False, "risk.bmi"),
        result("e", Status.APPLIES, True, "risk.bmi"),
        result("f", Status.DOES_NOT_APPLY, False, "risk.bmi"),
        result("g", Status.UNKNOWN, False, TREATMENTS),
    ]
    work, onset = frozenset({"work.status"}), frozenset({"pain.onset_date"})
    beside = {"one": {"first": work, "second": work}, "other": {"third": onset}}
    monkeypatch.setattr(next_questions, "open_decisions", [lambda content, facts, area: beside])
    ranked = rank_questions(results, content, Facts(date(2026, 11, 20), {}))
    # Nobody has weighed these: each question of a rule counts the same, and whether it needs attention for a half.
    assert counts(ranked) == [
        ("peg.pain", 2, 0),
        ("work.status", 1, 2),
        ("pain.onset_date", 0, 1),
        (TREATMENTS, 1, 0),
        ("pain.acute", 1, 0),
    ]
    assert ranked[1].section == "work"
    assert ranked[1].label == content.vocabulary.questions["work.status"].label
    assert (ranked[3].section, ranked[3].label) == ("treatment", VOCABULARY["treatments_label"]["label"])


def test_nothing_undecided_leaves_no_next_question(monkeypatch: pytest.MonkeyPatch, content: Content) -> None:
    monkeypatch.setattr(next_questions, "open_decisions", [])
    decided = [result("a", Status.APPLIES, False, "peg.pain"), result("b", Status.DOES_NOT_APPLY, False)]
    assert rank_questions(decided, content, Facts(date(2026, 11, 20), {})) == []


def recounted(space: Workspace) -> tuple[Counter[str], Counter[str]]:
    """The same counts, from the rules and criteria themselves."""
    of_the_contract = (rule for rule in space.content.rules if not space.content.recommendations[rule.key].is_own)
    results = evaluate_all(of_the_contract, space.facts)
    open_results = [row for row in results if row.status == Status.UNKNOWN or row.attention is None]
    pathway = pathway_of(space.content)
    open_ones = [one for one in check_destinations(pathway, space.facts) if one.outcome == Eligibility.UNDETERMINED]
    criteria = {key: pathway.criteria[key].condition for one in open_ones for key in one.destination.criteria}
    undecided = [condition for condition in criteria.values() if condition.value(space.facts) is None]
    return (
        Counter(key for row in open_results for key in row.missing),
        Counter(key for condition in undecided for key in condition.missing(space.facts)),
    )


@pytest.mark.parametrize(
    ("known", "expected_first"),
    [
        ({}, ["pain.onset_date", "pain.distribution"]),
        (
            {"pain__distribution": "generalised", "pain__onset_date": date(2020, 1, 1)},
            ["workup.active_cancer", "everyday.function_reduced"],
        ),
    ],
)
def test_the_next_best_question_is_the_one_a_recount_gives(
    known: dict[str, Any], expected_first: list[str], cast: Cast, episode: Episode
) -> None:
    answer(cast.gp, episode, **known)
    space = workspace_of(episode)
    recommendations, criteria = recounted(space)
    ranked = space.next_questions
    assert {row.key: (row.recommendations, row.criteria) for row in ranked} == {
        key: (recommendations[key], criteria[key]) for key in recommendations | criteria
    }
    # What a safety prompt lacks comes before anything else.
    safety = {question.key for question in space.advice.safety_questions()}
    assert {row.key for row in ranked[: len(safety)]} == safety
    # Then what is expected to settle most: more than the most frequent question alone.
    assert [row.key for row in ranked[len(safety) :]][:2] == expected_first
    assert not {row.key for row in ranked} & set(space.case.answers)


def test_answering_the_next_best_question_takes_it_off_the_list(cast: Cast, episode: Episode) -> None:
    first = workspace_of(episode).next_questions[0]
    question = current_content().vocabulary.questions[first.key]
    values: dict[str, Callable[[], Any]] = {
        "date": lambda: date(2024, 1, 1),
        "bool": lambda: False,
        "choice": lambda: next(iter(question.values)),
        "multi": lambda: (),
    }
    answer(cast.gp, episode, **{first.key: values[question.type]()})
    assert first.key not in [row.key for row in workspace_of(episode).next_questions]


def test_the_page_puts_the_next_best_question_first_with_its_link(episode: Episode, gp_client: Client) -> None:
    first = workspace_of(episode).next_questions[0]
    page = gp_client.get(reverse("episode", args=[episode.pk])).content.decode()
    best = page[page.index('class="next-best"') :]
    best = best[: best.index("</section>")]
    assert f'href="{reverse("section", args=[episode.pk, first.section])}#field_{first.key}"' in best
    assert str(first.recommendations) in best
    assert str(first.criteria) in best


def test_the_headline_shows_the_derived_facts_that_are_known(cast: Cast, episode: Episode) -> None:
    assert workspace_of(episode).headline == []
    answer(cast.gp, episode, peg__pain=7, peg__enjoyment=8, peg__activity=8)
    (score,) = workspace_of(episode).headline
    assert score.value == "7,7 af 10"
    answer(cast.gp, episode, gcps__pain_frequency="every_day", gcps__limiting_frequency="never")
    assert [fact.value for fact in workspace_of(episode).headline] == ["Generende", "7,7 af 10"]


def test_the_overview_shows_what_matters_what_was_tried_and_the_next_step(
    cast: Cast, episode: Episode, gp_client: Client, content: Content
) -> None:
    treat(cast.gp, episode, "tca", "stopped", name="amitriptylin", effect="insufficient", daily_dose_mg=12.5)
    answer(cast.gp, episode, resources__most_important="Gå tur & fiske", practical__next_follow_up=date(2026, 12, 4))
    response = gp_client.get(reverse("episode", args=[episode.pk]))
    page = response.content.decode()
    (treatment,) = response.context["shown_treatments"]
    assert treatment.title == f"amitriptylin, {content.vocabulary.treatment_kinds['tca'].label}"
    assert (treatment.dose, treatment.status, treatment.effect) == (
        "12,5 mg i døgnet",
        content.vocabulary.treatment_fields["status"].values["stopped"],
        content.vocabulary.treatment_fields["effect"].values["insufficient"],
    )
    assert "Gå tur &amp; fiske" in page
    assert "04.12.2026" in page
    assert all(text in page for text in ("amitriptylin", treatment.dose, treatment.effect.lower()))


def test_deciding_facts_carry_their_values_and_the_day_they_were_recorded(
    cast: Cast, episode: Episode, content: Content
) -> None:
    days = [datetime(2026, 3, day, 12, tzinfo=UTC) for day in (1, 2, 3)]
    consultation = begin_consultation(by=cast.gp, episode=episode, form="in_person")
    given: list[dict[str, Any]] = [
        {"peg.pain": 7, "pain.onset_date": timezone.localdate() - timedelta(days=1000)},
        {"peg.enjoyment": 8},
        {"peg.activity": 8},
    ]
    for version, (at, values) in enumerate(zip(days, given, strict=True)):
        record_answers(
            by=cast.gp,
            consultation=consultation,
            section="test",
            values=values,
            seen_version=version,
            content=content,
            at=at,
        )
    display = workspace_of(episode).display
    assert [
        display.one(key).recorded for key in ("peg.pain", "peg.enjoyment", "peg.score", "pain.duration_months")
    ] == [
        date(2026, 3, 1),
        date(2026, 3, 2),
        date(2026, 3, 1),
        date(2026, 3, 1),
    ]
    score = display.one("peg.score")
    assert (score.short, score.value) == (content.vocabulary.derived["peg.score"].short, "7,7 af 10")
    assert display.one("pain.duration_months").value == "2 år 8 mdr."


def test_a_fact_from_the_treatments_carries_the_newest_row_s_day_and_one_from_the_birth_date_none(
    cast: Cast, episode: Episode
) -> None:
    treat(cast.gp, episode, "tca", "stopped", at=datetime(2026, 3, 1, 12, tzinfo=UTC))
    treat(cast.gp, episode, "tramadol", "current", at=datetime(2026, 5, 1, 12, tzinfo=UTC))
    display = workspace_of(episode).display
    assert display.one("treatment.tca.tried").recorded == date(2026, 5, 1)
    assert display.one("patient.age_years").recorded is None


@pytest.mark.parametrize(
    ("months", "words"),
    [
        (0, "under 1 md."),
        (0.9, "under 1 md."),
        (1, "1 md."),
        (13, "1 år 1 md."),
        (11.9, "11 mdr."),
        (12, "1 år"),
        (33.5, "2 år 9 mdr."),
    ],
)
def test_a_duration_reads_as_years_and_months(months: float, words: str) -> None:
    assert duration_in_words(months) == words


def test_evaluating_asks_the_database_nothing(episode: Episode, content: Content) -> None:
    space = workspace_of(episode)
    pathway_of(content)
    with CaptureQueriesContext(connection) as captured:
        evaluate_all(content.rules, space.facts)
        rank_questions(space.results, content, space.facts)
    assert len(captured) == 0
