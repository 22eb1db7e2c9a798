import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    """The tables with their keys, indexes and checks: each after those that it refers to."""

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("assessment", "0001_tables"),
        ("guidelines", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Referral",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("destination", models.SlugField()),
                ("prepared_at", models.DateTimeField(auto_now_add=True)),
                (
                    "episode",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="referrals", to="assessment.episode"
                    ),
                ),
                (
                    "pathway_release",
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
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="referrals.referral",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("practice", "id"), name="referral_practice_id")],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("planning_area", models.CharField(blank=True, max_length=40, verbose_name="planning area")),
                ("sections", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("signed_at", models.DateTimeField(null=True)),
                ("frozen", models.JSONField(null=True)),
                ("pdf", models.BinaryField(null=True)),
                ("pdf_sha256", models.CharField(blank=True, max_length=64)),
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
                    "signed_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="referrals.referral"
                    ),
                ),
                ("handed_over_at", models.DateTimeField(null=True)),
                (
                    "handed_over_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"
                    ),
                ),
                (
                    "handed_over_note",
                    models.CharField(blank=True, db_default="", max_length=300, verbose_name="note to the GP"),
                ),
                ("receiver", models.CharField(blank=True, db_default="", max_length=300, verbose_name="receiver")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "id"), name="letter_practice_id"),
                    models.UniqueConstraint(fields=("referral", "number"), name="letter_number_unique"),
                    models.UniqueConstraint(
                        condition=models.Q(("signed_at__isnull", True)),
                        fields=("referral",),
                        name="one_letter_in_preparation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("frozen__isnull", True),
                                ("pdf__isnull", True),
                                ("pdf_sha256", ""),
                                ("signed_at__isnull", True),
                                ("signed_by__isnull", True),
                            ),
                            models.Q(
                                ("frozen__isnull", False),
                                ("pdf__isnull", False),
                                ("signed_at__isnull", False),
                                ("signed_by__isnull", False),
                                models.Q(("pdf_sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="letter_signed_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("handed_over_at__isnull", True), ("handed_over_by__isnull", True)),
                            models.Q(("handed_over_at__isnull", False), ("handed_over_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="letter_handed_over_paired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterWithdrawal",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("withdrawn_at", models.DateTimeField(auto_now_add=True)),
                (
                    "letter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="withdrawal", to="referrals.letter"
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
                    "withdrawn_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="letter_withdrawal_has_a_reason"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterHandOut",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("text", "the whole text"),
                            ("section", "one section"),
                            ("pdf", "the PDF"),
                            ("fhir", "structured data (FHIR)"),
                        ],
                        max_length=10,
                    ),
                ),
                ("section", models.SlugField(blank=True)),
                ("handed_out_at", models.DateTimeField(auto_now_add=True)),
                (
                    "handed_out_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.staff"
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hand_outs", to="referrals.letter"
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
            ],
            options={
                "ordering": ["handed_out_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("form__in", ["text", "section", "pdf", "fhir"])), name="hand_out_form_known"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReferralEvent",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sent", "sent"),
                            ("received", "received by the centre"),
                            ("returned", "returned"),
                            ("accepted", "accepted"),
                            ("started", "course begun"),
                            ("ended", "course ended"),
                            ("closed", "closed without a course"),
                        ],
                        max_length=10,
                    ),
                ),
                ("on", models.DateField(verbose_name="date")),
                ("reason", models.SlugField(blank=True, verbose_name="reason")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("expected_on", models.DateField(null=True, verbose_name="expected date")),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "letter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="referrals.letter",
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
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="referrals.referral"
                    ),
                ),
            ],
            options={
                "ordering": ["recorded_at"],
                "indexes": [models.Index(fields=["practice", "referral", "-recorded_at"], name="events_of_referral")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["sent", "received", "returned", "accepted", "started", "ended", "closed"])
                        ),
                        name="referral_event_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "returned"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="referral_returned_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "sent"), _negated=True), ("letter__isnull", False), _connector="OR"
                        ),
                        name="referral_sent_as_a_letter",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WaitingStepDone",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("step", models.SlugField()),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("done_at", models.DateTimeField(auto_now_add=True)),
                (
                    "done_by",
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
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waiting_steps_done",
                        to="referrals.referral",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("referral", "step"), name="waiting_step_done_once")],
            },
        ),
        migrations.CreateModel(
            name="ReferralFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("destination", models.SlugField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sent", "sent"),
                            ("received", "received by the centre"),
                            ("returned", "returned"),
                            ("accepted", "accepted"),
                            ("started", "course begun"),
                            ("ended", "course ended"),
                            ("closed", "closed without a course"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.SlugField(blank=True)),
                ("month", models.DateField()),
                (
                    "pathway_release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="guidelines.release"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["pathway_release", "destination", "kind"], name="figures_by_destination")
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="referral_figure_names_no_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptImpact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("day", models.DateField()),
                ("report", models.JSONField()),
            ],
        ),
    ]
