"""The letter as text to copy: what the PDF says, in the letter's order, and nothing of its own."""

import pytest

from referrals.letters.pdf import MOST_ROWS
from referrals.letters.plain_text import TRIAL, beyond, text_parts, whole_text
from tests.support.records.letter_pdf import (
    DRAWING,
    FROZEN,
    PROGRESS,
    TEXTS,
    TITLES,
    frozen,
    read,
    series,
    squeeze,
    text_of,
)


def test_every_section_is_a_part_under_its_heading() -> None:
    assert [(part.key, part.title, part.text) for part in text_parts(FROZEN)] == list(
        zip(TITLES, TITLES, TEXTS, strict=True)
    )


def test_an_empty_section_is_left_out() -> None:
    assert [part.title for part in text_parts(frozen(" \n "))] == TITLES[1:]


def test_the_whole_is_its_parts_with_the_signature_last() -> None:
    assert whole_text(FROZEN) == (
        "\n\n".join(f"{title}\n{text}" for title, text in zip(TITLES, TEXTS, strict=True))
        + "\n\nUnderskrevet elektronisk 20.11.2026 af Demolæge A1, praktiserende læge."
    )


def test_what_is_only_a_trial_says_so_first() -> None:
    assert whole_text(FROZEN | {"is_trial": True}).startswith(f"{TRIAL}\n\n{TITLES[0]}")


def test_the_drawing_is_told_in_words() -> None:
    part = text_parts(FROZEN | {"drawing": DRAWING})[-1]
    assert (part.key, part.title) == ("drawing", "Smertetegning (20.11.2026)")
    assert part.text == "Markeret: Lænd, Venstre balde. Højre og venstre er patientens egne sider."


def test_the_scores_are_told_by_day_the_newest_first_and_a_gap_stays_a_gap() -> None:
    part = text_parts(FROZEN | {"progress": PROGRESS})[-1]
    assert part.text.splitlines() == [
        "Skala fra 0 til 10. Lavere er bedre.",
        "01.03.2026: PEG-score 5,0; Smerter i gennemsnit ikke spurgt",
        "01.02.2026: PEG-score intet svar; Smerter i gennemsnit ikke spurgt",
        "01.01.2026: PEG-score 7,7; Smerter i gennemsnit 8",
    ]


def test_as_many_days_of_scores_as_in_the_pdf() -> None:
    many = PROGRESS | {"series": [series("PEG-score", *range(1, MOST_ROWS + 4))]}
    assert len(text_parts(FROZEN | {"progress": many})[-1].text.splitlines()) == MOST_ROWS + 1


@pytest.mark.parametrize("text", ["🙂 smerter", "ألم مزمن", '<b>&amp;</b> "citat"', "linje\n\nlinje"])
def test_the_text_is_copied_as_it_stands(text: str) -> None:
    assert text_parts(frozen(text))[0].text == text


def test_the_text_says_what_the_pdf_says() -> None:
    letter = FROZEN | {"drawing": DRAWING, "progress": PROGRESS, "is_trial": True}
    pdf = text_of(read(letter))
    for part in text_parts(letter):
        assert squeeze(part.title) in pdf
        if part.key != "progress":
            assert squeeze(part.text) in pdf
    assert TRIAL in pdf


@pytest.mark.parametrize(("limit", "cut"), [(None, ""), (5, ""), (6, ""), (3, "de"), (0, "abcde")])
def test_what_lies_beyond_the_limit(limit: int | None, cut: str) -> None:
    assert beyond("abcde", limit) == cut
