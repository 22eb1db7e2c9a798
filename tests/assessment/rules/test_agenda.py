"""The plan of the first three consultations and of a follow-up, adjusted to what is unanswered."""

from importlib import import_module

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from assessment.episode.workspace import Workspace, build_workspace
from assessment.models import Answer, Consultation, Episode
from assessment.record.clock import today
from assessment.record.consultations import begin_consultation
from assessment.record.form_changes import AnswerInput, DataAbsent
from assessment.rules.agenda import agenda_of, dangerous_among
from assessment.treatments.ledger import change_treatment
from guidelines.in_force.content import Content, current_content
from guidelines.vocabulary.facts import TREATMENTS
from guidelines.vocabulary.parsing import parse_vocabulary
from tests.support.records.cast import Cast
from tests.support.records.consultations import consult
from tests.support.records.follow_up import past_the_plan
from tests.support.records.patients import answer, current, treat

pytestmark = pytest.mark.usefixtures("in_a")


def workspace_of(episode: Episode) -> Workspace:
    fresh = Episode.objects.select_related("patient").get(pk=episode.pk)
    return build_workspace(fresh, current_content(), today())


def url(episode: Episode) -> str:
    return reverse("agenda", args=[episode.pk])


def test_each_of_the_first_three_has_its_part_of_annex_4(content: Content) -> None:
    sections = [agenda_of(number, content.vocabulary, (), ()) for number in (1, 2, 3)]
    assert [plan.part.source.section for plan in sections if plan and plan.part.source] == [
        "Bilag 4, Anbefaling 1",
        "Bilag 4, Anbefaling 2",
        "Bilag 4, Anbefaling 3",
    ]
    asked = {key for part in content.vocabulary.agenda for key in part.questions}
    # Annex 4: relatives and the workplace early; then what the pain does to body, mind and life; then a plan.
    first, second, third = (set(part.questions) for part in content.vocabulary.agenda)
    assert {
        "relations.relatives_involved",
        "relations.workplace_involved",
        "understanding.shared_understanding",
    } <= first
    assert {"wellbeing.sleep", "everyday.impact", "relations.social", "work.impact", "economy.livelihood"} <= second
    assert {"understanding.education_given", "practical.next_follow_up"} <= third
    assert "wellbeing.suicidal_thoughts" in asked
    assert "workup.red_flags" in asked


def test_what_is_answered_is_off_the_plan_and_what_is_left_is_carried_over(content: Content) -> None:
    first, second = content.vocabulary.agenda[:2]
    left = first.questions[3]
    done = set(first.questions) - {left} | {second.questions[0]}
    plan = agenda_of(2, content.vocabulary, done, ())
    assert plan is not None
    assert plan.carried_over == (left,)
    assert plan.open == second.questions[1:-1]  # the next follow-up was planned in the first one
    assert plan.answered == 2


def test_treatments_are_asked_in_their_own_place_and_not_carried_over(content: Content) -> None:
    first = content.vocabulary.agenda[0]
    plan = agenda_of(2, content.vocabulary, set(first.questions) - {TREATMENTS}, ())
    assert plan is not None
    assert plan.carried_over == ()


def test_a_follow_up_asks_everything_anew(content: Content) -> None:
    follow_up = content.vocabulary.follow_up
    assert follow_up is not None
    everything = set(content.vocabulary.questions) | {TREATMENTS}
    for number in (4, 200):
        plan = agenda_of(number, content.vocabulary, everything, {"peg.pain"}, noted=follow_up.only_where_noted)
        assert plan is not None
        assert plan.part == follow_up
        assert plan.open == tuple(key for key in follow_up.questions if key != "peg.pain")
        assert plan.carried_over == ()


def test_without_a_published_agenda_there_is_none(content: Content) -> None:
    body = {key: value for key, value in content.releases["vocabulary"].body.items() if key != "agenda"}
    vocabulary = parse_vocabulary({key: value for key, value in body.items() if key != "follow_up"})
    assert agenda_of(1, vocabulary, (), ()) is None


def test_an_agenda_that_asks_what_does_not_exist_is_refused(content: Content) -> None:
    body = dict(content.releases["vocabulary"].body)
    body["agenda"] = [{"title": "x", "aim": "x", "questions": ["no.such"]}]
    with pytest.raises(ValueError, match=r"no\.such"):
        parse_vocabulary(body)


