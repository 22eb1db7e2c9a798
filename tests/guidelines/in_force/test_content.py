"""Releases: what loading makes, what is in force, and what can never change again."""

import shutil
from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connections, models, transaction
from django.utils import timezone

from accounts.tenancy.row_security import as_owner
from guidelines.conditions.tree import ConditionError
from guidelines.content_files.loading import publish, read_yaml
from guidelines.content_files.text import write_yaml
from guidelines.in_force.content import ContentMissing, build_content, content_of, current_content, draft_content
from guidelines.models import (
    PinnedRecommendation,
    Publication,
    RatingLevel,
    Recommendation,
    RecommendationVersion,
    Release,
)
from guidelines.vocabulary.reading import ContentFault
from referrals.management.commands.load_content import load_content
from tests.support.content.publishing import load_edited

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

GUIDELINE = "guidelines/generalised-pain.yaml"
PUBLISHED = (Publication, Release, Recommendation, RecommendationVersion, PinnedRecommendation, RatingLevel)
Row = dict[str, Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(settings.FIXTURES_DIR, tmp_path / "fixtures"))


def edit(folder: Path, name: str, change: Callable[[Row], Any]) -> None:
    path = folder / name
    content = read_yaml(path)
    change(content)
    path.write_text(write_yaml(content), encoding="utf-8")


def recommendation(content: Row, key: str) -> Row:
    return next(row for row in content["recommendations"] if row["key"] == key)


def counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in PUBLISHED}


def in_force(key: str) -> Release:
    return Release.objects.effective().get(publication__key=key)


def version(release: Release, key: str) -> RecommendationVersion:
    return release.recommendations.get(recommendation__key=key)


def draft_of(release: Release, **changes: Any) -> Release:
    values = {"number": release.number + 1, "title": "Kladde", "body": release.body, "content_hash": "draft"}
    return Release.objects.create(publication=release.publication, **values | changes)


