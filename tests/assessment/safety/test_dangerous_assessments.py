"""An assessment that speaks of danger is asked about, and never refused; its next contact becomes the follow-up."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from assessment.models import AdviceResponse, Episode
from tests.support.http.forms import form_with
from tests.support.records.cast import Cast
from tests.support.records.patients import answer, current
from tests.support.records.prompts import RED_FLAGS, SUICIDAL, assess, decide

pytestmark = pytest.mark.usefixtures("in_a")

TODAY = timezone.localdate()
TOMORROW, IN_TWO_WEEKS = TODAY + timedelta(days=1), TODAY + timedelta(days=14)
FOLLOW_UP = "practical.next_follow_up"
SPEAKS_FOR, LATE = "taler for »Overgivet til akut hjælp i dag«", "Det er først om 14 dage"


@pytest.fixture
def passive(cast: Cast, episode: Episode) -> Episode:
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="passive")
    return episode


def typed(plans: str, risk: str, next_contact: str) -> dict[str, list[str]]:
    said = {
        "plans": plans,
        "risk": risk,
        "arranged": "Taler med søsteren",
        "leaves_with": "Søsteren",
        "next_contact": next_contact,
    }
    return {"outcome": ["assessed"]} | {f"assessed__{key}": [value] for key, value in said.items()}


def follow_up(episode: Episode) -> str:
    return f"{current(episode).answers[FOLLOW_UP]['value']}"


@pytest.mark.parametrize(
    ("plans", "risk", "day", "asked", "not_asked"),
    [
        ("Ingen planer", "Lav", "om 5 dage", (), (SPEAKS_FOR, LATE)),
        ("Ingen planer", "Lav", "om 2 uger", (LATE, "Smertekompas&#x27; egen"), (SPEAKS_FOR,)),
        ("Ingen planer", "Høj", f"{TOMORROW:%d.%m.%Y}", (SPEAKS_FOR, "henvises til indlæggelse (DSAM)"), ("dage, og",)),
        ("Har samlet tabletter", "Lav", "om 2 uger", (SPEAKS_FOR, f"{LATE}, og ovenfor står »tabletter«"), ()),
    ],
)
def test_danger_and_a_late_day_are_asked_about(
    plans: str,
    risk: str,
    day: str,
    asked: tuple[str, ...],
    not_asked: tuple[str, ...],
    passive: Episode,
    gp_client: Client,
) -> None:
    """Tried: only the outcome's own words; one limit for every risk; the question without its ground."""
    where = reverse("advice_respond", args=[passive.pk, *SUICIDAL.split("/")])
    answered = gp_client.post(where, form_with(gp_client.get(where), "outcome") | typed(plans, risk, day))
    assert answered.status_code == (422 if asked else 302)
    for words in asked:
        assertContains(answered, words, status_code=422)
    for words in not_asked if asked else ():
        assertNotContains(answered, words, status_code=422)
    assert AdviceResponse.objects.exists() is not asked


def test_what_was_said_to_be_right_is_not_asked_again_and_what_was_changed_is(
    passive: Episode, gp_client: Client
) -> None:
    """Three are asked about; two are ticked, and stay so while the third is; with it, all is kept as it was written.
    The day is asked about anew when danger is written after it. The contacts stand beside the questions, once.
    Tried: a tick forgotten at the next question; a day that was right for a low risk being right for a high one."""
    where = reverse("advice_respond", args=[passive.pk, *SUICIDAL.split("/")])
    page = form_with(gp_client.get(where), "outcome")
    calm = gp_client.post(where, page | typed("Ingen planer", "Lav", f"{IN_TWO_WEEKS:%d.%m.%Y}"))
    sure_of_calm = [field.beside.asked.key for field in calm.context["form"] if field.beside.asked]
    said = page | typed("Har tabletter", "Høj", f"{IN_TWO_WEEKS:%d.%m.%Y}")
    asked = gp_client.post(where, said | {"sure": sure_of_calm})
    assertContains(asked, "Kontakter ved akut fare:", count=1, status_code=422)
    keys = [field.beside.asked.key for field in asked.context["form"] if field.beside.asked]
    assert len(keys) == 3
    one_left = gp_client.post(where, said | {"sure": keys[:2]})
    assert one_left.status_code == 422
    assert form_with(one_left, "outcome")["sure"] == keys[:2]
    assert gp_client.post(where, said | {"sure": keys}).status_code == 302
    assert "Høj" in AdviceResponse.objects.get().words


