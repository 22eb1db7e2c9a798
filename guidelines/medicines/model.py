"""Medicines that matter in pain: found by name or ATC code, and opioids in milligrams of oral morphine.

Pure Python. The list is content (fixtures/medicines.yaml); ATC codes only identify, no rule rests on them.
"""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any

from guidelines.vocabulary.faults import naming
from guidelines.vocabulary.numbers import number_in_danish

ATC_CODE = re.compile(r"[A-Z]\d{2}[A-Z]{2}\d{2}")
ATC_BEGINNING = re.compile(r"[A-Z](\d(\d([A-Z]([A-Z](\d\d?)?)?)?)?)?")
MG, MICROGRAMS, MICROGRAMS_PER_HOUR = "mg", "ug", "ug_h"
MG_A_DAY = {MG: Decimal(1), MICROGRAMS: Decimal("0.001"), MICROGRAMS_PER_HOUR: Decimal("0.024")}
SHOWN_UNITS = {MG: "mg", MICROGRAMS: "µg", MICROGRAMS_PER_HOUR: "µg/t"}
ROUTES = ("oral", "topical", "patch", "transmucosal", "injection")
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


class MedicineFaults(ValueError):
    """What is wrong with a list of medicines, one line per fault."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class FactorTable:
    """A published table of factors: mg of oral morphine per mg a day."""

    key: str
    source: str
    title: str
    as_of: str


@dataclass(frozen=True)
class Medicine:
    """A substance in one way of giving it. `factor` is of the table that is shown; without one, `factor_unknown`
    says why. `atc` has the code in force first, older ones after it.

    `highest` is the highest dose a day in use, in `unit`: beyond it is asked, and nothing is refused. It has a source,
    or is the project's own and names in `highest_check` what it must be checked against.
    """

    name: str
    kind: str
    atc: tuple[str, ...]
    other_names: tuple[str, ...] = ()
    route: str = "oral"
    unit: str = MG
    opioid: bool = False
    factor: Decimal | None = None
    factor_unknown: str = ""
    strengths: str = ""
    highest: Decimal | None = None
    highest_check: str = ""

    @property
    def highest_mg(self) -> Decimal | None:
        """The highest dose in use in mg a day; None where no limit is known."""
        return None if self.highest is None else self.highest * MG_A_DAY[self.unit]

    @property
    def shown_highest(self) -> str:
        """The same in its own unit, as 3200 µg."""
        return "" if self.highest is None else f"{number_in_danish(self.highest)} {SHOWN_UNITS[self.unit]}"

    def is_beyond(self, dose_mg: Decimal | None) -> bool:
        """Whether a dose a day is higher than any in use; False where no limit is known."""
        return dose_mg is not None and self.highest_mg is not None and dose_mg > self.highest_mg

    @property
    def code(self) -> str:
        """The ATC code in force; empty where there is none."""
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
    """The list in force. Empty while none is published."""

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
    def unchecked(self) -> tuple[Medicine, ...]:
        """Those whose highest dose is the project's own."""
        return tuple(medicine for medicine in self.entries if medicine.highest_check)

    @cached_property
    def without_limit(self) -> tuple[Medicine, ...]:
        """Those of which no dose is asked about."""
        return tuple(medicine for medicine in self.entries if medicine.highest is None)

    def coded(self, atc: str) -> list[Medicine]:
        """Every medicine with this ATC code, in force or older: two where ways of giving share one."""
        return [medicine for medicine in self.entries if atc.strip().upper() in medicine.atc]

    def identify(self, text: str) -> Medicine | None:
        """The one medicine that a name or a whole ATC code means; None where it is none or more than one."""
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


def parse_medicines(body: Mapping[str, Any], kinds: Container[str]) -> Medicines:
    """The list of a release's body; `kinds` are the treatment kinds there are. Raises ValueError or MedicineFaults."""
    with naming("Lægemidlerne"):
        tables = {row["key"]: FactorTable(**row) for row in body["factor_tables"]}
        shown = body["shown_factors"]
        faults = [] if shown in tables else [f"Der er ingen tabel over faktorer »{shown}«"]
    for row in body["medicines"]:
        with naming("Lægemidlet", row):
            faults += [f"{row['name']}: {fault}" for fault in _faults(row, kinds, tables, shown)]
    names = sorted(fold(name) for row in body["medicines"] for name in (row["name"], *row.get("search", ())))
    faults += [f"{one}: navnet står to gange" for one, other in pairwise(names) if one == other]
    if faults:
        raise MedicineFaults(faults)
    entries = tuple(_medicine(row, shown) for row in body["medicines"])
    return Medicines(entries, tables[shown], " ".join(body["warning"].split()))


def _faults(row: Mapping[str, Any], kinds: Container[str], tables: Container[str], shown: str) -> list[str]:
    """What is wrong with one row. An opioid has a factor to show or says why not; nothing else has one."""
    checks = {
        f"der er ingen behandling »{row['kind']}«": row["kind"] in kinds,
        f"måden »{row['route']}« kendes ikke": row["route"] in ROUTES,
        f"enheden »{row.get('unit')}« kendes ikke": row.get("unit", MG) in MG_A_DAY,
        "en ATC-kode er ikke en ATC-kode": all(ATC_CODE.fullmatch(code) for code in row["atc"]),
        "den højeste dosis er ikke over 0": (
            "highest" not in row or (isinstance(row["highest"], int | float) and row["highest"] > 0)
        ),
        "en højeste dosis skal have enten en kilde eller det, den skal kontrolleres i, og kun en dosis har det": (
            ("highest" in row) == (bool(row.get("highest_check")) != bool(row.get("highest_source")))
            and not (row.get("highest_check") and row.get("highest_source"))
        ),
        "en faktor hører ikke til en tabel": all(key in tables for key in row.get("omeq", {})),
        "en faktor er ikke over 0": all(factor > 0 for factor in row.get("omeq", {}).values()),
        "et opioid skal have en faktor eller grunden til, at der ingen er, og kun et opioid": (
            row.get("opioid", False) is ((shown in row.get("omeq", {})) != bool(row.get("omeq_unknown")))
        ),
    }
    return [fault for fault, passed in checks.items() if not passed]


def _medicine(row: Mapping[str, Any], table: str) -> Medicine:
    factor = row.get("omeq", {}).get(table)
    return Medicine(
        name=row["name"],
        kind=row["kind"],
        atc=tuple(row["atc"]),
        other_names=tuple(row.get("search", ())),
        route=row["route"],
        unit=row.get("unit", MG),
        opioid=row.get("opioid", False),
        factor=None if factor is None else Decimal(str(factor)),
        factor_unknown=row.get("omeq_unknown", ""),
        strengths=row.get("strengths", ""),
        highest=None if row.get("highest") is None else Decimal(str(row["highest"])),
        highest_check=row.get("highest_check", ""),
    )