def sql(statement: str, *parameters: Any) -> None:
    """As the owner of the tables, whom no missing right protects from a slip."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, parameters)


def test_each_publication_is_in_force_once() -> None:
    keys = Release.objects.effective().values_list("publication__key", flat=True)
    assert sorted(keys) == [
        "cross-sector",
        "dependency-medicines",
        "generalised-pain",
        "gp-assessment",
        "instruments",
        "medicine-choice",
        "medicines",
        "new-neck-pain",
        "new-pain",
        "opioid-care",
        "own-follow-up",
        "own-prompts",
        "region-h-2014",
        "safety-prompts",
        "vocabulary",
    ]
    assert current_content().manifest == dict.fromkeys(keys, 1)


def test_only_recommendations_for_a_patient_are_rules(folder: Path) -> None:
    edit(folder, GUIDELINE, lambda content: recommendation(content, "ssri").update(level="system"))
    load_edited(folder)
    content = current_content()
    system = {key for key, entry in content.recommendations.items() if entry.version.level == "system"}
    assert (len(content.recommendations), len(system)) == (81, 13)
    assert {rule.key for rule in content.rules} == content.recommendations.keys() - system


def test_content_in_force_is_built_once() -> None:
    assert current_content() is current_content() is content_of("PUBLISHED")


def test_the_same_vocabulary_is_compiled_once_and_another_word_by_word() -> None:
    """Tried: without what is kept."""
    content, body = current_content(), in_force("vocabulary").body
    assert content.with_vocabulary(deepcopy(body)).vocabulary is content.with_vocabulary(body).vocabulary
    key, body["questions"][0]["label"] = body["questions"][0]["key"], "Noget andet"
    assert content.with_vocabulary(body).vocabulary.questions[key].label == "Noget andet"
    assert content.vocabulary.questions[key].label != "Noget andet"


def test_loading_the_same_again_publishes_nothing() -> None:
    before = counts()
    load_content(settings.FIXTURES_DIR)
    assert counts() == before


def test_a_changed_text_is_a_new_release_and_a_new_version(folder: Path) -> None:
    old, before = in_force("generalised-pain"), counts()
    old_tca = version(old, "tca")
    edit(folder, GUIDELINE, lambda content: recommendation(content, "tca").update(text="Ny tekst."))
    load_edited(folder)

    new = in_force("generalised-pain")
    assert (new.number, version(new, "tca").number) == (old.number + 1, old_tca.number + 1)
    assert version(new, "tca").text == "Ny tekst."
    old.refresh_from_db()
    assert (old.effective.upper, new.effective.upper) == (new.effective.lower, None)
    assert version(old, "tca") == old_tca
    assert old_tca.text != "Ny tekst."
    assert version(new, "ssri") == version(old, "ssri")
    added = {"Release": 1, "RecommendationVersion": 1, "PinnedRecommendation": 14}
    assert counts() == {name: count + added.get(name, 0) for name, count in before.items()}
    assert current_content().recommendations["generalised-pain/tca"].version.text == "Ny tekst."


def test_going_back_to_an_old_text_takes_its_old_version_again(folder: Path) -> None:
    old = in_force("generalised-pain")
    edit(folder, GUIDELINE, lambda content: recommendation(content, "tca").update(text="Ny tekst."))
    load_edited(folder)
    load_content(settings.FIXTURES_DIR)
    newest = in_force("generalised-pain")
    assert newest.number == old.number + 2
    assert version(newest, "tca") == version(old, "tca")


def test_the_order_of_the_file_is_kept(folder: Path) -> None:
    edit(folder, GUIDELINE, lambda content: content["recommendations"].reverse())
    load_edited(folder)
    keys = [key for key in current_content().recommendations if key.startswith("generalised-pain/")]
    assert (keys[0], keys[-1]) == ("generalised-pain/gabapentinoids", "generalised-pain/diagnostic-clarification")


@pytest.mark.parametrize(
    ("name", "change", "error"),
    [
        (
            "guidelines/opioid-care.yaml",
            lambda content: content["recommendations"][0].update(applies_when={"fact": "no.such", "is": True}),
            ConditionError,
        ),
        (
            "pathways/region-h-2014.yaml",
            lambda content: content["criteria"][0].update(when={"fact": "patient.age_years", "is": 18}),
            ContentFault,
        ),
        (
            "pathways/region-h-2014.yaml",
            lambda content: content["destinations"][0]["requires"].append("no_such_criterion"),
            ConditionError,
        ),
        (
            "vocabulary.yaml",
            lambda content: content["populations"][0].update(when={"population": "adult"}),
            ConditionError,
        ),
        ("vocabulary.yaml", lambda content: content["questions"].pop(0), ValueError),
        (
            "vocabulary.yaml",
            lambda content: content["preoperative_history"]["headings"][0]["facts"].append("no.such"),
            ValueError,
        ),
        (
            "vocabulary.yaml",
            lambda content: content.update(
                note=[],
                questions=[row for row in content["questions"] if row["key"] != "surgery.preoperative_history_done"],
            ),
            ConditionError,
        ),
        ("guidelines/opioid-care.yaml", lambda content: content["recommendations"][0].pop("title"), ContentFault),
        (
            "guidelines/safety-prompts.yaml",
            lambda content: content["recommendations"][0].update(applies_when=None),
            IntegrityError,
        ),
    ],
)
def test_one_fault_publishes_nothing_at_all(folder: Path, name: str, change: Callable[[Row], Any], error: Any) -> None:
    before, content = counts(), current_content()
    edit(folder, GUIDELINE, lambda sound: recommendation(sound, "tca").update(text="Ny tekst."))
    edit(folder, "ratings.yaml", lambda sound: sound["schemes"][0]["strengths"][0].update(label="Ny etiket"))
    edit(folder, name, change)
    with pytest.raises(error):
        load_edited(folder)
    assert counts() == before
    assert current_content() is content
    assert not RatingLevel.objects.filter(label="Ny etiket").exists()


@pytest.mark.parametrize("model", [Release, RecommendationVersion, PinnedRecommendation])
def test_what_is_published_refuses_change_and_removal(model: type[models.Model]) -> None:
    row = model._default_manager.filter(**{"state": "published"} if model is Release else {}).first()
    assert row is not None
    field = {Release: "number", RecommendationVersion: "number", PinnedRecommendation: "position"}[model]
    setattr(row, field, 901)
    table = model._meta.db_table
    attempts: list[Callable[[], Any]] = [
        lambda: model._default_manager.filter(pk=row.pk).update(**{field: 901}),
        lambda: model._default_manager.filter(pk=row.pk).delete(),
        row.delete,
        row.save,
        lambda: sql(f"UPDATE {table} SET {field} = 901 WHERE id = %s", row.pk),
        lambda: sql(f"DELETE FROM {table} WHERE id = %s", row.pk),
    ]
    refused = pytest.raises((DatabaseError, models.ProtectedError), match=r"(?i)cannot (update|delete|be changed)")
    for attempt in attempts:
        with refused, transaction.atomic(), transaction.atomic("owner"):
            attempt()


@pytest.mark.parametrize("model", [Release, RecommendationVersion])
def test_tables_of_published_content_are_never_emptied(model: type[models.Model]) -> None:
    with pytest.raises(DatabaseError, match="never emptied"), transaction.atomic("owner"):
        sql(f"TRUNCATE {model._meta.db_table} CASCADE")


def test_a_published_release_refuses_to_become_a_draft_or_to_take_another_body() -> None:
    release = in_force("vocabulary")
    changes: list[Row] = [{"state": "draft", "effective": None, "published_at": None}, {"body": {}}, {"title": "x"}]
    for change in changes:
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            Release.objects.filter(pk=release.pk).update(**change)


def test_a_draft_may_still_change_and_go() -> None:
    draft = draft_of(in_force("vocabulary"))
    assert Release.objects.filter(pk=draft.pk).update(title="Ny kladde", body={}) == 1
    draft.delete()
    assert not Release.objects.filter(title="Ny kladde").exists()


def test_the_pins_of_a_draft_may_still_change_and_go() -> None:
    old = in_force("generalised-pain")
    draft = draft_of(old)
    for position, key in enumerate(("tca", "ssri")):
        PinnedRecommendation.objects.create(release=draft, version=version(old, key), position=position)
    pins = PinnedRecommendation.objects.filter(release=draft)
    assert pins.filter(position=0).update(position=3) == 1
    assert pins.filter(position=1).delete()[0] == 1
    draft.delete()
    assert not pins.exists()


def test_two_releases_cannot_be_in_force_at_once() -> None:
    old, now = in_force("generalised-pain"), timezone.now()
    for effective in ((now, None), (now - timedelta(days=9000), now + timedelta(days=1))):
        with pytest.raises(IntegrityError, match="one_effective_release"), as_owner():
            draft_of(old, state="published", effective=effective, published_at=now)


def test_publishing_a_draft_closes_the_release_before_it() -> None:
    old = in_force("vocabulary")
    draft = draft_of(old)
    publish(draft)
    old.refresh_from_db()
    draft.refresh_from_db()
    assert in_force("vocabulary") == draft
    assert old.effective.upper == draft.effective.lower


def test_a_draft_is_preferred_only_where_drafts_are_asked_for() -> None:
    shipped = current_content().manifest | dict.fromkeys(
        ("new-back-pain", "region-syddanmark", "medicine-cautions", "medicine-cautions-read"), 1
    )
    assert draft_content().manifest == shipped
    old = in_force("vocabulary")
    first = {**old.body["questions"][0], "label": "Kladdens spørgsmål?"}
    draft_of(old, body={**old.body, "questions": [first, *old.body["questions"][1:]]})
    assert draft_content().vocabulary.label("pain.onset_date") == "Kladdens spørgsmål?"
    assert content_of("DRAFT").manifest == shipped | {"vocabulary": 2}
    assert current_content().vocabulary.label("pain.onset_date") != "Kladdens spørgsmål?"


def test_without_a_vocabulary_there_is_no_content() -> None:
    with pytest.raises(ContentMissing):
        build_content(())
    old = in_force("vocabulary")
    Release.objects.filter(pk=old.pk).update(effective=(old.effective.lower, timezone.now()))
    with pytest.raises(ContentMissing):
        current_content()


def test_a_published_release_takes_no_further_recommendation() -> None:
    other = version(in_force("opioid-care"), "taper")
    with pytest.raises(DatabaseError), transaction.atomic():
        PinnedRecommendation.objects.create(release=in_force("generalised-pain"), version=other, position=99)


def test_the_start_of_a_published_release_stays() -> None:
    release = in_force("vocabulary")
    with pytest.raises(DatabaseError), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(effective=(release.effective.lower - timedelta(days=1), None))


def test_the_pins_are_never_emptied() -> None:
    with pytest.raises(DatabaseError, match="never emptied"), transaction.atomic("owner"):
        sql("TRUNCATE guidelines_pinnedrecommendation")
