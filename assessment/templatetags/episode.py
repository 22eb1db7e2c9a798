"""What stands many times on a page of an episode, put together in one go."""

from collections.abc import Iterable

from django import template
from django.template import Context
from django.utils.html import conditional_escape, format_html, format_html_join

from accounts.templatetags.paths import path
from assessment.episode.workspace import STATES, SectionProgress
from assessment.record.known_facts import KnownFact

register = template.Library()


@register.simple_tag
def reasons(facts: Iterable[KnownFact]) -> str:
    """The facts that decided an advice, each with the day it was recorded."""
    rows = ((fact.short, fact.value, fact.day) for fact in facts)
    return format_html_join("", '<li>{}: <strong>{}</strong> <span class="quiet">{}</span></li>', rows)


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
