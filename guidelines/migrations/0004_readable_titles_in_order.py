import accounts.models.keys
import django.db.models.functions.text
import django.db.models.lookups
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from accounts.tenancy.filled_keys import fill_keys
from accounts.text.danish import sort_key


class Migration(migrations.Migration):
    """Names in Danish order, and nothing in them that is not seen: a column for it, filled, and held by the database."""

    dependencies = [
        ("guidelines", "0003_base_of_a_draft"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="source",
            name="update_update",
        ),
        migrations.AddField(
            model_name="source",
            name="sort_key",
            field=models.TextField(db_collation="C", db_default="", editable=False),
        ),
        migrations.AddIndex(
            model_name="source",
            index=models.Index(fields=["sort_key"], name="source_in_order"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="source",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."file_name" IS DISTINCT FROM (NEW."file_name") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."last_assessed" IS DISTINCT FROM (NEW."last_assessed") OR OLD."literature_search" IS DISTINCT FROM (NEW."literature_search") OR OLD."note" IS DISTINCT FROM (NEW."note") OR OLD."published" IS DISTINCT FROM (NEW."published") OR OLD."publisher" IS DISTINCT FROM (NEW."publisher") OR OLD."status" IS DISTINCT FROM (NEW."status") OR OLD."title" IS DISTINCT FROM (NEW."title"))',
                    func='INSERT INTO "guidelines_sourceevent" ("file_name", "key", "last_assessed", "literature_search", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published", "publisher", "status", "title") VALUES (NEW."file_name", NEW."key", NEW."last_assessed", NEW."literature_search", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."key", NEW."published", NEW."publisher", NEW."status", NEW."title"); RETURN NULL;',
                    hash="c9d3fcf4f2078e249a9fe97b19ba14684f4893c5",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0871b",
                    table="guidelines_source",
                    when="AFTER",
                ),
            ),
        ),
        fill_keys("guidelines", "source", ("title",), {"sort_key": sort_key}),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "title__regex",
                        "[^\\s\\u00a0\\u034f\\u115f\\u1160\\u1680\\u2000-\\u200f\\u202f\\u205f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\uffa0]",
                    ),
                    models.Q(
                        (
                            "title__regex",
                            "[\\u0001-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff]",
                        ),
                        _negated=True,
                    ),
                    accounts.models.keys.IsComposed(models.F("title")),
                ),
                name="source_title_readable",
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.Exact(
                        django.db.models.functions.text.Right(
                            "sort_key", django.db.models.functions.text.Length(models.F("title"))
                        ),
                        models.F("title"),
                    )
                ),
                name="source_sort_key_fits",
            ),
        ),
    ]
