"""The only way to a patient's data from a view: each function keeps within the practice and writes the access log.

A foreign practice's id and an id that does not exist answer the same: Http404.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, reduce
from itertools import islice
from operator import or_
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.log.entries import record_access
from accounts.models import AccessAction, AccessLogEntry, Staff
from accounts.tenancy.statements import Prepared
from accounts.text.danish import search_words
from accounts.text.normal import is_whole_number
from assessment.models import Episode, Patient, PrintedCarePlan, Treatment
from assessment.record.patients import digits_of_cpr

MOST_SHOWN = 50
DIGITS_OF_BIRTH_DATE = 6


@dataclass(frozen=True)
class Understood:
    """What a search is taken for: the beginning of a CPR number, or words of a name in each of their spellings."""

    digits: str = ""
    words: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.digits or self.words)

    @property
    def is_enough(self) -> bool:
        """Whether there are enough digits that the search is no guess at a number."""
        return len(self.digits) >= DIGITS_OF_BIRTH_DATE

    @property
    def in_words(self) -> str:
        """The words as they were looked for, each in its first spelling."""
        return ", ".join(spellings[0] for spellings in self.words)


def understand(query: str) -> Understood:
    """A number where there is nothing but digits and what stands between them; else the words of a name."""
    digits = digits_of_cpr(query)
    return Understood(digits=digits) if is_whole_number(digits) else Understood(words=tuple(search_words(query)))


def find_patients(*, by: Staff, query: str) -> list[Patient]:
    """The practice's patients whose CPR number begins so, or whose name holds every word: the first 50, in order."""
    understood = understand(query)
    record_access(by=by, action=AccessAction.SEARCH, detail=without_serial_number(query))
    if understood.digits:
        begin = Patient.objects.filter(cpr__startswith=understood.digits).order_by("sort_key", "pk")
        return list(begin[:MOST_SHOWN]) if understood.is_enough else []
    if not understood.words:
        return []
    spelled = [spelling for spellings in understood.words for spelling in spellings]
    search = _search_of(tuple(len(spellings) for spellings in understood.words))
    return search(**{f"spelling_{number}": spelling for number, spelling in enumerate(spelled)})


@lru_cache(maxsize=50)
def _search_of(numbers: tuple[int, ...]) -> Prepared[Patient]:
    """The search for so many words, each in so many spellings. 0.2 ms of CPU instead of 1."""
    names = [f"spelling_{number}" for number in range(sum(numbers))]

    def build(**places: UUID) -> QuerySet[Patient]:
        found = Patient.objects.order_by("sort_key", "pk")
        left = iter(names)
        for number in numbers:
            # As `contains` has it, with a place for the spelling: in a pattern there can be none.
            spelled = (GreaterThan(StrIndex("search_key", Value(places[name])), 0) for name in islice(left, number))
            found = found.filter(reduce(or_, map(Q, spelled)))
        return found[:MOST_SHOWN]

    return Prepared(build, *names)


def without_serial_number(text: str) -> str:
    """The text with every digit after the sixth hidden: a CPR number keeps its date, and a name stays as it is."""
    seen = 0
    hidden = []
    for character in text:
        seen += character.isdigit()
        hidden.append("x" if character.isdigit() and seen > DIGITS_OF_BIRTH_DATE else character)
    return "".join(hidden)


def get_patient(*, by: Staff, patient_id: UUID) -> Patient:
    patient = get_object_or_404(Patient.objects, pk=patient_id)
    record_access(by=by, action=AccessAction.READ, patient_id=patient.pk)
    return patient


def get_episode(*, by: Staff, episode_id: UUID, detail: str = "") -> Episode:
    """An episode with its patient."""
    found = _episode(episode=episode_id)
    if not found:
        raise Http404
    episode = found[0]
    record_access(by=by, action=AccessAction.READ, patient_id=episode.patient_id, detail=detail)
    return episode


def get_printed_plan(*, by: Staff, episode_id: UUID, printed_id: UUID) -> PrintedCarePlan:
    """A sheet with the patient's plan, to hand out once more."""
    sheets = PrintedCarePlan.objects.select_related("episode")
    printed = get_object_or_404(sheets, pk=printed_id, episode_id=episode_id)
    detail = _("the patient's plan, sheet %(number)s") % {"number": printed.number}
    record_access(by=by, action=AccessAction.EXPORT, patient_id=printed.episode.patient_id, detail=detail)
    return printed


# 0.22 ms of CPU instead of 0.63.
_episode = Prepared(lambda episode: Episode.objects.select_related("patient").filter(pk=episode), "episode")


class OpenEpisode(NamedTuple):
    """What the register says of an episode; `last_contact` is when its newest consultation was begun."""

    episode_id: UUID
    number: int
    given_name: str
    family_name: str
    birth_date: date
    last_contact: datetime | None


@dataclass(frozen=True)
class OpenEpisodes:
    """One page of the open episodes: from which place to which, of how many."""

    rows: list[OpenEpisode]
    page: int
    number: int

    @property
    def first(self) -> int:
        return (self.page - 1) * MOST_SHOWN + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def before(self) -> int | None:
        """The page before this one."""
        return self.page - 1 if self.page > 1 else None

    @property
    def after(self) -> int | None:
        return self.page + 1 if self.last < self.number and self.rows else None


def recent_episodes(*, by: Staff, page: int = 1) -> OpenEpisodes:
    """The practice's open episodes, the one with the newest consultation first: fifty of them."""
    record_access(by=by, action=AccessAction.SEARCH, detail=_("open episodes"))
    skip = (page - 1) * MOST_SHOWN
    rows = _recent() if page == 1 else _open_episodes()[skip : skip + MOST_SHOWN]
    return OpenEpisodes([OpenEpisode(*row) for row in rows], page, Episode.objects.filter(ended_at=None).count())


def _open_episodes() -> QuerySet[Episode, Any]:
    return (
        Episode.objects.filter(ended_at=None)
        .order_by(F("last_contact").desc(nulls_last=True), "-started_at")
        .values_list(
            *("pk", "number", "patient__given_name", "patient__family_name", "patient__birth_date", "last_contact")
        )
    )


_recent = Prepared(lambda: _open_episodes()[:MOST_SHOWN])


def open_episodes_as_cases(*, by: Staff) -> list[Episode]:
    """All of the practice's open episodes, each with its patient and, as `standing`, the treatments that stand."""
    standing = Prefetch("treatments", queryset=Treatment.objects.filter(removed_at=None), to_attr="standing")
    record_access(by=by, action=AccessAction.SEARCH, detail=_("open episodes, to see what a draft would change"))
    return list(Episode.objects.filter(ended_at=None).select_related("patient").prefetch_related(standing))


def access_log_of(patient: Patient) -> QuerySet[AccessLogEntry]:
    """Who has looked at or changed this patient's record."""
    return AccessLogEntry.objects.filter(patient_id=patient.pk)
