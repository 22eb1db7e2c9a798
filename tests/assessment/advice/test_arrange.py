"""Advice beside the form: every recommendation in its group, with its facts; the clinician's decision kept."""

import json
from collections.abc import Callable, Collection
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import AccessLogEntry
from accounts.tenancy.context import practice_context
from assessment.advice.arrange import MOST_PROMOTED, Advice, AdviceRow
from assessment.advice.decisions import respond_to_advice
from assessment.episode.workspace import Workspace, build_workspace
from assessment.models import AdviceResponse, Episode
from assessment.notes.contact_note import consultation_note
from assessment.record.answers import record_answers
from assessment.record.consultations import begin_consultation
from assessment.record.contacts import contact_now
from assessment.rules.reading import parse_case
from assessment.treatments.ledger import add_treatment
from assessment.treatments.statements import record_complete_list, record_no_treatments
from guidelines.content_files.loading import read_yaml
from guidelines.in_force.content import Content, Kind, current_content
from guidelines.templatetags.guidelines import headline
from guidelines.vocabulary.facts import union
from tests.support.content.publishing import new_text, publish_change, without
from tests.support.records.cast import Cast
from tests.support.records.patients import answer, current

pytestmark = pytest.mark.usefixtures("in_a")

CASES = sorted((settings.BASE_DIR / "tests" / "cases").glob("*.json"))
TCA, FUNCTION = ("generalised-pain", "tca"), ("generalised-pain", "functional-assessment")
GENERALISED = {"pain__distribution": "generalised", "pain__onset_date": date(2024, 3, 1)}
PATIENT_LEVEL, OWN = 65, 5
DO_NOW = ("generalised-pain/patient-education", "cross-sector/surgeon-taper-plan")


def workspace_of(episode: Episode, as_of: date | None = None, birth_date: date | None = None) -> Workspace:
    fresh = Episode.objects.select_related("patient").get(pk=episode.pk)
    fresh.patient.birth_date = birth_date or fresh.patient.birth_date
    return build_workspace(fresh, current_content(), as_of or timezone.localdate())


def keys(rows: list[AdviceRow]) -> list[str]:
    return [row.recommendation.key for row in rows]


def row_of(episode: Episode, key: str) -> AdviceRow:
    return next(row for row in workspace_of(episode).advice.rows() if row.recommendation.key == key)


def from_case(cast: Cast, episode: Episode, data: dict[str, Any]) -> Workspace:
    """The episode after everything in the case was typed in, seen on the case's day."""
    content = current_content()
    case = parse_case(data, content.vocabulary)
    consultation = begin_consultation(by=cast.gp, episode=episode, form="in_person")
    record_answers(
        by=cast.gp, consultation=consultation, section="case", values=case.answers, seen_version=0, content=content
    )
    for row in case.treatments or ():
        told = {field: value for field, value in asdict(row).items() if field != "started_by"}
        add_treatment(by=cast.gp, consultation=consultation, identifier=uuid4(), **told)
    if case.treatments and case.treatments_complete:
        record_complete_list(by=cast.gp, consultation=consultation, complete=True)
    if case.treatments == ():
        record_no_treatments(by=cast.gp, consultation=consultation, none_tried=True)
    return workspace_of(episode, case.as_of, case.birth_date)


# What the medicines of a worked case hold back: tramadol beside a TCA, an opioid beside a gabapentinoid.
HELD_BACK = {
    "01-widespread-on-tramadol": {"generalised-pain/gabapentinoids", "generalised-pain/tca"},
    "10-each-row-its-own-review": {"generalised-pain/gabapentinoids"},
}


