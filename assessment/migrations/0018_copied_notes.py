import uuid

from django.db import migrations, models
from django.db.models.deletion import PROTECT
from pgtrigger.compiler import Trigger, UpsertTriggerSql

from accounts.tenancy.row_security import AddTriggers, run_sql

OF_A_ROW = {"on_delete": PROTECT, "related_name": "+"}


class Migration(migrations.Migration):
    """What was copied into the journal, and the long note as it was when a consultation ended."""

    dependencies = [
        ("accounts", "0006_indexes_of_the_access_log"),
        ("assessment", "0017_index_of_open_episodes"),
    ]

    operations = [
        migrations.AddField(
            "consultation",
            "long_note",
            models.TextField(blank=True, db_default="", verbose_name="long journal note"),
        ),
        migrations.CreateModel(
            "CopiedNote",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("text", models.TextField()),
                ("copied_at", models.DateTimeField()),
                ("consultation", models.ForeignKey(null=True, to="assessment.consultation", **OF_A_ROW)),
                ("copied_by", models.ForeignKey(to="accounts.staff", **OF_A_ROW)),
                (
                    "episode",
                    models.ForeignKey(on_delete=PROTECT, related_name="copied_notes", to="assessment.episode"),
                ),
                ("practice", models.ForeignKey(editable=False, to="accounts.practice", **OF_A_ROW)),
            ],
            options={
                "indexes": [models.Index(fields=["episode", "day"], name="copied_notes_of_a_day")],
                "constraints": [
                    models.CheckConstraint(condition=~models.Q(text=""), name="copied_note_says_something")
                ],
            },
        ),
        AddTriggers(
            copiednote=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="e3b5bbb6c03b0b1607d54a8d5c51132a909069fc",
                        operation="DELETE",
                        pgid="pgtrigger_kept_71f64",
                        table="assessment_copiednote",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="65afeeff0dd9ed716c4b4332ce34c1f87f0f3e12",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_db86f",
                        table="assessment_copiednote",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="9773b8c026f62e3b9b9d28b2c1baa2922f04ba6b",
                        operation="UPDATE",
                        pgid="pgtrigger_append_only_42a09",
                        table="assessment_copiednote",
                        when="BEFORE",
                    ),
                ),
            ],
        ),
        run_sql(__file__, "copied_notes"),
    ]
