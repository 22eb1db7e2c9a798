"""Medicines that matter in pain: found by name or ATC code, and opioids in milligrams of oral morphine.

Pure Python. The list is content (fixtures/medicines.yaml). ATC codes identify; a rule rests on one only where the
vocabulary names that substance.
"""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, PlainValidator
from pydantic_core import PydanticCustomError

from guidelines.vocabulary.numbers import number_in_danish
from guidelines.vocabulary.reading import ContentFault, Place, read
from guidelines.vocabulary.shapes import About, Json, Rows, shape, stored_as
from guidelines.vocabulary.shapes import msgid as _
from guidelines.vocabulary.sourcing import PublicationBody, Verifiable

ATC_CODE = re.compile(r"[A-Z]\d{2}[A-Z]{2}\d{2}")
ATC_BEGINNING = re.compile(r"[A-Z](\d(\d([A-Z]([A-Z](\d\d?)?)?)?)?)?")
MG, MICROGRAMS, MICROGRAMS_PER_HOUR = "mg", "ug", "ug_h"
MG_A_DAY = {MG: Decimal(1), MICROGRAMS: Decimal("0.001"), MICROGRAMS_PER_HOUR: Decimal("0.024")}
SHOWN_UNITS = {MG: "mg", MICROGRAMS: "µg", MICROGRAMS_PER_HOUR: "µg/t"}
Route = Literal["oral", "topical", "patch", "transmucosal", "injection"]
Unit = Literal["mg", "ug", "ug_h"]
ROUTE_LABELS: Mapping[str, str] = {
    "oral": _("by mouth"),
    "topical": _("on the skin"),
    "patch": _("as a patch"),
    "transmucosal": _("through the mucous membranes"),
    "injection": _("as an injection"),
}
UNIT_LABELS: Mapping[str, str] = {"mg": _("mg"), "ug": _("µg"), "ug_h": _("µg per hour")}
# What stands beside a name without making it another medicine.
FORMS = re.compile(
    r"\b(?:(?:film|depot)?(?:tabletter|tablet|kapsler|kapsel)|tabl?|tbl|kaps|depot|retard|oral|mikstur|mixtur|resoribletter"
    r"|sr|er)\b"
)
# What is given past the mouth is no tablet: words of a name that tell it, folded.
PAST_THE_MOUTH = re.compile(
    r"\b(?:inj\w*|injektion\w*|infusion\w*|i ?v|i ?m|s ?c|iv|im|sc|ampul\w*|subkutan\w*|intravenos\w*|intramuskular\w*"
    r"|pumpe|supp|suppositori\w*|stikpille\w*|rektal\w*)\b"
)
# Danish letters and how they are typed without them come to the same.
ALIKE = (("æ", "a"), ("ae", "a"), ("ø", "o"), ("oe", "o"), ("å", "a"), ("aa", "a"), ("é", "e"))


def _is_code(text: str) -> str:
    if not ATC_CODE.fullmatch(text):
        raise ValueError(f"»{text}« er ikke en ATC-kode")
    return text


