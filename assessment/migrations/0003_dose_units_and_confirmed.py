"""A treatment says that an unlikely dose was confirmed, and can be told in µg a day."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_triggers_and_row_security"),
        ("assessment", "0002_triggers_and_row_security"),
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
        migrations.RemoveConstraint(
            model_name="treatment",
            name="treatment_precision_known",
        ),
        migrations.AddField(
            model_name="treatment",
            name="dose_confirmed",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="treatmentevent",
            name="dose_confirmed",
            field=models.BooleanField(db_default=False, default=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="treatment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "assessment_treatmentevent" ("atc", "consultation_id", "daily_dose_mg", "dose_confirmed", "dose_unit", "effect", "episode_id", "fast_acting", "id", "kind", "last_specialist_review", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "reason", "recorded_at", "recorded_by_id", "removed_at", "side_effects", "started", "started_precision", "status", "stopped", "stopped_for_side_effects", "stopped_precision", "version") VALUES (NEW."atc", NEW."consultation_id", NEW."daily_dose_mg", NEW."dose_confirmed", NEW."dose_unit", NEW."effect", NEW."episode_id", NEW."fast_acting", NEW."id", NEW."kind", NEW."last_specialist_review", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."reason", NEW."recorded_at", NEW."recorded_by_id", NEW."removed_at", NEW."side_effects", NEW."started", NEW."started_precision", NEW."status", NEW."stopped", NEW."stopped_for_side_effects", NEW."stopped_precision", NEW."version"); RETURN NULL;',
                    hash="f30bb7af1f9223ebfdb2edb068d7d4d53e273fd8",
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
                    func='INSERT INTO "assessment_treatmentevent" ("atc", "consultation_id", "daily_dose_mg", "dose_confirmed", "dose_unit", "effect", "episode_id", "fast_acting", "id", "kind", "last_specialist_review", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "reason", "recorded_at", "recorded_by_id", "removed_at", "side_effects", "started", "started_precision", "status", "stopped", "stopped_for_side_effects", "stopped_precision", "version") VALUES (NEW."atc", NEW."consultation_id", NEW."daily_dose_mg", NEW."dose_confirmed", NEW."dose_unit", NEW."effect", NEW."episode_id", NEW."fast_acting", NEW."id", NEW."kind", NEW."last_specialist_review", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."practice_id", NEW."reason", NEW."recorded_at", NEW."recorded_by_id", NEW."removed_at", NEW."side_effects", NEW."started", NEW."started_precision", NEW."status", NEW."stopped", NEW."stopped_for_side_effects", NEW."stopped_precision", NEW."version"); RETURN NULL;',
                    hash="150ba98acb6dc6b07dcf60d4b89a1d2671d1ed55",
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
                    ("dose_unit__in", ["mg", "ug", "ug_h"]),
                    ("started_precision__in", ["day", "month", "year"]),
                    ("stopped_precision__in", ["day", "month", "year"]),
                ),
                name="treatment_precision_known",
            ),
        ),
    ]
