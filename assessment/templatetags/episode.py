"""Template tags for the pages of an episode: what a page shows many times is put together in Python."""

from collections.abc import Iterable
from functools import cache, lru_cache
from uuid import UUID

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.pages.part_template import format_html, format_html_join, with_places
from accounts.templatetags.paths import path
from assessment.advice.arrange import AdviceRow
from assessment.episode.frame import OPENED_FOR
from assessment.episode.next_questions import STATES, SYMBOLS, SectionProgress
from assessment.episode.workspace import Workspace, build_workspace
from assessment.models import AdviceResponse, Consultation
from assessment.record.clock import today
from assessment.record.known_facts import KnownFact
from assessment.rules import keys, score_words
from assessment.safety.gone_prompts import when_gone
from assessment.templatetags.advice import missing
from assessment.treatments.display import TreatmentDisplay
from guidelines.in_force.content import ContentMissing, current_content
from guidelines.templatetags.guidelines import headline

register = template.Library()
register.simple_tag(when_gone)


@register.simple_tag
def pairs(facts: Iterable[KnownFact]) -> str:
    """Facts as pairs of a description list."""
    return format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", ((fact.short, fact.value) for fact in facts))


TRIED = "<li><strong>{}</strong>{}: {}, {}{}</li>"


@register.simple_tag
def tried(entries: Iterable[TreatmentDisplay]) -> str:
    """Treatments as rows of a list: the name, the dose, whether it is used, what came of it."""
    stopped = gettext("stopped for side effects")
    return format_html_join(
        "",
        TRIED,
        (
            (
                entry.row.name or entry.title,
                f" {entry.dose}" if entry.dose else "",
                entry.status.lower(),
                entry.effect.lower(),
                f", {stopped}" if entry.row.stopped_for_side_effects else "",
            )
            for entry in entries
        ),
    )


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


# Of each section and how far it is: with places for what differs from page to page.
TASK = (
    '<li id="task_{}"{}><a href="{{}}" data-section{}><span aria-hidden="true">{}</span><span>{}</span>'
    '<span class="count"><span class="sr-only">{}</span> {{}}/{{}}</span></a></li>'
)
OUT_OF_BAND, HERE = format_html(' hx-swap-oob="{}"', "true"), format_html(' aria-current="{}"', "page")


@lru_cache(maxsize=1000)
def _task(section: str, title: str, state: str, is_here: bool, out_of_band: bool) -> str:
    attributes = (OUT_OF_BAND if out_of_band else "", HERE if is_here else "")
    return with_places(TASK, section, *attributes, SYMBOLS[state], title, STATES[state])


@register.simple_tag(takes_context=True)
def tasks(context: Context, entries: Iterable[SectionProgress]) -> str:
    """The sections as a list of links, each with how far it is."""
    out_of_band = bool(context.get("oob"))
    episode, here = context["episode"].pk, context.get("section_key")
    forms: list[str] = []
    words: list[object] = []
    for entry in entries:
        key = entry.section.key
        forms.append(_task(key, entry.section.title, entry.state, key == here, out_of_band))
        words += (path("section", episode, key), entry.answered, entry.total)
    return format_html("".join(forms), *words)


# What else there is of an episode: the page's name, its tab, a sign and what it is called.
TOOLS = (
    ("episode", "overview", "▤", _("Overview")),
    ("follow_up", "follow_up", "↻", _("Follow-up")),
    ("plan", "plan", "⚑", _("The patient's plan")),
    ("episode_summary", "summary", "≡", _("Summary")),
    ("readiness", "referral", "✉", _("Referral")),
    ("inquiries_of_episode", "inquiries", "?", _("Questions to the doctor")),
    ("consultations", "consultations", "◷", _("Consultations")),
    ("progress", "progress", "↗", _("Development")),
    ("questionnaires", "questionnaires", "☰", _("Questionnaires")),
    ("surgery", "surgery", "✚", _("Operation")),
)
TOOL = '<li><a href="{{}}"{}><span aria-hidden="true">{}</span><span>{}</span></a></li>'


@cache
def _tools(here: str) -> str:
    """All of them, with places for their addresses."""
    return "".join(with_places(TOOL, HERE if tab == here else "", sign, said) for _page, tab, sign, said in TOOLS)


@register.simple_tag(takes_context=True)
def tools(context: Context) -> str:
    """The episode's other pages as a list of links."""
    episode, tab = context["episode"].pk, context.get("tab")
    here = tab if any(tab == tool[1] for tool in TOOLS) else ""
    return format_html(_tools(here), *(path(page, episode) for page, *_rest in TOOLS))


OPTION = '<option value="{}"{}>{}</option>'
KINDS = '<label class="sr-only" for="contact-kind">{}</label><select id="contact-kind" name="kind">{}</select>'
CHOSEN = format_html(" {}", "selected")


@cache
def _kinds(chosen: str) -> str:
    kinds = ((kind, CHOSEN if kind == chosen else "", words) for kind, words in Consultation.Kind.choices)
    return format_html(KINDS, gettext("What it is"), format_html_join("", OPTION, kinds))


