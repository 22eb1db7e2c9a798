"""The addresses that give a guideline as a FHIR resource: in force for readers, any release for editors."""

import json
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.sign_in.permissions import Permission, requires
from guidelines.comparison.words import condition_in_words
from guidelines.content_files.release import content_of_release
from guidelines.exchange.bundles import scheme_row, source_row
from guidelines.exchange.fhir_elements import Resource
from guidelines.exchange.plan_definition import Edition, Words, plan_definition
from guidelines.in_force.catalogue import TOPICS, WITH_RECOMMENDATIONS
from guidelines.in_force.content import current_content
from guidelines.models import RatingScheme, Release, Source
from guidelines.pages.guard import needs_content
from guidelines.publishing.life_cycle import has_ended
from guidelines.recommendations.model import GuidelineBody
from guidelines.vocabulary.model import Vocabulary
from guidelines.vocabulary.reading import read
from guidelines.vocabulary.sourcing import SchemeRow, SourceRow


@requires(Permission.GUIDELINES_VIEW)
@require_GET
@never_cache
@needs_content
def guideline(request: HttpRequest, guideline: str) -> HttpResponse:
    """The release in force."""
    found = current_content().releases.get(guideline)
    if found is None or found.publication.kind not in WITH_RECOMMENDATIONS:
        raise Http404
    return _answer(request, found)


@requires(Permission.CONTENT_EDIT)
@require_GET
@never_cache
@needs_content
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Any release of a guideline: also a draft, which says so."""
    found = get_object_or_404(
        Release.objects.select_related("publication"), pk=pk, publication__kind__in=WITH_RECOMMENDATIONS
    )
    return _answer(request, found)


def _answer(request: HttpRequest, found: Release) -> HttpResponse:
    url = request.build_absolute_uri(reverse("guideline", args=[found.publication.key]))
    text = json.dumps(plan_definition_of(found, current_content().vocabulary, url), ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": f'attachment; filename="{found.publication.key}-{found.number}.fhir.json"'}
    return HttpResponse(text, content_type="application/fhir+json; charset=utf-8", headers=headers)


def plan_definition_of(release: Release, vocabulary: Vocabulary, url: str) -> Resource:
    """The PlanDefinition of a release of a guideline; `url` is the guideline's address."""
    content = read(GuidelineBody, content_of_release(release))
    scheme = RatingScheme.objects.filter(key=content.rating_scheme).first()
    levels = read(SchemeRow, scheme_row(scheme)) if scheme else None
    words = Words(
        strengths={level.key: level for level in levels.strengths} if levels else {},
        certainties={level.key: level for level in levels.certainties} if levels else {},
        sources={source.key: read(SourceRow, source_row(source)) for source in Source.objects.all()},
        topics={key: str(label) for key, label in TOPICS.items()},
        sentence=lambda tree: condition_in_words(tree, vocabulary),
    )
    return plan_definition(content, edition_of(release, url), words)


def edition_of(release: Release, url: str) -> Edition:
    """Active while it is in force or planned, retired when it is out of force for good, a draft before that."""
    if release.state != Release.State.PUBLISHED:
        return Edition(url, release.number, "draft")
    published = release.publication.releases.filter(state=Release.State.PUBLISHED)
    before = published.filter(number__lt=release.number).order_by("-number").values_list("number", flat=True).first()
    after = published.filter(number__gt=release.number).order_by("number").values_list("number", flat=True).first()
    times = release.effective
    return Edition(
        url,
        release.number,
        "retired" if has_ended(release, timezone.now()) else "active",
        _iso(release.published_at),
        _iso(times.lower),
        _iso(times.upper),
        before,
        after,
    )


def _iso(moment: datetime | None) -> str:
    return timezone.localtime(moment).replace(microsecond=0).isoformat() if moment else ""
