"""The facts of one episode in Danish words, with the day each was recorded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.models import Episode, Treatment
from assessment.record.answer_words import reason_in_words, with_remark
from assessment.record.answers import without_value
from assessment.record.form_changes import given_in
from assessment.rules.keys import DURATION_MONTHS, RED_FLAG_OPEN, RED_FLAGS, RED_FLAGS_CLEARED
from assessment.rules.score_words import in_part
from assessment.rules.series import COMPUTED, Given, answers_of_one_contact
from guidelines.vocabulary.facts import LIST_COMPLETE, OF_A_KIND, TREATMENTS, Facts, Range, Value, kind_of_fact
from guidelines.vocabulary.model import Vocabulary
from guidelines.vocabulary.told_dates import Precision, ToldDate

# Shown by the answers that it is worked out from: which red flag it is says more than that one is open.
BEHIND = {RED_FLAG_OPEN: (RED_FLAGS, RED_FLAGS_CLEARED)}
# What is asked of an answer that is known in part, where a rule lacks the rest.
THE_REST: Mapping[Precision, str] = {"day": "", "month": "hvilken dag?", "year": "hvilken måned?"}


@dataclass(frozen=True)
class KnownFact:
    """A fact as it is shown: what, which value, and when it was recorded.

    A score is as old as its oldest part; `newest` is the day of its newest one, where that is another. One that is of
    no one contact has no day of its own: `days_of_parts` stand with its value wherever that is shown.
    """

    short: str
    value: str
    recorded: date | None
    newest: date | None = None
    days_of_parts: str = ""

    @property
    def is_partial(self) -> bool:
        return bool(self.days_of_parts)

    @property
    def day(self) -> str:
        """When it was recorded, in brackets; empty for what was never asked."""
        return f"({days_in_words(self.recorded, self.newest)})" if self.recorded else ""


def days_in_words(first: date | None, last: date | None) -> str:
    """One day, or the first and the last of several."""
    return "–".join(f"{day:%d.%m.%Y}" for day in (first, last) if day)


@dataclass(frozen=True)
class OpenQuestion:
    """An unanswered question, where it is asked, and whether it was asked in vain."""

    key: str
    short: str
    label: str
    section: str
    asked: str = ""


def duration_in_words(months: float) -> str:
    """33.5 as 2 år 9 mdr."""
    if months < 1:
        return "under 1 md."
    years, rest = divmod(int(months), 12)
    parts = [f"{years} år"] if years else []
    if rest or not years:
        parts.append(ngettext("%(number)s mth.", "%(number)s mths.", rest) % {"number": rest})
    return " ".join(parts)


def rest_asked(key: str, facts: Facts) -> str:
    """What a rule that lacks the answer still asks of it: empty where nothing is known of it."""
    value = facts.values.get(key)
    return THE_REST[value.precision] if isinstance(value, ToldDate) else ""


def fact_in_words(key: str, value: Value, vocabulary: Vocabulary) -> str:
    """A fact's value in Danish: a duration in years and months, anything else as the vocabulary says it."""
    if key == DURATION_MONTHS and isinstance(value, int | float):
        return duration_in_words(value)
    if key == DURATION_MONTHS and isinstance(value, Range):
        return " – ".join(dict.fromkeys(map(duration_in_words, value.ends)))
    return vocabulary.display(key, value)


