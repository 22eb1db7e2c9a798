"""Fifty letters of many kinds: what is read back from each PDF is what the letter says, all of it, in order."""

import random
from html.parser import HTMLParser

import pytest

from referrals.letters.pdf import render_letter_html
from tests.support.records.letter_pdf import TITLES, Frozen, frozen, pieces, read

TALE = "smerterne begyndte efter et løft i lænden søvn arbejde gigt æblegrød ÅRSAG Øm behandling 25 mg × 3"
WORDS = TALE.split()
LINES = [
    "Paracetamol 1 g × 4, bruges nu. Effekt: utilstrækkelig (20.11.2026)",
    "- gabapentin, stoppet: svimmelhed & træthed\n- amitriptylin 10 mg, »lidt« effekt\n\t1. indrykket",
    "PEG 7,7 af 10 ≥ 5 µg – 50 % … ½ °C € § «ja» “nej” ‘x’",
    "<b>fed</b> {{ x }} &amp; {% y %} \\ / | ~ ^ ` @ # $",
    "Humør: 😀 😢 🙂 ✓ ☎ 💊 🏃",
    "محمد",
    "כהן",
    "Moderen hedder فاطمة og faderen אברהם",
    "Кириллица, Ελληνικά, Tiếng Việt, Łódź, façade, Þór",
    "fi fl ffi ffl fj tt affald offentlig",
    "https://sundhed.example/en/meget/lang/adresse?med=parametre&og=flere#sted",
]


def long_word(choice: random.Random) -> str:
    return "".join(choice.choice("abcdefghijklmnoprstuvyæøåABCÆØÅ") for _ in range(300))


def text_of_a_section(choice: random.Random) -> str:
    """From nothing to some pages."""
    kinds = [
        lambda: " ".join(choice.choices(WORDS, k=choice.randint(1, 120))).capitalize() + ".",
        lambda: choice.choice(LINES),
        lambda: long_word(choice),
        lambda: "",
    ]
    most = choice.choice([0, 1, 3, 8, 8, 25])
    return "\n".join(choice.choices(kinds, weights=[6, 6, 1, 2])[0]() for _ in range(most))


def letter_number(number: int) -> Frozen:
    choice = random.Random(number)
    sections = [
        {"key": str(place), "title": f"{choice.choice(TITLES)} {place}", "text": text_of_a_section(choice)}
        for place in range(choice.randint(1, 16))
    ]
    names = ["Testperson Kanin", "محمد علي", "שרה", "Þórður Œuvre-Łukasz", "Ida " + "Anna-Sofie " * 6, "😀 Smil"]
    return frozen(sections=sections, number=choice.randint(1, 3), patient={"name": choice.choice(names)})


class Said(HTMLParser):
    """The text of a page's body."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.inside = self.inside or tag == "body"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.text += data


def bare(text: str) -> str:
    """Without blanks: a long word is broken over lines, and a line's end is a blank or none. Nor with what isolates a
    name from right to left, which is no letter."""
    return "".join(text.translate(dict.fromkeys((0x2068, 0x2069))).split())


@pytest.mark.parametrize("number", range(50))
def test_what_is_read_back_is_what_the_letter_says(number: int) -> None:
    letter = letter_number(number)
    said = bare(Said(render_letter_html(letter)).text)
    for section in letter["sections"]:
        assert bare(section["text"]) in said
    read_back = "".join(text for page in read(letter).pages for _, y, text in pieces(page) if 22 < y < 279)
    assert bare(read_back) == said


def test_the_letters_are_of_every_kind() -> None:
    texts = ["\n".join(section["text"] for section in letter_number(number)["sections"]) for number in range(50)]
    for line in LINES:
        assert sum(line in text for text in texts) > 2
    assert sum(any(len(word) == 300 for word in text.split()) for text in texts) > 10
    assert min(len(text) for text in texts) < 300
    assert max(len(text) for text in texts) > 20_000
