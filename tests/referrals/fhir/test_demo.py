"""Letters of the demo's patients to every destination: each gives a valid FHIR document."""

import pytest

from accounts.models import Practice, Role, Staff
from accounts.tenancy.context import practice_context
from assessment.models import Episode
from guidelines.in_force.content import Content
from referrals.letters.signing import sign_letter
from referrals.letters.writing import edit_letter, start_letter
from referrals.models import Letter
from referrals.rules.frozen_letter import FrozenLetter
from referrals.rules.pathway import Pathway
from referrals.rules.reservations import SignReasons
from tests.support.records.fhir_documents import assert_whole, document
from tests.support.records.letter_pdf import pieces, read, squeeze
from tests.support.records.letters import CENTRE, look

HALF_MM = 297 / 2


def sign_for(by: Staff, episode: Episode, destination: str, content: Content, pathway: Pathway) -> Letter:
    """A signed letter; what a required section lacks is written in."""
    workspace = look(episode, content)
    letter = start_letter(by=by, workspace=workspace, pathway=pathway, destination=destination)
    texts = {key: part["text"] or "Intet at tilføje." for key, part in letter.sections.items()}
    letter = edit_letter(by=by, letter=letter, texts=texts, planning_area="byen", seen_version=letter.version)
    letter.referral.episode = workspace.episode
    why = SignReasons("centret har sagt ja i telefonen", "modtageren er aftalt i telefonen")
    return sign_letter(
        by=by, letter=letter, workspace=workspace, pathway=pathway, seen_version=letter.version, reasons=why
    )


def assert_short(frozen: FrozenLetter) -> None:
    """That the letter takes at most two and a half pages, and has medicine and allergies on the first."""
    pages = read(frozen).pages
    (end,) = [down for _right, down, text in pieces(pages[-1]) if text.startswith("Henvisningskriterier")]
    assert len(pages) < 3 or (len(pages) == 3 and end < HALF_MM)
    first = squeeze(pages[0].extract_text())
    assert all(title in first for title in ("Det drejer sig om", "Smerteanamnese", "Medicin, nuværende", "Allergi"))


@pytest.mark.usefixtures("in_the_demo", "no_rendering")
def test_every_letter_of_the_demo_gives_a_valid_document(content: Content, pathway: Pathway) -> None:
    checked = 0
    for practice in Practice.objects.all():
        with practice_context(practice.pk):
            gp = Staff.objects.filter(practice=practice, role=Role.GP).select_related("user", "practice").first()
            assert gp
            letters = list(Letter.objects.filter(signed_at__isnull=False))
            for episode in Episode.objects.all():
                letters += [sign_for(gp, episode, key, content, pathway) for key in pathway.destinations]
            for letter in letters:
                assert_whole(document(letter.frozen, bytes(letter.pdf or b""), letter.pk))
                checked += 1
            if practice.name == "Demoklinik A":
                to_centre = [letter for letter in letters if letter.referral.destination == CENTRE]
                longest = sorted(to_centre, key=lambda letter: len(str(letter.frozen["sections"])))[-2:]
                for letter in longest:
                    assert_short(letter.frozen)
    assert checked == 2 + len(pathway.destinations) * 9
