"""What stands in the way of a release: before it is submitted, on its page, and when a file is loaded."""

import re
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import User
from guidelines.content_files.loading import publish
from guidelines.content_files.release import content_of_release
from guidelines.in_force.content import Content, current_content
from guidelines.models import Release
from guidelines.publishing.checks import CasesFail, checks_of
from guidelines.publishing.consistency import Refused
from guidelines.publishing.draft_rows import find_row, put_row, seen_hash
from guidelines.publishing.drafts import create_draft, create_publication, edit_draft
from guidelines.publishing.life_cycle import approve, publish_approved, submit
from guidelines.recommendations.case_parsing import EXPECTATIONS
from guidelines.recommendations.cases import ruled_rows
from tests.support.content.publishing import answer_warnings, load_edited, write_change
from tests.support.records.cast import Cast, make_user

pytestmark = pytest.mark.django_db
GUIDELINE, ROW = "generalised-pain", "tca"
CASE = "TCA er ikke prøvet"


@pytest.fixture
def client(cast: Cast, sign_in: Callable[..., Client]) -> Client:
    return sign_in(cast.editor)


@pytest.fixture
def draft(author: User, content: Content) -> Release:
    return create_draft(by=author, publication=content.releases[GUIDELINE].publication)


@pytest.fixture
def pathway(author: User, content: Content) -> Release:
    return create_draft(by=author, publication=content.releases["region-h-2014"].publication)


def row(release: Release, key: str = ROW, part: str = "recommendations") -> dict[str, Any]:
    found = find_row(content_of_release(release), part, key)
    assert found is not None
    return deepcopy(dict(found))


def change(by: User, release: Release, key: str = ROW, part: str = "recommendations", **values: Any) -> Release:
    before = row(release, key, part)
    seen = seen_hash(before)
    return put_row(by=by, release=release, part=part, row=before | values, seen=seen, note=key)


def page(release: Release) -> str:
    return reverse("editing_checks", args=[release.pk])


def case_page(release: Release, number: int = 0, key: str = ROW) -> str:
    if number:
        return reverse("editing_case", args=[release.pk, key, number])
    return reverse("editing_case_new", args=[release.pk, key])


def as_sent(client: Client, address: str, **values: Any) -> dict[str, Any]:
    """What the form on the page would send, with these values in it."""
    form = client.get(address).context["form"]
    sent: dict[str, Any] = {"fact": getattr(form, "shown", [])}
    for field in form:
        value = field.value()
        if isinstance(value, date):
            value = value.strftime("%d.%m.%Y")
        if value not in (None, False, ""):
            sent[field.html_name] = value
    return sent | values


def test_all_content_in_force_is_without_errors_and_unanswered_warnings(content: Content, settings: Any) -> None:
    drafts = Release.objects.filter(state="draft", events=None)
    releases = [*content.releases.values(), *drafts]
    assert {"region-syddanmark", GUIDELINE} <= {release.publication.key for release in releases}
    for release in releases:
        done = checks_of(release, content)
        assert [(finding.place, finding.text) for finding in done.errors] == []
        assert done.failing == 0
        assert [finding.id for finding in done.unanswered] == []
        # Every word answers a warning that stands.
        assert set(done.justifications) == {finding.id for finding in done.warnings}


def test_every_rule_has_a_case_for_each_of_the_three_answers(content: Content) -> None:
    rows = 0
    for release in [*content.releases.values(), *Release.objects.filter(state="draft", events=None)]:
        for ruled in ruled_rows(content_of_release(release)):
            rows += 1
            assert {case["expect"] for case in ruled.cases} == set(EXPECTATIONS), ruled.key
    assert rows == 66 + 3 + 8 + 17 + 9 + 8


def test_a_rule_that_was_broken_fails_its_case_and_is_not_submitted(
    author: User, client: Client, draft: Release
) -> None:
    trees = row(draft)["applies_when"]
    broken = {"all": [trees["all"][0], {"fact": "treatment.tca.unsuitable", "is": True}]}
    change(author, draft, applies_when=broken)
    with pytest.raises(Refused) as refused:
        submit(by=author, release=draft)
    assert str(refused.value) == _(
        "It cannot be submitted. Errors: %(errors)s. Warnings without a word: %(warnings)s. "
        "Failing cases: %(cases)s. See “Checks and cases”."
    ) % {"errors": 0, "warnings": 0, "cases": 4}
    draft.refresh_from_db()
    assert (draft.state, draft.events.filter(kind="submitted").count()) == ("draft", 0)
    shown = client.get(page(draft))
    assertContains(shown, f'<a href="#row-{ROW}">')
    assertContains(shown, escape(_("✗ fails")), count=4)
    assertContains(shown, CASE)
    change(author, draft, applies_when=trees, text="Overvej TCA.")
    assert submit(by=author, release=draft).state == "submitted"


