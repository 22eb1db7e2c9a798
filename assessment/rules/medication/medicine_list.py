"""Reads a list of medicines that was pasted as text: one medicine a line. Pure Python.

A dose a day is worked out only where every word of the line is understood and says it in one way. Anything else stays
open; no line is dropped.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assessment.rules.medication.dosage.dose import ReadDose, ReadingLimits, dose_in_list, read_dose
from assessment.rules.medication.dosage.grammar import phrases_of
from assessment.rules.medication.dosage.lexicon import LONGEST_PHRASE, Open, Plain
from assessment.rules.medication.dosage.phrases import Left, Phrase, Unknown
from assessment.rules.medication.dosage.tokens import NUMBER, TIMES, WORD, Token, tokens_of
from assessment.rules.medication.dosage.words import is_meant
from assessment.rules.medication.usual_doses import highest_as_read, smallest_as_read
from guidelines.medicines.model import Medicine, Medicines, fold

LONGEST_NAME = 200
LONGEST_LINE = 300
BULLET = re.compile(r"^\s*(?:[-–—*•·▪◦>]+\s*|\d{1,2}[.)]\s+)")
ATC = re.compile(r"\(?\b(?:ATC[:\s]*)?([A-Z]\d{2}\s?[A-Z]{2}\s?\d{2})\b\)?", re.IGNORECASE)
# What a heading says of the lines below it.
OF_A_HEADING = (Open.STOPPED, Open.PAUSED, Open.AS_NEEDED)
# No form takes a larger dose a day; of two readings, one above it is not meant.
MOST_A_DAY = 100_000
# Milligrams of these are not what is taken in a day.
NOT_RECKONED = ("injection", "topical")

NOTHING_SAID = ReadDose()


@dataclass(frozen=True)
class ReadLine:
    """One line as it was read. `medicine` is None if the line was not recognised; then no dose is read either."""

    text: str
    name: str
    medicine: Medicine | None = None
    atc: str = ""
    dosage: ReadDose = NOTHING_SAID

    @property
    def dose(self) -> Decimal | None:
        return self.dosage.dose

    @property
    def unit(self) -> str:
        return self.medicine.unit if self.medicine else self.dosage.unit

    @property
    def reckoned(self) -> str:
        return self.dosage.reckoned

    @property
    def is_clear(self) -> bool:
        """Whether the line is about a medicine in use, and every word of it was understood."""
        return self.medicine is not None and not self.dosage.unknown and not self.dosage.is_not_used


def read_medicine_list(text: str, medicines: Medicines) -> list[ReadLine]:
    """Every line that holds anything, in order, recognised or not.

    A line without a medicine goes on with the medicine right above it, where all of it is understood or it begins with
    what stopped that one: `1 tablet 3 gange dagligt`, `seponeret`. Without numbers it may as well be a heading, and
    what it says holds for the lines below.
    """
    read: list[ReadLine] = []
    heading: tuple[Open, ...] = ()
    above, so_far, held = -1, "", heading
    for line in (line.strip() for line in text.splitlines()):
        one = read_line(line, medicines)
        if one.medicine:
            above, so_far, held = len(read), line, heading
        else:
            beside = _Beside(line)
            if beside.is_heading:
                heading = beside.reasons
            if not beside.goes_on:
                so_far = ""
            elif so_far:
                so_far = f"{so_far}, {BULLET.sub('', line)}"
                read[above] = _left_open(_read_again(read[above], so_far, medicines), held)
        read += [_left_open(one, heading)] if line else []
    return read


class _Beside:
    """A line without a medicine: whether it goes on with the one above, and whether it heads those below."""

    def __init__(self, line: str) -> None:
        phrases = phrases_of(tokens_of(BULLET.sub("", line[:LONGEST_LINE])))
        understood = len(line) <= LONGEST_LINE and not any(isinstance(phrase, Unknown) for phrase in phrases)
        begins = bool(phrases) and bool(_reasons(phrases[:1], OF_A_HEADING))
        self.reasons = _reasons(phrases, OF_A_HEADING)
        self.goes_on = bool(line) and not line.endswith(":") and (understood or begins)
        self.is_heading = bool(line) and not re.search(r"\d", line) and (understood or begins or line.endswith(":"))


def read_line(line: str, medicines: Medicines) -> ReadLine:
    """One medicine of the list: what it is, and its dose a day where that is said in one way only."""
    if len(line) > LONGEST_LINE:
        return ReadLine(line, line[:LONGEST_NAME])
    rest, atc = _without_code(line)
    head = re.split(r"[\d½¼¾,;|]", rest, maxsplit=1)[0]
    named = _medicine_in(head, medicines) or (None if _find_unknown_words(head) else _medicine_in(rest, medicines))
    medicine = named or medicines.of_row("", atc)
    code = atc or (medicine.code if medicine else "")
    if medicine is None:
        stopped = _reasons(phrases_of(tokens_of(rest)), (Open.STOPPED, Open.PAUSED))
        name = _without_form(head) or rest or line
        return ReadLine(line, name[:LONGEST_NAME], atc=code, dosage=ReadDose(reasons=stopped))
    dosage = _dosage(rest, medicine) if named else _dosage(_without_first_unknown(rest, head), medicine)
    return ReadLine(line, _name(head, medicine)[:LONGEST_NAME], medicine, code, dosage)


def says_how_often(text: str) -> bool:
    """Whether a text beside a medicine's name says more than a strength: how often, or that it is as needed."""
    tokens = tokens_of(text)
    read = read_dose(text)
    is_dose = read.dose is not None or bool(read.choices) or Open.AS_NEEDED in read.reasons
    return any(token.kind == NUMBER for token in tokens) and (is_dose or any(token.kind == TIMES for token in tokens))


