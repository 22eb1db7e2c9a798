"""What the questionnaires and the list of medicines are made of."""

from django.utils.translation import gettext_lazy as _

from guidelines.medicines.model import MG_A_DAY, ROUTES
from guidelines.schema.fields import NOTE, TITLE, Part, PartField, Words, shown

INSTRUMENTS = (
    Part(
        "instruments",
        _("Questionnaires"),
        _("Questionnaire"),
        (
            TITLE,
            PartField("short", _("Short name")),
            PartField("purpose", _("Purpose"), "text"),
            PartField("period", _("Period"), required=False),
            PartField("intro", _("Introduction"), "text", required=False),
            PartField("interpretation", _("How it is read"), "text"),
            PartField("items", _("Questions"), "labelled", required=False, inner=("key", "text"), fixed=True),
            PartField("why_no_items", _("Why the questions are not shown"), "text", required=False),
            PartField("source", _("Source"), "text"),
            PartField("licence", _("Terms of use"), "text"),
            PartField("danish_version", _("Danish version"), "text"),
            PartField("unofficial_wording", _("Unofficial wording"), "tick", required=False),
            shown("scores", _("Scores")),
            shown("result", _("Result")),
            shown("options", _("Answers to choose from")),
            PartField("questions", _("Questions of the intake"), "shown", required=False, of="facts"),
            PartField("fact", _("Fact that holds the score"), "shown", required=False, of="facts"),
            shown("alert", _("Alert")),
            shown("suggests", _("Suggests")),
        ),
        can_add=False,
    ),
    Part(
        "",
        _("About the publication"),
        _("About the publication"),
        (TITLE, NOTE, shown("options", _("Answers that questionnaires share"))),
    ),
)

ROUTE_LABELS: dict[str, Words] = {
    "oral": _("by mouth"),
    "topical": _("on the skin"),
    "patch": _("as a patch"),
    "transmucosal": _("through the mucous membranes"),
    "injection": _("as an injection"),
}
UNITS: dict[str, Words] = {"mg": _("mg"), "ug_h": _("µg per hour")}
assert ROUTE_LABELS.keys() == set(ROUTES)
assert UNITS.keys() == MG_A_DAY.keys()
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