def test_an_error_or_a_warning_without_a_word_stops_it(author: User, client: Client, draft: Release) -> None:
    change(author, draft, text="Tilbyd TCA.", superseded_by="nowhere/at-all")
    with pytest.raises(Refused, match=r"1.*1.*0"):
        submit(by=author, release=draft)
    change(author, draft, superseded_by="")
    with pytest.raises(Refused, match=r"0.*1.*0"):
        submit(by=author, release=draft)
    warning = next(f for f in client.get(page(draft)).context["checks"].unanswered if f.key == ROW)
    assertContains(client.get(page(draft)), escape(warning.text))
    saved = client.post(page(draft), as_sent(client, page(draft), **{warning.id: "Arbejdsgruppen ønsker det sådan."}))
    assertRedirects(saved, page(draft))
    assertContains(client.get(page(draft)), "Arbejdsgruppen ønsker det sådan.")
    draft.refresh_from_db()
    assert content_of_release(draft)["justifications"].keys() == {"overdue:2018", warning.id}
    submit(by=author, release=draft)
    assertContains(client.get(page(draft)), "<q>Arbejdsgruppen ønsker det sådan.</q>")
    assertNotContains(client.get(page(draft)), reverse("editing_case_new", args=[draft.pk, ROW]))
    # What waits for a reviewer takes no more words, and loses none.
    late = client.post(page(draft), {"seen": "x", warning.id: "Nye ord"})
    assertContains(late, escape(_("The release is submitted. Send it back before it is changed.")), status_code=422)


def test_words_go_with_their_warning(author: User, client: Client, draft: Release) -> None:
    change(author, draft, text="Tilbyd TCA.")
    warning = next(f for f in client.get(page(draft)).context["checks"].unanswered)
    client.post(page(draft), as_sent(client, page(draft), **{warning.id: "Med vilje."}))
    change(author, draft, text="Tilbyd noget andet.")
    gone = client.get(page(draft))
    assertContains(gone, "<li>Med vilje.</li>")
    assert len(gone.context["checks"].unanswered) == 1
    client.post(page(draft), as_sent(client, page(draft)))
    draft.refresh_from_db()
    assert content_of_release(draft)["justifications"].keys() == {"overdue:2018"}


def test_words_that_are_too_long_are_shown_again(client: Client, draft: Release) -> None:
    long = "x" * 501
    answer = client.post(page(draft), as_sent(client, page(draft), **{"overdue:2018": long}))
    assertContains(answer, long, status_code=422)
    assertContains(answer, 'id="error-summary"', status_code=422)


def test_two_who_write_words_at_once_are_both_kept(
    author: User, client: Client, draft: Release, sign_in: Callable[..., Client]
) -> None:
    second = sign_in(make_user("second", is_content_administrator=True))
    one, other = as_sent(client, page(draft)), as_sent(second, page(draft))
    client.post(page(draft), one | {"overdue:2018": "Den enes ord"})
    response = second.post(page(draft), other | {"overdue:2018": "Den andens ord"}, follow=True)
    beside = Release.objects.filter(state="draft", publication=draft.publication).latest("number")
    assert beside != draft
    assertContains(response, escape(_("Someone else has changed the draft. Yours is kept beside it, as this one.")))
    assertContains(response, "Den andens ord")
    assertContains(client.get(page(draft)), "Den enes ord")


def test_a_new_case_begins_with_the_facts_of_the_rule(client: Client, draft: Release) -> None:
    form = client.get(case_page(draft)).context["form"]
    assert {"patient.age_years", "pain.distribution", "treatment.tca.unsuitable", "treatment.tca.tried"} <= set(
        form.shown
    )
    sent = as_sent(
        client,
        case_page(draft),
        name="Kun alderen kendes",
        as_of="25.11.2026",
        expect="unknown",
        **{"patient.age_years": "47,5"},
    )
    assertRedirects(client.post(case_page(draft), sent), page(draft))
    assert row(draft)["cases"][-1] == {
        "name": "Kun alderen kendes",
        "as_of": "2026-11-25",
        "facts": {"patient.age_years": 47.5},
        "expect": "unknown",
    }
    assertContains(client.get(page(draft)), "Alder: 47,5 år")


