"""What changed between releases: on the pages of news, of two releases, and of a recommendation since a version."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from pytest_django.asserts import assertContains, assertNotContains

from accounts.tenancy.row_security import as_owner
from guidelines.comparison.news import news_of
from guidelines.comparison.releases import ReleaseComparison, compare
from guidelines.in_force.content import Content, current_content
from guidelines.models import Release
from tests.support.content.publishing import new_text, publish_change, without
from tests.support.records.cast import Cast

GUIDELINE = "generalised-pain"


def releases(key: str = GUIDELINE) -> list[Release]:
    return list(Release.objects.filter(publication__key=key).order_by("number"))


def changed(*changes: Callable[[list[dict[str, Any]]], Any]) -> ReleaseComparison:
    """The guideline before and after these changes, each published as a release of its own."""
    before = releases()[-1]
    for change in changes:
        publish_change(GUIDELINE, change)
    return compare(before, releases()[-1], current_content().vocabulary)


def update(key: str, **values: Any) -> Callable[[list[dict[str, Any]]], Any]:
    return lambda rows: next(row for row in rows if row["key"] == key).update(values)


def words(comparison: ReleaseComparison) -> dict[str, str]:
    """The fields of the one recommendation that changed: what was added, after what was removed."""
    (entry,) = comparison.changed
    return {
        str(field.label): "|".join(part.text for part in field.parts if part.kind != "same") for field in entry.fields
    }


def test_a_release_is_like_itself(content: Content) -> None:
    release = content.releases[GUIDELINE]
    assert compare(release, release, content.vocabulary).is_empty


def test_a_new_wording_is_shown_word_by_word_and_nothing_else(content: Content) -> None:
    old = content.recommendations[f"{GUIDELINE}/tca"].version.text
    comparison = changed(new_text("tca", old + " Nyt."))
    assert words(comparison) == {_("Text"): " Nyt."}
    assert [entry.key for entry in comparison.changed] == ["tca"]
    assert [comparison.added, comparison.removed, comparison.frame, comparison.moved] == [[], [], [], False]


def test_a_new_condition_is_shown_as_a_sentence(content: Content) -> None:
    condition = {"fact": "pain.duration_months", "gt": 12}
    said = words(changed(update("tca", applies_when=condition, cases=[])))
    assert list(said) == [_("It applies when")]
    assert "12" in said[_("It applies when")]
    assert "pain.duration_months" not in said[_("It applies when")]


def test_a_new_grade_is_shown_in_words(content: Content) -> None:
    row = content.recommendations[f"{GUIDELINE}/tca"].version
    other = next(
        level.key
        for level in row.strength.scheme.levels.filter(kind="strength").order_by("order")
        if level.key != row.strength.key
    )
    assert set(words(changed(update("tca", strength=other)))) == {_("Strength")}


def test_what_came_and_went_and_moved(content: Content) -> None:
    assert [entry.key for entry in changed(without("tca")).removed] == ["tca"]
    first, last = releases()[0], releases()[-1]
    back = compare(last, first, content.vocabulary)
    assert [entry.key for entry in back.added] == ["tca"]
    assert back.added[0].title == content.recommendations[f"{GUIDELINE}/tca"].version.headline.text
    turned = changed(lambda rows: rows.reverse())
    assert turned.moved
    assert not turned.changed


def test_the_first_release_has_nothing_before_it(content: Content) -> None:
    publish_change(GUIDELINE, without("tca"))
    news = news_of(Release.objects.filter(state="published"), content)
    assert (news[0].release.publication.key, news[0].release.number) == (GUIDELINE, 2)
    assert news[0].before == releases()[0]
    assert news[0].comparison
    assert [entry.title for entry in news[0].comparison.removed]
    assert all(entry.before is None and entry.comparison is None for entry in news[1:])


@pytest.mark.parametrize("page", [reverse("news"), reverse("compare_releases", args=[GUIDELINE])])
def test_who_may_read(page: str, cast: Cast, sign_in: Callable[..., Client]) -> None:
    assert Client().get(page).status_code == 302
    assert sign_in(cast.nobody).get(page).status_code == 403
    for person in (cast.gp, cast.nurse, cast.editor):
        assert sign_in(person).get(page).status_code == 200
    assert sign_in(cast.gp).post(page).status_code == 405


def test_news_says_what_when_and_why(gp_client: Client, content: Content) -> None:
    title = content.recommendations[f"{GUIDELINE}/tca"].version.headline.text
    publish_change(GUIDELINE, without("tca"))
    response = gp_client.get(reverse("news"))
    assertContains(response, escape(f"{_('Withdrawn:')} {title}"))
    assertContains(response, timezone.localdate().strftime("%d.%m.%Y"))
    assertContains(response, f"{reverse('compare_releases', args=[GUIDELINE])}?before=1&amp;after=2")
    assertContains(gp_client.get(reverse("guidelines")), reverse("news"))


def test_news_of_many_releases_comes_in_pages(gp_client: Client, content: Content) -> None:
    text = content.recommendations[f"{GUIDELINE}/tca"].version.text
    for number in range(20):
        publish_change(GUIDELINE, new_text("tca", f"{text} {number}"))
    first, second = (gp_client.get(reverse("news"), {"page": page}).context["news"] for page in (1, 2))
    assert len(first) == 20
    assert {entry.release.number for entry in first if entry.release.publication.key == GUIDELINE} == set(range(2, 22))
    assert GUIDELINE in {entry.release.publication.key for entry in second}


def test_two_releases_side_by_side(gp_client: Client, content: Content) -> None:
    text = content.recommendations[f"{GUIDELINE}/tca"].version.text
    for word in ("kvæk", "vuf"):
        publish_change(GUIDELINE, new_text("tca", f"{text} {word}"))
    page = reverse("compare_releases", args=[GUIDELINE])
    newest = gp_client.get(page).content.decode()
    assert "kvæk" in newest.split("<del>")[1].split("</del>")[0]
    assert "vuf" in newest.split("<ins>")[1].split("</ins>")[0]
    assertContains(gp_client.get(reverse("guideline", args=[GUIDELINE])), page)
    assertNotContains(gp_client.get(page, {"before": "1", "after": "3"}), "kvæk")
    assertContains(gp_client.get(page, {"before": "2", "after": "2"}), escape(_("The two releases say the same.")))


def test_a_choice_that_cannot_be_compared_is_refused_in_words(gp_client: Client, content: Content) -> None:
    publish_change(GUIDELINE, without("tca"))
    page = reverse("compare_releases", args=[GUIDELINE])
    message = escape(_("The earlier release must come before the later one."))
    assertContains(gp_client.get(page, {"before": "2", "after": "1"}), message, status_code=422)
    for odd in ("99", "x", "1e9", "²"):
        assert gp_client.get(page, {"before": odd, "after": "2"}).status_code == 422
    assert gp_client.get(reverse("compare_releases", args=["nothing"])).status_code == 404


def test_a_planned_release_is_no_news(gp_client: Client, content: Content) -> None:
    current, later = releases()[0], timezone.now() + timedelta(days=30)
    current.effective = (current.effective.lower, later)
    current.save(update_fields=["effective"])
    with as_owner():
        Release.objects.create(
            publication=current.publication,
            number=2,
            state=Release.State.PUBLISHED,
            title="Planlagt",
            effective=(later, None),
            published_at=timezone.now(),
        )
    assertNotContains(gp_client.get(reverse("news")), "Planlagt")
    assert gp_client.get(reverse("compare_releases", args=[GUIDELINE]), {"after": "2"}).status_code == 422


def test_what_changed_since_a_version(gp_client: Client, content: Content) -> None:
    old = content.recommendations[f"{GUIDELINE}/tca"].version
    page = reverse("recommendation_changes", args=[GUIDELINE, "tca"])
    same = escape(_("The two versions say the same."))
    assertContains(gp_client.get(page, {"since": old.pk}), same)
    publish_change(GUIDELINE, new_text("tca", f"{old.text} kvæk"))
    response = gp_client.get(page, {"since": old.pk})
    assertContains(response, "kvæk")
    assertNotContains(response, same)


@pytest.mark.parametrize("since", ["", "0", "x", "²", "9" * 30])
def test_a_version_that_is_not_of_the_recommendation_is_not_found(since: str, gp_client: Client) -> None:
    assert (
        gp_client.get(reverse("recommendation_changes", args=[GUIDELINE, "tca"]), {"since": since}).status_code == 404
    )


def test_another_recommendations_version_is_not_found(gp_client: Client, content: Content) -> None:
    other = next(entry for key, entry in content.recommendations.items() if not key.endswith("/tca"))
    page = reverse("recommendation_changes", args=[GUIDELINE, "tca"])
    assert gp_client.get(page, {"since": other.version.pk}).status_code == 404
    assert gp_client.get(reverse("recommendation_changes", args=[GUIDELINE, "nothing"])).status_code == 404
