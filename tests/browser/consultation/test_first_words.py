"""The first screen of the overview, read by a script: four questions are answered before one scrolls or reads on."""

import json
import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.support.browser.pages import GP, WIDE, sign_in
from tests.support.browser.server import ROOT, Server

pytestmark = pytest.mark.browser

MOST_WORDS = 120
# TYPICAL_PATIENTS=200 reads more of them.
PATIENTS = os.environ.get("TYPICAL_PATIENTS", "3")
# The words of the middle column in their order, each where it wholly stands on the screen as the page was opened.
READ = """most => {
    const walker = document.createTreeWalker(document.getElementById("middle"), NodeFilter.SHOW_TEXT);
    const words = [];
    while (walker.nextNode()) {
        const node = walker.currentNode;
        if (node.parentElement.closest(".sr-only, svg") || !node.parentElement.checkVisibility()) continue;
        for (const match of node.textContent.matchAll(/\\S+/g)) {
            const range = document.createRange();
            range.setStart(node, match.index);
            range.setEnd(node, match.index + match[0].length);
            if (range.getBoundingClientRect().bottom <= window.innerHeight) words.push(match[0]);
        }
    }
    return words.slice(0, most).join(" ");
}"""


def lacking(page: Page, answers: dict[str, list[str]]) -> list[str]:
    """What of the answers is not among the first words."""
    words = page.evaluate(READ, MOST_WORDS)
    return [f"{question}: {said}" for question, all_said in answers.items() for said in all_said if said not in words]


def test_the_first_words_say_why_what_is_dangerous_what_was_tried_and_what_next(
    open_context: Callable[..., BrowserContext], running: Server
) -> None:
    """Tried: the open points before the next step; seven treatments instead of four."""
    command = [sys.executable, "-m", "tests.support.browser.typical_episodes", PATIENTS]
    made = subprocess.run(command, cwd=ROOT, env=running.environment, check=True, capture_output=True, text=True)
    page = open_context(viewport=WIDE).new_page()
    sign_in(page, GP)
    found: dict[str, list[str]] = {}
    for line in made.stdout.splitlines():
        episode = json.loads(line)
        page.goto(episode["path"])
        if missing := lacking(page, episode["answers"]):
            found[episode["path"]] = missing
    assert not found, "\n".join(f"{path} {missing}" for path, missing in found.items())
