"""Whether a publication of a bundle is whole, and would lose nothing on its way in."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from guidelines.content_files.loading import RELEASE_TEXTS, VERSION_TEXTS
from guidelines.in_force.catalogue import WITH_RECOMMENDATIONS
from guidelines.models import Publication, RatingScheme, Release, Source
from guidelines.publishing.consistency import Refused
from guidelines.recommendations.lint import named_sources

KEY = re.compile(r"[-a-zA-Z0-9_]{1,50}")
GUIDELINE_FIELDS = frozenset(
    {"key", "kind", "source", "rating_scheme", "release", "recommendations", "unverified", "retired", "justifications"}
).union(RELEASE_TEXTS)


def check_whole(content: Mapping[str, Any]) -> None:
    """Raises Refused with the place: an unknown kind, field, source or scheme; what is no text; a key that is none."""
    place = content["key"]
    _require(content["kind"] in Publication.Kind.values, place, _("the kind is unknown"))
    _check_keys(place, content["key"])
    for name in RELEASE_TEXTS:
        _check_text(place, name, content.get(name) or "", getattr(Release._meta.get_field(name), "max_length", None))
    if content["kind"] in WITH_RECOMMENDATIONS:
        _check_guideline(place, content)
    else:
        _require("recommendations" not in content, place, _("only a guideline has recommendations"))
    named = sorted({source for _place, _key, source in named_sources(content) if source})
    known = set(Source.objects.filter(key__in=named).values_list("key", flat=True))
    for key in named:
        _require(key in known, place, _("the source “%(key)s” is unknown") % {"key": key})


def _check_guideline(place: str, content: Mapping[str, Any]) -> None:
    for name in sorted(content.keys() - GUIDELINE_FIELDS):
        raise Refused(_("%(key)s: unknown field %(name)s") % {"key": place, "name": name})
    rows = content.get("recommendations")
    _require(isinstance(rows, list), place, _("the list of recommendations is missing"))
    _require(isinstance(content.get("source"), str), place, _("the source is missing"))
    scheme = content.get("rating_scheme")
    is_known = isinstance(scheme, str) and RatingScheme.objects.filter(key=scheme).exists()
    _require(is_known, place, _("the rating scheme “%(key)s” is unknown") % {"key": scheme or ""})
    _check_text(place, "unverified", content.get("unverified") or "")
    for name, kind in (("retired", list), ("justifications", dict)):
        _require(
            isinstance(content.get(name, kind()), kind), place, _("%(name)s is not as it should be") % {"name": name}
        )
    seen: set[str] = set()
    for number, row in enumerate(rows or (), start=1):
        _require(isinstance(row, dict) and isinstance(row.get("key"), str), f"{place} › {number}", _("key is missing"))
        _check_row(f"{place} › {row['key']}", row, seen)


def _check_row(place: str, row: Mapping[str, Any], seen: set[str]) -> None:
    _check_keys(place, row["key"])
    _require(row["key"] not in seen, place, _("it stands there twice"))
    seen.add(row["key"])
    for name in VERSION_TEXTS:
        _require(name in row, place, _("%(name)s is missing") % {"name": name})
    for name in (*VERSION_TEXTS, "strength", "evidence", "source", "superseded_by", "lifted_because"):
        _check_text(place, name, row.get(name, ""))
    _check_text(place, "evidence_reviewed", row.get("evidence_reviewed", ""), 10)
    for name, kind in (("applies_when", dict), ("attention_when", dict), ("cases", list)):
        _require(isinstance(row.get(name, kind()), kind), place, _("%(name)s is not as it should be") % {"name": name})


def _check_keys(place: str, key: str) -> None:
    _require(KEY.fullmatch(key), place, _("a key is at most 50 letters a–z, digits, - and _"))


def _check_text(place: str, name: str, value: Any, longest: int | None = None) -> None:
    _require(isinstance(value, str), place, _("%(name)s is not text; put it in quotation marks") % {"name": name})
    too_long = _("%(name)s is longer than %(longest)s characters") % {"name": name, "longest": longest}
    _require(longest is None or len(value) <= longest, place, too_long)


def _require(condition: Any, place: str, reason: str) -> None:
    if not condition:
        raise Refused(f"{place}: {reason}")
