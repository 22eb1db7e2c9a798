"""The pages to browse and search the content in force, and to read everything about one recommendation."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.sign_in.permissions import Permission, requires
from guidelines.in_force.catalogue import (
    DIRECTIONS,
    OTHER,
    WITH_RECOMMENDATIONS,
    ReleasedVersion,
    group_by_topic,
    publication_rows,
    released_versions,
    retired_by,
    retirement_of,
    rule_of,
    topic_label,
)
from guidelines.in_force.content import Content, current_content
from guidelines.in_force.evidence import checked_against, explain_grades, on_the_same_question
from guidelines.in_force.search import LONGEST_QUERY, SearchForm, find_recommendations
from guidelines.in_force.understanding import understood
from guidelines.pages.guard import needs_content
from guidelines.recommendations.model import SEVERITY_LABELS
from guidelines.schema.fields import translated


@requires(Permission.GUIDELINES_VIEW)
@require_GET
@never_cache
@needs_content
def browse(request: HttpRequest) -> HttpResponse:
    """Every publication in force; or, when something is asked for, the recommendations that match."""
    content = current_content()
    sent = request.GET.copy()
    sent["q"] = sent.get("q", "").replace("\x00", "").strip()
    form = SearchForm(sent, content=content)
    form.is_valid()
    words, topic, strength = (form.cleaned_data.get(name, "") for name in ("q", "topic", "strength"))
    if words or topic or strength or form.errors:
        meant = understood(words, content)
        context = {
            "form": form,
            "rows": find_recommendations(content, words=words, meant=meant, topic=topic, strength=strength),
            "words": words,
            "understood": meant,
            "was_cut": len(sent["q"]) > LONGEST_QUERY,
            "longest": LONGEST_QUERY,
        }
        return render(request, "guidelines/read/search.html", context)
    as_of = timezone.localdate()
    context = {
        "form": form,
        "nothing_asked": "q" in request.GET,
        "publications": publication_rows(content, WITH_RECOMMENDATIONS, as_of),
        "others": publication_rows(content, OTHER, as_of),
    }
    return render(request, "guidelines/read/browse.html", context)


@requires(Permission.GUIDELINES_VIEW)
@require_GET
@never_cache
@needs_content
def guideline(request: HttpRequest, guideline: str) -> HttpResponse:
    content = current_content()
    release = content.releases.get(guideline)
    if release is None or release.publication.kind not in WITH_RECOMMENDATIONS:
        raise Http404
    context = {
        "release": release,
        "checked_against": checked_against(release),
        "is_current": release.is_current(timezone.localdate()),
        "topics": group_by_topic(content, release),
        "retired": retired_by(release),
    }
    return render(request, "guidelines/read/guideline.html", context)


@requires(Permission.GUIDELINES_VIEW)
@require_GET
@never_cache
@needs_content
def recommendation(request: HttpRequest, guideline: str, recommendation: str) -> HttpResponse:
    """The version in force; of a recommendation that was withdrawn, the last one, marked as such."""
    content = current_content()
    history = released_versions(guideline, recommendation)
    if not history:
        raise Http404
    in_force = _version_in_force(content, history)
    return _recommendation_page(request, content, history, in_force or history[0])


@requires(Permission.GUIDELINES_VIEW)
@require_GET
@never_cache
@needs_content
def recommendation_version(request: HttpRequest, guideline: str, recommendation: str, number: int) -> HttpResponse:
    """The permanent address of one version, also when it is no longer in force."""
    history = released_versions(guideline, recommendation)
    for released in history:
        if released.version.number == number:
            return _recommendation_page(request, current_content(), history, released)
    raise Http404


def _version_in_force(content: Content, history: list[ReleasedVersion]) -> ReleasedVersion | None:
    entry = content.recommendations.get(str(history[0].version.recommendation))
    return next((released for released in history if entry and released.version.pk == entry.version.pk), None)


def _recommendation_page(
    request: HttpRequest, content: Content, history: list[ReleasedVersion], shown: ReleasedVersion
) -> HttpResponse:
    version, release = shown.version, shown.releases[-1]
    in_force = _version_in_force(content, history)
    publication, key = release.publication.key, version.recommendation.key
    context: dict[str, Any] = {
        "origin": request.build_absolute_uri("/").rstrip("/"),
        "permanent": request.build_absolute_uri(
            reverse("recommendation_version", args=[publication, key, version.number])
        ),
        "how_to_read": explain_grades(version),
        "same_question": on_the_same_question(content, version),
        "checked_against": checked_against(release),
        "version": version,
        "release": release,
        "guideline_in_force": content.releases.get(release.publication.key),
        "in_force": in_force,
        "is_in_force": in_force is shown,
        "shown": shown,
        "retirement": None if in_force else retirement_of(release.publication.key, version.recommendation.key),
        "history": history,
        "newer": content.recommendations.get(version.superseded_by),
        "replaces": [
            entry
            for entry in content.recommendations.values()
            if entry.version.superseded_by == str(version.recommendation)
        ],
        "topic": topic_label(version.topic),
        "direction": DIRECTIONS.get(version.direction, version.direction),
        "severity": translated(SEVERITY_LABELS.get(version.other_fields.get("severity", ""), "")),
        "is_current": release.is_current(timezone.localdate()),
        "rule": rule_of(version, content.vocabulary),
    }
    return render(request, "guidelines/read/recommendation.html", context)
