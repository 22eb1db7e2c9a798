"""A nurse prepares the letter and hands it over; a GP finds it; a change takes it back."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import AccessLogEntry, Staff
from accounts.tenancy.context import practice_context
from assessment.inquiries.inquiry_lists import waiting_inquiries
from assessment.inquiries.threads import answer_inquiry
from assessment.models import Episode, Inquiry
from guidelines.in_force.content import Content
from referrals.letters.signing import hand_over
from referrals.letters.writing import AlreadySigned, take_new_answers
from referrals.models import Letter
from referrals.rules.pathway import Pathway
from tests.support.records.cast import Cast
from tests.support.records.duties import called, duties_now
from tests.support.records.letters import Sign, edit, kept, look, row
from tests.support.records.patients import answer

pytestmark = pytest.mark.usefixtures("no_rendering")
SignIn = Callable[[Staff], Client]
HOME = reverse("home")


@pytest.fixture
def handed_over(cast: Cast, letter: Letter) -> Letter:
    hand_over(by=cast.nurse, letter=letter, note="Patienten ringer torsdag.")
    return kept(letter)


def test_it_says_who_handed_over_when_and_with_which_word(cast: Cast, handed_over: Letter) -> None:
    assert (handed_over.handed_over_by, handed_over.handed_over_note) == (cast.nurse, "Patienten ringer torsdag.")
    assert handed_over.handed_over_at is not None
    assert abs((timezone.now() - handed_over.handed_over_at).total_seconds()) < 60
    entry = AccessLogEntry.objects.filter(patient_id=handed_over.referral.episode.patient_id).latest("at")
    assert (entry.staff, entry.action) == (cast.nurse, "change")


def test_handing_over_changes_nothing_of_the_text_and_no_version(cast: Cast, letter: Letter) -> None:
    before = row(letter)
    hand_over(by=cast.nurse, letter=letter, note="")
    changed = {key for key, value in row(letter).items() if value != before[key]}
    assert changed == {"inquiry_id"}


def test_a_signed_letter_is_not_handed_over(cast: Cast, signed: Letter) -> None:
    before = row(signed)
    with pytest.raises(AlreadySigned):
        hand_over(by=cast.nurse, letter=signed, note="")
    assert row(signed) == before


def test_an_edit_takes_it_back(cast: Cast, handed_over: Letter) -> None:
    edit(cast, handed_over, allergies="Penicillin.")
    now = kept(handed_over)
    assert (now.handed_over_by, now.handed_over_at, now.handed_over_note) == (None, None, "")
    assert called("to_sign") == []


def test_it_is_a_question_that_a_doctor_can_answer_without_signing(
    cast: Cast, handed_over: Letter, sign: Sign, sign_in: SignIn
) -> None:
    """The answer goes back to the nurse; the signature, a change and a new hand-over close it. Tried: each left out."""
    asked = handed_over.inquiry
    assert asked
    assert waiting_inquiries() == []
    answer_inquiry(by=cast.gp, inquiry=asked, kind="answer", text="EKG mangler.", seen=0)
    assertContains(sign_in(cast.nurse).get(reverse("inquiries")), "EKG mangler.")
    hand_over(by=cast.nurse, letter=handed_over, note="EKG er vedlagt.")
    again = kept(handed_over).inquiry
    assert again
    sign(handed_over)
    asked, again = (Inquiry.objects.get(pk=one.pk) for one in (asked, again))
    assert (asked.kinds, again.kinds) == (["answer", "taken_back"], ["seen"])


def test_an_edit_that_changes_nothing_does_not(cast: Cast, handed_over: Letter) -> None:
    edit(cast, handed_over)
    assert called("to_sign") == [str(handed_over.pk)]


def test_new_answers_in_the_letter_take_it_back(
    cast: Cast, handed_over: Letter, complete: Episode, content: Content, pathway: Pathway
) -> None:
    answer(cast.gp, complete, health__allergies="Latex.")
    take_new_answers(by=cast.gp, letter=handed_over, workspace=look(complete, content), pathway=pathway)
    assert kept(handed_over).handed_over_at is None


def test_the_list_holds_the_practices_letters_until_they_are_signed(
    cast: Cast, handed_over: Letter, sign: Sign
) -> None:
    assert called("to_sign") == [str(handed_over.pk)]
    with practice_context(cast.practice_b.pk):
        assert called("to_sign") == []
    sign(handed_over)
    assert called("to_sign") == []
    assert kept(handed_over).handed_over_by == cast.nurse


def test_the_nurse_hands_over_and_the_gp_finds_it_on_the_first_page(
    cast: Cast, letter: Letter, sign_in: SignIn
) -> None:
    nurse, check = sign_in(cast.nurse), reverse("letter_check", args=[letter.pk])
    url = reverse("letter_hand_over", args=[letter.pk])
    assertContains(nurse.get(check), url)
    assertNotContains(sign_in(cast.gp).get(HOME), "Brev til underskrift")
    assertRedirects(nurse.post(url, {"note": "Haster <lidt>."}), check)
    assertContains(nurse.get(check), "Givet videre til underskrift af Test nurse")
    home = sign_in(cast.gp).get(HOME)
    for part in (
        "Brev til underskrift: Tværfagligt smertecenter",
        "Testperson Kanin",
        "Test nurse",
        "Haster &lt;lidt&gt;.",
        check,
    ):
        assertContains(home, part)
    assertContains(nurse.get(HOME), "en læge")
    assertNotContains(sign_in(cast.gp_b).get(HOME), "Kanin")


def test_the_gp_who_was_chosen_owns_it(cast: Cast, letter: Letter, sign_in: SignIn) -> None:
    """Nobody of another practice can be chosen. Tried: the GP who was chosen not kept."""
    nurse, url = sign_in(cast.nurse), reverse("letter_hand_over", args=[letter.pk])
    assert nurse.post(url, {"note": "", "doctor": str(cast.gp_b.pk)}).status_code == 422
    assert nurse.post(url, {"note": "", "doctor": str(cast.gp2.pk)}).status_code == 302
    (duty,) = duties_now("to_sign")
    assert (duty.owner, kept(letter).inquiry.doctor) == (cast.gp2, cast.gp2)


def test_the_referral_page_says_that_a_letter_waits(cast: Cast, handed_over: Letter, sign_in: SignIn) -> None:
    page = sign_in(cast.gp).get(reverse("readiness", args=[handed_over.referral.episode_id]))
    assertContains(page, "venter på lægens underskrift")


def test_who_may_sign_is_not_offered_to_hand_over(cast: Cast, letter: Letter, gp_client: Client) -> None:
    page = gp_client.get(reverse("letter_check", args=[letter.pk]))
    assertNotContains(page, reverse("letter_hand_over", args=[letter.pk]))


def test_a_note_that_is_too_long_is_refused_and_still_there(cast: Cast, letter: Letter, sign_in: SignIn) -> None:
    before, note = row(letter), "x" * 301
    response = sign_in(cast.nurse).post(reverse("letter_hand_over", args=[letter.pk]), {"note": note})
    assertContains(response, note, status_code=422)
    assertContains(response, 'id="error-summary"', status_code=422)
    assert row(letter) == before


def test_a_letter_that_was_signed_meanwhile_is_shown_instead(cast: Cast, signed: Letter, sign_in: SignIn) -> None:
    response = sign_in(cast.nurse).post(reverse("letter_hand_over", args=[signed.pk]), {"note": ""}, follow=True)
    assertContains(response, "Brevet var allerede underskrevet")
