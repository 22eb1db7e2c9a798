"""The list of the day as it is on the page: its groups, the rows in them, and the choice of whose duties are listed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from accounts.models import Role, Staff
from accounts.pages.part_template import PartTemplate, join_rows
from accounts.templatetags.paths import path
from accounts.text.normal import isolate_direction
from assessment.course.attempts import MOST_ATTEMPTS
from assessment.episode.frame import OPENED_FOR
from assessment.models.record import full_name
from guidelines.vocabulary.dates import completed_months
from referrals.duties.places import Place, Whose
from referrals.duties.reasons import FOLLOW_UPS, REASONS, Reason, Urgency
from referrals.duties.todays_list import FOLDED, MOST_PRINTED, Colleague, ListedDuty, TodaysList
from referrals.models import Duty

TITLES = {
    Place.SAFETY: gettext_lazy("Today, first (safety)"),
    Place.OVERDUE: gettext_lazy("Overdue"),
    Place.TODAY: gettext_lazy("Today"),
    Place.QUESTIONS: gettext_lazy("Questions and answers"),
    Place.NEXT_DAYS: gettext_lazy("The next 7 days"),
    Place.UNDECIDABLE: gettext_lazy("Cannot be decided yet"),
    Place.NO_DATE: gettext_lazy("Without a date"),
    Place.LATER: gettext_lazy("On a later day"),
}
CHOICES = {
    Whose.MINE: gettext_lazy("Mine"),
    Whose.EVERYBODYS: gettext_lazy("All"),
    Whose.DOCTORS: gettext_lazy("Doctor"),
    Whose.NOBODYS: gettext_lazy("Without an owner"),
}
# What is overdue for longer than so many days is told by its day.
LONG = 60
ROW = PartTemplate(
    "referrals/today/_duty.html",
    *("patient", "episode", "about", "address", "words", "when", "said", "because", "in_vain", "owner", "mark", "seen"),
    plain=("duty", "span"),
)


@dataclass(frozen=True)
class GroupOfDay:
    """A group with its rows as HTML; folded, it has none and leads to the page where it is not."""

    key: str
    title: str
    number: int
    rows: str
    unfold: str = ""

    @property
    def heading(self) -> str:
        """With how many episodes stand in it."""
        return f"{self.title} ({self.number})"


@dataclass(frozen=True)
class ChoiceOfOwner:
    """One choice of whose duties are listed, with how many episodes that makes."""

    title: str
    number: int
    address: str
    is_chosen: bool


def choices_of(listed: TodaysList) -> list[ChoiceOfOwner]:
    return [
        ChoiceOfOwner(str(title), sum(listed.counts[whose].values()), _address(hvis=whose.value), whose == listed.whose)
        for whose, title in CHOICES.items()
    ]


def groups_of(listed: TodaysList, by: Staff) -> list[GroupOfDay]:
    """The groups in which there is somebody, in their order."""
    counts = listed.counts[listed.whose]
    return [
        GroupOfDay(
            f"group-{place.name.lower()}",
            str(TITLES[place]),
            counts[place],
            join_rows(row for duties in listed.episodes_in(place) for row in _rows(duties, listed, by)),
            "" if place in listed.places else unfolded(listed, place),
        )
        for place in Place
        if counts[place]
    ]


def sum_of(listed: TodaysList) -> str:
    """How the number of episodes is made up of the groups."""
    return " + ".join(str(number) for number in listed.counts[listed.whose].values() if number)


def unfolded(listed: TodaysList, place: Place) -> str:
    """The address of the list with this group too."""
    return _address(hvis=listed.whose.value, vis=[*_shown(listed), place.name.lower()])


def pages_of(listed: TodaysList) -> dict[str, object]:
    """Which episodes stand on this page of the list, and where the others are; nothing where all of them do."""
    if listed.number_shown <= listed.most:
        return {}
    first = (listed.page - 1) * listed.most + 1
    last = min(listed.page * listed.most, listed.number_shown)
    is_printed = {"udskriv": "ja"} if listed.most == MOST_PRINTED else {}
    kept = {"hvis": listed.whose.value, "vis": _shown(listed), **is_printed}
    return {
        "first": first,
        "last": last,
        "number": listed.number_shown,
        "before": _address(**kept, side=listed.page - 1) if listed.page > 1 else "",
        "after": _address(**kept, side=listed.page + 1) if last < listed.number_shown else "",
    }


def address_to_print(listed: TodaysList) -> str:
    """The same list, with the rows of every group."""
    return _address(hvis=listed.whose.value, udskriv="ja")


def _shown(listed: TodaysList) -> list[str]:
    return [place.name.lower() for place in sorted(listed.places & FOLDED)]


def _address(**said: object) -> str:
    return f"{path('home')}?{urlencode(said, doseq=True)}"


def _rows(duties: list[ListedDuty], listed: TodaysList, by: Staff) -> Iterator[str]:
    for number, duty in enumerate(duties):
        yield _row(duty, listed, by, span=len(duties) if number == 0 else 0)


def _row(duty: ListedDuty, listed: TodaysList, by: Staff, *, span: int) -> str:
    reason, words = REASONS[duty.reason], duty.words
    asked_by, put_off_for, said = (words.get(key, "") for key in ("seen_by_other_than", "because", "said"))
    declined, attempts = words.get("declined", ""), int(words.get("attempts", 0))
    owner = listed.colleagues.get(duty.owner_id) if duty.owner_id else None
    is_safety, is_gp = reason.urgency == Urgency.SAFETY, by.role == Role.GP
    return ROW.fill(
        {
            "patient": isolate_direction(full_name(duty.given_name, duty.family_name)),
            "episode": path("episode", duty.episode_id),
            "about": about_patient(duty, listed) if span else "",
            "address": address_of(duty),
            "words": reason.sentence(words),
            "said": said,
            "when": when_of(_kind(reason, bool(declined)), duty.due_on, duty.day, bool(put_off_for), listed.as_of),
            "because": put_off_for or declined,
            "in_vain": attempts_in_words(attempts) if attempts else "",
            "owner": owner_in_words(duty, owner, words.get("also", "")),
            "mark": f"{duty.duty_id}:{duty.owner_id or ''}",
            "seen": path("inquiry_answer", duty.reference) if asked_by else "",
        },
        {"duty": duty.duty_id, "span": span},
        is_first=span > 0,
        look="unmet" if is_safety or duty.place == Place.OVERDUE else "unknown" if duty.place == Place.TODAY else "",
        has_reason=bool(put_off_for or declined),
        is_declined=bool(declined),
        was_not_reached=attempts > 0,
        may_be_declined=duty.reason in FOLLOW_UPS and not duty.has_safety,
        is_mine=duty.owner_id == by.pk,
        can_be_put_off=not is_safety or is_gp,
        has_said=bool(said),
        can_be_seen=is_gp and asked_by not in ("", str(by.pk) if is_safety else ""),
    )


def address_of(duty: ListedDuty | Duty) -> str:
    """The page on which it is done, opened for the kind of contact in which it is."""
    reason = REASONS[duty.reason]
    opened_for = f"?{urlencode({OPENED_FOR: reason.contact})}" if reason.contact else ""
    return path(reason.page, *reason.address_of(duty.episode_id, duty.reference)) + opened_for


def _kind(reason: Reason, is_declined: bool) -> Urgency:
    """What it is said by when it calls: what has no limit is never late, and is told since when it waits."""
    if is_declined:
        return Urgency.DATED
    return reason.urgency if reason.has_limit else Urgency.QUESTION


def about_patient(duty: ListedDuty, listed: TodaysList) -> str:
    """The age, the phone where there is one, and which episode it is where it is not the first."""
    years = _age(completed_months(duty.birth_date, listed.as_of) // 12)
    phone = _about(gettext_noop("phone %(number)s")) % {"number": duty.phone} if duty.phone else ""
    episode = _about(gettext_noop("episode %(number)s")) % {"number": duty.number} if duty.number > 1 else ""
    return " · ".join(part for part in (years, phone, episode) if part)


def attempts_in_words(number: int) -> str:
    """How often the patient was called in vain, of the times after which somebody is asked."""
    if number > MOST_ATTEMPTS:
        return _("not reached, attempt %(number)s") % {"number": number}
    return _("not reached, attempt %(number)s of %(most)s") % {"number": number, "most": MOST_ATTEMPTS}


@lru_cache(maxsize=10)
def _about(form: str) -> str:
    """The form in the language of the pages, looked up once."""
    return _(form)


@lru_cache(maxsize=150)
def _age(years: int) -> str:
    return _("%(years)s years") % {"years": years}


@lru_cache(maxsize=1000)
def when_of(urgency: Urgency, due_on: date, day: date, is_put_off: bool, as_of: date) -> str:
    """When it is due, or since when it stands open. Many stand on one day: the words are put together once."""
    late = (as_of - day).days
    due = {"day": f"{due_on:%d.%m.%Y}"}
    if late < 0:
        said = _("put off until %(day)s") if day > due_on and is_put_off else _("on %(day)s")
        return said % {"day": f"{day:%d.%m.%Y}"}
    if urgency == Urgency.NO_DATE:
        return _("last contact %(day)s") % due
    if urgency != Urgency.DATED:
        return _("since %(day)s") % due
    if late == 0:
        return _("today")
    if late > LONG:
        return _("overdue since %(day)s") % {"day": f"{day:%d.%m.%Y}"}
    return ngettext("%(days)s day overdue", "%(days)s days overdue", late) % {"days": late}


def owner_in_words(duty: ListedDuty | Duty, owner: Colleague | None, also: str) -> str:
    """Whose it is, in words. What an account had that is closed is a doctor's, or nobody's."""
    if owner and owner.is_here:
        return f"{owner.name}, {also}" if also else owner.name
    nobody = also or (_("a doctor") if duty.for_doctor else _("without an owner"))
    if owner is None:
        return nobody
    return _("%(nobody)s (the account of %(name)s is closed)") % {"nobody": nobody, "name": owner.name}
