"""Reads the access log in words, some entries at a time. Nothing counts it: it grows with every page."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import AccessAction, AccessLogEntry
from accounts.text.normal import is_whole_number

MOST_LINES = 50
LONGEST_NUMBER = 18  # digits that the database can count to


@dataclass(frozen=True, slots=True)
class LogLine:
    """One entry; the patient by the first eight characters of their identifier."""

    at: datetime
    who: str
    what: str
    patient: str
    detail: str
    address: str | None


@dataclass(frozen=True)
class LogPage:
    """Some lines, the newest first. `older` is the number that the next page goes on before; None on the last one."""

    lines: list[LogLine]
    older: int | None
    is_older: bool


def read_log(entries: QuerySet[AccessLogEntry], *, before: str) -> LogPage:
    """The newest of these entries that came before the one with this number; all of them if there is none."""
    last = _entry(before)
    if last:
        entries = entries.filter(at__lte=last.at).exclude(at=last.at, pk__gte=last.pk)
    fields = ("at", "staff__user__name", "action", "patient_id", "detail", "address", "pk")
    found = list(entries.order_by("-at", "-pk").values_list(*fields)[: MOST_LINES + 1])
    words = {value: str(label) for value, label in AccessAction.choices}
    lines = [
        LogLine(at, who, words[action], str(patient or "")[:8], detail, address)
        for at, who, action, patient, detail, address, _ in found[:MOST_LINES]
    ]
    return LogPage(lines, found[MOST_LINES - 1][-1] if len(found) > MOST_LINES else None, is_older=last is not None)


def _entry(number: str) -> AccessLogEntry | None:
    """The practice's entry with this number; None if it is no number, or another's."""
    if not is_whole_number(number) or len(number) > LONGEST_NUMBER:
        return None
    return AccessLogEntry.objects.filter(pk=int(number)).first()
