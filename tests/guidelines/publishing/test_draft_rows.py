"""Changing single rows of a draft: what others did elsewhere stands, and two edits of one row are both kept."""

from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from guidelines.content_files.loading import MOST_RECOMMENDATIONS
from guidelines.content_files.release import content_of_release
from guidelines.in_force.content import Content
from guidelines.models import RatingLevel, RatingScheme, RecommendationVersion, Release
from guidelines.publishing.consistency import Refused
from guidelines.publishing.draft_rows import (
    find_row,
    frame_of,
    keys_of,
    put_order,
    put_row,
    remove_row,
    seen_hash,
    update_metadata,
)
from guidelines.publishing.drafts import create_draft, create_publication
from guidelines.publishing.life_cycle import approve, submit
from tests.support.records.cast import make_user

pytestmark = pytest.mark.django_db
PART = "recommendations"


@pytest.fixture
def draft(author: User, content: Content) -> Release:
    return create_draft(by=author, publication=content.releases["generalised-pain"].publication)


def row(release: Release, key: str) -> dict[str, Any]:
    found = find_row(content_of_release(release), PART, key)
    assert found is not None
    return dict(found)


def put(author: User, draft: Release, changed: dict[str, Any], seen: Any) -> Release:
    return put_row(by=author, release=draft, part=PART, row=changed, seen=seen_hash(seen), note=changed["key"])


def test_two_people_change_different_rows_of_one_draft(author: User, draft: Release) -> None:
    tca, ssri = row(draft, "tca"), row(draft, "ssri")
    put(author, draft, tca | {"text": "Ny tekst om TCA."}, tca)
    assert (
        put(make_user("second", is_content_administrator=True), draft, ssri | {"text": "Ny tekst om SSRI."}, ssri)
        == draft
    )
    assert (row(draft, "tca")["text"], row(draft, "ssri")["text"]) == ("Ny tekst om TCA.", "Ny tekst om SSRI.")
    assert [event.note for event in draft.events.filter(kind="edited")] == ["tca", "ssri"]


def test_two_edits_of_one_row_are_both_kept(author: User, draft: Release) -> None:
    tca = row(draft, "tca")
    put(author, draft, tca | {"text": "Den enes tekst."}, tca)
    beside = put(make_user("second", is_content_administrator=True), draft, tca | {"text": "Den andens tekst."}, tca)
    assert beside != draft
    assert (row(draft, "tca")["text"], row(beside, "tca")["text"]) == ("Den enes tekst.", "Den andens tekst.")


def test_whoever_wrote_in_the_first_draft_only_can_approve_the_one_beside_it(author: User, draft: Release) -> None:
    """The second had read the published row: the draft beside holds that change and nothing of the first's."""
    tca, ssri = row(draft, "tca"), row(draft, "ssri")
    put(author, draft, ssri | {"text": "Brug kun SSRI, hvis den ene har læst det."}, ssri)
    put(author, draft, tca | {"text": "Den enes tekst."}, tca)
    second = make_user("second", is_content_administrator=True)
    beside = put(second, draft, tca | {"text": "Overvej den andens tekst."}, tca)
    assert row(beside, "ssri") == ssri
    submit(by=second, release=beside)
    assert approve(by=author, release=beside, seen_hash=beside.content_hash).state == "approved"


def test_a_row_is_added_last_moved_and_taken_out(author: User, draft: Release) -> None:
    new = row(draft, "tca") | {"key": "new-one", "title": "Ny anbefaling"}
    put(author, draft, new, None)
    keys = keys_of(content_of_release(draft), PART)
    assert keys[-1] == "new-one"
    turned = [keys[-1], *keys[:-1]]
    put_order(by=author, release=draft, part=PART, keys=turned, seen=seen_hash(keys), note="")
    assert keys_of(content_of_release(draft), PART) == turned
    remove_row(by=author, release=draft, part=PART, key="tca", seen=seen_hash(row(draft, "tca")), note="")
    assert "tca" not in keys_of(content_of_release(draft), PART)


def test_an_order_that_did_not_know_of_a_new_row_loses_nothing(author: User, draft: Release) -> None:
    keys = keys_of(content_of_release(draft), PART)
    put(author, draft, row(draft, "tca") | {"key": "new-one"}, None)
    beside = put_order(by=author, release=draft, part=PART, keys=keys[::-1], seen=seen_hash(keys), note="")
    assert beside != draft
    assert keys_of(content_of_release(beside), PART) == keys[::-1]
    assert keys_of(content_of_release(draft), PART) == [*keys, "new-one"]