def group_of(expected: dict[str, Any], held_back: Collection[str]) -> str:
    """Where the screen shows a recommendation that is to be answered so."""
    is_safety = expected["key"].startswith("safety-prompts/")
    # Newer guidance has replaced it: it is shown, never lifted, and nothing is asked for its sake.
    is_superseded = expected["key"] == "opioid-care/yearly-review"
    match expected["status"]:
        case "unknown":
            return "safety_unknown" if is_safety else "does_not_apply" if is_superseded else "unknown"
        case "does_not_apply":
            return "does_not_apply"
    if is_safety:
        return "safety"
    if expected["attention"] is not True or is_superseded:
        return "applies"
    if expected["key"] in held_back:
        return "held_back"
    # The only strong recommendation, the law, and the one that its content promotes; the rest is to be considered.
    is_to_do = expected["key"].startswith("dependency-medicines/") or expected["key"] in DO_NOW
    return "do_now" if is_to_do else "consider"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_worked_case_stands_in_its_groups_and_nothing_is_lost(path: Path, cast: Cast, episode: Episode) -> None:
    worked = json.loads(path.read_text(encoding="utf-8"))
    space = from_case(cast, episode, worked["case"])
    advice = space.advice
    expected: dict[str, set[str]] = {}
    missing: dict[str, list[str]] = {}
    for row in worked["expected"]["recommendations"]:
        # What waits for another answer is named by that; what is not asked of this patient is not named.
        missing[row["key"]] = sorted(union(space.facts.missing(key) for key in row["missing"]))
        waits_for_nothing = row["status"] == "unknown" and not missing[row["key"]]
        group = "does_not_apply" if waits_for_nothing else group_of(row, HELD_BACK.get(path.stem, ()))
        expected.setdefault(group, set()).add(row["key"])
    # Content that the project has added stands among them.
    shown = {name: {key for key in keys(group) if key in missing} for name, group in vars(advice).items() if group}
    assert {name: group for name, group in shown.items() if group} == expected
    rows = [row for row in advice.rows() if not row.recommendation.is_own]
    assert len(keys(rows)) == PATIENT_LEVEL == len(missing) + OWN
    assert {row.recommendation.key: [q.key for q in row.missing] for row in rows}.items() >= missing.items()


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_strongest_and_surest_come_first_and_at_most_three_are_lifted(
    path: Path, cast: Cast, episode: Episode
) -> None:
    advice = from_case(cast, episode, json.loads(path.read_text(encoding="utf-8"))["case"]).advice
    ratings = read_yaml(Path("fixtures/ratings.yaml"))["schemes"][0]
    strength = {row["key"]: row["order"] for row in ratings["strengths"]}
    certainty = {row["key"]: row["order"] for row in ratings["certainties"]}
    for group in (advice.do_now, advice.consider, advice.applies):
        versions = [row.recommendation.version for row in group]
        order = [
            (
                not v.lifted_because,
                strength[v.strength.key],
                v.topic == "drug",
                certainty[v.certainty.key],
                str(v.recommendation),
            )
            for v in versions
        ]
        assert order == sorted(order)
    assert advice.promoted + advice.do_now_rest == advice.do_now
    assert len(advice.promoted) == min(MOST_PROMOTED, len(advice.do_now))
    directions = [
        {row.recommendation.version.direction for row in rows} for rows in (advice.to_avoid, advice.to_consider)
    ]
    assert "for" not in directions[0]
    assert "against" not in directions[1]
    assert len(advice.to_avoid) + len(advice.to_consider) == len(advice.consider)
    assert MOST_PROMOTED == 3


def test_a_missing_question_links_to_where_it_is_asked(gp_client: Client, episode: Episode, content: Content) -> None:
    page = gp_client.get(reverse("advice", args=[episode.pk])).content.decode()
    rows = [row for row in workspace_of(episode).advice.rows() if not row.recommendation.is_own]
    missing = {question.key for row in rows for question in row.missing}
    assert len(missing) > 10
    for key in missing:
        question = content.vocabulary.questions.get(key)
        section = question.section if question else "treatment"
        assert f"{reverse('section', args=[episode.pk, section])}#field_{key}" in page, key


def test_the_panel_shows_every_advice_of_a_worked_case(cast: Cast, episode: Episode, gp_client: Client) -> None:
    worked = json.loads(CASES[0].read_text(encoding="utf-8"))
    advice = from_case(cast, episode, worked["case"]).advice
    assert advice.do_now
    assert len(advice.consider) > MOST_PROMOTED
    response = gp_client.get(reverse("advice", args=[episode.pk]))
    shown: Advice = response.context["advice"]
    page = response.content.decode()
    for row in (*shown.do_now, *shown.consider, *shown.applies):
        respond = reverse("advice_respond", args=[episode.pk, *row.recommendation.key.split("/")])
        is_against = row.recommendation.version.direction == "against"
        choices = ("avoid", "use") if is_against else ("follow", "defer", "dismiss")
        assert [found.split('"')[0] for found in page.split(f"{respond}?response=")[1:]] == [*choices]
        assert all(fact.short in page for fact in row.why)
    panel = gp_client.get(reverse("episode", args=[episode.pk])).content.decode()
    first = slice(MOST_PROMOTED)
    in_panel = (*shown.safety, *shown.promoted, *shown.to_avoid[first], *shown.to_consider[first])
    lifted = [title_in_row(row) for row in in_panel]
    assert [title for title in lifted if title in panel] == lifted
    assert sorted(lifted, key=panel.index) == lifted
    rest = shown.to_consider[MOST_PROMOTED:]
    for group, anchor in ((rest, "consider"), (shown.applies, "applies"), (shown.does_not_apply, "not")):
        assert group
        assert f'href="{reverse("advice", args=[episode.pk])}#{anchor}"' in panel
        assert f'id="{anchor}"' in page
        assert not any(title_in_row(row) in panel for row in group)


