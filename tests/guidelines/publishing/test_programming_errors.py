"""What is wrong in the program is never told as a fault of the content; what is refused as content is logged."""

import logging
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from guidelines.comparison import words
from guidelines.comparison.bodies import compare_releases
from guidelines.content_files.text import line_of
from guidelines.exchange.bundles import bundle_in_force, examine
from guidelines.in_force.content import Content
from guidelines.pages.editor.condition import field as condition_field
from guidelines.publishing.consistency import Refused, write_consistently
from guidelines.publishing.drafts import create_draft
from guidelines.vocabulary.faults import name_faults
from guidelines.vocabulary.reading import ContentFault
from referrals.impact.subjects import stored_cases
from tests.support.content.changes import draft_of
from tests.support.content.publishing import load_edited, write_change
from tests.support.records.cast import Cast

pytestmark = pytest.mark.django_db
MISTAKES = (KeyError("mistake"), TypeError("mistake"), AttributeError("mistake"))
GUIDELINE = "generalised-pain"
each_mistake = pytest.mark.parametrize("mistake", MISTAKES, ids=[type(mistake).__name__ for mistake in MISTAKES])


def raising(mistake: Exception) -> Callable[..., Any]:
    def fail(*args: object, **kwargs: object) -> Any:
        raise mistake

    return fail


@each_mistake
def test_naming_lets_it_through(mistake: Exception) -> None:
    with pytest.raises(type(mistake), match="mistake"), name_faults("Rækken", {"label": "A"}):
        raise mistake


@each_mistake
def test_a_write_lets_it_through(mistake: Exception) -> None:
    with pytest.raises(type(mistake), match="mistake"):
        write_consistently(raising(mistake))


@each_mistake
@pytest.mark.parametrize("place", ["read", "load_ratings", "load_sources"])
def test_an_import_lets_it_through(
    mistake: Exception, place: str, cast: Cast, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"guidelines.exchange.bundles.{place}", raising(mistake))
    with pytest.raises(type(mistake), match="mistake"):
        examine(by=cast.editor, bundle=bundle_in_force())


@each_mistake
@pytest.mark.parametrize("place", ["phrase_of", "name_of", "date"])
def test_the_comparison_lets_it_through(
    mistake: Exception, place: str, cast: Cast, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content.releases["region-h-2014"]
    draft = draft_of(cast.editor, "region-h-2014", lambda body: body.update(valid_from="2026-01-01"))
    monkeypatch.setattr(
        words, place, type("Broken", (), {"fromisoformat": raising(mistake)}) if place == "date" else raising(mistake)
    )
    with pytest.raises(type(mistake), match="mistake"):
        compare_releases(before, draft, content)


@each_mistake
@pytest.mark.parametrize(
    ("place", "page", "more"),
    [("checks_of", "editing_checks", ()), ("content_beside", "editing_case_new", ("tca",))],
)
def test_the_page_of_checks_lets_it_through(
    mistake: Exception,
    place: str,
    page: str,
    more: tuple[str, ...],
    cast: Cast,
    content: Content,
    sign_in: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draft = create_draft(by=cast.editor, publication=content.releases[GUIDELINE].publication)
    client = sign_in(cast.editor)
    monkeypatch.setattr(f"guidelines.pages.editor.checks.views.{place}", raising(mistake))
    with pytest.raises(type(mistake), match="mistake"):
        client.get(reverse(page, args=[draft.pk, *more]))


@each_mistake
def test_the_trial_of_a_condition_lets_it_through(
    mistake: Exception, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(condition_field, "outcome_of", raising(mistake))
    field = condition_field.ConditionField(content=content, cases=[{"name": "A", "as_of": "2026-01-01", "facts": {}}])
    with pytest.raises(type(mistake), match="mistake"):
        field.widget.get_context("when", {"population": "adult"}, {"id": "x"})


@each_mistake
def test_the_impact_lets_it_through(mistake: Exception, content: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.utils import timezone

    monkeypatch.setattr("referrals.impact.subjects._facts", raising(mistake))
    with pytest.raises(type(mistake), match="mistake"):
        stored_cases([content.releases[GUIDELINE]], content, content, timezone.localdate())


def test_what_is_refused_is_logged_with_its_place_in_the_draft(caplog: pytest.LogCaptureFixture) -> None:
    """Tried: no line in the log."""
    fault = ContentFault(["Spørgsmålet »A«: typen mangler"], [("questions", 3, "type")], "vocabulary")

    def refuse() -> None:
        raise fault

    with caplog.at_level(logging.WARNING), pytest.raises(Refused, match="typen mangler"):
        write_consistently(refuse)
    assert "vocabulary, questions › 3 › type: Spørgsmålet »A«: typen mangler" in caplog.text


def test_what_a_file_is_refused_for_is_logged_with_the_line(
    content: Content, tmp_path: Any, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "fixtures"
    write_change(folder, GUIDELINE, lambda rows: rows[1].update(level="nobody"))
    with pytest.raises(ContentFault):
        load_edited(folder)
    path = folder / "guidelines" / f"{GUIDELINE}.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    number = next(number for number, line in enumerate(lines, start=1) if "nobody" in line)
    assert f"{path}, line {number}: " in caplog.text


@pytest.mark.parametrize(
    ("place", "line"),
    [((), 1), (("a",), 1), (("rows",), 3), (("rows", 1, "b"), 4), (("rows", 1, "gone"), 4), (("gone",), 1)],
)
def test_the_line_of_a_place(place: tuple[int | str, ...], line: int) -> None:
    assert line_of("a: 1\nrows:\n- b: 1\n- b: 2\n", place) == line


def test_a_draft_that_does_not_hold_together_is_still_shown_and_checked(
    cast: Cast, content: Content, sign_in: Callable[..., Client]
) -> None:
    """Every page of a draft whose rows a file has put anything into: as it stands, and never an error."""
    client = sign_in(cast.editor)
    for key in ("vocabulary", "region-h-2014", "instruments", "medicines"):
        body = deepcopy(content.releases[key].body)
        for part, rows in body.items():
            if isinstance(rows, list):
                draft = draft_of(cast.editor, key, lambda body, part=part: body[part].insert(0, {"key": 7, "when": 3}))
                for page in ("editing_release", "editing_parts", "editing_checks"):
                    assert client.get(reverse(page, args=[draft.pk])).status_code == 200, (key, part, page)
