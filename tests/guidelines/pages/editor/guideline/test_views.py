"""An editor writes a guideline in the browser: from nothing, one recommendation at a time, and what is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import User
from guidelines.content_files.release import content_of_release
from guidelines.in_force.content import Content
from guidelines.models import Publication, Release
from guidelines.pages.editor.form_fields import LONGEST_PROSE, KnownDateField, proposed_key
from guidelines.publishing.draft_rows import find_row, keys_of
from guidelines.publishing.drafts import create_draft, create_publication
from guidelines.publishing.life_cycle import submit
from tests.support.content.condition_forms import inputs
from tests.support.records.cast import Cast, make_user

GUIDELINE, SOURCE = "generalised-pain", "cross-sector-2023"
FRAME = {"title": "Ømme skuldre", "publisher": "Selskabet", "source": SOURCE, "rating_scheme": "class-and-letter"}
FRAME |= {"note": "Første udgave."}
ADULT = {"population": "adult"}
CONDITIONS = ("applies_when", "attention_when")


@pytest.fixture
def other_editor(cast: Cast) -> User:
    return make_user("second", is_content_administrator=True)


@pytest.fixture
def client(cast: Cast, sign_in: Callable[..., Client]) -> Client:
    return sign_in(cast.editor)


@pytest.fixture
def draft(cast: Cast, content: Content) -> Release:
    return create_draft(by=cast.editor, publication=content.releases[GUIDELINE].publication)


@pytest.fixture
def empty(cast: Cast, content: Content) -> Release:
    """A new guideline without recommendations, graded by classes and letters."""
    frame = {"source": SOURCE, "rating_scheme": "class-and-letter", "title": "Skuldre", "release": {"note": "Ny."}}
    return create_publication(by=cast.editor, key="skuldre", kind="guideline", content=frame | {"recommendations": []})


def address(name: str, release: Release, *arguments: str) -> str:
    return reverse(name, args=[release.pk, *arguments])


def typed(client: Client, url: str) -> dict[str, Any]:
    """What the page's form holds when it is opened, as the browser would send it back."""
    form = client.get(url).context["form"]
    sent: dict[str, Any] = {}
    for name in form.fields:
        value = form[name].value()
        sent |= inputs(value, name) if name in CONDITIONS else {name: "" if value is None else str(value)}
    return sent


def new_row(**values: Any) -> dict[str, Any]:
    row = {"title": "Overvej øvelser", "text": "Overvej øvelser i otte uger.", "level": "patient", "topic": "non_drug"}
    row |= {"strength": "class_iia", "evidence": "level_b", "rationale": "Fordi.", "practical": "Godt at vide."}
    row |= {"in_clinic": "Aftal det.", "source_section": "Kapitel 2"}
    trees = {"applies_when": ADULT, **{name: values.pop(name) for name in CONDITIONS if name in values}}
    built = [inputs(tree, name) for name, tree in trees.items()]
    return row | {name: value for one in built for name, value in one.items()} | values


def rows(release: Release) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = content_of_release(release)["recommendations"]
    return found


def row(release: Release, key: str) -> dict[str, Any]:
    return next(row for row in rows(release) if row["key"] == key)


def refused(response: HttpResponse, message: str, *kept: str) -> None:
    """Shown again with the reason, in the summary and at the field, and with everything that was typed."""
    assertContains(response, escape(message), status_code=422)
    for text in kept:
        assertContains(response, escape(text), status_code=422)


def test_a_guideline_from_nothing(client: Client, content: Content) -> None:
    assertContains(client.get(reverse("editing")), reverse("editing_guideline_new"))
    answer = client.post(reverse("editing_guideline_new"), FRAME | {"last_assessed": "03.2025"})
    draft = Release.objects.get(publication__key="oemme-skuldre")
    assertRedirects(answer, address("editing_recommendations", draft))
    assert (draft.state, draft.title, draft.last_assessed) == ("draft", "Ømme skuldre", "2025-03")
    assert (draft.rating_scheme_id, draft.source_id, draft.note) == ("class-and-letter", SOURCE, "Første udgave.")
    for words in ({"title": "Overvej øvelser"}, {"title": "Undgå ro", "strength": "class_iii"}):
        url = address("editing_recommendation_new", draft)
        answer = client.post(url, typed(client, url) | new_row(**words))
        assertRedirects(answer, address("editing_recommendations", draft))
    assert [row["key"] for row in rows(draft)] == ["overvej-oevelser", "undgaa-ro"]
    assert [row["direction"] for row in rows(draft)] == ["for", "against"]
    assert row(draft, "undgaa-ro")["applies_when"] == {"population": "adult"}
    assert [event.note for event in draft.events.filter(kind="edited")] == [
        _("Recommendation: %(title)s") % {"title": title} for title in ("Overvej øvelser", "Undgå ro")
    ]
    page = client.get(address("editing_recommendations", draft))
    for words in ("Klasse IIa: bør overvejes", "Evidens B", "Klasse III", _("not in force yet")):
        assertContains(page, words)


