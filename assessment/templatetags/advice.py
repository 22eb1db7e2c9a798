"""Template tags for the rows of advice. What says the same of every patient is put together once for each release."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.pages.part_template import format_html, format_html_join, with_places
from accounts.templatetags.paths import path
from assessment.advice.answer_choices import answers_to
from assessment.advice.arrange import AdviceRow
from assessment.episode.next_questions import NextQuestion
from assessment.episode.workspace import Workspace
from assessment.models import Episode
from assessment.record.known_facts import KnownFact, OpenQuestion
from assessment.treatments.open_list import OpenList
from guidelines.in_force.content import PublishedRecommendation
from guidelines.recommendations.evaluation import Status
from guidelines.recommendations.outcomes import EmergencyContact
from guidelines.templatetags.guidelines import headline, provenance, said

register = template.Library()


@register.simple_tag
def advice_head(row: AdviceRow, is_mostly_aged: bool) -> str:
    """The title of a row, and what stands below it: the text, the grade, and in words how old it is.

    Where the list says once that most of it is aged, the row says what differs.
    """
    return _head(row.recommendation, row.display.facts.as_of, is_mostly_aged)


@lru_cache(maxsize=2000)
def _head(recommendation: PublishedRecommendation, as_of: date, is_mostly_aged: bool) -> str:
    return format_html("{}{}", _title(recommendation), said(recommendation, as_of, is_mostly_aged))


@lru_cache(maxsize=1000)
def _title(recommendation: PublishedRecommendation) -> str:
    version = recommendation.version
    return format_html('<p class="title" id="{}">{}</p>', recommendation.anchor, headline(version))


@register.simple_tag
def prompt_head(row: AdviceRow) -> str:
    """The title of a safety prompt, what has set it off, and its text."""
    return format_html(_prompt(row.recommendation, row.text), _facts(row.why))


@lru_cache(maxsize=1000)
def _prompt(recommendation: PublishedRecommendation, text: str) -> str:
    """What a prompt says to everybody with these answers, with a place for what has set it off."""
    return with_places("{}<p>{{}}</p><p>{}</p>", _title(recommendation), text)


def _facts(facts: Iterable[KnownFact]) -> str:
    return format_html_join(", ", "{}: <strong>{}</strong>", ((fact.short, fact.value) for fact in facts))


@register.simple_tag
def advice_why(row: AdviceRow) -> str:
    """The facts that decided an advice, each with the day it was recorded, and where the advice is from; folded.

    Before them, in sight, what is noted and does not end its attention yet.
    """
    facts = ((fact.short, fact.value, fact.day) for fact in row.why)
    rows = format_html_join("", '<li>{}: <strong>{}</strong> <span class="quiet">{}</span></li>', facts)
    noted = format_html('<p class="old">{}</p>', row.noted) if row.noted else ""
    return format_html("{}{}", noted, format_html(_around_why(row.recommendation, row.display.facts.as_of), rows))


WHY = (
    '<details id="why-{0}"><summary aria-describedby="{0}">{1}</summary><ul class="why">{{}}</ul>'
    '<p class="quiet">{2}</p></details>'
)


@lru_cache(maxsize=1000)
def _around_why(recommendation: PublishedRecommendation, as_of: date) -> str:
    """Where an advice is from, with a place for the facts that decided it."""
    return with_places(WHY, recommendation.anchor, _("Why"), provenance(recommendation, as_of))


@register.simple_tag
def advice_answers(row: AdviceRow, episode: Episode) -> str:
    """What can be answered to an advice, as links."""
    return format_html(_answers(row.recommendation), _respond(row.recommendation, episode))


@lru_cache(maxsize=1000)
def _answers(recommendation: PublishedRecommendation) -> str:
    """The links of an advice, with a place for the address that they lead to."""
    link = '<a href="{{0}}?response={}" aria-describedby="{}">{}</a>'
    choices = answers_to(recommendation).choices.items()
    links = (with_places(link, value, recommendation.anchor, words) for value, words in choices)
    return f'<p class="actions">{" ".join(links)}</p>'


def _respond(recommendation: PublishedRecommendation, episode: Episode) -> str:
    version, publication = recommendation.version, recommendation.release.publication
    return path("advice_respond", episode.pk, publication.key, version.recommendation.key)


@register.simple_tag
def prompt_actions(row: AdviceRow, episode: Episode) -> str:
    """Whether a safety prompt is open or assessed, and the way to decide on it."""
    form = _prompt_actions(row.recommendation, row.is_open, row.decision is not None, row.waits_for_doctor)
    return format_html(form, _respond(row.recommendation, episode))


PROMPT = '<p class="actions">{} <a href="{{}}">{}<span class="sr-only">: {}</span></a></p>'
STATE = '<span class="state state-{}">{}</span>'


@lru_cache(maxsize=1000)
def _prompt_actions(recommendation: PublishedRecommendation, is_open: bool, is_decided: bool, waits: bool) -> str:
    """How a prompt stands and what can be done, with a place for the address of the decision."""
    state = ""
    if is_open:
        state = format_html(STATE, "unmet", _("open"))
    elif waits:
        state = format_html(STATE, "unknown", _("assessed by a nurse, waits for a doctor"))
    elif is_decided:
        state = format_html(STATE, "met", _("assessed"))
    decide = _("Assess again") if is_decided else _("Assess and decide")
    return with_places(PROMPT, state, decide, headline(recommendation.version))


@register.simple_tag
def prompt_state(row: AdviceRow, episode: Episode) -> str:
    """Whether a safety prompt is open or assessed, the way to decide on it, and what was decided last."""
    actions, given = prompt_actions(row, episode), row.response
    if given is None:
        return actions
    before, on = "", ""
    if row.is_open:
        before = format_html("{} ", _("Earlier:"))
        on = format_html(" ({})", ", ".join(row.given_on)) if row.given_on else ""
    day = f"{timezone.localdate(given.recorded_at):%d.%m.%Y}"
    return format_html(GIVEN, actions, before, day, given.words, on, given.recorded_by)


GIVEN = '{}<p>{}{}: {}{} <span class="quiet">{}</span></p>'


@register.simple_tag
def prompt_rows(rows: Iterable[AdviceRow], workspace: Workspace) -> str:
    """Safety prompts as rows of a list, each with its reasons, whom to call, and what came of it."""
    episode = workspace.episode
    return format_html_join(
        "",
        PROMPT_ROW,
        (
            (
                " safety" if row.is_open else "",
                prompt_head(row),
                _whom_to_call(workspace.contacts) if row.recommendation.shows_contacts else "",
                render_to_string(CHANGED_SINCE, {"row": row}) if row.has_changed else "",
                advice_why(row),
                prompt_state(row, episode),
            )
            for row in rows
        ),
    )


PROMPT_ROW = '<li class="advice-row{}">{}{}{}{}{}</li>'
CHANGED_SINCE = "assessment/advice/_changed_since.html"


@lru_cache(maxsize=100)
def _whom_to_call(contacts: tuple[EmergencyContact, ...]) -> str:
    missing = format_html(QUIET, _("(no number is entered)"))
    named = ((contact.name, "" if contact.phone else missing) for contact in contacts)
    names = format_html_join("; ", "<strong>{}</strong>{}", named)
    return format_html("<p>{} {}</p>", _("Whom to call:"), names)


NOT_APPLYING = "<li>{}{}{}</li>"
WHY_NOT = ' – <span class="quiet">{}</span>'


@register.simple_tag
def not_applying(rows: Iterable[AdviceRow]) -> str:
    """What does not apply, as rows of a list: whether it is superseded or not relevant, and the facts that decided."""
    superseded, not_relevant = format_html(WHY_NOT, _("superseded")), format_html(WHY_NOT, _("not relevant"))
    return format_html_join(
        "",
        NOT_APPLYING,
        (
            (
                headline(row.recommendation.version),
                (superseded if row.result.missing else not_relevant) if row.result.status == Status.UNKNOWN else "",
                _quiet_facts(row.why),
            )
            for row in rows
        ),
    )


@register.simple_tag
def because(facts: Iterable[KnownFact]) -> str:
    """What has set a prompt off, after its title."""
    said = format_html_join(", ", "{}: {}", ((fact.short, fact.value) for fact in facts))
    return format_html(" – {}", said) if said else ""


def _quiet_facts(facts: Iterable[KnownFact]) -> str:
    said = format_html_join(", ", '<span class="quiet">{}: {}</span>', ((fact.short, fact.value) for fact in facts))
    return format_html(" – {}", said) if said else ""


QUESTION = '<a href="{}#field_{}">{}</a>{}'
ASKED = ' <span class="quiet">({})</span>'


@register.simple_tag
def missing(episode: Episode, questions: Iterable[OpenQuestion]) -> str:
    """The questions to ask, each as a link to its field; with why there is no answer, where it was asked in vain."""
    return format_html_join(
        ", ",
        QUESTION,
        (
            (
                path("section", episode.pk, question.section),
                question.key,
                question.short,
                format_html(ASKED, question.asked) if question.asked else "",
            )
            for question in questions
        ),
    )


IN_A_LIST = '<li><a href="{}#field_{}">{}</a>{}</li>'
QUIET = ' <span class="quiet">{}</span>'


@register.simple_tag
def ask_rows(episode: Episode, questions: Iterable[OpenQuestion]) -> str:
    """The questions to ask as rows of a list, in whole sentences; with why there is no answer."""
    return _rows(episode, ((question, question.asked) for question in questions))


@register.simple_tag
def best_rows(episode: Episode, questions: Iterable[NextQuestion]) -> str:
    """The same, with how many recommendations an answer helps decide."""
    return _rows(episode, ((question, question.recommendations_in_words) for question in questions))


def _rows(episode: Episode, questions: Iterable[tuple[OpenQuestion | NextQuestion, str]]) -> str:
    return format_html_join(
        "",
        IN_A_LIST,
        (
            (
                path("section", episode.pk, question.section),
                question.key,
                question.label,
                format_html(QUIET, said) if said else "",
            )
            for question, said in questions
        ),
    )


@register.simple_tag
def kinds_not_tried(found: OpenList, folds: bool | str = False) -> str:
    """A button for each kind that was perhaps not tried; folded where they are many and the place asks for it."""
    words = _("Note “%(kind)s: not tried”")
    buttons = format_html_join("", SAY, ((kind.key, words % {"kind": kind.label}) for kind in found.kinds))
    if not folds or not found.is_many:
        return buttons
    summary = _("One kind at a time (%(number)s)") % {"number": len(found.kinds)}
    return format_html("<details><summary>{}</summary>{}</details>", summary, buttons)


SAY = (
    '<button type="submit" class="button button-secondary button-small" form="of-the-list" name="say" value="{}">'
    "{}</button>"
)
