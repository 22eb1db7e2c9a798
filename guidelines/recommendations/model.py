"""The shapes of a guideline and its recommendations: which fields each has. Pure Python.

One more field of a recommendation is one more line here: the form, its place in lists and comparison, its words,
bundles and lint all come from that line. What has no column of its own is kept with the version all the same.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator

from guidelines.recommendations.outcomes import Outcome, TextForAnswer
from guidelines.vocabulary.shapes import About, Json, JsonObject, Rows, Within, shape
from guidelines.vocabulary.shapes import msgid as _
from guidelines.vocabulary.sourcing import ReleaseNote

# In the order of the pages.
TOPIC_LABELS: Mapping[str, str] = {
    "safety": _("Safety"),
    "assessment": _("Assessment"),
    "workup": _("Workup and diagnosis"),
    "information": _("Information and shared understanding"),
    "non_drug": _("Treatment without medicine"),
    "drug": _("Medicine"),
    "surgery": _("Surgery"),
    "work": _("Work and education"),
    "coordination": _("Coordination"),
    "referral": _("Referral"),
    "organisation": _("Organisation"),
}
DIRECTION_LABELS: Mapping[str, str] = {
    "for": _("The recommendation is for doing it"),
    "against": _("The recommendation is against doing it"),
}
LIST_LABELS: Mapping[str, str] = {"do_now": _("Do now"), "consider": _("Consider")}
SERIOUS, CAUTION = "serious", "caution"
SEVERITY_LABELS: Mapping[str, str] = {SERIOUS: _("Serious"), CAUTION: _("Caution")}
LEVEL_LABELS: Mapping[str, str] = {"patient": _("for a patient"), "system": _("for the health system")}
WHAT, GRADE, WHO = _("What is recommended"), _("Grade"), _("Who it is for")
WHY, AGE = _("Reasons and advice"), _("Source and age")
# The headings of the form, in its order.
GROUPS = (WHAT, GRADE, WHO, WHY, AGE)
# What stands with a recommendation's place in a release, and makes no new version of it.
BESIDE_THE_WORDING = ("evidence_reviewed", "cases")
MOST_RECOMMENDATIONS = 500
LONGEST_PROSE = 4000
KEY = re.compile(r"[-a-zA-Z0-9_]{1,50}")


def _is_key(text: str) -> str:
    if not KEY.fullmatch(text):
        raise ValueError(f"»{text}«: en nøgle er højst 50 bogstaver a–z, cifre, - og _")
    return text


RowKey = Annotated[str, AfterValidator(_is_key)]


@shape("Anbefalingen")
class RecommendationContent:
    """A recommendation as it stands in a content file."""

    key: RowKey
    title: Annotated[str, About(_("Title"), longest=100, group=WHAT)]
    text: Annotated[
        str, About(_("Text"), "text", longest=280, group=WHAT, help=_("What is to be done, in at most 280 characters."))
    ]
    level: Annotated[
        Literal["patient", "system"], About(_("Whom it speaks to"), "choice", choices=LEVEL_LABELS, group=WHAT)
    ]
    topic: Annotated[str, About(_("Topic"), "choice", choices=TOPIC_LABELS, group=WHAT)]
    strength: Annotated[str, About(_("Strength"), "choice", of="strengths", group=GRADE)]
    evidence: Annotated[str, About(_("Certainty of evidence"), "choice", of="certainties", group=GRADE)]
    direction: Annotated[
        str,
        About(
            _("For or against"),
            "choice",
            choices=DIRECTION_LABELS,
            group=GRADE,
            required=False,
            empty=_("As the strength says"),
            help=_("Choose only where the strength does not say it itself."),
        ),
    ]
    applies_when: Annotated[JsonObject | None, About(_("It applies when"), "condition", group=WHO)] = None
    attention_when: Annotated[
        JsonObject | None,
        About(
            _("It needs attention when"),
            "condition",
            group=WHO,
            help=_("It must apply first. Empty: it is shown where it applies."),
        ),
    ] = None
    list_name: Annotated[
        Literal["", "do_now", "consider"],
        About(
            _("Stands under"),
            "choice",
            choices=LIST_LABELS,
            group=WHO,
            required=False,
            empty=_("As its grade says"),
            help=_("Where it stands when it needs attention: what is strong under Do now, the rest under Consider."),
        ),
    ] = ""
    lifted_because: Annotated[
        str,
        About(
            _("Comes first because"),
            longest=160,
            group=WHO,
            help=_(
                "Only where it must come before what is graded higher when it needs attention. Empty for almost all."
            ),
        ),
    ] = ""
    severity: Annotated[
        Literal["", "serious", "caution"],
        About(
            _("How serious"),
            "choice",
            choices=SEVERITY_LABELS,
            required=False,
            group=WHO,
            empty=_("Not a prompt about medicine"),
            help=_("Of a safety prompt: advice to start a medicine that would set off a serious one is held back."),
        ),
    ] = ""
    severity_ground: Annotated[
        str, About(_("Why it is serious, or only a caution"), longest=200, group=WHO, help=_("With its source."))
    ] = ""
    rationale: Annotated[str, About(_("Why"), "text", longest=LONGEST_PROSE, group=WHY)]
    practical: Annotated[str, About(_("Good to know"), "text", longest=LONGEST_PROSE, group=WHY)]
    in_clinic: Annotated[str, About(_("What it means in this clinic"), "text", longest=LONGEST_PROSE, group=WHY)]
    source: Annotated[str, About(_("Source"), "source", group=AGE)] = ""
    source_section: Annotated[
        str, About(_("Section"), longest=200, group=AGE, help=_("Chapter, section or page in the source."))
    ]
    evidence_reviewed: Annotated[
        str,
        About(
            _("Evidence reviewed"),
            "known_date",
            longest=10,
            group=AGE,
            help=_("2018, 2018-03 or 2018-03-19. It changes without a new version of the wording."),
        ),
    ] = ""
    superseded_by: Annotated[
        str, About(_("Replaced by"), "choice", of="recommendations", longest=120, group=AGE, empty=_("None"))
    ] = ""
    shows_contacts: Annotated[
        bool,
        About(
            _("Shows whom to call"),
            "tick",
            group=WHO,
            help=_("The pathway's contacts stand on the safety prompt, in the note and on the patient's plan."),
        ),
    ] = False
    outcomes: Annotated[tuple[Outcome, ...], About(_("What can come of it"), "rows", of="outcomes")] = ()
    # The text of a safety prompt by answer; changed by file.
    texts: tuple[TextForAnswer, ...] = ()
    # Read one by one, so that one that cannot be read stands beside the others.
    cases: Json = None


@shape("Den udtagne anbefaling")
class RetiredRow:
    """A recommendation that a release takes out: why, and what takes its place (guideline/recommendation)."""

    key: str
    reason: str
    successor: str = ""


@shape(is_whole=False)
class ReleaseFrame:
    """What any content says of itself."""

    key: RowKey
    kind: str
    title: Annotated[str, About(_("Title"), longest=200)]
    publisher: Annotated[str | None, About(_("Publisher"), longest=200)] = None
    programme: Annotated[str | None, About(_("Programme"), longest=300)] = None
    source: str | None = None
    rating_scheme: str | None = None
    last_assessed: Annotated[str | None, About(_("Last assessed"), "known_date", longest=10)] = None
    literature_search: Annotated[str | None, About(_("Literature searched until"), "known_date", longest=10)] = None
    currency_note: Annotated[
        str | None,
        About(
            _("Currency"),
            "text",
            longest=LONGEST_PROSE,
            help=_("What a reader must know of its age, for instance that the publisher has withdrawn it."),
        ),
    ] = None
    unverified: Annotated[str | None, About(_("Not verified yet"), "shown")] = None
    release: Annotated[ReleaseNote, Within(required=True)]


@shape()
class GuidelineBody(ReleaseFrame):
    """A guideline's release as it stands in a content file."""

    source: Annotated[
        str, About(_("Source"), "source", help=_("Recommendations come from it, unless one names another."))
    ]
    rating_scheme: Annotated[str, About(_("Scheme of grades"), "choice", of="schemes")]
    recommendations: Annotated[tuple[RecommendationContent, ...], Rows(_("Recommendations"), _("Recommendation"))]
    retired: tuple[RetiredRow, ...] = ()
    justifications: Json = None
