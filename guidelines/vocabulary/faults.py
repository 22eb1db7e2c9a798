"""Puts faults of content into words for the editor: the row by its label, the field by its name. Pure Python."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import is_dataclass

FIELDS: Mapping[str, str] = {
    "advice": "rådet, når det ikke er opfyldt,",
    "advice_hours": "telefontiden for råd",
    "advice_phone": "telefonnummeret til råd",
    "agenda": "dagsordenen",
    "aim": "formålet",
    "alert": "advarslen",
    "alternatives": "mulighederne",
    "answer_expected_days": "dage, til der ventes svar,",
    "applies_when": "betingelsen",
    "as_of": "beskrivelsens dato",
    "atc": "en ATC-kode",
    "attention_when": "betingelsen for »Gør nu«",
    "bands": "grænserne",
    "bands_source": "kilden til grænserne",
    "burden": "smertens tyngde",
    "cases": "prøverne",
    "centre": "centret",
    "clinics": "klinikkerne",
    "complexity": "simpel eller kompleks",
    "contacts": "kontakterne",
    "contradictions": "modsigelserne",
    "cost": "hvad det koster,",
    "criteria": "kriterierne",
    "danish_version": "oplysningen om en dansk udgave",
    "day_told_after": "dage, før en sætning siger sin dag,",
    "definitions": "definitionerne",
    "derived": "de beregnede fakta",
    "description": "beskrivelsen",
    "destinations": "henvisningsstederne",
    "details": "oplysningerne",
    "dimension": "dimensionen",
    "direction": "retningen",
    "evidence": "evidensgraden",
    "evidence_reviewed": "hvornår evidensen er gennemgået,",
    "excludes": "afvisningsgrundene",
    "expect": "det, der ventes,",
    "fact": "faktummet",
    "factor_tables": "tabellerne over faktorer",
    "facts": "oplysningerne",
    "follow_up_after_course_days": "dage til opfølgningen",
    "from": "den nedre grænse",
    "gln": "lokationsnummeret",
    "group": "gruppen",
    "heading": "brevets overskrift",
    "highest": "den højeste dosis",
    "highest_check": "hvad den højeste dosis skal kontrolleres i,",
    "highest_source": "kilden til den højeste dosis",
    "highly_specialised": "højt specialiseret behandling",
    "holds": "hvad afsnittet skal indeholde,",
    "in_clinic": "»I klinikken«",
    "unit_of_one": "enheden for én",
    "unasked": "ordene i et brev, når ingen har spurgt,",
    "inputs": "det, der regnes ud af,",
    "inside": "ordene inde i en sætning",
    "inside_no": "ordene for nej inde i en sætning",
    "inside_none": "ordene for ingen af dem inde i en sætning",
    "inside_yes": "ordene for ja inde i en sætning",
    "instruments": "skemaerne",
    "interpretation": "fortolkningen",
    "item": "spørgsmålet",
    "items": "spørgsmålene",
    "justifications": "ordene til advarslerne",
    "key": "nøglen",
    "kind": "slagsen",
    "label": "teksten",
    "letter_sections": "brevets afsnit",
    "letters": "brevene",
    "level": "hvem den henvender sig til,",
    "levels": "niveauerne",
    "licence": "vilkårene for brug",
    "lifted_because": "grunden til, at den står først,",
    "list_name": "listen",
    "max": "den største værdi",
    "medicines": "lægemidlerne",
    "min": "den mindste værdi",
    "name": "navnet",
    "note": "bemærkningen",
    "of": "hvad scoren regnes ud af,",
    "omeq": "faktoren",
    "options": "svarene at vælge imellem",
    "outcomes": "udfaldene",
    "texts": "teksterne efter svar",
    "only_in": "kontaktformerne",
    "other": "det andet udfald",
    "other_words": "ordene for det andet udfald",
    "within_days": "fristen i dage",
    "alarm_within_days": "fristen i dage, når der er fare",
    "asked_because": "grunden til, at der spørges",
    "for_clinic": "det, der kun er for klinikken",
    "told_when": "hvornår journalen siger det",
    "alarm": "om ordene siger fare",
    "answers": "spørgsmålet, som dagen er svar på",
    "part": "planens del",
    "plan": "planen",
    "planning_areas": "planområderne",
    "populations": "patientgrupperne",
    "practical": "»Godt at vide«",
    "place": "hvor sætningen siges,",
    "publisher": "udgiveren",
    "purpose": "formålet",
    "question": "spørgsmålet",
    "questions": "spørgsmålene",
    "rating_scheme": "gradueringen",
    "rationale": "begrundelsen",
    "reason": "begrundelsen",
    "receiver": "modtageren",
    "recommendations": "listen med anbefalinger",
    "region": "regionen",
    "release": "oplysningen om udgaven",
    "required": "om det skal udfyldes,",
    "requires": "kravene",
    "result": "resultatet",
    "retired": "det, der er taget ud,",
    "reviewed": "gennemgået",
    "route": "måden det gives på",
    "routing": "modtagerne",
    "score": "scoren",
    "scores": "scorerne",
    "search_words": "søgeordene",
    "section": "afsnittet",
    "sections": "afsnittene",
    "sentences": "sætningerne",
    "severity": "hvor alvorligt det er,",
    "severity_ground": "grunden til, at det er alvorligt eller ej,",
    "short": "den korte tekst",
    "shown_factors": "tabellen, der vises,",
    "signs": "tegnene",
    "source": "kilden",
    "source_section": "afsnittet i kilden",
    "speaks_for": "hvad det taler for,",
    "strength": "styrken",
    "successor": "afløseren",
    "suggests": "forslaget",
    "superseded_by": "afløseren",
    "text": "teksten",
    "title": "overskriften",
    "to": "den øvre grænse",
    "topic": "emnet",
    "treatment_kinds": "behandlingerne",
    "treatments": "hvilke behandlinger der skal med,",
    "type": "typen",
    "unit": "enheden",
    "units": "enhederne",
    "unverified": "det, der ikke er efterprøvet,",
    "valid_from": "den første dag",
    "valid_until": "den sidste dag",
    "value": "svaret",
    "values": "svarene at vælge imellem",
    "waiting_time": "ventetiden",
    "warning": "advarslen",
    "when": "betingelsen",
    "who_refers": "hvem der henviser,",
    "words": "ordene",
}
NAMED_BY = ("label", "short", "title", "name", "receiver", "text", "key")
LONGEST = 80


def name_of(row: object) -> str:
    """What a row is called by its readers: its label or title, and its key only where it has none."""
    said = vars(row) if is_dataclass(row) else row
    if not isinstance(said, Mapping):
        return str(row)
    name = next((str(said[field]) for field in NAMED_BY if said.get(field)), "uden navn")
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


@contextmanager
def name_faults(what: str, row: object = None) -> Iterator[None]:
    """What is refused within says in words what it is about: `what`, and the row by its name.

    A ValueError keeps its class; anything else is an error of the program's own, and goes through.
    """
    about = what if row is None else f"{what} »{name_of(row)}«"
    try:
        yield
    except ValueError as error:
        error.args = (f"{about}: {error}",)
        raise


def list_names(names: Iterable[str]) -> str:
    """Names in quotation marks, in the order of the alphabet."""
    return ", ".join(f"»{name}«" for name in sorted(names))
