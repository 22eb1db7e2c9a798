from typing import Any

import pgtrigger.compiler
import pgtrigger.migrations
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Q

from accounts.tenancy.filled_keys import practices_in_sight

# What was recorded on advice against, and what it means: to follow it is to avoid what it is about.
MEANS = {"follow": "avoid", "dismiss": "use"}
APPEND_ONLY = {
    "assessment_adviceresponse": "pgtrigger_append_only_1f7af",
    "assessment_advicefigure": "pgtrigger_append_only_46c76",
}


def rewrite_answers(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Answers to advice against say what they meant, with their reason, and what they were recorded as.

    Who recorded them and when stays. Safety prompts have answers of their own.
    """
    _let_change(schema_editor, "DISABLE")
    for responses in _responses(apps, schema_editor):
        for before, after in MEANS.items():
            responses.filter(response=before).update(response=after, converted_from=before)
    for before, after in MEANS.items():
        _on_advice_against(apps, schema_editor, "AdviceFigure").filter(response=before).update(response=after)
    _let_change(schema_editor, "ENABLE")


def restore_answers(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The same answers in the words of before, also those that were given since."""
    _let_change(schema_editor, "DISABLE")
    for responses in _responses(apps, schema_editor):
        for before, after in MEANS.items():
            responses.filter(response=after).update(response=before, converted_from="")
    for before, after in MEANS.items():
        _on_advice_against(apps, schema_editor, "AdviceFigure").filter(response=after).update(response=before)
    _let_change(schema_editor, "ENABLE")


def _responses(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> Any:
    """The responses of each practice in turn: the owner too sees those of no other."""
    for _practice in practices_in_sight(apps, schema_editor):
        yield _on_advice_against(apps, schema_editor, "AdviceResponse")


def _on_advice_against(apps: Apps, schema_editor: BaseDatabaseSchemaEditor, model: str) -> Any:
    rows = apps.get_model("assessment", model)._base_manager.using(schema_editor.connection.alias)
    return rows.filter(recommendation_version__direction="against").exclude(
        recommendation_version__recommendation__publication__kind="safety_prompts"
    )


def _let_change(schema_editor: BaseDatabaseSchemaEditor, how: str) -> None:
    """Switch off, or on again, what holds the rows as they were written: for this transaction of the owner only."""
    with schema_editor.connection.cursor() as cursor:
        # What the rows' triggers have put off would stand in the way.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, trigger in APPEND_ONLY.items():
            cursor.execute(f"ALTER TABLE {table} {how} TRIGGER {trigger}")


RESPONSES = [
    ("follow", "followed"),
    ("defer", "deferred"),
    ("dismiss", "dismissed"),
    ("avoid", "avoided"),
    ("use", "used all the same"),
]
REASONS = [
    ("tried", "already tried"),
    ("contraindicated", "contraindicated"),
    ("declined", "the patient declines"),
    ("unsuitable", "does not suit this patient"),
    ("not_available", "not available here"),
    ("disagree", "I judge otherwise"),
    ("later", "later in the course"),
    ("others_failed", "other treatment did not have enough effect"),
    ("others_unsuitable", "other treatment cannot be used"),
    ("wanted", "the patient wants it"),
    ("tapering", "it is being tapered off"),
]


FITS_THE_DIRECTION = pgtrigger.compiler.Trigger(
    name="fits_the_direction",
    sql=pgtrigger.compiler.UpsertTriggerSql(
        func="""
        IF EXISTS (
            SELECT 1 FROM guidelines_recommendationversion version
            JOIN guidelines_recommendation recommendation ON recommendation.id = version.recommendation_id
            JOIN guidelines_publication publication ON publication.id = recommendation.publication_id
            WHERE version.id = NEW.recommendation_version_id AND publication.kind <> 'safety_prompts'
            AND (version.direction = 'against') <> (NEW.response IN ('avoid', 'use'))
        ) THEN
            RAISE EXCEPTION 'the response does not fit the direction of the advice';
        END IF;
        RETURN NEW;
    """,
        hash="6d4851873c13cf02b3088429dfad0c319ab2402e",
        operation="INSERT",
        pgid="pgtrigger_fits_the_direction_4a2c2",
        table="assessment_adviceresponse",
        when="BEFORE",
    ),
)


class Migration(migrations.Migration):
    """What is advised against is avoided, or used all the same for a reason; stored answers are rewritten so."""

    dependencies = [
        ("assessment", "0008_said_of_the_list"),
        ("guidelines", "0005_other_fields_of_a_version"),
    ]

    operations = [
        migrations.RemoveConstraint("adviceresponse", "advice_refused_with_reason"),
        migrations.AddField(
            "adviceresponse",
            "converted_from",
            models.CharField(blank=True, choices=RESPONSES, db_default="", default="", max_length=10),
        ),
        *(
            operation
            for model in ("advicefigure", "adviceresponse")
            for operation in (
                migrations.AlterField(model, "reason", models.CharField(blank=True, choices=REASONS, max_length=20)),
                migrations.AlterField(model, "response", models.CharField(choices=RESPONSES, max_length=10)),
            )
        ),
        migrations.RunPython(rewrite_answers, restore_answers),
        # Back again, the operation below leaves the trigger's function behind.
        migrations.RunSQL(migrations.RunSQL.noop, f"DROP FUNCTION {FITS_THE_DIRECTION.sql.pgid}()"),
        pgtrigger.migrations.AddTrigger("adviceresponse", FITS_THE_DIRECTION),
        migrations.AddConstraint(
            "adviceresponse",
            models.CheckConstraint(
                condition=Q(response__in=["follow", "avoid"])
                | (Q(response__in=["defer", "dismiss", "use"]) & ~Q(reason="")),
                name="advice_refused_with_reason",
            ),
        ),
    ]
