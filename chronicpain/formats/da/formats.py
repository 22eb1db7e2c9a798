"""Dates and numbers as a Danish clinic writes them."""

DATE_FORMAT = "d.m.Y"
SHORT_DATE_FORMAT = "d.m.Y"
DATETIME_FORMAT = "d.m.Y H:i"
SHORT_DATETIME_FORMAT = "d.m.Y H:i"
TIME_FORMAT = "H:i"
DATE_INPUT_FORMATS = [
    *("%d.%m.%Y", "%d.%m.%y", "%d-%m-%Y", "%d-%m-%y"),
    *("%d/%m/%Y", "%d/%m/%y", "%d/%m-%Y", "%d/%m-%y", "%d/%m %Y"),
    *("%d%m%y", "%d%m%Y", "%Y-%m-%d"),
]
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
