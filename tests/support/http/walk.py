"""What every address answers to everyone, asked once: each contract looks at the same answers for something else."""

from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.test import Client

from guidelines.in_force.content import Content
from tests.support.http.requests import client_as, undone
from tests.support.http.routes import Route, arguments
from tests.support.records.cast import Cast
from tests.support.records.furnished import Record

# Whose record is asked about: practice A's or practice B's.
OF_A, OF_B = 0, 1
# By role, whose record, method and name of the address.
Kept = dict[tuple[str, int, str, str], HttpResponse]


class Walk:
    """The answers of the furnished database as it stands committed, for one test that has written nothing yet.

    What a request writes is taken back, so an answer that another test has asked for is the same, and is not asked for
    again.
    """

    def __init__(self, cast: Cast, records: tuple[Record, Record], content: Content, kept: Kept) -> None:
        self.cast, self.records, self.content, self.kept = cast, records, content, kept
        self.clients: dict[str, Client] = {}

    @cached_property
    def arguments(self) -> tuple[dict[str, Any], ...]:
        return tuple(arguments(record, self.content) for record in self.records)

    def answer(self, role: str, method: str, route: Route, of: int = OF_A) -> HttpResponse:
        """What someone of this role is answered: its status, its headers and what it says."""
        asked = role, of, method, route.name
        if asked not in self.kept:
            client = self.clients.get(role) or self.clients.setdefault(role, client_as(self.cast, role))
            response = undone(client, method, route.url(self.arguments[of]))
            # Not what it was made with, which is large.
            said, head, status = response.content, dict(response.items()), response.status_code
            self.kept[asked] = HttpResponse(said, headers=head, status=status)
        return self.kept[asked]
