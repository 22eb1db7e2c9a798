import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    """The language that the title of a source is in. Those of before are Danish until a file or an editor says otherwise."""

    dependencies = [
        ("guidelines", "0006_question_weights"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="source",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="source",
            name="update_update",
        ),
        migrations.AddField(
            model_name="source",
            name="language",
            field=models.CharField(
                blank=True,
                choices=[("en", "English"), ("de", "German"), ("nb", "Norwegian"), ("sv", "Swedish")],
                db_default="",
                max_length=2,
            ),
        ),
        migrations.AddField(
            model_name="sourceevent",
            name="language",
            field=models.CharField(
                blank=True,
                choices=[("en", "English"), ("de", "German"), ("nb", "Norwegian"), ("sv", "Swedish")],
                db_default="",
                max_length=2,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="source",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "guidelines_sourceevent" ("file_name", "key", "language", "last_assessed", "literature_search", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published", "publisher", "status", "title") VALUES (NEW."file_name", NEW."key", NEW."language", NEW."last_assessed", NEW."literature_search", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."key", NEW."published", NEW."publisher", NEW."status", NEW."title"); RETURN NULL;',
                    hash="97d0849566431115e650276d6525118b5a1a1cdd",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_99155",
                    table="guidelines_source",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="source",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."file_name" IS DISTINCT FROM (NEW."file_name") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."last_assessed" IS DISTINCT FROM (NEW."last_assessed") OR OLD."literature_search" IS DISTINCT FROM (NEW."literature_search") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."published" IS DISTINCT FROM (NEW."published") OR OLD."publisher" IS DISTINCT FROM (NEW."publisher") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."title" IS DISTINCT FROM (NEW."title"))',
                    func='INSERT INTO "guidelines_sourceevent" ("file_name", "key", "language", "last_assessed", "literature_search", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published", "publisher", "status", "title") VALUES (NEW."file_name", NEW."key", NEW."language", NEW."last_assessed", NEW."literature_search", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."key", NEW."published", NEW."publisher", NEW."status", NEW."title"); RETURN NULL;',
                    hash="b84876bc4310b0213a94bdfe932360d0624dec00",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0871b",
                    table="guidelines_source",
                    when="AFTER",
                ),
            ),
        ),
    ]
