"""What was decided on advice and on safety prompts, as the record tells it."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from assessment.models import AdviceResponse
from assessment.rules.line_words import NOTED_BY_NURSE
from guidelines.recommendations.direction import AGAINST
from guidelines.recommendations.outcomes import outcomes_in
from guidelines.vocabulary.model import Vocabulary

DAY = re.compile(r"\d{2}\.\d{2}\.\d{4}")


def decision_lines(responses: Iterable[AdviceResponse], *, is_long: bool = False) -> Iterator[str]:
    """The last answer to each advice, those that were answered alike together; in the long note how it came to it."""
    alike: dict[str, list[str]] = {}
    for mine in _by_recommendation(row for row in responses if not row.safety):
        last = mine[-1]
        earlier = [f"{row.words}{_because(row)}" for row in mine[:-1]] if is_long else []
        words = _(", then ").join([*earlier, last.words])
        alike.setdefault(f"{words[:1].upper()}{words[1:]}", []).append(f"{subject_of(last)}{_because(last)}")
    for words, subjects in alike.items():
        yield f"{words}: {'; '.join(subjects)}."


def assessed_lines(
    responses: Iterable[AdviceResponse], outdated: Collection[UUID], vocabulary: Vocabulary, until: datetime
) -> Iterator[str]:
    """Everything that was decided on each safety prompt, in its order. `outdated` are those whose answers were given
    anew afterwards; a doctor who answered after `until` had not done so yet.
    """
    for mine in _by_recommendation(row for row in responses if row.safety):
        before, then = _(" (before the answer was changed)"), _(", then: ")
        said = [
            with_remark(decided_words(row), waits=_waited(row, until)).removesuffix(".")
            + (before if row.pk in outdated else "")
            for row in mine
        ]
        yield f"{prompt_subject(mine, vocabulary)}: {then.join(said)}."


def decided_words(response: AdviceResponse) -> str:
    """What was decided on a safety prompt, as prose: what was asked in small letters, what was written in quotes."""
    if response.safety != AdviceResponse.Safety.DECIDED:
        return response.words
    outcomes = outcomes_in(response.recommendation_version.other_fields.get("outcomes"))
    asked = (detail for one in outcomes if one.key == response.outcome for detail in one.details)
    inside = {detail.key: detail.inside for detail in asked}
    written = []
    for detail in response.details["details"]:
        label = inside.get(detail["key"]) or f"{detail['label'][:1].lower()}{detail['label'][1:]}"
        written.append(f"{label} {_quoted(detail['text'])}")
    return ", ".join([response.details["label"], *written])


def with_remark(words: str, *, waits: bool) -> str:
    """What was decided; of a nurse's assessment that no doctor has answered, with that it waits for one."""
    return f"{words.removesuffix('.')} ({NOTED_BY_NURSE})" if waits else words


def _waited(response: AdviceResponse, until: datetime) -> bool:
    """Whether somebody else than a doctor decided it, and no doctor had answered then. Read `with_answer`."""
    asked, answered = getattr(response, "asked", None), getattr(response, "answered_at", None)
    is_decided = response.safety == AdviceResponse.Safety.DECIDED
    return is_decided and asked is not None and (answered is None or answered > until)


def _quoted(text: str) -> str:
    """Somebody's own words; a day needs no quotes."""
    said = " ".join(text.split()).removesuffix(".")
    return said if DAY.fullmatch(said) else f"»{said}«"


def subject_of(response: AdviceResponse) -> str:
    """What the advice is about; of what is advised against with the word that says so."""
    version = response.recommendation_version
    return f"{version.headline.word} {version.headline.rest}" if version.direction == AGAINST else version.title


def prompt_subject(responses: Sequence[AdviceResponse], vocabulary: Vocabulary) -> str:
    """What a safety prompt was decided on: the question, where it rests on one alone.

    That it was assessed is only said where somebody has, and not of what was handed on or left open.
    """
    last = responses[-1]
    basis = [key for key, part in last.basis.items() if part and "rows" not in part]
    if len(basis) == 1 == len(last.basis) and basis[0] in vocabulary.questions:
        is_assessed = any(row.safety == AdviceResponse.Safety.DECIDED for row in responses)
        subject = vocabulary.short(basis[0])
        return _("%(subject)s assessed") % {"subject": subject} if is_assessed else subject
    return subject_of(last)


def _because(response: AdviceResponse) -> str:
    said = ", ".join(part for part in (response.get_reason_display(), response.comment) if part)
    return f" ({said})" if said else ""


def _by_recommendation(responses: Iterable[AdviceResponse]) -> Iterable[list[AdviceResponse]]:
    found: dict[int, list[AdviceResponse]] = {}
    for response in responses:
        found.setdefault(response.recommendation_version.recommendation_id, []).append(response)
    return found.values()
