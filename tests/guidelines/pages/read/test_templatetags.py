"""What stands beside a recommendation on every page: rendered once for each published version, and right for each."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from guidelines.in_force.content import Content, PublishedRecommendation
from guidelines.models import RecommendationVersion
from guidelines.templatetags import guidelines as tags
from tests.support.http.flat_pages import flat

DAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def nothing_rendered_yet() -> None:
    tags.rating.cache_clear()
    tags.provenance.cache_clear()


def rendered(source: str, **context: Any) -> str:
    return Template("{% load guidelines %}" + source).render(Context(context))


@pytest.fixture
def renderings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The templates that are rendered, in turn."""
    names: list[str] = []

    def counted(name: str, context: dict[str, Any]) -> str:
        names.append(name)
        return render_to_string(name, context)

    monkeypatch.setattr(tags, "render_to_string", counted)
    return names


def every(content: Content) -> list[PublishedRecommendation]:
    return list(content.recommendations.values())


def test_the_rating_is_the_one_that_the_include_renders_for_every_recommendation(content: Content) -> None:
    for entry in every(content):
        shown = rendered("{% rating version %}", version=entry.version)
        assert shown == render_to_string("guidelines/read/_rating.html", {"version": entry.version})
        assert str(entry.version.strength.label) in shown
    assert len({rendered("{% rating version %}", version=entry.version) for entry in every(content)}) > 1


def test_a_rating_is_markup_and_not_escaped_again(content: Content) -> None:
    graded = next(entry.version for entry in every(content) if entry.version.strength.key != "not_graded")
    shown = flat(rendered("{% rating version %}", version=graded))
    assert f'<p class="rating"><b aria-hidden="true">{graded.strength.symbol}</b> {graded.strength.label}' in shown


def test_a_rating_is_rendered_once_for_each_version(content: Content, renderings: list[str]) -> None:
    one, other = every(content)[:2]
    for _ in range(3):
        rendered("{% rating version %}", version=one.version)
    # The same version, read from the database anew.
    again = RecommendationVersion.objects.select_related("strength", "certainty").get(pk=one.version.pk)
    with CaptureQueriesContext(connection) as captured:
        rendered("{% rating version %}", version=again)
    assert renderings == ["guidelines/read/_rating.html"]
    assert len(captured) == 0
    rendered("{% rating version %}", version=other.version)
    assert len(renderings) == 2


def test_the_provenance_names_guideline_section_release_and_currency(content: Content) -> None:
    for entry in every(content):
        shown = rendered("{% provenance recommendation day %}", recommendation=entry, day=DAY)
        assert shown.startswith(f"{entry.release.title}, ")
        assert entry.version.source_section in shown.replace("&#x27;", "'").replace("&amp;", "&")
        assert f"udgivelse {entry.release.number}" in shown


def test_the_provenance_follows_the_day_that_it_is_read_on(content: Content, renderings: list[str]) -> None:
    entry = next(one for one in every(content) if one.release.is_current(DAY) is not None)
    days = [date(year, 1, 1) for year in range(2000, 2100)]
    currency = {day: entry.release.is_current(day) for day in days}
    last, first = max(day for day in days if currency[day]), min(day for day in days if currency[day] is False)
    for day, words in (
        (last, "ajour"),
        (first, "ikke ajour: sidst vurderet for over 3 år siden"),
        (last, "ajour"),
    ):
        assert f">{words}<" in rendered("{% provenance recommendation day %}", recommendation=entry, day=day)
    assert len(renderings) == 2


def test_the_provenance_of_each_recommendation_is_its_own(content: Content, renderings: list[str]) -> None:
    entries = every(content)[:5]
    first, again = (
        [rendered("{% provenance recommendation day %}", recommendation=entry, day=DAY) for entry in entries]
        for _ in range(2)
    )
    assert first == again
    assert len(set(first)) > 1
    assert len(renderings) == len(entries)
