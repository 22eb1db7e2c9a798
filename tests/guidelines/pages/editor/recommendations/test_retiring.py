"""Taking a recommendation out with a reason, putting it back, reaffirming it; and what readers see of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import User
from guidelines.comparison.releases import compare
from guidelines.content_files.release import content_of_release
from guidelines.in_force.catalogue import released_versions, retirement_of, title_of
from guidelines.in_force.content import Content, current_content
from guidelines.models import Release
from guidelines.publishing.consistency import Refused
from guidelines.publishing.draft_rows import (
    find_row,
    find_row_even_if_retired,
    keys_of,
    put_row,
    reaffirm,
    remove_row,
    retire_row,
    reviews_of,
    seen_hash,
)
from guidelines.publishing.drafts import bring_up_to_date, create_draft, edit_draft, roll_back
from guidelines.publishing.life_cycle import approve, publish_approved, submit, withdraw
from guidelines.templatetags.guidelines import headline
from tests.support.records.cast import Cast, make_user

GUIDELINE, PART = "generalised-pain", "recommendations"
SUCCESSOR, REASON = "dependency-medicines/half-yearly-review", "Virkningen er for lille."


@pytest.fixture
def author(cast: Cast) -> User:
    return cast.editor


@pytest.fixture
def reviewer(cast: Cast) -> User:
    return make_user("reviewer", is_content_administrator=True)


@pytest.fixture
def client(cast: Cast, sign_in: Callable[..., Client]) -> Client:
    return sign_in(cast.editor)


@pytest.fixture
def draft(author: User, content: Content) -> Release:
    return create_draft(by=author, publication=content.releases[GUIDELINE].publication)


@pytest.fixture
def publish(author: User, reviewer: User) -> Callable[[Release], Release]:
    def submit_approve_publish(draft: Release) -> Release:
        draft.refresh_from_db()
        submit(by=author, release=draft)
        approve(by=reviewer, release=draft, seen_hash=draft.content_hash)
        publish_approved(by=author, release=draft)
        draft.refresh_from_db()
        return draft

    return submit_approve_publish


def said(release: Release) -> dict[str, Any]:
    """The content as it is now."""
    release.refresh_from_db()
    return content_of_release(release)


def row(release: Release, key: str) -> dict[str, Any] | None:
    found = find_row(said(release), PART, key)
    return dict(found) if found else None


def retire(by: User, draft: Release, key: str = "tca", successor: str = SUCCESSOR) -> Release:
    seen = seen_hash(find_row_even_if_retired(said(draft), key))
    return retire_row(
        by=by, release=draft, key=key, reason=REASON, successor=successor, seen=seen, note=f"Taget ud: {key}"
    )


def take(client: Client, name: str, draft: Release, key: str = "tca", **sent: str) -> Any:
    """Open a page of one recommendation, fill it in and send it."""
    url = reverse(name, args=[draft.pk, key])
    seen = client.get(url).context["form"]["seen"].value()
    return client.post(url, {"seen": seen} | sent)


def test_it_goes_with_its_reason_and_comes_back_as_it_was(client: Client, draft: Release) -> None:
    before, keys = row(draft, "tca"), keys_of(said(draft), PART)
    page = reverse("editing_recommendations", args=[draft.pk])
    assertRedirects(take(client, "editing_retire", draft, reason=REASON, successor=SUCCESSOR), page)
    assert said(draft)["retired"] == [{"key": "tca", "reason": REASON, "successor": SUCCESSOR}]
    assert row(draft, "tca") is None
    shown = client.get(page)
    for words in (escape(REASON), title_of(SUCCESSOR), _("Taken out by this release")):
        assertContains(shown, words)
    assertNotContains(shown, SUCCESSOR)
    client.post(reverse("editing_put_back", args=[draft.pk, "tca"]))
    assert row(draft, "tca") == before
    assert keys_of(said(draft), PART) == keys
    assert "retired" not in said(draft)
    title = {"title": before["title"]} if before else {}
    notes = [event.note for event in draft.events.filter(kind="edited")]
    assert notes == [_("Taken out: %(title)s") % title, _("Put back: %(title)s") % title]
    client.post(reverse("editing_put_back", args=[draft.pk, "tca"]))
    assert draft.events.filter(kind="edited").count() == 2
    assert client.post(reverse("editing_put_back", args=[draft.pk, "never-was"])).status_code == 404


def test_the_reason_is_changed_while_it_is_a_draft_and_two_reasons_are_both_kept(
    client: Client, author: User, draft: Release
) -> None:
    retire(author, draft)
    url = reverse("editing_retire", args=[draft.pk, "tca"])
    form = client.get(url).context["form"]
    assert (form["reason"].value(), form["successor"].value()) == (REASON, SUCCESSOR)
    seen = form["seen"].value()
    client.post(url, {"seen": seen, "reason": "En bedre grund."})
    assert said(draft)["retired"] == [{"key": "tca", "reason": "En bedre grund.", "successor": ""}]
    beside = client.post(url, {"seen": seen, "reason": "En tredje grund."}, follow=True).context["release"]
    assert beside != draft
    assert said(draft)["retired"][0]["reason"] == "En bedre grund."


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": " "},
        {"reason": "x" * 501},
        {"reason": "Fordi", "successor": "generalised-pain/tca"},
        {"reason": "Fordi", "successor": "nowhere/nothing"},
    ],
)
def test_without_a_reason_or_with_an_unknown_successor_it_stays(
    wrong: dict[str, str], client: Client, draft: Release
) -> None:
    answer = take(client, "editing_retire", draft, **wrong)
    assertContains(answer, escape(wrong["reason"]), status_code=422)
    assert row(draft, "tca")


def test_what_was_never_in_force_goes_without_a_reason(client: Client, author: User, draft: Release) -> None:
    new = (row(draft, "tca") or {}) | {"key": "new-one", "title": "Ny anbefaling", "text": "Overvej noget nyt."}
    put_row(by=author, release=draft, part=PART, row=new, seen=seen_hash(None), note="")
    take(client, "editing_retire", draft, "new-one")
    assert row(draft, "new-one") is None
    assert "retired" not in said(draft)


def test_a_change_by_someone_else_is_not_taken_out_unseen(
    client: Client, author: User, reviewer: User, draft: Release
) -> None:
    seen = seen_hash(row(draft, "tca"))
    changed = (row(draft, "tca") or {}) | {"text": "Ny tekst."}
    put_row(by=reviewer, release=draft, part=PART, row=changed, seen=seen, note="")
    sent = {"seen": seen, "reason": REASON}
    answer = client.post(reverse("editing_retire", args=[draft.pk, "tca"]), sent, follow=True)
    assertContains(answer, _("Someone else has changed the draft. Yours is kept beside it, as this one."))
    assert (row(draft, "tca") or {})["text"] == "Ny tekst."


def test_what_disappears_without_a_word_is_not_submitted(client: Client, author: User, draft: Release) -> None:
    tca = row(draft, "tca")
    assert tca
    remove_row(by=author, release=draft, part=PART, key="tca", seen=seen_hash(tca), note="")
    with pytest.raises(Refused, match=tca["title"]):
        submit(by=author, release=draft)
    draft.refresh_from_db()
    assert draft.state == "draft"
    page = client.get(reverse("editing_recommendations", args=[draft.pk]))
    assertContains(page, _("In force now, but not in this release, and without a reason"))
    take(client, "editing_retire", draft, reason=REASON)
    submit(by=author, release=draft)


def test_what_came_into_force_meanwhile_does_not_disappear_either(
    author: User, reviewer: User, draft: Release, publish: Callable[[Release], Release]
) -> None:
    late = create_draft(by=author, publication=draft.publication)
    tca = row(late, "tca") or {}
    put_row(by=author, release=late, part=PART, row=tca | {"text": "Overvej TCA sent."}, seen=seen_hash(tca), note="")
    late.refresh_from_db()
    submit(by=author, release=late)
    approve(by=reviewer, release=late, seen_hash=late.content_hash)
    new = tca | {"key": "new-one", "title": "Ny anbefaling", "text": "Overvej noget nyt."}
    put_row(by=author, release=draft, part=PART, row=new, seen=seen_hash(None), note="")
    publish(draft)
    with pytest.raises(Refused):
        publish_approved(by=author, release=late)
    late, _clashes = bring_up_to_date(by=author, release=late)
    assert row(late, "new-one")
    publish(late)
    assert {"generalised-pain/new-one", "generalised-pain/tca"} <= current_content().recommendations.keys()


def test_a_successor_that_went_as_well_is_refused(author: User, draft: Release) -> None:
    retire(author, draft, successor=f"{GUIDELINE}/ssri")
    retire(author, draft, "ssri", successor="")
    with pytest.raises(Refused, match=title_of(f"{GUIDELINE}/tca")):
        submit(by=author, release=draft)


@pytest.mark.parametrize(
    "retired", [[{"key": "tca", "reason": "Står endnu."}], [{"key": "gone", "reason": " "}], [{"key": "gone"}], ["x"]]
)
def test_a_file_that_is_not_whole_about_what_it_takes_out_is_refused(
    retired: Any, author: User, draft: Release
) -> None:
    before = said(draft)
    with pytest.raises(Refused):
        edit_draft(by=author, release=draft, content=before | {"retired": retired}, seen_hash=draft.content_hash)
    draft.refresh_from_db()
    assert said(draft) == before


def test_readers_see_why_it_went_and_what_to_read_instead(
    client: Client, author: User, draft: Release, publish: Callable[[Release], Release]
) -> None:
    retire(author, draft)
    release, successor = publish(draft), current_content().recommendations[SUCCESSOR]
    page = client.get(reverse("recommendation", args=[GUIDELINE, "tca"]))
    day = f"{timezone.localtime(release.effective.lower):%d.%m.%Y}"
    words = {"day": day, "reason": REASON}
    assertContains(page, escape(_("This recommendation was taken out %(day)s: %(reason)s") % words))
    link = reverse("recommendation", args=SUCCESSOR.split("/"))
    assertContains(page, f'<a href="{link}">{headline(successor.version)}</a>')
    guideline = client.get(reverse("guideline", args=[GUIDELINE]))
    for text in (title_of(f"{GUIDELINE}/tca"), REASON, link):
        assertContains(guideline, text)
    news = client.get(reverse("news"))
    assertContains(news, escape(REASON))
    # Words of a draft are no reader's, and a successor that went as well is still told of.
    other = create_draft(by=author, publication=successor.release.publication)
    changed = (row(other, SUCCESSOR.partition("/")[2]) or {}) | {"title": "Ikke godkendt"}
    put_row(by=author, release=other, part=PART, row=changed, seen="", note="")
    assert title_of(SUCCESSOR) == successor.version.title
    withdraw(by=author, release=successor.release, note="Fejl")
    assertContains(client.get(page.request["PATH_INFO"]), f'<a href="{link}">{headline(successor.version)}</a>')
    # The next release does not take it out once more.
    following = create_draft(by=author, publication=draft.publication)
    assert "retired" not in said(following)
    with pytest.raises(Refused, match=_("The draft says what is in force already.")):
        submit(by=author, release=following)


def test_one_that_nothing_replaces_says_so_and_one_of_a_withdrawn_guideline_has_no_reason_of_its_own(
    client: Client, author: User, draft: Release, publish: Callable[[Release], Release]
) -> None:
    retire(author, draft, successor="")
    release = publish(draft)
    assertContains(client.get(reverse("recommendation", args=[GUIDELINE, "tca"])), _("Nothing has taken its place."))
    withdraw(by=author, release=release, note="Fejl")
    assert retirement_of(GUIDELINE, "ssri") is None
    assert client.get(reverse("recommendation", args=[GUIDELINE, "ssri"])).status_code == 200


def test_rolling_back_says_why_what_is_newer_disappears(
    author: User, draft: Release, content: Content, publish: Callable[[Release], Release]
) -> None:
    new = (row(draft, "tca") or {}) | {"key": "new-one", "title": "Ny anbefaling", "text": "Overvej noget nyt."}
    put_row(by=author, release=draft, part=PART, row=new, seen=seen_hash(None), note="")
    retire(author, draft, "ssri")
    publish(draft)
    back = roll_back(by=author, release=content.releases[GUIDELINE])
    reason = _("Back to release %(number)s.") % {"number": content.releases[GUIDELINE].number}
    assert said(back)["retired"] == [{"key": "new-one", "reason": reason, "successor": ""}]
    publish(back)
    gone = retirement_of(GUIDELINE, "new-one")
    assert gone
    assert (gone.reason, gone.title, gone.successor) == (reason, "Ny anbefaling", None)


def test_two_releases_are_compared_with_reasons_grades_sources_and_reviews(
    author: User, draft: Release, content: Content, publish: Callable[[Release], Release]
) -> None:
    retire(author, draft)
    keys = ["ssri"]
    seen = seen_hash(reviews_of(said(draft), keys))
    reaffirm(by=author, release=draft, keys=keys, reviewed="2026-10", seen=seen, note="")
    values = said(draft) | {"source": "cross-sector-2023"}
    draft.refresh_from_db()
    edit_draft(by=author, release=draft, content=values, seen_hash=draft.content_hash)
    draft.refresh_from_db()
    before = content.releases[GUIDELINE]
    compared = compare(before, draft, content.vocabulary)
    (removed,) = compared.removed
    assert (removed.key, removed.reason, removed.successor) == ("tca", REASON, title_of(SUCCESSOR))
    assert [str(field.label) for field in compared.frame] == [_("Source")]
    ssri = next(entry for entry in compared.changed if entry.key == "ssri")
    assert [str(field.label) for field in ssri.fields] == [_("Source"), _("Evidence reviewed")]
    assert "".join(part.text for part in ssri.fields[-1].parts) == "10.2026"
    # Across a release in between, the reason still shows.
    publish(draft)
    later = create_draft(by=author, publication=draft.publication)
    assert compare(before, later, content.vocabulary).removed == [removed]


def test_another_scheme_is_a_difference(author: User, draft: Release, content: Content) -> None:
    values = said(draft) | {"rating_scheme": "class-and-letter", PART: []}
    edit_draft(by=author, release=draft, content=values, seen_hash=draft.content_hash)
    draft.refresh_from_db()
    frame = compare(content.releases[GUIDELINE], draft, content.vocabulary).frame
    assert [str(field.label) for field in frame] == [_("Scheme of grades")]


def test_reaffirming_one_or_all_changes_no_version(
    client: Client, draft: Release, content: Content, publish: Callable[[Release], Release]
) -> None:
    versions = list(draft.pinned.values_list("version", flat=True))
    month = f"{timezone.localdate():%Y-%m}"
    one = reverse("editing_reaffirm", args=[draft.pk, "tca"])
    assert client.get(one).context["form"]["reviewed"].value() == month
    take(client, "editing_reaffirm", draft, reviewed="2026-10")
    assert set(draft.pinned.values_list("evidence_reviewed", flat=True)) == {"", "2026-10"}
    everything = reverse("editing_reaffirm_all", args=[draft.pk])
    client.post(everything, {"seen": client.get(everything).context["form"]["seen"].value(), "reviewed": month})
    assert set(draft.pinned.values_list("evidence_reviewed", flat=True)) == {month}
    assert list(draft.pinned.values_list("version", flat=True)) == versions
    publish(draft)
    (version,) = released_versions(GUIDELINE, "tca")
    assert version.evidence_reviewed == month
    assert version.worded_since == content.releases[GUIDELINE].effective.lower
    page = client.get(reverse("recommendation", args=[GUIDELINE, "tca"]))
    assertContains(page, f"{_('Evidence reviewed:')} {timezone.localdate():%m.%Y}.")
    assertContains(page, f"{_('Wording in force since:')} {timezone.localtime(version.worded_since):%d.%m.%Y}.")


@pytest.mark.parametrize("wrong", ["", "i dag", "2099-01", "2018-02-30"])
def test_a_review_on_no_day_is_refused(wrong: str, client: Client, draft: Release) -> None:
    assertContains(
        take(client, "editing_reaffirm", draft, reviewed=wrong),
        f'value="{wrong}"' if wrong else "påkrævet",
        status_code=422,
    )
    assert not draft.events.filter(kind="edited").exists()


def test_a_new_wording_counts_from_the_day_it_came_into_force(
    author: User, draft: Release, publish: Callable[[Release], Release]
) -> None:
    tca = row(draft, "tca") or {}
    put_row(by=author, release=draft, part=PART, row=tca | {"text": "Overvej TCA igen."}, seen=seen_hash(tca), note="")
    release = publish(draft)
    newest, oldest = released_versions(GUIDELINE, "tca")
    assert newest.worded_since == release.effective.lower > oldest.worded_since