def test_the_next_contact_becomes_the_next_follow_up_and_an_earlier_one_stays(
    cast: Cast, passive: Episode, gp_client: Client
) -> None:
    """Tried: the day kept with the assessment only; a later day over an earlier; a day that has passed staying."""
    in_five = TODAY + timedelta(days=5)
    answer(cast.gp, passive, practical__next_follow_up=IN_TWO_WEEKS)
    kept = assess(cast.gp, passive, next_contact=in_five)
    assert follow_up(passive) == f"{in_five}"
    assert current(passive).answers[FOLLOW_UP]["version"] == current(passive).version
    assess(cast.gp, passive, next_contact=TODAY + timedelta(days=7))
    assert follow_up(passive) == f"{in_five}"
    answer(cast.gp, passive, practical__next_follow_up=TODAY - timedelta(days=1))
    assess(cast.gp, passive, next_contact=in_five)
    assert follow_up(passive) == f"{in_five}"
    assert kept.details["reopens_on"] == f"{in_five}"
    assertContains(gp_client.get(reverse("episode", args=[passive.pk])), f"{in_five:%d.%m.%Y}")


def test_the_page_says_which_day_the_next_follow_up_is(passive: Episode, gp_client: Client) -> None:
    """Tried: saved without a word of the day."""
    where = reverse("advice_respond", args=[passive.pk, *SUICIDAL.split("/")])
    sent = form_with(gp_client.get(where), "outcome") | typed("Ingen", "Lav", f"{TOMORROW:%d.%m.%Y}")
    assertContains(gp_client.post(where, sent, follow=True), f"Næste opfølgning er {TOMORROW:%d.%m.%Y}.")


def test_a_later_day_that_was_agreed_is_named_before_it_is_moved(
    cast: Cast, passive: Episode, gp_client: Client
) -> None:
    """Asked about once, with both days."""
    answer(cast.gp, passive, practical__next_follow_up=IN_TWO_WEEKS)
    where = reverse("advice_respond", args=[passive.pk, *SUICIDAL.split("/")])
    sent = form_with(gp_client.get(where), "outcome") | typed("Ingen", "Lav", f"{TOMORROW:%d.%m.%Y}")
    moved = f"{IN_TWO_WEEKS:%d.%m.%Y} → {TOMORROW:%d.%m.%Y}"
    asked = gp_client.post(where, sent)
    assertContains(asked, f"Der var aftalt en anden dag: {moved}", status_code=422)
    assert follow_up(passive) == f"{IN_TWO_WEEKS}"
    gp_client.post(where, sent | {"sure": [f"assessed__next_contact={moved}"]})
    assert follow_up(passive) == f"{TOMORROW}"


def test_who_has_no_number_says_so_and_how_one_is_entered(passive: Episode, gp_client: Client) -> None:
    page = gp_client.get(reverse("advice_respond", args=[passive.pk, *SUICIDAL.split("/")]))
    assertContains(page, "Intet nummer er indsat.", count=2)
    assertContains(page, "En indholdsadministrator indsætter nummeret")
    assertContains(gp_client.get(reverse("episode", args=[passive.pk])), "(intet nummer er indsat)", count=2)


def test_the_day_on_which_a_red_flag_is_looked_at_again_is_one_too(cast: Cast, episode: Episode) -> None:
    answer(cast.gp, episode, workup__red_flags=("trauma",))
    decide(cast.gp, episode, RED_FLAGS, "watched", because="Let fald", safety_net="Føleudfald", again=IN_TWO_WEEKS)
    assert date.fromisoformat(follow_up(episode)) == IN_TWO_WEEKS