def test_the_agenda_follows_the_consultation(cast: Cast, episode: Episode) -> None:
    plan = workspace_of(episode).agenda
    assert plan is not None
    assert (plan.number, plan.answered) == (1, 0)
    answer(cast.gp, episode, resources__most_important="Haven", pain__description=DataAbsent("asked-unknown"))
    treat(cast.gp, episode, "tca", "current")
    plan = workspace_of(episode).agenda
    assert plan is not None
    assert (plan.number, plan.answered) == (1, 3)
    consultation = Consultation.objects.get()
    consultation.ended_at, consultation.ended_by = consultation.opened_at, cast.gp
    consultation.save()
    plan = workspace_of(episode).agenda
    assert plan is not None
    assert plan.number == 2
    assert "pain.onset_date" in plan.carried_over
    assert "resources.most_important" not in plan.carried_over


def test_in_a_follow_up_an_answer_of_this_consultation_counts_and_an_older_one_does_not(
    cast: Cast, episode: Episode
) -> None:
    answer(cast.gp, episode, peg__pain=7, wellbeing__sleep="good")
    first = Consultation.objects.get()
    first.ended_at, first.ended_by = first.opened_at, cast.gp
    first.save()
    for number in (2, 3, 4):
        Consultation.in_practice(
            form="in_person",
            episode=episode,
            number=number,
            opened_by=cast.gp,
            **({} if number == 4 else {"ended_at": first.opened_at, "ended_by": cast.gp}),
        ).save(force_insert=True)
    answer(cast.gp, episode, peg__pain=5)
    plan = workspace_of(episode).agenda
    assert plan is not None
    assert plan.number == 4
    assert "peg.pain" not in plan.open
    assert "wellbeing.sleep" in plan.open


def test_the_questions_of_a_plan_are_answered_on_one_page(gp_client: Client, episode: Episode) -> None:
    shown = gp_client.get(url(episode))
    names = [question.key for question in shown.context["sheet"].questions]
    part = current_content().vocabulary.agenda[0]
    assert names == [key for key in part.questions if key != TREATMENTS]
    typed = {"seen_version": "0", "resources.most_important": "Haven", "pain.distribution": "regional"}
    typed |= {"workup.red_flags": ["none"]}
    assert gp_client.post(url(episode), typed | {"next": "1"})["Location"] == reverse(
        "consultation_end", args=[episode.pk]
    )
    told = Answer.objects.order_by("question").values_list("question", "value")
    assert list(told) == [
        ("pain.distribution", "regional"),
        ("resources.most_important", "Haven"),
        ("workup.red_flags", []),
    ]


def test_a_question_that_left_the_plan_while_the_page_was_open_is_still_saved(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    answer(cast.gp, episode, peg__pain=7)
    first = Consultation.objects.get()
    first.ended_at, first.ended_by = first.opened_at, cast.gp
    first.save()
    Consultation.in_practice(form="in_person", episode=episode, number=2, opened_by=cast.gp).save(force_insert=True)
    shown = gp_client.get(url(episode))
    assert "pain.description" in [question.key for question in shown.context["sheet"].questions]
    answer(cast.nurse, episode, pain__description="Murrer")
    typed = {"seen_version": "2", "pain.description": "Murrer og brænder", "absent.pain.description": ""}
    assert gp_client.post(url(episode), typed).status_code == 302
    assert Episode.objects.get(pk=episode.pk).answers["pain.description"]["value"] == "Murrer og brænder"


def test_the_plan_stands_beside_every_page(gp_client: Client, cast: Cast, episode: Episode) -> None:
    answer(cast.gp, episode, pain__distribution="regional")
    page = gp_client.get(reverse("episode", args=[episode.pk])).content.decode()
    assert f'href="{url(episode)}"' in page
    assert "Relation og fælles forståelse" in page
    assert "1/15" in page


def test_the_third_consultation_is_the_last_that_is_planned(content: Content) -> None:
    """Tried: the third one taken for a follow-up, and the fourth for planned."""
    first, second, third = content.vocabulary.agenda
    plan = agenda_of(3, content.vocabulary, (), ())
    assert plan is not None
    assert (plan.number, plan.part) == (3, third)
    assert plan.open == tuple(third.questions)
    left = [key for key in (*first.questions, *second.questions) if key not in third.questions and key != TREATMENTS]
    assert plan.carried_over == tuple(dict.fromkeys(left))
    after = agenda_of(4, content.vocabulary, (), ())
    assert after is not None
    assert (after.part.title, after.is_follow_up, plan.is_follow_up) == ("Opfølgning", True, False)


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        (["passive", "none", "none", "none"], True),
        (["active", DataAbsent("asked-declined")], True),
        (["none", "none"], False),
        ([DataAbsent("asked-declined")], False),
        # Withdrawn in a contact of its own, it was said all the same.
        (["passive", None, "none"], True),
    ],
)
def test_thoughts_of_suicide_are_asked_again_where_they_were_ever_there(
    given: list[AnswerInput], asked: bool, cast: Cast, episode: Episode
) -> None:
    """Tried: what stands now and stood in the contact before; the list of the follow-up as it is."""
    for place, value in enumerate(given):
        consult(cast.gp, episode, 60 - place, {"wellbeing.suicidal_thoughts": value})
    for place in range(4 - len(given)):
        consult(cast.gp, episode, 30 - place, {})
    plan = workspace_of(episode).agenda
    assert plan
    assert ("wellbeing.suicidal_thoughts" in plan.asked, plan.is_follow_up) == (asked, True)
    assert "wellbeing.suicidal_thoughts" not in plan.carried_over


