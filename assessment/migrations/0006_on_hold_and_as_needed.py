"""A treatment can be paused or taken as needed, and another row of its medicine can be said to be right."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_readable_names_in_order"),
        ("assessment", "0005_acts_without_a_contact"),
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
            model_name="treatment",
            name="as_needed",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="treatment",
            name="on_hold",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="treatment",
            name="twin_confirmed",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="treatmentevent",
            name="as_needed",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="treatmentevent",
            name="on_hold",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="treatmentevent",
            name="twin_confirmed",
            field=models.BooleanField(db_default=False, default=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="treatment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "assessment_treatmentevent" ("as_needed", "atc", "consultation_id", "daily_dose_mg", "dose_confirmed", "dose_unit", "effect", "episode_id", "fast_acting", "id", "kind", "last_specialist_review", "name", "on_hold", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "reason", "recorded_at", "recorded_by_id", "removed_at", "side_effects", "started", "started_precision", "status", "stopped", "stopped_for_side_effects", "stopped_precision", "twin_confirmed", "version") VALUES (NEW."as_needed", NEW."atc", NEW."consultation_id", NEW."daily_dose_mg", NEW."dose_confirmed", NEW."dose_unit", NEW."effect", NEW."episode_id", NEW."fast_acting", NEW."id", NEW."kind", NEW."last_specialist_review", NEW."name", NEW."on_hold", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."reason", NEW."recorded_at", NEW."recorded_by_id", NEW."removed_at", NEW."side_effects", NEW."started", NEW."started_precision", NEW."status", NEW."stopped", NEW."stopped_for_side_effects", NEW."stopped_precision", NEW."twin_confirmed", NEW."version"); RETURN NULL;',
                    hash="efa0e4fdd7f7030123c2706b332946916810a5c3",
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
                    func='INSERT INTO "assessment_treatmentevent" ("as_needed", "atc", "consultation_id", "daily_dose_mg", "dose_confirmed", "dose_unit", "effect", "episode_id", "fast_acting", "id", "kind", "last_specialist_review", "name", "on_hold", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "reason", "recorded_at", "recorded_by_id", "removed_at", "side_effects", "started", "started_precision", "status", "stopped", "stopped_for_side_effects", "stopped_precision", "twin_confirmed", "version") VALUES (NEW."as_needed", NEW."atc", NEW."consultation_id", NEW."daily_dose_mg", NEW."dose_confirmed", NEW."dose_unit", NEW."effect", NEW."episode_id", NEW."fast_acting", NEW."id", NEW."kind", NEW."last_specialist_review", NEW."name", NEW."on_hold", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."practice_id", NEW."reason", NEW."recorded_at", NEW."recorded_by_id", NEW."removed_at", NEW."side_effects", NEW."started", NEW."started_precision", NEW."status", NEW."stopped", NEW."stopped_for_side_effects", NEW."stopped_precision", NEW."twin_confirmed", NEW."version"); RETURN NULL;',
                    hash="c71855ef00a12185dca0febbefadc5e47742d084",
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
                    ("on_hold", False),
                    models.Q(("status", "stopped"), ("stopped_for_side_effects", False)),
                    _connector="OR",
                ),
                name="treatment_on_hold_is_not_in_use",
            ),
        ),
        migrations.AddConstraint(
            model_name="treatment",
            constraint=models.CheckConstraint(
                condition=models.Q(("as_needed", False), ("daily_dose_mg", None), _connector="OR"),
                name="treatment_as_needed_has_no_daily_dose",
            ),
        ),
    ]
