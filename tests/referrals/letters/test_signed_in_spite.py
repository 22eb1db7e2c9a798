"""A letter against a criterion, or on a pathway that has run out, is signed with a reason that stands in it."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from assessment.episode.workspace import build_workspace
from assessment.models import Episode
from assessment.record.form_changes import DataAbsent
from guidelines.in_force.content import Content
from referrals.letters.signing import ReasonMissing
from referrals.models import Letter
from referrals.rules.pathway import Pathway
from referrals.rules.reservations import SignReasons
from tests.support.records.cast import Cast
from tests.support.records.letters import Sign, kept
from tests.support.records.patients import answer

pytestmark = pytest.mark.usefixtures("in_a", "no_rendering")
AFTER = date(2027, 1, 3)
UNMET = "Patienten er ikke motiveret for et tværfagligt forløb."


@pytest.fixture
def unmet(cast: Cast, letter: Letter) -> Letter:
    answer(cast.gp, letter.referral.episode, understanding__motivated=False)
    return kept(letter)


def form_of(page: str, **more: str) -> dict[str, str]:
    version = page.split('name="seen_version" value="')[1].split('"', maxsplit=1)[0]
    return {"seen_version": version, "seen_drawing": "", "checked": "on", "consent": "on", **more}


def test_a_criterion_that_is_not_met_asks_for_a_reason_that_the_letter_says(
    unmet: Letter, sign: Sign, gp_client: Client
) -> None:
    """Tried: `lacks_reason` left out of signing, the field out of the form, and the line out of the letter."""
    with pytest.raises(ReasonMissing):
        sign(unmet)
    page = gp_client.get(reverse("letter_check", args=[unmet.pk])).content.decode()
    assert 'name="criteria"' in page
    assert 'name="ran_out"' not in page
    at = reverse("letter_sign", args=[unmet.pk])
    assertContains(
        gp_client.post(at, form_of(page)), _("Write why the letter is signed all the same."), status_code=422
    )
    assert kept(unmet).signed_at is None
    signed = gp_client.post(at, form_of(page, criteria="hun er interesseret i medicingennemgangen"))
    assertRedirects(signed, reverse("letter", args=[unmet.pk]), fetch_redirect_response=False)
    first = kept(unmet).frozen["sections"][0]["text"]
    said = f"Henvises trods »{UNMET.rstrip('.')}«, fordi hun er interesseret i medicingennemgangen."
    assert first.endswith(said)


def test_a_letter_that_goes_against_nothing_asks_for_no_reason(letter: Letter, sign: Sign, gp_client: Client) -> None:
    page = gp_client.get(reverse("letter_check", args=[letter.pk]))
    assertNotContains(page, 'name="criteria"')
    frozen = sign(letter, reasons=SignReasons("uden grund", "uden grund")).frozen
    assert "uden grund" not in str(frozen["sections"])


def test_a_pathway_that_has_run_out_is_said_on_every_page_and_asks_for_a_reason(
    letter: Letter, sign: Sign, gp_client: Client, content: Content, pathway: Pathway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tried: the run-out left out of `reservations_of`, and of each page in turn."""
    for module in ("letter", "sending"):
        monkeypatch.setattr(f"referrals.pages.{module}.views.today", lambda: AFTER)
    words = escape(_("The description that the letter follows ran out on %(day)s.") % {"day": "31.12.2026"})
    for name in ("letter", "letter_check"):
        page = gp_client.get(reverse(name, args=[letter.pk]))
        assertContains(page, words)
        assertContains(page, escape(pathway.successor))
    assertContains(page, 'name="ran_out"')
    later = workspace_on(letter.referral.episode, content)
    with pytest.raises(ReasonMissing):
        sign(letter, workspace=later)
    signed = sign(letter, workspace=later, reasons=SignReasons(ran_out="centret tager stadig imod"))
    assert "udløb 31.12.2026, fordi centret tager stadig imod." in signed.frozen["sections"][0]["text"]
    assertContains(gp_client.get(reverse("letter_send", args=[letter.pk])), words)


def workspace_on(episode: Episode, content: Content) -> object:
    stored = Episode.objects.select_related("patient").get(pk=episode.pk)
    return build_workspace(stored, content, AFTER)


def test_what_nobody_has_asked_is_named_first_and_said_in_the_letter(
    cast: Cast, letter: Letter, gp_client: Client
) -> None:
    """What was asked in vain is asked; what the letter is not about is not named; of a man no pregnancy."""
    episode = letter.referral.episode
    answer(cast.gp, episode, wellbeing__suicidal_thoughts=None, workup__red_flags=None, health__pregnant=None)
    answer(cast.gp, episode, health__pregnant=DataAbsent("asked-declined"))
    answered = gp_client.get(reverse("letter_check", args=[letter.pk]))
    page = answered.content.decode()
    assert page.index('id="not-asked"') < page.index("Patient og modtager")
    assert [question.key for question in answered.context["unasked"]] == [
        "workup.red_flags",
        "wellbeing.suicidal_thoughts",
    ]
    at = reverse("letter_sign", args=[letter.pk])
    assertContains(gp_client.post(at, form_of(page)), "Spørg først", status_code=422)
    gp_client.post(at, form_of(page, not_asked="on"))
    assert kept(letter).frozen["sections"][0]["text"].endswith("Ikke spurgt: faresignaler, selvmordstanker.")
