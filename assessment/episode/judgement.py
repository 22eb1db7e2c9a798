"""What the clinician judges an episode by, in words: the burden, and what speaks for a simple or complex condition."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from assessment.episode.workspace import Workspace
from assessment.models import DataAbsentReason
from assessment.record.known_facts import KnownFact, OpenQuestion
from assessment.rules.burden import BurdenLine, burden_profile
from assessment.rules.charts import Picture, burden_chart
from assessment.rules.complexity import WeighedSign, weigh_complexity
from guidelines.in_force.content import Content
from guidelines.recommendations.burden_and_complexity import Complexity, Sign, Statement
from guidelines.vocabulary.sourcing import SourceReference


@dataclass(frozen=True)
class SourceLine:
    """A source, and which of its sections are used; `language` is that of its title, empty for Danish."""

    title: str
    sections: str
    language: str = ""


@dataclass(frozen=True)
class BurdenRow:
    """One item of the burden in words; where nothing is known, `words` says so."""

    line: BurdenLine
    question: OpenQuestion
    words: str
    recorded: date | None

    @property
    def is_known(self) -> bool:
        return self.line.level is not None


@dataclass(frozen=True)
class Burden:
    """The burden's profile, as chart and as table, by dimension."""

    rows: dict[str, list[BurdenRow]]
    picture: Picture | None
    sources: list[SourceLine]


@dataclass(frozen=True)
class SignRow:
    """A sign that is there, with the facts that it rests on."""

    sign: Sign
    why: list[KnownFact]


@dataclass(frozen=True)
class ComplexityDisplay:
    """The definition, what speaks for either side, what cannot be known yet, and the clinician's own judgement."""

    about: Complexity
    speaks_for_complex: list[SignRow]
    speaks_for_simple: list[SignRow]
    missing: list[OpenQuestion]
    faults: tuple[Sign, ...]
    judged: KnownFact | None
    sources: list[SourceLine]

    def definitions(self, side: str) -> list[Statement]:
        return [statement for statement in self.about.definitions if statement.key == side]

    @property
    def simple(self) -> list[Statement]:
        return self.definitions("simple")

    @property
    def complex(self) -> list[Statement]:
        return self.definitions("complex")


def burden_of(workspace: Workspace) -> Burden:
    """The episode's burden; an item that nobody has asked about is there, and says so."""
    absent = {key: entry.get("reason", "") for key, entry in workspace.episode.answers.items()}
    profile = burden_profile(workspace.content.burden, workspace.case.answers, absent)
    rows = {dimension: [_burden_row(line, workspace) for line in lines] for dimension, lines in profile.items()}
    names = {row.line.question: (row.question.short, row.words) for group in rows.values() for row in group}
    references = (item.source for item in workspace.content.burden)
    return Burden(rows, burden_chart(profile, names), source_lines(references, workspace.content))


def _burden_row(line: BurdenLine, workspace: Workspace) -> BurdenRow:
    (question,) = workspace.display.open([line.question])
    if line.answer is None:
        words = str(DataAbsentReason(line.absent).label) if line.absent else _("not asked")
        return BurdenRow(line, question, words, None)
    fact = workspace.display.one(line.question)
    return BurdenRow(line, question, fact.value, fact.recorded)


def complexity_of(workspace: Workspace) -> ComplexityDisplay | None:
    """What speaks for a simple and for a complex condition; None if the content in force does not say."""
    about = workspace.content.complexity
    if about is None:
        return None
    weighing = weigh_complexity(about.signs, workspace.facts)
    references = [statement.source for statement in (*about.definitions, about.note)]
    references += [sign.source for sign in about.signs]
    return ComplexityDisplay(
        about=about,
        speaks_for_complex=[_sign_row(sign, workspace) for sign in weighing.speaks_for_complex],
        speaks_for_simple=[_sign_row(sign, workspace) for sign in weighing.speaks_for_simple],
        missing=workspace.display.open(weighing.missing),
        faults=weighing.faults,
        judged=workspace.known(about.question),
        sources=source_lines(references, workspace.content),
    )


def _sign_row(weighed: WeighedSign, workspace: Workspace) -> SignRow:
    return SignRow(weighed.sign, workspace.display.known(weighed.deciding))


def source_lines(references: Iterable[SourceReference], content: Content) -> list[SourceLine]:
    """Each source once, with its sections."""
    sections: dict[str, list[str]] = {}
    for reference in references:
        sections.setdefault(reference.source, []).append(reference.section)
    titles, languages = content.source_titles, content.source_languages
    return [
        SourceLine(titles.get(key, key), "; ".join(sorted(set(found))), languages.get(key, ""))
        for key, found in sections.items()
    ]
