from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from pgtrigger.compiler import Trigger, UpsertTriggerSql

from accounts.tenancy.filled_keys import practices_in_sight
from accounts.tenancy.row_security import AddTriggers

NEWEST = """
    UPDATE assessment_episode SET last_contact = newest.opened_at
    FROM (SELECT episode_id, max(opened_at) AS opened_at FROM assessment_consultation GROUP BY episode_id) newest
    WHERE newest.episode_id = assessment_episode.id
"""


def fill_last_contact(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Every episode says when its newest consultation was begun."""
    for _practice in practices_in_sight(apps, schema_editor):
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(NEWEST)
    # What the rows' triggers have put off would stand in the way of what changes the table next.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    """An episode says when its newest consultation was begun: a list of episodes need not read every consultation."""

    dependencies = [("assessment", "0015_deferrals_and_remarks")]

    operations = [
        migrations.AddField("episode", "last_contact", models.DateTimeField(editable=False, null=True)),
        AddTriggers(
            consultation=[
                Trigger(
                    name="last_contact",
                    sql=UpsertTriggerSql(
                        func=(
                            "UPDATE assessment_episode SET last_contact = GREATEST(last_contact, NEW.opened_at) "
                            "WHERE id = NEW.episode_id; RETURN NULL;"
                        ),
                        hash="2200ba3ee198b81e68b837710645a5cb312e7a6d",
                        operation="INSERT",
                        pgid="pgtrigger_last_contact_eba37",
                        table="assessment_consultation",
                        when="AFTER",
                    ),
                )
            ]
        ),
        migrations.RunPython(fill_last_contact, migrations.RunPython.noop),
    ]
