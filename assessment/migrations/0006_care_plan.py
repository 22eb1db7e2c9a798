import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models

from accounts.tenancy.row_security import composite_foreign_key, enable_row_security, only_insert


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("assessment", "0005_treatment_ledger"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="CarePlan",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("goal", models.TextField(blank=True, verbose_name="goal")),
                ("actions", models.JSONField(default=list)),
                ("flare_up", models.TextField(blank=True, verbose_name="flare-up plan")),
                ("offers", models.TextField(blank=True, verbose_name="offers")),
                ("read_more", models.TextField(blank=True, verbose_name="where to read more")),
                ("version", models.PositiveIntegerField(default=0)),
                ("recorded_at", models.DateTimeField()),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assessment.consultation"
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="care_plans", to="assessment.episode"
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.practice",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CarePlanEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("goal", models.TextField(blank=True, verbose_name="goal")),
                ("actions", models.JSONField(default=list)),
                ("flare_up", models.TextField(blank=True, verbose_name="flare-up plan")),
                ("offers", models.TextField(blank=True, verbose_name="offers")),
                ("read_more", models.TextField(blank=True, verbose_name="where to read more")),
                ("version", models.PositiveIntegerField(default=0)),
                ("recorded_at", models.DateTimeField()),
                (
                    "consultation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="assessment.consultation",
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="assessment.episode",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="assessment.careplan",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.practice",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.staff",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PrintedCarePlan",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("frozen", models.JSONField()),
                ("pdf", models.BinaryField()),
                ("pdf_sha256", models.CharField(max_length=64)),
                ("printed_at", models.DateTimeField()),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="printed_care_plans",
                        to="assessment.episode",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.practice",
                    ),
                ),
                (
                    "printed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="careplan",
            constraint=models.UniqueConstraint(fields=("practice", "episode"), name="one_care_plan"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="careplan",
            trigger=pgtrigger.compiler.Trigger(
                name="kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="db96aa053fac1e4c1ff30a0877bbdc0f56d7f7ef",
                    operation="DELETE",
                    pgid="pgtrigger_kept_9ec1d",
                    table="assessment_careplan",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="careplan",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'this table is never emptied';",
                    hash="e4982461db1ccb4eef73dd241ca7e946e19973f9",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_efeb5",
                    table="assessment_careplan",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="careplan",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "assessment_careplanevent" ("actions", "consultation_id", "episode_id", "flare_up", "goal", "id", "offers", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "read_more", "recorded_at", "recorded_by_id", "version") VALUES (NEW."actions", NEW."consultation_id", NEW."episode_id", NEW."flare_up", NEW."goal", NEW."id", NEW."offers", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."read_more", NEW."recorded_at", NEW."recorded_by_id", NEW."version"); RETURN NULL;',
                    hash="f728388412003dff6c9768aeac5a4cd17630d4b9",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_40bd6",
                    table="assessment_careplan",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="careplan",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "assessment_careplanevent" ("actions", "consultation_id", "episode_id", "flare_up", "goal", "id", "offers", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "read_more", "recorded_at", "recorded_by_id", "version") VALUES (NEW."actions", NEW."consultation_id", NEW."episode_id", NEW."flare_up", NEW."goal", NEW."id", NEW."offers", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."practice_id", NEW."read_more", NEW."recorded_at", NEW."recorded_by_id", NEW."version"); RETURN NULL;',
                    hash="389b438c47e45e904d35465d62428020e1b64fc5",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d2ccc",
                    table="assessment_careplan",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="careplanevent",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'this table is never emptied';",
                    hash="ca8d894d798de7f86b7cc3c3c7ae71f2d70ebfc8",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_dd36e",
                    table="assessment_careplanevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="careplanevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="0fdb5c7511486ee4dbebea27e18be8f7bee5e57f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d2bb8",
                    table="assessment_careplanevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="printedcareplan",
            constraint=models.UniqueConstraint(fields=("episode", "number"), name="printed_care_plan_number"),
        ),
        migrations.AddConstraint(
            model_name="printedcareplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("pdf_sha256", ""), _negated=True), name="printed_care_plan_whole"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="printedcareplan",
            trigger=pgtrigger.compiler.Trigger(
                name="kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="50e079980e4d5de5e05552ebc5a483d34bd95ae3",
                    operation="DELETE",
                    pgid="pgtrigger_kept_e5382",
                    table="assessment_printedcareplan",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="printedcareplan",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'this table is never emptied';",
                    hash="792cd5bee10a171fba1ec16b19de9571fa85a38f",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_07ec5",
                    table="assessment_printedcareplan",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="printedcareplan",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="85e8bf8ecba802cab441eae18f284318ccf33e14",
                    operation="UPDATE",
                    pgid="pgtrigger_append_only_50231",
                    table="assessment_printedcareplan",
                    when="BEFORE",
                ),
            ),
        ),
        enable_row_security("assessment_careplan"),
        enable_row_security("assessment_careplanevent"),
        enable_row_security("assessment_printedcareplan"),
        only_insert("assessment_careplanevent"),
        only_insert("assessment_printedcareplan"),
        composite_foreign_key("assessment_careplan", "episode_id", "assessment_episode"),
        composite_foreign_key("assessment_careplan", "consultation_id", "assessment_consultation"),
        composite_foreign_key("assessment_careplan", "recorded_by_id", "accounts_staff"),
        composite_foreign_key("assessment_printedcareplan", "episode_id", "assessment_episode"),
        composite_foreign_key("assessment_printedcareplan", "printed_by_id", "accounts_staff"),
    ]
