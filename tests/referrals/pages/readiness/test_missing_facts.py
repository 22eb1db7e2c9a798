"""Each needed fact taken away in turn is named with a link: on the referral page, and where the letter is checked."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from assessment.models import Episode, Treatment
from assessment.treatments.ledger import remove_treatment
from guidelines.in_force.content import Content
from guidelines.vocabulary.facts import TREATMENTS
from guidelines.vocabulary.model import TREATMENT_SECTION
from referrals.letters.writing import start_letter
from referrals.models import Letter
from referrals.rules.pathway import Pathway
from tests.support.content.pathways import publish
from tests.support.records.cast import Cast
from tests.support.records.letters import CENTRE, CLINIC, COMPLETE, REVIEW, edit, look
from tests.support.records.patients import answer, treat

pytestmark = pytest.mark.usefixtures("in_a")
SIMPLE = {"diagnosis.complexity": "simple", "practical.medication_review_requested": True}
COMPUTED = {"patient.age_years"}  # from the CPR number: it is never missing


def questions_of(pathway: Pathway, content: Content, destination: str) -> set[str]:
    """Every question that a criterion of the destination rests on, through what is computed from it."""
    derived = content.vocabulary.derived
    used = {
        key
        for criterion in pathway.destinations[destination].criteria
        for key in pathway.criteria[criterion].condition.facts_used()
    }
    return {source for key in used - COMPUTED for source in (derived[key].inputs if key in derived else (key,))}


def link(episode: Episode, content: Content, key: str) -> str:
    return f'{reverse("section", args=[episode.pk, content.vocabulary.section_of(key)])}#field_{key}"'


def part_of(page: str, destination: str) -> str:
    """The destination's own box on the referral page."""
    return page.partition(f'<section class="box" id="{destination}">')[2].partition("</section>")[0]


@pytest.mark.parametrize("destination", [CENTRE, CLINIC, REVIEW])
def test_each_fact_of_each_criterion_is_named_with_a_link_on_both_pages(
    cast: Cast, complete: Episode, content: Content, pathway: Pathway, gp_client: Client, destination: str
) -> None:
    if destination != CENTRE:
        answer(cast.gp, complete, **{key.replace(".", "__"): value for key, value in SIMPLE.items()})
    known = COMPLETE | (SIMPLE if destination != CENTRE else {})
    workspace = look(complete, content)
    letter = start_letter(by=cast.gp, workspace=workspace, pathway=pathway, destination=destination)
    readiness, check = reverse("readiness", args=[complete.pk]), reverse("letter_check", args=[letter.pk])
    assert 'state-eligible"' in part_of(gp_client.get(readiness).content.decode(), destination)
    # That red flags are cleared is never missing: one that nobody has cleared counts as open.
    needed = questions_of(pathway, content, destination) - {TREATMENTS, "workup.red_flags_cleared"}
    assert len(needed) >= 9
    for key in sorted(needed):
        answer(cast.gp, complete, **{key.replace(".", "__"): None})
        box = part_of(gp_client.get(readiness).content.decode(), destination)
        assert 'state-undetermined"' in box, key
        assert link(complete, content, key) in box, key
        assertContains(gp_client.get(check), link(complete, content, key))
        answer(cast.gp, complete, **{key.replace(".", "__"): known[key]})
    assert 'state-eligible"' in part_of(gp_client.get(readiness).content.decode(), destination)


@pytest.mark.parametrize("destination", [CENTRE, CLINIC, REVIEW])
def test_a_list_of_treatments_that_nobody_has_made_is_named_with_a_link_on_both_pages(
    cast: Cast, complete: Episode, content: Content, pathway: Pathway, gp_client: Client, destination: str
) -> None:
    workspace = look(complete, content)
    letter = start_letter(by=cast.gp, workspace=workspace, pathway=pathway, destination=destination)
    consultation = workspace.consultation
    assert consultation is not None
    assert TREATMENTS in questions_of(pathway, content, destination)
    remove_treatment(by=cast.gp, consultation=consultation, treatment=Treatment.objects.get())
    wanted = f'href="{reverse("section", args=[complete.pk, TREATMENT_SECTION])}#field_{TREATMENTS}"'
    assert wanted in part_of(gp_client.get(reverse("readiness", args=[complete.pk])).content.decode(), destination)
    assertContains(gp_client.get(reverse("letter_check", args=[letter.pk])), wanted)


