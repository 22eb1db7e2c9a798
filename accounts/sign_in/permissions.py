"""What each role may do, by name, and how a view says what it needs."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from django.http import HttpResponse

from accounts.models import Role, Staff, User

View = Callable[..., HttpResponse]
V = TypeVar("V", bound=View)


class Permission(StrEnum):
    PATIENTS_VIEW = "patients.view"
    PATIENTS_EDIT = "patients.edit"
    INTAKE_EDIT = "intake.edit"
    ADVICE_RESPOND = "advice.respond"
    REFERRAL_PREPARE = "referral.prepare"
    REFERRAL_SIGN = "referral.sign"
    TAPER_APPROVE = "taper.approve"
    INQUIRY_ANSWER = "inquiry.answer"
    GUIDELINES_VIEW = "guidelines.view"
    CONTENT_EDIT = "content.edit"
    PRACTICE_MANAGE = "practice.manage"
    SIGNED_IN = "signed_in"


CLINICAL = frozenset(
    {
        Permission.PATIENTS_VIEW,
        Permission.PATIENTS_EDIT,
        Permission.INTAKE_EDIT,
        Permission.ADVICE_RESPOND,
        Permission.REFERRAL_PREPARE,
        Permission.GUIDELINES_VIEW,
    }
)
ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.GP: CLINICAL | {Permission.REFERRAL_SIGN, Permission.TAPER_APPROVE, Permission.INQUIRY_ANSWER},
    Role.NURSE: CLINICAL,
}
CONTENT_ADMINISTRATOR = frozenset({Permission.GUIDELINES_VIEW, Permission.CONTENT_EDIT})


def permissions_of(user: User, staff: Staff | None) -> frozenset[Permission]:
    """Everything this person may do in the practice they work in now (None: in no practice)."""
    granted = {Permission.SIGNED_IN}
    if user.is_content_administrator:
        granted |= CONTENT_ADMINISTRATOR
    if staff:
        granted |= ROLE_PERMISSIONS[staff.role]
        if staff.is_manager:
            granted.add(Permission.PRACTICE_MANAGE)
    return frozenset(granted)


def requires(permission: Permission) -> Callable[[V], V]:
    """Name the permission that a view needs. The middleware enforces it and refuses a view that names none."""

    def mark(view: V) -> V:
        view.required_permission = permission  # type: ignore[attr-defined]
        return view

    return mark