def test_a_recommendation_is_changed_and_the_rest_of_it_stands(client: Client, draft: Release) -> None:
    before, url = row(draft, "tca"), address("editing_recommendation", draft, "tca")
    client.post(url, typed(client, url) | {"text": "Overvej en TCA.", "evidence_reviewed": "2026-10"})
    assert row(draft, "tca") == before | {"text": "Overvej en TCA.", "evidence_reviewed": "2026-10"}
    assert keys_of(content_of_release(draft), "recommendations").index("tca") == 10


def test_saving_without_a_change_writes_nothing(client: Client, draft: Release) -> None:
    before = content_of_release(draft)
    for key in keys_of(before, "recommendations"):
        url = address("editing_recommendation", draft, key)
        client.post(url, typed(client, url))
    frame = address("editing_frame", draft)
    client.post(frame, typed(client, frame))
    assert content_of_release(draft) == before
    assert not draft.events.filter(kind="edited").exists()
    assert Release.objects.filter(publication=draft.publication, state="draft").count() == 1


def test_a_strength_without_a_direction_asks_for_it(client: Client, draft: Release) -> None:
    url = address("editing_recommendation", draft, "tca")
    sent = typed(client, url) | {"strength": "good_practice", "evidence": "none", "direction": ""}
    refused(client.post(url, sent), _("Choose: this strength does not say whether it is for or against."))
    client.post(url, sent | {"direction": "against"})
    assert (row(draft, "tca")["strength"], row(draft, "tca")["direction"]) == ("good_practice", "against")
    client.post(url, typed(client, url) | {"strength": "strong_for", "direction": "against"})
    assert row(draft, "tca")["direction"] == "for"


def test_another_source_and_a_successor_are_chosen_from_lists(client: Client, draft: Release) -> None:
    url = address("editing_recommendation", draft, "tca")
    successor = "dependency-medicines/half-yearly-review"
    client.post(url, typed(client, url) | {"source": SOURCE, "superseded_by": successor})
    assert (row(draft, "tca")["source"], row(draft, "tca")["superseded_by"]) == (SOURCE, successor)
    page = client.get(address("editing_recommendations", draft))
    assertNotContains(page, successor)
    client.post(url, typed(client, url) | {"source": "", "superseded_by": ""})
    assert not {"source", "superseded_by"} & row(draft, "tca").keys()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"text": "æ" * 281}, "280"),
        ({"rationale": "x" * 10_000}, str(LONGEST_PROSE)),
        ({"title": "x" * 101}, "100"),
        ({"title": "Nul\x00tegn"}, "Null characters are not allowed."),
        ({"key": "tca"}, "The key “%(key)s” is taken. Write another one."),
        ({"key": "udgivelser"}, "The key “%(key)s” is taken. Write another one."),
        ({"key": "æ ø"}, "bindestreg"),
        ({"title": "!?"}, "Write a key: the title has no letter or digit to make one of."),
        ({"source": "nowhere"}, "nowhere"),
        ({"superseded_by": "generalised-pain/nothing"}, "generalised-pain/nothing"),
        ({"strength": "class_i"}, "class_i"),
        ({"topic": "cooking"}, "cooking"),
        ({"evidence_reviewed": "2018-13"}, str(KnownDateField.not_a_date)),
        ({"evidence_reviewed": "2099"}, "The date lies in the future. Write a date up to today."),
        ({"applies_when": None}, "Say whom it applies to. A recommendation for a patient needs a condition."),
        ({"applies_when": {"fact": "pain.nothing", "is": True}}, "pain.nothing"),
        ({"attention_when": {"fact": "pain.distribution", "is": "purple"}}, "purple"),
    ],
)
def test_what_does_not_fit_is_refused_in_words_and_what_was_typed_stays(
    wrong: dict[str, Any], message: str, client: Client, draft: Release
) -> None:
    before = content_of_release(draft)
    sent = new_row(**{"strength": "weak_for", "evidence": "low", "in_clinic": "Det, der blev skrevet."} | wrong)
    answer = client.post(address("editing_recommendation_new", draft), sent)
    kept = [value for value in wrong.values() if isinstance(value, str) and len(value) > 100]
    refused(answer, _(message) % {"key": wrong.get("key", "")}, "Det, der blev skrevet.", *kept)
    assert content_of_release(draft) == before


