"""How numbers, units and periods are written in Danish. Pure Python; words are folded as in the lexicon."""

from decimal import Decimal

from assessment.rules.medication.dosage.tokens import key_of

NUMBERS = {
    key_of(word): Decimal(number)
    for number, words in enumerate(
        ("nul", "en et én ét een eet", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv")
    )
    for word in words.split()
}
ORDINALS = {
    key_of(word): number
    for number, words in enumerate(
        (
            "anden andet",
            "tredje",
            "fjerde",
            "femte",
            "sjette",
            "syvende",
            "ottende",
            "niende",
            "tiende",
            "ellevte",
            "tolvte",
        ),
        2,
    )
    for word in words.split()
}
HALVES = frozenset({"halv", "halve", "halvt"})
ONE_AND_A_HALF = frozenset({"halvanden", "halvandet"})
QUARTERS = {"kvart": Decimal("0.25"), "trekvart": Decimal("0.75")}
FRACTIONS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
WRITTEN_FRACTIONS = {("1", "2"): FRACTIONS["½"], ("1", "4"): FRACTIONS["¼"], ("3", "4"): FRACTIONS["¾"]}
# Milligrams in one of each, by how it is written.
UNITS = {
    key_of(word): milligrams
    for words, milligrams in (
        ("mg mgr milligram milligrammer", Decimal(1)),
        ("g gr gram", Decimal(1000)),
        ("µg ug mcg mikrog mikrogram mikg microgram mikrogr", Decimal("0.001")),
    )
    for word in words.split()
}
HOUR_WORDS = frozenset({"t", "h", "time", "timen", "timer", "hr"})
# Hours in one of each period.
PERIODS = {
    key_of(word): hours
    for words, hours in (
        ("time timer timen t h", 1),
        ("dag dage dagen døgn døgnet dg", 24),
        ("uge uger ugen ugentlig ugentligt ugtl ugtlg", 168),
        ("måned måneder måneden md mdr mdl mdlg månedlig månedligt mnd", 720),
    )
    for word in words.split()
}
DAY, WEEK = 24, 168
MONTHS = frozenset(
    {
        *("januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober", "november"),
        *("december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "okt", "nov", "dec"),
    }
)
