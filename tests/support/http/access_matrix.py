"""Who may have which page, and how it answers them."""

from dataclasses import dataclass, field

from tests.support.http.requests import ANONYMOUS, EDITOR, GP, GP_B, MANAGER, NOBODY, NURSE

SIGN_IN = "sign-in"
EVERYONE = frozenset({ANONYMOUS, NOBODY, EDITOR, NURSE, GP, MANAGER, GP_B})
SIGNED_IN = EVERYONE - {ANONYMOUS}
CLINICIANS = frozenset({NURSE, GP, MANAGER, GP_B})
GPS = CLINICIANS - {NURSE}
READERS = CLINICIANS | {EDITOR}
EDITORS = frozenset({EDITOR})
Answers = dict[str, int | str]


@dataclass(frozen=True)
class Page:
    """Who may have a page, how it answers them, and who gets another answer than the rest."""

    may: frozenset[str]
    get: int | str = 405
    post: int | str = 405
    but: Answers = field(default_factory=dict)


# POST sends a form without the fields it asks for: 422 is the form shown again.
PAGES = {
    "home": Page(SIGNED_IN, get=200, but={EDITOR: 302}),
    "opioids": Page(CLINICIANS, get=200),
    "duty_take": Page(CLINICIANS, post=302),
    "duty_put_off": Page(CLINICIANS, get=302, post=302),  # no duty was named
    "patients": Page(CLINICIANS, get=200),
    "patients_find": Page(CLINICIANS, post=200),
    "patient_register": Page(CLINICIANS, get=200, post=422),
    "patient": Page(CLINICIANS, get=200),
    "patient_edit": Page(CLINICIANS, get=200, post=422),
    "episode_start": Page(CLINICIANS, post=302),
    "episode": Page(CLINICIANS, get=200),
    "consultation_begin": Page(CLINICIANS, post=302),
    "consultation_end": Page(CLINICIANS, get=200, post=422),
    "consultations": Page(CLINICIANS, get=200),
    "consultation": Page(CLINICIANS, get=200),
    "consultation_reopen": Page(CLINICIANS, post=302),
    "without_contact": Page(CLINICIANS, get=200),
    "first_nine": Page(CLINICIANS, get=200, post=422),
    "agenda": Page(CLINICIANS, get=200, post=422),
    "advice": Page(CLINICIANS, get=200),
    "section": Page(CLINICIANS, get=200, post=422),
    "history": Page(CLINICIANS, get=200),
    "episode_summary": Page(CLINICIANS, get=200),
    "plan": Page(CLINICIANS, get=200, post=422),
    "plan_pdf": Page(CLINICIANS, get=200),
    "progress": Page(CLINICIANS, get=200),
    "complexity": Page(CLINICIANS, get=200),
    "treatment_add": Page(CLINICIANS, get=200, post=422),
    "treatments_paste": Page(CLINICIANS, get=200, post=422),
    "treatments_none": Page(CLINICIANS, post=302),
    "treatments_state": Page(CLINICIANS, post=302),
    "treatment_consequences": Page(CLINICIANS, post=200),
    "treatment_change": Page(CLINICIANS, get=200, post=422),
    "treatment_remove": Page(CLINICIANS, post=302),
    "previsit_sheet": Page(CLINICIANS, get=200),
    "previsit_keying": Page(CLINICIANS, get=200, post=422),
    "questionnaires": Page(CLINICIANS, get=200),
    "questionnaire": Page(CLINICIANS, get=200, post=422),
    "questionnaire_response": Page(CLINICIANS, get=200, post=422),
    "questionnaire_remove": Page(CLINICIANS, post=302),
    "questionnaire_print": Page(CLINICIANS, get=200),
    "surgery": Page(CLINICIANS, get=200),
    "surgery_history_done": Page(CLINICIANS, post=302),
    "surgery_history_pdf": Page(CLINICIANS, get=200),
    "taper_add": Page(CLINICIANS, get=200, post=422),
    "taper_plan": Page(CLINICIANS, get=200, post=422),
    "taper_change": Page(CLINICIANS, get=200, post=422),
    "taper_approve": Page(GPS, post=409),  # no version was seen
    "taper_status": Page(CLINICIANS, post=422),
    "taper_pdf": Page(CLINICIANS, get=200),
    "snippets": Page(CLINICIANS, get=200, post=422),
    "snippet_change": Page(CLINICIANS, get=200, post=422),
    "snippet_remove": Page(CLINICIANS, post=302),
    "inquiries": Page(CLINICIANS, get=200),
    "inquiries_of_episode": Page(CLINICIANS, get=200, post=422),
    "inquiry": Page(CLINICIANS, get=200),
    "inquiry_answer": Page(GPS, post=422),
    "inquiry_pass_on": Page(CLINICIANS, post=422),
    "advice_respond": Page(CLINICIANS, get=200, post=422),
    "pathway": Page(READERS, get=200),
    "readiness": Page(CLINICIANS, get=200),
    "criteria": Page(CLINICIANS, get=200, post=422),
    "letter_start": Page(CLINICIANS, post=302),
    "letter": Page(CLINICIANS, get=200, post=422),
    "letter_refresh": Page(CLINICIANS, post=422),
    "letter_check": Page(CLINICIANS, get=200),
    "letter_sign": Page(GPS, post=422),
    "letter_confirm": Page(GPS, get=302),
    "letter_hand_over": Page(CLINICIANS, post=302),
    # Of a letter in preparation there is nothing to withdraw, to send or to hand out.
    "letter_withdraw": Page(GPS, post=404),
    "letter_send": Page(CLINICIANS, get=404, post=404),
    "letter_hand_out": Page(CLINICIANS, post=404),
    "letter_fhir": Page(CLINICIANS, get=404),
    "letter_print": Page(CLINICIANS, get=200),
    "letter_pdf": Page(CLINICIANS, get=404),  # the letter in preparation has none
    "letter_replace": Page(CLINICIANS, post=302),
    "referral_course": Page(CLINICIANS, get=200),
    "referral_event": Page(CLINICIANS, post=422),
    "referral_step": Page(CLINICIANS, post=302),
    "referral_follow_up": Page(CLINICIANS, post=422),
    "referral_again": Page(CLINICIANS, post=302),
    "referral_figures": Page(EDITORS, get=200),
    "guidelines": Page(READERS, get=200),
    "guideline": Page(READERS, get=200),
    "guideline_fhir": Page(READERS, get=200),
    "recommendation": Page(READERS, get=200),
    "recommendation_version": Page(READERS, get=200),
    "recommendation_changes": Page(READERS, get=404),  # no version was named
    "news": Page(READERS, get=200),
    "compare_releases": Page(READERS, get=200),
    "editing": Page(EDITORS, get=200),
    "editing_guideline_new": Page(EDITORS, get=200, post=422),
    "editing_sources": Page(EDITORS, get=200),
    "editing_source_new": Page(EDITORS, get=200, post=422),
    "editing_source": Page(EDITORS, get=200, post=422),
    # What is in force is read, and not written: only a draft is.
    "editing_recommendations": Page(EDITORS, get=200),
    "editing_frame": Page(EDITORS, get=302, post=422),
    "editing_recommendation_new": Page(EDITORS, get=302, post=422),
    "editing_recommendation": Page(EDITORS, get=302, post=422),
    "editing_order": Page(EDITORS, post=302),
    "editing_retire": Page(EDITORS, get=302, post=422),
    "editing_put_back": Page(EDITORS, post=302),
    "editing_reaffirm": Page(EDITORS, get=302, post=422),
    "editing_reaffirm_all": Page(EDITORS, get=302, post=422),
    "editing_publication": Page(EDITORS, get=200),
    "editing_begin": Page(EDITORS, post=302),
    "editing_release": Page(EDITORS, get=200, post=422),
    "editing_bundle": Page(EDITORS, get=200),
    "editing_import": Page(EDITORS, get=200, post=422),
    "editing_fhir": Page(EDITORS, get=200),
    "editing_export": Page(EDITORS, get=200),
    "editing_step": Page(EDITORS, post=302),
    "editing_checks": Page(EDITORS, get=200, post=422),
    # No recommendation has the key of `arguments()`.
    "editing_case_new": Page(EDITORS, get=404, post=404),
    "editing_case": Page(EDITORS, get=404, post=404),
    "editing_publish": Page(EDITORS, post=422),
    "editing_condition_trial": Page(EDITORS, get=200, post=422),
    # A guideline has recommendations, and no parts.
    "editing_parts": Page(EDITORS, get=404),
    "editing_part_row": Page(EDITORS, get=404, post=404),
    "editing_part_step": Page(EDITORS, post=404),
    "editing_reviews": Page(EDITORS, get=200),
    "editing_owner": Page(EDITORS, post=302),
    "editing_responses": Page(EDITORS, get=200),
    "editing_impact": Page(EDITORS, get=200),
    "editing_impact_summary": Page(EDITORS, get=200),
    "practice": Page(frozenset({MANAGER}), get=200),
    "kept_form": Page(SIGNED_IN, get=404),  # nothing is kept under this identifier
    "practice_choose": Page(SIGNED_IN, post=404),  # no practice was named
    "accessibility": Page(EVERYONE, get=200),
    "health_live": Page(EVERYONE, get=200),
    "health_ready": Page(EVERYONE, get=200),
}
ALLAUTH = {
    "account_login": Page(EVERYONE, get=302, post=302, but={ANONYMOUS: 200}),
    "account_logout": Page(EVERYONE, get=200, post=SIGN_IN, but={ANONYMOUS: SIGN_IN}),
    "account_inactive": Page(EVERYONE, get=200),
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
