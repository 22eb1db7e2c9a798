from django.db import migrations, models
from django.db.models.deletion import DO_NOTHING, PROTECT

ROWS = ("answer", "careplan", "questionnaireresponse", "taperplan", "treatment")
EVENTS = ("careplanevent", "questionnaireresponseevent", "taperplanevent", "treatmentevent")
OF_A_ROW = {"null": True, "on_delete": PROTECT, "related_name": "+", "to": "assessment.consultation"}
OF_AN_EVENT = OF_A_ROW | {"on_delete": DO_NOTHING, "related_query_name": "+", "db_constraint": False}
FORMS = [
    ("in_person", "in person"),
    ("phone", "by phone"),
    ("video", "by video"),
    ("written", "written (e-consultation)"),
    ("home", "home visit"),
]


def column(model: str) -> tuple[str, str]:
    """Only the catalogue is written: no row is read, and the keys stay. Backwards is refused while a row has none."""
    alter = f"ALTER TABLE assessment_{model} ALTER COLUMN consultation_id"
    return f"{alter} DROP NOT NULL", f"{alter} SET NOT NULL"


class Migration(migrations.Migration):
    """What is no visit is recorded without a contact; a contact has no form but the one that somebody chose."""

    dependencies = [("assessment", "0004_readable_names_in_order")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(*column(model)) for model in (*ROWS, *EVENTS)],
            state_operations=[
                *(migrations.AlterField(model, "consultation", models.ForeignKey(**OF_A_ROW)) for model in ROWS),
                *(migrations.AlterField(model, "consultation", models.ForeignKey(**OF_AN_EVENT)) for model in EVENTS),
            ],
        ),
        migrations.AlterField("consultation", "form", models.CharField(choices=FORMS, max_length=10)),
    ]
