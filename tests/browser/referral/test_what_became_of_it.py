"""A complex referral after it was sent: a return, a second version, the waiting time, the course and its plan.

It takes the demo's waiting referral to its end, so by its name it comes after the tests that look at that patient.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.support.browser.pages import (
    EDITOR,
    GP,
    assert_accessible,
    check,
    check_every_size,
    episode_of,
    press,
    sign_in,
)
from tests.support.browser.server import ROOT, Server
from tests.support.browser.waiting import arriving

pytestmark = pytest.mark.browser

# Signing and sending have pages and tests of their own: here the second version is signed and sent by the functions.
SIGN_AND_SEND = """
from django.utils import timezone, translation
from accounts.models import Staff
from accounts.tenancy.context import practice_context
from assessment.episode.workspace import build_workspace
from guidelines.in_force.content import current_content
from referrals.pathways.in_force import pathway_of
from referrals.follow_up.events import record_event
from referrals.letters.signing import sign_letter
from referrals.models import Letter
translation.activate("da")
by = Staff.objects.select_related("user", "practice").get(user__email="laege-a1@demo.example")
with practice_context(by.practice_id):
    letter = Letter.objects.select_related("referral__episode__patient", "referral__pathway_release").get(pk="{pk}")
    content = current_content()
    workspace = build_workspace(letter.referral.episode, content, timezone.localdate())
    pathway = pathway_of(content)
    letter = sign_letter(by=by, letter=letter, workspace=workspace, pathway=pathway, seen_version=letter.version)
    record_event(by=by, referral=letter.referral, kind="sent", on=timezone.localdate(), letter=letter)
"""


def sign_and_send(running: Server, letter: str) -> None:
    code = SIGN_AND_SEND.format(pk=letter.rstrip("/").rsplit("/", 1)[-1])
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", code],
        cwd=ROOT,
        env={**os.environ, **running.environment},
        check=True,
    )


def record(page: Page, kind: str, **values: str) -> None:
    page.select_option("[name=kind]", kind)
    for name, value in values.items():
        field = page.locator(f"[name={name}]")
        if field.evaluate("node => node.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    press(page, "Registrér")


def state(page: Page) -> Locator:
    return page.locator(".middle .state").first


def test_a_referral_is_returned_sent_again_accepted_and_ends_with_a_plan(
    open_context: Callable[[], BrowserContext], running: Server
) -> None:
    page = open_context().new_page()
    sign_in(page, GP)
    page.goto("/patienter/")
    with arriving(page, "/henvisning/*"):
        page.locator("a[href^='/henvisning/']", has_text="Testperson Foxtrot").click()
    course = page.url
    expect(state(page)).to_contain_text("modtaget af centret")

    record(page, "returned", text="Vi mangler et nyt EKG.")
    summary = page.locator("#error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Vælg, hvorfor henvisningen blev returneret.")
    expect(page.locator("[name=text]")).to_have_value("Vi mangler et nyt EKG.")
    page.select_option("[name=reason]", "incomplete")
    press(page, "Registrér")
    expect(page).to_have_url(course)
    expect(state(page)).to_contain_text("returneret")
    page.goto("/patienter/")
    first = page.locator("section[aria-labelledby=referrals] tbody tr").first
    expect(first).to_contain_text("returneret")

    page.goto(course)
    press(page, "Lav en ny version")
    expect(page.locator(".alert-warning").first).to_contain_text("Vi mangler et nyt EKG.")
    sign_and_send(running, page.url)

    page.goto(course)
    expect(state(page)).to_contain_text("sendt")
    record(page, "accepted", expected_on="01.03.2099", text="Indkaldes til intromøde.")
    expect(state(page)).to_contain_text("accepteret")
    expect(page.locator(".middle")).to_contain_text("forventet 01.03.2099")
    waiting = page.locator("#waiting")
    open_steps = waiting.get_by_role("button", name="Markér som gjort")
    expect(open_steps.nth(1)).to_be_visible()
    number = open_steps.count()
    for left in range(number - 1, -1, -1):
        waiting.locator("input[type=text]").first.fill("Talt om det.")
        with arriving(page):
            open_steps.first.click()
        expect(open_steps).to_have_count(left)
    page.goto("/patienter/")
    row = page.locator("section[aria-labelledby=referrals] tbody tr", has_text="Testperson Foxtrot")
    expect(row).to_contain_text("alle trin er gjort")

    page.goto(course)
    record(page, "started")
    record(page, "ended", text="Fortsæt træningen, og trap ned med 10 mg om måneden.")
    expect(state(page)).to_contain_text("forløb afsluttet")
    expect(page.get_by_text("Intet er planlagt, før du gemmer.")).to_be_visible()
    press(page, "Planlæg opfølgningen")
    expect(page.get_by_role("status").first).to_contain_text("Næste opfølgning er planlagt.")
    assert_accessible(page)
    episode = episode_of(page, "Testperson Foxtrot")
    page.goto(episode)
    expect(page.locator("#middle")).to_contain_text("Fortsæt træningen, og trap ned med 10 mg om måneden.")
    page.goto(f"{episode}resume/")
    expect(page.locator("main")).to_contain_text("Fortsæt træningen, og trap ned med 10 mg om måneden.")

    page.goto(course)
    press(page, "Begynd en ny henvisning")
    expect(page.locator("[name=pain_history]")).to_have_value(
        re.compile("Tidligere henvist til tværfagligt smertecenter")
    )


def test_the_pages_are_accessible(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context().new_page()
    sign_in(page, GP)
    check(page, "/")
    for name in ("Testperson Foxtrot", "Testperson Echo"):
        page.goto("/patienter/")
        link = page.locator("a[href^='/henvisning/']", has_text=name)
        if link.count():
            # What needs action stands first; the patient may have another letter in the list.
            with arriving(page, "/henvisning/*"):
                link.first.click()
            check_every_size(page)
    press(page, "Registrér")
    expect(page.locator("#error-summary")).to_be_focused()
    check_every_size(page)
    editor = open_context().new_page()
    sign_in(editor, EDITOR)
    check(editor, "/henvisningsveje/tal/")