def test_what_was_corrected_in_the_same_contact_was_never_there(cast: Cast, episode: Episode) -> None:
    """A slip of the hand is none that was ever there."""
    past_the_plan(cast.gp, episode)
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="active")
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="none")
    assert "earlier" not in current(episode).answers["wellbeing.suicidal_thoughts"]
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="passive")
    plan = workspace_of(episode).agenda
    assert plan
    assert "wellbeing.suicidal_thoughts" in plan.asked


def test_what_nobody_asked_about_danger_comes_first_on_a_follow_up(cast: Cast, episode: Episode) -> None:
    """What a follow-up asks only of some is not what it asks of all: else nobody asked it the first time.

    Tried: behind what an assessment left open.
    """
    past_the_plan(cast.gp, episode)
    plan = workspace_of(episode).agenda
    assert plan
    assert plan.open[:3] == ("workup.red_flags", "wellbeing.suicidal_thoughts", "peg.pain")
    answer(cast.gp, episode, workup__red_flags=(), wellbeing__suicidal_thoughts="none")
    plan = workspace_of(episode).agenda
    assert plan
    assert plan.open[0] == "peg.pain"


def test_a_follow_up_is_as_short_as_its_plan(cast: Cast, episode: Episode, gp_client: Client) -> None:
    """PEG after safety, and what is left of the assessments behind links. Tried: what is left as fields of the page."""
    consult(cast.gp, episode, 35, {"pain.distribution": "regional"})
    assertContains(gp_client.get(url(episode)), "Det ved vi allerede")
    past_the_plan(cast.gp, episode)
    begin_consultation(by=cast.gp, episode=current(episode), form="phone")
    page = gp_client.get(url(episode))
    assertNotContains(page, "Det ved vi allerede")
    shown = [field.name for field in page.context["fields"] if not field.beside.has_no_place]
    assert shown[:3] == ["workup.red_flags", "wellbeing.suicidal_thoughts", "peg.pain"]
    follow_up = current_content().vocabulary.follow_up
    assert follow_up is not None
    assert {*shown} <= {*follow_up.questions, "workup.red_flags"}
    assertContains(page, 'id="from-before"')
    assertContains(page, f"{reverse('section', args=[episode.pk, 'pain'])}#field_pain.description")


def test_a_follow_up_asks_mood_side_effects_and_the_opioid(cast: Cast, episode: Episode) -> None:
    past_the_plan(cast.gp, episode)
    dangers = {"own.side_effects", "opioid.last_review", "opioid.treatment_plan_recorded"}
    plan = workspace_of(episode).agenda
    assert plan
    assert "wellbeing.depression" in plan.asked
    treat(cast.gp, episode, "tramadol", "current")
    plan = workspace_of(episode).agenda
    assert plan
    assert set(plan.asked) >= dangers
    row = workspace_of(episode).treatments[0]
    change_treatment(
        by=cast.gp, consultation=visit(cast, episode), treatment=row, seen_version=row.version, status="stopped"
    )
    assert not dangers & {*asked_of(episode)}


