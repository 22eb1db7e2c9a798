from collections.abc import Iterator
from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

from accounts.tenancy.filled_keys import practices_in_sight
from referrals.rules.course import CourseState, Moment, course_of


def fill_standings(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Every referral says where it stands, as its letters and events make it."""
    alias = schema_editor.connection.alias
    for _practice in practices_in_sight(apps, schema_editor):
        for referral in apps.get_model("referrals", "Referral")._base_manager.using(alias):
            standing = course_of([*_of_letters(referral), *_of_events(referral)]).standing
            values = {name: getattr(standing, name) for name in standing.__slots__}
            type(referral)._base_manager.using(alias).filter(pk=referral.pk).update(**values)
    # What the rows' triggers have put off would stand in the way of what changes the table next.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _of_letters(referral: Any) -> Iterator[Moment]:
    for letter in referral.letters.select_related("withdrawal").defer("pdf", "frozen", "sections"):
        for state, at in (
            (CourseState.SIGNED, letter.signed_at),
            (CourseState.WITHDRAWN, letter.withdrawal.withdrawn_at if hasattr(letter, "withdrawal") else None),
        ):
            if at:
                yield Moment(at, state, timezone.localdate(at), letter.number)


def _of_events(referral: Any) -> Iterator[Moment]:
    for event in referral.events.select_related("letter").defer("letter__pdf", "letter__frozen", "letter__sections"):
        number = event.letter.number if event.letter else 0
        yield Moment(
            event.recorded_at, CourseState(event.kind), event.on, number, event.reason, event.text, event.expected_on
        )


class Migration(migrations.Migration):
    """Each referral keeps where it stands, so that a list of them reads one table."""

    dependencies = [("referrals", "0002_triggers_and_row_security")]

    operations = [
        migrations.AddField(
            "referral", "state", models.CharField(db_default="prepared", default="prepared", max_length=10)
        ),
        migrations.AddField("referral", "since", models.DateField(null=True)),
        migrations.AddField("referral", "sent_first", models.DateField(null=True)),
        migrations.AddField("referral", "sent_last", models.DateField(null=True)),
        migrations.AddField("referral", "expected_on", models.DateField(null=True)),
        migrations.AddField("referral", "return_reason", models.SlugField(blank=True, db_default="", db_index=False)),
        migrations.AddField("referral", "open_steps", models.PositiveSmallIntegerField(db_default=0, default=0)),
        migrations.AddField("referral", "steps_of", models.CharField(blank=True, db_default="", max_length=200)),
        migrations.RunPython(fill_standings, migrations.RunPython.noop),
    ]
