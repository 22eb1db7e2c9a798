"""The days on which a Danish clinic is closed: weekends, and the public holidays of the church year. Pure Python.

The public holidays are those of the holiday law (helligdagsloven); store bededag is none since 2024.
"""

from datetime import date

WEEKEND = {5: "en lørdag", 6: "en søndag"}
FIXED = {(1, 1): "nytårsdag", (12, 25): "juledag", (12, 26): "2. juledag"}
# Days from Easter Sunday.
MOVING = {
    -3: "skærtorsdag",
    -2: "langfredag",
    0: "påskedag",
    1: "2. påskedag",
    39: "Kristi himmelfartsdag",
    49: "pinsedag",
    50: "2. pinsedag",
}
PRAYER_DAY, LAST_PRAYER_DAY = 26, 2023


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous computus)."""
    golden, century = year % 19, year // 100
    leap_centuries = century // 4
    moon = (century - leap_centuries - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon -= (moon // 28) * (1 - (29 // (moon + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + leap_centuries) % 7
    days = moon - weekday
    month = 3 + (days + 40) // 44
    return date(year, month, days + 28 - 31 * (month // 4))


def closed_day(day: date) -> str:
    """What the day is when it is no working day: a public holiday, else a weekend's day; empty on any other."""
    from_easter = (day - easter(day.year)).days
    if from_easter == PRAYER_DAY and day.year <= LAST_PRAYER_DAY:
        return "store bededag"
    return FIXED.get((day.month, day.day)) or MOVING.get(from_easter) or WEEKEND.get(day.weekday(), "")
