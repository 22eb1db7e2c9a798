"""Whom each page is for, by the permissions as they are declared, and how it answers them."""

from dataclasses import dataclass, field

from accounts.models import Role
from accounts.sign_in.permissions import CONTENT_ADMINISTRATOR, WHO_MAY, Permission
from tests.support.http.requests import ANONYMOUS, EDITOR, GP, GP_B, MANAGER, NOBODY, NURSE

SIGN_IN = "sign-in"
EVERYONE = frozenset({ANONYMOUS, NOBODY, EDITOR, NURSE, GP, MANAGER, GP_B})
SIGNED_IN = EVERYONE - {ANONYMOUS}
ROLES = {NURSE: Role.NURSE, GP: Role.GP, MANAGER: Role.GP, GP_B: Role.GP}
Answers = dict[str, int | str]


@dataclass(frozen=True)
class Page:
    """Whom a page is for (who has a permission, or who is named), how it answers them, and who gets another answer."""

    for_whom: Permission | frozenset[str]
    get: int | str = 405
    post: int | str = 405
    but: Answers = field(default_factory=dict)

    @property
    def may(self) -> frozenset[str]:
        return who_has(self.for_whom) if isinstance(self.for_whom, Permission) else self.for_whom


def who_has(permission: Permission) -> frozenset[str]:
    """By what is declared: the roles of a practice, its manager, and whoever edits content."""
    of_role = WHO_MAY.get(permission, frozenset())
    found = {name for name, role in ROLES.items() if role in of_role}
    found |= {MANAGER} if permission == Permission.PRACTICE_MANAGE else set()
    found |= {EDITOR} if permission in CONTENT_ADMINISTRATOR else set()
    return frozenset(found)


