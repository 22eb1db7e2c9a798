"""Writes the text of each letter section from the facts, as Danish prose with dates."""

from collections import Counter
from collections.abc import Iterable, Iterator

from django.utils import timezone

from assessment.episode.workspace import Workspace
from assessment.models import Treatment
from assessment.notes.lines import absent_line, fact_line, latest_results
from assessment.notes.tapers import running_tapers
from assessment.record.answer_words import NONE_NOTED_OF, NONE_TRIED_OF
from assessment.record.known_facts import KnownFact
from assessment.rules.keys import DRAWING
from assessment.rules.line_words import day, label_text
from assessment.treatments.words import treatment_line
from guidelines.vocabulary.model import Vocabulary
from referrals.follow_up.course_display import outcome_line
from referrals.models import Letter, Referral
from referrals.rules.frozen_letter import FrozenDrawing
from referrals.rules.pathway import LetterSection, Pathway

ENDS = (".", "!", "?", "…")


def prefilled_sections(
    pathway: Pathway, workspace: Workspace, destination: str, replaces: Referral | None = None
) -> dict[str, str]:
    """The text for every section of the letter; empty if nothing is known.

    What became of the referral that this one `replaces` stands last in the section that is to hold it.
    """
    sections = pathway.letters[destination].sections
    texts = {section.key: section_text(section, workspace) for section in sections}
    holding = next((section.key for section in sections if section.earlier_referrals), None)
    if replaces and holding:
        texts[holding] = "\n".join(part for part in (texts[holding], outcome_line(replaces)) if part)
    return texts


def newest_texts(letter: Letter, workspace: Workspace, pathway: Pathway) -> dict[str, str]:
    """What the answers of today give for every section of this letter."""
    referral = letter.referral
    return prefilled_sections(pathway, workspace, referral.destination, referral.replaces)


def section_text(section: LetterSection, workspace: Workspace) -> str:
    lines = treatment_lines(section, workspace)
    # Under a heading of its own a single fact needs no label; why it is not known does.
    needs_label = len(section.facts) > 1 or section.treatments != "none"
    for topic in topics(section.facts, workspace):
        lines += topic_lines(topic, needs_label, workspace)
    lines += assessment_lines(section, workspace)
    if section.questionnaires:
        lines += latest_results(workspace)
    vocabulary, asked = workspace.content.vocabulary, workspace.asked
    lines += [absent_line(vocabulary.short(key), asked[key]) for key in section.facts if key in asked]
    return "\n".join(lines)


def assessment_lines(section: LetterSection, workspace: Workspace) -> Iterator[str]:
    """What was made of the safety prompts that rest on what the section tells, while it stands."""
    vocabulary = workspace.content.vocabulary
    for row in workspace.advice.rows():
        decision = row.decision
        if decision is None:
            continue
        told = [key for key in section.facts if key in decision.basis]
        of_medicine = section.treatments == "drug" and any(part and "rows" in part for part in decision.basis.values())
        if told or of_medicine:
            subject = vocabulary.short(told[0]) if told else row.recommendation.version.title
            yield label_text(f"{subject}, vurderet {day(timezone.localdate(decision.recorded_at))}", decision.words)


def topics(keys: Iterable[str], workspace: Workspace) -> list[list[str]]:
    """The known facts among these by the section that they are asked in, each in the pathway's order."""
    by_section: dict[str, list[str]] = {}
    for key in keys:
        if is_told(key, workspace):
            by_section.setdefault(_asked_in(key, workspace.content.vocabulary), []).append(key)
    return list(by_section.values())


def is_told(key: str, workspace: Workspace) -> bool:
    """Whether a section that names this fact has something to say of it."""
    return key in workspace.facts.values and bool(workspace.display.one(key).value.strip())


def _asked_in(key: str, vocabulary: Vocabulary) -> str:
    derived = vocabulary.derived.get(key)
    if derived is None:
        return vocabulary.section_of(key)
    return vocabulary.section_of(derived.inputs[0]) if derived.inputs else ""


def topic_lines(keys: Iterable[str], needs_label: bool, workspace: Workspace) -> Iterator[str]:
    """One topic: a paragraph of what was ticked or measured, then what was written, each text on a line of its own."""
    questions = workspace.content.vocabulary.questions
    short: list[KnownFact] = []
    written: list[KnownFact] = []
    for key in keys:
        fact = workspace.display.one(key)
        is_written = (key in questions and questions[key].multiline) or "\n" in fact.value
        (written if is_written else short).append(fact)
    if short:
        yield paragraph(short, needs_label)
    for fact in written:
        yield fact_line(fact.short if needs_label else "", fact)


def paragraph(facts: list[KnownFact], needs_label: bool = True) -> str:
    """The facts as sentences. A day that several share is said once, at the end; any other stands beside its fact."""
    days = Counter(fact.recorded for fact in facts if fact.recorded and not fact.newest)
    day, times = days.most_common(1)[0] if days else (None, 0)
    if times < 2 or not all(fact.recorded for fact in facts):
        day = None
    shared = [day is not None and fact.recorded == day and not fact.newest for fact in facts]
    sentences = [
        fact_line(fact.short if needs_label else "", KnownFact(fact.short, fact.value, None) if said_last else fact)
        for fact, said_last in zip(facts, shared, strict=True)
    ]
    if len(facts) > 1:
        sentences = [text if text.endswith(ENDS) else f"{text}." for text in sentences]
    if day:
        elsewhere = "" if all(shared) else ", hvor ingen anden dato står"
        sentences.append(f"Oplyst {day:%d.%m.%Y}{elsewhere}.")
    return " ".join(sentences)


def drawing_of(workspace: Workspace) -> FrozenDrawing | None:
    """The pain drawing as the letter shows it: the marked regions with names and day; None if none is marked."""
    marked = workspace.case.answers.get(DRAWING)
    if not isinstance(marked, tuple) or not marked:
        return None
    names = workspace.content.vocabulary.questions[DRAWING].values
    regions = [region for region in names if region in marked]
    return {
        "regions": regions,
        "labels": [names[region] for region in regions],
        "recorded": workspace.episode.answers[DRAWING]["at"],
    }


def treatment_lines(section: LetterSection, workspace: Workspace) -> list[str]:
    if section.treatments == "none":
        return []
    tapers = running_tapers(workspace.episode) if section.treatments == "drug" else []
    vocabulary = workspace.content.vocabulary
    rows = [treatment_line(row, vocabulary) for row in treatments_of(section, workspace)]
    if not rows and workspace.case.treatments is not None:
        # What is not in a list that nobody has called complete is only not noted.
        texts = NONE_TRIED_OF if workspace.case.treatments_complete else NONE_NOTED_OF
        rows = [texts[section.treatments]]
    return rows + tapers


def treatments_of(section: LetterSection, workspace: Workspace) -> list[Treatment]:
    """The treatments that the section tells, those in use first."""
    kinds = workspace.content.vocabulary.treatment_kinds
    rows = sorted(workspace.treatments, key=lambda row: row.status != "current")
    return [row for row in rows if kinds[row.kind].group == section.treatments]
