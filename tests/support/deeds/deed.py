"""What a deed is: something done to a record, once, with all that comes before it made ready."""

from collections.abc import Callable
from dataclasses import dataclass

from django.test import Client

from accounts.models import Staff, User
from assessment.episode.workspace import Workspace
from assessment.models import Consultation, Episode
from assessment.record.consultations import begin_consultation
from guidelines.in_force.content import Content
from tests.support.records.cast import Cast
from tests.support.records.furnished import Record
from tests.support.records.letters import look


@dataclass(frozen=True)
class World:
    """Everyone, a whole record of practice A, and the content in force."""

    cast: Cast
    record: Record
    content: Content

    @property
    def by(self) -> Staff:
        return self.cast.gp2

    @property
    def episode(self) -> Episode:
        """The episode as it stands in the database now."""
        return Episode.objects.select_related("patient").get(pk=self.record.episode.pk)

    @property
    def workspace(self) -> Workspace:
        return look(self.record.episode, self.content)

    def visit(self) -> Consultation:
        """Today's consultation, which runs."""
        return begin_consultation(by=self.by, episode=self.episode, form="in_person")

    def client(self, person: Staff | User) -> Client:
        client = Client()
        client.force_login(person.user if isinstance(person, Staff) else person)
        return client


@dataclass(frozen=True)
class Deed:
    """A function that is called, through its page where it is a view.

    `ready` does what comes before, and answers what is then done. `entries` are the actions that it leaves in the
    access log, the last one of the record's patient unless `of_patient` says otherwise; `holds` are the functions that
    lock a row for it, each as often as it does. What it writes is a transaction of its own, or the request's
    (`in_request`).
    """

    ready: Callable[[World], Callable[[], object]]
    entries: tuple[str, ...] = ()
    of_patient: bool = True
    holds: tuple[str, ...] = ()
    in_request: bool = False
