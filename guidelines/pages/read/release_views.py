"""The pages of what changed, and when: the releases of all content, and two releases of one publication compared."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.pages.forms import offer
from accounts.sign_in.permissions import Permission, requires
from guidelines.comparison.bodies import compare_releases
from guidelines.comparison.news import news_of
from guidelines.comparison.releases import field_changes, words_of
from guidelines.in_force.catalogue import WITH_RECOMMENDATIONS
from guidelines.in_force.content import current_content
from guidelines.models import RecommendationVersion, Release
from guidelines.pages.guard import needs_content

RELEASES_PER_PAGE = 20


class TwoReleasesForm(forms.Form):
    """Which two releases to compare, by number; without a choice the last one and the one before it."""

    before = forms.TypedChoiceField(label=_("Earlier release"), coerce=int)
    after = forms.TypedChoiceField(label=_("Later release"), coerce=int)

    def __init__(self, data: Any, *, releases: list[Release]) -> None:
        numbers = [release.number for release in releases]
        preset = {"before": str(numbers[-2] if len(numbers) > 1 else numbers[-1]), "after": str(numbers[-1])}
        super().__init__({key: data.get(key) or preset[key] for key in preset})
        choices = [
            (release.number, f"{release.number} ({timezone.localtime(release.effective.lower):%d.%m.%Y})")
            for release in releases
        ]
        for name in preset:
            offer(self, name, choices)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("before", 0) > cleaned.get("after", cleaned.get("before", 0)):
            self.add_error("before", _("The earlier release must come before the later one."))
        return cleaned


@requires(Permission.GUIDELINES_VIEW)
@require_GET
@never_cache
@needs_content
def news(request: HttpRequest) -> HttpResponse:
    """Every release there has been, the newest first: when, why, and what it changed."""
    entries = news_of(_list_releases_in_force(), current_content())
    page = Paginator(entries, RELEASES_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "guidelines/read/changes/news.html", {"news": page})


@requires(Permission.GUIDELINES_VIEW)
@require_GET
@never_cache
@needs_content
def compared(request: HttpRequest, guideline: str) -> HttpResponse:
    """Two releases of a guideline, or of other content, side by side."""
    releases = [release for release in _list_releases_in_force() if release.publication.key == guideline]
    if not releases:
        raise Http404
    form = TwoReleasesForm(request.GET, releases=releases)
    has_page = releases[-1].publication.kind in WITH_RECOMMENDATIONS
    context: dict[str, Any] = {"form": form, "release": releases[-1], "has_page": has_page}
    if form.is_valid():
        by_number = {release.number: release for release in releases}
        before, after = by_number[form.cleaned_data["before"]], by_number[form.cleaned_data["after"]]
        context["comparison"] = compare_releases(before, after, current_content())
    return render(request, "guidelines/read/changes/compare.html", context, status=422 if form.errors else 200)


@requires(Permission.GUIDELINES_VIEW)
@require_GET
@never_cache
@needs_content
def changed_since(request: HttpRequest, guideline: str, recommendation: str) -> HttpResponse:
    """What has changed in a recommendation since a version of it that somebody answered to."""
    content = current_content()
    entry = content.recommendations.get(f"{guideline}/{recommendation}")
    seen = request.GET.get("since", "")
    versions = RecommendationVersion.objects.select_related("strength", "certainty", "source")
    if entry is None or not (seen.isascii() and seen.isdigit()):
        raise Http404
    before = get_object_or_404(versions, pk=int(seen), recommendation=entry.version.recommendation)
    fields = field_changes(words_of(before, content.vocabulary), words_of(entry.version, content.vocabulary))
    context = {"entry": entry, "version": entry.version, "before": before, "fields": fields}
    return render(request, "guidelines/read/changes/changed_since.html", context)


def _list_releases_in_force() -> list[Release]:
    """What is or was in force; a release that is only planned is nobody's news yet."""
    published = Release.objects.filter(state=Release.State.PUBLISHED, effective__startswith__lte=timezone.now())
    return list(published.select_related("publication", "prepared_by", "approved_by").order_by("number"))