def title_in_row(row: AdviceRow) -> str:
    return f'id="{row.anchor}">{headline(row.recommendation.version)}</p>'


@pytest.fixture
def tca_applies(cast: Cast, episode: Episode, content: Content) -> AdviceRow:
    """An episode in which the recommendation about TCA applies and needs attention."""
    from_case(cast, episode, json.loads(CASES[0].read_text(encoding="utf-8"))["case"])
    row = row_of(episode, "/".join(TCA))
    assert row.response is None
    return row


Respond = Callable[..., AdviceResponse]


@pytest.fixture
def respond(cast: Cast, episode: Episode, tca_applies: AdviceRow) -> Respond:
    def respond_with(response: str, reason: str = "", **values: Any) -> AdviceResponse:
        defaults = {"by": cast.gp, "recommendation": tca_applies.recommendation, "consultation": None, "facts": {}}
        return respond_to_advice(episode=episode, response=response, reason=reason, **defaults | values)

    return respond_with


def test_a_dismissed_advice_stands_among_the_decided_ones(respond: Respond, episode: Episode) -> None:
    key = "/".join(TCA)
    # Tramadol is in use: a TCA is to be clarified first, and can be decided on all the same.
    assert key in keys(workspace_of(episode).advice.held_back)
    kept = respond("dismiss", "declined")
    advice = workspace_of(episode).advice
    assert keys(advice.decided) == [key]
    assert key not in keys(advice.held_back + advice.consider + advice.applies)
    assert len([row for row in advice.rows() if not row.recommendation.is_own]) == PATIENT_LEVEL
    assert advice.decided[0].response == kept


def test_the_newest_decision_counts_and_the_earlier_one_is_kept(respond: Respond, cast: Cast, episode: Episode) -> None:
    respond("dismiss", "declined")
    respond("follow", by=cast.nurse)
    shown = row_of(episode, "/".join(TCA)).response
    assert shown is not None
    assert (shown.response, shown.recorded_by) == ("follow", cast.nurse)
    assert AdviceResponse.objects.count() == 2


def test_a_decision_on_a_safety_prompt_never_moves_it_away(cast: Cast, episode: Episode) -> None:
    answer(cast.gp, episode, workup__red_flags=("trauma",))
    (row,) = [row for row in workspace_of(episode).advice.safety if row.recommendation.key.endswith("red-flags")]
    respond_to_advice(
        by=cast.gp,
        episode=episode,
        consultation=None,
        recommendation=row.recommendation,
        response="dismiss",
        reason="disagree",
        facts={},
    )
    assert "safety-prompts/red-flags" in keys(workspace_of(episode).advice.safety)


@pytest.mark.parametrize(
    ("response", "reason", "allowed"),
    [
        ("follow", "", True),
        ("defer", "later", True),
        ("dismiss", "tried", True),
        ("defer", "", False),
        ("dismiss", "", False),
        ("ignore", "tried", False),
    ],
)
def test_the_database_too_wants_a_reason(response: str, reason: str, allowed: bool, respond: Respond) -> None:
    if allowed:
        assert respond(response, reason).pk
        return
    with pytest.raises(IntegrityError, match="advice_refused_with_reason"), transaction.atomic():
        respond(response, reason)


def test_the_database_refuses_to_rewrite_a_decision(respond: Respond) -> None:
    kept = respond("dismiss", "declined")
    with pytest.raises(DatabaseError), transaction.atomic():
        AdviceResponse.objects.filter(pk=kept.pk).update(response="follow")
    with pytest.raises(DatabaseError), transaction.atomic():
        AdviceResponse.objects.filter(pk=kept.pk).delete()
    assert AdviceResponse.objects.get().response == "dismiss"


def seen(row: AdviceRow) -> dict[str, str]:
    """The version that the page was read on."""
    return {"seen": str(row.recommendation.version.pk)}


def test_a_decision_on_an_older_wording_is_not_kept(
    gp_client: Client, episode: Episode, tca_applies: AdviceRow
) -> None:
    earlier = {"seen": str(tca_applies.recommendation.version.pk - 1)}
    for typed in ({"response": "follow"} | earlier, {"response": "follow"}):
        refused = gp_client.post(url(episode), typed)
        assert refused.status_code == 422
        assert list(refused.context["form"].errors) == ["seen"]
    assert not AdviceResponse.objects.exists()


