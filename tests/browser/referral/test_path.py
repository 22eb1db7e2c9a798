"""The main job, end to end: from a new patient to a signed letter, over two consultations and two clinicians."""

import hashlib
import re
from collections.abc import Callable
from io import BytesIO

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from tests.support.browser.pages import GP, NURSE, confirm_to_sign, register, sign_in, ticks_to_sign
from tests.support.browser.waiting import arriving, is_saved

pytestmark = pytest.mark.browser

FIRST_VISIT = {
    "pain": {
        "pain.distribution": "generalised",
        "pain.acute": "false",
        "pain.headache_only": "false",
        "gcps.pain_frequency": "every_day",
        "peg.pain": "7",
    },
    "workup": {
        "workup.red_flags": "none",
        "workup.differentials_excluded": "true",
        "workup.specialties_completed": "yes",
        "workup.active_cancer": "false",
        "workup.other_disease_explains": "false",
        "workup.objective_findings": "Ømhed i muskler på begge sider. Æ, ø og å.",
        "workup.paraclinical": "Normale blodprøver.",
        "diagnosis.complexity": "complex",
    },
}
SECOND_VISIT = {
    "wellbeing": {"wellbeing.sleep": "affected", "wellbeing.psychological_problems": "substantial"},
    "everyday": {"everyday.function_reduced": "true", "everyday.impact": "serious"},
    "work": {"work.status": "sick_leave", "work.impact": "serious"},
    "economy": {"economy.social_problems": "some", "economy.livelihood": "clarified"},
    "understanding": {"understanding.motivated": "true"},
    "health": {
        "health.substance_abuse": "none",
        "health.unstable_psychiatric_disorder": "false",
        "health.comorbidity": "Ingen.",
        "health.allergies": "Penicillin.",
    },
    "practical": {
        "practical.problem_statement": "Ønske om tværfagligt forløb.",
        "practical.told_to_patient": "Patienten ved, hvad henvisningen gælder.",
        "practical.interpreter_needed": "false",
    },
}


def fill_section(page: Page, episode: str, section: str, values: dict[str, str]) -> None:
    """Answer as a clinician would, and wait until the server says that it is saved."""
    page.goto(f"{episode}afsnit/{section}/")
    for key, value in values.items():
        field = page.locator(f'[name="{key}"]')
        kind = field.first.get_attribute("type")
        if kind in ("radio", "checkbox"):
            page.locator(f'[name="{key}"][value="{value}"]').check()
        elif field.first.evaluate("node => node.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
            field.blur()
    is_saved(page)
    page.reload()
    for key, value in values.items():
        field = page.locator(f'[name="{key}"]')
        if field.first.get_attribute("type") in ("radio", "checkbox"):
            expect(page.locator(f'[name="{key}"][value="{value}"]')).to_be_checked()
        else:
            expect(field).to_have_value(value)


def add_treatment(page: Page, episode: str, kind: str, status: str, effect: str) -> None:
    page.goto(f"{episode}behandlinger/ny/")
    page.select_option("[name=kind]", kind)
    page.check(f'[name=status][value="{status}"]')
    page.check(f'[name=effect][value="{effect}"]')
    with arriving(page, "*/afsnit/treatment/"):
        page.locator("main form button[type=submit]").first.click()


def test_from_a_new_patient_to_a_signed_letter(open_context: Callable[[], BrowserContext]) -> None:
    gp = open_context().new_page()
    sign_in(gp, GP)
    episode = register(gp, "1502799995", "Lima")
    with arriving(gp, "*/dagsorden/"):
        gp.get_by_role("button", name="fremmøde").click()
    gp.goto(f"{episode}afsnit/pain/")
    gp.fill('[name="pain.onset_date"]', "01.02.2024")
    gp.locator('[name="pain.onset_date"]').blur()
    is_saved(gp)
    for section, values in FIRST_VISIT.items():
        fill_section(gp, episode, section, values)
    add_treatment(gp, episode, "paracetamol", "current", "insufficient")
    add_treatment(gp, episode, "tramadol", "current", "none")
    with arriving(gp, "*/konsultation/afslut/"):
        gp.get_by_role("link", name="Afslut og notat").click()
    gp.fill("[name=agreed]", "Patienten skriver søvndagbog.")
    with arriving(gp, "*/konsultationer/1/"):
        gp.locator("button[name=end]").click()
    expect(gp.locator("#note-text")).to_have_value(re.compile(r"Patienten skriver søvndagbog\."))

    nurse = open_context().new_page()
    sign_in(nurse, NURSE)
    nurse.goto(f"{episode}afsnit/pain/")
    expect(nurse.locator("#field_pain\\.distribution .previous")).to_contain_text("Demolæge A1")
    for section, values in SECOND_VISIT.items():
        fill_section(nurse, episode, section, values)
    expect(nurse.locator("#side")).to_contain_text(re.compile(r"Dagsorden: Den biopsykosociale tyngde\s+14/"))

    gp.goto(episode)
    expect(gp.locator("#panel .state-eligible")).to_have_count(1)
    gp.goto(f"{episode}raad/")
    expect(gp.locator("#middle")).to_contain_text("Stærk anbefaling for")
    gp.goto(f"{episode}henvisning/")
    centre = gp.locator("#multidisciplinary_centre")
    expect(centre.locator(".state-eligible")).to_be_visible()
    expect(centre).to_contain_text("Smerter i mere end 6 måneder")
    with arriving(gp, "/brev/*/"):
        centre.locator("form button").click()
    letter = gp.url
    expect(gp.locator("[name=objective]")).to_have_value(re.compile(r"Ømhed i muskler på begge sider\. Æ, ø og å\."))
    gp.fill("[name=told_to_patient]", "Patienten er enig i henvisningen.")
    with arriving(gp, "*/kontrol/"):
        gp.locator("button[name=check]").click()
    confirm_to_sign(gp)
    for tick in ticks_to_sign(gp):
        gp.check(f"[name={tick}]")
    with arriving(gp, "/brev/*/"):
        gp.locator("form[action$='/underskriv/'] button").click()
    expect(gp).to_have_url(letter)
    pdf = gp.request.get(f"{letter}pdf/").body()
    expect(gp.locator("code")).to_have_text(hashlib.sha256(pdf).hexdigest())
    text = " ".join("\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
    for part in ("Testperson Lima", "150279-9995", "5790000188604", "Æ, ø og å.", "Patienten er enig", "Demolæge A1"):
        assert part in text
    gp.goto(letter)
    expect(gp.locator("textarea")).to_have_count(0)
