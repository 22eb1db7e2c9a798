from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.deletion import PROTECT

from accounts.tenancy.filled_keys import practices_in_sight
from accounts.tenancy.row_security import run_sql


def _rows(apps: Apps, schema_editor: BaseDatabaseSchemaEditor, app: str, model: str) -> Any:
    return apps.get_model(app, model)._base_manager.using(schema_editor.connection.alias)


def _past_the_triggers(schema_editor: BaseDatabaseSchemaEditor, state: str) -> None:
    """A signed letter is never changed: but here, where what it says of its hand-over moves."""
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    schema_editor.execute(f"ALTER TABLE referrals_letter {state} TRIGGER USER")


def ask(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A letter that was handed over is a question to any doctor; signed, it was seen."""
    _past_the_triggers(schema_editor, "DISABLE")
    for _practice in practices_in_sight(apps, schema_editor):
        letters = _rows(apps, schema_editor, "referrals", "Letter")
        for letter in letters.filter(handed_over_at__isnull=False).select_related("referral").defer("pdf"):
            inquiry = _rows(apps, schema_editor, "assessment", "Inquiry").create(
                practice_id=letter.practice_id,
                episode_id=letter.referral.episode_id,
                about="letter",
                text=letter.handed_over_note,
                answer_by=letter.handed_over_at.date(),
                recorded_by_id=letter.handed_over_by_id,
                recorded_at=letter.handed_over_at,
            )
            if letter.signed_at:
                _rows(apps, schema_editor, "assessment", "InquiryStep").create(
                    practice_id=letter.practice_id,
                    inquiry=inquiry,
                    number=1,
                    kind="seen",
                    recorded_by_id=letter.signed_by_id,
                    recorded_at=letter.signed_at,
                )
            letters.filter(pk=letter.pk).update(inquiry=inquiry)
    _past_the_triggers(schema_editor, "ENABLE")


def put_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Back: the letter says itself who handed it over, when and with which word."""
    _past_the_triggers(schema_editor, "DISABLE")
    for _practice in practices_in_sight(apps, schema_editor):
        letters = _rows(apps, schema_editor, "referrals", "Letter")
        for letter in letters.filter(inquiry__isnull=False).select_related("inquiry").defer("pdf"):
            letters.filter(pk=letter.pk).update(
                handed_over_by=letter.inquiry.recorded_by_id,
                handed_over_at=letter.inquiry.recorded_at,
                handed_over_note=letter.inquiry.text[:300],
            )
    _past_the_triggers(schema_editor, "ENABLE")


class Migration(migrations.Migration):
    """A letter that waits for a signature is a question to a doctor, and says nothing of it itself."""

    dependencies = [("assessment", "0022_letters_ask_without_words"), ("referrals", "0005_duties")]

    operations = [
        migrations.AddField(
            "letter",
            "inquiry",
            models.OneToOneField(null=True, on_delete=PROTECT, related_name="letter", to="assessment.inquiry"),
        ),
        migrations.RunPython(ask, put_back),
        run_sql(__file__, "letters_ask"),
        migrations.RemoveConstraint("letter", "letter_handed_over_paired"),
        migrations.RemoveField("letter", "handed_over_by"),
        migrations.RemoveField("letter", "handed_over_at"),
        migrations.RemoveField("letter", "handed_over_note"),
    ]
