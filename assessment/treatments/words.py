"""Treatments in Danish words for journal and letter; what is known of a treatment is put into words only here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.models import Treatment
from assessment.record.answer_words import with_earlier
from assessment.rules.line_words import day
from assessment.treatments.display import (
    ON_HOLD,
    ON_HOLD_SINCE,
    display_treatment,
    dose_for_patient,
    effect_on_its_dose,
    years_of,
)
from guidelines.in_force.content import IN_A_LIST, OF_A_TREATMENT, Content, Reader
from guidelines.prose.paragraph import Telling, tell
from guidelines.vocabulary.model import TREATMENT_MENTIONS, YES_NO, Vocabulary

OPIOID_TYPE, REASON = "Opioidtype", "Begrundelse"


def treatment_words(row: Treatment, vocabulary: Vocabulary) -> dict[str, str]:
    """What is known of a treatment, each by its label; `row` is a treatment, or an earlier state of one.

    A start or stop is as precise as it was told, and a dose stands in the unit that it was told in.
    """
    shown, label = display_treatment(row, vocabulary), labels_of(vocabulary)
    reviewed = row.last_specialist_review
    words = {
        label["status"]: shown.status,
        label["daily_dose_mg"]: shown.dose,
        label["effect"]: shown.effect,
        label["fast_acting"]: shown.speed,
        label["started"]: shown.started,
        ON_HOLD_SINCE if row.on_hold else label["stopped"]: shown.stopped,
        label["side_effects"]: shown.side_effects,
        label["stopped_for_side_effects"]: YES_NO[True] if row.stopped_for_side_effects else "",
        label["reason"]: _on_one_line(row.reason),
        label["last_specialist_review"]: day(reviewed) if reviewed else "",
    }
    return {name: value for name, value in words.items() if value}


def labels_of(vocabulary: Vocabulary) -> dict[str, str]:
    """What each field of a treatment is called."""
    labels = {key: field.short for key, field in vocabulary.treatment_fields.items()}
    return labels | {"fast_acting": OPIOID_TYPE, "reason": REASON}


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def treatment_line(row: Treatment, content: Content, as_of: date) -> str:
    """A treatment as a letter tells it, in the sentences of the content; with the day it was recorded if it is old."""
    return _told(_tellings(row, content.vocabulary, as_of), content, "colleague")


def treatment_sentences(row: Treatment, content: Content, was: Treatment | None = None) -> str:
    """A treatment as the journal note tells it; of one that was otherwise before, with what it was (`was`).

    Empty if it is as it was.
    """
    vocabulary, day_of = content.vocabulary, timezone.localdate(row.recorded_at)
    known = _tellings(row, vocabulary, day_of)
    if was is None:
        return _told(known, content, "record")
    before = _tellings(was, vocabulary, day_of)
    earlier = {key: one.words for key, one in before.items() if one.words}
    changed = {key: earlier.get(key) for key, one in known.items() if one.words and one.words != earlier.get(key)}
    gone = {key: words for key, words in earlier.items() if key not in known or not known[key].words}
    if not changed and not gone:
        return ""
    for key, words in changed.items():
        # Another dose makes no other effect: the words that tell of it do.
        if words and not known[key].is_quoted and known[key].value != before[key].value:
            known[key] = replace(known[key], words=with_earlier(str(known[key].words), words))
    taken_out = _("No longer stated: %(what)s.") % {"what": "; ".join(gone.values())} if gone else ""
    return " ".join(filter(None, (_told(known, content, "record"), taken_out)))


def treatment_for_patient(row: Treatment, content: Content) -> str:
    """A treatment in plain words, with what can be expected of one in use; empty where nothing is to be said of it."""
    plan, dose = content.vocabulary.plan.by_kind.get(row.kind), dose_for_patient(row)
    status, title = "on_hold" if row.on_hold else row.status, row.name or (plan.name if plan else "")
    said = {"row.status": status, "row.title": title, "row.dose": dose}
    known = {key: Telling(words, words) for key, words in said.items()}
    if row.tapered:
        known["row.tapered"] = Telling(True, YES_NO[True])
    if plan and row.status == "current":
        known["row.expect"] = Telling(plan.expect, plan.expect, is_quoted=True)
    return _told(known, content, "patient")


def treatment_lists(rows: Iterable[Treatment], content: Content) -> Iterator[str]:
    """Treatments as the short note tells them: those that are used alike with the same effect in one list."""
    alike: dict[str, list[str]] = {}
    for row in rows:
        known = _tellings(row, content.vocabulary, timezone.localdate(row.recorded_at))
        shared = ", ".join(str(known[key].words) for key in ("row.status", "row.effect"))
        text = _told(known, content, "record", IN_A_LIST).removesuffix(".")
        title = str(known["row.title"].words)
        alike.setdefault(shared, []).append(f"{title[:1]}{text[1:]}" if title[1:] == text[1 : len(title)] else text)
    for shared, titles in alike.items():
        yield f"{shared[:1].upper()}{shared[1:]}: {'; '.join(titles)}."


def _told(known: dict[str, Telling], content: Content, reader: Reader, place: str = OF_A_TREATMENT) -> str:
    sentences = content.sentences_of(place, frozenset(TREATMENT_MENTIONS), reader)
    told = tell(sentences, {key: one for key, one in known.items() if one.words})
    return " ".join(told.text.split())


def _tellings(row: Treatment, vocabulary: Vocabulary, as_of: date) -> dict[str, Telling]:
    shown, fields = display_treatment(row, vocabulary), vocabulary.treatment_fields
    inside = {key: {one.value: one.inside for one in fields[key].options} for key in ("status", "effect")}
    recorded = timezone.localdate(row.recorded_at)
    reviewed = row.last_specialist_review
    is_old = recorded < as_of - timedelta(days=vocabulary.day_told_after)
    written = {"row.side_effects": shown.side_effects, "row.reason": _on_one_line(row.reason)}
    said = {
        "row.title": row.name or vocabulary.treatment_kinds[row.kind].label,
        "row.dose": shown.dose,
        "row.speed": shown.speed,
        "row.time": shown.time,
        "row.years": years_of(row),
        "row.reviewed": day(reviewed) if reviewed else "",
    }
    found = {key: Telling(words, words) for key, words in said.items()}
    found |= {key: Telling(words, words, is_quoted=True) for key, words in written.items()}
    status = inside["status"][row.status]
    found["row.status"] = Telling("on_hold", ON_HOLD.lower()) if row.on_hold else Telling(row.status, status)
    effect = effect_on_its_dose(inside["effect"][row.effect], row)
    found["row.effect"] = Telling(row.effect, effect, False, recorded, recorded, is_old)
    if row.stopped_for_side_effects:
        found["row.stopped_for_side_effects"] = Telling(True, fields["stopped_for_side_effects"].inside_yes)
    return found


@dataclass(frozen=True)
class TreatmentCells:
    """A treatment as a row of a table, with all that is known of it."""

    title: str
    status: str
    dose: str
    time: str
    effect: str
    side_effects: str
    remarks: str
    recorded: str


def treatment_cells(row: Treatment, vocabulary: Vocabulary) -> TreatmentCells:
    """A treatment for the letter's table. A cell is empty if nothing is known."""
    shown, words, label = display_treatment(row, vocabulary), treatment_words(row, vocabulary), labels_of(vocabulary)
    reviewed = label["last_specialist_review"]
    remarks = [words.get(label["reason"], "").rstrip(".")]
    remarks += [label["stopped_for_side_effects"]] if row.stopped_for_side_effects else []
    remarks += [f"{reviewed}: {words[reviewed]}"] if reviewed in words else []
    return TreatmentCells(
        title=shown.title,
        status=shown.status,
        dose=", ".join(filter(None, (shown.dose, shown.speed))),
        time=shown.time,
        effect=shown.effect,
        side_effects=words.get(label["side_effects"], "").rstrip("."),
        remarks=". ".join(filter(None, remarks)),
        recorded=day(timezone.localdate(row.recorded_at)),
    )
