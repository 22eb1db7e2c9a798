"""A release as a content file: what goes out comes back in without loss."""

from typing import Any

import pytest

from guidelines.content_files.loading import new_release, read_yaml
from guidelines.content_files.release import content_of_release, from_text, write_release
from guidelines.content_files.text import NotABundle
from guidelines.in_force.content import Content
from guidelines.models import Publication, Release
from tests.support.content.publishing import without_empty

pytestmark = pytest.mark.django_db


def test_what_is_in_force_goes_out_and_comes_back_the_same(content: Content) -> None:
    for release in content.releases.values():
        read = from_text(write_release(release), release.publication)
        assert read == content_of_release(release)
        copy = new_release(release.publication, read)
        assert content_of_release(copy) == read
        assert [pin.version_id for pin in copy.pinned.all()] == [pin.version_id for pin in release.pinned.all()]


def test_the_file_that_came_with_the_program_says_the_same(content: Content, settings: Any) -> None:
    files = [
        *(settings.FIXTURES_DIR / "guidelines").glob("*.yaml"),
        *(settings.FIXTURES_DIR / "pathways").glob("*.yaml"),
    ]
    compared = 0
    for path in files:
        file = read_yaml(path)
        if file["key"] in content.releases:
            compared += 1
            exported = content_of_release(content.releases[file["key"]])
            for side in (file, exported):
                side["release"] = {"note": side["release"]["note"]}
            assert without_empty(exported) == without_empty(file)
    assert compared >= 8


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "ét dokument"),
        ("- a list", "begynde med key"),
        ("key: [", "Linje 2"),
        ("format: 1\npublications: []", "pakke"),
        ("key: other\nkind: guideline", "key og kind skal være"),
        ("key: generalised-pain\nkind: vocabulary", "key og kind skal være"),
        ("key: generalised-pain\nkind: guideline", "release › note"),
        ("key: generalised-pain\nkind: guideline\nrelease: {note: ' '}", "release › note"),
        ("key: !!python/object/apply:os.system ['true']", "Linje 1: typer"),
    ],
)
def test_what_is_no_content_file_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(NotABundle, match=reason):
        from_text(text, Publication.objects.get(key="generalised-pain"))


def test_a_file_is_readable_danish(content: Content) -> None:
    release = Release.objects.effective().get(publication__key="generalised-pain")
    assert "bevægeapparatet" in write_release(release)
