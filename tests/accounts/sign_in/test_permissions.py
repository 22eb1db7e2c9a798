"""Who may do what, from one request to the next; and what stays in the database when a request fails."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import ResolverMatch, reverse

from accounts.log.entries import request_origin
from accounts.models import AccessLogEntry, Role, Staff, User
from accounts.pages.http import CHOSEN_PRACTICE
from accounts.pages.middleware import PUBLIC, SIGNED_IN, chosen_place, required_permission
from accounts.sign_in.backends import AuthenticationBackend
from accounts.sign_in.permissions import OF_A_ROLE, WHO_MAY, Permission, permissions_of, requires
from accounts.tenancy.context import practice_context
from assessment.models import Answer, Consultation, Episode, Patient
from guidelines.in_force.content import Content
from referrals.models import Letter
from tests.support.records.cast import CPR_A2, Cast
from tests.support.records.furnished import Record, furnish
from tests.support.records.patients import make_patient

SignIn = Callable[[Staff | User], Client]


@pytest.fixture
def record(cast: Cast, patient: Patient, content: Content) -> Record:
    return furnish(cast.gp, patient)


# Beside what is declared once: a slip there is a slip here too, or it is noticed.
DOCTORS_ALONE = {Permission.REFERRAL_SIGN, Permission.TAPER_APPROVE, Permission.INQUIRY_ANSWER}
NOT_BY_A_ROLE = {Permission.CONTENT_EDIT, Permission.PRACTICE_MANAGE, Permission.SIGNED_IN}


def test_each_role_has_its_permissions() -> None:
    """Tried: each of a doctor's alone given to a nurse; one left out of the declaration."""
    person = User(name="Test")
    everyone = {Permission.SIGNED_IN}
    clinical = set(Permission) - DOCTORS_ALONE - NOT_BY_A_ROLE | everyone
    assert permissions_of(person, None) == everyone
    assert permissions_of(person, Staff(role=Role.NURSE)) == clinical
    assert permissions_of(person, Staff(role=Role.GP)) == clinical | DOCTORS_ALONE
    assert permissions_of(person, Staff(role=Role.NURSE, is_manager=True)) == clinical | {Permission.PRACTICE_MANAGE}
    assert set(WHO_MAY) == set(Permission) - NOT_BY_A_ROLE


def test_whoever_edits_content_sees_no_patient_by_that() -> None:
    editor = permissions_of(User(name="Test", is_content_administrator=True), None)
    assert editor == {Permission.SIGNED_IN, Permission.GUIDELINES_VIEW, Permission.CONTENT_EDIT}
    assert not any(permission.startswith(("patients", "intake", "referral", "practice")) for permission in editor)


def match(view: Callable[..., Any], name: str = "somewhere") -> ResolverMatch:
    return ResolverMatch(view, (), {}, url_name=name)


def test_a_view_that_names_no_permission_is_refused() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    with pytest.raises(PermissionDenied):
        required_permission(match(view))
    assert required_permission(match(requires(Permission.PATIENTS_VIEW)(view))) == Permission.PATIENTS_VIEW


def test_the_lists_of_exceptions_are_short_and_known() -> None:
    signing = {"account_login", "account_logout", "account_inactive"}
    assert set(PUBLIC) == {*signing, "health_live", "health_ready", "accessibility", "security_contact"}
    assert set(SIGNED_IN) == {"account_reauthenticate", "account_change_password"}


def signed_in_again(user: User) -> Client:
    """Whoever may do something else from now on was signed out by it."""
    client = Client()
    client.force_login(user)
    return client


def test_a_closed_place_ends_access_at_the_next_request(record: Record, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.nurse)
    url = reverse("episode", args=[record.episode.pk])
    assert client.get(url).status_code == 200
    Staff.objects.filter(pk=cast.nurse.pk).update(is_active=False)
    assert client.get(url)["Location"].startswith(reverse("account_login"))
    response = signed_in_again(cast.nurse.user).get(url)
    assert response.status_code == 403
    assert record.patient.family_name not in response.content.decode()


