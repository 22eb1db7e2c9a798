"""Reading a list of medicines that was pasted as text: one medicine a line. Pure Python.

A dose a day is worked out only where the line can be read in one way. Anything else stays unknown; no line is dropped.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from guidelines.medicines.model import MG, MICROGRAMS_PER_HOUR, Medicine, Medicines, fold

LONGEST_NAME = 200
LONGEST_LINE = 300
BULLET = re.compile(r"^\s*(?:[-–—*•·▪◦>]+\s*|\d{1,2}[.)]\s+)")
ATC = re.compile(r"\(?\b(?:ATC[:\s]*)?([A-Z]\d{2}\s?[A-Z]{2}\s?\d{2})\b\)?", re.IGNORECASE)
NUMBER = r"(\d+(?:,\d+|\.\d+)*)"
STRENGTH = re.compile(
    rf"(?<![\d,./+]){NUMBER}\s*(mg|milligram|gram|g|mikrogram|mikrog|mcg|µg|μg|ug)(\s*(?:/|pr\.?)\s*(?:t|h|time|timen))?\b(?!\s*/)"
)
FORM_WORDS = (
    r"(?:tbl\.?|tabl?\.?|tabletter|tablet|filmtabletter|depottabletter|depottablet|kapsler|kapsel|kaps\.?|stk\.?)"
)
TIMES = r"(?:\s*(?:gange|gang))"
DAILY = r"(?:\s*(?:dagligt|daglig|om dagen|i døgnet|pr\.?\s*(?:dag|døgn)|/\s*(?:dag|døgn)|hver dag))"
EACH = rf"(?:{NUMBER}\s*{FORM_WORDS}\s*)?"
PARTS = r"(?:om\s+)?(?:til\s+)?(?:morgenen|morgen|formiddag|middag|eftermiddag|aftenen|aften|natten|nat|sengetid)"
# How often, each as (pattern, what it means); the line may hold exactly one of them.
GRID = re.compile(r"(?<!\d)(\d)\s*[+-]\s*(\d)\s*[+-]\s*(\d)(?:\s*[+-]\s*(\d))?(?![\d/])")
COUNT_TIMES = re.compile(rf"(?<![\d,.]){NUMBER}\s*(?:{FORM_WORDS}\s*)?[x×*]\s*(\d+)(?!\d)(?:{TIMES})?(?:{DAILY})?")
ONLY_TIMES = re.compile(rf"{EACH}(?<!\d)[x×*]\s*(\d+)(?!\d)(?:{TIMES})?(?:{DAILY})?")
TIMES_A_DAY = re.compile(rf"{EACH}\b(\d+){TIMES}{DAILY}")
EVERY_HOURS = re.compile(rf"{EACH}\bhver\s*(\d+)\.?\s*time\b")
AT_TIMES = re.compile(rf"{EACH}({PARTS}(?:\s*(?:,|og|\+)\s*{PARTS})*)(?:{DAILY})?")
A_DAY = re.compile(rf"{EACH}{DAILY}")
PATCH_CHANGE = re.compile(r"\b(?:1\s*plaster)?\s*(?:skiftes?)?\s*(?:hver|hvert)\s*\d+\.?\s*(?:dag|døgn|time)")
WORDS_FOR_NUMBERS = {"en": "1", "et": "1", "én": "1", "ét": "1", "to": "2", "tre": "3", "fire": "4"}
# Where one of these stands, what is taken in a day cannot be known from the line.
UNSURE = re.compile(
    r"p\.?\s?n\b|\bbehov|\bmax|\bmaks|højst|\bop til|\bindtil|\buge|månedl|\banden\b|\bhver\s*\d+\.\s*(?:dag|uge)"
    r"|\btrap|optrap|nedtrap|skema|\beller\b|halv|½|¼|%|/\s*ml|\bml\b|\bevt|\bca\b|\bved\s+(?!sengetid)|dråbe|seponer|pause|stop|\d\s*-\s*\d+\s*(?:tbl|tab|kap|gang|stk)"
)


@dataclass(frozen=True)
class ReadLine:
    """One line as it was read. `dose` is what is taken a day, in `unit`; None where the line leaves it open.

    `reckoned` says how the dose came about, in Danish; `medicine` is None for a line that was not recognised.
    """

    text: str
    name: str
    medicine: Medicine | None = None
    atc: str = ""
    dose: Decimal | None = None
    unit: str = MG
    reckoned: str = ""


def read_medicine_list(text: str, medicines: Medicines) -> list[ReadLine]:
    """Every line that holds anything, in order, recognised or not."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [read_line(line, medicines) for line in lines]


