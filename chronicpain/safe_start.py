"""What would make a service unsafe: its settings, and how it reaches its database.

Outside the demo the web process does not start with any of it, and `manage.py check --deploy` says the same. Commands
of the owner (`migrate`, `load_content`) work with other rights and are not held to it.
"""

from collections.abc import Iterator
from contextlib import closing
from typing import Any, NamedTuple

import psycopg
from django.conf import LazySettings, settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

SHORTEST_KEY, FEWEST_CHARACTERS = 50, 5
# Keys that stand in a manual, this one or Django's, are known to everyone.
KNOWN_KEYS = ("django-insecure-", "a long random text", "…")
OFF = "off"

FACTS = """
SELECT (SELECT rolsuper FROM pg_roles WHERE rolname = session_user),
       (SELECT rolbypassrls FROM pg_roles WHERE rolname = session_user),
       EXISTS (SELECT FROM pg_class AS kept JOIN pg_roles AS owner ON owner.oid = kept.relowner
               WHERE kept.relnamespace = 'public'::regnamespace AND kept.relkind IN ('r', 'p')
                 AND pg_has_role(session_user, owner.oid, 'MEMBER')),
       inet_server_addr() IS NOT NULL AND NOT (inet_client_addr() <<= '127.0.0.0/8' OR inet_client_addr() = '::1'),
       coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false),
       current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit')
"""


class DatabaseFacts(NamedTuple):
    """How the web process reaches its database, and how that one keeps what it has confirmed."""

    is_superuser: bool
    bypasses_row_security: bool
    owns_tables: bool
    is_remote: bool
    is_encrypted: bool
    fsync: str
    full_page_writes: str
    synchronous_commit: str


def keys_of(values: LazySettings) -> list[tuple[str, str]]:
    """Every key that a signature is accepted by, under the name of its setting."""
    earlier = [("SECRET_KEY_FALLBACKS", str(key)) for key in values.SECRET_KEY_FALLBACKS]
    return [("SECRET_KEY", values.SECRET_KEY), *earlier]


def settings_faults(values: LazySettings) -> Iterator[str]:
    """One sentence for each setting that is unsafe outside the demo, with what to set."""
    if values.DEBUG:
        yield "DEBUG is on, and its pages show data to everyone: set DEBUG=0."
    for name, key in keys_of(values):
        if key.startswith(KNOWN_KEYS):
            yield f"{name} holds a key that stands in a manual: set one of your own."
        elif len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_CHARACTERS:
            yield (
                f"{name} holds a key that can be guessed: set at least {SHORTEST_KEY} random characters "
                '(python3 -c "import secrets; print(secrets.token_urlsafe(64))").'
            )
    if any(host.strip() in ("*", "") for host in values.ALLOWED_HOSTS):
        yield "ALLOWED_HOSTS lets every name through: set the names that the service answers to."
    if not (values.SESSION_COOKIE_SECURE and values.CSRF_COOKIE_SECURE):
        yield "Cookies would go over plain HTTP: set SECURE_COOKIES=1."


def database_faults(facts: DatabaseFacts) -> Iterator[str]:
    """One sentence for each thing about the connection or the server that is unsafe, with what to set."""
    web = "sign in with DATABASE_URL as a role that is only a member of smertekompas_app"
    if facts.is_superuser:
        yield f"The database is reached as a superuser, past every rule of it: {web}."
    elif facts.bypasses_row_security:
        yield f"The database is reached by a role that bypasses row-level security: {web}."
    elif facts.owns_tables:
        yield f"The database is reached by the owner of its tables, who can switch off its rules: {web}."
    if facts.is_remote and not facts.is_encrypted:
        yield "The database is on another machine and reached without TLS: add sslmode=verify-full to DATABASE_URL."
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        if getattr(facts, name) == OFF:
            yield f"{name} is off in PostgreSQL, so that a power cut loses what was confirmed: set {name} = on."


def read_database_facts() -> DatabaseFacts:
    """Over a connection of its own that is closed again: it is read before the web server makes its processes."""
    parameters: dict[str, Any] = connections["default"].get_connection_params()
    for ours in ("pool", "cursor_factory", "context", "server_side_binding", "isolation_level", "prepare_threshold"):
        parameters.pop(ours, None)
    with closing(psycopg.connect(**parameters)) as connection:
        (row,) = connection.execute(FACTS)
    return DatabaseFacts(*row)


def unsafe_because() -> list[str]:
    """Everything that is unsafe, the settings first; nothing in the demo.

    Of a database that does not answer it is not known, and so it counts.
    """
    if settings.DEMO:
        return []
    found = [*settings_faults(settings)]
    try:
        return [*found, *database_faults(read_database_facts())]
    except psycopg.OperationalError:
        # The cause would print the address, and with it the password.
        return [
            *found,
            "The database does not answer, and whether it is safe is not known: see DATABASE_URL, start it.",
        ]


def refuse_unsafe_start() -> None:
    """Raise ImproperlyConfigured with one sentence for each thing that is unsafe."""
    if faults := unsafe_because():
        raise ImproperlyConfigured("\n".join(["The service does not start:", *faults]))


@register(Tags.security, deploy=True)
def check_safe_start(**_: object) -> list[CheckMessage]:
    """The same for `manage.py check --deploy`."""
    return [Error(fault, id="chronicpain.E001") for fault in unsafe_because()]