def test_a_case_that_is_opened_and_saved_is_unchanged(client: Client, draft: Release, pathway: Release) -> None:
    for release, key, part in (
        (draft, ROW, "recommendations"),
        (draft, "duloxetine", "recommendations"),
        (pathway, "serious_impact", "criteria"),
        (pathway, "over_six_months", "criteria"),
    ):
        before = row(release, key, part)
        for number in range(1, len(before["cases"]) + 1):
            address = case_page(release, number, key)
            assertRedirects(client.post(address, as_sent(client, address)), page(release))
        assert row(release, key, part) == before


EVERY_TYPE = {
    "workup.red_flags": ["trauma", "fever_or_infection"],
    "pain.sites": [],
    "workup.ecg_date": "2026-01-31",
    "health.comorbidity": "KOL",
    "health.allergies": "",
    "risk.bmi": 27.5,
    "health.drug_count": 4,
    "pain.intensity_average": 7,
    "gcps.grade": 2,
    "work.status": "sick_leave",
    "pain.acute": False,
}


def test_facts_of_every_type_come_back_as_they_were(author: User, client: Client, draft: Release) -> None:
    case = {"name": "Alt", "as_of": "2026-11-25", "facts": EVERY_TYPE, "expect": "unknown"}
    change(author, draft, cases=[case])
    address = case_page(draft, 1)
    assertRedirects(client.post(address, as_sent(client, address)), page(draft))
    assert row(draft)["cases"] == [case]
    for word in (
        "Fald, ulykke",
        "Allergi: intet er skrevet",
        "Ingen af disse",
        "31.01.2026",
        "KOL",
        "27,5",
        "Generende",
    ):
        assertContains(client.get(page(draft)), word)


def test_a_fact_is_added_without_javascript_and_nothing_typed_is_lost(client: Client, draft: Release) -> None:
    sent = as_sent(client, case_page(draft), name="Halvt skrevet", as_of="x", add="risk.drives", more="1")
    response = client.post(case_page(draft), sent | {"patient.age_years": "66"})
    assert response.status_code == 200
    assert response.context["form"].shown[-1] == "risk.drives"
    for value in ("Halvt skrevet", "x", "66"):
        assertContains(response, f'value="{value}"')
    assert not any(case["name"] == "Halvt skrevet" for case in row(draft)["cases"])
    known = dict(response.context["form"].fields["add"].choices)
    assert "risk.drives" not in str(known)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": ""}, ""),
        ({"name": CASE.upper()}, "har flere prøver med navnet"),
        ({"as_of": "31.02.2026"}, "dd.mm.åååå"),
        ({"patient.age_years": "mange"}, ""),
        ({"patient.age_years": "-3"}, "under 0"),
        ({"pain.distribution": "everywhere"}, ""),
        ({"expect": "unknown", "attention": "yes"}, "kan kun ventes, hvor reglen gælder"),
    ],
)
def test_a_case_that_cannot_be_used_is_refused_and_shown_again(
    values: dict[str, str], words: str, client: Client, draft: Release
) -> None:
    before = row(draft)
    good = {"name": "Ny", "as_of": "25.11.2026", "expect": "applies"}
    response = client.post(case_page(draft), as_sent(client, case_page(draft), **good) | values)
    assertContains(response, 'id="error-summary"', status_code=422)
    assertContains(response, words, status_code=422)
    assert row(draft) == before


def test_no_more_cases_than_can_be_read(author: User, client: Client, draft: Release) -> None:
    case = row(draft)["cases"][0]
    change(author, draft, cases=[case | {"name": f"Prøve {number}"} for number in range(50)])
    sent = as_sent(client, case_page(draft), name="En for meget", as_of="25.11.2026", expect="unknown")
    assertContains(client.post(case_page(draft), sent), "har 51 prøver", status_code=422)
    change(author, draft, cases=[case | {"name": f"Prøve {number}"} for number in range(200)])
    assertContains(client.get(page(draft)), "har 200 prøver. Der kan være højst 50.")
    with pytest.raises(Refused, match="1"):
        submit(by=author, release=draft)


