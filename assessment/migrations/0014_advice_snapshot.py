import uuid

from django.db import migrations, models
from django.db.models.deletion import PROTECT
from pgtrigger.compiler import Trigger, UpsertTriggerSql

from accounts.tenancy.row_security import AddTriggers, run_sql

OF_A_ROW = {"on_delete": PROTECT, "related_name": "+"}


class Migration(migrations.Migration):
    """What the screen advised when a consultation was ended."""

    dependencies = [
        ("accounts", "0006_indexes_of_the_access_log"),
        ("assessment", "0013_earlier_values"),
    ]

    operations = [
        migrations.CreateModel(
            "AdviceSnapshot",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("advice", models.JSONField()),
                ("shown_at", models.DateTimeField()),
                (
                    "practice",
                    models.ForeignKey(db_index=False, editable=False, to="accounts.practice", **OF_A_ROW),
                ),
                ("consultation", models.ForeignKey(to="assessment.consultation", **OF_A_ROW)),
            ],
        ),
        AddTriggers(
            advicesnapshot=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="085c4a5a014bd1121c011d1e55cc40b855945566",
                        operation="DELETE",
                        pgid="pgtrigger_kept_6d417",
                        table="assessment_advicesnapshot",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="3d4132d5e3e6f2375365a8cd266793e79cecb9c8",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_b1c17",
                        table="assessment_advicesnapshot",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="6498d9824d9a8779080cbd654049f2d08999f5b0",
                        operation="UPDATE",
                        pgid="pgtrigger_append_only_90e66",
                        table="assessment_advicesnapshot",
                        when="BEFORE",
                    ),
                ),
            ],
        ),
        run_sql(__file__, "advice_snapshot"),
    ]
