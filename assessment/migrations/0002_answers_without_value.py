import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from accounts.tenancy.row_security import composite_foreign_key, enable_row_security, only_insert


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("assessment", "0001_initial"),
        ("guidelines", "0002_kinds_of_content"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="QuestionnaireResponse",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("instrument", models.SlugField()),
                ("items", models.JSONField(default=dict)),
                ("scores", models.JSONField(default=dict)),
                ("comment", models.TextField(blank=True)),
                ("answered_on", models.DateField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("recorded_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["answered_on", "recorded_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="QuestionnaireResponseEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("instrument", models.SlugField(db_index=False)),
                ("items", models.JSONField(default=dict)),
                ("scores", models.JSONField(default=dict)),
                ("comment", models.TextField(blank=True)),
                ("answered_on", models.DateField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("recorded_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="consultation",
            name="consultation_form_known",
        ),
        migrations.AddField(
            model_name="answer",
            name="comment",
            field=models.CharField(blank=True, db_default="", max_length=500),
        ),
        migrations.AddField(
            model_name="answer",
            name="data_absent_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("asked-unknown", "the patient is unsure"),
                    ("asked-declined", "does not want to answer"),
                    ("not-applicable", "not relevant"),
                ],
                db_default="",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="agreed",
            field=models.TextField(blank=True, db_default="", verbose_name="agreed with the patient"),
        ),
        migrations.AddField(
            model_name="consultation",
            name="note",
            field=models.TextField(blank=True, db_default="", verbose_name="journal note"),
        ),
        migrations.AlterField(
            model_name="consultation",
            name="form",
            field=models.CharField(
                choices=[
                    ("in_person", "in person"),
                    ("phone", "by phone"),
                    ("video", "by video"),
                    ("written", "written (e-consultation)"),
                    ("home", "home visit"),
                ],
                default="in_person",
                max_length=10,
            ),
        ),
        AddConstraintNotValid(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(("data_absent_reason", ""), ("value__isnull", True), _connector="OR"),
                name="answer_value_or_reason",
            ),
        ),
        AddConstraintNotValid(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("data_absent_reason__in", ["", "asked-unknown", "asked-declined"]),
                    models.Q(("data_absent_reason", "not-applicable"), models.Q(("comment", ""), _negated=True)),
                    _connector="OR",
                ),
                name="answer_not_relevant_because",
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(("form__in", ["in_person", "phone", "video", "written", "home"])),
                name="consultation_form_known",
            ),
        ),
        migrations.AddField(
            model_name="questionnaireresponse",
            name="consultation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assessment.consultation"
            ),
        ),
        migrations.AddField(
            model_name="questionnaireresponse",
            name="episode",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="questionnaire_responses",
                to="assessment.episode",
            ),
        ),
        migrations.AddField(
            model_name="questionnaireresponse",
            name="instruments_release",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="guidelines.release"
            ),
        ),
        migrations.AddField(
            model_name="questionnaireresponse",
            name="practice",
            field=models.ForeignKey(
                editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.practice"
            ),
        ),
        migrations.AddField(
            model_name="questionnaireresponse",
            name="recorded_by",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"),
        ),
        migrations.AddField(
            model_name="questionnaireresponseevent",
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
            model_name="questionnaireresponseevent",
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
            model_name="questionnaireresponseevent",
            name="instruments_release",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="guidelines.release",
            ),
        ),
        migrations.AddField(
            model_name="questionnaireresponseevent",
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
            model_name="questionnaireresponseevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="assessment.questionnaireresponse",
            ),
        ),
        migrations.AddField(
            model_name="questionnaireresponseevent",
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
            model_name="questionnaireresponseevent",
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
            model_name="questionnaireresponse",
            index=models.Index(fields=["episode", "answered_on"], name="questionnaire_by_episode"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="questionnaireresponse",
            trigger=pgtrigger.compiler.Trigger(
                name="kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="30ff3816e8108181e250714e93abb66c38f65072",
                    operation="DELETE",
                    pgid="pgtrigger_kept_188de",
                    table="assessment_questionnaireresponse",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="questionnaireresponse",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'this table is never emptied';",
                    hash="b596f021cd2aa76bd3b7dd2e12baeeaf5decae70",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_7ec93",
                    table="assessment_questionnaireresponse",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="questionnaireresponse",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "assessment_questionnaireresponseevent" ("answered_on", "comment", "consultation_id", "episode_id", "id", "instrument", "instruments_release_id", "items", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "recorded_at", "recorded_by_id", "removed_at", "scores", "version") VALUES (NEW."answered_on", NEW."comment", NEW."consultation_id", NEW."episode_id", NEW."id", NEW."instrument", NEW."instruments_release_id", NEW."items", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."recorded_at", NEW."recorded_by_id", NEW."removed_at", NEW."scores", NEW."version"); RETURN NULL;',
                    hash="dad2035d98bd0509ad8e8d1e4f0ba1b8bc4936e7",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ba344",
                    table="assessment_questionnaireresponse",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="questionnaireresponse",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "assessment_questionnaireresponseevent" ("answered_on", "comment", "consultation_id", "episode_id", "id", "instrument", "instruments_release_id", "items", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "recorded_at", "recorded_by_id", "removed_at", "scores", "version") VALUES (NEW."answered_on", NEW."comment", NEW."consultation_id", NEW."episode_id", NEW."id", NEW."instrument", NEW."instruments_release_id", NEW."items", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."practice_id", NEW."recorded_at", NEW."recorded_by_id", NEW."removed_at", NEW."scores", NEW."version"); RETURN NULL;',
                    hash="fafd689f269a6710e3ae303ed0111ad47da3240e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9e95d",
                    table="assessment_questionnaireresponse",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="questionnaireresponseevent",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'this table is never emptied';",
                    hash="c1982668284ed1c62065321222c6fc8de09d8722",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_d798e",
                    table="assessment_questionnaireresponseevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="questionnaireresponseevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="28565660f7604a6a8b4caf591914869c4363ea0f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_ca370",
                    table="assessment_questionnaireresponseevent",
                    when="BEFORE",
                ),
            ),
        ),
        enable_row_security("assessment_questionnaireresponse"),
        enable_row_security("assessment_questionnaireresponseevent"),
        only_insert("assessment_questionnaireresponseevent"),
        composite_foreign_key("assessment_questionnaireresponse", "episode_id", "assessment_episode"),
        composite_foreign_key("assessment_questionnaireresponse", "consultation_id", "assessment_consultation"),
        composite_foreign_key("assessment_questionnaireresponse", "recorded_by_id", "accounts_staff"),
    ]
