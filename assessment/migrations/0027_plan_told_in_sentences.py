"""A plan keeps what somebody wrote in place of what the answers tell, and which ready actions came along."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0026_follow_up_declined"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="careplan",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="careplan",
            name="update_update",
        ),
        migrations.AddField(
            model_name="careplan",
            name="edited",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.AddField(
            model_name="careplan",
            name="settled",
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
        migrations.AddField(
            model_name="careplanevent",
            name="edited",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.AddField(
            model_name="careplanevent",
            name="settled",
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="careplan",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "assessment_careplanevent" ("actions", "consultation_id", "edited", "episode_id", "flare_up", "goal", "id", "offers", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "read_more", "recorded_at", "recorded_by_id", "settled", "version") VALUES (NEW."actions", NEW."consultation_id", NEW."edited", NEW."episode_id", NEW."flare_up", NEW."goal", NEW."id", NEW."offers", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."practice_id", NEW."read_more", NEW."recorded_at", NEW."recorded_by_id", NEW."settled", NEW."version"); RETURN NULL;',
                    hash="106ac271e611117ca4eb568faea59ef268f86734",
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
                    func='INSERT INTO "assessment_careplanevent" ("actions", "consultation_id", "edited", "episode_id", "flare_up", "goal", "id", "offers", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "read_more", "recorded_at", "recorded_by_id", "settled", "version") VALUES (NEW."actions", NEW."consultation_id", NEW."edited", NEW."episode_id", NEW."flare_up", NEW."goal", NEW."id", NEW."offers", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."practice_id", NEW."read_more", NEW."recorded_at", NEW."recorded_by_id", NEW."settled", NEW."version"); RETURN NULL;',
                    hash="26bde515c5c0073a99fefa1bc9e88722bc970b12",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d2ccc",
                    table="assessment_careplan",
                    when="AFTER",
                ),
            ),
        ),
    ]
