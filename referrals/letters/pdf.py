"""Makes the PDF of a letter, with what it says attached as data."""

import json

from django.template.loader import render_to_string

from assessment.documents.render import render_pdf
from assessment.episode.progress import kept_scores
from referrals.rules.frozen_letter import FrozenLetter

MOST_ROWS = 8
# What the letter says. The rest of what is frozen is what it rests on (every answer of the episode, each criterion) and
# stays in the practice: the receiver gets as data what the GP has read and signed, and not one fact more.
SAID = (
    "number",
    "is_trial",
    "destination",
    "heading",
    "is_referral",
    "receiver",
    "patient",
    "practice",
    "signed",
    "consent",
    "sections",
    "medicines",
    "drawing",
    "progress",
    "pathway",
)


def render_letter_html(frozen: FrozenLetter, **more: object) -> str:
    """The letter as the page that the PDF is made of. One frozen before there were other letters is a referral."""
    heading = frozen.get("heading") or f"Henvisning til {frozen['destination']['title'].lower()}"
    kind, _, about = heading.partition(" ")
    context = more | {
        "letter": frozen,
        "heading": heading,
        "kind": kind,
        "about": about,
        "is_referral": frozen.get("is_referral", True),
        "progress": kept_scores(frozen.get("progress")),
        "most_rows": MOST_ROWS,
    }
    return render_to_string("referrals/print/letter.html", context)


def render_letter_pdf(frozen: FrozenLetter) -> bytes:
    """The PDF of a frozen letter. Raises NotRendered."""
    kept: dict[str, object] = {**frozen}
    said = {key: kept[key] for key in SAID if key in kept}
    attachment = {
        "string": json.dumps(said, ensure_ascii=False, indent=1),
        "name": "henvisning.json",
        "description": "Henvisningen som data",
        "relationship": "Source",
    }
    return render_pdf(render_letter_html(frozen), attachment)
