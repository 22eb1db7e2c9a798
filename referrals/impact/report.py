"""The impact of a draft on patients, in words: worked out once a day for the same draft and content in force."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypedDict

from django.conf import settings
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessment.record.known_facts import fact_in_words
from guidelines.content_files.loading import content_hash
from guidelines.in_force.content import Content, current_content
from guidelines.models import Publication, RecommendationVersion, Release
from guidelines.publishing.consistency import check_together
from guidelines.vocabulary.model import Vocabulary
from referrals.impact.reach import AnswerAlone, Reach, reach_of
from referrals.impact.subjects import pairs_between, stored_cases, synthetic_cases
from referrals.models import KeptImpact
from referrals.rules.answer_changes import Change, Example, Impact, Shift, compare

MOST_FACTS = 8
# Of so many made-up patients one is typical, and is asked question by question.
ONE_TYPICAL_IN = 100


class CountInWords(TypedDict):
    """What happens to how many."""

    words: str
    number: str
    share: str


class ShownExample(TypedDict):
    """A patient to whom it happens: what, who, and the facts that decided it."""

    change: str
    about: Any
    facts: list[str]


class ReportRow(TypedDict):
    """One thing that differs."""

    title: str
    kind: str
    is_new: bool
    is_gone: bool
    reason: str
    counts: list[CountInWords]
    examples: list[ShownExample]


class Report(TypedDict):
    """The whole in words, as it is kept for a day."""

    summary: str
    size: str
    rows: list[ReportRow]
    stored: int
    unreadable: int
    stored_rows: list[ReportRow]
    without_patients: int
    reach: list[Reach]
    alone: list[AnswerAlone]


ADVICE: Mapping[Change, Promise] = {
    Change.GAINS: gettext_lazy("get the advice"),
    Change.LOSES: gettext_lazy("lose the advice"),
    Change.NO_LONGER_KNOWN: gettext_lazy("had the advice; now it cannot be known"),
    Change.TURNS_UNKNOWN: gettext_lazy("did not have the advice; now it cannot be known"),
    Change.RULED_OUT: gettext_lazy("were open, and do not get the advice"),
    Change.ATTENTION: gettext_lazy("keep the advice, but its urgency changes"),
    Change.FAULT: gettext_lazy("meet a rule that fails"),
    Change.WORDING: gettext_lazy("keep the advice, in other words or with another grade"),
}
OF_A_PATHWAY: Mapping[Change, Promise] = {
    Change.GAINS: gettext_lazy("now meet it"),
    Change.LOSES: gettext_lazy("no longer meet it"),
    Change.NO_LONGER_KNOWN: gettext_lazy("met it; now it cannot be known"),
    Change.TURNS_UNKNOWN: gettext_lazy("did not meet it; now it cannot be known"),
    Change.RULED_OUT: gettext_lazy("were open, and do not meet it"),
    Change.FAULT: gettext_lazy("meet a rule that fails"),
    Change.WORDING: gettext_lazy("have the same outcome, in other words"),
}
REFUSAL: Mapping[Change, Promise] = {
    **OF_A_PATHWAY,
    Change.GAINS: gettext_lazy("now have this reason to be refused"),
    Change.LOSES: gettext_lazy("no longer have this reason to be refused"),
    Change.NO_LONGER_KNOWN: gettext_lazy("had this reason to be refused; now it cannot be known"),
    Change.TURNS_UNKNOWN: gettext_lazy("did not have this reason to be refused; now it cannot be known"),
    Change.RULED_OUT: gettext_lazy("were open, and do not have this reason to be refused"),
}
WORDS = {"recommendation": ADVICE, "exclusion": REFUSAL, "offer": ADVICE}
KINDS: Mapping[str, Promise] = {
    "recommendation": gettext_lazy("Recommendation"),
    "destination": gettext_lazy("Destination"),
    "requirement": gettext_lazy("Requirement"),
    "exclusion": gettext_lazy("Reason to refuse"),
    "offer": gettext_lazy("Offer"),
}


def report_of(release: Release, as_of: date, size: int = settings.MADE_UP_PATIENTS) -> Report:
    """What the release would change in what is in force, for made-up patients and for the cases that are kept with it.

    Raises Refused if the content would not hold together, and ContentMissing.
    """
    before = current_content()
    key = _key(before, release, as_of, size)
    kept = KeptImpact.objects.filter(key=key).first()
    if kept:
        report: Report = kept.report
        return report
    report = _work_out(before, check_together(release), release, as_of, size)
    KeptImpact.objects.exclude(day=as_of).delete()
    KeptImpact.objects.bulk_create([KeptImpact(key=key, day=as_of, report=report)], ignore_conflicts=True)
    return report


def is_kept(release: Release, as_of: date) -> bool:
    """Whether the report is there without any work. Raises ContentMissing."""
    return KeptImpact.objects.filter(key=_key(current_content(), release, as_of, settings.MADE_UP_PATIENTS)).exists()


def _key(before: Content, release: Release, as_of: date, size: int) -> str:
    of_the_draft = [release.publication.key, release.content_hash]
    return content_hash([*of_the_draft, before.manifest, as_of.isoformat(), size])


def _work_out(before: Content, after: Content, release: Release, as_of: date, size: int) -> Report:
    pairs = pairs_between(before, after)
    is_of_questions = release.publication.kind == Publication.Kind.VOCABULARY
    vocabularies = (before.vocabulary, after.vocabulary)
    made_up = compare(pairs, synthetic_cases(before, after, as_of, size)) if pairs else Impact(size)
    cases, unreadable = stored_cases(_list_releases_with_cases(before, after, release), before, after, as_of)
    stored = compare(pairs, cases)
    typical = size // ONE_TYPICAL_IN or 1
    goals, alone = reach_of(before, after, as_of, typical) if pairs or is_of_questions else ([], [])
    return {
        "summary": summary_of(made_up),
        "size": number(made_up.size),
        "rows": rows_of(made_up, vocabularies, retired=release.retired),
        "stored": stored.size,
        "unreadable": unreadable,
        "stored_rows": [row for row in rows_of(stored, vocabularies) if row["counts"]],
        "without_patients": _without_patients(before, after),
        "reach": goals,
        "alone": alone,
    }


def _list_releases_with_cases(before: Content, after: Content, release: Release) -> list[Release]:
    """Whose kept cases are tried: this publication's before and after; where the questions change, everybody's."""
    found = [*before.releases.values(), *after.releases.values()]
    if release.publication.kind == Publication.Kind.VOCABULARY:
        return found
    return [one for one in found if one.publication_id == release.publication_id]


def _without_patients(before: Content, after: Content) -> int:
    """How many recommendations for the health system differ: they meet no patient, and are not evaluated."""
    old, new = (
        {entry.version.pk for entry in content.recommendations.values() if _is_system(entry.version)}
        for content in (before, after)
    )
    return len({version.recommendation_id for version in RecommendationVersion.objects.filter(pk__in=old ^ new)})


def _is_system(version: RecommendationVersion) -> bool:
    return version.level == RecommendationVersion.Level.SYSTEM


def number(count: int) -> str:
    return str(number_format(count, use_l10n=True, force_grouping=True))


def share(count: int, size: int) -> str:
    """A part of the whole in percent; what is there is never told as 0 %."""
    percent = round(100 * count / size) if size else 0
    return _("less than 1 per cent") if count and not percent else f"{percent} %"


def summary_of(impact: Impact) -> str:
    """The whole in one sentence."""
    words = {"size": number(impact.size), "wording": number(impact.touched[Change.WORDING])}
    if not impact.changed:
        if impact.touched[Change.WORDING]:
            return (
                _("None of %(size)s made-up patients gets another answer; %(wording)s meet other words or a new grade.")
                % words
            )
        return _("Nothing changes for any of %(size)s made-up patients.") % words
    words |= {"share": share(impact.changed, impact.size), "changed": number(impact.changed)}
    parts = [
        text % {"number": number(impact.touched[change])} for change, text in PARTS.items() if impact.touched[change]
    ]
    return _("%(share)s of %(size)s made-up patients (%(changed)s) get another answer: %(parts)s.") % {
        **words,
        "parts": ", ".join(parts),
    }


PARTS: Mapping[Change, Promise] = {
    Change.GAINS: gettext_lazy("%(number)s gain something"),
    Change.LOSES: gettext_lazy("%(number)s lose something"),
    Change.NO_LONGER_KNOWN: gettext_lazy("for %(number)s something that applied can no longer be known"),
    Change.TURNS_UNKNOWN: gettext_lazy("for %(number)s something can no longer be ruled out"),
    Change.RULED_OUT: gettext_lazy("for %(number)s an open question is settled with no"),
    Change.ATTENTION: gettext_lazy("for %(number)s the urgency changes"),
    Change.FAULT: gettext_lazy("for %(number)s a rule fails"),
}


def rows_of(
    impact: Impact, vocabularies: tuple[Vocabulary, Vocabulary], retired: Iterable[Mapping[str, str]] = ()
) -> list[ReportRow]:
    """Each thing that differs, what it does to how many, and a few examples; the one that touches most comes first."""
    reasons = {row["key"]: row.get("reason", "") for row in retired}
    shifts = sorted(
        impact.shifts, key=lambda shift: -sum(n for change, n in shift.counts.items() if change != Change.WORDING)
    )
    return [_row(shift, impact.size, vocabularies, reasons) for shift in shifts]


def _row(shift: Shift, size: int, vocabularies: tuple[Vocabulary, Vocabulary], reasons: Mapping[str, str]) -> ReportRow:
    subject = shift.pair.subject
    words = WORDS.get(subject.kind, OF_A_PATHWAY)
    return {
        "title": subject.title,
        "kind": str(KINDS[subject.kind]),
        "is_new": shift.pair.before is None,
        "is_gone": shift.pair.after is None,
        "reason": reasons.get(subject.key.rpartition("/")[2], "") if shift.pair.after is None else "",
        "counts": [
            {"words": str(words[change]), "number": number(count), "share": share(count, size)}
            for change in Change
            if (count := shift.counts[change])
        ],
        "examples": [
            {
                "change": str(words[example.change]),
                "about": example.case.about,
                "facts": facts_in_words(example, vocabularies),
            }
            for example in shift.examples
        ],
    }


def facts_in_words(example: Example, vocabularies: tuple[Vocabulary, Vocabulary]) -> list[str]:
    """The facts that decided it before and after, and what is not known. At most eight, and how many more there are."""
    facts = list(dict.fromkeys(_facts_in_words(example, vocabularies)))
    if len(facts) <= MOST_FACTS:
        return facts
    rest = len(facts) - MOST_FACTS
    more = ngettext("and %(number)s more fact", "and %(number)s more facts", rest) % {"number": rest}
    return [*facts[:MOST_FACTS], more]


def _facts_in_words(example: Example, vocabularies: tuple[Vocabulary, Vocabulary]) -> Iterator[str]:
    old, new = vocabularies
    # What decides after is told as it is then; what decided before only, as it was.
    sides = ((example.after, example.case.after, new), (example.before, example.case.before, old))
    told: set[str] = set()
    for result, facts, vocabulary in sides:
        for key in sorted(result.deciding | result.missing):
            if key in told:
                continue
            told.add(key)
            if key not in facts.values:
                yield _("%(fact)s: not answered") % {"fact": vocabulary.short(key)}
            else:
                yield f"{vocabulary.short(key)}: {fact_in_words(key, facts.values[key], vocabulary)}"
