"""The key of a row in a content file: its key, or for a few kinds of rows its name, receiver or title."""

from collections.abc import Mapping

IDENTITIES = ("key", "name", "receiver", "title")


def row_key(row: object) -> str:
    """The key of a row in its part; empty if the file has put something there that is no row."""
    if not isinstance(row, Mapping):
        return ""
    return str(next((row[field] for field in IDENTITIES if row.get(field)), ""))
