"""Letters of the demo's patients to every destination: each gives a valid FHIR document."""

import pytest
from django.conf import settings

from accounts.models import Practice, Role, Staff
from accounts.tenancy.context import practice_context
from assessment.models import Episode
from guidelines.content_files.loading import read_yaml
from guidelines.in_force.content import Content
from referrals.demo import make_demo
from referrals.letters.signing import sign_letter
from referrals.letters.writing import edit_letter, start_letter
from referrals.models import Letter
from referrals.rules.pathway import Pathway
from tests.support.records.fhir_documents import assert_whole, document
from tests.support.records.letters import look

pytestmark = pytest.mark.usefixtures("database_without_people")


def sign_for(by: Staff, episode: Episode, destination: str, content: Content, pathway: Pathway) -> Letter:
    """A signed letter; what a required section lacks is written in."""
    workspace = look(episode, content)
    letter = start_letter(by=by, workspace=workspace, pathway=pathway, destination=destination)
    texts = {key: part["text"] or "Intet at tilføje." for key, part in letter.sections.items()}
    letter = edit_letter(by=by, letter=letter, texts=texts, planning_area="byen", seen_version=letter.version)
    letter.referral.episode = workspace.episode
    return sign_letter(by=by, letter=letter, workspace=workspace, pathway=pathway, seen_version=letter.version)


@pytest.mark.usefixtures("no_rendering")
def test_every_letter_of_the_demo_gives_a_valid_document(content: Content, pathway: Pathway) -> None:
    make_demo(read_yaml(settings.FIXTURES_DIR / "demo.yaml"))
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
    assert checked == 2 + len(pathway.destinations) * 9
