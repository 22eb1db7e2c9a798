"""The guideline pages: who may see them, what they show, and what stays reachable when content changes."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from pytest_django.asserts import assertContains, assertInHTML, assertNotContains, assertRedirects

from accounts.tenancy.row_security import as_owner
from guidelines.content_files.loading import publish
from guidelines.in_force.content import Content, Kind
from guidelines.models import PinnedRecommendation, RecommendationVersion, Release, Source
from tests.support.content.publishing import new_text, publish_change, without
from tests.support.records.cast import Cast

TCA = ("generalised-pain", "tca")
PAGES = [
    reverse("guidelines"),
    reverse("guidelines") + "?q=opioid",
    reverse("guideline", args=["opioid-care"]),
    reverse("recommendation", args=TCA),
    reverse("recommendation_version", args=[*TCA, 1]),
]
NOT_CURRENT = "not current: over 3 years since the last assessment"


def in_force(key: str) -> Release:
    return Release.objects.effective().get(publication__key=key)


def source_of(release: Release) -> Source:
    assert release.source is not None
    return release.source


def end(release: Release) -> None:
    """Take a release out of force."""
    release.effective = (release.effective.lower, timezone.now())
    release.save(update_fields=["effective"])


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    def set_today(day: date) -> None:
        monkeypatch.setattr("guidelines.pages.read.views.timezone.localdate", lambda: day)

    return set_today


@pytest.mark.parametrize("page", PAGES)
def test_who_may_read(page: str, cast: Cast, sign_in: Callable[..., Client]) -> None:
    assertRedirects(
        Client().get(page), f"{reverse('account_login')}?next={escape(page).replace('?', '%3F').replace('=', '%3D')}"
    )
    assert sign_in(cast.nobody).get(page).status_code == 403
    for person in (cast.gp, cast.nurse, cast.editor):
        response = sign_in(person).get(page)
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
    assert sign_in(cast.gp).post(page).status_code == 405


@pytest.mark.parametrize("page", PAGES)
def test_without_content_the_page_says_so(page: str, gp_client: Client) -> None:
    end(in_force("vocabulary"))
    response = gp_client.get(page)
    assert response.status_code == 503
    assert escape(_("No guidelines are in force")) in response.content.decode()


def test_browse_lists_every_publication_in_force(gp_client: Client, content: Content) -> None:
    response = gp_client.get(reverse("guidelines"))
    for release in content.releases.values():
        assertContains(response, escape(release.title))
        has_page = release.publication.kind in (Kind.GUIDELINE, Kind.SAFETY_PROMPTS)
        assert (reverse("guideline", args=[release.publication.key]) in response.content.decode()) is has_page
        if has_page:
            assertContains(response, escape(release.publisher))
            assertContains(response, escape(release.programme))
            assertContains(response, escape(release.currency_note))
    assertContains(response, escape(source_of(in_force("region-h-2014")).title))
    assertContains(response, timezone.localtime(in_force("opioid-care").effective.lower).strftime("%d.%m.%Y"))
    counts = [row.recommendations for row in response.context["publications"]]
    assert sum(counts) == len(content.recommendations)


def test_what_is_out_of_force_is_not_listed(gp_client: Client) -> None:
    end(in_force("opioid-care"))
    assertNotContains(gp_client.get(reverse("guidelines")), reverse("guideline", args=["opioid-care"]))
    assert gp_client.get(reverse("guideline", args=["opioid-care"])).status_code == 404


def test_the_badge_changes_the_day_after_three_years(gp_client: Client, today: Callable[[date], None]) -> None:
    page = reverse("guideline", args=["cross-sector"])
    today(date(2026, 3, 31))
    assertNotContains(gp_client.get(page), _(NOT_CURRENT))
    today(date(2026, 4, 1))
    assertContains(gp_client.get(page), _(NOT_CURRENT))
    assertContains(gp_client.get(reverse("recommendation", args=["cross-sector", "icf-framework"])), _(NOT_CURRENT))


def test_a_guideline_shows_its_source_release_and_every_recommendation(gp_client: Client, content: Content) -> None:
    response = gp_client.get(reverse("guideline", args=["generalised-pain"]))
    release = in_force("generalised-pain")
    source = source_of(release)
    for text in (source.title, source.status, release.note):
        assertContains(response, escape(text))
    assertContains(response, _("Loaded with the program; not yet approved by two people in the system."))
    shown = [row.entry.key for topic in response.context["topics"] for row in topic.rows]
    assert sorted(shown) == sorted(key for key in content.recommendations if key.startswith("generalised-pain/"))
    for topic in response.context["topics"]:
        assert len({row.version.topic for row in topic.rows}) == 1
        assertContains(response, escape(str(topic.label)))
    version = content.recommendations["generalised-pain/tca"].version
    for text in (version.title, version.text, version.strength.symbol, version.strength.label, version.certainty.label):
        assertContains(response, escape(text))
    assertContains(response, f'href="{reverse("recommendation", args=TCA)}"')


@pytest.mark.parametrize(
    "page",
    [
        reverse("guideline", args=["unknown"]),
        reverse("guideline", args=["vocabulary"]),
        reverse("guideline", args=["region-h-2014"]),
        reverse("recommendation", args=["generalised-pain", "unknown"]),
        reverse("recommendation", args=["opioid-care", "tca"]),
        reverse("recommendation_version", args=[*TCA, 2]),
        reverse("recommendation_version", args=[*TCA, 99999999999999999999]),
    ],
)
def test_what_does_not_exist_is_not_found(page: str, gp_client: Client) -> None:
    assert gp_client.get(page).status_code == 404


def test_a_recommendation_shows_everything_known(gp_client: Client, content: Content) -> None:
    response = gp_client.get(reverse("recommendation", args=TCA))
    version = content.recommendations["generalised-pain/tca"].version
    texts = (
        version.title, version.text, version.rationale, version.practical, version.in_clinic, version.source_section,
        version.strength.symbol, version.strength.label, version.certainty.symbol, version.certainty.label,
        version.source.title,
    )  # fmt: skip
    for text in texts:
        assertContains(response, escape(text))
    html = response.content.decode()
    assert html.index(escape(version.text)) < html.index(escape(version.rationale))
    assertContains(response, _("The recommendation is for doing it"))
    assertContains(response, _("Loaded with the program; not yet approved by two people in the system."))
    assertContains(response, reverse("recommendation_version", args=[*TCA, 1]))
    assertNotContains(response, _("It is no longer in force."))


def test_conditions_are_nested_lists_in_danish(gp_client: Client) -> None:
    html = gp_client.get(reverse("recommendation", args=["opioid-care", "yearly-review"])).content.decode()
    assertInHTML(
        "<ul><li>Alle disse gælder:<ul><li>Voksne med smerter i mere end 3 måneder, uden aktiv kræftsygdom</li>"
        "<li>Langvarig opioidbehandling: ja</li></ul></li></ul>",
        html,
    )
    assertInHTML("<ul><li>Langvarig opioidbehandling uden vurdering det seneste år: ja</li></ul>", html)
    assertInHTML("<ul><li>Alder er mindst 18 år</li></ul>", html)


def test_a_rule_without_attention_says_that_it_never_asks(gp_client: Client, content: Content) -> None:
    entry = next(e for e in content.recommendations.values() if e.version.applies_when and not e.version.attention_when)
    page = reverse("recommendation", args=entry.key.split("/"))
    assertContains(gp_client.get(page), _("It is shown where it applies, and never asks for attention by itself."))


def test_one_for_the_health_system_is_marked_in_list_and_page(gp_client: Client) -> None:
    mark = _("for the health system, not evaluated for a patient")
    response = gp_client.get(reverse("recommendation", args=["cross-sector", "icf-framework"]))
    assertContains(response, mark)
    assertNotContains(response, _("It applies when"))
    systems = RecommendationVersion.objects.filter(level="system", recommendation__publication__key="cross-sector")
    assertContains(gp_client.get(reverse("guideline", args=["cross-sector"])), mark, count=systems.count())
    assertNotContains(gp_client.get(reverse("recommendation", args=TCA)), mark)


def test_a_replaced_one_points_to_the_newer_one_and_back(gp_client: Client) -> None:
    newer = f'href="{reverse("recommendation", args=["dependency-medicines", "half-yearly-review"])}"'
    older = reverse("recommendation", args=["opioid-care", "yearly-review"])
    assertContains(gp_client.get(older), newer)
    assertContains(gp_client.get(reverse("guideline", args=["opioid-care"])), newer)
    search = gp_client.get(reverse("guidelines"), {"q": "årlig vurdering second opinion"})
    assertContains(search, newer)
    assertContains(gp_client.get(reverse("recommendation", args=["dependency-medicines", "half-yearly-review"])), older)


def test_a_replacement_that_is_not_in_force_is_named(gp_client: Client) -> None:
    end(in_force("dependency-medicines"))
    response = gp_client.get(reverse("recommendation", args=["opioid-care", "yearly-review"]))
    assertContains(response, "dependency-medicines/half-yearly-review")
    assertNotContains(response, reverse("recommendation", args=["dependency-medicines", "half-yearly-review"]))


def test_who_prepared_and_approved(gp_client: Client, cast: Cast) -> None:
    before = in_force("generalised-pain")
    draft = Release.objects.create(
        publication=before.publication, number=2, title=before.title, source=before.source, content_hash="two people",
        prepared_by=cast.editor, approved_by=cast.gp2.user,
    )  # fmt: skip
    for pin in before.pinned.all():
        PinnedRecommendation.objects.create(release=draft, version=pin.version, position=pin.position)
    publish(draft)
    for page in (reverse("recommendation", args=TCA), reverse("guideline", args=["generalised-pain"])):
        response = gp_client.get(page)
        assertContains(response, cast.editor.name)
        assertContains(response, cast.gp2.user.name)
        assertNotContains(response, _("Loaded with the program; not yet approved by two people in the system."))


def test_an_old_version_keeps_its_address(gp_client: Client, content: Content) -> None:
    old_text = content.recommendations["generalised-pain/tca"].version.text
    publish_change("generalised-pain", new_text("tca", "Helt ny tekst."))

    now = gp_client.get(reverse("recommendation", args=TCA))
    assertContains(now, "Helt ny tekst.")
    assertNotContains(now, escape(old_text))
    assertContains(now, reverse("recommendation_version", args=[*TCA, 1]))
    assertContains(now, reverse("recommendation_version", args=[*TCA, 2]))
    assert now.context["is_in_force"]

    old = gp_client.get(reverse("recommendation_version", args=[*TCA, 1]))
    assertContains(old, escape(old_text))
    assertNotContains(old, "Helt ny tekst.")
    assertContains(old, "alert-warning")
    assertContains(old, f'href="{reverse("recommendation", args=TCA)}"')
    assertNotContains(gp_client.get(reverse("recommendation_version", args=[*TCA, 2])), "alert-warning")


def test_a_withdrawn_recommendation_is_marked_but_found(gp_client: Client, content: Content) -> None:
    publish_change("generalised-pain", without("tca"))
    response = gp_client.get(reverse("recommendation", args=TCA))
    assertContains(response, escape(content.recommendations["generalised-pain/tca"].version.text))
    assertContains(response, "alert-warning")
    assertNotContains(
        gp_client.get(reverse("guideline", args=["generalised-pain"])), reverse("recommendation", args=TCA)
    )


def make_version_2() -> Release:
    """A draft release with a second version of generalised-pain/tca."""
    release = in_force("generalised-pain")
    version = release.recommendations.get(recommendation__key="tca")
    version.pk, version.number, version.content_hash, version.text = None, 2, "second", "Kun en plan."
    version._state.adding = True
    version.save()
    draft = Release.objects.create(publication=release.publication, number=2, title="Kladde", content_hash="draft")
    PinnedRecommendation.objects.create(release=draft, version=version, position=0)
    return draft


def test_a_draft_cannot_be_reached(gp_client: Client) -> None:
    make_version_2()
    assert gp_client.get(reverse("recommendation_version", args=[*TCA, 2])).status_code == 404
    assertNotContains(
        gp_client.get(reverse("recommendation", args=TCA)), reverse("recommendation_version", args=[*TCA, 2])
    )


def test_a_planned_release_cannot_be_reached_before_its_day(gp_client: Client) -> None:
    draft, soon = make_version_2(), timezone.now() + timedelta(days=2)
    before = in_force("generalised-pain")
    before.effective = (before.effective.lower, soon)
    before.save(update_fields=["effective"])
    with as_owner():
        Release.objects.filter(pk=draft.pk).update(
            state=Release.State.PUBLISHED, effective=(soon, None), published_at=timezone.now()
        )
    assert gp_client.get(reverse("recommendation_version", args=[*TCA, 2])).status_code == 404
    assertNotContains(gp_client.get(reverse("recommendation", args=TCA)), "Kun en plan.")


def search(client: Client, **query: str) -> Any:
    response = client.get(reverse("guidelines"), query)
    assert response.status_code == 200
    return response


def test_search_shows_hits_with_guideline_rating_and_marks(gp_client: Client) -> None:
    response = search(gp_client, q="duloxetin")
    assertContains(response, reverse("recommendation", args=["generalised-pain", "duloxetine"]))
    assertContains(response, in_force("generalised-pain").title)
    assertContains(response, "Svag anbefaling for")
    assertContains(response, "<mark>duloxetin</mark>")
    assertContains(response, 'value="duloxetin"')


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Cymbalta", "<b>Cymbalta</b> (også duloxetin)"),
        ("opiod", "<b>opiod</b> (også opioid, opioider)"),
        ("xyzzy zebra", "<b>xyzzy</b>, <b>zebra</b>"),
        ('"to ord"', "<b>&quot;to ord&quot;</b>"),
    ],
)
def test_a_search_says_what_was_understood(typed: str, said: str, gp_client: Client) -> None:
    """With a result and without. Tried: the paragraph left out where nothing is found."""
    page = " ".join(gp_client.get(reverse("guidelines"), {"q": typed}).content.decode().split())
    assert said in page[page.index('id="understood"') :].partition("</p>")[0]


def test_a_search_without_hits_says_what_to_do(gp_client: Client) -> None:
    response = search(gp_client, q="xyzzy")
    assertContains(response, _("No recommendation matches"))
    assertContains(response, _("Use fewer words, or only the most telling one."))


@pytest.mark.parametrize("query", [{"q": ""}, {"q": "   "}, {"q": "\x00", "topic": "", "strength": ""}])
def test_an_empty_search_says_what_to_do_and_shows_all(query: dict[str, str], gp_client: Client) -> None:
    response = search(gp_client, **query)
    assertContains(
        response,
        _("Nothing was searched for. Write a word, or choose a topic or a strength. Below is everything in force."),
    )
    assertContains(response, reverse("guideline", args=["opioid-care"]))


def test_a_long_search_is_cut(gp_client: Client) -> None:
    cut = search(gp_client, q="duloxetin" + " " * 291 + "xyzzy")
    assertContains(cut, reverse("recommendation", args=["generalised-pain", "duloxetine"]))
    assert cut.context["was_cut"]
    whole = search(gp_client, q="duloxetin" + " " * 286 + "xyzzy")
    assertContains(whole, _("No recommendation matches"))
    assert not whole.context["was_cut"]
    assert search(gp_client, q="smerte " * 2000).status_code == 200


def test_topic_and_strength_are_plain_choices(gp_client: Client) -> None:
    response = search(gp_client, topic="drug", strength="weak_against")
    rows = response.context["rows"]
    assert rows
    assert {(row.version.topic, row.version.strength.key) for row in rows} == {("drug", "weak_against")}
    assertInHTML('<option value="weak_against" selected>↓ Svag anbefaling imod</option>', response.content.decode())


def test_a_choice_that_is_not_offered_is_said_at_the_field(gp_client: Client) -> None:
    assertContains(search(gp_client, topic="astrology"), "errorlist")


def test_stored_text_is_escaped_everywhere(gp_client: Client) -> None:
    publish_change("generalised-pain", new_text("tca", "<img src=x> zebrafinke"))
    for page in (
        reverse("recommendation", args=TCA),
        reverse("guideline", args=["generalised-pain"]),
        reverse("guidelines") + "?q=zebrafinke",
    ):
        response = gp_client.get(page)
        assertContains(response, "&lt;img src=x&gt;")
        assertNotContains(response, "<img src=x")