class FactDisplay:
    """Facts in Danish, with the day each was recorded."""

    def __init__(self, episode: Episode, treatments: list[Treatment], facts: Facts, vocabulary: Vocabulary) -> None:
        self.facts, self.vocabulary = facts, vocabulary
        self.asked = without_value(episode)
        self.episode, self.treatments = episode, treatments
        self._answers, self._zone = episode.answers, timezone.get_current_timezone()
        self._known: dict[str, KnownFact] = {}

    def recorded(self, key: str) -> date | None:
        """The day of the question's newest answer, or of the newest treatment; None for what was never asked."""
        if key == TREATMENTS and self.treatments:
            return max(row.recorded_at for row in self.treatments).astimezone(self._zone).date()
        entry = self._answers.get(key)
        return datetime.fromisoformat(entry["at"]).astimezone(self._zone).date() if entry else None

    def known(self, keys: Iterable[str]) -> list[KnownFact]:
        """Each known fact among these, in the vocabulary's order of naming."""
        shown = {one for key in keys for one in BEHIND.get(key, (key,))}
        return [self.one(key) for key in sorted(shown) if key in self.facts.values]

    def one(self, key: str) -> KnownFact:
        """A known fact. Raises KeyError for an unknown one."""
        if key not in self._known:
            self._known[key] = self._put_into_words(key)
        return self._known[key]

    def _put_into_words(self, key: str) -> KnownFact:
        value = with_remark(fact_in_words(key, self.facts.values[key], self.vocabulary), self._answers.get(key))
        derived = self.vocabulary.derived.get(key)
        sources: Iterable[str] = derived.inputs if derived else (key,)
        is_partial = False
        if follows := self._said_of_the_list(key):
            return follows
        if key in COMPUTED and (given := self._given_in(sources)):
            own = answers_of_one_contact(key, self.facts.values, given)
            sources, is_partial = own or given, not own
        days = [day for source in sources if (day := self.recorded(source))]
        oldest, newest = min(days, default=None), max(days, default=None)
        newest = newest if newest != oldest else None
        short = self.vocabulary.short(key)
        if is_partial:
            said = days_in_words(oldest, newest)
            return KnownFact(short, in_part(value, said), None, days_of_parts=said)
        return KnownFact(short, value, oldest, newest)

    def _said_of_the_list(self, key: str) -> KnownFact | None:
        """What follows of a kind without a row from a word on the list: that is no answer of the newest row's day."""
        kind = kind_of_fact(key)
        kinds = self.vocabulary.kinds_by_group.get(kind) or frozenset({kind} & self.vocabulary.treatment_kinds.keys())
        if not kinds or self.facts.values[key] is not False or any(row.kind in kinds for row in self.treatments):
            return None
        short, value = self.vocabulary.short(key), self.vocabulary.display(key, False)
        if kinds == {kind} and (said := self._answers.get(OF_A_KIND + kind)) and said["value"] == []:
            return KnownFact(short, value, self.recorded(OF_A_KIND + kind))
        complete = self.recorded(LIST_COMPLETE)
        if complete is None or not self.treatments or self._answers[LIST_COMPLETE]["value"] is not True:
            return None
        words = _("%(no)s: not on the list, which was said to be complete on %(day)s")
        return KnownFact(short, words % {"no": value, "day": f"{complete:%d.%m.%Y}"}, None)

    def _given_in(self, questions: Iterable[str]) -> dict[str, Given]:
        """Where each of these questions was answered, of those that are."""
        return {
            key: given_in(entry)
            for key in questions
            if key in self.facts.values and (entry := self._answers.get(key)) is not None
        }

    def open(self, keys: Iterable[str]) -> list[OpenQuestion]:
        """These questions, without those that are not asked any more."""
        return [self.open_one(key) for key in keys if self.vocabulary.is_asked(key)]

    def open_one(self, key: str) -> OpenQuestion:
        v, asked = self.vocabulary, self.asked.get(key)
        why = reason_in_words(asked.reason, asked.comment) if asked else ""
        short, label, rest = v.short(key), self.label(key), rest_asked(key, self.facts)
        if rest:
            short, label = f"{short}: {rest}", f"{label} {rest.capitalize()}"
        return OpenQuestion(key, short, label, v.section_of(key), why)

    def label(self, key: str) -> str:
        """The question as it is put. Beside a list of treatments nobody is asked which there are."""
        if key == TREATMENTS and self.treatments:
            return _("What does the list of treatments lack?")
        return self.vocabulary.label(key)
