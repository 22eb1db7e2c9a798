"""The demo practice: plainly synthetic, made once, and every page of it works."""

import io
import signal
import socket
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Practice, Role, Staff, User
from accounts.tenancy.context import practice_context
from assessment.models import Answer, Consultation, Episode, Patient, Treatment
from guidelines.content_files.loading import read_yaml
from guidelines.in_force.content import Content
from guidelines.models import Release
from guidelines.publishing.life_cycle import approve
from guidelines.vocabulary.facts import LIST_COMPLETE
from referrals.demo import make_demo
from referrals.follow_up.worklist import referrals_to_follow
from referrals.models import Letter
from referrals.rules.course import CourseState

pytestmark = pytest.mark.usefixtures("database_without_people")

TEST_NUMBERS = frozenset(
    """
    0104909995 0104909989 0107729995 0108589995 0108629996 0201609995 0201609996 0201919990 0201919995
    0201919996 0211223989 0212159995 0504909989 0504909995 0506889996 1502799995 1502829995 1509819996
    2103009996 2311143995 2509479989 2512489996 2911829996 3001749995 3103979995
    """.split()  # noqa: SIM905
)
DEMO = read_yaml(settings.FIXTURES_DIR / "demo.yaml")


@pytest.fixture
def demo(in_the_demo: None, db: None) -> dict[str, Practice]:
    """The demo's practices by name, as `prepare_demo` made them."""
    return {practice.name: practice for practice in Practice.objects.all()}


def counts(practices: dict[str, Practice]) -> dict[str, list[int]]:
    """Patients, episodes, consultations, answers, treatments and letters of each practice."""
    made = {}
    for name, practice in practices.items():
        with practice_context(practice.pk):
            models = (Patient, Episode, Consultation, Answer, Treatment, Letter)
            made[name] = [model.objects.count() for model in models]
    return made


def test_every_number_is_a_published_test_number_and_used_once() -> None:
    numbers = [str(row["cpr"]) for row in DEMO["patients"]]
    assert set(numbers) <= TEST_NUMBERS
    assert len(numbers) == len(set(numbers)) == 9
    assert {row["given_name"] for row in DEMO["patients"]} == {"Testperson"}
    assert {row["email"].split("@")[1] for row in DEMO["accounts"]} == {"demo.example"}


def test_it_makes_two_practices_six_accounts_nine_patients_and_two_signed_letters(demo: dict[str, Practice]) -> None:
    assert sorted(demo) == ["Demoklinik A", "Demoklinik B"]
    assert User.objects.count() == 6
    roles = sorted((staff.practice.name, staff.role) for staff in Staff.objects.select_related("practice"))
    assert roles == [
        ("Demoklinik A", Role.GP),
        ("Demoklinik A", Role.GP),
        ("Demoklinik A", Role.NURSE),
        ("Demoklinik B", Role.GP),
    ]
    assert list(User.objects.filter(is_content_administrator=True).values_list("places", flat=True)) == [None, None]
    patients = {name: made[0] for name, made in counts(demo).items()}
    assert patients == {"Demoklinik A": 8, "Demoklinik B": 1}
    with practice_context(demo["Demoklinik A"].pk):
        letters = list(Letter.objects.select_related("referral__episode__patient", "signed_by", "created_by"))
        courses = {
            row.line.family_name: row.standing.state for row in referrals_to_follow(as_of=timezone.localdate()).rows
        }
    assert courses == {"Foxtrot": CourseState.RECEIVED, "Echo": CourseState.RETURNED}
    assert {letter.referral.episode.patient.family_name for letter in letters} == courses.keys()
    for letter in letters:
        assert letter.signed_at is not None
        assert letter.created_at < letter.signed_at < timezone.now() - timedelta(days=3)
        assert (letter.signed_by.role, letter.created_by.role) == (Role.GP, Role.NURSE)
        assert bytes(letter.pdf).startswith(b"%PDF")


def test_three_contents_wait_for_the_other_editor_s_approval(demo: dict[str, Practice]) -> None:
    waiting = Release.objects.filter(state="submitted").order_by("publication__key")
    assert [release.publication.key for release in waiting] == [
        "medicine-cautions",
        "medicine-cautions-read",
        "region-syddanmark",
    ]
    reviewer = User.objects.get(email="kontrollant@demo.example")
    for release in waiting:
        assert [event.by.email for event in release.events.all()] == ["redaktoer@demo.example"]
        approve(by=reviewer, release=release, seen_hash=release.content_hash, note="Kontrolleret mod kilden")


def test_making_it_again_changes_nothing(demo: dict[str, Practice]) -> None:
    before = counts(demo)
    assert make_demo(DEMO) is False
    assert counts(demo) == before
    assert User.objects.count() == 6