def _read_again(line: ReadLine, text: str, medicines: Medicines) -> ReadLine:
    """The line with the lines that go on with it, read as one; its own text stays as it was."""
    joined = read_line(text, medicines)
    if joined.medicine is not line.medicine:
        return replace(line, dosage=ReadDose(unit=line.unit, reasons=(Open.SEVERAL_WAYS,)))
    return replace(line, dosage=joined.dosage)


def _left_open(line: ReadLine, reasons: Sequence[Open]) -> ReadLine:
    """The line with more reasons to leave its dose open, if there are any that it cannot do without."""
    more = tuple(reason for reason in reasons if reason in OF_A_HEADING and reason not in line.dosage.reasons)
    if not more:
        return line
    dosage = ReadDose(unit=line.unit, unknown=line.dosage.unknown, reasons=(*line.dosage.reasons, *more))
    return replace(line, dosage=dosage)


def _reasons(phrases: Iterable[Phrase], wanted: Sequence[Open]) -> tuple[Open, ...]:
    found = [phrase.reason for phrase in phrases if isinstance(phrase, Left) and phrase.reason in wanted]
    return tuple(dict.fromkeys(found))


def _without_code(line: str) -> tuple[str, str]:
    """The line without its bullet and ATC code, and the code where there is just one."""
    rest = BULLET.sub("", line).replace("\t", ", ")
    codes = ATC.findall(rest)
    atc = re.sub(r"\s", "", codes[0]).upper() if len(codes) == 1 else ""
    return " ".join(ATC.sub(" ", rest).split()).strip(" ,;|"), atc


def _medicine_in(text: str, medicines: Medicines) -> Medicine | None:
    """The one medicine that the text names; a longer name beats one that it contains."""
    words = f" {fold(text)} "
    hits = {name: medicine for name, medicine in medicines.by_name.items() if f" {name} " in words}
    longest = [
        medicine
        for name, medicine in hits.items()
        if not any(f" {name} " in f" {other} " for other in hits if other != name)
    ]
    return longest[0] if len(set(map(id, longest))) == 1 else None


def _find_unknown_words(text: str) -> list[str]:
    return [phrase.word for phrase in phrases_of(tokens_of(text)) if isinstance(phrase, Unknown)]


def _name(head: str, medicine: Medicine) -> str:
    """The name as the line has it, without what stands around it: `Tabl. Gabapentin`, `Seponeret: Tramadol pn`."""
    words = head.split()
    known = {token.key for name in medicine.names for token in tokens_of(name)}
    while words and not _find_unknown_words(words[0]) and not any(token.key in known for token in tokens_of(words[0])):
        words.pop(0)
    for end in range(max(1, len(words) - LONGEST_PHRASE), len(words)):
        after = phrases_of(tokens_of(" ".join(words[end:])))
        if any(isinstance(phrase, Left) for phrase in after) and not any(isinstance(one, Unknown) for one in after):
            words = words[:end]
            break
    return " ".join(words).strip(" .:-–(") or medicine.name


def _without_form(head: str) -> str:
    """The name of something unknown, without the word for its form in front."""
    first, _, after = head.strip().partition(" ")
    named = after if is_meant(tokens_of(first), 0, Plain.FORM) else head
    return named.strip(" .:-–(")


def _dosage(text: str, medicine: Medicine) -> ReadDose:
    """The dose that a line says beside the medicine's names."""
    tokens = tokens_of(text)
    for name in sorted(medicine.names, key=len, reverse=True):
        tokens = _without(tokens, [token.key for token in tokens_of(name)])
    limits = ReadingLimits(lambda dose: dose <= MOST_A_DAY, smallest_as_read(medicine), highest_as_read(medicine))
    read = dose_in_list(tokens, is_patch=medicine.route == "patch", limits=limits)
    if medicine.route in NOT_RECKONED:
        return replace(read, dose=None, reckoned="", choices=(), reasons=(*read.reasons, Open.OTHER_FORM))
    return read


def _without(tokens: list[Token], name: list[str]) -> list[Token]:
    """The tokens without this row of them, wherever it stands."""
    left: list[Token] = []
    place = 0
    while place < len(tokens):
        if [token.key for token in tokens[place : place + len(name)]] == name:
            place += len(name)
        else:
            left.append(tokens[place])
            place += 1
    return left


def _without_first_unknown(text: str, head: str) -> str:
    """The line without its own name of a medicine that only the ATC code tells."""
    unknown = [word for word in _find_unknown_words(head) if any(token.kind == WORD for token in tokens_of(word))]
    return text.replace(unknown[0], " ", 1) if unknown else text
