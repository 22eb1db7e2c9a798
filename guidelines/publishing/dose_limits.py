"""The highest doses of a list of medicines that a reviewer must look at: unchecked ones, and missing ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guidelines.medicines.model import MG, SHOWN_UNITS
from guidelines.models import Publication, Release


@dataclass(frozen=True)
class OwnLimit:
    """A highest dose that has no source, and the document to check it against."""

    name: str
    highest: str
    strengths: str
    check: str


@dataclass(frozen=True)
class DoseLimits:
    unchecked: tuple[OwnLimit, ...]
    missing: tuple[str, ...]


def dose_limits_of(release: Release) -> DoseLimits | None:
    """The limits of a release, even if it does not hold together; None if the release is no list of medicines."""
    if release.publication.kind != Publication.Kind.MEDICINES:
        return None
    rows = [row for row in release.body.get("medicines", ()) if isinstance(row, Mapping) and row.get("name")]
    unchecked = (_limit(row) for row in rows if row.get("highest_check"))
    return DoseLimits(tuple(unchecked), tuple(str(row["name"]) for row in rows if row.get("highest") is None))


def _limit(row: Mapping[str, Any]) -> OwnLimit:
    highest = f"{row.get('highest', '')}".replace(".", ",")
    unit = SHOWN_UNITS.get(str(row.get("unit") or MG), "")
    return OwnLimit(str(row["name"]), f"{highest} {unit}", str(row.get("strengths", "")), str(row["highest_check"]))