@register.simple_tag(takes_context=True)
def contact_kinds(context: Context, workspace: Workspace) -> str:
    """The kinds of contact to begin. Chosen is the one that the page was opened for; else a follow-up where the planned
    assessments are over.
    """
    request = context.get("request")
    meant = request.GET.get(OPENED_FOR) if request else None
    if meant in Consultation.Kind.values:
        return _kinds(meant)
    is_follow_up = workspace.agenda is not None and workspace.agenda.is_follow_up
    return _kinds(Consultation.Kind.FOLLOW_UP if is_follow_up else Consultation.Kind.ASSESSMENT)


ASSESSED, CHANGED_TODAY = "<p>{} – {} {}</p>", "<p>{}: {}. {}</p>"
ASSESSED_FACT = "{}: <strong>{}</strong>"


LEFT = "<p>{} {}</p>"
WAITS_FOR_DOCTOR = '<p><strong class="old">{}</strong>: {}</p>'


@register.simple_tag
def safety_left(workspace: Workspace) -> str:
    """What safety asks and nobody has asked, the first of it in reach, or what was asked in vain; and what a nurse has
    assessed and a doctor has not.
    """
    advice, words = workspace.advice, ""
    questions = advice.safety_unasked()
    if questions:
        said = ngettext(
            "%(number)s question of safety is not asked:",
            "%(number)s questions of safety are not asked, the first:",
            len(questions),
        )
        words, questions = said % {"number": len(questions)}, questions[:1]
    elif advice.safety_unknown:
        words, questions = gettext("A question of safety was asked, and has no answer:"), advice.safety_questions()
    left = format_html(LEFT, words, missing(workspace.episode, questions)) if words else ""
    waiting = gettext("assessed by a nurse, waits for a doctor")
    rows = ((row.recommendation.version.title, waiting) for row in advice.for_doctor)
    return format_html("{}{}", left, format_html_join("", WAITS_FOR_DOCTOR, rows))


@register.simple_tag
def assessed_prompts(workspace: Workspace) -> str:
    """What somebody has decided on under Safety and still applies: the facts, and the day of the assessment."""
    lines = (
        (
            format_html_join(", ", ASSESSED_FACT, ((fact.short, fact.value) for fact in row.why)),
            gettext("assessed"),
            f"{timezone.localdate(row.decision.recorded_at):%d.%m.%Y}",
        )
        for row in workspace.advice.safety
        if row.decision and not row.is_open and not row.waits_for_doctor
    )
    return format_html("{}{}", format_html_join("", ASSESSED, lines), _changed_today(workspace))


def _changed_today(workspace: Workspace) -> str:
    """What was open today until the answer was changed, with the reason that somebody gave."""
    given = (
        (row.recommendation.version.title, row.response)
        for row in workspace.advice.does_not_apply
        if row.response and row.response.safety == AdviceResponse.Safety.GONE and row.response.comment
        if timezone.localdate(row.response.recorded_at) == workspace.case.as_of
    )
    return format_html_join("", CHANGED_TODAY, ((title, when_gone(gone), gone.comment) for title, gone in given))


STRIP_LINE = '<li data-line="{}"><a href="{}">{}</a></li>'


@register.simple_tag
def strip_lines(workspace: Workspace) -> str:
    """One line each: an answer that cannot wait, a prompt that is open, was answered away or waits for a doctor, a rule
    that failed.
    """
    episode, advice = workspace.episode.pk, workspace.advice
    hint, fault = gettext("An answer hints at thoughts of suicide"), gettext("Fault in the rule, judge it yourself:")
    lines: list[tuple[object, str, str]] = []
    for alert in workspace.alerts:
        place = f"{path('section', episode, alert.question.section)}#field_{alert.question.key}"
        lines.append((alert.response.pk, place, hint))
    lines += [(row.anchor, _decide(row, episode), headline(row.recommendation.version)) for row in advice.open_safety]
    changed, waits = gettext("the answer was changed, say why"), gettext("assessed by a nurse, waits for a doctor")
    lines += [(row.anchor, _decide(row, episode), _said_of(row, changed)) for row in advice.gone]
    for row in advice.for_doctor:
        thread = row.decision and row.decision.waiting_inquiry
        lines.append((f"{row.anchor}-doctor", path("inquiry", thread), _said_of(row, waits)))
    for row in advice.safety_faults:
        said = format_html("{} {}", fault, headline(row.recommendation.version))
        lines.append((row.anchor, path("advice", episode), said))
    return format_html_join("", STRIP_LINE, lines)


def _decide(row: AdviceRow, episode: UUID) -> str:
    """Where a safety prompt is decided on."""
    version, publication = row.recommendation.version, row.recommendation.release.publication
    return path("advice_respond", episode, publication.key, version.recommendation.key)


def _said_of(row: AdviceRow, words: str) -> str:
    return format_html("{}: {}", headline(row.recommendation.version), words)


@register.inclusion_tag("assessment/advice/_strip.html", takes_context=True)
def safety_strip(context: Context) -> dict[str, object]:
    """What waits for a decision under Safety, one line each; a page that knows no workspace has it worked out here."""
    episode = context["episode"]
    try:
        workspace = context.get("workspace") or build_workspace(episode, current_content(), today())
    except ContentMissing:
        return {}
    is_beside_panel = context.get("is_beside_panel") or context.get("oob")
    return {
        "workspace": workspace,
        "episode": episode,
        "panel": "" if is_beside_panel else path("episode", episode.pk),
        "oob": context.get("oob"),
    }
