"""When the database is gone, locked or busy: what is answered, what is logged, and how it is found again.

The user is told that nothing was saved and to try again (503, with Retry-After; a page that saves itself tries again by
itself). The operator gets one line when the database is gone and one when it is back.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from threading import Lock
from uuid import UUID

import psycopg
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connection
from django.db.backends.postgresql.base import DatabaseWrapper
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from psycopg import errors
from psycopg_pool import ConnectionPool, PoolTimeout

from accounts.pages.open_page.guard import SAFE

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 3
# One that works, and four that wait for it: a thread each of the sixteen that a process has.
MOST_AT_ONCE = 5


class Trouble(Enum):
    """What kept the database from answering."""

    GONE = "gone"
    BUSY = "busy"
    FAILING = "failing"


BUSY = (
    errors.LockNotAvailable,
    errors.QueryCanceled,
    errors.DeadlockDetected,
    errors.SerializationFailure,
    errors.IdleInTransactionSessionTimeout,
)
# The server ended the connection, or does not take any; what has no number comes from no server at all.
CONNECTION_LOST = ("08", "57P")


class TooManyAtOnce(OperationalError):
    """Others already wait to save in the same place."""


def trouble_of(error: BaseException | None) -> Trouble | None:
    """What an exception says of the database; None if it is about something else."""
    if not isinstance(error, OperationalError | InterfaceError):
        return None
    cause = error.__cause__
    if isinstance(error, TooManyAtOnce) or isinstance(cause, BUSY):
        return Trouble.BUSY
    lost = isinstance(cause, psycopg.Error) and (cause.sqlstate or CONNECTION_LOST[0]).startswith(CONNECTION_LOST)
    return Trouble.GONE if lost or isinstance(error, InterfaceError) else Trouble.FAILING


def unavailable(request: HttpRequest, error: BaseException) -> HttpResponse:
    """The answer to a request that the database did not let through: words that need no database.

    What is logged of it is the middleware's: not Django's traceback for each request.
    """
    words = render_to_string("503.html", {"was_sent": request.method not in SAFE})
    response = HttpResponse(words, status=503)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response["Cache-Control"] = "no-store"
    return marked(response, error)


def marked(response: HttpResponse, error: BaseException) -> HttpResponse:
    """An answer that tells the middleware what kept the database from answering, and is not logged by Django."""
    response.trouble, response.cause = trouble_of(error), error.__cause__ or error  # type: ignore[attr-defined]
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


class Outage:
    """Whether the database is gone, as this process has seen it: a line when it begins, and one when it ends."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._since: float | None = None

    def begin(self, cause: BaseException) -> None:
        with self._lock:
            if self._since is None:
                self._since = time.monotonic()
                logger.error(
                    "The database is gone (%s): requests that need it are answered by 503", type(cause).__name__
                )

    def end(self) -> None:
        if self._since is None:
            return
        with self._lock:
            if self._since is not None:
                logger.warning("The database is back after %.1f s", time.monotonic() - self._since)
                self._since = None


outage = Outage()
_dropping = Lock()
# Django's own, for all threads of the process.
_pools: dict[str, ConnectionPool] = DatabaseWrapper._connection_pools  # type: ignore[attr-defined]


def current_pool() -> ConnectionPool | None:
    """The pool of connections that a request takes its own from; None before the first."""
    return _pools.get(DEFAULT_DB_ALIAS)


def drop_connections(pool: ConnectionPool | None) -> None:
    """Throw this pool away: others of its connections are dead as well, and each would fail one more request.

    What other threads hold they bring back to the pool that it came from, which closes it. Where another thread has
    dropped it already, the pool that it made since is left alone.
    """
    with suppress(OperationalError, InterfaceError):
        connection.close()
    with _dropping:
        if pool is None or pool is not current_pool():
            return
        del _pools[DEFAULT_DB_ALIAS]
    pool.close(timeout=0)


class DatabaseOutages:
    """Answers what reads once more after a lost connection, and lets few wait for the same place at once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._lock = Lock()
        self._at_once: Counter[UUID | str] = Counter()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response, may_work = self._answer(request)
        return self._answer(request)[0] if may_work and request.method in SAFE else response

    def _answer(self, request: HttpRequest) -> tuple[HttpResponse, bool]:
        """The answer, and whether the same would work now that a lost connection is thrown away with all others.

        A pool that had no connection to give was waited for already: asking again would double the wait.
        """
        pool = current_pool()
        try:
            response = self.get_response(request)
        finally:
            self._leave(request)
        trouble = getattr(response, "trouble", None)
        if trouble is None:
            if connection.connection is not None:
                outage.end()
            return response, False
        cause: BaseException = response.cause  # type: ignore[attr-defined]
        if trouble is not Trouble.GONE:
            level = logging.WARNING if trouble is Trouble.BUSY else logging.ERROR
            logger.log(level, "Answered by 503: the database was %s (%s)", trouble.value, type(cause).__name__)
            return response, False
        outage.begin(cause)
        drop_connections(pool or current_pool())
        return response, not isinstance(cause, PoolTimeout)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: dict[str, UUID | str]) -> None:
        """Raises TooManyAtOnce where others already wait to save in the same place: they hold a thread each."""
        if request.method in SAFE or not kwargs:
            return
        place = next(iter(kwargs.values()))
        with self._lock:
            if self._at_once[place] >= MOST_AT_ONCE:
                raise TooManyAtOnce(f"{MOST_AT_ONCE} requests write in one place already")
            self._at_once[place] += 1
        request.writes_in = place  # type: ignore[attr-defined]

    def _leave(self, request: HttpRequest) -> None:
        place = getattr(request, "writes_in", None)
        if place is None:
            return
        del request.writes_in  # type: ignore[attr-defined]
        with self._lock:
            self._at_once[place] -= 1
            if not self._at_once[place]:
                del self._at_once[place]
