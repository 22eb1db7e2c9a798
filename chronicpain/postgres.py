"""The database, its roles and its connection strings in the embedded PostgreSQL; used when DATABASE_URL is not set."""

from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from chronicpain import embedded_postgres

DATABASE = "smertekompas"
OWNER_ROLE = "smertekompas_owner"
APPLICATION_ROLE = "smertekompas_app"


def start(data_directory: Path) -> str:
    """Start the server, or join the one that runs. Returns the owner's connection string.

    The server stops when the last process that joined it has ended.
    """
    host = embedded_postgres.start(data_directory)
    _create_roles_and_database(make_conninfo(dbname="postgres", user="postgres", host=host, port=5432))
    return f"postgresql://{OWNER_ROLE}@/{DATABASE}?host={quote(host)}&port=5432"


def application_url(owner_url: str) -> str:
    """The same database, signed in as the role that owns nothing: what the web process gets."""
    return owner_url.replace(f"//{OWNER_ROLE}@", f"//{APPLICATION_ROLE}@")


def _create_roles_and_database(uri: str) -> None:
    with psycopg.connect(uri, autocommit=True) as connection:
        # Of several processes that begin at once, one makes them.
        connection.execute("SELECT pg_advisory_lock(1)")
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
