"""A whole record in each practice, the list of all addresses, and what the model registry knows of tenancy."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import pghistory.models
import pgtrigger
from django.apps import apps
from django.db import connection, models, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import AccessLogEntry, Staff, User
from accounts.tenancy.context import PracticeModel, practice_context
from assessment.advice.decisions import respond_to_advice
from assessment.care_plan.agreement import save_plan
from assessment.care_plan.printed_sheet import print_plan
from assessment.episode.workspace import build_workspace
from assessment.models import (
    Consultation,
    Episode,
    Patient,
    PrintedCarePlan,
    QuestionnaireResponse,
    TaperPlan,
    TextSnippet,
    Treatment,
)
from assessment.questionnaires.responses import save_response
from assessment.record.clock import today
from assessment.record.snippets import add_snippet
from assessment.rules.medication.taper_schedule import StepRow
from assessment.tapering.plan_changes import add_taper_plan
from guidelines.in_force.content import Content, current_content
from referrals.letters.signing import new_version, sign_letter
from referrals.letters.writing import edit_letter, start_letter
from referrals.models import Letter, LetterHandOut, LetterWithdrawal, ReferralEvent, WaitingStepDone
from referrals.pathways.in_force import pathway_of
from tests.conftest import CPR_A, CPR_A2, CPR_B, Cast, answer, make_episode, make_patient, treat

CPR_NUMBERS = [form for cpr in (CPR_A, CPR_A2, CPR_B) for form in (cpr, f"{cpr[:6]}-{cpr[6:]}")]
OWN, FOREIGN = "Kanin", "Hemmelig"
ANONYMOUS, NOBODY, EDITOR, NURSE, GP, MANAGER, GP_B = "anonymous", "nobody", "editor", "nurse", "gp", "manager", "gp_b"
OBJECTS = (
    *("patient_id", "episode_id", "treatment_id", "response_id", "letter_id", "printed_id", "taper_id", "snippet_id"),
    "referral_id",
)

# Practice_id without row-level security, on purpose: who works where must be known before a practice is in force.
WITHOUT_ROW_SECURITY = {"accounts_staff", "accounts_staffevent"}


def is_event(model: type[models.Model]) -> bool:
    return issubclass(model, pghistory.models.Event)


SCOPED: list[type[models.Model]] = [
    model for model in apps.get_models() if issubclass(model, PracticeModel) or model is AccessLogEntry
]
TENANT: list[type[models.Model]] = SCOPED + [
    model for model in apps.get_models() if is_event(model) and model.pgh_tracked_model in SCOPED
]
# Of content, which belongs to no practice, the history is tested with it.
EVENTS: list[type[models.Model]] = [
    model for model in apps.get_models() if is_event(model) and hasattr(model, "practice")
]
APPEND_ONLY = {model for model, trigger in pgtrigger.registered() if trigger.name == "append_only"}
INSERT_ONLY: list[type[models.Model]] = [*EVENTS, *(model for model in SCOPED if model in APPEND_ONLY)]


def table(model: type[models.Model]) -> str:
    return model._meta.db_table


def references_within_a_practice() -> list[tuple[type[models.Model], models.ForeignKey[Any, Any]]]:
    """Each field by which a row of a practice refers to another row of a practice, or to its staff."""
    return [
        (model, field)
        for model in SCOPED
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model in [*SCOPED, Staff]
    ]


@dataclass
class Record:
    """One patient's whole record in a practice: a letter that was signed, and its next version in preparation."""

    by: Staff
    patient: Patient
    episode: Episode
    consultation: Consultation
    treatment: Treatment
    response: QuestionnaireResponse
    letter: Letter
    signed: Letter
    printed: PrintedCarePlan
    taper: TaperPlan
    snippet: TextSnippet

    @property
    def practice_id(self) -> UUID:
        return self.by.practice_id

    def row(self, model: type[models.Model]) -> models.Model:
        """A row of this model in this practice."""
        if model is Staff:
            return self.by
        if model is Letter:
            return self.letter
        with practice_context(self.practice_id):
            row = model._base_manager.filter(practice=self.practice_id).first()
        assert row, f"furnish() makes no {model.__name__}: add one, so that its isolation is tested"
        return row


