"""What each role may do, by name, and how a view says what it needs."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

from django.http import HttpResponse

from accounts.models import Role, Staff, User

View = Callable[..., HttpResponse]
V = TypeVar("V", bound=View)


class Permission(StrEnum):
    """What a view asks for by name."""

    PATIENTS_VIEW = "patients.view"
    PATIENTS_EDIT = "patients.edit"
    INTAKE_EDIT = "intake.edit"
    EPISODE_END = "episode.end"
    ADVICE_RESPOND = "advice.respond"
    SAFETY_DECIDE = "safety.decide"
    INQUIRY_ANSWER = "inquiry.answer"
    TAPER_FOLLOW = "taper.follow"
    TAPER_PAUSE = "taper.pause"
    TAPER_APPROVE = "taper.approve"
    REFERRAL_PREPARE = "referral.prepare"
    REFERRAL_SIGN = "referral.sign"
    GUIDELINES_VIEW = "guidelines.view"
    CONTENT_EDIT = "content.edit"
    PRACTICE_MANAGE = "practice.manage"
    SIGNED_IN = "signed_in"


DOCTOR, NURSE_TOO = frozenset({Role.GP}), frozenset({Role.GP, Role.NURSE})
# Who of a practice may do what. Everything that a role may do stands here and nowhere else: what a view asks for is
# looked up in it, and so is what the walk over every address expects (tests/support/http/access_matrix.py).
WHO_MAY: Mapping[Permission, frozenset[Role]] = {
    # See the practice's patients; register them, change who they are, begin an episode.
    Permission.PATIENTS_VIEW: NURSE_TOO,
    Permission.PATIENTS_EDIT: NURSE_TOO,
    # Record what is told: answers (among them whether it is simple or complex), treatments, sheets, the patient's plan.
    Permission.INTAKE_EDIT: NURSE_TOO,
    Permission.EPISODE_END: NURSE_TOO,
    # Follow, defer or dismiss advice; decide on a safety prompt. What a nurse decides there a doctor sees.
    Permission.ADVICE_RESPOND: NURSE_TOO,
    Permission.SAFETY_DECIDE: NURSE_TOO,
    # Answer what a doctor is asked, and say that it is seen.
    Permission.INQUIRY_ANSWER: DOCTOR,
    # Note how a step of a taper goes, and that it is carried out or put off; pause, skip or stop; stand by the steps.
    Permission.TAPER_FOLLOW: NURSE_TOO,
    Permission.TAPER_PAUSE: NURSE_TOO,
    Permission.TAPER_APPROVE: DOCTOR,
    # Write a letter, send a signed one, follow what becomes of it; sign it, or take it back.
    Permission.REFERRAL_PREPARE: NURSE_TOO,
    Permission.REFERRAL_SIGN: DOCTOR,
    Permission.GUIDELINES_VIEW: NURSE_TOO,
}
OF_A_ROLE = {
    role: frozenset(permission for permission, roles in WHO_MAY.items() if role in roles) for role in Role.values
}
CONTENT_ADMINISTRATOR = frozenset({Permission.GUIDELINES_VIEW, Permission.CONTENT_EDIT})


def permissions_of(user: User, staff: Staff | None) -> frozenset[Permission]:
    """Everything this person may do in the practice they work in now (None: in no practice)."""
    granted = {Permission.SIGNED_IN}
    if user.is_content_administrator:
        granted |= CONTENT_ADMINISTRATOR
    if staff:
        granted |= OF_A_ROLE[staff.role]
        if staff.is_manager:
            granted.add(Permission.PRACTICE_MANAGE)
    return frozenset(granted)


def requires(permission: Permission) -> Callable[[V], V]:
    """Name the permission that a view needs. The middleware enforces it and refuses a view that names none."""

    def mark(view: V) -> V:
        view.required_permission = permission  # type: ignore[attr-defined]
        return view

    return mark
