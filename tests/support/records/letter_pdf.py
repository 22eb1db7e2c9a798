"""A letter as it is frozen, and its PDF read back."""

import gc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from io import BytesIO
from typing import Any
from unittest.mock import patch

from pypdf import PageObject, PdfReader

from assessment.documents.worker import print_fetcher
from guidelines.prose.paragraph import Telling
from referrals.letters.pdf import render_letter_pdf

Frozen = dict[str, Any]
MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM
IDENTITY, SENDER = "Testperson Kanin, CPR 150981-9996", "Klinik A, ydernummer 000001, tlf. 00000001"
TITLES = ["Problemformulering", "Smerteanamnese", "Medicin, nuværende og tidligere", "Behandling uden medicin"]
TEXTS = [
    "Ønske om et tværfagligt forløb.",
    "Smertedebut: 01.03.2022 (20.11.2026)\nPEG-score: 7,7 af 10 (20.11.2026)\n\nEfter en blank: æøåÆØÅ é ≥ 5 µg – »ja«",
    "paracetamol (Paracetamol), bruges nu, 4000 mg i døgnet. Effekt: utilstrækkelig effekt. (20.11.2026)",
    "Massage, stoppet. Effekt: ingen effekt. (20.11.2026)",
]
FROZEN: Frozen = {
    "number": 1,
    "destination": {"key": "multidisciplinary_centre", "title": "Tværfagligt smertecenter"},
    "receiver": {"name": "CVI Byen", "gln": "5790000188604", "centre": "Tværfagligt Smertecenter, RH"},
    "patient": {
        "name": "Testperson Kanin",
        "cpr": "150981-9996",
        "address": "Testvej 1",
        "postal_code": "2400",
        "city": "København NV",
        "phone": "00000011",
    },
    "practice": {
        "name": "Klinik A",
        "address": "Prøvevej 1",
        "postal_code": "2400",
        "city": "København NV",
        "phone": "00000001",
        "provider_number": "000001",
        "gln": "5790000000005",
    },
    "signed": {"by": "Demolæge A1", "authorisation_id": "TEST1", "at": "2026-11-19T23:30:00+00:00"},
    "sections": [{"key": title, "title": title, "text": text} for title, text in zip(TITLES, TEXTS, strict=True)],
    "pathway": {"title": "Kroniske non-maligne smerter, Region Hovedstaden", "as_of": "2014-09", "release": 3},
}


def frozen(text: str = "", **changes: Any) -> Frozen:
    """The letter with another first section, or with other parts."""
    letter = deepcopy(FROZEN)
    letter["sections"][0]["text"] = text or letter["sections"][0]["text"]
    for key, change in changes.items():
        letter[key] = letter[key] | change if isinstance(change, dict) else change
    return letter


def read(letter: Frozen) -> PdfReader:
    return PdfReader(BytesIO(render_letter_pdf(letter)))


@contextmanager
def asked_for() -> Iterator[list[str]]:
    """The addresses that documents ask for that are made in this process."""
    asked: list[str] = []

    def noting(files: Any) -> Any:
        fetcher = print_fetcher(files)
        fetch = fetcher.fetch

        def note(url: str, headers: Any = None) -> Any:
            asked.append(url)
            return fetch(url, headers)

        fetcher.fetch = note
        return fetcher

    with patch("assessment.documents.worker.print_fetcher", noting), warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint leaves the file of a colour profile to be closed
        yield asked
        gc.collect()


def squeeze(text: str) -> str:
    return " ".join(text.split())


def letter_says(text: str, telling: Telling) -> bool:
    """Whether a section says the fact, in the words that it takes inside a sentence."""
    return squeeze(telling.words or "None").lower() in squeeze(text).lower()


def text_of(reader: PdfReader) -> str:
    return squeeze(" ".join(page.extract_text() for page in reader.pages))


def pieces(page: PageObject) -> list[tuple[float, float, str]]:
    """Each piece of text with where it begins: from the left and from the top, in mm."""
    found: list[tuple[float, float, str]] = []

    def note(text: str, cm: list[float], tm: list[float], *_: Any) -> None:
        if text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            found.append((x / MM, (HEIGHT - y) / MM, text.strip()))

    page.extract_text(visitor_text=note)
    return found


def body(page: PageObject) -> list[str]:
    """The page's own lines from top to bottom, without what runs along every page."""
    return [text for _, y, text in sorted(pieces(page), key=lambda piece: piece[1]) if 22 < y < 279]


def fonts(reader: PdfReader) -> dict[str, Any]:
    return {
        font.get_object()["/BaseFont"]: font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }


DRAWING = {
    "regions": ["back_lower_back", "back_buttock_left"],
    "labels": ["Lænd", "Venstre balde"],
    "recorded": "2026-11-19T23:30:00+00:00",
}


def points(*values: float | None) -> list[dict[str, Any]]:
    return [
        {"day": f"2026-{number:02}-01", "value": value, "words": "", "since": None, "missing": []}
        for number, value in enumerate(values, start=1)
    ]


def series(title: str, *values: float | None) -> dict[str, Any]:
    scale = {"least": 0, "most": 10, "better": "lower", "labels": {}}
    return {"key": title, "title": title, "points": points(*values), **scale}


PROGRESS = {
    "series": [series("PEG-score", 7.7, None, 5), series("Smerter i gennemsnit", 8)],
    "marks": [],
    "as_of": "2026-11-20",
}
