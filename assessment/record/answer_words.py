"""Answers in Danish words, for screens, notes and letters alike."""

from django.utils.translation import gettext as _

from assessment.models import DataAbsentReason
from assessment.models.entries import AnswerContent, StoredValue
from assessment.rules.reading import CaseFault, parse_answer
from guidelines.vocabulary.facts import LIST_COMPLETE, is_of_the_list, kind_in
from guidelines.vocabulary.model import Vocabulary

NONE_TRIED, LIST_IS_COMPLETE, NOT_TRIED = "ingen behandling er prøvet", "listen er komplet", "ikke prøvet"
# Of one group of treatments, under its own heading.
NONE_TRIED_OF = {"drug": "Ingen lægemidler er prøvet.", "non_drug": "Ingen anden behandling end medicin er prøvet."}
NONE_NOTED_OF = {"drug": "Ingen lægemidler er noteret.", "non_drug": "Ingen anden behandling end medicin er noteret."}


def answer_in_words(key: str, entry: AnswerContent | None, vocabulary: Vocabulary) -> str | None:
    """What an entry of the episode's document says; None if there is none, or it was withdrawn."""
    if entry is None:
        return None
    if entry.get("reason"):
        return reason_in_words(entry["reason"], entry.get("comment", ""))
    if entry["value"] is None:
        return None
    return with_remark(value_in_words(key, entry["value"], vocabulary), entry)


def with_remark(words: str, entry: AnswerContent | None) -> str:
    """A value in words, with the remark that was made on it."""
    remark = entry.get("comment") if entry and not entry.get("reason") else ""
    return f"{words} ({remark})" if remark else words


def with_earlier(words: str, before: str) -> str:
    """What something is now, with what it was before."""
    return _("%(now)s (earlier %(before)s)") % {"now": words, "before": before}


def value_in_words(key: str, stored: StoredValue, vocabulary: Vocabulary) -> str:
    """A stored value; one that the vocabulary in force no longer knows is shown as it was kept."""
    if is_of_the_list(key):
        return NOT_TRIED if kind_in(key) else LIST_IS_COMPLETE if key == LIST_COMPLETE else NONE_TRIED
    try:
        return vocabulary.display(key, parse_answer(vocabulary.questions[key], stored))
    except (CaseFault, KeyError):
        return ", ".join(map(str, stored)) if isinstance(stored, list) else str(stored)


def reason_in_words(reason: str, comment: str) -> str:
    """Why there is no value, with the comment."""
    label = str(DataAbsentReason(reason).label)
    words = label if reason == DataAbsentReason.NOT_APPLICABLE else f"spurgt, {label}"
    return f"{words}: {comment}" if comment else words
