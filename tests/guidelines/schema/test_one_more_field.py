"""One more field of a recommendation is one line of its declaration: everything else follows from it."""

import sys
from collections.abc import Callable
from copy import deepcopy
from typing import Annotated, Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains

from guidelines.comparison.releases import compare
from guidelines.content_files.loading import load_publication
from guidelines.content_files.release import content_of_release
from guidelines.content_files.text import open_bundle, pack_bundle, write_yaml
from guidelines.exchange.bundles import bundle_of, import_bundle
from guidelines.in_force.content import Content
from guidelines.models import Release
from guidelines.publishing.checks import checks_of
from guidelines.publishing.consistency import Refused
from guidelines.publishing.draft_rows import find_row
from guidelines.publishing.drafts import create_draft
from guidelines.recommendations import model
from guidelines.recommendations.lint import lint
from guidelines.recommendations.model import WHY, GuidelineBody, RecommendationContent
from guidelines.schema.fields import parts_of
from guidelines.vocabulary.shapes import About, Rows, shape
from tests.support.content.condition_forms import inputs
from tests.support.content.publishing import guideline_file
from tests.support.records.cast import Cast

pytestmark = pytest.mark.django_db
GUIDELINE, LABEL = "generalised-pain", "What to tell the relatives"


@shape("Anbefalingen")
class WithRelatives(RecommendationContent):
    """The declaration with one line more."""

    relatives: Annotated[str, About(LABEL, "text", longest=40, group=WHY)] = ""


@shape()
class WithRelativesBody(GuidelineBody):
    recommendations: Annotated[tuple[WithRelatives, ...], Rows("Recommendations", "Recommendation")]


@pytest.fixture(autouse=True)
def one_line_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """The declaration stands in for the shipped one wherever that is named: no place is told of the field."""
    (part,) = (part for part in parts_of(WithRelativesBody) if part.name == "recommendations")
    stands_in = {"RecommendationContent": WithRelatives, "GuidelineBody": WithRelativesBody, "RECOMMENDATIONS": part}
    for name, module in list(sys.modules.items()):
        if name.startswith("guidelines.") and module is not model:
            for attribute, other in stands_in.items():
                if attribute in vars(module):
                    monkeypatch.setattr(module, attribute, other)


@pytest.fixture
def draft(cast: Cast, content: Content) -> Release:
    return create_draft(by=cast.editor, publication=content.releases[GUIDELINE].publication)


@pytest.fixture
def editor(cast: Cast, sign_in: Callable[..., Client]) -> Client:
    return sign_in(cast.editor)


def with_words(words: object) -> dict[str, Any]:
    content = deepcopy(guideline_file(GUIDELINE))
    content["recommendations"][0]["relatives"] = words
    return content


def sent(editor: Client, url: str) -> dict[str, Any]:
    form = editor.get(url).context["form"]
    found: dict[str, Any] = {}
    for name in form.fields:
        value = form[name].value()
        condition = name in ("applies_when", "attention_when")
        found |= inputs(value, name) if condition else {name: "" if value is None else str(value)}
    return found


def test_it_has_a_place_in_the_form_and_is_kept(editor: Client, draft: Release) -> None:
    url = reverse("editing_recommendation", args=[draft.pk, "tca"])
    assertContains(editor.get(url), LABEL)
    answer = editor.post(url, sent(editor, url) | {"relatives": "Tag en pårørende med."})
    assert answer.status_code == 302
    row = find_row(content_of_release(draft), "recommendations", "tca")
    assert row is not None
    assert row["relatives"] == "Tag en pårørende med."
    assertContains(editor.get(url), "Tag en pårørende med.")


def test_the_form_refuses_more_than_is_declared(editor: Client, draft: Release) -> None:
    url = reverse("editing_recommendation", args=[draft.pk, "tca"])
    answer = editor.post(url, sent(editor, url) | {"relatives": "x" * 41})
    assertContains(answer, "40", status_code=422)


def test_it_stands_in_the_list_and_in_the_comparison(editor: Client, content: Content) -> None:
    before = content.releases[GUIDELINE]
    after = load_publication(with_words("Tag en pårørende med."))
    page = editor.get(reverse("editing_recommendations", args=[after.pk]))
    assertContains(page, LABEL)
    assertContains(page, "Tag en pårørende med.")
    (changed,) = compare(before, after, content.vocabulary).changed
    (field,) = changed.fields
    assert (str(field.label), [part.text for part in field.parts]) == (LABEL, ["Tag en pårørende med."])


def test_it_goes_out_and_comes_in_with_a_bundle(cast: Cast, content: Content) -> None:
    release = load_publication(with_words("Tag en pårørende med."))
    bundle = open_bundle(write_yaml(pack_bundle(bundle_of(release))))
    assert bundle.publications[0] == content_of_release(release)
    assert "Tag en pårørende med." in str(bundle.publications)
    bundle.publications[0]["recommendations"][0]["relatives"] = "Sig det til dem."
    (draft,) = import_bundle(by=cast.editor, bundle=bundle).drafts
    assert content_of_release(draft)["recommendations"][0]["relatives"] == "Sig det til dem."


@pytest.mark.parametrize(
    ("words", "said"), [(7, "feltet »relatives« er ikke tekst"), ("x" * 41, "er længere end 40 tegn")]
)
def test_it_is_read_strictly(words: object, said: str, cast: Cast, content: Content) -> None:
    release = content.releases[GUIDELINE]
    bundle = bundle_of(release)
    bundle.publications[0]["recommendations"][0]["relatives"] = words
    with pytest.raises(Refused, match=said):
        import_bundle(by=cast.editor, bundle=bundle)


def test_the_lint_knows_how_long_it_may_be(draft: Release, content: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    monkeypatch.setattr("guidelines.publishing.checks.lint", lambda own, around: seen.append(around) or [])
    checks_of(draft, content)
    found = {finding.id for finding in lint(with_words("x" * 41), seen[0])}
    assert f"too-long:{guideline_file(GUIDELINE)['recommendations'][0]['key']}:relatives" in found
