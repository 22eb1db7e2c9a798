"""The journal note of one contact, or of a day without one: what it changed and decided, and nothing it did not touch.

The short note is what a colleague must know; the long one has the answers behind a score, every step of what was
decided, and what is known of an opioid in use.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from assessment.episode.tellings import tell_known
from assessment.models import AdviceResponse, Consultation, Episode, PrintedCarePlan
from assessment.notes.contact_facts import ContactFacts
from assessment.notes.contact_rows import ContactRows, EpisodeRows
from assessment.notes.decision_lines import assessed_lines, decision_lines
from assessment.notes.layout import HeldLines, JournalNote, NoteSection, lay_out
from assessment.notes.lines import closed, instrument_line, plan_lines
from assessment.notes.treatment_lines import treatment_lines
from assessment.record.contacts import Contact, WithoutContact, end_of, make_time_test, since_last
from assessment.rules.keys import (
    DISTRIBUTION,
    DRAWING,
    MECHANISM,
    NEXT_FOLLOW_UP,
    OPIOIDS_BEGIN,
    PAIN_CLASS,
    PRIMARY_SITE,
    SITES,
)
from assessment.rules.line_words import day
from assessment.treatments.display import display_treatment
from guidelines.in_force.content import Content
from guidelines.prose.paragraph import Telling
from guidelines.prose.template import read_mention
from guidelines.vocabulary.model import Held, NotePart

# Why an opioid is given; what else is known of it is asked under its own name.
INDICATION = (PAIN_CLASS, MECHANISM)
# What says in few words where the drawing shows it.
SHOWN_BY_THE_DRAWING = frozenset({SITES, PRIMARY_SITE, DISTRIBUTION})

Parts = Iterable[tuple[Held, Iterable[str]]]
# What else belongs in the record: lines for what a part of the note holds, for one contact, or (None) for the whole
# episode. The tapering adds its plans, the rooms above add theirs: referrals its letters. The last word: the long note.
NoteSource = Callable[[Episode, Contact | None, Content, bool], Parts]
note_sources: list[NoteSource] = []


def consultation_note(contact: Contact, content: Content, *, is_long: bool = False) -> JournalNote:
    """What this consultation changed and decided, as the content lays a note out; nothing that stood before it.

    Read at its end; of one that is ended already it says the same again. Of a day without contact: what was recorded
    on it while no consultation ran. What was recorded so since the consultation before has a line of its own.
    """
    return _ContactNote(contact, content, EpisodeRows(contact.episode), is_long=is_long).note()


def short_and_long(contact: Contact, content: Content) -> tuple[str, str]:
    """The texts of both notes, with the record read once."""
    rows = EpisodeRows(contact.episode)
    short, long = (_ContactNote(contact, content, rows, is_long=is_long).note().text for is_long in (False, True))
    return short, long


def held_by_sources(episode: Episode, contact: Contact | None, content: Content, *, is_long: bool) -> HeldLines:
    """What the sources of the note add, by what holds it; they read together of an episode `of_a_note`."""
    held: dict[Held, list[str]] = {}
    for source in note_sources:
        for key, lines in source(episode, contact, content, is_long):
            held.setdefault(key, []).extend(lines)
    return held


class _ContactNote:
    """Lays out everything of one contact, or of what was recorded without one."""

    def __init__(self, contact: Contact, content: Content, rows: EpisodeRows, *, is_long: bool) -> None:
        contact = rows.reads(contact)
        self.contact, self.content, self.is_long = contact, content, is_long
        self.rows = ContactRows(contact, rows)
        self.facts = ContactFacts(self.rows, content)
        self.is_between = isinstance(contact, WithoutContact) and contact.until is not None

    def note(self) -> JournalNote:
        body = self._body()
        return JournalNote((NoteSection("", (self._head(),)), *body.sections))

    def _body(self) -> JournalNote:
        facts = self.facts
        told = (*facts.changed, *facts.unchanged, *facts.lines)
        return lay_out(self.content.vocabulary, told, self._tell_part, self._held())

    def _head(self) -> str:
        people = self.rows.people
        by = f" ({', '.join(people)})" if people else ""
        when = f"{day(self.contact.day)}{by}."
        if not isinstance(self.contact, Consultation):
            return _("Without contact, %(when)s") % {"when": when}
        said = {"number": self.contact.number, "form": self.contact.kind_and_form, "when": when}
        return _("Cons. %(number)s, %(form)s, %(when)s") % said

    def _tell_part(self, part: NotePart) -> Iterator[str]:
        """What the contact said of the part's facts: what is new, what is as it was, and what has no value."""
        yield self._tell(part.facts, self._changed(part))
        if same := self._tell(part.facts, self._told(part, self.facts.unchanged)):
            yield _("Unchanged: %(what)s") % {"what": same}
        lines = (self.facts.lines.get(key, "") for key in part.facts)
        yield from (closed(line) for line in lines if line)

    def _tell(self, keys: Iterable[str], known: dict[str, Telling]) -> str:
        return tell_known(self.content, "record", keys, known, self.facts.now) if known else ""

    def _changed(self, part: NotePart) -> dict[str, Telling]:
        known = self._told(part, self.facts.changed)
        if NEXT_FOLLOW_UP in part.facts and not self.is_between and (planned := self._planned()):
            known = {NEXT_FOLLOW_UP: planned} | known
        return known

    def _told(self, part: NotePart, facts: dict[str, Telling]) -> dict[str, Telling]:
        """The facts of the part among these; in the short note without those that others say in fewer words."""
        mine = {key: facts[key] for key in part.facts if key in facts}
        if self.is_long:
            return mine
        left_out = {mention.key: mention.values for mention in map(read_mention, part.only_long)}
        return {
            key: one
            for key, one in mine.items()
            if key not in left_out or not self._is_left_out(key, left_out[key], one)
        }

    def _is_left_out(self, key: str, values: frozenset[str], telling: Telling) -> bool:
        if values:
            return not values.isdisjoint(telling.codes) and key not in self.facts.was.facts.values
        others = self.facts.changed.keys() | self.facts.unchanged.keys()
        derived = (one for one, fact in self.content.vocabulary.derived.items() if key in fact.inputs)
        return not others.isdisjoint(SHOWN_BY_THE_DRAWING if key == DRAWING else derived)

    def _planned(self) -> Telling | None:
        """The next contact, which stands also where it was planned before, as long as it has not passed."""
        planned = self.facts.now.facts.values.get(NEXT_FOLLOW_UP)
        is_due = isinstance(planned, date) and planned >= self.contact.day
        return self.facts.telling(NEXT_FOLLOW_UP) if is_due and NEXT_FOLLOW_UP not in self.facts.unchanged else None

    def _held(self) -> HeldLines:
        rows, vocabulary, until = self.rows, self.content.vocabulary, end_of(self.contact)
        contact_is_first = isinstance(self.contact, Consultation) and self.contact.number == 1
        agreed = self.contact.agreed.strip() if isinstance(self.contact, Consultation) else ""
        held: dict[Held, list[str]] = {
            "before_first" if contact_is_first else "since_last": [*self._since_last()],
            "treatments": [*treatment_lines(rows, self.content, is_long=self.is_long), *self._opioid_line()],
            "results": [closed(instrument_line(row, self.content, self.contact.day)) for row in rows.filled_in],
            "assessed": [*assessed_lines(rows.responses, self._outdated(), vocabulary, until), *self._handed_out()],
            "agreed": [closed(agreed), *self._plan_lines()],
            "decisions": [*decision_lines(rows.responses, is_long=self.is_long)],
        }
        added = held_by_sources(rows.rows.episode, self.contact, self.content, is_long=self.is_long)
        for key, lines in added.items():
            held[key] += [closed(line) for line in lines]
        return held

    def _plan_lines(self) -> Iterator[str]:
        if self.rows.plan_states:
            now, before = self.rows.plan_states[-1], self.rows.plan_before
            yield from map(closed, plan_lines(now, before, is_long=self.is_long))

    def _handed_out(self) -> Iterator[str]:
        """Whom the patient has on paper to call, where a prompt that names them was decided on in the contact."""
        responses = (row for row in self.rows.responses if row.safety)
        if any(row.recommendation_version.other_fields.get("shows_contacts") for row in responses):
            is_mine = make_time_test(self.contact)
            for sheet in PrintedCarePlan.objects.filter(episode=self.contact.episode_id).defer("pdf"):
                parts = (part["lines"] for part in sheet.frozen.get("sections", []) if part["key"] == "call")
                if is_mine(sheet.printed_at, sheet.printed_by_id) and (lines := next(parts, None)):
                    yield _("The patient was given on paper: %(numbers)s") % {"numbers": " ".join(lines)}
                    return

    def _outdated(self) -> set[UUID]:
        """The decisions on safety prompts whose answers were given anew in this contact, after them."""
        return {row.pk for row in self.rows.responses if row.safety and self._is_outdated(row)}

    def _is_outdated(self, response: AdviceResponse) -> bool:
        if response.safety == AdviceResponse.Safety.GONE:
            return False
        seen = {key: kept["version"] for key, kept in response.basis.items() if kept and "version" in kept}
        answers = self.rows.answers
        return any(key in answers and answers[key].version > version for key, version in seen.items())

    def _since_last(self) -> Iterator[str]:
        """What was recorded without contact since the consultation before, and by whom."""
        if not isinstance(self.contact, Consultation):
            return
        contact = since_last(self.contact)
        between = _ContactNote(contact, self.content, self.rows.rows, is_long=self.is_long)
        # Its own headings would stand in the middle of a line, and again below for the contact itself.
        said = between._body().lines
        if said:
            if between.rows.people:
                yield _("Noted by %(people)s.") % {"people": ", ".join(between.rows.people)}
            yield from said

    def _opioid_line(self) -> Iterator[str]:
        """In the long note: why an opioid is given, what is known of the plan for it, and the patient's goal.

        What stands elsewhere in the note is not said twice.
        """
        if not self.is_long or not self.rows.opioids or self.is_between:
            return
        values = self.facts.now.facts.values
        asked = [key for key in self.content.vocabulary.questions if key.startswith(OPIOIDS_BEGIN)]
        keys = [key for key in (*INDICATION, *asked) if key in values and key not in self.rows.answers]
        goal = self.rows.rows.plan.goal if not self.rows.plan_states else ""
        known = self._tell((*INDICATION, *asked), {key: self.facts.telling(key) for key in keys})
        parts = [known, _("The patient's goal: “%(goal)s”.") % {"goal": goal} if goal else ""]
        titles = ", ".join(display_treatment(row, self.content.vocabulary).title for row in self.rows.opioids)
        if said := " ".join(filter(None, parts)):
            yield _("Opioid in use (%(titles)s): %(said)s") % {"titles": titles, "said": said}
