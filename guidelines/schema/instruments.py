"""What the questionnaires are made of."""

from django.utils.translation import gettext_lazy as _

from guidelines.medicines.model import MG_A_DAY, ROUTES
from guidelines.schema.fields import NOTE, TITLE, Part, PartField, shown
from guidelines.schema.medicines import ROUTE_LABELS, UNITS

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

assert ROUTE_LABELS.keys() == set(ROUTES)

assert UNITS.keys() == MG_A_DAY.keys()
