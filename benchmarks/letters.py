"""The letter's PDF, against WeasyPrint alone on the same HTML in an equally warm process."""

import io
import multiprocessing
import os
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from django.utils import timezone
from pypdf import PdfReader

from accounts.tenancy.context import practice_context
from assessment.documents.render import files_for_print
from assessment.documents.worker import LOWER_PRIORITY
from assessment.episode.workspace import build_workspace
from assessment.models import Episode
from benchmarks.bare import weasyprint_alone
from benchmarks.practice import Sample
from benchmarks.referrals import CENTRE
from benchmarks.table import Measure, timed
from guidelines.in_force.content import current_content
from referrals.letters.pdf import render_letter_html, render_letter_pdf
from referrals.letters.signing import frozen_letter
from referrals.letters.writing import start_letter
from referrals.pathways.in_force import pathway_of

DESTINATION = CENTRE
PAGES = 4
WARM_UP, ROUNDS = 2, 15
MOST_OF_BARE = 1.2
PARAGRAPH = "Hvad der er sagt og aftalt om smerterne, og hvordan det er gået siden sidste besøg i klinikken. " * 4


def measure(sample: Sample) -> list[Measure]:
    """In turns, and in processes of the same priority, so that a ratio compares what ran side by side."""
    frozen = letter_of(sample, pages=PAGES)
    html, files = render_letter_html(frozen), files_for_print()
    context = multiprocessing.get_context("spawn")
    ours, bare = [], []
    with ProcessPoolExecutor(1, context, initializer=os.nice, initargs=(LOWER_PRIORITY,)) as process:
        for number in range(WARM_UP + ROUNDS):
            first = timed(lambda: render_letter_pdf(frozen), clock=time.perf_counter)
            second = timed(lambda: process.submit(weasyprint_alone, html, files).result(), clock=time.perf_counter)
            if number >= WARM_UP:
                ours.append(first)
                bare.append(second)
    ratio = statistics.median(one / other for one, other in zip(ours, bare, strict=True))
    what = f"a letter of {PAGES} pages, over WeasyPrint alone on its HTML; median of {ROUNDS} rounds in turns"
    return [
        Measure("letter PDF", what, ratio, "times", budget=MOST_OF_BARE),
        Measure("letter PDF, time", "the whole of it, with the letter as data", 1000 * statistics.median(ours), "ms"),
        Measure("WeasyPrint, time", "tagged, PDF/UA; same HTML, fonts and style", 1000 * statistics.median(bare), "ms"),
    ]


def letter_of(sample: Sample, *, pages: int) -> dict[str, Any]:
    """What would be frozen of the long episode's letter, its first section written out until it fills so many pages."""
    content = current_content()
    pathway = pathway_of(content)
    with practice_context(sample.gp.practice_id):
        workspace = build_workspace(episode_of(sample), content, timezone.localdate())
        letter = start_letter(by=sample.gp, workspace=workspace, pathway=pathway, destination=DESTINATION)
        frozen = frozen_letter(letter, workspace, pathway, by=sample.gp, at=timezone.now())
    while len(PdfReader(io.BytesIO(render_letter_pdf(frozen))).pages) < pages:
        frozen["sections"][0]["text"] += f"\n{PARAGRAPH}"
    return frozen


def episode_of(sample: Sample) -> Episode:
    return Episode.objects.select_related("patient").get(pk=sample.long.pk)