def read_line(line: str, medicines: Medicines) -> ReadLine:
    """One medicine of the list: what it is, and its dose a day where that is said in one way only."""
    if len(line) > LONGEST_LINE:
        return ReadLine(line, line[:LONGEST_NAME])
    rest = BULLET.sub("", line).replace("\t", ", ")
    codes = ATC.findall(rest)
    atc = re.sub(r"\s", "", codes[0]).upper() if len(codes) == 1 else ""
    rest = " ".join(ATC.sub(" ", rest).split()).strip(" ,;|")
    head = re.split(r"\d|[,;|]", rest, maxsplit=1)[0]
    medicine = _medicine_in(head, medicines) or medicines.of_row("", atc)
    name = _name(head, medicine) or rest or line
    code = atc or (medicine.code if medicine else "")
    if medicine is None:
        return ReadLine(line, name[:LONGEST_NAME], atc=code)
    dose, unit, reckoned = _dose(rest.lower())
    if (unit == MICROGRAMS_PER_HOUR) != (medicine.route == "patch"):
        # Only a patch is counted in µg per hour, and a patch is counted in nothing else.
        dose, unit, reckoned = None, medicine.unit, ""
    return ReadLine(line, name[:LONGEST_NAME], medicine, code, dose, unit, reckoned)


def _medicine_in(head: str, medicines: Medicines) -> Medicine | None:
    """The one medicine named before the first number; a longer name beats one that it contains."""
    words = f" {fold(head)} "
    hits = {name: medicine for name, medicine in medicines.by_name.items() if f" {name} " in words}
    longest = [
        medicine
        for name, medicine in hits.items()
        if not any(f" {name} " in f" {other} " for other in hits if other != name)
    ]
    return longest[0] if len(set(map(id, longest))) == 1 else None


def _name(head: str, medicine: Medicine | None) -> str:
    """The name as the line has it, without the words for its form in front."""
    named = re.sub(rf"^\s*{FORM_WORDS}\s+", "", head, flags=re.IGNORECASE).strip(" .:-–(")
    return named or (medicine.name if medicine else "")


def _number(text: str) -> Decimal | None:
    """A number as it is written in Danish; one that can be read in two ways is none."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", text):
        return Decimal(text.replace(".", ""))
    return Decimal(text.replace(",", ".")) if re.fullmatch(r"\d+(?:[.,]\d+)?", text) else None


def _dose(text: str) -> tuple[Decimal | None, str, str]:
    """The dose a day with its unit and how it was reckoned; None unless the text says it in one way only."""
    strengths = list(STRENGTH.finditer(text))
    if len(strengths) != 1:
        return None, MG, ""
    amount, per_hour = _number(strengths[0][1]), strengths[0][3]
    unit = MICROGRAMS_PER_HOUR if per_hour else MG
    if amount is None or (per_hour and strengths[0][2] in ("mg", "g", "gram", "milligram")):
        return None, unit, ""
    rest = f"{text[: strengths[0].start()]} ; {text[strengths[0].end() :]}"
    if per_hour:
        alone = not re.search(r"\d", PATCH_CHANGE.sub(" ", rest)) and not re.search(r"p\.?n\b|behov", rest)
        return (amount, unit, f"plaster {_shown(amount)} µg/t") if alone else (None, unit, "")
    often = _doses_a_day(rest)
    if often is None:
        return None, unit, ""
    milligrams = amount * {"g": 1000, "gram": 1000, "mg": 1, "milligram": 1}.get(strengths[0][2], Decimal("0.001"))
    count, times = often
    factors = [f"{_shown(amount)} {strengths[0][2]}", *([_shown(count)] if count != 1 else []), str(times)]
    dose = milligrams * count * times
    return dose, unit, f"{' × '.join(factors)} = {_shown(dose)} mg"


def _shown(number: Decimal) -> str:
    return f"{number.normalize() + 0:f}".replace(".", ",")


def _doses_a_day(text: str) -> tuple[Decimal, int] | None:
    """How many at a time and how many times a day; None where that is not said, or in more than one way."""
    if UNSURE.search(text):
        return None
    worded = re.sub(r"\b(\w+)\b", lambda word: WORDS_FOR_NUMBERS.get(word[1], word[1]), text)
    grid = list(GRID.finditer(worded))
    if grid:
        total = sum(int(part or 0) for part in grid[0].groups())
        return _only(worded, grid, Decimal(1), total)
    for pattern in (COUNT_TIMES, ONLY_TIMES, TIMES_A_DAY, EVERY_HOURS, AT_TIMES, A_DAY):
        found = list(pattern.finditer(worded))
        if found:
            count = _number(found[0][1]) if found[0][1] else Decimal(1)
            return _only(worded, found, count, _times(pattern, found[0])) if count else None
    return None


def _times(pattern: re.Pattern[str], match: re.Match[str]) -> int:
    """How many times a day this way of saying it means; 0 where it does not come out even."""
    if pattern is A_DAY:
        return 1
    if pattern is AT_TIMES:
        return len(re.findall(PARTS, match[2]))
    number = int(match[2])
    if pattern is EVERY_HOURS:
        return 24 // number if number and 24 % number == 0 else 0
    return number


def _only(text: str, found: list[re.Match[str]], count: Decimal, times: int) -> tuple[Decimal, int] | None:
    """What was read, unless something else with a number, or another time of day, stands in the line as well."""
    rest = text[: found[0].start()] + " ; " + text[found[0].end() :]
    other = re.search(rf"\d|\b(?:{PARTS})\b|{DAILY}", rest)
    return None if len(found) > 1 or other or not times else (count, times)