def _amount(value: object) -> Decimal:
    """A number over 0, as precise as it is written. Text is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("decimal_type", "no number")
    if value <= 0:
        raise PydanticCustomError("greater_than", "not over 0", {"gt": 0})
    return Decimal(str(value))


Amount = Annotated[Decimal, PlainValidator(_amount)]


@shape("Tabellen over faktorer")
class FactorTable(Verifiable):
    """A published table of factors: mg of oral morphine per mg a day."""

    key: str
    title: Annotated[str, About(_("Title"))]
    as_of: Annotated[str, About(_("Date"))]
    source: Annotated[str, About(_("Source"), "source")]


@shape("Lægemidlet")
class MedicineRow(Verifiable):
    """A substance in one way of giving it. `omeq` are its factors by table; an opioid without one in the table that is
    shown says why in `factor_unknown`. `atc` has the code in force first, older ones after it.

    `highest` is the highest dose a day in use, in `unit`: beyond it is asked, and nothing is refused. It has a source,
    or is the project's own and names in `highest_check` what it must be checked against.
    """

    name: Annotated[str, About(_("Name"))]
    other_names: Annotated[tuple[str, ...], stored_as("search"), About(_("Other names"), "lines")] = ()
    kind: Annotated[str, About(_("Treatment"), "choice", of="treatment_kinds")]
    atc: Annotated[
        tuple[Annotated[str, AfterValidator(_is_code)], ...],
        About(
            _("ATC codes"), "lines", required=False, keep=True, help=_("The code in force first, older ones after it.")
        ),
    ]
    route: Annotated[Route, About(_("Way of giving it"), "choice", choices=ROUTE_LABELS, required=True)] = "oral"
    unit: Annotated[Unit, About(_("Unit"), "choice", choices=UNIT_LABELS)] = "mg"
    strengths: Annotated[str, About(_("Usual strengths"), help=_("With their unit, as clinicians are shown them."))] = (
        ""
    )
    highest: Annotated[
        Amount | None,
        About(
            _("Highest dose a day in use"),
            "number",
            help=_("In the unit above. Beyond it is asked, and nothing is refused."),
        ),
    ] = None
    highest_source: Annotated[str, About(_("Source of the highest dose"), "source")] = ""
    highest_check: Annotated[
        str,
        About(
            _("Own, not checked: to be checked against"),
            help=_("A highest dose without a source names the document to check it against."),
        ),
    ] = ""
    opioid: Annotated[bool, About(_("Opioid"), "tick")] = False
    omeq: Annotated[
        dict[str, Amount], About(_("mg of oral morphine per mg"), "shown", of="factor_tables", required=False)
    ] = field(default_factory=dict)
    factor_unknown: Annotated[str, stored_as("omeq_unknown"), About(_("Why there is no factor"), "text")] = ""


@shape("Lægemidlerne", is_named=False)
class MedicinesBody(PublicationBody):
    """A release of the list of medicines as it is stored."""

    medicines: Annotated[tuple[MedicineRow, ...], Rows(_("Medicines"), _("Medicine"))]
    factor_tables: Annotated[tuple[FactorTable, ...], Rows(_("Tables of factors"), _("Table of factors"), by_file=True)]
    publisher: Annotated[str | None, About(_("Publisher"))] = None
    warning: Annotated[str, About(_("Warning"), "text")]
    shown_factors: Annotated[str, About(_("The table that is shown"), "choice", of="factor_tables")]


@shape()
class Medicine(MedicineRow):
    """A row of the list with its factor in the table that is shown."""

    factor: Decimal | None = None

    @property
    def highest_mg(self) -> Decimal | None:
        """The highest dose in use in mg a day; None if no limit is known."""
        return None if self.highest is None else self.highest * MG_A_DAY[self.unit]

    @property
    def shown_highest(self) -> str:
        """The same in its own unit, as 3200 µg."""
        return "" if self.highest is None else f"{number_in_danish(self.highest)} {SHOWN_UNITS[self.unit]}"

    def is_beyond(self, dose_mg: Decimal | None) -> bool:
        """Whether a dose a day is higher than any in use; False if no limit is known."""
        return dose_mg is not None and self.highest_mg is not None and dose_mg > self.highest_mg

    @property
    def code(self) -> str:
        """The ATC code in force; empty if there is none."""
        return self.atc[0] if self.atc else ""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.other_names)

    @property
    def hint(self) -> str:
        """What else it can be found by: other names and every code."""
        return " · ".join((*self.atc, *self.other_names))


def fold(text: str) -> str:
    """The text as it is compared: small letters, æ, ø and å as they may be typed without them, single spaces."""
    folded = text.lower()
    for letters, plain in ALIKE:
        folded = folded.replace(letters, plain)
    return " ".join(re.sub(r"[^\w]+", " ", folded).split())


def without_forms(folded: str) -> str:
    return " ".join(FORMS.sub(" ", folded).split())


@dataclass(frozen=True, eq=False)
class Medicines:
    """The list in force. Empty if none is published."""

    entries: tuple[Medicine, ...] = ()
    table: FactorTable | None = None
    warning: str = ""

    @cached_property
    def by_name(self) -> Mapping[str, Medicine]:
        return {fold(name): medicine for medicine in self.entries for name in medicine.names}

    def named(self, text: str) -> Medicine | None:
        """The medicine with just this name; words such as `depot` or `tabletter` do not count."""
        folded = fold(text)
        return self.by_name.get(folded) or self.by_name.get(without_forms(folded))

    @cached_property
    def as_substances(self) -> tuple[tuple[str, str, str], ...]:
        """Each medicine that has an ATC code: the code, the name and the kind of treatment."""
        return tuple((medicine.code, medicine.name, medicine.kind) for medicine in self.entries if medicine.code)

    @cached_property
    def unchecked(self) -> tuple[Medicine, ...]:
        """Those whose highest dose is the project's own."""
        return tuple(medicine for medicine in self.entries if medicine.highest_check)

    @cached_property
    def without_limit(self) -> tuple[Medicine, ...]:
        """Those of which no dose is asked about."""
        return tuple(medicine for medicine in self.entries if medicine.highest is None)

    def coded(self, atc: str) -> list[Medicine]:
        """Every medicine with this ATC code, in force or older: two where ways of giving share one."""
        return [*self._by_code.get(atc.strip().upper(), ())]

    @cached_property
    def _by_code(self) -> Mapping[str, list[Medicine]]:
        found: dict[str, list[Medicine]] = {}
        for medicine in self.entries:
            for code in dict.fromkeys(medicine.atc):
                found.setdefault(code, []).append(medicine)
        return found

    def identify(self, text: str) -> Medicine | None:
        """The one medicine that a name or a whole ATC code means; None if it means none, or more than one."""
        coded = self.coded(text)
        return self.named(text) or (coded[0] if len(coded) == 1 else None)

    def of_row(self, name: str, atc: str, unit: str = MG) -> Medicine | None:
        """The medicine that a treatment row is about: by its name, else by a code that only one has.

        Where ways of giving share a code, a dose in µg per hour tells the patch. A name that says an injection or a
        suppository is no medicine to swallow, whatever the code.
        """
        found = self.named(name)
        if found:
            return found
        coded = self.coded(atc)
        if PAST_THE_MOUTH.search(fold(name)):
            coded = [medicine for medicine in coded if medicine.route == "injection"]
        if unit == MICROGRAMS_PER_HOUR:
            coded = [medicine for medicine in coded if medicine.route == "patch"]
        return coded[0] if len(coded) == 1 else None

    def search(self, query: str) -> list[Medicine]:
        """The medicines that a name, another name or an ATC code finds, by the beginnings of their words.

        Names that begin with the query come first; an empty query finds nothing.
        """
        code = query.strip().upper().replace(" ", "")
        if ATC_BEGINNING.fullmatch(code) and len(code) > 1:
            return [medicine for medicine in self.entries if any(atc.startswith(code) for atc in medicine.atc)]
        words = fold(query).split()
        found = [medicine for medicine in self.entries if words and _matches(medicine, words)]
        return sorted(found, key=lambda medicine: not fold(medicine.name).startswith(fold(query)))


