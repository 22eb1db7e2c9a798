"""Where a question to a doctor stands, from what has come of it. Pure Python."""

from collections.abc import Sequence

# What a doctor says in answer (CALLS: that they call the patient themselves), and what ends the matter.
CALLS = "calls"
# A doctor changes the treatment: it waits for a row of the list, and the row that was changed is the answer.
CHANGING, CHANGED = "changing", "changed"
REPLIES = ("answer", CALLS, "book", "changes", CHANGED)
# Of what is dangerous it is not enough that a doctor has seen it: it is said what was DECIDED.
SEEN, DECIDED, PASSED_ON, TAKEN_BACK = "seen", "decided", "passed_on", "taken_back"
KINDS = ("answer", CALLS, "book", "changes", CHANGING, CHANGED, SEEN, DECIDED, PASSED_ON, TAKEN_BACK)
OPEN, ANSWERED, CLOSED = "open", "answered", "closed"


def state_after(kinds: Sequence[str]) -> str:
    """Where it stands after these steps, in their order: it waits for a doctor, for the patient to be told, or is over.

    An answer that comes after the patient was told is to be passed on as well.
    """
    if not kinds or kinds[-1] == CHANGING:
        return OPEN
    return ANSWERED if kinds[-1] in REPLIES else CLOSED
