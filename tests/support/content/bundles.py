"""Bundles of content: the shipped one with a change, and texts that are odd in a file."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from guidelines.content_files.text import Bundle
from guidelines.exchange.bundles import bundle_in_force
from guidelines.models import Publication, RatingScheme, RecommendationVersion, Release, Source

ROW = {"key": "a", "kind": "guideline", "title": "A", "release": {"note": "Ny"}}
ODD = [
    "no",
    "On",
    "yes",
    "null",
    "~",
    "",
    " ",
    "2026-11-25",
    "1e5",
    "0x1F",
    "012",
    "1_000",
    "12:30",
    ".5",
    "1.",
    "+1",
    "=",
    "<<",
]


def a_bundle(**publication: Any) -> Bundle:
    """The smallest bundle that can be read, with more said of its one publication."""
    return Bundle([{"key": "sst"}], [{"key": "kilde"}], [ROW | publication])


GUIDELINE, PATHWAY = "generalised-pain", "region-h-2014"
Change = Callable[[dict[str, Any]], Any]


def written() -> list[int]:
    models: tuple[Any, ...] = (Release, Publication, RecommendationVersion, Source, RatingScheme)
    return [model.objects.count() for model in models]


def content_in(bundle: Bundle, key: str) -> dict[str, Any]:
    return next(content for content in bundle.publications if content["key"] == key)


def changed(key: str, change: Change) -> Bundle:
    """All that is in force, with one publication changed."""
    bundle = deepcopy(bundle_in_force())
    change(content_in(bundle, key))
    return bundle


def reword(content: dict[str, Any]) -> None:
    next(row for row in content["recommendations"] if row["key"] == "tca")["text"] = "Overvej TCA efter samråd."
