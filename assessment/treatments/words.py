"""Treatments in Danish words for journal and letter; what is known of a treatment is put into words only here."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from assessment.models import Treatment
from assessment.rules.line_words import day, label_text, was_and_is
from assessment.treatments.display import ON_HOLD, ON_HOLD_SINCE, UNITS_IN_WORDS, display_treatment
from guidelines.in_force.content import OF_A_TREATMENT, Content
from guidelines.prose.paragraph import Telling, tell
from guidelines.vocabulary.model import TREATMENT_MENTIONS, YES_NO, Vocabulary

OPIOID_TYPE, REASON = "Opioidtype", "Begrundelse"
# These say themselves what they are.
NEED_NO_LABEL = ("status", "daily_dose_mg", "fast_acting")


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
        label["side_effects"]: _on_one_line(row.side_effects),
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


def treatment_text(row: Treatment, vocabulary: Vocabulary) -> str:
    """A treatment as the journal lists it: its title, then everything that is known of it with its label."""
    labels = labels_of(vocabulary)
    unlabelled = {labels[key] for key in NEED_NO_LABEL}
    known = (
        value if name in unlabelled else f"{name}: {value}" for name, value in treatment_words(row, vocabulary).items()
    )
    return label_text(display_treatment(row, vocabulary).title, "; ".join(known))


def treatment_line(row: Treatment, content: Content, as_of: date) -> str:
    """A treatment as a letter tells it, in the sentences of the content; with the day it was recorded if it is old."""
    known = {key: telling for key, telling in _tellings(row, content.vocabulary, as_of).items() if telling.words}
    told = tell(content.sentences_of(OF_A_TREATMENT, frozenset(TREATMENT_MENTIONS)), known)
    return " ".join(told.text.split())


def _tellings(row: Treatment, vocabulary: Vocabulary, as_of: date) -> dict[str, Telling]:
    shown, fields = display_treatment(row, vocabulary), vocabulary.treatment_fields
    inside = {key: {one.value: one.inside for one in fields[key].options} for key in ("status", "effect")}
    recorded = timezone.localdate(row.recorded_at)
    reviewed = row.last_specialist_review
    is_old = recorded < as_of - timedelta(days=vocabulary.day_told_after)
    written = {"row.side_effects": _on_one_line(row.side_effects), "row.reason": _on_one_line(row.reason)}
    said = {
        "row.title": row.name or vocabulary.treatment_kinds[row.kind].label,
        "row.dose": shown.dose,
        "row.speed": shown.speed,
        "row.time": shown.time,
        "row.reviewed": day(reviewed) if reviewed else "",
    }
    found = {key: Telling(words, words) for key, words in said.items()}
    found |= {key: Telling(words, words, is_quoted=True) for key, words in written.items()}
    status = inside["status"][row.status]
    found["row.status"] = Telling("on_hold", ON_HOLD.lower()) if row.on_hold else Telling(row.status, status)
    found["row.effect"] = Telling(row.effect, inside["effect"][row.effect], False, recorded, recorded, is_old)
    if row.stopped_for_side_effects:
        found["row.stopped_for_side_effects"] = Telling(True, fields["stopped_for_side_effects"].inside_yes)
    return found


def treatment_change(was: Treatment | None, now: Treatment, vocabulary: Vocabulary) -> str:
    """What a consultation did to one treatment; empty if it left it as it was.

    A row that was both added and removed in it is no news.
    """
    if now.removed_at:
        return f"Fjernet som fejlindført: {treatment_text(now, vocabulary)}" if was else ""
    if was is None:
        return f"Tilføjet: {treatment_text(now, vocabulary)}"
    before, after = treatment_words(was, vocabulary), treatment_words(now, vocabulary)
    title, earlier = (display_treatment(row, vocabulary).title for row in (now, was))
    changes = [f"Behandling: {earlier} → {title}"] if earlier != title else []
    changes += [
        was_and_is(
            name, before.get(name, "ikke angivet"), after.get(name, "ikke angivet"), _unit(name, now, vocabulary)
        )
        for name in dict.fromkeys((*before, *after))
        if before.get(name) != after.get(name)
    ]
    return f"Ændret: {label_text(title, '; '.join(changes))}" if changes else ""


def _unit(name: str, row: Treatment, vocabulary: Vocabulary) -> str:
    return UNITS_IN_WORDS[row.dose_unit] if name == labels_of(vocabulary)["daily_dose_mg"] else ""


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
