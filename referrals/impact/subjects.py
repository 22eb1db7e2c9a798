"""What the impact of a draft is worked out from: what each of two contents answers, and the cases to try both on."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from assessment.rules.facts import Case, facts_of
from assessment.rules.reading import CaseFault, parse_answer
from assessment.rules.synthetic import population
from guidelines.conditions.tree import NOTHING, Node
from guidelines.conditions.verdicts import verdict_of
from guidelines.in_force.content import Content, Kind, PublishedRecommendation
from guidelines.models import Release
from guidelines.recommendations.case_parsing import CaseRow, stored_value
from guidelines.recommendations.cases import ruled_rows
from guidelines.recommendations.evaluation import CompiledRecommendation, Status, evaluate_all, outcome_of
from guidelines.vocabulary.facts import TREATMENTS, Facts, Value, union
from guidelines.vocabulary.model import AnswerOption, Question, Vocabulary
from guidelines.vocabulary.reading import read
from guidelines.vocabulary.shapes import Json
from referrals.pathways.in_force import pathways_of
from referrals.rules.answer_changes import Pair, SeenTwice, Subject, SubjectAnswer, SubjectResult, pairs_of
from referrals.rules.criteria import CriterionResult, CriterionState, DestinationResult, Eligibility, check_criteria
from referrals.rules.criteria import check_destinations as check
from referrals.rules.pathway import Criterion, Destination, Pathway

OF_STATUS = {
    Status.APPLIES: SubjectAnswer.YES,
    Status.DOES_NOT_APPLY: SubjectAnswer.NO,
    Status.UNKNOWN: SubjectAnswer.UNKNOWN,
    Status.FAULT: SubjectAnswer.FAULT,
}
OF_STATE = {
    CriterionState.MET: SubjectAnswer.YES,
    CriterionState.UNMET: SubjectAnswer.NO,
    CriterionState.UNKNOWN: SubjectAnswer.UNKNOWN,
}
OF_OUTCOME = {
    Eligibility.ELIGIBLE: SubjectAnswer.YES,
    Eligibility.NOT_ELIGIBLE: SubjectAnswer.NO,
    Eligibility.UNDETERMINED: SubjectAnswer.UNKNOWN,
}
OF_VALUE = {True: SubjectAnswer.YES, False: SubjectAnswer.NO, None: SubjectAnswer.UNKNOWN}


def pairs_between(before: Content, after: Content) -> list[Pair]:
    """Everything that may answer another thing for a patient, or in other words."""
    changed = changed_facts(before.vocabulary, after.vocabulary)
    return pairs_of(subjects_of(before), subjects_of(after), changed)


def subjects_of(content: Content) -> Iterator[Subject]:
    """Every recommendation for patients, and of every pathway the destinations, criteria and other offers."""
    for rule in content.rules:
        entry = content.recommendations[rule.key]
        yield Subject(
            "recommendation",
            rule.key,
            entry.version.headline.text,
            rule,
            _read_wording(entry),
            partial(_outcome, rule),
            partial(_recommendation, rule),
            rule.facts_used,
        )
    for pathway in pathways_of(content) if content.releases_of(Kind.PATHWAY) else ():
        yield from _iterate_destinations(pathway)


def _read_wording(entry: PublishedRecommendation) -> tuple[object, ...]:
    """What is read of a recommendation: texts, grade, source and what can come of it, and not its rule."""
    version = entry.version
    texts = (version.title, version.text, version.rationale, version.practical, version.in_clinic)
    grade = (version.strength_id, version.certainty_id, version.direction, version.lifted_because, version.panel_list)
    source = (version.source_id, version.source_section)
    return (*texts, *grade, version.topic, version.superseded_by, *source, version.other_fields)


def _outcome(rule: CompiledRecommendation, facts: Facts) -> SubjectResult:
    try:
        status, attention = outcome_of(rule, facts)
    except Exception:
        return _recommendation(rule, facts)
    return SubjectResult(OF_STATUS[status], attention)


def _recommendation(rule: CompiledRecommendation, facts: Facts) -> SubjectResult:
    (result,) = evaluate_all([rule], facts)
    return SubjectResult(OF_STATUS[result.status], result.attention, result.deciding, frozenset(result.missing))


def _iterate_destinations(pathway: Pathway) -> Iterator[Subject]:
    for destination in pathway.destinations.values():
        criteria = tuple((key, pathway.criteria[key].condition) for key in destination.criteria)
        explain = partial(_destination, pathway, destination)
        yield Subject(
            "destination",
            f"{pathway.key}/{destination.key}",
            f"{pathway.title}: {destination.title}",
            criteria,
            (destination.title, destination.description),
            explain,
            explain,
            union(condition.facts_used() for _key, condition in criteria),
            pathway.key,
        )
    for criterion in pathway.criteria.values():
        explain = partial(_criterion, pathway, criterion)
        yield Subject(
            criterion.kind,
            f"{pathway.key}/{criterion.key}",
            f"{pathway.title}: {criterion.title}",
            (criterion.kind, criterion.condition),
            replace(criterion, condition=None),  # type: ignore[arg-type]
            explain,
            explain,
            criterion.condition.facts_used(),
            pathway.key,
        )
    for key, title, node, wording in _offers(pathway):
        name, words, explain = f"{pathway.key}/{key}", f"{pathway.title}: {title}", partial(_offer, node)
        yield Subject("offer", name, words, node, wording, explain, explain, node.facts_used(), pathway.key)


def _destination(pathway: Pathway, destination: Destination, facts: Facts) -> SubjectResult:
    result = next(one for one in check(pathway, facts) if one.destination.key == destination.key)
    return SubjectResult(
        OF_OUTCOME[result.outcome],
        False,
        union(one.deciding for one in _find_deciding_criteria(result)),
        frozenset(result.missing),
    )


def _find_deciding_criteria(result: DestinationResult) -> Iterable[CriterionResult]:
    """The criteria that decided it: those in the way, or all of them."""
    return [one for one in result.criteria if one.in_the_way] or result.criteria


def _criterion(pathway: Pathway, criterion: Criterion, facts: Facts) -> SubjectResult:
    result = check_criteria(pathway, facts)[criterion.key]
    return SubjectResult(
        SubjectAnswer.FAULT if result.fault else OF_STATE[result.state], False, result.deciding, result.missing
    )


def _offers(pathway: Pathway) -> Iterator[tuple[str, str, Node, tuple[object, ...]]]:
    for step in pathway.waiting_time:
        yield f"waiting/{step.key}", step.title, step.condition, (step.title, step.text)
    for way in pathway.alternatives:
        yield f"other/{way.key}", way.title, way.condition, (way.title, way.text, way.who_refers, way.cost)
    special = pathway.highly_specialised
    yield "highly_specialised", special.title, special.condition, (special.title, special.text, special.units)


def _offer(node: Node, facts: Facts) -> SubjectResult:
    found = verdict_of(node, facts, name="an offer")
    if found.is_fault:
        return SubjectResult(SubjectAnswer.FAULT, None)
    return SubjectResult(OF_VALUE[found.value], False, found.deciding, found.missing)


def changed_facts(old: Vocabulary, new: Vocabulary) -> frozenset[str]:
    """The facts that the same person's answers may give otherwise, or not at all, in the other vocabulary.

    How a question is worded changes none.
    """
    changed = changed_questions(old, new)
    sources = changed | ({TREATMENTS} if _treatments(old) != _treatments(new) else NOTHING)
    derived = {**old.derived, **new.derived}
    computed = {
        key
        for key, fact in derived.items()
        if sources & set(fact.inputs) or key not in old.derived or key not in new.derived
    }
    return changed | computed


def changed_questions(old: Vocabulary, new: Vocabulary) -> frozenset[str]:
    keys = old.questions.keys() | new.questions.keys()
    return frozenset(key for key in keys if _shape(old.questions.get(key)) != _shape(new.questions.get(key)))


def _shape(question: Question | None) -> tuple[object, ...] | None:
    return None if question is None else (question.type, frozenset(question.values), question.min, question.max)


def _treatments(vocabulary: Vocabulary) -> dict[str, str]:
    return {key: kind.group for key, kind in vocabulary.treatment_kinds.items()}


def synthetic_cases(before: Content, after: Content, as_of: date, size: int) -> Iterator[SeenTwice]:
    """The made-up cases, as both contents see them: an answer that one of them does not know is unanswered to it."""
    old, new = before.vocabulary, after.vocabulary
    if not changed_facts(old, new):
        for case in population(new, as_of, size):
            facts = facts_of(case, new)
            # The groups of patients may differ: what is worked out of them is kept apart.
            yield SeenTwice(facts, Facts(facts.as_of, facts.values, facts.lacking))
        return
    doubtful = changed_questions(old, new)
    for case in population(_both(old, new), as_of, size):
        seen_by_old, seen_by_new = (facts_of(known_to(words, case, doubtful), words) for words in (old, new))
        yield SeenTwice(seen_by_old, seen_by_new)


def _both(old: Vocabulary, new: Vocabulary) -> Vocabulary:
    """Every question and value that either of them has."""
    questions = {
        key: replace(
            question,
            options=_both_options(old.questions[key], question) if key in old.questions else question.options,
        )
        for key, question in {**old.questions, **new.questions}.items()
    }
    return replace(new, questions=questions, treatment_kinds={**old.treatment_kinds, **new.treatment_kinds})


def _both_options(old: Question, new: Question) -> tuple[AnswerOption, ...]:
    return (*(option for option in old.options if option.value not in new.values), *new.options)


def known_to(vocabulary: Vocabulary, case: Case, doubtful: Collection[str]) -> Case:
    """The case without what this vocabulary does not know; only the answers to the `doubtful` questions are checked."""
    questions, rows = vocabulary.questions, case.treatments
    answers = {
        key: value for key, value in case.answers.items() if key not in doubtful or _allows(questions.get(key), value)
    }
    known = rows if rows is None else tuple(row for row in rows if row.kind in vocabulary.treatment_kinds)
    return replace(case, answers=answers, treatments=known)


def _allows(question: Question | None, value: Value) -> bool:
    if question is None:
        return False
    raw = value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
    try:
        parse_answer(question, raw)
    except CaseFault:
        return False
    return True


def stored_cases(
    releases: Iterable[Release], before: Content, after: Content, as_of: date
) -> tuple[list[SeenTwice], int]:
    """The cases that are kept with these releases' recommendations and criteria, each once, with their names.

    And how many there are that cannot be read.
    """
    found: dict[str, SeenTwice] = {}
    unreadable = 0
    for row in (row for release in releases for row in _rows(release)):
        try:
            case = read(CaseRow, row)
            day = date.fromisoformat(case.as_of) if case.as_of else as_of
            old, new = (_facts(case.facts, day, content.vocabulary) for content in (before, after))
        except ValueError:
            unreadable += 1
            continue
        name = repr((case.name, day, sorted(case.facts.items(), key=lambda fact: fact[0])))
        found.setdefault(name, SeenTwice(old, new, about=case.name))
    return list(found.values()), unreadable


def _rows(release: Release) -> Iterator[Json]:
    """The cases of a release as they are stored."""
    for pin in release.pinned.all():
        yield from pin.cases
    for row in ruled_rows(release.body):
        if row.part == "criteria":
            yield from row.cases


def _facts(given: Mapping[str, Json], as_of: date, vocabulary: Vocabulary) -> Facts:
    return Facts(
        as_of,
        {key: stored_value(vocabulary.fact_type(key), value) for key, value in given.items() if value is not None},
    )
