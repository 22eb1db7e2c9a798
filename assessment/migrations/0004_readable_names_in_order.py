import accounts.models.keys
import django.db.models.functions.text
import django.db.models.lookups
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from accounts.tenancy.filled_keys import fill_keys
from accounts.text.danish import search_key, sort_key


class Migration(migrations.Migration):
    """Names in Danish order, and nothing in them that is not seen: a column for it, filled, and held by the database."""

    dependencies = [
        ("accounts", "0005_readable_names_in_order"),
        ("assessment", "0003_dose_units_and_confirmed"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="textsnippet",
            options={"ordering": ["sort_key", "id"]},
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="patient",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="textsnippet",
            name="update_update",
        ),
        migrations.RemoveIndex(
            model_name="patient",
            name="patient_by_name",
        ),
        migrations.AddField(
            model_name="patient",
            name="search_key",
            field=models.TextField(db_collation="C", db_default="", editable=False),
        ),
        migrations.AddField(
            model_name="patient",
            name="sort_key",
            field=models.TextField(db_collation="C", db_default="", editable=False),
        ),
        migrations.AddField(
            model_name="textsnippet",
            name="sort_key",
            field=models.TextField(db_collation="C", db_default="", editable=False),
        ),
        migrations.AddIndex(
            model_name="patient",
            index=models.Index(fields=["practice", "sort_key"], name="patient_in_order"),
        ),
        migrations.AddIndex(
            model_name="textsnippet",
            index=models.Index(fields=["practice", "sort_key"], name="snippet_in_order"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="patient",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."birth_date" IS DISTINCT FROM (NEW."birth_date") OR OLD."city" IS DISTINCT FROM (NEW."city") OR OLD."cpr" IS DISTINCT FROM (NEW."cpr") OR OLD."family_name" IS DISTINCT FROM (NEW."family_name") OR OLD."given_name" IS DISTINCT FROM (NEW."given_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."planning_area" IS DISTINCT FROM (NEW."planning_area") OR OLD."postal_code" IS DISTINCT FROM (NEW."postal_code") OR OLD."practice_id" IS DISTINCT FROM (NEW."practice_id") OR OLD."registered_at" IS DISTINCT FROM (NEW."registered_at") OR OLD."registered_by_id" IS DISTINCT FROM (NEW."registered_by_id"))',
                    func='INSERT INTO "assessment_patientevent" ("address", "birth_date", "city", "cpr", "family_name", "given_name", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "planning_area", "postal_code", "practice_id", "registered_at", "registered_by_id") VALUES (NEW."address", NEW."birth_date", NEW."city", NEW."cpr", NEW."family_name", NEW."given_name", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."planning_area", NEW."postal_code", NEW."practice_id", NEW."registered_at", NEW."registered_by_id"); RETURN NULL;',
                    hash="e1cdd59eff0a326623ab3973840356a2a0af7bcf",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e8b9f",
                    table="assessment_patient",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="textsnippet",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."created_by_id" IS DISTINCT FROM (NEW."created_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."practice_id" IS DISTINCT FROM (NEW."practice_id") OR OLD."question" IS DISTINCT FROM (NEW."question") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."recorded_by_id" IS DISTINCT FROM (NEW."recorded_by_id") OR OLD."removed_at" IS DISTINCT FROM (NEW."removed_at") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                    func='INSERT INTO "assessment_textsnippetevent" ("created_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "practice_id", "question", "recorded_at", "recorded_by_id", "removed_at", "text", "title", "version") VALUES (NEW."created_by_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."practice_id", NEW."question", NEW."recorded_at", NEW."recorded_by_id", NEW."removed_at", NEW."text", NEW."title", NEW."version"); RETURN NULL;',
                    hash="286a7a045b6e2f0ad52d25183acb5cc94a173dc9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9cd85",
                    table="assessment_textsnippet",
                    when="AFTER",
                ),
            ),
        ),
        fill_keys(
            "assessment", "patient", ("family_name", "given_name"), {"sort_key": sort_key, "search_key": search_key}
        ),
        fill_keys("assessment", "textsnippet", ("title",), {"sort_key": sort_key}),
        migrations.AddConstraint(
            model_name="patient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "family_name__regex",
                        "[^\\s\\u00a0\\u034f\\u115f\\u1160\\u1680\\u2000-\\u200f\\u202f\\u205f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\uffa0]",
                    ),
                    models.Q(
                        (
                            "family_name__regex",
                            "[\\u0001-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff]",
                        ),
                        _negated=True,
                    ),
                    accounts.models.keys.IsComposed(models.F("family_name")),
                ),
                name="patient_family_name_readable",
            ),
        ),
        migrations.AddConstraint(
            model_name="patient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "given_name__regex",
                        "[^\\s\\u00a0\\u034f\\u115f\\u1160\\u1680\\u2000-\\u200f\\u202f\\u205f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\uffa0]",
                    ),
                    models.Q(
                        (
                            "given_name__regex",
                            "[\\u0001-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff]",
                        ),
                        _negated=True,
                    ),
                    accounts.models.keys.IsComposed(models.F("given_name")),
                ),
                name="patient_given_name_readable",
            ),
        ),
        migrations.AddConstraint(
            model_name="patient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.Exact(
                        django.db.models.functions.text.Right(
                            "sort_key",
                            django.db.models.functions.text.Length(
                                accounts.models.keys.Joined(
                                    models.F("family_name"), models.Value("\x01"), models.F("given_name")
                                )
                            ),
                        ),
                        accounts.models.keys.Joined(
                            models.F("family_name"), models.Value("\x01"), models.F("given_name")
                        ),
                    )
                ),
                name="patient_sort_key_fits",
            ),
        ),
        migrations.AddConstraint(
            model_name="patient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.Exact(
                        django.db.models.functions.text.Right(
                            "search_key",
                            django.db.models.functions.text.Length(
                                accounts.models.keys.Joined(
                                    models.F("family_name"), models.Value("\x01"), models.F("given_name")
                                )
                            ),
                        ),
                        accounts.models.keys.Joined(
                            models.F("family_name"), models.Value("\x01"), models.F("given_name")
                        ),
                    )
                ),
                name="patient_search_key_fits",
            ),
        ),
        migrations.AddConstraint(
            model_name="textsnippet",
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
                name="snippet_title_readable",
            ),
        ),
        migrations.AddConstraint(
            model_name="textsnippet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.Exact(
                        django.db.models.functions.text.Right(
                            "sort_key", django.db.models.functions.text.Length(models.F("title"))
                        ),
                        models.F("title"),
                    )
                ),
                name="snippet_sort_key_fits",
            ),
        ),
    ]