@pytest.mark.parametrize(
    "case",
    [
        {"name": "Ukendt", "as_of": "2026-11-25", "facts": {"no.such": 1}, "expect": "applies"},
        {"name": "", "as_of": "2026-11-25", "facts": {}, "expect": "unknown"},
        {"name": "Dato", "as_of": "i går", "facts": {}, "expect": "unknown"},
        {"name": "Liste", "as_of": "2026-11-25", "facts": {"pain.distribution": "x"}, "expect": "unknown"},
        "ikke en prøve",
        None,
    ],
)
def test_a_case_that_came_in_a_file_and_cannot_be_used_is_shown_and_can_be_mended(
    case: Any, author: User, client: Client, draft: Release
) -> None:
    change(author, draft, cases=[*row(draft)["cases"], case])
    with pytest.raises(Refused):
        submit(by=author, release=draft)
    number = len(row(draft)["cases"])
    assertContains(client.get(page(draft)), case_page(draft, number))
    sent = as_sent(client, case_page(draft, number), name="Rettet", as_of="25.11.2026", expect="unknown")
    sent.pop("pain.distribution", None)
    assertRedirects(client.post(case_page(draft, number), sent), page(draft))
    assert row(draft)["cases"][-1]["name"] == "Rettet"
    assert checks_of(Release.objects.get(pk=draft.pk), current_content()).failing == 0


def test_a_case_is_changed_in_its_place_and_taken_out(client: Client, draft: Release) -> None:
    names = [case["name"] for case in row(draft)["cases"]]
    address = case_page(draft, 2)
    client.post(address, as_sent(client, address, name="Nyt navn"))
    assert [case["name"] for case in row(draft)["cases"]] == [names[0], "Nyt navn", *names[2:]]
    client.post(address, as_sent(client, address, remove="1"))
    assert [case["name"] for case in row(draft)["cases"]] == [names[0], *names[2:]]


def test_two_who_change_cases_of_one_row_are_both_kept(
    author: User, client: Client, draft: Release, sign_in: Callable[..., Client]
) -> None:
    second = sign_in(make_user("second", is_content_administrator=True))
    address = case_page(draft, 1)
    one, other = as_sent(client, address, remove="1"), as_sent(second, address, name="Den andens")
    client.post(address, one)
    second.post(address, other)
    beside = Release.objects.filter(state="draft", publication=draft.publication).latest("number")
    assert CASE not in [case["name"] for case in row(draft)["cases"]]
    assert row(beside)["cases"][-1]["name"] == "Den andens"
    assert len(row(beside)["cases"]) == len(row(draft)["cases"]) + 1


def test_criteria_and_groups_of_patients_are_tried_too(
    author: User, client: Client, pathway: Release, content: Content
) -> None:
    change(author, pathway, "adult", "criteria", when={"fact": "patient.age_years", "gte": 16})
    with pytest.raises(Refused, match="1"):
        submit(by=author, release=pathway)
    assertContains(client.get(page(pathway)), '<a href="#row-adult">')
    questions = create_draft(by=author, publication=content.releases["vocabulary"].publication)
    change(author, questions, "adult", "populations", when={"fact": "patient.age_years", "gte": 15})
    done = checks_of(Release.objects.get(pk=questions.pk), content)
    # Its own cases fail, and those of the recommendations that lean on it.
    assert [found.row.key for found in done.rows if found.failing] == ["adult"]
    assert len(done.elsewhere) > 3
    with pytest.raises(Refused):
        submit(by=author, release=questions)
    assertContains(client.get(page(questions)), escape(_("With these questions, cases of other publications fail:")))


def test_a_new_guideline_without_cases_asks_for_them_or_for_words(author: User, draft: Release) -> None:
    frame = content_of_release(draft)
    rows = [{name: value for name, value in found.items() if name != "cases"} for found in frame["recommendations"][:3]]
    content = frame | {"recommendations": rows, "title": "Ny", "justifications": {}, "last_assessed": "2026-11"}
    new = create_publication(by=author, key="new-one", kind="guideline", content=content | {"key": "new-one"})
    with pytest.raises(Refused, match=r": 0\..*: 9\..*: 0\."):
        submit(by=author, release=new)
    assert submit(by=author, release=answer_warnings(author, new)).state == "submitted"


@pytest.mark.parametrize("retired", [["ssri"], [{"reason": "x"}], "ssri"])
def test_what_is_retired_in_another_shape_is_refused_in_words(retired: Any, author: User, draft: Release) -> None:
    content = content_of_release(draft) | {"retired": retired}
    with pytest.raises(Refused, match=r"Den udtagne anbefaling »|det, der er taget ud, er ikke en liste"):
        edit_draft(by=author, release=draft, content=content, seen_hash=draft.content_hash)


