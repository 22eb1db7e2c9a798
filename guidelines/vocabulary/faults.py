"""What is wrong with content, in words for the editor: the row by its label, the field by its name. Pure Python."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

FIELDS: Mapping[str, str] = {
    "advice": "rådet, når det ikke er opfyldt,",
    "advice_hours": "telefontiden for råd",
    "advice_phone": "telefonnummeret til råd",
    "agenda": "dagsordenen",
    "aim": "formålet",
    "as_of": "beskrivelsens dato",
    "atc": "ATC-koden",
    "bands_source": "kilden til grænserne",
    "centre": "centret",
    "clinics": "klinikkerne",
    "cost": "hvad det koster,",
    "criteria": "kriterierne",
    "danish_version": "oplysningen om en dansk udgave",
    "derived": "de beregnede fakta",
    "description": "beskrivelsen",
    "destinations": "henvisningsstederne",
    "dimension": "dimensionen",
    "excludes": "afvisningsgrundene",
    "facts": "oplysningerne",
    "from": "den nedre grænse",
    "gln": "lokationsnummeret",
    "group": "gruppen",
    "heading": "brevets overskrift",
    "highly_specialised": "højt specialiseret behandling",
    "holds": "hvad afsnittet skal indeholde,",
    "interpretation": "fortolkningen",
    "items": "spørgsmålene",
    "key": "nøglen",
    "kind": "slagsen",
    "label": "teksten",
    "letter_sections": "brevets afsnit",
    "levels": "niveauerne",
    "licence": "vilkårene for brug",
    "max": "den største værdi",
    "medicines": "lægemidlerne",
    "min": "den mindste værdi",
    "name": "navnet",
    "note": "bemærkningen",
    "of": "hvad scoren regnes ud af,",
    "part": "planens del",
    "planning_areas": "planområderne",
    "populations": "patientgrupperne",
    "purpose": "formålet",
    "question": "spørgsmålet",
    "questions": "spørgsmålene",
    "receiver": "modtageren",
    "region": "regionen",
    "required": "om det skal udfyldes,",
    "requires": "kravene",
    "route": "måden det gives på",
    "routing": "modtagerne",
    "scores": "scorerne",
    "section": "afsnittet",
    "sections": "afsnittene",
    "short": "den korte tekst",
    "source": "kilden",
    "speaks_for": "hvad det taler for,",
    "text": "teksten",
    "title": "overskriften",
    "to": "den øvre grænse",
    "treatment_kinds": "behandlingerne",
    "treatments": "hvilke behandlinger der skal med,",
    "type": "typen",
    "units": "enhederne",
    "value": "svaret",
    "waiting_time": "ventetiden",
    "when": "betingelsen",
    "who_refers": "hvem der henviser,",
}
NAMED_BY = ("label", "short", "title", "name", "receiver", "text", "key")
LONGEST = 80


def name_of(row: Any) -> str:
    """What a row is called by its readers: its label or title, and its key only where it has none."""
    if not isinstance(row, Mapping):
        return str(row)
    name = next((str(row[field]) for field in NAMED_BY if row.get(field)), "uden navn")
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


@contextmanager
def naming(what: str, row: Any = None) -> Iterator[None]:
    """What is raised within says in words what it is about: `what`, and the row by its name.

    A field that is missing, or a value of the wrong shape, becomes a ValueError; a ValueError keeps its class.
    """
    about = what if row is None else f"{what} »{name_of(row)}«"
    try:
        yield
    except KeyError as error:
        field = str(error.args[0])
        raise ValueError(f"{about}: {FIELDS.get(field, f'feltet »{field}«')} mangler") from error
    except ValueError as error:
        error.args = (f"{about}: {error}",)
        raise
    except (TypeError, AttributeError) as error:
        raise ValueError(f"{about}: et felt har ikke den form, det skal have") from error


def listed(names: Iterable[str]) -> str:
    """Names in quotation marks, in the order of the alphabet."""
    return ", ".join(f"»{name}«" for name in sorted(names))
