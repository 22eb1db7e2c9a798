"""Finds the characters of a letter that no font can print, so that they are named before it is signed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Staff
from assessment.documents.fonts import code_point, without_glyph
from assessment.models import Patient
from referrals.letters.review import SectionReview
from referrals.models import Letter


@dataclass(frozen=True)
class Unprintable:
    """A character that is printed as its number, and where it stands."""

    character: str
    title: str
    url: str

    @property
    def number(self) -> str:
        return code_point(self.character)


def unprintable_in(letter: Letter, patient: Patient, sections: Iterable[SectionReview], by: Staff) -> list[Unprintable]:
    """Every character of the letter that has no glyph, with the place where it can be put right."""
    return [
        Unprintable(character, title, url)
        for title, url, texts in _places(letter, patient, sections, by)
        for character in without_glyph(texts)
    ]


def _places(
    letter: Letter, patient: Patient, sections: Iterable[SectionReview], by: Staff
) -> Iterator[tuple[str, str, list[str]]]:
    """What stands in the letter: its title, where it is changed (empty for the practice's own), and its texts."""
    page, practice = reverse("letter", args=[letter.pk]), by.practice
    yield _("Patient"), reverse("patient_edit", args=[patient.pk]), [patient.name, patient.address, patient.city]
    yield _("Receiver"), f"{page}#field_receiver", [letter.receiver]
    for review in sections:
        yield review.section.title, f"{page}#field_{review.section.key}", [review.says]
    yield _("Practice"), "", [practice.name, practice.address, practice.city, by.user.name]
