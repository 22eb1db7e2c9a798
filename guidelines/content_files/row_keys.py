"""What the rows of a content file go by: by their key, or, a few kinds of rows, by their name, receiver or title."""

from collections.abc import Mapping
from typing import Any

IDENTITIES = ("key", "name", "receiver", "title")


def row_key(row: Any) -> str:
    """What a row goes by in its part; empty for what a file has put there and is no row."""
    fields = IDENTITIES if isinstance(row, Mapping) else ()
    return str(next((row[field] for field in fields if row.get(field)), ""))
