"""What has changed in the record since a letter was signed: it is told while the letter is not sent."""

from collections.abc import Iterator, Mapping

from assessment.episode.workspace import Workspace, build_workspace
from assessment.record.clock import today
from assessment.record.form_changes import encode_value
from assessment.rules.line_words import label_text, was_and_is
from assessment.rules.reading import CaseFault, parse_answer
from assessment.safety.gone_prompts import safety_questions
from guidelines.in_force.content import ContentMissing, current_content
from guidelines.vocabulary.model import Question
from referrals.letters.frozen_sections import frozen_treatments
from referrals.letters.kinds import criteria_json, pathway_of_letter, readiness_for, template_of
from referrals.models import Letter, ReferralEvent
from referrals.rules.frozen_letter import FrozenLetter, KeptValue
from referrals.rules.pathway import LetterTemplate, Pathway

NOT_KNOWN, CHANGED, NEW, GONE = "ikke oplyst", "ændret", "ny", "ikke på listen mere"


def changes_since_signing(letter: Letter) -> list[str]:
    """The safety facts, treatments and criteria that are not as they were; none once it is sent or taken back."""
    frozen: FrozenLetter | None = letter.frozen
    is_sent = letter.events.filter(kind=ReferralEvent.Kind.SENT).exists()
    if frozen is None or is_sent or hasattr(letter, "withdrawal"):
        return []
    try:
        content = current_content()
    except ContentMissing:
        return []
    workspace = build_workspace(letter.referral.episode, content, today())
    pathway = pathway_of_letter(letter.referral, content)
    template = template_of(letter, pathway)
    return [
        *_facts(frozen, template, workspace),
        *_treatments(frozen, template, workspace),
        *_criteria(frozen, letter, workspace, pathway),
    ]


def _facts(frozen: FrozenLetter, template: LetterTemplate, workspace: Workspace) -> Iterator[str]:
    questions, told = workspace.content.vocabulary.questions, {key for part in template.sections for key in part.facts}
    for key in safety_questions(workspace.content):
        was = frozen["facts"].get(key)
        value = workspace.facts.values.get(key)
        now = None if value is None else encode_value(value)
        if was != now and (template.is_referral or key in told):
            question = questions[key]
            yield was_and_is(question.short, _words(question, was, workspace), _words(question, now, workspace))


def _words(question: Question, value: KeptValue, workspace: Workspace) -> str:
    if value is None:
        return NOT_KNOWN
    try:
        return workspace.content.vocabulary.display(question.key, parse_answer(question, value))
    except CaseFault:
        return str(value)


def _treatments(frozen: FrozenLetter, template: LetterTemplate, workspace: Workspace) -> Iterator[str]:
    """By name: rows that are new, gone, or say something else than the letter's."""
    before, now = frozen["treatments"], frozen_treatments(template, workspace)
    # A letter from before a field was added says nothing of it.
    fields = before[0].keys() if before else now[0].keys() if now else ()
    was, rows = ([{name: row.get(name) for name in fields} for row in side] for side in (before, now))
    gone = {_name(row, workspace) for row in was if row not in rows}
    new = {_name(row, workspace) for row in rows if row not in was}
    for name in sorted(gone | new):
        yield label_text(name, CHANGED if name in gone & new else NEW if name in new else GONE)


def _name(row: Mapping[str, KeptValue], workspace: Workspace) -> str:
    kind = workspace.content.vocabulary.treatment_kinds.get(str(row.get("kind")))
    return str(row.get("name") or (kind.label if kind else row.get("kind")))


def _criteria(frozen: FrozenLetter, letter: Letter, workspace: Workspace, pathway: Pathway) -> Iterator[str]:
    readiness = readiness_for(letter, workspace, pathway)
    if readiness is None or frozen["criteria"] is None:
        return
    was, now = frozen["criteria"]["states"], criteria_json(readiness)["states"]
    for row in readiness.rows:
        key = row.result.criterion.key
        if key in was and was[key] != now[key]:
            yield label_text("Kriterium", f"{row.result.criterion.title} ({CHANGED})")
