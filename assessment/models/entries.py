"""The types of what was said to a question, as JSON holds it: in an episode's document, and beside an answer."""

from typing import NotRequired, TypedDict

# A value as it is kept; None was withdrawn, or was never given.
StoredValue = bool | int | float | str | list[str] | None


class AnswerContent(TypedDict):
    """A value, or the reason why there is none."""

    value: StoredValue
    reason: NotRequired[str]
    comment: NotRequired[str]


def copy_reason(said: AnswerContent, to: AnswerContent) -> None:
    """Give an entry the reason and the comment of another, where it has them."""
    if "reason" in said:
        to["reason"] = said["reason"]
    if "comment" in said:
        to["comment"] = said["comment"]


class DatedContent(AnswerContent):
    """The same with its moment, and the number of the consultation that it was given in (None: in none)."""

    at: str
    consultation: NotRequired[int | None]


class AnswerEntry(DatedContent):
    """What stands of a question in the episode's document (`Episode.answers`)."""

    version: int
    by: str
    page: NotRequired[str]
    before: NotRequired[DatedContent]
    # Of a question with few answers: the values that contacts left before the one in `before`, each once.
    earlier: NotRequired[list[StoredValue]]
    # Of a question that a change is measured by: what it was answered with in the newest contact before this one that
    # answered all of these.
    whole: NotRequired[DatedContent]


def values_given(entry: AnswerEntry) -> list[StoredValue]:
    """Every value that a contact has left at a question with few answers."""
    before = entry["before"]["value"] if "before" in entry else None
    return [value for value in (entry["value"], before, *entry.get("earlier", ())) if value is not None]