def furnish(by: Staff, patient: Patient) -> Record:
    """Give the patient one row of everything."""
    episode = make_episode(by, patient)
    answer(by, episode, pain__intensity_average=7)
    treat(by, episode, "tramadol", "current", name="Tramadol")
    with practice_context(by.practice_id):
        content = current_content()
        consultation = Consultation.objects.get(episode=episode)
        respond_to_advice(
            by=by,
            episode=episode,
            consultation=consultation,
            recommendation=next(iter(content.recommendations.values())),
            response="follow",
            facts={},
        )
        response = save_response(
            by=by,
            episode=episode,
            instrument=content.instruments["phq-9"],
            content=content,
            identifier=uuid4(),
            seen_version=0,
            values={"mood": 1, "comment": patient.family_name},
        ).response
        assert response
        letter, signed = _letters(by, episode, content)
        treatment, printed = Treatment.objects.get(episode=episode), _printed_plan(by, episode, content)
        taper = add_taper_plan(
            by=by,
            consultation=consultation,
            identifier=uuid4(),
            rows=[StepRow(today(), "50 mg")],
            approve=True,
            medicine="Tramadol",
            start_dose="100 mg",
            treatment=treatment,
            follows_up=by,
        )
        return Record(
            by=by,
            patient=patient,
            episode=episode,
            consultation=consultation,
            treatment=treatment,
            response=response,
            letter=letter,
            signed=signed,
            printed=printed,
            taper=taper,
            snippet=add_snippet(by=by, identifier=uuid4(), title="Titel", question="", text="Tekst"),
        )


def _printed_plan(by: Staff, episode: Episode, content: Content) -> PrintedCarePlan:
    plan = save_plan(by=by, episode=episode, values={"goal": episode.patient.family_name}, seen_version=0).plan
    with patch("assessment.care_plan.printed_sheet.render_pdf", return_value=b"%PDF-1.7 " + plan.goal.encode()):
        return print_plan(by=by, plan=plan, workspace=build_workspace(episode, content, today()))


def _letters(by: Staff, episode: Episode, content: Content) -> tuple[Letter, Letter]:
    workspace, pathway = build_workspace(episode, content, today()), pathway_of(content)
    letter = start_letter(by=by, workspace=workspace, pathway=pathway, destination=next(iter(pathway.destinations)))
    texts = {key: f"{episode.patient.family_name}, {key}" for key in letter.sections}
    letter = edit_letter(by=by, letter=letter, texts=texts, planning_area="byen", seen_version=letter.version)
    with patch(
        "referrals.letters.signing.render_letter_pdf", return_value=b"%PDF-1.7 " + episode.patient.family_name.encode()
    ):
        signed = sign_letter(by=by, letter=letter, workspace=workspace, pathway=pathway, seen_version=letter.version)
    _what_became_of(by, signed)
    return new_version(by=by, letter=signed), signed


def _what_became_of(by: Staff, signed: Letter) -> None:
    of_letter: dict[str, Any] = {"letter": signed}
    LetterWithdrawal.in_practice(**of_letter, reason="Fejl", withdrawn_by=by).save(force_insert=True)
    LetterHandOut.in_practice(**of_letter, form="pdf", handed_out_by=by).save(force_insert=True)
    of_referral: dict[str, Any] = {"referral": signed.referral}
    event = ReferralEvent.in_practice(**of_letter, **of_referral, kind="sent", on=today(), recorded_by=by)
    event.save(force_insert=True)
    WaitingStepDone.in_practice(**of_referral, step="driving_rules", done_by=by).save(force_insert=True)


def furnish_both(cast: Cast) -> tuple[Record, Record]:
    """A record in practice A, and one in B with a name that must never be seen in A."""
    return (
        furnish(cast.gp, make_patient(cast.gp, CPR_A, family_name=OWN)),
        furnish(cast.gp_b, make_patient(cast.gp_b, CPR_B, family_name=FOREIGN)),
    )


