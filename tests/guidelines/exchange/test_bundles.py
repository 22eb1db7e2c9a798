"""A bundle out and in again: nothing is lost, nothing is published, and what does not hold is refused whole."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from guidelines.content_files.folder import RATINGS, SOURCES, read_folder
from guidelines.content_files.release import content_of_release
from guidelines.content_files.text import Bundle, open_bundle, pack_bundle, write_json, write_yaml
from guidelines.exchange.bundles import ImportStatus, bundle_in_force, bundle_of, examine, import_bundle
from guidelines.in_force.content import Content
from guidelines.models import RatingScheme, Release, Source
from guidelines.publishing.consistency import Refused
from guidelines.publishing.drafts import create_draft
from guidelines.publishing.life_cycle import approve, publish_approved, submit
from tests.support.content.bundles import GUIDELINE, ODD, PATHWAY, Change, changed, content_in, reword, written
from tests.support.content.publishing import without_empty
from tests.support.records.cast import Cast, make_user

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def statuses(found: list[Any]) -> dict[str, str]:
    return {entry.key: entry.status for entry in found if entry.status != ImportStatus.UNCHANGED}


@pytest.mark.parametrize("write", [write_yaml, write_json])
def test_what_goes_out_comes_in_as_nothing_new(write: Callable[[Any], str], cast: Cast) -> None:
    before, bundle = written(), bundle_in_force()
    read = open_bundle(write(pack_bundle(bundle)))
    assert read == bundle
    assert read.is_intact
    plan = import_bundle(by=cast.editor, bundle=read)
    assert (plan.drafts, plan.makes_something) == ([], False)
    assert not any(statuses(found) for found in (plan.publications, plan.sources, plan.schemes))
    assert written() == before


@pytest.mark.parametrize("write", [write_yaml, write_json])
def test_every_publication_becomes_the_same_draft(write: Callable[[Any], str], cast: Cast, content: Content) -> None:
    for release in content.releases.values():
        said = content_of_release(release)
        read = open_bundle(write(pack_bundle(Bundle([], [], [said | {"title": f"{release.title} 2"}]))))
        (draft,) = import_bundle(by=cast.editor, bundle=read).drafts
        assert content_of_release(draft) == said | {"title": f"{release.title} 2"}
        assert (draft.state, draft.publication) == ("draft", release.publication)
        pins = [list(found.pinned.values_list("version", flat=True)) for found in (draft, release)]
        assert pins[0] == pins[1]


@pytest.fixture
def guideline(content: Content) -> dict[str, Any]:
    """What is said by a guideline in force."""
    return content_of_release(content.releases[GUIDELINE])


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.sampled_from(ODD)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=90),
    write=st.sampled_from([write_yaml, write_json]),
)
def test_odd_texts_come_through(text: str, write: Callable[[Any], str], cast: Cast, guideline: dict[str, Any]) -> None:
    # A text that is left out and one that is empty are the same, so each has a letter.
    said = deepcopy(guideline) | {"currency_note": f"x{text}"}
    said["recommendations"][0].update(rationale=f"{text}x", practical=f"x{text}")
    read = open_bundle(write(pack_bundle(Bundle([], [], [said]))))
    with transaction.atomic():
        (draft,) = import_bundle(by=cast.editor, bundle=read).drafts
        assert content_of_release(draft) == content_in(read, GUIDELINE)
        transaction.set_rollback(True)


def test_the_content_files_are_the_same_bundle_unpacked() -> None:
    files, bundle = read_folder(settings.FIXTURES_DIR), bundle_in_force()
    schemes = [{name: value for name, value in row.items() if name != "source"} for row in files[RATINGS]["schemes"]]
    assert without_empty(sorted(schemes, key=lambda row: row["key"])) == without_empty(bundle.schemes)
    sources = sorted(files[SOURCES]["sources"], key=lambda row: row["key"])
    assert without_empty([{**row, "note": row["note"]} for row in sources]) == without_empty(bundle.sources)
    published = {
        content["key"]: content
        for name, content in files.items()
        if name not in (RATINGS, SOURCES) and content["release"].get("state") != "draft"
    }
    assert published.keys() == {content["key"] for content in bundle.publications}
    for content in bundle.publications:
        for side in (content, published[content["key"]]):
            side["release"] = {"note": side["release"]["note"]}
        assert without_empty(content) == without_empty(published[content["key"]])


def test_one_changed_word_is_one_draft_and_is_shown_first(cast: Cast, content: Content) -> None:
    before, bundle = written(), changed(GUIDELINE, reword)
    plan = examine(by=cast.editor, bundle=bundle)
    assert written() == before
    assert statuses(plan.publications) == {GUIDELINE: "differs"}
    (found,) = [found for found in plan.publications if found.draft]
    assert found.comparison
    (entry,) = found.comparison.changed
    parts = [part.text for field in entry.fields for part in field.parts if part.kind == "added"]
    assert "samråd" in "".join(parts)
    made = import_bundle(by=cast.editor, bundle=bundle)
    assert made.fingerprint == plan.fingerprint
    (draft,) = made.drafts
    assert content_of_release(draft) == content_in(bundle, GUIDELINE)
    assert [(event.kind, event.by) for event in draft.events.all()] == [
        ("created", cast.editor),
        ("edited", cast.editor),
    ]
    assert content.releases[GUIDELINE] == Release.objects.effective().get(publication__key=GUIDELINE)


def test_what_is_released_as_a_whole_is_shown_row_by_row(cast: Cast) -> None:
    bundle = changed(PATHWAY, lambda content: content["criteria"][0].update(unmet="Nye ord her."))
    (found,) = [found for found in examine(by=cast.editor, bundle=bundle).publications if found.draft]
    (field,) = found.fields
    assert content_in(bundle, PATHWAY)["criteria"][0]["title"] in str(field.label)
    assert "Nye ord her." in "".join(part.text for part in field.parts if part.kind == "added")


def test_another_order_of_rows_is_shown_by_their_names(cast: Cast) -> None:
    bundle = changed(PATHWAY, lambda content: content["criteria"].reverse())
    (found,) = [found for found in examine(by=cast.editor, bundle=bundle).publications if found.draft]
    (field,) = found.fields
    assert content_in(bundle, PATHWAY)["criteria"][0]["title"] in "".join(part.text for part in field.parts)


def test_the_same_file_again_makes_no_second_draft(cast: Cast) -> None:
    bundle = changed(GUIDELINE, reword)
    import_bundle(by=cast.editor, bundle=bundle)
    before = written()
    plan = import_bundle(by=cast.editor, bundle=bundle)
    assert statuses(plan.publications) == {GUIDELINE: "waiting"}
    assert written() == before


def test_another_reason_alone_is_no_change(cast: Cast) -> None:
    bundle = changed(GUIDELINE, lambda content: content.update(release={"note": "Andre ord"}))
    assert import_bundle(by=cast.editor, bundle=bundle).drafts == []


def test_a_whole_new_guideline_with_its_source_and_scheme(cast: Cast) -> None:
    old = bundle_of(Release.objects.effective().get(publication__key=GUIDELINE))
    (content,) = deepcopy(old.publications)
    content.update(key="new-guideline", title="Ny", source="new-source", rating_scheme="new-scheme")
    bundle = Bundle(
        [{**old.schemes[0], "key": "new-scheme", "title": "Ny skala"}],
        [{"key": "new-source", "title": "Ny kilde", "publisher": "Udgiver"}],
        [content],
    )
    before = written()
    plan = examine(by=cast.editor, bundle=bundle)
    assert written() == before
    assert [found.status for found in (*plan.publications, *plan.sources, *plan.schemes)] == ["new"] * 3
    (draft,) = import_bundle(by=cast.editor, bundle=bundle).drafts
    assert content_of_release(draft) == content
    assert draft.publication.owner == cast.editor
    submit(by=cast.editor, release=draft)
    reviewer = make_user("reviewer", is_content_administrator=True)
    approve(by=reviewer, release=draft, seen_hash=draft.content_hash)
    publish_approved(by=cast.editor, release=draft)
    assert content_in(bundle_in_force(), "new-guideline") == content


def test_one_release_goes_out_with_what_it_names() -> None:
    bundle = bundle_of(Release.objects.effective().get(publication__key=GUIDELINE))
    assert [content["key"] for content in bundle.publications] == [GUIDELINE]
    assert [row["key"] for row in bundle.schemes] == ["sst"]
    assert [row["key"] for row in bundle.sources] == ["generalised-pain-quick-guide"]
    pathway = bundle_of(Release.objects.effective().get(publication__key=PATHWAY))
    assert {"region-h-2014", "cross-sector-2023"} <= {row["key"] for row in pathway.sources}


def test_a_source_and_a_scheme_that_differ_are_told_and_stay(cast: Cast) -> None:
    bundle = deepcopy(bundle_in_force())
    source = next(row for row in bundle.sources if row["key"] == "cross-sector-2023")
    scheme = next(row for row in bundle.schemes if row["key"] == "sst")
    source["title"], scheme["strengths"][0]["label"] = "Anden titel", "Stærk anbefaling imod"
    plan = import_bundle(by=cast.editor, bundle=bundle)
    assert statuses(plan.sources) == {"cross-sector-2023": "differs"}
    assert statuses(plan.schemes) == {"sst": "differs"}
    assert Source.objects.get(key="cross-sector-2023").title != "Anden titel"
    assert not RatingScheme.objects.get(key="sst").levels.filter(key="strong_for", label__endswith="imod").exists()


def row_of(content: dict[str, Any]) -> Any:
    return content["recommendations"][0]


BROKEN: dict[str, tuple[str, Change]] = {
    "kilden »nowhere« kendes ikke": (GUIDELINE, lambda content: content.update(source="nowhere")),
    "kilden »gone« kendes ikke": (GUIDELINE, lambda content: row_of(content).update(source="gone")),
    "kilden »lost« kendes ikke": (PATHWAY, lambda content: content["criteria"][0]["source"].update(source="lost")),
    "gradueringen »kardinal« kendes ikke": (GUIDELINE, lambda content: content.update(rating_scheme="kardinal")),
    "Kardinal": (GUIDELINE, lambda content: row_of(content).update(strength="Kardinal")),
    "slagsen": (GUIDELINE, lambda content: content.update(kind="song")),
    "findes i forvejen som en anden slags": (GUIDELINE, lambda content: content.update(kind="safety_prompts")),
    "der kan kun være én": ("vocabulary", lambda content: content.update(key="words")),
    "feltet »colour« kendes ikke": (GUIDELINE, lambda content: content.update(colour="red")),
    "feltet »smell« kendes ikke": (GUIDELINE, lambda content: row_of(content).update(smell="sweet")),
    "overskriften er ikke tekst": (GUIDELINE, lambda content: row_of(content).update(title=7)),
    "teksten er ikke tekst": (GUIDELINE, lambda content: row_of(content).update(text=["a"])),
    "begrundelsen mangler": (GUIDELINE, lambda content: row_of(content).pop("rationale")),
    "overskriften er længere end 200 tegn": (GUIDELINE, lambda content: content.update(title="x" * 201)),
    "den står der to gange": (GUIDELINE, lambda content: content["recommendations"].append(row_of(content))),
    "en nøgle er højst 50": (GUIDELINE, lambda content: row_of(content).update(key="æ/..")),
    "betingelsen har ikke den form": (GUIDELINE, lambda content: row_of(content).update(applies_when=["x"])),
    "nothing.here": (
        GUIDELINE,
        lambda content: row_of(content).update(applies_when={"fact": "nothing.here", "is": True}),
    ),
    "listen med anbefalinger": (GUIDELINE, lambda content: content.pop("recommendations")),
    "kun en retningslinje": (PATHWAY, lambda content: content.update(recommendations=[])),
    "nobody-knows": (PATHWAY, lambda content: content["destinations"][0].update(requires=["nobody-knows"])),
}


@pytest.mark.parametrize(("reason", "broken"), BROKEN.items(), ids=BROKEN)
def test_what_does_not_hold_is_refused_and_nothing_is_half_written(
    reason: str, broken: tuple[str, Change], cast: Cast
) -> None:
    bundle = changed(*broken)
    # A sound change beside it is not made either.
    next(row for row in content_in(bundle, "new-neck-pain")["recommendations"])["text"] = "Ny tekst."
    bundle.sources.append({"key": "beside", "title": "Ved siden af"})
    before = written()
    for make in (examine, import_bundle):
        with pytest.raises(Refused, match=reason):
            make(by=cast.editor, bundle=bundle)
        assert written() == before


def test_a_draft_of_someone_else_is_left_alone(cast: Cast, content: Content) -> None:
    theirs = create_draft(
        by=make_user("other", is_content_administrator=True), publication=content.releases[GUIDELINE].publication
    )
    said = content_of_release(theirs)
    (draft,) = import_bundle(by=cast.editor, bundle=changed(GUIDELINE, reword)).drafts
    theirs.refresh_from_db()
    assert (draft.pk != theirs.pk, content_of_release(theirs)) == (True, said)


@pytest.mark.parametrize("name", ["alt.yaml", "alt.json"])
def test_the_commands(name: str, tmp_path: Path, cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    path, by = tmp_path / name, cast.editor.email
    call_command("export_content", str(path))
    assert open_bundle(path.read_text(encoding="utf-8")) == bundle_in_force()
    call_command("import_content", str(path), by=by)
    assert "0 drafts made" in capsys.readouterr().out
    path.write_text(
        path.read_text(encoding="utf-8").replace("for at lindre smerterne", "mod smerterne"), encoding="utf-8"
    )
    with pytest.raises(CommandError, match="--edited"):
        call_command("import_content", str(path), by=by)
    before = written()
    call_command("import_content", str(path), by=by, edited=True, dry_run=True)
    assert written() == before
    out = capsys.readouterr().out
    assert f"{GUIDELINE}: differs" in out
    assert "[+" in out
    call_command("import_content", str(path), by=by, edited=True)
    draft = Release.objects.get(publication__key=GUIDELINE, state="draft")
    assert "mod smerterne" in str(content_of_release(draft))


def test_one_release_on_standard_output_and_what_the_commands_refuse(
    tmp_path: Path, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("export_content", "-", release=f"{GUIDELINE}/1")
    assert open_bundle(capsys.readouterr().out).publications[0]["key"] == GUIDELINE
    for name in (f"{GUIDELINE}/99", "nowhere/1", "x"):
        with pytest.raises(CommandError, match="no release"):
            call_command("export_content", "-", release=name)
    broken = tmp_path / "x.yaml"
    broken.write_text("a: [", encoding="utf-8")
    with pytest.raises(CommandError, match="Linje 2"):
        call_command("import_content", str(broken), by=cast.editor.email)
    with pytest.raises(CommandError, match="no content administrator"):
        call_command("import_content", str(broken), by=cast.gp.user.email)
    with pytest.raises(CommandError, match=r"gone\.yaml"):
        call_command("import_content", str(tmp_path / "gone.yaml"), by=cast.editor.email)