def test_a_recommendation_for_the_health_system_needs_no_condition(client: Client, empty: Release) -> None:
    url = address("editing_recommendation_new", empty)
    client.post(url, typed(client, url) | new_row(level="system", applies_when=None))
    assert "applies_when" not in rows(empty)[0]


def test_a_key_of_what_was_in_force_once_is_not_given_again(client: Client, draft: Release) -> None:
    url = address("editing_retire", draft, "tca")
    client.post(url, typed(client, url) | {"reason": "Trukket tilbage."})
    answer = client.post(address("editing_recommendation_new", draft), new_row(key="tca", strength="weak_for"))
    refused(answer, _("The key “%(key)s” is taken. Write another one.") % {"key": "tca"})


def test_two_editors_of_one_recommendation_are_both_kept_and_the_second_is_told(
    client: Client, other_editor: User, sign_in: Callable[..., Client], draft: Release
) -> None:
    url, second = address("editing_recommendation", draft, "tca"), sign_in(other_editor)
    mine, theirs = typed(client, url), typed(second, url)
    client.post(url, mine | {"text": "Den enes tekst."})
    answer = second.post(url, theirs | {"text": "Den andens tekst."}, follow=True)
    assertContains(answer, _("Someone else has changed the draft. Yours is kept beside it, as this one."))
    beside = answer.context["release"]
    assert beside != draft
    assert (row(draft, "tca")["text"], row(beside, "tca")["text"]) == ("Den enes tekst.", "Den andens tekst.")


def test_what_someone_wrote_of_a_row_that_was_taken_out_meanwhile_is_kept(
    client: Client, other_editor: User, sign_in: Callable[..., Client], draft: Release
) -> None:
    url, out = address("editing_recommendation", draft, "tca"), address("editing_retire", draft, "tca")
    theirs, second = typed(client, url), sign_in(other_editor)
    client.post(out, typed(client, out) | {"reason": "Trukket tilbage."})
    beside = second.post(url, theirs | {"text": "Min tekst."}, follow=True).context["release"]
    assert find_row(content_of_release(draft), "recommendations", "tca") is None
    assert row(beside, "tca")["text"] == "Min tekst."
    assert "retired" not in content_of_release(beside)
    assert client.post(address("editing_recommendation", draft, "never-was"), theirs).status_code == 404


def test_what_is_sent_once_more_is_no_second_draft(client: Client, draft: Release) -> None:
    url = address("editing_recommendation", draft, "tca")
    sent = typed(client, url) | {"text": "Sendt to gange."}
    for _time in range(2):
        client.post(url, sent)
    assert draft.publication.releases.filter(state="draft").count() == 1


def test_a_new_recommendation_that_is_sent_twice_is_one(client: Client, empty: Release) -> None:
    url = address("editing_recommendation_new", empty)
    sent = typed(client, url) | new_row()
    for _time in range(2):
        assertRedirects(client.post(url, sent), address("editing_recommendations", empty))
    assert len(rows(empty)) == empty.publication.releases.count() == 1
    other = client.post(url, sent | {"text": "Noget andet."})
    refused(other, _("The key “%(key)s” is taken. Write another one.") % {"key": "overvej-oevelser"}, "Noget andet.")


def test_what_was_typed_while_the_draft_was_submitted_is_shown_again(
    client: Client, cast: Cast, draft: Release
) -> None:
    url = address("editing_recommendation", draft, "tca")
    client.post(url, typed(client, url) | {"text": "Overvej en ny tekst."})
    sent = typed(client, url) | {"text": "For sent skrevet."}
    submit(by=cast.editor, release=draft)
    refused(client.post(url, sent), _("The release is submitted. Send it back before it is changed."), sent["text"])
    page = address("editing_recommendations", draft)
    assertRedirects(client.get(url), page)
    read = client.get(page)
    assertContains(read, "Overvej en ny tekst.")
    for link in ("editing_recommendation", "editing_retire", "editing_reaffirm"):
        assertNotContains(read, address(link, draft, "tca"))
    assertNotContains(read, _("Move up"))


