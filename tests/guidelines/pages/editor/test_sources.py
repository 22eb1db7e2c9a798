"""The list of sources: a new one, one put right, two editors at once, and a content file that is loaded again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from guidelines.content_files.loading import load_sources
from guidelines.in_force.content import Content
from guidelines.models import Source
from guidelines.pages.editor.sources.forms import NewSourceForm
from tests.support.records.cast import Cast

KEY = "cross-sector-2023"


@pytest.fixture
def client(cast: Cast, content: Content, sign_in: Callable[..., Client]) -> Client:
    return sign_in(cast.editor)


def typed(client: Client) -> dict[str, str]:
    form = client.get(reverse("editing_source", args=[KEY])).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def put_right(client: Client, values: dict[str, str]) -> Any:
    return client.post(reverse("editing_source", args=[KEY]), values)


def test_a_new_source_is_made_and_a_guideline_is_begun_from_it(client: Client) -> None:
    sent = {"title": "Vejledning om skuldre", "publisher": "Selskabet", "published": "03.2025"}
    assertRedirects(client.post(reverse("editing_source_new"), sent), reverse("editing_sources"))
    made = Source.objects.get(pk="vejledning-om-skuldre")
    assert (made.published, made.publisher) == ("2025-03", "Selskabet")
    link = f"{reverse('editing_guideline_new')}?source={made.pk}"
    assertContains(client.get(reverse("editing_sources")), link)
    assert client.get(link).context["form"]["source"].value() == made.pk


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"key": KEY}, "The key “%(key)s” is taken. Write another one."),
        ({"key": "ny"}, "The key “%(key)s” is taken. Write another one."),
        ({"published": "2025-02-30"}, "Write the year, the month or the day, such as 2018, 2018-03 or 2018-03-19."),
        ({"publisher": ""}, "Dette felt er påkrævet."),
        ({"title": "x" * 301}, "300"),
        ({"status": "x\x00"}, "Null characters are not allowed."),
    ],
)
def test_a_source_that_does_not_fit_is_refused_and_stays_typed(
    wrong: dict[str, str], message: str, client: Client
) -> None:
    number = Source.objects.count()
    sent = {"title": "Ny vejledning", "publisher": "Selskabet", "note": "Det, der blev skrevet."} | wrong
    answer = client.post(reverse("editing_source_new"), sent)
    assertContains(answer, _(message) % {"key": wrong.get("key")}, status_code=422)
    assertContains(answer, "Det, der blev skrevet.", status_code=422)
    assert Source.objects.count() == number


def test_two_new_sources_of_one_key_at_once_are_not_one(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Source.objects.get(pk=KEY).title
    # As if the other one came between the look and the write.
    monkeypatch.setattr(NewSourceForm, "clean", lambda form: form.cleaned_data | {"key": KEY})
    answer = client.post(reverse("editing_source_new"), {"title": "En anden", "publisher": "Selskabet"})
    assertContains(answer, _("The key “%(key)s” is taken. Write another one.") % {"key": KEY}, status_code=422)
    assert Source.objects.get(pk=KEY).title == before


def test_what_a_source_said_before_is_kept_and_shown(client: Client) -> None:
    before = Source.objects.get(pk=KEY).status
    put_right(client, typed(client) | {"status": "Afløst i 2026"})
    assert Source.objects.get(pk=KEY).status == "Afløst i 2026"
    assertContains(client.get(reverse("editing_source", args=[KEY])), f"<td>{before}</td>")
    events = apps.get_model("guidelines", "SourceEvent").objects.filter(pgh_obj=KEY).order_by("pgh_id")
    assert [event.status for event in events] == [before, "Afløst i 2026"]


def test_a_title_that_is_not_danish_is_marked_with_its_language(client: Client) -> None:
    """As the shipped one is, and as an editor says. Tried: the title as it is."""
    page = reverse("editing_sources")
    assert Source.objects.get(pk="cdc-2022").language == "en"
    assertContains(client.get(page), '<span lang="en">CDC Clinical Practice Guideline')
    assertNotContains(client.get(page), 'lang="nb"')
    put_right(client, typed(client) | {"language": "nb"})
    assertContains(client.get(page), '<span lang="nb">Anbefalinger for')


def test_two_editors_of_one_source_the_second_is_told_and_decides(client: Client) -> None:
    mine, theirs = typed(client), typed(client)
    put_right(client, mine | {"status": "Den enes ord"})
    answer = put_right(client, theirs | {"status": "Den andens ord"})
    assertContains(answer, "Den enes ord", status_code=422)
    assertContains(answer, "Den andens ord", status_code=422)
    assert Source.objects.get(pk=KEY).status == "Den enes ord"
    shown = answer.context["form"]
    put_right(client, {name: shown[name].value() or "" for name in shown.fields})
    assert Source.objects.get(pk=KEY).status == "Den andens ord"


def test_loading_the_file_again_does_not_undo_what_an_editor_put_right(client: Client) -> None:
    row: dict[str, Any] = {"key": "leaflet", "title": "Pjece", "publisher": "Selskabet"}
    load_sources({"sources": [row]})
    Source.objects.filter(pk="leaflet").update(status="Afløst")
    load_sources({"sources": [row]})
    assert Source.objects.get(pk="leaflet").status == "Afløst"
    load_sources({"sources": [row | {"title": "Pjece, 2. udgave"}]})
    assert (Source.objects.get(pk="leaflet").title, Source.objects.get(pk="leaflet").status) == ("Pjece, 2. udgave", "")
