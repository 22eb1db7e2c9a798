"""What keeps a release from being submitted: errors of the lint, warnings without a reason, cases that fail."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from guidelines.content_files.release import content_of_release
from guidelines.in_force.content import Content
from guidelines.models import Publication, RatingLevel, RecommendationVersion, Release, Source
from guidelines.recommendations.cases import RowResult, ruled_rows, run_row
from guidelines.recommendations.lint import Finding, Grade, LintContext, lint
from guidelines.vocabulary.shapes import JsonObject, rows_in


class CasesFail(ValueError):
    """Cases of content files fail; the message names each."""


@dataclass(frozen=True)
class Checks:
    """`elsewhere` are failing rows of other releases: only a change of the questions can break those."""

    content: JsonObject
    findings: tuple[Finding, ...]
    rows: tuple[RowResult, ...]
    elsewhere: tuple[RowResult, ...]

    @property
    def justifications(self) -> Mapping[str, str]:
        words = self.content.get("justifications")
        return {warning: str(word) for warning, word in words.items()} if isinstance(words, dict) else {}

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.level == "error"]

    @property
    def warnings(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.level == "warning"]

    @property
    def unanswered(self) -> list[Finding]:
        return [finding for finding in self.warnings if not str(self.justifications.get(finding.id) or "").strip()]

    @property
    def failing(self) -> int:
        return sum(row.failing for row in (*self.rows, *self.elsewhere))

    @property
    def is_ready(self) -> bool:
        """Whether the release can be submitted."""
        return not (self.errors or self.unanswered or self.failing)


def checks_of(release: Release, content: Content) -> Checks:
    """Everything that is looked at before a release is submitted. `content` is what it is to work together with.

    Raises what parse_vocabulary raises, where the release is a vocabulary that is none.
    """
    own = content_of_release(release)
    is_vocabulary = release.publication.kind == Publication.Kind.VOCABULARY
    content = content_beside(release, content)
    others = [other for key, other in content.releases.items() if key != release.publication.key]
    return Checks(
        own,
        tuple(lint(own, _surroundings(own, content))),
        tuple(run_cases(own, content)),
        tuple(row for other in others for row in _find_failing_rows(other, content)) if is_vocabulary else (),
    )


def content_beside(release: Release, content: Content) -> Content:
    """The content whose questions a release's rules speak of: its own, where it holds the questions itself."""
    is_vocabulary = release.publication.kind == Publication.Kind.VOCABULARY
    return content.with_vocabulary(release.body) if is_vocabulary else content


def run_cases(file: JsonObject, content: Content) -> list[RowResult]:
    """The cases of a content file, row by row."""
    return [run_row(row, content.vocabulary, content.populations) for row in ruled_rows(file)]


def require_passing(content: Content) -> None:
    """That every case of this content passes. Raises CasesFail with those that do not."""
    failing = [row for release in content.releases.values() for row in _find_failing_rows(release, content)]
    if failing:
        raise CasesFail("\n".join(line for row in failing for line in lines_of(row)))


def lines_of(row: RowResult) -> Iterable[str]:
    """What fails in a row, a sentence each."""
    yield from row.faults
    for result in row.results:
        if not result.passed:
            yield from result.faults or (
                _("%(row)s, case “%(case)s”: expected %(expected)s, got %(got)s.")
                % {
                    "row": row.row.title,
                    "case": result.name,
                    "expected": result.case.expected if result.case else "",
                    "got": result.got,
                },
            )


def _find_failing_rows(release: Release, content: Content) -> list[RowResult]:
    return [row for row in run_cases(content_of_release(release), content) if row.failing]


def _surroundings(own: JsonObject, content: Content) -> LintContext:
    key = str(own["key"])
    levels = list(RatingLevel.objects.filter(scheme=str(own.get("rating_scheme"))))
    grades = {
        kind: {
            level.key: Grade(level.label, level.direction, level.order, level.code)
            for level in levels
            if level.kind == kind
        }
        for kind in RatingLevel.Kind
    }
    return LintContext(
        as_of=timezone.localdate(),
        strengths=grades[RatingLevel.Kind.STRENGTH],
        certainties=grades[RatingLevel.Kind.CERTAINTY],
        sources=frozenset(Source.objects.values_list("key", flat=True)),
        recommendations=frozenset(known for known in content.recommendations if not known.startswith(f"{key}/")),
        retired=_titles_of(key, [str(entry["key"]) for entry in rows_in(own, "retired")]),
        vocabulary=content.vocabulary,
        populations=content.populations,
    )


def _titles_of(publication: str, keys: list[str]) -> dict[str, str]:
    """The titles that recommendations had last."""
    versions = RecommendationVersion.objects.filter(
        recommendation__publication__key=publication, recommendation__key__in=keys
    )
    return dict(versions.order_by("number").values_list("recommendation__key", "title"))
