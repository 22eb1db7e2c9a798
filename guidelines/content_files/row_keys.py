"""What the rows of a content file go by: by their key, or, a few kinds of rows, by their name, receiver or title."""

from collections.abc import Mapping

IDENTITIES = ("key", "name", "receiver", "title")


def row_key(row: object) -> str:
    """What a row goes by in its part; empty for what a file has put there and is no row."""
    if not isinstance(row, Mapping):
        return ""
    return str(next((row[field] for field in IDENTITIES if row.get(field)), ""))
