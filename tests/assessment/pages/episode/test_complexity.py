"""Simple or complex beside its question and on a page of its own: both sides, what is missing, and no verdict."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.episode.judgement import ComplexityDisplay, complexity_of, source_lines
from assessment.episode.workspace import build_workspace
from assessment.models import Episode
from guidelines.in_force.content import Content, current_content
from guidelines.vocabulary.sourcing import SourceReference
from tests.support.content.files import read
from tests.support.records.cast import Cast
from tests.support.records.patients import answer

pytestmark = pytest.mark.usefixtures("in_a")

CONTENT = read(settings.FIXTURES_DIR / "vocabulary.yaml")["complexity"]
HTMX = {"HX-Request": "true"}


def laid_out(episode: Episode) -> ComplexityDisplay:
    fresh = Episode.objects.select_related("patient").get(pk=episode.pk)
    found = complexity_of(build_workspace(fresh, current_content(), timezone.localdate()))
    assert found
    return found


def page_of(client: Client, episode: Episode) -> str:
    return client.get(reverse("complexity", args=[episode.pk])).content.decode()


def section_of(client: Client, episode: Episode, key: str) -> str:
    return client.get(reverse("section", args=[episode.pk, key])).content.decode()


def part(page: str, heading: str) -> str:
    """What stands under a heading, up to the next one."""
    return page.partition(f">{heading}</h3>")[2].partition("<h3")[0]


def test_each_side_names_the_facts_it_rests_on_with_their_day(cast: Cast, episode: Episode, gp_client: Client) -> None:
    answer(cast.gp, episode, work__impact="serious", wellbeing__psychological_problems="none")
    page, day = page_of(gp_client, episode), f"{timezone.localdate():%d.%m.%Y}"
    complex_side, simple_side = part(page, _("Speaks for complex")), part(page, _("Speaks for simple"))
    assert "Arbejdslivet er påvirket: Konsekvens for arbejdslivet <strong>Alvorlig</strong>" in complex_side
    assert "Smerterne har ikke udløst psykiske problemer" in simple_side
    for side in (complex_side, simple_side):
        assert side.count(f"({day})") == 1


def test_the_definition_stands_on_its_side_with_its_source(episode: Episode, gp_client: Client) -> None:
    page = page_of(gp_client, episode)
    sides = {"complex": part(page, _("Speaks for complex")), "simple": part(page, _("Speaks for simple"))}
    for definition in CONTENT["definitions"]:
        assert definition["text"] in sides[definition["key"]]
        assert f"({definition['source']['section']})" in sides[definition["key"]]
    assert CONTENT["note"]["text"] in page
    assert "Anbefalinger for tværsektorielle forløb" in page


def test_what_cannot_be_known_yet_is_a_link_to_its_question_once(
    cast: Cast, episode: Episode, gp_client: Client
) -> None:
    answer(cast.gp, episode, wellbeing__anxiety="none")
    asked = part(page_of(gp_client, episode), _("Cannot be known yet: ask"))
    link = reverse("section", args=[episode.pk, "wellbeing"])
    assert asked.count(f'href="{link}#field_wellbeing.depression"') == 1
    assert "#field_wellbeing.anxiety" not in asked


def test_when_everything_is_answered_nothing_is_asked(cast: Cast, episode: Episode, gp_client: Client) -> None:
    questions = current_content().vocabulary.questions
    best = {question.key: next(iter(question.values)) for question in map(questions.get, missing(episode)) if question}
    answer(cast.gp, episode, **best)
    assert laid_out(episode).missing == []
    assert _("Cannot be known yet: ask") not in page_of(gp_client, episode)


def missing(episode: Episode) -> list[str]:
    return [question.key for question in laid_out(episode).missing]


def test_the_clinic_s_judgement_is_shown_as_its_own_and_leads_to_its_question(
    cast: Cast, episode: Episode, gp_client: Client
) -> None:
    link = f'href="{reverse("section", args=[episode.pk, "workup"])}#field_diagnosis.complexity"'
    page = page_of(gp_client, episode)
    assert _("Nobody has made the judgement yet.") in page
    assert link in page
    before = laid_out(episode)
    answer(cast.gp, episode, diagnosis__complexity="complex")
    page = page_of(gp_client, episode)
    assert "<strong>Kompleks</strong>" in page
    assert link in page
    after = laid_out(episode)
    assert (after.speaks_for_complex, after.missing) == (before.speaks_for_complex, before.missing)


def test_no_number_is_made_of_the_signs(cast: Cast, episode: Episode, gp_client: Client) -> None:
    answer(cast.gp, episode, work__impact="serious", everyday__impact="serious", wellbeing__sleep="severely_affected")
    page = page_of(gp_client, episode)
    middle = page[page.index('id="middle"') : page.index('class="side"')]
    found = len(laid_out(episode).speaks_for_complex)
    assert found == 3
    words = re.sub(r"<[^>]*>|\d\d\.\d\d\.\d{4}|Kapitel [\d. og]+|\([^)]*\)", "", middle)
    assert not re.search(rf"\b{found}\b", words)


def test_only_the_question_of_complexity_has_it_beside(cast: Cast, episode: Episode, gp_client: Client) -> None:
    answer(cast.gp, episode, work__impact="serious")
    page = section_of(gp_client, episode, "workup")
    field = page.partition('id="field_diagnosis.complexity"')[2].partition('id="field_')[0]
    assert field.count('id="complexity-beside"') == page.count('id="complexity-beside"') == 1
    assert "Arbejdslivet er påvirket" in field
    assert reverse("complexity", args=[episode.pk]) in field
    # The judgement itself is not answered beforehand.
    assert not re.search(r'name="diagnosis.complexity" value="[^>]*checked', field)


@pytest.mark.parametrize("section", ["pain", "wellbeing", "work", "treatment"])
def test_a_section_that_does_not_ask_it_is_as_before(section: str, episode: Episode, gp_client: Client) -> None:
    page = section_of(gp_client, episode, section)
    questions = current_content().vocabulary.by_section[section]
    shown = [question.key for question in questions if f'id="field_{question.key}"' in page]
    assert len(shown) > 1
    assert "complexity-beside" not in page


def test_the_field_keeps_it_when_another_s_answer_renews_it(
    cast: Cast, episode: Episode, gp_client: Client, sign_in: Callable[..., Client]
) -> None:
    url = reverse("section", args=[episode.pk, "workup"])
    answer(cast.gp2, episode, diagnosis__complexity="simple")
    typed = {"seen_version": "0", "workup.differentials_excluded": "true"}
    response: HttpResponse = gp_client.post(url, typed, headers=HTMX)
    renewed = response.content.decode()
    assert response.status_code == 200
    assert 'id="field_diagnosis.complexity"' in renewed
    assert 'id="complexity-beside"' in renewed


def test_a_refused_form_keeps_it_as_well(episode: Episode, gp_client: Client) -> None:
    url = reverse("section", args=[episode.pk, "workup"])
    response = gp_client.post(url, {"seen_version": "0", "workup.ecg_date": "i går"})
    assert response.status_code == 422
    assert 'id="complexity-beside"' in response.content.decode()


def test_a_source_is_named_once_with_its_sections_in_order(content: Content) -> None:
    references = [
        SourceReference(source="region-h-2014", section="Kriterier"),
        SourceReference(source="cross-sector-2023", section="Kapitel 7.2"),
        SourceReference(source="region-h-2014", section="Afsnit A"),
        SourceReference(source="region-h-2014", section="Kriterier"),
        SourceReference(source="gone", section="Side 1"),
    ]
    lines = [(line.title.partition(":")[0], line.sections) for line in source_lines(references, content)]
    assert lines[0] == ("Forløbsbeskrivelse", "Afsnit A; Kriterier")
    assert [sections for _title, sections in lines[1:]] == ["Kapitel 7.2", "Side 1"]
    assert lines[2][0] == "gone"