@dataclass(frozen=True)
class Route:
    """One pattern of the URL configuration."""

    name: str
    parameters: frozenset[str]

    def url(self, values: dict[str, Any]) -> str:
        return reverse(self.name, kwargs={parameter: values[parameter] for parameter in self.parameters})

    @property
    def shows_an_object(self) -> bool:
        return not self.parameters.isdisjoint(OBJECTS)


def routes(resolver: URLResolver | None = None) -> Iterator[Route]:
    """Every pattern that the resolver knows."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield Route(pattern.name or f"unnamed: {pattern.pattern}", frozenset(pattern.pattern.regex.groupindex))
        else:
            yield from routes(pattern)


ROUTES = sorted(routes(), key=lambda route: route.name)
OBJECT_ROUTES = [route for route in ROUTES if route.shows_an_object]
# A practice's own text belongs to no patient.
PATIENT_ROUTES = [route for route in OBJECT_ROUTES if route.parameters != {"snippet_id"}]


def arguments(record: Record, content: Content) -> dict[str, Any]:
    """A value for each parameter of any address, with this record's ids."""
    entry = next(iter(content.recommendations.values()))
    return {
        "patient_id": record.patient.pk,
        "episode_id": record.episode.pk,
        "treatment_id": record.treatment.pk,
        "response_id": record.response.pk,
        "instrument": record.response.instrument,
        "letter_id": record.letter.pk,
        "referral_id": record.letter.referral_id,
        "step": "driving_rules",
        "printed_id": record.printed.pk,
        "taper_id": record.taper.pk,
        "snippet_id": record.snippet.pk,
        "section_key": content.vocabulary.sections[0].key,
        "question": next(iter(content.vocabulary.questions)),
        "guideline": entry.release.publication.key,
        "recommendation": entry.version.recommendation.key,
        "number": entry.version.number,
        "destination": record.letter.referral.destination,
        "pathway": record.letter.referral.pathway_release.publication.key,
        "pk": entry.release.pk,
        "publication": entry.release.publication.key,
        "source": entry.version.source_id,
        "action": "indsend",
        "part": "questions",
        "key": "1",
        "uidb36": "1",
    }


def absent(values: dict[str, Any]) -> dict[str, Any]:
    """The same values, with ids that nobody has."""
    return values | {name: uuid4() for name in OBJECTS}


def ask(client: Client, method: str, url: str, **headers: Any) -> HttpResponse:
    """A request; one that sends a form sends a field that no form knows, so that the form is seen as sent."""
    if method == "POST":
        return client.post(url, {"sent": "1"}, **headers)
    return client.generic(method, url, **headers)


def client_as(cast: Cast, role: str) -> Client:
    """A client signed in as someone of this role; a failing view answers 500."""
    client = Client(raise_request_exception=False)
    people: dict[str, Staff | User] = {
        NOBODY: cast.nobody,
        EDITOR: cast.editor,
        NURSE: cast.nurse,
        GP: cast.gp2,
        MANAGER: cast.gp,
        GP_B: cast.gp_b,
    }
    if role != ANONYMOUS:
        person = people[role]
        client.force_login(person.user if isinstance(person, Staff) else person)
    return client


def undone(client: Client, method: str, url: str) -> HttpResponse:
    """The answer, with everything that the request wrote taken back: also a sign-out."""
    cookies = client.cookies.output(header="", sep=";")
    with transaction.atomic():
        response = ask(client, method, url)
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(cookies)
    return response


def page_without_token(response: HttpResponse) -> str:
    """The whole answer, but for the CSRF token, which differs each time."""
    head = {name: value for name, value in response.items() if name not in ("Content-Length", "Expires")}
    text = re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")\w+', r"\1", response.content.decode())
    return f"{response.status_code} {head} {text}"


def whole(response: HttpResponse) -> str:
    """Headers and body as text."""
    return f"{dict(response.items())} {response.content.decode(errors='replace')}"


def practice_in_database() -> str | None:
    """The practice that the database knows of now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('smertekompas.practice', true)")
        return cursor.fetchone()[0] or None


def practices_shown(model: type[models.Model]) -> set[Any]:
    """The practices whose rows the database shows now, past every manager."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT practice_id FROM {table(model)}")
        return {row[0] for row in cursor.fetchall()}