def test_a_closed_sign_in_ends_the_session_at_the_next_request(record: Record, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.nurse)
    url = reverse("episode", args=[record.episode.pk])
    assert client.get(url).status_code == 200
    User.objects.filter(pk=cast.nurse.user_id).update(is_active=False)
    response = client.get(url)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_a_gp_who_becomes_a_nurse_signs_nothing_from_then_on(record: Record, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.gp2)
    url = reverse("letter_sign", args=[record.letter.pk])
    assert client.post(url, {"seen_version": "0"}).status_code == 422
    Staff.objects.filter(pk=cast.gp2.pk).update(role=Role.NURSE)
    sent = {"seen_version": record.letter.version, "checked": "on", "consent": "on"}
    assert client.post(url, sent)["Location"].startswith(reverse("account_login"))
    assert signed_in_again(cast.gp2.user).post(url, sent).status_code == 403
    with practice_context(record.practice_id):
        assert Letter.objects.get(pk=record.letter.pk).signed_at is None


def test_a_role_without_a_permission_pauses_skips_and_decides_nothing(
    record: Record, cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a view asks for beyond its own permission. Tried: each of the two left out."""
    monkeypatch.setitem(
        OF_A_ROLE, Role.NURSE, OF_A_ROLE[Role.NURSE] - {Permission.TAPER_PAUSE, Permission.SAFETY_DECIDE}
    )
    nurse, plan = sign_in(cast.nurse), [record.episode.pk, record.taper.pk]
    for action, status in (("hold", 403), ("skip", 403), ("note", 302)):
        said = {"action": action, "note": "x", "seen_version": "1"}
        assert nurse.post(reverse("taper_plan", args=plan), said).status_code == status
    prompt = reverse("advice_respond", args=[record.episode.pk, "safety-prompts", "red-flags"])
    assert nurse.get(prompt).status_code == 403
    assert sign_in(cast.gp2).get(prompt).status_code == 200


def test_a_manager_who_is_one_no_more_sees_the_log_no_more(cast: Cast, gp_client: Client) -> None:
    assert gp_client.get(reverse("practice")).status_code == 200
    Staff.objects.filter(pk=cast.gp.pk).update(is_manager=False)
    assert gp_client.get(reverse("practice")).status_code == 302
    assert signed_in_again(cast.gp.user).get(reverse("practice")).status_code == 403


def test_a_content_administrator_who_is_one_no_more_loses_the_guidelines(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.editor)
    assert client.get(reverse("guidelines")).status_code == 200
    User.objects.filter(pk=cast.editor.pk).update(is_content_administrator=False)
    assert client.get(reverse("guidelines")).status_code == 302
    assert signed_in_again(cast.editor).get(reverse("guidelines")).status_code == 403


@pytest.fixture
def place_in_b(cast: Cast) -> Staff:
    """The nurse of practice A works in B too."""
    return Staff.objects.create(practice=cast.practice_b, user=cast.nurse.user, role=Role.NURSE)


def choose(client: Client, practice_id: Any) -> HttpResponse:
    return client.post(reverse("practice_choose"), {"practice": practice_id})


def test_one_works_in_one_practice_at_a_time(
    record: Record, episode_b: Episode, place_in_b: Staff, cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(cast.nurse)
    for chosen, expected in ((cast.practice_a, [200, 404]), (cast.practice_b, [404, 200])):
        assert choose(client, chosen.pk).status_code == 302
        found = [client.get(reverse("episode", args=[episode.pk])) for episode in (record.episode, episode_b)]
        assert [response.status_code for response in found] == expected


def test_whose_place_was_closed_works_in_the_other_from_then_on(
    record: Record, episode_b: Episode, place_in_b: Staff, cast: Cast, sign_in: SignIn
) -> None:
    client = sign_in(cast.nurse)
    choose(client, cast.practice_b.pk)
    Staff.objects.filter(pk=place_in_b.pk).update(is_active=False)
    client = signed_in_again(cast.nurse.user)
    assert client.get(reverse("episode", args=[episode_b.pk])).status_code == 404
    assert client.get(reverse("episode", args=[record.episode.pk])).status_code == 200


def test_a_practice_where_one_does_not_work_cannot_be_chosen(episode_b: Episode, cast: Cast, gp_client: Client) -> None:
    foreign, nowhere, nonsense = (choose(gp_client, value) for value in (cast.practice_b.pk, uuid4(), "x' OR 1=1"))
    assert [foreign.status_code, nowhere.status_code, nonsense.status_code] == [404, 404, 404]
    assert CHOSEN_PRACTICE not in gp_client.session
    session = gp_client.session
    session[CHOSEN_PRACTICE] = str(cast.practice_b.pk)
    session.save()
    assert gp_client.get(reverse("episode", args=[episode_b.pk])).status_code == 404


@pytest.mark.parametrize("forged", ["", "x' OR 1=1", "00000000-0000-0000-0000-000000000000"])
def test_a_forged_choice_in_the_session_is_ones_own_practice(forged: str, place_in_b: Staff, cast: Cast) -> None:
    places = AuthenticationBackend().get_user(cast.nurse.user.pk).working_in
    assert [place.practice for place in places] == [cast.practice_a, cast.practice_b]
    assert chosen_place(places, str(cast.practice_b.pk)) == place_in_b
    assert chosen_place(places, forged) == cast.nurse
    assert chosen_place([], forged) is None


def fail(*args: Any, **kwargs: Any) -> Any:
    raise ZeroDivisionError


def test_a_failing_view_leaves_nothing_half_written(
    episode: Episode, cast: Cast, content: Content, gp_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    gp_client.raise_request_exception = False
    section = content.vocabulary.section_of("pain.intensity_average")
    url, form = reverse("section", args=[episode.pk, section]), {"pain.intensity_average": "7", "seen_version": "0"}

    def stored() -> tuple[int, int, int, int]:
        with practice_context(cast.practice_a.pk):
            version = Episode.objects.get(pk=episode.pk).version
            return version, Answer.objects.count(), Consultation.objects.count(), AccessLogEntry.objects.count()

    before = stored()
    with monkeypatch.context() as broken:
        broken.setattr("assessment.pages.intake.views.build_workspace", fail)
        response = gp_client.post(url, form, headers={"HX-Request": "true"})
    assert response.status_code == 500
    assert stored() == before
    assert gp_client.post(url, form, headers={"HX-Request": "true"}).status_code == 200
    version, answers, consultations, _ = stored()
    assert (version, answers, consultations) == (before[0] + 1, before[1] + 1, before[2])


def test_a_registration_that_fails_registers_nobody(
    cast: Cast, gp_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    gp_client.raise_request_exception = False
    monkeypatch.setattr("assessment.pages.patients.views.redirect", fail)
    identity = {"cpr": CPR_A2, "given_name": "Ny", "family_name": "Patient"}
    assert gp_client.post(reverse("patient_register"), identity).status_code == 500
    with practice_context(cast.practice_a.pk):
        assert not Patient.objects.exists()


def test_a_page_that_is_not_found_keeps_what_the_log_says(record: Record, cast: Cast, sign_in: SignIn) -> None:
    url = reverse("advice_respond", args=[record.episode.pk, "no-such", "advice"])
    assert sign_in(cast.nurse).get(url).status_code == 404
    with practice_context(record.practice_id):
        assert AccessLogEntry.objects.get(staff=cast.nurse).patient_id == record.patient.pk


def test_an_answer_that_would_outlive_its_transaction_is_refused(
    cast: Cast, gp_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assessment.pages.patients.views.render", lambda *args: StreamingHttpResponse([b"x"]))
    with pytest.raises(RuntimeError, match="streaming"):
        gp_client.get(reverse("patients"))


def test_nothing_of_a_request_stays_for_the_next(cast: Cast, sign_in: SignIn, client: Client) -> None:
    make_patient(cast.gp)
    for somebody in (sign_in(cast.gp), sign_in(cast.editor), client):
        somebody.get(reverse("home"))
        assert request_origin.get() is None
