"""What can be written as the template of a sentence, and what is refused in words."""

import pytest

from guidelines.prose.template import Mention, TemplateFault, read_template


def test_a_template_is_words_facts_and_parts_that_may_fall_away() -> None:
    first, optional, last = read_template("Begyndte {pain.onset_date}[, for {pain.duration_months} siden].")
    assert first.pieces == ("Begyndte ", Mention("pain.onset_date"))
    assert (optional.lead, optional.pieces) == (", ", ("for ", Mention("pain.duration_months"), " siden"))
    assert (optional.is_optional, optional.drops_lead, last.pieces) == (True, False, (".",))


def test_a_fact_may_need_a_value_and_may_be_told_by_its_day() -> None:
    needed, day = next(iter(read_template("{work.status=flex_job|student} {peg.score:day}"))).mentions
    assert needed == Mention("work.status", frozenset({"flex_job", "student"}))
    assert day == Mention("peg.score", is_day=True)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Har {pain.acute", "ikke lukket med }"),
        ("Har pain.acute}", "} uden en {"),
        ("Har {}", "ikke lukket med }"),
        ("[{pain.acute}", "[ er ikke lukket med ]"),
        ("{pain.acute}]", "] uden en ["),
        ("[{pain.acute}[, {pain.pattern}]]", "kan ikke stå inde i en anden"),
        ("[kun ord] {pain.acute}", "kan aldrig falde bort"),
        ("Ingen oplysning her.", "siger ingen oplysning"),
        ("<b>{pain.acute}</b>", "kan ikke stå < eller >"),
        ("{Pain Acute}", "er ikke en oplysning"),
        ("{pain.acute=}", "er ikke en oplysning"),
        ("{pain.acute} " + "x" * 5000, "5013 tegn"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_is_wrong(text: str, says: str) -> None:
    """Tried: each check taken out of `read_template`, one by one."""
    with pytest.raises(TemplateFault) as refused:
        read_template(text)
    assert says in str(refused.value)
