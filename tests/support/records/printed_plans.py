"""A patient's plan as it is frozen on its sheet."""

from typing import Any

from pypdf import PdfReader

TEXTS = {
    "goal": "At kunne gå tur med hunden hver dag\nuden at ligge på sofaen bagefter.",
    "actions": "",
    "together": "Dine pårørende er med. Vi har aftalt, at din arbejdsplads skal med.",
    "medicine": "Du tager paracetamol, 3000 mg i døgnet.\nDu holder pause med gabapentin.",
    "flare_up": "Skru lidt ned, men bliv ved med at røre dig.\nVarme hjælper. " * 4,
    "call": (
        "Når vi har åbent: Ring til os på 00000001.\nAkut fare for liv: Ring 112.\n"
        "Når lægen har lukket: Ring 1813 (Akuttelefonen)."
    ),
    "next": "Vores næste aftale er den 4. december 2026.",
    "scores": "",
    "offers": "Kommunen: en samtale om, hvad du har brug for.\nKurset »Lær at tackle kroniske smerter«.",
    "read_more": "sundhed.dk: søg på \"kroniske smerter\".",
}  # fmt: skip
TITLES = {
    "goal": "Dit mål",
    "actions": "Det har vi aftalt",
    "together": "Hvem er med",
    "medicine": "Din medicin",
    "flare_up": "Når smerterne blusser op",
    "call": "Her kan du få hjælp",
    "next": "Næste aftale",
    "scores": "Sådan er det gået",
    "offers": "Tilbud til dig",
    "read_more": "Læs mere",
}
ACTIONS = [
    {"what": f"Handling {number}: gør lidt hver dag af det, du gerne vil kunne.", "who": "Du", "when": "Hver dag"}
    for number in (1, 2, 3)
]


def frozen(*, actions: list[dict[str, str]] = ACTIONS, progress: Any = None, **texts: str) -> dict[str, Any]:
    """A whole sheet, with these texts in place of its own; a part without one is left out."""
    said = TEXTS | texts
    is_there = {key: bool(text) for key, text in said.items()} | {"actions": bool(actions), "scores": bool(progress)}
    sections = [
        {"key": key, "title": title, "lines": said[key].splitlines()} for key, title in TITLES.items() if is_there[key]
    ]
    return {
        "patient": {"name": "Testperson Kanin", "birth_date": "1981-09-15"},
        "practice": {"name": "Klinik A", "phone": "00000001"},
        "day": "2026-11-20",
        "sections": sections,
        "actions": actions,
        "is_trial": True,
    } | ({"progress": progress} if progress else {})


def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())
