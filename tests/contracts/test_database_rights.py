"""What the database's roles may do: the application little, and not even the owner may lose what must be kept."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, ProgrammingError, connection, connections, models, transaction
from django.utils import timezone

from accounts.models import AccessAction, AccessLogEntry, Practice, Role, Staff, User
from accounts.tenancy.context import practice_context
from accounts.tenancy.row_security import ROLE
from assessment.models import (
    AdviceResponse,
    AdviceSnapshot,
    Answer,
    CarePlan,
    Consultation,
    ContactAttempt,
    CopiedNote,
    Episode,
    EpisodeStatus,
    Inquiry,
    InquiryStep,
    Patient,
    PrintedCarePlan,
    QuestionnaireResponse,
    TaperPlan,
    TaperStep,
    TextSnippet,
    Treatment,
)
from guidelines.in_force.content import Content
from guidelines.models import PinnedRecommendation, RecommendationVersion, Release
from referrals.models import DutyAct, Letter, LetterHandOut, LetterWithdrawal, Referral, ReferralEvent, WaitingStepDone
from tests.support.records.cast import CPR_A, Cast
from tests.support.records.furnished import Record, furnish
from tests.support.records.patients import make_patient
from tests.support.records.tenancy import EVENTS, INSERT_ONLY, table

PUBLISHED = [
    (Release, "title = 'x'"),
    (RecommendationVersion, "title = 'x'"),
    (PinnedRecommendation, "position = position + 1000"),
]
NEVER_EMPTIED = [*INSERT_ONLY, Treatment, Letter, Release, RecommendationVersion, PinnedRecommendation]
both_databases = pytest.mark.django_db(databases=["default", "owner"])
each_published = pytest.mark.parametrize(
    ("model", "change"), PUBLISHED, ids=lambda value: getattr(value, "__name__", "")
)


def named(model: type[models.Model]) -> str:
    return model.__name__


def execute(statement: str, *parameters: Any, using: str = "default") -> int:
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


def value(query: str, *parameters: Any, using: str = "default") -> Any:
    with connections[using].cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchone()[0]


@pytest.fixture
def record(cast: Cast, content: Content) -> Iterator[Record]:
    """A record in practice A, which is in force."""
    made = furnish(cast.gp, make_patient(cast.gp))
    with practice_context(cast.practice_a.pk):
        yield made


@pytest.fixture
def owned(request: pytest.FixtureRequest) -> Iterator[dict[type[models.Model], models.Model]]:
    """A row of everything, made by the owner of the tables in its own transaction; nothing of it stays."""
    request.getfixturevalue("db")
    with transaction.atomic(using="owner"):
        yield rows_of_the_owner()
        transaction.set_rollback(True, using="owner")


def rows_of_the_owner() -> dict[type[models.Model], models.Model]:
    made: dict[type[models.Model], models.Model] = {}

    def make(model: type[models.Model], **values: Any) -> Any:
        made[model] = row = model(**values)
        row.save(using="owner", force_insert=True)
        return row

    practice = make(Practice, name="Klinik E")
    value("SELECT set_config('smertekompas.practice', %s, true)", str(practice.pk), using="owner")
    staff = make(Staff, practice=practice, user=make(User, email="owner@test.example", name="Test ejer"), role=Role.GP)
    release = Release.objects.using("owner").get(publication__kind="vocabulary")
    version = RecommendationVersion.objects.using("owner").earliest("pk")
    make(AccessLogEntry, practice=practice, staff=staff, action=AccessAction.READ)
    patient = make(
        Patient,
        practice=practice,
        cpr=CPR_A,
        birth_date=date(1981, 9, 15),
        given_name="Testperson",
        family_name="Kanin",
        registered_by=staff,
    )
    episode = make(Episode, practice=practice, patient=patient, number=1, started_by=staff)
    visit = make(Consultation, practice=practice, episode=episode, number=1, form="in_person", opened_by=staff)
    said: dict[str, Any] = {"practice": practice, "episode": episode, "consultation": visit, "recorded_by": staff}
    at = timezone.now()
    make(Answer, **said, question="peg.score", value=7, version=1, vocabulary_release=release, recorded_at=at)
    make(Treatment, **said, kind="tca", status="current", recorded_at=at)
    make(AdviceResponse, **said, recommendation_version=version, release=release, response="follow")
    about = {"practice": practice, "episode": episode, "recorded_by": staff}
    make(EpisodeStatus, **about, kind="ended", reason="agreed")
    make(ContactAttempt, **about, form="phone")
    inquiry = make(Inquiry, **said, text="Må patienten køre bil?", doctor=staff, answer_by=at.date())
    make(InquiryStep, practice=practice, inquiry=inquiry, number=1, kind="answer", text="Ja.", recorded_by=staff)
    make(AdviceSnapshot, practice=practice, consultation=visit, advice={}, shown_at=at)
    of_a_copy = {"episode": episode, "consultation": visit, "day": at.date(), "copied_by": staff, "copied_at": at}
    make(CopiedNote, practice=practice, text="Notat.", **of_a_copy)
    filled_in = {"instrument": "test", "instruments_release": release, "answered_on": at.date(), "recorded_at": at}
    make(QuestionnaireResponse, **said, **filled_in)
    make(CarePlan, **said, goal="mål", recorded_at=at)
    sheet = {"number": 1, "frozen": {}, "pdf": b"pdf", "pdf_sha256": "hash", "printed_by": staff, "printed_at": at}
    make(PrintedCarePlan, practice=practice, episode=episode, **sheet)
    taper = {"medicine": "Tramadol", "start_dose": "100 mg", "treatment": made[Treatment], "follows_up": staff}
    plan = make(TaperPlan, **said, **taper, approved_by=staff, approved_at=at, recorded_at=at)
    step = {"number": 1, "planned_on": at.date(), "dose": "50 mg"}
    make(TaperStep, practice=practice, plan=plan, **step, recorded_by=staff, recorded_at=at)
    text = {"title": "Titel", "text": "Tekst", "created_by": staff}
    make(TextSnippet, practice=practice, **text, recorded_by=staff, recorded_at=at)
    referral = make(
        Referral, practice=practice, episode=episode, destination="x", pathway_release=release, prepared_by=staff
    )
    signed = {"signed_by": staff, "signed_at": at, "frozen": {}, "pdf": b"pdf", "pdf_sha256": "hash"}
    letter = make(Letter, practice=practice, referral=referral, number=1, created_by=staff, **signed)
    make(LetterWithdrawal, practice=practice, letter=letter, reason="fejl", withdrawn_by=staff)
    make(LetterHandOut, practice=practice, letter=letter, form="pdf", handed_out_by=staff)
    event = {"kind": "returned", "on": at.date(), "reason": "incomplete"}
    make(ReferralEvent, practice=practice, referral=referral, letter=letter, **event, recorded_by=staff)
    make(WaitingStepDone, practice=practice, referral=referral, step="driving_rules", done_by=staff)
    said = {"episode": episode, "reason": "no_date", "due_on": at.date(), "kind": "taken"}
    make(DutyAct, practice=practice, **said, recorded_by=staff)
    for model in EVENTS:
        made[model] = model._base_manager.using("owner").filter(practice=practice).latest("pk")
    execute("SET CONSTRAINTS ALL IMMEDIATE", using="owner")
    return made


def test_the_application_works_as_its_own_role(db: None) -> None:
    assert value("SELECT current_user") == ROLE
    options = settings.DATABASES["default"]["OPTIONS"]["options"]
    assert options == f"-c role={ROLE}"


def test_the_applications_role_has_no_power_of_its_own(db: None) -> None:
    attributes = (
        "rolsuper",
        "rolbypassrls",
        "rolcreatedb",
        "rolcreaterole",
        "rolreplication",
    )
    for attribute in attributes:
        assert value(f"SELECT {attribute} FROM pg_roles WHERE rolname = current_user") is False, attribute
    assert value("SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole") == 0


def test_the_applications_role_owns_nothing_and_makes_nothing(db: None) -> None:
    owned = "SELECT count(*) FROM pg_shdepend WHERE refobjid = current_user::regrole AND deptype = 'o'"
    assert value(owned) == 0
    assert value("SELECT pg_get_userbyid(relowner) <> current_user FROM pg_class WHERE relname = 'assessment_patient'")
    assert value("SELECT has_schema_privilege('public', 'CREATE')") is False
    assert value("SELECT has_database_privilege(current_database(), 'CREATE')") is False
    for statement in (
        "CREATE TABLE public.planted (id int)",
        "ALTER TABLE assessment_patient DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE accounts_accesslogentry DISABLE TRIGGER ALL",
        "DROP POLICY practice_isolation ON assessment_patient",
        "SET LOCAL session_replication_role = replica",
    ):
        with pytest.raises(ProgrammingError):
            execute(statement)


def test_the_applications_role_empties_no_table_and_migrates_nothing(db: None) -> None:
    may_truncate = (
        "SELECT array_agg(relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND has_table_privilege(oid, 'TRUNCATE')"
    )
    assert value(may_truncate) is None
    for verb in ("INSERT", "UPDATE", "DELETE"):
        assert value("SELECT has_table_privilege('django_migrations', %s)", verb) is False


def test_what_is_only_added_to_is_known() -> None:
    assert {AccessLogEntry, Answer, AdviceResponse} < set(INSERT_ONLY)
    assert {"PatientEvent", "TreatmentEvent", "StaffEvent"} <= {model.__name__ for model in EVENTS}


@pytest.mark.parametrize("model", INSERT_ONLY, ids=named)
def test_the_applications_role_only_adds_and_reads(model: type[models.Model], db: None) -> None:
    may = {verb: value(f"SELECT has_table_privilege('{table(model)}', '{verb}')") for verb in ("SELECT", "INSERT")}
    assert may == {"SELECT": True, "INSERT": True}
    for verb in ("UPDATE", "DELETE", "TRUNCATE"):
        assert value(f"SELECT has_table_privilege('{table(model)}', '{verb}')") is False, verb
    assert value(f"SELECT has_any_column_privilege('{table(model)}', 'UPDATE')") is False
    for statement in (
        f"UPDATE {table(model)} SET practice_id = practice_id",
        f"DELETE FROM {table(model)}",
        f"TRUNCATE {table(model)}",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"):
            execute(statement)


def test_the_orm_changes_nothing_that_is_only_added_to(record: Record) -> None:
    for model in INSERT_ONLY:
        everything: models.QuerySet[Any] = model._base_manager.all()
        assert everything.exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            everything.update(practice=record.practice_id)
        with pytest.raises(DatabaseError), transaction.atomic():
            everything._raw_delete("default")


@both_databases
@pytest.mark.parametrize("model", INSERT_ONLY, ids=named)
def test_not_even_the_owner_changes_or_deletes_what_is_only_added_to(
    model: type[models.Model], owned: dict[type[models.Model], models.Model]
) -> None:
    row = owned[model]
    for statement in (
        f"UPDATE {table(model)} SET practice_id = practice_id",
        f"DELETE FROM {table(model)}",
    ):
        with pytest.raises(DatabaseError, match="Cannot"):
            execute(f"{statement} WHERE {row._meta.pk.column} = %s", row.pk, using="owner")
    assert type(row)._base_manager.using("owner").filter(pk=row.pk).exists()


@both_databases
@pytest.mark.parametrize("model", NEVER_EMPTIED, ids=named)
def test_not_even_the_owner_empties_what_is_kept(model: type[models.Model]) -> None:
    execute("SET LOCAL lock_timeout = '5s'", using="owner")
    with pytest.raises(DatabaseError, match="never emptied"):
        execute(f"TRUNCATE {table(model)} CASCADE", using="owner")


@each_published
def test_nobody_changes_what_is_published_with_the_applications_role(
    model: type[models.Model], change: str, content: Content
) -> None:
    published_is_kept(model, change, "default")


@both_databases
@each_published
def test_nobody_changes_what_is_published_with_the_owners_role(
    model: type[models.Model], change: str, db: None
) -> None:
    published_is_kept(model, change, "owner")


def published_is_kept(model: type[models.Model], change: str, using: str) -> None:
    before = list(model._base_manager.using(using).order_by("pk").values())
    assert before
    for statement in (f"UPDATE {table(model)} SET {change}", f"DELETE FROM {table(model)}"):
        with pytest.raises(DatabaseError, match=r"Cannot|cannot be changed"):
            execute(statement, using=using)
    assert list(model._base_manager.using(using).order_by("pk").values()) == before


CHANGES_OF_A_LETTER = [
    "sections = '{}'",
    "frozen = '{}'",
    "pdf = 'x'",
    "signed_by_id = NULL, signed_at = NULL, frozen = NULL, pdf = NULL, pdf_sha256 = ''",
]


def test_a_signed_letter_refuses_change_with_the_applications_role(record: Record) -> None:
    for change in CHANGES_OF_A_LETTER:
        with pytest.raises(DatabaseError, match="Cannot update"):
            execute(f"UPDATE referrals_letter SET {change} WHERE id = %s", record.signed.pk)
    with pytest.raises(DatabaseError, match="Cannot delete"):
        execute("DELETE FROM referrals_letter WHERE id = %s", record.signed.pk)
    assert execute("UPDATE referrals_letter SET sections = '{}' WHERE id = %s", record.letter.pk) == 1
    kept = Letter.objects.get(pk=record.signed.pk)
    assert (kept.sections, kept.frozen, bytes(kept.pdf or b"")) == (
        record.signed.sections,
        record.signed.frozen,
        b"%PDF-1.7 Kanin",
    )


@both_databases
def test_a_signed_letter_refuses_change_with_the_owners_role(owned: dict[type[models.Model], models.Model]) -> None:
    letter = owned[Letter]
    for change in CHANGES_OF_A_LETTER:
        with pytest.raises(DatabaseError, match="Cannot update"):
            execute(f"UPDATE referrals_letter SET {change} WHERE id = %s", letter.pk, using="owner")
    with pytest.raises(DatabaseError, match="Cannot delete"):
        execute("DELETE FROM referrals_letter WHERE id = %s", letter.pk, using="owner")


def test_a_treatment_is_never_deleted(record: Record) -> None:
    with pytest.raises(DatabaseError, match="Cannot delete"):
        execute("DELETE FROM assessment_treatment WHERE id = %s", record.treatment.pk)


@both_databases
def test_row_security_holds_for_the_owner_too(owned: dict[type[models.Model], models.Model]) -> None:
    patients = "SELECT count(*) FROM assessment_patient"
    assert value(patients, using="owner") == 1
    value("SELECT set_config('smertekompas.practice', '', true)", using="owner")
    assert value(patients, using="owner") == 0


def test_every_change_of_a_tracked_row_is_an_event(record: Record) -> None:
    """Also one that goes past the program's functions."""
    changes = {Patient: {"phone": "00000009"}, Treatment: {"name": "Andet"}, Staff: {"is_manager": False}}
    changes |= {QuestionnaireResponse: {"comment": "Andet"}, CarePlan: {"goal": "Andet"}}
    changes |= {TaperPlan: {"goal": "Andet"}, TaperStep: {"note": "Andet"}, TextSnippet: {"text": "Andet"}}
    assert {model.pgh_tracked_model for model in EVENTS} == set(changes)
    for model in EVENTS:
        tracked: type[models.Model] = model.pgh_tracked_model
        row = record.row(tracked)
        tracked._base_manager.filter(pk=row.pk).update(**changes[tracked])
        kept = model._base_manager.filter(pgh_obj=row.pk).order_by("pk").values_list("pgh_label", flat=True)
        assert list(kept) == ["insert", "update"], model


def test_no_setting_switches_a_trigger_off(cast: Cast, in_a: None) -> None:
    version = RecommendationVersion.objects.first()
    assert version is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE starts_with(tgname::text, 'pgtrigger')")
        names = ",".join(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{names}}}"])
    with pytest.raises(DatabaseError), transaction.atomic():
        RecommendationVersion.objects.filter(pk=version.pk).update(title="Andet")
    with pytest.raises(DatabaseError), transaction.atomic():
        RecommendationVersion.objects.filter(pk=version.pk).delete()
