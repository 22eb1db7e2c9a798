"""Ten letters signed at once, over HTTP as the page does it, while someone else saves a section again and again."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.tenancy.context import practice_context
from assessment.episode.workspace import build_workspace
from benchmarks.letters import DESTINATION, episode_of
from benchmarks.practice import PASSWORD, Sample
from benchmarks.server import Browser, serving
from benchmarks.table import Measure, milliseconds, timed
from guidelines.in_force.content import current_content
from referrals.letters.prefill import prefilled_sections
from referrals.models import Letter, Referral
from referrals.pathways.in_force import pathway_of

AT_ONCE, BURSTS, WARM_UP, MOST_OF_A_SAVE = 10, 4, 4, 1.5


def measure(sample: Sample) -> list[Measure]:
    """Saves beside a burst of signatures, and as long without one, in turns."""
    quiet: list[float] = []
    busy: list[float] = []
    waits: list[float] = []
    with serving("chronicpain", "chronicpain.settings") as port, ThreadPoolExecutor(AT_ONCE) as threads:
        saver = Browser(port, sample.gp, settings.AUTHENTICATION_BACKENDS[0])
        save = saver.saves(sample.once)
        # One session for all: the password is confirmed once, as before a row of signatures.
        signer = Browser(port, sample.gp, settings.AUTHENTICATION_BACKENDS[0])
        signer.post(reverse("account_reauthenticate"), {"password": PASSWORD}, expected=302)
        for letter in letters_to_sign(sample, WARM_UP):
            save()
            signature(port, sample, letter, signer)()
        for _ in range(BURSTS):
            letters = letters_to_sign(sample, AT_ONCE)
            signatures = [signature(port, sample, letter, signer) for letter in letters]
            began = time.perf_counter()
            signing = [threads.submit(timed, sign, clock=time.perf_counter) for sign in signatures]
            while not all(each.done() for each in signing):
                busy.append(timed(save, clock=time.perf_counter))
            waits += [each.result() for each in signing]
            lasted = time.perf_counter() - began
            began = time.perf_counter()
            while time.perf_counter() - began < lasted:
                quiet.append(timed(save, clock=time.perf_counter))
            all_signed(sample, letters)
    return rows_of(quiet, busy, waits)


def rows_of(quiet: list[float], busy: list[float], waits: list[float]) -> list[Measure]:
    (_, slow), (_, slow_when_busy) = milliseconds(quiet), milliseconds(busy)
    what = f"p95 while {AT_ONCE} letters are signed at once, over p95 without; {BURSTS} bursts"
    return [
        Measure("section save", what, slow_when_busy / slow, "times", budget=MOST_OF_A_SAVE),
        Measure("section save, quiet", f"p95 of {len(quiet)} saves", slow, "ms"),
        Measure(
            "section save, busy", f"p95 of {len(busy)}; the slowest {1000 * max(busy):.0f} ms", slow_when_busy, "ms"
        ),
        Measure("signing", f"{AT_ONCE} at once: until the slowest is signed", 1000 * max(waits), "ms"),
    ]


def letters_to_sign(sample: Sample, number: int) -> list[Letter]:
    """So many letters of the long episode that only lack the signature."""
    content = current_content()
    pathway = pathway_of(content)
    with practice_context(sample.gp.practice_id):
        workspace = build_workspace(episode_of(sample), content, timezone.localdate())
        sections = {
            key: {"generated": text, "text": text or "Intet."}
            for key, text in prefilled_sections(pathway, workspace, DESTINATION).items()
        }
        return [letter_to_sign(sample, content.releases[pathway.key], sections) for _ in range(number)]


def letter_to_sign(sample: Sample, release: object, sections: dict[str, dict[str, str]]) -> Letter:
    referral = Referral.in_practice(
        episode=sample.long, destination=DESTINATION, pathway_release=release, prepared_by=sample.gp
    )
    referral.save(force_insert=True)
    letter: Letter = Letter.in_practice(
        referral=referral, number=1, planning_area="byen", sections=sections, created_by=sample.gp
    )
    letter.save(force_insert=True)
    return letter


def signature(port: int, sample: Sample, letter: Letter, signer: Browser) -> Callable[[], None]:
    """A GP who has confirmed the password, read the page, ticked all of it, and is about to press the button."""
    browser = Browser(port, sample.gp, settings.AUTHENTICATION_BACKENDS[0])
    path = reverse("letter_sign", args=[letter.pk])
    browser.headers = signer.headers
    form = Ticked(path)
    form.feed(browser.get(reverse("letter_check", args=[letter.pk])))
    # The sample meets no destination's criteria whole: the letter says why it is referred all the same.
    said = {**form.fields, "criteria": "Vurderet samlet.", "ran_out": "Aftalt med centret."}
    return lambda: browser.post(path, said, expected=302)


class Ticked(HTMLParser):
    """What the form that leads to this path sends when every box in it is ticked."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.inside = path, False
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "form":
            self.inside = values.get("action") == self.path
        elif self.inside and tag == "input" and (name := values.get("name")):
            self.fields[name] = values.get("value") or ("on" if values.get("type") == "checkbox" else "")


def all_signed(sample: Sample, letters: list[Letter]) -> None:
    with practice_context(sample.gp.practice_id):
        signed = Letter.objects.filter(pk__in=[letter.pk for letter in letters], signed_at__isnull=False).count()
    if signed != len(letters):
        raise RuntimeError(f"{signed} of {len(letters)} letters were signed")