def _matches(medicine: Medicine, words: list[str]) -> bool:
    known = [word for name in medicine.names for word in fold(name).split()]
    return all(any(one.startswith(word) for one in known) for word in words)


NO_MEDICINES = Medicines()
# The publication's key, as the list has one place.
MEDICINES = "medicines"


def parse_medicines(body: Mapping[str, Json], kinds: Container[str]) -> Medicines:
    """The list of a release's body; `kinds` are the treatment kinds there are. Raises ContentFault."""
    found = read(MedicinesBody, body)
    tables = {table.key: table for table in found.factor_tables}
    faults: list[tuple[str, Place]] = [
        (f"{row.name}: {fault}", ("medicines", number))
        for number, row in enumerate(found.medicines)
        for fault in _faults(row, kinds, tables, found)
    ]
    if found.shown_factors not in tables:
        faults.insert(0, (f"Der er ingen tabel over faktorer »{found.shown_factors}«", ("shown_factors",)))
    names = sorted(fold(name) for row in found.medicines for name in (row.name, *row.other_names))
    faults += [(f"{one}: navnet står to gange", ("medicines",)) for one, other in pairwise(names) if one == other]
    if faults:
        raise ContentFault([words for words, _ in faults], [place for _, place in faults], MEDICINES)
    entries = tuple(Medicine(**vars(row), factor=row.omeq.get(found.shown_factors)) for row in found.medicines)
    return Medicines(entries, tables[found.shown_factors], " ".join(found.warning.split()))


def _faults(row: MedicineRow, kinds: Container[str], tables: Container[str], body: MedicinesBody) -> list[str]:
    """What is wrong with one row. An opioid has a factor to show or says why not; nothing else has one."""
    checks = {
        f"der er ingen behandling »{row.kind}«": row.kind in kinds,
        "en højeste dosis skal have enten en kilde eller det, den skal kontrolleres i, og kun en dosis har det": (
            (row.highest is not None) == (bool(row.highest_check) != bool(row.highest_source))
            and not (row.highest_check and row.highest_source)
        ),
        "en faktor hører ikke til en tabel": all(key in tables for key in row.omeq),
        "et opioid skal have en faktor eller grunden til, at der ingen er, og kun et opioid": (
            row.opioid is ((body.shown_factors in row.omeq) != bool(row.factor_unknown))
        ),
    }
    return [fault for fault, passed in checks.items() if not passed]
