"""What a referral pathway is made of."""

from django.utils.translation import gettext_lazy as _

from guidelines.schema.fields import NOTE, SOMETIMES, TEXT, TITLE, WHEN, Part, PartField, Words, source_fields

TREATMENT_GROUPS: dict[str, Words] = {
    "none": _("None"),
    "drug": _("Medicine"),
    "non_drug": _("Treatment without medicine"),
}
_FIRST_LINE = PartField("first_line", _("First line of the letter"), "text", required=False)
CRITERIA = Part(
    "criteria",
    _("Criteria"),
    _("Criterion"),
    (
        TITLE,
        PartField(
            "kind", _("Kind"), "choice", choices={"requirement": _("Requirement"), "exclusion": _("Reason for refusal")}
        ),
        PartField("when", _("It is met when"), "condition"),
        PartField("unmet", _("What is said when it is not met"), "text", required=False),
        PartField("met", _("What is said when a reason for refusal is there"), "text", required=False),
        PartField("advice", _("What to do then"), "text", required=False),
        *source_fields(),
    ),
)
LETTER_SECTION = (
    TITLE,
    PartField("holds", _("What it is to hold"), "text"),
    PartField("required", _("Must be filled in"), "yes_no", required=False),
    PartField("facts", _("Shows"), "facts", required=False, keep=True),
    PartField("treatments", _("Treatments that it lists"), "choice", choices=TREATMENT_GROUPS),
    PartField("questionnaires", _("Shows the results of questionnaires"), "tick", required=False),
    PartField("earlier_referrals", _("Names earlier referrals"), "tick", required=False),
    *source_fields(),
)
PATHWAY = (
    CRITERIA,
    Part(
        "destinations",
        _("Destinations"),
        _("Destination"),
        (
            TITLE,
            PartField("description", _("Description"), "text"),
            _FIRST_LINE,
            PartField("requires", _("Requires"), "keys", of="criteria", only=("kind", "requirement")),
            PartField(
                "excludes",
                _("Refuses for"),
                "keys",
                required=False,
                keep=True,
                of="criteria",
                only=("kind", "exclusion"),
            ),
        ),
    ),
    Part(
        "routing",
        _("Receivers"),
        _("Receiver"),
        (
            PartField("receiver", _("Receiver")),
            PartField("receiver_gln", _("Receiver's GLN"), required=False, keep=True),
            PartField("planning_areas", _("Planning areas"), "keys", of="planning_areas"),
            PartField("centre", _("Centre")),
            PartField("gln", _("GLN"), required=False, keep=True),
            PartField("clinics", _("Clinics"), "lines", required=False, keep=True),
            PartField("advice_phone", _("Telephone for advice"), required=False, keep=True),
            PartField("advice_hours", _("Hours of the telephone"), required=False, keep=True),
        ),
    ),
    Part("letter_sections", _("Sections of the letter"), _("Section of the letter"), LETTER_SECTION),
    Part("waiting_time", _("While waiting"), _("Step while waiting"), (TITLE, TEXT, SOMETIMES, *source_fields())),
    Part("return_reasons", _("Reasons for a return"), _("Reason for a return"), (PartField("label", _("Reason")),)),
    Part("planning_areas", _("Planning areas"), _("Planning area"), (PartField("label", _("Name")),)),
    Part(
        "alternatives",
        _("Other ways"),
        _("Other way"),
        (
            TITLE,
            TEXT,
            PartField("who_refers", _("Who refers"), "text"),
            PartField("cost", _("What it costs"), "text"),
            SOMETIMES,
            PartField("letter", _("Letter"), "choice", required=False, of="letters destinations"),
            *source_fields(),
        ),
    ),
    Part(
        "highly_specialised",
        _("Highly specialised treatment"),
        _("Highly specialised treatment"),
        (TITLE, TEXT, WHEN, PartField("units", _("Units"), "lines"), *source_fields()),
        single=True,
    ),
    Part(
        "letters",
        _("Other letters"),
        _("Letter"),
        (
            TITLE,
            PartField("heading", _("Heading of the letter")),
            PartField("description", _("Description"), "text"),
            _FIRST_LINE,
            PartField(
                "receiver",
                _("Receiver"),
                "choice",
                choices={"route": _("the planning area's receiver"), "written": _("written by hand")},
            ),
            PartField("sections", _("Sections"), "shown", required=False, of="letter_sections"),
        ),
        can_add=False,
    ),
    Part(
        "contradictions",
        _("Contradictions"),
        _("Contradiction"),
        (
            TEXT,
            PartField("when", _("It is there when"), "condition", required=False),
            PartField("says", _("Or: what this answer says"), "facts", required=False),
            PartField("denials", _("Words that deny it"), "lines", required=False),
            PartField("mentions", _("Words that mention it"), "lines", required=False),
        ),
        by_file=True,
    ),
    Part(
        "",
        _("About the publication"),
        _("About the publication"),
        (
            TITLE,
            NOTE,
            PartField("publisher", _("Publisher")),
            PartField("source", _("Source"), "source"),
            PartField("region", _("Region")),
            PartField(
                "as_of",
                _("Date of the description"),
                required=False,
                keep=True,
                help=_("As precise as it is known: 2014-09."),
            ),
            PartField("note", _("What the reader must know"), "text"),
            PartField("valid_from", _("First day"), "day", required=False),
            PartField("valid_until", _("Last day"), "day", required=False),
            PartField("last_checked", _("Last checked"), "day", required=False),
            PartField("successor", _("Who takes over"), "text", required=False),
            PartField("answer_expected_days", _("Days until an answer is expected"), "number", required=False),
            PartField(
                "follow_up_after_course_days", _("Days to the follow-up after a course"), "number", required=False
            ),
        ),
    ),
)
