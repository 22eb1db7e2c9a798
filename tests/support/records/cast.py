"""Two practices and people in each role: who may do what in the tests."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from accounts.models import Practice, Role, Staff, User

# From the published national test numbers.
CPR_A, CPR_A2, CPR_B = "1509819996", "3001749995", "0107729995"
PASSWORD = "a long demo password"


@dataclass
class Cast:
    """Everyone: two GPs (the first is manager) and a nurse in practice A, a GP in B, an editor, one without a place."""

    practice_a: Practice
    practice_b: Practice
    gp: Staff
    gp2: Staff
    nurse: Staff
    gp_b: Staff
    editor: User
    nobody: User

    def users(self) -> Iterator[User]:
        yield from (person.user for person in (self.gp, self.gp2, self.nurse, self.gp_b))
        yield from (self.editor, self.nobody)


def make_user(name: str, **values: Any) -> User:
    return User.objects.create_user(email=f"{name}@test.example", password=PASSWORD, name=f"Test {name}", **values)


def make_staff(practice: Practice, name: str, role: Role, **values: Any) -> Staff:
    return Staff.objects.create(practice=practice, user=make_user(name), role=role, **values)


def make_cast() -> Cast:
    practice_a = Practice.objects.create(
        name="Klinik A",
        address="Prøvevej 1",
        postal_code="2400",
        city="København NV",
        phone="00000001",
        provider_number="000001",
        planning_area="byen",
    )
    practice_b = Practice.objects.create(name="Klinik B", planning_area="nord")
    return Cast(
        practice_a=practice_a,
        practice_b=practice_b,
        gp=make_staff(practice_a, "gp", Role.GP, is_manager=True, authorisation_id="TEST1"),
        gp2=make_staff(practice_a, "gp2", Role.GP),
        nurse=make_staff(practice_a, "nurse", Role.NURSE),
        gp_b=make_staff(practice_b, "gp-b", Role.GP),
        editor=make_user("editor", is_content_administrator=True),
        nobody=make_user("nobody"),
    )
