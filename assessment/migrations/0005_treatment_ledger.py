import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("assessment", "0004_open_pages"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="treatment",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="treatment",
            name="update_update",
        ),
        migrations.AddField(
            model_name="episode",
            name="drafts",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.AddField(
            model_name="treatment",
            name="dose_unit",
            field=models.CharField(db_default="mg", default="mg", max_length=5),
        ),
        migrations.AddField(
            model_name="treatment",
            name="reason",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AddField(
            model_name="treatment",
            name="started_precision",
            field=models.CharField(db_default="day", default="day", max_length=5),
        ),
        migrations.AddField(
            model_name="treatment",
            name="stopped_precision",
            field=models.CharField(db_default="day", default="day", max_length=5),
        ),
        migrations.AddField(
            model_name="treatmentevent",
            name="dose_unit",
            field=models.CharField(db_default="mg", default="mg", max_length=5),
        ),
        migrations.AddField(
            model_name="treatmentevent",
            name="reason",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AddField(
            model_name="treatmentevent",
            name="started_precision",
            field=models.CharField(db_default="day", default="day", max_length=5),
        ),
        migrations.AddField(
            model_name="treatmentevent",
            name="stopped_precision",
            field=models.CharField(db_default="day", default="day", max_length=5),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="treatment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "assessment_treatmentevent" ("atc", "consultation_id", "daily_dose_mg", "dose_unit", "effect", "episode_id", "fast_acting", "id", "kind", "last_specialist_review", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "reason", "recorded_at", "recorded_by_id", "removed_at", "side_effects", "started", "started_precision", "status", "stopped", "stopped_for_side_effects", "stopped_precision", "version") VALUES (NEW."atc", NEW."consultation_id", NEW."daily_dose_mg", NEW."dose_unit", NEW."effect", NEW."episode_id", NEW."fast_acting", NEW."id", NEW."kind", NEW."last_specialist_review", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."reason", NEW."recorded_at", NEW."recorded_by_id", NEW."removed_at", NEW."side_effects", NEW."started", NEW."started_precision", NEW."status", NEW."stopped", NEW."stopped_for_side_effects", NEW."stopped_precision", NEW."version"); RETURN NULL;',
                    hash="e130b6abd249906aff6e9dfc03917235d54febf9",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_4d25f",
                    table="assessment_treatment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="treatment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "assessment_treatmentevent" ("atc", "consultation_id", "daily_dose_mg", "dose_unit", "effect", "episode_id", "fast_acting", "id", "kind", "last_specialist_review", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "reason", "recorded_at", "recorded_by_id", "removed_at", "side_effects", "started", "started_precision", "status", "stopped", "stopped_for_side_effects", "stopped_precision", "version") VALUES (NEW."atc", NEW."consultation_id", NEW."daily_dose_mg", NEW."dose_unit", NEW."effect", NEW."episode_id", NEW."fast_acting", NEW."id", NEW."kind", NEW."last_specialist_review", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."practice_id", NEW."reason", NEW."recorded_at", NEW."recorded_by_id", NEW."removed_at", NEW."side_effects", NEW."started", NEW."started_precision", NEW."status", NEW."stopped", NEW."stopped_for_side_effects", NEW."stopped_precision", NEW."version"); RETURN NULL;',
                    hash="f158bb94325f87744bf50e166865d9b6e5d96f55",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f5b22",
                    table="assessment_treatment",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="treatment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("dose_unit__in", ["mg", "ug_h"]),
                    ("started_precision__in", ["day", "month", "year"]),
                    ("stopped_precision__in", ["day", "month", "year"]),
                ),
                name="treatment_precision_known",
            ),
        ),
    ]
