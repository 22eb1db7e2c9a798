"""An answer that takes back what was dangerous: it stays in sight the same day, and until somebody has said why."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from assessment.models import AdviceResponse, Episode
from assessment.rules.line_words import clock
from assessment.safety.gone_prompts import when_gone
from referrals.duties.reasons import REASONS
from tests.support.http.forms import HTMX, form_of, form_with
from tests.support.records.cast import Cast
from tests.support.records.duties import called, duties_now
from tests.support.records.patients import answer
from tests.support.records.prompts import RED_FLAGS, SUICIDAL, assess

pytestmark = pytest.mark.usefixtures("in_a")


def say(client: Client, episode: Episode, section: str, **said: list[str]) -> None:
    """What is answered on the section's page, as it saves itself."""
    where = reverse("section", args=[episode.pk, section])
    typed = {name.replace("__", "."): values for name, values in said.items()}
    assert client.post(where, form_of(client.get(where)) | typed, headers=HTMX).status_code == 200


def overview(client: Client, episode: Episode) -> Any:
    return client.get(reverse("episode", args=[episode.pk]))


@pytest.mark.parametrize("key", [SUICIDAL, RED_FLAGS])
def test_one_answer_takes_nothing_off_the_list_and_the_overview(
    key: str, cast: Cast, episode: Episode, gp_client: Client
) -> None:
    """Also where a doctor changes it: the strip, the overview and the list tell when it was told and who changed it,
    until somebody has said why; then the overview tells it until the day is over. Tried: a question to a doctor as all
    that tells of it, which a doctor's own change does not make; the strip without it; gone at once with the reason."""
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="active", workup__red_flags=("trauma",))
    if key == SUICIDAL:
        say(gp_client, episode, "wellbeing", wellbeing__suicidal_thoughts=["none"])
    else:
        say(gp_client, episode, "workup", workup__red_flags=["none"])
    (gone,) = AdviceResponse.objects.filter(safety="gone")
    told = when_gone(gone)
    changed = clock(timezone.localtime(gone.recorded_at).time())
    assert told.startswith("oplyst kl. ")
    assert told.endswith(f"svaret blev ændret {changed} af Test gp")
    shown = overview(gp_client, episode)
    assertContains(shown, "Sikkerhed: 2 åbne")
    assertContains(shown, "svaret blev ændret, skriv hvorfor")
    assertContains(shown, told)
    (duty,) = duties_now("gone")
    assert (duty.reference, duty.owner, duty.words["said"]) == (key, cast.gp, told)
    assert REASONS["gone"].sentence(duty.words).endswith("stod åbent, da svaret blev ændret. Skriv hvorfor")
    why = reverse("advice_respond", args=[episode.pk, *key.split("/")])
    assert gp_client.post(why, form_with(gp_client.get(why), "because") | {"because": ["Slåfejl."]}).status_code == 302
    assert called("gone") == []
    shown = overview(gp_client, episode)
    assertNotContains(shown, "svaret blev ændret, skriv hvorfor")
    assertContains(shown, "Slåfejl.")


def test_what_waits_for_a_doctor_does_not_go_with_an_answer(cast: Cast, episode: Episode, gp_client: Client) -> None:
    """A nurse's assessment that no doctor has answered yet counts as open. Tried: only what nobody had assessed."""
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="active")
    assess(cast.nurse, episode)
    say(gp_client, episode, "wellbeing", wellbeing__suicidal_thoughts=["none"])
    assert called("gone") == [SUICIDAL]
    assert len(called("safety_decision")) == 1


def test_told_again_it_is_open_and_nobody_is_asked_why(cast: Cast, episode: Episode, gp_client: Client) -> None:
    """Tried: the duty of a prompt that applies again."""
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="active")
    for said in ("none", "active"):
        say(gp_client, episode, "wellbeing", wellbeing__suicidal_thoughts=[said])
    assert (called("gone"), called("prompt")) == ([], [SUICIDAL])
