"""What the screen advised is kept when a contact ends, and a past contact shows it with what was decided on it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from assessment.advice.decisions import respond_to_advice
from assessment.advice.groups import AdviceGroup
from assessment.advice.snapshot import TITLES, ShownAdvice, ShownRow, advice_shown_in, keep_advice
from assessment.episode.workspace import Workspace
from assessment.models import AdviceSnapshot, Consultation, Episode
from assessment.record.consultations import begin_consultation, end_consultation, reopen_consultation
from guidelines.in_force.content import Content
from guidelines.vocabulary.facts import Value
from tests.support.records.cast import Cast
from tests.support.records.letters import COMPLETE, as_keywords, look
from tests.support.records.patients import answer, current, treat

AFTER_SURGERY: dict[str, Value] = {"surgery.opioid_started": True, "surgery.taper_plan_received": False}
pytestmark = pytest.mark.usefixtures("in_a")


@pytest.fixture
def visited(cast: Cast, episode: Episode) -> Consultation:
    """An episode of which much is known, whose consultation of today runs."""
    treat(cast.gp, episode, "tca", "stopped", name="amitriptylin", effect="insufficient")
    # The surgeon's plan is to be asked for now, and other advice is to be considered.
    treat(cast.gp, episode, "tramadol", "current")
    answer(cast.gp, episode, **as_keywords(COMPLETE | AFTER_SURGERY))
    return begin_consultation(by=cast.gp, episode=current(episode), form="in_person")


def close(client: Client, episode: Episode) -> None:
    typed = {"contact_form": "in_person", "agreed": "", "seen_version": "1", "end": "1"}
    page = reverse("consultation_end", args=[episode.pk])
    asked = client.get(page).context["left"]
    for _row, (left, because) in asked.parts() if asked else ():
        typed |= {left.html_name: "left_open", because.html_name: "Senere"}
    sent = client.post(page, typed)
    assert sent.status_code == 302, sent.context and sent.context["form"].errors


def shown_in(consultation: Consultation) -> ShownAdvice:
    found = advice_shown_in(Consultation.objects.select_related("episode").get(pk=consultation.pk))
    assert found
    return found


def rows_of(shown: ShownAdvice) -> dict[str, ShownRow]:
    return {row.version.recommendation.key: row for group in shown.groups for row in group.rows}


def test_everything_that_the_panel_said_is_read_back_in_its_order(
    cast: Cast, visited: Consultation, content: Content, gp_client: Client
) -> None:
    workspace: Workspace = look(visited.episode, content)
    close(gp_client, visited.episode)
    shown = shown_in(visited)
    said = {
        str(TITLES[group]): [row.recommendation.version for row in workspace.advice.of(group)] for group in AdviceGroup
    }
    assert {str(group.title): [row.version for row in group.rows] for group in shown.groups} == {
        title: versions for title, versions in said.items() if versions
    }
    assert sum(len(group.rows) for group in shown.groups) == len(content.rules)
    first = workspace.advice.do_now[0]
    kept = rows_of(shown)[first.recommendation.version.recommendation.key]
    assert kept.facts == [[fact.short, fact.value, fact.day] for fact in first.why]
    promoted = [row.version for group in shown.groups for row in group.rows if row.is_promoted]
    assert promoted == [row.recommendation.version for row in workspace.advice.promoted]
    (row,) = AdviceSnapshot.objects.all()
    assert len({tuple(fact) for fact in row.advice["facts"]}) == len(row.advice["facts"])


def test_a_past_contact_shows_it_with_what_was_decided_until_then(
    cast: Cast, visited: Consultation, content: Content, gp_client: Client
) -> None:
    """Tried: a decision of a later contact beside what was shown before it."""
    workspace = look(visited.episode, content)
    first, second = workspace.advice.do_now[0], workspace.advice.consider[0]
    page = reverse("consultation", args=[visited.episode.pk, visited.number])
    assertNotContains(gp_client.get(page), "Det blev vist")
    respond_to_advice(
        by=cast.gp,
        episode=visited.episode,
        consultation=visited,
        recommendation=first.recommendation,
        response="follow",
        facts={},
    )
    close(gp_client, visited.episode)
    later = begin_consultation(by=cast.gp2, episode=current(visited.episode), form="phone")
    respond_to_advice(
        by=cast.gp2,
        episode=visited.episode,
        consultation=later,
        recommendation=second.recommendation,
        response="follow",
        facts={},
    )
    answer(cast.gp2, current(visited.episode), pain__distribution="localised", everyday__impact="none")
    rows = rows_of(shown_in(visited))
    decided, open_then = (rows[row.recommendation.version.recommendation.key] for row in (first, second))
    assert (decided.response and decided.response.words, decided.is_new, open_then.response) == ("fulgt", True, None)
    shown = gp_client.get(page)
    assertContains(shown, f"Det blev vist den {timezone.localdate():%d.%m.%Y}")
    assertContains(shown, second.recommendation.version.headline.rest)


def test_what_is_left_open_is_kept_when_the_next_contact_closes_it(
    cast: Cast, visited: Consultation, gp_client: Client
) -> None:
    """Tried: kept at the end of its own page alone."""
    yesterday = timezone.now() - timedelta(days=1)
    Consultation.objects.filter(pk=visited.pk).update(opened_at=yesterday)
    gp_client.post(reverse("consultation_begin", args=[visited.episode.pk]), {"contact_form": "phone"})
    assert shown_in(visited).day == timezone.localdate()
    assert Consultation.objects.get(ended_at=None).number == visited.number + 1


def test_two_who_end_it_keep_it_once_and_one_that_is_ended_again_has_the_newest(
    cast: Cast, visited: Consultation, content: Content
) -> None:
    """Tried: the oldest row."""
    shown = keep_advice(look(visited.episode, content).advice)
    same = Consultation.objects.get(pk=visited.pk)
    end_consultation(by=cast.gp, consultation=visited, shown=shown)
    end_consultation(by=cast.nurse, consultation=same, shown=shown)
    assert AdviceSnapshot.objects.count() == 1
    reopen_consultation(by=cast.gp, consultation=visited)
    assert advice_shown_in(visited) is None
    treat(cast.gp, current(visited.episode), "duloxetine", "current")
    end_consultation(by=cast.gp, consultation=visited, shown=keep_advice(look(visited.episode, content).advice))
    newest = AdviceSnapshot.objects.latest("shown_at")
    assert AdviceSnapshot.objects.count() == 2
    kept = [[row.version.pk for row in group.rows] for group in shown_in(visited).groups]
    assert kept == [[row[0] for row in rows] for rows in newest.advice["groups"].values()]


def test_it_is_small(cast: Cast, visited: Consultation, content: Content) -> None:
    """A contact of a patient of whom much is known: fewer bytes than its answers are."""
    end_consultation(by=cast.gp, consultation=visited, shown=keep_advice(look(visited.episode, content).advice))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_column_size(row) FROM assessment_advicesnapshot row")
        (size,) = cursor.fetchone()
    assert size < 2048


def test_what_rests_on_earlier_answers_alone_is_folded(
    cast: Cast, visited: Consultation, content: Content, gp_client: Client
) -> None:
    """What was decided in the contact, what stood first and what is about safety stays in sight.

    Tried: every row in sight; what was decided in it folded with the rest.
    """
    advice = look(visited.episode, content).advice
    decided = advice.consider[0].recommendation
    respond_to_advice(
        by=cast.gp,
        episode=visited.episode,
        consultation=visited,
        recommendation=decided,
        response="follow",
        facts={},
    )
    kept = keep_advice(advice)
    kept["facts"] = [[short, value, day and "(01.02.2020)"] for short, value, day in kept["facts"]]
    end_consultation(by=cast.gp, consultation=visited, shown=kept)
    in_sight = {group.title: group for group in shown_in(visited).groups if group.in_sight}
    consider = in_sight[TITLES[AdviceGroup.CONSIDER]]
    assert [row.version for row in consider.about] == [decided.version]
    assert len(consider.others) == len(consider.rows) - 1 > 0
    assert [row.is_promoted for row in in_sight[TITLES[AdviceGroup.DO_NOW]].about] == [True] * len(advice.promoted)
    folded = gp_client.get(reverse("consultation", args=[visited.episode.pk, visited.number]))
    assertContains(folded, f"{len(consider.others)}, der kun hviler på tidligere svar")