# POST sends a form without the fields it asks for: 422 is the form shown again.
PAGES = {
    "home": Page(SIGNED_IN, get=200, but={EDITOR: 302}),
    "opioids": Page(Permission.PATIENTS_VIEW, get=200),
    "duty_take": Page(Permission.INTAKE_EDIT, post=302),
    "duty_decline": Page(Permission.INTAKE_EDIT, get=302, post=302),  # no duty was named
    "duty_put_off": Page(Permission.INTAKE_EDIT, get=302, post=302),  # no duty was named
    "patients": Page(Permission.PATIENTS_VIEW, get=200),
    "patients_find": Page(Permission.PATIENTS_VIEW, post=200),
    "patient_register": Page(Permission.PATIENTS_EDIT, get=200, post=422),
    "patient": Page(Permission.PATIENTS_VIEW, get=200),
    "patient_edit": Page(Permission.PATIENTS_EDIT, get=200, post=422),
    "episode_start": Page(Permission.INTAKE_EDIT, post=422),  # beside an open episode it is asked about
    "episode": Page(Permission.PATIENTS_VIEW, get=200),
    "episode_end": Page(Permission.EPISODE_END, get=200, post=422),
    "episode_reopen": Page(Permission.EPISODE_END, post=302),
    "contact_attempt": Page(Permission.INTAKE_EDIT, post=302),
    "consultation_begin": Page(Permission.INTAKE_EDIT, post=302),
    "consultation_end": Page(Permission.INTAKE_EDIT, get=200, post=422),
    "consultations": Page(Permission.PATIENTS_VIEW, get=200),
    "consultation": Page(Permission.PATIENTS_VIEW, get=200),
    "consultation_reopen": Page(Permission.INTAKE_EDIT, post=302),
    "note_copy": Page(Permission.INTAKE_EDIT, post=302),
    "note_copy_without_contact": Page(Permission.INTAKE_EDIT, post=302),
    "without_contact": Page(Permission.PATIENTS_VIEW, get=200),
    "follow_up": Page(Permission.INTAKE_EDIT, get=200, post=422),
    "first_nine": Page(Permission.INTAKE_EDIT, get=200, post=422),
    "agenda": Page(Permission.INTAKE_EDIT, get=200, post=422),
    "advice": Page(Permission.PATIENTS_VIEW, get=200),
    "section": Page(Permission.INTAKE_EDIT, get=200, post=422),
    "history": Page(Permission.PATIENTS_VIEW, get=200),
    "episode_summary": Page(Permission.PATIENTS_VIEW, get=200),
    "plan": Page(Permission.INTAKE_EDIT, get=200, post=422),
    "plan_pdf": Page(Permission.PATIENTS_VIEW, get=200),
    "progress": Page(Permission.PATIENTS_VIEW, get=200),
    "complexity": Page(Permission.PATIENTS_VIEW, get=200),
    "treatment_add": Page(Permission.INTAKE_EDIT, get=200, post=422),
    "treatments_paste": Page(Permission.INTAKE_EDIT, get=200, post=422),
    "treatments_none": Page(Permission.INTAKE_EDIT, post=302),
    "treatments_state": Page(Permission.INTAKE_EDIT, post=302),
    "treatment_consequences": Page(Permission.INTAKE_EDIT, post=200),
    "treatment_change": Page(Permission.INTAKE_EDIT, get=200, post=422),
    "treatment_remove": Page(Permission.INTAKE_EDIT, post=302),
    "previsit_sheet": Page(Permission.INTAKE_EDIT, get=200),
    "previsit_keying": Page(Permission.INTAKE_EDIT, get=200, post=422),
    "questionnaires": Page(Permission.PATIENTS_VIEW, get=200),
    "questionnaire": Page(Permission.INTAKE_EDIT, get=200, post=422),
    "questionnaire_response": Page(Permission.INTAKE_EDIT, get=200, post=422),
    "questionnaire_remove": Page(Permission.INTAKE_EDIT, post=302),
    "questionnaire_print": Page(Permission.PATIENTS_VIEW, get=200),
    "surgery": Page(Permission.PATIENTS_VIEW, get=200),
    "surgery_history_done": Page(Permission.INTAKE_EDIT, post=302),
    "surgery_history_pdf": Page(Permission.PATIENTS_VIEW, get=200),
    "taper_add": Page(Permission.INTAKE_EDIT, get=200, post=422),
    "taper_plan": Page(Permission.TAPER_FOLLOW, get=200, post=422),
    "taper_change": Page(Permission.INTAKE_EDIT, get=200, post=422),
    "taper_approve": Page(Permission.TAPER_APPROVE, post=409),  # no version was seen
    "taper_status": Page(Permission.TAPER_PAUSE, post=422),
    "taper_pdf": Page(Permission.PATIENTS_VIEW, get=200),
    "snippets": Page(Permission.INTAKE_EDIT, get=200, post=422),
    "snippet_change": Page(Permission.INTAKE_EDIT, get=200, post=422),
    "snippet_remove": Page(Permission.INTAKE_EDIT, post=302),
    "inquiries": Page(Permission.PATIENTS_VIEW, get=200),
    "inquiries_of_episode": Page(Permission.INTAKE_EDIT, get=200, post=422),
    "inquiry": Page(Permission.PATIENTS_VIEW, get=200),
    "inquiry_answer": Page(Permission.INQUIRY_ANSWER, post=422),
    "inquiry_pass_on": Page(Permission.INTAKE_EDIT, post=422),
    "advice_respond": Page(Permission.ADVICE_RESPOND, get=200, post=422),
    "pathway": Page(Permission.GUIDELINES_VIEW, get=200),
    "readiness": Page(Permission.PATIENTS_VIEW, get=200),
    "criteria": Page(Permission.INTAKE_EDIT, get=200, post=422),
    "letter_start": Page(Permission.REFERRAL_PREPARE, post=302),
    "letter": Page(Permission.REFERRAL_PREPARE, get=200, post=422),
    "letter_refresh": Page(Permission.REFERRAL_PREPARE, post=422),
    "letter_check": Page(Permission.REFERRAL_PREPARE, get=200),
    "letter_sign": Page(Permission.REFERRAL_SIGN, post=422),
    "letter_confirm": Page(Permission.REFERRAL_SIGN, get=302),
    "letter_hand_over": Page(Permission.REFERRAL_PREPARE, post=302),
    # Of a letter in preparation there is nothing to withdraw, to send or to hand out.
    "letter_withdraw": Page(Permission.REFERRAL_SIGN, post=404),
    "letter_send": Page(Permission.REFERRAL_PREPARE, get=404, post=404),
    "letter_hand_out": Page(Permission.REFERRAL_PREPARE, post=404),
    "letter_fhir": Page(Permission.REFERRAL_PREPARE, get=404),
    "letter_print": Page(Permission.REFERRAL_PREPARE, get=200),
    "letter_pdf": Page(Permission.REFERRAL_PREPARE, get=404),  # the letter in preparation has none
    "letter_replace": Page(Permission.REFERRAL_PREPARE, post=302),
    "referral_course": Page(Permission.PATIENTS_VIEW, get=200),
    "referral_event": Page(Permission.REFERRAL_PREPARE, post=422),
    "referral_step": Page(Permission.REFERRAL_PREPARE, post=302),
    "referral_follow_up": Page(Permission.INTAKE_EDIT, post=422),
    "referral_again": Page(Permission.REFERRAL_PREPARE, post=302),
    "referral_figures": Page(Permission.CONTENT_EDIT, get=200),
    "guidelines": Page(Permission.GUIDELINES_VIEW, get=200),
    "guideline": Page(Permission.GUIDELINES_VIEW, get=200),
    "guideline_fhir": Page(Permission.GUIDELINES_VIEW, get=200),
    "recommendation": Page(Permission.GUIDELINES_VIEW, get=200),
    "recommendation_version": Page(Permission.GUIDELINES_VIEW, get=200),
    "recommendation_changes": Page(Permission.GUIDELINES_VIEW, get=404),  # no version was named
    "news": Page(Permission.GUIDELINES_VIEW, get=200),
    "compare_releases": Page(Permission.GUIDELINES_VIEW, get=200),
    "editing": Page(Permission.CONTENT_EDIT, get=200),
    "editing_guideline_new": Page(Permission.CONTENT_EDIT, get=200, post=422),
    "editing_sources": Page(Permission.CONTENT_EDIT, get=200),
    "editing_source_new": Page(Permission.CONTENT_EDIT, get=200, post=422),
    "editing_source": Page(Permission.CONTENT_EDIT, get=200, post=422),
    # What is in force is read, and not written: only a draft is.
    "editing_recommendations": Page(Permission.CONTENT_EDIT, get=200),
    "editing_frame": Page(Permission.CONTENT_EDIT, get=302, post=422),
    "editing_recommendation_new": Page(Permission.CONTENT_EDIT, get=302, post=422),
    "editing_recommendation": Page(Permission.CONTENT_EDIT, get=302, post=422),
    "editing_order": Page(Permission.CONTENT_EDIT, post=302),
    "editing_retire": Page(Permission.CONTENT_EDIT, get=302, post=422),
    # The recommendation of `arguments()` is no safety prompt.
    "editing_outcomes": Page(Permission.CONTENT_EDIT, get=404),
    "editing_outcome": Page(Permission.CONTENT_EDIT, get=404, post=404),
    "editing_outcome_step": Page(Permission.CONTENT_EDIT, post=404),
    "editing_put_back": Page(Permission.CONTENT_EDIT, post=302),
    "editing_reaffirm": Page(Permission.CONTENT_EDIT, get=302, post=422),
    "editing_reaffirm_all": Page(Permission.CONTENT_EDIT, get=302, post=422),
    "editing_publication": Page(Permission.CONTENT_EDIT, get=200),
    "editing_begin": Page(Permission.CONTENT_EDIT, post=302),
    "editing_release": Page(Permission.CONTENT_EDIT, get=200, post=422),
    "editing_bundle": Page(Permission.CONTENT_EDIT, get=200),
    "editing_import": Page(Permission.CONTENT_EDIT, get=200, post=422),
    "editing_fhir": Page(Permission.CONTENT_EDIT, get=200),
    "editing_export": Page(Permission.CONTENT_EDIT, get=200),
    "editing_step": Page(Permission.CONTENT_EDIT, post=302),
    "editing_checks": Page(Permission.CONTENT_EDIT, get=200, post=422),
    # No recommendation has the key of `arguments()`.
    "editing_case_new": Page(Permission.CONTENT_EDIT, get=404, post=404),
    "editing_case": Page(Permission.CONTENT_EDIT, get=404, post=404),
    "editing_publish": Page(Permission.CONTENT_EDIT, post=422),
    "editing_condition_trial": Page(Permission.CONTENT_EDIT, get=200, post=422),
    # A guideline has recommendations, and no parts.
    "editing_parts": Page(Permission.CONTENT_EDIT, get=404),
    "editing_part_row": Page(Permission.CONTENT_EDIT, get=404, post=404),
    "editing_part_step": Page(Permission.CONTENT_EDIT, post=404),
    "editing_reviews": Page(Permission.CONTENT_EDIT, get=200),
    "editing_owner": Page(Permission.CONTENT_EDIT, post=302),
    "editing_responses": Page(Permission.CONTENT_EDIT, get=200),
    "editing_impact": Page(Permission.CONTENT_EDIT, get=200),
    "editing_impact_summary": Page(Permission.CONTENT_EDIT, get=200),
    "practice": Page(Permission.PRACTICE_MANAGE, get=200),
    "kept_form": Page(SIGNED_IN, get=404),  # nothing is kept under this identifier
    "practice_choose": Page(SIGNED_IN, post=404),  # no practice was named
    "accessibility": Page(EVERYONE, get=200),
    "security_contact": Page(EVERYONE, get=404),  # nobody is named
    "health_live": Page(EVERYONE, get=200),
    "health_ready": Page(EVERYONE, get=200),
}
ALLAUTH = {
    "account_login": Page(EVERYONE, get=302, post=302, but={ANONYMOUS: 200}),
    "account_logout": Page(EVERYONE, get=200, post=SIGN_IN, but={ANONYMOUS: SIGN_IN}),
    "account_inactive": Page(EVERYONE, get=200),
    "sign_ins": Page(SIGNED_IN, get=200),
    "sign_ins_end": Page(SIGNED_IN, post=302),
    "account_reauthenticate": Page(SIGNED_IN, get=200, post=200),
    "account_change_password": Page(SIGNED_IN, get=200, post=200),
}
# Nobody signs up, and nothing is sent by mail: these views of allauth are refused for everyone.
REFUSED = {
    "account_confirm_email",
    "account_confirm_login_code",
    "account_email",
    "account_email_verification_sent",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_set_password",
    "account_signup",
}
MATRIX = PAGES | ALLAUTH