def test_recommendations_are_moved_without_a_script(client: Client, draft: Release) -> None:
    keys = keys_of(content_of_release(draft), "recommendations")
    page, order = address("editing_recommendations", draft), address("editing_order", draft)
    seen = client.get(page).context["seen_order"]
    answer = client.post(order, {"seen": seen, "down": keys[0]})
    assert answer["Location"] == f"{page}#row-{keys[0]}"
    assert keys_of(content_of_release(draft), "recommendations") == [keys[1], keys[0], *keys[2:]]
    # The same click once more, from the page as it was: nothing is moved by mistake.
    assertContains(
        client.post(order, {"seen": seen, "down": keys[0]}, follow=True),
        _("The list was changed in the meantime. Look at it, and move again."),
    )
    seen = client.get(page).context["seen_order"]
    client.post(order, {"seen": seen, "up": keys[0]})
    assert keys_of(content_of_release(draft), "recommendations") == keys
    client.post(order, {"seen": client.get(page).context["seen_order"], "up": keys[0]})
    assert keys_of(content_of_release(draft), "recommendations") == keys
    assert client.post(order, {"seen": client.get(page).context["seen_order"], "up": "x\x00"}).status_code == 302


def test_the_frame_is_changed(client: Client, draft: Release) -> None:
    url, page = address("editing_frame", draft), address("editing_recommendations", draft)
    hint = _("That is why the release in force came. Write why there is another one.")
    assertContains(client.get(page), hint)
    client.post(url, typed(client, url) | {"title": "Nyt navn", "last_assessed": "2026", "note": "Ny vurdering."})
    draft.refresh_from_db()
    assert (draft.title, draft.last_assessed, draft.note) == ("Nyt navn", "2026", "Ny vurdering.")
    assert draft.publisher
    assertNotContains(client.get(page), hint)


def test_the_scheme_is_not_changed_under_what_is_graded_by_it(client: Client, draft: Release, empty: Release) -> None:
    url = address("editing_frame", draft)
    sent = typed(client, url) | {"rating_scheme": "class-and-letter", "publisher": "Det nye selskab"}
    reason = _("The scheme cannot be changed while there are recommendations graded by it.")
    refused(client.post(url, sent), reason, "Det nye selskab")
    free = address("editing_frame", empty)
    client.post(free, typed(client, free) | {"rating_scheme": "sst", "publisher": "Selskabet"})
    empty.refresh_from_db()
    assert empty.rating_scheme_id == "sst"


@pytest.mark.parametrize("key", ["generalised-pain", "vocabulary", "kilder", "nyt"])
def test_a_key_that_is_taken_or_belongs_to_a_page_is_refused(key: str, client: Client, content: Content) -> None:
    number = Publication.objects.count()
    answer = client.post(reverse("editing_guideline_new"), FRAME | {"key": key})
    refused(answer, _("The key “%(key)s” is taken. Write another one.") % {"key": key}, "Ømme skuldre")
    assert Publication.objects.count() == number


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"source": "nowhere"}, "There is no such source. Choose one from the list."),
        ({"note": " "}, "Dette felt er påkrævet."),
        ({"literature_search": "i fjor"}, str(KnownDateField.not_a_date)),
        ({"publisher": "\x00"}, "Null characters are not allowed."),
    ],
)
def test_a_frame_that_does_not_fit_is_refused(
    wrong: dict[str, Any], message: str, client: Client, content: Content
) -> None:
    answer = client.post(reverse("editing_guideline_new"), FRAME | wrong)
    refused(answer, _(message), "Ømme skuldre")
    assert not Publication.objects.filter(key="oemme-skuldre").exists()


def test_other_content_has_no_recommendations_to_write(client: Client, content: Content) -> None:
    assert client.get(address("editing_recommendations", content.releases["vocabulary"])).status_code == 404


@pytest.mark.parametrize(
    ("written", "stored"),
    [("2018", "2018"), ("2018-03", "2018-03"), ("19.03.2018", "2018-03-19"), (" 03.2018 ", "2018-03"), ("", "")],
)
def test_a_date_is_as_precise_as_it_is_known(written: str, stored: str) -> None:
    assert KnownDateField().clean(written) == stored


def test_a_key_is_spelt_without_danish_letters() -> None:
    assert proposed_key("Øvelser på hold, æg og 2 år") == "oevelser-paa-hold-aeg-og-2-aar"
    assert len(proposed_key("langt navn " * 20)) <= 50
