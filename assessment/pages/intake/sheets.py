"""The questions that are asked on one page: those of a section, or of a consultation's agenda."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.episode.workspace import Workspace
from assessment.models import Episode
from assessment.pages.intake.forms import SectionForm
from assessment.rules.agenda import Agenda
from assessment.rules.asking.order import asked_with
from guidelines.vocabulary.facts import TREATMENTS
from guidelines.vocabulary.model import Question, Section, Vocabulary

AGENDA, FIRST_NINE, FOLLOW_UP = "agenda", "first_nine", "follow_up"


def show_nothing(workspace: Workspace, form: SectionForm) -> Mapping[str, object]:
    return {}


@dataclass(frozen=True)
class Sheet:
    """Some questions on one page: `key` is the section's, or that of the agenda or of the first nine."""

    key: str
    title: str
    intro: str
    questions: tuple[Question, ...]
    url: str
    next_url: str
    # What the button that goes on says.
    onward: str
    # What the access log calls a page that is no section.
    name: str = ""
    # Whether the list of treatments is asked for as well.
    treatments: bool = False
    # What earlier ones left open, where it is not asked on this page: it leads to its sections.
    elsewhere: tuple[Question, ...] = ()
    template: str = "assessment/intake/section.html"
    # The inputs that stand beside the questions, and what the templates are given for them; and what a save renews.
    beside: Collection[str] = ()
    shows: Callable[[Workspace, SectionForm], Mapping[str, object]] = show_nothing
    renews: str = ""

    @property
    def logged_as(self) -> str:
        return self.name or self.key


def section_sheet(episode: Episode, section: Section, sent: Iterable[str], vocabulary: Vocabulary) -> Sheet:
    """A section of the intake. A question that was retired after the page was opened is still taken from it."""
    stood = [vocabulary.questions[key] for key in sent if key in vocabulary.questions]
    retired = (question for question in stood if question.retired and question.section == section.key)
    return Sheet(
        key=section.key,
        title=section.title,
        intro=section.intro,
        questions=(*vocabulary.by_section[section.key], *retired),
        url=reverse("section", args=[episode.pk, section.key]),
        next_url=reverse("section", args=[episode.pk, next_section(vocabulary, section.key)]),
        onward=_("Save and go to the next section"),
    )


def agenda_sheet(episode: Episode, agenda: Agenda, sent: Iterable[str], vocabulary: Vocabulary) -> Sheet:
    """What a consultation is planned to be about, with what was left over from before: on the page of an assessment,
    and behind links on that of a follow-up, which is as short as its plan.
    """
    left = () if agenda.is_follow_up else agenda.carried_over
    keys = [key for key in (*agenda.part.questions, *left) if key != TREATMENTS]
    # A question that was answered a moment ago, and has left the plan, is still taken from the open page.
    keys += [key for key in sent if key in vocabulary.questions and key not in keys]
    return Sheet(
        key=AGENDA,
        title=agenda.part.title,
        intro=agenda.part.aim,
        questions=tuple(vocabulary.questions[key] for key in keys),
        url=reverse("agenda", args=[episode.pk]),
        next_url=reverse("consultation_end", args=[episode.pk]),
        onward=_("Save and go to the end of the consultation"),
        name=_("agenda"),
        treatments=TREATMENTS in agenda.part.questions,
        elsewhere=tuple(vocabulary.questions[key] for key in agenda.carried_over if key not in keys),
    )


def first_nine_sheet(episode: Episode, key: str, vocabulary: Vocabulary) -> Sheet:
    """One of the first nine: the question of this key, with those that are asked together with it; none for the list of
    treatments, or where nothing is left.
    """
    url = reverse("first_nine", args=[episode.pk])
    return Sheet(
        key=FIRST_NINE,
        title=_("The first nine"),
        intro="",
        questions=tuple(vocabulary.questions[one] for one in asked_with(key) if vocabulary.is_asked(one))
        if key in vocabulary.questions
        else (),
        url=url,
        next_url=url,
        onward=_("Save and go on"),
        name=_("The first nine"),
        template="assessment/intake/first_nine.html",
    )


def next_section(vocabulary: Vocabulary, section_key: str) -> str:
    """The section after this one; after the last, the first."""
    keys = [section.key for section in vocabulary.sections]
    return keys[(keys.index(section_key) + 1) % len(keys)]
