"""Checks that a publication in a bundle is complete, so that importing it loses nothing."""

from django.utils.translation import gettext as _

from guidelines.in_force.catalogue import WITH_RECOMMENDATIONS
from guidelines.models import Publication, RatingScheme, Source
from guidelines.publishing.consistency import Refused
from guidelines.recommendations.lint import named_sources
from guidelines.recommendations.model import GuidelineBody, ReleaseFrame
from guidelines.vocabulary.reading import ContentFault, read
from guidelines.vocabulary.shapes import JsonObject


def check_whole(content: JsonObject) -> None:
    """Raises Refused with the place: an unknown kind, source or scheme, and what is not as its shape declares."""
    place = str(content["key"])
    _require(content["kind"] in Publication.Kind.values, place, _("the kind is unknown"))
    is_guideline = content["kind"] in WITH_RECOMMENDATIONS
    _require(is_guideline or "recommendations" not in content, place, _("only a guideline has recommendations"))
    try:
        frame = read(GuidelineBody if is_guideline else ReleaseFrame, content)
    except ContentFault as fault:
        raise Refused(f"{place}: {fault}") from fault
    if isinstance(frame, GuidelineBody):
        is_known = RatingScheme.objects.filter(key=frame.rating_scheme).exists()
        _require(is_known, place, _("the rating scheme “%(key)s” is unknown") % {"key": frame.rating_scheme})
    named = sorted({source for _place, _key, source in named_sources(content) if source})
    known = set(Source.objects.filter(key__in=named).values_list("key", flat=True))
    for key in named:
        _require(key in known, place, _("the source “%(key)s” is unknown") % {"key": key})


def _require(condition: bool, place: str, reason: str) -> None:
    if not condition:
        raise Refused(f"{place}: {reason}")
