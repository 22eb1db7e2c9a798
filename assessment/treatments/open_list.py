"""What an undecided rule lacks of the list of treatments: a field of a row, a kind of treatment, or all of the list."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assessment.models import Episode, Treatment
from assessment.record.known_facts import THE_REST
from assessment.rules.facts import BEGUN_MONTHS_AGO, DEPENDENCY, OPIOIDS, TRIED
from assessment.treatments.display import display_treatment
from assessment.treatments.ledger import start_of
from assessment.treatments.statements import COMPLETE, NONE, kinds_not_tried, says_complete, says_none_tried
from assessment.treatments.words import labels_of
from guidelines.vocabulary.dates import add_months
from guidelines.vocabulary.facts import TREATMENTS
from guidelines.vocabulary.model import TreatmentKind, Vocabulary

# More kinds than these are not asked for one by one.
FEW = 3
IN_USE = ("current",)


@dataclass(frozen=True)
class OpenField:
    """A field of a row that nobody has filled in."""

    treatment: Treatment
    title: str
    field: str
    # What the field is called in the form.
    name: str


@dataclass(frozen=True)
class OpenList:
    """What is to be said before the rule is decided. `word` is what would say all of it in one press."""

    fields: tuple[OpenField, ...] = ()
    kinds: tuple[TreatmentKind, ...] = ()
    word: str = ""

    @property
    def is_many(self) -> bool:
        """Whether several rules lack more kinds together than each would name: their buttons are folded."""
        return len(self.kinds) > FEW


def open_in_list(
    facts: Iterable[str], episode: Episode, treatments: Sequence[Treatment], vocabulary: Vocabulary, as_of: date
) -> OpenList:
    """What these unknown facts lack of the episode's list."""
    is_known = says_complete(episode) if treatments else says_none_tried(episode)
    noted = {row.kind for row in treatments} | kinds_not_tried(episode)
    fields: dict[tuple[str, str], OpenField] = {}
    kinds: dict[str, TreatmentKind] = {}
    asked = {fact: found for fact in facts if (found := _asked(fact, vocabulary))}
    is_wide = False
    for fact, (kinds_asked, field, statuses) in sorted(asked.items()):
        begun_by = add_months(as_of, -BEGUN_MONTHS_AGO.get(fact, 0))
        lacking = (
            []
            if is_known
            else [kind for kind in vocabulary.treatment_kinds if kind in kinds_asked and kind not in noted]
        )
        is_wide = is_wide or len(lacking) > FEW
        kinds |= {kind: vocabulary.treatment_kinds[kind] for kind in lacking if len(lacking) <= FEW}
        for row in treatments:
            if field and row.kind in kinds_asked and row.status in statuses and not _is_filled(row, field, begun_by):
                title, label = display_treatment(row, vocabulary).title, labels_of(vocabulary)[field].lower()
                rest = THE_REST[start.precision] if field == "started" and (start := start_of(row)) else ""
                fields[str(row.pk), field] = OpenField(row, title, f"{label}, {rest}" if rest else label, field)
    word = (COMPLETE if treatments else NONE) if is_wide or kinds else ""
    return OpenList(tuple(fields.values()), tuple(kinds.values()), word)


def joined(lists: Iterable[OpenList]) -> OpenList:
    """What several rules lack, each thing once."""
    lists = list(lists)
    fields = {(field.treatment.pk, field.name): field for one in lists for field in one.fields}
    kinds = {kind.key: kind for one in lists for kind in one.kinds}
    return OpenList(tuple(fields.values()), tuple(kinds.values()), next((one.word for one in lists if one.word), ""))


def _is_filled(row: Treatment, field: str, begun_by: date) -> bool:
    """Whether the field says what is asked of it: of a start whether it was by that day, for which a month may do."""
    if field == "started" and (start := start_of(row)):
        return not start.day <= begun_by < start.latest
    return bool(getattr(row, field) not in (None, "", "not_assessed"))


def _asked(fact: str, vocabulary: Vocabulary) -> tuple[Collection[str], str, Sequence[str]] | None:
    """The kinds that a fact asks about, the field of their rows that it reads beside the status, and of which rows.

    None for a fact that the list does not give.
    """
    if vocabulary.derived[fact].inputs != (TREATMENTS,) if fact in vocabulary.derived else True:
        return None
    about, _, aspect = fact.rpartition(".")
    match about:
        case "dependency":
            return DEPENDENCY, "started", IN_USE
        case "opioid":
            return OPIOIDS, "started" if fact in BEGUN_MONTHS_AGO else "fast_acting", IN_USE
        case "treatment":
            return {kind for __, kind in vocabulary.substances}, "atc", IN_USE
        case "treatment.opioid":
            return OPIOIDS, "", ()
        case "treatment.drug" | "treatment.non_drug":
            return vocabulary.kinds_by_group[about.removeprefix("treatment.")], "", ()
        case "treatment.any":
            return [*vocabulary.treatment_kinds], "effect", TRIED if aspect == "failed" else IN_USE
    return [about.removeprefix("treatment.")], "effect" if aspect == "failed" else "", TRIED
