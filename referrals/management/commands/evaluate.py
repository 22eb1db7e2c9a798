"""manage.py evaluate FILE: evaluates cases given as JSON. It stores nothing and needs no patient."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import ProgrammingError

from accounts.text.normal import normalised_in
from assessment.rules.facts import Case
from assessment.rules.reading import CaseFaults, parse_case
from guidelines.in_force.content import Content, ContentMissing, content_of
from guidelines.vocabulary.model import Vocabulary
from referrals.pathways.evaluation import RuleFault, evaluate_case, evaluation_as_json
from referrals.pathways.in_force import pathway_of, pathways_of
from referrals.rules.pathway import Pathway

BAD_INPUT = 2


class Command(BaseCommand):
    # They read every page of the program, and answer nothing about a case.
    requires_system_checks: list[str] = []
    help = "Print which recommendations and referral criteria hold for the case or cases in a JSON file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a JSON file with one case or an array of cases; -: stdin")
        parser.add_argument("--content", choices=["PUBLISHED", "DRAFT"], default="PUBLISHED")
        parser.add_argument("--pathway", metavar="KEY", help="whose criteria; without it, the pathway published first")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = content_of(options["content"])
            pathway = choose_pathway(content, options["pathway"])
        except (ContentMissing, ProgrammingError) as error:
            raise CommandError("No content is in force. Run manage.py migrate and load_content first.") from error
        data = read_json(options["file"])
        cases = read_cases(data if isinstance(data, list) else [data], content.vocabulary)
        try:
            answers = [evaluation_as_json(evaluate_case(case, content, pathway)) for case in cases]
        except RuleFault as fault:
            raise CommandError(f"No answer is given: {fault}. The log says why.") from fault
        self.stdout.write(json.dumps(answers if isinstance(data, list) else answers[0], ensure_ascii=False))


def choose_pathway(content: Content, key: str | None) -> Pathway:
    """The pathway of this key, or the first one without a key. Stops with status 2 if no pathway has the key."""
    if key is None:
        return pathway_of(content)
    pathways = {pathway.key: pathway for pathway in pathways_of(content)}
    if key not in pathways:
        raise CommandError(f"--pathway: one of {', '.join(pathways)} is needed, not {key}", returncode=BAD_INPUT)
    return pathways[key]


def read_json(name: str) -> object:
    """The file's JSON. Stops with status 2 where it cannot be read or is not JSON."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        return normalised_in(json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_refuse_repeated_keys))
    except (OSError, ValueError, RecursionError) as error:
        raise CommandError(f"case 0: {name} is not readable JSON: {error}", returncode=BAD_INPUT) from error


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON value")


def _refuse_repeated_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """JSON would silently keep the last of two answers to the same question."""
    result = dict(pairs)
    if len(result) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return result


def read_cases(rows: Iterable[object], vocabulary: Vocabulary) -> list[Case]:
    """All cases, or status 2 with one line per fault."""
    cases, lines = [], []
    for index, row in enumerate(rows):
        try:
            cases.append(parse_case(row, vocabulary))
        except CaseFaults as error:
            lines += [f"case {index}: {fault}" for fault in error.faults]
    if lines:
        raise CommandError("\n".join(lines), returncode=BAD_INPUT)
    return cases
