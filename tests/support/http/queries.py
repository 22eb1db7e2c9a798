"""The queries that an answer takes, and how many it may take."""

from collections.abc import Callable

from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

MOST = 15
TRANSACTION = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK", "BEGIN", "COMMIT")


def queries_of(ask: Callable[[], HttpResponse]) -> list[str]:
    """What a request asks of the database, without what only the test's own transaction adds."""
    with CaptureQueriesContext(connection) as captured:
        response = ask()
    assert response.status_code == 200
    queries = [query["sql"] for query in captured if not query["sql"].startswith(TRANSACTION)]
    resets = [query for query in queries if "set_config(" in query and query.endswith(", '', true)")]
    assert len(resets) <= 1
    return [query for query in queries if query not in resets]
