import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from accounts.tenancy.row_security import run_sql, trigger_body

STATES = [
    ("draft", "draft"),
    ("submitted", "waits for a reviewer"),
    ("approved", "approved"),
    ("published", "published"),
    ("given_up", "given up"),
]
KINDS = [
    ("created", "draft made"),
    ("edited", "edited"),
    ("submitted", "submitted for review"),
    ("sent_back", "sent back"),
    ("approved", "approved"),
    ("published", "published"),
    ("withdrawn", "withdrawn"),
    ("given_up", "given up"),
]


class Migration(migrations.Migration):
    """What a draft was begun on, held against what is in force when it is published; and drafts that are given up."""

    dependencies = [("guidelines", "0002_triggers_and_row_security")]

    operations = [
        pgtrigger.migrations.RemoveTrigger(model_name="release", name="one_step_at_a_time"),
        migrations.RemoveConstraint(model_name="release", name="release_published_has_dates"),
        migrations.RemoveConstraint(model_name="releaseevent", name="release_event_kind_known"),
        migrations.RemoveConstraint(model_name="releaseevent", name="release_taken_back_for_a_reason"),
        migrations.AddField(
            model_name="release",
            name="base",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="guidelines.release",
            ),
        ),
        run_sql(__file__, "base_of_drafts"),
        migrations.AlterField(
            model_name="release",
            name="state",
            field=models.CharField(choices=STATES, default="draft", max_length=10),
        ),
        migrations.AlterField(
            model_name="releaseevent",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=10),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="release",
            trigger=pgtrigger.compiler.Trigger(
                name="one_step_at_a_time",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func=trigger_body(__file__, "one_step_at_a_time_from_a_base"),
                    hash="af8a7da0e9ad1831e6ad9fb4203a6694bb623292",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_one_step_at_a_time_829e9",
                    table="guidelines_release",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    effective__isnull=True,
                    published_at__isnull=True,
                    state__in=["draft", "submitted", "approved", "given_up"],
                )
                | models.Q(effective__isnull=False, published_at__isnull=False, state="published"),
                name="release_published_has_dates",
            ),
        ),
        migrations.AddConstraint(
            model_name="releaseevent",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=[kind for kind, _label in KINDS]), name="release_event_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="releaseevent",
            constraint=models.CheckConstraint(
                condition=~models.Q(kind__in=["sent_back", "withdrawn", "given_up"]) | ~models.Q(note=""),
                name="release_taken_back_for_a_reason",
            ),
        ),
    ]