def test_words_in_another_shape_answer_nothing(author: User, client: Client, draft: Release) -> None:
    content = content_of_release(draft) | {"justifications": ["ord"]}
    draft = edit_draft(by=author, release=draft, content=content, seen_hash=draft.content_hash)
    assert client.get(page(draft)).status_code == 200
    with pytest.raises(Refused, match=r"uden svar: 1\."):
        submit(by=author, release=draft)
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.parametrize("cases", ["tekst", 5, {"name": "Alene"}])
def test_cases_that_are_no_list_fail(cases: Any, author: User, client: Client, draft: Release) -> None:
    change(author, draft, cases=cases)
    assertContains(client.get(page(draft)), escape(_("✗ fails")))
    with pytest.raises(Refused):
        submit(by=author, release=draft)


def test_what_is_retired_is_named_by_its_title(author: User, client: Client, draft: Release) -> None:
    content = content_of_release(draft)
    rows = [found for found in content["recommendations"] if found["key"] != "ssri"]
    without = content | {
        "recommendations": rows,
        "retired": [{"key": "ssri", "reason": "Nyt.", "successor": "nowhere"}],
    }
    edit_draft(by=author, release=draft, content=without, seen_hash=draft.content_hash)
    errors = client.get(page(draft)).context["checks"].errors
    assert [error.place for error in errors] == ["Undgå helst SSRI mod smerter"]


def test_what_was_approved_is_not_published_once_its_cases_fail(author: User, draft: Release, content: Content) -> None:
    change(author, draft, text="Overvej TCA nu.")
    reviewer = make_user("reviewer", is_content_administrator=True)
    submit(by=author, release=draft)
    approved = approve(by=reviewer, release=draft, seen_hash=Release.objects.get(pk=draft.pk).content_hash)
    questions = create_draft(by=author, publication=content.releases["vocabulary"].publication)
    changed = change(author, questions, "adult", "populations", when={"fact": "patient.age_years", "gte": 15})
    publish(Release.objects.get(pk=changed.pk))
    with pytest.raises(Refused, match="17-årig med udbredte smerter"):
        publish_approved(by=author, release=approved)


def test_a_release_that_does_not_hold_together_says_so(author: User, client: Client, draft: Release) -> None:
    change(author, draft, applies_when={"fact": "no.such", "is": True})
    shown = client.get(page(draft))
    assertContains(shown, "no.such")
    assertNotContains(
        shown, escape(_("Nothing stands in the way: no errors, every warning has a word, every case passes."))
    )


def test_a_vocabulary_that_is_none_shows_its_page(author: User, client: Client, content: Content) -> None:
    questions = create_draft(by=author, publication=content.releases["vocabulary"].publication)
    body = content_of_release(questions)
    broken = edit_draft(
        by=author,
        release=questions,
        content={name: value for name, value in body.items() if name != "derived"},
        seen_hash=questions.content_hash,
    )
    assert client.get(page(broken)).status_code == 200
    assertContains(client.get(page(broken)), "de beregnede fakta mangler")
    assertRedirects(client.get(case_page(broken, key="adult")), page(broken))


def test_failing_cases_in_a_file_load_nothing(tmp_path: Path, content: Content) -> None:
    before = Release.objects.count()

    def turn(rows: list[dict[str, Any]]) -> None:
        changed = next(found for found in rows if found["key"] == "ssri")
        changed["cases"][0]["expect"] = "does_not_apply"

    write_change(tmp_path / "content", GUIDELINE, turn)
    with pytest.raises(CasesFail, match="Får SSRI"):
        load_edited(tmp_path / "content")
    assert Release.objects.count() == before


def test_every_kind_of_content_has_the_page_and_readers_have_not(
    client: Client, content: Content, cast: Cast, sign_in: Callable[..., Client]
) -> None:
    for release in content.releases.values():
        shown = client.get(page(release))
        assertContains(shown, escape(_("Cases")))
        assert not re.search(r"\bNone\b|\bTrue\b|\bFalse\b", shown.content.decode())
    assert sign_in(cast.gp).get(page(content.releases[GUIDELINE])).status_code == 403


def test_a_case_that_is_not_there_is_not_found(client: Client, draft: Release, content: Content) -> None:
    assert client.get(case_page(draft, 99)).status_code == 404
    assert client.get(case_page(draft, key="nothing")).status_code == 404
    assertRedirects(client.get(case_page(content.releases[GUIDELINE])), page(content.releases[GUIDELINE]))
    late = client.post(
        case_page(content.releases[GUIDELINE]), {"seen": "x", "name": "N", "as_of": "25.11.2026", "expect": "unknown"}
    )
    assert late.status_code == 422
