from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from accounts.tenancy.filled_keys import practices_in_sight

# What a follow-up asks again where it was ever there.
QUESTION = "wellbeing.suicidal_thoughts"
REMEMBER = """
    UPDATE assessment_episode episode
    SET answers = jsonb_set(episode.answers, ARRAY[%(question)s, 'earlier'], given.earlier)
    FROM (
        SELECT episode_id, jsonb_agg(DISTINCT value) AS earlier FROM assessment_answer
        WHERE question = %(question)s AND jsonb_typeof(value) = 'string' GROUP BY episode_id
    ) given
    WHERE given.episode_id = episode.id AND jsonb_typeof(episode.answers -> %(question)s) = 'object'
"""


def remember_values(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The values that were ever given stand with the answer, as the next answers keep them.

    Whoever runs an older version meanwhile drops them again with the question's next answer, and nothing else.
    """
    for _practice in practices_in_sight(apps, schema_editor):
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(REMEMBER, {"question": QUESTION})


class Migration(migrations.Migration):
    dependencies = [("assessment", "0012_prompts_answered_away")]

    operations = [migrations.RunPython(remember_values, migrations.RunPython.noop)]
