"""The letter as a PDF."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string

from assessment.pdf import render_pdf
from assessment.progress import kept_scores

MOST_ROWS = 8


def render_letter_html(frozen: Mapping[str, Any]) -> str:
    context = {"letter": frozen, "progress": kept_scores(frozen), "most_rows": MOST_ROWS}
    return render_to_string("referrals/letter_pdf.html", context)


def render_letter_pdf(frozen: Mapping[str, Any]) -> bytes:
    """The PDF of a frozen letter. Raises NotRendered."""
    return render_pdf(render_letter_html(frozen))
