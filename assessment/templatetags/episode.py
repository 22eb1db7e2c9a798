"""Template tags for the pages of an episode: what a page shows many times is put together in Python."""

from collections.abc import Iterable

from django import template
from django.template import Context
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from accounts.templatetags.paths import path
from assessment.advice.arrange import AdviceRow
from assessment.episode.workspace import STATES, SectionProgress
from assessment.record.known_facts import KnownFact
from assessment.rules import keys, score_words

register = template.Library()


@register.simple_tag
def reasons(facts: Iterable[KnownFact]) -> str:
    """The facts that decided an advice, each with the day it was recorded."""
    rows = ((fact.short, fact.value, fact.day) for fact in facts)
    return format_html_join("", '<li>{}: <strong>{}</strong> <span class="quiet">{}</span></li>', rows)


@register.simple_tag
def key_of(name: str) -> str:
    """The key of a question that the program knows by this name (assessment.rules.keys)."""
    return str(getattr(keys, name))


@register.simple_tag(takes_context=True)
def place_of(context: Context, name: str) -> str:
    """Where that question is asked: its field on the page of its section."""
    key, workspace = key_of(name), context["workspace"]
    section = workspace.content.vocabulary.section_of(key)
    return f"{path('section', workspace.episode.pk, section)}#field_{key}"


@register.filter
def better_in_brackets(direction: str) -> str:
    """Which direction of an instrument's score is the better one; empty if the content does not say."""
    return score_words.better_in_brackets(score_words.DIRECTIONS.get(direction, ""))


@register.filter
def by_guideline(rows: Iterable[AdviceRow]) -> list[tuple[str, list[AdviceRow]]]:
    """The rows of each guideline under its title, in the order in which the first of each stands."""
    found: dict[str, list[AdviceRow]] = {}
    for row in rows:
        found.setdefault(row.recommendation.release.title, []).append(row)
    return [*found.items()]


TASK = (
    '<li id="task_{}"{}><a href="{}" data-section{}><span aria-hidden="true">{}</span><span>{}</span>'
    '<span class="count"><span class="sr-only">{}</span> {}</span></a></li>'
)
OUT_OF_BAND, HERE = format_html(' hx-swap-oob="{}"', "true"), format_html(' aria-current="{}"', "page")


@register.simple_tag(takes_context=True)
def tasks(context: Context, entries: Iterable[SectionProgress]) -> str:
    """The sections as a list of links, each with how far it is."""
    out_of_band = OUT_OF_BAND if context.get("oob") else ""
    episode, here = context["episode"], context.get("section_key")
    words = {state: conditional_escape(said) for state, said in STATES.items()}
    return format_html_join(
        "",
        TASK,
        (
            (
                entry.section.key,
                out_of_band,
                path("section", episode.pk, entry.section.key),
                HERE if entry.section.key == here else "",
                entry.symbol,
                entry.section.title,
                words[entry.state],
                f"{entry.answered}/{entry.total}",
            )
            for entry in entries
        ),
    )


# What else there is of an episode: the page's name, its tab, a sign and what it is called.
TOOLS = (
    ("episode", "overview", "▤", _("Overview")),
    ("plan", "plan", "⚑", _("The patient's plan")),
    ("episode_summary", "summary", "≡", _("Summary")),
    ("readiness", "referral", "✉", _("Referral")),
    ("consultations", "consultations", "◷", _("Consultations")),
    ("progress", "progress", "↗", _("Development")),
    ("questionnaires", "questionnaires", "☰", _("Questionnaires")),
    ("surgery", "surgery", "✚", _("Operation")),
)
TOOL = '<li><a href="{}"{}><span aria-hidden="true">{}</span><span>{}</span></a></li>'


@register.simple_tag(takes_context=True)
def tools(context: Context) -> str:
    """The episode's other pages as a list of links."""
    episode, here = context["episode"].pk, context.get("tab")
    return format_html_join(
        "", TOOL, ((path(page, episode), HERE if tab == here else "", sign, said) for page, tab, sign, said in TOOLS)
    )
