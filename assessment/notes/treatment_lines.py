"""What a contact did to the list of treatments, in the sentences of the content."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from assessment.models.entries import StoredValue
from assessment.notes.contact_rows import ContactRows
from assessment.record.answer_words import LIST_IS_COMPLETE, NONE_TRIED, value_in_words
from assessment.treatments.display import display_treatment
from assessment.treatments.words import treatment_lists, treatment_sentences
from guidelines.in_force.content import Content
from guidelines.vocabulary.facts import LIST_COMPLETE, TREATMENTS, is_of_the_list, kind_in
from guidelines.vocabulary.model import Vocabulary


def treatment_lines(rows: ContactRows, content: Content, *, is_long: bool) -> Iterator[str]:
    """Each row that was added or changed, then those that are said to be as they were, what was taken out, and what was
    said of the list.

    The short note has those that were added in lists of the same status and effect.
    """
    changes = sorted(rows.treatments, key=lambda change: change.now.status != "current")
    added = [change.now for change in changes if change.was is None and not change.now.removed_at]
    changed = [change for change in changes if change.was and not change.now.removed_at]
    yield from (treatment_sentences(row, content) for row in added) if is_long else treatment_lists(added, content)
    told = [(change.now, treatment_sentences(change.now, content, change.was)) for change in changed]
    yield from (sentence for _row, sentence in told if sentence)
    for line in treatment_lists((row for row, sentence in told if not sentence), content):
        yield _("Unchanged, %(what)s") % {"what": f"{line[:1].lower()}{line[1:]}"}
    gone = (change.now for change in changes if change.was and change.now.removed_at)
    removed = [display_treatment(row, content.vocabulary).title for row in gone]
    if removed:
        yield _("Removed as entered by mistake: %(titles)s.") % {"titles": "; ".join(removed)}
    yield from _said_of_the_list(rows, content.vocabulary)


def _said_of_the_list(rows: ContactRows, vocabulary: Vocabulary) -> Iterator[str]:
    said = {key: answer for key, answer in rows.answers.items() if is_of_the_list(key)}
    not_tried = [vocabulary.short(key) for key, answer in said.items() if answer.value == [] and key != TREATMENTS]
    if TREATMENTS in said and said[TREATMENTS].value == []:
        yield f"{NONE_TRIED.capitalize()}."
    if LIST_COMPLETE in said and said[LIST_COMPLETE].value:
        yield f"{LIST_IS_COMPLETE.capitalize()}."
    if not_tried:
        yield _("Not tried: %(kinds)s.") % {"kinds": "; ".join(not_tried)}
    earlier = {key: rows.before[key] for key, answer in said.items() if answer.value is None}
    taken_back = [
        _in_words(key, row.value, vocabulary) for key, row in earlier.items() if row and row.value is not None
    ]
    if taken_back:
        yield _("No longer holds: %(what)s.") % {"what": "; ".join(taken_back)}


def _in_words(key: str, value: StoredValue, vocabulary: Vocabulary) -> str:
    words = value_in_words(key, value, vocabulary)
    return f"{vocabulary.short(key)} {words}" if kind_in(key) else words
