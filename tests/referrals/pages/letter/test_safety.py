"""Whoever sends a letter sees what is unsafe or not clarified, and that the text is older than the answers."""

from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from assessment.models import Episode
from guidelines.in_force.content import Content
from guidelines.templatetags.guidelines import headline
from referrals.models import Letter
from tests.support.records.cast import Cast
from tests.support.records.patients import answer


def test_a_red_flag_stands_on_the_referral_and_the_check_page(
    cast: Cast, letter: Letter, complete: Episode, gp_client: Client, content: Content
) -> None:
    """In the strip on top of both; before a signature with what was answered, too."""
    title = headline(content.recommendations["safety-prompts/red-flags"].version)
    referral, check = reverse("readiness", args=[complete.pk]), reverse("letter_check", args=[letter.pk])
    for page in (referral, check):
        assertNotContains(gp_client.get(page), title)
    answer(cast.gp, complete, workup__red_flags=("night_pain",))
    label = content.vocabulary.questions["workup.red_flags"].values["night_pain"]
    decide = reverse("advice_respond", args=[complete.pk, "safety-prompts", "red-flags"])
    for page in (referral, check):
        assertContains(gp_client.get(page), f'<a href="{decide}">{title}</a></li>', count=1)
        assertContains(gp_client.get(page), label)
    assertContains(gp_client.get(check), f"<li>{title} – Faresignaler: {label}")


def test_an_unasked_safety_question_is_linked_from_the_check_page(
    cast: Cast, letter: Letter, complete: Episode, gp_client: Client
) -> None:
    answer(cast.gp, complete, wellbeing__suicidal_thoughts=None)
    page = gp_client.get(reverse("letter_check", args=[letter.pk]))
    assertContains(page, "#field_wellbeing.suicidal_thoughts")


def test_the_check_page_says_that_answers_are_newer_than_the_text(
    cast: Cast, letter: Letter, complete: Episode, gp_client: Client
) -> None:
    page = reverse("letter_check", args=[letter.pk])
    assert gp_client.get(page).context["behind"] == []
    answer(cast.gp, complete, health__allergies="Latex.")
    answered = gp_client.get(page)
    assert [entry.section.key for entry in answered.context["behind"]] == ["allergies"]
    assertContains(answered, f'{reverse("letter", args=[letter.pk])}#field_allergies"')