def test_each_fact_of_each_required_section_is_named_with_a_link_in_its_section(
    cast: Cast, letter: Letter, complete: Episode, content: Content, pathway: Pathway, gp_client: Client
) -> None:
    """Unanswered, every question of a section is named below it; answered, it no longer is."""
    check = reverse("letter_check", args=[letter.pk])
    for section in (section for section in pathway.letter_sections if section.required):
        for key in (key for key in section.facts if key in COMPLETE):
            page = boxes(gp_client.get(check).content.decode())
            assert link(complete, content, key) not in page[section.title], key
            answer(cast.gp, complete, **{key.replace(".", "__"): None})
            page = boxes(gp_client.get(check).content.decode())
            assert link(complete, content, key) in page[section.title], key
            answer(cast.gp, complete, **{key.replace(".", "__"): COMPLETE[key]})
    unanswered = [key for section in pathway.letter_sections for key in section.facts if key not in COMPLETE]
    page = gp_client.get(check)
    for key in (key for key in unanswered if key in content.vocabulary.questions):
        # What is not asked of this patient is not missed; whether she is pregnant is.
        told = assertNotContains if key in content.asked_when.keys() - {"health.pregnant"} else assertContains
        told(page, link(complete, content, key))


def boxes(page: str) -> dict[str, str]:
    """Each section of the letter on the check page, by its title."""
    parts = page.split('<section class="box">')[1:]
    return {part.partition("<h2>")[2].partition("</h2>")[0]: part.partition("</section>")[0] for part in parts}


def test_each_required_section_that_is_empty_is_linked_before_signing(
    cast: Cast, letter: Letter, pathway: Pathway, gp_client: Client
) -> None:
    check, page = reverse("letter_check", args=[letter.pk]), reverse("letter", args=[letter.pk])
    required = [section for section in pathway.letter_sections if section.required]
    for section in required:
        text = letter.section_text(section.key)
        assertNotContains(gp_client.get(check), "kan ikke underskrives endnu")
        edit(cast, letter, **{section.key: ""})
        assertContains(gp_client.get(check), f'<li><a href="{page}#field_{section.key}">')
        edit(cast, letter, **{section.key: text})


def test_what_contradicts_what_is_quoted_with_links_and_does_not_keep_from_signing(
    cast: Cast, complete: Episode, gp_client: Client
) -> None:
    content = publish()
    gp_client.post(reverse("letter_start", args=[complete.pk, CENTRE]))
    letter = Letter.objects.get()
    check = reverse("letter_check", args=[letter.pk])
    assertNotContains(gp_client.get(check), 'id="contradictions"')
    answer(cast.gp, complete, health__comorbidity="Ingen allergi over for penicillin.")
    assertNotContains(gp_client.get(check), 'id="contradictions"')

    treat(cast.gp, complete, "tramadol", "stopped", side_effects="Udslæt på arme")
    answer(cast.gp, complete, health__comorbidity="Astma. Fik UDSLÆT af penicillin.")
    edit(cast, letter, told_to_patient="Kender til sin allergi.")
    page = gp_client.get(check)
    shown = page.content.decode().partition('id="contradictions"')[2].partition("</div>")[0]
    treatments = reverse("section", args=[complete.pk, TREATMENT_SECTION])
    for quote, url in (
        ("»Ingen kendte.« – ", link(complete, content, "health.allergies")),
        ("»Fik UDSLÆT af penicillin.« – ", link(complete, content, "health.comorbidity")),
        ("»Udslæt på arme« – ", f'{treatments}">Tramadol'),
        ("»Kender til sin allergi.« – ", f'{reverse("letter", args=[letter.pk])}#field_told_to_patient"'),
    ):
        assert quote in shown
        assert url in shown.partition(quote)[2].partition("</li>")[0], quote
    assertContains(page, reverse("letter_sign", args=[letter.pk]))


def test_typed_facts_that_do_not_go_together_are_shown_with_their_days_and_links(
    cast: Cast, complete: Episode, gp_client: Client
) -> None:
    tree = {"all": [{"fact": "treatment.tca.tried", "is": True}, {"fact": "everyday.impact", "is": "serious"}]}
    content = publish(contradictions=[{"key": "both", "text": "Begge kan ikke passe.", "when": tree}])
    gp_client.post(reverse("letter_start", args=[complete.pk, CENTRE]))
    page = gp_client.get(reverse("letter_check", args=[Letter.objects.get().pk]))
    assertContains(page, "Begge kan ikke passe.")
    shown = page.content.decode().partition('id="contradictions"')[2].partition("</div>")[0]
    assert link(complete, content, "everyday.impact") in shown
    assert f'href="{reverse("section", args=[complete.pk, TREATMENT_SECTION])}"' in shown
    assert "»Alvorlig (" in shown
