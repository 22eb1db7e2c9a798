"""What the list of medicines is made of."""

from django.utils.translation import gettext_lazy as _

from guidelines.schema.fields import NOTE, TITLE, Part, PartField, Words

ROUTE_LABELS: dict[str, Words] = {
    "oral": _("by mouth"),
    "topical": _("on the skin"),
    "patch": _("as a patch"),
    "transmucosal": _("through the mucous membranes"),
    "injection": _("as an injection"),
}

UNITS: dict[str, Words] = {"mg": _("mg"), "ug": _("µg"), "ug_h": _("µg per hour")}

MEDICINES = (
    Part(
        "medicines",
        _("Medicines"),
        _("Medicine"),
        (
            PartField("name", _("Name")),
            PartField("search", _("Other names"), "lines", required=False),
            PartField("kind", _("Treatment"), "choice", of="treatment_kinds"),
            PartField(
                "atc",
                _("ATC codes"),
                "lines",
                required=False,
                keep=True,
                help=_("The code in force first, older ones after it."),
            ),
            PartField("route", _("Way of giving it"), "choice", choices=ROUTE_LABELS),
            PartField("unit", _("Unit"), "choice", required=False, choices=UNITS),
            PartField(
                "strengths",
                _("Usual strengths"),
                required=False,
                help=_("With their unit, as clinicians are shown them."),
            ),
            PartField(
                "highest",
                _("Highest dose a day in use"),
                "number",
                required=False,
                help=_("In the unit above. Beyond it is asked, and nothing is refused."),
            ),
            PartField("highest_source", _("Source of the highest dose"), "source", required=False),
            PartField(
                "highest_check",
                _("Own, not checked: to be checked against"),
                required=False,
                help=_("A highest dose without a source names the document to check it against."),
            ),
            PartField("opioid", _("Opioid"), "tick", required=False),
            PartField("omeq", _("mg of oral morphine per mg"), "shown", required=False, of="factor_tables"),
            PartField("omeq_unknown", _("Why there is no factor"), "text", required=False),
        ),
    ),
    Part(
        "factor_tables",
        _("Tables of factors"),
        _("Table of factors"),
        (TITLE, PartField("as_of", _("Date")), PartField("source", _("Source"), "source")),
        by_file=True,
    ),
    Part(
        "",
        _("About the publication"),
        _("About the publication"),
        (
            TITLE,
            NOTE,
            PartField("publisher", _("Publisher"), required=False),
            PartField("warning", _("Warning"), "text"),
            PartField("shown_factors", _("The table that is shown"), "choice", of="factor_tables"),
        ),
    ),
)
