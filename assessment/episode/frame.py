"""What every page of an episode shows around its own content, and small helpers that several of them share."""

from datetime import date

from accounts.models import Staff
from assessment.episode.waiting import waiting_in
from assessment.episode.workspace import Workspace
from assessment.models import Consultation
from assessment.record.answer_words import NONE_TRIED
from assessment.rules.keys import NEXT_FOLLOW_UP
from assessment.treatments.display import TreatmentDisplay
from assessment.treatments.statements import says_none_tried

# In the address of a page: the kind of contact that it was opened for.
OPENED_FOR = "kontakt"


def names_of(staff: Staff) -> dict[str, str]:
    """The names of everyone in the practice, by id: who answered what."""
    return {
        str(pk): name for pk, name in Staff.objects.filter(practice=staff.practice_id).values_list("pk", "user__name")
    }


def page_context(workspace: Workspace) -> dict[str, object]:
    """What the templates of an episode's pages are given, whichever of its tabs is shown."""
    return {
        "workspace": workspace,
        "episode": workspace.episode,
        "patient": workspace.episode.patient,
        "advice": workspace.advice,
        "treatments": workspace.treatment_rows,
        "none_tried": NONE_TRIED if says_none_tried(workspace.episode) else "",
        "next_questions": workspace.next_questions,
        "waiting": waiting_in(workspace),
        "contact_forms": Consultation.Form.choices,
    }


def is_overdue(workspace: Workspace) -> bool:
    planned = workspace.case.answers.get(NEXT_FOLLOW_UP)
    return isinstance(planned, date) and planned < workspace.case.as_of


def treatments_first(workspace: Workspace) -> list[TreatmentDisplay]:
    """Those in use first, then the rest, the newest first."""
    rows = workspace.treatment_rows()[::-1]
    return sorted(rows, key=lambda entry: entry.row.status != "current")
