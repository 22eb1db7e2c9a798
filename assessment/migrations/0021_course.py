import uuid

from django.db import migrations, models
from django.db.models import Q
from django.db.models.deletion import PROTECT
from django.utils import timezone
from pgtrigger.compiler import Trigger, UpsertTriggerSql

from accounts.tenancy.row_security import AddTriggers, run_sql

OF_A_ROW = {"on_delete": PROTECT, "related_name": "+"}
FORMS = [
    ("in_person", "in person"),
    ("phone", "by phone"),
    ("video", "by video"),
    ("written", "written (e-consultation)"),
    ("home", "home visit"),
]
KINDS = [
    ("assessment", "assessment"),
    ("follow_up", "follow-up"),
    ("taper", "tapering"),
    ("without_patient", "without the patient"),
]
REASONS = [
    ("goal_reached", "the goal is reached"),
    ("agreed", "by agreement with the patient"),
    ("moved", "the patient has moved to another clinic"),
    ("died", "the patient has died"),
    ("mistake", "begun by mistake"),
]


class Migration(migrations.Migration):
    """An episode is ended with a reason and opened again; a contact has a kind; a call in vain is an attempt.

    Contacts from before there were kinds are assessments, each counted by its number: no row is written.
    """

    dependencies = [
        ("accounts", "0006_indexes_of_the_access_log"),
        ("assessment", "0020_doctors_eye"),
    ]

    operations = [
        migrations.AddField(
            "consultation",
            "kind",
            models.CharField(choices=KINDS, db_default="assessment", default="assessment", max_length=20),
        ),
        migrations.AddField("consultation", "assessments", models.PositiveIntegerField(null=True)),
        migrations.AddConstraint(
            "consultation",
            models.CheckConstraint(
                condition=Q(kind__in=[kind for kind, _words in KINDS]), name="consultation_kind_known"
            ),
        ),
        migrations.CreateModel(
            "EpisodeStatus",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(choices=[("ended", "ended"), ("reopened", "opened again")], max_length=10)),
                ("reason", models.CharField(blank=True, choices=REASONS, db_default="", max_length=20)),
                ("comment", models.CharField(blank=True, db_default="", max_length=500)),
                ("left", models.JSONField(default=list)),
                ("recorded_at", models.DateTimeField(default=timezone.now)),
                ("practice", models.ForeignKey(editable=False, to="accounts.practice", **OF_A_ROW)),
                ("episode", models.ForeignKey(on_delete=PROTECT, related_name="statuses", to="assessment.episode")),
                ("recorded_by", models.ForeignKey(to="accounts.staff", **OF_A_ROW)),
            ],
        ),
        migrations.CreateModel(
            "ContactAttempt",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("form", models.CharField(choices=FORMS, max_length=10)),
                ("recorded_at", models.DateTimeField(default=timezone.now)),
                ("practice", models.ForeignKey(editable=False, to="accounts.practice", **OF_A_ROW)),
                ("episode", models.ForeignKey(on_delete=PROTECT, related_name="attempts", to="assessment.episode")),
                ("recorded_by", models.ForeignKey(to="accounts.staff", **OF_A_ROW)),
            ],
        ),
        migrations.AddConstraint(
            "episodestatus",
            models.CheckConstraint(
                condition=Q(kind="reopened", reason="")
                | Q(kind="ended", reason__in=[reason for reason, _words in REASONS]),
                name="episode_ended_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            "contactattempt",
            models.CheckConstraint(condition=Q(form__in=["phone", "video"]), name="attempt_by_phone_or_video"),
        ),
        AddTriggers(
            contactattempt=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="4a0c1f37684cb39cf856c1b92aeae709181689bb",
                        operation="DELETE",
                        pgid="pgtrigger_kept_f5991",
                        table="assessment_contactattempt",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="883aa7cc826f6e7849fbe0617f89f5be0c7449f7",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_e42c0",
                        table="assessment_contactattempt",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="76f76548776834b36fb6487d521f3ac460f385b9",
                        operation="UPDATE",
                        pgid="pgtrigger_append_only_c923e",
                        table="assessment_contactattempt",
                        when="BEFORE",
                    ),
                ),
            ],
            episodestatus=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="55eae7ad33a7512cd87256a81fa471464ab4c98c",
                        operation="DELETE",
                        pgid="pgtrigger_kept_38ca7",
                        table="assessment_episodestatus",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="20abc62cd6e2a3a212f0a442b1be86a44c4d1d7b",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_cdfb3",
                        table="assessment_episodestatus",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="8601b680179fa061434eb1a411abe7c679dbb8df",
                        operation="UPDATE",
                        pgid="pgtrigger_append_only_63743",
                        table="assessment_episodestatus",
                        when="BEFORE",
                    ),
                ),
            ],
        ),
        run_sql(__file__, "course"),
    ]