def test_the_frame_is_changed_alone(author: User, draft: Release) -> None:
    before = content_of_release(draft)
    values = {"last_assessed": "2026-11", "title": "Nyt navn"}
    seen = seen_hash(frame_of(before, list(values)))
    update_metadata(by=author, release=draft, values=values, seen=seen, note="")
    draft.refresh_from_db()
    assert (draft.title, draft.last_assessed) == ("Nyt navn", "2026-11")
    assert content_of_release(draft) == before | values


def test_what_is_submitted_is_not_changed_row_by_row_either(author: User, draft: Release) -> None:
    tca = row(draft, "tca")
    put(author, draft, tca | {"text": "Overvej TCA, men vent."}, tca)
    submit(by=author, release=draft)
    with pytest.raises(Refused):
        put(author, draft, tca, row(draft, "tca"))


def test_a_date_of_review_and_cases_make_no_new_version(author: User, draft: Release) -> None:
    tca = row(draft, "tca")
    version = draft.pinned.get(version__recommendation__key="tca").version
    cases = [{"name": "Ukendt", "as_of": "2026-11-25", "facts": {}, "expect": "unknown"}]
    put(author, draft, tca | {"evidence_reviewed": "2026-11", "cases": cases}, tca)
    pin = draft.pinned.get(version__recommendation__key="tca")
    assert (pin.version, pin.evidence_reviewed, pin.cases) == (version, "2026-11", cases)
    assert row(draft, "tca") == tca | {"evidence_reviewed": "2026-11", "cases": cases}


def test_a_recommendation_may_have_another_source_than_its_guideline(author: User, draft: Release) -> None:
    tca = row(draft, "tca")
    put(author, draft, tca | {"source": "cross-sector-2023"}, tca)
    assert draft.pinned.get(version__recommendation__key="tca").version.source_id == "cross-sector-2023"
    assert row(draft, "tca")["source"] == "cross-sector-2023"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"text": "x" * 281}, "teksten er længere end 280 tegn"),
        ({"title": ""}, "title: "),
        ({"strength": "class_i"}, "class_i"),
        ({"level": "ward"}, "er »patient« eller »system«, ikke »ward«"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_with_the_reason(
    author: User, draft: Release, change: dict[str, Any], reason: str
) -> None:
    tca = row(draft, "tca")
    before = RecommendationVersion.objects.count()
    with pytest.raises(Refused, match=reason):
        put(author, draft, tca | change, tca)
    assert (row(draft, "tca"), RecommendationVersion.objects.count()) == (tca, before)


def test_a_new_guideline_begins_as_an_empty_draft_with_another_scheme(author: User) -> None:
    frame: dict[str, Any] = {"source": "cross-sector-2023", "rating_scheme": "class-and-letter", "title": "Ny"}
    frame |= {"release": {"note": "Ny."}}
    draft = create_publication(by=author, key="new", kind="guideline", content=frame | {"recommendations": []})
    assert (draft.state, draft.publication.owner) == ("draft", author)
    read = content_of_release(draft)
    assert (read["rating_scheme"], read["recommendations"]) == ("class-and-letter", [])
    with pytest.raises(Refused, match="new"):
        create_publication(by=author, key="new", kind="guideline", content=frame)


def test_too_many_recommendations_are_refused_and_nothing_is_written(author: User, draft: Release) -> None:
    tca = row(draft, "tca")
    rows = [tca | {"key": f"r{number}"} for number in range(MOST_RECOMMENDATIONS + 1)]
    values, before = {PART: rows}, content_of_release(draft)
    with pytest.raises(Refused, match=str(MOST_RECOMMENDATIONS)):
        update_metadata(by=author, release=draft, values=values, seen=seen_hash(frame_of(before, [PART])), note="")
    draft.refresh_from_db()
    assert content_of_release(draft) == before


def test_two_schemes_of_grades_are_data(content: Content) -> None:
    assert {scheme.key for scheme in RatingScheme.objects.all()} == {"sst", "class-and-letter"}
    levels = RatingLevel.objects.filter(scheme="class-and-letter")
    assert [level.symbol for level in levels.filter(kind="strength")] == ["I", "IIa", "IIb", "III"]
    assert [level.symbol for level in levels.filter(kind="certainty")] == ["A", "B", "C"]
    strong = RatingLevel.objects.get(scheme="sst", key="strong_against")
    assert (strong.code, strong.direction) == ("strong", "against")


def test_what_a_source_said_before_is_kept(author: User, draft: Release) -> None:
    source = draft.source
    assert source is not None
    before, source.status = source.status, "Afløst"
    source.save()
    events = apps.get_model("guidelines", "SourceEvent").objects.filter(pgh_obj=source).order_by("pgh_id")
    assert [event.status for event in events] == [before, "Afløst"]
    for statement in ("UPDATE guidelines_sourceevent SET status = ''", "DELETE FROM guidelines_sourceevent"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)
