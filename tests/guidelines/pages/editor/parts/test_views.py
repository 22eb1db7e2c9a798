"""The pages where questions, criteria and other parts are changed: what is typed, what is refused, what is kept."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import User
from guidelines.comparison.lists import lists_of
from guidelines.content_files.release import content_of_release
from guidelines.content_files.row_keys import row_key
from guidelines.in_force.content import Content, current_content
from guidelines.models import Release
from guidelines.publishing.consistency import Refused
from guidelines.publishing.draft_rows import find_row, keys_of
from guidelines.publishing.life_cycle import submit
from guidelines.schema.fields import rows_of
from tests.support.content.changes import STAIRS, draft_of, with_stairs
from tests.support.content.condition_forms import inputs
from tests.support.content.part_forms import as_sent
from tests.support.content.publishing import answer_warnings
from tests.support.records.cast import Cast, make_user

pytestmark = pytest.mark.django_db
Sent = dict[str, Any]
NEW_STAIRS: Sent = {
    "label": "Kan patienten gå på trapper?",
    "short": "Trapper",
    "values-key": ["", "", ""],
    "values-label": ["Ja, uden hjælp", "Ja, med gelænder", ""],
    "fresh_months": "6",
    "source__0__source": "cross-sector-2023",
    "source__0__section": "Kapitel 3.3.2",
}


@pytest.fixture
def author(cast: Cast) -> User:
    return cast.editor


@pytest.fixture
def client(author: User, sign_in: Callable[..., Client]) -> Client:
    return sign_in(author)


@pytest.fixture
def draft(author: User, content: Content) -> Release:
    return draft_of(author, "vocabulary")


@pytest.fixture
def pathway(author: User, content: Content) -> Release:
    return draft_of(author, "region-h-2014")


def page(release: Release) -> str:
    return reverse("editing_parts", args=[release.pk])


def form(release: Release, part: str, **query: str) -> str:
    asked = QueryDict(mutable=True)
    asked.update(query)
    return f"{reverse('editing_part_row', args=[release.pk, part])}?{asked.urlencode()}"


def fill(client: Client, address: str, **changes: Any) -> Any:
    """Send the form at this address as it stands, with these changes."""
    sent = as_sent(client.get(address).context["form"])
    for name, value in changes.items():
        # A condition is sent in many inputs; none of the earlier one stays.
        for key in [key for key in sent if isinstance(value, dict) and key.startswith(f"{name}-")]:
            del sent[key]
        built = inputs(value, name) if isinstance(value, dict) else {name: value}
        for key, one in built.items():
            sent.setlist(key, one if isinstance(one, list) else [one])
    return client.post(address, dict(sent.lists()))


def take(client: Client, release: Release, part: str, action: str, key: str, **sent: str) -> Any:
    (found,) = [
        entry for entry in lists_of(Release.objects.get(pk=release.pk), current_content()) if entry.address == part
    ]
    row = next((row for group in found.groups for row in group.rows if row.key == key), None)
    seen = found.order_seen if action in ("op", "ned") else row.seen if row else ""
    address = reverse("editing_part_step", args=[release.pk, part, action])
    return client.post(address, {"row": key, "seen": seen, **sent}, follow=True)


def body(release: Release) -> dict[str, Any]:
    return content_of_release(Release.objects.get(pk=release.pk))


def row(release: Release, part: str, key: str) -> dict[str, Any]:
    found = find_row(body(release), part, key)
    assert found is not None
    return dict(found)


def add_stairs(client: Client, draft: Release, **changes: Any) -> Any:
    return fill(client, form(draft, "questions", section="everyday", type="choice"), **NEW_STAIRS | changes)


def test_a_question_is_added_last_with_a_key_of_its_section(client: Client, draft: Release) -> None:
    added = add_stairs(client, draft)
    assertRedirects(added, f"{page(draft)}#questions-everyday-trapper", fetch_redirect_response=False)
    assert body(draft)["questions"][-1] == {
        "key": "everyday.trapper",
        "section": "everyday",
        "type": "choice",
        "label": "Kan patienten gå på trapper?",
        "short": "Trapper",
        "values": [
            {"value": "ja_uden_hjaelp", "label": "Ja, uden hjælp"},
            {"value": "ja_med_gelaender", "label": "Ja, med gelænder"},
        ],
        "fresh_months": 6,
        "source": [{"source": "cross-sector-2023", "section": "Kapitel 3.3.2"}],
    }
    assert draft.events.filter(kind="edited").latest("at").note == "Spørgsmål: Kan patienten gå på trapper?"
    assertContains(client.get(page(draft)), "Ja, med gelænder")


@pytest.mark.parametrize(
    ("type_", "sent", "stored"),
    [
        ("bool", {}, {}),
        ("text", {"multiline": "on"}, {"multiline": True}),
        ("date", {"not_in_future": "on"}, {"not_in_future": True}),
        ("scale", {"min": "0", "max": "10"}, {"min": 0, "max": 10}),
        (
            "number",
            {"unit": "cm", "min": "0,5", "max": "300", "decimals": "1"},
            {"min": 0.5, "decimals": 1, "unit": "cm"},
        ),
        ("multi", {"values-key": ["", ""], "values-label": ["En", "To"]}, {}),
    ],
)
def test_a_question_of_every_type(type_: str, sent: Sent, stored: Sent, client: Client, draft: Release) -> None:
    address = form(draft, "questions", section="health", type=type_)
    added = fill(client, address, label="Noget nyt?", short="Nyt", key="new_one", **sent)
    assert added.status_code == 302, added.context["form"].errors
    assert row(draft, "questions", "health.new_one").items() >= stored.items()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"label": ""}, "Dette felt er påkrævet."),
        ({"key": "Hvad?"}, "Use small letters a to z, digits and underscores only."),
        ({"key": "impact"}, "“%(name)s” has this key already."),
        ({"values-label": ["Ja", "ja ", ""]}, "Two of them say the same."),
        ({"values-label": ["", "", ""]}, "Write at least one."),
        ({"fresh_months": "mange"}, "Indtast et tal."),
        ({"source__0__section": ""}, "A source and the section in it belong together."),
    ],
)
def test_what_a_question_lacks_is_said_and_what_was_typed_kept(
    changes: Sent, reason: str, client: Client, draft: Release
) -> None:
    refused = add_stairs(client, draft, **changes)
    assertContains(refused, escape(_(reason).split("%(name)s")[-1].strip("“”»«")), status_code=422)
    assertContains(refused, "error-summary", status_code=422)
    for typed in ("Trapper", "Kapitel 3.3.2"):
        if typed not in (NEW_STAIRS | dict.fromkeys(changes, "")).values():
            continue
        assertContains(refused, f'value="{typed}"', status_code=422)
    assert draft.events.count() == 1


def test_a_smallest_value_above_the_largest_is_refused(client: Client, draft: Release) -> None:
    refused = fill(client, form(draft, "questions", row="risk.bmi"), min="90", max="10")
    assertContains(refused, "den mindste værdi er større end den største", status_code=422)
    assertContains(refused, 'value="90"', status_code=422)
    assert row(draft, "questions", "risk.bmi")["min"] != 90


def test_a_question_is_reworded_and_keeps_its_key_type_and_answers(client: Client, draft: Release) -> None:
    before = row(draft, "questions", "pain.pattern")
    address = form(draft, "questions", row="pain.pattern")
    assertNotContains(client.get(address), 'name="key"')
    labels = ["Altid", "Skifter", "I anfald", "Om natten", "", ""]
    inside = ["konstante", "skiftende", "anfaldsvise", "værst om natten", "", ""]
    wordless = {"values-label": labels, "values-inside": [*inside[:3], "", "", ""]}
    assertContains(fill(client, address, **wordless), "har svar uden ord inde i en sætning", status_code=422)
    fill(client, address, label="Hvornår gør det ondt?", **{"values-label": labels, "values-inside": inside})
    after = row(draft, "questions", "pain.pattern")
    assert [value["inside"] for value in after["values"]] == inside[:4]
    assert [value["value"] for value in after["values"]] == [*(v["value"] for v in before["values"]), "om_natten"]
    assert after["values"][0]["label"] == "Altid"
    assert {name: after[name] for name in before if name not in ("label", "values")} == {
        name: before[name] for name in before if name not in ("label", "values")
    }
    refused = fill(client, address, **{"values-label": ["", "Skifter", "I anfald", "Om natten"]})
    assertContains(
        refused,
        escape(_("An answer that has been published cannot be taken out. Reword it instead.")),
        status_code=422,
    )
    fill(client, address, **{"values-label": ["Altid", "Skifter", "I anfald", ""], "values-inside": inside[:4]})
    assert len(row(draft, "questions", "pain.pattern")["values"]) == 3


def test_a_new_answer_to_a_question_of_the_burden_is_left_out_of_it(client: Client, draft: Release) -> None:
    def levels() -> dict[str, Any]:
        return next(entry["levels"] for entry in body(draft)["burden"] if entry["question"] == "wellbeing.sleep")

    before = levels()
    address = form(draft, "questions", row="wellbeing.sleep")
    labels = ["God", "Påvirket", "Meget", "Ved ikke", "", ""]
    inside = ["god søvn", "påvirket søvn", "meget påvirket søvn", "uvis søvn", "", ""]
    assert fill(client, address, **{"values-label": labels, "values-inside": inside}).status_code == 302
    assert levels() == before | {"ved_ikke": None}
    shown = client.get(reverse("editing_release", args=[draft.pk]))
    assertContains(shown, "Spørgsmål om tyngden: Søvn")
    assertContains(shown, "tæller")
    fill(client, address, **{"values-label": ["God", "Påvirket", "Meget", "", "", ""], "values-inside": inside})
    assert levels() == before


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Smerterne er {pain.no_such}.", "Oplysningen »pain.no_such« findes ikke."),
        ("Smerterne er {pain.pattern=often}.", "kan ikke være »often«"),
        ("Smerterne er [{pain.pattern}.", "En [ er ikke lukket med ]."),
        ("Smerterne er [{pain.pattern}[, {pain.acute}]].", "kan ikke stå inde i en anden"),
        ("<b>{pain.pattern}</b>", "Der kan ikke stå &lt; eller &gt; i en sætning."),
        ("{pain.pattern} " + "x" * 5000, "Sætningen er på 5015 tegn"),
        ("{opioid.current_long_term}", "har svar uden ord inde i en sætning"),
        ("I {pain.duration_months} fra {pain.onset_date}.", "siger det samme før den"),
    ],
)
def test_a_sentence_that_cannot_be_said_is_refused_beside_its_field(
    client: Client, draft: Release, text: str, says: str
) -> None:
    """Tried: `SentenceField` replaced by a plain one, and `check_sentences` left out of the check of the vocabulary."""
    address = form(draft, "sentences", row="description")
    assertContains(fill(client, address, text=text), says, status_code=422)
    assert row(draft, "sentences", "description")["text"] == "{pain.description}"


def test_a_sentence_is_shown_on_kept_cases_before_it_is_saved(client: Client, draft: Release) -> None:
    """Tried: the widget without its cases."""
    address = form(draft, "sentences", row="pattern")
    typed = "Det er {pain.distribution} smerter."
    shown = fill(client, address, text=typed, build="text:say")
    assertContains(shown, "Det er generaliserede smerter.")
    assertContains(shown, typed)
    assert row(draft, "sentences", "pattern")["text"] != typed
    assertContains(
        fill(client, address, text="{pain.drawing", build="text:say"), "Den siges ikke om nogen af eksemplerne."
    )


def test_a_sentence_is_reworded_and_stays_in_its_place(client: Client, draft: Release) -> None:
    before = [sentence["key"] for sentence in body(draft)["sentences"]]
    address = form(draft, "sentences", row="description")
    assert fill(client, address, text="Med egne ord: »{pain.description}«.").status_code == 302
    assert [sentence["key"] for sentence in body(draft)["sentences"]] == before
    assert row(draft, "sentences", "description")["text"] == "Med egne ord: »{pain.description}«."


def test_the_regions_of_the_drawing_keep_their_sites(client: Client, draft: Release) -> None:
    before = row(draft, "questions", "pain.drawing")
    fill(client, form(draft, "questions", row="pain.drawing"), label="Hvor på kroppen?")
    assert row(draft, "questions", "pain.drawing") == before | {"label": "Hvor på kroppen?"}


def test_a_question_moves_within_its_section(client: Client, draft: Release) -> None:
    def order(section: str) -> list[str]:
        return [question["key"] for question in body(draft)["questions"] if question["section"] == section]

    keys = order("workup")
    take(client, draft, "questions", "ned", keys[0])
    assert order("workup") == [keys[1], keys[0], *keys[2:]]
    take(client, draft, "questions", "op", keys[0])
    assert order("workup") == keys
    assertContains(take(client, draft, "questions", "op", keys[0]), escape(_("It cannot be moved further.")))
    assert order("workup") == keys


def test_a_question_is_retired_and_taken_into_use_again(client: Client, draft: Release) -> None:
    before = row(draft, "questions", "risk.diet")
    assertContains(take(client, draft, "questions", "tag-ud-af-brug", "risk.diet"), escape(_("Take into use")))
    assert row(draft, "questions", "risk.diet") == before | {"retired": True}
    take(client, draft, "questions", "tag-i-brug", "risk.diet")
    assert row(draft, "questions", "risk.diet") == before
    refused = take(client, draft, "questions", "tag-ud-af-brug", "peg.pain")
    assertContains(refused, "PEG-score")
    assert "retired" not in row(draft, "questions", "peg.pain")


def test_only_what_was_never_published_is_taken_out(client: Client, draft: Release) -> None:
    add_stairs(client, draft)
    assertNotContains(client.get(page(draft)), 'fjern/"><input type="hidden" name="row" value="risk.diet"')
    message = escape(_("The question has been published. It can be retired, but not taken out."))
    assertContains(take(client, draft, "questions", "fjern", "risk.diet"), message)
    assert "risk.diet" in keys_of(body(draft), "questions")
    take(client, draft, "questions", "fjern", "everyday.trapper")
    assert "everyday.trapper" not in keys_of(body(draft), "questions")


def test_two_editors_of_one_question_are_both_kept_and_the_second_is_told(
    client: Client, draft: Release, sign_in: Callable[..., Client]
) -> None:
    second = sign_in(make_user("second", is_content_administrator=True))
    address = form(draft, "questions", row="risk.diet")
    theirs = as_sent(second.get(address).context["form"])
    fill(client, address, label="Den enes ord?")
    theirs["label"] = "Den andens ord?"
    told = second.post(address, dict(theirs.lists()), follow=True)
    beside = Release.objects.filter(publication=draft.publication).latest("number")
    assert beside != draft
    assertRedirects(told, f"{page(beside)}#questions-risk-diet")
    assertContains(told, escape(_("Someone else has changed the draft. Yours is kept beside it, as this one.")))
    labels = [row(release, "questions", "risk.diet")["label"] for release in (draft, beside)]
    assert labels == ["Den enes ord?", "Den andens ord?"]


def test_a_row_that_someone_has_taken_out_meanwhile_is_kept_beside(client: Client, pathway: Release) -> None:
    address = form(pathway, "return_reasons", row="capacity")
    typed = as_sent(client.get(address).context["form"])
    take(client, pathway, "return_reasons", "fjern", "capacity")
    typed["label"] = "Ingen plads lige nu"
    told = client.post(address, dict(typed.lists()), follow=True)
    beside = Release.objects.filter(publication=pathway.publication).latest("number")
    assert beside != pathway
    assertContains(told, escape(_("Someone else has changed the draft. Yours is kept beside it, as this one.")))
    assert row(beside, "return_reasons", "capacity")["label"] == "Ingen plads lige nu"
    assert "capacity" not in keys_of(body(pathway), "return_reasons")
    assert client.get(address).status_code == 404


def test_populations_cannot_refer_to_each_other_in_a_circle(client: Client, draft: Release) -> None:
    address = form(draft, "populations", row="adult")
    fill(client, address, label="Alle voksne")
    assert row(draft, "populations", "adult")["label"] == "Alle voksne"
    refused = fill(client, address, label="Ring", when={"population": "chronic_pain"})
    assert refused.status_code == 422
    assertContains(refused, 'value="Ring"', status_code=422)
    assert row(draft, "populations", "adult")["when"] == {"fact": "patient.age_years", "gte": 18}


def test_the_agendas_questions_are_chosen_by_name_and_put_in_order(client: Client, draft: Release) -> None:
    address = form(draft, "agenda", row="information")
    fill(
        client,
        address,
        **{"questions": ["Smertedebut", "behandlinger", "", "Smertesteder"], "questions-place": ["2", "1", "", "9"]},
    )
    assert row(draft, "agenda", "information")["questions"] == ["treatments", "pain.onset_date", "pain.sites"]
    refused = fill(client, address, **{"questions": ["Smertedebut", "Noget andet"], "questions-place": ["1", "2"]})
    assertContains(refused, escape(_("Not on the list: %(names)s.") % {"names": "Noget andet"}), status_code=422)
    assertContains(refused, 'value="Noget andet"', status_code=422)


def test_sections_the_follow_up_and_the_releases_own_words(client: Client, draft: Release) -> None:
    fill(client, form(draft, "sections", row="pain"), intro="Om smerterne.")
    fill(client, form(draft, "follow_up"), aim="Hvad er nyt?")
    fill(client, form(draft, "om"), release__note="Nye ord.", title="Spørgsmål")
    now = body(draft)
    assert (now["sections"][0]["intro"], now["follow_up"]["aim"]) == ("Om smerterne.", "Hvad er nyt?")
    assert (now["title"], now["release"]["note"], Release.objects.get(pk=draft.pk).note) == (
        "Spørgsmål",
        "Nye ord.",
        "Nye ord.",
    )
    assert now["key"] == "vocabulary"


def test_a_single_part_that_a_file_has_left_out_is_written_anew(client: Client, author: User) -> None:
    """Tried: the first of no rows, which is a server error."""
    draft = draft_of(author, "vocabulary", lambda content: content.pop("follow_up"))
    address = form(draft, "follow_up")
    assertContains(client.get(address), "<form")
    assert client.post(address, {"aim": ""}).status_code == 422


def test_a_criterion_is_added_and_asked_for_by_a_destination(client: Client, pathway: Release, author: User) -> None:
    added = fill(
        client,
        form(pathway, "criteria"),
        title="Søvnen er påvirket",
        kind="requirement",
        when={"fact": "wellbeing.sleep", "is": "severely_affected"},
        unmet="Søvnen er ikke påvirket.",
        source__source="cross-sector-2023",
        source__section="Kapitel 7.2",
    )
    assert added.status_code == 302, added.context["form"].errors
    assert row(pathway, "criteria", "soevnen_er_paavirket")["source"]["section"] == "Kapitel 7.2"
    with pytest.raises(Refused, match="bruger »Søvnen er påvirket«"):
        submit(by=author, release=pathway)
    before = row(pathway, "destinations", "medication_review")
    fill(
        client,
        form(pathway, "destinations", row="medication_review"),
        requires=["soevnen_er_paavirket", *before["requires"]],
    )
    assert set(row(pathway, "destinations", "medication_review")["requires"]) == {
        *before["requires"],
        "soevnen_er_paavirket",
    }
    pathway.refresh_from_db()
    assert submit(by=author, release=answer_warnings(author, pathway)).state == "submitted"


def test_a_criterion_that_a_destination_asks_for_cannot_be_taken_out(client: Client, pathway: Release) -> None:
    assertContains(take(client, pathway, "criteria", "fjern", "adult"), "det beder om kriterier, som ikke findes")
    assert "adult" in keys_of(body(pathway), "criteria")


def test_the_frame_of_a_pathway(client: Client, pathway: Release) -> None:
    fill(client, form(pathway, "om"), valid_until="30.06.2027", last_checked="01.11.2026", answer_expected_days="45")
    now = body(pathway)
    assert (now["valid_until"], now["last_checked"], now["answer_expected_days"]) == ("2027-06-30", "2026-11-01", 45)
    refused = fill(client, form(pathway, "om"), valid_from="01.07.2027")
    assertContains(refused, "sidste dag 30.06.2027 ligger før den første, 01.07.2027", status_code=422)
    refused = fill(client, form(pathway, "om"), valid_from="i morgen")
    assertContains(refused, 'value="i morgen"', status_code=422)


def test_a_receiver_s_areas_and_other_rows(client: Client, pathway: Release) -> None:
    fill(client, form(pathway, "routing", row="midt"), receiver="CVI Ny", clinics="HiH\r\nGeH\r\n")
    receiver = row(pathway, "routing", "midt")
    assert (receiver["receiver"], receiver["clinics"]) == ("CVI Ny", ["HiH", "GeH"])
    refused = fill(client, form(pathway, "routing", row="midt"), planning_areas=["nord", "byen"])
    assertContains(refused, "»Planområde Byen« har allerede modtageren »CVI Ny«", status_code=422)
    fill(client, form(pathway, "return_reasons"), label="Kan ikke læses")
    assert body(pathway)["return_reasons"][-1] == {"key": "kan_ikke_laeses", "label": "Kan ikke læses"}
    fill(client, form(pathway, "letter_sections", row="allergies"), holds="Allergier.", required="")
    assert row(pathway, "letter_sections", "allergies")["holds"] == "Allergier."


def test_a_medicine_goes_by_its_name(client: Client, author: User, content: Content) -> None:
    release = draft_of(author, "medicines")
    fill(client, form(release, "medicines", row="Ibuprofen"), name="Ibuprofen, nyt", search="Ipren")
    names = keys_of(body(release), "medicines")
    assert "Ibuprofen, nyt" in names
    assert "Ibuprofen" not in names
    refused = fill(client, form(release, "medicines", row="Naproxen"), atc="N02")
    assertContains(refused, "»N02« er ikke en ATC-kode", status_code=422)


def test_an_item_of_a_questionnaire_is_reworded(client: Client, author: User, content: Content) -> None:
    release = draft_of(author, "instruments")
    before = row(release, "instruments", "phq-4")
    address = form(release, "instruments", row="phq-4")
    labels = ["Du var urolig.", *[item["text"] for item in before["items"][1:]]]
    fill(client, address, **{"items-label": labels})
    after = row(release, "instruments", "phq-4")
    assert after["items"][0] == {"key": "anxious", "text": "Du var urolig."}
    assert after | {"items": before["items"]} == before


def test_what_has_no_form_is_shown_and_left_to_the_file(client: Client, draft: Release) -> None:
    shown = client.get(page(draft))
    assertContains(shown, escape(_("There is no form for this. It is changed in the content file.")))
    assertContains(shown, "Følelseslivet er påvirket")
    assertRedirects(client.get(form(draft, "burden", row="x")), page(draft))
    assert take(client, draft, "burden", "op", "x").status_code == 404


def test_what_is_not_a_draft_is_shown_and_not_changed(client: Client, content: Content) -> None:
    release = content.releases["vocabulary"]
    shown = client.get(page(release))
    assertContains(shown, escape(_("Only a draft can be changed.")))
    assertNotContains(shown, reverse("editing_part_row", args=[release.pk, "questions"]))
    assertRedirects(client.get(form(release, "questions", row="risk.diet")), page(release))
    take(client, release, "questions", "tag-ud-af-brug", "risk.diet")
    assert "retired" not in row(release, "questions", "risk.diet")


@pytest.mark.parametrize(
    ("part", "query"),
    [
        ("nothing", {}),
        ("questions", {}),
        ("questions", {"section": "everyday", "type": "colour"}),
        ("questions", {"section": "nowhere", "type": "bool"}),
        ("questions", {"row": "no.such"}),
        ("sections", {}),
    ],
)
def test_what_is_not_there_is_not_found(part: str, query: dict[str, str], client: Client, draft: Release) -> None:
    assert client.get(form(draft, part, **query)).status_code == 404


def test_a_draft_that_does_not_hold_together_can_still_be_mended(
    client: Client, author: User, content: Content
) -> None:
    broken = draft_of(author, "vocabulary", with_stairs, lambda body: body["questions"].append(STAIRS))
    assertContains(client.get(page(broken)), "Kan patienten gå på trapper?")
    fill(client, form(broken, "sections", row="pain"), title="Smerten nu")
    assert body(broken)["sections"][0]["title"] == "Smerten nu"


def test_every_row_has_an_address(content: Content) -> None:
    for release in content.releases.values():
        if release.body:
            for listed in lists_of(release, content):
                if listed.has_order:
                    keys = [row_key(entry) for entry in rows_of(listed.part, release.body)]
                    assert all(keys)
                    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: body["questions"].insert(0, "text"),
        lambda body: body["questions"][0].update(source="text", values="text"),
        lambda body: body["questions"][1]["values"].append("text"),
        lambda body: body.pop("sections"),
        lambda body: body.update(populations={"adult": True}, agenda="text"),
    ],
)
def test_a_file_of_another_shape_can_still_be_looked_at(
    spoil: Callable[[dict[str, Any]], Any], client: Client, author: User, content: Content
) -> None:
    broken = draft_of(author, "vocabulary", spoil)
    assert client.get(page(broken)).status_code == 200
    assert client.get(reverse("editing_release", args=[broken.pk])).status_code == 200
    with pytest.raises(Refused):
        submit(by=author, release=broken)
