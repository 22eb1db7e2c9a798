"""Content files that are drafts: kept beside what is in force, replaced when they change, and never put in force."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from guidelines.content_files.loading import load_publication, read_yaml
from guidelines.content_files.text import write_yaml
from guidelines.in_force.content import current_content, draft_content
from guidelines.models import Release
from guidelines.vocabulary.reading import ContentFault
from tests.support.content.publishing import load_edited

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

KEY, NAME = "region-syddanmark", "pathways/region-syddanmark-draft.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(settings.FIXTURES_DIR, tmp_path / "fixtures"))


def read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(settings.FIXTURES_DIR / name)
    return content


def write(folder: Path, content: dict[str, Any]) -> None:
    (folder / NAME).write_text(write_yaml(content), encoding="utf-8")


def releases(key: str = KEY) -> list[tuple[int, str, str]]:
    found = Release.objects.filter(publication__key=key).order_by("number")
    return [(release.number, release.state, release.title) for release in found]


def test_the_draft_region_is_loaded_as_a_draft_and_is_nowhere_in_force() -> None:
    assert releases() == [(1, "draft", read(NAME)["title"])]
    content = current_content()
    assert KEY not in content.releases
    assert "syddanmark-odense" not in str(content.planning_areas(date(2026, 11, 20)))
    assert draft_content().releases[KEY].state == "draft"


def test_an_unchanged_draft_stays_the_same_row(folder: Path) -> None:
    before = Release.objects.get(publication__key=KEY).pk
    load_edited(folder)
    assert Release.objects.get(publication__key=KEY).pk == before


def test_a_changed_file_replaces_the_draft_and_publishes_nothing(folder: Path) -> None:
    in_force = current_content().manifest
    write(folder, read(NAME) | {"title": "Ny kladde"})
    load_edited(folder)
    assert releases() == [(1, "draft", "Ny kladde")]
    assert draft_content().releases[KEY].title == "Ny kladde"
    assert current_content().manifest == in_force


def test_a_draft_beside_a_release_in_force_leaves_that_release_alone() -> None:
    body = read("pathways/region-h-2014.yaml")
    draft = body | {"title": "Kladde", "release": {"state": "draft", "note": ""}}
    assert load_publication(draft).pk == load_publication(draft).pk
    load_publication(draft | {"title": "Kladde 2"})
    assert [row[:2] for row in releases("region-h-2014")] == [(1, "published"), (2, "draft")]
    assert current_content().releases["region-h-2014"].title == body["title"]
    assert draft_content().releases["region-h-2014"].title == "Kladde 2"


def test_a_guideline_s_draft_is_replaced_with_its_recommendations() -> None:
    guideline = read("guidelines/opioid-care.yaml") | {"release": {"state": "draft", "note": ""}}
    load_publication(guideline)
    load_publication(guideline | {"recommendations": guideline["recommendations"][:2]})
    draft = draft_content()
    assert (
        len([entry for entry in draft.recommendations.values() if entry.release == draft.releases["opioid-care"]]) == 2
    )


def test_what_is_published_after_the_draft_comes_before_it() -> None:
    published = load_publication(read(NAME) | {"unverified": "", "title": "Udgivet", "release": {"note": ""}})
    assert (published.number, published.state) == (2, "published")
    assert draft_content().releases[KEY] == current_content().releases[KEY] == published


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"criteria": [{**read(NAME)["criteria"][0], "when": {"fact": "no.such", "is": True}}]}, ContentFault),
        ({"planning_areas": [{"key": "byen", "label": "Byen"}]}, ValueError),
    ],
)
def test_a_draft_that_does_not_hold_together_stops_the_whole_load(
    change: dict[str, Any], fault: type[Exception], folder: Path
) -> None:
    write(folder, read(NAME) | change)
    with pytest.raises(fault):
        load_edited(folder)
    assert releases() == [(1, "draft", read(NAME)["title"])]