def url(episode: Episode, *key: str) -> str:
    return reverse("advice_respond", args=[episode.pk, *(key or TCA)])


def test_a_decision_on_the_page_is_kept_with_version_release_facts_and_consultation(
    gp_client: Client, cast: Cast, episode: Episode, tca_applies: AdviceRow, content: Content
) -> None:
    typed = {"response": "dismiss", "reason": "declined", "comment": "Vil vente."} | seen(tca_applies)
    assert gp_client.post(url(episode), typed)["Location"] == reverse("episode", args=[episode.pk])
    kept = AdviceResponse.objects.get()
    assert (kept.response, kept.reason, kept.comment) == ("dismiss", "declined", "Vil vente.")
    assert kept.recommendation_version == content.recommendations["/".join(TCA)].version
    assert kept.release == content.releases["generalised-pain"]
    assert (kept.recorded_by_id, kept.consultation_id) == (cast.gp.pk, workspace_of(episode).consultation.pk)  # type: ignore[union-attr]
    assert set(kept.facts) == set(tca_applies.result.deciding)
    assert kept.facts["treatment.tca.tried"] is False
    assert AccessLogEntry.objects.filter(action="change", staff=cast.gp, patient_id=episode.patient_id).exists()


def test_follow_needs_no_reason(gp_client: Client, episode: Episode, tca_applies: AdviceRow) -> None:
    assert gp_client.post(url(episode), {"response": "follow"} | seen(tca_applies)).status_code == 302
    assert AdviceResponse.objects.get().reason == ""


def test_what_is_deferred_comes_back_on_its_day(
    gp_client: Client, cast: Cast, episode: Episode, tca_applies: AdviceRow, content: Content
) -> None:
    """Tried: the day after. Nothing is lost of what was said."""
    day = timezone.localdate() + timedelta(days=14)
    typed = {"response": "defer", "reason": "later", "until": "om 2 uger"} | seen(tca_applies)
    assert gp_client.post(url(episode), typed).status_code == 302
    key, words = "/".join(TCA), f"udskudt til {day:%d.%m.%Y}"
    for days, decided in ((0, True), (13, True), (14, False), (15, False)):
        advice = workspace_of(episode, timezone.localdate() + timedelta(days=days)).advice
        assert (key in keys(advice.decided), key in keys(advice.held_back)) == (decided, not decided), days
        (row,) = (row for row in advice.rows() if row.recommendation.key == key)
        assert row.response
        assert (row.response.words, row.has_come_back) == (words, not decided)
    assert words.capitalize() in consultation_note(contact_now(current(episode)), content).text
    assert words in gp_client.get(reverse("advice", args=[episode.pk])).content.decode()


def test_only_what_is_deferred_has_a_day(respond: Respond) -> None:
    with pytest.raises(IntegrityError, match="deferred_until_a_day"), transaction.atomic():
        respond("dismiss", "declined", until=timezone.localdate())


def test_what_is_deferred_to_a_day_needs_no_other_reason(
    gp_client: Client, episode: Episode, tca_applies: AdviceRow
) -> None:
    """Tried: refused without one; kept without one, which the editors' figures could not count."""
    typed = {"response": "defer", "until": "om 2 uger"}
    assert gp_client.post(url(episode), typed | seen(tca_applies)).status_code == 302
    assert AdviceResponse.objects.get().reason == "later"


def test_without_a_reason_nothing_is_kept_but_what_was_typed(
    gp_client: Client, episode: Episode, tca_applies: AdviceRow
) -> None:
    typed = {"response": "dismiss", "until": "om 2 uger", "comment": "En lang forklaring"}
    refused = gp_client.post(url(episode), typed | seen(tca_applies))
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["reason"]
    assert "En lang forklaring" in refused.content.decode()
    assert '<option value="dismiss" selected>' in refused.content.decode()
    assert not AdviceResponse.objects.exists()


def test_the_link_s_choice_is_proposed_and_the_page_shows_what_stands_behind(
    gp_client: Client, episode: Episode, tca_applies: AdviceRow
) -> None:
    response = gp_client.get(url(episode), {"response": "defer"})
    page = response.content.decode()
    assert '<option value="defer" selected>' in page
    assert tca_applies.recommendation.version.title in page
    assert all(fact.value in page for fact in tca_applies.why)


