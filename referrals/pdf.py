"""The letter as a PDF."""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string

from assessment.pdf import render_pdf
from assessment.progress import kept_scores

MOST_ROWS = 8


def render_letter_html(frozen: Mapping[str, Any]) -> str:
    """The letter as the page that the PDF is made of. One frozen before there were other letters is a referral."""
    heading = frozen.get("heading") or f"Henvisning til {frozen['destination']['title'].lower()}"
    kind, _, about = heading.partition(" ")
    context = {
        "letter": frozen,
        "heading": heading,
        "kind": kind,
        "about": about,
        "is_referral": frozen.get("is_referral", True),
        "progress": kept_scores(frozen),
        "most_rows": MOST_ROWS,
    }
    return render_to_string("referrals/letter_pdf.html", context)


def render_letter_pdf(frozen: Mapping[str, Any]) -> bytes:
    """The PDF of a frozen letter. Raises NotRendered."""
    return render_pdf(render_letter_html(frozen))
