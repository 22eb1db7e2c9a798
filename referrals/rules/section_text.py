"""The text of one section of a letter: which text it has, and how it is replaced. Pure Python.

A section is kept as {"generated", "text"}: what the answers gave, and what stands there. Beside them, where there is
one, "not_relevant": why the section has nothing to say; and "replaced": the text that stood there before another was
put in.
"""

from collections.abc import Mapping
from enum import StrEnum

Part = Mapping[str, str]
EMPTY: Part = {"generated": "", "text": ""}
SENTENCE_ENDS = (".", "!", "?", "…")


class Choice(StrEnum):
    """Which text a section is to have: the one from the answers, the one that stands there, or the one before it."""

    FROM_ANSWERS = "from_answers"
    KEEP = "keep"
    REPLACED = "replaced"


def section_words(part: Part) -> str:
    """What the letter says in this section: its text, or why it has none."""
    reason = part.get("not_relevant", "")
    return f"Ikke relevant: {reason}" if reason else part["text"]


def is_edited(part: Part) -> bool:
    return part["text"] != part["generated"]


def replace_text(part: Part, text: str) -> Part:
    """The section with this text; what stood there is kept beside it."""
    if text == part["text"]:
        return part
    replaced = {"replaced": part["text"]} if part["text"].strip() else {}
    return {**part, "text": text, **replaced}


def apply_choice(part: Part, choice: Choice, generated: str) -> Part:
    """The section after the choice; `generated` is what the newest answers give.

    Taking the answers' text, or keeping the own one in spite of it, means that the newest answers are dealt with.
    """
    match choice:
        case Choice.FROM_ANSWERS:
            return replace_text({**part, "generated": generated}, generated)
        case Choice.KEEP:
            return {**part, "generated": generated}
        case Choice.REPLACED:
            return replace_text(part, part.get("replaced", part["text"]))


def put_first_line(first_line: str, text: str) -> str:
    """A letter's first line before its first section's text; once, also where an earlier text begins with it."""
    if not first_line or text.startswith(first_line):
        return text
    return "\n".join(filter(None, (first_line, text)))
