"""Lines that notes and letters share: Danish plain text without markup, made from the same words as the screens."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.care_plan.agreement import MOST_ACTIONS, values_of
from assessment.episode.questionnaire_results import instrument_rows
from assessment.episode.workspace import Workspace
from assessment.models import CarePlan, QuestionnaireResponse
from assessment.questionnaires.responses import instrument_of
from assessment.record.answer_words import reason_in_words
from assessment.record.form_changes import DataAbsent
from assessment.record.known_facts import KnownFact
from assessment.rules.line_words import day, label_text
from assessment.rules.score_words import NAMELESS, score_in_note
from guidelines.in_force.content import Content
from guidelines.instruments.model import RESULT
from guidelines.prose.paragraph import CLOSED

GOAL = "goal"
PLAN_LABELS = {
    GOAL: gettext_lazy("The patient's goal"),
    "flare_up": gettext_lazy("When the pain flares up"),
    "offers": gettext_lazy("Offers"),
    "read_more": gettext_lazy("Read more"),
}


def fact_line(label: str, fact: KnownFact) -> str:
    """A known fact with its day; without a label where its heading says what it is."""
    text = f"{fact.value.strip()} {fact.day}".rstrip()
    return label_text(label, text) if label else text


def absent_line(label: str, asked: DataAbsent) -> str:
    """A question that was asked in vain, with the reason."""
    return label_text(label, reason_in_words(asked.reason, asked.comment))


def plan_lines(plan: CarePlan, before: CarePlan | None = None, *, is_long: bool = True) -> Iterator[str]:
    """What the patient's plan says; with an earlier state: what is new in it.

    The short note has its goal and actions in words, and names what else is new.
    """
    now, was = values_of(plan), values_of(before) if before else {}
    changed = [field for field in PLAN_LABELS if now[field] != was.get(field, "")]
    for field in changed if is_long else [field for field in changed if field == GOAL]:
        yield label_text(str(PLAN_LABELS[field]), now[field] or _("taken out of the plan"))
    for number in range(1, MOST_ACTIONS + 1):
        action, earlier = (_action(values, number) for values in (now, was))
        if action != earlier:
            yield label_text(_("Action %(number)s") % {"number": number}, action or _("taken out of the plan"))
    others = [str(PLAN_LABELS[field]) for field in changed if field != GOAL]
    if others and not is_long:
        yield _("Written in the patient's plan: %(parts)s") % {"parts": ", ".join(others).lower()}


def _action(values: Mapping[str, str], number: int) -> str:
    parts = (values.get(f"action_{number}_{part}", "") for part in ("what", "who", "when"))
    return " – ".join(part for part in parts if part)


def instrument_line(response: QuestionnaireResponse, content: Content, today: date) -> str:
    """One filling-in of an instrument: scores with their bands, or the result as it was typed."""
    instrument = instrument_of(response, content)
    titles = {score.key: score.title for score in instrument.scores} if instrument else {}
    scores = [
        score_in_note(titles.get(key, NAMELESS), entry["value"], entry.get("band") or "")
        for key, entry in response.scores.items()
    ]
    typed = response.items.get(RESULT)
    scores += [typed] if isinstance(typed, str) else []
    text = "; ".join(scores) or _("not every question is answered")
    text = _("removed as entered by mistake") if response.removed_at else text
    title = instrument.title if instrument else _("Questionnaire")
    if response.answered_on != today:
        title = _("%(title)s, filled in %(day)s") % {"title": title, "day": day(response.answered_on)}
    return label_text(title, "\n".join(filter(None, (text, response.comment))))


def latest_results(workspace: Workspace) -> list[str]:
    """The newest result of each instrument that has one, as the note says it."""
    shown = (row.latest for row in instrument_rows(workspace))
    content, as_of = workspace.content, workspace.case.as_of
    return [instrument_line(result.response, content, as_of) for result in shown if result]


def closed(text: str) -> str:
    """The text with an end; nothing of an empty one."""
    return text if not text or text.endswith(CLOSED) else f"{text}."
