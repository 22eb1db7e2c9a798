"""What the vocabulary is made of."""

from django.utils.translation import gettext_lazy as _

from guidelines.schema.fields import NOTE, TEXT, TITLE, WHEN, Part, PartField, Words, shown, source_fields

QUESTION_TYPES: dict[str, Words] = {
    "bool": _("Yes or no"),
    "choice": _("One answer from a list"),
    "multi": _("Several answers from a list"),
    "number": _("A number"),
    "scale": _("A scale"),
    "text": _("Free text"),
    "date": _("A date"),
}
_LISTS, _NUMBERS = ("choice", "multi"), ("number", "scale")
ABOUT_A_QUESTION = (
    PartField("label", _("Question"), help=_("As it is put to the patient or the clinic.")),
    PartField("short", _("Short name"), help=_("In lists, notes and letters.")),
    PartField("help", _("Help"), "text", required=False),
    PartField(
        "values",
        _("Answers to choose from"),
        "labelled",
        types=_LISTS,
        help=_("An answer that has been published can be reworded, but not taken out."),
    ),
    PartField("unit", _("Unit"), required=False, types=_NUMBERS),
    PartField("min", _("Smallest value"), "number", types=_NUMBERS),
    PartField("max", _("Largest value"), "number", types=_NUMBERS),
    PartField("decimals", _("Decimals"), "number", required=False, types=("number",)),
    PartField("not_in_future", _("The day cannot lie in the future"), "tick", required=False, types=("date",)),
    PartField("not_in_past", _("The day is planned: it cannot be past"), "tick", required=False, types=("date",)),
    PartField("partial", _("A month or a year will do"), "tick", required=False, types=("date",)),
    PartField("multiline", _("Several lines"), "tick", required=False, types=("text",)),
    PartField("unofficial_wording", _("Unofficial wording"), "tick", required=False),
    PartField("fresh_months", _("Ask again after months"), "number", required=False),
    *source_fields("source.0", required=False),
)
QUESTIONS = Part(
    "questions",
    _("Questions"),
    _("Question"),
    (
        *ABOUT_A_QUESTION,
        PartField("section", _("Section"), "shown", required=False, of="sections"),
        PartField("type", _("Kind of answer"), "shown", required=False, choices=QUESTION_TYPES),
        PartField("retired", _("Retired"), "shown", required=False),
    ),
)
_ABOUT_A_CONSULTATION = (
    TITLE,
    PartField("aim", _("Aim"), "text"),
    PartField("questions", _("Questions"), "facts"),
    *source_fields(),
)
VOCABULARY = (
    QUESTIONS,
    Part(
        "sections", _("Sections"), _("Section"), (TITLE, PartField("intro", _("Introduction"), "text")), can_add=False
    ),
    Part(
        "populations",
        _("Groups of patients"),
        _("Group of patients"),
        (PartField("label", _("Name")), WHEN, *source_fields()),
    ),
    Part("agenda", _("Agenda of the first consultations"), _("Agenda"), _ABOUT_A_CONSULTATION),
    Part("follow_up", _("Agenda of a follow-up"), _("Agenda of a follow-up"), _ABOUT_A_CONSULTATION, single=True),
    Part(
        "",
        _("About the publication"),
        _("About the publication"),
        (
            TITLE,
            NOTE,
            shown("treatments_label.label", _("The question of treatments")),
            shown("treatments_label.short", _("Short name of the treatments")),
            shown("treatment_fact_labels", _("What is said of a treatment")),
            shown("preoperative_history.not_asked", _("Pain history before an operation: not asked")),
            PartField("complexity.question", _("Simple or complex: question"), "shown", required=False, of="facts"),
            shown("complexity.note", _("Simple or complex: note")),
        ),
    ),
    Part(
        "derived",
        _("Facts that are worked out"),
        _("Fact"),
        (
            PartField("short", _("Short name")),
            PartField("unit", _("Unit")),
            PartField("inputs", _("Worked out from"), "facts"),
            PartField("values", _("Values"), "labelled"),
        ),
        by_file=True,
    ),
    Part(
        "treatment_kinds",
        _("Treatments"),
        _("Treatment"),
        (
            PartField("label", _("Name")),
            PartField("group", _("Kind"), choices={"drug": _("Medicine"), "non_drug": _("Treatment without medicine")}),
        ),
        by_file=True,
    ),
    Part(
        "treatment_fields",
        _("What is asked of a treatment"),
        _("Question of a treatment"),
        (
            PartField("label", _("Question")),
            PartField("short", _("Short name")),
            PartField("help", _("Help")),
            PartField("type", _("Kind of answer"), choices=QUESTION_TYPES),
            PartField("values", _("Answers to choose from"), "labelled"),
            PartField("unit", _("Unit")),
            PartField("min", _("Smallest value")),
            PartField("max", _("Largest value")),
            PartField("required", _("Must be filled in"), "yes_no"),
        ),
        by_file=True,
    ),
    Part(
        "plan.suggestions",
        _("Suggestions for the patient's plan"),
        _("Suggestion"),
        (
            PartField(
                "part",
                _("Part of the plan"),
                choices={
                    "action": _("What we do"),
                    "flare_up": _("When the pain gets worse"),
                    "offers": _("Offers"),
                    "read_more": _("Read more"),
                },
            ),
            PartField("who", _("Who")),
            TEXT,
            *source_fields(),
        ),
        by_file=True,
    ),
    Part(
        "plan.involved",
        _("Who takes part in the plan"),
        _("Sentence of the plan"),
        (PartField("question", _("Question"), "facts"), PartField("value", _("Answer")), TEXT),
        by_file=True,
    ),
    Part(
        "preoperative_history.headings",
        _("Pain history before an operation"),
        _("Heading"),
        (TITLE, PartField("facts", _("Shows"), "facts"), *source_fields()),
        by_file=True,
    ),
    Part(
        "burden",
        _("Burden of the pain"),
        _("Question of the burden"),
        (
            PartField("question", _("Question"), "facts"),
            PartField("levels", _("Level of each answer")),
            *source_fields(),
        ),
        by_file=True,
    ),
    Part(
        "complexity.definitions",
        _("Simple or complex: definitions"),
        _("Definition"),
        (
            PartField("key", _("About"), choices={"simple": _("Simple"), "complex": _("Complex")}),
            TEXT,
            *source_fields(),
        ),
        by_file=True,
    ),
    Part(
        "complexity.signs",
        _("Simple or complex: signs"),
        _("Sign"),
        (
            PartField("label", _("Name")),
            PartField("speaks_for", _("Speaks for"), choices={"simple": _("Simple"), "complex": _("Complex")}),
            WHEN,
            *source_fields(),
        ),
        by_file=True,
    ),
)
