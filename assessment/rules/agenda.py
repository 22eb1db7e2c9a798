"""The agenda of a consultation: what it is planned to be about, and what of that is still to be asked."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from assessment.rules.keys import RED_FLAGS, RED_FLAGS_CLEARED, SUICIDAL_THOUGHTS
from guidelines.vocabulary.facts import TREATMENTS
from guidelines.vocabulary.model import AgendaPart, Question, Vocabulary

ASKED_OF_DANGER = (RED_FLAGS, RED_FLAGS_CLEARED, SUICIDAL_THOUGHTS)


@dataclass(frozen=True)
class Agenda:
    """The plan of one consultation: `asked` are its questions that are asked of this patient.

    `carried_over` was on an earlier one's plan and is still open.
    """

    number: int
    part: AgendaPart
    asked: tuple[str, ...]
    open: tuple[str, ...]
    carried_over: tuple[str, ...]
    # Everything on it is asked anew: what was answered in an earlier contact is no answer of this one.
    is_follow_up: bool = False
    # It is that of a contact that is a follow-up, and has a page of its own.
    is_contact_of_follow_up: bool = False
    # Comes first, and is asked anew whatever number it is.
    dangerous: tuple[str, ...] = ()

    @property
    def answered(self) -> int:
        return len(self.asked) - len(self.open)


def agenda_of(
    number: int,
    vocabulary: Vocabulary,
    settled: Collection[str],
    settled_in_this: Collection[str],
    not_asked: Collection[str] = (),
    noted: Collection[str] = (),
    dangerous: Collection[str] = (),
    *,
    is_short: bool = False,
    is_contact_of_follow_up: bool = False,
) -> Agenda | None:
    """The agenda of the course's consultation with this number (1 is the first); None if none is published.

    The first three follow 001_4dba22924d30146e.txt, Bilag 4, Anbefaling 1-3; each later one is a follow-up, where
    everything is asked anew. `settled` are the questions that were answered, or asked in vain, at any time;
    `settled_in_this` those in this consultation; `not_asked` those that have no place with this patient; `noted` those
    that were ever answered so that it was there what they ask about (`was_noted`). What was `dangerous` before this
    consultation comes first on any of them, and is open until it was answered in this one; on a follow-up so does what
    nobody has asked about danger. A course that `is_short` has one agenda, which each contact after the first asks
    anew. A contact that `is_contact_of_follow_up` has the short agenda of one, where the content has it, and leaves
    what was left over to the assessments.
    """
    parts = vocabulary.agenda[:number]
    is_planned = number <= (1 if is_short else len(vocabulary.agenda))
    brief = vocabulary.short_follow_up if is_contact_of_follow_up and not is_short else None
    part = vocabulary.new_pain if is_short else parts[-1] if is_planned and parts else brief or vocabulary.follow_up
    if part is None:
        return None
    if left_out := {*part.only_where_noted}.difference(noted) if not is_planned else ():
        part = replace(part, questions=tuple(key for key in part.questions if key not in left_out))
    earlier = () if is_short or brief else parts[:-1] if is_planned else parts
    before = {key for plan in (() if is_short else parts) for key in plan.questions}
    never_asked = () if is_planned else (key for key in ASKED_OF_DANGER if key in before and key not in settled)
    first = tuple(key for key in dict.fromkeys((*dangerous, *never_asked)) if key not in not_asked)
    part = replace(part, questions=(*first, *(key for key in part.questions if key not in first)))
    asked = tuple(key for key in part.questions if key not in not_asked)
    return Agenda(
        number=number,
        part=part,
        is_follow_up=not is_planned,
        is_contact_of_follow_up=is_contact_of_follow_up,
        dangerous=first,
        asked=asked,
        open=tuple(
            key for key in asked if key not in (settled if is_planned and key not in first else settled_in_this)
        ),
        carried_over=_left_over(earlier, {*settled, *part.questions, TREATMENTS, *not_asked}),
    )


def _left_over(earlier: Iterable[AgendaPart], dealt_with: Collection[str]) -> tuple[str, ...]:
    """What stood on earlier plans and is still open, each question once, in their order."""
    questions = dict.fromkeys(key for plan in earlier for key in plan.questions)
    return tuple(key for key in questions if key not in dealt_with)


def dangerous_among(stood: Mapping[str, object], vocabulary: Vocabulary) -> list[str]:
    """The questions whose answers stood as dangerous: a red flag that nobody had cleared, and thoughts of suicide."""
    flags, thoughts = stood.get(RED_FLAGS), stood.get(SUICIDAL_THOUGHTS)
    is_open = bool(flags) and stood.get(RED_FLAGS_CLEARED) is not True
    has_thoughts = was_noted(vocabulary.questions[SUICIDAL_THOUGHTS], [thoughts]) if thoughts else False
    return [RED_FLAGS] * is_open + [SUICIDAL_THOUGHTS] * has_thoughts


def was_noted(question: Question, given: Collection[object]) -> bool:
    """Whether one of the values given to it says that it was there: a yes, or another than the first of its list."""
    if question.type == "bool":
        return True in given
    return any(value in question.values and value != question.options[0].value for value in given)
