"""The letter's PDF, against WeasyPrint alone on the same HTML in the same warm process."""

import io
import statistics
import time
from typing import Any

from django.utils import timezone
from pypdf import PdfReader
from weasyprint import HTML

from accounts.tenancy import practice_context
from assessment.models import Episode
from assessment.pdf import BASE, print_fetcher
from assessment.workspace import build_workspace
from benchmarks.practice import Sample
from benchmarks.table import Row, timed
from guidelines.content import current_content
from referrals.content import pathway_of
from referrals.letters import start_letter
from referrals.pdf import render_letter_html, render_letter_pdf
from referrals.signing import sign_letter

DESTINATION = "multidisciplinary_centre"
WARM_UP, ROUNDS = 1, 7


def measure(sample: Sample) -> list[Row]:
    frozen = signed_letter(sample)
    html = render_letter_html(frozen)
    ours, alone = [], []
    for number in range(WARM_UP + ROUNDS):
        first = timed(lambda: render_letter_pdf(frozen), clock=time.perf_counter)
        second = timed(lambda: weasyprint_alone(html), clock=time.perf_counter)
        if number >= WARM_UP:
            ours.append(first)
            alone.append(second)
    pdf, plain = statistics.median(ours), statistics.median(alone)
    pages = len(PdfReader(io.BytesIO(render_letter_pdf(frozen))).pages)
    return [
        Row(
            "letter PDF", "the program's time over WeasyPrint's alone, warm, alternating", pdf / plain, "×", budget=1.5
        ),
        Row(
            "letter PDF, time",
            f"a letter of {pages} pages with {len(frozen['treatments'])} treatments",
            1000 * pdf,
            "ms",
        ),
        Row("WeasyPrint, time", "the same HTML, fonts and style", 1000 * plain, "ms"),
    ]


def signed_letter(sample: Sample) -> dict[str, Any]:
    """The frozen letter of the long episode, signed as the screens sign it."""
    content = current_content()
    pathway = pathway_of(content)
    with practice_context(sample.gp.practice_id):
        episode = Episode.objects.select_related("patient").get(pk=sample.long.pk)
        workspace = build_workspace(episode, content, timezone.localdate())
        letter = start_letter(by=sample.gp, workspace=workspace, pathway=pathway, destination=DESTINATION)
        signed = sign_letter(
            by=sample.gp, letter=letter, workspace=workspace, pathway=pathway, seen_version=letter.version
        )
    frozen: dict[str, Any] | None = signed.frozen
    assert frozen is not None
    return frozen


def weasyprint_alone(html: str) -> bytes:
    document = HTML(string=html, base_url=BASE, url_fetcher=print_fetcher())
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return pdf
