import uuid

from django.db import migrations, models
from django.db.models import Q
from django.db.models.deletion import PROTECT
from pgtrigger.compiler import Trigger, UpsertTriggerSql

from accounts.tenancy.row_security import AddTriggers, run_sql

OBJECT = {"db_default": models.Value({}, models.JSONField()), "default": dict}
OF_A_ROW = {"on_delete": PROTECT, "related_name": "+"}
RESPONSES = [
    ("follow", "followed"),
    ("defer", "deferred"),
    ("dismiss", "dismissed"),
    ("avoid", "avoided"),
    ("use", "used all the same"),
]
FOLLOWED_OR_WHY = Q(response__in=["follow", "avoid"]) | (Q(response__in=["defer", "dismiss", "use"]) & ~Q(reason=""))


class Migration(migrations.Migration):
    """What came of a safety prompt, on what it was decided, and that a doctor has seen it.

    Backwards is refused while a row says what came of a safety prompt: before, there was no place for it.
    """

    dependencies = [
        ("accounts", "0005_readable_names_in_order"),
        ("assessment", "0009_answers_fit_the_direction"),
    ]

    operations = [
        migrations.RemoveConstraint("adviceresponse", "advice_refused_with_reason"),
        migrations.AlterField(
            "adviceresponse",
            "response",
            models.CharField(
                blank=True,
                choices=RESPONSES,
                max_length=10,
            ),
        ),
        migrations.AddField(
            "adviceresponse",
            "safety",
            models.CharField(
                blank=True,
                choices=[("decided", "assessed"), ("handed_on", "handed on"), ("left_open", "left open")],
                db_default="",
                max_length=10,
            ),
        ),
        migrations.AddField("adviceresponse", "outcome", models.CharField(blank=True, db_default="", max_length=50)),
        migrations.AddField("adviceresponse", "details", models.JSONField(**OBJECT)),
        migrations.AddField("adviceresponse", "basis", models.JSONField(**OBJECT)),
        migrations.AddConstraint(
            "adviceresponse",
            models.UniqueConstraint(fields=["practice", "id"], name="adviceresponse_practice_id"),
        ),
        migrations.AddConstraint(
            "adviceresponse",
            models.CheckConstraint(condition=~Q(safety="") | FOLLOWED_OR_WHY, name="advice_refused_with_reason"),
        ),
        migrations.AddConstraint(
            "adviceresponse",
            models.CheckConstraint(
                condition=Q(safety="", outcome="")
                | (Q(safety="decided", response="", reason="", comment="") & ~Q(outcome="") & ~Q(details={}))
                | (Q(safety__in=["handed_on", "left_open"], response="", reason="", outcome="") & ~Q(comment="")),
                name="safety_decided_or_said_why",
            ),
        ),
        migrations.CreateModel(
            "DoctorSight",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("seen_at", models.DateTimeField(auto_now_add=True)),
                ("practice", models.ForeignKey(editable=False, to="accounts.practice", **OF_A_ROW)),
                (
                    "response",
                    models.OneToOneField(on_delete=PROTECT, related_name="sight", to="assessment.adviceresponse"),
                ),
                ("seen_by", models.ForeignKey(to="accounts.staff", **OF_A_ROW)),
            ],
        ),
        AddTriggers(
            doctorsight=[
                Trigger(
                    name="kept",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                        hash="d24925f0e49b8c9c6e7453c06142d648ba4f7b1d",
                        operation="DELETE",
                        pgid="pgtrigger_kept_38012",
                        table="assessment_doctorsight",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="no_truncate",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'this table is never emptied';",
                        hash="ec60e4ad1a6fbe02f038c5277ab2f314959c0046",
                        level="STATEMENT",
                        operation="TRUNCATE",
                        pgid="pgtrigger_no_truncate_b814c",
                        table="assessment_doctorsight",
                        when="BEFORE",
                    ),
                ),
                Trigger(
                    name="append_only",
                    sql=UpsertTriggerSql(
                        func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                        hash="758399e7991c03bd1a00dd78f0e747bb6911eb60",
                        operation="UPDATE",
                        pgid="pgtrigger_append_only_30675",
                        table="assessment_doctorsight",
                        when="BEFORE",
                    ),
                ),
            ],
        ),
        run_sql(__file__, "doctor_sight"),
    ]
