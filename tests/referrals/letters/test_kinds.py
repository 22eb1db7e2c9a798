"""Letters of other kinds on the same machinery: their own sections and receiver, and no more than they must say."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from assessment.models import Episode
from guidelines.in_force.content import Content
from referrals.follow_up.note import letters_in_the_note
from referrals.letters.pdf import render_letter_html
from referrals.letters.signing import sign_letter
from referrals.letters.writing import NotReady, missing_parts, start_letter
from referrals.models import Letter
from referrals.pathways.in_force import pathway_named
from referrals.rules.pathway import Pathway
from tests.support.content.pathways import LETTERS, MUNICIPALITY, PHYSIOTHERAPY, publish
from tests.support.http.letters import at, filled, sign_form
from tests.support.records.cast import Cast
from tests.support.records.consultations import TODAY, WHOLE, consult
from tests.support.records.letter_pdf import FROZEN, read, text_of
from tests.support.records.letters import CENTRE, REVIEW, edit, kept, look
from tests.support.records.patients import answer

pytestmark = pytest.mark.usefixtures("in_a")


@pytest.fixture
def published(db: None) -> Content:
    return publish()


@pytest.fixture
def told(cast: Cast, published: Content, complete: Episode) -> Episode:
    """The complete episode, published before it was begun, with scores, a drawing and a side effect."""
    answer(cast.gp, complete, pain__drawing=("front_knee_left",), work__status="sick_leave")
    consult(cast.gp, complete, 30, WHOLE)
    consult(cast.gp, complete, 10, WHOLE | {"peg.activity": 10})
    return complete


def begin(cast: Cast, episode: Episode, content: Content, key: str) -> Letter:
    workspace = look(episode, content)
    pathway = pathway_named(content, next(r for k, r in content.releases.items() if k == "region-h-2014"))
    return kept(start_letter(by=cast.nurse, workspace=workspace, pathway=pathway, destination=key))


def sign_as_read(check: HttpResponse) -> dict[str, str]:
    """What the browser sends below the letter and the drawing of this page."""
    return sign_form(check) | {"seen_drawing": check.context["form"]["seen_drawing"].value()}  # type: ignore[attr-defined]


def signed(cast: Cast, letter: Letter, content: Content) -> Letter:
    found = kept(letter)
    pathway = pathway_named(content, found.referral.pathway_release)
    workspace = look(found.referral.episode, content)
    sign_letter(by=cast.gp, letter=found, workspace=workspace, pathway=pathway, seen_version=found.version)
    return kept(found)


def test_from_the_referral_page_to_a_signed_letter_to_a_receiver_written_by_hand(
    cast: Cast, told: Episode, gp_client: Client
) -> None:
    begun = gp_client.post(reverse("letter_start", args=[told.pk, MUNICIPALITY]))
    letter = Letter.objects.get()
    assertRedirects(begun, at("letter", letter))
    page = gp_client.get(at("letter", letter))
    assertContains(page, "Brev til kommunen")
    assertContains(page, "Der ønskes en afklarende samtale.")
    assertContains(page, 'name="receiver"')
    assertNotContains(page, 'name="planning_area"')
    assertNotContains(page, "state-eligible")

    check = gp_client.get(at("letter_check", letter))
    assertContains(check, f"{at('letter', letter)}#field_receiver")
    assertNotContains(check, at("letter_sign", letter))
    assertNotContains(check, "5790000188604")
    typed = filled(letter, receiver="Jobcenter, \r\n Prøve Kommune", check="1")
    assertRedirects(gp_client.post(at("letter", letter), typed), at("letter_check", letter))
    check = gp_client.get(at("letter_check", letter))
    assertContains(check, "Jobcenter, Prøve Kommune")
    assertRedirects(gp_client.post(at("letter_sign", letter), sign_as_read(check)), at("letter", letter))

    frozen = kept(letter).frozen
    assert (frozen["heading"], frozen["is_referral"]) == ("Anmodning om en afklarende samtale", False)
    assert frozen["destination"] == {"key": MUNICIPALITY, "title": "Brev til kommunen"}
    assert frozen["receiver"] == {"name": "Jobcenter, Prøve Kommune", "gln": "", "centre": ""}
    assertContains(gp_client.get(at("letter", letter)), "Jobcenter, Prøve Kommune")
    assertContains(gp_client.get(reverse("readiness", args=[told.pk])), "Brev til kommunen")


def test_a_letter_says_and_keeps_no_more_than_its_sections(cast: Cast, told: Episode, published: Content) -> None:
    letter = begin(cast, told, published, MUNICIPALITY)
    edit(cast, letter, receiver="Kommunen")
    frozen = signed(cast, letter, published).frozen
    assert [part["key"] for part in frozen["sections"]] == ["purpose", "practical"]
    assert frozen["sections"][0]["text"].startswith("Der ønskes en afklarende samtale.\nSygemeldt, ")
    assert (frozen["drawing"], frozen["progress"], frozen["criteria"]) == (None, None, None)
    assert frozen["facts"].keys() == {"work.status", "work.impact", "practical.interpreter_needed"}
    assert frozen["treatments"] == []
    said = text_of(read(frozen))
    assert said.count("Der ønskes en afklarende samtale.") == 1
    for part in ("Henvis", "GLN", "Visiteres", "kriterier", "amitriptylin", "Smertetegning", "None"):
        assert part not in said
    assert "Anmodning om en afklarende samtale" in said
    assert "Modtager Kommunen" in said


def test_scores_drawing_and_medicines_come_with_the_sections_that_hold_them(
    cast: Cast, told: Episode, published: Content
) -> None:
    frozen = signed(cast, begin(cast, told, published, PHYSIOTHERAPY), published).frozen
    assert frozen["receiver"]["gln"] == "5790000188604"
    assert frozen["drawing"]["labels"]
    assert frozen["progress"]["series"]
    assert [row["kind"] for row in frozen["treatments"]] == ["tca"]
    assert [row["title"].split(",")[0] for row in frozen["medicines"]] == ["amitriptylin"]
    assert frozen["criteria"] is None
    assert "Henvisning til fysioterapi" in text_of(read(frozen))


def test_a_referral_keeps_everything_that_its_criteria_rest_on(cast: Cast, told: Episode, published: Content) -> None:
    frozen = signed(cast, begin(cast, told, published, CENTRE), published).frozen
    assert frozen["criteria"]["outcome"] == "eligible"
    assert frozen["facts"]["patient.age_years"] >= 18
    assert frozen["progress"]["series"]
    assert [row["kind"] for row in frozen["treatments"]] == ["tca"]


def test_without_a_receiver_a_written_letter_is_not_signed(cast: Cast, told: Episode, published: Content) -> None:
    letter = begin(cast, told, published, MUNICIPALITY)
    pathway = pathway_named(published, letter.referral.pathway_release)
    assert missing_parts(letter, pathway).receiver is True
    edit(cast, letter, receiver="  ")
    with pytest.raises(NotReady):
        signed(cast, letter, published)
    edit(cast, letter, receiver="Kommunen")
    assert not missing_parts(kept(letter), pathway)
    # The text is edited without a word about the receiver.
    edit(cast, letter, purpose="Afklaring.")
    assert kept(letter).receiver == "Kommunen"


def test_an_unknown_letter_is_not_found(told: Episode, gp_client: Client) -> None:
    assert gp_client.post(reverse("letter_start", args=[told.pk, "no-such"])).status_code == 404
    assert not Letter.objects.exists()


def test_a_letter_whose_kind_the_pathway_no_longer_has_is_still_listed_opened_and_signed(
    cast: Cast, told: Episode, published: Content, gp_client: Client
) -> None:
    letter = begin(cast, told, published, MUNICIPALITY)
    edit(cast, letter, receiver="Kommunen")
    content = publish(letters=LETTERS[1:])
    assertContains(gp_client.get(reverse("readiness", args=[told.pk])), "Brev til kommunen")
    assert gp_client.post(reverse("letter_start", args=[told.pk, MUNICIPALITY])).status_code == 404
    assertContains(gp_client.get(at("letter", letter)), "Der ønskes en afklarende samtale.")
    check = gp_client.get(at("letter_check", letter))
    assertRedirects(gp_client.post(at("letter_sign", letter), sign_as_read(check)), at("letter", letter))
    assert kept(letter).frozen["heading"] == "Anmodning om en afklarende samtale"
    assert content.releases["region-h-2014"] != letter.referral.pathway_release


def test_the_journal_note_calls_a_letter_by_its_own_heading(cast: Cast, published: Content, complete: Episode) -> None:
    begin(cast, complete, published, MUNICIPALITY)
    note = "\n".join(line for _, lines in letters_in_the_note(complete, None, published, True) for line in lines)
    assert "Anmodning om en afklarende samtale: begyndt" in note
    assert "Henvisning til" not in note


def test_a_one_off_review_says_so_first_also_when_its_first_section_was_rewritten(
    cast: Cast, complete: Episode, content: Content, gp_client: Client, pathway: Pathway
) -> None:
    answer(cast.gp, complete, diagnosis__complexity="simple", practical__medication_review_requested=True)
    letter = begin(cast, complete, content, REVIEW)
    line = pathway.letters[REVIEW].first_line
    assert line not in letter.section_text("summary")
    page = gp_client.get(at("letter", letter))
    assertContains(page, line, count=1)
    edit(cast, letter, summary="Skrevet helt om.")
    assertContains(gp_client.get(at("letter_check", letter)), f"{line}\nSkrevet helt om.", count=1)
    frozen = signed(cast, letter, content).frozen
    assert frozen["sections"][0]["text"] == f"{line}\nSkrevet helt om."
    said = text_of(read(frozen))
    assert said.count(line) == 1
    assert said.index(line) < said.index("Skrevet helt om.")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"summary": "{line}\nFra før."}, "{line}\nFra før."),
        ({"reasons": {"summary": "står i journalen"}}, "{line}\nIkke relevant: står i journalen"),
    ],
)
def test_the_first_line_is_never_doubled_and_never_lost(
    cast: Cast, complete: Episode, content: Content, pathway: Pathway, change: dict[str, Any], says: str
) -> None:
    line = pathway.letters[REVIEW].first_line
    # Medicine alone is reviewed for simple pain only; against that, the letter would say why it is sent all the same.
    answer(cast.gp, complete, diagnosis__complexity="simple")
    letter = begin(cast, complete, content, REVIEW)
    filled_in = {key: value.format(line=line) if isinstance(value, str) else value for key, value in change.items()}
    edit(cast, letter, **filled_in)
    assert signed(cast, letter, content).frozen["sections"][0]["text"] == says.format(line=line)


def test_a_first_line_alone_states_no_problem(
    cast: Cast, complete: Episode, content: Content, pathway: Pathway
) -> None:
    letter = begin(cast, complete, content, REVIEW)
    edit(cast, letter, problem_statement=" ")
    assert [section.key for section in missing_parts(kept(letter), pathway).sections] == ["problem_statement"]


def test_a_letter_frozen_before_there_were_others_is_a_referral_as_it_was() -> None:
    html = render_letter_html(FROZEN)
    assert "<title>Henvisning til tværfagligt smertecenter</title>" in html
    assert '<span class="kind">Henvisning</span> til tværfagligt smertecenter' in html
    assert "Henvisningskriterier: " in html
    assert "lokationsnummer (GLN) 5790000188604" in html
    assert "indforstået" not in html


def test_the_planning_areas_are_those_of_the_letters_own_pathway(
    cast: Cast, told: Episode, published: Content, gp_client: Client
) -> None:
    letter = begin(cast, told, published, CENTRE)
    areas = [{"key": "byen", "label": "Byen, nyt navn"}, {"key": "syd", "label": "Syd"}]
    publish(planning_areas=areas)
    assertContains(gp_client.get(at("letter", letter)), "Byen, nyt navn")
    assertNotContains(gp_client.get(at("letter", letter)), "Planområde Nord")


def test_the_pdf_names_who_confirmed_the_patients_consent(cast: Cast, told: Episode, published: Content) -> None:
    frozen = signed(cast, begin(cast, told, published, CENTRE), published).frozen
    said = text_of(read(frozen))
    assert f"Patienten er informeret og indforstået: bekræftet af Test gp {TODAY:%d.%m.%Y}." in said
