import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models

from accounts.tenancy.row_security import composite_foreign_key, enable_row_security, only_insert


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("assessment", "0006_care_plan"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="TaperPlan",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("medicine", models.CharField(max_length=200, verbose_name="medicine")),
                ("start_dose", models.CharField(max_length=200, verbose_name="dose before the first step")),
                ("goal", models.TextField(blank=True, verbose_name="goal agreed with the patient")),
                ("pauses", models.CharField(blank=True, max_length=500, verbose_name="agreement about pauses")),
                ("withdrawal_plan", models.TextField(blank=True, verbose_name="what to do at withdrawal symptoms")),
                ("follows_up_text", models.CharField(blank=True, max_length=200, verbose_name="who else follows up")),
                ("contact_frequency", models.CharField(blank=True, max_length=200, verbose_name="how often")),
                ("next_contact_on", models.DateField(null=True, verbose_name="next contact")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("active", "active"),
                            ("paused", "paused"),
                            ("completed", "completed"),
                            ("stopped", "stopped"),
                        ],
                        default="active",
                        max_length=10,
                    ),
                ),
                ("status_reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("approved_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["recorded_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="TaperPlanEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("medicine", models.CharField(max_length=200, verbose_name="medicine")),
                ("start_dose", models.CharField(max_length=200, verbose_name="dose before the first step")),
                ("goal", models.TextField(blank=True, verbose_name="goal agreed with the patient")),
                ("pauses", models.CharField(blank=True, max_length=500, verbose_name="agreement about pauses")),
                ("withdrawal_plan", models.TextField(blank=True, verbose_name="what to do at withdrawal symptoms")),
                ("follows_up_text", models.CharField(blank=True, max_length=200, verbose_name="who else follows up")),
                ("contact_frequency", models.CharField(blank=True, max_length=200, verbose_name="how often")),
                ("next_contact_on", models.DateField(null=True, verbose_name="next contact")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("active", "active"),
                            ("paused", "paused"),
                            ("completed", "completed"),
                            ("stopped", "stopped"),
                        ],
                        default="active",
                        max_length=10,
                    ),
                ),
                ("status_reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("approved_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TaperStep",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("planned_on", models.DateField(verbose_name="date")),
                ("dose", models.CharField(max_length=200, verbose_name="dose")),
                (
                    "daily_dose_mg",
                    models.DecimalField(decimal_places=3, max_digits=10, null=True, verbose_name="mg a day"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("taken", "carried out"),
                            ("held", "pause on the step"),
                            ("skipped", "skipped"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("done_on", models.DateField(null=True)),
                ("held_since", models.DateField(null=True)),
                ("effect", models.TextField(blank=True, verbose_name="pain and function")),
                ("withdrawal_symptoms", models.TextField(blank=True, verbose_name="withdrawal symptoms")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("for_doctor", models.BooleanField(default=False, verbose_name="for the doctor")),
                ("version", models.PositiveIntegerField(default=1)),
                ("recorded_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["plan", "number"],
            },
        ),
        migrations.CreateModel(
            name="TaperStepEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("planned_on", models.DateField(verbose_name="date")),
                ("dose", models.CharField(max_length=200, verbose_name="dose")),
                (
                    "daily_dose_mg",
                    models.DecimalField(decimal_places=3, max_digits=10, null=True, verbose_name="mg a day"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("taken", "carried out"),
                            ("held", "pause on the step"),
                            ("skipped", "skipped"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("done_on", models.DateField(null=True)),
                ("held_since", models.DateField(null=True)),
                ("effect", models.TextField(blank=True, verbose_name="pain and function")),
                ("withdrawal_symptoms", models.TextField(blank=True, verbose_name="withdrawal symptoms")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("for_doctor", models.BooleanField(default=False, verbose_name="for the doctor")),
                ("version", models.PositiveIntegerField(default=1)),
                ("recorded_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TextSnippet",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("question", models.CharField(blank=True, max_length=100, verbose_name="offered at")),
                ("title", models.CharField(max_length=80, verbose_name="title")),
                ("text", models.TextField(verbose_name="text")),
                ("version", models.PositiveIntegerField(default=1)),
                ("recorded_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["title", "id"],
            },
        ),
        migrations.CreateModel(
            name="TextSnippetEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("question", models.CharField(blank=True, max_length=100, verbose_name="offered at")),
                ("title", models.CharField(max_length=80, verbose_name="title")),
                ("text", models.TextField(verbose_name="text")),
                ("version", models.PositiveIntegerField(default=1)),
                ("recorded_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="treatment",
            constraint=models.UniqueConstraint(fields=("practice", "id"), name="treatment_practice_id"),
        ),
        migrations.AddField(
            model_name="taperplan",
            name="approved_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"
            ),
        ),
        migrations.AddField(
            model_name="taperplan",
            name="consultation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assessment.consultation"
            ),
        ),
        migrations.AddField(
            model_name="taperplan",
            name="episode",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="taper_plans", to="assessment.episode"
            ),
        ),
        migrations.AddField(
            model_name="taperplan",
            name="follows_up",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"
            ),
        ),
        migrations.AddField(
            model_name="taperplan",
            name="practice",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.practice"
            ),
        ),
        migrations.AddField(
            model_name="taperplan",
            name="recorded_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"),
        ),
        migrations.AddField(
            model_name="taperplan",
            name="treatment",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assessment.treatment"
            ),
        ),
        migrations.AddField(
            model_name="taperplanevent",
            name="approved_by",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.staff",
            ),
        ),
        migrations.AddField(
            model_name="taperplanevent",
            name="consultation",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="assessment.consultation",
            ),
        ),
        migrations.AddField(
            model_name="taperplanevent",
            name="episode",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="assessment.episode",
            ),
        ),
        migrations.AddField(
            model_name="taperplanevent",
            name="follows_up",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.staff",
            ),
        ),
        migrations.AddField(
            model_name="taperplanevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="taperplanevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="assessment.taperplan",
            ),
        ),
        migrations.AddField(
            model_name="taperplanevent",
            name="practice",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.practice",
            ),
        ),
        migrations.AddField(
            model_name="taperplanevent",
            name="recorded_by",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.staff",
            ),
        ),
        migrations.AddField(
            model_name="taperplanevent",
            name="treatment",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="assessment.treatment",
            ),
        ),
        migrations.AddField(
            model_name="taperstep",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="assessment.taperplan"
            ),
        ),
        migrations.AddField(
            model_name="taperstep",
            name="practice",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.practice"
            ),
        ),
        migrations.AddField(
            model_name="taperstep",
            name="recorded_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"),
        ),
        migrations.AddField(
            model_name="taperstepevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="taperstepevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="assessment.taperstep",
            ),
        ),
        migrations.AddField(
            model_name="taperstepevent",
            name="plan",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="assessment.taperplan",
            ),
        ),
        migrations.AddField(
            model_name="taperstepevent",
            name="practice",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.practice",
            ),
        ),
        migrations.AddField(
            model_name="taperstepevent",
            name="recorded_by",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.staff",
            ),
        ),
        migrations.AddField(
            model_name="textsnippet",
            name="created_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"),
        ),
        migrations.AddField(
            model_name="textsnippet",
            name="practice",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.practice"
            ),
        ),
        migrations.AddField(
            model_name="textsnippet",
            name="recorded_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"),
        ),
        migrations.AddField(
            model_name="textsnippetevent",
            name="created_by",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.staff",
            ),
        ),
        migrations.AddField(
            model_name="textsnippetevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="textsnippetevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="assessment.textsnippet",
            ),
        ),
        migrations.AddField(
            model_name="textsnippetevent",
            name="practice",
            field=models.ForeignKey(
                db_constraint=False,
                editable=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.practice",
            ),
        ),
        migrations.AddField(
            model_name="textsnippetevent",
            name="recorded_by",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.staff",
            ),
        ),
        migrations.AddIndex(
            model_name="taperplan",
            index=models.Index(fields=["practice", "status"], name="taper_by_status"),
        ),
        migrations.AddConstraint(
            model_name="taperplan",
            constraint=models.UniqueConstraint(fields=("practice", "id"), name="taperplan_practice_id"),
        ),
        migrations.AddConstraint(
            model_name="taperplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["active", "paused", "completed"]),
                    models.Q(("status", "stopped"), models.Q(("status_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="taper_stopped_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="taperplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                    _connector="OR",
                ),
                name="taper_approval_paired",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taperplan",
            trigger=pgtrigger.compiler.Trigger(
                name="kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="b8b93078e804a31853d9057331fb4f05144c0da5",
                    operation="DELETE",
                    pgid="pgtrigger_kept_161e6",
                    table="assessment_taperplan",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taperplan",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'this table is never emptied';",
                    hash="4b2c9a3af46d499d8fda54d01ba9ba793f675572",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_90c2f",
                    table="assessment_taperplan",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taperplan",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "assessment_taperplanevent" ("approved_at", "approved_by_id", "consultation_id", "contact_frequency", "episode_id", "follows_up_id", "follows_up_text", "goal", "id", "medicine", "next_contact_on", "pauses", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "recorded_at", "recorded_by_id", "start_dose", "status", "status_reason", "treatment_id", "version", "withdrawal_plan") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."consultation_id", NEW."contact_frequency", NEW."episode_id", NEW."follows_up_id", NEW."follows_up_text", NEW."goal", NEW."id", NEW."medicine", NEW."next_contact_on", NEW."pauses", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."recorded_at", NEW."recorded_by_id", NEW."start_dose", NEW."status", NEW."status_reason", NEW."treatment_id", NEW."version", NEW."withdrawal_plan"); RETURN NULL;',
                    hash="a48677b504faeadd9aa83abc9c7fa4fa27ccfd17",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a0ba0",
                    table="assessment_taperplan",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taperplan",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "assessment_taperplanevent" ("approved_at", "approved_by_id", "consultation_id", "contact_frequency", "episode_id", "follows_up_id", "follows_up_text", "goal", "id", "medicine", "next_contact_on", "pauses", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "recorded_at", "recorded_by_id", "start_dose", "status", "status_reason", "treatment_id", "version", "withdrawal_plan") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."consultation_id", NEW."contact_frequency", NEW."episode_id", NEW."follows_up_id", NEW."follows_up_text", NEW."goal", NEW."id", NEW."medicine", NEW."next_contact_on", NEW."pauses", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."practice_id", NEW."recorded_at", NEW."recorded_by_id", NEW."start_dose", NEW."status", NEW."status_reason", NEW."treatment_id", NEW."version", NEW."withdrawal_plan"); RETURN NULL;',
                    hash="06927753118f3a79ca4299c192a23780ae3b02ad",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_66dc0",
                    table="assessment_taperplan",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taperplanevent",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'this table is never emptied';",
                    hash="1c84b4e7e35510608c5054608328663d2f68420f",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_3ba9a",
                    table="assessment_taperplanevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taperplanevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="56172908e855b9820babb4ee1971da02adbcb509",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_296ef",
                    table="assessment_taperplanevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="taperstep",
            constraint=models.UniqueConstraint(fields=("plan", "number"), name="taper_step_number_unique"),
        ),
        migrations.AddConstraint(
            model_name="taperstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_on__isnull", True), ("state__in", ["planned", "skipped"])),
                    models.Q(("done_on__isnull", False), ("state__in", ["taken", "held"])),
                    _connector="OR",
                ),
                name="taper_step_done_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="taperstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("held_since__isnull", False), ("state", "held")),
                    models.Q(models.Q(("state", "held"), _negated=True), ("held_since__isnull", True)),
                    _connector="OR",
                ),
                name="taper_step_held_since_a_day",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taperstep",
            trigger=pgtrigger.compiler.Trigger(
                name="kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="a163aee6bdd79d39aedbaf43d311fe220d3ca705",
                    operation="DELETE",
                    pgid="pgtrigger_kept_fdfd3",
                    table="assessment_taperstep",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taperstep",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'this table is never emptied';",
                    hash="16f2e8bf5e6542767ca83d160f93b35e1d242958",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_f1896",
                    table="assessment_taperstep",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taperstep",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "assessment_taperstepevent" ("daily_dose_mg", "done_on", "dose", "effect", "for_doctor", "held_since", "id", "note", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "planned_on", "practice_id", "recorded_at", "recorded_by_id", "removed_at", "state", "version", "withdrawal_symptoms") VALUES (NEW."daily_dose_mg", NEW."done_on", NEW."dose", NEW."effect", NEW."for_doctor", NEW."held_since", NEW."id", NEW."note", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_id", NEW."planned_on", NEW."practice_id", NEW."recorded_at", NEW."recorded_by_id", NEW."removed_at", NEW."state", NEW."version", NEW."withdrawal_symptoms"); RETURN NULL;',
                    hash="36d50c97acf3865c413b21c2e2a7cb71978bc725",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_9d446",
                    table="assessment_taperstep",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taperstep",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "assessment_taperstepevent" ("daily_dose_mg", "done_on", "dose", "effect", "for_doctor", "held_since", "id", "note", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_id", "planned_on", "practice_id", "recorded_at", "recorded_by_id", "removed_at", "state", "version", "withdrawal_symptoms") VALUES (NEW."daily_dose_mg", NEW."done_on", NEW."dose", NEW."effect", NEW."for_doctor", NEW."held_since", NEW."id", NEW."note", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_id", NEW."planned_on", NEW."practice_id", NEW."recorded_at", NEW."recorded_by_id", NEW."removed_at", NEW."state", NEW."version", NEW."withdrawal_symptoms"); RETURN NULL;',
                    hash="71f9d9ec0dbad86cf91471dc31df320c4331e90a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_bbade",
                    table="assessment_taperstep",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taperstepevent",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'this table is never emptied';",
                    hash="51fe244997e9da2c41f9b0c79bc196b079f18813",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_9d864",
                    table="assessment_taperstepevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="taperstepevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="37bbbe26d3432d0b3e7ea922363a3250afabdebe",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_88730",
                    table="assessment_taperstepevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="textsnippet",
            index=models.Index(fields=["practice", "question"], name="snippet_by_question"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="textsnippet",
            trigger=pgtrigger.compiler.Trigger(
                name="kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="fbbe99e685ee170011fcd7750f594a9dbff2313b",
                    operation="DELETE",
                    pgid="pgtrigger_kept_02f82",
                    table="assessment_textsnippet",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="textsnippet",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'this table is never emptied';",
                    hash="41309927d5ba508dbb861b4205a0e1307982dffa",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_e3013",
                    table="assessment_textsnippet",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="textsnippet",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "assessment_textsnippetevent" ("created_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "question", "recorded_at", "recorded_by_id", "removed_at", "text", "title", "version") VALUES (NEW."created_by_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."question", NEW."recorded_at", NEW."recorded_by_id", NEW."removed_at", NEW."text", NEW."title", NEW."version"); RETURN NULL;',
                    hash="7bc327753a3ae6814c1ee5103900666b2f30dd32",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_199cb",
                    table="assessment_textsnippet",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="textsnippet",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "assessment_textsnippetevent" ("created_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "question", "recorded_at", "recorded_by_id", "removed_at", "text", "title", "version") VALUES (NEW."created_by_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."practice_id", NEW."question", NEW."recorded_at", NEW."recorded_by_id", NEW."removed_at", NEW."text", NEW."title", NEW."version"); RETURN NULL;',
                    hash="112b79123ab575f17ea6c4496514b6d506f4d245",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9cd85",
                    table="assessment_textsnippet",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="textsnippetevent",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'this table is never emptied';",
                    hash="311dc4071927755f5f832e83bc7521cf7cc854f9",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_39863",
                    table="assessment_textsnippetevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="textsnippetevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="0fc29cf1983009393f71cd3d22c8e9e8168c874a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_5c858",
                    table="assessment_textsnippetevent",
                    when="BEFORE",
                ),
            ),
        ),
        enable_row_security("assessment_taperplan"),
        enable_row_security("assessment_taperplanevent"),
        only_insert("assessment_taperplanevent"),
        enable_row_security("assessment_taperstep"),
        enable_row_security("assessment_taperstepevent"),
        only_insert("assessment_taperstepevent"),
        enable_row_security("assessment_textsnippet"),
        enable_row_security("assessment_textsnippetevent"),
        only_insert("assessment_textsnippetevent"),
        composite_foreign_key("assessment_taperplan", "episode_id", "assessment_episode"),
        composite_foreign_key("assessment_taperplan", "consultation_id", "assessment_consultation"),
        composite_foreign_key("assessment_taperplan", "treatment_id", "assessment_treatment"),
        composite_foreign_key("assessment_taperplan", "follows_up_id", "accounts_staff"),
        composite_foreign_key("assessment_taperplan", "approved_by_id", "accounts_staff"),
        composite_foreign_key("assessment_taperplan", "recorded_by_id", "accounts_staff"),
        composite_foreign_key("assessment_taperstep", "plan_id", "assessment_taperplan"),
        composite_foreign_key("assessment_taperstep", "recorded_by_id", "accounts_staff"),
        composite_foreign_key("assessment_textsnippet", "created_by_id", "accounts_staff"),
        composite_foreign_key("assessment_textsnippet", "recorded_by_id", "accounts_staff"),
    ]
