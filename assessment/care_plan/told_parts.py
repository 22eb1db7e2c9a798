"""What the patient's plan tells of the answers: the medicine, whom to call, the next agreement, in the content's
sentences for the patient; and the actions that come along because they were decided on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils.formats import date_format

from accounts.models import Practice
from assessment.care_plan.agreement import MOST_ACTIONS, agreed_actions
from assessment.episode.tellings import is_told, telling_of
from assessment.episode.workspace import Workspace
from assessment.models import AdviceResponse, CarePlan, Treatment
from assessment.rules.keys import NEXT_FOLLOW_UP
from assessment.treatments.words import treatment_for_patient
from guidelines.comparison.text import TextStretch, sentence_changes
from guidelines.in_force.content import ANYWHERE, OF_A_CALL
from guidelines.prose.paragraph import Telling, tell
from guidelines.vocabulary.model import CALL_MENTIONS
from guidelines.vocabulary.plan_phrases import TOLD_SECTIONS, PlanSection, PlanSuggestion


def told_texts(workspace: Workspace, practice: Practice) -> dict[str, str]:
    """The text of each part that the answers tell, a line for each medicine and each number; empty for none."""
    lines = {
        "medicine": [*_medicine(workspace)],
        "call": [*_whom_to_call(workspace, practice)],
    }
    plan = workspace.content.vocabulary.plan
    texts = {}
    for key in TOLD_SECTIONS:
        section = plan.section(key) or PlanSection(key=key)  # type: ignore[arg-type]
        said = lines.get(key) or [_facts_of(section, workspace)]
        texts[key] = "\n".join(filter(None, said)) or section.empty
    return texts


def _facts_of(section: PlanSection, workspace: Workspace) -> str:
    known = {key: telling_of(key, workspace) for key in section.facts if is_told(key, workspace)}
    planned = workspace.facts.values.get(NEXT_FOLLOW_UP)
    if NEXT_FOLLOW_UP in known and isinstance(planned, date):
        if planned < workspace.case.as_of:
            del known[NEXT_FOLLOW_UP]
        else:
            known[NEXT_FOLLOW_UP] = replace(known[NEXT_FOLLOW_UP], words=date_format(planned, "j. F Y"))
    known = {key: replace(one, tells_day=False) for key, one in known.items()}
    sentences = workspace.content.sentences_of(ANYWHERE, frozenset(section.facts), "patient")
    return tell(sentences, known, lambda condition: condition.value(workspace.facts) is True).text


def _medicine(workspace: Workspace) -> Iterator[str]:
    """What is taken or paused now, and what was stopped in the newest contact."""
    since = workspace.newest.day if workspace.newest else workspace.case.as_of
    kinds = workspace.content.vocabulary.treatment_kinds
    for row in sorted(workspace.treatments, key=lambda row: row.status != "current"):
        if kinds[row.kind].group == "drug" and (row.status == "current" or row.on_hold or _stopped_since(row, since)):
            yield treatment_for_patient(row, workspace.content)


def _stopped_since(row: Treatment, since: date) -> bool:
    stopped: date | None = row.stopped
    return row.status == "stopped" and row.stopped_precision == "day" and stopped is not None and stopped >= since


def _whom_to_call(workspace: Workspace, practice: Practice) -> Iterator[str]:
    """The clinic, then those with a number who stand in every plan, or beside a safety prompt that applies."""
    yield _call(workspace, {"clinic.name": practice.name, "clinic.phone": practice.phone})
    shown = workspace.contacts_shown
    for contact in workspace.contacts:
        if contact.phone and (contact.in_every_plan or contact in shown):
            name = contact.label if contact.label != contact.phone else ""
            said = {"contact.name": name, "contact.phone": contact.phone, "contact.use": contact.text.removesuffix(".")}
            yield _call(workspace, said)


def _call(workspace: Workspace, said: dict[str, str]) -> str:
    known = {key: Telling(words, words) for key, words in said.items() if words.strip()}
    sentences = workspace.content.sentences_of(OF_A_CALL, frozenset(CALL_MENTIONS), "patient")
    # One sentence of each: the richest that can be said.
    said_first = (tell([sentence], known).text for sentence in sentences)
    return next(filter(None, said_first), "")


@dataclass(frozen=True)
class ToldPart:
    """One part that the answers tell: what they say now, and what somebody wrote in its place (None: nobody did)."""

    key: str
    newest: str
    own: str | None = None
    made_from: str = ""

    @property
    def text(self) -> str:
        return self.newest if self.own is None else self.own

    @property
    def is_behind(self) -> bool:
        """Whether the answers have changed since somebody wrote it."""
        return self.own is not None and self.newest != self.made_from

    @property
    def new_changes(self) -> list[TextStretch]:
        """What the newest answers change, sentence by sentence."""
        return sentence_changes(self.made_from, self.newest)


def told_parts(plan: CarePlan, texts: dict[str, str]) -> dict[str, ToldPart]:
    """The parts, each with its own text where somebody wrote one."""
    found = {}
    for key, newest in texts.items():
        own = plan.edited.get(key, {})
        found[key] = ToldPart(key, newest, own.get("text"), own.get("from", ""))
    return found


def actions_to_come(plan: CarePlan, workspace: Workspace) -> list[PlanSuggestion]:
    """The actions that were decided on and have not come along yet, as many as the plan has room for."""
    stands = {action.get("what", "") for action in plan.actions}
    coming = [one for one in _decided(workspace) if one.key not in plan.settled and one.text not in stands]
    return coming[: MOST_ACTIONS - len(agreed_actions(plan))]


def no_longer_decided(plan: CarePlan, workspace: Workspace) -> list[str]:
    """The actions that came along, still stand as they came, and were decided otherwise since."""
    stands = {action.get("what", "") for action in plan.actions}
    decided = _decided(workspace)
    came = (one for one in workspace.content.vocabulary.plan.of("action") if one.key in plan.settled)
    return [one.text for one in came if one.text in stands and one not in decided]


def _decided(workspace: Workspace) -> list[PlanSuggestion]:
    """The actions that belong to a recommendation that is followed, by the newest answer to it."""
    decisions, recommendations = workspace.rows.decisions, workspace.content.recommendations
    followed = {
        key
        for key, entry in recommendations.items()
        if (found := decisions.get(entry.version.recommendation_id))
        and found.response == AdviceResponse.Response.FOLLOW
    }
    return [one for one in workspace.content.vocabulary.plan.of("action") if not followed.isdisjoint(one.decided)]