def test_everything_of_the_file_is_recorded_on_its_day_by_its_clinician(demo: dict[str, Practice]) -> None:
    today = timezone.localdate()
    answers = treatments = 0
    for row in DEMO["patients"]:
        with practice_context(demo[f"Demoklinik {row['practice'].upper()}"].pk):
            made = list(
                Consultation.objects.filter(episode__patient__cpr=row["cpr"])
                .select_related("opened_by__user")
                .order_by("number")
            )
            assert [entry.opened_by.user.email for entry in made] == [entry["by"] for entry in row["consultations"]]
            for consultation, entry in zip(made, row["consultations"], strict=True):
                days = -int(entry["day"].removesuffix("d"))
                assert timezone.localdate(consultation.opened_at) == today - timedelta(days=days)
                assert (consultation.ended_at is None) is bool(entry.get("open"))
                given = Answer.objects.filter(consultation=consultation)
                said = {LIST_COMPLETE} if entry.get("treatments_complete") else set()
                assert set(given.values_list("question", flat=True)) == set(entry["answers"]) | said
                assert {answer.recorded_at for answer in given} == {consultation.opened_at}
                rows = Treatment.objects.filter(consultation=consultation)
                assert rows.count() == len(entry.get("treatments", ()))
                answers, treatments = answers + given.count(), treatments + rows.count()
    assert (answers, treatments) > (100, 10)
    assert not [made for made in counts(demo).values() if made[1] != made[0]]


@pytest.mark.parametrize("email", ["laege-a1@demo.example", "laege-b1@demo.example"])
def test_every_episode_opens_without_a_fault(email: str, demo: dict[str, Practice]) -> None:
    client = Client()
    assert client.login(email=email, password=DEMO["password"])
    staff = Staff.objects.get(user__email=email)
    with practice_context(staff.practice_id):
        episodes = list(Episode.objects.all())
        letters = list(Letter.objects.values_list("pk", flat=True))
    assert episodes
    for episode in episodes:
        response = client.get(reverse("episode", args=[episode.pk]))
        assert response.status_code == 200
        assert response.context["advice"].faults == []
        assert client.get(reverse("readiness", args=[episode.pk])).status_code == 200
    for letter in letters:
        assert client.get(reverse("letter", args=[letter])).status_code == 200


def test_preparing_makes_the_demo_and_preparing_again_leaves_it(
    content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[str] = []
    monkeypatch.setattr(
        "chronicpain.management.commands.prepare_demo.call_command", lambda name, **options: called.append(name)
    )
    printed = [io.StringIO(), io.StringIO()]
    for out in printed:
        call_command("prepare_demo", stdout=out)
    assert called == ["migrate", "load_content"] * 2
    assert Practice.objects.count() == 2
    assert [bool(out.getvalue()) for out in printed] == [True, False]


@pytest.mark.parametrize("command", ["prepare_demo", "serve_demo"])
def test_outside_the_demo_nothing_is_made_or_served(command: str, settings: Any, db: None) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command(command)
    assert not Practice.objects.exists()


class Process:
    """A server that was started, and ends by itself with this status."""

    status = 0
    started: list[tuple[list[str], dict[str, str]]]

    def __init__(self, command: list[str], *, env: dict[str, str], **options: Any) -> None:
        self.started.append((command, env))

    def wait(self) -> int:
        return self.status


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> type[Process]:
    Process.started, Process.status = [], 0
    monkeypatch.setattr("chronicpain.management.commands.serve_demo.subprocess.Popen", Process)
    monkeypatch.setattr("chronicpain.management.commands.serve_demo.signal.signal", lambda *_: None)
    monkeypatch.setattr("chronicpain.management.commands.serve_demo.answers", lambda *_: Process.status == 0)
    monkeypatch.setenv("DATABASE_URL", "postgresql://smertekompas_owner@/smertekompas?host=/tmp/socket")
    return Process


@pytest.mark.django_db(databases=["default", "owner"])
def test_serving_signs_in_as_the_application_and_prints_address_and_sign_ins(server: type[Process]) -> None:
    out = io.StringIO()
    call_command("serve_demo", "--bind", "127.0.0.1:8123", stdout=out)
    ((command, environment),) = server.started
    assert command[command.index("--bind") + 1] == "127.0.0.1:8123"
    assert {"127.0.0.1", "localhost", "[::1]"} <= set(environment["ALLOWED_HOSTS"].split(","))
    assert environment["DATABASE_URL"].startswith("postgresql://smertekompas_app@/")
    printed = out.getvalue()
    assert all(account["email"] in printed for account in DEMO["accounts"])
    assert "http://127.0.0.1:8123/" in printed
    assert DEMO["password"] in printed


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_server_that_fails_is_said_and_one_that_is_ended_is_not(server: type[Process]) -> None:
    server.status = 3
    out = io.StringIO()
    with pytest.raises(CommandError, match="3"):
        call_command("serve_demo", stdout=out)
    assert out.getvalue() == ""
    server.status = -signal.SIGTERM
    call_command("serve_demo", stdout=io.StringIO())
    assert len(server.started) == 2


def test_an_address_that_cannot_be_served_is_said_and_nothing_starts(server: type[Process]) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        with pytest.raises(CommandError, match="BIND=8080"):
            call_command("serve_demo", "--bind", str(listener.getsockname()[1]))
    with pytest.raises(CommandError, match="BIND reads"):
        call_command("serve_demo", "--bind", "somewhere:")
    assert server.started == []
