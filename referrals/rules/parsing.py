"""Reads a pathway from the body of a release, and checks it against the vocabulary. Pure Python."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from guidelines.conditions.condition_type import ConditionContext
from guidelines.conditions.tree import ConditionError
from guidelines.vocabulary.faults import list_names, name_faults, name_of
from guidelines.vocabulary.model import Vocabulary
from guidelines.vocabulary.reading import read
from guidelines.vocabulary.shapes import Json
from referrals.rules.pathway import Contradiction, Criterion, Destination, LetterRow, LetterSection, Pathway
from referrals.rules.pathway_rows import PlanningArea


def parse_pathway(key: str, body: Mapping[str, Json], vocabulary: Vocabulary) -> Pathway:
    """The pathway of a release's body. Raises ValueError (ConditionError is one) where it is not one."""
    pathway = replace(read(Pathway, body, ConditionContext(vocabulary)), key=key)
    with name_faults("Henvisningsforløbet", {"title": pathway.title}):
        _check(pathway, vocabulary)
    return pathway


def _check(pathway: Pathway, vocabulary: Vocabulary) -> None:
    """What crosses the rows. Raises ValueError, with the row."""
    for rows in (pathway.criterion_rows, pathway.destination_rows, pathway.letter_sections, pathway.area_rows):
        _check_keys(rows)
    if not pathway.area_rows:
        raise ValueError("der er intet planområde")
    first, last = pathway.valid_from, pathway.valid_until
    if first and last and last < first:
        raise ValueError(f"sidste dag {last:%d.%m.%Y} ligger før den første, {first:%d.%m.%Y}")
    for destination in pathway.destination_rows:
        with name_faults("Henvisningsstedet", destination):
            if unknown := {*destination.criteria} - pathway.criteria.keys():
                raise ConditionError(f"det beder om kriterier, som ikke findes: {list_names(unknown)}")
    for section in pathway.letter_sections:
        _check_section(section, vocabulary)
    _check_letters(pathway, vocabulary)
    for alternative in pathway.alternatives:
        with name_faults("Muligheden", alternative):
            if alternative.letter and alternative.letter not in pathway.letters:
                raise ConditionError(f"der er intet brev »{alternative.letter}«")
    for contradiction in pathway.contradictions:
        _check_contradiction(contradiction, vocabulary)


def _check_section(section: LetterSection, vocabulary: Vocabulary) -> None:
    with name_faults("Brevets afsnit", section):
        if unknown := {key for key in section.facts if vocabulary.fact_type(key) is None}:
            raise ConditionError(f"det viser oplysninger, som ikke findes: {list_names(unknown)}")


def _check_letters(pathway: Pathway, vocabulary: Vocabulary) -> None:
    """Raises ConditionError if a letter's key is taken, or a section of one is not known."""
    shared = {section.key for section in pathway.letter_sections}
    taken = {destination.key for destination in pathway.destination_rows}
    for row in pathway.letter_rows:
        with name_faults("Brevet", row):
            if row.key in taken:
                raise ConditionError(f"der er to breve med nøglen »{row.key}«")
            taken.add(row.key)
            for part in row.sections:
                if isinstance(part, str):
                    if part not in shared:
                        raise ConditionError(f"brevet har intet afsnit »{part}«")
                else:
                    _check_section(part, vocabulary)


def _check_contradiction(found: Contradiction, vocabulary: Vocabulary) -> None:
    says = found.says
    with name_faults("Modsigelsen", found):
        if says and vocabulary.fact_type(says) != "text":
            raise ConditionError(f"»{vocabulary.short(says)}« er ikke et spørgsmål i fri tekst")
        if says and not vocabulary.is_asked(says):
            raise ConditionError(f"spørgsmålet »{vocabulary.label(says)}« er taget ud af brug")


def unused_criteria(pathway: Pathway) -> list[str]:
    """The titles of the criteria that no destination asks for."""
    used = {key for destination in pathway.destination_rows for key in destination.criteria}
    return [criterion.title for criterion in pathway.criterion_rows if criterion.key not in used]


def check_routing(pathway: Pathway) -> None:
    """Raises ValueError if a receiver has a planning area that there is not, or an area has two receivers."""
    known = pathway.planning_areas
    receivers: dict[str, str] = {}
    for route in pathway.routing:
        with name_faults("Modtageren", route):
            if unknown := set(route.planning_areas) - known.keys():
                raise ValueError(f"der er intet planområde {list_names(unknown)}")
            for area in route.planning_areas:
                if area in receivers:
                    raise ValueError(f"»{known[area]}« har allerede modtageren »{receivers[area]}«")
                receivers[area] = route.receiver


def _check_keys(rows: Iterable[Criterion | Destination | LetterSection | LetterRow | PlanningArea]) -> None:
    """Raises ValueError if two rows have one key."""
    named: dict[str, str] = {}
    for row in rows:
        if row.key in named:
            raise ValueError(f"»{named[row.key]}« og »{name_of(row)}« har samme nøgle")
        named[row.key] = name_of(row)
