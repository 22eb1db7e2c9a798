import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The tables with their keys, indexes and checks: each after those that it refers to."""

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="RatingScheme",
            fields=[
                ("key", models.SlugField(primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name="RatingLevel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("strength", "strength of recommendation"), ("certainty", "certainty of evidence")],
                        max_length=10,
                    ),
                ),
                ("key", models.SlugField()),
                ("symbol", models.CharField(blank=True, max_length=10)),
                ("label", models.CharField(max_length=100)),
                ("direction", models.CharField(blank=True, max_length=10)),
                ("order", models.PositiveSmallIntegerField()),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="levels", to="guidelines.ratingscheme"
                    ),
                ),
                ("code", models.SlugField(blank=True, db_default="")),
                ("code_system", models.CharField(blank=True, db_default="", max_length=200)),
            ],
            options={
                "ordering": ["scheme", "kind", "order"],
                "constraints": [models.UniqueConstraint(fields=("scheme", "kind", "key"), name="rating_level_unique")],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("key", models.SlugField(primary_key=True, serialize=False)),
                ("file_name", models.CharField(blank=True, max_length=100)),
                ("title", models.CharField(max_length=300)),
                ("publisher", models.CharField(max_length=200)),
                ("published", models.CharField(blank=True, max_length=10)),
                ("literature_search", models.CharField(blank=True, max_length=10)),
                ("last_assessed", models.CharField(blank=True, max_length=10)),
                ("status", models.CharField(blank=True, max_length=200)),
                ("note", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="SourceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("key", models.SlugField(db_index=False, serialize=False)),
                ("file_name", models.CharField(blank=True, max_length=100)),
                ("title", models.CharField(max_length=300)),
                ("publisher", models.CharField(max_length=200)),
                ("published", models.CharField(blank=True, max_length=10)),
                ("literature_search", models.CharField(blank=True, max_length=10)),
                ("last_assessed", models.CharField(blank=True, max_length=10)),
                ("status", models.CharField(blank=True, max_length=200)),
                ("note", models.TextField(blank=True)),
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
                        to="guidelines.source",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("guideline", "guideline"),
                            ("safety_prompts", "safety prompts"),
                            ("vocabulary", "vocabulary"),
                            ("pathway", "referral pathway"),
                            ("instruments", "instruments"),
                            ("medicines", "medicines"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["guideline", "safety_prompts", "vocabulary", "pathway", "instruments", "medicines"],
                            )
                        ),
                        name="publication_kind_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField()),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendations",
                        to="guidelines.publication",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("publication", "key"), name="recommendation_key_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="RecommendationVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "level",
                    models.CharField(
                        choices=[("patient", "for a patient"), ("system", "for the health system")], max_length=10
                    ),
                ),
                ("topic", models.SlugField()),
                ("direction", models.CharField(max_length=10)),
                ("title", models.CharField(max_length=100)),
                ("text", models.CharField(max_length=280)),
                ("rationale", models.TextField()),
                ("practical", models.TextField()),
                ("in_clinic", models.TextField()),
                ("source_section", models.CharField(max_length=200)),
                ("superseded_by", models.CharField(blank=True, max_length=120)),
                ("applies_when", models.JSONField(null=True)),
                ("attention_when", models.JSONField(null=True)),
                ("content_hash", models.CharField(max_length=64)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.SearchVector("title", config="danish", weight="A"),
                                "||",
                                django.contrib.postgres.search.SearchVector("text", config="danish", weight="B"),
                                django.contrib.postgres.search.SearchConfig("danish"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                "rationale", "practical", "in_clinic", config="danish", weight="C"
                            ),
                            django.contrib.postgres.search.SearchConfig("danish"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "certainty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="guidelines.ratinglevel"
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="guidelines.recommendation",
                    ),
                ),
                (
                    "strength",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="guidelines.ratinglevel"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="guidelines.source"
                    ),
                ),
                ("lifted_because", models.CharField(blank=True, db_default="", max_length=160)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("recommendation", "number"), name="recommendation_version_number"),
                    models.UniqueConstraint(
                        fields=("recommendation", "content_hash"), name="recommendation_version_content"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level", "system"), ("applies_when__isnull", False), _connector="OR"),
                        name="patient_level_has_a_condition",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "waits for a reviewer"),
                            ("approved", "approved"),
                            ("published", "published"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("publisher", models.CharField(blank=True, max_length=200)),
                ("programme", models.CharField(blank=True, max_length=300)),
                ("last_assessed", models.CharField(blank=True, max_length=10)),
                ("literature_search", models.CharField(blank=True, max_length=10)),
                ("currency_note", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                ("body", models.JSONField(default=dict)),
                ("content_hash", models.CharField(max_length=64)),
                ("effective", django.contrib.postgres.fields.ranges.DateTimeRangeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="guidelines.publication",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="guidelines.source"
                    ),
                ),
                ("round", models.PositiveIntegerField(db_default=1, default=1)),
                ("justifications", models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict)),
                (
                    "rating_scheme",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="guidelines.ratingscheme",
                    ),
                ),
                ("retired", models.JSONField(db_default=models.Value([], models.JSONField()), default=list)),
                ("unverified", models.TextField(blank=True, db_default="")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("publication", "number"), name="release_number_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            ("prepared_by__isnull", True),
                            models.Q(("approved_by", models.F("prepared_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="release_two_people",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("publication_id"),
                                    models.F("publication_id"),
                                    models.Value("[]"),
                                    function="int8range",
                                ),
                                "&&",
                            ),
                            ("effective", "&&"),
                        ],
                        name="one_effective_release",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("effective__isnull", True),
                                ("published_at__isnull", True),
                                ("state__in", ["draft", "submitted", "approved"]),
                            ),
                            models.Q(
                                ("effective__isnull", False), ("published_at__isnull", False), ("state", "published")
                            ),
                            _connector="OR",
                        ),
                        name="release_published_has_dates",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PinnedRecommendation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="guidelines.recommendationversion",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pinned", to="guidelines.release"
                    ),
                ),
                ("cases", models.JSONField(db_default=models.Value([], models.JSONField()), default=list)),
                ("evidence_reviewed", models.CharField(blank=True, db_default="", max_length=10)),
            ],
            options={
                "ordering": ["release", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("release", "position"), name="pinned_position_unique"),
                    models.UniqueConstraint(fields=("release", "version"), name="pinned_version_unique"),
                ],
            },
        ),
        migrations.AddField(
            model_name="release",
            name="recommendations",
            field=models.ManyToManyField(
                through="guidelines.PinnedRecommendation", to="guidelines.recommendationversion"
            ),
        ),
        migrations.CreateModel(
            name="ReleaseEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("created", "draft made"),
                            ("edited", "edited"),
                            ("submitted", "submitted for review"),
                            ("sent_back", "sent back"),
                            ("approved", "approved"),
                            ("published", "published"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("note", models.TextField(blank=True)),
                ("round", models.PositiveIntegerField()),
                ("content_hash", models.CharField(max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="guidelines.release"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["created", "edited", "submitted", "sent_back", "approved", "published", "withdrawn"],
                            )
                        ),
                        name="release_event_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["sent_back", "withdrawn"]), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="release_taken_back_for_a_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "approved")),
                        fields=("release", "round"),
                        name="release_approved_once_a_round",
                    ),
                ],
            },
        ),
    ]
