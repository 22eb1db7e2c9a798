"""A whole episode as one text: everything that is known of it today, laid out as a journal note."""

from collections.abc import Iterable, Iterator

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.advice.decisions import IN_ONE_QUERY, latest_responses
from assessment.care_plan.agreement import plan_of
from assessment.episode.tellings import is_told, tell_known, telling_of
from assessment.episode.workspace import Workspace
from assessment.models import AdviceResponse, Consultation, Episode, QuestionnaireResponse
from assessment.notes.contact_note import held_by_sources
from assessment.notes.contact_rows import of_a_note
from assessment.notes.decision_lines import decided_words, prompt_subject, subject_of, with_remark
from assessment.notes.layout import HeldLines, JournalNote, NoteSection, lay_out
from assessment.notes.lines import absent_line, closed, instrument_line, plan_lines
from assessment.record.answer_words import NONE_TRIED
from assessment.rules.line_words import day, label_text
from assessment.treatments.statements import NONE, says_none_tried, statements_of
from assessment.treatments.words import treatment_line
from guidelines.vocabulary.model import Held, NotePart


def episode_summary(workspace: Workspace) -> JournalNote:
    """Everything that is known of the episode today, as its note is laid out; what is old with its day."""

    def tell_part(part: NotePart) -> Iterator[str]:
        known = {key: telling_of(key, workspace) for key in part.facts if is_told(key, workspace)}
        yield tell_known(workspace.content, "record", part.facts, known, workspace.display)
        asked, vocabulary = workspace.asked, workspace.content.vocabulary
        yield from (closed(absent_line(vocabulary.short(key), asked[key])) for key in part.facts if key in asked)

    told = (*workspace.case.answers, *workspace.asked)
    consultations = list(workspace.episode.consultations.order_by("number"))
    body = lay_out(workspace.content.vocabulary, told, tell_part, _held(workspace, consultations))
    return JournalNote((NoteSection("", (_course(workspace.episode, consultations),)), *body.sections))


def _course(episode: Episode, consultations: list[Consultation]) -> str:
    begun = min([episode.started_at, *(row.opened_at for row in consultations)])
    count = len(consultations)
    said = [_("Episode %(number)s, begun %(day)s.") % {"number": episode.number, "day": day(timezone.localdate(begun))}]
    if consultations:
        contacts = ngettext(
            "%(number)s consultation, the last one %(day)s.", "%(number)s consultations, the last one %(day)s.", count
        )
        said.append(contacts % {"number": count, "day": day(consultations[-1].day)})
    return " ".join(said)


def _held(workspace: Workspace, consultations: list[Consultation]) -> HeldLines:
    episode, content, as_of = workspace.episode, workspace.content, workspace.case.as_of
    filled_in = QuestionnaireResponse.objects.filter(episode=episode, removed_at=None)
    responses = sorted(latest_responses(episode).values(), key=lambda response: response.recorded_at)
    prefetch_related_objects(responses, IN_ONE_QUERY)
    held: dict[Held, list[str]] = {
        "treatments": [*(treatment_line(row, content, as_of) for row in workspace.treatments), *_said(workspace)],
        "results": [closed(instrument_line(row, content, as_of)) for row in filled_in],
        "assessed": [*_assessed(responses, workspace)],
        "agreed": [*_agreed(consultations), *map(closed, plan_lines(plan_of(episode)))],
        "decisions": [*_decided(responses)],
    }
    for key, lines in held_by_sources(of_a_note(episode), None, content, is_long=True).items():
        held[key] += map(closed, lines)
    return held


def _said(workspace: Workspace) -> Iterator[str]:
    """What was said of the list of treatments beside its rows."""
    if says_none_tried(workspace.episode) and not workspace.treatments:
        yield closed(NONE_TRIED.capitalize())
    for said in statements_of(workspace.episode, workspace.content.vocabulary, has_rows=bool(workspace.treatments)):
        if said.word != NONE:
            yield closed(said.line)


def _agreed(consultations: Iterable[Consultation]) -> Iterator[str]:
    for row in consultations:
        if row.agreed.strip():
            yield closed(label_text(_("Agreed %(day)s") % {"day": day(row.day)}, row.agreed))


def _assessed(responses: Iterable[AdviceResponse], workspace: Workspace) -> Iterator[str]:
    """The newest decision on each safety prompt, and which of them is open again."""
    again = {row.response.pk for row in workspace.advice.open_safety if row.response}
    for row in responses:
        if row.safety:
            still = _(", open again") if row.pk in again else ""
            waits = row.safety == AdviceResponse.Safety.DECIDED and row.waiting_inquiry is not None
            said = with_remark(decided_words(row), waits=waits).removesuffix(".")
            subject = prompt_subject([row], workspace.content.vocabulary)
            yield f"{subject}: {said} ({_day_of(row)}{still})."


def _decided(responses: Iterable[AdviceResponse]) -> Iterator[str]:
    """The newest decision on each piece of advice."""
    for row in responses:
        if not row.safety:
            said = "; ".join(part for part in (row.get_reason_display(), row.comment, _day_of(row)) if part)
            yield f"{subject_of(row)}: {row.words} ({said})."


def _day_of(response: AdviceResponse) -> str:
    return day(timezone.localdate(response.recorded_at))
