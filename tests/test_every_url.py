"""Every address, for everyone: who may, who may not, and with which method."""

from dataclasses import dataclass, field

import pytest
from django.http import HttpResponse
from django.urls import reverse

from guidelines.in_force.content import Content
from tests.conftest import Cast
from tests.support.records.tenancy import (
    ANONYMOUS,
    EDITOR,
    GP,
    GP_B,
    MANAGER,
    NOBODY,
    NURSE,
    ROUTES,
    Record,
    Route,
    arguments,
    client_as,
    furnish_both,
    undone,
)

SIGN_IN = "sign-in"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")

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
    "taper_seen": Page(GPS, post=409),  # no version was seen
    "taper_pdf": Page(CLINICIANS, get=200),
    "snippets": Page(CLINICIANS, get=200, post=422),
    "snippet_change": Page(CLINICIANS, get=200, post=422),
    "snippet_remove": Page(CLINICIANS, post=302),
    "advice_respond": Page(CLINICIANS, get=200, post=422),
    "pathway": Page(READERS, get=200),
    "readiness": Page(CLINICIANS, get=200),
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
    "practice_choose": Page(SIGNED_IN, post=404),  # no practice was named
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


@pytest.fixture
def records(cast: Cast, content: Content) -> tuple[Record, Record]:
    return furnish_both(cast)


def outcome(response: HttpResponse) -> int | str:
    to_sign_in = response.status_code == 302 and response["Location"].partition("?")[0] == reverse("account_login")
    return SIGN_IN if to_sign_in else response.status_code


def expected(route: Route, method: str, role: str) -> int | str:
    if route.name in REFUSED:
        return 403
    page = MATRIX[route.name]
    if role not in page.may:
        return SIGN_IN if role == ANONYMOUS else 403
    answer = page.get if method == "GET" else page.post
    if answer == 405:
        return 405
    if role == GP_B and route.shows_an_object:
        return 404
    return page.but.get(role, answer)


def test_every_address_is_classified() -> None:
    names = [route.name for route in ROUTES]
    assert len(names) == len(set(names))
    assert set(names) == set(MATRIX) | REFUSED
    assert not set(MATRIX) & REFUSED


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_everyone_gets_what_the_matrix_says(
    role: str, records: tuple[Record, Record], content: Content, cast: Cast
) -> None:
    values = arguments(records[0], content)
    client = client_as(cast, role)
    answers, promised = {}, {}
    for route in ROUTES:
        for method in ("GET", "POST"):
            promise = expected(route, method, role)
            if promise != 405:
                promised[route.name, method] = promise
                answers[route.name, method] = outcome(undone(client, method, route.url(values)))
    assert answers == promised


def test_a_signed_letter_is_fetched_by_the_practices_clinicians_only(
    records: tuple[Record, Record], cast: Cast
) -> None:
    url = reverse("letter_pdf", args=[records[0].signed.pk])
    answers = {role: outcome(client_as(cast, role).get(url)) for role in EVERYONE}
    refused = {ANONYMOUS: SIGN_IN, NOBODY: 403, EDITOR: 403, GP_B: 404}
    assert answers == refused | dict.fromkeys((NURSE, GP, MANAGER), 200)


def test_a_method_that_an_address_does_not_know_is_refused(
    records: tuple[Record, Record], content: Content, cast: Cast
) -> None:
    clients, values = {role: client_as(cast, role) for role in (MANAGER, EDITOR)}, arguments(records[0], content)
    answered = {}
    for route in ROUTES:
        if route.name not in PAGES:
            continue
        page = PAGES[route.name]
        client = clients[MANAGER if MANAGER in page.may else EDITOR]
        known = {method for method, answer in (("GET", page.get), ("POST", page.post)) if answer != 405}
        # Whoever watches over the service may ask for a health page's head.
        known |= {"HEAD"} if route.name.startswith("health") else set()
        for method in sorted(set(METHODS) - known):
            answered[route.name, method] = undone(client, method, route.url(values)).status_code
    assert {name for name, _ in answered} == set(PAGES)
    assert {asked: status for asked, status in answered.items() if status != 405} == {}


def test_a_header_does_not_turn_one_method_into_another(
    records: tuple[Record, Record], content: Content, cast: Cast
) -> None:
    client = client_as(cast, MANAGER)
    url = reverse("treatment_remove", args=[records[0].episode.pk, records[0].treatment.pk])
    for header in ("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"):
        assert client.get(f"{url}?_method=POST", headers={header: "POST"}).status_code == 405, header


@pytest.mark.parametrize("name", sorted(ALLAUTH))
def test_a_page_of_allauth_knows_no_unsafe_method_but_post(name: str, cast: Cast) -> None:
    # Whoever is signed in is sent on from the sign-in page, with any method.
    client = client_as(cast, ANONYMOUS if name == "account_login" else NURSE)
    for method in ("PATCH", "DELETE", "TRACE"):
        assert undone(client, method, reverse(name)).status_code == 405, method
