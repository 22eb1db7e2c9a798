import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    """The tables with their keys, indexes and checks: each after those that it refers to."""

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("guidelines", "0001_tables"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="Patient",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "cpr",
                    models.CharField(
                        max_length=10,
                        validators=[django.core.validators.RegexValidator("^\\d{10}$")],
                        verbose_name="CPR number",
                    ),
                ),
                ("birth_date", models.DateField(verbose_name="date of birth")),
                ("given_name", models.CharField(max_length=100, verbose_name="given name")),
                ("family_name", models.CharField(max_length=100, verbose_name="family name")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                ("postal_code", models.CharField(blank=True, max_length=4, verbose_name="postal code")),
                ("city", models.CharField(blank=True, max_length=100, verbose_name="city")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                ("planning_area", models.CharField(blank=True, max_length=40, verbose_name="planning area")),
                ("registered_at", models.DateTimeField(auto_now_add=True)),
                (
                    "practice",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.practice",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("practice"),
                        django.db.models.functions.text.Lower("family_name"),
                        django.db.models.functions.text.Lower("given_name"),
                        name="patient_by_name",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="patient_practice_id"),
                    models.UniqueConstraint(fields=("practice", "cpr"), name="patient_cpr_once_per_practice"),
                    models.CheckConstraint(
                        condition=models.Q(("cpr__regex", "^\\d{10}$")), name="patient_cpr_ten_digits"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PatientEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                (
                    "cpr",
                    models.CharField(
                        max_length=10,
                        validators=[django.core.validators.RegexValidator("^\\d{10}$")],
                        verbose_name="CPR number",
                    ),
                ),
                ("birth_date", models.DateField(verbose_name="date of birth")),
                ("given_name", models.CharField(max_length=100, verbose_name="given name")),
                ("family_name", models.CharField(max_length=100, verbose_name="family name")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                ("postal_code", models.CharField(blank=True, max_length=4, verbose_name="postal code")),
                ("city", models.CharField(blank=True, max_length=100, verbose_name="city")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                ("planning_area", models.CharField(blank=True, max_length=40, verbose_name="planning area")),
                ("registered_at", models.DateTimeField(auto_now_add=True)),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="assessment.patient",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.practice",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.staff",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Episode",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("answers", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=0)),
                ("started_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "practice",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.practice",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="episodes", to="assessment.patient"
                    ),
                ),
                ("pages", models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict)),
                ("drafts", models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="episode_practice_id"),
                    models.UniqueConstraint(fields=("patient", "number"), name="episode_number_unique"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Consultation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("in_person", "in person"),
                            ("phone", "by phone"),
                            ("video", "by video"),
                            ("written", "written (e-consultation)"),
                            ("home", "home visit"),
                        ],
                        default="in_person",
                        max_length=10,
                    ),
                ),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.practice",
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consultations",
                        to="assessment.episode",
                    ),
                ),
                ("agreed", models.TextField(blank=True, db_default="", verbose_name="agreed with the patient")),
                ("note", models.TextField(blank=True, db_default="", verbose_name="journal note")),
                ("version", models.PositiveIntegerField(db_default=1, default=1)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="consultation_practice_id"),
                    models.UniqueConstraint(fields=("episode", "number"), name="consultation_number_unique"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("episode",),
                        name="one_open_consultation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="consultation_end_paired",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("form__in", ["in_person", "phone", "video", "written", "home"])),
                        name="consultation_form_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("question", models.CharField(max_length=100)),
                ("value", models.JSONField(null=True)),
                ("version", models.PositiveIntegerField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "practice",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.practice",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"
                    ),
                ),
                (
                    "vocabulary_release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="guidelines.release"
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assessment.consultation"
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answer_history",
                        to="assessment.episode",
                    ),
                ),
                ("comment", models.CharField(blank=True, db_default="", max_length=500)),
                (
                    "data_absent_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("asked-unknown", "the patient is unsure"),
                            ("asked-declined", "does not want to answer"),
                            ("not-applicable", "not relevant"),
                        ],
                        db_default="",
                        max_length=20,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["episode", "question", "-recorded_at"], name="answer_history")],
                "constraints": [
                    models.UniqueConstraint(fields=("episode", "question", "version"), name="answer_once_per_version"),
                    models.CheckConstraint(
                        condition=models.Q(("data_absent_reason", ""), ("value__isnull", True), _connector="OR"),
                        name="answer_value_or_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("data_absent_reason__in", ["", "asked-unknown", "asked-declined"]),
                            models.Q(
                                ("data_absent_reason", "not-applicable"), models.Q(("comment", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="answer_not_relevant_because",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AdviceResponse",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "response",
                    models.CharField(
                        choices=[("follow", "followed"), ("defer", "deferred"), ("dismiss", "dismissed")], max_length=10
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("tried", "already tried"),
                            ("contraindicated", "contraindicated"),
                            ("declined", "the patient declines"),
                            ("unsuitable", "does not suit this patient"),
                            ("not_available", "not available here"),
                            ("disagree", "I judge otherwise"),
                            ("later", "later in the course"),
                        ],
                        max_length=20,
                    ),
                ),
                ("comment", models.TextField(blank=True, max_length=2000)),
                ("facts", models.JSONField(default=dict)),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "practice",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.practice",
                    ),
                ),
                (
                    "recommendation_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="guidelines.recommendationversion",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="guidelines.release"
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.consultation",
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="advice_responses",
                        to="assessment.episode",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["episode", "-recorded_at"], name="advice_by_episode")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("response", "follow"),
                            models.Q(("response__in", ["defer", "dismiss"]), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="advice_refused_with_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CarePlan",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("goal", models.TextField(blank=True, verbose_name="goal")),
                ("actions", models.JSONField(default=list)),
                ("flare_up", models.TextField(blank=True, verbose_name="flare-up plan")),
                ("offers", models.TextField(blank=True, verbose_name="offers")),
                ("read_more", models.TextField(blank=True, verbose_name="where to read more")),
                ("version", models.PositiveIntegerField(default=0)),
                ("recorded_at", models.DateTimeField()),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assessment.consultation"
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="care_plans", to="assessment.episode"
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.practice",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("practice", "episode"), name="one_care_plan")],
            },
        ),
        migrations.CreateModel(
            name="CarePlanEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("goal", models.TextField(blank=True, verbose_name="goal")),
                ("actions", models.JSONField(default=list)),
                ("flare_up", models.TextField(blank=True, verbose_name="flare-up plan")),
                ("offers", models.TextField(blank=True, verbose_name="offers")),
                ("read_more", models.TextField(blank=True, verbose_name="where to read more")),
                ("version", models.PositiveIntegerField(default=0)),
                ("recorded_at", models.DateTimeField()),
                (
                    "consultation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="assessment.consultation",
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="assessment.episode",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="assessment.careplan",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.practice",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.staff",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PrintedCarePlan",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("frozen", models.JSONField()),
                ("pdf", models.BinaryField()),
                ("pdf_sha256", models.CharField(max_length=64)),
                ("printed_at", models.DateTimeField()),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="printed_care_plans",
                        to="assessment.episode",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.practice",
                    ),
                ),
                (
                    "printed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("episode", "number"), name="printed_care_plan_number"),
                    models.CheckConstraint(
                        condition=models.Q(("pdf_sha256", ""), _negated=True), name="printed_care_plan_whole"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AdviceFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "response",
                    models.CharField(
                        choices=[("follow", "followed"), ("defer", "deferred"), ("dismiss", "dismissed")], max_length=10
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("tried", "already tried"),
                            ("contraindicated", "contraindicated"),
                            ("declined", "the patient declines"),
                            ("unsuitable", "does not suit this patient"),
                            ("not_available", "not available here"),
                            ("disagree", "I judge otherwise"),
                            ("later", "later in the course"),
                        ],
                        max_length=20,
                    ),
                ),
                ("month", models.DateField()),
                (
                    "recommendation_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="guidelines.recommendationversion",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["recommendation_version", "response"], name="figures_by_advice")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="advice_figure_names_no_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="QuestionnaireResponse",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("instrument", models.SlugField()),
                ("items", models.JSONField(default=dict)),
                ("scores", models.JSONField(default=dict)),
                ("comment", models.TextField(blank=True)),
                ("answered_on", models.DateField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("recorded_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assessment.consultation"
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questionnaire_responses",
                        to="assessment.episode",
                    ),
                ),
                (
                    "instruments_release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="guidelines.release"
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.practice",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"
                    ),
                ),
            ],
            options={
                "ordering": ["answered_on", "recorded_at", "id"],
                "indexes": [models.Index(fields=["episode", "answered_on"], name="questionnaire_by_episode")],
            },
        ),
        migrations.CreateModel(
            name="QuestionnaireResponseEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("instrument", models.SlugField(db_index=False)),
                ("items", models.JSONField(default=dict)),
                ("scores", models.JSONField(default=dict)),
                ("comment", models.TextField(blank=True)),
                ("answered_on", models.DateField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("recorded_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "consultation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="assessment.consultation",
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="assessment.episode",
                    ),
                ),
                (
                    "instruments_release",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="guidelines.release",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="assessment.questionnaireresponse",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.practice",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.staff",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TextSnippet",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("question", models.CharField(blank=True, max_length=100, verbose_name="offered at")),
                ("title", models.CharField(max_length=80, verbose_name="title")),
                ("text", models.TextField(verbose_name="text")),
                ("version", models.PositiveIntegerField(default=1)),
                ("recorded_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.practice",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"
                    ),
                ),
            ],
            options={
                "ordering": ["title", "id"],
                "indexes": [models.Index(fields=["practice", "question"], name="snippet_by_question")],
            },
        ),
        migrations.CreateModel(
            name="TextSnippetEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("question", models.CharField(blank=True, max_length=100, verbose_name="offered at")),
                ("title", models.CharField(max_length=80, verbose_name="title")),
                ("text", models.TextField(verbose_name="text")),
                ("version", models.PositiveIntegerField(default=1)),
                ("recorded_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.staff",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="assessment.textsnippet",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.practice",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.staff",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Treatment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.SlugField()),
                ("status", models.SlugField()),
                ("name", models.CharField(blank=True, max_length=200)),
                ("atc", models.CharField(blank=True, max_length=7)),
                ("daily_dose_mg", models.DecimalField(decimal_places=3, max_digits=10, null=True)),
                ("fast_acting", models.BooleanField(null=True)),
                ("started", models.DateField(null=True)),
                ("stopped", models.DateField(null=True)),
                ("effect", models.SlugField(default="not_assessed")),
                ("side_effects", models.TextField(blank=True)),
                ("stopped_for_side_effects", models.BooleanField(default=False)),
                ("last_specialist_review", models.DateField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("recorded_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assessment.consultation"
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="treatments", to="assessment.episode"
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.practice",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"
                    ),
                ),
                ("dose_unit", models.CharField(db_default="mg", default="mg", max_length=5)),
                ("reason", models.TextField(blank=True, db_default="")),
                ("started_precision", models.CharField(db_default="day", default="day", max_length=5)),
                ("stopped_precision", models.CharField(db_default="day", default="day", max_length=5)),
            ],
            options={
                "ordering": ["recorded_at", "id"],
                "indexes": [models.Index(fields=["episode", "recorded_at"], name="treatment_by_episode")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("dose_unit__in", ["mg", "ug_h"]),
                            ("started_precision__in", ["day", "month", "year"]),
                            ("stopped_precision__in", ["day", "month", "year"]),
                        ),
                        name="treatment_precision_known",
                    ),
                    models.UniqueConstraint(fields=("practice", "id"), name="treatment_practice_id"),
                ],
            },
        ),
        migrations.CreateModel(
            name="TreatmentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("kind", models.SlugField(db_index=False)),
                ("status", models.SlugField(db_index=False)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("atc", models.CharField(blank=True, max_length=7)),
                ("daily_dose_mg", models.DecimalField(decimal_places=3, max_digits=10, null=True)),
                ("fast_acting", models.BooleanField(null=True)),
                ("started", models.DateField(null=True)),
                ("stopped", models.DateField(null=True)),
                ("effect", models.SlugField(db_index=False, default="not_assessed")),
                ("side_effects", models.TextField(blank=True)),
                ("stopped_for_side_effects", models.BooleanField(default=False)),
                ("last_specialist_review", models.DateField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("recorded_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "consultation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="assessment.consultation",
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="assessment.episode",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="assessment.treatment",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.practice",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.staff",
                    ),
                ),
                ("dose_unit", models.CharField(db_default="mg", default="mg", max_length=5)),
                ("reason", models.TextField(blank=True, db_default="")),
                ("started_precision", models.CharField(db_default="day", default="day", max_length=5)),
                ("stopped_precision", models.CharField(db_default="day", default="day", max_length=5)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TaperPlan",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("medicine", models.CharField(max_length=200, verbose_name="medicine")),
                ("start_dose", models.CharField(max_length=200, verbose_name="dose before the first step")),
                ("goal", models.TextField(blank=True, verbose_name="goal agreed with the patient")),
                ("pauses", models.CharField(blank=True, max_length=500, verbose_name="agreement about pauses")),
                ("withdrawal_plan", models.TextField(blank=True, verbose_name="what to do at withdrawal symptoms")),
                ("follows_up_text", models.CharField(blank=True, max_length=200, verbose_name="who else follows up")),
                ("contact_frequency", models.CharField(blank=True, max_length=200, verbose_name="how often")),
                ("next_contact_on", models.DateField(null=True, verbose_name="next contact")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("active", "active"),
                            ("paused", "paused"),
                            ("completed", "completed"),
                            ("stopped", "stopped"),
                        ],
                        default="active",
                        max_length=10,
                    ),
                ),
                ("status_reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("approved_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("recorded_at", models.DateTimeField()),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assessment.consultation"
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="taper_plans", to="assessment.episode"
                    ),
                ),
                (
                    "follows_up",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.practice",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"
                    ),
                ),
                (
                    "treatment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.treatment",
                    ),
                ),
            ],
            options={
                "ordering": ["recorded_at", "id"],
                "indexes": [models.Index(fields=["practice", "status"], name="taper_by_status")],
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="taperplan_practice_id"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["active", "paused", "completed"]),
                            models.Q(("status", "stopped"), models.Q(("status_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="taper_stopped_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                            models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="taper_approval_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaperPlanEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("medicine", models.CharField(max_length=200, verbose_name="medicine")),
                ("start_dose", models.CharField(max_length=200, verbose_name="dose before the first step")),
                ("goal", models.TextField(blank=True, verbose_name="goal agreed with the patient")),
                ("pauses", models.CharField(blank=True, max_length=500, verbose_name="agreement about pauses")),
                ("withdrawal_plan", models.TextField(blank=True, verbose_name="what to do at withdrawal symptoms")),
                ("follows_up_text", models.CharField(blank=True, max_length=200, verbose_name="who else follows up")),
                ("contact_frequency", models.CharField(blank=True, max_length=200, verbose_name="how often")),
                ("next_contact_on", models.DateField(null=True, verbose_name="next contact")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("active", "active"),
                            ("paused", "paused"),
                            ("completed", "completed"),
                            ("stopped", "stopped"),
                        ],
                        default="active",
                        max_length=10,
                    ),
                ),
                ("status_reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("approved_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("recorded_at", models.DateTimeField()),
                (
                    "approved_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.staff",
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="assessment.consultation",
                    ),
                ),
                (
                    "episode",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="assessment.episode",
                    ),
                ),
                (
                    "follows_up",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.staff",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="assessment.taperplan",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.practice",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.staff",
                    ),
                ),
                (
                    "treatment",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="assessment.treatment",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TaperStep",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("planned_on", models.DateField(verbose_name="date")),
                ("dose", models.CharField(max_length=200, verbose_name="dose")),
                (
                    "daily_dose_mg",
                    models.DecimalField(decimal_places=3, max_digits=10, null=True, verbose_name="mg a day"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("taken", "carried out"),
                            ("held", "pause on the step"),
                            ("skipped", "skipped"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("done_on", models.DateField(null=True)),
                ("held_since", models.DateField(null=True)),
                ("effect", models.TextField(blank=True, verbose_name="pain and function")),
                ("withdrawal_symptoms", models.TextField(blank=True, verbose_name="withdrawal symptoms")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("for_doctor", models.BooleanField(default=False, verbose_name="for the doctor")),
                ("version", models.PositiveIntegerField(default=1)),
                ("recorded_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="assessment.taperplan"
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.practice",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"
                    ),
                ),
            ],
            options={
                "ordering": ["plan", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "number"), name="taper_step_number_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_on__isnull", True), ("state__in", ["planned", "skipped"])),
                            models.Q(("done_on__isnull", False), ("state__in", ["taken", "held"])),
                            _connector="OR",
                        ),
                        name="taper_step_done_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("held_since__isnull", False), ("state", "held")),
                            models.Q(models.Q(("state", "held"), _negated=True), ("held_since__isnull", True)),
                            _connector="OR",
                        ),
                        name="taper_step_held_since_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaperStepEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("planned_on", models.DateField(verbose_name="date")),
                ("dose", models.CharField(max_length=200, verbose_name="dose")),
                (
                    "daily_dose_mg",
                    models.DecimalField(decimal_places=3, max_digits=10, null=True, verbose_name="mg a day"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("taken", "carried out"),
                            ("held", "pause on the step"),
                            ("skipped", "skipped"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("done_on", models.DateField(null=True)),
                ("held_since", models.DateField(null=True)),
                ("effect", models.TextField(blank=True, verbose_name="pain and function")),
                ("withdrawal_symptoms", models.TextField(blank=True, verbose_name="withdrawal symptoms")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("for_doctor", models.BooleanField(default=False, verbose_name="for the doctor")),
                ("version", models.PositiveIntegerField(default=1)),
                ("recorded_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="assessment.taperstep",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="assessment.taperplan",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.practice",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.staff",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