def asked_of(episode: Episode) -> tuple[str, ...]:
    plan = workspace_of(episode).agenda
    return plan.asked if plan else ()


def visit(cast: Cast, episode: Episode) -> Consultation:
    return begin_consultation(by=cast.gp, episode=current(episode), form="in_person")


def test_values_of_before_this_was_kept_are_remembered(cast: Cast, episode: Episode) -> None:
    for place, value in enumerate(("active", "none", "none")):
        consult(cast.gp, episode, 60 - place, {"wellbeing.suicidal_thoughts": value})
    fresh = current(episode)
    for entry in fresh.answers.values():
        entry.pop("earlier", None)
    Episode.objects.filter(pk=episode.pk).update(answers=fresh.answers)
    migration = import_module("assessment.migrations.0013_earlier_values")
    with connection.cursor() as cursor:
        cursor.execute(migration.REMEMBER, {"question": migration.QUESTION})
    entry = current(episode).answers["wellbeing.suicidal_thoughts"]
    assert (entry["value"], entry["earlier"]) == ("none", ["active", "none"])


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_what_was_dangerous_comes_first_and_is_open_until_it_is_asked_again(number: int, content: Content) -> None:
    """On each planned one and on a follow-up, also where it is not on it. Tried: its place in the list; settled by an
    earlier consultation."""
    vocabulary, thoughts = content.vocabulary, "wellbeing.suicidal_thoughts"
    everything = {*vocabulary.questions, TREATMENTS}
    plan = agenda_of(number, vocabulary, everything, (), dangerous=[thoughts])
    assert plan is not None
    assert (plan.part.questions[0], plan.part.questions.count(thoughts), plan.open[0]) == (thoughts, 1, thoughts)
    plan = agenda_of(number, vocabulary, everything, {thoughts}, dangerous=[thoughts])
    assert plan is not None
    assert (plan.part.questions[0], thoughts in plan.open) == (thoughts, False)


@pytest.mark.parametrize(
    ("stood", "dangerous"),
    [
        ({"workup.red_flags": ["trauma"], "wellbeing.suicidal_thoughts": "passive"}, ["red", "suicidal"]),
        ({"workup.red_flags": ["trauma"], "workup.red_flags_cleared": True}, []),
        ({"workup.red_flags": ["trauma"], "workup.red_flags_cleared": False}, ["red"]),
        ({"workup.red_flags": [], "wellbeing.suicidal_thoughts": "none"}, []),
        ({"wellbeing.suicidal_thoughts": "active"}, ["suicidal"]),
        ({}, []),
    ],
)
def test_what_stands_as_dangerous(stood: dict[str, object], dangerous: list[str], content: Content) -> None:
    """Tried: a red flag that was cleared; an answer of none."""
    keys = {"red": "workup.red_flags", "suicidal": "wellbeing.suicidal_thoughts"}
    assert dangerous_among(stood, content.vocabulary) == [keys[one] for one in dangerous]


def test_the_order_stays_while_the_consultation_runs(cast: Cast, episode: Episode, gp_client: Client) -> None:
    """What is noted in it moves nothing on its page, and comes first in the next one, where it is asked anew; asked
    again, it stays first. Tried: the answer as it stands now; the earlier answer chosen already."""
    thoughts = "wellbeing.suicidal_thoughts"
    consult(cast.gp, episode, 30, {thoughts: "passive"})
    begin_consultation(by=cast.gp, episode=current(episode), form="phone")
    answer(cast.gp, episode, workup__red_flags=("trauma",))
    plan = workspace_of(episode).agenda
    assert plan is not None
    assert (plan.part.questions[0], plan.open[0]) == (thoughts, thoughts)
    page = gp_client.get(url(episode))
    assert page.context["fields"][0].name == thoughts
    assertContains(page, f'name="anew.{thoughts}"')
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="none")
    plan = workspace_of(episode).agenda
    assert plan is not None
    assert (plan.part.questions[0], thoughts in plan.open) == (thoughts, False)
