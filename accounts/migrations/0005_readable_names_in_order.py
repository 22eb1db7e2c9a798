import accounts.models.keys
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models

from accounts.tenancy.filled_keys import fill_keys
from accounts.text.danish import sort_key


class Migration(migrations.Migration):
    """Names in Danish order, and nothing in them that is not seen: a column for it, filled, and held by the database."""

    dependencies = [
        ("accounts", "0004_landed_forms"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.AddField(
            model_name="practice",
            name="sort_key",
            field=models.TextField(db_collation="C", db_default="", editable=False),
        ),
        migrations.AddField(
            model_name="user",
            name="sort_key",
            field=models.TextField(db_collation="C", db_default="", editable=False),
        ),
        migrations.AddIndex(
            model_name="practice",
            index=models.Index(fields=["sort_key"], name="practice_in_order"),
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(fields=["sort_key"], name="user_in_order"),
        ),
        fill_keys("accounts", "practice", ("name",), {"sort_key": sort_key}),
        fill_keys("accounts", "user", ("name",), {"sort_key": sort_key}),
        migrations.AddConstraint(
            model_name="practice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "name__regex",
                        "[^\\s\\u00a0\\u034f\\u115f\\u1160\\u1680\\u2000-\\u200f\\u202f\\u205f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\uffa0]",
                    ),
                    models.Q(
                        (
                            "name__regex",
                            "[\\u0001-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff]",
                        ),
                        _negated=True,
                    ),
                    accounts.models.keys.IsComposed(models.F("name")),
                ),
                name="practice_name_readable",
            ),
        ),
        migrations.AddConstraint(
            model_name="practice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.Exact(
                        django.db.models.functions.text.Right(
                            "sort_key", django.db.models.functions.text.Length(models.F("name"))
                        ),
                        models.F("name"),
                    )
                ),
                name="practice_sort_key_fits",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "name__regex",
                        "[^\\s\\u00a0\\u034f\\u115f\\u1160\\u1680\\u2000-\\u200f\\u202f\\u205f\\u2800\\u3000\\u3164\\ufe00-\\ufe0f\\uffa0]",
                    ),
                    models.Q(
                        (
                            "name__regex",
                            "[\\u0001-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff]",
                        ),
                        _negated=True,
                    ),
                    accounts.models.keys.IsComposed(models.F("name")),
                ),
                name="user_name_readable",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.Exact(
                        django.db.models.functions.text.Right(
                            "sort_key", django.db.models.functions.text.Length(models.F("name"))
                        ),
                        models.F("name"),
                    )
                ),
                name="user_sort_key_fits",
            ),
        ),
    ]
