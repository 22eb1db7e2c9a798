"""A patient's plan as it is frozen on its sheet."""

from typing import Any

from pypdf import PdfReader

FROZEN: dict[str, Any] = {
    "patient": {"name": "Testperson Kanin", "birth_date": "1981-09-15"},
    "practice": {"name": "Klinik A", "phone": "00000001"},
    "day": "2026-11-20",
    "goal": "At kunne gå tur med hunden hver dag\nuden at ligge på sofaen bagefter.",
    "actions": [
        {"what": f"Handling {number}: gør lidt hver dag af det, du gerne vil kunne.", "who": "Dig", "when": "Hver dag"}
        for number in (1, 2, 3)
    ],
    "flare_up": "Skru lidt ned, men bliv ved med at røre dig.\nVarme hjælper. " * 4,
    "next_visit": "2026-12-04",
    "involved": ["Dine pårørende er med i planen.", "Vi har aftalt, at din arbejdsplads skal med."],
    "offers": "Kommunen: en samtale om, hvad du har brug for.\nKurset »Lær at tackle kroniske smerter«.",
    "read_more": "sundhed.dk: søg på \"kroniske smerter\".",
    "is_trial": True,
}  # fmt: skip


def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())