def test_only_advice_for_the_own_practice_s_patients_is_answered(
    gp_client: Client, cast: Cast, episode: Episode, episode_b: Episode
) -> None:
    for wrong in (url(episode, "generalised-pain", "leeches"), url(episode, "cross-sector", "icf-framework")):
        assert gp_client.get(wrong).status_code == 404
    assert gp_client.post(url(episode_b), {"response": "follow"}).status_code == 404
    with practice_context(cast.practice_b.pk):
        assert not AdviceResponse.objects.exists()


def test_a_safety_prompt_that_cannot_be_ruled_out_says_what_to_ask(episode: Episode) -> None:
    advice = workspace_of(episode).advice
    asked = [question.key for question in advice.safety_questions()]
    assert len(asked) == len(set(asked))
    assert {"workup.red_flags", "wellbeing.suicidal_thoughts"} <= set(asked)
    assert {row.recommendation.release.publication.kind for row in advice.safety_unknown} == {Kind.SAFETY_PROMPTS}


def follow(cast: Cast, episode: Episode, key: str) -> None:
    respond_to_advice(
        by=cast.gp,
        episode=episode,
        consultation=None,
        recommendation=current_content().recommendations[key],
        response=AdviceResponse.Response.FOLLOW,
        facts={},
    )


def test_advice_that_changed_after_it_was_followed_says_so(cast: Cast, episode: Episode, gp_client: Client) -> None:
    key = "/".join(FUNCTION)
    answer(cast.gp, episode, **GENERALISED)
    follow(cast, episode, key)
    page, notice = reverse("advice", args=[episode.pk]), escape(_("The recommendation has changed since you answered."))
    assert not row_of(episode, key).has_changed
    assertNotContains(gp_client.get(page), notice)
    seen = current_content().recommendations[key].version
    publish_change(FUNCTION[0], new_text(FUNCTION[1], "Overvej noget andet."))
    assert row_of(episode, key).has_changed
    assert keys(workspace_of(episode).advice.changed) == [key]
    response = gp_client.get(page)
    assertContains(response, notice)
    assertContains(response, 'id="changed"')
    assertContains(response, f"{reverse('recommendation_changes', args=FUNCTION)}?since={seen.pk}")
    assertContains(gp_client.get(reverse("episode", args=[episode.pk])), f"{page}#changed")
    follow(cast, episode, key)
    assert not workspace_of(episode).advice.changed


def test_advice_that_no_longer_applies_after_it_was_followed_says_so(
    cast: Cast, episode: Episode, gp_client: Client
) -> None:
    answer(cast.gp, episode, **GENERALISED)
    follow(cast, episode, "/".join(FUNCTION))
    never = {"fact": "pain.distribution", "is": "localised"}
    publish_change(FUNCTION[0], lambda rows: [row.update(applies_when=never, cases=[]) for row in rows])
    assert keys(workspace_of(episode).advice.changed) == ["/".join(FUNCTION)]
    assertContains(gp_client.get(reverse("advice", args=[episode.pk])), 'id="changed"')


def test_advice_that_was_withdrawn_after_it_was_followed_says_so(
    cast: Cast, episode: Episode, gp_client: Client
) -> None:
    follow(cast, episode, "/".join(TCA))
    assert not workspace_of(episode).advice.withdrawn
    publish_change(TCA[0], without(TCA[1]))
    (withdrawn,) = workspace_of(episode).advice.withdrawn
    assert withdrawn.recommendation_version.recommendation.key == TCA[1]
    heading = escape(_("Decided on advice that is withdrawn"))
    assertContains(gp_client.get(reverse("episode", args=[episode.pk])), heading)
    response = gp_client.get(reverse("advice", args=[episode.pk]))
    assertContains(response, heading)
    assertContains(response, reverse("recommendation_version", args=[*TCA, 1]))


def test_the_long_lists_are_folded_by_guideline(gp_client: Client, episode: Episode) -> None:
    """Every row of a list stands under its guideline, each guideline once. Tried: rows in their own order, where a
    guideline comes twice; a guideline left out."""
    response = gp_client.get(reverse("advice", args=[episode.pk]))
    advice, page = response.context["advice"], response.content.decode()
    for rows, anchor in ((advice.unknown, "unknown"), (advice.does_not_apply, "not")):
        part = page[page.index(f'<section id="{anchor}"') :].split("</section>")[0]
        titles = {row.recommendation.release.title for row in rows}
        assert part.count("<details>") == len(titles)
        for title in titles:
            of_it = [row for row in rows if row.recommendation.release.title == title]
            (folded,) = (one for one in part.split("<summary>")[1:] if one.startswith(f"{title} ({len(of_it)})"))
            assert all(escape(row.recommendation.version.headline.rest) in folded for row in of_it)
