import uuid

from django.db import migrations, models
from django.db.models import Q
from django.db.models.deletion import PROTECT
from django.utils import timezone
from pgtrigger.compiler import Trigger, UpsertTriggerSql

from accounts.tenancy.row_security import AddTriggers, run_sql

OF_A_ROW = {"on_delete": PROTECT, "related_name": "+"}
ABOUT = [
    ("question", "question"),
    ("safety", "decision under Safety"),
    ("taper", "tapering"),
    ("letter", "letter for signature"),
]
KINDS = [
    ("answer", "answered"),
    ("calls", "calls the patient"),
    ("book", "the patient is to have an appointment"),
    ("changes", "changes the treatment"),
    ("seen", "seen"),
    ("passed_on", "passed on to the patient"),
    ("taken_back", "taken back"),
]


class Migration(migrations.Migration):
    """What a doctor is asked about a patient, and what comes of it: both only added to."""

    dependencies = [
        ("accounts", "0006_indexes_of_the_access_log"),
        ("assessment", "0018_copied_notes"),
    ]

    operations = [
        migrations.CreateModel(
            "Inquiry",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("about", models.CharField(choices=ABOUT, db_default="question", default="question", max_length=10)),
                ("text", models.TextField(max_length=2000)),
                ("shown", models.JSONField(default=list)),
                ("answer_by", models.DateField()),
                ("recorded_at", models.DateTimeField(default=timezone.now)),
                ("practice", models.ForeignKey(editable=False, to="accounts.practice", **OF_A_ROW)),
                ("episode", models.ForeignKey(on_delete=PROTECT, related_name="inquiries", to="assessment.episode")),
                ("consultation", models.ForeignKey(null=True, to="assessment.consultation", **OF_A_ROW)),
                (
                    "decision",
                    models.OneToOneField(
                        null=True, on_delete=PROTECT, related_name="inquiry", to="assessment.adviceresponse"
                    ),
                ),
                (
                    "taper",
                    models.ForeignKey(
                        null=True, on_delete=PROTECT, related_name="inquiries", to="assessment.taperplan"
                    ),
                ),
                ("doctor", models.ForeignKey(null=True, to="accounts.staff", **OF_A_ROW)),
                ("recorded_by", models.ForeignKey(to="accounts.staff", **OF_A_ROW)),
            ],
        ),
        migrations.CreateModel(
            "InquiryStep",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("kind", models.CharField(choices=KINDS, max_length=10)),
                ("text", models.TextField(blank=True, db_default="", max_length=2000)),
                ("recorded_at", models.DateTimeField(default=timezone.now)),
                ("practice", models.ForeignKey(editable=False, to="accounts.practice", **OF_A_ROW)),
                ("inquiry", models.ForeignKey(on_delete=PROTECT, related_name="steps", to="assessment.inquiry")),
                ("consultation", models.ForeignKey(null=True, to="assessment.consultation", **OF_A_ROW)),
                ("recorded_by", models.ForeignKey(to="accounts.staff", **OF_A_ROW)),
            ],
            options={"ordering": ["number"]},
        ),
        migrations.AddConstraint(
            "inquiry", models.UniqueConstraint(fields=["practice", "id"], name="inquiry_practice_id")
        ),
        migrations.AddConstraint(
            "inquiry",
            models.CheckConstraint(
                condition=Q(about__in=["question", "letter"], decision=None, taper=None)
                | Q(about="safety", decision__isnull=False, taper=None)
                | Q(about="taper", taper__isnull=False, decision=None),
                name="inquiry_is_about_one_thing",
            ),
        ),
        migrations.AddConstraint(
            "inquiry", models.CheckConstraint(condition=~Q(text=""), name="inquiry_asks_something")
        ),
        migrations.AddConstraint(
            "inquirystep",
            models.UniqueConstraint(fields=["inquiry", "number"], name="inquiry_step_number_unique"),
        ),
        migrations.AddConstraint(
            "inquirystep",
            models.CheckConstraint(
                condition=Q(kind__in=tuple(kind for kind, _words in KINDS)), name="inquiry_step_kind_known"
            ),
        ),
        migrations.AddConstraint(
            "inquirystep",
            models.CheckConstraint(condition=~Q(kind="answer") | ~Q(text=""), name="inquiry_answer_says_something"),
        ),
        AddTriggers(
            inquiry=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="18b3f3d256f6c5940050ffef39034b45c54c70a6",
                        operation="DELETE",
                        pgid="pgtrigger_kept_82cf0",
                        table="assessment_inquiry",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="5272661da66c6f660e8c7e7d27b5bdcd16b575a2",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_5296b",
                        table="assessment_inquiry",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="02b18aa13d520ea2d5d5b79fd518f4256808b264",
                        operation="UPDATE",
                        pgid="pgtrigger_append_only_c08c8",
                        table="assessment_inquiry",
                        when="BEFORE",
                    ),
                ),
            ],
            inquirystep=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="52bbd2aa671621659953678113caf745f6425550",
                        operation="DELETE",
                        pgid="pgtrigger_kept_5e0e9",
                        table="assessment_inquirystep",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="a34bc3666df636c2a4922a39aaf381f0bf4b6855",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_0f7f0",
                        table="assessment_inquirystep",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="6508fc9e1e73dd407ad2e7304c23446fc76caa56",
                        operation="UPDATE",
                        pgid="pgtrigger_append_only_352e9",
                        table="assessment_inquirystep",
                        when="BEFORE",
                    ),
                ),
            ],
        ),
        run_sql(__file__, "inquiries"),
    ]
